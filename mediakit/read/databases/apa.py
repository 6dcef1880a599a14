"""RTF exports of the APA OnlineManager (Austria): articles between ruled lines, each with a head line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile
from typing import NamedTuple

from mediakit.read.account import Options, Parsed
from mediakit.read.databases.apa_heads import SECTION, head_match, read_head
from mediakit.read.databases.day_first import day_first, find_day
from mediakit.read.documents.keeping import add_date, keep_article
from mediakit.read.documents.paragraphs import Paragraph
from mediakit.read.documents.rtf import rtf_opening, rtf_paragraphs
from mediakit.read.values.data_files import read_data
from mediakit.read.values.lines import join_paragraphs
from mediakit.read.values.tidying import tidy_line

_PRINT = re.compile(r"Print-Ausgabe,\s?(\d{1,2}\.\d{1,2}\.\d{4})")
_INDENT = "   "
_RULE = re.compile(r"\s*_{20,}\s*")
_DISAGREEING_DAYS = 31


def recognise_apa_rtf(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file is an RTF export of APA, and by what."""
    if not head.lstrip().startswith(b"{\\rtf"):
        return 0.0, ""
    line = next((p.text for p in rtf_opening(head)[:60] if head_match(p.text)), "")
    return (0.95, f"the line {tidy_line(line)[:80]!r}") if line else (0.0, "")


def _documents(paragraphs: Sequence[Paragraph]) -> list[list[Paragraph]]:
    """Return the paragraphs of each article: between ruled lines, or from one head line to the next without any."""
    parts = [part for paragraph in paragraphs for part in _parts(paragraph)]
    ruled = any(_RULE.fullmatch(part.text) for part in parts)
    documents: list[list[Paragraph]] = [[]]
    for paragraph in parts:
        if _RULE.fullmatch(paragraph.text):
            documents.append([])
        elif not ruled and head_match(paragraph.text) and any(head_match(earlier.text) for earlier in documents[-1]):
            documents.append([paragraph])
        elif tidy_line(paragraph.text):
            documents[-1].append(paragraph)
    return [document for document in documents if document]


def _parts(paragraph: Paragraph) -> Iterator[Paragraph]:
    """Yield a paragraph in pieces, where ruled lines and head lines stand inside it."""
    lines = paragraph.text.split("\n")
    cuts = {at for at, line in enumerate(lines) if _RULE.fullmatch(line) or (at and head_match(line))}
    cuts |= {at + 1 for at in cuts if _RULE.fullmatch(lines[at])}
    for start, stop in pairwise(sorted({0, *cuts, len(lines)})):
        bold = paragraph.bold_lines[start:stop]
        yield replace(paragraph, text="\n".join(lines[start:stop]), bold_lines=bold)


def _is_notice(text: str) -> bool:
    """Return whether what is said of the whole document begins here, such as its source once more."""
    line, names = tidy_line(text), read_data("databases/apa")
    source = next((line.removeprefix(label) for label in names["sources"] if line.startswith(label)), "")
    return line.startswith(tuple(names["notices"])) or bool(source and head_match(source))


class _Line(NamedTuple):
    text: str
    bold: bool
    begins: bool  # a paragraph


def _filled_lines(document: Sequence[Paragraph]) -> list[_Line]:
    """Return the filled lines of a document."""
    found: list[_Line] = []
    for paragraph in document:
        begins = True
        for line, bold in zip(paragraph.text.split("\n"), paragraph.bold_lines, strict=True):
            begins |= not tidy_line(line) or line.startswith(_INDENT)
            if tidy_line(line):
                found.append(_Line(line, bold, begins))
                begins = False
    return found


def _join_lines(lines: Sequence[_Line]) -> str:
    joined: list[str] = []
    for line in lines:
        if line.begins or not joined:
            joined.append(line.text)
        else:
            joined[-1] += f" {line.text}"
    return join_paragraphs(joined)


def _headline_of(body: Sequence[_Line]) -> tuple[int, int]:
    """Return where the headline begins and ends: the first bold lines, or else the first line."""
    first = next((at for at, line in enumerate(body) if line.bold), 0)
    rest = range(first + 1, len(body))
    return first, next((at for at in rest if body[at].begins or not body[at].bold), len(body))


def parse_apa_rtf(data: bytes, options: Options) -> Parsed:
    """Read an RTF export of APA: articles between ruled lines, each with a head line and a bold headline."""
    parsed, options = Parsed(), day_first(options)
    for document in _documents(rtf_paragraphs(data, encoding=options.encoding)):
        raw = tidy_line(" ".join(p.text for p in document[:10]))[:1000]
        lines = _filled_lines(document)
        start = next((at for at, line in enumerate(lines) if head_match(line.text)), None)
        if start is None:
            parsed.lose("malformed_document", "no head line with outlet and date was found; export it again", raw=raw)
            continue
        record, date = read_head([line.text for line in lines[start : start + 4]], options)
        body = list(takewhile(lambda line: not _is_notice(line.text), lines[start + 1 :]))
        body = [line for line in body if not SECTION.match(line.text)]
        first, after = _headline_of(body)
        record["title"] = tidy_line(" ".join(line.text for line in body[first:after]))
        record["x_kicker"] = tidy_line(" ".join(line.text for line in body[:first]))
        record["text"] = _join_lines(body[after:])
        add_date(parsed, record, date, options)
        _compare_print_date(parsed, record, options)
        keep_article(parsed, record, raw=raw)
    if not parsed.seen:
        parsed.lose("unreadable_file", "no article was found in this RTF file", index=0)
    return parsed


def _compare_print_date(parsed: Parsed, record: dict[str, object], options: Options) -> None:
    """Report an article that names a printed issue far from the day on which it was found on the web."""
    printed = _PRINT.search(str(record["text"])[-400:])
    found = find_day(printed[1], options) if printed else None
    published = record["published"]
    if printed is None or found is None or found.date.published is None or published is None:
        return
    if abs((found.date.published - published).days) > _DISAGREEING_DAYS:  # type: ignore[operator]
        message = f"the head says {record['date_text']}, the text names the printed issue of {printed[1]}"
        parsed.note("date_disagrees", message, index=parsed.seen, value=printed[1], raw=record["title"])
