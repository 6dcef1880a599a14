"""SCORES from arrays: every article and every label, zeros included."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Numbers = NDArray[Any]


def scores_of(articles: pd.DataFrame, parts: Sequence[tuple[str, Sequence[str], Numbers, Numbers]]) -> pd.DataFrame:
    """Return SCORES from parts (measure, labels, totals, exposures), arrays of the shape (articles, labels)."""
    ids = articles["article_id"].astype("str")
    measures = list(dict.fromkeys(measure for measure, *_ in parts))
    labels = list(dict.fromkeys(label for _, names, *_ in parts for label in names))
    place = {label: code for code, label in enumerate(labels)}
    sizes = [len(ids) * len(names) for _, names, *_ in parts]
    label = np.concatenate(
        [np.tile(np.array([place[n] for n in names], dtype=np.int32), len(ids)) for _, names, *_ in parts]
    )
    row = np.concatenate([np.repeat(np.arange(len(ids), dtype=np.int64), len(names)) for _, names, *_ in parts])
    columns = {
        "article_id": ids.take(row).reset_index(drop=True),
        "measure": _category(
            np.repeat(np.array([measures.index(part[0]) for part in parts], dtype=np.int8), sizes), measures
        ),
        "label": _category(label, labels),
        "total": np.concatenate([np.asarray(total, dtype=np.float64).ravel() for *_, total, _ in parts]),
        "exposure": np.concatenate([np.asarray(exposure, dtype=np.float64).ravel() for *_, exposure in parts]),
    }
    return pd.DataFrame(columns, copy=False)


def _category(codes: Numbers, names: Sequence[str]) -> pd.Categorical:
    return pd.Categorical.from_codes(codes, categories=pd.Index(list(names), dtype=object))


def table_of(
    article: Numbers, label: Numbers, shape: tuple[int, int], weights: Numbers | None = None
) -> NDArray[np.float64]:
    """Return counts (or sums of weights) by article and label."""
    flat = np.bincount(article * shape[1] + label, weights=weights, minlength=shape[0] * shape[1])
    return flat.reshape(shape).astype(np.float64)
