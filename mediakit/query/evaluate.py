"""Queries over articles: in which sentences they are met, which conditions hold, and where the words stand."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from operator import eq, ge, gt, le, lt
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mediakit.query.compiled import Rules
from mediakit.query.page import Page, read_pages
from mediakit.query.tree import Check, Every, Node, Query, Some, operators_in, queries_in
from mediakit.tables import PARTS

Ints = NDArray[Any]
Bools = NDArray[np.bool_]
_TITLE = PARTS.index("title")
_SIGNS = {">=": ge, ">": gt, "<=": le, "<": lt, "=": eq}


@dataclass(frozen=True)
class Tally:
    """The sentences of articles in which queries are met, each sentence once for a query.

    ``query`` is the place of the query in ``queries``, ``number`` the sentence's in its article, ``n_words`` the
    number of its words. ``total_sentences``, ``total_words`` and ``titles`` (sentences of the title, 0 or 1) have one
    entry an article.
    """

    queries: Sequence[Query]
    query: Ints
    article: Ints
    number: Ints
    part: Ints
    n_words: Ints
    total_sentences: Ints
    total_words: Ints
    titles: Ints

    def of(self, query: Query) -> Bools:
        """Return which rows belong to a query."""
        rows: Bools = self.query == self.queries.index(query)
        return rows

    def sentences_of(self, node: Node) -> Bools:
        """Return the rows of the queries in a node, each sentence once."""
        rows = np.flatnonzero(np.isin(self.query, [self.queries.index(query) for query in queries_in(node)]))
        key = self.article[rows] * (int(self.number.max(initial=0)) + 1) + self.number[rows]
        chosen: Bools = np.zeros(len(self.query), dtype=bool)
        chosen[rows[np.unique(key, return_index=True)[1]]] = True
        return chosen

    def count(self, rows: Bools) -> Ints:
        """Return the number of chosen rows for each article."""
        return np.bincount(self.article[rows], minlength=len(self.titles))

    def in_title(self, rows: Bools) -> Bools:
        """Return which articles have one of the chosen rows in their title."""
        found: Bools = self.count(rows & (self.part == _TITLE)) > 0
        return found

    def in_lead(self, rows: Bools, n: int) -> Bools:
        """Return which articles have one of the chosen rows in the first n sentences after their title."""
        place = self.number - self.titles[self.article]
        found: Bools = self.count(rows & (self.part != _TITLE) & (place < n)) > 0
        return found

    def share(self, rows: Bools) -> NDArray[np.float64]:
        """Return the chosen rows over all sentences for each article, 0 for one without sentences."""
        share: NDArray[np.float64] = self.count(rows) / np.maximum(self.total_sentences, 1)
        return share

    def holds(self, node: Node) -> Bools:
        """Return for which articles a condition holds, or in which a query is met."""
        if isinstance(node, Every | Some):
            both = np.logical_and if isinstance(node, Every) else np.logical_or
            joined: Bools = both.reduce([self.holds(item) for item in node.items])
            return joined
        if not isinstance(node, Check):
            return self.count(self.of(node)) > 0
        rows = self.of(node.query)
        if node.kind == "HEADLINE":
            return self.in_title(rows)
        if node.kind == "LEAD":
            return self.in_lead(rows, node.n)
        number: Any = self.count(rows) if node.kind == "COUNT" else self.share(rows)
        held: Bools = _SIGNS[node.compare](number, node.number)
        return held


@dataclass(frozen=True)
class Found:
    """Where queries are met: article, part, characters, sentence in the article, query, and the words that fired."""

    article: Ints
    part: Ints
    start: Ints
    end: Ints
    sentence: Ints
    query: Ints
    words: list[str]
    total_words: Ints
    total_sentences: Ints


class _Totals:
    """What is counted of every article, whatever the queries are."""

    def __init__(self, n_articles: int) -> None:
        self.sentences, self.words, self.titles = np.zeros((3, n_articles), dtype=np.int64)
        self._n_texts = self._n_paragraphs = 0

    def add(self, page: Page) -> None:
        """Count one page in."""
        article, n_articles = page.sentences["article"], len(self.words)
        self.sentences += np.bincount(article, minlength=n_articles)
        self.words += np.bincount(article, page.sentences["n_words"], n_articles).astype(np.int64)
        self.titles += np.bincount(article[page.sentences["part"] == _TITLE], minlength=n_articles)
        if len(article):
            self._n_texts += int((np.diff(article) != 0).sum()) + 1
            self._n_paragraphs += int(page.sentences["paragraph"][-1]) + 1

    def warn(self, nodes: Sequence[Node]) -> None:
        """Say what the queries ask for and no article has."""
        asked = set().union(*(operators_in(node) for node in nodes))
        if not len(self.words):
            return
        if "PARA" in asked and self._n_paragraphs <= self._n_texts:
            warnings.warn("PARA finds whole texts: no text has a line break. Write SENT or NEAR/n.", stacklevel=5)
        if "HEADLINE" in asked and not self.titles.any():
            warnings.warn("HEADLINE holds for no article: none has a title, or titles are not read.", stacklevel=5)


def count_sentences(
    articles: pd.DataFrame,
    rules: Rules,
    nodes: Sequence[Node],
    parts: str | Sequence[str] = PARTS,
    *,
    language: str = "",
    asked: Sequence[Node] | None = None,
) -> Tally:
    """Return in which sentences of which articles the queries of some nodes are met.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES.
    rules : Rules
        The compiled rules that the nodes come from.
    nodes : list of nodes
        Queries and conditions.
    parts : str or list of str
        Which of "title", "standfirst" and "text" count.
    language : str
        ISO 639-1 code; articles known to be in another language are read as empty.
    asked : list of nodes, optional
        What the caller wants to know: a warning says what these ask for and no article has. All nodes without it.

    Examples
    --------
    >>> from mediakit.tables import ARTICLES, build_table
    >>> articles = build_table(ARTICLES, [{"article_id": "a", "title": "Oil", "text": "Oil and gas. Rain."}])
    >>> rules = Rules({"both": "oil SENT gas", "head": "HEADLINE(oil)"}, {})
    >>> tally = count_sentences(articles, rules, list(rules.nodes.values()))
    >>> tally.holds(rules.nodes["head"]).tolist(), tally.number[tally.of(rules.nodes["both"])].tolist()
    ([True], [1])
    """
    queries = list(dict.fromkeys(query for node in nodes for query in queries_in(node)))
    totals, columns = _Totals(len(articles)), ("article", "number", "part", "n_words")
    taken: list[tuple[Ints, ...]] = [(np.zeros(0, dtype=np.int64),) * 5]
    for page in read_pages(articles, rules, parts, language=language):
        totals.add(page)
        for code, query in enumerate(queries):
            # The sentences of stretches in order of their words are in order too.
            sentence = page.find(query).sentence
            sentence = sentence[np.append(True, np.diff(sentence) != 0)[: len(sentence)]]
            taken.append((np.full(len(sentence), code), *(page.sentences[name][sentence] for name in columns)))
    totals.warn(nodes if asked is None else asked)
    code_of, article, number, part, n_words = (np.concatenate(column) for column in zip(*taken, strict=True))
    return Tally(queries, code_of, article, number, part, n_words, totals.sentences, totals.words, totals.titles)


def find_spans(
    articles: pd.DataFrame,
    rules: Rules,
    queries: Sequence[Query],
    parts: str | Sequence[str] = PARTS,
    *,
    language: str = "",
) -> Found:
    """Return where queries are met, in the order of the articles; see count_sentences()."""
    totals, words = _Totals(len(articles)), []
    taken: list[tuple[Ints, ...]] = [(np.zeros(0, dtype=np.int64),) * 6]
    for page in read_pages(articles, rules, parts, language=language):
        totals.add(page)
        for place, query in enumerate(queries):
            spans = page.find(query)
            same = (np.diff(spans.first) == 0) & (np.diff(spans.last) == 0)
            spans = spans.take(np.flatnonzero(np.append(True, ~same)[: len(spans)]))
            sentences = {name: page.sentences[name][spans.sentence] for name in ("article", "part", "number")}
            own = np.full(len(spans), place)
            taken.append((sentences["article"], sentences["part"], *page.stretch(spans), sentences["number"], own))
            words += page.words_of(spans)
    totals.warn(queries)
    article, part, start, end, number, code = (np.concatenate(column) for column in zip(*taken, strict=True))
    order = np.lexsort((code, end, start, part, article))
    fired = [words[at] for at in order.tolist()]
    article, part, start, end, number, code = (column[order] for column in (article, part, start, end, number, code))
    return Found(article, part, start, end, number, code, fired, totals.words, totals.sentences)
