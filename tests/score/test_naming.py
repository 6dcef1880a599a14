"""Shares of word choices and of mentions in quotation marks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from mediakit.annotate.naming import annotate_naming
from mediakit.read import read_articles
from mediakit.score.naming import score_naming
from mediakit.topics import load_topic
from tests.score.checks import articles_of, assert_scores_hold, value

TOPIC = load_topic("nato-enlargement")


def test_counted_by_hand() -> None:
    scores = assert_scores_hold(lambda articles: score_naming(articles, TOPIC))
    assert value(scores, "a0", "naming", "capital: Kiev") == (1, 2)
    assert value(scores, "a0", "naming", "capital: Kyiv") == (1, 2)
    assert value(scores, "a0", "naming", "war: invasion") == (1, 1)
    assert value(scores, "a0", "naming", "war: special operation") == (0, 1)
    assert value(scores, "a2", "naming_quoted", "war: special operation") == (1, 1)
    assert value(scores, "a0", "naming_quoted", "war: invasion") == (0, 1)
    assert value(scores, "a1", "naming", "capital: Kyiv") == (0, 0)
    assert value(scores, "a3", "naming_quoted", "capital: Kyiv") == (0, 0)


def test_shares_of_a_choice_add_up() -> None:
    articles = articles_of("Kyiv, Kyiv, Kiev. An “invasion”, the invasion, the special military operation.")
    scores = score_naming(articles, TOPIC)
    naming = scores[scores["measure"] == "naming"]
    choice = naming["label"].astype(str).str.partition(": ")[0]
    total = naming.groupby(choice)["total"].sum()
    assert (total == naming.groupby(choice)["exposure"].max()).all()
    assert total[["capital", "war"]].tolist() == [3, 3]
    assert value(scores, "a0", "naming_quoted", "war: invasion") == (1, 2)


def test_the_numbers_follow_from_the_spans(sample_folder: Path) -> None:
    articles = read_articles(sample_folder)[0].head(30)
    spans, scores = annotate_naming(articles, TOPIC), score_naming(articles, TOPIC)
    totals = scores.groupby("measure", observed=True)["total"].sum()
    assert len(spans) > 20
    assert totals["naming"] == len(spans)
    assert totals["naming_quoted"] == spans["quoted"].sum()


def test_a_topic_without_choices_gives_no_rows() -> None:
    assert len(score_naming(articles_of("Kyiv."), replace(TOPIC, naming=()))) == 0
