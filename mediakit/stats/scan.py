"""One change of level, and windows of periods that stand out from the other periods, on plain arrays.

Groups such as outlets are strata: what is expected of a window depends on which of them printed in it. How much a
period usually varies is taken from the periods outside the window. docs/statements.md has formulas and sources.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[Any]
THRESHOLD = 4.0
MIN_PERIODS = 10
_MIN_IN_PERIOD, _MIN_EXPECTED = 5, 0.5
_MIN_SIDE = 4
_MIN_STORIES, _MIN_GROUPS, _FEW_GROUPS = 5, 2, 3
_MIN_RATIO = 1.5
MOST_PEAKS = 3
_DRAWS = 999


@dataclass(frozen=True)
class Series:
    """Stories and hits of every group (rows) in successive periods (columns).

    ``position`` is the number of every period in the calendar, and ``whole`` is False for periods that are cut by the
    first or last article. Windows hold periods that follow each other in the calendar.
    """

    n: Numbers
    hits: Numbers
    position: Numbers
    whole: Numbers

    def part(self, kept: Numbers | slice) -> Series:
        """Return some of the periods."""
        return Series(self.n[:, kept], self.hits[:, kept], self.position[kept], self.whole[kept])

    def scannable(self) -> bool:
        """Return True if there are enough periods to know how much they usually vary."""
        return bool(np.count_nonzero(self.n.sum(axis=0) >= _MIN_IN_PERIOD) >= MIN_PERIODS)


@dataclass(frozen=True)
class Windows:
    """Windows of a series: ``begin`` and ``end`` (one past the last period) have one entry a window.

    ``expected`` and ``usual`` (periods,) are mean and variance of the hits of single periods if every group printed
    its hits at random dates, the variance 0 where a period is too small to tell how much periods vary; ``variance``
    (windows,) is that of windows.
    """

    begin: Numbers
    end: Numbers
    expected: Numbers
    usual: Numbers
    variance: Numbers

    @classmethod
    def of(cls, series: Series, longest: int) -> Windows:
        """Return all windows of up to so many periods that are whole and follow each other."""
        size = len(series.position)
        pairs = [(i, j) for i in range(size) for j in range(i + 1, min(i + longest, size) + 1)]
        kept = [
            (i, j)
            for i, j in pairs
            if series.whole[i:j].all() and series.position[j - 1] - series.position[i] == j - 1 - i
        ]
        begin, end = np.array(kept, dtype=np.int64).reshape(-1, 2).T
        return cls(begin, end, *_single(series), _chance(series.n, series.hits, begin, end)[1])

    def scores(self, hits: Numbers) -> Numbers:
        """Return how far hits (..., periods) in every window are above what is expected, in usual deviations."""
        excess = hits - self.expected
        told = self.usual > 0
        squares = np.divide(excess**2, self.usual, out=np.zeros(excess.shape), where=told)
        outside = [_outside(values, self.begin, self.end) for values in (squares, told.astype(np.float64))]
        spread = np.divide(outside[0], outside[1], out=np.zeros(outside[0].shape), where=outside[1] > 0)
        inside = _inside(excess, self.begin, self.end)
        error = np.sqrt(self.variance * np.maximum(spread, 1.0))
        return np.asarray(np.divide(inside, error, out=np.zeros(inside.shape), where=error > 0))


def _inside(values: Numbers, begin: Numbers, end: Numbers) -> Numbers:
    """Return the sums of values (..., periods) in windows."""
    sums = np.concatenate([np.zeros((*values.shape[:-1], 1)), np.cumsum(values, axis=-1)], axis=-1)
    return np.asarray(sums[..., end] - sums[..., begin])


def _outside(values: Numbers, begin: Numbers, end: Numbers) -> Numbers:
    return np.asarray(values.sum(axis=-1, keepdims=True) - _inside(values, begin, end))


def _chance(n: Numbers, hits: Numbers, begin: Numbers, end: Numbers) -> tuple[Numbers, Numbers]:
    """Return mean and variance of the hits in windows if every group's hits came at random among its stories."""
    stories = n.sum(axis=1, keepdims=True)
    share = np.divide(hits.sum(axis=1, keepdims=True), stories, out=np.zeros(stories.shape), where=stories > 0)
    inside = _inside(n, begin, end)
    left = np.divide(stories - inside, stories - 1, out=np.zeros(inside.shape), where=stories > 1)
    return (share * inside).sum(axis=0), (share * (1 - share) * inside * left).sum(axis=0)


def _single(series: Series) -> tuple[Numbers, Numbers]:
    """Return mean and variance of the hits in single periods, the variance 0 in small ones."""
    first = np.arange(len(series.position))
    expected, variance = _chance(series.n, series.hits, first, first + 1)
    told = (series.n.sum(axis=0) >= _MIN_IN_PERIOD) & (expected >= _MIN_EXPECTED)
    return expected, np.where(told, variance, 0.0)


def find_change(series: Series) -> tuple[int, float]:
    """Return the period from which on a level is another, and how far it is, in usual deviations; 0 without any.

    Parameters
    ----------
    series : Series

    Examples
    --------
    >>> n, hits = np.full((1, 12), 20.0), np.array([[2.0] * 6 + [12.0] * 6])
    >>> split, s = find_change(Series(n, hits, np.arange(12), np.ones(12, dtype=bool)))
    >>> split, round(s, 1)
    (6, 8.1)
    """
    size, best, found = len(series.position), 0.0, 0
    if not series.scannable():
        return found, best
    for split in range(_MIN_SIDE, size - _MIN_SIDE + 1):
        expected, variance = _chance(series.n, series.hits, np.array([split]), np.array([size]))
        squares, told = 0.0, 0
        for side in (series.part(slice(0, split)), series.part(slice(split, size))):
            by_chance, usual = _single(side)
            known = usual > 0
            excess = side.hits.sum(axis=0)[known] - by_chance[known]
            squares += float((excess**2 / usual[known]).sum())
            told += int(known.sum())
        spread = max(squares / told, 1.0) if told else 1.0
        if variance[0] > 0:
            s = float((series.hits[:, split:].sum() - expected[0]) / np.sqrt(variance[0] * spread))
            if abs(s) > abs(best):
                best, found = s, split
    return found, best


@dataclass(frozen=True)
class Window:
    """A window of a series: what was counted in it, and what the same groups printed in the other periods.

    ``begin`` and ``end`` are numbers of periods in the calendar, the last one included.
    """

    begin: int
    end: int
    s: float
    threshold: float
    observed: int
    n: int
    inside: float
    other: float
    groups: int
    enough: bool

    @property
    def named(self) -> bool:
        """True if the window may be named."""
        return self.enough and abs(self.s) >= self.threshold


def window_of(series: Series, chosen: Numbers, s: float, threshold: float) -> Window:
    """Return a window, given as a mask of periods, beside the other periods of the same groups."""
    n, hits = series.n[:, chosen].sum(axis=1), series.hits[:, chosen].sum(axis=1)
    others = series.n.sum(axis=1) - n
    both = (n > 0) & (others > 0)
    share = np.divide(series.hits.sum(axis=1) - hits, others, out=np.zeros(len(n)), where=both)
    weight = float(n[both].sum())
    inside, other = (float(sums / weight) if weight else np.nan for sums in (hits[both].sum(), (n * share)[both].sum()))
    observed, groups = int(hits[both].sum()), int(np.count_nonzero(hits[both]))
    few = np.count_nonzero(series.n.any(axis=1)) < _FEW_GROUPS
    enough = observed >= _MIN_STORIES and bool(few or groups >= _MIN_GROUPS)
    places = series.position[chosen]
    return Window(int(places[0]), int(places[-1]), s, threshold, observed, int(weight), inside, other, groups, enough)


def find_peaks(series: Series, longest: int) -> list[Window]:
    """Return windows that stand out from the other periods of a series, the best of what was left each time.

    A window that is named is taken out before the next scan; named windows that touch are joined. The last entry
    may be one that was not named.

    Parameters
    ----------
    series : Series
    longest : int
        The largest number of periods of a window.
    """
    found: list[Window] = []
    left = series
    while left.scannable() and len(found) < MOST_PEAKS:
        best = _best_window(left, longest)
        if best is None:
            break
        if not best.named:
            return [*_joined(series, found), best]
        found.append(best)
        left = left.part((left.position < best.begin) | (left.position > best.end))
    return _joined(series, found)


def _best_window(series: Series, longest: int) -> Window | None:
    """Return the window that stands out most among those with enough stories, with the threshold for it."""
    windows = Windows.of(series, longest)
    if not len(windows.begin):
        return None
    scores = windows.scores(series.hits.sum(axis=0))
    best = None
    for at in np.argsort(-scores, kind="stable").tolist():
        if scores[at] <= 0:
            break
        chosen = np.zeros(len(series.position), dtype=bool)
        chosen[windows.begin[at] : windows.end[at]] = True
        best = window_of(series, chosen, float(scores[at]), THRESHOLD)
        if best.enough and best.inside >= _MIN_RATIO * best.other:
            break
        best = None
    if best is None or best.s < THRESHOLD:
        return best
    return replace(best, threshold=max(THRESHOLD, _usual_best(series, windows)))


def _usual_best(series: Series, windows: Windows) -> float:
    """Return the 95 % point of the best window with enough stories when dates are permuted within groups."""
    made = hashlib.blake2b(np.stack([series.n, series.hits]).astype(np.int64).tobytes(), digest_size=8)
    rng = np.random.default_rng(int.from_bytes(made.digest(), "big"))
    drawn = np.zeros((_DRAWS, series.n.shape[1]))
    for n, hits in zip(series.n.astype(np.int64), series.hits.sum(axis=1).astype(np.int64), strict=True):
        # The hits of a group fall on its stories at random: so many of them in every period.
        drawn += rng.multivariate_hypergeometric(n, hits, size=_DRAWS, method="marginals")
    scores = np.where(_inside(drawn, windows.begin, windows.end) >= _MIN_STORIES, windows.scores(drawn), 0.0)
    return float(np.quantile(scores.max(axis=1), 0.95, method="higher"))


def _joined(series: Series, found: list[Window]) -> list[Window]:
    """Return windows in the order of their dates, those that touch made one, beside periods that do not stand out."""
    spans: list[list[int]] = []
    for window in sorted(found, key=lambda window: window.begin):
        if spans and window.begin == spans[-1][1] + 1:
            spans[-1][1] = window.end
        else:
            spans.append([window.begin, window.end])
    inside = [(series.position >= begin) & (series.position <= end) for begin, end in spans]
    outside = ~np.any(inside, axis=0) if inside else np.ones(0, dtype=bool)
    joined = []
    for (begin, end), chosen in zip(spans, inside, strict=True):
        best = max((window for window in found if begin <= window.begin <= end), key=lambda window: window.s)
        # Beside the periods that do not stand out: the other windows are not among them.
        part = series.part(chosen | outside)
        joined.append(replace(window_of(part, chosen[chosen | outside], best.s, best.threshold), enough=True))
    return joined
