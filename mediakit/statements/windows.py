"""Which periods of a corpus belong together."""

from __future__ import annotations

import pandas as pd

from mediakit.stats.estimates import MIN_IN_PERIOD

LONGEST_GAP = 8


def dense_run(coverage: pd.DataFrame) -> pd.DataFrame:
    """Return the run of periods to draw: the one with most articles between gaps of over eight thin periods.

    A few stray dates would otherwise stretch the axis over years without articles. All periods are kept
    where the run holds less than nine articles in ten.
    """
    if not len(coverage):
        return coverage
    periods = coverage.groupby("period")["n_articles"].max()
    run = (~(periods >= MIN_IN_PERIOD)).astype(int).rolling(LONGEST_GAP + 1, min_periods=1).sum().gt(LONGEST_GAP)
    part = (periods >= MIN_IN_PERIOD) & ~run
    segment = run.cumsum().where(part)
    totals = periods.groupby(segment).sum()
    if not len(totals) or totals.max() < 0.9 * periods.sum():
        return coverage
    inside = segment[segment == totals.idxmax()].index
    return coverage[coverage["period"].between(inside.min(), inside.max())].reset_index(drop=True)
