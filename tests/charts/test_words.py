"""Charts of words: what sets groups apart, what is frequent, what stands together."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

from mediakit.charts.drawing.layout import chart_style
from mediakit.charts.keyness import plot_keyness
from mediakit.charts.ranked_words import plot_collocates, plot_words
from mediakit.charts.record import alt_text, chart_title, plotted_table
from mediakit.errors import OptionError, TableError
from tests.charts import estimates as made

Plot = Callable[..., Axes]
LONG_WORDS = ("недобросовестность", "Donaudampfschifffahrtsgesellschaft", "a run of", "u.s.")


def keyness(n: int, *, group: str = "Daily Lantern", reference: str = "rest", few: bool = False) -> pd.DataFrame:
    draw = np.random.default_rng(n)
    rows: list[dict[str, Any]] = []
    for i in range(n):
        ratio, half, p = draw.normal(0, 3), draw.uniform(0.2, 2), draw.uniform() ** 4
        rate = draw.gamma(1, 0.5)
        row = {"group": group, "reference": reference, "by": "outlet", "word": f"word{i}", "log_ratio": ratio}
        row |= {"conf_low": ratio - half, "conf_high": ratio + half, "p_value": p, "p_adjusted": min(1, 3 * p)}
        row |= {"log_odds": ratio / 2, "log_odds_z": ratio, "g2": draw.gamma(1, 9), "g2_p_value": p / 9}
        row |= {"count": 40 + i, "reference_count": 30, "rate": rate, "reference_rate": rate / 2**ratio}
        row |= {"n_articles": 12, "reference_articles": 400 + i, "dispersion": 0.5, "caveat": "" if i else "x 7 % y"}
        if few:
            row |= dict.fromkeys(("conf_low", "conf_high", "p_value", "p_adjusted"), math.nan)
            row["caveat"] = "interval withheld: Daily Lantern: 4 articles, needs 10"
        rows.append(row)
    for row, word in zip(rows, LONG_WORDS[: n // 3], strict=False):
        row["word"] = word
    return pd.DataFrame(rows)


def counts(n: int) -> pd.DataFrame:
    rows = [
        {"group": "Granit Portal", "by": "outlet", "word": f"word{i}", "count": 900 // (i + 1), "rate": 20.0 / (i + 1)}
        for i in range(n)
    ]
    return pd.DataFrame(rows).assign(n_articles=11, n_stories=10, n_words=45000)


def near(n: int) -> pd.DataFrame:
    value = np.linspace(0.5, -0.1, n)
    table = pd.DataFrame({"node": "grain deal*", "word": [f"word{i}" for i in range(n)], "count": range(n + 5, 5, -1)})
    table = table.assign(n_left=3, n_right=2, n_articles=4, expected=1.5, npmi=value, pmi=8 * value)
    return table.assign(likelihood_ratio=900 * value**2, t_score=9 * value, n_node=90, n_word=120, n_total=44000)


CASES: dict[str, tuple[Plot, pd.DataFrame, dict[str, Any]]] = {
    **{f"keyness of {n}": (plot_keyness, keyness(n), {}) for n in (1, 2, 13, 60)},
    "keyness, many": (plot_keyness, keyness(150), {"top": 100}),
    "keyness, long names": (plot_keyness, keyness(9, group=made.LONG[0], reference=made.LONG[3]), {}),
    "keyness, few articles": (plot_keyness, keyness(6, few=True), {}),
    **{f"words of {n}": (plot_words, counts(n), {}) for n in (1, 12, 50)},
    "words of a month": (
        plot_words,
        counts(5).assign(period=pd.Timestamp("2022-02-01"), period_end=pd.Timestamp("2022-02-28")),
        {"names": {"word0": "harbour"}},
    ),
    **{f"collocates by {m}": (plot_collocates, near(9), {"measure": m}) for m in ("npmi", "pmi", "t_score")},
    "collocates in sentences": (
        plot_collocates,
        near(12).drop(columns=["n_left", "n_right"]),
        {"measure": "likelihood_ratio"},
    ),
}


@pytest.mark.parametrize("width", made.WIDTHS)
@pytest.mark.parametrize("case", CASES)
def test_nothing_overlaps_and_the_input_stays(case: str, width: str) -> None:
    plot, table, options = CASES[case]
    before, settings = table.copy(deep=True), mpl.rcParams.copy()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ax = plot(table, width=width, **options)
        made.check_layout(ax)
    pd.testing.assert_frame_equal(table, before)
    assert mpl.rcParams == settings
    assert alt_text(ax) and chart_title(ax)
    assert set(plotted_table(ax).columns) == set(table.columns)
    assert len(ax.get_yticks()) == len(plotted_table(ax))


@pytest.mark.parametrize("case", ["keyness of 60", "words of 50", "collocates by npmi"])
def test_the_order_of_the_rows_changes_nothing(case: str) -> None:
    plot, table, options = CASES[case]
    pictures = []
    for some in (table, table.sample(frac=1, random_state=2)):
        ax = plot(some, **options)
        with chart_style():
            ax.figure.canvas.draw()
            pictures.append(np.asarray(ax.figure.canvas.buffer_rgba()).copy())
    assert np.array_equal(*pictures)


@pytest.mark.parametrize("case", ["keyness of 13", "words of 12", "collocates by pmi"])
def test_axes_of_ones_own(case: str) -> None:
    plot, table, options = CASES[case]
    _, (left, _) = plt.subplots(1, 2, figsize=(16, 7))
    assert plot(table, ax=left, **options) is left
    assert left.get_title(loc="left").replace("\n", " ") == chart_title(left)


def test_dots_and_intervals_of_keyness_stand_where_the_table_says() -> None:
    table = keyness(60)
    ax = plot_keyness(table, top=20)
    kept = plotted_table(ax)
    assert kept["log_ratio"].is_monotonic_decreasing and len(kept) == 20
    for way in (1, -1):
        side = table[way * table["log_ratio"] > 0].nsmallest(10, "p_value")
        assert set(side["word"]) == set(kept[way * kept["log_ratio"] > 0]["word"])
    assert [float(x[0]) for x, _ in made.marks(ax, "dot")] == kept["log_ratio"].tolist()
    ends = [tuple(map(float, x)) for x, _ in made.marks(ax, "interval")]
    assert ends == list(zip(kept["conf_low"], kept["conf_high"], strict=True))
    hollow = [line.get_markerfacecolor() == "white" for line in ax.lines if line.get_gid() == "dot"]
    assert hollow == (~(kept["p_adjusted"] < 0.05)).tolist()
    sure = int((kept["p_adjusted"] < 0.05).sum())
    assert f"Can be told from chance after adjustment: {sure} of these." in alt_text(ax)


def test_keyness_names_both_sides() -> None:
    ax = plot_keyness(keyness(13), names={"Daily Lantern": "Lantern"})
    assert chart_title(ax) == "Words that set Lantern apart from all others"
    assert {"more often in Lantern", "more often in all others", "Lantern", "all others"} <= set(made.written(ax))
    long = " ".join(made.written(plot_keyness(keyness(3, group=made.LONG[0], reference=made.LONG[3]))))
    assert f"a: {made.LONG[0]}, b: {made.LONG[3]}." in long


def test_without_intervals_dots_stay_and_the_foot_says_why() -> None:
    ax = plot_keyness(keyness(6, few=True))
    assert not made.marks(ax, "interval") and len(made.marks(ax, "dot")) == 6
    assert "Throughout: interval withheld: Daily Lantern: 4 articles, needs 10." in made.written(ax)


def test_words_and_collocates_say_what_they_rest_on() -> None:
    words = plot_words(counts(3))
    assert chart_title(words) == "Most frequent words in Granit Portal"
    assert {"900", "20.00", "11", "Uses", "Articles"} <= set(made.written(words))
    assert alt_text(words).endswith("Largest: “word0” 20.00 (11 articles). Smallest: “word2” 6.67 (11 articles).")
    collocates = plot_collocates(near(4), title="Beside the deal")
    assert chart_title(collocates) == "Beside the deal" and {"NPMI", "Pairs", "+0.50"} <= set(made.written(collocates))
    assert [float(x[0]) for x, _ in made.marks(collocates, "dot")] == plotted_table(collocates)["npmi"].tolist()


@pytest.mark.parametrize(
    ("plot", "table", "column"),
    [(plot_keyness, keyness(3), "log_ratio"), (plot_words, counts(3), "rate"), (plot_collocates, near(3), "npmi")],
)
def test_tables_that_cannot_be_drawn_say_what_to_do(plot: Plot, table: pd.DataFrame, column: str) -> None:
    with pytest.raises(TableError, match=rf"column '{column}' is missing.*Make it of articles"):
        plot(table.drop(columns=column))
    with pytest.raises(TableError, match="no words"):
        plot(table.head(0))
    name = "node" if column == "npmi" else "group"
    with pytest.raises(TableError, match=rf"several in {name}.*Keep one: \w+\[\w+\['{name}'\] == "):
        plot(pd.concat([table, table.assign(**{name: "Other"})]))
    with pytest.raises(OptionError, match="top must be"):
        plot(table, top=0)
    with pytest.raises(OptionError, match="width must be"):
        plot(table, width="poster")


def test_other_measures_of_collocates_are_refused() -> None:
    with pytest.raises(OptionError, match="measure must be one of"):
        plot_collocates(near(2), measure="dice")
