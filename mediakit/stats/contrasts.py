"""SCORES to ESTIMATES: differences between groups, with intervals and p-values that agree."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mediakit.errors import OptionError
from mediakit.stats.cells import (
    MIN_ARTICLES,
    Cells,
    Pairs,
    add_up_cells,
    caveats_of,
    columns_of,
    join_caveats,
    ratios_of,
    share_design,
    whole,
)
from mediakit.stats.estimates import finish
from mediakit.stats.intervals import first_zero, limits, t_quantiles, t_tail
from mediakit.stats.overlap import covariances, covariances_with_rest
from mediakit.stats.ratios import (
    Units,
    Weights,
    check_inputs,
    check_one_column,
    count_units,
    group_articles,
    texts_of_groups,
)
from mediakit.stats.rest import add_up_rest
from mediakit.stats.shared_periods import check_within
from mediakit.stats.sparse import Scored, read_scores
from mediakit.stats.within import differences_within
from mediakit.tables import CONTRASTS

REST = "rest"
Numbers = NDArray[Any]
_FARTHEST = 1e6


def compare_groups(
    scores: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    by: str,
    reference: Any = None,
    within: str | None = None,
    weights: Weights = "all",
    level: float = 0.95,
) -> pd.DataFrame:
    """Return how much groups of articles differ in every measure and label, with an interval and a p-value.

    The interval is put together from the two groups' own intervals (MOVER: Newcombe 1998, Statistics in
    Medicine 17; Zou and Donner 2008, same journal 27), with the correlation that stories in both groups
    make. The p-value is one minus the level at which the interval would just touch 0. Differences are
    between these groups' own articles; with few outlets they say nothing about outlets in general.

    Parameters
    ----------
    scores, articles, weights, level
        See estimate().
    by : str
        Column of articles that makes the groups, such as "outlet", without missing values.
    reference : value of that column or "rest", optional
        A group that every other one is compared with, or "rest" to compare each with all other articles
        together; by default every pair is compared.
    within : {"auto", "week", "month", "quarter", "year"}, optional
        Compare groups in the calendar periods that both have, each period with the weight of the group's exposure: so
        that outlets collected in other months than the rest do not differ for the months' sake. "auto" takes the
        finest period that keeps 70 % of the information, for each measure by itself. Articles without a date are left
        out. By default all articles of a group are compared, whenever they were printed.

    Returns
    -------
    DataFrame
        CONTRASTS, the groups as text: ``estimate`` is the value of ``group`` minus that of ``reference``, in the
        measure's unit. ``p_adjusted`` is adjusted over the whole table (Benjamini and Hochberg 1995). Articles and
        stories are those of both sides, each counted once. A difference with a withheld value is withheld. With
        ``within`` there are the columns ``within``, ``value`` and ``reference_value``; the interval is a jackknife over
        stories, and a difference is withheld if less than half of the group's articles, or fewer than two periods,
        can be compared.

    Raises
    ------
    TableError, OptionError
        For a table or an option that breaks the rules, for a single group, and for ``within`` without any date.

    Examples
    --------
    >>> from mediakit.tables import ARTICLES, SCORES, build_table
    >>> articles = build_table(ARTICLES, [{"article_id": str(i), "outlet": "AB"[i % 2]} for i in range(80)])
    >>> row = {"measure": "coverage", "label": "topic", "exposure": 1}
    >>> scores = build_table(SCORES, [row | {"article_id": str(i), "total": i % 4 > 0} for i in range(80)])
    >>> compare_groups(scores, articles, by="outlet")[["estimate", "conf_low", "conf_high"]].round(2).values.tolist()
    [[-0.5, -0.65, -0.33]]
    """
    check_inputs(scores, articles, weights, level)
    check_one_column(articles, by)
    codes, groups = group_articles(articles, [by])
    values = groups[by].astype(object).tolist()
    names = texts_of_groups(values, by)
    pairs = pairs_of_groups(values, names, reference, by)
    if within is not None:
        check_within(within, articles)
    read, units = read_scores(scores, articles), count_units(articles, codes, len(names), weights)
    against_rest = reference == REST and not pairs
    if against_rest:
        ones, twos = names, [REST] * len(names)
    else:
        ones, twos = ([names[row] for row in side] for side in zip(*pairs, strict=True))
    groups = pd.DataFrame({"group": ones, "reference": twos, "by": by}, dtype="str")
    if within is not None:
        chosen = [(row, None) for row in range(len(names))] if against_rest else pairs
        measured, found = differences_within(read, articles, units, chosen, (ones, twos), within, level)
        method = f"difference in the periods of both, jackknife over stories, t, {100 * level:g} %"
    else:
        cells = add_up_cells(read, units)
        sides = _beside_rest(cells, units, read) if against_rest else _beside_each_other(cells, units, pairs)
        measured, found = cells.pairs, differences(cells.pairs, sides, (ones, twos), level)
        method = f"difference, MOVER from the groups' intervals, {100 * level:g} %"
    return finish(measured, groups, found, np.full(len(measured.label), method, dtype=object), CONTRASTS)


def pairs_of_groups(values: list[Any], names: list[str], reference: Any, by: str) -> list[tuple[int, int]]:
    """Return the pairs of groups to compare, the first minus the second; none for the rest.

    Examples
    --------
    >>> pairs_of_groups(["A", "B", "C"], ["A", "B", "C"], "B", "outlet")
    [(0, 1), (2, 1)]
    """
    if len(names) < 2:
        raise OptionError(
            f"by={by!r} makes {len(names)} group(s), a comparison needs two", next_step="Choose another column."
        )
    if reference is None:
        return list(combinations(range(len(names)), 2))
    known = [i for i, both in enumerate(zip(values, names, strict=True)) if reference in both]
    if not known and reference == REST:
        return []
    if not known:
        listed = ", ".join(repr(name) for name in values[:12]) + (" ..." if len(values) > 12 else "")
        raise OptionError(
            f"reference must be {REST!r} or a value of {by!r}, got {reference!r}", next_step=f"Values are {listed}."
        )
    return [(i, known[0]) for i in range(len(names)) if i != known[0]]


def difference_of_two(cells: Cells, units: Units, names: tuple[str, str], level: float) -> dict[str, Numbers]:
    """Return columns with one entry a measure and label: the second of two groups minus the first."""
    return differences(cells.pairs, _beside_each_other(cells, units, [(1, 0)]), ([names[1]], [names[0]]), level)


def _beside_each_other(cells: Cells, units: Units, pairs: Sequence[tuple[int, int]]) -> Sides:
    """Return the two sides of pairs of groups."""
    columns = columns_of(cells, MIN_ARTICLES)
    shared, covariance = covariances(cells, units, columns, pairs)
    one, two = ({key: value[list(side)] for key, value in columns.items()} for side in zip(*pairs, strict=True))
    return Sides(cells.pairs, one, two, shared, covariance)


def _beside_rest(cells: Cells, units: Units, scores: Sequence[Scored]) -> Sides:
    """Return every group and all others together as the two sides."""
    one, two = ratios_of(cells.pairs, cells.sums), ratios_of(cells.pairs, add_up_rest(cells, scores, units))
    shared, covariance = covariances_with_rest(cells, units, one, two)
    spread, chance = (one[name] + two[name] for name in ("spread", "chance"))
    for side in (one, two):
        share_design(cells.pairs, side, spread, chance)
        side["caveat"] = caveats_of(cells.pairs, side, MIN_ARTICLES)
    return Sides(cells.pairs, one, two, shared, covariance)


def differences(
    pairs: Pairs, sides: Sides, names: tuple[Sequence[str], Sequence[str]], level: float
) -> dict[str, Numbers]:
    """Return columns with one entry a pair of groups, measure and label."""
    one, two, df = sides.one, sides.two, sides.df()
    flat = (sides.kind == "mean") & ~(sides.error > 0)
    low, high = sides.limits(t_quantiles(level, df))
    texts = [np.repeat(np.array(side, dtype=object), len(pairs.label)).tolist() for side in names]
    caveats = [join_caveats(*row) for row in zip(texts[0], one["caveat"], texts[1], two["caveat"], strict=True)]
    return {
        "estimate": sides.difference,
        "std_error": sides.error,
        "conf_low": np.where(flat, np.nan, low),
        "conf_high": np.where(flat, np.nan, high),
        "p_value": np.where(flat, np.nan, t_tail(sides.nearest_to_zero(), df)),
        "n_articles": one["n_articles"] + two["n_articles"],
        "n_stories": one["n_stories"] + two["n_stories"] - sides.shared,
        "caveat": np.array(caveats, dtype=object),
    }


class Sides:
    """The two cells of every difference, and how their intervals become one."""

    def __init__(
        self,
        pairs: Pairs,
        one: dict[str, Numbers],
        two: dict[str, Numbers],
        shared: Numbers,
        covariance: Numbers,
    ) -> None:
        self.one, self.two = ({name: values.ravel() for name, values in side.items()} for side in (one, two))
        self.shared, covariance = shared.ravel(), covariance.ravel()
        self.kind = np.tile(pairs.of("kind"), len(one["estimate"]))
        self.difference = self.one["estimate"] - self.two["estimate"]
        errors = self.one["std_error"], self.two["std_error"]
        both = errors[0] * errors[1]
        correlation = np.divide(covariance, both, out=np.zeros(len(both)), where=both > 0)
        self.correlation = np.clip(correlation, -0.99, 0.99)
        self.error = np.sqrt(errors[0] ** 2 + errors[1] ** 2 - 2 * self.correlation * errors[0] * errors[1])

    def df(self) -> Numbers:
        """Return Welch's degrees of freedom (Satterthwaite 1946, Biometrics Bulletin 2)."""
        one, two = self.one["std_error"] ** 2, self.two["std_error"] ** 2
        with np.errstate(divide="ignore", invalid="ignore"):
            welch = whole((one + two) ** 2 / (one**2 / self.one["df"] + two**2 / self.two["df"]))
        return np.where(np.isnan(welch), np.fmin(self.one["df"], self.two["df"]), np.maximum(welch, 1))

    def limits(self, t: Numbers) -> tuple[Numbers, Numbers]:
        """Return the ends of the differences' intervals, each group's own ends t standard errors away."""
        (value, low, high), (other, other_low, other_high) = (
            (side["estimate"], *limits(self.kind, side["estimate"], side["std_error"], side["size"], t))
            for side in (self.one, self.two)
        )
        down, up = self._join(value - low, other_high - other), self._join(other - other_low, high - value)
        return self.difference - down, self.difference + up

    def _join(self, fixed: Numbers, wide: Numbers) -> Numbers:
        # Only the upper half of an interval can be infinite, and so it stands in one square alone.
        rho = self.correlation
        with np.errstate(over="ignore", invalid="ignore"):
            return np.asarray(np.sqrt((wide - rho * fixed) ** 2 + (1 - rho**2) * fixed**2))

    def nearest_to_zero(self) -> Numbers:
        """Return how many standard errors away the ends must be for the interval to touch 0."""

        def inside(t: Numbers) -> Numbers:
            low, high = self.limits(t)
            return np.where(self.difference > 0, low, -high)

        with np.errstate(divide="ignore", invalid="ignore"):
            start = np.abs(self.difference) / self.error
        found = first_zero(inside, np.abs(self.difference), start, _FARTHEST)
        return np.where(np.isnan(self.difference), np.nan, found)
