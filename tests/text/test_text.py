"""Words and sentences: the array road gives what the plain definition gives."""

from __future__ import annotations

import gzip
import json
import random
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediakit.errors import TableError
from mediakit.tables import ARTICLES, SENTENCES, build_table, check_table
from mediakit.text.blocks import read_blocks, texts_of
from mediakit.text.parts import split_sentences
from mediakit.text.vocabulary import normalise, words_of
from tests.conftest import evaluation_data

PIECES = [
    "NATO",
    "U.S.",
    "a.m.",
    "Russia’s",
    "can't",
    "don’t",
    "“",
    "”",
    '"',
    "'",
    " ",
    " ",
    " ",
    "\n",
    "\n\n",
    "—",
    "-",
    ",",
    ".",
    "...",
    "?",
    "!",
    "2.5",
    "1,000",
    "Mr.",
    "No.",
    "4",
    "é",
    "Москва",
    "日本",
    "😀",
    "\u00a0",
    "S&P",
    "(",
    ")",
    "x_y",
    "The",
    "said",
    "\u200b",
    "«",
    "»",
    "İ",
    "ß",
    "\ud800",
    "'s",
    "e\u0301",
    "\x85",
    "\u3002",
]


def texts_as_words(texts: list[str]) -> list[list[tuple[int, int]]]:
    found: list[list[tuple[int, int]]] = [[] for _ in texts]
    for first, block in read_blocks(texts):
        words = block.words
        for text, start, end in zip(words.text, words.start, words.end, strict=True):
            found[first + int(text)].append((int(start), int(end)))
    return found


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), min_size=1, max_size=4))
def test_words_equal_the_plain_definition(texts: list[str]) -> None:
    plain = [list(words_of(t.replace("\ud800", "?"))) for t in texts]
    assert texts_as_words(texts) == plain


def test_words_equal_the_plain_definition_on_real_articles() -> None:
    path = evaluation_data("gold", "ukraine_media", "articles.jsonl.gz")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    texts = random.Random(1).sample(texts, 150)
    assert texts_as_words(texts) == [words_of(t) for t in texts]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=14).map("".join), min_size=1, max_size=4))
def test_sentences_are_in_order_and_hold_every_word(texts: list[str]) -> None:
    for first, block in read_blocks(texts):
        s = block.sentences
        rows = list(zip(s.text.tolist(), s.start.tolist(), s.end.tolist(), strict=True))
        assert rows == sorted(rows)
        for (a, _, end), (b, start, _) in pairwise(rows):
            assert a != b or end <= start
        for text, start, end in rows:
            stretch = block.texts[text][start:end]
            assert stretch == stretch.strip() and stretch
        inside = {(t, i) for t, start, end in rows for i in range(start, end)}
        for t, start in zip(block.words.text.tolist(), block.words.start.tolist(), strict=True):
            assert (t, start) in inside
        assert first == 0


def sentences_of(text: str) -> list[str]:
    articles = build_table(ARTICLES, [{"article_id": "a", "text": text}])
    table = check_table(split_sentences(articles), SENTENCES)
    return [text[a:b] for a, b in zip(table["start"], table["end"], strict=True)]


@pytest.mark.parametrize(
    "sentences",
    [
        ["Mr. Holm met Lt. Col. Berg at 9 a.m. in St. Petersburg.", "They spoke."],
        ["He joined the U.S. Navy.", "It was No. 4 on the list."],
        ["“Stop.”", "“We will not go,” she said."],
        ["Prices rose 2.5 percent...", "Nobody knew why."],
        ["Was it Jan. 4 or Feb. 2?", "It was neither."],
        ["He lives in Washington, D.C.", "The office is closed."],
    ],
)
def test_sentence_ends(sentences: list[str]) -> None:
    assert sentences_of(" ".join(sentences)) == sentences


def test_a_line_break_ends_a_sentence() -> None:
    assert sentences_of("No full stop\nHere is one.") == ["No full stop", "Here is one."]


def test_a_glued_full_stop_ends_a_sentence() -> None:
    assert sentences_of("It ended last year.The next began.") == ["It ended last year.", "The next began."]


def test_texts_without_words_have_no_sentences() -> None:
    articles = build_table(ARTICLES, [{"article_id": "a", "text": ""}, {"article_id": "b", "text": " … "}])
    assert len(split_sentences(articles)) == 0


def test_row_order_does_not_change_the_sentences() -> None:
    articles = build_table(ARTICLES, [{"article_id": str(i), "text": f"Number {i}. It is here."} for i in range(5)])
    turned = split_sentences(articles[::-1]).sort_values(["article_id", "sentence_id"], ignore_index=True)
    pd.testing.assert_frame_equal(turned, split_sentences(articles))


def test_a_frame_without_text_is_refused() -> None:
    with pytest.raises(TableError, match="'text' is missing"):
        split_sentences(pd.DataFrame({"article_id": ["a"]}))


def test_texts_are_taken_from_the_table_in_order() -> None:
    rows = [{"article_id": str(n), "text": f"Text {n} “so” \U0001f600"} for n in range(700)]
    articles = build_table(ARTICLES, rows)
    texts, wanted = texts_of(articles), [row["text"] for row in rows]
    assert list(texts) == wanted and len(texts) == 700
    assert texts[699] == wanted[699] and list(texts[250:260]) == wanted[250:260]
    assert list(texts_of(articles.astype({"text": object}))) == wanted
    assert [text for _, block in read_blocks(texts) for text in block.texts] == wanted


def test_normalise_keeps_every_offset() -> None:
    text = "“It’s—on…” «да»\u00a0\u202f‐"
    assert len(normalise(text)) == len(text)


@pytest.mark.parametrize("text", ["佐々木さん。々", "a 🄀!", "〇。 X 〇", "々 🄀", "x 〇,"])
def test_letters_among_the_symbols_belong_to_words(text: str) -> None:
    for _, block in read_blocks([text, "An end."]):
        starts, ends = block.words.start.tolist(), block.words.end.tolist()
        found = [block.texts[i][a:b] for i, a, b in zip(block.words.text.tolist(), starts, ends, strict=True)]
        assert found == [part[a:b] for part in (text, "An end.") for a, b in words_of(part)]
        assert len(block.sentences.text) >= 2
