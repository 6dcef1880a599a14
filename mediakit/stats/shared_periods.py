"""Calendar periods in which groups are compared, and the choice of their length."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mediakit.errors import TableError, check_option
from mediakit.stats.ratios import Units

PERIODS = ("week", "month", "quarter", "year")
# The part of the information that may be lost by comparing within shorter periods.
LEAST_KEPT = 0.7
# Part of a group's articles that must be in periods with others, and the number of these, before a difference is shown.
LEAST_USED, LEAST_PERIODS = 0.5, 2
Numbers = NDArray[Any]


def check_within(within: object, articles: pd.DataFrame) -> None:
    """Raise an error if groups cannot be compared within such periods."""
    check_option("within", within, ("auto", *PERIODS))
    if articles["published"].isna().all():
        raise TableError(
            f"within={within!r} compares articles of the same period, and no article has a date",
            next_step="Leave `within` out, or read a source with dates: columns={'published': ...}.",
        )


def days_of(articles: pd.DataFrame) -> Numbers:
    """Return the day (UTC) of every article, NaT without a date.

    Examples
    --------
    >>> days_of(pd.DataFrame({"published": pd.to_datetime(["2022-05-09 23:00"], utc=True)})).tolist()
    [datetime.date(2022, 5, 9)]
    """
    return np.asarray(articles["published"].dt.tz_localize(None).to_numpy().astype("datetime64[D]"))


def days_of_units(articles: pd.DataFrame, units: Units) -> Numbers:
    """Return the first day on which every unit was printed: later copies of its story are the same piece of news."""
    days = days_of(articles)
    known = np.flatnonzero((units.of >= 0) & ~np.isnat(days))
    first = np.full(len(units.group), np.iinfo(np.int64).max)
    np.minimum.at(first, units.of[known], days[known].astype(np.int64))
    found = first.astype("datetime64[D]")
    found[first == np.iinfo(np.int64).max] = np.datetime64("NaT")
    return found


def number_periods(days: Numbers, every: str) -> Numbers:
    """Return the number of the calendar period of every day; weeks run from Monday to Sunday.

    Parameters
    ----------
    days : array of datetime64[D]
        Without missing ones.
    every : str
        One of PERIODS.

    Examples
    --------
    >>> number_periods(np.array(["1970-01-04", "1970-01-05"], dtype="datetime64[D]"), "week").tolist()
    [0, 1]
    """
    if every == "week":
        # The first day of 1970 was a Thursday.
        return np.asarray((days.astype(np.int64) + 3) // 7)
    months = days.astype("datetime64[M]").astype(np.int64)
    return np.asarray(months // {"month": 1, "quarter": 3, "year": 12}[every])


def first_day(number: int, every: str) -> pd.Timestamp:
    """Return the day on which a period begins.

    Examples
    --------
    >>> first_day(1, "week").strftime("%Y-%m-%d"), first_day(1, "quarter").strftime("%Y-%m-%d")
    ('1970-01-05', '1970-04-01')
    """
    number = int(number)
    if every == "week":
        return pd.Timestamp(np.datetime64(7 * number - 3, "D"))
    return pd.Timestamp(np.datetime64(number * {"month": 1, "quarter": 3, "year": 12}[every], "M").astype("M8[D]"))


def information(group: Numbers, period: Numbers) -> Numbers:
    """Return what every group (numbered from 0) can tell about its difference from the others of the same periods.

    It is the sum over periods of n (N - n) / N, with n units of the group among N of the period.

    Examples
    --------
    >>> information(np.array([0, 0, 1, 1]), np.array([0, 0, 0, 7])).round(2).tolist()
    [0.67, 0.67]
    """
    period = np.unique(period, return_inverse=True)[1]
    n_groups = int(group.max(initial=-1)) + 1
    counts = np.bincount(period * n_groups + group, minlength=(period.max(initial=-1) + 1) * n_groups)
    counts = counts.reshape(-1, max(n_groups, 1)).astype(np.float64)
    every = counts.sum(axis=1, keepdims=True)
    return np.asarray((counts * (every - counts) / every).sum(axis=0))


def choose_within(parts: Sequence[tuple[Numbers, Numbers]]) -> tuple[str, float]:
    """Return the finest period that keeps 70 % of the information, and the part that it keeps.

    Groups that share no week and no month with another were collected alone; they are left out of this choice,
    so that adding such a group does not change what is said of the others.

    Parameters
    ----------
    parts : list of (group, day)
        The group and day of the units that are compared with each other; none of the days is missing.

    Examples
    --------
    >>> days = np.array(["2022-05-02", "2022-05-09", "2022-05-20", "2022-05-27"], dtype="datetime64[D]")
    >>> choose_within([(np.array([0, 1, 0, 1]), days)])
    ('month', 1.0)
    """
    shared: set[int] = set()
    for group, days in parts:
        for every in ("week", "month"):
            shared |= set(np.flatnonzero(information(group, number_periods(days, every))).tolist())
    if len(shared) > 1:
        masks = [np.isin(group, list(shared)) for group, _ in parts]
        parts = [(group[kept], days[kept]) for (group, days), kept in zip(parts, masks, strict=True)]
    kept = 0.0
    for every in PERIODS:
        kept = kept_within(parts, every)
        if kept >= LEAST_KEPT:
            return every, kept
    return PERIODS[-1], kept


def kept_within(parts: Sequence[tuple[Numbers, Numbers]], every: str) -> float:
    """Return the part of the information that periods of one length keep; see choose_within()."""
    whole = sum(information(group, np.zeros(len(group), dtype=np.int64)).sum() for group, _ in parts)
    kept = sum(information(group, number_periods(days, every)).sum() for group, days in parts)
    return float(kept / whole) if whole > 0 else 0.0
