"""Which groups differ from the others of the same periods: what a text may say of groups, and what it may not.

docs/statements.md has formulas, sources and how often such statements are wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mediakit.errors import OptionError
from mediakit.measures import OWN_EXPOSURE
from mediakit.stats.chance import distance_of, largest_by_chance, seed_of
from mediakit.stats.own_periods import Contrast, Pieces, contrast_in_periods, quantile_of
from mediakit.stats.ratios import (
    Weights,
    check_inputs,
    check_level,
    check_one_column,
    count_units,
    group_articles,
    texts_of_groups,
)
from mediakit.stats.shared_periods import LEAST_PERIODS, LEAST_USED, check_within, days_of_units, first_day
from mediakit.stats.sizes import Needed, detectable, floor_of, inflation_of, piece_of, score_of
from mediakit.stats.sparse import read_scores
from mediakit.stats.strata import Strata, put_in_periods, strata_of, without_complement
from mediakit.stats.sums import label_slices

Numbers = NDArray[Any]
MIN_STORIES = 10
# Of a choice of words: stories, and mentions.
MIN_STORIES_OF_CHOICE, MIN_MENTIONS = 5, 10
# No label is weighed as if its largest |z| were usually smaller than this; else labels with few cells spoil the rest.
_LEAST_USUAL = 2.4
# Below this value a difference may hang on a few units with hits.
_RARE = 0.1
_SURE, _VERY_SURE = 0.95, 0.99
COLUMNS = (
    "kind",
    "measure",
    "label",
    "group",
    "own",
    "others",
    "estimate",
    "low",
    "high",
    "low99",
    "high99",
    "z",
    "threshold",
    "p",
    "named",
    "score",
    "floor",
    "detectable",
    "articles",
    "stories",
    "total",
    "exposure",
    "others_total",
    "others_exposure",
    "used",
    "periods",
    "within",
    "information",
    "mostly_in",
    "left_out",
)


@dataclass(frozen=True)
class _Column:
    """One label: its units in periods, which groups are tested, and what its largest |z| usually is.

    ``articles`` is the number of articles with exposure of every group, ``spread`` the standard deviation of the units'
    values.
    """

    strata: Strata
    tested: Numbers
    usual: float
    articles: Numbers
    spread: float


@dataclass(frozen=True)
class Differences:
    """What seek_differences() found: everything that was tested, before it is decided what to name.

    Attributes
    ----------
    groups : tuple of str
        Names of the groups.
    within : str
        The period in which groups are compared; empty where no article has a date.
    information : float
        The part of the information that comparing within these periods keeps.
    n_tested : int
        Number of cells (group x measure x label) that were tested.
    """

    groups: tuple[str, ...]
    within: str
    information: float
    n_tested: int
    _columns: tuple[_Column, ...]
    _maxima: Numbers

    def named(self, level: float = 0.05) -> pd.DataFrame:
        """Return every tested cell, and which of them may be named.

        Step by step, the cell of a label that stands out most and passes is named, and its group leaves the others,
        until none passes or half of the groups are named. A cell passes if ``p`` is at most ``level``, the
        difference is at least ``floor``, its 99 % interval does not hold 0, and at least half of the group's articles
        and two periods were compared.

        Parameters
        ----------
        level : float
            How often a table without true differences may name something. For a report with several figures, .05
            divided by the number of figures that were tested.

        Returns
        -------
        DataFrame
            One row a tested cell, in the order of labels and groups, with these columns:

            - kind ("difference"), measure, label, group;
            - own, others, estimate: the group's value, that of the others in the same periods (weighted by the group's
              exposure), and the difference; low, high, low99, high99: its 95 % and 99 % intervals;
            - z, threshold: the standardised difference, and what its size must be above; p: how often chance alone
              makes something in the table stand out as much; named; score (for order; see score_of());
            - floor, detectable: the smallest difference worth a sentence, and the smallest that would probably
              have been named;
            - articles and stories of the group; total, exposure, others_total and others_exposure of both sides in
              the periods compared; used: the part of the group's articles in them; periods: their number;
            - within, information: as the attributes; mostly_in: first day of the period without which the difference
              halves, missing if there is none; left_out: groups named before, which are not among the others,
              separated by "; ".

        Raises
        ------
        OptionError
            For a level that is none, or too small for the number of permutations.

        Examples
        --------
        See seek_differences().
        """
        check_level(level)
        draws = len(self._maxima)
        rank = int(level * (draws + 1) + 1e-9)
        if rank < 1:
            raise OptionError(
                f"level={level:g} cannot be told from 0 with {draws} permutations",
                next_step=f"Pass draws={int(np.ceil(1 / level))} or more to seek_differences().",
            )
        limit = float(np.sort(self._maxima)[-rank])
        rows = [row for column in self._columns for row in self._step_down(column, level, limit)]
        return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"named": bool, "mostly_in": "datetime64[us]"})

    def p_of(self, ratio: float) -> float:
        """Return the share of permutations whose largest |z| / usual |z| is at least as large, this table included."""
        # Sums of the same numbers in another order differ in their last digits.
        return float((1 + np.count_nonzero(self._maxima >= ratio * (1 - 1e-9))) / (1 + len(self._maxima)))

    def _step_down(self, column: _Column, level: float, limit: float) -> list[dict[str, Any]]:
        """Return the rows of one label."""
        left, tested = column.strata, np.flatnonzero(column.tested).tolist()
        rows: dict[int, dict[str, Any]] = {}
        out: list[str] = []
        most = len(np.unique(left.group)) // 2
        while len(rows) < most:
            z = np.abs(distance_of(left).z[:, 0])
            near = [group for group in tested if group not in rows and self.p_of(z[group] / column.usual) <= level]
            passing = {group: row for group, row in self._rows(column, left, near, limit, out).items() if _passes(row)}
            if not passing:
                break
            best = max(passing, key=lambda group: z[group])
            rows[best] = passing[best] | {"named": True}
            out.append(self.groups[best])
            left = left.without(best)
        rows |= self._rows(column, left, [group for group in tested if group not in rows], limit, out)
        return [rows[group] for group in sorted(rows)]

    def _rows(
        self, column: _Column, strata: Strata, groups: list[int], limit: float, out: list[str]
    ) -> dict[int, dict[str, Any]]:
        """Return the rows of some groups, with the groups that are still among the others."""
        distance, pieces, measure = distance_of(strata), Pieces(strata), strata.measure
        total, exposure = float(column.strata.total.sum()), float(column.strata.exposure.sum())
        rows = {}
        for group in groups:
            own = strata.group == group
            found = contrast_in_periods(strata, 0, own, ~own, pieces)
            value = found.others if np.isfinite(found.others) else 0.0
            floor = floor_of(measure, total / exposure, column.spread)
            rare = measure.kind != "mean" and value < _RARE
            piece = piece_of(column.strata.total[:, 0], found.own_sums[1]) if rare else 0.0
            needed = Needed(limit * column.usual, quantile_of(_VERY_SURE, found.n_own - 1), floor, piece)
            row = _row_of(found) | {
                "kind": "difference",
                "measure": measure.name,
                "label": str(strata.labels[0]),
                "group": self.groups[group],
                "z": float(distance.z[group, 0]),
                "threshold": needed.threshold,
                "p": self.p_of(abs(float(distance.z[group, 0])) / column.usual),
                "named": False,
                "floor": floor,
                "detectable": detectable(needed, distance.spread(group), inflation_of(measure, value)),
                "articles": int(column.articles[group]),
                "used": found.articles[0] / int(column.articles[group]),
                "within": self.within,
                "information": self.information,
                "mostly_in": self._hinge(found, strata),
                "left_out": "; ".join(out),
            }
            ends = row["low"], row["high"]
            rows[group] = row | {"score": score_of(measure, found.others, ends, column.spread)}
        return rows

    def _hinge(self, found: Contrast, strata: Strata) -> Any:
        """Return the first day of the period that makes at least half of a difference, NaT if none does."""
        period = found.hinges_on()
        return first_day(int(strata.calendar[period]), self.within) if period >= 0 and self.within else pd.NaT


def _row_of(found: Contrast) -> dict[str, Any]:
    """Return what a contrast says of itself."""
    (low, high), (low99, high99) = found.interval(_SURE), found.interval(_VERY_SURE)
    return {
        "own": found.own,
        "others": found.others,
        "estimate": found.difference,
        "low": low,
        "high": high,
        "low99": low99,
        "high99": high99,
        "stories": found.n_own,
        "total": found.own_sums[0],
        "exposure": found.own_sums[1],
        "others_total": found.other_sums[0],
        "others_exposure": found.other_sums[1],
        "periods": len(found.periods),
    }


def _passes(row: dict[str, Any]) -> bool:
    """Return True if a cell whose p is small enough may be named."""
    sure = row["low99"] > 0 or row["high99"] < 0
    enough = row["used"] >= LEAST_USED and (row["periods"] >= LEAST_PERIODS or not row["within"])
    one_way = row["estimate"] * row["z"] > 0
    return bool(abs(row["estimate"]) >= row["floor"] and sure and enough and one_way)


def seek_differences(
    scores: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    by: str,
    within: str = "auto",
    weights: Weights = "all",
    draws: int = 4999,
) -> Differences:
    """Return how every group differs from the others of the same periods, tested so that chance rarely speaks.

    All scores of the table are one family: pass those of one figure. Whether a cell stands out is decided by the
    largest |z| of the whole table under permutations of groups within periods (Westfall and Young 1993).

    Parameters
    ----------
    scores, articles, weights
        See estimate().
    by : str
        Column of articles that makes the groups, such as "outlet". Articles where it is empty are left out.
    within : {"auto", "week", "month", "quarter", "year"}
        Periods in which groups are compared; by default the finest that keeps 70 % of the information. Articles
        without a date are left out, unless none has one: then all are one period.
    draws : int
        Number of permutations.

    Returns
    -------
    Differences
        Call named() for the table. Tested are cells with ten stories in periods with others; of a choice of words, five
        stories and ten mentions. Of two labels that add up to 1 the rarer one is tested.

    Raises
    ------
    TableError, OptionError
        For a table or an option that breaks the rules.

    Examples
    --------
    >>> from mediakit.tables import ARTICLES, SCORES, build_table
    >>> facts = [{"article_id": str(i), "outlet": "ABCD"[i % 4]} for i in range(200)]
    >>> articles = build_table(ARTICLES, facts)
    >>> hits = [i % 4 == 0 or i % 3 == 0 for i in range(200)]
    >>> row = {"measure": "coverage", "label": "topic", "exposure": 1}
    >>> scores = build_table(SCORES, [row | {"article_id": str(i), "total": hit} for i, hit in enumerate(hits)])
    >>> table = seek_differences(scores, articles, by="outlet").named()
    >>> table[["group", "own", "others", "named"]].round(2).values.tolist()
    [['A', 1.0, 0.33, True], ['B', 0.32, 0.34, False], ['C', 0.34, 0.33, False], ['D', 0.34, 0.33, False]]
    """
    check_inputs(scores, articles, weights, _SURE)
    check_one_column(articles, by)
    if within != "auto":
        check_within(within, articles)
    if not isinstance(draws, int) or draws < 1:
        raise OptionError(f"draws must be a number of permutations, got {draws!r}", next_step="Leave it out for 4999.")
    known = (articles[by].astype(object) != "").to_numpy()
    codes = np.full(len(articles), -1)
    codes[known], table = group_articles(articles[known], [by])
    groups = tuple(texts_of_groups(table[by].astype(object).tolist(), by))
    units = count_units(articles, codes, len(groups), weights)
    whole = strata_of(read_scores(scores, articles), units)
    tables, within, kept = put_in_periods(whole, days_of_units(articles, units), within)
    seed = seed_of(tables, groups)
    columns, maxima = [], [np.zeros(draws)]
    for number, (strata, every) in enumerate(zip(tables, whole, strict=True)):
        for column, largest in _columns(without_complement(strata), every, draws, [seed, number]):
            columns.append(column)
            maxima.append(largest / column.usual)
    n_tested = sum(int(column.tested.sum()) for column in columns)
    return Differences(groups, within, kept, n_tested, tuple(columns), np.max(maxima, axis=0))


def _columns(strata: Strata, whole: Strata, draws: int, seed: list[int]) -> Iterator[tuple[_Column, Numbers]]:
    """Yield the labels with tested cells, each with its largest |z| in every permutation."""
    distance = distance_of(strata)
    stories, exposure = strata.cells().sum(axis=0), strata.cells(strata.exposure).sum(axis=0)
    choice = strata.measure.name in OWN_EXPOSURE
    enough = (stories >= MIN_STORIES_OF_CHOICE) & (exposure >= MIN_MENTIONS) if choice else stories >= MIN_STORIES
    tested = enough[:, None] & (distance.variance > 0)
    articles = np.bincount(whole.group, whole.count, whole.n_groups)
    for chosen in label_slices(len(strata.labels), draws * strata.n_groups):
        part, apart = strata.columns(chosen), distance.columns(chosen)
        maxima = largest_by_chance(part, apart, tested[:, chosen], draws, seed)
        for at, label in enumerate(range(chosen.start, chosen.stop)):
            if tested[:, label].any():
                usual = max(_LEAST_USUAL, float(np.quantile(maxima[:, at], 0.95, method="higher")))
                spread = float(np.std(strata.total[:, label] / strata.exposure))
                one = strata.columns(slice(label, label + 1))
                yield _Column(one, tested[:, label], usual, articles, spread), maxima[:, at]
