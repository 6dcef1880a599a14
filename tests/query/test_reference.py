"""Random queries over random texts, held to loops over every word, sentence and pair."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediakit.lexicon import Term
from mediakit.query import page
from mediakit.query.compiled import Rules
from mediakit.query.evaluate import count_sentences
from mediakit.query.lists import Lists, read_lists
from mediakit.query.tree import Chain, Check, Either, Every, Node, Query, Some, Words
from mediakit.tables import ARTICLES, PARTS, build_table
from mediakit.text.parts import split_sentences
from tests.plain_matcher import every_match, parts_of

LISTS = read_lists(
    {
        "wide": {"terms": ["NATO", "alliance", "NATO alliance"], "exclude": ["the alliance", "$summit"]},
        "summit": {"terms": ["NATO summit*"], "case_sensitive": ["US"]},
        "grow": ["expan*", "$joins"],
        "joins": {"terms": ["join*"], "exclude": ["joint*"]},
        "deep": {"terms": ["expands", "joins"], "exclude": ["NATO joins", "NATO"]},
        "plain": ["$plain_too", "rain"],
        "plain_too": ["U.S.", "us"],
    }
)
VOCABULARY = """NATO NATO's alliance Alliance expands expanding joins joint the us US U.S. summit summits rain, rain
can't"""
WORDS = VOCABULARY.split()
TEXTS = st.lists(st.sampled_from([*WORDS, *WORDS, ".", ". The", "\n", ";", "St. Alban"]), max_size=24).map(" ".join)
ARTICLE = st.fixed_dictionaries({"title": TEXTS, "standfirst": TEXTS, "text": TEXTS})
LEAF = st.sampled_from(
    [
        *(f"${name}" for name in LISTS),
        "NATO",
        "expan*",
        '"St. Alban"',
        '"us. the"',
        "the alliance",
        "CASE(us | the)",
        "*in*in*",
        "rain",
    ]
)
LINK = st.sampled_from(
    ["NEAR/0", "NEAR/2", "NEAR/9", "PRE/1", "SENT", "PARA", "NOT SENT", "NOT NEAR/1", "NOT PRE/0", "NOT PARA"]
)


def _chain(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operand = st.one_of(inner, inner.map("({})".format))
    links = st.lists(st.tuples(LINK, inner.map("({})".format)).map(" ".join), min_size=1, max_size=2).map(" ".join)
    return st.one_of(
        st.tuples(operand, st.just("|"), operand).map(" ".join),
        st.tuples(inner.map("({})".format), links).map(" ".join),
    )


QUERY = st.recursive(LEAF, _chain, max_leaves=5)
CONDITIONS = ["HEADLINE({})", "LEAD/1({})", "LEAD/3({})", "COUNT({}) >= 2", "COUNT({}) = 1", "SHARE({}) > 20%"]
# First and last word, sentence, words joined; words are numbered through an article.
Span = tuple[int, int, int, frozenset[int]]


class Plain:
    """One article word by word."""

    def __init__(self, article: dict[str, Any], lists: Lists) -> None:
        self.lists, self.words, self.sentence_of, self.sentences = lists, [], [], []
        rows = split_sentences(build_table(ARTICLES, [article]))
        self.places: list[tuple[str, int, int]] = []
        paragraph = 0
        for part in PARTS:
            text, last = article[part], 0
            paragraph += 1
            for row in rows[rows["part"] == part].itertuples():
                if part == "text" and any(c in "\n\r\v\f\x85\u2028\u2029" for c in text[last : row.start]):
                    paragraph += 1
                last = row.end
                self.sentences.append((part, paragraph))
                for start, end, word, _ in parts_of(text):
                    if row.start <= start < row.end:
                        self.words.append(word)
                        self.places.append((part, start, end))
                        self.sentence_of.append(len(self.sentences) - 1)
        self.article = article

    def term(self, text: str, exact: bool) -> set[tuple[int, int]]:
        found = set()
        for part in PARTS:
            words = [i for i, (own, _, _) in enumerate(self.places) if own == part]
            for a, b, _ in every_match(self.article[part], [Term(text, "", exact)]):
                first, last = words[a], words[b]
                if "\n" in self.article[part][self.places[first][1] : self.places[last][2]]:
                    continue  # no term reaches over a line break, in a headline either
                if self.sentence_of[first] == self.sentence_of[last]:
                    found.add((first, last))
        return found

    def hits(self, words: Words) -> set[tuple[int, int]]:
        found = {hit for text, exact in words.terms for hit in self.term(text, exact)}
        for name in words.lists:
            one = self.lists[name]
            out = self.hits(one.exclude)
            found |= {(a, b) for a, b in self.hits(one.words) if not any(x <= a and b <= y for x, y in out)}
        return found

    def find(self, query: Query) -> list[Span]:
        if isinstance(query, Words):
            hits = [(a, b, self.sentence_of[a], frozenset(range(a, b + 1))) for a, b in self.hits(query)]
            return sorted(hits, key=lambda s: (s[0], -s[1]))
        if isinstance(query, Either):
            return sorted([s for item in query.items for s in self.find(item)], key=lambda s: (s[0], -s[1]))
        found = self.find(query.first)
        for link in query.links:
            others = self.find(link.operand)
            found = [s for a in found if (s := self.link(a, others, link.operator, link.n, link.negated)) is not None]
            found.sort(key=lambda s: (s[0], -s[1]))
        return found

    def link(self, a: Span, others: list[Span], operator: str, n: int, negated: bool) -> Span | None:
        unit = (lambda s: self.sentences[s[2]][1]) if operator == "PARA" else (lambda s: s[2])
        after, most = operator == "PRE", n if operator in ("NEAR", "PRE") else 10**9
        good = []
        for number, b in enumerate(others):
            gap = max(a[0] - b[1] - 1, b[0] - a[1] - 1, 0)
            if unit(a) == unit(b) and not (after and b[0] <= a[1]) and (negated or not a[3] & b[3]):
                good.append((gap, b[0], -b[1], number, b))
        near = bool(good) and min(good)[0] <= most
        if negated or not near:
            return a if negated and not near else None
        b = min(good)[4]
        if operator in ("SENT", "PARA"):
            return a
        return min(a[0], b[0]), max(a[1], b[1]), a[2], a[3] | b[3]

    def met(self, query: Query) -> list[int]:
        return sorted({s[2] for s in self.find(query)})

    def holds(self, node: Node) -> bool:
        if isinstance(node, Every | Some):
            return (all if isinstance(node, Every) else any)(self.holds(item) for item in node.items)
        if isinstance(node, Words | Chain | Either):
            return bool(self.met(node))
        met, titles = self.met(node.query), sum(part == "title" for part, _ in self.sentences)
        if node.kind == "HEADLINE":
            return any(self.sentences[s][0] == "title" for s in met)
        if node.kind == "LEAD":
            return any(titles <= s < titles + node.n for s in met)
        value = len(met) / (max(len(self.sentences), 1) if node.kind == "SHARE" else 1)
        return bool(
            eval(f"{value} {node.compare.replace('=', '==') if node.compare == '=' else node.compare} {node.number}")
        )


def tables(articles: list[dict[str, str]]) -> tuple[pd.DataFrame, list[Plain]]:
    rows = [article | {"article_id": str(i)} for i, article in enumerate(articles)]
    return build_table(ARTICLES, rows), [Plain(row, LISTS) for row in rows]


def same_sentences(query: str, table: pd.DataFrame, plain: list[Plain]) -> None:
    rules = Rules({"it": query}, LISTS)
    (node,) = rules.nodes.values()
    tally = count_sentences(table, rules, [node])
    found = [sorted(tally.number[tally.article == i].tolist()) for i in range(len(plain))]
    assert not isinstance(node, Check | Every | Some)
    assert found == [article.met(node) for article in plain]


@pytest.mark.filterwarnings("ignore:PARA")
@settings(max_examples=120, deadline=None)
@given(QUERY, st.lists(ARTICLE, min_size=1, max_size=3))
def test_queries_find_what_loops_find(query: str, articles: list[dict[str, str]]) -> None:
    try:
        Rules({"it": query}, LISTS)
    except Exception as error:
        assert "joins two operands" in str(error)
        return
    same_sentences(query, *tables(articles))


@pytest.mark.filterwarnings("ignore:HEADLINE")
@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["HEADLINE({})", "LEAD/1({})", "LEAD/3({})", "COUNT({}) >= 2", "SHARE({}) > 20%", "COUNT({}) = 1"]
            ),
            LEAF,
            st.sampled_from([" | ", " & "]),
        ),
        min_size=1,
        max_size=4,
    ),
    st.lists(ARTICLE, min_size=1, max_size=3),
)
def test_conditions_hold_where_loops_say(parts: list[tuple[str, str, str]], articles: list[dict[str, str]]) -> None:
    text = "".join(form.format(leaf) + sign for form, leaf, sign in parts)[:-3]
    rules = Rules({"it": text}, LISTS)
    (node,) = rules.nodes.values()
    table, plain = tables(articles)
    assert count_sentences(table, rules, [node]).holds(node).tolist() == [article.holds(node) for article in plain]


@pytest.mark.parametrize(
    "query",
    ["($wide NEAR/3 $grow | rain) PARA us NOT SENT summits", '"us. the" | "NATO. the"', "$deep", "$wide SENT $plain"],
)
def test_pages_make_no_difference(query: str, monkeypatch: Any) -> None:
    rng = np.random.default_rng(7)
    articles = [
        {
            part: " ".join(rng.choice([*WORDS, "us.", "NATO.", "The", "NATO joins", "\n"], 25))
            for part in ("title", "standfirst", "text")
        }
        for _ in range(15)
    ]
    table, plain = tables(articles)
    for limit in (1, 200, 10**9):
        monkeypatch.setattr(page, "PAGE_WORDS", limit)
        same_sentences(query, table, plain)
