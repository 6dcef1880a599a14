"""Frame spans: where they stand, in which sentence, and that nothing else decides about them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from mediakit.annotate.frames import annotate_frames
from mediakit.errors import TableError
from mediakit.lexicon import Lexicon, Term, lexicon_of
from mediakit.read import read_articles
from mediakit.tables import ARTICLES, SPANS, build_table, check_table, empty
from mediakit.text.parts import split_sentences
from mediakit.topics import load_topic

FRAMES = lexicon_of(
    "demo",
    {"lines": {"terms": ["red line*"]}, "war": {"terms": ["nuclear war", "war"], "exclude": ["war memorial*"]}},
)


def articles_of(*texts: str) -> pd.DataFrame:
    return build_table(ARTICLES, [{"article_id": f"a{i}", "text": text} for i, text in enumerate(texts)])


def rows_of(spans: pd.DataFrame) -> list[list[object]]:
    return spans[["article_id", "start", "end", "label", "sentence_id"]].values.tolist()


@pytest.fixture(scope="module")
def sample() -> pd.DataFrame:
    folder = Path(__file__).resolve().parents[2] / "data" / "sample"
    return read_articles(folder)[0].head(40)


def test_spans_say_where_a_frame_stands() -> None:
    spans = annotate_frames(articles_of("A red line. Nuclear war?", "", "No War memorial; war."), FRAMES)
    check_table(spans, SPANS)
    assert rows_of(spans) == [["a0", 2, 10, "lines", 0], ["a0", 12, 23, "war", 1], ["a2", 17, 20, "war", 0]]
    assert spans["layer"].unique().tolist() == ["frames"]
    assert spans["label"].cat.categories.tolist() == ["lines", "war"]
    assert spans["value"].isna().all()


def test_two_frames_may_share_words() -> None:
    both = Lexicon("demo", [Term("nuclear war", "a"), Term("war", "b")])
    assert rows_of(annotate_frames(articles_of("nuclear war"), both)) == [["a0", 0, 11, "a", 0], ["a0", 8, 11, "b", 0]]


def test_a_topic_and_its_lexicon_give_the_same(sample: pd.DataFrame) -> None:
    topic = load_topic("nato-enlargement")
    spans = annotate_frames(sample, topic)
    pd.testing.assert_frame_equal(spans, annotate_frames(sample, topic.frame_lexicon))
    assert set(spans["label"]) <= set(topic.frames)
    assert len(spans) > 50


def test_the_sentence_of_a_span_holds_it(sample: pd.DataFrame) -> None:
    spans = annotate_frames(sample, load_topic("nato-enlargement"))
    joined = spans.merge(split_sentences(sample), on=["article_id", "sentence_id"], suffixes=("", "_sentence"))
    assert len(joined) == len(spans)
    assert (joined["start_sentence"] <= joined["start"]).all()
    assert (joined["end"] <= joined["end_sentence"]).mean() > 0.99


def test_order_of_rows_and_index_decide_nothing(sample: pd.DataFrame) -> None:
    topic = load_topic("nato-enlargement")
    shuffled = sample.sample(frac=1, random_state=3)
    keys = ["article_id", "start", "end", "label"]
    first, second = (annotate_frames(a, topic).sort_values(keys, ignore_index=True) for a in (sample, shuffled))
    pd.testing.assert_frame_equal(first, second)


def test_articles_are_left_as_they_were(sample: pd.DataFrame) -> None:
    before = sample.copy(deep=True)
    annotate_frames(sample, load_topic("nato-enlargement"))
    pd.testing.assert_frame_equal(sample, before)


@pytest.mark.parametrize("articles", [empty(ARTICLES), articles_of(""), articles_of("Nothing here.", " ")])
def test_no_hit_is_an_empty_table(articles: pd.DataFrame) -> None:
    spans = annotate_frames(articles, FRAMES)
    assert len(check_table(spans, SPANS)) == 0


def test_a_lexicon_without_terms_finds_nothing() -> None:
    assert len(annotate_frames(articles_of("A red line."), Lexicon("none", []))) == 0


def test_a_wrong_table_is_named() -> None:
    with pytest.raises(TableError, match="ARTICLES"):
        annotate_frames(pd.DataFrame({"text": ["a red line"]}), FRAMES)
