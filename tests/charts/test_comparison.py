from __future__ import annotations

import math

import pytest

from mediakit.charts.comparison import plot_comparison
from mediakit.charts.drawing.palette import CONTEXT, FOCUS
from mediakit.charts.record import alt_text, chart_title, plotted_table
from mediakit.errors import TableError
from tests.charts import estimates as made


def test_dots_and_intervals_stand_where_the_table_says() -> None:
    table = made.by_outlet(6, whole=True)
    ax = plot_comparison(table)
    drawn = table[table["estimate"].notna() & (table["outlet"] != "All outlets")].sort_values(
        "estimate", ascending=False
    )
    assert [x for (x,), _ in made.marks(ax, "dot")] == drawn["estimate"].tolist()
    assert [tuple(x) for x, _ in made.marks(ax, "interval")] == list(
        zip(drawn["conf_low"], drawn["conf_high"], strict=True)
    )
    heights = [y for _, (y,) in made.marks(ax, "dot")]
    assert heights == sorted(heights) and set(heights) <= set(ax.get_yticks())
    assert made.marks(ax, "whole")[0][0] == [0.25, 0.25]


def test_names_values_and_counts_are_written_in_order() -> None:
    table = made.by_outlet(["Daily Lantern", "Granit Portal"], values=[0.1, 0.004])
    words = made.written(plot_comparison(table))
    assert words.index("Daily Lantern") < words.index("Granit Portal")
    assert {"10.0%", "0.4%", "Share", "Articles", "95% interval"} <= set(words)
    assert {f"{n:,}" for n in table["n_articles"]} <= set(words)
    assert "95% interval" not in made.written(plot_comparison(table, width="a4-column"))


def test_withheld_rows_say_so_and_have_no_mark() -> None:
    table = made.by_outlet(["Daily Lantern", "Granit Portal"], values=[0.1, None])
    table.loc[1, "n_articles"] = 0
    ax = plot_comparison(table)
    assert len(made.marks(ax, "dot")) == len(made.marks(ax, "interval")) == 1
    assert "no articles" in made.written(ax)
    assert any(t.startswith("Granit Portal: withheld") for t in made.written(ax))
    assert "Withheld: 1 of 2 values." in alt_text(ax)


def test_an_estimate_without_interval_has_only_a_dot() -> None:
    table = made.by_outlet(["Daily Lantern"], values=[0.1]).assign(conf_low=math.nan, conf_high=math.nan)
    ax = plot_comparison(table)
    assert len(made.marks(ax, "dot")) == 1 and not made.marks(ax, "interval")
    assert not any("10–10" in t for t in made.written(ax))
    assert f"Largest: Daily Lantern 10% ({table['n_articles'][0]} articles)." in alt_text(ax)


def test_hollow_dots_mean_few_articles() -> None:
    table = made.table(
        [made.row("tone", "all", 0.1, n, outlet=o) for o, n in (("Daily Lantern", 99), ("Granit Portal", 100))]
    )
    ax = plot_comparison(table)
    faces = {line.get_markerfacecolor() for line in ax.lines if line.get_gid() == "dot"}
    assert len(faces) == 2 and "white" in faces
    assert any("under 100 articles" in t for t in made.written(ax))
    assert not any("hollow" in t for t in made.written(plot_comparison(table[table["n_articles"] == 100])))


def test_focus_sets_off_by_colour_and_weight() -> None:
    ax = plot_comparison(made.by_outlet(3, values=[0.3, 0.2, 0.1]), focus=["Daily Lantern"])
    assert [line.get_color() for line in ax.lines if line.get_gid() == "dot"] == [CONTEXT, CONTEXT, FOCUS[0]]
    weights = {t.get_text(): t.get_fontweight() for t in ax.figure.texts}
    assert weights["Daily Lantern"] == 600 and weights["Meridian Wire"] == 400


@pytest.mark.parametrize(
    ("values", "said"),
    [((0.5, 0.1, 0.01), "highest in Meridian Wire"), ((0.2, 0.21, 0.22), ""), ((0.5, 0.49, 0.01), "lowest in Daily")],
)
def test_a_title_ranks_only_what_the_intervals_support(values: tuple[float, ...], said: str) -> None:
    outlets = ("Meridian Wire", "The Northgate Courier", "Daily Lantern")
    rows = [made.row("frame_salience", "deterrence", v, 300, outlet=o) for o, v in zip(outlets, values, strict=True)]
    title = chart_title(plot_comparison(made.table(rows)))
    assert (said in title) if said else title.endswith(", by outlet")
    warned = made.table([row | {"caveat": "periods differ"} for row in rows])
    assert chart_title(plot_comparison(warned)).endswith(", by outlet")


def test_shares_of_articles_are_never_ranked_in_a_title() -> None:
    assert chart_title(plot_comparison(made.by_outlet(3, values=[0.9, 0.5, 0.1]))).endswith(", by outlet")


def test_every_number_in_words_is_in_the_table() -> None:
    table = made.by_outlet(["Daily Lantern", "Granit Portal"], values=[0.312, 0.087])
    top = table.iloc[0]
    interval = f"{top['conf_low'] * 100:.1f}–{top['conf_high'] * 100:.1f}"
    said = alt_text(plot_comparison(table))
    assert f"Largest: Daily Lantern 31.2% (95% interval {interval}, {top['n_articles']} articles)." in said
    assert "Smallest: Granit Portal 8.7%" in said


def test_plotted_table_has_the_rows_as_drawn() -> None:
    table = made.by_outlet(["A1", "B2", "C3"], values=[0.1, None, 0.3], whole=True)
    kept = plotted_table(plot_comparison(table))
    assert kept["outlet"].tolist() == ["C3", "A1", "B2", "All outlets"]
    assert kept.columns.tolist() == table.columns.tolist()


def test_without_a_group_column_there_is_one_row() -> None:
    ax = plot_comparison(made.table([made.row("tone", "all", -0.05, 300)]))
    assert "All articles" in made.written(ax) and "−0.05" in made.written(ax)


def test_several_labels_groups_and_repeated_rows_are_refused() -> None:
    two = made.by_outlet(2, labels=("NATO", "Sweden"))
    with pytest.raises(TableError, match="one measure of one label, got 2"):
        plot_comparison(two)
    with pytest.raises(TableError, match="at most 1 group column"):
        plot_comparison(made.by_outlet(2).assign(section=["news", "sport"]))
    with pytest.raises(TableError, match="two rows for the same"):
        plot_comparison(made.by_outlet(["Daily Lantern"]).iloc[[0, 0]])


def test_long_caveats_are_folded() -> None:
    table = made.by_outlet(5)
    table["caveat"] = [f"few articles: {n}" for n in (11, 12, 29, 14, 15)]
    assert "Throughout: few articles: 11–29." in made.written(plot_comparison(table))


def test_parts_of_the_same_articles_are_not_added_up() -> None:
    parts = made.by_outlet(["Headlines", "Bodies"]).rename(columns={"outlet": "part"}).assign(n_articles=81)
    ax = plot_comparison(parts)
    assert chart_title(ax).startswith("Share of articles that name NATO")
    assert any(text.startswith("Source: 81 articles;") for text in made.written(ax))
