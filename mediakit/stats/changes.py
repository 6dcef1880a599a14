"""When a topic was printed more: a change of level, and windows that stand out, as a table.

docs/statements.md has formulas, sources and how often such statements are wrong.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mediakit.errors import OptionError, TableError, check_option
from mediakit.measures import Measure
from mediakit.stats.ratios import check_inputs, check_one_column, count_units, group_articles
from mediakit.stats.scan import MOST_PEAKS, THRESHOLD, Series, Window, find_change, find_peaks, window_of
from mediakit.stats.shared_periods import days_of, days_of_units, first_day, number_periods
from mediakit.stats.sizes import distance_of_shares, validity_of
from mediakit.stats.sparse import read_scores
from mediakit.stats.strata import strata_of

Numbers = NDArray[Any]
# The longest windows; what lasts longer is a change.
LONGEST = {"week": 4, "month": 3, "quarter": 2}
MIN_HITS = 30
_MIN_CHANGE = 0.03
_NORMAL = 1.96
COLUMNS = (
    "kind",
    "measure",
    "label",
    "start",
    "end",
    "s",
    "threshold",
    "observed",
    "n",
    "inside",
    "other",
    "groups",
    "since",
    "until",
    "named",
    "score",
)


def seek_changes(
    scores: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    by: str = "outlet",
    every: str = "week",
    without_days: Collection[Any] = (),
) -> pd.DataFrame:
    """Return when the share of stories with a hit changed its level, and windows in which it stands out.

    First one change of level is looked for, then windows of one to four weeks (three months, two quarters) on each
    side of it, at most three. What is expected comes from each group's own share, so that a group that begins or ends
    makes no peak; how much the share usually varies comes from the other periods.

    Parameters
    ----------
    scores : DataFrame
        SCORES of shares, such as coverage; every label is looked at by itself.
    articles : DataFrame
        ARTICLES. Those without a date are left out; a story counts once in each group, on its first day.
    by : str
        Column of articles that makes the groups.
    every : {"week", "month", "quarter"}
        Calendar periods in UTC.
    without_days : collection of dates
        Days to leave out, such as those on which something went wrong when the articles were collected.

    Returns
    -------
    DataFrame
        One row for the best change and for each window, named or not, of labels with 30 hits or more, and ten periods
        with five stories or more:

        - kind ("change" or "peak"), measure, label; start and end: first and last day;
        - s, threshold: how many usual deviations the window is from what is expected, and what is needed;
        - observed, n: stories with a hit and all stories, of groups that printed in the other periods, too;
        - inside, other: their share, and that of the same groups in the periods that do not stand out (for a change,
          those before it), weighted as in the window;
        - groups: how many have a hit; since, until: first and last day of the other periods, where a change that is
          named ends them there, missing elsewhere; named; score (for order).

        A change is named at |s| of 4 and 3 points; a peak at the larger of 4 and the 95 % point of the best window
        when dates are permuted within groups, with five stories of two groups (where there are three) and 1.5 times
        the other share. Windows that hold a first or last period that the articles do not span are not looked at.

    Raises
    ------
    TableError, OptionError
        For a table or an option that breaks the rules, for articles without dates, and for measures that are no shares.

    Examples
    --------
    >>> from mediakit.tables import ARTICLES, SCORES, build_table
    >>> days = pd.date_range("2022-01-03", periods=210, tz="UTC")
    >>> facts = [{"article_id": str(i), "outlet": "AB"[i % 2], "published": days[i // 4]} for i in range(840)]
    >>> hits = [i % 2 == 0 if 392 <= i < 448 else i % 15 == 0 for i in range(840)]
    >>> row = {"measure": "coverage", "label": "topic", "exposure": 1}
    >>> scores = build_table(SCORES, [row | {"article_id": str(i), "total": hit} for i, hit in enumerate(hits)])
    >>> found = seek_changes(scores, build_table(ARTICLES, facts))
    >>> found.loc[found["named"], ["kind", "start", "observed"]].astype(str).values.tolist()
    [['peak', '2022-04-11', '28']]
    """
    check_inputs(scores, articles, "all", 0.95)
    check_one_column(articles, by)
    check_option("every", every, tuple(LONGEST))
    days = days_of(articles)
    if np.isnat(days).all():
        raise TableError(
            "changes over time need articles with a date, got none",
            next_step="Read a source with dates, or pass columns={'published': ...}.",
        )
    span = number_periods(np.array([np.nanmin(days), np.nanmax(days)]), every)
    ends = [np.datetime64(first_day(number, every), "D") for number in (span[0], span[1] + 1)]
    cut = np.nanmin(days) > ends[0], np.nanmax(days) + 1 < ends[1]
    left_out = np.isnat(days) | np.isin(days, np.array(list(without_days), dtype="datetime64[D]"))
    rows = []
    for measure, label, series in _series(scores, articles, by, (every, span, cut, left_out)):
        for kind, window, limits in _findings(series, LONGEST[every]):
            since, behind = (pd.NaT if at is None else first_day(at, every) for at in limits)
            others = {"since": since, "until": behind - pd.Timedelta(days=1)}
            rows.append({"kind": kind, "measure": measure.name, "label": label} | _row(window, every, measure) | others)
    times = dict.fromkeys(("start", "end", "since", "until"), "datetime64[us]")
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(times | {"named": bool})


def _series(
    scores: pd.DataFrame, articles: pd.DataFrame, by: str, time: tuple[str, Numbers, tuple[bool, bool], Numbers]
) -> Iterator[tuple[Measure, str, Series]]:
    """Yield the series of every label with enough hits."""
    every, span, cut, left_out = time
    codes, groups = group_articles(articles, [by])
    units = count_units(articles, np.where(left_out, -1, codes), len(groups))
    days = days_of_units(articles, units)
    position = np.arange(span[0], span[1] + 1)
    whole = np.ones(len(position), dtype=bool)
    whole[0], whole[-1] = whole[0] and not cut[0], whole[-1] and not cut[1]
    for strata in strata_of(read_scores(scores, articles), units):
        if strata.measure.kind != "share":
            raise OptionError(
                f"changes are looked for in shares of articles, and {strata.measure.name!r} is a {strata.measure.kind}",
                next_step="Keep the shares: scores[scores['measure'] == 'coverage'].",
            )
        shape = (len(groups), len(position))
        cell = strata.group * shape[1] + number_periods(days[strata.unit], every) - span[0]
        n = np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)
        for label, total in zip(strata.labels, strata.total.T, strict=True):
            hits = np.bincount(cell, total > 0, shape[0] * shape[1]).reshape(shape)
            if hits.sum() >= MIN_HITS:
                yield strata.measure, str(label), Series(n, hits, position, whole).part(np.flatnonzero(n.any(axis=0)))


_Ends = tuple[int | None, int | None]


def _findings(series: Series, longest: int) -> Iterator[tuple[str, Window, _Ends]]:
    """Yield the best change, and the windows on each side of it, or of the whole where no change may be named.

    Each comes with the first period of what it is compared with, and the first behind it, where a change makes one.
    """
    split, s = find_change(series)
    sides: list[tuple[Series, _Ends]] = [(series, (None, None))]
    if split:
        after = np.arange(len(series.position)) >= split
        window = window_of(series, after, s, THRESHOLD)
        # The side with more hits must have enough of them.
        enough = window.enough if s > 0 else window_of(series, ~after, s, THRESHOLD).enough
        window = replace(window, enough=enough and abs(window.inside - window.other) >= _MIN_CHANGE)
        yield "change", window, (None, None)
        if window.named:
            begin = int(series.position[split])
            sides = [(series.part(~after), (None, begin)), (series.part(after), (begin, None))]
    peaks = [(window, ends) for side, ends in sides for window in find_peaks(side, longest)]
    for window, ends in sorted(peaks, key=lambda peak: -peak[0].s)[:MOST_PEAKS]:
        yield "peak", window, ends


def _row(window: Window, every: str, measure: Measure) -> dict[str, Any]:
    """Return what a table says of a window."""
    # The end of the difference's 95 % interval that is nearest to 0, as in the score of differences.
    near = (window.inside - window.other) * max(1 - _NORMAL / abs(window.s), 0) if window.s else 0.0
    return {
        "start": first_day(window.begin, every),
        "end": first_day(window.end + 1, every) - pd.Timedelta(days=1),
        "s": window.s,
        "threshold": window.threshold,
        "observed": window.observed,
        "n": window.n,
        "inside": window.inside,
        "other": window.other,
        "groups": window.groups,
        "named": window.named,
        "score": distance_of_shares(window.other + near, window.other) * validity_of(measure),
    }
