"""How an article is kept: its printed date, its stated length, what is doubtful about it, the account."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mediakit.read.account import Options, Parsed
from mediakit.read.values.dates import NO_DATE, Date, find_date, parse_date
from mediakit.read.values.lines import count_words, cut_rights
from mediakit.read.values.signs import signs_of_several
from mediakit.read.values.tidying import tidy_line

LENGTH_TOLERANCE = 0.12
LENGTH_SLACK = 20
_LONGEST_COUNTED = 5_000_000
_SEASON = re.compile(r"(?:spring|summer|autumn|fall|winter)[ ,]{1,3}(\d{4})(?:/\d{2,4})?", re.IGNORECASE)


def line_date(line: str, options: Options, *, anywhere: bool = False) -> Date:
    """Return the date a line states: alone, at its beginning, or (only when asked) anywhere."""
    date = parse_date(line, dayfirst=options.dayfirst, timezone=options.timezone)
    if date.precision == "none":
        found = find_date(line, dayfirst=options.dayfirst, timezone=options.timezone)
        if found is not None and (anywhere or found.start == 0):
            return found.date
        season = _SEASON.fullmatch(line)
        return parse_date(season[1]) if season else date
    return date


def add_date(parsed: Parsed, record: dict[str, Any], text: str, options: Options, *, load_date: str = "") -> None:
    """Set the date of a record from the printed one; a load date is a last resort that is reported."""
    index, raw = parsed.seen, record.get("title", "")
    date = line_date(tidy_line(text), options, anywhere=True) if text else NO_DATE
    record["date_text"] = tidy_line(text)
    if date.published is None and load_date:
        date = line_date(tidy_line(load_date), options, anywhere=True)
        if date.published is not None:
            record["date_text"] = tidy_line(load_date)
            record["flags"] = f"{record.get('flags', '')} load_date".strip()
            message = "no publication date is printed; the day the database loaded the article is used: check it"
            parsed.note("load_date_used", message, index=index, value=load_date, raw=raw)
    if date.published is None:
        message = "no publication date that can be read; published stays empty"
        parsed.note("no_date", message, index=index, value=text, raw=raw)
    elif date.ambiguous:
        message = "day and month could be the other way round; pass dayfirst=True or False"
        parsed.note("ambiguous_day_month", message, index=index, value=text, raw=raw)
    record["published"], record["date_precision"] = date.published, date.precision


def check_length(parsed: Parsed, record: Mapping[str, Any]) -> None:
    """Compare the number of words a source states with the number that was read."""
    stated = record.get("word_count_stated")
    if stated is None or not record.get("text") or record.get("truncated"):
        return
    if len(record["text"]) > _LONGEST_COUNTED:
        return
    body = count_words(record["text"])
    more = [count_words(record.get(name, "")) for name in ("standfirst", "title", "x_graphic")]
    counts = (body, body + more[0], body + more[0] + more[1], body + sum(more))
    off = min(abs(count - stated) for count in counts)
    if off > max(LENGTH_SLACK, LENGTH_TOLERANCE * stated):
        message = (
            f"the source states {stated} words, but {body} were read: "
            "the text may be cut, or hold something that is not the article"
        )
        parsed.note("length_mismatch", message, index=parsed.seen, value=stated, raw=record.get("title", ""))


def keep_article(parsed: Parsed, record: dict[str, Any], *, raw: str = "") -> None:
    """Keep a record with what is doubtful about it, or account for it as lost when it is empty."""
    record["text"] = cut_rights(record.get("text", ""))
    title, text = record.get("title", ""), record.get("text", "")
    if not title and not text:
        message = "neither a headline nor a text was found where an article should be; look at the raw record"
        parsed.lose("empty_text", message, index=parsed.seen, raw=tidy_line(raw[:1000]))
        return
    if not title:
        message = "the article has no headline; title stays empty"
        parsed.note("malformed_document", message, severity="info", index=parsed.seen, raw=tidy_line(text[:1000]))
    if not text:
        parsed.note("empty_text", "the article has no text; kept with its headline only", index=parsed.seen, raw=title)
    check_length(parsed, record)
    parsed.keep({key: value for key, value in record.items() if value != "" or not key.startswith("x_")})


def note_several(parsed: Parsed, text: str, index: int = 0) -> None:
    """Report when a text that was kept as one article looks like several, or like no article."""
    signs = signs_of_several(text)
    if signs:
        message = (
            f"this was read as one article, but it does not look like one: {'; '.join(signs)}. Split it, one file for "
            "each article, or name its format with format="
        )
        parsed.note("several_articles", message, index=index, value=signs[0])


def compare_count(parsed: Parsed, announced: int | None, where: str) -> None:
    """Report when a file announces another number of articles than it holds."""
    if announced is not None and announced != parsed.seen:
        message = f"{where} announces {announced} articles, the file holds {parsed.seen}; it may be cut or split"
        parsed.note("count_mismatch", message, value=announced)
