"""SCORES to ESTIMATES: differences between groups, with intervals and p-values that agree."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mediakit.errors import OptionError
from mediakit.estimates import finish
from mediakit.intervals import limits, t_quantiles, t_tail
from mediakit.ratios import Cells, check_inputs, group_articles, join_scores, measure_cells

REST = "rest"
Numbers = NDArray[Any]
_FARTHEST = 1e6


def compare_groups(
    scores: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    by: str,
    reference: str | None = None,
    weights: str = "all",
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
        Column of articles that makes the groups, such as "outlet".
    reference : str, optional
        A group that every other one is compared with, or "rest" to compare each with all other articles
        together; by default every pair is compared.

    Returns
    -------
    DataFrame
        ESTIMATES, the group in the column ``by`` and the other in ``<by>_than``: ``estimate`` is the first's
        value minus the other's, in the measure's unit. ``p_adjusted`` is adjusted over the whole table
        (Benjamini and Hochberg 1995). Counts and sums are those of both groups together. A difference with a
        withheld value is withheld.

    Raises
    ------
    TableError, OptionError
        For a table or an option that breaks the rules, and for a single group.

    Examples
    --------
    >>> from mediakit.tables import ARTICLES, SCORES, build_table
    >>> articles = build_table(ARTICLES, [{"article_id": str(i), "outlet": "AB"[i % 2]} for i in range(80)])
    >>> row = {"measure": "coverage", "label": "topic", "exposure": 1}
    >>> scores = build_table(SCORES, [row | {"article_id": str(i), "total": i % 4 > 0} for i in range(80)])
    >>> compare_groups(scores, articles, by="outlet")[["estimate", "conf_low", "conf_high"]].round(2).values.tolist()
    [[-0.5, -0.65, -0.33]]
    """
    check_inputs(scores, articles, [by], weights, level)
    codes, groups = group_articles(articles, [by])
    names = groups[by].astype(object).tolist()
    pairs = _pairs(names, reference, by)
    joined = join_scores(scores, articles, weights)
    if reference == REST and REST not in names:
        both = [measure_cells(joined, (codes != code).astype(np.int64), 2) for code in range(len(names))]
        parts = [differences(cells, [(0, 1)], [name, REST], level) for name, cells in zip(names, both, strict=True)]
    else:
        parts = [differences(measure_cells(joined, codes, len(names)), pairs, names, level)]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    groups = pd.DataFrame({by: columns.pop("one"), f"{by}_than": columns.pop("two")})
    return finish(groups, columns)


def _pairs(names: list[Any], reference: str | None, by: str) -> list[tuple[int, int]]:
    """Return the pairs of groups to compare, the first minus the second."""
    if len(names) < 2:
        raise OptionError(
            f"by={by!r} makes {len(names)} group(s), a comparison needs two", next_step="Choose another column."
        )
    if reference is None:
        return list(combinations(range(len(names)), 2))
    if reference not in names:
        if reference == REST:
            return []
        listed = ", ".join(repr(name) for name in names[:12])
        raise OptionError(
            f"reference must be {REST!r} or a value of {by!r}, got {reference!r}", next_step=f"Values are {listed}."
        )
    other = names.index(reference)
    return [(i, other) for i in range(len(names)) if i != other]


def differences(cells: Cells, pairs: list[tuple[int, int]], names: list[Any], level: float) -> dict[str, Numbers]:
    """Return columns with one entry a pair of groups, measure and label."""
    width = len(cells.columns["kind"]) // len(names)
    one, two = (np.repeat(np.array(side, dtype=np.int64), width) for side in zip(*pairs, strict=True))
    inner = np.tile(np.arange(width), len(pairs))
    shared, covariance = _overlap(cells, pairs, width)
    sides = _Sides(cells, one * width + inner, two * width + inner, covariance)
    a, b, df = sides.one, sides.two, sides.df()
    flat = (a["kind"] == "mean") & ~(sides.error > 0)
    low, high = sides.limits(t_quantiles(level, df))
    group, other = (np.array([*names, None], dtype=object)[rows] for rows in (one, two))
    caveats = [_caveat(*row) for row in zip(group, a["caveat"], other, b["caveat"], strict=True)]
    return {
        "one": group,
        "two": other,
        "measure": a["measure"],
        "label": a["label"],
        "estimate": sides.difference,
        "std_error": sides.error,
        "conf_low": np.where(flat, np.nan, low),
        "conf_high": np.where(flat, np.nan, high),
        "p_value": np.where(flat, np.nan, t_tail(sides.nearest_to_zero(), df)),
        **{name: a[name] + b[name] for name in ("total", "exposure", "n_articles")},
        "n_stories": a["n_stories"] + b["n_stories"] - shared,
        "method": np.full(len(one), f"difference, MOVER from the groups' intervals, {100 * level:g} %", dtype=object),
        "caveat": np.array(caveats, dtype=object),
    }


def _caveat(one: Any, caveat_one: str, two: Any, caveat_two: str) -> str:
    """Return the caveats of both groups as one, withheld if either is."""
    both = [(str(name), caveat) for name, caveat in ((one, caveat_one), (two, caveat_two)) if caveat]
    withheld = [(name, caveat.removeprefix("withheld: ")) for name, caveat in both if caveat.startswith("withheld")]
    listed = "; ".join(f"{name}: {caveat}" for name, caveat in withheld or both)
    return f"withheld: {listed}" if withheld else listed


def _overlap(cells: Cells, pairs: list[tuple[int, int]], width: int) -> tuple[Numbers, Numbers]:
    """Return the number of stories that two groups share, and the covariance they make, by pair and cell."""
    group, n_stories = cells.cell // max(width, 1), cells.story.max(initial=0) + 1
    homes = np.unique(group * n_stories + cells.story) % n_stories
    common = np.bincount(homes, minlength=n_stories)[cells.story] > 1
    n = cells.columns["n_stories"][cells.cell]
    key = (cells.cell % max(width, 1)) * n_stories + cells.story
    move = cells.move * np.sqrt((n - 1) / n)
    shared, covariance = np.zeros((2, len(pairs), width))
    kept = (
        {g: np.flatnonzero(common & (group == g)) for g in {g for pair in pairs for g in pair}} if common.any() else {}
    )
    for row, (one, two) in enumerate(pairs if kept else []):
        both, at_one, at_two = np.intersect1d(key[kept[one]], key[kept[two]], assume_unique=True, return_indices=True)
        product = move[kept[one]][at_one] * move[kept[two]][at_two]
        shared[row] = np.bincount(both // n_stories, minlength=width)
        covariance[row] = np.bincount(both // n_stories, product, width)
    return shared.ravel().astype(np.int64), covariance.ravel()


class _Sides:
    """The two cells of every difference, and how their intervals become one."""

    def __init__(self, cells: Cells, one: Numbers, two: Numbers, covariance: Numbers) -> None:
        self.one, self.two = ({name: column[rows] for name, column in cells.columns.items()} for rows in (one, two))
        self.difference = self.one["estimate"] - self.two["estimate"]
        errors = self.one["std_error"], self.two["std_error"]
        with np.errstate(divide="ignore", invalid="ignore"):
            self.correlation = np.clip(np.nan_to_num(covariance / (errors[0] * errors[1])), -0.99, 0.99)
        self.error = np.sqrt(errors[0] ** 2 + errors[1] ** 2 - 2 * self.correlation * errors[0] * errors[1])

    def df(self) -> Numbers:
        """Return Welch's degrees of freedom (Satterthwaite 1946, Biometrics Bulletin 2)."""
        one, two = self.one["std_error"] ** 2, self.two["std_error"] ** 2
        with np.errstate(divide="ignore", invalid="ignore"):
            welch = np.floor((one + two) ** 2 / (one**2 / self.one["df"] + two**2 / self.two["df"]))
        return np.where(np.isnan(welch), np.fmin(self.one["df"], self.two["df"]), np.maximum(welch, 1))

    def limits(self, t: Numbers) -> tuple[Numbers, Numbers]:
        """Return the ends of the differences' intervals, each group's own ends t standard errors away."""
        (value, low, high), (other, other_low, other_high) = (
            (side["estimate"], *limits(side["kind"], side["estimate"], side["std_error"], side["size"], t))
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
        near, far = np.zeros(len(self.error)), np.full(len(self.error), _FARTHEST)
        for _ in range(70):
            middle = (near + far) / 2
            low, high = self.limits(middle)
            outside = (low > 0) | (high < 0)
            near, far = np.where(outside, middle, near), np.where(outside, far, middle)
        return np.where(np.isnan(self.difference), np.nan, near)
