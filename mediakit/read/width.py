"""How wide a table may become: columns that few of its rows fill are left out before they fill the memory.

Records and files each with fields of their own make a table of all rows by all fields, nearly all of it empty.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import pandas as pd

from mediakit.tables import ARTICLES

_Name = TypeVar("_Name", str, int)
MOST_FURTHER = 1000
_ALWAYS_EMPTY = 2_000_000
_OWN = frozenset(ARTICLES.names)
_MOST_EMPTY = 20  # for each cell that is filled
TOO_WIDE = f"further columns are left out, because a table keeps at most {MOST_FURTHER:,} of them and few empty ones"


def too_many(filled: Mapping[_Name, int], rows: int, *, most: int | None = None) -> set[_Name]:
    """Return the names that a table of so many rows leaves out: those that the fewest rows fill.

    Parameters
    ----------
    filled : mapping of str or int to int
        Names or positions of columns, and how many rows fill each.
    rows : int
        Rows of the table.
    most : int, optional
        How many columns are kept at most.

    Examples
    --------
    >>> too_many({"title": 3, "mood": 1, "text": 3}, 3, most=2)
    {'mood'}
    """
    names = sorted(filled, key=lambda name: -filled[name])
    empty, allowed = 0, max(_ALWAYS_EMPTY, _MOST_EMPTY * sum(filled.values()))
    for kept, name in enumerate(names):
        empty += rows - filled[name]
        if empty > allowed or kept == most:
            return set(names[kept:])
    return set()


def join_frames(frames: Sequence[pd.DataFrame]) -> tuple[pd.DataFrame, dict[int, int]]:
    """Return the rows of several frames below each other, and how many columns each frame lost, by its position.

    Examples
    --------
    >>> join_frames([pd.DataFrame({"x_a": [1]}), pd.DataFrame({"x_a": [2]})])[0]["x_a"].tolist()
    [1, 2]
    """
    counted: Counter[str] = Counter()
    for frame in frames:
        counted.update(dict.fromkeys(set(frame.columns) - _OWN, len(frame)))
    left_out = too_many(counted, sum(map(len, frames)), most=MOST_FURTHER) if len(frames) > 1 else set()
    if not left_out:
        return pd.concat(frames, ignore_index=True), {}
    kept = [frame[[name for name in frame.columns if name not in left_out]] for frame in frames]
    lost = {at: frame.shape[1] - kept[at].shape[1] for at, frame in enumerate(frames)}
    return pd.concat(kept, ignore_index=True), {at: count for at, count in lost.items() if count}


def narrow_records(records: Sequence[dict[str, Any]]) -> tuple[Sequence[dict[str, Any]], dict[int, int]]:
    """Return records without the fields that a table of them leaves out, and how many each of them lost."""
    counted = Counter(name for record in records for name in record if name not in _OWN)
    left_out = too_many(counted, len(records), most=MOST_FURTHER)
    if not left_out:
        return records, {}
    kept = [{name: value for name, value in record.items() if name not in left_out} for record in records]
    return kept, {at: len(record) - len(kept[at]) for at, record in enumerate(records) if len(record) > len(kept[at])}
