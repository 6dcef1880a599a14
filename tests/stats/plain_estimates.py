"""The slow definition of estimates and differences: every zero a row, one cell at a time, from docs/estimates.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mediakit.measures import MEASURES, OWN_EXPOSURE
from mediakit.stats.intervals import adjust_p_values, limits, t_quantiles, t_tail

Key = tuple[str, str]
Numbers = NDArray[Any]


@dataclass
class Cell:
    """One group x measure x label; ``moves`` is how far the ratio moves without each story, scaled as in the error."""

    kind: str
    total: float = 0.0
    exposure: float = 0.0
    value: float = np.nan
    error: float = np.nan
    df: float = np.nan
    size: float = np.nan
    n_articles: int = 0
    n_stories: int = 0
    caveat: str = ""
    spread: float = 0.0
    chance: float = 0.0
    moves: dict[str, float] = field(default_factory=dict)

    def ends(self, t: float) -> tuple[float, float]:
        one = (np.array([x], dtype=np.float64) for x in (self.value, self.error, self.size, t))
        low, high = limits(np.array([self.kind], dtype=object), *one)
        return float(low[0]), float(high[0])


def weights_of(articles: pd.DataFrame, weights: str) -> pd.Series:
    if weights == "all":
        return pd.Series(1.0, index=articles.index)
    key = ["story_id"] if weights == "stories" else ["story_id", "outlet"]
    return 1 / articles.groupby(key)["article_id"].transform("size")


def plain_cell(rows: pd.DataFrame, measure: str, least: int) -> Cell:
    """Return the cell of the scores of one group, measure and label, with the columns story_id and weight."""
    about = MEASURES[measure]
    cell, live = Cell(about.kind), rows[rows["exposure"] > 0]
    unscored = 0 if measure in OWN_EXPOSURE else len(rows) - len(live)
    w = live["weight"]
    names, at = np.unique(live["story_id"].to_numpy(dtype=object), return_inverse=True)
    t, e, copies = (np.zeros(len(names)) for _ in range(3))
    for sums, parts in ((t, w * live["total"]), (e, w * live["exposure"]), (copies, w)):
        np.add.at(sums, at, parts.to_numpy())
    n, r = len(t), np.nan
    cell.total, cell.exposure, cell.n_articles, cell.n_stories = t.sum(), e.sum(), len(live), n
    with np.errstate(all="ignore"):
        if n:
            r = cell.value = t.sum() / e.sum()
            d = t - r * e
            move = -d / (e.sum() - e)
            variance = (n - 1) / n * np.sum(move**2) if n > 1 else np.nan
            by_chance = {"proportion": r * (1 - r), "rate": r}.get(about.kind, 0.0)
            cell.spread, cell.chance = np.sum(d**2), by_chance * np.sum(copies * e)
            cell.error = np.sqrt(np.fmax(variance, cell.chance / e.sum() ** 2))
            kish = e.sum() ** 2 / np.sum(e**2)
            kurtosis = n * np.sum(d**4) / np.sum(d**2) ** 2
            df = np.floor(2 * n / (kurtosis - (n - 3) / (n - 1)) * (1 + 1e-11)) if n > 1 else np.nan
            cell.df = np.inf if about.kind == "share" else max(np.fmin(df, np.floor(kish - 1)), 1)
            effective = np.fmin(r * (1 - r) / variance + 1, kish)
            cell.size = effective if about.kind == "share" else e.sum() ** 2 / np.sum(copies * e)
            scale = np.sqrt((n - 1) / n)
            cell.moves = dict(zip(names, np.nan_to_num(move * scale), strict=True))
    cell.caveat = _caveat(cell, least)
    if unscored:
        lost = f"{unscored} article{'s' if unscored > 1 else ''} could not be scored"
        cell.caveat = f"{cell.caveat}; {lost}" if cell.caveat else lost
    return cell


def _caveat(cell: Cell, least: int) -> str:
    if cell.n_stories < least:
        copies = f" of {cell.n_stories} stories" if cell.n_stories < cell.n_articles else ""
        return f"withheld: {cell.n_articles} articles{copies}, needs {least}"
    if (cell.kind in ("proportion", "rate") and cell.value <= 0) or (cell.kind == "proportion" and cell.value >= 1):
        return "no variation between articles: the interval takes the spread of the other groups"
    if cell.kind == "mean" and not cell.error > 0:
        return "no variation between articles: no interval"
    return f"few articles: {cell.n_articles}" if cell.n_stories < 30 else ""


def plain_cells(
    dense: pd.DataFrame, articles: pd.DataFrame, groups: Mapping[Any, Sequence[bool]], weights: str, least: int = 10
) -> dict[Any, dict[Key, Cell]]:
    """Return the cells of groups, each given as which articles it holds."""
    facts = articles.assign(weight=weights_of(articles, weights)).set_index("article_id")[["story_id", "weight"]]
    joined = dense.astype({"measure": str, "label": str}).join(facts, on="article_id", how="inner")
    keys = list(dict.fromkeys(zip(joined["measure"], joined["label"], strict=True)))
    made: dict[Any, dict[Key, Cell]] = {}
    for group, held in groups.items():
        inside = joined[joined["article_id"].isin(articles["article_id"][np.asarray(held, dtype=bool)])]
        parts = dict(list(inside.groupby(["measure", "label"])))
        made[group] = {key: plain_cell(parts.get(key, joined.iloc[:0]), key[0], least) for key in keys}
    for key in keys:
        cells = [made[group][key] for group in groups]
        chance = sum(cell.chance for cell in cells if np.isfinite(cell.chance))
        design = max(sum(cell.spread for cell in cells) / chance, 1) if chance > 0 else 1
        for cell in cells:
            cell.size = cell.size / (1 if cell.kind == "share" else design)
            low, high = cell.ends(float(t_quantiles(0.95, [cell.df])[0])) if cell.n_stories else (np.nan, np.nan)
            if key[0] in OWN_EXPOSURE and not cell.caveat.startswith("withheld") and not high - low <= 0.5:
                cell.caveat = (
                    f"withheld: {cell.exposure:g} mentions, 95 % interval wider than half of the possible range"
                )
    return made


def plain_estimates(made: dict[Any, dict[Key, Cell]], level: float = 0.95) -> pd.DataFrame:
    """Return one row a group, measure and label."""
    rows = []
    for group, cells in made.items():
        for (measure, label), cell in cells.items():
            low, high = cell.ends(float(t_quantiles(level, [cell.df])[0])) if cell.n_stories else (np.nan, np.nan)
            still = cell.kind == "mean" and not cell.error > 0
            numbers = cell.value, cell.error, *((np.nan, np.nan) if still else (low, high))
            if cell.caveat.startswith("withheld"):
                numbers = (np.nan,) * 4
            sums = cell.n_articles, cell.n_stories, cell.total, cell.exposure
            rows.append((group, measure, label, *numbers, *sums, cell.caveat))
    names = ["estimate", "std_error", "conf_low", "conf_high", "n_articles", "n_stories", "total", "exposure", "caveat"]
    return pd.DataFrame(rows, columns=["group", "measure", "label", *names])


def plain_contrasts(
    pairs: Sequence[tuple[str, str, dict[Key, Cell], dict[Key, Cell]]], level: float = 0.95
) -> pd.DataFrame:
    """Return one row for every two groups, measure and label: two names, and the cells of both."""
    rows, ones, twos, covariance = [], [], [], []
    for one, two, cells, others in pairs:
        for measure, label in cells:
            a, b = cells[measure, label], others[measure, label]
            common = a.moves.keys() & b.moves.keys()
            said = [(name, cell.caveat) for name, cell in ((one, a), (two, b)) if cell.caveat]
            hidden = [(name, caveat.removeprefix("withheld: ")) for name, caveat in said if caveat[:8] == "withheld"]
            caveat = "; ".join(f"{name}: {text}" for name, text in hidden or said)
            counts = a.n_articles + b.n_articles, a.n_stories + b.n_stories - len(common)
            rows.append((one, two, measure, label, *counts, f"withheld: {caveat}" if hidden else caveat))
            ones.append(a)
            twos.append(b)
            covariance.append(sum(a.moves[s] * b.moves[s] for s in common))
    table = pd.DataFrame(rows, columns=["group", "reference", "measure", "label", "n_articles", "n_stories", "caveat"])
    with np.errstate(all="ignore"):
        numbers = _differences(ones, twos, np.array(covariance, dtype=np.float64), level)
    hidden_rows = table["caveat"].str.startswith("withheld").to_numpy()
    table = table.assign(**{name: np.where(hidden_rows, np.nan, values) for name, values in numbers.items()})
    return table.assign(p_adjusted=adjust_p_values(table["p_value"]))


def _differences(ones: list[Cell], twos: list[Cell], covariance: Numbers, level: float) -> dict[str, Numbers]:
    kind = np.array([cell.kind for cell in ones], dtype=object)
    (a, ea, da, sa), (b, eb, db, sb) = (
        [np.array([getattr(cell, name) for cell in side]) for name in ("value", "error", "df", "size")]
        for side in (ones, twos)
    )
    rho = np.clip(np.nan_to_num(covariance / (ea * eb)), -0.99, 0.99)
    error = np.sqrt(ea**2 + eb**2 - 2 * rho * ea * eb)
    welch = np.floor((ea**2 + eb**2) ** 2 / (ea**4 / da + eb**4 / db) * (1 + 1e-11))
    df = np.where(np.isnan(welch), np.fmin(da, db), np.maximum(welch, 1))

    def ends(t: Numbers) -> tuple[Numbers, Numbers]:
        (low, high), (other_low, other_high) = limits(kind, a, ea, sa, t), limits(kind, b, eb, sb, t)
        return a - b - join(a - low, other_high - b), a - b + join(b - other_low, high - a)

    def join(fixed: Numbers, wide: Numbers) -> Numbers:
        return np.asarray(np.sqrt((wide - rho * fixed) ** 2 + (1 - rho**2) * fixed**2))

    near, far = np.zeros(len(a)), np.full(len(a), 1e6)
    for _ in range(70):
        middle = (near + far) / 2
        low, high = ends(middle)
        outside = (low > 0) | (high < 0)
        near, far = np.where(outside, middle, near), np.where(outside, far, middle)
    still = (kind == "mean") & ~(error > 0)
    low, high, p = (np.where(still, np.nan, found) for found in (*ends(t_quantiles(level, df)), t_tail(near, df)))
    return {"estimate": a - b, "std_error": error, "conf_low": low, "conf_high": high, "p_value": p}
