"""What a table contract is, and what a frame has that breaks it, each fault with the line of code that mends it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Column:
    """One column of a table contract: name, kind of value, meaning, and whether it must be there.

    ``kind`` is one of ``str``, ``category``, ``int``, ``float``, the same with a question mark (missing values
    allowed), ``bool`` and ``time`` (UTC, NaT allowed). No number is below ``least``.
    """

    name: str
    kind: str
    meaning: str
    required: bool = True
    least: float = -math.inf


@dataclass(frozen=True)
class Table:
    """A table contract: what one row is, its columns in order, the columns that no two rows share, and who makes it."""

    name: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    made_by: str = ""

    def __getitem__(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> list[str]:
        """Names of all columns, in order."""
        return [column.name for column in self.columns]


def _missing(values: pd.Series, kind: str) -> int:
    return 0 if kind.endswith("?") or kind == "time" else int(values.isna().sum())


def _holds(values: pd.Series, kind: str) -> bool:
    """Return True if the values that are there are of this kind."""
    if kind.endswith("?") and values.isna().all():
        return True  # read back from CSV, a column of empty texts is one of missing numbers
    if kind.startswith(("str", "category")):
        if isinstance(values.dtype, pd.CategoricalDtype):
            # Which categories have rows is slow to find: look only where one of them could be wrong.
            every = values.cat.categories.to_series()
            wrong = pd.api.types.infer_dtype(every, skipna=True) not in ("string", "empty")
            values = values.cat.remove_unused_categories().cat.categories.to_series() if wrong else every
        if isinstance(values.dtype, pd.StringDtype):
            return True
        return bool(len(values) == 0 or pd.api.types.infer_dtype(values, skipna=True) in ("string", "empty"))
    if kind == "time":
        return isinstance(values.dtype, pd.DatetimeTZDtype) and str(values.dt.tz) == "UTC"
    if kind == "bool":
        return bool(pd.api.types.is_bool_dtype(values))
    if kind.startswith("int"):
        return bool(pd.api.types.is_integer_dtype(values))
    return bool(pd.api.types.is_numeric_dtype(values)) and not pd.api.types.is_bool_dtype(values)


def _mend(cell: str, values: pd.Series, kind: str) -> str:
    """Return what is wrong with a column of the wrong kind, and the line of code that mends it."""
    if kind == "time" and pd.api.types.is_datetime64_any_dtype(values):
        if values.dt.tz is None:
            return f"has times without a zone: {cell} = {cell}.dt.tz_localize('UTC'), or the zone they were printed in"
        if str(values.dt.tz) == "UTC":
            return (
                f"should hold times as NumPy does, but is {values.dtype}: {cell} = {cell}.astype('datetime64[us, UTC]')"
            )
        return f"has times of the zone {values.dt.tz}: {cell} = {cell}.dt.tz_convert('UTC')"
    if kind == "time":
        return f"should hold times, but is {values.dtype}: {cell} = pd.to_datetime({cell}, utc=True)"
    if kind.startswith(("str", "category")):
        if values.isna().any():
            return f"should hold strings, and misses some: {cell} = {cell}.fillna('').astype(str)"
        inner = pd.api.types.infer_dtype(values, skipna=True) if values.dtype == object else values.dtype
        if inner == "bytes":
            return f"should hold strings, but holds bytes: {cell} = {cell}.str.decode('utf-8')"
        if cell.endswith("['article_id']"):
            return f"should hold strings, but holds {inner}: read the file again with dtype={{'article_id': str}}"
        return f"should hold strings, but holds {inner}: {cell} = {cell}.astype(str)"
    plain = kind.rstrip("?")
    return f"should hold {plain}, but is {values.dtype}: {cell} = pd.to_numeric({cell})" + (
        f".astype('{'Int64' if kind == 'int?' else 'int64'}')" if plain == "int" else ""
    )


def _faults_of(frame: pd.DataFrame, column: Column, name: str) -> list[str]:
    """Return what is wrong with one column that is there."""
    values, cell = frame[column.name], f"{name}['{column.name}']"
    if isinstance(values, pd.DataFrame):
        return [f"there are {values.shape[1]} columns named '{column.name}'"]
    if not _holds(values, column.kind):
        return [f"column '{column.name}' {_mend(cell, values, column.kind)}"]
    absent = _missing(values, column.kind)
    if absent:
        filler = "''" if column.kind in ("str", "category") else "..."
        plain = ".astype(object)" if isinstance(values.dtype, pd.CategoricalDtype) else ""
        return [f"column '{column.name}' has {absent} missing values: {cell} = {cell}{plain}.fillna({filler})"]
    low = values.min() if column.least > -math.inf and len(values) else column.least
    return [f"column '{column.name}' must not be below {column.least:g}, but holds {low}"] if low < column.least else []


def find_faults(frame: pd.DataFrame, table: Table) -> list[str]:
    """Return what is wrong with the columns of a frame; whether its key is unique is not looked at.

    Examples
    --------
    >>> table = Table("NOTES", "a note", (Column("text", "str", "what it says"),))
    >>> find_faults(pd.DataFrame({"text": ["a", None]}), table)
    ["column 'text' has 1 missing values: notes['text'] = notes['text'].fillna('')"]
    """
    faults = [
        f"column '{c.name}' is missing ({c.meaning})"
        for c in table.columns
        if c.required and c.name not in frame.columns
    ]
    for column in table.columns:
        if column.name in frame.columns:
            faults += _faults_of(frame, column, table.name.lower())
    if {"start", "end"} <= set(table.names) and not faults and (frame["end"] < frame["start"]).any():
        faults.append("columns 'start' and 'end' must be 0 <= start <= end")
    return faults
