"""Which charts a report holds, of which rows, and what is said beside each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from mediakit.phrases import wordings_of
from mediakit.printing import count, plural, say_dates
from mediakit.prose import say_names
from mediakit.recipes import Measured
from mediakit.report.cannot_say import groups_in
from mediakit.report.passages import MOST_ENTITIES
from mediakit.statements.called import Words, group_names, variant_names, words_of
from mediakit.statements.not_found import say_not_found
from mediakit.statements.say import contrasts_of, texts_of
from mediakit.statements.tested import period_of_peaks
from mediakit.statements.windows import main_run
from mediakit.tables import ALL_OUTLETS
from mediakit.text.parts import known_language
from mediakit.topics import Topic

_OF_ALL = ("coverage", "strands", "coverage_by_outlet", "coverage_by_outlet_differences", "naming", "corpus")
FRAMES_NOTE = "Frames are lists of terms that can be read in the topic's file; a sentence can hold several."
_MOST_DIFFERENCES = 2
# Rows of a chart on a page: more than these nobody reads, and they are in the table.
_MOST_GROUPS = 30


@dataclass
class ReportChart:
    """One chart of the report: its file name, the question it answers, how it is drawn, and what is said beside it."""

    name: str
    heading: str
    draw: Callable[..., Any]
    table: pd.DataFrame
    options: dict[str, Any]
    sentences: Sequence[str] = field(default_factory=list)


def charts_of(measured: Measured, source: str, on_topic: str) -> list[ReportChart]:
    """Return the charts of a report that have a value to show, in the order of the page.

    ``source`` says what all articles are, ``on_topic`` what those on the topic are.
    """
    names = {measured.topic.name: measured.topic.title}
    names |= {key: str(frame["title"]) for key, frame in measured.topic.frames.items()}
    if measured.choices.by != "outlet" or not groups_in(measured):
        names[ALL_OUTLETS] = "All articles"
    words = words_of(measured.topic, measured.tables, measured.choices.by)
    found = [
        *_over_time(measured, names, words),
        *_by_group(measured, names, words),
        *_word_charts(measured, names, words),
        *_own(measured, names, words),
        *_corpus(measured),
    ]
    shown = [c for c in found if len(c.table) and ("estimate" not in c.table or c.table["estimate"].notna().any())]
    for chart in shown:
        chart.options["source"] = source if chart.name.startswith(_OF_ALL) else on_topic
    return shown


def figures_said(measured: Measured) -> dict[str, str]:
    """Return what each figure in which groups are compared is about, as it stands in a sentence on all of them."""
    known = {"coverage_by_outlet": "room for the topic", "tone": "tone", "frames": "frames", "naming": "word choices"}
    if not len(measured.on_topic):
        # Nobody asks whether outlets differ in what none of them has.
        known = {name: what for name, what in known.items() if (measured.statements["figure"] == name).any()}
    own = {name: f"“{_title(measured.tables[name], {})}”" for name in measured.own if name in measured.tables}
    return {name: what for name, what in (known | own).items() if name in measured.tables}


def times_without_peak(measured: Measured, *figures: str) -> list[str]:
    """Return the period in which peaks were looked for in these figures, if none was named; else nothing."""
    rows = measured.statements[
        measured.statements["figure"].isin(figures) & (measured.statements["kind"] != "difference")
    ]
    return [period_of_peaks(measured.every)] if len(rows) and not rows["named"].any() else []


def _said(measured: Measured, figure: str, words: Words) -> list[str]:
    """Return what may be said of a figure in which groups are compared, and what was not found in it."""
    said = figures_said(measured)
    if groups_in(measured) < 2 or figure not in said:
        return []
    own = measured.statements[measured.statements["figure"] == figure]
    not_found = say_not_found(own, words, {figure: said[figure]}, [])
    return [*texts_of(measured.statements, figure), *([not_found] if not_found else [])]


def _over_time(measured: Measured, names: Mapping[str, str], words: Words) -> Iterator[ReportChart]:
    from mediakit.charts.coverage import plot_coverage
    from mediakit.charts.trend import plot_trend

    if "coverage" not in measured.tables:
        return
    topic, coverage = measured.topic, main_run(measured.tables["coverage"])
    whole = coverage[coverage["label"] == topic.name]
    options = {"events": events_within(topic, whole), "names": names}
    said = [*_said_of_times(measured, "coverage"), *_window(measured, whole)]
    yield ReportChart("coverage", "When was it covered?", plot_coverage, whole, options, said)
    strands = coverage[coverage["label"] != topic.name]
    strands = strands.assign(strand=[label.partition(": ")[2] for label in strands["label"]], label=topic.name)
    said = _said_of_times(measured, "strands")
    yield ReportChart("strands", "How did its strands develop?", plot_trend, strands, {"names": names}, said)


def _said_of_times(measured: Measured, figure: str) -> list[str]:
    said = texts_of(measured.statements, figure)
    return said or [f"No {period} stands out." for period in times_without_peak(measured, figure)]


def _by_group(measured: Measured, names: Mapping[str, str], words: Words) -> Iterator[ReportChart]:
    from mediakit.charts.comparison import plot_comparison

    coverage = measured.tables["coverage_by_outlet"]
    rows = coverage[coverage["label"] == measured.topic.name]
    heading = "Who covered it?" if groups_in(measured) > 1 else "How much of it is on the topic?"
    yield from _with_differences("coverage_by_outlet", heading, plot_comparison, rows, measured, names, words)
    if "tone" in measured.tables:
        rows = measured.tables["tone"][measured.tables["tone"]["measure"] == "tone"]
        yield from _with_differences("tone", "In which tone?", plot_comparison, rows, measured, names, words)


def _with_differences(
    name: str,
    heading: str,
    draw: Callable[..., Any],
    rows: pd.DataFrame,
    measured: Measured,
    names: Mapping[str, str],
    words: Words,
) -> Iterator[ReportChart]:
    """Yield the chart of raw values by group, with what was tested, and the differences that were tested as a chart."""
    from mediakit.charts.differences import plot_differences

    shown, note = _fewer_groups(rows, measured.choices.by, words, name)
    yield ReportChart(name, heading, draw, shown, {"names": names}, [*_said(measured, name, words), *note])
    statements, by = measured.statements, measured.choices.by
    tested = statements[statements["figure"] == name]
    if rows["label"].nunique() == 1 and len(tested) > 1:
        within, about = str(tested["within"].iloc[0]), figures_said(measured)[name]
        what = f"How far is each {words.group} from the others{f' of the same {within}s' if within else ''} in {about}?"
        tested, note = _fewer_tested(tested, words)
        table = contrasts_of(tested, by, rows, statements)
        yield ReportChart(f"{name}_differences", what, plot_differences, table, {"names": names}, note)
        return
    for number, group in enumerate(groups_told(statements, name), start=1):
        table = contrasts_of(tested[tested["group"] == group], by, rows, statements)
        key = f"{name}_differences" + (f"_{number}" if number > 1 else "")
        yield ReportChart(key, f"What sets {group} apart?", plot_differences, table, {"names": names})


def _fewer_groups(rows: pd.DataFrame, by: str, words: Words, name: str) -> tuple[pd.DataFrame, list[str]]:
    """Return the rows of a chart with groups, and what it does not show: groups without a name, and most of very many.

    Of very many those are drawn that have a value, and of these the ones with most articles.
    """
    groups = group_names(rows[by])
    whole, n = groups == ALL_OUTLETS, groups[groups != ALL_OUTLETS].nunique()
    if n == 1 and (groups == "").any():
        return rows[whole].reset_index(drop=True), []
    if n <= _MOST_GROUPS:
        return rows, []
    valued = rows[rows["estimate"].notna() & ~whole]
    most = valued.groupby(by, observed=True)["n_articles"].max().sort_values(ascending=False, kind="stable")
    kept = most.index[:_MOST_GROUPS]
    told = f"{count(n)} {words.group}s; the table is in tables/{name}.csv."
    if not len(kept):
        note = f"No {words.group} has enough articles for a value of its own, of {told}"
    elif len(kept) < len(most):
        note = f"The chart shows the {len(kept)} with most articles, of {told}"
    else:
        note = f"The chart shows the {len(kept)} with enough articles for a value, of {told}"
    return rows[whole | groups.isin(kept)].reset_index(drop=True), [note]


def _fewer_tested(tested: pd.DataFrame, words: Words) -> tuple[pd.DataFrame, list[str]]:
    """Return the differences that a chart shows, those that stand out first, and what it does not show."""
    if len(tested) <= _MOST_GROUPS:
        return tested, []
    kept = tested.sort_values(["named", "articles"], ascending=False, kind="stable").head(_MOST_GROUPS)
    note = (
        f"The chart shows {len(kept)} of the {count(len(tested))} {words.group}s that were compared: those that stand "
        "out, and those with most articles; all are in tables/statements.csv."
    )
    return kept, [note]


def _fewer_in_corpus(corpus: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return articles by outlet and month for a chart, and what it does not show of very many outlets."""
    totals = corpus.groupby("outlet")["n_articles"].sum().sort_values(ascending=False, kind="stable")
    if len(totals) <= _MOST_GROUPS:
        return corpus, []
    note = f"The chart shows the {_MOST_GROUPS} with most articles, of {count(len(totals))} outlets."
    return corpus[corpus["outlet"].isin(totals.index[:_MOST_GROUPS])].reset_index(drop=True), [note]


def groups_told(statements: pd.DataFrame, figure: str) -> list[str]:
    """Return the groups whose labels a chart of differences shows: those of the summary, in its order."""
    rows = statements[(statements["figure"] == figure) & (statements["line"] > 0)].sort_values("line", kind="stable")
    return list(dict.fromkeys(rows["group"].astype(str)))[:_MOST_DIFFERENCES]


def anchor_of(statements: pd.DataFrame, line: int, charts: Sequence[str]) -> str:
    """Return the chart that holds the numbers of a line of the summary; empty where none does."""
    row = statements[statements["line"] == line].iloc[0]
    figure, told = str(row["figure"]), groups_told(statements, str(row["figure"]))
    number = told.index(row["group"]) + 1 if row["group"] in told else 1
    for name in (f"{figure}_differences" + (f"_{number}" if number > 1 else ""), f"{figure}_differences", figure):
        if name in charts:
            return name
    return ""


def _word_charts(measured: Measured, names: Mapping[str, str], words: Words) -> Iterator[ReportChart]:
    from mediakit.charts.entities import plot_entities
    from mediakit.charts.frames import plot_frames
    from mediakit.charts.naming import plot_naming

    tables, by = measured.tables, measured.choices.by
    if "frames" in tables:
        salience = tables["frames"][tables["frames"]["measure"] == "frame_salience"]
        first, *further = _with_differences("frames", "Which frames?", plot_frames, salience, measured, names, words)
        first.sentences = [*first.sentences, FRAMES_NOTE]
        yield from (first, *further)
    if "naming" in tables and len(tables["naming"]):
        shown, written = choices_shown(tables["naming"], by), {**names, **variant_names(measured.topic)}
        first, *further = _with_differences(
            "naming", "Which words?", plot_naming, tables["naming"], measured, written, words
        )
        first.table = shown
        yield from (first, *further)
    if "entities" in tables:
        presence = tables["entities"][tables["entities"]["measure"] == "entity_presence"]
        most = {"names": names, "top": MOST_ENTITIES}
        yield ReportChart(
            "entities", "Who is named?", plot_entities, presence, most, say_names(presence, measured.leader)
        )


def _own(measured: Measured, names: Mapping[str, str], words: Words) -> Iterator[ReportChart]:
    """Yield a chart for each measure that the user made, with rows for groups, and columns for labels if several."""
    from mediakit.charts.comparison import plot_comparison
    from mediakit.charts.frames import plot_frames

    for name in measured.own:
        if name not in measured.tables:
            continue
        rows = measured.tables[name]
        labels = rows["label"].unique()
        title = _title(rows, names)
        draw: Callable[..., Any] = plot_comparison if len(labels) == 1 else plot_frames
        yield from _with_differences(name, title, draw, rows, measured, names, words)


def _title(rows: pd.DataFrame, names: Mapping[str, str]) -> str:
    """Return what a measure of one's own is called, for its label or for all of several."""
    about, labels = wordings_of(rows)[str(rows["measure"].iloc[0])], rows["label"].unique()
    return about.title(str(labels[0]), names) if len(labels) == 1 else about.each()


def _corpus(measured: Measured) -> Iterator[ReportChart]:
    from mediakit.charts.corpus import plot_corpus

    shown, note = _fewer_in_corpus(measured.tables["corpus"])
    yield ReportChart("corpus", "What was read?", plot_corpus, shown, {"names": {"": "(not known)"}}, note)


def choices_shown(naming: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return the choices of which a share is shown: by group where two or more have one, else for the whole."""
    told = (naming["measure"] == "naming") & naming["estimate"].notna()
    if naming.loc[told & (naming[by] != ALL_OUTLETS), by].nunique() < 2:
        naming = naming[naming[by] == ALL_OUTLETS].drop(columns=by)
    choices = {label.partition(": ")[0] for label in naming.loc[told.reindex(naming.index), "label"]}
    kept = [label.partition(": ")[0] in choices for label in naming["label"]]
    return naming.loc[kept].reset_index(drop=True)


def _window(measured: Measured, rows: pd.DataFrame) -> list[str]:
    """Return which time a chart shows, where articles of other times are left out of it."""
    articles = measured.acted.articles
    dated = articles["published"].notna() & known_language(articles, measured.topic.language)
    left_out = int(dated.sum() - rows["n_articles"].sum())
    if left_out <= 0:
        return []
    span, are = say_dates(rows["period"].min(), rows["period_end"].max()), "is" if left_out == 1 else "are"
    return [f"The chart shows {span}; {plural(left_out, 'article')} outside it {are} in the table."]


def events_within(topic: Topic, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the events of a topic in the time that the rows span."""
    events = topic.event_table
    dates = events["date"].dt.tz_localize(None)
    inside: pd.Series[bool] = (dates >= rows["period"].min()) & (dates <= rows["period_end"].max())
    return events.loc[inside].reset_index(drop=True)
