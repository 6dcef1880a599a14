"""Which dates lie far from the rest, in made-up corpora."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mediakit.charts.corpus import plot_corpus
from mediakit.charts.coverage import plot_coverage
from mediakit.charts.record import alt_text, plotted_table
from mediakit.charts.trend import plot_trend
from mediakit.dates.strays import find_strays, say_strays
from mediakit.stats.estimates import trend
from mediakit.tables import ARTICLES, SCORES, build_table
from tests.charts import estimates as made


def days_of(n: int, first: str = "2022-01-01", last: str = "2022-12-31", *others: str) -> pd.Series:
    """Return n days spread evenly over a time, and others after them."""
    spread = pd.date_range(first, last, periods=n).normalize()
    return pd.Series([*spread, *pd.to_datetime(list(others))])


@pytest.mark.parametrize(
    ("days", "apart"),
    [
        (days_of(140, "2022-01-01", "2024-12-31", "1900-01-01"), ["1900-01-01"]),
        (days_of(140, "2022-01-01", "2024-12-31", "1900-01-01", "2106-02-07"), ["1900-01-01", "2106-02-07"]),
        (days_of(500, "2022-01-01", "2022-12-31", *["1970-01-01"] * 5), ["1970-01-01"]),
        (days_of(12, "2022-05-09", "2022-05-09", "2032-05-09"), ["2032-05-09"]),
        # Wrong years side by side are all wrong; these are three of 303.
        (days_of(300, "2022-01-01", "2022-12-31", *(FAR := ["1900-01-01", "1900-01-03", "1950-01-01"])), FAR),
        # More than one in a hundred are a part of the corpus.
        (days_of(300, "2022-01-01", "2022-12-31", *["1970-01-01"] * 4), []),
        # A gap shorter than what the rest spans is a gap.
        (days_of(140, "2002-01-01", "2024-12-31", "1990-01-01"), []),
        # So is one of less than a year, however short the time before it.
        (days_of(140, "2022-05-09", "2022-05-09", "2023-05-08"), []),
        # Nine articles are too few to say that the tenth lies far from them.
        (days_of(9, "2022-01-01", "2022-12-31", "1900-01-01"), []),
        (days_of(30), []),
        (days_of(1), []),
        (pd.Series([], dtype="datetime64[us]"), []),
    ],
)  # fmt: skip
def test_few_articles_far_from_all_others_are_strays(days: pd.Series, apart: list[str]) -> None:
    shuffled = days.sample(frac=1, random_state=1)
    found = find_strays(shuffled)
    assert sorted(set(shuffled[found].dt.strftime("%Y-%m-%d"))) == apart
    counted = days.value_counts()
    by_count = find_strays(counted.index.to_series(), counted.tolist())
    assert sorted(counted.index[by_count].strftime("%Y-%m-%d")) == apart


def test_days_of_no_article_beyond_the_rest_are_left_out_with_it() -> None:
    days = pd.Series(pd.to_datetime(["1900-01-01", "1950-01-01", "2022-01-01", "2022-06-01", "2022-12-01"]))
    assert find_strays(days, [1, 0, 20, 0, 20]).tolist() == [True, True, False, False, False]
    assert say_strays(days, np.array([True, True, False, False, False]), [1, 0, 20, 0, 20]) == (
        "1 article dated 1900 set apart, far from all others"
    )


def test_what_is_set_apart_is_said() -> None:
    days = pd.Series(pd.to_datetime([f"{year}-01-01" for year in (1900, 1901, 1902, 1903, 2022)]))
    assert say_strays(days, np.array([1, 1, 1, 0, 0], dtype=bool)) == (
        "3 articles dated 1900, 1901 and 1902 set apart, far from all others"
    )
    assert say_strays(days, np.array([1, 1, 1, 1, 0], dtype=bool)).startswith("4 articles dated 1900 to 1903 set")
    assert say_strays(days, np.zeros(5, dtype=bool)) == ""


def measured(*others: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    days = days_of(120, "2022-01-01", "2022-06-30", *others)
    rows = [{"article_id": str(i), "published": day, "outlet": "AB"[i % 2]} for i, day in enumerate(days)]
    row = {"measure": "coverage", "label": "topic", "exposure": 1}
    scores = [row | {"article_id": str(i), "total": i % 3 == 0} for i in range(len(days))]
    return build_table(SCORES, scores), build_table(ARTICLES, rows)


@pytest.mark.parametrize("every", ["day", "month"])
def test_a_trend_has_no_periods_for_them_and_says_so(every: str) -> None:
    table = trend(*measured("1900-01-01", "2106-02-07"), every=every)  # type: ignore[arg-type]
    plain = trend(*measured(), every=every)  # type: ignore[arg-type]
    numbers = ["period", "period_end", "estimate", "conf_low", "conf_high", "n_articles"]
    pd.testing.assert_frame_equal(table[numbers], plain[numbers])
    said = "2 articles dated 1900 and 2106 set apart, far from all others"
    assert table["caveat"].str.endswith(said).all() and not plain["caveat"].str.contains("apart").any()


def test_charts_of_a_trend_say_what_is_set_apart() -> None:
    scores, articles = measured("1900-01-01")
    for ax in (
        plot_coverage(trend(scores, articles, every="month")),
        plot_trend(trend(scores, articles, by="outlet", every="month")),
    ):
        assert "Throughout: 1 article dated 1900 set apart, far from all others." in made.all_texts(ax)
        assert ax.get_xlim()[1] - ax.get_xlim()[0] == 181


def test_a_table_of_estimates_made_elsewhere_stretches_no_axis() -> None:
    table = made.over_time(12, freq="MS", start="2022-01-01")
    far = table.iloc[:1].assign(period=pd.Timestamp("1900-01-01"), period_end=pd.Timestamp("1900-01-31"), n_articles=1)
    ax = plot_coverage(pd.concat([far, table], ignore_index=True))
    assert ax.get_xlim()[1] - ax.get_xlim()[0] == 365
    assert "1 article dated 1900 set apart, far from all others." in made.written(ax)
    assert len(plotted_table(ax)) == 12


def test_the_chart_of_the_corpus_leaves_them_out() -> None:
    counts = pd.DataFrame(
        {
            "outlet": ["A", "A", "A", "B"],
            "period": ["2022-01-01", "2022-02-01", "2106-02-01", "2022-01-01"],
            "n_articles": [90, 80, 1, 40],
        }
    )
    ax = plot_corpus(counts)
    assert ax.get_xlim()[1] - ax.get_xlim()[0] == 59
    assert "1 article dated 2106 set apart, far from all others." in made.written(ax)
    assert "1 article dated 2106 set apart" in alt_text(ax) and "210 articles by 2 outlets" in alt_text(ax)
