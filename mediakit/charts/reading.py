"""ESTIMATES read for drawing: checked, never changed, one plain record a row."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from mediakit.errors import OptionError, TableError
from mediakit.tables import ESTIMATES, check_table

WHOLE = "All outlets"
_TIME = ("period", "period_end")


@dataclass(frozen=True)
class Mark:
    """One row of the table: what is drawn at one place; ``end`` is the first moment after its period."""

    row: int
    measure: str
    label: str
    group: str
    estimate: float
    low: float
    high: float
    n: int
    total: float
    exposure: float
    unit: str
    method: str
    caveat: str
    start: pd.Timestamp | None = None
    end: pd.Timestamp | None = None

    @property
    def withheld(self) -> bool:
        """True when there is no value to draw."""
        return math.isnan(self.estimate)

    @property
    def why(self) -> str:
        """Two words for a withheld value; the caveat says more."""
        return "too few" if self.n else "no articles"

    @property
    def ends(self) -> tuple[float, float]:
        """The interval, or the value twice where there is none."""
        return (
            self.estimate if math.isnan(self.low) else self.low,
            self.estimate if math.isnan(self.high) else self.high,
        )


def group_columns(estimates: pd.DataFrame) -> list[str]:
    """Return the columns that tell groups apart: beyond the contract, not of time, and not the same in all rows."""
    extra = [c for c in estimates.columns if c not in ESTIMATES.names and c not in _TIME]
    varying = [c for c in extra if estimates[c].nunique(dropna=False) > 1]
    return varying or extra[:1]


def read_marks(
    estimates: pd.DataFrame, *, chart: str, time: bool = False, most_groups: int = 1
) -> tuple[list[Mark], str]:
    """Return the rows of an ESTIMATES table as marks, and the name of the group column (empty without one).

    Parameters
    ----------
    estimates : DataFrame
        ESTIMATES, any number of group columns that ``most_groups`` allows.
    chart : str
        The plot function, named in messages.
    time : bool
        Columns ``period`` and ``period_end`` (first and last day) are needed.
    most_groups : int
        0 or 1 group columns.

    Raises
    ------
    TableError
        When the table breaks its contract, has no rows, lacks a column or says one thing twice.
    """
    check_table(estimates, ESTIMATES, source=chart)
    if not len(estimates):
        raise TableError(
            "the table of estimates has no rows",
            where=chart,
            next_step="Check the filter before it; estimate() gives a row for every group, also for withheld ones.",
        )
    columns = group_columns(estimates)
    if len(columns) > most_groups:
        raise TableError(
            f"expected at most {most_groups} group column(s), got {', '.join(columns)}",
            where=chart,
            next_step=f"Keep one value of the others first, such as estimates[estimates[{columns[-1]!r}] == ...].",
        )
    missing = [c for c in _TIME if time and c not in estimates.columns]
    if missing:
        raise TableError(
            f"a chart over time needs the column(s) {', '.join(missing)}",
            where=chart,
            next_step="Make the table with trend(scores, articles, every='week').",
        )
    keys = ["measure", "label", *columns, *(["period"] if "period" in estimates.columns else [])]
    twice = estimates.duplicated(subset=keys)
    if twice.any():
        raise TableError(
            f"two rows for the same {', '.join(keys)}",
            where=chart,
            next_step="Keep one estimate for each place on the chart.",
        )
    return _marks(estimates, columns[0] if columns else ""), columns[0] if columns else ""


def _marks(table: pd.DataFrame, group: str) -> list[Mark]:
    size = len(table)
    groups = table[group].astype(str).tolist() if group else [""] * size
    caveats = table["caveat"].tolist() if "caveat" in table.columns else [""] * size
    starts, ends = (_days(table, name) for name in _TIME)
    ends = [None if day is None else day.normalize() + pd.Timedelta(1, "D") for day in ends]
    return [
        Mark(
            row,
            str(r["measure"]),
            str(r["label"]),
            groups[row],
            float(r["estimate"]),
            float(r["conf_low"]),
            float(r["conf_high"]),
            int(r["n_articles"]),
            float(r["total"]),
            float(r["exposure"]),
            str(r["unit"]),
            str(r["method"]),
            str(caveats[row]),
            starts[row],
            ends[row],
        )
        for row, r in enumerate(table.to_dict("records"))
    ]


def _days(table: pd.DataFrame, column: str) -> list[pd.Timestamp | None]:
    if column not in table.columns:
        return [None] * len(table)
    times = read_days(table[column])
    if times.isna().any():
        raise TableError(
            f"column '{column}' should hold a date in every row",
            where=f"row {int(times.isna().to_numpy().argmax())}",
            next_step="Leave out the rows without a date, or give them one.",
        )
    return list(times)


def read_days(values: pd.Series) -> pd.Series:
    """Return dates without a time zone, NaT where one cannot be read."""
    return pd.to_datetime(values, utc=True, errors="coerce", format="ISO8601").dt.tz_localize(None)


def one_measure(marks: Sequence[Mark], *, chart: str) -> tuple[str, str]:
    """Return the measure and label that all marks share.

    Raises
    ------
    TableError
        When there are several.
    """
    found = sorted({(m.measure, m.label) for m in marks})
    if len(found) > 1:
        shown = "; ".join(f"{measure} of {label!r}" for measure, label in found[:4])
        raise TableError(
            f"expected one measure of one label, got {len(found)}: {shown}{' ...' if len(found) > 4 else ''}",
            where=chart,
            next_step=f"Keep one, such as estimates[estimates['label'] == {found[0][1]!r}].",
        )
    return found[0]


def split_whole(marks: Sequence[Mark]) -> tuple[list[Mark], list[Mark]]:
    """Return the marks of single groups and those of the whole ("All outlets"); a whole alone counts as a group."""
    parts = [m for m in marks if m.group != WHOLE]
    return (parts, [m for m in marks if m.group == WHOLE]) if parts else (list(marks), [])


def check_focus(focus: Sequence[str], known: Sequence[str], *, most: int = 4) -> list[str]:
    """Return the focus as a list of at most four known groups.

    Raises
    ------
    OptionError
        When it is one string, names an unknown group or too many.
    """
    if isinstance(focus, str):
        raise OptionError(
            f"focus must be a list of names, got the text {focus!r}", next_step=f"Write focus=[{focus!r}]."
        )
    unknown = [name for name in focus if name not in known]
    if unknown:
        raise OptionError(
            f"focus names {unknown[0]!r}, which is not in the table",
            next_step=f"The table has: {', '.join(sorted(known)[:12])}.",
        )
    if len(focus) > most:
        raise OptionError(
            f"focus may name at most {most} groups, got {len(focus)}", next_step="More colours cannot be told apart."
        )
    return list(focus)


def display(name: str, names: Mapping[str, str] | None) -> str:
    """Return how a group or label is written on a chart; a key such as ``open_door`` becomes words.

    Examples
    --------
    >>> display("open_door", None), display("a", {"a": "Daily Lantern"})
    ('Open door', 'Daily Lantern')
    """
    if names and name in names:
        return names[name]
    if name and name.replace("_", "").replace("-", "").isalnum() and name.islower() and ("_" in name or "-" in name):
        words = name.replace("_", " ").replace("-", " ")
        return words[0].upper() + words[1:]
    return name


def by_value(marks: Sequence[Mark]) -> list[Mark]:
    """Return marks from the largest value to the smallest, withheld ones last; equal ones by name."""
    return sorted(
        marks,
        key=lambda m: (m.withheld, 0.0 if m.withheld else -m.estimate, -m.n if m.withheld else 0, m.group, m.label),
    )
