"""GDELT: article lists as CSV, and the Global Knowledge Graph 2.1."""

from __future__ import annotations

import html
import re
from typing import Any

from mediakit.read.account import Account, Options, Parsed, ParsedTable
from mediakit.read.tables.delimited import guess_dialect
from mediakit.read.tables.free_table import parse_csv
from mediakit.read.values.data_files import read_data
from mediakit.read.values.dates import parse_date
from mediakit.read.values.encodings import decode
from mediakit.read.values.hosts import domain
from mediakit.read.values.tidying import tidy_line

_RECORD_ID = re.compile(r"\d{14}-T?\d+")
_FIELDS, _FIRST_LINES = 27, 5
_PAGE_TITLE = re.compile(r"<PAGE_TITLE>([^<]{1,2000})</PAGE_TITLE>")
_OFFSET = re.compile(r",\d+$")
_TONE = ("tone", "positive", "negative", "polarity", "activity_density", "self_reference_density")


def recognise_gdelt_csv(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how sure it is that this is GDELT's article list as CSV, and why."""
    names = read_data("tables/gdelt")["article_list"]
    # The signs that quote or escape are no part of a name, and may stand in the middle of one.
    plain = text.replace('"', "").replace("\\", "")
    if all(name in plain for name in names) and set(names) <= set(guess_dialect(text)[2]):
        return 0.95, "the columns URL, MobileURL, Date and Title"
    return 0.0, ""


def parse_gdelt_csv(data: bytes, options: Options) -> ParsedTable:
    """Read GDELT's article list; its dates are those of the crawl."""
    account = parse_csv(data, options)
    if len(account.frame):
        account.frame["flags"] = "collection_date"
    message = "the dates are those at which GDELT saw the pages; publication may be earlier"
    account.note("load_date_used", message, value="Date")
    return account


def recognise_gdelt_gkg(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how sure it is that this is a Global Knowledge Graph, and why."""
    for line in text.lstrip("\ufeff").split("\n", _FIRST_LINES)[:_FIRST_LINES]:
        fields = line.split("\t")
        if len(fields) == _FIELDS and (_RECORD_ID.fullmatch(fields[0]) or _is_heading(fields)):
            return 0.99, "27 fields separated by tabs, the first a GKG record number"
    return 0.0, ""


def _is_heading(cells: list[str]) -> bool:
    return cells[0].strip('"').upper() == "GKGRECORDID"


def parse_gdelt_gkg(data: bytes, options: Options) -> Account:
    """Read one record a line: address, themes, people, organisations and tone, but no text and rarely a title."""
    parsed = Parsed()
    names = read_data("tables/gdelt")["knowledge_graph"]
    for number, line in enumerate(decode(data, encoding=options.encoding).text.split("\n"), start=1):
        if not line.strip():
            continue
        cells = line.rstrip("\r").split("\t")
        if number == 1 and _is_heading(cells):
            continue
        if len(cells) != len(names):
            message = f"line {number} has {len(cells)} fields instead of {len(names)}"
            parsed.lose("malformed_document", message, index=parsed.seen, value=f"line {number}", raw=line)
            continue
        parsed.keep(_gkg_record(dict(zip(names, cells, strict=True)), options))
    if parsed.records:
        message = "GKG holds no texts; its own measures are in the columns that begin with x_"
        parsed.note("empty_text", message, value=len(parsed.records))
        message = "the dates are those of GDELT's quarter-hourly batch; publication may be earlier"
        parsed.note("load_date_used", message, value="DATE")
    return parsed


def _gkg_record(cells: dict[str, str], options: Options) -> dict[str, Any]:
    date = parse_date(cells["date"], timezone=options.timezone)
    tone = cells["tone"].split(",")
    title = _PAGE_TITLE.search(cells["extras"])
    record: dict[str, Any] = {
        "outlet": cells["source"] or domain(cells["document"]),
        "url": cells["document"],
        "title": tidy_line(html.unescape(title[1])) if title else "",
        "text": "",
        "published": date.published,
        "date_precision": date.precision,
        "date_text": cells["date"],
        "flags": "collection_date",
        "x_gkg_id": cells["record_id"],
        "x_seen": cells["date"],
    }
    if len(tone) > 6 and re.fullmatch(r"[0-9]{1,9}", tone[6]):
        record["word_count_stated"] = int(tone[6])
    record |= {f"x_{name}": float(value) for name, value in zip(_TONE, tone, strict=False) if _is_number(value)}
    for name in ("themes", "persons", "organizations", "locations", "names", "quotations", "image"):
        record[f"x_{name}"] = _without_offsets(cells[name])
    return record


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d{1,15}(?:\.\d{1,20})?(?:[eE]-?\d{1,3})?", text) is not None


def _without_offsets(cell: str) -> str:
    """Return the names of a list such as ``Name,372;Other,5``, each once."""
    return ";".join(dict.fromkeys(_OFFSET.sub("", part) for part in cell.split(";") if part))
