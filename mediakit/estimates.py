"""SCORES to ESTIMATES: values of groups and periods with intervals over articles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from mediakit.errors import OptionError, TableError, check_option
from mediakit.intervals import adjust_p_values, limits, t_quantiles
from mediakit.measures import DESCRIPTION, MEASURES
from mediakit.ratios import Cells, check_inputs, group_articles, join_scores, measure_cells
from mediakit.tables import ESTIMATES

MIN_IN_PERIOD = 5
MIN_OUTLETS = 3
_EVERY = {"day": "D", "week": "W-SUN", "month": "M", "quarter": "Q"}
_METHODS = {
    "share": "Wilson interval",
    "mean": "ratio of sums, jackknife over stories, t",
    "proportion": "ratio of sums, jackknife over stories, t on the logit scale",
    "rate": "ratio of sums, jackknife over stories, t on the log scale",
}


def estimate(
    scores: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    by: str | Sequence[str] = (),
    weights: str = "all",
    generalise_to: str = "articles",
    level: float = 0.95,
) -> pd.DataFrame:
    """Return the value of every measure and label in every group, with an interval.

    The value is a ratio of sums; its standard error comes from leaving out one story at a time (the
    delete-one jackknife). docs/estimates.md has formulas, sources and how often the intervals hold.

    Parameters
    ----------
    scores : DataFrame
        SCORES.
    articles : DataFrame
        ARTICLES that the scores are of; articles without scores are left out, as are scores without article.
    by : str or list of str
        Columns of articles that make the groups, such as "outlet"; none for the whole.
    weights : {"all", "stories", "once_per_outlet"}
        How copies of one story count: each, together as one, or once in every outlet. The last two need
        ``story_id`` from group_stories(). Whatever the weights, copies are never taken as independent.
    generalise_to : {"articles", "outlets"}
        What the interval is about: further articles of these outlets, or further outlets like these. The
        latter is a t interval over outlet values, which weigh the same; articles of no known outlet are left out.
    level : float
        Confidence level, above 0 and below 1.

    Returns
    -------
    DataFrame
        ESTIMATES with the columns of ``by``, ordered by group, measure and label. A value on fewer than ten
        stories with exposure (or three outlets) is withheld: missing, with the reason in ``caveat``.

    Raises
    ------
    TableError, OptionError
        For a table or an option that breaks the rules.

    Examples
    --------
    >>> from mediakit.tables import ARTICLES, SCORES, build_table
    >>> articles = build_table(ARTICLES, [{"article_id": str(i), "outlet": "A"} for i in range(20)])
    >>> row = {"measure": "coverage", "label": "topic", "exposure": 1}
    >>> scores = build_table(SCORES, [row | {"article_id": str(i), "total": i % 2} for i in range(20)])
    >>> estimate(scores, articles, by="outlet")[["estimate", "conf_low", "conf_high"]].round(2).values.tolist()
    [[0.5, 0.3, 0.7]]
    """
    columns = [by] if isinstance(by, str) else list(by)
    check_inputs(scores, articles, columns, weights, level)
    check_option("generalise_to", generalise_to, ("articles", "outlets"))
    if generalise_to == "outlets":
        if "outlet" in columns:
            raise OptionError(
                "generalise_to='outlets' cannot be grouped by outlet", next_step="Leave 'outlet' out of by."
            )
        known = articles[articles["outlet"].astype(object) != ""]
        inner = estimate(scores, known, by=[*columns, "outlet"], weights=weights, level=level)
        return _over_outlets(inner, columns, level)
    codes, groups = group_articles(articles, columns)
    return _table(measure_cells(join_scores(scores, articles, weights), codes, len(groups)), groups, level)


def trend(
    scores: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    by: str | Sequence[str] = (),
    every: str = "week",
    weights: str = "all",
    level: float = 0.95,
) -> pd.DataFrame:
    """Return the value of every measure and label in every period, with an interval.

    Parameters
    ----------
    scores, articles, by, weights, level
        See estimate(). Articles without a date are left out.
    every : {"day", "week", "month", "quarter"}
        Calendar periods in UTC; weeks run from Monday to Sunday.

    Returns
    -------
    DataFrame
        ESTIMATES with the columns of ``by`` and ``period`` and ``period_end`` (first and last day). Periods
        without articles are kept with n_articles 0; a value on fewer than five stories is withheld; a first or
        last period that the articles do not span whole says so in ``caveat``.

    Raises
    ------
    TableError, OptionError
        For a table or an option that breaks the rules, and when no article has a date.

    Examples
    --------
    >>> from mediakit.tables import ARTICLES, SCORES, build_table
    >>> articles = build_table(ARTICLES, [{"article_id": str(i), "published": "2022-05-09"} for i in range(20)])
    >>> row = {"measure": "coverage", "label": "topic", "total": 1, "exposure": 1}
    >>> scores = build_table(SCORES, [row | {"article_id": str(i)} for i in range(20)])
    >>> trend(scores, articles)["period_end"].dt.strftime("%Y-%m-%d").tolist()
    ['2022-05-15']
    """
    columns = [by] if isinstance(by, str) else list(by)
    check_inputs(scores, articles, columns, weights, level)
    check_option("every", every, tuple(_EVERY))
    dated = articles[articles["published"].notna()]
    if not len(dated):
        raise TableError(
            "expected articles with a date, got none",
            next_step="Read a source with dates, or pass columns={'published': ...}.",
        )
    days = dated["published"].dt.tz_localize(None)
    periods = pd.PeriodIndex(days.dt.to_period(_EVERY[every]))
    spans = pd.period_range(periods.min(), periods.max(), freq=periods.freq)
    codes, outer = group_articles(dated, columns)
    groups = outer.loc[outer.index.repeat(len(spans))].reset_index(drop=True)
    groups["period"] = np.tile(spans.start_time.to_numpy(), len(outer))
    groups["period_end"] = np.tile(spans.end_time.normalize().to_numpy(), len(outer))
    codes = codes * len(spans) + spans.get_indexer(periods)
    cells = measure_cells(join_scores(scores, dated, weights), codes, len(groups), least=MIN_IN_PERIOD)
    table = _table(cells, groups, level)
    begin, end = days.min().normalize(), days.max().normalize()
    starts, ends = table["period"], table["period_end"]
    partial = ((starts < begin) & (begin <= ends)) | ((starts <= end) & (end < ends))
    note = "the articles do not span this whole period"
    caveats = zip(table["caveat"].tolist(), partial.tolist(), strict=True)
    return table.assign(caveat=[f"{c}; {note}" if c and p else note if p else c for c, p in caveats])


def _table(cells: Cells, groups: pd.DataFrame, level: float) -> pd.DataFrame:
    """Return ESTIMATES of the cells, with the columns of their groups."""
    columns = cells.columns
    kind, value, error, size, df = (columns[name] for name in ("kind", "estimate", "std_error", "size", "df"))
    flat = (kind == "mean") & ~(error > 0)
    low, high = (np.where(flat, np.nan, end) for end in limits(kind, value, error, size, t_quantiles(level, df)))
    method = {name: f"{text}, {100 * level:g} %" for name, text in _METHODS.items()}
    made = {
        "conf_low": low,
        "conf_high": high,
        "method": [method[name] for name in kind],
        "p_value": np.full(len(kind), np.nan),
    }
    rows = np.repeat(np.arange(len(groups)), len(kind) // max(len(groups), 1))
    return finish(groups.iloc[rows].reset_index(drop=True), columns | made)


def finish(groups: pd.DataFrame, columns: Mapping[str, Any]) -> pd.DataFrame:
    """Return ESTIMATES from the rows' groups and columns, values emptied where the caveat says withheld."""
    withheld = np.array([caveat.startswith("withheld") for caveat in columns["caveat"]], dtype=bool)
    values = ("estimate", "std_error", "conf_low", "conf_high", "p_value")
    shown = {name: np.where(withheld, np.nan, columns[name]) for name in values}
    said = {
        name: pd.Categorical([getattr(MEASURES[measure], name) for measure in columns["measure"]])
        for name in DESCRIPTION
    }
    units = [MEASURES[name].unit for name in columns["measure"]]
    made = {**columns, **shown, **said, "unit": units, "p_adjusted": adjust_p_values(shown["p_value"])}
    tables = [
        pd.DataFrame({name: made[name] for name in names}) for names in (ESTIMATES.names[:2], ESTIMATES.names[2:])
    ]
    return pd.concat([tables[0], groups, tables[1]], axis=1)


def _over_outlets(inner: pd.DataFrame, columns: Sequence[str], level: float) -> pd.DataFrame:
    """Return t intervals over the outlets' own values, which weigh the same."""
    keys = [*columns, "measure", "label"]
    shown = inner["estimate"].notna()
    sums = ["total", "exposure", "n_articles", "n_stories"]
    inner = inner.assign(**{name: inner[name].where(shown, 0) for name in sums})
    groups = inner.groupby(keys, sort=False, observed=True, dropna=False)
    table = groups[sums].sum().reset_index()
    values = groups["estimate"].agg(["mean", "std", "count"]).reset_index()
    known, mean = values["count"].to_numpy(), values["mean"].to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        error = values["std"].to_numpy() / np.sqrt(known)
        half = np.where(error > 0, t_quantiles(level, np.maximum(known - 1, 0)) * error, np.nan)
    kind = np.array([MEASURES[name].kind for name in table["measure"]], dtype=object)
    least = np.where(kind == "mean", -np.inf, 0.0)
    most = np.where(np.isin(kind, ("share", "proportion")), 1.0, np.inf)
    withheld = f"withheld: {{}} outlets with enough articles, needs {MIN_OUTLETS}"
    made = {
        "estimate": mean,
        "std_error": error,
        "conf_low": np.maximum(mean - half, least),
        "conf_high": np.minimum(mean + half, most),
        "method": f"mean of outlet values, t over outlets, {100 * level:g} %",
        "p_value": np.full(len(table), np.nan),
        "caveat": [(withheld if k < MIN_OUTLETS else "over {} outlets").format(k) for k in known],
    }
    return finish(table[columns], {name: table[name] for name in ("measure", "label", *sums)} | made)
