"""Sums over all groups but one, for every group, without a pass over the rows for each of them.

How far a ratio moves without a story depends on the ratio and exposure of all others, which differ from group to
group. Sums of powers of the stories' totals and exposures do not: they are added up once by group, and those of the
other groups put together. What these sums cannot tell to ten digits is worked out story by story.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mediakit.stats.cells import Cells, add_up_cells
from mediakit.stats.overlap import Shared
from mediakit.stats.ratios import Units
from mediakit.stats.sparse import Scored
from mediakit.stats.sums import CHUNK, MOST_FILLED, SUMS, Part, Sums

Numbers = NDArray[Any]
# 1 / (E - e)^2 is the sum of (k + 1) e^k / E^(k + 2); so many terms, and what the first one left out may add.
_TERMS = range(3, 8)
_LEFT_OUT = 1e-11
# Where residuals cancel to less than this part of what they are made from, they are worked out by themselves.
_LEFT_OF_SQUARES, _LEFT_OF_FOURTHS = 1e-3, 1e-4


def add_up_rest(cells: Cells, scores: Sequence[Scored], units: Units) -> Sums:
    """Return the sums of all groups but one, for every group (rows) and pair (columns).

    Parameters
    ----------
    cells : Cells
        From add_up_cells() of the other two.
    scores : list of Scored
        From read_scores().
    units : Units
        From count_units().
    """
    sums = {name: without(cells.sums[name]) for name in SUMS}
    unsure = np.zeros(sums["total"].shape, dtype=bool)
    for place, part in cells.parts:
        found, unsure[:, place] = _rest_of(part, units, sums["total"][:, place], sums["exposure"][:, place])
        for name, values in found.items():
            sums[name][:, place] = values
    for group in np.flatnonzero(unsure.any(axis=1)).tolist():
        chosen, first = [], 0
        for one in scores:
            chosen.append(one.only(unsure[group, first : first + len(one.labels)]))
            first += len(one.labels)
        again = add_up_cells(chosen, units.without(group))
        for name in SUMS:
            sums[name][group, unsure[group]] = again.sums[name][0]
    return sums


def without(sums: Numbers) -> Numbers:
    """Return, for every row, the sum of all others; nothing is taken away again, so that zeros stay zeros.

    Examples
    --------
    >>> without(np.array([[1.0], [2.0], [4.0]])).ravel().tolist()
    [6.0, 5.0, 3.0]
    """
    before, after = np.zeros(sums.shape), np.zeros(sums.shape)
    before[1:] = np.cumsum(sums[:-1], axis=0)
    after[:-1] = np.cumsum(sums[:0:-1], axis=0)[::-1]
    return before + after


def _rest_of(part: Part, units: Units, total: Numbers, exposure: Numbers) -> tuple[Sums, Numbers]:
    """Return sums of the other groups for the labels of one part, and where they are not sure."""
    largest = np.bincount(units.story, part.exposure) if part.even else part.exposure * units.n_groups
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = np.where(exposure > 0, largest.max(initial=0) / exposure, 0)
        ratio = np.nan_to_num(total / exposure)
    near = np.array([(n + 1) * reach**n for n in _TERMS]) <= _LEFT_OUT
    terms = next((n for n, fits in zip(_TERMS, near, strict=True) if fits[near[-1]].all()), _TERMS[-1])
    shared = Shared.of(units)
    made = _moments(part, units, shared, lambda *columns: _of_totals(terms, *columns))
    squares, products, (cubed, fourths) = made[:terms], made[terms : 2 * terms], made[2 * terms :]
    bare = _exposures_alone(part, units) if part.even else part
    powers = _moments(bare, units, shared, lambda *columns: _of_exposures(terms, *columns))
    repeated, n_stories = powers[terms:]
    second = squares[0] - 2 * ratio * products[0] + ratio**2 * powers[0]
    fourth = fourths - 4 * ratio * cubed + 6 * ratio**2 * squares[2] - 4 * ratio**3 * products[2] + ratio**4 * powers[2]
    moved = np.zeros(second.shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        for k in range(terms):
            moved += (k + 1) * (squares[k] - 2 * ratio * products[k] + ratio**2 * powers[k]) / exposure ** (k + 2)
    unsure = ~near[-1]
    unsure |= second < _LEFT_OF_SQUARES * (squares[0] + ratio**2 * powers[0])
    unsure |= fourth < _LEFT_OF_FOURTHS * (fourths + 6 * ratio**2 * squares[2] + ratio**4 * powers[2])
    found = {"square": powers[0], "repeated": repeated, "n_stories": n_stories}
    return found | {"second": second, "fourth": fourth, "moved": np.nan_to_num(moved)}, unsure


def _of_totals(terms: int, total: Numbers, exposure: Numbers, *_: Numbers) -> Iterator[Numbers]:
    """Yield the powers that hold totals: t^2 e^k, t e^(k + 1), t^3 e and t^4."""
    for power in (total**2, total * exposure):
        for _k in range(terms):
            yield power
            power = power * exposure
    yield total**3 * exposure
    yield total**4


def _of_exposures(terms: int, _: Numbers, exposure: Numbers, copies: Numbers, count: Numbers) -> Iterator[Numbers]:
    """Yield the powers of exposures alone, e^(k + 2), exposures times copies, and 1 for a story that counts."""
    power = exposure**2
    for _k in range(terms):
        yield power
        power = power * exposure
    yield copies * exposure
    yield (count > 0).astype(np.float64)


def _exposures_alone(part: Part, units: Units) -> Part:
    """Return the exposures of an even part as the rows of one label."""
    n_units = len(units.group)
    unit, label, total = np.arange(n_units), np.zeros(n_units, dtype=np.int64), np.zeros(n_units)
    return replace(part, labels=part.labels[:1], even=False, unit=unit, label=label, total=total)


def _moments(part: Part, units: Units, shared: Shared, powers: Callable[..., Iterator[Numbers]]) -> Numbers:
    """Return the sums of powers over the stories of all other groups, by power, group and label."""
    n_groups, width = units.n_groups, len(part.labels)
    own: list[Numbers] = []
    alone = np.ones(len(units.group), dtype=bool)
    alone[shared.unit] = False
    kept = np.flatnonzero(alone[part.unit]) if len(shared.unit) else np.arange(len(part.unit))
    step = max(CHUNK, n_groups * width)
    for first in range(0, max(len(kept), 1), step):
        rows = kept[first : first + step]
        cell = units.group[part.unit[rows]] * width + part.label[rows]
        for n, power in enumerate(powers(part.total[rows], *part.of_rows(rows))):
            if n == len(own):
                own.append(np.zeros(n_groups * width))
            own[n] += np.bincount(cell, power, n_groups * width)
    sums = np.stack([without(values.reshape(n_groups, width)) for values in own])
    return _add_shared(sums, part, shared, powers) if len(shared.unit) else sums


def _add_shared(sums: Numbers, part: Part, shared: Shared, powers: Callable[..., Iterator[Numbers]]) -> Numbers:
    """Return the sums with those over stories of several groups: whole, or without what the left-out group has."""
    n_groups, n_stories = sums.shape[1], len(shared.first)
    order = np.argsort(shared.group, kind="stable")
    groups, first = np.unique(shared.group[order], return_index=True)
    block = max(1, MOST_FILLED // n_stories)
    for column, *columns in shared.fill(part, 4 * len(shared.unit)):
        for n, power in enumerate(powers(*map(shared.others, columns))):
            sums[n][groups, column] += np.add.reduceat(power[order], first, axis=0)
        wholes = list(powers(*map(shared.sums, columns)))
        for begin in range(0, n_groups, block):
            end = min(begin + block, n_groups)
            # 1 for stories that the left-out group has no part in, 0 for its own.
            apart = np.ones((end - begin, n_stories))
            near = (begin <= shared.group) & (shared.group < end)
            apart[shared.group[near] - begin, shared.story[near]] = 0
            for n, power in enumerate(wholes):
                sums[n][begin:end, column] += apart @ power
    return sums
