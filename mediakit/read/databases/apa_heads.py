"""The head of an article in the exports of APA and in the printouts of DeFacto."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mediakit.read.account import Options
from mediakit.read.databases.day_first import find_day
from mediakit.read.values.tidying import tidy_line

_HEAD = re.compile(
    r"\s*[\"„»](?P<quoted>[^\"“«]{1,120})[\"“«]\s{0,20}(?:Nr\.?\s?\S{1,20}\s{1,20})?(?P<issue>[^\"\d\n]{1,60}?\s)?"
    r"(?P<kind>vom|gefunden am|gesendet am|erschienen am)\s"
)
_PLAIN_HEAD = re.compile(
    r"\s*(?P<quoted>[^\W\d_][^\"\n]{1,60}?)\s(?:Nr\.?\s?\S{1,20}\s{1,20})?(?P<kind>vom)\s"
    r"(?=\d{2}\.\s?(?:\d{2}\.|[^\W\d_]{3}\s)\d{4}(?:\s\d{2}[.:]\d{2}(?:\sUhr)?)?(?:\s{1,80}Seite.{0,40})?\s*(?:\n|$))"
)
_PAGE = re.compile(r"Seite:?\s{0,9}(\S{1,20})")
SECTION = re.compile(r"Ressort:\s{0,9}(.{1,200})")


def head_match(line: str) -> re.Match[str] | None:
    """Return the match of a head line, with the outlet between quotation marks or without them."""
    return _HEAD.match(line) or _PLAIN_HEAD.match(line)


def read_head(lines: Sequence[str], options: Options) -> tuple[dict[str, object], str]:
    """Read outlet, page, section and date of a head such as ``"Kurier" vom 02.04.2013   Seite: 1``."""
    found = head_match(lines[0])
    if found is None:
        return {}, ""
    rest = lines[0][found.end() :]
    page = _PAGE.search(rest)
    section = next((match for match in map(SECTION.match, lines[1:]) if match), None)
    record: dict[str, object] = {
        "outlet": tidy_line(found["quoted"]),
        "section": tidy_line(section[1] if section else found.groupdict().get("issue") or ""),
        "x_page": page[1] if page else "",
        "flags": "date_found" if found["kind"].startswith("gefunden") else "",
        "language": "de",
    }
    date = find_day(rest, options)
    return record, rest[date.start : date.end] if date else ""
