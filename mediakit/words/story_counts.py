"""Uses of words by story on two sides, and what they say: ratio, interval and chance."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mediakit.stats.intervals import t_tail
from mediakit.stats.ratios import Units
from mediakit.words.counting import Counted

Numbers = NDArray[Any]
# Entries that are added up at a time: the columns that this takes are many.
_CHUNK = 1 << 19
_MOST_SKEWED = 6.0


@dataclass(frozen=True)
class Side:
    """Sums of one side: a number for each term, and the words of the side.

    ``spread`` is the sum of squared differences, over stories, between uses and those at the side's own rate.
    """

    count: Numbers
    spread: Numbers
    n_articles: Numbers
    n_stories: Numbers
    dispersion: Numbers
    size: float

    @property
    def rate(self) -> Numbers:
        """Uses per 1,000 words."""
        return 1000 * self.count / self.size if self.size else np.full(len(self.count), np.nan)


@dataclass(frozen=True)
class StoryCounts:
    """Sums of some terms over the stories of two sides.

    ``score`` is how many more uses the first side has than at the rate of both, ``spread`` and ``third`` the sums of
    squares and of third powers, over stories, of these differences; ``largest`` the uses in the story with most.
    ``factor`` turns ``spread`` into the variance of ``score``, and ``part`` is the first side's part of all words.
    """

    terms: Numbers
    sides: tuple[Side, Side]
    score: Numbers
    spread: Numbers
    third: Numbers
    largest: Numbers
    factor: float
    part: float


@dataclass(frozen=True)
class _Sizes:
    """Words of every unit, its side, and sums of powers of words: of all units and of each side's."""

    unit: Numbers
    side: Numbers
    words: Numbers
    squares: Numbers
    cubes: float

    @property
    def total(self) -> float:
        return float(self.words.sum())

    @property
    def part(self) -> float:
        """The first side's part of all words."""
        return float(self.words[0] / self.total) if self.total else 0.5

    @property
    def factor(self) -> float:
        """What the variance of a score is, as a part of the sum of squares over units.

        Stories that change sides at random have the first value. Where one side has longer stories than the other that
        is too small or too large: the second holds if a story's variance grows with its length, the third if it grows
        with the length squared. The largest is taken.
        """
        n, (n_one, n_two) = len(self.side), np.bincount(self.side, minlength=2)
        part, squares = self.part, self.squares[0] / max(self.squares.sum(), 1)
        moved = n_one * n_two / max(n * (n - 1), 1)
        return float(max(moved, part * (1 - part), (1 - part) ** 2 * squares + part**2 * (1 - squares)))


def add_up_stories(counted: Counted, units: Units) -> Iterator[StoryCounts]:
    """Yield sums over units (what one story has on one side) for some terms after the other.

    Parameters
    ----------
    counted : Counted
        Counts by term and article.
    units : Units
        Units of the articles on two sides; articles left out have none.
    """
    known = units.of >= 0
    words = np.bincount(units.of[known], counted.size[known], len(units.group))
    by_side = [np.bincount(units.group, words**power, 2) for power in (1, 2)]
    sizes = _Sizes(words, units.group, by_side[0], by_side[1], float((words**3).sum()))
    n_terms = len(counted.terms)
    first = np.searchsorted(counted.term, np.arange(n_terms + 1))
    low = 0
    while low < n_terms:
        high = max(int(np.searchsorted(first, first[low] + _CHUNK, "right")) - 1, low + 1)
        yield _add_up(counted, units, sizes, np.arange(low, high), slice(int(first[low]), int(first[high])))
        low = high


def _add_up(counted: Counted, units: Units, sizes: _Sizes, terms: Numbers, rows: slice) -> StoryCounts:
    """Return the sums of some terms, whose entries are these rows."""
    width = len(terms)
    unit = units.of[counted.article[rows]]
    kept = np.flatnonzero(unit >= 0)
    unit, term = unit[kept], counted.term[rows][kept].astype(np.int64) - terms[0]
    uses: Numbers = counted.count[rows][kept].astype(np.float64)
    cell = term + width * units.group[unit]
    n_articles = np.bincount(cell, minlength=2 * width).reshape(2, width)
    if len(units.size) and units.size.max() > 1:
        # Copies of a story on one side are one unit: their uses are put together.
        key, where = np.unique(term * len(units.group) + unit, return_inverse=True)
        uses = np.bincount(where, uses, len(key))
        term, unit = key // len(units.group), key % len(units.group)
        cell = term + width * units.group[unit]
    words = sizes.unit[unit]

    def summed(values: Numbers) -> Numbers:
        return np.bincount(cell, values, 2 * width).reshape(2, width)

    n_stories, count = np.bincount(cell, minlength=2 * width).reshape(2, width), summed(uses)
    squares, mixed = summed(uses**2), summed(uses * words)
    # Where a story has no use, its part of the side's words is all of the difference in parts.
    part, own = uses / count.ravel()[cell], words / sizes.words[cell // width]
    dispersion = np.where(count > 0, (summed(np.abs(part - own)) + 1 - summed(own)) / 2, np.nan)
    rates = count / np.maximum(sizes.words, 1)[:, None]
    spreads = squares - 2 * rates * mixed + rates**2 * sizes.squares[:, None]
    one, two = (
        Side(count[s], np.maximum(spreads[s], 0), n_articles[s], n_stories[s], dispersion[s], float(sizes.words[s]))
        for s in (0, 1)
    )
    rate = count.sum(0) / max(sizes.total, 1)
    spread = squares.sum(0) - 2 * rate * mixed.sum(0) + rate**2 * sizes.squares.sum()
    third = summed(uses**3).sum(0) - 3 * rate * summed(uses**2 * words).sum(0)
    third += 3 * rate**2 * summed(uses * words**2).sum(0) - rate**3 * sizes.cubes
    largest = np.zeros(width)
    np.maximum.at(largest, term, uses)
    score = count[0] - rate * sizes.words[0]
    return StoryCounts(terms, (one, two), score, np.maximum(spread, 0), third, largest, sizes.factor, sizes.part)


def interval_of(one: Side, two: Side, t: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Return the binary logarithm of the ratio of two rates, and the ends of its interval.

    The logarithm of a rate varies, from one story to the next, by the sum of squared differences from the rate over the
    square of the count. A count of 0 stands as half a use, with the variance of a single one. ``t`` has the quantile of
    the interval's level for every number of degrees of freedom, of which there is one less than stories with the word.
    """
    ratio, variance = np.zeros(len(one.count)), np.zeros(len(one.count))
    for side, sign in ((one, 1), (two, -1)):
        some = np.maximum(side.count, 0.5)
        ratio += sign * np.log(some / max(side.size, 1))
        variance += np.where(side.count > 0, side.spread / some**2, 1.0)
    df = np.clip(one.n_stories + two.n_stories - 1, 0, len(t) - 1)
    # Without any degree of freedom the quantile is infinite, and where nothing varies it would be no number.
    far = t[df] * np.sqrt(variance)
    low, high = ((ratio + way * far) / math.log(2) for way in (-1, 1))
    return ratio / math.log(2), low, high


def p_values_of(sums: StoryCounts) -> tuple[Numbers, Numbers]:
    """Return the p-value of every term, missing for those that hang on very few stories, and which these are.

    If the sides were drawn from the same stories, the score would have these second and third moments. Its distribution
    is taken for that of Pearson's type III with the same moments (Mielke and Berry 2007, Permutation Methods), which
    the cube root of Wilson and Hilferty (1931, PNAS 17) makes a normal one.
    """
    part = sums.part
    with np.errstate(divide="ignore", invalid="ignore"):
        far = np.where(sums.spread > 0, sums.score / np.sqrt(sums.factor * sums.spread), 0.0)
        skew = np.where(sums.spread > 0, sums.third / sums.spread**1.5, 0.0)
    skew = skew * ((1 - 2 * part) / math.sqrt(max(part * (1 - part), 1e-12)))
    flat = np.abs(skew) < 1e-3
    safe = np.where(flat, 1.0, skew)
    root = np.cbrt(np.maximum(1 + safe * far / 2, 0))
    normal = np.where(flat, far, 6 / safe * (root - 1) + safe / 6)
    sparse = np.abs(skew) > _MOST_SKEWED
    return np.where(sparse, np.nan, t_tail(normal, np.inf)), sparse
