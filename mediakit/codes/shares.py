"""Shares of a corpus from a coded sample, with the help of a list or model that has read the whole corpus."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from mediakit.codes.units import groups_of, labels_of, places, touched, unit_key
from mediakit.contract import Column, Table
from mediakit.errors import OptionError, TableError
from mediakit.stats.intervals import wilson_interval
from mediakit.tables import build_table

Floats = NDArray[np.float64]
FEWEST = 30
WIDEST = 0.2

CORRECTED_SHARES = Table(
    "CORRECTED_SHARES",
    "group x label",
    (
        Column("group", "str", "the group; 'all' is the whole corpus"),
        Column("label", "str", "what the units were coded as"),
        Column("raw", "float", "share of the units that the list or model marks", least=0),
        Column("estimate", "float?", "the corrected share; missing where withheld"),
        Column("conf_low", "float?", "lower end of the interval"),
        Column("conf_high", "float?", "upper end of the interval"),
        Column("n_units", "int", "units of the group", least=0),
        Column("n_coded", "int", "coded units of the group", least=0),
        Column("n_positive", "int", "coded units that have the label", least=0),
        Column("worth", "float?", "how many times as many coded units a sample without the list would need", least=0),
        Column("needed", "int?", "coded units that the group needs, where the share is withheld", least=0),
        Column("caveat", "str", "what the reader must know before quoting it"),
    ),
    key=("group", "label"),
    made_by="corrected_share()",
)


def poststratify(
    weight: ArrayLike, share: ArrayLike, size: ArrayLike, *, level: float = 0.95
) -> tuple[Floats, Floats, Floats]:
    """Return shares with their intervals from the shares of their strata, which fill the last axis.

    Each stratum has a Wilson interval, and their ends are joined as Zou and Donner do (2008, Statistics in
    Medicine 27). A stratum without coded units may hold any share: it counts as a half, from 0 to 1.

    Parameters
    ----------
    weight : array of float
        Share of each stratum among all units, counted and not sampled; 1 in sum.
    share : array of float
        Share of each stratum's coded units that have the label.
    size : array of float
        Coded units of each stratum; may be effective sizes and need not be whole.
    level : float
        Confidence level, above 0 and below 1.

    Examples
    --------
    >>> [round(float(end), 4) for end in poststratify([0.1, 0.9], [0.6, 0.02], [20, 180])]
    [0.078, 0.0539, 0.1125]
    """
    weight, share, size = (np.asarray(values, dtype=np.float64) for values in (weight, share, size))
    known = size > 0
    middle = np.where(known, share, 0.5)
    low, high = wilson_interval(middle, np.where(known, size, 1.0), level=level)
    low, high = np.where(known, low, 0.0), np.where(known, high, 1.0)
    estimate = (weight * middle).sum(axis=-1)
    below = np.sqrt((weight**2 * (middle - low) ** 2).sum(axis=-1))
    above = np.sqrt((weight**2 * (high - middle) ** 2).sum(axis=-1))
    return estimate, np.maximum(estimate - below, 0.0), np.minimum(estimate + above, 1.0)


def sample_for_shares(units: pd.DataFrame, n: int, *, read: pd.DataFrame | None = None, seed: int = 0) -> pd.DataFrame:
    """Return a plain random sample of sentences or articles to be coded, in random order.

    Nothing is oversampled: the error of a share comes from the many units that a list does not mark, so that
    coding more of those it marks makes the share no better.

    Parameters
    ----------
    units : DataFrame
        SENTENCES or ARTICLES: a row for every unit of the corpus.
    n : int
        How many to draw.
    read : DataFrame, optional
        SENTENCES or ARTICLES that were read while the list was written, or that the model learnt from: they are
        never drawn.
    seed : int
        The same seed draws the same sample.

    Returns
    -------
    DataFrame
        SENTENCES or ARTICLES as given, of the units drawn, with one more column: ``inclusion``, the probability that a
        unit was drawn.

    Raises
    ------
    OptionError
        When n is not between 1 and the number of units that can be drawn.
    TableError
        When the units are not named by article_id, or by article_id and sentence_id.

    Examples
    --------
    >>> units = pd.DataFrame({"article_id": list("abcdefgh")})
    >>> sample = sample_for_shares(units, 4, seed=1)
    >>> len(sample), sample["inclusion"].unique().tolist()
    (4, [0.5])
    """
    key = unit_key(units, "units")
    fresh = _unread(units, read, key)
    if isinstance(n, bool) or not isinstance(n, int | np.integer) or not 1 <= n <= len(fresh):
        raise OptionError(
            f"n must be a whole number from 1 to the {len(fresh):,} units that can be drawn, got {n!r}",
            next_step="Draw fewer, or code all of them.",
        )
    rows = np.random.default_rng(seed).choice(len(fresh), size=n, replace=False)
    return fresh.iloc[rows].reset_index(drop=True).assign(inclusion=n / len(fresh))


def _unread(units: pd.DataFrame, read: pd.DataFrame | None, key: list[str]) -> pd.DataFrame:
    if read is None:
        return units
    known = places(read[key].drop_duplicates(), units, key) >= 0
    return units[~known].reset_index(drop=True)


def corrected_share(
    units: pd.DataFrame,
    sample: pd.DataFrame,
    codes: pd.DataFrame,
    hits: pd.DataFrame,
    *,
    by: str | None = None,
    read: pd.DataFrame | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return how much of a corpus has each label: a coded sample, post-stratified by what a list or model marks.

    The corpus is parted into the units that the list marks and all others. How large both parts are is counted; how
    much of each has the label is taken from the coded sample. With a list that finds half, the sample is worth 1.2 to
    1.35 times as many codes.

    Parameters
    ----------
    units : DataFrame
        SENTENCES or ARTICLES: a row for every unit of the corpus.
    sample : DataFrame
        The units that were coded, all of them, as from sample_for_shares(), with the columns article_id, for
        sentences also sentence_id, and inclusion, the probability with which each was drawn. Where it is missing, all
        units were drawn with the same one.
    codes : DataFrame
        SPANS of the coders. A unit of the sample without a span of a label was coded as not having it.
    hits : DataFrame
        SPANS of the list or model over the whole corpus, with the same labels, as from annotate_frames().
    by : str, optional
        A column of the units that makes groups, such as "outlet": each is corrected by its own coded units.
    read : DataFrame, optional
        SENTENCES or ARTICLES that were read while the list was written, or that the model learnt from. They are left
        out of the corpus, and may not be in the sample.
    level : float
        Confidence level, above 0 and below 1.

    Returns
    -------
    DataFrame
        CORRECTED_SHARES: the whole corpus first, then each group. A share is withheld where fewer than 30 units are
        coded, or where its interval would be wider than 20 points; ``needed`` says how many coded units it takes.

    Raises
    ------
    OptionError, TableError
        When the sample holds units that were read, or that are not in the corpus, or no usable probability.

    Examples
    --------
    >>> units = pd.DataFrame({"article_id": [str(i) for i in range(1000)]})
    >>> hits = pd.DataFrame({"article_id": [str(i) for i in range(100)], "label": "cost"})
    >>> sample = sample_for_shares(units, 200, seed=2)
    >>> codes = hits[hits["article_id"].isin(sample["article_id"])]
    >>> shares = corrected_share(units, sample, codes, hits)
    >>> shares[["raw", "estimate", "conf_low", "conf_high"]].round(3).values.tolist()
    [[0.1, 0.1, 0.086, 0.119]]
    """
    if not 0 < level < 1:
        raise OptionError(f"level must be above 0 and below 1, got {level!r}")
    key = unit_key(units, "units")
    unit_key(sample, "sample")
    fresh = _unread(units, read, key)
    at = _coded_rows(units, fresh, sample, key)
    inclusion = inclusion_of(sample)
    labels = labels_of(codes, hits)
    marked = touched(fresh, hits, key, labels, "hits")
    positive = touched(fresh.iloc[at], codes, key, labels, "codes")
    groups = groups_of(fresh, by)
    rows = []
    for name, inside in groups.items():
        chosen = inside[at]
        for column, label in enumerate(labels):
            mark = marked[:, column]
            counted = np.array([mark[inside].mean(), 1 - mark[inside].mean()])
            coded = _Coded(mark[at][chosen], positive[chosen, column], 1 / inclusion[chosen])
            rows.append({"group": name, "label": label, "n_units": int(inside.sum())} | coded.share(counted, level))
    return build_table(CORRECTED_SHARES, rows)


def _coded_rows(units: pd.DataFrame, fresh: pd.DataFrame, sample: pd.DataFrame, key: list[str]) -> NDArray[np.int64]:
    """Return the row in the corpus of each coded unit, or raise when it has none."""
    at = places(fresh, sample, key)
    if (at >= 0).all():
        return at
    lost = sample.loc[at < 0, key]
    first = ", ".join(str(value) for value in lost.iloc[0])
    if (places(units, lost, key) >= 0).any():
        raise OptionError(
            f"{len(lost):,} units of the sample, such as {first}, were read while the list was written: what a "
            "list was fitted to cannot show its errors",
            where="sample",
            next_step="Code a fresh sample, as from sample_for_shares(units, n, read=...).",
        )
    raise TableError(
        f"{len(lost):,} coded units, such as {first}, are not among the units of the corpus",
        where="sample",
        next_step="Pass the units from which the sample was drawn.",
    )


def inclusion_of(sample: pd.DataFrame) -> Floats:
    """Return the probability with which each unit of a sample was drawn, 1 where nothing is said of it."""
    if "inclusion" not in sample.columns:
        return np.ones(len(sample))
    values = pd.to_numeric(sample["inclusion"], errors="coerce").to_numpy(dtype=np.float64)
    wrong = ~((values > 0) & (values <= 1))
    if wrong.any():
        raise TableError(
            f"inclusion must be a probability above 0 and at most 1, but {int(wrong.sum()):,} units have another value",
            where="sample, column 'inclusion'",
            next_step="Write the probability with which each unit was drawn, as sample_for_shares() does.",
        )
    return values


class _Coded:
    """Coded units of one group and label: which the list marks, which have the label, and what each stands for."""

    def __init__(self, mark: NDArray[np.bool_], positive: NDArray[np.bool_], weight: Floats) -> None:
        self.mark, self.positive, self.weight = mark, positive, weight

    def share(self, counted: Floats, level: float) -> dict[str, Any]:
        """Return the columns of the result, given how large both strata are."""
        n = len(self.mark)
        strata = np.array([_stratum(self.positive[part], self.weight[part]) for part in (self.mark, ~self.mark)])
        estimate, low, high = (float(v) for v in poststratify(counted, strata[:, 0], strata[:, 1], level=level))
        alone, size = _stratum(self.positive, self.weight)
        row = {"raw": float(counted[0]), "n_coded": n, "n_positive": int(self.positive.sum()), "caveat": ""}
        width = high - low
        if n < FEWEST or width > WIDEST:
            needed = FEWEST if width <= WIDEST else max(n + 1, _needed(level, n / size if n else 1.0))
            row["caveat"] = f"withheld: {n:,} coded units give no usable interval, about {needed:,} are needed"
            return row | {"needed": needed}
        plain_low, plain_high = wilson_interval([alone], [size], level=level)
        worth = float((plain_high[0] - plain_low[0]) / width) ** 2
        if not counted[0]:
            row["caveat"] = "the list marks nothing here: this is the coded sample alone"
        return row | {"estimate": estimate, "conf_low": low, "conf_high": high, "worth": worth}


def _needed(level: float, spread: float) -> int:
    """Return how many codes keep the interval narrow enough, whatever the share; a tenth more for uneven parts."""
    z2 = NormalDist().inv_cdf(0.5 + level / 2) ** 2
    return math.ceil(1.1 * spread * (z2 / WIDEST**2 - z2))


def _stratum(positive: NDArray[np.bool_], weight: Floats) -> tuple[float, float]:
    """Return the weighted share of the positives and the number of equally weighted units that would be as sure."""
    if not len(positive):
        return 0.5, 0.0
    total = weight.sum()
    share, size = float(weight @ positive / total), float(total**2 / (weight @ weight))
    spread = float((weight**2) @ (positive - share) ** 2) / total**2
    # Where the rarer answers carry the larger weights, the spread of the sample itself is above what weights tell.
    return share, min(size, share * (1 - share) / spread) if 0 < share < 1 and spread > 0 else size
