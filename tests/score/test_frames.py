"""Presence and salience of frames, counted by hand and from the spans."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from mediakit.annotate.frames import annotate_frames
from mediakit.errors import TableError
from mediakit.lexicon import Lexicon, Term
from mediakit.read import read_articles
from mediakit.score.frames import HITS_FOR_PRESENCE, score_frames
from mediakit.text.parts import split_sentences
from mediakit.topics import load_topic
from tests.score.checks import articles_of, assert_scores_hold, value

FRAMES = Lexicon("demo", [Term("red line*", "lines"), Term("deterren*", "deterrence"), Term("never said", "silent")])


def test_counted_by_hand() -> None:
    scores = assert_scores_hold(lambda articles: score_frames(articles, FRAMES))
    assert value(scores, "a0", "frame_presence", "lines") == (1, 1)
    assert value(scores, "a0", "frame_salience", "lines") == (2, 2)
    assert value(scores, "a2", "frame_presence", "deterrence") == (0, 1)
    assert value(scores, "a2", "frame_salience", "deterrence") == (1, 3)
    assert value(scores, "a1", "frame_salience", "lines") == (0, 0)
    assert value(scores, "a3", "frame_salience", "silent") == (0, 2)
    assert value(scores, "a3", "frame_presence", "silent") == (0, 1)


def test_a_sentence_counts_once_and_presence_needs_two_places() -> None:
    articles = articles_of("A red line, a red line, a red line.", "A red line. Rain.")
    scores = score_frames(articles, FRAMES)
    assert value(scores, "a0", "frame_salience", "lines") == (1, 1)
    assert value(scores, "a0", "frame_presence", "lines") == (1, 1)
    assert value(scores, "a1", "frame_presence", "lines") == (0, 1)


def test_the_numbers_follow_from_the_spans(sample_folder: Path) -> None:
    articles, topic = read_articles(sample_folder)[0].head(30), load_topic("nato-enlargement")
    spans = annotate_frames(articles, topic)
    counts = spans.groupby(["article_id", "label"], observed=True)["sentence_id"].agg(["size", "nunique"])
    sentences = split_sentences(articles).groupby("article_id").size()
    table = score_frames(articles, topic).astype({"measure": object, "label": object})
    scores = table.set_index(["measure", "article_id", "label"])[["total", "exposure"]]
    for (article, label), row in counts.iterrows():
        assert scores.loc[("frame_salience", article, label)].tolist() == [row["nunique"], sentences[article]]
        assert value(table, article, "frame_presence", label)[0] == (row["size"] >= HITS_FOR_PRESENCE)
    salience = table[table["measure"] == "frame_salience"]
    assert salience["total"].sum() == counts["nunique"].sum()
    assert score_frames(articles, topic)["label"].cat.categories.tolist() == ["", *topic.frames]


def test_a_lexicon_without_terms_and_a_wrong_table() -> None:
    assert score_frames(articles_of("A red line."), Lexicon("none", []))["label"].tolist() == ["", ""]
    with pytest.raises(TableError):
        score_frames(pd.DataFrame({"text": ["a"]}), FRAMES)
