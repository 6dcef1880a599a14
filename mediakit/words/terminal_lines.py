"""Matches as lines for a terminal, the words found one below the other."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import accumulate

import pandas as pd

_LEAST_CONTEXT = 16
_MOST_OUTLET = 18


def context_lines(found: pd.DataFrame, width: int) -> Iterator[str]:
    """Yield a line for each match: date, outlet, and the words found between what stands before and behind.

    Parameters
    ----------
    found : DataFrame
        MATCHES.
    width : int
        Columns of the terminal, which no line is wider than; a narrow one is taken to have room for a few words.

    Examples
    --------
    >>> match = {"outlet": "Post", "published": pd.Timestamp("2022-05-09", tz="UTC"), "left": "They drew a"}
    >>> found = pd.DataFrame([match | {"hit": "red line", "right": "there."}])
    >>> list(context_lines(found, 60))
    ['2022-05-09  Post      They drew a  red line  there.']
    """
    outlets = [_shown(name) for name in found["outlet"]]
    margin = min(max(map(_columns, outlets), default=0), _MOST_OUTLET)
    hits = [_shown(hit) for hit in found["hit"]]
    room = width - len("2022-05-09") - margin - 8
    middle = min(max(map(_columns, hits), default=0), max(room // 3, _LEAST_CONTEXT))
    side = max((room - middle) // 2, _LEAST_CONTEXT)
    rows = zip(found["published"], outlets, found["left"], hits, found["right"], strict=True)
    for published, outlet, left, hit, right in rows:
        day = f"{published:%Y-%m-%d}" if pd.notna(published) else ""
        before = _cut(_shown(left)[::-1], side)[::-1]
        head = f"{day:10}  {_padded(_cut(outlet, margin), margin)}"
        words = f"{_padded(before, -side)}  {_padded(_cut(hit, middle), middle)}"
        yield f"{head}  {words}  {_cut(_shown(right), side)}".rstrip()


def _shown(text: str) -> str:
    """Return a text without what would steer a terminal."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def _columns(text: str) -> int:
    """Return how many columns a text takes: two for a wide letter, none for an accent of its own."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def _cut(text: str, columns: int) -> str:
    """Return as much of the beginning of a text as so many columns hold."""
    taken = accumulate(map(_columns, text))
    return text[: sum(1 for reach in taken if reach <= columns)]


def _padded(text: str, columns: int) -> str:
    """Return a text with spaces behind it, or before it where the number of columns is negative."""
    spaces = " " * (abs(columns) - _columns(text))
    return spaces + text if columns < 0 else text + spaces
