from __future__ import annotations

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import Rectangle

from mediakit.charts.coverage import plot_coverage
from mediakit.charts.record import alt_text, chart_title, plotted_table
from mediakit.errors import TableError
from tests.charts import estimates as made


def middles(table: pd.DataFrame) -> list[float]:
    return [
        mdates.date2num(a) + (mdates.date2num(b) + 1 - mdates.date2num(a)) / 2
        for a, b in zip(table["period"], table["period_end"], strict=True)
    ]


def test_line_and_band_stand_where_the_table_says() -> None:
    table = made.over_time(6)
    ax = plot_coverage(table)
    ((x, y),) = made.marks(ax, "line")
    assert x == pytest.approx(middles(table)) and y == table["estimate"].tolist()
    (band,) = [c for c in ax.collections if c.get_gid() == "band"]
    corners = band.get_paths()[0].vertices
    assert set(np.round(corners[:, 1], 9)) == set(np.round([*table["conf_low"], *table["conf_high"]], 9))


def test_absent_and_withheld_periods_break_the_line() -> None:
    table = made.over_time(9, absent=(2,), thin=(5,))
    ax = plot_coverage(table)
    assert [len(x) for x, _ in made.marks(ax, "line")] == [2, 2, 3]
    assert "Withheld: 1 of 8 values." in alt_text(ax)
    bars = [
        p for strip in ax.figure.axes for p in strip.patches if isinstance(p, Rectangle) and p.get_gid() == "articles"
    ]
    assert [p.get_height() for p in bars] == table["n_articles"].tolist()
    assert [p.get_facecolor()[:3] == (1, 1, 1) for p in bars] == table["estimate"].isna().tolist()


def test_days_break_where_one_is_absent() -> None:
    ax = plot_coverage(made.over_time(7, freq="D", absent=(3,)))
    assert [len(x) for x, _ in made.marks(ax, "line")] == [3, 3]


def test_a_lone_period_is_a_dot_with_its_interval() -> None:
    table = made.over_time(3, thin=(0, 2))
    ax = plot_coverage(table)
    ((_, y),) = made.marks(ax, "interval")
    assert y == table.loc[1, ["conf_low", "conf_high"]].tolist()
    (dot,) = [line for line in ax.lines if line.get_gid() == "line"]
    assert dot.get_markersize() > 0


@pytest.mark.parametrize("zone", [None, "UTC"])
def test_events_stand_at_their_day_and_outside_ones_are_left_out(zone: str | None) -> None:
    table = made.over_time(20)
    table[["period", "period_end"]] = table[["period", "period_end"]].apply(lambda c: c.dt.tz_localize(zone))
    ax = plot_coverage(
        table, events=made.events(("2022-02-24", "Invasion"), ("2021-01-01", "Before"), ("2022-05-23", "After"))
    )
    ((x, _),) = made.marks(ax, "event")
    assert x == [mdates.date2num(pd.Timestamp("2022-02-24")) + 0.5] * 2
    assert "Invasion, 24 Feb" in made.written(ax) and "Events marked: Invasion." in alt_text(ax)
    assert not any("Before" in t or "After" in t for t in made.written(ax))


def test_title_names_measure_and_period() -> None:
    assert chart_title(plot_coverage(made.over_time(4, freq="MS"))) == "Share of articles on NATO enlargement, by month"
    assert chart_title(plot_coverage(made.over_time(4, freq="D", label=""))) == "Share of articles on the topic, by day"


def test_of_several_groups_only_the_whole_is_drawn() -> None:
    table = made.over_time(4, outlets=["Daily Lantern", "All outlets"])
    assert set(plotted_table(plot_coverage(table))["outlet"]) == {"All outlets"}
    with pytest.raises(TableError, match="plot_trend"):
        plot_coverage(made.over_time(4, outlets=["Daily Lantern", "Granit Portal"]))


def test_the_axis_holds_zero_and_the_whole_interval() -> None:
    table = made.over_time(6)
    low, high = plot_coverage(table).get_ylim()
    assert low == 0 and high >= table["conf_high"].max()


def test_missing_periods_and_dates_are_named() -> None:
    with pytest.raises(TableError, match="period_end"):
        plot_coverage(made.over_time(3).drop(columns="period_end"))
    broken = made.over_time(3)
    broken.loc[1, "period"] = pd.NaT
    with pytest.raises(TableError, match="row 1"):
        plot_coverage(broken)
