"""Scores of chosen words, and their way through estimates, trends and differences."""

from __future__ import annotations

from typing import Any

import pytest

from mediakit.charts.record import chart_title
from mediakit.charts.trend import plot_trend
from mediakit.errors import LexiconError, OptionError
from mediakit.score.word_rates import score_words
from mediakit.stats.contrasts import compare_groups
from mediakit.stats.estimates import estimate, trend
from mediakit.tables import ARTICLES, SCORES, build_table, check_table

TEXTS = ("Ceasefire talks: no ceasefires yet.", "Grain ships wait.", "Peace talks failed, talks go on.")
TABLE = build_table(
    ARTICLES,
    [
        {"article_id": f"a{i}", "outlet": "AB"[i % 2], "published": f"2022-0{1 + i // 20}-05", "text": TEXTS[i % 3]}
        for i in range(60)
    ],
)


def test_every_word_is_counted_by_itself() -> None:
    scores = score_words(TABLE.iloc[:3], ["ceasefire*", "talks", "walrus"])
    check_table(scores, SCORES)
    hits = scores[scores["total"] > 0][["article_id", "measure", "label", "total"]].values.tolist()
    assert hits == [
        ["a0", "word_presence", "ceasefire*", 1.0],
        ["a0", "word_presence", "talks", 1.0],
        ["a2", "word_presence", "talks", 1.0],
        ["a0", "word_rate", "ceasefire*", 2.0],
        ["a0", "word_rate", "talks", 1.0],
        ["a2", "word_rate", "talks", 2.0],
    ]
    carriers = scores[scores["label"] == ""]
    assert carriers["exposure"].tolist() == [1.0, 1.0, 1.0, 0.005, 0.003, 0.006]


def test_lists_are_counted_under_their_name() -> None:
    scores = score_words(TABLE.iloc[2:3], {"talking": ["peace talk*", "talks"], "ships": "ship*"})
    assert scores[scores["total"] > 0]["label"].tolist() == ["talking", "talking"]
    assert scores["total"].max() == 2  # "peace talks" is one of them, the longest match


def test_scores_go_through_estimates_trends_differences_and_charts() -> None:
    scores = score_words(TABLE, ["talks", "walrus"])
    rates = estimate(scores, TABLE).set_index(["measure", "label"])
    assert rates.loc[("word_presence", "talks"), "estimate"] == pytest.approx(2 / 3)
    assert rates.loc[("word_rate", "talks"), "estimate"] == pytest.approx(1000 * 3 / 14)
    assert rates.loc[("word_rate", "walrus"), "estimate"] == 0
    assert len(compare_groups(scores, TABLE, by="outlet")) == 4
    months = trend(scores, TABLE, every="month")
    ax = plot_trend(months[(months["measure"] == "word_rate") & (months["label"] == "talks")])
    assert chart_title(ax) == "Uses of “talks” per 1,000 words, by month"


@pytest.mark.parametrize(
    ("words", "error", "message"),
    [
        ([], OptionError, "at least one word"),
        ("a*", LexiconError, "fewer than 3 letters"),
        (["talks", "..."], LexiconError, "a term needs"),
    ],
)
def test_words_that_find_nothing_or_too_much_are_refused(words: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        score_words(TABLE, words)
