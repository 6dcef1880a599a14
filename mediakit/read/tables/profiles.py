"""What a column of a table holds, from a sample of its cells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mediakit.read.values.dates import date_of_number, parse_date, parse_month
from mediakit.read.values.missing import is_missing

SAMPLE = 100
_YEAR = re.compile(r"\d{4}|[\w.][./'’ -]{1,2}\d{2}\b")


@dataclass(frozen=True)
class Profile:
    """What a column holds, over a sample of its filled cells: shares from 0 to 1, and mean words a cell."""

    filled: int
    address: float
    dated: float
    number: float
    structure: float
    words: float


def some_cells(values: Any, step: int) -> list[Any]:
    """Return every step-th cell of a list or of an Arrow array."""
    if not hasattr(values, "to_pylist"):
        return list(values[::step])
    found: list[Any] = []
    start = 0
    for chunk in getattr(values, "chunks", [values]):
        found += [chunk[at].as_py() for at in range(-start % step, len(chunk), step)]
        start += len(chunk)
    return found


def profile(values: Any) -> Profile:
    """Return what a column holds, from at most 100 filled cells spread over it."""
    step = max(1, len(values) // (4 * SAMPLE))
    filled = [v for v in some_cells(values, step) if not is_missing(v)]
    if not filled and step > 1:
        filled = [v for v in some_cells(values, 1) if not is_missing(v)]
    filled = filled[:: max(1, len(filled) // SAMPLE)]
    n = max(1, len(filled))
    texts = [v.strip() for v in filled if isinstance(v, str)]
    return Profile(
        filled=len(filled),
        address=sum(t[:8].lower().startswith(("http://", "https://", "www.")) and " " not in t for t in texts) / n,
        dated=sum(map(is_date, filled)) / n,
        number=sum(isinstance(v, (int, float)) or _is_number(v) for v in filled) / n,
        structure=sum(not isinstance(v, str) and isinstance(v, (list, dict)) for v in filled) / n
        + sum(t[:1] in "[{" and t[-1:] in "]}" for t in texts) / n,
        words=sum(_words(v) for v in filled) / n,
    )


def _words(value: Any) -> int:
    """Count words of a cell; in scripts without spaces two characters count as one word."""
    if not isinstance(value, str):
        return sum(_words(v) for v in value) if isinstance(value, list) else 1
    count = value.count(" ") + 1
    return count if value.isascii() or count > len(value) / 25 else len(value) // 2


def _is_number(value: Any) -> bool:
    return isinstance(value, str) and len(value) < 30 and bool(re.fullmatch(r"-?\d+(?:[.,]\d+)?", value.strip()))


def is_date(value: Any) -> bool:
    """Return whether a cell states a month at least."""
    if isinstance(value, str):
        likely = len(value) <= 80 and value.count(" ") < 12 and "://" not in value and _YEAR.search(value)
        known = bool(likely) and parse_date(value).precision in ("minute", "day", "month")
        return known or (bool(likely) and parse_month(value).published is not None)
    if isinstance(value, bool):
        return False
    if isinstance(value, (int, float)):
        return date_of_number(float(value)).precision in ("minute", "day")
    return isinstance(value, date)


def times_of(values: Any) -> tuple[list[datetime | None], bool]:
    """Return some of the moments of a column, and whether they tell a time of day."""
    cells = some_cells(values, max(1, len(values) // SAMPLE))[:SAMPLE]
    found = [_moment(cell) for cell in cells]
    return found, any(moment and moment.time() != datetime.min.time() for moment in found)


def _moment(cell: Any) -> datetime | None:
    if isinstance(cell, str):
        return parse_date(cell).published
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return date_of_number(float(cell)).published
    return None
