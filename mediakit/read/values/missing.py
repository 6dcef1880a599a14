"""Cells that hold nothing, and the words that say so."""

from __future__ import annotations

from functools import cache
from typing import Any

from mediakit.read.values.data_files import read_data


@cache
def _missing() -> frozenset[str]:
    return frozenset(read_data("values/missing")["words"])


def missing_words() -> list[str]:
    """Return the words that stand for nothing in a cell."""
    return ["", *sorted(_missing())]


def is_missing(value: Any) -> bool:
    """Return whether a cell holds nothing: None, NaN, blank, or a word for nothing such as ``null``.

    Examples
    --------
    >>> is_missing(float("nan")), is_missing("n/a"), is_missing(0)
    (True, True, False)
    """
    if isinstance(value, str):
        return not value or (len(value) < 6 and (value.isspace() or value.strip().lower() in _missing()))
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(value, float) and value != value
