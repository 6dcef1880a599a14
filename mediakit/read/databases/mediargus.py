"""Text exports of Mediargus and GoPress (Belgium): a numbered list of titles, then the texts in the same order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mediakit.read.account import Options, Parsed
from mediakit.read.databases.day_first import day_first, find_day
from mediakit.read.documents.keeping import add_date, keep_article
from mediakit.read.documents.opening import read_text
from mediakit.read.values.data_files import read_data
from mediakit.read.values.lines import join_paragraphs, stated_words
from mediakit.read.values.tidying import tidy_line

_ITEM = re.compile(r"\??(\d{1,5})\. (.+)")
_SOURCE = re.compile(
    r"(.{1,120}?), (\S{2,20} \d{1,2} \S{3,20} \d{4})(?:, p\. ?([^\s,]{1,20}?))?(?:, (\d{1,7})w)?\.?\s*"
)
_BODY = re.compile(r"\s*(\d{2})-(\d{2})-(\d{4})(?:, p\. ?(\S{1,20}))?\s*")


@dataclass(frozen=True)
class _Item:
    number: int
    title: str
    outlet: str
    date: str
    page: str
    words: int
    teaser: str


def recognise_mediargus_txt(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file is a text export of Mediargus, and by what."""
    found = next((line for line in text.splitlines()[:12] if _SOURCE.fullmatch(line)), "")
    return (0.95, f"the line {tidy_line(found)!r}") if found else (0.0, "")


def _items(lines: Sequence[str]) -> Iterator[_Item]:
    """Yield the entries of the numbered list: title, source line, teaser."""
    for at, line in enumerate(lines):
        source = _SOURCE.fullmatch(line)
        above = next((n for n in range(at - 1, max(at - 6, -1), -1) if _ITEM.match(lines[n])), None)
        if source is None or above is None:
            continue
        number = _ITEM.match(lines[above])
        title = " ".join([number[2] if number else "", *lines[above + 1 : at]])
        below = next((text for text in lines[at + 1 : at + 4] if text.strip()), "")
        teaser = "" if _ITEM.match(below) else below
        words = stated_words(source[4] or "") or 0
        yield _Item(
            int(number[1]) if number else 0, tidy_line(title), source[1], source[2], source[3] or "", words, teaser
        )


def _bodies(lines: Sequence[str]) -> list[tuple[str, str, list[str]]]:
    """Return date, page and paragraphs of each text; a text begins with its date and page."""
    bodies: list[tuple[str, str, list[str]]] = []
    for line in lines:
        begins = _BODY.fullmatch(line)
        if begins is not None:
            bodies.append((f"{begins[3]}-{begins[2]}-{begins[1]}", begins[4] or "", []))
        elif bodies and line.strip():
            bodies[-1][2].append(tidy_line(line))
    return bodies


def _text(item: _Item, paragraphs: list[str]) -> tuple[str, str]:
    """Return region and text of an article, without its headline and the owner's line at its end."""
    at = next((n for n, line in enumerate(paragraphs[:4]) if line == item.title), None)
    region = "; ".join(paragraphs[:at]) if at else ""
    kept = paragraphs if at is None else paragraphs[at + 1 :]
    return region, join_paragraphs(line for line in kept if not line.startswith("©"))


def parse_mediargus_txt(data: bytes, options: Options) -> Parsed:
    """Read a text export of Mediargus: the list gives the fields, the part after it the texts."""
    parsed, options = Parsed(), day_first(options)
    lines = read_text(parsed, data, options).splitlines()
    bodies = _bodies(lines)
    position = 0
    for item in _items(lines):
        date = find_day(item.date, options)
        day = f"{date.date.published:%Y-%m-%d}" if date and date.date.published else ""
        nearby = range(position, min(position + 4, len(bodies)))
        match = next((at for at in nearby if bodies[at][:2] == (day, item.page)), None)
        region, text = _text(item, bodies[match][2]) if match is not None else ("", item.teaser)
        position = match + 1 if match is not None else position
        placeholder = item.title in read_data("databases/mediargus")["untitled"]
        record: dict[str, object] = {
            "title": "" if placeholder and text else item.title,
            "outlet": item.outlet,
            "text": tidy_line(text) if match is None else text,
            "word_count_stated": item.words,
            "language": "nl",
            "truncated": match is None,
            "x_page": item.page,
            "x_region": region,
        }
        if match is None:
            message = "the file lists this article without its text; only the teaser was read"
            parsed.note("truncated_text", message, index=parsed.seen, raw=item.title)
        add_date(parsed, record, item.date, options)
        keep_article(parsed, record, raw=item.title)
    if not parsed.seen:
        parsed.lose("unreadable_file", "no numbered list of articles was found in this file", index=0)
    return parsed
