"""The dates of a whole column: one order of day and month for all, each distinct date parsed once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from mediakit.read.account import Account, Options
from mediakit.read.tables.column_choice import Choice
from mediakit.read.values.clock import find_zone
from mediakit.read.values.dates import NO_DATE, Date, date_of_number, decide_dayfirst, parse_date, parse_month
from mediakit.read.values.missing import is_missing
from mediakit.read.values.text_columns import plain_value, text_array, tidy_lines, to_series
from mediakit.tables import moments

_MIDNIGHT = re.compile(
    r"(?P<day>.*\d.*?)[Tt ]\s?(?:0?0:00(?::00(?:[.,]0+)?)?|12:00(?::00)?\s?[Aa][Mm])"
    r"\s?(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
)
_SERIAL = re.compile(r"(?:2\d|3\d|4\d|5\d)\d{3}(?:[.,]\d+)?")  # from 1954 to 2064
_YEAR_LEADS = re.compile(r"\d{4}-(\d{2})-(\d{2})\b")
_DAY_LEADS = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-]\d{2,4}\b")
_PLAIN_CLOCK = re.compile(r"\d{1,2}:\d{2}")


class Dated(NamedTuple):
    """The dates of a column: moments in UTC, as found, and how precise."""

    published: pd.Series
    texts: pd.Series
    precision: pd.Series

    @classmethod
    def of(cls, published: list[Any], texts: list[str], precision: list[str]) -> Dated:
        """Return the columns made from lists."""
        return cls(moments(published), pd.Series(texts, dtype="str"), pd.Series(precision, dtype="str"))


def read_dates(
    table: Mapping[str, Any], choice: Choice, options: Options, account: Account, *, excel: bool = False
) -> Dated:
    """Return the dates of a table's date column, joined with its time column if it has one.

    Parameters
    ----------
    table : mapping of str to sequence
        The cells of each column.
    choice : Choice
        Names the columns ``published`` and ``time``.
    options : Options
        Time zone and order of day and month; without an order the column's own dates decide.
    account : Account
        Takes up what is doubtful.
    excel : bool
        Numbers are days of Excel.
    """
    name = choice.sources.get("published")
    n = len(next(iter(table.values())))
    if name is None:
        return Dated.of([None] * n, [""] * n, ["none"] * n)
    typed = _typed_cells(table[name], options, excel=excel)
    printed = tidy_lines(text_array(table[name]))
    if "time" in choice.sources:
        clocks = [_clock(value, excel=excel) for value in _listed(table[choice.sources["time"]])]
        printed = _with_times(printed, table[name], typed, clocks)
    coded = printed.dictionary_encode()
    texts = coded.dictionary.to_pylist()
    codes = coded.indices.to_numpy(zero_copy_only=False)
    dayfirst = options.dayfirst if options.dayfirst is not None else decide_dayfirst(texts)
    read = _reader_of(texts, account, excel=excel)
    found = [read(t, dayfirst=dayfirst, timezone=options.timezone) if t else NO_DATE for t in texts]
    _note_dates(found, texts, codes, choice, account)
    if _is_turned(typed, texts):
        typed = _turned_back(typed, texts, options, account)
    if typed:
        found, codes = [typed.get(at, found[code]) for at, code in enumerate(codes.tolist())], np.arange(n)
    published = moments([d.published for d in found]).take(codes).reset_index(drop=True)
    precision = to_series(pa.array([d.precision for d in found], pa.large_string()).take(pa.array(codes)))
    return Dated(published, to_series(printed), precision)


def _reader_of(texts: list[str], account: Account, *, excel: bool) -> Callable[..., Date]:
    """Return what reads the texts of a column; where they all have a form of Excel's, what reads that form."""
    filled = [text for text in texts if text]
    if not excel and filled and all(_SERIAL.fullmatch(text) for text in filled):
        message = "the column of dates holds the numbers by which Excel counts days; they were read as that"
        account.note("serial_dates", message, severity="info", value=filled[0])
        return lambda text, **_: date_of_number(float(text.replace(",", ".")), excel=True)
    if filled and all(parse_month(text).published for text in filled):
        return lambda text, **_: parse_month(text)
    return parse_date


def _is_turned(typed: dict[int, Date], texts: list[str]) -> bool:
    """Return whether a spreadsheet took day and month of half a column for each other.

    It makes dates of what it can read with the month first, and leaves what it cannot, days above 12, as texts: then
    none of its dates has a day above 12, and every text begins with one.
    """
    days = [date.published.day for date in typed.values() if date.published and date.precision == "day"]
    days += [int(found[2]) for text in texts if (found := _YEAR_LEADS.match(text))]
    left = [found for text in texts if (found := _DAY_LEADS.match(text))]
    if len(days) < 2 or len(left) < 2 or max(days) > 12:
        return False
    return all(12 < int(found[1]) <= 31 and int(found[2]) <= 12 for found in left)


def _turned_back(typed: dict[int, Date], texts: list[str], options: Options, account: Account) -> dict[int, Date]:
    """Report such a column; turn its dates back where the caller says that the day comes first."""
    dated = {at: date for at, date in typed.items() if date.published}
    turned = "the days of all dates are 12 at most, but of those left as text, which begin with the day, all are later"
    if options.dayfirst and dated:
        message = f"{turned}: a spreadsheet had turned day and month, which was undone as dayfirst=True says"
        account.note("ambiguous_day_month", message, severity="info", value=len(dated))
        return typed | {at: _swapped(date) for at, date in dated.items()}
    way = "dayfirst=True turns them back" if dated else "Compare some with their articles, and export them again"
    message = f"{turned}: a spreadsheet has probably turned day and month of the former. {way}"
    account.note("ambiguous_day_month", message, value=len(dated))
    return typed


def _swapped(date: Date) -> Date:
    moment = date.published
    if moment is None or moment.day > 12:
        return date
    return Date(moment.replace(month=moment.day, day=moment.month), date.precision)


def _typed_cells(values: Any, options: Options, *, excel: bool) -> dict[int, Date]:
    """Return the dates of cells that are dates or numbers and not texts, by their row."""
    if isinstance(values, (pa.Array, pa.ChunkedArray)):
        return {}
    return {at: _typed_date(v, options.timezone, excel=excel) for at, v in enumerate(values) if not isinstance(v, str)}


def _typed_date(value: Any, timezone: str | None, *, excel: bool) -> Date:
    if is_missing(value) or isinstance(value, bool):
        return NO_DATE
    if isinstance(value, datetime):
        return _moment(value, timezone)
    if isinstance(value, date):
        return Date(datetime(value.year, value.month, value.day, tzinfo=UTC), "day")
    if isinstance(value, (int, float, np.number)):
        return date_of_number(float(value), excel=excel)
    return NO_DATE


def _moment(value: datetime, timezone: str | None) -> Date:
    moment = value.to_pydatetime(warn=False) if isinstance(value, pd.Timestamp) else value
    if moment.tzinfo is None and moment.time() == datetime.min.time():
        return Date(moment.replace(tzinfo=UTC), "day")
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=find_zone(timezone) if timezone else UTC)
    try:
        return Date(moment.astimezone(UTC), "minute")
    except OverflowError:
        return NO_DATE


def _with_times(printed: pa.Array, values: Any, typed: dict[int, Date], clocks: list[str]) -> pa.Array:
    """Join each date that has no time of its own with the time in another column; it is typed no longer."""
    dates, telling = printed.to_pylist(), any(c in "123456789" for clock in clocks for c in clock)
    for at, clock in enumerate(clocks):
        if not telling and (at in typed or ":" in dates[at]):
            continue
        day, zone = _typed_day(values[at], typed[at]) if at in typed else _printed_day(dates[at])
        if clock and day and (not zone or _PLAIN_CLOCK.fullmatch(clock)):
            dates[at] = f"{day} {clock.zfill(5) if zone else clock}{zone}"
            typed.pop(at, None)
    return pa.array(dates, type=pa.large_string())


def _typed_day(value: Any, found: Date) -> tuple[str, str]:
    """Return the day and the offset of a date without a time, or at midnight."""
    if isinstance(value, datetime) and value.tzinfo is not None and value.time() == datetime.min.time():
        return f"{value:%Y-%m-%d}", f"{value:%z}"[:5]
    return (f"{found.published:%Y-%m-%d}", "") if found.precision == "day" else ("", "")


@lru_cache(maxsize=1 << 16)
def _printed_day(text: str) -> tuple[str, str]:
    found = _MIDNIGHT.fullmatch(text)
    day, zone = (found["day"].rstrip(" ,"), found["zone"] or "") if found else (text, "")
    known = ":" not in day and parse_date(day).precision == "day"
    return (day, zone.replace("UTC", "Z").replace("GMT", "Z")) if known else ("", "")


def _clock(value: Any, *, excel: bool) -> str:
    """Return a time of day as it may follow a date, or nothing."""
    if isinstance(value, timedelta) and timedelta(0) <= value < timedelta(days=1):
        value = value / timedelta(days=1)
    elif not excel and isinstance(value, (int, float)):
        return ""
    if isinstance(value, (int, float)):
        minutes = round(value * 1440) if 0 <= value < 1 else 1440
        return f"{minutes // 60:02}:{minutes % 60:02}" if minutes < 1440 else ""
    return _checked_clock(value.strftime("%H:%M") if hasattr(value, "strftime") else plain_value(value).strip())


@lru_cache(maxsize=1 << 16)
def _checked_clock(text: str) -> str:
    usable = re.match(r"\d{1,2}[:.]\d{2}", text) and parse_date(f"2000-01-01 {text}").precision == "minute"
    return text if usable or text in ("00:00", "00:00:00") else ""


def _listed(values: Any) -> list[Any]:
    return values.to_pylist() if isinstance(values, (pa.Array, pa.ChunkedArray)) else list(values)


def _note_dates(found: list[Date], texts: list[str], codes: Any, choice: Choice, account: Account) -> None:
    unclear = np.array([d.ambiguous for d in found], dtype=bool)[codes]
    if unclear.any():
        message = (
            f"in {int(unclear.sum()):,} of {len(codes):,} dates day and month could be the other way round; "
            "the day was read first. Pass dayfirst=True or dayfirst=False"
        )
        account.note("ambiguous_day_month", message, value=texts[codes[np.flatnonzero(unclear)[0]]])
    if choice.collected:
        name = choice.sources["published"]
        message = f"the column {name!r} tells when articles were collected; publication may be earlier"
        account.note("load_date_used", message, value=name)
