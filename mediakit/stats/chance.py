"""How far groups stand from the others of the same periods, and how far they would by chance.

The statistic is the Mantel-Haenszel test without continuity correction, extended to scores. What chance does is found
by permuting groups within periods; docs/statements.md has formulas and sources.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mediakit.stats.sizes import Spread
from mediakit.stats.strata import Strata, sum_by

Numbers = NDArray[Any]
# Entries of the arrays of one batch of permutations, so that they stay in the processor's cache.
_BATCH = 1 << 17
# Units of a period whose places fit in so many of the low bits of a random number of 32.
_PLACE_BITS = 8


@dataclass(frozen=True)
class Distance:
    """Residuals and standardised sums of a table of units.

    ``residual`` has the shape (n, L); ``variance``, the part of it that a group's own units make (``part``), and ``z``
    (groups, L). ``weight`` (groups,) is what a difference is multiplied with to become a sum of residuals, ``shift``
    what its square is multiplied with to become the variance that the difference itself makes.
    """

    residual: Numbers
    variance: Numbers
    part: Numbers
    z: Numbers
    weight: Numbers
    shift: Numbers

    def columns(self, chosen: slice) -> Distance:
        """Return the same of some of the labels."""
        columns = {name: getattr(self, name)[:, chosen] for name in ("residual", "variance", "part", "z")}
        return replace(self, **columns)

    def spread(self, group: int) -> Spread:
        """Return how much the sums of a group vary, for the first label."""
        numbers = (self.variance[group, 0], self.part[group, 0], self.weight[group], self.shift[group])
        return Spread(*map(float, numbers))


def distance_of(strata: Strata) -> Distance:
    """Return how far every group and label stands from what the others of the same periods let expect.

    Parameters
    ----------
    strata : Strata
        From in_periods().

    Examples
    --------
    >>> from mediakit.measures import MEASURES
    >>> ones, none = np.ones(4), np.zeros(4, dtype=int)
    >>> total, group = np.array([[1.0], [1.0], [0.0], [0.0]]), np.array([0, 0, 1, 1])
    >>> units = Strata(MEASURES["coverage"], np.array(["x"]), none, group, none, none, none[:1], ones, ones, total, 2)
    >>> distance_of(units).z.round(3).ravel().tolist()
    [1.732, -1.732]
    """
    n_periods, period, exposure = strata.n_periods, strata.period, strata.exposure
    exposed = strata.cells(exposure)
    per_period = exposed.sum(axis=1, keepdims=True)
    expected = (sum_by(period, strata.total, n_periods) / per_period)[period] * exposure[:, None]
    residual = strata.total - expected
    # Where nothing varies, rounding alone would be divided by rounding.
    residual[np.abs(residual) <= 1e-12 * (np.abs(strata.total) + np.abs(expected))] = 0
    own = strata.cells()
    every = own.sum(axis=1, keepdims=True)
    drawn = np.divide(own * (every - own), every * (every - 1), out=np.zeros(own.shape), where=every > 1)
    squares = sum_by(period, residual**2, n_periods)
    variance, share = drawn.T @ squares, own / every
    part = (drawn * share).T @ squares
    shift = (drawn * share * (1 - share)).T @ np.bincount(period, exposure**2, n_periods)
    sums = sum_by(strata.group, residual, strata.n_groups)
    z = np.divide(sums, np.sqrt(variance), out=np.zeros(sums.shape), where=variance > 0)
    weight = (exposed * (per_period - exposed) / per_period).sum(axis=0)
    return Distance(residual, variance, part, z, weight, shift)


def seed_of(tables: Sequence[Strata], groups: Sequence[str]) -> int:
    """Return a seed that the data decide: the same in any order of rows, and with copies of every article.

    Parameters
    ----------
    tables : list of Strata
        From in_periods().
    groups : list of str
        Names of the groups.
    """
    made = hashlib.blake2b(digest_size=8)
    for strata in tables:
        counts = strata.cells().astype(np.int64)
        present = np.flatnonzero(counts.any(axis=0))
        names = [*strata.labels, *(groups[group] for group in present.tolist())]
        made.update("\x1f".join(map(str, names)).encode() + counts[:, present].tobytes())
    return int.from_bytes(made.digest(), "big")


def largest_by_chance(strata: Strata, distance: Distance, tested: Numbers, draws: int, seed: Sequence[int]) -> Numbers:
    """Return the largest |z| over the tested groups of every label, in permutations of the groups within periods.

    A permutation keeps how many units a group has in a period, and with them the variance.

    Parameters
    ----------
    strata, distance
        From in_periods() and distance_of().
    tested : array of bool, shape (groups, L)
        Which cells count.
    draws : int
        Number of permutations.
    seed : list of int
        Of the permutations.

    Returns
    -------
    array, shape (draws, L)
    """
    rng = np.random.default_rng(seed)
    n_labels = len(strata.labels)
    sums = np.zeros((n_labels, draws, strata.n_groups))
    begins = np.searchsorted(strata.period, np.arange(strata.n_periods + 1))
    columns = np.ascontiguousarray(distance.residual.T)
    for begin, end in zip(begins[:-1].tolist(), begins[1:].tolist(), strict=True):
        # Units are sorted by group within the period: after a shuffle, each stretch of places is one group's.
        groups, first = np.unique(strata.group[begin:end], return_index=True)
        size = end - begin
        step = max(1, _BATCH // size)
        for at in range(0, draws, step):
            batch = slice(at, min(at + step, draws))
            places = _shuffles(rng, batch.stop - batch.start, size)
            for label in range(n_labels):
                shuffled = columns[label, begin:end].take(places)
                sums[label][batch, groups] += np.add.reduceat(shuffled, first, axis=1)
    maxima = np.zeros((draws, n_labels))
    error = np.sqrt(distance.variance)
    for label in range(n_labels):
        chosen = np.flatnonzero(tested[:, label] & (error[:, label] > 0))
        if len(chosen):
            maxima[:, label] = np.abs(sums[label][:, chosen] / error[chosen, label]).max(axis=1)
    return maxima


def _shuffles(rng: np.random.Generator, draws: int, size: int) -> Numbers:
    """Return the numbers from 0 to size - 1 in random orders, one a row.

    Sorting random numbers that carry a place in their low bits shuffles the places, and sorts plain numbers, which
    is several times faster than argsort or than swapping. Equal random parts (less than one shuffle in 500 has a pair
    of them) leave two neighbours in order.
    """
    small = size <= 1 << _PLACE_BITS
    kind, bits = (np.uint32, _PLACE_BITS) if small else (np.uint64, 24)
    keys: Numbers = rng.integers(0, np.iinfo(kind).max, (draws, size), dtype=kind, endpoint=True)
    keys = (keys >> kind(bits) << kind(bits)) + np.arange(size).astype(kind)
    keys.sort(axis=1)
    return np.asarray(keys & kind((1 << bits) - 1)).astype(np.intp)
