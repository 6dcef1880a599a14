"""How well the shipped topics take articles, against codes made by machine by a codebook, with pinned floors.

Precision and recall are weighted by the inverse of each article's probability of being drawn. Articles with even and
odd lines are scored apart: only errors on even lines were looked at while the queries were written.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from mediakit.tables import ARTICLES, build_table
from mediakit.topics import load_topic
from mediakit.topics.membership import match_degree
from tests.conftest import ROOT
from tests.eval.gold_rows import gold_lines

DEGREES = {"": 0, "mentioned": 0, "treated": 1, "main": 2}
NATO_DIGEST, ENERGY_DIGEST = "2be3b04c6977b9a5", "0aa0a51252952625"
# Topic, lines, degree: precision and recall at least.
FLOORS = {
    ("nato-enlargement", "all", "treated"): (0.89, 0.92),
    ("nato-enlargement", "even", "treated"): (0.91, 0.94),
    ("nato-enlargement", "odd", "treated"): (0.83, 0.88),
    ("nato-enlargement", "all", "main"): (0.79, 0.92),
    ("energy-prices", "all", "treated"): (0.98, 0.89),
    ("energy-prices", "even", "treated"): (0.97, 0.86),
    ("energy-prices", "odd", "treated"): (0.99, 0.91),
    ("energy-prices", "all", "main"): (0.82, 0.82),
}


@cache
def corpus() -> pd.DataFrame:
    rows = gold_lines("gold", "ukraine_media", "articles.jsonl.gz")
    facts = [{"article_id": r["id"], **{k: r[k] for k in ("outlet", "title", "text")}} for r in rows]
    return build_table(ARTICLES, facts)


@cache
def coded(topic: str) -> pd.DataFrame:
    """Return the coded articles that are scored, with the degree that the topic gives them."""
    articles = corpus()
    if topic == "nato-enlargement":
        rows = pd.DataFrame(gold_lines("gold", "nato_topic", "articles.jsonl.gz"))
        # Its texts lost their capitals, and coders read stock passages differently.
        outlet = articles["outlet"].astype(object).to_numpy()[rows["line"]]
        rows = rows[(outlet != "foxnews.com") & ~rows["stock"].astype(bool)]
    else:
        labels = (ROOT / "data" / "gold" / "energy_topic" / "labels.jsonl").read_text("utf-8")
        rows = pd.DataFrame([json.loads(line) for line in labels.splitlines()])
    chosen = articles.iloc[rows["line"]]
    degree = match_degree(chosen, load_topic(topic))["degree"].astype(object).tolist()
    return rows.assign(found=[DEGREES[name] for name in degree]).reset_index(drop=True)


def measured(rows: pd.DataFrame, least: int) -> tuple[float, float]:
    """Return weighted precision and recall of degrees of at least ``least``."""
    found, true, weight = rows["found"] >= least, rows["code"] >= least, rows["weight"]
    both, taken, there = (float(weight[rows].sum()) for rows in (found & true, found, true))
    return both / taken if taken else np.nan, both / there if there else np.nan


def intervals(rows: pd.DataFrame, least: int, draws: int = 2000) -> Any:
    """Return 95 % intervals of precision and recall, by a bootstrap within the strata of the draw."""
    rng, groups = np.random.default_rng(1), list(rows.groupby("stratum").indices.values())
    values = []
    for _ in range(draws):
        drawn = rows.iloc[np.concatenate([rng.choice(group, len(group)) for group in groups])]
        values.append(measured(drawn, least))
    return np.nanquantile(values, (0.025, 0.975), axis=0)


@pytest.mark.parametrize(("topic", "lines", "degree"), FLOORS)
def test_topics_take_the_articles_that_coders_take(topic: str, lines: str, degree: str) -> None:
    rows = coded(topic)
    own = rows if lines == "all" else rows[rows["line"] % 2 == (lines == "odd")]
    precision, recall = measured(own, DEGREES[degree])
    least = FLOORS[topic, lines, degree]
    assert precision >= least[0] and recall >= least[1], (round(precision, 3), round(recall, 3))


@pytest.mark.parametrize("topic", ["nato-enlargement", "energy-prices"])
def test_the_topic_file_says_what_is_measured(topic: str) -> None:
    rows = coded(topic)
    for degree, said in load_topic(topic).validity.items():
        measure = measured(rows, DEGREES[degree])
        ends = intervals(rows, DEGREES[degree])
        assert said["n"] == len(rows) and said["positives"] == int((rows["code"] >= DEGREES[degree]).sum())
        for at, name in enumerate(("precision", "recall")):
            assert said[name] == pytest.approx(measure[at], abs=0.005), (degree, name)
            assert said[f"{name}_interval"] == pytest.approx(ends[:, at].tolist(), abs=0.006), (degree, name)


def test_the_data_are_those_that_the_floors_are_of() -> None:
    lines = gold_lines("gold", "nato_topic", "articles.jsonl.gz")
    digest = hashlib.sha256(json.dumps(lines, sort_keys=True).encode()).hexdigest()
    assert digest[:16] == NATO_DIGEST
    labels = (ROOT / "data" / "gold" / "energy_topic" / "labels.jsonl").read_bytes()
    assert hashlib.sha256(labels).hexdigest()[:16] == ENERGY_DIGEST
