"""Ratios of sums over groups of articles, and how far each would move without one story.

The article is the unit that varies and the story the cluster: words, mentions and sentences are never
taken as independent. docs/estimates.md has the formulas, their sources and how often they hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from mediakit.errors import OptionError, TableError, check_option
from mediakit.measures import MEASURES
from mediakit.tables import ARTICLES, ESTIMATES, SCORES, check_columns, check_table

MIN_ARTICLES = 10
FEW_ARTICLES = 30
WEIGHTS = ("all", "stories", "once_per_outlet")
Numbers = NDArray[Any]


@dataclass(frozen=True)
class Cells:
    """Every group x measure x label, and what each story adds to it.

    ``columns`` has one entry a cell, groups outermost: measure, label, kind, total, exposure, estimate,
    std_error, df, size, n_articles, n_stories and caveat ("withheld: ..." where it must not be shown).
    The arrays have one entry a cell and story, sorted: how far the estimate moves without that story.
    """

    columns: dict[str, Numbers]
    cell: Numbers
    story: Numbers
    move: Numbers


def check_inputs(
    scores: pd.DataFrame, articles: pd.DataFrame, columns: Sequence[str], weights: str, level: float
) -> None:
    """Raise a TableError or OptionError that says what is wrong with the input of an estimate."""
    check_columns(scores, SCORES)
    check_table(articles, ARTICLES)
    check_option("weights", weights, WEIGHTS)
    if not 0 < level < 1:
        raise OptionError(f"level must be above 0 and below 1, got {level!r}")
    for column in columns:
        check_column(articles, column)
    taken = [column for column in columns if column in (*ESTIMATES.names, "period", "period_end")]
    if taken or len(set(columns)) < len(columns):
        raise OptionError(
            f"by must name different columns that ESTIMATES does not have itself, got {', '.join(map(repr, columns))}",
            next_step="Rename the column of the articles first.",
        )
    unknown = sorted(set(scores["measure"].unique()) - set(MEASURES))
    if unknown:
        raise TableError(f"unknown measure {unknown[0]!r}", next_step=f"Measures are {', '.join(MEASURES)}.")
    unmarked = "story_id" not in articles.columns or (articles["story_id"].astype(object) == "").all()
    if weights != "all" and len(articles) and unmarked:
        raise TableError(
            f"weights={weights!r} needs the column 'story_id'", next_step="Call group_stories(articles) first."
        )


def check_column(articles: pd.DataFrame, column: str) -> None:
    """Raise an OptionError if the articles do not have the column that is to make groups."""
    if column not in articles.columns:
        listed = ", ".join(map(str, articles.columns))
        raise OptionError(f"by names no column of the articles: {column!r}", next_step=f"Columns are {listed}.")


def group_articles(articles: pd.DataFrame, columns: Sequence[str]) -> tuple[Numbers, pd.DataFrame]:
    """Return the group of every article and the sorted table of groups; missing values make a group, at the end."""
    if not columns:
        return np.zeros(len(articles), dtype=np.int64), pd.DataFrame(index=[0])
    found = articles[list(columns)].reset_index(drop=True)
    code = found.groupby(list(columns), sort=False, dropna=False, observed=True).ngroup().to_numpy()
    groups = found.iloc[np.unique(code, return_index=True)[1]].reset_index(drop=True)
    groups = groups.sort_values(list(columns), key=_sortable, kind="stable")
    place = np.empty(len(groups), dtype=np.int64)
    place[groups.index] = np.arange(len(groups))
    return place[code], groups.reset_index(drop=True)


def _sortable(column: pd.Series) -> pd.Series:
    """Return the column, or its values as text where they are of different kinds that have no order."""
    mixed = pd.api.types.infer_dtype(column, skipna=True).startswith("mixed")
    return column.astype(object).where(column.isna(), column.astype(str)) if mixed else column


def stories_of(articles: pd.DataFrame) -> pd.Series:
    """Return the story of every article; an article without one is a story of its own."""
    own = articles["article_id"].astype(object)
    if "story_id" not in articles.columns:
        return own
    story = articles["story_id"].astype(object)
    return story.where(story != "", own)


def weigh_articles(articles: pd.DataFrame, weights: str) -> Numbers:
    """Return what every article counts: 1, or its part of all copies (or of its outlet's copies) of the story."""
    if weights == "all":
        return np.ones(len(articles))
    key = [stories_of(articles), articles["outlet"].astype(object)][: 1 + (weights == "once_per_outlet")]
    code = pd.factorize(pd.MultiIndex.from_arrays(key))[0]
    return 1 / np.bincount(code)[code] if len(code) else np.zeros(0)


def _pairs(scores: pd.DataFrame) -> tuple[Numbers, pd.DataFrame]:
    """Return the code of measure x label of every score, and their names in the order of categories or alphabet."""
    codes, names = [], []
    for name in ("measure", "label"):
        column = scores[name]
        if not isinstance(column.dtype, pd.CategoricalDtype):
            column = pd.Series(pd.Categorical(column))
        codes.append(column.cat.codes.to_numpy().astype(np.int64))
        names.append(column.cat.categories.astype(object).to_numpy())
    width = max(len(names[1]), 1)
    used, pair = np.unique(codes[0] * width + codes[1], return_inverse=True)
    return pair, pd.DataFrame({"measure": names[0][used // width], "label": names[1][used % width]})


@dataclass(frozen=True)
class Joined:
    """Scores joined to their articles: one entry a score.

    ``names`` has one row a measure and label, with its kind and the least exposure that is shown.
    """

    names: pd.DataFrame
    pair: Numbers
    article: Numbers
    story: Numbers
    total: Numbers
    exposure: Numbers
    weight: Numbers


def join_scores(scores: pd.DataFrame, articles: pd.DataFrame, weights: str) -> Joined:
    """Return checked SCORES joined to checked ARTICLES; scores of other articles are left out.

    Parameters
    ----------
    scores, articles : DataFrame
        SCORES and ARTICLES.
    weights : str
        One of WEIGHTS.

    Raises
    ------
    TableError
        For scores that stand twice or cannot be a ratio of their kind.
    """
    pair, names = _pairs(scores)
    names["kind"] = [MEASURES[name].kind for name in names["measure"]]
    names["least"] = [MEASURES[name].min_exposure for name in names["measure"]]
    ids, known = (pa.array(table["article_id"], type=pa.large_string()) for table in (scores, articles))
    at = pc.index_in(ids, value_set=known).fill_null(-1).to_numpy().astype(np.int64)
    kept = np.flatnonzero(at >= 0)
    at, pair = at[kept], pair[kept]
    total, exposure = (scores[name].to_numpy(dtype=np.float64)[kept] for name in ("total", "exposure"))
    fault = _fault(names["kind"].to_numpy(dtype=object)[pair], total, exposure, at * len(names) + pair)
    if fault:
        row = scores.iloc[kept[fault[0]]]
        raise TableError(
            f"the score of {row['measure']} / {row['label']} of article {row['article_id']!r} {fault[1]} "
            f"(total {row['total']:g}, exposure {row['exposure']:g})",
            next_step="Take the scores as score_*() returns them, and join those of different measures only.",
        )
    story, weight = pd.factorize(stories_of(articles))[0], weigh_articles(articles, weights)
    return Joined(names, pair, at, story[at], total, exposure, weight[at])


def _fault(kind: Numbers, total: Numbers, exposure: Numbers, key: Numbers) -> tuple[int, str] | None:
    """Return the first entry that cannot be right and what is wrong with it."""
    whole = (kind == "share") | (kind == "proportion")
    wrong = ~np.isfinite(total) | ~np.isfinite(exposure) | (exposure < 0) | ((exposure == 0) & (total != 0))
    wrong |= (kind != "mean") & (total < 0) | whole & (total > exposure * (1 + 1e-9))
    if wrong.any():
        first = int(np.argmax(wrong))
        return first, f"cannot be a {kind[first]}"
    twice = np.bincount(key) > 1
    return (int(np.flatnonzero(twice[key])[1]), "stands twice") if twice.any() else None


def measure_cells(scores: Joined, groups: Numbers, n_groups: int, *, least: int = MIN_ARTICLES) -> Cells:
    """Return the ratios of every group, measure and label.

    Parameters
    ----------
    scores : Joined
        From join_scores().
    groups : array of int
        The group of every article, from 0.
    n_groups : int
        Number of groups; one without articles has cells, too.
    least : int
        Stories below which a cell is withheld.
    """
    width, n_cells = len(scores.names), n_groups * len(scores.names)
    live = scores.exposure > 0
    cell = (groups[scores.article] * width + scores.pair)[live]
    n_stories = scores.story.max(initial=0) + 1
    keys, inverse = np.unique(cell * n_stories + scores.story[live], return_inverse=True)
    sums = (scores.total, scores.exposure, np.ones(len(live)))
    parts = [np.bincount(inverse, (scores.weight * part)[live], len(keys)) for part in sums]
    tiled = {
        name: np.tile(scores.names[name].to_numpy(dtype=object), n_groups)
        for name in ("measure", "label", "kind", "least")
    }
    home = keys // n_stories
    columns, move = _ratios(tiled["kind"], home, *parts)
    columns |= tiled | {"n_articles": np.bincount(cell, minlength=n_cells)}
    spread, chance = (columns.pop(name).reshape(n_groups, width).sum(0) for name in ("spread", "chance"))
    design = np.maximum(np.divide(spread, chance, out=np.ones(width), where=chance > 0), 1)
    columns["size"] /= np.where(tiled["kind"] == "share", 1, np.tile(design, n_groups))
    columns["caveat"] = _caveats(columns, least)
    return Cells(columns, home, keys % n_stories, move)


def _ratios(
    kind: Numbers, home: Numbers, total: Numbers, exposure: Numbers, weight: Numbers
) -> tuple[dict[str, Numbers], Numbers]:
    """Return the columns of the cells, and each story's move of its cell (delete-one jackknife)."""
    n_cells = len(kind)
    totals, exposures, squares = (np.bincount(home, part, n_cells) for part in (total, exposure, exposure**2))
    n = np.bincount(home, minlength=n_cells)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = totals / exposures
        residual = total - ratio[home] * exposure
        move = -residual / (exposures[home] - exposure)
        variance = np.bincount(home, move**2, n_cells) * (n - 1) / n
        # What hits that come independently within a story would vary by; its copies repeat them.
        repeated = np.bincount(home, weight * exposure, n_cells)
        chance = np.select([kind == "proportion", kind == "rate"], [ratio * (1 - ratio), ratio], 0.0) * repeated
        square = residual**2
        second, fourth = (np.bincount(home, part, n_cells) for part in (square, square**2))
        kish = exposures**2 / squares
        df = 2 * n / (n * fourth / second**2 - (n - 3) / (n - 1))
        df = np.floor(np.maximum(np.fmin(df, kish - 1), 1))
        effective = np.fmin(ratio * (1 - ratio) / variance + 1, kish)
        size = np.where(kind == "share", effective, exposures**2 / repeated)
        error = np.sqrt(np.fmax(variance, chance / exposures**2))
    return {
        "total": totals,
        "exposure": exposures,
        "estimate": ratio,
        "std_error": error,
        "df": np.where(kind == "share", np.inf, df),
        "spread": second,
        "chance": np.nan_to_num(chance),
        "size": size,
        "n_stories": n,
    }, move


def _caveats(columns: dict[str, Numbers], least: int) -> Numbers:
    """Return what must be said about every cell."""
    names = ("kind", "least", "n_articles", "n_stories", "exposure", "estimate", "std_error")
    rows = zip(*(columns[name].tolist() for name in names), strict=True)
    caveats = [_caveat(*row, least=least) for row in rows]
    return np.array(caveats, dtype=object)


def _caveat(
    kind: str, exposed: float, n: int, stories: int, exposure: float, value: float, error: float, *, least: int
) -> str:
    if stories < least:
        return f"withheld: {n} articles{f' of {stories} stories' if stories < n else ''}, needs {least}"
    if exposure < exposed:
        return f"withheld: {exposure:g} mentions, needs {exposed:g}"
    if kind in ("proportion", "rate") and (value <= 0 or (value >= 1 and kind == "proportion")):
        return "no variation between articles: the interval takes the spread of the other groups"
    if kind == "mean" and not error > 0:
        return "no variation between articles: no interval"
    return f"few articles: {n}" if stories < FEW_ARTICLES else ""
