"""The main job: charts, tables and one self-contained report on a topic."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from mediakit.choices import Choices
from mediakit.errors import MissingExtraError
from mediakit.export.atomic import write_whole
from mediakit.export.html import ReportFigure, ReportSection, write_html
from mediakit.export.report_folder import close_folder, open_folder
from mediakit.export.table_files import export_table
from mediakit.export.workbook import workbook_bytes
from mediakit.manifest import WORKBOOK
from mediakit.printing import count
from mediakit.prose import say_measure
from mediakit.recipes import Measured, measure_topic, show_progress
from mediakit.report.composing import compose_report, source_line
from mediakit.report.passages import Passages, passages_of
from mediakit.report.report_charts import ReportChart, charts_of
from mediakit.report.sheets import sheets_of
from mediakit.topics import Topic


def write_report(
    articles: pd.DataFrame,
    topic: Topic,
    folder: str | Path,
    *,
    choices: Choices | None = None,
    scores: Sequence[pd.DataFrame] = (),
    problems: pd.DataFrame | None = None,
) -> list[Path]:
    """Write a report on a topic: report.html, and every chart and table as files beside it.

    report.xlsx holds the numbers behind each figure, the passages, the statements and the methods in one workbook.
    Where the package that writes it is not installed, the report has none, and a warning says how to get it.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES from read_corpus(): all that was published, not only what is on the topic.
    topic : Topic
        From load_topic().
    folder : str or Path
        Made if missing; files of the same names are replaced, each as a whole. mediakit-report.json lists what belongs
        to the report, with a digest of each file: what an earlier report left there, and nobody changed, is removed.
    choices : Choices, optional
        What is measured with what, and over which articles; told in Methods and provenance.
    scores : list of DataFrame
        SCORES of further measures, your own included: each measure gets a section and a line in Methods.
    problems : DataFrame, optional
        PROBLEMS from read_corpus().

    Returns
    -------
    list of Path
        report.html first, then report.xlsx, mediakit-report.json last.

    Raises
    ------
    SourceError
        When no article is left, or the folder cannot be written.

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
    measured = measure_topic(articles, topic, choices=choices, scores=scores, problems=problems)
    target = Path(folder)
    charts = charts_of(measured, source_line(measured.acted.articles), source_line(measured.on_topic, "on the topic"))
    passages = passages_of(measured)
    tables = _files(measured) | {f"evidence_{name}": found.listed for name, found in passages.items()}
    pictures = [f"figures/{chart.name}.{kind}" for chart in charts for kind in ("png", "svg", "csv")]
    before = open_folder(target, ["report.html", WORKBOOK, *pictures, *(f"tables/{name}.csv" for name in tables)])
    sections, paths, numbers = [], [], {}
    with show_progress(len(charts)) as step:
        for chart in charts:
            step(f"drawing {chart.name}")
            section, files, numbers[chart.name] = _draw(chart, target, passages.get(chart.name))
            sections.append(section)
            paths += files
    for name, table in tables.items():
        paths.append(export_table(table, target / "tables" / f"{name}.csv"))
    report = compose_report(measured, sections)
    listed = {name: table for name, table in tables.items() if name.startswith("evidence_")}
    book, notes = _workbook(sheets_of(report, numbers | listed, measured), target / WORKBOOK)
    for note in notes:
        warnings.warn(f"{WORKBOOK}: {note}", stacklevel=2)
    paths[:0] = [write_html(report, target / "report.html"), *book]
    return [*paths, close_folder(target, before, paths)]


def _workbook(sheets: dict[str, pd.DataFrame], path: Path) -> tuple[list[Path], list[str]]:
    """Return the workbook written, if one can be, and what is to be said about it."""
    try:
        data, notes = workbook_bytes(sheets)
    except MissingExtraError as error:
        return [], [f"not written. {error}"]
    return [write_whole(path, data, what="the workbook")], notes


def _files(measured: Measured) -> dict[str, pd.DataFrame]:
    """Return every table to write by file name; texts of articles stay with whoever owns them."""
    listed = measured.articles.drop(columns=["text", "x_cut"], errors="ignore")
    listed = listed.assign(on_topic=listed["article_id"].isin(measured.on_topic["article_id"]))
    return {
        **measured.tables,
        "articles": listed,
        "problems": measured.problems,
        "findings": measured.findings,
        "statements": measured.statements,
    }


def _draw(
    chart: ReportChart, folder: Path, passages: Passages | None
) -> tuple[ReportSection, list[Path], pd.DataFrame]:
    """Return the section of a chart, the files written, and the numbers behind it."""
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
    section = ReportSection(chart.name, chart.heading, list(chart.sentences), [figure], _caveats(drawn))
    if passages is not None:
        dated = passages.shown.assign(date=passages.shown["published"].dt.strftime("%Y-%m-%d").fillna(""))
        section = replace(section, evidence=dated, evidence_note=passages.note)
    return section, files, drawn


def _caption(table: pd.DataFrame) -> str:
    if "measure" not in table.columns or not len(table):
        return "Articles by outlet and month."
    if "reference_value" in table.columns:
        weighted = f", who are weighted by the {_SAME}" if (table["within"].astype(object) != "").any() else ""
        return f"Difference from the others{weighted}. {say_measure(table)}"
    return say_measure(table)


_SAME = "articles that the outlet or group itself has in each period"


def _caveats(table: pd.DataFrame) -> list[str]:
    if "caveat" not in table.columns:
        return []
    foreign, mixed, few = (
        int(table["caveat"].str.contains(words).sum())
        for words in ("^withheld: none of", "articles? not in .* left out", "few articles")
    )
    withheld = int(table["caveat"].str.startswith("withheld").sum()) - foreign
    told = (
        (foreign, "is not given: its articles are", "are not given: their articles are", " in other languages"),
        (mixed, "leaves", "leave", " out articles in other languages"),
        (withheld, "is withheld because it", "are withheld because they", " would rest on too few articles"),
        (few, "rests", "rest", " on fewer than 30 articles: read the intervals, not the order"),
    )
    return [_some(n, len(table), one, several) + end + "." for n, one, several, end in told if n]


def _some(number: int, of: int, one: str, several: str) -> str:
    """Return how many of the values of a table something is true of, with a verb for one and for several."""
    if number == of:
        return f"The only value {one}" if of == 1 else f"{'Both' if of == 2 else f'All {count(of)}'} values {several}"
    return f"{count(number)} of {count(of)} values {one if number == 1 else several}"
