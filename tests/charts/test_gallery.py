"""Every chart, from easy and awkward tables: nothing overlaps or leaves the figure, input and settings stay."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

from mediakit.charts.comparison import plot_comparison
from mediakit.charts.corpus import plot_corpus
from mediakit.charts.coverage import plot_coverage
from mediakit.charts.differences import plot_differences
from mediakit.charts.drawing import fonts
from mediakit.charts.drawing.layout import chart_style
from mediakit.charts.entities import plot_entities
from mediakit.charts.frames import plot_frames
from mediakit.charts.naming import plot_naming
from mediakit.charts.record import alt_text, chart_title, plotted_table
from mediakit.charts.shift import plot_word_shift
from mediakit.charts.trend import plot_trend
from mediakit.errors import OptionError, TableError
from tests.charts import estimates as made
from tests.conftest import some_slow

FRAMES = (
    "open_door",
    "deterrence",
    "escalation",
    "burden_cost",
    "democracy_values",
    "broken_promise",
    "diplomacy",
    "encirclement",
)
PEOPLE = (
    "Aino Salmi",
    "Marek Dvorsky",
    "Ilse Brandt",
    "Tomas Ek",
    "Olena Hnatiuk",
    "Viktor Sorin",
    "Jane Marlow",
    "NATO",
    "Sweden",
    "Turkey",
    "Finland",
    "Riga",
)
MANY = made.events(
    ("2022-01-12", "Council meets"),
    ("2022-02-24", "Full-scale invasion begins"),
    ("2022-03-24", "Extraordinary summit"),
    ("2022-05-12", "Leaders back membership"),
    ("2022-05-18", "Two countries apply"),
    ("2022-05-18", "Hearing"),
    ("2022-05-19", "Visit"),
    ("2019-01-01", "Long before"),
)
SUMMARY = pd.DataFrame(
    [
        {"outlet": o, "period": p, "n_articles": (i * 37 + p.month * 11) % 90}
        for i, o in enumerate(made.names(7))
        for p in pd.date_range("2021-11-01", periods=20, freq="MS")
    ]
)
Plot = Callable[..., Axes]
CASES: dict[str, tuple[Plot, pd.DataFrame, dict[str, object]]] = {
    **{f"comparison of {k}": (plot_comparison, made.by_outlet(k, whole=k > 2), {}) for k in (1, 2, 13, 30)},
    "comparison, long names": (
        plot_comparison,
        made.by_outlet([*made.LONG, *made.names(3)]),
        {"focus": [made.LONG[0]]},
    ),
    "comparison, all zero": (plot_comparison, made.by_outlet(4, values=[0.0] * 4, whole=True), {}),
    "comparison, one huge": (
        plot_comparison,
        made.by_outlet(5, values=[123456.0, 1, 2, 3, 4], measure="entity_rate"),
        {},
    ),
    "comparison, signed": (plot_comparison, made.by_outlet(5, values=[-0.3, -0.1, 0.0, 0.1, 0.02], measure="tone"), {}),
    "comparison, all withheld": (plot_comparison, made.by_outlet(3, values=[None] * 3), {}),
    "comparison, a dollar sign": (plot_comparison, made.by_outlet(["Cash $ Carry $", "Plain_Text^2"]), {}),
    "coverage": (plot_coverage, made.over_time(52, absent=(20,), thin=(3, 30)), {"events": MANY}),
    "coverage, one day": (
        plot_coverage,
        made.over_time(1, freq="D"),
        {"events": made.events(("2022-01-03", "The day"))},
    ),
    "coverage, three weeks of days": (plot_coverage, made.over_time(21, freq="D", start="2021-12-20"), {}),
    "coverage, twenty years": (plot_coverage, made.over_time(240, freq="MS", start="2004-01-01"), {"events": MANY}),
    "coverage, all zero": (plot_coverage, made.over_time(12, freq="MS", value=0.0), {}),
    "coverage, all withheld": (plot_coverage, made.over_time(3, thin=(0, 1, 2)), {}),
    **{
        f"trend of {k}": (
            plot_trend,
            made.over_time(12, freq="MS", start="2022-01-01", outlets=[*made.names(k), "All outlets"], thin=(4,)),
            {},
        )
        for k in (1, 2, 4, 5, 13, 30)
    },
    "trend, long names, lines": (plot_trend, made.over_time(30, freq="MS", outlets=made.LONG), {}),
    "trend, long names, panels": (
        plot_trend,
        made.over_time(30, freq="MS", outlets=[*made.LONG, *made.names(2)]),
        {"focus": [made.LONG[1]]},
    ),
    **{
        f"frames of {k}": (plot_frames, made.by_outlet(k, measure="frame_presence", labels=FRAMES, whole=k > 2), {})
        for k in (1, 2, 13, 30)
    },
    "frames, one": (plot_frames, made.by_outlet(3, measure="frame_presence", labels=FRAMES[:1]), {}),
    "frames, long names": (
        plot_frames,
        made.by_outlet(
            made.LONG, measure="frame_salience", labels=[*FRAMES[:5], "Sovereign choice of alliances and partners"]
        ),
        {},
    ),
    **{f"naming of {k}": (plot_naming, made.naming(k, whole=k > 2), {}) for k in (1, 2, 13)},
    "naming, three pairs": (plot_naming, made.naming(4, pairs=3, quoted=False), {}),
    "entities": (plot_entities, made.by_outlet(["All outlets"], labels=PEOPLE), {"focus": []}),
    "entities by outlet": (plot_entities, made.by_outlet(8, labels=PEOPLE), {}),
    "entities over time": (
        plot_entities,
        pd.concat(
            [
                made.over_time(4, freq="QS", label=p, value=0.3 - i / 50).assign(measure="entity_presence")
                for i, p in enumerate(PEOPLE)
            ]
        ),
        {"focus": ["Tomas Ek"]},
    ),
    **{f"differences of {k}": (plot_differences, made.contrasts(k), {}) for k in (1, 2, 14, 30)},
    "differences, long names": (
        plot_differences,
        made.contrasts(
            [*made.LONG, *made.names(3)], reference="The Independent Observer of Northern Affairs and Trade"
        ),
        {"focus": [made.LONG[0]]},
    ),
    "differences, all zero": (plot_differences, made.contrasts(4, values=[0.0] * 4), {}),
    "differences, one side": (plot_differences, made.contrasts(4, values=[0.5, 0.3, 0.4, 0.6], n=900), {}),
    "differences, one huge": (
        plot_differences,
        made.contrasts(3, values=[1234.5, -2, 0.01], measure="entity_rate"),
        {},
    ),
    "differences, all withheld": (plot_differences, made.contrasts(3, values=[None] * 3), {}),
    "differences of labels": (
        plot_differences,
        made.contrasts(["Daily Lantern"], labels=PEOPLE, measure="entity_presence"),
        {"focus": ["NATO"]},
    ),
    "differences in tone": (plot_differences, made.contrasts(5, measure="tone", reference="Daily Lantern"), {}),
    **{f"word shift of {k}": (plot_word_shift, made.word_shift(k), {}) for k in (1, 2, 13)},
    "word shift of 30": (plot_word_shift, made.word_shift([f"word{i}" for i in range(30)], others=False), {}),
    "word shift, long names": (
        plot_word_shift,
        made.word_shift(["недобросовестность", "Donaudampfschifffahrtsgesellschaft"], groups=made.LONG[:2]),
        {},
    ),
    "word shift, all withheld": (plot_word_shift, made.word_shift(4, withheld=True), {}),
    "corpus": (plot_corpus, SUMMARY, {}),
    "corpus, one cell": (plot_corpus, SUMMARY.head(1), {}),
}


@pytest.mark.parametrize("width", some_slow(made.WIDTHS, ["web"]))
@pytest.mark.parametrize("case", CASES)
def test_layout_input_and_settings(case: str, width: str) -> None:
    plot, table, options = CASES[case]
    before, settings = table.copy(deep=True), mpl.rcParams.copy()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ax = plot(table, width=width, **options)
        made.check_layout(ax)
    pd.testing.assert_frame_equal(table, before)
    assert mpl.rcParams == settings
    assert ax.figure.get_size_inches()[0] == pytest.approx((8 if width == "a4-column" else 16) / 2.54)
    assert alt_text(ax) and chart_title(ax)
    assert len(plotted_table(ax)) and set(plotted_table(ax).columns) == set(table.columns)


@pytest.mark.parametrize(
    "case",
    [
        "comparison of 13",
        "coverage",
        "trend of 5",
        "frames of 13",
        "naming of 13",
        "entities",
        "entities by outlet",
        "entities over time",
        "differences of 14",
        "word shift of 13",
        "corpus",
    ],
)
def test_row_order_never_changes_a_chart(case: str) -> None:
    plot, table, options = CASES[case]
    pictures = []
    for shuffled in (table, table.sample(frac=1, random_state=5)):
        ax = plot(shuffled, **options)
        with chart_style():
            ax.figure.canvas.draw()
            pictures.append(np.asarray(ax.figure.canvas.buffer_rgba()).copy())
    assert np.array_equal(*pictures)


@pytest.mark.parametrize(
    "case",
    [
        "comparison of 13",
        "coverage",
        "trend of 2",
        "trend of 5",
        "frames of 2",
        "naming of 2",
        "entities",
        "entities over time",
        "differences of 2",
        "word shift of 2",
        "corpus",
    ],
)
def test_two_charts_in_one_figure(case: str) -> None:
    plot, table, options = CASES[case]
    figure, (left, right) = plt.subplots(1, 2, figsize=(16, 7))
    boxes = [left.get_position(), right.get_position()]
    for ax, box in zip((left, right), boxes, strict=True):
        assert plot(table, ax=ax, **options) is ax
        place = ax.get_position()
        assert (
            box.x0 - 1e-9 <= place.x0
            and place.x1 <= box.x1 + 1e-9
            and box.y0 - 1e-9 <= place.y0
            and place.y1 <= box.y1 + 1e-9
        )
        assert ax.get_title(loc="left").replace("\n", " ") == chart_title(ax)
    assert not [t for t in figure.texts if t.get_gid() in ("title", "subtitle", "source")]
    assert plt.get_fignums() == [figure.number]


@pytest.mark.parametrize("plot", [plot_comparison, plot_coverage, plot_trend, plot_frames, plot_naming, plot_entities])
def test_empty_and_broken_tables_say_what_to_do(plot: Plot) -> None:
    with pytest.raises(TableError, match="no rows"):
        plot(made.over_time(2).head(0))
    with pytest.raises(TableError, match="column 'estimate' is missing"):
        plot(made.over_time(2).drop(columns="estimate"))
    with pytest.raises(TableError, match="pandas DataFrame"):
        plot([1, 2])


@pytest.mark.parametrize(
    "case",
    [
        "comparison of 2",
        "coverage",
        "trend of 5",
        "frames of 2",
        "naming of 2",
        "entities",
        "differences of 2",
        "word shift of 2",
        "corpus",
    ],
)
def test_unknown_width_and_axes(case: str) -> None:
    plot, table, _ = CASES[case]
    with pytest.raises(OptionError, match="width must be one of 'web', 'a4-column', 'a4-wide', got 'poster'"):
        plot(table, width="poster")
    with pytest.raises(OptionError, match="ax must be matplotlib Axes"):
        plot(table, ax="left")


@pytest.mark.parametrize(
    "case", ["comparison of 2", "trend of 5", "frames of 2", "naming of 2", "entities", "differences of 2"]
)
def test_focus_must_be_known(case: str) -> None:
    plot, table, _ = CASES[case]
    with pytest.raises(OptionError, match="Nowhere Gazette"):
        plot(table, focus=["Nowhere Gazette"])
    with pytest.raises(OptionError, match="list of names"):
        plot(table, focus="Meridian Wire")


@pytest.mark.parametrize(
    ("plot", "table"), [(plot_differences, made.contrasts(2)), (plot_word_shift, made.word_shift(2))]
)
def test_empty_and_broken_tables_of_other_kinds_say_what_to_do(plot: Plot, table: pd.DataFrame) -> None:
    with pytest.raises(TableError, match="no rows"):
        plot(table.head(0))
    with pytest.raises(TableError, match="column 'conf_low' is missing"):
        plot(table.drop(columns="conf_low"))
    with pytest.raises(TableError, match="pandas DataFrame"):
        plot([1, 2])


def test_own_words_replace_title_and_source() -> None:
    ax = plot_comparison(made.by_outlet(3), title="One in five", source="40 articles by hand")
    assert "One in five" in made.written(ax) and chart_title(ax) == "One in five"
    assert any(t.startswith("Source: 40 articles by hand.") for t in made.written(ax))


def numbered_everywhere() -> list[tuple[Plot, pd.DataFrame]]:
    """Return charts with their tables, in each of which two groups or labels cannot be drawn."""
    months = {"freq": "MS", "start": "2022-01-01"}
    lost = ["北京日报", "한겨레"]
    over_time = pd.concat([made.over_time(3, label=label, value=0.3 + i / 9, **months) for i, label in enumerate(lost)])
    corpus = pd.DataFrame({"outlet": [*lost, "A"], "period": "2022-05-01", "n_articles": [30, 20, 10]})
    words = made.by_outlet(["A", "B"], labels=[f"capital: {name}" for name in lost]).assign(measure="naming")
    return [
        (plot_comparison, made.by_outlet([*lost, "Daily Lantern"])),
        (plot_trend, made.over_time(3, outlets=[*lost, "A"], **months)),
        (plot_trend, made.over_time(3, outlets=[*lost, "A", "B", "C", "D"], **months)),
        (plot_frames, made.by_outlet([lost[0], "A"], labels=("climate", lost[1]))),
        (plot_naming, words),
        (plot_naming, made.by_outlet(lost, labels=("capital: Kiev", "capital: Kyiv")).assign(measure="naming")),
        (plot_entities, made.by_outlet(["All outlets"], labels=[*lost, "EU"])),
        (plot_entities, over_time),
        (plot_corpus, corpus),
        (plot_differences, made.contrasts([*lost, "A"])),
    ]


@pytest.mark.parametrize(("plot", "table"), numbered_everywhere())
def test_names_that_cannot_be_drawn_are_numbered_and_told_in_the_description(plot: Plot, table: pd.DataFrame) -> None:
    ax = plot(table)
    drawn = " ".join(made.written(ax)).replace("\N{NO-BREAK SPACE}", " ")
    assert not fonts.missing(drawn)
    for number, name, script in ((1, "北京日报", "CJK"), (2, "한겨레", "Hangul")):
        assert f"No. {number} ({script} letters)" in drawn and drawn.count(f"No. {number}") > 1
        assert f"No. {number} is {name}." in alt_text(ax).replace("\N{NO-BREAK SPACE}", " ")
    assert "no font of the chart holds" in drawn


def test_names_of_the_callers_own_are_not_numbered() -> None:
    ax = plot_comparison(made.by_outlet(["北京日报", "Daily Lantern"]), names={"北京日报": "Beijing Ribao"})
    assert "Beijing Ribao" in made.written(ax) and "No." not in made.all_texts(ax)
