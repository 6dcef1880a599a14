"""Sentences on times: a change of level, and windows that stand out; every number comes from a row of STATEMENTS."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from mediakit.printing import plural, say_dates
from mediakit.statements.called import Row, Words, join_words

# Events are told of a window only if fewer than a third of all windows of its length hold one.
RARE = 1 / 3
_DAY_0 = date(1970, 1, 1).toordinal()


def say_times(rows: pd.DataFrame, words: Words) -> Iterator[tuple[list[Any], str]]:
    """Yield sentences on changes and on windows that stand out, each with the rows that it is made of.

    Parameters
    ----------
    rows : DataFrame
        Rows of STATEMENTS of kind change or peak that are named.
    words : Words
        How things are called.
    """
    for (kind, label), own in rows.groupby(["kind", "label"], sort=False):
        part = str(label).partition(": ")[2]
        subject = words.title if label == words.topic or not part else f"“{part}”"
        if kind == "change":
            for at, row in own.iterrows():
                yield [at], _of_change(row, subject, words)
        else:
            yield list(own.index), _of_peaks(own.sort_values("start"), subject, words)


def _of_change(row: Row, subject: str, words: Words) -> str:
    style = words.style(row)
    way = "higher" if row["own"] > row["others"] else "lower"
    return (
        f"Since {say_dates(row['start'], row['start'])} the share of articles on {subject} is {way}: "
        f"{style.text(row['own'])}, against {style.text(row['others'])} before at the same {words.group}s."
    )


def _of_peaks(rows: pd.DataFrame, subject: str, words: Words) -> str:
    told: list[str] = []
    for row in rows.to_dict("records"):
        style, near = words.style(row), events_around(row, words.events)
        same = "" if told else f" of the same {words.group}s{_limits(row)}"
        told.append(
            f"{say_dates(row['start'], row['end'])} ({style.text(row['own'])} of "
            f"{plural(int(row['exposure']), 'article')}, against {style.text(row['others'])} in the other "
            f"{row['within']}s{same}" + (f"; around then: {'; '.join(near)}" if near else "") + ")"
        )
    return f"{subject[:1].upper()}{subject[1:]} stands out in {join_words(told)}."


def _limits(row: Row) -> str:
    """Return since when, or until when, the other periods are, where a change of level ends them."""
    since, until = row["since"], row["until"]
    if not pd.isna(since):
        return f" since {say_dates(since, since)}"
    return "" if pd.isna(until) else f" until {say_dates(until, until)}"


def events_around(row: Row, events: pd.DataFrame) -> list[str]:
    """Return the events in a window, if fewer than a third of all windows of its length hold one.

    Parameters
    ----------
    row : mapping
        With start and end.
    events : DataFrame
        Columns date and label.

    Examples
    --------
    >>> days = pd.to_datetime(["2022-02-24", "2022-05-18", "2023-04-04"], utc=True)
    >>> events = pd.DataFrame({"date": days, "label": ["Invasion", "Applications", "Finland joins"]})
    >>> events_around({"start": pd.Timestamp("2022-05-16"), "end": pd.Timestamp("2022-05-22")}, events)
    ['Applications']
    """
    if not len(events):
        return []
    day = pd.to_datetime(events["date"], utc=True).dt.tz_localize(None).to_numpy().astype("datetime64[D]").astype(int)
    start, end = (pd.Timestamp(row[name]).tz_localize(None).toordinal() - _DAY_0 for name in ("start", "end"))
    inside = events[(day >= start) & (day <= end)]
    length = end - start + 1
    starts = np.arange(min(day.min(), start), max(day.max(), end) - length + 2)
    # The number of events before the first day behind a window less that before its first day: those in it.
    sorted_days = np.sort(day)
    held = np.searchsorted(sorted_days, starts + length) > np.searchsorted(sorted_days, starts)
    return [str(label) for label in inside["label"]] if held.mean() < RARE else []
