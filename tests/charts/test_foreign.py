"""A measure that the library does not know goes through every chart and sentence in its own words."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.axes import Axes

from mediakit.charts.comparison import plot_comparison
from mediakit.charts.coverage import plot_coverage
from mediakit.charts.differences import plot_differences
from mediakit.charts.entities import plot_entities
from mediakit.charts.frames import plot_frames
from mediakit.charts.naming import plot_naming
from mediakit.charts.record import alt_text, chart_title
from mediakit.charts.trend import plot_trend
from mediakit.errors import OptionError, TableError
from mediakit.export.table_files import export_table
from mediakit.measures import DESCRIPTION, Measure
from mediakit.prose import say_measure, say_names, say_value
from tests.charts import estimates as made
from tests.conftest import some_slow

Plot = Callable[..., Axes]
LABELS = ("climate", "energy", "farming")
WORDS = ("capital: Kiev", "capital: Kyiv")
MONTHS = {"freq": "MS", "start": "2022-01-01"}
TABLES: dict[str, tuple[Plot, pd.DataFrame]] = {
    "comparison": (plot_comparison, made.by_outlet(4, labels=LABELS[:1], whole=True)),
    "coverage": (plot_coverage, made.over_time(5, label=LABELS[0], **MONTHS)),
    "trend": (plot_trend, made.over_time(5, outlets=made.names(2), label=LABELS[0], **MONTHS)),
    "panels": (plot_trend, made.over_time(3, outlets=made.names(6), label=LABELS[0], **MONTHS)),
    "frames": (plot_frames, made.by_outlet(3, labels=LABELS, whole=True)),
    "naming": (plot_naming, made.by_outlet(3, labels=WORDS, whole=True)),
    "entities": (plot_entities, made.by_outlet(["All outlets"], labels=LABELS)),
    "entities by outlet": (plot_entities, made.by_outlet(3, labels=LABELS)),
    "entities over time": (
        plot_entities,
        pd.concat([made.over_time(3, label=label, value=0.3 + i / 9, **MONTHS) for i, label in enumerate(LABELS)]),
    ),
    "differences": (plot_differences, made.contrasts(4, labels=LABELS[:1])),
    "differences by label": (plot_differences, made.contrasts(["Daily Lantern"], labels=LABELS)),
}
TITLES = {
    "comparison": "{climate}, by outlet",
    "coverage": "{climate}, by month",
    "trend": "{climate}, by outlet and month",
    "panels": "{climate}, by outlet and month",
    "frames": "{each of these}, by outlet",
    "naming": "{Kyiv and Kiev}, by outlet",
    "entities": "{each entity}",
    "entities by outlet": "{each entity}, by outlet",
    "entities over time": "{each entity}: the 3 highest, by month",
    "differences": "{climate}: each outlet minus the rest",
    "differences by label": "{each of these}: Daily Lantern minus the rest",
}
LEVEL = re.compile(r"95\s?%")
ABOUT = pytest.mark.parametrize("about", made.FOREIGN, ids=lambda about: about.kind)


def through_a_file(table: pd.DataFrame, folder: Path, ending: str) -> pd.DataFrame:
    """Return what is read of a table that was written; a CSV file gives missing values for empty texts."""
    path = export_table(table, folder / f"table{ending}")
    if ending == ".parquet":
        return pd.read_parquet(path)
    read = pd.read_csv(path, encoding="utf-8-sig")
    return read.assign(caveat=read["caveat"].astype(object).fillna(""))


def titled(case: str, about: Measure) -> str:
    """Return the title a chart should have, from the phrase of the measure."""
    slot, rest = re.fullmatch(r"\{(.*)\}(.*)", TITLES[case]).groups()  # type: ignore[union-attr]
    words = " and ".join(f"“{word}”" for word in slot.split(" and ")) if "“" in about.phrase else slot
    return re.sub("“?{label}”?", words if not slot.startswith("each") else slot, about.phrase) + rest


@ABOUT
@pytest.mark.parametrize("case", TABLES)
def test_every_chart_speaks_of_the_measure_in_its_own_words(case: str, about: Measure) -> None:
    plot, table = TABLES[case]
    ax = plot(made.foreign(table, about))
    title, said = chart_title(ax), " ".join(made.all_texts(ax).split())
    # Where the intervals allow it, a title ranks instead of saying by what.
    expected = titled(case, about)
    assert title == expected or re.match(re.escape(expected.partition(", by")[0]) + ": (highest|lowest) in", title)
    assert expected.partition(", by")[0].partition(":")[0] in alt_text(ax)
    meaning = about.meaning[0].upper() + about.meaning[1:]
    assert meaning in said
    assert f"Validity: {about.validity}." in said.replace(f". {about.validity}", "")
    if case in ("comparison", "entities"):
        head = {"share": "Share", "proportion": "Share", "rate": "Rate", "mean": "Mean"}[about.kind]
        assert head in made.written(ax)
    percent = about.kind in ("share", "proportion")
    if not case.startswith("differences"):
        assert ("%" in LEVEL.sub("", said)) == percent
    else:
        assert ("percentage points" in said) == percent


@ABOUT
@pytest.mark.parametrize("ending", some_slow([".csv", ".parquet"], [".parquet"]))
@pytest.mark.parametrize("case", ["comparison", "coverage", "trend", "frames", "naming", "entities", "differences"])
def test_a_table_says_the_same_after_a_file(case: str, about: Measure, ending: str, tmp_path: Path) -> None:
    plot, table = TABLES[case]
    own = made.foreign(table, about)
    assert made.all_texts(plot(through_a_file(own, tmp_path, ending))) == made.all_texts(plot(own))


@ABOUT
@pytest.mark.parametrize("ending", ["", ".csv", ".parquet"])
def test_every_sentence_speaks_of_the_measure_in_its_own_words(about: Measure, ending: str, tmp_path: Path) -> None:
    def table(case: str) -> pd.DataFrame:
        own = made.foreign(TABLES[case][1], about)
        return through_a_file(own, tmp_path, ending) if ending else own

    rows = table("comparison")
    for said in (say_value(rows.iloc[0]), *say_names(table("entities"), "")):
        assert ("%" in said) == (about.kind in ("share", "proportion")), said
        assert (re.search(r"[+−]\d", said) is not None) == (about.kind == "mean"), said
    caption = say_measure(rows)
    assert caption == f"{about.meaning.capitalize()}, with 95 % interval. Validity: {about.validity}."


@pytest.mark.parametrize("case", TABLES)
def test_a_measure_that_nobody_described_is_drawn_with_its_unit(case: str) -> None:
    plot, table = TABLES[case]
    own = table.assign(measure="reach", unit="median readers")
    assert not {*DESCRIPTION} & set(own.columns)
    ax = plot(own)
    assert "edian readers" in chart_title(ax) and "%" not in LEVEL.sub("", made.all_texts(ax))
    assert not any("Validity" in text for text in made.written(ax))


def test_a_measure_that_nobody_described_is_said_with_its_unit() -> None:
    own = TABLES["coverage"][1].assign(measure="reach", unit="median readers")
    assert say_measure(own) == "Median readers, with 95 % interval."


def test_words_of_a_known_measure_that_a_table_has_of_its_own_are_used() -> None:
    own = made.by_outlet(2).assign(kind="share", phrase="Articles with {label} in them", unit="part", validity="none")
    ax = plot_comparison(own)
    assert chart_title(ax) == "Articles with NATO in them, by outlet"
    assert any("Validity: none." in text for text in made.written(ax))


def test_one_measure_described_in_two_ways_is_refused() -> None:
    table = made.foreign(made.by_outlet(2, labels=LABELS[:1]), made.FOREIGN[0])
    with pytest.raises(TableError, match="described in two ways"):
        plot_comparison(table.assign(phrase=["one", "two"]))
    with pytest.raises(OptionError, match="kind must be one of"):
        plot_comparison(table.assign(kind="ratio"))


def test_a_part_of_a_table_may_have_lost_its_words() -> None:
    table = made.foreign(made.by_outlet(2, labels=LABELS[:1]), made.FOREIGN[0])
    for nothing in (None, ""):
        kind = pd.Series(["share", nothing], dtype=object)
        assert chart_title(plot_comparison(table.assign(kind=kind))) == "Share of articles that cite climate, by outlet"


def test_a_phrase_without_a_place_for_the_label_stands_as_it_is() -> None:
    plain = {"phrase": "tone of headlines", "kind": "mean", "unit": "points", "measure": "headline_tone"}
    one = made.by_outlet(2, labels=("news",)).assign(**plain)
    assert chart_title(plot_comparison(one)).startswith("Tone of headlines")
    several = made.by_outlet(2, labels=("news", "sport")).assign(**plain)
    assert chart_title(plot_frames(several)) == "Tone of headlines for each of these, by outlet"
