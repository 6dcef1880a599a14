"""The dates of a whole column: one order of day and month for all, each distinct date parsed once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from mediakit.read.cells import plain_value, text_array, tidy_lines, to_series
from mediakit.read.clock import find_zone
from mediakit.read.columns import Choice, is_missing
from mediakit.read.dates import NO_DATE, Date, date_of_number, decide_dayfirst, parse_date
from mediakit.read.record import Account, Options
from mediakit.tables import moments


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
        printed = _with_times(printed, table[choice.sources["time"]])
    coded = printed.dictionary_encode()
    texts = coded.dictionary.to_pylist()
    codes = coded.indices.to_numpy(zero_copy_only=False)
    dayfirst = options.dayfirst if options.dayfirst is not None else decide_dayfirst(texts)
    found = [parse_date(t, dayfirst=dayfirst, timezone=options.timezone) if t else NO_DATE for t in texts]
    _note_dates(found, texts, codes, choice, account)
    if typed:
        found, codes = [typed.get(at, found[code]) for at, code in enumerate(codes.tolist())], np.arange(n)
    published = moments([d.published for d in found]).take(codes).reset_index(drop=True)
    precision = to_series(pa.array([d.precision for d in found], pa.large_string()).take(pa.array(codes)))
    return Dated(published, to_series(printed), precision)


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


def _with_times(printed: pa.Array, times: Any) -> pa.Array:
    """Join each date with the time in another column, unless dates carry times already."""
    dates = printed.to_pylist()
    if any(":" in text for text in dates):
        return printed
    clocks = [v.strftime("%H:%M") if hasattr(v, "strftime") else plain_value(v) for v in _listed(times)]
    clocks = [c if re.match(r"\d{1,2}[:.]\d{2}", c) else "" for c in clocks]
    joined = [f"{day} {clock}" if day and clock else day for day, clock in zip(dates, clocks, strict=True)]
    return pa.array(joined, type=pa.large_string())


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
