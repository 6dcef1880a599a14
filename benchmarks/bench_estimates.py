"""Estimates: from scores without zeros, beside the same sums over a table with a row for every zero."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from benchmarks.timing import Row, compare, measure
from mediakit.score.zeros import fill_zeros
from mediakit.stats.contrasts import compare_groups
from mediakit.stats.estimates import estimate
from mediakit.stats.intervals import limits, t_quantiles
from mediakit.tables import ARTICLES, build_table

N_ARTICLES = 20_000
N_LABELS = 300
N_OUTLETS = 14
MEASURE = "frame_salience"
Numbers = NDArray[Any]


def run(rounds: int = 5) -> list[Row]:
    """Return one row a task, for few and for many scores that are not zero."""
    rows = []
    for share in (0.03, 0.45):
        scores, articles = make_scores(share)
        dense = fill_zeros(scores, articles)
        _check(estimate(scores, articles, by="outlet"), dense_estimates(dense, articles))
        times = measure(
            {
                "ours": lambda s=scores, a=articles: estimate(s, a, by="outlet"),
                "rest": lambda s=scores, a=articles: compare_groups(s, a, by="outlet", reference="rest"),
                "peer": lambda d=dense, a=articles: dense_estimates(d, a),
            },
            rounds=rounds,
        )
        size = f"{N_ARTICLES:,} articles, {N_LABELS} labels, {N_OUTLETS} outlets, {share:.0%} not zero"
        task = "estimates by outlet with intervals, against sums over all zeros"
        rows.append(compare(task, size, times["ours"], times["peer"]))
        task = "every outlet against all others, against the estimates alone"
        rows.append(compare(task, size, times["rest"], times["ours"]))
    return rows


def make_scores(share: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return made-up SCORES without zeros, such a share of which has a row, and their ARTICLES."""
    rng = np.random.default_rng(7)
    ids = [f"{number:016x}" for number in rng.integers(0, 1 << 60, N_ARTICLES)]
    outlets = rng.integers(0, N_OUTLETS, N_ARTICLES)
    facts = zip(ids, outlets, strict=True)
    articles = build_table(ARTICLES, [{"article_id": name, "outlet": f"Outlet {outlet}"} for name, outlet in facts])
    sentences = np.clip(np.round(rng.lognormal(np.log(22), 0.7, N_ARTICLES)), 5, 120)
    shape = (N_ARTICLES, N_LABELS + 1)
    hits = np.ceil(rng.random(shape) ** 2 * np.minimum(sentences, 12)[:, None]) * (rng.random(shape) < share)
    hits[:, 0] = 1  # the row with the empty label, which carries the exposure
    article, label = np.nonzero(hits)
    total = np.where(label > 0, hits[article, label], 0)
    names = ["", *(f"label {i:03d}" for i in range(N_LABELS))]
    columns = {
        "article_id": articles["article_id"].take(article).reset_index(drop=True),
        "measure": pd.Categorical.from_codes(np.zeros(len(article), dtype=np.int8), categories=[MEASURE]),
        "label": pd.Categorical.from_codes(label, categories=names),
        "total": total,
        "exposure": sentences[article],
    }
    return pd.DataFrame(columns), articles


def dense_estimates(scores: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Return estimates of a proportion by outlet from a row for every article and label, no two articles copies."""
    known = pa.array(articles["article_id"], type=pa.large_string())
    at = pc.index_in(pa.array(scores["article_id"], type=pa.large_string()), value_set=known).to_numpy()
    outlet, outlets = pd.factorize(articles["outlet"], sort=True)
    label, width = scores["label"].cat.codes.to_numpy(), len(scores["label"].cat.categories)
    cell, size = outlet[at] * width + label, len(outlets) * width
    total, exposure = (scores[name].to_numpy() for name in ("total", "exposure"))
    totals, exposures, squares = (np.bincount(cell, part, size) for part in (total, exposure, exposure**2))
    n = np.bincount(cell, minlength=size)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = totals / exposures
        residual = total - value[cell] * exposure
        moved = np.bincount(cell, (residual / (exposures[cell] - exposure)) ** 2, size)
        second, fourth = (np.bincount(cell, residual**power, size) for power in (2, 4))
        chance = value * (1 - value) * exposures
        error = np.sqrt(np.fmax(moved * (n - 1) / n, chance / exposures**2))
        df = 2 * n / (n * fourth / second**2 - (n - 3) / (n - 1))
        df = np.floor(np.maximum(np.fmin(df, exposures**2 / squares - 1), 1))
    spread, expected = (part.reshape(-1, width).sum(axis=0) for part in (second, chance))
    effect = np.maximum(np.divide(spread, expected, out=np.ones(width), where=expected > 0), 1)
    kind = np.full(size, "proportion", dtype=object)
    low, high = limits(kind, value, error, exposures / np.tile(effect, len(outlets)), t_quantiles(0.95, df))
    names = {"outlet": np.repeat(outlets, width), "label": np.tile(scores["label"].cat.categories, len(outlets))}
    table = pd.DataFrame({**names, "estimate": value, "std_error": error, "conf_low": low, "conf_high": high})
    return table[table["label"] != ""].reset_index(drop=True)


def _check(ours: pd.DataFrame, peer: pd.DataFrame) -> None:
    """Raise an AssertionError unless both tables say the same."""
    for name in ("outlet", "label"):
        if ours[name].tolist() != peer[name].tolist():
            raise AssertionError(f"the rows differ in {name}")
    for name in ("estimate", "std_error", "conf_low", "conf_high"):
        np.testing.assert_allclose(ours[name], peer[name], rtol=1e-9, err_msg=name)
