from __future__ import annotations

import pytest

from mediakit.charts.drawing.palette import FOCUS, PLAIN
from mediakit.charts.record import chart_title, plotted_table
from mediakit.charts.trend import plot_trend
from tests.charts import estimates as made


def test_up_to_four_groups_share_a_panel() -> None:
    table = made.over_time(5, outlets=[*made.names(4), "All outlets"])
    ax = plot_trend(table)
    lines = [line for line in ax.lines if line.get_gid() == "line"]
    assert len(ax.figure.axes) == 1 and len(lines) == 5
    drawn = {tuple(line.get_ydata()) for line in lines}
    assert drawn == {tuple(rows["estimate"]) for _, rows in table.groupby("outlet")}
    assert {line.get_color() for line in lines} > set(FOCUS)
    assert len({line.get_marker() for line in lines}) == 4 and any(line.get_linestyle() == "--" for line in lines)


def test_more_groups_become_small_multiples_in_order_of_articles() -> None:
    table = made.over_time(5, outlets=made.names(6))
    ax = plot_trend(table, focus=["Kvarken Post"])
    panels = ax.figure.axes
    assert len(panels) == 6 and len({p.get_ylim() for p in panels}) == len({p.get_xlim() for p in panels}) == 1
    sums = table.groupby("outlet")["n_articles"].sum().drop("Kvarken Post").sort_values(ascending=False)
    words = [w for w in made.written(ax) if w in set(table["outlet"])]
    assert words == ["Kvarken Post", *sums.index]
    assert [p.lines[-1].get_color() for p in panels] == [FOCUS[0]] + [PLAIN] * 5
    assert {f"n {n:,}" for n in sums} <= set(made.written(ax))


def test_at_most_twelve_panels_and_the_rest_is_told() -> None:
    ax = plot_trend(made.over_time(3, outlets=made.names(15)))
    assert len(ax.figure.axes) == 12 and plotted_table(ax)["outlet"].nunique() == 12
    assert "12 of 15 outlets shown, those with most articles." in made.written(ax)


def test_one_group_is_drawn_with_its_articles_beneath() -> None:
    ax = plot_trend(made.over_time(5, outlets=["Daily Lantern"]))
    assert len(ax.figure.axes) == 2
    assert chart_title(ax) == "Share of articles on NATO enlargement in Daily Lantern, by week"


@pytest.mark.parametrize("number", [3, 7])
def test_withheld_values_are_gaps(number: int) -> None:
    table = made.over_time(7, outlets=made.names(number), thin=(3,))
    ax = plot_trend(table)
    lengths = [len(x) for panel in ax.figure.axes for x, _ in made.marks(panel, "line")]
    assert lengths == [3, 3] * number


def test_a_group_withheld_throughout_says_so() -> None:
    table = made.over_time(4, outlets=made.names(6), thin=(0, 1, 2, 3))
    ax = plot_trend(table)
    assert made.written(ax).count("too few") == 6 and not any("Band" in t for t in made.written(ax))
