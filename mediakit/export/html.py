"""The report as one HTML file that opens anywhere: no request to the outside, a phone and paper included."""

from __future__ import annotations

import base64
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

import pandas as pd

from mediakit.errors import OptionError, check_option
from mediakit.export.atomic import write_whole
from mediakit.export.markup import (
    EVIDENCE,
    Html,
    data_table,
    element,
    escaped,
    evidence_table,
    lines,
    listed,
    month_table,
    whole_page,
)

_NARROW = "screen and (max-width: 600px)"
_NAME = re.compile(r"[\w.-]+")
_OPEN_ROWS = 15
_PNG = b"\x89PNG\r\n\x1a\n"
_RANGE = r"\([+−<>\d.,]+(?:–| to )[+−<>\d.,]+\)"
_VALUE = re.compile(rf"({_RANGE}|(?<![\w(–.,])[<>]?[+−]?\d[\d,.]*(?:%|(?= {_RANGE})))")


@dataclass(frozen=True)
class ReportFigure:
    """A figure in two renderings.

    Parameters
    ----------
    name : str
        Unique in the report, without spaces: the anchor, and the stem of the files beside it.
    alt : str
        What the figure shows, for those who cannot see it.
    caption : str
        Printed under it, after its number.
    wide_png, narrow_png : bytes
        Drawn for 16 cm and for 8 cm.
    csv : str
        Path of the numbers behind it, relative to the report; no link without it.
    """

    name: str
    alt: str
    caption: str
    wide_png: bytes
    narrow_png: bytes
    csv: str = ""


@dataclass(frozen=True)
class ReportSection:
    """One question: what was found, its figures, what limits them, and tables with their captions.

    ``key`` is unique among the sections and holds no spaces. The first column of a table names its rows;
    years are in it as text, because numbers get thousands commas. ``evidence`` holds texts in the columns left, hit,
    right, label, outlet, date and url, ``evidence_note`` how they were drawn.
    """

    key: str
    heading: str
    paragraphs: Sequence[str]
    figures: Sequence[ReportFigure] = ()
    caveats: Sequence[str] = ()
    tables: Sequence[tuple[str, pd.DataFrame]] = ()
    evidence: pd.DataFrame | None = None
    evidence_note: str = ""


@dataclass(frozen=True)
class Report:
    """Everything that stands in a report; all of it plain text, escaped when it is written.

    Parameters
    ----------
    title, facts : str
        The title, and one line above it: topic, articles, outlets, dates.
    summary : sequence of (str, str)
        Sentences, each with the name of the figure or the key of the section that it rests on, or nothing.
    notes : sequence of str
        What must be known to read them: what was left out, what the brackets hold.
    card : sequence of (str, str)
        What the corpus is: labels and values.
    months : DataFrame or None
        Outlet, then counts by month in columns like ``2022-05`` or by year.
    cautions : sequence of str
        What to know before quoting a number.
    sections : sequence of ReportSection
        Numbered in this order.
    methods, limits, references : sequence of str
        One item each.
    provenance : sequence of (str, str)
        What the numbers depend on: names and values.
    author : str
        Who wrote it, under the title.
    """

    title: str
    facts: str
    summary: Sequence[tuple[str, str]]
    notes: Sequence[str]
    card: Sequence[tuple[str, str]]
    months: pd.DataFrame | None
    cautions: Sequence[str]
    sections: Sequence[ReportSection]
    methods: Sequence[str]
    limits: Sequence[str]
    references: Sequence[str]
    provenance: Sequence[tuple[str, str]]
    author: str = ""


def write_html(report: Report, path: str | Path) -> Path:
    """Write a report as one file that asks nothing of the network; the same report gives the same bytes.

    Every figure is in the file twice, for wide and for narrow screens. A content security policy keeps the
    browser from loading or running anything else, whatever stands in the articles.

    Parameters
    ----------
    report : Report
        What to write.
    path : str or Path
        Where; a file of that name is replaced as a whole.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    OptionError
        When a figure has no alternative text or is not a PNG, names repeat, a sentence of the summary points to
        nothing, or the evidence lacks a column.
    SourceError
        When the folder cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> report = Report("Rain in the news", "2 articles", [("It rained.", "")], [], [], None, *[[]] * 6)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     "<h1>Rain in the news</h1>" in write_html(report, folder + "/report.html").read_text("utf-8")
    True
    """
    _check(report)
    return write_whole(Path(path), _page(report).encode("utf-8"), what="the report")


def _check(report: Report) -> None:
    figures = [figure for section in report.sections for figure in section.figures]
    for kind, names in (("figure", [f.name for f in figures]), ("section", [s.key for s in report.sections])):
        bad = [name for name, times in Counter(names).items() if times > 1 or not _NAME.fullmatch(name)]
        if bad:
            raise OptionError(f"every {kind} needs a name of its own without spaces, got {bad[0]!r}")
    for figure in figures:
        if not figure.alt.strip():
            raise OptionError("every figure needs an alternative text, got none", where=figure.name)
        if not all(png.startswith(_PNG) for png in (figure.wide_png, figure.narrow_png)):
            raise OptionError("both renderings of a figure must be PNG", where=figure.name)
    known = ("", *_targets(report.sections))
    for _, anchor in report.summary:
        check_option("the anchor of a summary sentence", anchor, known)
    for section in report.sections:
        missing = [] if section.evidence is None else [name for name in EVIDENCE if name not in section.evidence]
        if missing:
            raise OptionError(
                f"the evidence needs the columns {', '.join(EVIDENCE)}, and lacks {', '.join(missing)}",
                where=section.key,
            )


def _targets(sections: Sequence[ReportSection]) -> dict[str, tuple[str, str]]:
    """Return id and printed name of what each figure name or section key points to: a figure, if there is one."""
    targets: dict[str, tuple[str, str]] = {}
    numbers = _numbers(sections)
    for place, section in enumerate(sections, start=1):
        figures = {f.name: (f"figure-{f.name}", f"Figure {numbers[f.name]}") for f in section.figures}
        targets.setdefault(section.key, next(iter(figures.values()), (f"section-{section.key}", f"section {place}")))
        targets |= figures
    return targets


def _numbers(sections: Sequence[ReportSection]) -> dict[str, int]:
    names = [figure.name for section in sections for figure in section.figures]
    return {name: number for number, name in enumerate(names, start=1)}


def _page(report: Report) -> Html:
    style = Html(files("mediakit.resources").joinpath("report.css").read_text("utf-8"))
    skip = element("a", escaped("Skip to the report"), href="#report", class_="skip")
    body = lines([skip, element("main", lines(_parts(report)), id="report")])
    return whole_page(report.title, style, body, description=report.facts, author=report.author)


def _parts(report: Report) -> list[Html]:
    chapters = _chapters(report)
    return [_opening(report), *_corpus(report), *_cautions(report.cautions), *_contents(chapters), *chapters.values()]


def _opening(report: Report) -> Html:
    targets = _targets(report.sections)
    said = [element("li", _sentence(text, *targets.get(anchor, ("", "")))) for text, anchor in report.summary]
    parts = [element("p", escaped(report.facts), class_="facts"), element("h1", escaped(report.title))]
    parts += [element("p", escaped(f"By {report.author}"), class_="author")] if report.author else []
    parts += [element("ul", lines(said), class_="summary")] if said else []
    return element("header", lines([*parts, *(element("p", _prose(note), class_="note") for note in report.notes)]))


def _sentence(text: str, target: str, name: str) -> Html:
    """Return a sentence with a link, before its full stop, to what it rests on."""
    if not target:
        return _prose(text)
    words, stop = (text[:-1], ".") if text.endswith(".") else (text, "")
    link = element("a", escaped(name), href=f"#{target}")
    return Html(f"{_prose(words)} ({link}){stop}")


def _prose(text: str) -> Html:
    """Return a text with values set off and their intervals kept on one line."""
    return Html("".join(_set(piece) if at % 2 else escaped(piece) for at, piece in enumerate(_VALUE.split(text))))


def _set(number: str) -> Html:
    if number.startswith("("):
        return element("span", escaped(number), class_="range")
    return element("strong", escaped(number))


def _corpus(report: Report) -> list[Html]:
    parts = [_pairs(report.card, class_="card")] if report.card else []
    if report.months is not None and len(report.months):
        caption = "Articles by outlet and month; shaded where there are none"
        table = month_table(caption, report.months)
        head = element("summary", escaped("Which outlet has articles when"))
        parts.append(element("details", head, table, open="open" if table.count("<tr>") <= _OPEN_ROWS else None))
    return [element("section", lines(parts), aria_label="The corpus")] if parts else []


def _pairs(pairs: Iterable[tuple[str, str]], **attributes: object) -> Html:
    rows = (element("div", element("dt", escaped(k)), escaped(" "), element("dd", escaped(v))) for k, v in pairs)
    return element("dl", lines(rows), **attributes)


def _cautions(cautions: Sequence[str]) -> list[Html]:
    if not cautions:
        return []
    head = element("h2", escaped("Before you quote this"))
    return [element("section", lines([head, listed(cautions)]), class_="caveat", id="cautions")]


def _chapters(report: Report) -> dict[tuple[str, str], Html]:
    """Return every chapter by its id and heading; those without content are left out."""
    numbers = _numbers(report.sections)
    chapters = {
        (f"section-{section.key}", f"{place}. {section.heading}"): _question(section, numbers, bool(report.methods))
        for place, section in enumerate(report.sections, start=1)
    }
    for key, items in (("methods", report.methods), ("limits", report.limits), ("references", report.references)):
        if items:
            chapters[key, key.capitalize()] = listed(items)
    if report.provenance:
        chapters["provenance", "Provenance"] = _pairs(report.provenance, class_="provenance")
    return {(key, heading): _chapter(key, heading, content) for (key, heading), content in chapters.items()}


def _chapter(key: str, heading: str, content: Html) -> Html:
    title = element("h2", escaped(heading), id=f"{key}-title")
    return element("section", lines([title, content]), id=key, aria_labelledby=f"{key}-title")


def _contents(chapters: Mapping[tuple[str, str], Html]) -> list[Html]:
    items = [element("li", element("a", escaped(heading), href=f"#{key}")) for key, heading in chapters]
    head = element("h2", escaped("Contents"), id="contents-title")
    return [element("nav", head, element("ul", lines(items)), aria_labelledby="contents-title")] if items else []


def _question(section: ReportSection, numbers: Mapping[str, int], explained: bool) -> Html:
    return lines(
        [
            *(element("p", _prose(text)) for text in section.paragraphs),
            *(_figure(figure, numbers[figure.name], explained) for figure in section.figures),
            *(element("p", escaped(text), class_="caveat") for text in section.caveats),
            *(data_table(caption, table) for caption, table in section.tables),
            *_evidence(section),
        ]
    )


def _evidence(section: ReportSection) -> list[Html]:
    """Return the passages of a section, folded up."""
    if section.evidence is None or not len(section.evidence):
        return []
    head = element("summary", escaped("The sentences behind it"))
    return [element("details", head, evidence_table(section.evidence_note or "Passages", section.evidence))]


def _figure(figure: ReportFigure, number: int, explained: bool) -> Html:
    narrow = element("source", media=_NARROW, srcset=_data(figure.narrow_png), **_size(figure.narrow_png))
    wide = element("img", src=_data(figure.wide_png), alt=figure.alt, **_size(figure.wide_png))
    links = [element("a", escaped("Numbers (CSV)"), href=quote(figure.csv))] if figure.csv else []
    links += [element("a", escaped("how it was counted"), href="#methods")] if explained else []
    caption = escaped(f"Figure {number}. {figure.caption} ") + " · ".join(links)
    content = [element("picture", narrow, wide), element("figcaption", Html(caption.rstrip()))]
    return element("figure", lines(content), id=f"figure-{figure.name}")


def _data(png: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(png).decode("ascii")


def _size(png: bytes) -> dict[str, object]:
    """Return width and height in pixels, which a PNG states in its first chunk."""
    return {"width": int.from_bytes(png[16:20], "big"), "height": int.from_bytes(png[20:24], "big")}
