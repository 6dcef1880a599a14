"""Calendar periods: which are fine enough, and the many ways in which people name them."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mediakit.dates.strays import find_strays
from mediakit.errors import OptionError
from mediakit.stats.ratios import stories_of

Every = Literal["day", "week", "month", "quarter", "year"]
EVERY: tuple[Every, ...] = get_args(Every)
PERIODS: dict[Every, str] = {"day": "D", "week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}
"""How pandas calls each period; weeks run from Monday to Sunday."""
MIN_IN_PERIOD = 5
"""Stories below which the value of a period is withheld."""
LONGEST_GAP, _MOST_OF_ALL = 8, 0.9
MOST_WITHHELD = 0.2
"""The part of a trend's periods that may be withheld, where the periods are chosen."""
# In small letters; those of two or more letters that are no words are pandas' names for the first or last day.
_FRIENDS: dict[Every, str] = {
    "day": "d days daily",
    "week": "w weeks weekly w-sun",
    "month": "m months monthly me ms",
    "quarter": "q quarters quarterly qe qs",
    "year": "y years yearly annual annually a ye ys",
}
_NAMED = {name: every for every in EVERY for name in (every, *_FRIENDS[every].split())}


def check_every(every: object) -> Every:
    """Return the period that is meant: by its name, as "monthly", or by pandas' letter, in any case.

    Raises
    ------
    OptionError
        For anything else.

    Examples
    --------
    >>> [check_every(name) for name in ("week", "M", "Quarterly", "y")]
    ['week', 'month', 'quarter', 'year']
    """
    named = _NAMED.get(every.strip().lower()) if isinstance(every, str) else None
    if named is None:
        raise OptionError(
            f"every must be one of {', '.join(map(repr, EVERY))}, got {every!r}",
            next_step="Their first letters are understood as well, such as 'M'.",
        )
    return named


def ends_of(periods: pd.PeriodIndex) -> tuple[NDArray[np.datetime64], NDArray[np.datetime64]]:
    """Return the first and the last day of periods, in microseconds; in any year, which pandas before 3 cannot.

    Examples
    --------
    >>> first, last = ends_of(pd.PeriodIndex(["0001-02"], freq="M"))
    >>> str(first[0])[:10], str(last[0])[:10]
    ('0001-02-01', '0001-02-28')
    """
    days = periods.asfreq("D", how="S"), periods.asfreq("D", how="E")
    first, last = (day.asi8.astype("M8[D]").astype("M8[us]") for day in days)
    return first, last


def dense_run(counts: pd.Series) -> pd.Series:
    """Return which periods make the run with most stories between gaps of over eight thin periods.

    Years with an article now and then, before a collection begins, are no part of it. All periods are where the run
    holds less than nine stories in ten.

    Parameters
    ----------
    counts : Series
        Stories of periods that follow each other, those without any included.

    Examples
    --------
    >>> dense_run(pd.Series([1, *[0] * 9, 8, 7, 0, 9])).tolist()[9:]
    [False, True, True, True, True]
    """
    thin = counts < MIN_IN_PERIOD
    # A period behind eight thin ones and thin itself is in a gap; runs are numbered by the gaps before them.
    gap = thin.astype(int).rolling(LONGEST_GAP + 1, min_periods=1).sum() > LONGEST_GAP
    run = gap.cumsum().where(~thin & ~gap)
    totals = counts.groupby(run).sum()
    if not len(totals) or totals.max() < _MOST_OF_ALL * counts.sum():
        return pd.Series(True, index=counts.index)
    inside = np.flatnonzero(run == totals.idxmax())
    place = np.arange(len(counts))
    return pd.Series((place >= inside[0]) & (place <= inside[-1]), index=counts.index)


def choose_every(articles: pd.DataFrame) -> Every:
    """Return the finest of week, month, quarter and year of which at most one period in five has too few stories.

    Periods are counted as trend() makes them, those without articles included, without dates far from all others, in
    the run that holds nearly all (see dense_run()). Copies of one story count once. Where none will do, it is the year.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES.

    Examples
    --------
    >>> from mediakit.tables import ARTICLES, build_table
    >>> days = ["2022-05-09"] * 6 + ["2022-06-20"] * 6
    >>> rows = [{"article_id": str(i), "published": day} for i, day in enumerate(days)]
    >>> choose_every(build_table(ARTICLES, rows))
    'month'
    """
    dated = articles[articles["published"].notna()]
    days = dated["published"].dt.tz_localize(None)
    kept = ~find_strays(days)
    days, stories = days[kept], stories_of(dated)[kept]
    for every in EVERY[1:]:
        periods = pd.PeriodIndex(days.dt.to_period(PERIODS[every]))
        if not len(periods):
            continue
        held = stories.groupby(periods.asi8).nunique()
        held = held.reindex(range(held.index.min(), held.index.max() + 1), fill_value=0)
        if (held[dense_run(held)] < MIN_IN_PERIOD).mean() <= MOST_WITHHELD:
            return every
    return "year"
