"""Text exports of NewsBank (Access World News, America's News): the fields of each article below its text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mediakit.read.account import Options, Parsed
from mediakit.read.documents.keeping import add_date, keep_article
from mediakit.read.documents.opening import read_text
from mediakit.read.values.dates import find_date
from mediakit.read.values.lines import is_rights, stated_words
from mediakit.read.values.signs import is_heading
from mediakit.read.values.tidying import paragraphs, tidy_line

_FIELDS = {
    "author": "byline",
    "byline": "byline",
    "section": "section",
    "page": "x_page",
    "edition": "x_edition",
    "dateline": "dateline",
    "column": "x_column",
    "record number": "x_id",
    "accession number": "x_id",
    "index terms": "x_keywords",
    "caption": "x_graphic",
    "length": "word_count_stated",
    "word count": "word_count_stated",
    "openurl link": "url",
    "url": "url",
}
_FIELD = re.compile(rf"\s*({'|'.join(_FIELDS)}|memo|correction|readability|summary)\s?:\s*(.*)$", re.IGNORECASE)
_END = re.compile(r"\s*(?:record|accession) number\s?:", re.IGNORECASE)
# "Courier, The (Town, ST) - Tuesday, March 5, 2024", and the same with the date first.
_PLACE = r"[^()\n]{2,80}(?:\([^()\n]{2,60}\))?"
_SOURCE = re.compile(rf"\s*({_PLACE}) [-–—|] (?=[^\n]*\d{{4}})([^\n]{{8,60}})$")
_TURNED = re.compile(rf"\s*([A-Z][a-z]{{2,8}} \d{{1,2}}, \d{{4}}) [|–—-] ({_PLACE})$")


def recognise_newsbank_txt(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file is a text export of NewsBank, and by what."""
    lines = text.splitlines()[:4000]
    numbers = sum(bool(_END.match(line)) for line in lines)
    sources = [line for line in lines if _source(line)]
    if numbers and sources:
        return 0.95, f"the line {tidy_line(sources[0])!r} and record numbers"
    return (0.0, "")


def _source(line: str) -> tuple[str, str] | None:
    """Return outlet and date of a line that holds both."""
    if len(line) > 200 or not any(c.isdigit() for c in line):
        return None
    turned, usual = _TURNED.match(line), _SOURCE.match(line)
    outlet, date = (turned[2], turned[1]) if turned else (usual[1], usual[2]) if usual else ("", "")
    return (outlet, date) if date and find_date(date) else None


def parse_newsbank_txt(data: bytes, options: Options) -> Parsed:
    """Read a text export of NewsBank."""
    parsed = Parsed()
    lines = read_text(parsed, data, options).splitlines()
    for title, source, below in _articles(lines):
        _add_article(parsed, title, source, below, options)
    if not parsed.seen:
        parsed.lose("unreadable_file", "no article of NewsBank was found in this file; export it again", index=0)
    return parsed


def _articles(lines: Sequence[str]) -> Iterator[tuple[list[str], tuple[str, str], list[str]]]:
    """Yield title, outlet with date, and the lines below, of each article."""
    starts = [at for at, line in enumerate(lines) if _source(line)]
    heads = [_heading(lines, at) for at in starts]
    ends = [following - len(head) for following, head in zip(starts[1:], heads[1:], strict=True)] + [len(lines)]
    for start, head, end in zip(starts, heads, ends, strict=True):
        source = _source(lines[start])
        if source:
            yield head, source, list(lines[start + 1 : end])


def _heading(lines: Sequence[str], at: int) -> list[str]:
    """Return the lines of a headline, which stands right above the outlet or one blank line above it."""
    first = at
    while first and not lines[first - 1].strip() and at - first < 2:
        first -= 1
    while first and lines[first - 1].strip() and not _FIELD.match(lines[first - 1]) and not is_rights(lines[first - 1]):
        if at - first > 4:
            break
        first -= 1
    return list(lines[first:at])


def _add_article(parsed: Parsed, title: list[str], source: tuple[str, str], lines: list[str], options: Options) -> None:
    outlet = re.sub(r"\s*\([^()]*\)\s*$", "", source[0])
    outlet = re.sub(r"^(.*), (The|An?)$", r"\2 \1", tidy_line(outlet))
    record: dict[str, object] = {"title": tidy_line(" ".join(title)), "outlet": outlet}
    kept: list[str] = []
    for line in lines:
        field = _FIELD.match(line)
        if field is None:
            kept += [] if is_rights(line) else [line]
            continue
        name, value = _FIELDS.get(field[1].lower(), ""), tidy_line(field[2])
        if name == "word_count_stated":
            record[name] = stated_words(value)
        elif name and value:
            record.setdefault(name, re.sub(r"\s+,", ",", value))
    if not record["title"]:
        # Newer exports print the headline below the line with the outlet.
        first = next((at for at, line in enumerate(kept) if line.strip()), None)
        if first is not None and is_heading(kept[first].strip()):
            record["title"] = tidy_line(kept.pop(first))
    record["text"] = paragraphs("\n".join(line.rstrip() for line in kept).strip())
    add_date(parsed, record, source[1], options)
    keep_article(parsed, record)
