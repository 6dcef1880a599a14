"""Every number leads back to words: the hit as it stands, with whole words around it."""

from __future__ import annotations

import random
import tracemalloc

import pandas as pd
import pytest

from mediakit.errors import TableError
from mediakit.tables import ARTICLES, SPANS, build_table, empty
from mediakit.words.evidence import evidence
from mediakit.words.in_context import EVIDENCE

NAMES = [*(column.name for column in EVIDENCE.columns if column.required), "value", "sentence_id"]
TEXT = "one two three four five six seven"


def spans(*stretches: tuple[int, int], article_id: str = "a", **more: object) -> list[dict[str, object]]:
    return [
        {"article_id": article_id, "start": a, "end": b, "layer": "demo", "label": "k", "sentence_id": 0, **more}
        for a, b in stretches
    ]


def shown(text: str, start: int, end: int, context: int) -> list[str]:
    articles = build_table(ARTICLES, [{"article_id": "a", "text": text}])
    table = evidence(build_table(SPANS, spans((start, end))), articles, context=context)
    return list(table.loc[0, ["left", "hit", "right"]])


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        (0, ["", "four", ""]),
        (6, ["", "four", "five"]),
        (8, ["three", "four", "five"]),
        (13, ["two three", "four", "five six"]),
        (14, ["one two three", "four", "five six"]),
        (15, ["one two three", "four", "five six seven"]),
        (1000, ["one two three", "four", "five six seven"]),
    ],
)
def test_the_window_is_cut_at_spaces_and_reaches_to_the_ends_of_the_text(context: int, expected: list[str]) -> None:
    assert TEXT[14:18] == "four"
    assert shown(TEXT, 14, 18, context) == expected


@pytest.mark.parametrize("context", range(0, 40))
def test_the_window_never_holds_part_of_a_word_nor_more_than_asked_for(context: int) -> None:
    left, hit, right = shown(TEXT, 14, 18, context)
    assert hit == "four"
    assert max(len(left), len(right)) <= context
    before, after = TEXT[:14].split(), TEXT[18:].split()
    assert left.split() == before[len(before) - len(left.split()) :]
    assert right.split() == after[: len(right.split())]


def test_spans_at_the_ends_of_the_text_have_nothing_beside_them() -> None:
    assert shown(TEXT, 0, 3, 11) == ["", "one", "two three"]
    assert shown(TEXT, 28, 33, 10) == ["five six", "seven", ""]
    assert shown(TEXT, 0, len(TEXT), 10) == ["", TEXT, ""]


def test_offsets_count_characters_and_breaks_are_shown_as_spaces() -> None:
    text = "Caf\u00e9 \U0001f600 \u041c\u043e\u0441\u043a\u0432\u0430\n\nsaid\tit  again"
    start = text.index("\u041c")
    assert shown(text, start, start + 6, 60) == [
        "Caf\u00e9 \U0001f600",
        "\u041c\u043e\u0441\u043a\u0432\u0430",
        "said it again",
    ]
    assert shown(text, start, text.index("it"), 60)[1] == "\u041c\u043e\u0441\u043a\u0432\u0430 said"


def test_each_span_takes_its_own_article_and_the_order_of_spans_is_kept() -> None:
    articles = build_table(
        ARTICLES,
        [
            {"article_id": "a", "outlet": "Post", "title": "T", "published": "2022-05-09", "text": "alpha beta"},
            {"article_id": "b", "outlet": "Wire", "title": "U", "text": "gamma delta"},
        ],
    )
    rows = [*spans((6, 11), article_id="b"), *spans((0, 5), (6, 10)), *spans((0, 5), article_id="b")]
    marks = build_table(SPANS, rows)
    marks.index = pd.Index([7, 7, 3, 1])
    before = marks.copy()
    table = evidence(marks, articles[::-1])
    assert table["hit"].tolist() == ["delta", "alpha", "beta", "gamma"]
    assert table["outlet"].tolist() == ["Wire", "Post", "Post", "Wire"]
    assert table["title"].tolist() == ["U", "T", "T", "U"]
    assert table["published"].isna().tolist() == [True, False, False, True]
    assert table.index.tolist() == [0, 1, 2, 3]
    pd.testing.assert_frame_equal(marks, before)


def test_further_columns_of_the_spans_come_last_with_their_values() -> None:
    articles = build_table(ARTICLES, [{"article_id": "a", "text": TEXT}])
    marks = build_table(SPANS, spans((0, 3), quoted=True, note="x") + spans((4, 7), quoted=False, note="y"))
    table = evidence(marks, articles)
    assert table.columns.tolist() == [*NAMES, "quoted", "note"]
    assert table[["hit", "quoted", "note"]].values.tolist() == [["one", True, "x"], ["two", False, "y"]]


def test_no_spans_give_an_empty_table_with_every_column() -> None:
    articles = build_table(ARTICLES, [{"article_id": "a", "text": TEXT}])
    assert evidence(empty(SPANS), articles).columns.tolist() == [*NAMES, "voice"]
    assert len(evidence(empty(SPANS), empty(ARTICLES))) == 0
    filtered = build_table(SPANS, spans((0, 3), quoted=True)).iloc[:0]
    assert evidence(filtered, articles).columns.tolist() == [*NAMES, "quoted"]


def test_an_empty_span_has_an_empty_hit_between_its_neighbours() -> None:
    assert shown(TEXT, 8, 8, 60) == ["one two", "", "three four five six seven"]


def test_tables_in_the_wrong_place_are_refused() -> None:
    articles = build_table(ARTICLES, [{"article_id": "a", "text": TEXT}])
    with pytest.raises(TableError, match="'start' is missing"):
        evidence(articles, articles)
    with pytest.raises(TableError, match="'text' is missing"):
        evidence(empty(SPANS), articles.drop(columns="text"))


@pytest.mark.slow
def test_every_span_is_cut_out_of_its_own_text_as_if_it_were_alone() -> None:
    rng = random.Random(11)
    letters = ["a", "\u0416", " ", "  ", "\n", "x y", "\U0001f600"]
    texts = {f"n{at}": "".join(rng.choices(letters, k=rng.randrange(90))) for at in range(12)}
    articles = build_table(ARTICLES, [{"article_id": name, "text": text} for name, text in texts.items()])
    rows = []
    for name in rng.choices(list(texts), k=200):
        start = rng.randrange(len(texts[name]) + 1)
        rows += spans((start, rng.randint(start, len(texts[name]))), article_id=name)
    table = evidence(build_table(SPANS, rows), articles, context=9)
    alone = [shown(texts[row["article_id"]], row["start"], row["end"], 9) for row in rows]
    assert table["article_id"].tolist() == [row["article_id"] for row in rows]
    assert table[["left", "hit", "right"]].values.tolist() == alone


def test_memory_grows_with_the_spans_and_the_texts_and_not_with_their_product() -> None:
    words = "word " * 40_000
    articles = build_table(ARTICLES, [{"article_id": "a", "text": words}, {"article_id": "b", "text": words[::-1]}])
    marks = build_table(SPANS, spans(*((5 * at, 5 * at + 4) for at in range(2_000))))
    tracemalloc.start()
    try:
        table = evidence(marks, articles)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert set(table["hit"]) == {"word"}
    assert peak < 20 * len(words), f"{peak:,} bytes for {len(marks)} spans of a text of {len(words):,} letters"


def test_a_span_of_an_article_that_is_not_there_is_refused() -> None:
    articles = build_table(ARTICLES, [{"article_id": "a", "text": TEXT}])
    marks = build_table(SPANS, spans((0, 3)) + spans((0, 3), article_id="gone"))
    with pytest.raises(TableError, match="'gone', which is not among these"):
        evidence(marks, articles)


def test_each_span_is_cut_out_of_its_own_part() -> None:
    row = {"article_id": "a", "title": "Rain in Oslo", "standfirst": "Wet again", "text": "It rained."}
    articles = build_table(ARTICLES, [row])
    rows = [*spans((0, 4), part="title"), *spans((3, 9)), *spans((0, 3), part="standfirst")]
    marks = build_table(SPANS, [row | {"part": row.get("part", "text")} for row in rows])
    assert evidence(marks, articles)[["part", "hit"]].values.tolist() == [
        ["title", "Rain"],
        ["text", "rained"],
        ["standfirst", "Wet"],
    ]
    assert evidence(marks.drop(columns="part").iloc[1:2], articles)["hit"].tolist() == ["rained"]


def test_spans_of_other_articles_are_told() -> None:
    articles = build_table(ARTICLES, [{"article_id": "a", "title": "T", "text": "short"}])
    with pytest.raises(TableError, match="ends at character 9 of the text of article 'a', which has 5"):
        evidence(build_table(SPANS, spans((0, 9))), articles)
    with pytest.raises(TableError, match="the part 'standfirst', which the articles do not have"):
        evidence(build_table(SPANS, spans((0, 1), part="standfirst")), articles.drop(columns="standfirst"))
