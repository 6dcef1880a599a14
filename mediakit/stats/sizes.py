"""How large a difference is: the smallest that is worth a sentence, and the score that puts statements in order."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from mediakit.measures import NOT_VALIDATED, Measure

Numbers = NDArray[Any]
FLOORS = {
    "coverage": 0.03,
    "frame_presence": 0.03,
    "entity_presence": 0.03,
    "frame_salience": 0.01,
    "tone": 0.05,
    "naming": 0.10,
    "naming_quoted": 0.10,
}
# Of measures that are not listed: 3 points of a share or proportion; a fifth of the value of all units together for a
# rate; a fifth of the standard deviation of the units' values for a mean (a "small effect": Cohen 1988).
_SHARE_FLOOR, _PART = 0.03, 0.2
VALIDITY = {
    "frame_presence": 0.7,
    "frame_salience": 0.7,
    "tone": 0.5,
    "negative_share": 0.5,
    "positive_share": 0.5,
    "lexicon_coverage": 0.5,
}
_UNKNOWN_VALIDITY = 0.7
_POWER = 0.8416  # the normal distribution's 80 % point
_STEPS = 30


@dataclass(frozen=True)
class Needed:
    """What a difference must pass: a threshold of |z|, the quantile of its interval, and the floor.

    ``piece`` is what one story with a hit makes of the difference, in a group of this size; 0 where hits are not rare.
    """

    threshold: float
    quantile: float
    floor: float
    piece: float = 0.0


@dataclass(frozen=True)
class Spread:
    """The entries of Distance that belong to one group and label."""

    variance: float
    part: float
    weight: float
    shift: float


def floor_of(measure: Measure, value: float, spread: float) -> float:
    """Return the smallest difference that is worth a sentence.

    Parameters
    ----------
    measure : Measure
    value : float
        Total / exposure of all units.
    spread : float
        Standard deviation of the units' values.

    Examples
    --------
    >>> from mediakit.measures import MEASURES
    >>> floor_of(MEASURES["coverage"], 0.1, 0.3), floor_of(MEASURES["entity_rate"], 2.0, 4.0)
    (0.03, 0.4)
    """
    if measure.name in FLOORS:
        return FLOORS[measure.name]
    return {"share": _SHARE_FLOOR, "proportion": _SHARE_FLOOR, "rate": _PART * value}.get(measure.kind, _PART * spread)


def validity_of(measure: Measure) -> float:
    """Return what a score is multiplied with: less for measures that may not measure what they say.

    Examples
    --------
    >>> from mediakit.measures import MEASURES
    >>> validity_of(MEASURES["naming"]), validity_of(MEASURES["tone"])
    (1.0, 0.5)
    """
    return VALIDITY.get(measure.name, _UNKNOWN_VALIDITY if measure.validity == NOT_VALIDATED else 1.0)


def distance_of_shares(one: float, other: float) -> float:
    """Return Cohen's h, which is the same for differences that are equally hard to see, near 0 and near one half.

    Examples
    --------
    >>> round(distance_of_shares(0.24, 0.11), 2)
    0.35
    """
    one, other = (2 * math.asin(math.sqrt(min(max(share, 0.0), 1.0))) for share in (one, other))
    return abs(one - other)


def score_of(measure: Measure, others: float, ends: tuple[float, float], spread: float) -> float:
    """Return the size of the smallest difference that the data allow, times validity.

    Parameters
    ----------
    measure : Measure
    others : float
        What the difference is from.
    ends : (float, float)
        Of the interval of the difference; the end nearest to 0 counts, 0 where the interval holds it.
    spread : float
        Standard deviation of the units' values, the scale of means and rates.

    Examples
    --------
    >>> from mediakit.measures import MEASURES
    >>> round(score_of(MEASURES["coverage"], 0.11, (0.06, 0.20), 0.3), 2)
    0.17
    """
    low, high = ends
    if not (low > 0 or high < 0):
        return 0.0
    near = low if low > 0 else high
    shares = measure.kind in ("share", "proportion")
    size = distance_of_shares(others + near, others) if shares else abs(near) / spread if spread > 0 else 0.0
    return size * validity_of(measure)


def detectable(needed: Needed, spread: Spread, inflated: Callable[[float], float]) -> float:
    """Return the smallest difference that would be named in about 80 % of corpora like this one.

    A difference makes the group's own units vary more, and with them the permutations: the size is looked for at which
    both are taken into account.

    Parameters
    ----------
    needed : Needed
        What a difference must pass.
    spread : Spread
        How much sums of residuals vary without a difference.
    inflated : function
        How many times as much the units of a group vary that differs so much; see inflation_of().

    Examples
    --------
    >>> one = Spread(variance=1.0, part=0.1, weight=100.0, shift=0.0)
    >>> round(detectable(Needed(threshold=4, quantile=2.6, floor=0.01), one, lambda _: 1.0), 3)
    0.048
    """
    if not (spread.variance > 0 and spread.weight > 0 and math.isfinite(needed.quantile)):
        return math.inf
    found, own = 0.0, spread.part / spread.variance
    for _ in range(_STEPS):
        times = inflated(found)
        chance = math.sqrt(spread.variance + (times - 1) * spread.part + found**2 * spread.shift) / spread.weight
        error = math.sqrt(spread.variance * (times * (1 - own) + own)) / spread.weight
        reached = max(needed.threshold * chance, needed.quantile * error, needed.floor)
        # Half-way steps: where a difference makes much of its own variance, whole ones swing.
        found += (reached + _POWER * error - found) / 2
    # A difference that m stories make varies by its m-th root: so many of them are needed that the interval is shorter.
    return max(found, (needed.quantile + _POWER) ** 2 * needed.piece)


def piece_of(totals: Numbers, exposure: float) -> float:
    """Return what one unit with a hit adds to a group's value, units that hold more counting more.

    Parameters
    ----------
    totals : array
        Of all units, 0 or more.
    exposure : float
        Of the group.

    Examples
    --------
    >>> import numpy as np
    >>> piece_of(np.array([0.0, 1.0, 3.0]), 100.0)
    0.025
    """
    whole = float(totals.sum())
    return float((totals**2).sum()) / whole / exposure if whole > 0 and exposure > 0 else 0.0


def inflation_of(measure: Measure, value: float) -> Callable[[float], float]:
    """Return how much more the units of a group vary that is above a value: shares as p (1 - p), rates as their mean.

    Examples
    --------
    >>> from mediakit.measures import MEASURES
    >>> round(inflation_of(MEASURES["coverage"], 0.1)(0.1), 2), inflation_of(MEASURES["tone"], 0.1)(0.1)
    (1.78, 1.0)
    """
    if measure.kind == "mean" or not value > 0 or (measure.kind != "rate" and not value < 1):
        return lambda _: 1.0
    if measure.kind == "rate":
        return lambda found: (value + found) / value

    def of_shares(found: float) -> float:
        # Upwards below one half and downwards above it: the direction in which there is more room.
        moved = min(max(value + math.copysign(found, 0.5 - value), 0.0), 1.0)
        return max(moved * (1 - moved) / (value * (1 - value)), 0.0)

    return of_shares
