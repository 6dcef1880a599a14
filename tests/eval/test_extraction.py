"""Texts of web pages against gold: the benchmark's own measure on one set, snippets to keep and to drop on another."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from functools import cache
from statistics import mean
from typing import Any

from mediakit.read.html import Origin, add_page
from mediakit.read.record import Options, Parsed
from tests.conftest import evaluation_data

SHINGLE = 4
FLOORS = {"f1": 0.965, "precision": 0.95, "recall": 0.975}
SNIPPET_FLOORS = {"kept": 0.95, "dropped": 0.94}


def pages(name: str) -> list[dict[str, Any]]:
    with gzip.open(evaluation_data("gold", "article_extraction", name), "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def extracted(page: dict[str, Any]) -> str:
    parsed = Parsed()
    add_page(parsed, page["html"].encode(), Options(), Origin(page["url"] or ""))
    return str(parsed.records[0]["text"]) if parsed.records else ""


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Return the runs of four words with their counts; of fewer words, the one run there is."""
    words = re.findall(r"\w+", text)
    runs = [tuple(words[at : at + SHINGLE]) for at in range(max(1, len(words) - SHINGLE + 1))]
    return Counter(run for run in runs if run)


@cache
def scores() -> dict[str, float]:
    """Return precision and recall averaged over pages, and F1 of the averages (scrapinghub's benchmark)."""
    precision, recall = [], []
    for page in pages("zyte.jsonl.gz"):
        gold, found = shingles(page["articleBody"]), shingles(extracted(page))
        common = (gold & found).total()
        if found:
            precision.append(common / found.total())
        if gold:
            recall.append(common / gold.total())
    p, r = mean(precision), mean(recall)
    return {"f1": 2 * p * r / (p + r), "precision": p, "recall": r}


def test_texts_stay_above_their_floors() -> None:
    assert {name: scores()[name] >= floor for name, floor in FLOORS.items()} == dict.fromkeys(FLOORS, True), scores()


def test_snippets_are_kept_and_dropped() -> None:
    kept, dropped = [], []
    for page in pages("trafilatura_en.jsonl.gz"):
        text = " ".join(extracted(page).split())
        kept += [" ".join(snippet.split()) in text for snippet in page["with"]]
        dropped += [" ".join(snippet.split()) not in text for snippet in page["without"]]
    assert mean(kept) >= SNIPPET_FLOORS["kept"]
    assert mean(dropped) >= SNIPPET_FLOORS["dropped"]
