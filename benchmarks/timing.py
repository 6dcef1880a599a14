"""Paired timing: the tools in random order inside each round, CPU time of this process."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any

from mediakit.text import blocks

Row = dict[str, Any]
Call = Callable[[], object]


def cpu_seconds(call: Call) -> float:
    """Return the CPU seconds of one call."""
    begin = time.process_time_ns()
    call()
    return (time.process_time_ns() - begin) / 1e9


def measure(calls: Mapping[str, Call], *, rounds: int, seed: int = 0) -> dict[str, list[float]]:
    """Return the CPU seconds of every call in every round."""
    draw = random.Random(seed)
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name in draw.sample(list(calls), len(calls)):
            times[name].append(cpu_seconds(calls[name]))
    return times


def compare(task: str, size: str, ours: list[float], peer: list[float], *, scale: float = 1.0) -> Row:
    """Return a row with the median and the lowest of the ratios round by round.

    ``scale`` is how many times more text mediakit was given than its peer.
    """
    ratios = [scale * theirs / max(mine, 1e-9) for mine, theirs in zip(ours, peer, strict=True)]
    return {"task": task, "size": size, "ratio": statistics.median(ratios), "lowest": min(ratios)}


def forget() -> None:
    """Drop every token found so far, so that the next call starts cold."""
    blocks._CACHE = blocks._Cache()
