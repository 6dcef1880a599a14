"""Presence and rate of names."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from mediakit.annotate.entities import annotate_entities
from mediakit.errors import OptionError
from mediakit.read import read_articles
from mediakit.score.entities import score_entities
from mediakit.text.vocabulary import words_of
from tests.score.checks import TEXTS, articles_of, assert_scores_hold, value

ALIASES = pd.DataFrame(
    [["Kyiv", "city", "Kyiv", "any case"], ["Kyiv", "city", "Kiev", "any case"], ["Oslo", "city", "Oslo", "exact"]],
    columns=["canonical", "type", "alias", "match"],
)


def test_counted_by_hand() -> None:
    scores = assert_scores_hold(score_entities, whole_corpus=True)
    words = [len(words_of(text)) for text in TEXTS]
    assert value(scores, "a0", "entity_presence", "Kyiv") == (1, 1)
    assert value(scores, "a0", "entity_rate", "Kyiv") == (2, words[0] / 1000)
    assert value(scores, "a2", "entity_rate", "NATO") == (1, words[2] / 1000)
    assert value(scores, "a1", "entity_rate", "Kyiv") == (0, 0)
    assert value(scores, "a3", "entity_presence", "Kyiv") == (0, 1)
    assert set(scores["label"]) == {"", "Kyiv", "Finland", "NATO", "Moscow", "Oslo"}


def test_own_aliases() -> None:
    scores = score_entities(articles_of("Kiev and kyiv, oslo.", "Oslo, Oslo."), aliases=ALIASES)
    assert value(scores, "a0", "entity_presence", "Kyiv") == (1, 1)
    assert value(scores, "a0", "entity_presence", "Oslo") == (0, 1)
    assert value(scores, "a1", "entity_rate", "Oslo") == (2, 0.002)


def test_the_names_that_most_articles_hold_are_kept_and_ties_go_by_name() -> None:
    articles = articles_of("Oslo, Oslo, Oslo. Kyiv.", "Kyiv. Bonn.", "Paris.")
    scores = score_entities(articles, top=3)
    assert scores["label"].cat.categories.tolist() == ["", "Kyiv", "Bonn", "Oslo"]
    assert score_entities(articles.iloc[::-1], top=3)["label"].cat.categories.tolist() == ["", "Kyiv", "Bonn", "Oslo"]
    assert score_entities(articles, top=1)["label"].unique().tolist() == ["", "Kyiv"]


@pytest.mark.parametrize("top", [0, -3])
def test_at_least_one_name(top: int) -> None:
    with pytest.raises(OptionError, match=f"top must be 1 or more, got {top}"):
        score_entities(articles_of("Kyiv."), top=top)


def test_the_numbers_follow_from_the_spans(sample_folder: Path) -> None:
    articles = read_articles(sample_folder)[0].head(30)
    spans, scores = annotate_entities(articles), score_entities(articles, top=10_000)
    totals = scores.groupby("measure", observed=True)["total"].sum()
    assert len(spans) > 100
    assert totals["entity_rate"] == len(spans)
    assert totals["entity_presence"] == len(spans.drop_duplicates(["article_id", "label"]))


def test_nothing_named_leaves_the_exposure_of_every_article() -> None:
    scores = score_entities(articles_of("Nobody at all.", ""))
    assert scores["label"].unique().tolist() == [""]
    assert scores[["measure", "exposure"]].values.tolist() == [
        ["entity_presence", 1],
        ["entity_presence", 1],
        ["entity_rate", 0.003],
        ["entity_rate", 0],
    ]
