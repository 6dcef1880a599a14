"""A group's value in its own periods, what others printed in the same periods, and how sure the difference is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mediakit.stats.intervals import t_quantiles, t_tail
from mediakit.stats.strata import Strata

Numbers = NDArray[Any]
_SHARES = ("share", "proportion")
_FARTHEST = 1e6


@dataclass(frozen=True)
class Contrast:
    """A group and others in the periods that both have.

    Attributes
    ----------
    own, others, difference, std_error : float
        Values; ``others`` weighs what the others have in each period by the group's own exposure there.
    n_own, n_others, n_stories : int
        Stories of the group, of the others, and of both, each counted once.
    articles : tuple of int
        Articles of both sides.
    own_sums, other_sums : tuple of float
        Total and exposure of both sides in these periods.
    periods : array of int
        The periods that both have.
    alone : array of float
        The difference without each of these periods, missing where there is one.
    kind : str
        Kind of the measure.
    """

    own: float
    others: float
    difference: float
    std_error: float
    n_own: int
    n_others: int
    n_stories: int
    articles: tuple[int, int]
    own_sums: tuple[float, float]
    other_sums: tuple[float, float]
    periods: Numbers
    alone: Numbers
    kind: str

    def interval(self, level: float) -> tuple[float, float]:
        """Return the ends of the interval: t with one degree less than the group has stories, in the possible range.

        A side that says 0 or 1 in all of its stories does not vary between them, and the jackknife takes it as
        certain. Its own score interval (Wilson 1927) is put in its place, at the end to which it can move.
        """
        t = quantile_of(level, self.n_own - 1)
        if not math.isfinite(t) or not (self.std_error > 0 or self._flat()):
            return math.nan, math.nan
        most = 1.0 if self.kind in _SHARES else math.inf
        return max(self.difference - self._reach(t, down=True), -most), min(
            self.difference + self._reach(t, down=False), most
        )

    def p_value(self) -> float:
        """Return one minus the level at which the interval would touch 0."""
        if self.n_own < 2 or not (self.std_error > 0 or self._flat()):
            return math.nan
        low, high = 0.0, _FARTHEST
        # What an interval reaches grows with t: halved until it is known.
        for _ in range(80):
            middle = (low + high) / 2
            beyond = self._reach(middle, down=self.difference > 0) < abs(self.difference)
            low, high = (middle, high) if beyond else (low, middle)
        return float(t_tail([low], [self.n_own - 1])[0])

    def _flat(self) -> bool:
        """Return True for a share of which a side does not vary."""
        return self.kind in _SHARES and not (0 < self.own < 1 and 0 < self.others < 1)

    def _reach(self, t: float, *, down: bool) -> float:
        """Return how far below (or above) the difference the interval ends, t standard errors away."""
        if self.kind not in _SHARES:
            return t * self.std_error
        own, others = (t * t / (n + t * t) for n in (self.n_own, self.n_others))
        moves = (self.own >= 1, self.others <= 0) if down else (self.own <= 0, self.others >= 1)
        return math.hypot(t * self.std_error, own * moves[0], others * moves[1])

    def hinges_on(self) -> int:
        """Return the period without which the difference halves or changes its sign, -1 if there is none."""
        left = self.alone * np.sign(self.difference)
        if len(left) < 2 or not left.min() < abs(self.difference) / 2:
            return -1
        return int(self.periods[np.argmin(left)])


@cache
def quantile_of(level: float, df: int) -> float:
    """Return the two-sided quantile of t, infinite below one degree of freedom."""
    return float(t_quantiles(level, np.array([df]))[0])


class Pieces:
    """What every story has in every period, put together once for the comparisons of all groups."""

    def __init__(self, strata: Strata) -> None:
        self.n_periods = max(strata.n_periods, 1)
        key, self.of = np.unique(strata.story * self.n_periods + strata.period, return_inverse=True)
        self.period = key % self.n_periods
        self.story = np.unique(key // self.n_periods, return_inverse=True)[1]
        self.n_stories = int(self.story.max(initial=-1)) + 1


def contrast_in_periods(strata: Strata, label: int, own: Numbers, others: Numbers, pieces: Pieces) -> Contrast:
    """Return a group's value in the periods that it shares with others, theirs, and the error of the difference.

    The error is the delete-one jackknife over stories, in closed form: without one story, only the periods in which
    it stands change. A story of both sides is taken out of both.

    Parameters
    ----------
    strata : Strata
        From in_periods().
    label : int
        Which of its labels.
    own, others : array of bool, shape (n,)
        The rows of both sides.
    pieces : Pieces
        Of the same units.
    """
    total, exposure, n = strata.total[:, label], strata.exposure, pieces.n_periods
    sides = [
        (np.bincount(strata.period, total * side, n), np.bincount(strata.period, exposure * side, n))
        for side in (own, others)
    ]
    (total_own, exposure_own), (total_other, exposure_other) = sides
    used = (exposure_own > 0) & (exposure_other > 0)
    ratio = np.divide(total_other, exposure_other, out=np.zeros(n), where=used)
    excess = np.where(used, total_own - exposure_own * ratio, 0.0)
    weight = float(exposure_own[used].sum())
    value, reference = ((sums[used].sum() / weight if weight else np.nan) for sums in (total_own, exposure_own * ratio))
    difference = value - reference
    # One piece at a time is taken out of its period: what the period then adds to excess and weight, less what it adds.
    parts = [np.bincount(pieces.of, column * side) for side in (own, others) for column in (total, exposure)]
    at = pieces.period
    left = [sums[at] - part for sums, part in zip((*sides[0], *sides[1]), parts, strict=True)]
    # A period without others is left out, and what rounding leaves of their exposure is none.
    still = used[at] & (left[3] > 1e-9 * exposure_other[at])
    rest = np.divide(left[2], left[3], out=np.zeros(len(at)), where=still)
    moved = np.where(still, left[0] - left[1] * rest, 0.0) - excess[at]
    lost = np.where(still, left[1], 0.0) - np.where(used, exposure_own, 0.0)[at]
    counted = used[at] & ((parts[1] > 0) | (parts[3] > 0))
    story, n_stories = pieces.story[counted], pieces.n_stories
    moved, lost = (np.bincount(story, change[counted], n_stories) for change in (moved, lost))
    present = np.bincount(story, minlength=n_stories) > 0
    found = int(present.sum())
    weights = weight + lost[present]
    sums = excess.sum() + moved[present]
    replicates = np.divide(sums, weights, out=np.full(found, difference), where=weights > 1e-9 * weight)
    error = float(np.sqrt((found - 1) / found * ((replicates - difference) ** 2).sum())) if found else float("nan")
    n_own, n_others = (
        int(np.count_nonzero(np.bincount(pieces.story, used[at] & (part > 0)))) for part in (parts[1], parts[3])
    )
    live = used[strata.period]
    articles = (int(strata.count[own & live].sum()), int(strata.count[others & live].sum()))
    apart = weight - exposure_own[used]
    alone = np.divide(excess.sum() - excess[used], apart, out=np.full(len(apart), np.nan), where=apart > 1e-9 * weight)
    return Contrast(
        float(value),
        float(reference),
        float(difference),
        error,
        n_own,
        n_others,
        found,
        articles,
        (float(total_own[used].sum()), weight),
        (float(total_other[used].sum()), float(exposure_other[used].sum())),
        np.flatnonzero(used),
        alone,
        strata.measure.kind,
    )
