"""SCORES to ESTIMATES: values of groups and periods with intervals over articles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mediakit.contract import Table
from mediakit.dates.strays import find_strays, say_strays
from mediakit.errors import OptionError, TableError, check_option
from mediakit.languages import language_name
from mediakit.measures import DESCRIPTION
from mediakit.stats.cells import (
    LOST,
    MIN_ARTICLES,
    TOO_WIDE,
    WIDEST,
    Cells,
    Pairs,
    add_up_cells,
    choices_among,
    columns_of,
    with_lost,
)
from mediakit.stats.intervals import adjust_p_values, limits, t_quantiles
from mediakit.stats.periods import MIN_IN_PERIOD, PERIODS, Every, check_every, ends_of
from mediakit.stats.ratios import OWN_COLUMNS, Weights, check_groups, check_inputs, count_units, group_articles
from mediakit.stats.sparse import read_scores
from mediakit.tables import ESTIMATES

MIN_OUTLETS = 3
GeneraliseTo = Literal["articles", "outlets"]
Numbers = NDArray[Any]
_PARTIAL = "the articles do not span this whole period"
METHODS = {
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
    weights: Weights = "all",
    generalise_to: GeneraliseTo = "articles",
    level: float = 0.95,
) -> pd.DataFrame:
    """Return the value of every measure and label in every group, with an interval.

    The value is a ratio of sums; its standard error comes from leaving out one story at a time (the
    delete-one jackknife). docs/estimates.md has formulas, sources and how often the intervals hold.

    Parameters
    ----------
    scores : DataFrame
        SCORES. A label without a row for an article is a zero with the exposure of the article's empty-label row; so
        is, in every measure that has such rows, a label that was looked for and found nowhere: a category of the
        column ``label`` without any row in the table. Such a category says nothing once rows were taken out of the
        table (gaps in its index, or a category of ``measure`` without rows). An article with exposure 0 could not be
        scored: it is left out, and the caveat counts it.
    articles : DataFrame
        ARTICLES that the scores are of; articles without scores are left out, as are scores without an article.
    by : str or list of str
        Columns of articles that make the groups, such as "outlet"; none for the whole. Missing values make a group
        at the end: "(no section)" in a column of text, missing in one of numbers or dates.
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
        For a table or an option that breaks the rules, for scores that have lost their empty-label rows, and for
        scores of other articles altogether.

    Examples
    --------
    >>> from mediakit.tables import ARTICLES, SCORES, build_table
    >>> articles = build_table(ARTICLES, [{"article_id": str(i), "outlet": "A"} for i in range(20)])
    >>> row = {"measure": "coverage", "label": "topic", "exposure": 1}
    >>> scores = build_table(SCORES, [row | {"article_id": str(i), "total": i % 2} for i in range(20)])
    >>> estimate(scores, articles, by="outlet")[["estimate", "conf_low", "conf_high"]].round(2).values.tolist()
    [[0.5, 0.3, 0.7]]
    """
    check_inputs(scores, articles, weights, level)
    columns = check_groups(articles, by, OWN_COLUMNS)
    check_option("generalise_to", generalise_to, get_args(GeneraliseTo))
    if generalise_to == "articles":
        codes, groups = group_articles(articles, columns)
        cells = add_up_cells(read_scores(scores, articles), count_units(articles, codes, len(groups), weights))
        return _table(cells, columns_of(cells, MIN_ARTICLES), groups, level)
    if "outlet" in columns:
        raise OptionError("generalise_to='outlets' cannot be grouped by outlet", next_step="Leave 'outlet' out of by.")
    known = (articles["outlet"].astype(object) != "").to_numpy()
    codes, groups = _group_some(articles, [*columns, "outlet"], known)
    cells = add_up_cells(read_scores(scores, articles), count_units(articles, codes, len(groups), weights))
    return _over_outlets(cells, groups, columns, level)


def trend(
    scores: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    by: str | Sequence[str] = (),
    every: Every = "week",
    weights: Weights = "all",
    level: float = 0.95,
) -> pd.DataFrame:
    """Return the value of every measure and label in every period, with an interval.

    Parameters
    ----------
    scores, articles, by, weights, level
        See estimate(). Articles without a date are left out; so are two articles or at most one in a hundred whose
        dates lie farther from all the others than these span, such as one of 1900 (docs/estimates.md has the rule).
    every : {"day", "week", "month", "quarter", "year"}
        Calendar periods in UTC; weeks run from Monday to Sunday. "monthly" or "M" mean the month, and so on.

    Returns
    -------
    DataFrame
        ESTIMATES with the columns of ``by``, ``period`` and ``period_end`` (first and last day). Periods
        without articles are kept with n_articles 0; a value on fewer than five stories is withheld; a first or
        last period that the articles do not wholly span says so in ``caveat``. Where articles lie far from all the
        others, every caveat says how many.

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
    check_inputs(scores, articles, weights, level)
    columns = check_groups(articles, by, OWN_COLUMNS)
    period = PERIODS[check_every(every)]
    dated = articles["published"].notna().to_numpy()
    if not dated.any():
        raise TableError(
            "expected articles with a date, got none",
            next_step="Read a source with dates, or pass columns={'published': ...}.",
        )
    days = articles.loc[dated, "published"].dt.tz_localize(None)
    strays = find_strays(days)
    apart, days = say_strays(days, strays), days[~strays]
    dated = dated.copy()
    dated[dated] = ~strays
    periods = pd.PeriodIndex(days.dt.to_period(period))
    spans = pd.period_range(periods.min(), periods.max(), freq=periods.freq)
    codes, outer = _group_some(articles, columns, dated)
    groups = outer.loc[outer.index.repeat(len(spans))].reset_index(drop=True)
    groups["period"], groups["period_end"] = (np.tile(day, len(outer)) for day in ends_of(spans))
    codes[dated] = codes[dated] * len(spans) + spans.get_indexer(periods)
    cells = add_up_cells(read_scores(scores, articles), count_units(articles, codes, len(groups), weights))
    found = columns_of(cells, MIN_IN_PERIOD)
    begin, end = days.min().normalize(), days.max().normalize()
    starts, ends = groups["period"], groups["period_end"]
    partial = (((starts < begin) & (begin <= ends)) | ((starts <= end) & (end < ends))).to_numpy()
    for text, where in ((_PARTIAL, partial), (apart, np.full(len(partial), apart != ""))):
        said = found["caveat"][where]
        found["caveat"][where] = np.where(said == "", text, said + "; " + text)
    return _table(cells, found, groups, level)


def _group_some(articles: pd.DataFrame, columns: Sequence[str], kept: Numbers) -> tuple[Numbers, pd.DataFrame]:
    """Return the group of every article, -1 for those that are not kept, and the sorted table of groups."""
    codes = np.full(len(articles), -1)
    codes[kept], groups = group_articles(articles[kept], columns)
    return codes, groups


def _table(cells: Cells, found: dict[str, Numbers], groups: pd.DataFrame, level: float) -> pd.DataFrame:
    """Return ESTIMATES of the cells, with the columns of their groups."""
    columns = {name: values.ravel() for name, values in found.items()}
    kind = np.tile(cells.pairs.of("kind"), len(groups))
    value, error, size, df = (columns[name] for name in ("estimate", "std_error", "size", "df"))
    flat = (kind == "mean") & ~(error > 0)
    low, high = (np.where(flat, np.nan, end) for end in limits(kind, value, error, size, t_quantiles(level, df)))
    methods = np.array([f"{METHODS[name]}, {100 * level:g} %" for name in cells.pairs.of("kind")], dtype=object)
    return finish(cells.pairs, groups, columns | {"conf_low": low, "conf_high": high}, methods)


def finish(
    pairs: Pairs, groups: pd.DataFrame, columns: Mapping[str, Numbers], methods: Numbers, contract: Table = ESTIMATES
) -> pd.DataFrame:
    """Return ESTIMATES or CONTRASTS, one row for each group and pair, values emptied where withheld.

    Parameters
    ----------
    pairs : Pairs
        Measures and labels.
    groups : DataFrame
        One row a group; columns that the contract does not have follow the label.
    columns : mapping of arrays
        One entry a row, groups outermost.
    methods : array of str
        How the interval of every pair was made.
    contract : Table
        Which columns the table has.
    """
    n_groups, width = len(groups), len(pairs.label)
    row, pair = np.repeat(np.arange(n_groups), width), np.tile(np.arange(width), n_groups)
    caveats = pd.Series(np.asarray(columns["caveat"], dtype=object), dtype="str")
    hidden = caveats.str.startswith("withheld").to_numpy(dtype=bool)
    missing = np.full(len(caveats), np.nan)
    made: dict[str, Any] = {**columns, "caveat": caveats}
    for name in ("estimate", "std_error", "conf_low", "conf_high", "p_value"):
        made[name] = np.where(hidden, np.nan, columns.get(name, missing))
    made["p_adjusted"] = adjust_p_values(made["p_value"])
    for name, texts in (("measure", pairs.of("name")), ("label", pairs.label), ("unit", pairs.of("unit"))):
        made[name] = _text(texts, pair)
    made["method"] = _text(methods, pair)
    for name in DESCRIPTION:
        code, words = pd.factorize(pairs.of(name))
        made[name] = pd.Categorical.from_codes(code[pair], categories=pd.Index(words, dtype=object))
    made |= {name: groups[name].take(row).reset_index(drop=True) for name in groups.columns}
    own = [name for name in groups.columns if name not in contract.names]
    after_label = contract.names.index("label") + 1
    names = [*contract.names[:after_label], *own, *contract.names[after_label:]]
    return pd.DataFrame({name: made[name] for name in names if name in made})


def _text(texts: Numbers, rows: Numbers) -> pd.Series:
    """Return a column of text, made of few different texts."""
    return pd.Series(texts, dtype="str").take(rows).reset_index(drop=True)


def _over_outlets(cells: Cells, groups: pd.DataFrame, columns: list[str], level: float) -> pd.DataFrame:
    """Return t intervals over the outlets' own values, which weigh the same."""
    found = columns_of(cells, MIN_ARTICLES)
    outer = groups.groupby(columns, sort=False, dropna=False, observed=True).ngroup() if columns else groups.index * 0
    shown = ~np.char.startswith(found["caveat"].astype(str), "withheld")

    def by_group(values: Numbers) -> Any:
        return pd.DataFrame(values).groupby(np.asarray(outer))

    values = by_group(np.where(shown, found["estimate"], np.nan))
    known, mean, spread = (values.agg(name).to_numpy() for name in ("count", "mean", "std"))
    sums = ("total", "exposure", "n_articles", "n_stories")
    made = {name: by_group(np.where(shown, found[name], 0)).sum().to_numpy() for name in sums}
    with np.errstate(divide="ignore", invalid="ignore"):
        error, df = spread / np.sqrt(known), np.maximum(known - 1, 0)
        half, usual = (np.where(error > 0, t_quantiles(given, df) * error, np.nan) for given in (level, 0.95))
    wide = choices_among(cells.pairs) & (np.minimum(mean + usual, 1) - np.maximum(mean - usual, 0) > WIDEST)
    kind = cells.pairs.of("kind")
    least = np.where(kind == "mean", -np.inf, 0.0)
    most = np.where(np.isin(kind, ("share", "proportion")), 1.0, np.inf)
    made |= {"estimate": mean, "std_error": error}
    made |= {"conf_low": np.maximum(mean - half, least), "conf_high": np.minimum(mean + half, most)}
    withheld = f"withheld: {{}} outlets with enough articles, needs {MIN_OUTLETS}"
    lost = np.stack([by_group(found[name]).sum().to_numpy().ravel() for name in LOST], axis=1).tolist()
    languages = [language_name(code) for code in cells.pairs.reads] * len(known)
    said = np.select([known < MIN_OUTLETS, wide], [withheld, "withheld: {} outlets, " + TOO_WIDE], "over {} outlets")
    texts = [
        with_lost(text.format(k), numbers, language)
        for text, k, numbers, language in zip(said.ravel(), known.ravel().tolist(), lost, languages, strict=True)
    ]
    made["caveat"] = np.array(texts, dtype=object)
    outermost = groups[columns].iloc[np.unique(outer, return_index=True)[1]].reset_index(drop=True)
    methods = np.full(len(kind), f"mean of outlet values, t over outlets, {100 * level:g} %", dtype=object)
    return finish(cells.pairs, outermost, {name: values.ravel() for name, values in made.items()}, methods)
