"""SCORES from arrays: for every article one row with its exposure, and one for each label that it holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mediakit.languages import code_of

Numbers = NDArray[Any]


@dataclass(frozen=True)
class Counts:
    """What one measure counts: article, label code and total of each entry, and what it is counted over.

    ``exposure`` has one entry an article. Where every label has an exposure of its own, ``own`` has one for each
    entry instead, and no row carries the exposure of an article.
    """

    measure: str
    article: Numbers
    label: Numbers
    total: Numbers
    exposure: Numbers | None = None
    own: Numbers | None = None


def scores_of(
    articles: pd.DataFrame, labels: Sequence[str], counts: Sequence[Counts], *, reads: str = ""
) -> pd.DataFrame:
    """Return SCORES, by measure and article, the row with the empty label first; entries of total 0 have no row.

    All labels that were looked for stand in the categories of the column, with or without a row. ``reads`` is the
    only language that was read, if there is one.
    """
    ids = articles["article_id"].astype("str")
    names = [count.measure for count in counts]
    article, label, total, exposure = zip(*(_rows(count, len(ids)) for count in counts), strict=True)
    sizes = [len(rows) for rows in article]
    columns: dict[str, Any] = {
        "article_id": ids.take(np.concatenate(article)).reset_index(drop=True),
        "measure": _category(np.repeat(np.arange(len(names), dtype=np.int8), sizes), names),
        "label": _category(np.concatenate(label) + 1, ["", *labels]),
        "total": np.concatenate(total),
        "exposure": np.concatenate(exposure),
    }
    if own := code_of(reads):
        columns["reads"] = _category(np.zeros(len(columns["total"]), dtype=np.int8), [own])
    return pd.DataFrame(columns, copy=False)


def _rows(count: Counts, n_articles: int) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Return article, label (-1 where empty), total and exposure of every row of one measure."""
    article, label = count.article.astype(np.int64), count.label.astype(np.int64)
    total = count.total.astype(np.float64)
    if count.own is not None:
        exposure, kept = count.own.astype(np.float64), count.own != 0
    else:
        base = np.asarray(count.exposure, dtype=np.float64)
        exposure, kept = base[article], total != 0
    article, label, total, exposure = (column[kept] for column in (article, label, total, exposure))
    if count.own is None:
        every = np.arange(n_articles)
        article, label = np.concatenate((every, article)), np.concatenate((np.full(n_articles, -1), label))
        total, exposure = np.concatenate((np.zeros(n_articles), total)), np.concatenate((base, exposure))
    # Article and label as one number; the label -1 of the empty label becomes 0, and so comes first.
    order = np.argsort(article * (int(label.max(initial=-1)) + 2) + label + 1, kind="stable")
    return article[order], label[order], total[order], exposure[order]


def _category(codes: Numbers, names: Sequence[str]) -> pd.Categorical:
    return pd.Categorical.from_codes(codes, categories=pd.Index(list(names), dtype=object))


def count_pairs(article: Numbers, label: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Return every pair of article and label that occurs, with its count."""
    width = int(label.max(initial=0)) + 1
    # Hits come nearly in order, so sorting costs less than a cell for every pair that could be.
    pair, count = np.unique(article * width + label, return_counts=True)
    return pair // width, pair % width, count
