from __future__ import annotations

import pytest

from mediakit.charts.naming import plot_naming
from mediakit.charts.record import alt_text, chart_title
from mediakit.errors import TableError
from tests.charts import estimates as made


def test_filled_dot_is_all_mentions_and_hollow_dot_the_part_outside_quotation_marks() -> None:
    table = made.naming(3, pairs=1)
    ax = plot_naming(table)
    shares = table[(table["measure"] == "naming") & (table["label"] == "capital: Kiev")].sort_values(
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


def test_a_pair_has_one_panel_and_names_what_it_stands_against() -> None:
    ax = plot_naming(made.naming(4), names={"special_military_operation": "special operation"})
    assert len(ax.figure.axes) == 2
    assert {"“Kiev”", "rather than “Kyiv”", "“special operation”", "rather than “invasion”"} <= set(made.written(ax))
    assert "“Kiev”: Largest:" in alt_text(ax) and chart_title(ax).endswith(", by outlet")


def test_three_words_have_two_panels() -> None:
    rows = [
        made.row("naming", f"war: {w}", v, 40, exposure=100, outlet="A1")
        for w, v in (("war", 0.6), ("operation", 0.3), ("conflict", 0.1))
    ]
    ax = plot_naming(made.table(rows))
    assert {"“operation”", "“conflict”"} <= set(made.written(ax)) and "“war”" not in made.written(ax)


def test_withheld_rows_have_no_dot() -> None:
    rows = [made.row("naming", "capital: Kiev", v, n, outlet=o) for o, v, n in (("A1", 0.3, 40), ("B2", None, 5))]
    ax = plot_naming(made.table(rows))
    assert len(made.marks(ax, "dot")) == 1 and "too few" in made.written(ax)


def test_several_measures_are_refused_unless_they_are_all_mentions_and_quoted_ones() -> None:
    two = [made.row(name, "capital: Kiev", 0.3, 40, outlet="A1") for name in ("naming", "tone")]
    with pytest.raises(TableError, match="expected one measure, got naming, tone"):
        plot_naming(made.table(two))


def test_words_that_do_not_share_out_one_whole_have_a_panel_each() -> None:
    rows = [
        made.row("naming", f"capital: {word}", value, 40, outlet="A1") for word, value in (("Kiev", 0.3), ("Kyiv", 0.5))
    ]
    ax = plot_naming(made.table(rows))
    assert {"“Kiev”", "“Kyiv”"} <= set(made.written(ax)) and "(the rest" not in alt_text(ax)


def test_the_word_that_is_the_rest_is_told_in_the_alternative_text() -> None:
    rows = [
        made.row("naming", f"capital: {word}", value, 40, exposure=500, outlet=outlet)
        for outlet, share in (("A1", 0.3), ("B2", 0.2), ("All outlets", 0.25))
        for word, value in (("Kiev", share), ("Kyiv", 1 - share))
    ]
    said = alt_text(plot_naming(made.table(rows)))
    assert "“Kyiv” (the rest, not drawn): Largest: B2 80%" in said
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
    assert len(ax.figure.axes) == 1 and "Not drawn, too few mentions: “rebels”." in made.written(ax)
    nothing = plot_naming(made.table([r for r in rows if "fighters" in str(r["label"])]))
    assert len(nothing.figure.axes) == 1 and made.written(nothing).count("too few") == 2
