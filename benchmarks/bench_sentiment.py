"""Sentiment: mediakit's VADER beside vaderSentiment itself, on the same texts, in one run."""

from __future__ import annotations

import gzip
import json
import os
import platform
import random
import re
import statistics
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa

from mediakit.annotate.vader import Scorer, vader_scorer
from mediakit.annotate.vader_rules import analyzer

ROOT = Path(__file__).resolve().parent.parent
SIZES = (1, 10, 100, 300, 1_000, 3_000)
LONG = 200_000
GROWTH = (750_000, 3_000_000, 12_000_000)
Row = dict[str, Any]


def sentences() -> list[str]:
    """Return the sentences of the evaluation corpus, or of the sample corpus where that is absent."""
    folder = Path(os.environ.get("MEDIAKIT_EVALUATION_DATA", ROOT.parent / "shared")) / "gold" / "ukraine_media"
    if not folder.exists():
        folder = ROOT / "data" / "sample"
    return [one for text in _texts(folder) for one in re.split(r"(?<=[.!?])\s+", text) if one]


def _texts(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.jsonl*")):
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        yield from (json.loads(line).get("text") or "" for line in data.splitlines())


def run(n_batches: int = 12) -> list[Row]:
    """Return one row per task: median CPU seconds of both tools and the median of their paired ratios.

    Parameters
    ----------
    n_batches : int
        How many batches of fresh sentences each size is timed on.
    """
    rng = random.Random(0)
    pool = sentences()
    scorer = vader_scorer()
    rows = []
    for size in SIZES:
        batches = [[rng.choice(pool) for _ in range(size)] for _ in range(n_batches)]
        rows += _sentence_rows(scorer, batches, size, rng)
    rows.append(_long_row(scorer, " ".join(pool)[:LONG]))
    rows += _growth_rows(scorer, pool, n_batches)
    return rows


def _sentence_rows(scorer: Scorer, batches: list[list[str]], size: int, rng: random.Random) -> list[Row]:
    times: dict[str, list[float]] = {"list": [], "Arrow": [], "peer": []}
    peer = analyzer()
    for batch in batches:
        column = pa.array(batch, pa.large_string())
        calls: dict[str, Callable[[], object]] = {
            "list": lambda batch=batch: scorer.score(batch),  # type: ignore[misc]
            "Arrow": lambda column=column: scorer.score(column),  # type: ignore[misc]
            "peer": lambda batch=batch: [peer.polarity_scores(text) for text in batch],  # type: ignore[misc]
        }
        for name in rng.sample(list(calls), len(calls)):
            times[name].append(_seconds(calls[name]))
    return [_row(f"sentences from {form}", size, times[form], times["peer"]) for form in ("list", "Arrow")]


def _long_row(scorer: Scorer, text: str) -> Row:
    peer = _seconds(lambda: analyzer().polarity_scores(text))
    ours = [_seconds(lambda: scorer.score([text])) for _ in range(5)]
    return _row("one long string, characters", len(text), ours, [peer] * len(ours))


def _growth_rows(scorer: Scorer, pool: list[str], n_batches: int) -> list[Row]:
    """Return how the time grows for four times the text; here the peer is mediakit on the shorter text."""
    whole = " ".join(pool)
    whole *= 1 + max(GROWTH) // len(whole)
    texts = {size: [whole[:size]] for size in GROWTH}
    times: dict[int, list[float]] = {size: [] for size in GROWTH}
    for _ in range(max(3, n_batches // 2)):
        for size, text in texts.items():
            times[size].append(_seconds(lambda text=text: scorer.score(text)))  # type: ignore[misc]
    return [
        _row(f"mediakit alone: time against that for {small} characters", large, times[small], times[large])
        for small, large in pairwise(GROWTH)
    ]


def _seconds(call: Callable[[], object]) -> float:
    begin = time.process_time_ns()
    call()
    return (time.process_time_ns() - begin) / 1e9


def _row(task: str, size: int, ours: list[float], peer: list[float]) -> Row:
    return {
        "task": task,
        "size": size,
        "ours_seconds": statistics.median(ours),
        "peer_seconds": statistics.median(peer),
        "ratio": statistics.median(theirs / max(mine, 1e-9) for mine, theirs in zip(ours, peer, strict=True)),
        "versions": f"Python {platform.python_version()}, vaderSentiment {version('vaderSentiment')}, "
        f"numpy {version('numpy')}, pyarrow {version('pyarrow')}",
    }
