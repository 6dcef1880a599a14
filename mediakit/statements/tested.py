"""STATEMENTS: everything that a report tested to be said of groups and of times, and what of it may be said.

What is tested and how often a statement is wrong is in docs/statements.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from mediakit.contract import Column, Table
from mediakit.stats.changes import LONGEST, seek_changes
from mediakit.stats.differences import seek_differences

STATEMENTS = Table(
    "STATEMENTS",
    "something that was tested to be said",
    (
        Column("kind", "str", "difference (of a group from the others), change (of level) or peak"),
        Column("figure", "str", "figure that it is about"),
        Column("measure", "str", "what was measured"),
        Column("label", "str", "what it was measured for"),
        Column("group", "str", "the group that is compared; empty for a change or peak"),
        Column("own", "float?", "value of the group, or in the days from start to end"),
        Column(
            "others",
            "float?",
            "value of the others in the same periods, or of the same groups on days that do not stand out",
        ),
        Column("estimate", "float?", "own - others"),
        Column("low", "float?", "lower end of the 95 % interval of the difference"),
        Column("high", "float?", "upper end"),
        Column("start", "time", "first day, of a change or peak"),
        Column("end", "time", "last day"),
        Column("since", "time", "of a peak: first day of the other days, where a change ends them there"),
        Column("until", "time", "their last day, in the same way"),
        Column("statistic", "float?", "standardised difference"),
        Column("threshold", "float?", "what its size has to be"),
        Column("p", "float?", "how often chance makes something in the figure stand out as much", least=0),
        Column("named", "bool", "True if it may be said"),
        Column("score", "float?", "size for the order: of the smallest difference that the data allow", least=0),
        Column("detectable", "float?", "difference that would probably have been named", least=0),
        Column("articles", "int", "articles of the group", least=0),
        Column("stories", "int", "stories behind it", least=0),
        Column("total", "float?", "sum of totals in the periods compared"),
        Column("exposure", "float?", "sum of exposures", least=0),
        Column("others_total", "float?", "the same of the others"),
        Column("others_exposure", "float?", "the same of the others", least=0),
        Column("used", "float?", "part of the group's articles that could be compared", least=0),
        Column("within", "str", "periods in which it was compared, or in which peaks were looked for"),
        Column("information", "float?", "part of the information that comparing within these periods keeps", least=0),
        Column("left_out", "str", "groups named before, which are not among the others, separated by '; '"),
        Column("mostly_in", "time", "first day of the one period that makes most of the difference"),
        Column("line", "int", "line of the summary, from 1; 0 where it is not in it", least=0),
        Column("text", "str", "the sentence that it stands in"),
    ),
    made_by="seek_statements()",
)

LEVEL = 0.05


@dataclass(frozen=True)
class Figure:
    """A figure with groups: its name, the SCORES of the measure that it shows, and the articles they are of."""

    name: str
    scores: pd.DataFrame
    articles: pd.DataFrame


@dataclass(frozen=True)
class Series:
    """A figure over time: its name, SCORES of shares, the articles in which changes are looked for, and the periods."""

    name: str
    scores: pd.DataFrame
    articles: pd.DataFrame
    every: str


def seek_statements(figures: Sequence[Figure], series: Sequence[Series], *, by: str = "outlet") -> pd.DataFrame:
    """Return everything that was tested, and what of it may be said.

    A difference is tested within its figure at .05 divided by the number of figures, so that a report without true
    differences rarely says one. Changes and peaks have a threshold of their own; see seek_changes().

    Parameters
    ----------
    figures : list of Figure
        Those of the report in which groups are compared.
    series : list of Series
        Those over time.
    by : str
        Column of the articles that makes the groups.

    Returns
    -------
    DataFrame
        STATEMENTS without lines and texts.

    Examples
    --------
    >>> from mediakit.tables import ARTICLES, SCORES, build_table
    >>> articles = build_table(ARTICLES, [{"article_id": str(i), "outlet": "ABCD"[i % 4]} for i in range(200)])
    >>> row = {"measure": "coverage", "label": "topic", "exposure": 1}
    >>> hits = [i % 4 == 0 or i % 3 == 0 for i in range(200)]
    >>> scores = build_table(SCORES, [row | {"article_id": str(i), "total": hit} for i, hit in enumerate(hits)])
    >>> found = seek_statements([Figure("coverage", scores, articles)], [])
    >>> found.loc[found["named"], ["group", "own", "others"]].round(2).values.tolist()
    [['A', 1.0, 0.33]]
    """
    tested = [(figure.name, seek_differences(figure.scores, figure.articles, by=by)) for figure in figures]
    tested = [(name, found) for name, found in tested if found.n_tested]
    parts = [found.named(LEVEL / len(tested)).assign(figure=name) for name, found in tested]
    for one in series:
        if one.articles["published"].notna().any():
            every = period_of_peaks(one.every)
            windows = seek_changes(one.scores, one.articles, by=by, every=every)
            parts.append(windows.assign(figure=one.name, within=every, estimate=windows["inside"] - windows["other"]))
    return _as_statements(parts)


def period_of_peaks(every: str) -> str:
    """Return the periods in which peaks are looked for, where a chart over time has these.

    Examples
    --------
    >>> period_of_peaks("week"), period_of_peaks("day"), period_of_peaks("year")
    ('week', 'week', 'quarter')
    """
    return every if every in LONGEST else "week" if every == "day" else "quarter"


def n_figures(statements: pd.DataFrame) -> int:
    """Return the number of figures in which groups were tested, by which the level was divided."""
    return int(statements.loc[statements["kind"] == "difference", "figure"].nunique())


_NAMES = {"z": "statistic", "s": "statistic", "inside": "own", "other": "others", "observed": "total", "n": "exposure"}


def _as_statements(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return tables of differences and changes as one table with the columns of STATEMENTS."""
    kept = [part.rename(columns=_NAMES) for part in parts if len(part)]
    # Stories behind a window are those in it.
    kept = [part if "stories" in part else part.assign(stories=part["exposure"]) for part in kept]
    columns: dict[str, Any] = {}
    for column in STATEMENTS.columns:
        pieces = [part[column.name] if column.name in part else pd.Series(pd.NA, index=part.index) for part in kept]
        values = pd.concat([piece.astype(object) for piece in pieces], ignore_index=True) if pieces else pd.Series([])
        columns[column.name] = _typed(values, column.kind)
    return pd.DataFrame(columns)


def _typed(values: pd.Series, kind: str) -> pd.Series:
    if kind == "time":
        return pd.to_datetime(values, utc=True).dt.as_unit("us")
    if kind == "float?":
        return pd.to_numeric(values.where(values.notna()), errors="coerce").astype("float64")
    if kind == "int":
        return pd.to_numeric(values.where(values.notna(), 0)).astype("int64")
    if kind == "bool":
        return values.where(values.notna(), False).astype(bool)
    return values.where(values.notna(), "").astype("str")
