"""RIS files, as reference managers and library databases write them: one tag a line, records that end with ER."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mediakit.read.account import Options, Parsed
from mediakit.read.documents.keeping import add_date, keep_article
from mediakit.read.documents.opening import read_text
from mediakit.read.values.data_files import read_data
from mediakit.read.values.language_codes import language_code
from mediakit.read.values.tidying import plain_entities, tidy_line, tidy_text

_TAG = re.compile(r"\ufeff?([A-Z][A-Z0-9])  ?-(?: (.*)|$)")
_DATE = re.compile(r"(\d{4})/(\d{1,2})?/?(\d{1,2})?(?:/.*)?")
_ARTICLE_FIELDS = ("title", "outlet", "byline", "url", "section")


def recognise_ris(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file is in the RIS format, and by what."""
    lines = [line for line in text.splitlines()[:200] if line.strip()]
    if lines and lines[0].lstrip("\ufeff").startswith("TY  -") and sum(bool(_TAG.match(line)) for line in lines) > 2:
        return 0.95, f"the line {tidy_line(lines[0])!r}"
    return 0.0, ""


def _records(text: str) -> Iterator[dict[str, list[str]]]:
    """Yield the tags of each record with their values; a line without tag goes on with the one before it."""
    record: dict[str, list[str]] = {}
    tag = ""
    for line in text.splitlines():
        found = _TAG.match(line)
        if found is None:
            if tag and line.strip():
                # Wrapped lines are indented; others are paragraphs.
                record[tag][-1] += (" " if line.startswith(("  ", "\t")) else "\n") + line.strip()
            continue
        tag = found[1]
        if tag in ("TY", "ER") and record:
            yield record
            record = {}
        if tag != "ER":
            record.setdefault(tag, []).append(found[2] or "")
    if record:
        yield record


def _read_fields(record: dict[str, list[str]]) -> dict[str, str]:
    known = read_data("databases/ris")
    fields: dict[str, str] = {}
    for tag, name in known["fields"].items():
        values = [value for raw in record.get(tag, []) if (value := tidy_text(plain_entities(raw)))]
        if values and name not in fields:
            fields[name] = "; ".join(values) if name in known["several"]["fields"] else values[0]
    return fields


def _date(text: str) -> str:
    """Return a date such as ``2019/06/05/`` in the form of ISO 8601, as far as it goes."""
    found = _DATE.fullmatch(text)
    return "-".join(part.zfill(2) for part in found.groups() if part) if found else text


def parse_ris(data: bytes, options: Options) -> Parsed:
    """Read a RIS file; it holds abstracts at most, which are a part of the text."""
    parsed = Parsed()
    for tags in _records(read_text(parsed, data, options)):
        fields = _read_fields(tags)
        record: dict[str, object] = {name: tidy_line(fields.pop(name, "")) for name in _ARTICLE_FIELDS}
        record |= {"text": fields.pop("abstract", ""), "language": language_code(fields.pop("language", ""))}
        record["truncated"] = bool(record["text"])
        if record["text"]:
            parsed.note("truncated_text", "only the abstract is there", index=parsed.seen, raw=record["title"])
        add_date(parsed, record, _date(fields.pop("date", "")), options)
        keep_article(parsed, record | {f"x_{name}": value for name, value in fields.items()}, raw=str(tags)[:1000])
    if not parsed.seen:
        parsed.lose("unreadable_file", "no record was found in this RIS file", index=0)
    return parsed
