from __future__ import annotations

import pytest

from mediakit.charts.differences import plot_differences
from mediakit.charts.drawing.palette import CONTEXT, FOCUS
from mediakit.charts.record import alt_text, chart_title, plotted_table
from tests.charts import estimates as made

GROUPS = ("Daily Lantern", "Granit Portal", "Kvarken Post")


def test_dots_and_intervals_stand_where_the_table_says() -> None:
    table = made.contrasts(6)
    ax = plot_differences(table)
    drawn = table[table["estimate"].notna()].sort_values("estimate", ascending=False)
    assert [x for (x,), _ in made.marks(ax, "dot")] == drawn["estimate"].tolist()
    assert [tuple(x) for x, _ in made.marks(ax, "interval")] == list(
        zip(drawn["conf_low"], drawn["conf_high"], strict=True)
    )
    assert plotted_table(ax)["group"].tolist() == [*drawn["group"], table["group"].iloc[-1]]
    assert ax.get_xlim()[0] < 0 < ax.get_xlim()[1]


def test_what_can_be_told_from_zero_after_adjustment_is_filled() -> None:
    table = made.contrasts(GROUPS, values=[0.1, 0.05, -0.1], n=900).assign(p_adjusted=[0.0499, 0.05, None])
    ax = plot_differences(table)
    faces = [line.get_markerfacecolor() for line in ax.lines if line.get_gid() == "dot"]
    assert [face == "white" for face in faces] == [False, True, True]
    assert {"Adjusted p", "<.05", ".050"} <= set(made.written(ax))
    assert "Can be told from zero after adjustment: Daily Lantern." in alt_text(ax)
    assert "Adjusted p" not in made.written(plot_differences(table, width="a4-column"))
    none = alt_text(plot_differences(table.assign(p_adjusted=0.5)))
    assert none.endswith("Can be told from zero after adjustment: none.")


def test_shares_are_in_percentage_points_and_both_sides_of_zero_are_named() -> None:
    ax = plot_differences(made.contrasts(GROUPS, values=[0.042, 0.3, -0.1]))
    assert {"+4.2", "+30.0", "−10.0", "Points", "less than the rest", "more than the rest"} <= set(made.written(ax))
    assert not any(text.endswith("%") for text in made.written(ax))
    assert any("difference in percentage points" in text for text in made.written(ax))
    assert "Largest: Granit Portal +30.0 points" in alt_text(ax)
    tone = plot_differences(made.contrasts(2, measure="tone", reference="Granit Portal"))
    assert {"lower than Granit Portal", "higher than Granit Portal", "Difference"} <= set(made.written(tone))


def test_the_title_says_what_is_compared_with_what() -> None:
    title = "Share of articles on NATO enlargement: each outlet minus the rest"
    assert chart_title(plot_differences(made.contrasts(3))) == title
    one = plot_differences(made.contrasts(["Daily Lantern"], values=[0.1], reference="Granit Portal"))
    assert chart_title(one).endswith(": Daily Lantern minus Granit Portal")
    labels = made.contrasts(["Daily Lantern"], labels=("war", "peace_talks"), measure="frame_presence")
    ax = plot_differences(labels, names={"Daily Lantern": "The Lantern"})
    assert chart_title(ax) == "Share of articles with each frame: The Lantern minus the rest"
    assert {"war", "Peace talks"} <= set(made.written(ax))


def test_withheld_rows_stay_and_say_why_once() -> None:
    table = made.contrasts(GROUPS, values=[0.1, None, -0.1])
    ax = plot_differences(table)
    assert "too few" in made.written(ax) and len(made.marks(ax, "dot")) == 2
    n = table["n_articles"][1]
    assert f"Granit Portal: withheld: {n} articles, needs 10." in made.written(ax)
    assert "Withheld: 1 of 3 values." in alt_text(ax)


def test_the_source_line_has_the_articles_of_both_sides_and_the_method() -> None:
    source = made.written(plot_differences(made.contrasts(GROUPS, values=[0.1, 0.2, 0.3], n=3984)))
    said = " ".join(source)
    assert (
        "Source: 3,984 articles on both sides of each comparison; difference, made up, 95\N{NO-BREAK SPACE}%." in said
    )
    # A column of equal numbers would say nothing.
    assert "Articles" not in source
    assert "Articles" in made.written(plot_differences(made.contrasts(4)))
    own = made.written(plot_differences(made.contrasts(4), source="my own counts"))
    assert any(text.startswith("Source: my own counts. Validity: ") for text in own)


@pytest.mark.parametrize("by_label", [False, True])
def test_focus_sets_off_rows(by_label: bool) -> None:
    keys = made.LEXICON[:3]
    table = made.contrasts(["A"], labels=keys) if by_label else made.contrasts(keys)
    order = table.sort_values("estimate", ascending=False)["label" if by_label else "group"].tolist()
    ax = plot_differences(table, focus=[order[1]])
    colours = [line.get_color() for line in ax.lines if line.get_gid() == "dot"]
    assert colours == [CONTEXT, FOCUS[0], CONTEXT]
