"""How far a list or model agrees with a coder: precision, recall and F1, and whether outlets differ in them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mediakit.codes.shares import inclusion_of
from mediakit.codes.units import ALL, groups_of, labels_of, touched, unit_key
from mediakit.contract import Column, Table
from mediakit.errors import OptionError
from mediakit.stats.intervals import adjust_p_values, limits, t_quantiles
from mediakit.tables import build_table

Floats = NDArray[np.float64]
POOLED = "pooled"
# Below so many coded (or marked) units a value is withheld.
FEWEST = 5
_PERMUTATIONS = 2000

EVALUATION = Table(
    "EVALUATION",
    "group x label x measure",
    (
        Column("group", "str", "the group; 'all' is the whole sample"),
        Column("label", "str", "what was coded; 'pooled' is all pairs of unit and label together"),
        Column("measure", "str", "precision, recall or f1"),
        Column("estimate", "float?", "the value, 0 to 1; missing where withheld"),
        Column("conf_low", "float?", "lower end of the interval"),
        Column("conf_high", "float?", "upper end of the interval"),
        Column("n_units", "int", "coded units", least=0),
        Column("n_articles", "int", "articles with coded units", least=0),
        Column("n_positive", "int", "units that the coder gave the label", least=0),
        Column("n_marked", "int", "units that the list or model gave the label", least=0),
        Column("p_value", "float?", "of no difference between groups; in the rows of the whole sample", least=0),
        Column("p_adjusted", "float?", "after Benjamini-Hochberg over the table", least=0),
        Column("caveat", "str", "what the reader must know before quoting it"),
    ),
    key=("group", "label", "measure"),
    made_by="evaluate_coding()",
)


def evaluate_coding(
    sample: pd.DataFrame,
    codes: pd.DataFrame,
    found: pd.DataFrame,
    *,
    by: str | None = None,
    level: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    """Return precision, recall and F1 of a list or model against coded units, with intervals by article.

    Parameters
    ----------
    sample : DataFrame
        The units that were coded, all of them, with the columns article_id, for sentences also sentence_id, and
        inclusion, the probability with which each was drawn. Where it is missing, all units weigh the same.
    codes : DataFrame
        SPANS of the coder. A unit of the sample without a span of a label was coded as not having it.
    found : DataFrame
        SPANS of the list or model, with the same labels.
    by : str, optional
        A column of the sample, such as "outlet". Each of its groups has rows of its own, and the rows of the whole
        sample say how likely differences as large would be if groups were dealt to articles by chance. Where a list
        errs more with one outlet than with another, comparing these outlets by it is not valid.
    level : float
        Confidence level, above 0 and below 1.
    seed : int
        Of the 2,000 permutations of the test.

    Returns
    -------
    DataFrame
        EVALUATION. Intervals come from leaving out one article at a time (jackknife), on the log-odds scale. What
        rests on fewer than 5 coded or marked units is withheld.

    Raises
    ------
    OptionError, TableError
        For an unknown column, a unit that stands there twice, or probabilities that are none.

    Examples
    --------
    >>> sample = pd.DataFrame({"article_id": [str(i) for i in range(40)]})
    >>> codes, found = (sample.iloc[rows].assign(label="cost") for rows in (slice(20), slice(5, 21)))
    >>> table = evaluate_coding(sample, codes, found)
    >>> table[["measure", "estimate", "conf_low", "conf_high"]].round(2).values.tolist()
    [['precision', 0.94, 0.61, 0.99], ['recall', 0.75, 0.5, 0.9], ['f1', 0.83, 0.64, 0.93]]
    """
    if not 0 < level < 1:
        raise OptionError(f"level must be above 0 and below 1, got {level!r}")
    key = unit_key(sample, "sample")
    labels = labels_of(codes, found)
    true = touched(sample, codes, key, labels, "codes")
    marked = touched(sample, found, key, labels, "found")
    article, ids = pd.factorize(sample["article_id"])
    groups = groups_of(sample, by)
    first = np.zeros(len(ids), dtype=np.int64)
    kinds = {name: number for number, name in enumerate(groups) if name != ALL}
    for name, number in kinds.items():
        first[article[groups[name]]] = number
    weight = 1 / inclusion_of(sample)
    columns = {label: slice(place, place + 1) for place, label in enumerate(labels)}
    columns |= {POOLED: slice(0, len(labels))} if len(labels) > 1 else {}
    rng, rows = np.random.default_rng(seed), []
    dealt = np.stack([rng.permutation(first) for _ in range(_PERMUTATIONS)]) if len(kinds) > 1 else None
    for label, place in columns.items():
        for group, inside in groups.items():
            at = article[inside]
            gold, mark = true[inside, place], marked[inside, place]
            sums = _sums(at, gold, mark, weight[inside], len(ids))
            for measure, (top, bottom) in sums.items():
                row: dict[str, Any] = {"group": group, "label": label, "measure": measure, "n_units": len(at)}
                row |= {"n_articles": len(set(at.tolist())), "caveat": ""}
                row |= {"n_positive": int(gold.sum()), "n_marked": int(mark.sum())}
                if _rests_on(measure, row) < FEWEST:
                    row["caveat"] = f"too rare to validate: fewer than {FEWEST} {_THINGS[measure]} units"
                else:
                    row |= dict(zip(("estimate", "conf_low", "conf_high"), jackknife(top, bottom, level), strict=True))
                    if group == ALL and dealt is not None:
                        row["p_value"] = _chance(top, bottom, first, dealt, len(groups))
                rows.append(row)
    table = build_table(EVALUATION, rows)
    return table.assign(p_adjusted=adjust_p_values(table["p_value"]))


_THINGS = {"precision": "marked", "recall": "coded", "f1": "coded"}


def _rests_on(measure: str, row: dict[str, Any]) -> int:
    return int(row["n_marked"] if measure == "precision" else row["n_positive"])


def _sums(
    article: NDArray[np.int64], gold: NDArray[np.bool_], mark: NDArray[np.bool_], weight: Floats, n: int
) -> dict[str, tuple[Floats, Floats]]:
    """Return numerator and denominator of each measure by article: all three are ratios of sums."""

    def total(what: NDArray[np.bool_]) -> Floats:
        return np.bincount(article, what.sum(axis=1) * weight, minlength=n).astype(np.float64)

    both, coded, marked = total(gold & mark), total(gold), total(mark)
    return {"precision": (both, marked), "recall": (both, coded), "f1": (2 * both, coded + marked)}


def jackknife(top: Floats, bottom: Floats, level: float) -> tuple[float, float, float]:
    """Return a ratio of sums over articles with its interval, from leaving out one article at a time.

    Examples
    --------
    >>> [round(v, 3) for v in jackknife(np.array([1.0, 0, 1, 1]), np.ones(4), 0.95)]
    [0.75, 0.041, 0.995]
    """
    top, bottom = top[bottom > 0], bottom[bottom > 0]
    n, whole = len(top), float(bottom.sum())
    value = float(top.sum() / whole)
    if n < 2:
        return value, 0.0, 1.0
    without = (top.sum() - top) / (whole - bottom)
    error = float(np.sqrt((n - 1) / n * ((without - without.mean()) ** 2).sum()))
    size = np.array([whole**2 / float(bottom @ bottom)])
    low, high = limits(
        np.array(["proportion"]), np.array([value]), np.array([error]), size, t_quantiles(level, [n - 1])
    )
    return value, float(low[0]), float(high[0])


def _chance(top: Floats, bottom: Floats, first: NDArray[np.int64], dealt: NDArray[np.int64], n_groups: int) -> float:
    """Return how often groups that are dealt to articles by chance differ as much as the groups do."""
    used = bottom > 0
    top, bottom = top[used], bottom[used]
    overall = top.sum() / bottom.sum()

    def spread(group: NDArray[np.int64]) -> Floats:
        # Sums of the groups of each permutation, then how far their ratios are from the common one.
        inside = [group == number for number in range(1, n_groups)]
        tops, bottoms = (np.stack([part @ what for part in inside]) for what in (top, bottom))
        safe = np.where(bottoms > 0, bottoms, 1.0)
        return np.asarray((bottoms * (tops / safe - overall) ** 2).sum(axis=0))

    # Only articles that hold something to get right or wrong are dealt: those of the others say nothing.
    observed = spread(first[None, used])[0]
    chance = spread(dealt[:, used])
    return float((1 + (chance >= observed * (1 - 1e-12)).sum()) / (1 + len(chance)))
