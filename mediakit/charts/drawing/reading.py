"""ESTIMATES read for drawing: checked, never changed, one plain record a row."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from mediakit.charts.drawing.checking import ONE_LABEL, TIME, draw_call, group_columns, keep_one, refuse_others, varying
from mediakit.charts.drawing.layout import Width
from mediakit.dates.strays import find_strays, say_strays
from mediakit.errors import OptionError, TableError
from mediakit.phrases import Wording, display, wordings_of
from mediakit.printing import Style, say_dates
from mediakit.tables import ALL_OUTLETS, ESTIMATES, check_table

WHOLE = ALL_OUTLETS
UNKNOWN = "(not known)"


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
    exposure: float
    total: float
    about: Wording
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
        if self.caveat.startswith("withheld: none of"):
            return "other language"
        return "too few" if self.n else "no articles"

    @property
    def ends(self) -> tuple[float, float]:
        """The interval, or the value twice where there is none."""
        return (
            self.estimate if math.isnan(self.low) else self.low,
            self.estimate if math.isnan(self.high) else self.high,
        )


@dataclass(frozen=True)
class Wish:
    """What a chart is asked for beside its table; the parameters that all plot functions share."""

    focus: Sequence[str] = ()
    names: Mapping[str, str] | None = None
    title: str = ""
    source: str = ""
    ax: Axes | None = None
    width: Width = "web"


@dataclass(frozen=True)
class Reading:
    """A table of estimates as its chart takes it.

    Parameters
    ----------
    table : DataFrame
        The table as it was given.
    marks : list of Mark
        Its rows.
    group : str
        The column that makes the groups; empty without one.
    shared : mapping of str to str
        What all rows have in common beyond their group, by column.
    styles : mapping of str to Style
        How the values of each measure are printed, made from all rows of the table.
    apart : str
        Which articles have no mark because their dates lie far from all the others; empty without any.
    """

    table: pd.DataFrame
    marks: list[Mark]
    group: str
    shared: Mapping[str, str]
    styles: Mapping[str, Style]
    apart: str = ""

    @property
    def about(self) -> Wording:
        """The measure of the first row."""
        return self.marks[0].about

    @property
    def style(self) -> Style:
        """How values of the first row's measure are printed."""
        return self.styles[self.marks[0].measure]

    @property
    def by(self) -> str:
        """By what the rows are grouped, to be said after what is measured; empty without groups."""
        return f", by {self.group.replace('_', ' ')}" if self.group else ""

    @property
    def when(self) -> str:
        """The one period that a chart without time shows; empty without periods."""
        first = self.marks[0]
        return f", {say_dates(*days_of(first))}" if first.start is not None and first.end is not None else ""

    def where(self, names: Mapping[str, str] | None) -> str:
        """Return what all rows have in common, such as " in Daily Lantern", to be said after what is measured."""
        outlet = f" in {display(self.shared['outlet'], names)}" if "outlet" in self.shared else ""
        others = [f"{c.replace('_', ' ')}: {display(v, names)}" for c, v in self.shared.items() if c != "outlet"]
        return outlet + (f" ({'; '.join(others)})" if others else "")

    def drawn(self, marks: Sequence[Mark]) -> pd.DataFrame:
        """Return the table's rows behind some marks, in the order of the marks."""
        return self.table.iloc[[m.row for m in marks]].reset_index(drop=True)


def days_of(mark: Mark) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the first and the last day of a mark's period, whose end is the first moment after it."""
    assert mark.end is not None and mark.start is not None
    return mark.start.normalize(), max((mark.end - pd.Timedelta(1, "us")).normalize(), mark.start.normalize())


def read_marks(estimates: pd.DataFrame, *, chart: str, time: bool | None = False) -> Reading:
    """Return the rows of an ESTIMATES table as marks, and what they share.

    Parameters
    ----------
    estimates : DataFrame
        ESTIMATES with at most one group column.
    chart : str
        The plot function, named in messages.
    time : bool, optional
        True when columns ``period`` and ``period_end`` (first and last day) are needed, False when the chart
        cannot show more than one period, None when it draws either.

    Raises
    ------
    TableError
        When the table is another one, breaks its contract, has no rows, lacks a column or says one thing twice.
    """
    refuse_others(estimates, "ESTIMATES", chart)
    check_table(estimates, ESTIMATES, source=chart)
    if not len(estimates):
        raise TableError(
            "the table of estimates has no rows",
            where=chart,
            next_step="Check the filter before it; estimate() gives a row for every group, also for withheld ones.",
        )
    columns = group_columns(estimates)
    _check_groups(estimates, columns, chart)
    _check_time(estimates, chart, time)
    group = columns[0] if columns else ""
    keys = ["measure", "label", *columns, *varying(estimates, TIME[:1])]
    if estimates.duplicated(subset=keys).any():
        raise TableError(
            f"two rows for the same {', '.join(keys)}",
            where=chart,
            next_step=f"Keep one estimate for each place on the chart: estimates.drop_duplicates({keys}).",
        )
    marks, apart = _set_apart(_marks(estimates, group)) if time is not False else (_marks(estimates, group), "")
    styles = {
        name: Style.of(about.kind, [m.estimate for m in marks if m.measure == name])
        for name, about in {m.measure: m.about for m in marks}.items()
    }
    return Reading(estimates, marks, group, _shared(estimates, group), styles, apart)


def _set_apart(marks: list[Mark]) -> tuple[list[Mark], str]:
    """Return the marks without those whose periods lie far from the others, and a line on their articles."""
    held: dict[pd.Timestamp, dict[str, int]] = {}
    for mark in marks:
        if mark.start is not None:
            groups = held.setdefault(mark.start, {})
            groups[mark.group] = max(groups.get(mark.group, 0), mark.n)
    # A row for the whole counts the articles of the others again.
    counts = [max(groups.get(WHOLE, 0), sum(n for g, n in groups.items() if g != WHOLE)) for groups in held.values()]
    days = pd.Series(list(held), dtype="datetime64[us]")
    strays = find_strays(days, counts)
    apart = set(days[strays])
    line = say_strays(days, strays, counts)
    return [m for m in marks if m.start not in apart], f"{line}." if line else ""


def _check_groups(estimates: pd.DataFrame, columns: list[str], chart: str) -> None:
    if len(columns) < 2:
        return
    known = estimates[columns].notna() & (estimates[columns].astype(object) != "")
    if (known.sum(axis=1) <= 1).all():
        raise TableError(
            f"the rows are grouped by different columns: {', '.join(columns)}",
            where=chart,
            next_step=f"Write the groups into one column; a row for the whole is "
            f"estimate(scores, articles).assign({columns[0]}={WHOLE!r}).",
        )
    raise TableError(
        f"expected at most 1 group column, got {', '.join(columns)}",
        where=chart,
        next_step=f"Keep one value of the others first: {keep_one(estimates, columns[1:])}.",
    )


def _check_time(estimates: pd.DataFrame, chart: str, time: bool | None) -> None:
    missing = [c for c in TIME if c not in estimates.columns]
    if time and missing:
        instead = f"; or draw it without time: {draw_call(estimates)}" if len(missing) == 2 else ""
        raise TableError(
            f"a chart over time needs the column(s) {', '.join(missing)}",
            where=chart,
            next_step=f"Make the table by period: estimates = trend(scores, articles, every='week'){instead}.",
        )
    if time is False and varying(estimates, TIME[:1]):
        last = estimates.sort_values("period", ascending=False, kind="stable")
        several = varying(estimates, ("measure", "label") if chart in ONE_LABEL else ("measure",))
        over_time = "" if missing else f"Draw them over time: {draw_call(estimates)}; or keep one"
        raise TableError(
            f"{chart}() draws no time, and got {estimates['period'].nunique()} periods",
            where=chart,
            next_step=f"{over_time or 'Keep one'}: {keep_one(last, [*several, 'period'])}.",
        )


def _shared(estimates: pd.DataFrame, group: str) -> dict[str, str]:
    """Return what all rows have in common beyond the contract and the group."""
    extra = [c for c in estimates.columns if c not in (*ESTIMATES.names, *TIME, group)]
    first = estimates.iloc[0]
    return {str(c): str(first[c]) for c in extra if pd.notna(first[c]) and str(first[c]) not in ("", WHOLE)}


def _marks(table: pd.DataFrame, group: str) -> list[Mark]:
    size = len(table)
    groups = [_group(value) for value in table[group]] if group else [""] * size
    said = table["caveat"] if "caveat" in table.columns else pd.Series([""] * size, dtype=object)
    caveats = ["" if pd.isna(caveat) else str(caveat) for caveat in said]
    starts, ends = (_days(table, name) for name in TIME)
    ends = [None if day is None else day.normalize() + pd.Timedelta(1, "D") for day in ends]
    words = wordings_of(table)
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
            float(r["exposure"]),
            float(r["total"]),
            words[str(r["measure"])],
            str(r["method"]),
            caveats[row],
            starts[row],
            ends[row],
        )
        for row, r in enumerate(table.to_dict("records"))
    ]


def _group(value: Any) -> str:
    return UNKNOWN if pd.isna(value) or value == "" else str(value)


def _days(table: pd.DataFrame, column: str) -> list[pd.Timestamp | None]:
    if column not in table.columns:
        return [None] * len(table)
    times = read_days(table[column])
    if times.isna().any():
        raise TableError(
            f"column '{column}' should hold a date in every row",
            where=f"row {int(times.isna().to_numpy().argmax())}",
            next_step=f"Leave out the rows without a date: estimates[estimates['{column}'].notna()].",
        )
    return list(times)


def read_days(values: pd.Series) -> pd.Series:
    """Return dates without a time zone, NaT where one cannot be read."""
    return pd.to_datetime(values, utc=True, errors="coerce", format="ISO8601").dt.tz_localize(None)


def in_group(read: Reading, group: str, names: Mapping[str, str] | None) -> str:
    """Return the one group that is drawn and what all rows share, to be said after what is measured."""
    return (f" in {display(group, names)}" if group not in ("", WHOLE) else "") + read.where(names)


def one_measure(reading: Reading, *, chart: str, labels: bool = False) -> None:
    """Raise a TableError unless all rows are of one measure and, where only one can be titled, of one label.

    Parameters
    ----------
    reading : Reading
        From read_marks().
    chart : str
        The plot function, named in messages.
    labels : bool
        The chart draws several labels.

    Raises
    ------
    TableError
        When there are several; it says how to keep one, and which chart draws several labels.
    """
    table = reading.table
    several = varying(table, ("measure",) if labels else ("measure", "label"))
    if not several:
        return
    if labels:
        what = f"expected one measure, got {', '.join(sorted({m.measure for m in reading.marks}))}"
    else:
        found = sorted({(m.measure, m.label) for m in reading.marks})
        shown = "; ".join(f"{measure} of {label!r}" for measure, label in found[:4])
        what = f"expected one measure of one label, got {len(found)}: {shown}{' ...' if len(found) > 4 else ''}"
    draws_all = not labels and "measure" not in several and not varying(table, TIME[:1])
    instead = "; or draw all labels: plot_frames(estimates)" if draws_all else ""
    raise TableError(what, where=chart, next_step=f"Keep one: {keep_one(table, several)}{instead}.")


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


def by_value(marks: Sequence[Mark]) -> list[Mark]:
    """Return marks from the largest value to the smallest, withheld ones last; equal ones by name."""
    return sorted(
        marks,
        key=lambda m: (m.withheld, 0.0 if m.withheld else -m.estimate, -m.n if m.withheld else 0, m.group, m.label),
    )
