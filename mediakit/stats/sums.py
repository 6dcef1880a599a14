"""Sums over groups, and how far each ratio would move without one story, from the rows that are not zero.

A cell is a group x label of a measure. Where all labels share an article's exposure, a cell's sums are those over the
rows that it has, plus what its other units add with a total of 0, which is the same for all labels but for a factor.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mediakit.measures import OWN_EXPOSURE, Measure
from mediakit.stats.ratios import Units
from mediakit.stats.sparse import Scored

Numbers = NDArray[Any]
Sums = dict[str, Numbers]
SUMS = (
    "total",
    "exposure",
    "square",
    "repeated",
    "n_articles",
    "n_stories",
    "unscored",
    "foreign",
    "unsure",
    "readable",
    "second",
    "fourth",
    "moved",
)
# Rows whose intermediate arrays stay in the processor's cache, and the entries of an array that is filled with zeros.
CHUNK = 1 << 15
MOST_FILLED = 1 << 20
# A sum of zeros is worked out as all less those with rows. Where less than this part is left, it is summed by itself.
_LEFT = 1e-5


@dataclass(frozen=True)
class Part:
    """The totals of some labels of one measure by unit; a unit and label without a row has the total 0.

    ``unit``, ``label`` and ``total`` have one entry a row, in the order of the units. ``exposure``, ``copies`` (the
    weights of the articles) and ``count`` (articles) have one entry a unit if ``even``, the same for all labels, else
    one a row, and what has no row has no exposure. ``unscored`` counts articles without exposure by group and label.
    """

    measure: Measure
    labels: Numbers
    unit: Numbers
    label: Numbers
    total: Numbers
    exposure: Numbers
    copies: Numbers
    count: Numbers
    unscored: Numbers
    even: bool

    def of_rows(self, rows: Numbers | slice) -> tuple[Numbers, Numbers, Numbers]:
        """Return exposures, copies and numbers of articles of some rows."""
        at = self.unit[rows] if self.even else rows
        return self.exposure[at], self.copies[at], self.count[at]

    def fill(self, rows: Rows, column: slice) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        """Return totals, exposures, copies and numbers of articles of some units by some labels, zeros included."""
        shape = (len(rows.units), column.stop - column.start)
        found = rows.of(column)
        at = rows.place[self.unit[found]], self.label[found] - column.start
        total = np.zeros(shape)
        total[at] = self.total[found]
        if self.even:
            exposure, copies, count = (own[rows.units, None] for own in (self.exposure, self.copies, self.count))
            return total, exposure, copies, count
        exposure, copies, count = np.zeros((3, *shape))
        exposure[at], copies[at], count[at] = self.exposure[found], self.copies[found], self.count[found]
        return total, exposure, copies, count


class Rows:
    """The rows that a part has for some units, to be found by label."""

    def __init__(self, part: Part, units: Numbers, n_units: int) -> None:
        self.units, self.place = units, np.full(n_units, -1)
        self.place[units] = np.arange(len(units))
        rows = np.flatnonzero(self.place[part.unit] >= 0)
        # Sorted by label, the rows of neighbouring labels are one slice.
        self._rows = rows[np.argsort(part.label[rows], kind="stable")]
        self._first = np.searchsorted(part.label[self._rows], np.arange(len(part.labels) + 1))

    def of(self, column: slice) -> Numbers:
        """Return the rows of these labels."""
        return self._rows[self._first[column.start] : self._first[column.stop]]


def label_slices(n_labels: int, n_rows: int) -> Iterator[slice]:
    """Yield labels in slices, so that an array of so many rows by a slice's labels is not too large.

    Examples
    --------
    >>> list(label_slices(5, MOST_FILLED // 2))
    [slice(0, 2, None), slice(2, 4, None), slice(4, 5, None)]
    """
    step = max(1, MOST_FILLED // max(n_rows, 1))
    for first in range(0, n_labels, step):
        yield slice(first, min(first + step, n_labels))


def parts_of(scored: Scored, units: Units) -> list[tuple[Numbers, Part]]:
    """Return the parts of a measure, each with the places of its labels among those of the measure."""
    based = np.isfinite(scored.base).any()
    own = np.flatnonzero(scored.own) if based else np.arange(len(scored.labels))
    parts = []
    if len(own) < len(scored.labels):
        parts.append((np.flatnonzero(~scored.own), _even_part(scored.only(~scored.own), units)))
    step = max(1, MOST_FILLED // max(len(scored.base), 1)) if based else max(len(own), 1)
    for first in range(0, len(own), step):
        chosen = own[first : first + step]
        mask = np.isin(np.arange(len(scored.labels)), chosen)
        parts.append((chosen, _own_part(scored.only(mask), units)))
    return parts


def _even_part(scored: Scored, units: Units) -> Part:
    """Return the part of labels that share every article's exposure."""
    n_units = len(units.group)
    known = np.flatnonzero((units.of >= 0) & np.isfinite(scored.base))
    of, base, weight = units.of[known], scored.base[known], units.weight[known]
    unscored = np.bincount(units.group[of[base == 0]], minlength=units.n_groups)[:, None]
    live = base > 0
    exposure, copies = (np.bincount(of, part, n_units) for part in (base * weight, weight * live))
    article, label, total = scored.article, scored.label, scored.total
    unit = units.of[article]
    if len(unit) and unit.min() < 0:
        kept = unit >= 0
        article, unit, label, total = article[kept], unit[kept], label[kept], total[kept]
    unit, label, (total,) = _by_unit(unit, label, [total * units.weight[article]], scored, units)
    count = np.bincount(of, live, n_units)
    return Part(scored.measure, scored.labels, unit, label, total, exposure, copies, count, unscored, True)


def _own_part(scored: Scored, units: Units) -> Part:
    """Return the part of labels with exposures of their own, rows filled in where an article has a base."""
    article, label, total, exposure = scored.article, scored.label, scored.total, scored.exposure
    width = len(scored.labels)
    if np.isfinite(scored.base).any():
        full = np.repeat(scored.base[:, None], width, axis=1)
        totals = np.zeros(full.shape)
        full[article, label], totals[article, label] = exposure, total
        article, label = np.nonzero(np.isfinite(full))
        total, exposure = totals[article, label], full[article, label]
    unit = units.of[article]
    kept = unit >= 0
    unscored = np.zeros((units.n_groups, width), dtype=np.int64)
    if scored.measure.name not in OWN_EXPOSURE:
        none = kept & (exposure == 0)
        cell = units.group[unit[none]] * width + label[none]
        unscored = np.bincount(cell, minlength=unscored.size).reshape(unscored.shape)
    kept &= exposure > 0
    article, unit, label, total, exposure = (column[kept] for column in (article, unit, label, total, exposure))
    weight = units.weight[article]
    values = [total * weight, exposure * weight, weight, np.ones(len(unit))]
    unit, label, (total, exposure, copies, count) = _by_unit(unit, label, values, scored, units)
    return Part(scored.measure, scored.labels, unit, label, total, exposure, copies, count, unscored, False)


def _by_unit(
    unit: Numbers, label: Numbers, values: Sequence[Numbers], scored: Scored, units: Units
) -> tuple[Numbers, Numbers, list[Numbers]]:
    """Return rows of articles summed up by unit and label, in the order of the units."""
    # Most units are one article: only the others are summed up, by a number that says unit and label in one.
    several = units.size[unit] > 1
    if several.any():
        width = max(len(scored.labels), 1)
        key, inverse = np.unique(unit[several] * width + label[several], return_inverse=True)
        unit = np.concatenate([unit[~several], key // width])
        label = np.concatenate([label[~several], key % width])
        values = [np.concatenate([value[~several], np.bincount(inverse, value[several], len(key))]) for value in values]
    if (unit[1:] < unit[:-1]).any():
        order = np.argsort(unit, kind="stable")
        unit, label, values = unit[order], label[order], [value[order] for value in values]
    return unit, label, list(values)


def add_up(part: Part, units: Units) -> Sums:
    """Return the sums of every group (rows) and label (columns).

    ``total``, ``exposure``, ``square`` (of exposures), ``repeated`` (exposures times copies), ``n_articles``,
    ``n_stories`` and ``unscored``; and over stories ``second`` and ``fourth``, sums of powers of t - r e, and
    ``moved``, the squares of how far the ratio moves without the story. What does not depend on the label may have
    one column.
    """
    width, n_groups = len(part.labels), units.n_groups
    # A cell's number says group and label, so that one bincount adds up all cells at once.
    cell = units.group[part.unit] * width + part.label
    # One pass in the order of the stories: so a sum of totals that equal their exposures equals the sum of exposures.
    totals = np.bincount(cell, part.total, n_groups * width).reshape(n_groups, width)
    home, size, columns = (units.group, n_groups, 1) if part.even else (cell, n_groups * width, width)
    parts = {
        "exposure": part.exposure,
        "square": part.exposure**2,
        "repeated": part.copies * part.exposure,
        "n_articles": part.count,
        "n_stories": (part.count > 0).astype(np.float64),
    }
    sums = {name: np.bincount(home, value, size).reshape(n_groups, columns) for name, value in parts.items()}
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = totals / sums["exposure"]
    sums |= {"total": totals, "unscored": part.unscored}
    sums |= _spread(part, cell, ratio, np.broadcast_to(sums["exposure"], ratio.shape))
    return _add_zeros(sums, part, units, ratio) if part.even else sums


def _spread(part: Part, cell: Numbers, ratio: Numbers, exposures: Numbers) -> Sums:
    """Return the sums over the rows of squares and fourth powers of residuals, and of squares of moves."""
    shape, size = ratio.shape, ratio.size
    sums = np.zeros((3, size))
    flat, exposures = ratio.ravel(), exposures.ravel()
    step = max(CHUNK, size)
    with np.errstate(divide="ignore", invalid="ignore"):
        for first in range(0, len(cell), step):
            chunk = slice(first, first + step)
            at = cell[chunk]
            exposure = part.exposure[part.unit[chunk]] if part.even else part.exposure[chunk]
            residual = part.total[chunk] - flat[at] * exposure
            move = residual / (exposures[at] - exposure)
            square = residual * residual
            for row, value in enumerate((square, square * square, move * move)):
                sums[row] += np.bincount(at, value, size)
    return dict(zip(("second", "fourth", "moved"), sums.reshape(3, *shape), strict=True))


def _add_zeros(sums: Sums, part: Part, units: Units, ratio: Numbers) -> Sums:
    """Return the sums with those of units added that have exposure and no row."""
    n_groups, width = ratio.shape
    left = sums["exposure"][units.group, 0] - part.exposure
    moves = np.divide(part.exposure, left, out=np.zeros(len(left)), where=left > 0)
    powers = [part.exposure**2, part.exposure**4, moves**2]
    absent = np.repeat(sums["n_stories"], width, axis=1)
    wholes = [np.bincount(units.group, power, n_groups)[:, None] for power in powers]
    rests = [np.repeat(whole, width, axis=1) for whole in wholes]
    step = max(CHUNK, ratio.size)
    for first in range(0, len(part.unit), step):
        unit = part.unit[first : first + step]
        at = units.group[unit] * width + part.label[first : first + step]
        absent -= np.bincount(at, minlength=ratio.size).reshape(ratio.shape)
        for rest, power in zip(rests, powers, strict=True):
            rest -= np.bincount(at, power[unit], ratio.size).reshape(ratio.shape)
    unsure = np.zeros(ratio.shape, dtype=bool)
    made = dict(sums)
    factors = [np.nan_to_num(ratio) ** 2, np.nan_to_num(ratio) ** 4, np.nan_to_num(ratio) ** 2]
    for name, factor, whole, rest in zip(("second", "fourth", "moved"), factors, wholes, rests, strict=True):
        made[name] = sums[name] + np.where((absent > 0) & (factor > 0), factor * np.maximum(rest, 0), 0)
        unsure |= (absent > 0) & (factor * whole * _LEFT > made[name])
    return _sum_again(made, part, units, ratio, unsure) if unsure.any() else made


def _sum_again(sums: Sums, part: Part, units: Units, ratio: Numbers, unsure: Numbers) -> Sums:
    """Return the sums with some cells of an even part summed up anew, every zero a row of its own."""
    live = np.flatnonzero(part.count > 0)
    rows = Rows(part, live, len(units.group))
    for label in np.flatnonzero(unsure.any(axis=0)).tolist():
        total, exposure, *_ = part.fill(rows, slice(label, label + 1))
        groups = units.group[live]
        used = np.flatnonzero(unsure[groups, label])
        alone = replace(part, unit=live[used], total=total[used, 0], exposure=exposure[used, 0], even=False)
        found = _spread(alone, groups[used], ratio[:, [label]], sums["exposure"])
        for name, value in found.items():
            sums[name][unsure[:, label], label] = value[unsure[:, label], 0]
    return sums
