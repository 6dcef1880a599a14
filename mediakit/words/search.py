"""Words as they are typed, found in articles: keyword in context with the whole sentence."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mediakit.annotate.hits import find_terms, spans_of
from mediakit.annotate.rule_hits import find_rules
from mediakit.errors import OptionError, check_option
from mediakit.lexicon import Lexicon
from mediakit.query.compiled import Rules
from mediakit.query.evaluate import count_sentences
from mediakit.query.tree import is_condition, queries_in
from mediakit.tables import ARTICLES, PARTS, check_table
from mediakit.text.parts import check_parts, known_language
from mediakit.topics import Topic
from mediakit.topics.membership import treated_node
from mediakit.words.candidates import literals_of, may_hold, terms_needed
from mediakit.words.in_context import MATCHES, put_in_context, sentences_around

LAYER = "search"
Sort = Literal["articles", "published", "left", "hit", "right"]
Bools = NDArray[np.bool_]


def search(
    articles: pd.DataFrame,
    query: str | Sequence[str] | Lexicon | Topic,
    *,
    sort: Sort = "articles",
    limit: int | None = None,
    context: int = 60,
    parts: str | Sequence[str] = PARTS,
) -> pd.DataFrame:
    """Return every place where words stand, with what is around it and its whole sentence.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES.
    query : str, list of str, Lexicon or Topic
        A query as topics have them, from one word to ``"NATO NEAR/8 (expan* | join*)"`` (docs/queries.md); several of
        them; a lexicon, of which the longest match within each label counts once; or a topic, of which the query for
        "treated" is looked for. Of a condition such as ``COUNT(oil) >= 3`` what stands in its brackets is shown, in
        the articles of which it holds. Words of your own are looked for in all articles, those of a topic in no
        article known to be in another language than the topic's.
    sort : {"articles", "published", "left", "hit", "right"}
        The order: of the articles and their text; of time, undated articles last; or of the words before (the nearest
        first), of the words found, and of the words behind, capitals and accents aside.
    limit : int, optional
        Most rows, 1 or more; the first in this order. All without it.
    context : int
        Most characters on each side, cut at a space.
    parts : str or list of str
        Which of "title", "standfirst" and "text" to look in; by default all three.

    Returns
    -------
    DataFrame
        MATCHES, a row for each place and query; ``start`` and ``end`` count the characters of the part, half open, the
        layer is "search" and the label the query or the label of the term, so that the table can be passed to
        show_article() as spans. Of a sentence of over 2,000 characters only what is near is shown.

    Raises
    ------
    QueryError, TopicError
        For a query that can't be read, and a topic without a query for "treated".
    OptionError, TableError
        For another option, or a table that is not ARTICLES.

    Examples
    --------
    >>> from mediakit.tables import build_table
    >>> text = "Talks failed. A ceasefire was near, and cease-fires hold."
    >>> articles = build_table(ARTICLES, [{"article_id": "a", "title": "Ceasefire?", "text": text}])
    >>> search(articles, "ceasefire* | cease-fire*")[["left", "hit", "right"]].values.tolist()
    [['', 'Ceasefire', '?'], ['Talks failed. A', 'ceasefire', 'was near, and cease-fires hold.'],
     ['Talks failed. A ceasefire was near, and', 'cease-fires', 'hold.']]
    >>> search(articles, "hold*", parts="text")["sentence"].tolist()
    ['A ceasefire was near, and cease-fires hold.']
    """
    check_table(articles, ARTICLES)
    check_option("sort", sort, get_args(Sort))
    if limit is not None and (not isinstance(limit, int) or isinstance(limit, bool) or limit < 1):
        raise OptionError(
            f"limit must be a number of rows, 1 or more, got {limit!r}", next_step="Leave it out for all."
        )
    chosen = check_parts(parts)
    near, spans = _find(articles, query, chosen)
    found = put_in_context(spans, near, context)
    found["sentence"] = pd.Series(sentences_around(found, near, chosen), dtype="str")
    order = _order(found, sort)[:limit]
    return found[MATCHES.names].iloc[order].reset_index(drop=True)


def _find(articles: pd.DataFrame, query: Any, parts: tuple[str, ...]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the articles that had to be read, and what was found in them as SPANS with the words that fired."""
    if isinstance(query, Lexicon):
        terms = [term for term in query.terms if not term.excluded]
        near = _narrow(articles, literals_of(terms), parts)
        spans = spans_of(find_terms(near, query, parts=parts), near, LAYER, query.labels)
        texts = {part: near[part].astype(object).to_numpy() for part in parts if part in near.columns}
        places = pd.Index(near["article_id"]).get_indexer(pd.Index(spans["article_id"])).tolist()
        rows = zip(spans["part"], places, spans["start"].tolist(), spans["end"].tolist(), strict=True)
        return near, spans.assign(fired=pd.Series([texts[p][at][low:high] for p, at, low, high in rows], dtype="str"))
    rules, labels, language = _rules_of(query)
    nodes = [rules.nodes[name] for name in labels]
    terms = [term for node in nodes for one in queries_in(node) for term in terms_needed(one, rules)]
    conditions = any(map(is_condition, nodes))
    near = _narrow(_readable(articles, language), literals_of(terms), parts, whole=conditions)
    if not conditions:
        return near, find_rules(near, rules, LAYER, labels, parts)
    # Which articles a condition holds of differs from query to query.
    tally = count_sentences(near, rules, nodes, parts)
    held = {label: tally.holds(rules.nodes[name]) for name, label in labels.items()}
    spans = find_rules(near, rules, LAYER, labels, parts)
    place = pd.Index(near["article_id"]).get_indexer(pd.Index(spans["article_id"]))
    kept = [held[label][at] for label, at in zip(spans["label"], place.tolist(), strict=True)]
    return near, spans[np.array(kept, dtype=bool)]


def _rules_of(query: Any) -> tuple[Rules, dict[str, str], str]:
    """Return compiled queries, the label of each that is looked for by its name, and the language they are for."""
    if isinstance(query, Topic):
        treated_node(query)
        return query.rules, {"degree 'treated'": query.degrees["treated"]}, query.language
    several = [query] if isinstance(query, str) else list(query) if isinstance(query, list | tuple) else []
    if not several or not all(isinstance(one, str) for one in several):
        raise OptionError(
            f"expected words to search for, got {query!r}",
            next_step='Write a query such as "ceasefire*", a list of queries, or pass a Lexicon or a Topic.',
        )
    distinct = list(dict.fromkeys(several))
    names = ["the query"] if len(distinct) == 1 else [f"query {number}" for number in range(1, len(distinct) + 1)]
    labels = dict(zip(names, distinct, strict=True))
    return Rules(labels, {}), labels, ""


def _readable(articles: pd.DataFrame, language: str) -> pd.DataFrame:
    known = known_language(articles, language)
    return articles if known.all() else articles[known]


def _narrow(
    articles: pd.DataFrame, literals: Sequence[str] | None, parts: tuple[str, ...], *, whole: bool = False
) -> pd.DataFrame:
    """Return the articles that may hold one of some literals; their parts that cannot are empty, but for ``whole``."""
    if literals is None:
        return articles
    there = [part for part in parts if part in articles.columns]
    may = {part: may_hold(articles[part], literals) for part in there}
    kept = np.logical_or.reduce([*may.values(), np.zeros(len(articles), dtype=bool)])
    near = articles[kept]
    if whole:
        return near
    return near.assign(**{part: near[part].where(may[part][kept], "") for part in there if part != "title"})


def _order(found: pd.DataFrame, sort: str) -> NDArray[np.intp]:
    """Return the order of rows; those that are equal in it stay in that of their articles."""
    if sort == "articles":
        return np.arange(len(found))
    if sort == "published":
        return np.argsort(found["published"].dt.tz_localize(None).to_numpy(), kind="stable")
    words = [_plain(text).split() for text in found[sort]]
    keys = [" ".join(reversed(own) if sort == "left" else own) for own in words]
    return np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.intp)


def _plain(text: str) -> str:
    """Return letters and digits alone, small and without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter if letter.isalnum() else " " for letter in apart if not unicodedata.combining(letter))
