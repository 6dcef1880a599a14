from __future__ import annotations

import pandas as pd
import pytest

from mediakit.charts.naming import plot_naming
from mediakit.charts.record import alt_text, chart_title, plotted_table
from mediakit.errors import TableError
from tests.charts import estimates as made


def test_filled_dot_is_all_mentions_and_hollow_dot_the_part_outside_quotation_marks() -> None:
    table = made.naming(3, pairs=1)
    ax = plot_naming(table)
    shares = table[(table["measure"] == "naming") & (table["label"] == "capital: Kyiv")].sort_values(
        "estimate", ascending=False
    )
    assert [x for (x,), _ in made.marks(ax, "dot")] == shares["estimate"].tolist()
    assert [tuple(x) for x, _ in made.marks(ax, "interval")] == list(
        zip(shares["conf_low"], shares["conf_high"], strict=True)
    )
    assert [x for (x,), _ in made.marks(ax, "own")] == pytest.approx((shares["estimate"] * 0.6).tolist())
    assert {f"{n:,.0f}" for n in shares["exposure"]} <= set(made.written(ax))
    assert {"own words", "all mentions"} <= set(made.written(ax))


def test_without_quoted_shares_there_is_no_hollow_dot_and_no_key() -> None:
    ax = plot_naming(made.naming(3, quoted=False))
    assert len(made.marks(ax, "dot")) == 3 and not made.marks(ax, "own") and "own words" not in made.written(ax)


def test_both_words_of_a_pair_have_a_panel_that_names_what_it_stands_against() -> None:
    ax = plot_naming(made.naming(4), names={"special_military_operation": "special operation"})
    assert len(ax.figure.axes) == 4
    assert {"“Kiev”", "rather than “Kyiv”", "“special operation”", "rather than “invasion”"} <= set(made.written(ax))
    assert {"“Kyiv”", "rather than “Kiev”", "“invasion”", "rather than “special operation”"} <= set(made.written(ax))
    assert "“Kiev”: Largest:" in alt_text(ax) and chart_title(ax).endswith(", by outlet")


def test_the_most_printed_of_three_words_is_drawn_first() -> None:
    rows = [
        made.row("naming", f"war: {w}", v, 40, exposure=100, outlet="A1")
        for w, v in (("war", 0.6), ("operation", 0.3), ("conflict", 0.1))
    ]
    ax = plot_naming(made.table(rows))
    heads = [text for text in made.written(ax) if text.startswith("“")]
    assert heads == ["“war”", "“operation”", "“conflict”"] and made.written(ax).count("of 3 words") == 3


def of_two_words(*outlets: tuple[str, float | None, float | None]) -> pd.DataFrame:
    rows = [
        made.row("naming", label, share, 40, outlet=outlet, exposure=200)
        for outlet, *shares in outlets
        for label, share in zip(("capital: Kyiv", "war: invasion"), shares, strict=True)
    ]
    return made.table(rows)


def test_a_group_of_which_nothing_can_be_said_is_left_to_the_table() -> None:
    table = of_two_words(("A1", 0.3, 0.6), ("B2", None, None), ("C3", None, 0.4), ("D4", 0.5, 0.7))
    ax = plot_naming(table)
    assert [made.written(ax).count(name) for name in ("A1", "B2", "C3", "D4")] == [1, 0, 1, 1]
    dots = [made.marks(panel, "dot") for panel in ax.figure.axes]
    assert sum(map(len, dots)) == 5 and "too few" not in made.written(ax)
    foot = made.all_texts(ax)
    assert "Too little to say anything of: B2." in foot
    assert "5 of 8 values drawn; the others are left to the table." in foot
    assert len(plotted_table(ax)) == len(table)
    assert plotted_table(ax)["outlet"].tail(2).tolist() == ["B2", "B2"]
    # Who is asked for has a row.
    assert made.written(plot_naming(table, focus=["B2"])).count("B2") == 1


def test_rows_are_sorted_by_what_is_shown() -> None:
    table = of_two_words(("A1", None, 0.4), ("B2", 0.2, None), ("C3", None, 0.9), ("D4", 0.5, 0.1))
    names = [text for text in made.written(plot_naming(table)) if text in ("A1", "B2", "C3", "D4")]
    # "invasion" has the first panel: two and a half times as many mentions.
    assert names == ["C3", "A1", "D4", "B2"]


def test_at_most_six_words_of_whole_choices_are_drawn() -> None:
    rows = [
        made.row("naming", f"{choice}: {choice}{i}", 1 / n, 40, exposure=exposure, outlet="A1")
        for choice, n, exposure in (("a", 4, 900), ("b", 3, 500), ("c", 2, 100))
        for i in range(n)
    ]
    ax = plot_naming(made.table(rows))
    heads = [text for text in made.written(ax) if text.startswith("“")]
    assert heads == ["“a0”", "“a1”", "“a2”", "“a3”", "“c0”", "“c1”"]
    assert "Not drawn, fewer mentions than these: “b0”, “b1”, “b2”." in made.written(ax)
    assert "6 of 9 values drawn; the others are left to the table." in made.all_texts(ax)


def test_several_measures_are_refused_unless_they_are_all_mentions_and_quoted_ones() -> None:
    two = [made.row(name, "capital: Kiev", 0.3, 40, outlet="A1") for name in ("naming", "tone")]
    with pytest.raises(TableError, match="expected one measure, got naming, tone"):
        plot_naming(made.table(two))


def test_words_that_do_not_share_out_one_whole_have_a_panel_each() -> None:
    rows = [
        made.row("naming", f"capital: {word}", value, 40, outlet="A1") for word, value in (("Kiev", 0.3), ("Kyiv", 0.5))
    ]
    ax = plot_naming(made.table(rows))
    assert {"“Kiev”", "“Kyiv”"} <= set(made.written(ax)) and "rather than “Kyiv”" not in made.written(ax)


def test_every_word_is_told_in_the_alternative_text() -> None:
    rows = [
        made.row("naming", f"capital: {word}", value, 40, exposure=500, outlet=outlet)
        for outlet, share in (("A1", 0.3), ("B2", 0.2), ("All outlets", 0.25))
        for word, value in (("Kiev", share), ("Kyiv", 1 - share))
    ]
    said = alt_text(plot_naming(made.table(rows)))
    assert "“Kyiv”: Largest: B2 80%" in said
    assert "All outlets: 75% (95% interval 62–88, of 500 mentions of all its variants)." in said


def test_words_withheld_everywhere_are_named_and_not_drawn() -> None:
    rows = [
        made.row("naming", f"{choice}: {word}", share, n, outlet=outlet)
        for outlet in ("A1", "B2")
        for choice, n, pair in (
            ("capital", 40, (("Kiev", 0.3), ("Kyiv", 0.7))),
            ("fighters", 5, (("rebels", None), ("militants", None))),
        )
        for word, share in pair
    ]
    ax = plot_naming(made.table(rows))
    assert len(ax.figure.axes) == 2 and "Not drawn, too few mentions: “militants”, “rebels”." in made.written(ax)
    nothing = plot_naming(made.table([r for r in rows if "fighters" in str(r["label"])]))
    assert len(nothing.figure.axes) == 1 and made.written(nothing).count("too few") == 1
