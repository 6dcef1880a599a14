"""Units of groups in periods: what is compared with what when groups are tested within periods.

A unit is what one story has in one group, its copies summed up. Labels whose exposures are the same in every unit make
one table of units; a choice of words, whose exposure is the number of its own mentions, has a table of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mediakit.measures import Measure
from mediakit.stats.ratios import Units
from mediakit.stats.shared_periods import choose_within, kept_within, number_periods
from mediakit.stats.sparse import Scored
from mediakit.stats.sums import Part, Rows, parts_of

Numbers = NDArray[Any]


@dataclass(frozen=True)
class Strata:
    """Units with exposure, one row each, and the totals of labels that share these exposures.

    Attributes
    ----------
    measure : Measure
    labels : array of str, shape (L,)
    unit : array of int, shape (n,)
        Which unit of Units a row is.
    group, story, period : arrays of int, shape (n,)
        Numbered from 0; the period is 0 before in_periods() was called.
    calendar : array of int
        Number of each period in the calendar.
    exposure, count : arrays, shape (n,)
        Sum of exposures and number of articles with exposure.
    total : array, shape (n, L)
    n_groups : int
    """

    measure: Measure
    labels: Numbers
    unit: Numbers
    group: Numbers
    story: Numbers
    period: Numbers
    calendar: Numbers
    exposure: Numbers
    count: Numbers
    total: Numbers
    n_groups: int

    def rows(self, kept: Numbers) -> Strata:
        """Return some of the units, given as a mask or as places."""
        names = ("unit", "group", "story", "period", "exposure", "count", "total")
        return replace(self, **{name: getattr(self, name)[kept] for name in names})

    def columns(self, chosen: slice) -> Strata:
        """Return the units with some of the labels."""
        return replace(self, labels=self.labels[chosen], total=self.total[:, chosen])

    def in_periods(self, calendar: Numbers) -> Strata:
        """Return the units in an order that their values alone decide, periods numbered from 0 without gaps.

        Periods of one group alone are left out, for nothing can be compared in them.

        Parameters
        ----------
        calendar : array of int, shape (n,)
            The number of every row's period in the calendar.
        """
        number = np.unique(calendar, return_inverse=True)[1]
        cells = np.unique(number * self.n_groups + self.group)
        shared = np.bincount(cells // self.n_groups, minlength=number.max(initial=-1) + 1) > 1
        kept = np.flatnonzero(shared[number])
        # The last key comes first in the order: periods, groups within them, and what the units hold.
        kept = kept[np.lexsort([column[kept] for column in (*self.total.T, self.exposure, self.group, number)])]
        periods, number = np.unique(calendar[kept], return_inverse=True)
        return replace(self.rows(kept), period=number, calendar=periods)

    def without(self, group: int) -> Strata:
        """Return the units of all other groups, as in_periods() gives them."""
        left = self.rows(self.group != group)
        return left.in_periods(left.calendar[left.period])

    @property
    def n_periods(self) -> int:
        """Number of periods."""
        return int(self.period.max(initial=-1)) + 1

    def cells(self, values: Numbers | None = None) -> Numbers:
        """Return the sums of values (or the number of units) by period and group, an array (periods, groups)."""
        key = self.period * self.n_groups + self.group
        shape = (self.n_periods, self.n_groups)
        return np.bincount(key, values, shape[0] * shape[1]).astype(np.float64).reshape(shape)


def sum_by(code: Numbers, values: Numbers, n: int) -> Numbers:
    """Return the sums of the rows of a two-dimensional array that have the same code from 0 to n - 1.

    Examples
    --------
    >>> sum_by(np.array([0, 1, 0]), np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), 2).tolist()
    [[6.0, 8.0], [3.0, 4.0]]
    """
    width = values.shape[1]
    # One bincount over cells of a table n x width, whose number is code * width + column.
    cell = code[:, None] * width + np.arange(width)
    return np.bincount(cell.ravel(), values.ravel(), n * width).reshape(n, width)


def strata_of(scores: Sequence[Scored], units: Units) -> list[Strata]:
    """Return the units with exposure of every measure, one table for all labels with the same exposures.

    Parameters
    ----------
    scores : list of Scored
        From read_scores().
    units : Units
        From count_units().
    """
    found = []
    for one in scores:
        for _, part in parts_of(one, units):
            found += [_even(part, units)] if part.even else list(_by_exposure(part, units))
    return found


def _even(part: Part, units: Units) -> Strata:
    live = np.flatnonzero(part.exposure > 0)
    total = part.fill(Rows(part, live, len(units.group)), slice(0, len(part.labels)))[0]
    return _strata(part, part.labels, units, (live, part.exposure[live], part.count[live], total))


def _by_exposure(part: Part, units: Units) -> Iterator[Strata]:
    """Yield a table of units for each set of labels that have the same units with the same exposures."""
    alike: dict[bytes, list[tuple[Any, Numbers]]] = {}
    for code, label in enumerate(part.labels):
        rows = np.flatnonzero((part.label == code) & (part.exposure > 0))
        key = part.unit[rows].tobytes() + part.exposure[rows].tobytes()
        alike.setdefault(key, []).append((label, rows))
    for members in alike.values():
        labels, rows = np.array([label for label, _ in members], dtype=object), members[0][1]
        total = np.stack([part.total[own] for _, own in members], axis=1)
        yield _strata(part, labels, units, (part.unit[rows], part.exposure[rows], part.count[rows], total))


def _strata(part: Part, labels: Numbers, units: Units, columns: tuple[Numbers, Numbers, Numbers, Numbers]) -> Strata:
    unit, exposure, count, total = columns
    group, story, period = units.group[unit], units.story[unit], np.zeros(len(unit), dtype=np.int64)
    calendar = np.zeros(1, dtype=np.int64)
    return Strata(part.measure, labels, unit, group, story, period, calendar, exposure, count, total, units.n_groups)


def without_complement(strata: Strata) -> Strata:
    """Return the units without the commoner of two labels that add up to their exposure: they are one test.

    Labels that were found nowhere are left out as well.
    """
    sums = strata.total.sum(axis=0)
    kept = np.flatnonzero(np.abs(strata.total).max(axis=0, initial=0) > 0)
    if len(kept) == 2 and np.allclose(strata.total[:, kept].sum(axis=1), strata.exposure, rtol=1e-9):
        kept = kept[[int(np.argmin(sums[kept]))]]
    return replace(strata, labels=strata.labels[kept], total=strata.total[:, kept])


def put_in_periods(tables: Sequence[Strata], days: Numbers, within: str) -> tuple[list[Strata], str, float]:
    """Return tables of units in periods, which periods these are ("" for none), and the information they keep.

    Parameters
    ----------
    tables : list of Strata
        From strata_of().
    days : array of datetime64[D]
        Of every unit, NaT where it has none.
    within : str
        One of PERIODS, or "auto".
    """
    if np.isnat(days).all():
        return [strata.in_periods(np.zeros(len(strata.unit), dtype=np.int64)) for strata in tables], "", 1.0
    tables = [strata.rows(~np.isnat(days[strata.unit])) for strata in tables]
    parts = [(strata.group, days[strata.unit]) for strata in tables]
    every, kept = choose_within(parts) if within == "auto" else (within, kept_within(parts, within))
    return [strata.in_periods(number_periods(days[strata.unit], every)) for strata in tables], every, kept
