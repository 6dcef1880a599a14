"""Tone of articles as sums over their sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from mediakit.annotate.sentiment import annotate_sentiment, polarity_scores
from mediakit.errors import MediakitError
from mediakit.read import read_articles
from mediakit.score.sentiment import THRESHOLD, score_sentiment
from tests.score.checks import articles_of, assert_scores_hold, value


@pytest.mark.parametrize("variant", ["news", "vader"])
def test_rules_of_every_table_hold(variant: str) -> None:
    scores = assert_scores_hold(lambda articles: score_sentiment(articles, lexicon=variant))
    assert scores["label"].unique().tolist() == ["", variant]
    assert set(scores["measure"]) == {"tone", "negative_share", "positive_share", "lexicon_coverage"}
    assert value(scores, "a1", "tone", variant) == (0, 0)


def test_counted_by_hand() -> None:
    scores = score_sentiment(articles_of("A great day. It was Monday. A terrible, horrible night."), lexicon="vader")
    good, bad = polarity_scores(["A great day.", "A terrible, horrible night."])["compound"]
    total, exposure = value(scores, "a0", "tone", "vader")
    assert exposure == 3
    assert total == pytest.approx(good + bad)
    assert value(scores, "a0", "positive_share", "vader") == (1, 3)
    assert value(scores, "a0", "negative_share", "vader") == (1, 3)
    assert value(scores, "a0", "lexicon_coverage", "vader") == (2, 3)


def test_tone_stays_in_range_and_shares_do_not_overlap(sample_folder: Path) -> None:
    articles = read_articles(sample_folder)[0].head(30)
    scores = score_sentiment(articles).astype({"measure": object})
    tone = scores[scores["measure"] == "tone"]
    assert (tone["total"].abs() <= tone["exposure"]).all()
    assert (tone["total"] / tone["exposure"]).abs().max() < 0.9
    totals = scores.groupby(["article_id", "measure"])["total"].sum()
    table = totals.unstack()
    assert (table["negative_share"] + table["positive_share"] <= table["lexicon_coverage"]).all()


def test_the_numbers_follow_from_the_sentences(sample_folder: Path) -> None:
    articles = read_articles(sample_folder)[0].head(10)
    spans = annotate_sentiment(articles)
    scores = score_sentiment(articles).astype({"measure": object})
    totals = scores.groupby("measure")["total"].sum()
    assert totals["tone"] == pytest.approx(spans["value"].sum())
    assert totals["negative_share"] == (spans["value"] <= -THRESHOLD).sum()
    assert scores.loc[(scores["measure"] == "tone") & (scores["label"] == ""), "exposure"].sum() == len(spans)


def test_an_unknown_variant_is_refused() -> None:
    with pytest.raises(MediakitError, match="happy"):
        score_sentiment(articles_of("A day."), lexicon="happy")
