"""How long the periods of a trend are when nobody says so."""

from __future__ import annotations

import pandas as pd
import pytest

from mediakit.stats.estimates import trend
from mediakit.stats.periods import choose_every
from mediakit.tables import ARTICLES, SCORES, build_table


def corpus(days: pd.DatetimeIndex | list[pd.Timestamp], stories: int = 0) -> pd.DataFrame:
    """Return an article a day, copies of so many stories where a number is given."""
    rows = [{"article_id": str(i), "published": day} for i, day in enumerate(days)]
    if stories:
        rows = [row | {"story_id": f"s{i % stories}"} for i, row in enumerate(rows)]
    return build_table(ARTICLES, rows)


def withheld(articles: pd.DataFrame, every: str) -> float:
    """Return the part of a trend's periods without a value."""
    row = {"measure": "coverage", "label": "topic", "exposure": 1, "total": 1}
    scores = build_table(SCORES, [row | {"article_id": key} for key in articles["article_id"]])
    return float(trend(scores, articles, every=every)["estimate"].isna().mean())  # type: ignore[arg-type]


YEAR = pd.date_range("2022-01-03", periods=364)


@pytest.mark.parametrize(
    ("days", "every"),
    [
        (YEAR, "week"),
        (YEAR[::2], "month"),
        (YEAR[::10], "quarter"),
        (YEAR[::30], "year"),
        # The weeks with articles hold enough; every other week is empty, and counts.
        (YEAR[(YEAR.isocalendar().week % 2 == 0).to_numpy()], "month"),
        # One article of another century makes no empty years.
        (YEAR.append(pd.DatetimeIndex(["1900-01-01"])), "week"),
        (YEAR[:3], "year"),
    ],
)
def test_at_most_one_period_in_five_is_withheld(days: pd.DatetimeIndex, every: str) -> None:
    articles = corpus(days)
    assert choose_every(articles) == every
    finer = {"week": "", "month": "week", "quarter": "month", "year": "quarter"}[every]
    if len(days) > 5:
        assert withheld(articles, every) <= 0.2
    if finer:
        assert withheld(articles, finer) > 0.2


def test_copies_of_one_story_count_once() -> None:
    assert choose_every(corpus(YEAR, stories=2)) == "year"


def test_without_dates_it_is_the_year() -> None:
    articles = build_table(ARTICLES, [{"article_id": "a", "text": "Rain.", "published": None}])
    assert choose_every(articles) == "year"
