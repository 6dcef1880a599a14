"""Whether the label with the largest share leads beyond chance."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from mediakit.stats.ratios import check_inputs, count_units
from mediakit.stats.sparse import read_scores
from mediakit.stats.strata import strata_of

# The normal distribution's 99 % point: the first and the second are chosen because they are the largest.
SURE = 2.5758


def leads_beyond_chance(scores: pd.DataFrame, articles: pd.DataFrame, *, measure: str) -> str:
    """Return the label whose share of articles leads the next one beyond chance; empty where none does.

    Both are counted in the same stories, so that only stories with one and without the other tell: with differences d
    of the two totals of a story, z = Σ d / √(Σ d²) must be above 2.58 (McNemar 1947, *Psychometrika* 12, without
    correction, extended to stories with several articles).

    Parameters
    ----------
    scores : DataFrame
        SCORES.
    articles : DataFrame
        ARTICLES; copies of a story are one, as in estimates.
    measure : str
        One of the scores, with a total for each article and label.

    Examples
    --------
    >>> from mediakit.tables import ARTICLES, SCORES, build_table
    >>> articles = build_table(ARTICLES, [{"article_id": str(i)} for i in range(40)])
    >>> row = {"measure": "entity_presence", "exposure": 1, "total": 1}
    >>> rows = [row | {"article_id": str(i), "label": "", "total": 0} for i in range(40)]
    >>> rows += [row | {"article_id": str(i), "label": "Finland"} for i in range(30)]
    >>> rows += [row | {"article_id": str(i), "label": "Sweden"} for i in range(27, 40)]
    >>> leads_beyond_chance(build_table(SCORES, rows), articles, measure="entity_presence")
    'Finland'
    """
    check_inputs(scores, articles, "all", 0.95)
    own = scores[scores["measure"] == measure]
    units = count_units(articles, np.zeros(len(articles), dtype=np.int64), 1)
    for strata in strata_of(read_scores(own, articles), units):
        sums = strata.total.sum(axis=0)
        if len(sums) < 2:
            continue
        first, second = np.argsort(-sums, kind="stable")[:2]
        difference = strata.total[:, first] - strata.total[:, second]
        spread = math.sqrt(float((difference**2).sum()))
        if spread and float(difference.sum()) / spread > SURE:
            return str(strata.labels[first])
    return ""
