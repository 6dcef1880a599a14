"""What estimates are made from: options checked, articles put into groups, and what each article counts.

The article is the unit that varies and the story the cluster: words, mentions and sentences are never
taken as independent. docs/estimates.md has the formulas, their sources and how often they hold.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mediakit.errors import OptionError, TableError, check_option
from mediakit.tables import ARTICLES, ESTIMATES, SCORES, check_columns, check_table

Weights = Literal["all", "stories", "once_per_outlet"]
WEIGHTS = get_args(Weights)
Numbers = NDArray[Any]


def check_level(level: object) -> None:
    """Raise an OptionError for what is not a confidence level."""
    known = isinstance(level, float | int | np.number) and not isinstance(level, bool)
    if not known or not 0 < level < 1:  # type: ignore[operator]
        hint = "Pass level=0.95 for 95 %."
        if isinstance(level, float | int) and 1 < level < 100:
            hint = f"For {level:g} % pass level={level / 100:g}."
        raise OptionError(f"level must be above 0 and below 1, got {level!r}", next_step=hint)


def check_inputs(scores: pd.DataFrame, articles: pd.DataFrame, weights: Weights, level: float) -> None:
    """Raise a TableError or OptionError that says what is wrong with the input of an estimate."""
    check_columns(scores, SCORES)
    check_table(articles, ARTICLES)
    check_option("weights", weights, WEIGHTS)
    check_level(level)
    unmarked = "story_id" not in articles.columns or (articles["story_id"].astype(object) == "").all()
    if weights != "all" and len(articles) and unmarked:
        raise TableError(
            f"weights={weights!r} needs the column 'story_id'", next_step="Call group_stories(articles) first."
        )


def check_groups(articles: pd.DataFrame, by: Any, taken: Sequence[str] = ()) -> list[str]:
    """Return the columns that ``by`` names, or raise an OptionError that says why they cannot make groups.

    Examples
    --------
    >>> check_groups(pd.DataFrame({"outlet": ["A"]}), "outlet")
    ['outlet']
    """
    if by is None:
        raise OptionError("by=None names no column", next_step="Leave `by` out for the whole.")
    if not isinstance(by, str) and not isinstance(by, Iterable):
        raise OptionError(f"by must be the name of a column or a list of names, got {by!r}")
    columns = [by] if isinstance(by, str) else list(by)
    for column in columns:
        check_column(articles, column)
    clash = [column for column in columns if column in taken]
    if len(set(columns)) < len(columns):
        raise OptionError(f"by must name different columns, got {', '.join(map(repr, columns))}")
    if clash:
        raise OptionError(
            f"by must name columns that ESTIMATES does not have itself, got {clash[0]!r}",
            next_step=f"Rename it first: articles.rename(columns={{{clash[0]!r}: 'x_{clash[0]}'}}).",
        )
    return columns


OWN_COLUMNS = (*ESTIMATES.names, "period", "period_end")


def check_column(articles: pd.DataFrame, column: Any) -> None:
    """Raise an OptionError if the articles do not have the column that is to make groups, or its values cannot."""
    if not isinstance(column, str) or column not in articles.columns:
        listed = ", ".join(map(str, articles.columns))
        raise OptionError(f"by names no column of the articles: {column!r}", next_step=f"Columns are {listed}.")
    try:
        articles[column].nunique()
    except TypeError as error:
        kinds = {type(value).__name__: value for value in articles[column] if not isinstance(value, Hashable)}
        kind, value = next(iter(kinds.items()), ("list", error))
        raise OptionError(
            f"the column {column!r} cannot make groups: it holds a {kind}, such as {str(value)[:60]}",
            next_step=f"Make a text of each value first, articles[{column!r}].map(str), or explode() lists.",
        ) from error


def check_one_column(articles: pd.DataFrame, by: Any) -> None:
    """Raise an OptionError that says why ``by`` cannot be the one column whose groups are compared."""
    if not isinstance(by, str):
        raise OptionError(
            f"by must be the name of one column, such as by='outlet', got {by!r}",
            next_step="Put several columns into one first: articles['outlet'] + ', ' + articles['section'].",
        )
    check_column(articles, by)
    missing = int(articles[by].isna().sum())
    if missing:
        raise OptionError(
            f"{missing} of {len(articles)} articles have no value of {by!r}: it cannot be told which group they are of",
            next_step=f"Leave them out with articles[articles[{by!r}].notna()], or name them with "
            f"articles[{by!r}].fillna('not known').",
        )


def texts_of_groups(values: Sequence[Any], by: str) -> list[str]:
    """Return groups as text: a moment at midnight as its day, all else as it prints.

    Examples
    --------
    >>> texts_of_groups([2022, pd.Timestamp("2022-02-24"), True], "x_group")
    ['2022', '2022-02-24', 'True']
    """
    texts = []
    for value in values:
        midnight = isinstance(value, datetime) and value == value.replace(hour=0, minute=0, second=0, microsecond=0)
        texts.append(f"{value:%Y-%m-%d}" if midnight else str(value))
    twice = pd.Series(texts, dtype=object).duplicated()
    if twice.any():
        raise OptionError(
            f"different values of {by!r} read {texts[int(np.argmax(twice))]!r} as text",
            next_step=f"Make text of all first: articles[{by!r}].astype(str).",
        )
    return texts


def group_articles(articles: pd.DataFrame, columns: Sequence[str]) -> tuple[Numbers, pd.DataFrame]:
    """Return the group of every article and the sorted table of groups.

    Missing values make a group at the end, "(no section)" for a column of text; a number or a date stays missing.
    """
    if not columns:
        return np.zeros(len(articles), dtype=np.int64), pd.DataFrame(index=[0])
    found = articles[list(columns)].reset_index(drop=True)
    code = found.groupby(list(columns), sort=False, dropna=False, observed=True).ngroup().to_numpy()
    groups = found.iloc[np.unique(code, return_index=True)[1]].reset_index(drop=True)
    groups = groups.sort_values(list(columns), key=_sortable, kind="stable")
    place = np.empty(len(groups), dtype=np.int64)
    place[groups.index] = np.arange(len(groups))
    groups = groups.reset_index(drop=True)
    return place[code], groups.assign(**{name: _name_missing(groups[name]) for name in columns})


def _sortable(column: pd.Series) -> pd.Series:
    """Return the column, or its values as text where they are of different kinds that have no order."""
    mixed = pd.api.types.infer_dtype(column, skipna=True).startswith("mixed")
    return column.astype(object).where(column.isna(), column.astype(str)) if mixed else column


def _name_missing(column: pd.Series) -> pd.Series:
    """Return the column with a name in place of missing values, if it can hold one."""
    name = f"(no {column.name})"
    if not column.isna().any():
        return column
    if isinstance(column.dtype, pd.CategoricalDtype) and name not in column.cat.categories:
        column = column.cat.add_categories(name)
    text = isinstance(column.dtype, pd.CategoricalDtype | pd.StringDtype) or column.dtype == object
    return column.where(column.notna(), name) if text else column


def stories_of(articles: pd.DataFrame) -> pd.Series:
    """Return the story of every article; an article without one is a story of its own."""
    own = articles["article_id"].astype(object)
    if "story_id" not in articles.columns:
        return own
    story = articles["story_id"].astype(object)
    return story.where(story != "", own)


def weigh_articles(articles: pd.DataFrame, weights: Weights) -> Numbers:
    """Return what every article counts: 1, or its part of all copies (or of its outlet's copies) of the story."""
    if weights == "all":
        return np.ones(len(articles))
    key = [stories_of(articles), articles["outlet"].astype(object)][: 1 + (weights == "once_per_outlet")]
    code = pd.factorize(pd.MultiIndex.from_arrays(key))[0]
    return 1 / np.bincount(code)[code] if len(code) else np.zeros(0)


@dataclass(frozen=True)
class Units:
    """The articles as they count: a unit is what one story has in one group.

    ``of``, ``weight``, ``story_of`` and ``group_of`` have one entry an article: its unit (-1 for articles left out),
    what it counts, its story and its group. ``size``, ``group`` and ``story`` have one entry a unit; units are in the
    order in which their stories first stand in the articles, and by group within a story.
    """

    of: Numbers
    weight: Numbers
    story_of: Numbers
    group_of: Numbers
    size: Numbers
    group: Numbers
    story: Numbers
    n_groups: int

    @classmethod
    def count(cls, story: Numbers, weight: Numbers, group: Numbers, n_groups: int) -> Units:
        """Return the units of articles with these stories, weights and groups (-1 for articles left out)."""
        kept = np.flatnonzero(group >= 0)
        # Story and group as one number: a unit is a distinct one.
        key, inverse, size = np.unique(story[kept] * n_groups + group[kept], return_inverse=True, return_counts=True)
        of = np.full(len(story), -1)
        of[kept] = inverse
        return cls(of, weight, story, group, size, key % max(n_groups, 1), key // max(n_groups, 1), n_groups)

    def without(self, group: int) -> Units:
        """Return the articles of all other groups as one group."""
        rest = np.where((self.group_of < 0) | (self.group_of == group), -1, 0)
        return Units.count(self.story_of, self.weight, rest, 1)


def count_units(articles: pd.DataFrame, group: Numbers, n_groups: int, weights: Weights = "all") -> Units:
    """Return the units of the articles.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES.
    group : array of int
        The group of every article, from 0, or -1 for those that are left out.
    n_groups : int
        Number of groups; there may be some without articles.
    weights : {"all", "stories", "once_per_outlet"}
        See estimate().

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": list("abc"), "story_id": ["a", "", "a"]})
    >>> count_units(articles, np.array([0, 0, 1]), 2).of.tolist()
    [0, 2, 1]
    """
    kept = np.flatnonzero(group >= 0)
    chosen = articles if len(kept) == len(articles) else articles.iloc[kept]
    story, weight = np.zeros(len(articles), dtype=np.int64), np.ones(len(articles))
    story[kept] = pd.factorize(stories_of(chosen))[0]
    weight[kept] = weigh_articles(chosen, weights)
    return Units.count(story, weight, group, n_groups)
