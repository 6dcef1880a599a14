"""Factiva articles saved as text: rows that begin with a code, or lines without labels."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mediakit.read.assemble import reader
from mediakit.read.data import read_data
from mediakit.read.factiva import accession_number
from mediakit.read.factiva_rtf import keep_documents
from mediakit.read.nexis_txt import unwrap_lines
from mediakit.read.press import is_word_count, line_date, read_text
from mediakit.read.record import Options, Parsed
from mediakit.read.rtf import RtfParagraph
from mediakit.read.tidying import tidy_line

_CODED = re.compile(r"\s{0,8}([A-Z]{2,3})(?:\s+(.*))?")
_NEAR = 3
_LONGEST = 200  # characters of a line that may tell a number or a date


def recognise_factiva_txt(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file holds articles of Factiva as text, and by what."""
    lines = [line for line in (tidy_line(line[:_LONGEST]) for line in text.splitlines()) if line]
    number = next((line for line in lines if accession_number(line.removeprefix("AN "))), "")
    counted = [at for at, line in enumerate(lines) if is_word_count(line.removeprefix("WC "))]
    dated = any(_date_near(lines[at + 1 : at + 1 + _NEAR]) for at in counted)
    if number and dated:
        return 0.95, f"the line {number!r} and a number of words with a date below it"
    return 0.0, ""


def _date_near(lines: Sequence[str]) -> bool:
    return any(line_date(line.removeprefix("PD "), Options()).published for line in lines)


def _rows(lines: Sequence[str]) -> list[str]:
    """Return unwrapped lines; those that begin with a code get a tab behind it and stand alone."""
    labels = read_data("factiva_labels")
    coded = any(line.split()[:1] == ["HD"] for line in lines)
    known = {*labels["codes"], *labels["ignored"]["codes"], "LP", "TD"} if coded else set()
    rows: list[str] = []
    loose: list[str] = []
    for line in lines:
        found = _CODED.fullmatch(line)
        if found and found[1] in known:
            rows += [*unwrap_lines(loose), f"{found[1]}\t{found[2] or ''}"]
            loose = []
        else:
            loose.append(line)
    return [*rows, *unwrap_lines(loose)]


def parse_factiva_txt(data: bytes, options: Options) -> Parsed:
    """Read Factiva articles that were saved or pasted as text."""
    parsed = Parsed()
    rows = _rows(read_text(parsed, data, options).splitlines())
    keep_documents(parsed, [RtfParagraph(row) for row in rows], options)
    return parsed


read_factiva_txt = reader("factiva_txt", parse_factiva_txt)
