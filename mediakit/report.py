"""The main job: charts, tables and one self-contained report on a topic."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from mediakit.estimates import MIN_IN_PERIOD
from mediakit.export.html import Report, ReportFigure, ReportSection, write_html
from mediakit.export.provenance import describe_provenance
from mediakit.export.tables import write_table
from mediakit.phrases import style_of
from mediakit.printing import say_dates
from mediakit.recipes import Measured, measure_topic, show_progress
from mediakit.sentences import (
    say_entities,
    say_frames,
    say_measure,
    say_naming,
    say_outlets,
    say_peak,
    say_strands,
    say_value,
)
from mediakit.tables import ALL_OUTLETS
from mediakit.topics import Topic

MOST_ENTITIES = 15
LONGEST_GAP = 8
REFERENCES = (
    "Entman, R. M. (1993). Framing: Toward clarification of a fractured paradigm. Journal of Communication 43(4).",
    "Hutto, C. J., and Gilbert, E. (2014). VADER: A parsimonious rule-based model for sentiment analysis "
    "of social media text. ICWSM.",
    "Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. JASA 22.",
    "Cochran, W. G. (1977). Sampling Techniques, 3rd edition, chapter 6. Wiley.",
)
FRAMES_NOTE = "Frames are lists of terms that can be read in the topic's file; a sentence can hold several."
LIMITS = (
    "Term lists measure vocabulary. They do not measure what an author means, "
    "and no list of frames used here has been validated against human coding.",
    "Tone is not stance: bad news is negative whoever tells it.",
    "Intervals say how values vary between articles like these. "
    "They do not say that the articles stand for all that an outlet published.",
    "Words inside quotations count as the article's own unless a table says otherwise.",
)


@dataclass(frozen=True)
class _Chart:
    """One chart of the report: its file name, the question it answers, and how it is drawn."""

    name: str
    heading: str
    draw: Callable[..., Any]
    table: pd.DataFrame
    options: dict[str, Any]
    sentences: Sequence[str]


def write_report(
    articles: pd.DataFrame, topic: Topic, folder: str | Path, *, problems: pd.DataFrame | None = None
) -> list[Path]:
    """Write a report on a topic: report.html, and every chart and table as files beside it.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES from read_corpus(): all that was published, not only what is on the topic.
    topic : Topic
        From load_topic().
    folder : str or Path
        Made if missing; files of the same names are replaced, each as a whole.
    problems : DataFrame, optional
        PROBLEMS from read_corpus().

    Returns
    -------
    list of Path
        report.html first.

    Raises
    ------
    SourceError
        When no article belongs to the topic, or the folder cannot be written.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> from mediakit.recipes import read_corpus
    >>> from mediakit.topics import load_topic
    >>> facts = {"title": "Bid", "date": "2022-05-09", "outlet": "A"}
    >>> rows = [{**facts, "text": f"Finland joins NATO, part {i}."} for i in range(12)]
    >>> write_report(read_corpus(rows).articles, load_topic("nato-enlargement"), mkdtemp())[0].name
    'report.html'
    """
    measured = measure_topic(articles, topic, problems=problems)
    target = Path(folder)
    charts = _charts(measured)
    sections, paths = [], []
    with show_progress(len(charts)) as step:
        for chart in charts:
            step(f"drawing {chart.name}")
            section, files = _draw(chart, target)
            sections.append(section)
            paths += files
    for name, table in _files(measured).items():
        paths.append(write_table(table, target / "tables" / f"{name}.csv"))
    return [write_html(_compose(measured, sections), target / "report.html"), *paths]


def _files(measured: Measured) -> dict[str, pd.DataFrame]:
    """Return every table to write by file name; texts of articles stay with whoever owns them."""
    listed = measured.articles.drop(columns=["text", "x_cut"], errors="ignore")
    listed = listed.assign(on_topic=listed["article_id"].isin(measured.on_topic["article_id"]))
    return {
        **measured.tables,
        "articles": listed,
        "problems": measured.problems,
        "findings": measured.findings,
        "evidence": measured.evidence,
    }


def _draw(chart: _Chart, folder: Path) -> tuple[ReportSection, list[Path]]:
    from mediakit.charts.record import alt_text, plotted_table
    from mediakit.export.figure import close_charts, export_figure, render_png

    wide = chart.draw(chart.table, width="web", **chart.options)
    narrow = chart.draw(chart.table, width="a4-column", **chart.options)
    files = export_figure(wide, folder / "figures" / chart.name)
    drawn = plotted_table(wide)
    # The page shows the very picture that lies beside it: drawing costs more than reading it back.
    shown = files[0].read_bytes()
    figure = ReportFigure(
        chart.name, alt_text(wide), _caption(drawn), shown, render_png(narrow), f"figures/{chart.name}.csv"
    )
    close_charts(wide, narrow)
    return ReportSection(chart.name, chart.heading, list(chart.sentences), [figure], _caveats(drawn)), files


def _caption(table: pd.DataFrame) -> str:
    if "measure" not in table.columns or not len(table):
        return "Articles by outlet and month."
    return say_measure(table)


def _caveats(table: pd.DataFrame) -> list[str]:
    if "caveat" not in table.columns:
        return []
    withheld = int(table["caveat"].str.startswith("withheld").sum())
    few = int(table["caveat"].str.contains("few articles").sum())
    notes = []
    if withheld:
        notes.append(f"{withheld} of {len(table)} values are withheld because too few articles stand behind them.")
    if few:
        notes.append(
            f"{few} of {len(table)} values rest on fewer than 30 articles: read their intervals, not their order."
        )
    return notes


def _charts(measured: Measured) -> list[_Chart]:
    from mediakit.charts.comparison import plot_comparison
    from mediakit.charts.corpus import plot_corpus
    from mediakit.charts.coverage import plot_coverage
    from mediakit.charts.entities import plot_entities
    from mediakit.charts.frames import plot_frames
    from mediakit.charts.naming import plot_naming
    from mediakit.charts.trend import plot_trend

    topic, tables = measured.topic, measured.tables
    names = {topic.name: topic.title} | {key: str(frame["title"]) for key, frame in topic.frames.items()}
    charts = []

    def add(
        name: str,
        heading: str,
        draw: Callable[..., Any],
        table: pd.DataFrame,
        say: Callable[[pd.DataFrame], list[str]],
        **options: Any,
    ) -> None:
        if len(table) and ("estimate" not in table.columns or table["estimate"].notna().any()):
            charts.append(_Chart(name, heading, draw, table, {"source": _source_line(measured), **options}, say(table)))

    coverage = _dense(tables.get("coverage", pd.DataFrame(columns=["label", "estimate"])))
    whole = coverage[coverage["label"] == topic.name]
    add(
        "coverage",
        "When was it covered?",
        plot_coverage,
        whole,
        partial(_say_window, measured),
        events=_events_within(topic, whole),
        names=names,
    )
    strands = coverage[coverage["label"] != topic.name]
    strands = strands.assign(strand=[label.partition(": ")[2] for label in strands["label"]], label=topic.name)
    add("strands", "How did its strands develop?", plot_trend, strands, say_strands, names=names)
    by_outlet = tables["coverage_by_outlet"].query("label == @topic.name")
    say = partial(say_outlets, opening="The share of articles on the topic ranges", measure="coverage")
    add("coverage_by_outlet", "Who covered it?", plot_comparison, by_outlet, say, names=names)
    if "frames" in tables:
        salience = tables["frames"].query("measure == 'frame_salience'")
        add("frames", "Which frames?", plot_frames, salience, partial(_say_frames, names=names), names=names)
    if "naming" in tables:
        choices = {choice["key"]: choice["title"] for choice in topic.naming}
        names_of = _variant_names(topic)
        spoken = _spoken(tables["naming"])
        style = style_of(spoken, "naming")
        said = say_naming(tables["naming"], choices, names_of, measure="naming", style=style)
        add("naming", "Which words?", plot_naming, spoken, lambda _: said, names=names_of)
    tone = tables["tone"].query("measure == 'tone'")
    say = partial(say_outlets, opening="The mean tone of sentences ranges", measure="tone")
    add("tone", "In which tone?", plot_comparison, tone, say, names=names)
    entities = tables["entities"].query("measure == 'entity_presence'")
    add("entities", "Who is named?", plot_entities, entities, say_entities, top=MOST_ENTITIES, names=names)
    add("corpus", "What was read?", plot_corpus, tables["corpus"], lambda rows: [])
    return charts


def _spoken(naming: pd.DataFrame) -> pd.DataFrame:
    """Return the choices of which a share is shown: by outlet where two or more have one, else for the whole."""
    told = (naming["measure"] == "naming") & naming["estimate"].notna()
    if naming.loc[told & (naming["outlet"] != ALL_OUTLETS), "outlet"].nunique() < 2:
        naming = naming[naming["outlet"] == ALL_OUTLETS].drop(columns="outlet")
    choices = {label.partition(": ")[0] for label in naming.loc[told.reindex(naming.index), "label"]}
    kept = [label.partition(": ")[0] in choices for label in naming["label"]]
    return naming.loc[kept].reset_index(drop=True)


def _variant_names(topic: Topic) -> dict[str, str]:
    return {f"{choice['key']}: {v['key']}": str(v["label"]) for choice in topic.naming for v in choice["variants"]}


def _dense(coverage: pd.DataFrame) -> pd.DataFrame:
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


def _say_frames(rows: pd.DataFrame, names: Mapping[str, str]) -> list[str]:
    return [*say_frames(rows, names), FRAMES_NOTE]


def _say_window(measured: Measured, rows: pd.DataFrame) -> list[str]:
    left_out = int(measured.articles["published"].notna().sum() - rows["n_articles"].sum())
    span = say_dates(rows["period"].min(), rows["period_end"].max())
    return say_peak(rows, names={measured.topic.name: measured.topic.title}) + (
        [f"The chart shows {span}; {left_out:,} articles outside it are in the table."] if left_out else []
    )


def _events_within(topic: Topic, rows: pd.DataFrame) -> pd.DataFrame:
    events = topic.event_table
    dates = events["date"].dt.tz_localize(None)
    inside: pd.Series[bool] = (dates >= rows["period"].min()) & (dates <= rows["period_end"].max())
    return events.loc[inside].reset_index(drop=True)


def _source_line(measured: Measured) -> str:
    published = measured.articles["published"].dropna()
    dates = f", {say_dates(published.min(), published.max())}" if len(published) else ""
    return f"{len(measured.articles):,} articles by {measured.articles['outlet'].nunique()} outlets{dates}"


def _compose(measured: Measured, sections: Sequence[ReportSection]) -> Report:
    topic, articles, on_topic = measured.topic, measured.articles, measured.on_topic
    summary = [(sentence, section.key) for section in sections for sentence in section.paragraphs[:1]]
    rows = measured.tables["coverage_by_outlet"]
    share = rows[(rows["label"] == topic.name) & (rows["outlet"] == ALL_OUTLETS)].iloc[0].to_dict()
    opening = f"{len(on_topic):,} of {len(articles):,} articles belong to the topic"
    style = style_of(rows[rows["label"] == topic.name])
    opening += f", {say_value(share, style)}." if share["estimate"] == share["estimate"] else "."
    return Report(
        title=f"{topic.title} in the news",
        facts=f"{topic.title} · {_source_line(measured)}",
        summary=[
            (
                opening,
                "coverage_by_outlet" if any(s.key == "coverage_by_outlet" for s in sections) else sections[-1].key,
            ),
            *summary,
        ][:6],
        card=_card(measured),
        months=_months(measured.tables["corpus"]),
        cautions=[
            *measured.findings.query("severity == 'warning'")["message"],
            *measured.findings.query("severity == 'info'")["message"],
        ],
        sections=sections,
        evidence=_evidence(measured),
        evidence_note=f"{len(measured.evidence)} of {measured.n_evidence:,} mentions of the word choices, "
        "drawn at random within outlets (seed 1). All are in the articles; annotate_naming() lists them.",
        methods=_methods(measured),
        limits=LIMITS,
        references=REFERENCES,
        provenance=describe_provenance(articles, topic),
    )


def _card(measured: Measured) -> list[tuple[str, str]]:
    articles, problems = measured.articles, measured.problems
    published = articles["published"].dropna()
    lost = int((problems["severity"] == "error").sum()) if len(problems) else 0
    formats = articles["source_format"].value_counts() if "source_format" in articles else pd.Series(dtype=int)
    words = pd.Series([len(text.split()) for text in articles["text"]])
    return [
        ("Articles", f"{len(articles):,}"),
        ("On the topic", f"{len(measured.on_topic):,}"),
        (
            "Stories, exact copies counted once",
            f"{articles['story_id'].nunique():,}" if "story_id" in articles else "not counted",
        ),
        ("Outlets", f"{articles['outlet'].nunique():,}"),
        ("Dates", say_dates(published.min(), published.max()) if len(published) else "none"),
        ("Without a date", f"{len(articles) - len(published):,}"),
        ("Median words", f"{words.median():,.0f}"),
        ("Records that could not be read", f"{lost:,}"),
        ("Read as", ", ".join(f"{name} ({count:,})" for name, count in formats.items() if name) or "a table"),
    ]


def _months(corpus: pd.DataFrame) -> pd.DataFrame | None:
    if not len(corpus):
        return None
    busy = corpus.groupby(corpus["period"].dt.year)["n_articles"].transform("sum") > 0
    months = corpus[busy].assign(month=corpus["period"].dt.strftime("%Y-%m"))
    return pd.DataFrame(months.pivot(index="outlet", columns="month", values="n_articles")).reset_index()


def _evidence(measured: Measured) -> pd.DataFrame | None:
    rows = measured.evidence
    if not len(rows):
        return None
    names = _variant_names(measured.topic)
    dates = rows["published"].dt.strftime("%Y-%m-%d").fillna("")
    quoted = rows["quoted"].map({True: "in quotation marks", False: "own words"})
    table = rows.assign(date=dates, label=rows["label"].astype(str).map(names), quoted=quoted)
    return table.loc[:, ["left", "hit", "right", "outlet", "date", "label", "quoted"]]


def _methods(measured: Measured) -> list[str]:
    topic = measured.topic
    return [
        f"Topic: {topic.description} The terms are in {topic.source}.",
        "Page furniture and datelines were cut before counting; exact copies of a story are marked, "
        "and each counts as an article.",
        f"Coverage is measured over all articles, by {measured.every}; "
        "frames, word choices, tone and names over the articles on the topic.",
        "Frames: share of sentences with a term of the frame. "
        "Word choices: share of mentions among the variants of a choice. "
        "Names: share of articles that name an entity at least once, by a table of aliases.",
        "Tone: mean compound of sentences by VADER's rules with the news lexicon; "
        "the whole article is never scored as one text.",
        "Intervals hold at 95 % over articles, with copies of one story as a cluster: Wilson for shares of articles, "
        "a linearised ratio on the logit scale for shares of sentences or mentions, t for tone.",
        "Values on fewer than ten articles (five in a period) are withheld.",
    ]
