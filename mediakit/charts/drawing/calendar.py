"""The time axis: which days, months or years are named, and where."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes

from mediakit.charts.drawing.layout import POINTS, Page, centre_labels
from mediakit.charts.drawing.palette import MUTED
from mediakit.charts.drawing.typeset import width_of
from mediakit.printing import month

_CLEAR = 4.0
_LEFT, _RIGHT = 4.0, 1.0
_LENGTHS = {"day": pd.DateOffset(days=1), "month": pd.DateOffset(months=1), "year": pd.DateOffset(years=1)}


@dataclass(frozen=True)
class Tick:
    """A name on the axis, centred in the stretch of time it stands for."""

    first: pd.Timestamp
    last: pd.Timestamp
    text: str
    under: str = ""


def number(date: pd.Timestamp) -> float:
    """Return a date as the number of days that matplotlib plots."""
    return float(mdates.date2num(date))  # type: ignore[no-untyped-call]


def _units(start: pd.Timestamp, end: pd.Timestamp, unit: str, step: int) -> Iterator[tuple[pd.Timestamp, pd.Timestamp]]:
    length = _LENGTHS[unit]
    first = start.normalize()
    if unit != "day":
        first = first.replace(day=1)
    if unit == "year":
        first = first.replace(month=1)
    while first < end:
        position = {"day": (first - start.normalize()).days, "month": first.month - 1, "year": first.year}[unit]
        if position % step == 0:
            yield first, first + length
        first = first + length


_Namer = Callable[[pd.Timestamp], str]
_CHOICES: tuple[tuple[str, int, _Namer, _Namer], ...] = (
    *(("day", step, lambda d: str(d.day), lambda d: f"{month(d)} {d.year}") for step in (1, 2, 7)),
    ("month", 1, month, lambda d: str(d.year)),
    ("month", 1, lambda d: month(d)[0], lambda d: str(d.year)),
    ("month", 3, month, lambda d: str(d.year)),
    ("month", 6, month, lambda d: str(d.year)),
    *(("year", step, lambda d: str(d.year), lambda d: "") for step in (1, 2, 5, 10, 20)),
)


def _place(first: pd.Timestamp, last: pd.Timestamp, limits: tuple[float, float]) -> float:
    return (max(number(first), limits[0]) + min(number(last), limits[1])) / 2


def time_ticks(start: pd.Timestamp, end: pd.Timestamp, width: float, size: float, *, unit: str = "day") -> list[Tick]:
    """Return the names for an axis from start to end that is so many points wide: as many as stand clear.

    Days, then months (in full, as initials, each third), then years; where each period is a year (``unit``),
    years alone. A second line holds the month and year of days, and the year of months when there are several.
    """
    limits = (number(start), number(end))
    scale = width / (limits[1] - limits[0])
    ticks: list[Tick] = []
    for scope, step, namer, under in _CHOICES:
        if unit == "year" != scope:
            continue
        stretches = (
            list(_units(start, end, scope, step))
            if scale * {"day": 1, "month": 31, "year": 366}[scope] * step > 4
            else []
        )
        named = [
            (a, b, namer(a))
            for a, b in stretches
            if (min(number(b), limits[1]) - max(number(a), limits[0])) * scale > 2
        ]
        edges = [
            (
                _place(a, b, limits) * scale - width_of(text, size) / 2,
                _place(a, b, limits) * scale + width_of(text, size) / 2,
            )
            for a, b, text in named
        ]
        inside = [low >= limits[0] * scale - _LEFT and high <= limits[1] * scale + _RIGHT for low, high in edges]
        kept = [(n, e) for n, e, ok in zip(named, edges, inside, strict=True) if ok]
        if not kept or any(b[0] - a[1] < _CLEAR for (_, a), (_, b) in itertools.pairwise(kept)):
            continue
        several = scope == "day" or (scope == "month" and len({a.year for (a, _, _), _ in kept}) > 1)
        ticks, said, free = [], "", float("-inf")
        for (a, b, text), (low, high) in kept:
            line = under(a) if several and under(a) != said else ""
            middle = (low + high) / 2
            half = width_of(line, size) / 2
            if line and middle - half >= free and middle + half <= limits[1] * scale + _RIGHT:
                said, free = line, middle + half + _CLEAR
            else:
                line = ""
            ticks.append(Tick(a, b, text, line))
        return ticks
    return ticks


def time_axis(page: Page, ax: Axes, ticks: list[Tick], *, left: float, bottom: float) -> None:
    """Write the names under axes whose lower left corner is at (left, bottom) points of the body."""
    limits, size = ax.get_xlim(), page.sizes.label
    places = [_place(t.first, t.last, limits) for t in ticks]
    ax.set_xticks(places, labels=[t.text for t in ticks], fontsize=size, color=MUTED)
    centre_labels(ax, size, side="x")
    step = ax.get_position().width * page.figure.get_size_inches()[0] * POINTS / (limits[1] - limits[0])
    for place, tick in zip(places, ticks, strict=True):
        if tick.under:
            page.text(
                left + (place - limits[0]) * step, bottom + 10 + size, tick.under, size=size, color=MUTED, ha="center"
            )


def axis_height(ticks: list[Tick], size: float) -> float:
    """Return the points that the names under the axis take."""
    return 14.0 + (size * 1.3 if any(t.under for t in ticks) else 0.0)


def period_word(start: pd.Timestamp, end: pd.Timestamp) -> str:
    """Return what a stretch of time is called: day, week, month, quarter, year or period.

    Examples
    --------
    >>> period_word(pd.Timestamp("2022-02-01"), pd.Timestamp("2022-03-01"))
    'month'
    """
    days = (end - start) / pd.Timedelta(1, "D")
    for low, high, word in (
        (0.9, 1.1, "day"),
        (6.9, 7.1, "week"),
        (27.9, 31.1, "month"),
        (89, 92.1, "quarter"),
        (364.9, 366.1, "year"),
    ):
        if low <= days <= high:
            return word
    return "period"
