"""Which periods of a table over time are told and drawn."""

from __future__ import annotations

import pandas as pd

from mediakit.stats.periods import dense_run


def main_run(estimates: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the run of periods that holds nearly all articles; see dense_run().

    Parameters
    ----------
    estimates : DataFrame
        ESTIMATES by period, such as trend() returns.
    """
    if not len(estimates):
        return estimates
    kept = dense_run(estimates.groupby("period")["n_articles"].max())
    return estimates[estimates["period"].map(kept)].reset_index(drop=True)
