"""Texts of web pages against gold: the benchmark's own measure on one set, snippets to keep and to drop on another.

Neither set labels headlines and days, so that these are held against what the pages print and their addresses say.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache
from statistics import mean
from typing import Any

import pytest
from lxml.html import document_fromstring

from mediakit.read.account import Options, Parsed
from mediakit.read.pages.web_page import Origin, add_page
from tests.conftest import evaluation_data

pytestmark = pytest.mark.slow
SHINGLE = 4
FLOORS = {"f1": 0.970, "precision": 0.958, "recall": 0.983}
SNIPPET_FLOORS = {"kept": 0.96, "dropped": 0.95}
PRINTED_FLOOR = 0.88
SETS = ("zyte.jsonl.gz", "trafilatura_en.jsonl.gz")
DAY = re.compile(r"/((?:19|20)\d{2})[/-](\d{2})[/-](\d{2})(?!\d)")


def pages(name: str) -> list[dict[str, Any]]:
    with gzip.open(evaluation_data("gold", "article_extraction", name), "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def record(page: dict[str, Any]) -> dict[str, Any]:
    parsed = Parsed()
    add_page(parsed, page["html"].encode(), Options(), Origin(page["url"] or ""))
    return parsed.records[0] if parsed.records else {"text": "", "title": "", "published": None}


@cache
def records() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return [(page, record(page)) for name in SETS for page in pages(name)]


def found_in(name: str) -> list[tuple[dict[str, Any], str]]:
    """Return the pages of one set with the text found on each."""
    known = "articleBody" if name == SETS[0] else "with"
    return [(page, str(article["text"])) for page, article in records() if known in page]


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Return the runs of four words with their counts; of fewer words, the one run there is."""
    words = re.findall(r"\w+", text)
    runs = [tuple(words[at : at + SHINGLE]) for at in range(max(1, len(words) - SHINGLE + 1))]
    return Counter(run for run in runs if run)


@cache
def scores() -> dict[str, float]:
    """Return precision and recall averaged over pages, and F1 of the averages (scrapinghub's benchmark)."""
    precision, recall = [], []
    for page, text in found_in(SETS[0]):
        gold, found = shingles(page["articleBody"]), shingles(text)
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
    for page, found in found_in(SETS[1]):
        text = " ".join(found.split())
        kept += [" ".join(snippet.split()) in text for snippet in page["with"]]
        dropped += [" ".join(snippet.split()) not in text for snippet in page["without"]]
    assert mean(kept) >= SNIPPET_FLOORS["kept"]
    assert mean(dropped) >= SNIPPET_FLOORS["dropped"]


def letters(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold())


def test_headlines_are_those_that_pages_print() -> None:
    printed = []
    for page, article in records():
        headings = document_fromstring(page["html"]).iter("h1", "h2", "h3")
        printed.append(letters(article["title"]) in {letters(heading.text_content()) for heading in headings})
    assert mean(printed) >= PRINTED_FLOOR


def test_days_are_those_in_addresses() -> None:
    apart = []
    for page, article in records():
        day = DAY.search(page["url"] or "")
        if day:
            stated = datetime(int(day[1]), int(day[2]), int(day[3]), tzinfo=UTC)
            apart.append(abs(article["published"] - stated) if article["published"] else timedelta.max)
    assert len(apart) >= 20
    assert mean(difference < timedelta(days=2) for difference in apart) >= 0.97
