"""Factiva articles saved as text: rows that begin with a code, or lines without labels."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from mediakit.read.account import Options, Parsed
from mediakit.read.databases.factiva.factiva_articles import accession_number, may_hold_number
from mediakit.read.databases.factiva.factiva_rtf import keep_documents
from mediakit.read.documents.keeping import line_date
from mediakit.read.documents.opening import read_text
from mediakit.read.documents.paragraphs import Paragraph
from mediakit.read.documents.wrapped_lines import unwrap_lines
from mediakit.read.values.data_files import read_data
from mediakit.read.values.lines import is_rights, is_word_count
from mediakit.read.values.tidying import tidy_line

_CODED = re.compile(r"\s{0,8}([A-Z]{2,3})(?:(\s+)(.*))?")
_LIST = re.compile(r"\w{1,20} : ")
_BODY = ("LP", "TD")
_LISTS = ("CO", "IN", "NS", "RE")
_CLOSING = ("IPC", "IPD", "RF", "PUB", "AN")
_NEAR = 3
_LONGEST = 200  # characters of a line that may tell a number or a date


def recognise_factiva_txt(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file holds articles of Factiva as text, and by what."""
    if not may_hold_number(text):
        return 0.0, ""
    lines = [line for line in (tidy_line(line[:_LONGEST]) for line in text.splitlines()) if line]
    number = next((line for line in lines if accession_number(line.removeprefix("AN "))), "")
    if not number:
        return 0.0, ""
    counted = [at for at, line in enumerate(lines) if is_word_count(line.removeprefix("WC "))]
    dated = any(_date_near(lines[at + 1 : at + 1 + _NEAR]) for at in counted)
    if dated:
        return 0.95, f"the line {number!r} and a number of words with a date below it"
    return 0.0, ""


def _date_near(lines: Sequence[str]) -> bool:
    return any(line_date(line.removeprefix("PD "), Options()).published for line in lines)


def _rows(lines: Sequence[str]) -> list[str]:
    """Return unwrapped lines; in the coded layout those that begin with a code get a tab behind it and stand alone."""
    if not any(line.split()[:1] == ["HD"] for line in lines):
        return unwrap_lines(lines, _stands_alone)
    rows: list[str] = []
    loose: list[str] = []
    for line, field in zip(lines, _fields(lines), strict=True):
        if field is not None:
            rows += [*unwrap_lines(loose, _stands_alone), "\t".join(field)]
            loose = []
        else:
            loose.append(line)
    return [*rows, *unwrap_lines(loose, _stands_alone)]


def _fields(lines: Sequence[str]) -> list[tuple[str, str] | None]:
    """Return code and value of each line that begins a field.

    One space after a code is what a sentence has, too: in a text, the fields of such a file are then
    lists of codes with names, and those that stand right above the accession number.
    """
    labels = read_data("databases/factiva_labels")
    known = {*labels["codes"], *labels["ignored"]["codes"], *_BODY}
    spaced = any(line.lstrip().startswith(("HD\t", "HD  ")) for line in lines)
    found: list[tuple[str, str] | None] = []
    closing = _closing_lines(lines, known)
    inside = False
    for at, line in enumerate(lines):
        code, space, value = _coded(line, known)
        if inside and code and at not in closing and code not in _BODY:
            wide = "\t" in space or len(space) > 1
            code = code if (wide if spaced else bool(_LIST.match(value))) else ""
        inside = code in _BODY or (inside and not code)
        found.append((code, value) if code else None)
    return found


def _coded(line: str, known: Container[str]) -> tuple[str, str, str]:
    found = _CODED.fullmatch(line.rstrip("\r\n"))
    return (found[1], found[2] or "", found[3] or "") if found and found[1] in known else ("", "", "")


def _closing_lines(lines: Sequence[str], known: Container[str]) -> set[int]:
    """Return the places of lines with codes that stand right above an accession number, each code once."""
    closing: set[int] = set()
    for number in range(len(lines)):
        if _coded(lines[number], known)[0] != "AN" or not accession_number(_coded(lines[number], known)[2].strip()):
            continue
        seen: set[str] = set()
        at = number
        while at >= 0 and _may_close(*_coded(lines[at], known)) and (code := _coded(lines[at], known)[0]) not in seen:
            seen.add(code)
            closing.add(at)
            at -= 1
    return closing


def _may_close(code: str, space: str, value: str) -> bool:
    return code in _CLOSING or (code in _LISTS and bool(_LIST.match(value)))


def _stands_alone(line: str) -> bool:
    return bool(accession_number(line)) or is_word_count(line) or is_rights(line)


def parse_factiva_txt(data: bytes, options: Options) -> Parsed:
    """Read Factiva articles that were saved or pasted as text."""
    parsed = Parsed()
    rows = _rows(read_text(parsed, data, options).splitlines())
    keep_documents(parsed, [Paragraph(row) for row in rows], options)
    return parsed
