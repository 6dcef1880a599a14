"""Words that are typed are found wherever they stand, and the quick look at the letters loses none of them."""

from __future__ import annotations

import random
import sys
import unicodedata
import warnings

import pandas as pd
import pytest

from mediakit.annotate.topic_hits import annotate_topic
from mediakit.errors import OptionError, QueryError, TableError
from mediakit.lexicon import Lexicon, Term
from mediakit.tables import ARTICLES, SPANS, build_table, check_table, empty
from mediakit.text.letters import plain_form, small
from mediakit.text.parts import LettersWarning
from mediakit.topics import Topic
from mediakit.words.candidates import MOST_LITERALS, literals_of, may_hold
from mediakit.words.in_context import LONGEST_SENTENCE, MATCHES
from mediakit.words.search import search

ROWS = [
    {
        "article_id": "a",
        "outlet": "Post",
        "published": pd.Timestamp("2022-05-09", tz="UTC"),
        "title": "Ceasefire near?",
        "standfirst": "Talks go on",
        "text": "The ceasefire held. Oil rose.\nGas fell, and oil with it: a cease-fire of prices.",
        "url": "https://post.example/a",
    },
    {
        "article_id": "b",
        "outlet": "Wire",
        "published": pd.Timestamp("2022-05-01", tz="UTC"),
        "title": "Oil",
        "text": "Oil, oil and again oil. Ceasefires fail. Oil is dear.",
        "language": "de",
    },
    {"article_id": "c", "outlet": "Wire", "title": "Rain", "text": "It rained."},
]


def corpus(*texts: str) -> pd.DataFrame:
    rows = [{"article_id": f"n{at}", "text": text} for at, text in enumerate(texts)] if texts else ROWS
    return build_table(ARTICLES, rows)


def places(found: pd.DataFrame) -> list[tuple[str, str, str]]:
    return list(found[["article_id", "part", "hit"]].itertuples(index=False, name=None))


def test_a_match_has_its_sentence_and_says_where_it_comes_from() -> None:
    found = search(corpus(), "ceasefire*")
    assert check_table(found, MATCHES).columns.tolist() == MATCHES.names
    check_table(found, SPANS)
    assert places(found) == [("a", "title", "Ceasefire"), ("a", "text", "ceasefire"), ("b", "text", "Ceasefires")]
    assert found["sentence"].tolist() == ["Ceasefire near?", "The ceasefire held.", "Ceasefires fail."]
    row = found.iloc[1]
    assert [row[name] for name in ("outlet", "url", "title")] == ["Post", "https://post.example/a", "Ceasefire near?"]
    assert ROWS[0]["text"][row["start"] : row["end"]] == "ceasefire"
    assert row["left"] == "The" and row["right"].startswith("held. Oil rose. Gas fell")


def test_the_words_that_met_a_query_are_told() -> None:
    found = search(corpus(), "oil SENT gas")
    assert found[["hit", "fired"]].values.tolist() == [["oil", "Gas … oil"]]
    assert found["sentence"].tolist() == ["Gas fell, and oil with it: a cease-fire of prices."]


def test_several_queries_are_each_a_label() -> None:
    found = search(corpus(), ["oil", "ceasefire*", "oil"], parts="text")
    assert found["label"].tolist() == ["ceasefire*", "oil", "oil", "oil", "oil", "oil", "ceasefire*", "oil"]
    with pytest.raises(QueryError, match="query 2"):
        search(corpus(), ["oil", "gas NEAR oil"])


def test_a_lexicon_brings_its_labels_and_what_it_excludes() -> None:
    words = Lexicon("mine", [Term("oil", "energy"), Term("gas", "energy"), Term("Oil rose", "", excluded=True)])
    found = search(corpus(), words, parts="text")
    assert found["hit"].tolist() == ["Oil", "Gas", "oil", "Oil", "oil", "oil", "Oil"]
    assert set(found["label"]) == {"energy"} and found["fired"].tolist() == found["hit"].tolist()


def test_a_topic_is_looked_for_in_its_language_only() -> None:
    topic = Topic("oil", "Oil", "", degrees={"treated": "oil"}, language="en")
    assert set(search(corpus(), topic)["article_id"]) == {"a"}
    assert set(search(corpus(), "oil")["article_id"]) == {"a", "b"}


def test_a_condition_is_shown_where_it_holds() -> None:
    assert set(search(corpus(), "oil")["article_id"]) == {"a", "b"}
    assert set(search(corpus(), "HEADLINE(oil)")["article_id"]) == {"b"}
    found = search(corpus(), "COUNT(oil) >= 2 & HEADLINE(ceasefire*)")
    assert places(found)[0] == ("a", "title", "Ceasefire") and set(found["article_id"]) == {"a"}
    assert len(search(corpus(), "COUNT(oil) = 0")) == 0


def test_order_and_limit() -> None:
    articles = corpus("Old oil here.", "A brave oil zone, an \u00e9lan of oil alone.", "oil")
    by_left = search(articles, "oil", sort="left")
    assert by_left["left"].tolist() == ["", "A brave", "A brave oil zone, an \u00e9lan of", "Old"]
    assert search(articles, "oil", sort="right")["right"].tolist()[:3] == ["", "alone.", "here."]
    assert search(articles, "oil", sort="left", limit=2)["left"].tolist() == ["", "A brave"]
    dated = search(corpus(), "oil | rain*", sort="published")
    assert list(dict.fromkeys(dated["article_id"])) == ["b", "a", "c"]


def test_a_sentence_without_end_is_cut_around_each_match() -> None:
    text = "word " * 3_000 + "oil " + "word " * 3_000
    found = search(corpus(text), "oil")
    (sentence,) = found["sentence"]
    assert len(sentence) <= LONGEST_SENTENCE + 10 and " oil " in sentence
    assert sentence.startswith("… word") and sentence.endswith("word …")


@pytest.mark.parametrize(
    "text",
    [
        "cease\u00adfire",
        "CEASEFIRE",
        "cea\u017fefire",
        "\uff43easefire",
        "cease\ufb01re",
        "cease\u200dfire",
        "ceasefi\u0307re",
    ],
)
def test_words_are_found_however_their_letters_are_set(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LettersWarning)
        assert len(search(corpus(f"The {text} held.", "Rain."), "ceasefire*")) == 1


def test_no_character_that_stands_for_a_letter_is_overlooked() -> None:
    """What the matcher reads as a letter of ASCII, or as nothing, the quick look must keep."""
    odd = []
    for code in range(128, sys.maxunicode + 1):
        sign = chr(code)
        if 0xD800 <= code <= 0xDFFF:
            continue
        read = small(plain_form(f"i{sign}"))
        if read == "i" or any(letter.isascii() and letter.isalnum() for letter in read[1:]):
            odd.append(sign)
    assert len(odd) > 700 and {"\u00ad", "\ufb01", "\u212a", "\u0307"} <= set(odd)
    texts = pd.Series([f"x{sign}" for sign in odd], dtype="str")
    lost = [
        unicodedata.name(sign, hex(ord(sign)))
        for sign, kept in zip(odd, may_hold(texts, ["zzz"]), strict=True)
        if not kept
    ]
    assert not lost


@pytest.mark.filterwarnings("ignore::mediakit.text.parts.LettersWarning")
def test_the_quick_look_changes_no_result() -> None:
    rng = random.Random(3)
    pieces = [
        "oil",
        "Oil's",
        "gas",
        "pipe\u00adline",
        "pipeline",
        "PIPELINES",
        "red line",
        "red-line",
        "caf\u00e9",
        "rise.",
        "\n",
        "U.S.",
    ]
    texts = [" ".join(rng.choices(pieces, k=rng.randrange(25))) for _ in range(150)]
    articles = corpus(*texts).assign(title=[" ".join(rng.choices(pieces, k=3)) for _ in texts])
    queries = [
        "oil",
        "pipeline*",
        "red line*",
        "(oil | gas) NEAR/3 pipelin?",
        "oil NOT SENT gas",
        "oil PARA caf\u00e9",
        "caf\u00e9",
        "*line",
        "U.S.",
    ]
    for query in queries:
        found = search(articles, query)
        plain = annotate_topic(articles, Topic.from_terms(query))
        columns = ["article_id", "part", "start", "end", "fired"]
        assert found[columns].astype(str).values.tolist() == plain[columns].astype(str).values.tolist(), query
        assert len(found), query


def test_a_look_that_is_not_worth_it_is_not_taken() -> None:
    assert literals_of([Term("oil", ""), Term("EU", "")]) is None
    assert literals_of([Term(f"word{at}", "") for at in range(MOST_LITERALS + 1)]) is None
    assert literals_of([Term("Don't", ""), Term("anti-war*", "")]) == ["don", "anti"]


def test_nothing_to_search_and_nothing_found() -> None:
    for found in (search(empty(ARTICLES), "oil"), search(corpus(), "unheard*")):
        assert found.columns.tolist() == MATCHES.names and len(found) == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"query": 5}, "expected words to search for, got"),
        ({"query": []}, "expected words to search for, got"),
        ({"query": ["oil", 5]}, r"expected words to search for, got \['oil', 5\]"),
        ({"sort": "outlet"}, "sort"),
        ({"limit": 0}, "limit must be a number of rows, 1 or more, got 0"),
        ({"context": -1}, "context must be a number of characters"),
    ],
)
def test_wrong_options_are_refused(options: dict[str, object], said: str) -> None:
    with pytest.raises(OptionError, match=said):
        search(corpus(), **({"query": "oil"} | options))  # type: ignore[arg-type]


def test_other_tables_are_refused() -> None:
    with pytest.raises(TableError):
        search(empty(SPANS), "oil")
