"""Distributions and intervals that the estimates stand on, on plain arrays."""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
_NORMAL_DF = 1e4
_erfc = np.vectorize(math.erfc, otypes=[np.float64])


def _beta_fraction(a: Floats, b: Floats, x: Floats) -> Floats:
    """Return the continued fraction of the incomplete beta function (Lentz's method)."""
    c, d = np.ones_like(x), 1 / (1 - (a + b) * x / (a + 1))
    value = d.copy()
    for m in range(1, 400):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / (1 + term * d)
            c = 1 + term / c
            value *= c * d
        if np.all(np.abs(c * d - 1) < 1e-15):
            break
    return value


def t_tail(t: ArrayLike, df: ArrayLike) -> Floats:
    """Return the two-sided probability that Student's t with df degrees of freedom is beyond t.

    Parameters
    ----------
    t : array of float
        Missing values stay missing.
    df : array of float
        Degrees of freedom, above 0; from ten thousand on the normal distribution stands in.

    Examples
    --------
    >>> t_tail([2.228, 1.96], [10, np.inf]).round(3).tolist()
    [0.05, 0.05]
    """
    t, df = np.broadcast_arrays(np.asarray(t, dtype=np.float64), np.asarray(df, dtype=np.float64))
    normal = df >= _NORMAL_DF
    tail = np.empty(t.shape)
    tail[normal] = _erfc(np.abs(t[normal]) / math.sqrt(2))
    tail[~normal] = _t_tail(t[~normal], df[~normal])
    return tail


def _t_tail(t: Floats, df: Floats) -> Floats:
    a, half = df / 2, np.full_like(df, 0.5)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        x = df / (df + t * t)
        front = np.exp(_gamma_ratio(df) - math.lgamma(0.5) + a * np.log(x) + 0.5 * np.log1p(-x))
        near = x < (a + 1) / (a + 2.5)
        direct = front * _beta_fraction(a, half, np.where(near, x, 0.0)) / a
        mirror = 1 - front * _beta_fraction(half, a, np.where(near, 0.0, 1 - x)) / 0.5
    return np.where(np.isnan(t), np.nan, np.where(near, direct, np.where(x >= 1, 1.0, mirror)))


def _gamma_ratio(df: Floats) -> Floats:
    """Return the logarithm of gamma((df + 1) / 2) / gamma(df / 2)."""
    values, where = np.unique(df, return_inverse=True)
    return np.array([math.lgamma(v / 2 + 0.5) - math.lgamma(v / 2) for v in values])[where] if len(df) else df


def t_quantiles(level: float, df: ArrayLike) -> Floats:
    """Return the t for which a two-sided interval of this level holds, for every entry of df.

    Parameters
    ----------
    level : float
        Above 0 and below 1, such as 0.95.
    df : array of float
        Degrees of freedom; below 1 (or missing) gives infinity, from ten thousand on the normal's quantile.

    Examples
    --------
    >>> t_quantiles(0.95, [0, 10, np.inf]).round(3).tolist()
    [inf, 2.228, 1.96]
    """
    known = np.nan_to_num(np.asarray(df, dtype=np.float64), nan=0.0, posinf=_NORMAL_DF)
    values, where = np.unique(np.clip(known, 1, _NORMAL_DF), return_inverse=True)
    t = np.full(len(values), NormalDist().inv_cdf(0.5 + level / 2))
    norm = 2 * np.exp(_gamma_ratio(values)) / np.sqrt(values * math.pi)
    # The tail is convex in t and the start lies below every root, so each of Newton's steps stays below, too.
    for _ in range(60):
        step = (t_tail(t, values) - (1 - level)) / (norm * (1 + t * t / values) ** (-(values + 1) / 2))
        t = t + np.where(values < _NORMAL_DF, step, 0.0)
        if np.all(np.abs(step) <= 1e-10 * t):
            break
    return np.where(known < 1, np.inf, t[where].reshape(known.shape))


def score_interval(share: Floats, n: Floats, z: Floats | float) -> tuple[Floats, Floats]:
    """Return the shares whose own standard error is z times as far away as the observed share.

    Examples
    --------
    >>> [round(float(end[0]), 3) for end in score_interval(np.array([0.0]), np.array([16.0]), 2.0)]
    [0.0, 0.2]
    """
    z2 = z * z
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = (share + z2 / (2 * n)) / (1 + z2 / n)
        half = z / (1 + z2 / n) * np.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return np.where(share <= 0, 0.0, middle - half), np.where(share >= 1, 1.0, middle + half)


def wilson_interval(share: ArrayLike, n: ArrayLike, *, level: float = 0.95) -> tuple[Floats, Floats]:
    """Return the score interval of a share (Wilson 1927, Journal of the American Statistical Association 22).

    Parameters
    ----------
    share : array of float
        Observed shares, 0 to 1.
    n : array of float
        Sample sizes; may be effective sizes and need not be whole.
    level : float
        Confidence level, above 0 and below 1.

    Examples
    --------
    >>> low, high = wilson_interval([81 / 263], [263])
    >>> round(float(low[0]), 4), round(float(high[0]), 4)
    (0.2553, 0.3662)
    """
    z = NormalDist().inv_cdf(0.5 + level / 2)
    return score_interval(np.asarray(share, dtype=np.float64), np.asarray(n, dtype=np.float64), z)


def _squash(x: Floats) -> Floats:
    """Return the share that has these log odds."""
    return 0.5 * (1 + np.tanh(x / 2))


def limits(kind: NDArray[Any], value: Floats, error: Floats, size: Floats, t: Floats) -> tuple[Floats, Floats]:
    """Return the ends of intervals, each on the scale that suits its kind.

    Parameters
    ----------
    kind : array of str
        ``share``: score interval for an effective number of articles; ``proportion``: log odds; ``rate``:
        logarithm; ``mean``: as it is.
    value, error : array of float
        Estimates and their standard errors.
    size : array of float
        Effective articles of a share; exposure over the design effect of a proportion or rate, used where
        the value is 0 (or, of a proportion, 1) and its logarithm does not exist.
    t : array of float
        How many standard errors the ends are away, on that scale.

    Examples
    --------
    >>> one = np.array([0.1])
    >>> [end.round(3).tolist() for end in limits(np.array(["rate"]), one, one / 2, one, 2 * one / one)]
    [[0.037], [0.272]]
    """
    low, high = np.full(value.shape, np.nan), np.full(value.shape, np.nan)
    for name, ends in _ENDS.items():
        rows = kind == name
        if rows.all():
            return ends(value, error, size, t)
        if rows.any():
            low[rows], high[rows] = ends(value[rows], error[rows], size[rows], t[rows])
    return low, high


def _ends_of_shares(value: Floats, _: Floats, size: Floats, t: Floats) -> tuple[Floats, Floats]:
    return score_interval(value, size, t)


def _ends_of_proportions(value: Floats, error: Floats, size: Floats, t: Floats) -> tuple[Floats, Floats]:
    low, high = score_interval(value, size, t)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        odds, spread = np.log(value / (1 - value)), t * error / (value * (1 - value))
        flat = (value <= 0) | (value >= 1)
        return np.where(flat, low, _squash(odds - spread)), np.where(flat, high, _squash(odds + spread))


def _ends_of_rates(value: Floats, error: Floats, size: Floats, t: Floats) -> tuple[Floats, Floats]:
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        power, flat = np.exp(t * error / value), value <= 0
        return np.where(flat, 0.0, value / power), np.where(flat, t * t / size, value * power)


def _ends_of_means(value: Floats, error: Floats, _: Floats, t: Floats) -> tuple[Floats, Floats]:
    return value - t * error, value + t * error


_ENDS: dict[str, Callable[[Floats, Floats, Floats, Floats], tuple[Floats, Floats]]] = {
    "share": _ends_of_shares,
    "proportion": _ends_of_proportions,
    "rate": _ends_of_rates,
    "mean": _ends_of_means,
}


def first_zero(function: Callable[[Floats], Floats], start: Floats, guess: Floats, far: float) -> Floats:
    """Return where functions that fall from their value at 0 reach 0; ``far`` for those that do not before it.

    The zero is bracketed from a guess, and the bracket narrowed by Chandrupatla's method (1997, Advances in
    Engineering Software 28).

    Parameters
    ----------
    function : callable
        Takes an array of places, one for every function, and returns their values; missing values count as below 0.
    start : array of float
        The values at 0, 0 or more; where it is 0 or missing, so is the result.
    guess : array of float
        Where the zeros may be.
    far : float
        The last place to look at.

    Examples
    --------
    >>> first_zero(lambda t: 2 - t * t, np.array([2.0]), np.array([9.0]), 100).round(6).tolist()
    [1.414214]
    """

    def values(t: Floats) -> Floats:
        return np.nan_to_num(function(t), nan=-1.0)

    before, above = np.zeros(len(start)), np.nan_to_num(start)
    after = np.clip(np.nan_to_num(guess, nan=1.0), 1e-3, far)
    below = values(after)
    while ((below > 0) & (after < far)).any():
        ahead = (below > 0) & (after < far)
        before, above = np.where(ahead, after, before), np.where(ahead, below, above)
        after = np.where(ahead, np.minimum(4 * after, far), after)
        below = np.where(ahead, values(after), below)
    found = np.where(above > 0, np.where(below > 0, far, _narrow(values, (before, above), (after, below))), 0.0)
    return np.where(np.isnan(start), np.nan, found)


def _narrow(values: Callable[[Floats], Floats], one: tuple[Floats, Floats], two: tuple[Floats, Floats]) -> Floats:
    """Return the zeros between two places, each given with the values there."""
    (x1, f1), (x2, f2) = one, two
    part = np.full(len(x1), 0.5)
    best = np.where(np.abs(f1) < np.abs(f2), x1, x2)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        for _ in range(100):
            least = 1e-12 * (1 + np.abs(best)) / np.abs(x2 - x1)
            going = (least < 0.5) & (f1 != 0) & (f2 != 0) & (np.sign(f1) != np.sign(f2))
            if not going.any():
                break
            x = np.where(going, x1 + np.clip(part, least, 1 - least) * (x2 - x1), x1)
            f = np.where(going, values(x), f1)
            same = np.sign(f) == np.sign(f1)
            x3, f3 = np.where(same, x1, x2), np.where(same, f1, f2)
            x2, f2 = np.where(same | ~going, x2, x1), np.where(same | ~going, f2, f1)
            x1, f1 = x, f
            best = np.where(np.abs(f1) < np.abs(f2), x1, x2)
            xi, phi = (x1 - x2) / (x3 - x2), (f1 - f2) / (f3 - f2)
            bent = f1 / (f2 - f1) * f3 / (f2 - f3) + (x3 - x1) / (x2 - x1) * f1 / (f3 - f1) * f2 / (f3 - f2)
            part = np.where((phi**2 < xi) & ((1 - phi) ** 2 < 1 - xi), bent, 0.5)
    return best


def adjust_p_values(p: ArrayLike) -> Floats:
    """Return p-values adjusted for their number (Benjamini and Hochberg 1995, JRSS B 57); missing ones stay missing.

    Examples
    --------
    >>> adjust_p_values([0.01, 0.02, 0.5]).round(3).tolist()
    [0.03, 0.03, 0.5]
    """
    p = np.asarray(p, dtype=np.float64)
    adjusted = np.full(len(p), np.nan)
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known], kind="stable")]
    # From the largest p-value down, none may be above the one before it.
    raised = p[order] * len(order) / np.arange(1, len(order) + 1)
    adjusted[order] = np.minimum(np.minimum.accumulate(raised[::-1])[::-1], 1.0)
    return adjusted
