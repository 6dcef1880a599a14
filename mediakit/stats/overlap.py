"""Stories that stand in more than one group: how far they make two groups' ratios move together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mediakit.stats.cells import Cells
from mediakit.stats.ratios import Units
from mediakit.stats.sums import Part, Rows, label_slices

Numbers = NDArray[Any]
Columns = dict[str, Numbers]


@dataclass(frozen=True)
class Shared:
    """The units of stories that stand in more than one group.

    ``unit``, ``group`` and ``story`` (numbered from 0) have one entry such a unit, in the order of the stories;
    ``first`` is the first unit of every story.
    """

    unit: Numbers
    group: Numbers
    story: Numbers
    first: Numbers
    n_units: int

    @classmethod
    def of(cls, units: Units) -> Shared:
        """Return the shared units among all."""
        unit = np.flatnonzero(np.bincount(units.story)[units.story] > 1)
        first, story = np.unique(units.story[unit], return_index=True, return_inverse=True)[1:]
        return cls(unit, units.group[unit], story, first, len(units.group))

    def sums(self, values: Numbers) -> Numbers:
        """Return the sum over the units of every story."""
        return np.add.reduceat(values, self.first, axis=0)

    def others(self, values: Numbers) -> Numbers:
        """Return, for every unit, the sum over the other units of its story."""
        # Nothing is taken away again: where totals equal exposures, so do their sums, and zeros stay zeros.
        found = np.zeros(values.shape)
        for one, two in self.within_stories():
            found[one] += values[two]
            found[two] += values[one]
        return found

    def within_stories(self) -> Iterator[tuple[Numbers, Numbers]]:
        """Yield pairs of units of one story, first all neighbours, then those that are farther apart."""
        # A pair that is farther apart in one story has all nearer ones between, so `here` only gets shorter.
        distance, here = 1, np.arange(len(self.story) - 1)
        while len(here):
            here = here[here + distance < len(self.story)]
            here = here[self.story[here] == self.story[here + distance]]
            yield here, here + distance
            distance += 1

    def fill(self, part: Part, n_rows: int) -> Iterator[tuple[slice, Numbers, Numbers, Numbers, Numbers]]:
        """Yield labels with what Part.fill() gives for the units, so that an array of n_rows by labels is small."""
        rows = Rows(part, self.unit, self.n_units)
        for column in label_slices(len(part.labels), n_rows):
            yield column, *part.fill(rows, column)


def covariances(
    cells: Cells, units: Units, columns: Columns, pairs: Sequence[tuple[int, int]]
) -> tuple[Numbers, Numbers]:
    """Return the number of stories that two groups share, and the covariance they make, by pair of groups and column.

    Parameters
    ----------
    cells, units, columns
        From add_up_cells(), count_units() and columns_of().
    pairs : list of two groups
        The groups that are compared.
    """
    found, covariance = np.zeros((2, len(pairs), len(cells.pairs.label)))
    shared = Shared.of(units)
    wanted = np.full((units.n_groups, units.n_groups), -1)
    for number, (group, other) in enumerate(pairs):
        wanted[group, other] = wanted[other, group] = number
    none = np.zeros(0, dtype=np.int64)
    one, two = (np.concatenate(side) for side in zip((none, none), *shared.within_stories(), strict=True))
    row = wanted[shared.group[one], shared.group[two]]
    order = np.flatnonzero(row >= 0)
    order = order[np.argsort(row[order], kind="stable")]
    if not len(order):
        return found.astype(np.int64), covariance
    one, two, row = one[order], two[order], row[order]
    rows, first = np.unique(row, return_index=True)
    for place, part in cells.parts:
        for column, total, exposure, _, count in shared.fill(part, max(len(one), len(shared.unit))):
            at = np.ix_(rows, place[column])
            move = moves(columns, shared.group, place[column], total, exposure)
            live = (count > 0).astype(np.int64)
            found[at] = np.add.reduceat(live[one] * live[two], first, axis=0)
            covariance[at] = np.add.reduceat(move[one] * move[two], first, axis=0)
    return found.astype(np.int64), covariance


def covariances_with_rest(cells: Cells, units: Units, own: Columns, rest: Columns) -> tuple[Numbers, Numbers]:
    """Return the same for every group and all others together, whose columns are ``rest``."""
    found, covariance = np.zeros((2, units.n_groups, len(cells.pairs.label)))
    shared = Shared.of(units)
    if not len(shared.unit):
        return found.astype(np.int64), covariance
    order = np.argsort(shared.group, kind="stable")
    groups, first = np.unique(shared.group[order], return_index=True)
    for place, part in cells.parts:
        for column, total, exposure, _, count in shared.fill(part, len(shared.unit)):
            at, cell = np.ix_(groups, place[column]), place[column]
            move = moves(own, shared.group, cell, total, exposure)
            other = moves(rest, shared.group, cell, shared.others(total), shared.others(exposure))
            live = (count > 0) & (shared.others(count) > 0)
            found[at] = np.add.reduceat(live[order].astype(np.int64), first, axis=0)
            covariance[at] = np.add.reduceat((move * other)[order], first, axis=0)
    return found.astype(np.int64), covariance


def moves(columns: Columns, group: Numbers, column: Numbers, total: Numbers, exposure: Numbers) -> Numbers:
    """Return how far the ratios of cells move without stories of these totals and exposures, scaled as in the error."""
    at = np.ix_(group, column)
    with np.errstate(divide="ignore", invalid="ignore"):
        move = -(total - columns["estimate"][at] * exposure) / (columns["exposure"][at] - exposure)
        return np.asarray(np.nan_to_num(move * columns["moving"][at]))
