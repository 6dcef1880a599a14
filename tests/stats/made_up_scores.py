"""Made-up SCORES in both forms, without zeros and with all of them, and their ARTICLES."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from mediakit.measures import MEASURES
from mediakit.tables import ARTICLES, build_table

LABELS = ("never", "always", "seldom", "some", "most", "half")
SHARES = (0.0, 1.0, 0.03, 0.3, 0.9, 0.5)
Numbers = np.ndarray[Any, np.dtype[np.float64]]


def scores_from(rows: list[tuple[str, str, str, float, float]], labels: tuple[str, ...]) -> pd.DataFrame:
    """Return SCORES of rows, with these labels and the empty one as categories."""
    table = pd.DataFrame(rows, columns=["article_id", "measure", "label", "total", "exposure"])
    kinds = {"article_id": "str", "measure": "category", "total": "float64", "exposure": "float64"}
    return table.astype(kinds).assign(label=pd.Categorical(table["label"], categories=["", *labels]))


def made_up_articles(n: int, rng: np.random.Generator, *, outlets: int = 3, copies: bool = True) -> pd.DataFrame:
    """Return ARTICLES, half of them copies of some story; the outlets differ in size."""
    story = np.where(rng.random(n) < 0.5, rng.integers(0, max(1, n // 4), n), np.arange(n)) if copies else np.arange(n)
    outlet = np.minimum(rng.integers(0, outlets, n), rng.integers(0, outlets, n))
    days = pd.Timestamp("2022-03-01", tz="UTC") + pd.to_timedelta(rng.integers(0, 20, n), unit="D")
    facts = zip(rng.permutation(n), outlet, story, days, strict=True)
    return build_table(
        ARTICLES,
        [{"article_id": f"a{i}", "outlet": f"O{o}", "story_id": f"s{s}", "published": day} for i, o, s, day in facts],
    )


def totals(kind: str, share: float, base: Numbers, rng: np.random.Generator) -> Numbers:
    """Return totals of one label; a share of the articles has hits, and 1 means all that there can be."""
    hit = rng.random(len(base)) < share
    # A label that was found at all is found in every measure, or its rows in one would hide that another looked for it.
    sure = np.zeros(len(base))
    sure[np.argmax(base > 0)] = share > 0
    hit |= sure > 0
    if kind == "share":
        return hit * base
    if kind == "mean":
        return base * (0.5 if share == 1 else hit * rng.normal(0.05, 0.2, len(base)))
    if kind == "rate":
        return hit * (rng.poisson(base * 20) + sure) * (base > 0.0)
    found = np.maximum(rng.binomial(base.astype(int), rng.beta(1, 3, len(base))), sure)
    return base if share == 1 else hit * np.minimum(found, base)


def made_up_scores(
    articles: pd.DataFrame, measures: tuple[str, ...], rng: np.random.Generator, *, giant: bool = False
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return SCORES without zeros and with all of them; a tenth of the articles has no exposure.

    A label of frame_salience has exposures of its own in some articles. All exposures of naming are of that kind.
    """
    n = len(articles)
    sentences = rng.integers(1, 60, n) * (rng.random(n) > 0.1) * 1.0
    sentences[rng.integers(0, n)] = 4000.0 if giant else 7.0
    sparse: list[tuple[str, str, str, float, float]] = []
    dense = []
    ids = articles["article_id"].tolist()
    for measure in measures:
        kind = MEASURES[measure].kind
        base = np.minimum(sentences, 1) if kind == "share" else sentences * 0.0237 if kind == "rate" else sentences
        if measure != "naming":
            sparse += [(i, measure, "", 0.0, e) for i, e in zip(ids, base.tolist(), strict=True)]
        for label, share in zip(LABELS, SHARES, strict=True):
            exposure = rng.integers(0, 9, n) * 1.0 if measure == "naming" else base
            total = totals(kind, share, exposure, rng)
            own = (rng.random(n) < 0.1) & (measure == "frame_salience") & (label == "half")
            exposure = np.where(own, exposure + 3, exposure)
            rows = list(zip(ids, [measure] * n, [label] * n, total.tolist(), exposure.tolist(), strict=True))
            dense += rows
            kept = (total != 0) | own | (measure == "naming")
            sparse += [row for row, keep in zip(rows, kept.tolist(), strict=True) if keep]
    return scores_from(sparse, LABELS), scores_from(dense, LABELS)
