"""Sentences that an outlet prints again and again: which are marked, and that nothing in them is counted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediakit.annotate.frames import annotate_frames
from mediakit.clean.repeats import blank_spans, mark_repeats
from mediakit.errors import TableError
from mediakit.lexicon import Lexicon, Term
from mediakit.tables import ARTICLES, SPANS, build_table, check_table
from mediakit.text.parts import split_sentences
from mediakit.words.evidence import evidence

PASSAGE = "The two countries fell out over fishing rights in that long and rainy year."
MONDAY = pd.Timestamp("2022-05-02", tz="UTC")


def articles_of(days: Sequence[int | None], *, outlet: str = "A", stories: Sequence[str] = ()) -> pd.DataFrame:
    """One article for each day, counted from a Monday (None: no date), with a line and the passage."""
    rows = [
        {
            "article_id": f"{outlet}{i}",
            "outlet": outlet,
            "published": None if day is None else MONDAY + pd.Timedelta(days=day),
            "title": f"Notes of day {i}",
            "text": f"Line {i} stands alone here.\n\n{PASSAGE} Then came {i}.",
            "story_id": stories[i] if stories else "",
        }
        for i, day in enumerate(days)
    ]
    return build_table(ARTICLES, rows)


def marked(articles: pd.DataFrame) -> list[str]:
    spans = check_table(mark_repeats(articles), SPANS)
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    held = [texts[i][a:b] for i, a, b in zip(spans["article_id"], spans["start"], spans["end"], strict=True)]
    assert set(held) <= {PASSAGE}
    return spans["article_id"].tolist()


def test_five_stories_in_three_weeks_are_marked() -> None:
    assert marked(articles_of([0, 1, 6, 7, 14])) == ["A0", "A1", "A2", "A3", "A4"]


def test_fewer_weeks_or_stories_are_not() -> None:
    assert not marked(articles_of([0, 1, 6, 7, 13])), "the last day is still a Sunday of the second week"
    assert not marked(articles_of([0, 7, 14, 21]))
    assert not marked(articles_of([0, 7, 14, 21, 28], stories=["s", "s", "t", "u", "v"])), "copies are one story"


def test_each_outlet_counts_for_itself() -> None:
    both = pd.concat([articles_of([0, 7, 14]), articles_of([1, 8, 15], outlet="B")], ignore_index=True)
    assert not marked(both)


def test_undated_articles_make_no_week_but_lose_the_passage_too() -> None:
    assert not marked(articles_of([None] * 9))
    assert marked(articles_of([0, 1, None, 7, 14]))[2] == "A2"


def test_capitals_and_marks_make_no_difference() -> None:
    articles = articles_of([0, 7, 14, 21, 28])
    articles.loc[2, "text"] = articles.loc[2, "text"].replace(PASSAGE, PASSAGE.upper())
    assert mark_repeats(articles)["article_id"].tolist() == articles["article_id"].tolist()


def test_titles_and_standfirsts_are_looked_at() -> None:
    articles = articles_of([0, 7, 14, 21, 28])
    articles["standfirst"] = "All that you need to know before you leave home."
    parts = mark_repeats(articles)["part"].value_counts()
    assert parts["standfirst"] == 5 and parts["text"] == 5 and parts["title"] == 0


def test_nothing_in_blank_stretches_is_counted_and_places_stay() -> None:
    articles = articles_of([0, 7, 14, 21, 28])
    lexicon = Lexicon("demo", [Term("fishing", "fish"), Term("then", "time")])
    blank = blank_spans(articles, mark_repeats(articles))
    left = annotate_frames(blank, lexicon)
    assert left["label"].tolist() == ["time"] * 5
    assert evidence(left, articles)["hit"].tolist() == ["Then"] * 5
    before = split_sentences(articles)
    after = split_sentences(blank)
    assert len(before) - len(after) == 5
    places = set(map(tuple, before[["article_id", "part", "start", "end"]].astype(object).to_numpy()))
    assert set(map(tuple, after[["article_id", "part", "start", "end"]].astype(object).to_numpy())) <= places


def test_a_table_without_spans_comes_back_as_it_is() -> None:
    articles = articles_of([0])
    assert blank_spans(articles, mark_repeats(articles)) is articles
    with pytest.raises(TableError, match="SPANS"):
        blank_spans(articles, articles)


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=4))
def test_lengths_and_line_breaks_stay(pairs: list[tuple[int, int]]) -> None:
    articles = articles_of([0])
    rows = [
        {"article_id": "A0", "start": min(p), "end": max(p), "layer": "x", "label": "x", "sentence_id": -1}
        for p in pairs
    ]
    before = articles["text"].iloc[0]
    after = blank_spans(articles, build_table(SPANS, rows))["text"].iloc[0]
    inside = np.zeros(len(before), dtype=bool)
    for first, last in pairs:
        inside[min(first, last) : max(first, last)] = True
    assert after == "".join(" " if cut and c != "\n" else c for c, cut in zip(before, inside, strict=True))
