"""Tables that a chart cannot title truthfully: which table came, and the line of code that leads to a chart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from mediakit.errors import TableError
from mediakit.tables import ARTICLES, CONTRASTS, ESTIMATES, SCORES
from mediakit.word_tables import WORD_SHIFT

TIME = ("period", "period_end")
CORPUS_COLUMNS = ("outlet", "period", "n_articles")
# Charts that can name one label in their title; those of estimates that are not listed draw several.
ONE_LABEL = ("plot_comparison", "plot_coverage", "plot_trend")
_NEEDED = {
    table.name: [column.name for column in table.columns if column.required]
    for table in (CONTRASTS, WORD_SHIFT, ESTIMATES, SCORES, ARTICLES)
}
_ROWS = {
    "CONTRASTS": "contrasts, whose values are differences between two groups",
    "WORD_SHIFT": "a word shift, whose rows are words",
    "ESTIMATES": "estimates",
    "SCORES": "scores of single articles, without values of groups",
    "ARTICLES": "articles, of which nothing is measured yet",
}
_WANTED = {"plot_differences": "contrasts", "plot_word_shift": "a word shift", "plot_corpus": "counts of articles"}
COUNT_ARTICLES = (
    "counts = articles.assign(period=articles['published'].dt.strftime('%Y-%m-01'))"
    ".groupby(['outlet', 'period']).size().reset_index(name='n_articles')"
)


def keep_one(table: pd.DataFrame, columns: Sequence[str], *, name: str = "estimates") -> str:
    """Return the code that keeps one value of some columns, those of the first row that has a value.

    Examples
    --------
    >>> keep_one(pd.DataFrame({"estimate": [0.1], "measure": ["tone"], "label": ["news"]}), ["measure", "label"])
    "estimates[(estimates['measure'] == 'tone') & (estimates['label'] == 'news')]"
    """
    if not columns:
        return name
    told = table[table["estimate"].notna()] if "estimate" in table else table
    row = (told if len(told) else table).iloc[0]
    parts = [_equal(f"{name}['{column}']", row[column]) for column in columns]
    return f"{name}[{parts[0] if len(parts) == 1 else ' & '.join(f'({part})' for part in parts)}]"


def _equal(cell: str, value: Any) -> str:
    if pd.isna(value):
        return f"{cell}.isna()"
    if isinstance(value, pd.Timestamp):
        return f"{cell} == {str(value)!r}"
    return f"{cell} == {(value.item() if hasattr(value, 'item') else value)!r}"


def varying(table: pd.DataFrame, columns: Sequence[str]) -> list[str]:
    """Return those of some columns that hold more than one value."""
    return [c for c in columns if c in table.columns and table[c].nunique(dropna=False) > 1]


def group_columns(estimates: pd.DataFrame) -> list[str]:
    """Return the columns that tell groups apart: beyond the contract, not of time, and not the same in all rows."""
    extra = [str(c) for c in estimates.columns if c not in ESTIMATES.names and c not in TIME]
    return varying(estimates, extra) or extra[:1]


def draw_call(estimates: pd.DataFrame) -> str:
    """Return the code that draws a table of estimates as far as one chart can title it."""
    over_time = varying(estimates, TIME[:1]) and TIME[1] in estimates.columns
    others = group_columns(estimates)[1:]
    if over_time:
        return f"plot_trend({keep_one(estimates, [*varying(estimates, ('measure', 'label')), *others])})"
    one = estimates[estimates["measure"] == estimates["measure"].iloc[0]]
    chart = "plot_frames" if one["label"].nunique() > 1 else "plot_comparison"
    return f"{chart}({keep_one(estimates, [*varying(estimates, ('measure',)), *others])})"


def refuse_others(table: pd.DataFrame, wanted: str, chart: str) -> None:
    """Raise a TableError when a table is not the wanted one but another of mediakit's, naming what draws it.

    Parameters
    ----------
    table : DataFrame
        What the chart was given; anything else passes, and is told by the check of the contract.
    wanted : str
        ESTIMATES, CONTRASTS, WORD_SHIFT, or CORPUS for counts of articles.
    chart : str
        The plot function, named in the message.
    """
    if not isinstance(table, pd.DataFrame):
        return
    found = next((name for name, needed in _NEEDED.items() if set(needed) <= set(table.columns)), wanted)
    if found == wanted or not len(table):
        return
    raise TableError(
        f"{chart}() draws {_WANTED.get(chart, 'estimates')}, and got {_ROWS[found]}",
        where=chart,
        next_step=_way(table, found, chart),
    )


def _way(table: pd.DataFrame, found: str, chart: str) -> str:
    if found == "CONTRASTS":
        return "Draw differences: plot_differences(contrasts)."
    if found == "WORD_SHIFT":
        return "Draw a word shift: plot_word_shift(shift)."
    if chart == "plot_word_shift":
        make = "Make one of articles: shift = word_shift(articles, by='outlet')"
        return f"{make}." if found != "ESTIMATES" else f"{make}; or draw the values: {draw_call(table)}."
    if chart == "plot_corpus":
        count = f"Count articles: {COUNT_ARTICLES}"
        return f"{count}." if found != "ESTIMATES" else f"{count}; or draw the values: {draw_call(table)}."
    if found == "ESTIMATES":
        return f"Make differences: {_maker(chart)}; or draw the values: {draw_call(table)}."
    if found == "ARTICLES":
        name = "contrasts" if chart == "plot_differences" else "estimates"
        made = f"scores = score_sentiment(articles); {_maker(chart)}"
        return f"Measure them first: {made}; {chart}({name}[{name}['measure'] == 'tone'])."
    return _from_scores(table, chart)


def _maker(chart: str) -> str:
    """Return the code that makes what a chart draws of scores."""
    if chart == "plot_differences":
        return "contrasts = compare_groups(scores, articles, by='outlet', reference='rest')"
    if chart in ("plot_coverage", "plot_trend"):
        return "estimates = trend(scores, articles)"
    return "estimates = estimate(scores, articles, by='outlet')"


def _from_scores(scores: pd.DataFrame, chart: str) -> str:
    name = "contrasts" if chart == "plot_differences" else "estimates"
    told = scores[scores["label"].astype(object) != ""]
    one = told[told["measure"] == told["measure"].iloc[0]] if len(told) else told
    several = varying(told, ("measure",))
    if chart in (*ONE_LABEL, "plot_differences"):
        several += varying(one, ("label",))
    return f"Make {name} first: {_maker(chart)}; {chart}({keep_one(one, several, name=name) if len(one) else name})."
