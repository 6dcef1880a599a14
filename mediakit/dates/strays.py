"""Single articles whose dates lie far from all the others: a wrong year should stretch no axis."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

MOST = 2
"""Articles that may be strays where one in a hundred are fewer."""
LEAST_REST = 10
"""Articles that must be left for others to lie far from them."""
LEAST_GAP = 365 * 24 * 3600
"""Seconds that a date must lie from the rest at least, however short the time is that the rest covers."""
_MOST_NAMED = 3


def find_strays(days: pd.Series, counts: Sequence[int] | None = None) -> NDArray[np.bool_]:
    """Return which dates are strays: few articles, farther from all the others than these are from each other.

    Strays stand before the first or after the last of the rest, farther away from it than the rest spans, and than
    a year. All strays together are two articles or at most one in a hundred, and leave ten others or more. Of several
    ways to set dates apart the one that leaves the shortest span is taken.

    Parameters
    ----------
    days : Series of datetime64
        Without a time zone, in any order, none missing.
    counts : sequence of int, optional
        How many articles each date stands for, one without; dates of no article are strays where they lie outside
        of the rest.

    Returns
    -------
    array of bool
        One entry a date.

    Examples
    --------
    >>> days = pd.Series(pd.to_datetime(["1900-01-01", *["2022-05-09"] * 12, "2022-06-30"]))
    >>> int(find_strays(days).sum()), int(find_strays(days[1:]).sum())
    (1, 0)
    """
    moments = days.to_numpy().astype("datetime64[s]").astype(np.int64)
    weights = np.ones(len(days), dtype=np.int64) if counts is None else np.asarray(counts)
    dates, place = np.unique(moments[weights > 0], return_inverse=True)
    articles = np.bincount(place, weights[weights > 0], len(dates)).astype(np.int64)
    total = int(articles.sum())
    most = min(max(MOST, total // 100), total - LEAST_REST)
    # Articles before each date, and after it.
    before = np.concatenate(([0], np.cumsum(articles)))
    wide: list[int] = np.flatnonzero(np.diff(dates) > LEAST_GAP).tolist()
    starts = [0, *(i + 1 for i in wide if before[i + 1] <= most)]
    ends = [*(i for i in wide if total - before[i + 1] <= most), len(dates) - 1]
    chosen = np.array([dates[0], dates[-1]]) if len(dates) else np.zeros(2)
    for first in starts:
        for last in ends:
            lost = before[first] + total - before[last + 1]
            if first > last or lost > most or not _stands_alone(dates, first, last):
                continue
            if dates[last] - dates[first] < chosen[1] - chosen[0]:
                chosen = dates[[first, last]]
    if not len(dates) or (chosen == dates[[0, -1]]).all():
        return np.zeros(len(days), dtype=bool)
    return np.asarray((moments < chosen[0]) | (moments > chosen[1]))


def _stands_alone(dates: NDArray[np.int64], first: int, last: int) -> bool:
    """Return True when all dates outside of a stretch lie farther from it than it spans, and than the least gap."""
    least = max(dates[last] - dates[first], LEAST_GAP)
    early = first == 0 or dates[first] - dates[first - 1] > least
    late = last == len(dates) - 1 or dates[last + 1] - dates[last] > least
    return bool(early and late)


def say_strays(days: pd.Series, strays: NDArray[np.bool_], counts: Sequence[int] | None = None) -> str:
    """Return how many articles are set apart, and of which years; "" without any.

    Examples
    --------
    >>> days = pd.Series(pd.to_datetime(["1900-01-01", "2022-05-09", "2106-02-07"]))
    >>> say_strays(days, np.array([True, False, True]))
    '2 articles dated 1900 and 2106 set apart, far from all others'
    """
    weights = np.ones(len(days), dtype=np.int64) if counts is None else np.asarray(counts)
    apart = strays & (weights > 0)
    if not apart.any():
        return ""
    named = [str(year) for year in sorted(set(days[apart].dt.year))]
    told = f"{', '.join(named[:-1])} and {named[-1]}" if len(named) > 1 else named[0]
    told = told if len(named) <= _MOST_NAMED else f"{named[0]} to {named[-1]}"
    n = int(weights[apart].sum())
    return f"{n:,} article{'' if n == 1 else 's'} dated {told} set apart, far from all others"
