"""The fast matcher finds what the plain definition finds, and its rules are the documented ones."""

from __future__ import annotations

import gzip
import json
import random
from functools import cache

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mediakit.text.blocks
from mediakit.annotate.entities import load_aliases
from mediakit.annotate.expansions import expand_wildcards
from mediakit.errors import LexiconError, OptionError
from mediakit.lexicon import Lexicon, Term, lexicon_of
from mediakit.tables import ARTICLES, build_table, empty
from mediakit.text.blocks import _Cache
from mediakit.topics import list_topics, load_topic
from tests.conftest import evaluation_data, some_slow
from tests.plain_matcher import plain_find

OVERLAPS = ("label", "none", "all")
WORDS = [
    "a",
    "no",
    "é",
    "Öl",
    "2.5",
    "U.S.",
    "can't",
    "Russia’s",
    "Russia's",
    "red",
    "Red",
    "reds",
    "line",
    "lines",
    "LINE",
]
GAPS = [*" - ‑", "  ", ", ", ". ", "\n", "\n\n", " '", '" ', " “", "’s ", " – ", "_", " * ", "/", " (", "\u00a0", "& "]
PATTERNS = ["red", "Red", "re*", "*d", "r?d", "?ed", "*", "line", "line*", "l*e*", "a*"]
TERM_WORDS = [*PATTERNS, "no", "U.S.", "can't", "Russia's", "2.5", "é", "öl"]
TERM_GAPS = [" ", " ", " ", "-", ". ", ", ", " '"]


def found(texts: list[str], lexicon: Lexicon, overlap: str = "label") -> list[tuple[int, int, int, int]]:
    """Return text, start, end and term of every match, sorted."""
    rows = []
    for first, m in lexicon.find(texts, overlap=overlap):
        columns = (m.text + first, m.start, m.end, m.term)
        rows += list(zip(*(column.tolist() for column in columns), strict=True))
    return sorted(rows)


def stretches(text: str, *terms: Term, overlap: str = "label") -> list[str]:
    return [text[start:end] for _, start, end, _ in found([text], Lexicon("demo", terms), overlap)]


def joined(words: list[str], gaps: list[str], size: tuple[int, int]) -> st.SearchStrategy[str]:
    pairs = st.lists(st.tuples(st.sampled_from(words), st.sampled_from(gaps)), min_size=size[0], max_size=size[1])
    return pairs.map(lambda found: "".join(word + gap for word, gap in found[:-1]) + (found[-1][0] if found else ""))


TERMS = st.builds(
    Term,
    joined(TERM_WORDS, TERM_GAPS, (1, 3)),
    st.sampled_from(["a", "b"]),
    case_sensitive=st.booleans(),
    excluded=st.sampled_from([False, False, True]),
)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(joined(WORDS, GAPS, (0, 14)), min_size=1, max_size=4),
    st.lists(TERMS, min_size=1, max_size=6),
    st.sampled_from(OVERLAPS),
)
def test_matcher_equals_the_plain_definition(texts: list[str], terms: list[Term], overlap: str) -> None:
    assert found(texts, Lexicon("random", terms), overlap) == plain_find(texts, terms, overlap)


@cache
def real_texts() -> list[str]:
    path = evaluation_data("gold", "ukraine_media", "articles.jsonl.gz")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    return random.Random(7).sample(texts, 100)


@pytest.mark.parametrize("topic", some_slow(list_topics(), ["energy-prices"]))
@pytest.mark.parametrize("part", some_slow(["frame_lexicon", "naming_lexicon"], ["frame_lexicon"]))
def test_matcher_equals_the_plain_definition_on_real_articles(topic: str, part: str) -> None:
    texts = [text[:1000] for text in real_texts()]
    lexicon = getattr(load_topic(topic), part)
    expected = plain_find(texts, lexicon.terms, "label")
    assert expected
    assert found(texts, lexicon) == expected


@pytest.mark.slow
def test_aliases_equal_the_plain_definition_on_real_articles() -> None:
    table = load_aliases()
    often = ["Ukraine", "Russia", "Kyiv", "Georgia", "Turkey", "United States", "Washington", "Joe Biden", "NATO"]
    table = pd.concat([table.sample(150, random_state=2), table[table["canonical"].isin(often)]])
    columns = (table["alias"], table["canonical"], table["match"])
    terms = [Term(a, name, m == "exact", m == "never") for a, name, m in zip(*columns, strict=True)]
    texts = [text[:1000] for text in real_texts()]
    expected = plain_find(texts, terms, "none")
    assert len(expected) > 300
    assert found(texts, Lexicon("entities", terms), "none") == expected


@pytest.mark.parametrize(
    ("term", "text", "expected"),
    [
        (
            "red line*",
            "Red lines, a red-line, RED 'LINE' and red\u00a0line.",
            ["Red lines", "red-line", "RED 'LINE", "red\u00a0line"],
        ),
        ("red line", "A red, line. Red. Line. Red (line). Red – line. Red/line.", []),
        ("red line", "It was red\nLine two. Red\n\nLine.", []),
        ("red line", "infrared line, red lineage", []),
        ("defen?e", "defence and defense, defene, defencive", ["defence", "defense"]),
        ("*neutral*", "neutrality, neutral, unneutral", ["neutrality", "neutral", "unneutral"]),
        ("door * open", "The door is open; the door stays wide open.", ["door is open"]),
        ("Finland", "Finland’s and FINLAND'S border with Finland", ["Finland", "FINLAND", "Finland"]),
        ("Russia's border", "Russia's border, Russia border, Russia. Border", ["Russia's border", "Russia border"]),
        (
            "St. Petersburg",
            "St. Petersburg, St Petersburg, St.\u00a0Petersburg",
            ["St. Petersburg", "St Petersburg", "St.\u00a0Petersburg"],
        ),
        ("U.S.", "The U.S.-led force. He left the U.S.", ["U.S.", "U.S."]),
        ("can't afford", "They can’t afford it.", ["can’t afford"]),
        ("2 percent", "2 percent, 2-percent, 2.5 percent, 12 percent", ["2 percent", "2-percent"]),
        ("2% of GDP", "2% of GDP and 2 of GDP", ["2% of GDP", "2 of GDP"]),
        ("Orbán", "Orbán, ORBÁN, Orban", ["Orbán", "ORBÁN"]),
        ("a.b", "a.b", ["a.b"]),
    ],
)
def test_what_a_term_finds(term: str, text: str, expected: list[str]) -> None:
    assert stretches(text, Term(term, "x")) == expected


def test_case_sensitive_terms_need_their_capitals() -> None:
    text = "US troops told us that the Us group met WHO and who."
    assert stretches(text, Term("US", "x", case_sensitive=True), Term("WHO", "y", case_sensitive=True)) == ["US", "WHO"]


def test_case_sensitive_and_plain_words_may_mix_over_terms() -> None:
    terms = [Term("Us Two", "a", case_sensitive=True), Term("us two", "b")]
    assert found(["Us Two, us two"], Lexicon("demo", terms)) == [(0, 0, 6, 0), (0, 0, 6, 1), (0, 8, 14, 1)]


def test_an_excluded_term_keeps_out_shorter_and_equal_ones_of_its_label_only() -> None:
    lists = {
        "a": {"terms": ["neutral*", "join*"], "exclude": ["carbon neutral*", "joint*"]},
        "b": {"terms": ["neutral*"]},
    }
    lexicon = lexicon_of("demo", lists)
    text = "Carbon-neutral plans, neutral states, joint talks, joining."
    assert [(text[a:b], lexicon.terms[i].label) for _, a, b, i in found([text], lexicon)] == [
        ("neutral", "b"),
        ("neutral", "a"),
        ("neutral", "b"),
        ("joining", "a"),
    ]
    assert [text[a:b] for _, a, b, _ in found([text], lexicon, "none")] == ["neutral", "joining"]
    assert [text[a:b] for _, a, b, _ in found([text], lexicon, "all")] == ["neutral", "neutral", "neutral", "joining"]


def test_a_longer_term_wins_over_an_exclusion_inside_it() -> None:
    terms = [Term("open door", "x"), Term("open door policy", "x"), Term("door policy", "x", excluded=True)]
    assert stretches("The open door policy", *terms) == ["open door policy"]


def test_overlap_rules() -> None:
    terms = [Term("nuclear war", "a"), Term("war", "a"), Term("war with Russia", "b"), Term("nuclear", "b")]
    text = "nuclear war with Russia"
    assert stretches(text, *terms, overlap="none") == ["nuclear war"]
    assert stretches(text, *terms, overlap="label") == ["nuclear", "nuclear war", "war with Russia"]
    assert stretches(text, *terms, overlap="all") == ["nuclear", "nuclear war", "war", "war with Russia"]


def test_matches_come_in_order_of_place() -> None:
    lexicon = Lexicon("demo", [Term("b", "x"), Term("a b", "y"), Term("a", "z")])
    for _, matches in lexicon.find(["a b a", "b a b"], overlap="all"):
        places = list(zip(matches.text.tolist(), matches.start.tolist(), strict=True))
        assert places == sorted(places)


def test_blocks_do_not_change_what_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"A red line {i}. The red" if i % 3 else "" for i in range(60)] + ["line of red"]
    lexicon = Lexicon("demo", [Term("red line*", "x"), Term("red", "y")])
    whole = found(texts, lexicon)
    monkeypatch.setattr(mediakit.text.blocks, "BLOCK_CHARACTERS", 40)
    assert found(texts, lexicon) == whole
    assert found(texts, Lexicon("fresh", lexicon.terms)) == whole


def test_a_lexicon_may_be_used_again_on_new_words() -> None:
    lexicon = Lexicon("demo", [Term("deter*", "x")])
    assert found(["It deters."], lexicon) == [(0, 3, 9, 0)]
    assert found(["Undeterred, deterrability grew."], lexicon) == [(0, 12, 25, 0)]
    assert found(["It deters."], lexicon) == [(0, 3, 9, 0)]


def test_texts_without_words_may_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mediakit.text.blocks, "_CACHE", mediakit.text.blocks._Cache())
    lexicon = Lexicon("demo", [Term("red line", "x")])
    assert found(["", "…"], lexicon) == []
    assert found(["A red line."], lexicon) == [(0, 2, 10, 0)]


def test_a_long_text_is_searched_to_its_end() -> None:
    text = "word, " * 150_000 + "a red line"
    assert found([text], Lexicon("demo", [Term("red line", "x")])) == [(0, len(text) - 8, len(text), 0)]


def test_nothing_to_find_and_nothing_to_search() -> None:
    lexicon = Lexicon("demo", [Term("red", "x")])
    assert found([], lexicon) == []
    assert found(["", " ", "…", "\n"], lexicon) == []
    assert found(["red line"], Lexicon("empty", [])) == []
    assert Lexicon("empty", []).labels == []


@pytest.mark.parametrize("text", ["", " ", "…", "--", "“”"])
def test_a_term_needs_a_word(text: str) -> None:
    with pytest.raises(LexiconError, match=r"at least one word.*\(frame\).*in mine.*Remove or correct"):
        Lexicon("mine", [Term("fine", "frame"), Term(text, "frame")])


def test_a_term_may_be_as_long_as_its_place_can_be_told() -> None:
    words = " ".join(f"w{n}" for n in range(257))
    longest = words.rpartition(" ")[0]
    lexicon = Lexicon("demo", [Term(longest, "long"), Term("w1 w2", "short")])
    (matches,) = [m for _, m in lexicon.find([f"So: {words}."], overlap="none")]
    assert (matches.start.tolist(), matches.end.tolist()) == ([4], [4 + len(longest)])
    with pytest.raises(LexiconError, match=r"at most 256, got 'w0 w1 .*\(long\)"):
        Lexicon("demo", [Term(words, "long")])


def test_words_of_later_blocks_are_found_as_those_of_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"Word{n} meets a steady{n % 3} partner, St. Petersburg{n}." for n in range(300)]
    lexicon = Lexicon("demo", [Term("word1*", "a"), Term("steady* partner", "b"), Term("St. Petersburg2*", "c")])
    whole = found(texts, lexicon)
    assert len(whole) > 500
    monkeypatch.setattr("mediakit.text.blocks.BLOCK_CHARACTERS", 700)
    monkeypatch.setattr("mediakit.text.blocks._CACHE", _Cache())
    assert found(texts, lexicon) == whole


def test_an_unknown_overlap_is_refused() -> None:
    with pytest.raises(OptionError, match="overlap must be one of 'label', 'none', 'all', got 'some'"):
        list(Lexicon("demo", [Term("a", "x")]).find(["a"], overlap="some"))


def test_labels_and_digest() -> None:
    lists = {"b": {"terms": ["x"], "exclude": ["x y"]}, "a": {"terms": ["y"], "case_sensitive": ["Z"]}}
    lexicon = lexicon_of("demo", lists)
    assert lexicon.labels == ["b", "a"]
    assert lexicon.sha256 == lexicon_of("other name", lists).sha256
    assert lexicon.sha256 != lexicon_of("demo", {**lists, "a": {"terms": ["y", "Z"]}}).sha256


def test_wildcards_report_what_they_found() -> None:
    articles = build_table(
        ARTICLES,
        [
            {"article_id": "a", "text": "Warm words of war. WARS end. Warm."},
            {"article_id": "b", "text": "Wars of “words’ worth” and a red–line."},
            {"article_id": "c", "text": ""},
        ],
    )
    lexicon = lexicon_of(
        "demo", {"war": {"terms": ["war*", "words"], "exclude": ["warm word*"]}, "w": {"terms": ["w??ds"]}}
    )
    report = expand_wildcards(articles, lexicon)
    assert report.values.tolist() == [
        ["w", "w??ds", "words", 2, 2],
        ["war", "war*", "wars", 2, 2],
        ["war", "war*", "war", 1, 1],
        ["war", "war*", "warm", 1, 1],
    ]


def test_wildcards_report_of_nothing_is_an_empty_table() -> None:
    report = expand_wildcards(empty(ARTICLES), Lexicon("demo", [Term("war*", "x")]))
    assert report.columns.tolist() == ["label", "term", "matched", "n_matches", "n_articles"]
    assert len(report) == 0
