"""Which charts a report holds, of which rows, and what is said beside each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from mediakit.measures import measures_of
from mediakit.phrases import display, style_of
from mediakit.printing import say_dates
from mediakit.prose import (
    say_entities,
    say_frames,
    say_naming,
    say_outlets,
    say_peak,
    say_strands,
    whole_of,
)
from mediakit.recipes import Measured
from mediakit.stats.estimates import MIN_IN_PERIOD
from mediakit.tables import ALL_OUTLETS
from mediakit.topics import Topic

MOST_ENTITIES = 15
LONGEST_GAP = 8
_OF_ALL = ("coverage", "strands", "coverage_by_outlet", "corpus")
FRAMES_NOTE = "Frames are lists of terms that can be read in the topic's file; a sentence can hold several."


@dataclass(frozen=True)
class ReportChart:
    """One chart of the report: its file name, the question it answers, and how it is drawn."""

    name: str
    heading: str
    draw: Callable[..., Any]
    table: pd.DataFrame
    options: dict[str, Any]
    sentences: Sequence[str]


def charts_of(measured: Measured, source: str, on_topic: str) -> list[ReportChart]:
    """Return the charts of a report that have a value to show, in the order of the page.

    ``source`` says what all articles are, ``on_topic`` what those on the topic are.
    """
    names = {measured.topic.name: measured.topic.title}
    names |= {key: str(frame["title"]) for key, frame in measured.topic.frames.items()}
    if measured.choices.by != "outlet":
        names[ALL_OUTLETS] = whole_of(measured.choices.by).capitalize()
    found = [
        *_over_time(measured, names),
        *_by_group(measured, names),
        *_word_charts(measured, names),
        *_own(measured, names),
        *_corpus(measured),
    ]
    shown = [c for c in found if len(c.table) and ("estimate" not in c.table or c.table["estimate"].notna().any())]
    for chart in shown:
        chart.options["source"] = source if chart.name in _OF_ALL else on_topic
    return shown


def _over_time(measured: Measured, names: Mapping[str, str]) -> Iterator[ReportChart]:
    from mediakit.charts.coverage import plot_coverage
    from mediakit.charts.trend import plot_trend

    if "coverage" not in measured.tables:
        return
    topic, coverage = measured.topic, dense_run(measured.tables["coverage"])
    whole = coverage[coverage["label"] == topic.name]
    options = {"events": events_within(topic, whole), "names": names}
    yield ReportChart("coverage", "When was it covered?", plot_coverage, whole, options, _say_window(measured, whole))
    strands = coverage[coverage["label"] != topic.name]
    strands = strands.assign(strand=[label.partition(": ")[2] for label in strands["label"]], label=topic.name)
    said = say_strands(strands) if len(strands) else []
    yield ReportChart("strands", "How did its strands develop?", plot_trend, strands, {"names": names}, said)


def _by_group(measured: Measured, names: Mapping[str, str]) -> Iterator[ReportChart]:
    from mediakit.charts.comparison import plot_comparison

    coverage, tone = measured.tables["coverage_by_outlet"], measured.tables["tone"]
    by = measured.choices.by
    for name, heading, rows, opening in (
        (
            "coverage_by_outlet",
            "Who covered it?",
            coverage[coverage["label"] == measured.topic.name],
            "The share of articles on the topic",
        ),
        ("tone", "In which tone?", tone[tone["measure"] == "tone"], "The mean tone of sentences"),
    ):
        said = say_outlets(rows, opening, by=by)
        yield ReportChart(name, heading, plot_comparison, rows, {"names": names}, said)


def _word_charts(measured: Measured, names: Mapping[str, str]) -> Iterator[ReportChart]:
    from mediakit.charts.entities import plot_entities
    from mediakit.charts.frames import plot_frames
    from mediakit.charts.naming import plot_naming

    tables, by, topic = measured.tables, measured.choices.by, measured.topic
    if "frames" in tables:
        salience = tables["frames"][tables["frames"]["measure"] == "frame_salience"]
        said = [*say_frames(salience, names, by=by), FRAMES_NOTE]
        yield ReportChart("frames", "Which frames?", plot_frames, salience, {"names": names}, said)
    if "naming" in tables and len(tables["naming"]):
        spoken, variants = choices_shown(tables["naming"], by), variant_names(topic)
        titles = {choice["key"]: choice["title"] for choice in topic.naming}
        style = style_of(spoken, "naming")
        said = say_naming(tables["naming"], titles, variants, measure="naming", style=style, by=by)
        options = {"names": {**names, **variants}}
        yield ReportChart("naming", "Which words?", plot_naming, spoken, options, said)
    entities = tables["entities"]
    presence = entities[entities["measure"] == "entity_presence"]
    said = say_entities(presence) if len(presence) else []
    most = {"names": names, "top": MOST_ENTITIES}
    yield ReportChart("entities", "Who is named?", plot_entities, presence, most, said)


def _own(measured: Measured, names: Mapping[str, str]) -> Iterator[ReportChart]:
    """Yield a chart for each measure that the user made, with rows for groups, and columns for labels if several."""
    from mediakit.charts.comparison import plot_comparison
    from mediakit.charts.frames import plot_frames

    for name in measured.own:
        rows, by = measured.tables[name], measured.choices.by
        labels = rows["label"].unique()
        about = measures_of(rows)[name]
        title = about.phrase.format(label=display(str(labels[0]), names) if len(labels) == 1 else "each")
        if len(labels) == 1:
            said = say_outlets(rows, title, by=by)
            yield ReportChart(name, title, plot_comparison, rows, {"names": names}, said)
        else:
            yield ReportChart(name, title, plot_frames, rows, {"names": names}, [])


def _corpus(measured: Measured) -> Iterator[ReportChart]:
    from mediakit.charts.corpus import plot_corpus

    yield ReportChart("corpus", "What was read?", plot_corpus, measured.tables["corpus"], {}, [])


def choices_shown(naming: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return the choices of which a share is shown: by group where two or more have one, else for the whole."""
    told = (naming["measure"] == "naming") & naming["estimate"].notna()
    if naming.loc[told & (naming[by] != ALL_OUTLETS), by].nunique() < 2:
        naming = naming[naming[by] == ALL_OUTLETS].drop(columns=by)
    choices = {label.partition(": ")[0] for label in naming.loc[told.reindex(naming.index), "label"]}
    kept = [label.partition(": ")[0] in choices for label in naming["label"]]
    return naming.loc[kept].reset_index(drop=True)


def variant_names(topic: Topic) -> dict[str, str]:
    """Return how each variant of a word choice is written, by its label in the tables."""
    return {f"{choice['key']}: {v['key']}": str(v["label"]) for choice in topic.naming for v in choice["variants"]}


def dense_run(coverage: pd.DataFrame) -> pd.DataFrame:
    """Return the run of periods to draw: the one with most articles between gaps of over eight thin periods.

    A few stray dates would otherwise stretch the axis over years without articles. All periods are kept
    where the run holds less than nine articles in ten.
    """
    if not len(coverage):
        return coverage
    periods = coverage.groupby("period")["n_articles"].max()
    run = (~(periods >= MIN_IN_PERIOD)).astype(int).rolling(LONGEST_GAP + 1, min_periods=1).sum().gt(LONGEST_GAP)
    part = (periods >= MIN_IN_PERIOD) & ~run
    segment = run.cumsum().where(part)
    totals = periods.groupby(segment).sum()
    if not len(totals) or totals.max() < 0.9 * periods.sum():
        return coverage
    inside = segment[segment == totals.idxmax()].index
    return coverage[coverage["period"].between(inside.min(), inside.max())].reset_index(drop=True)


def _say_window(measured: Measured, rows: pd.DataFrame) -> list[str]:
    left_out = int(measured.articles["published"].notna().sum() - rows["n_articles"].sum())
    span = say_dates(rows["period"].min(), rows["period_end"].max())
    return say_peak(rows, names={measured.topic.name: measured.topic.title}) + (
        [f"The chart shows {span}; {left_out:,} articles outside it are in the table."] if left_out else []
    )


def events_within(topic: Topic, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the events of a topic in the time that the rows span."""
    events = topic.event_table
    dates = events["date"].dt.tz_localize(None)
    inside: pd.Series[bool] = (dates >= rows["period"].min()) & (dates <= rows["period_end"].max())
    return events.loc[inside].reset_index(drop=True)
