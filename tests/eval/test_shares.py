"""How often corrected shares hold the truth: samples of machine-coded sentences, and classifiers of known error.

Truths are the weighted shares of draw 2 of the coded sentences on NATO enlargement (machine-coded by codebook, not
human coding), where the list is the one that mediakit ships. ``python -m tests.eval.test_shares`` prints all figures.
"""

from __future__ import annotations

import hashlib
import warnings
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from mediakit.annotate.frames import annotate_frames
from mediakit.codes.shares import poststratify
from mediakit.stats.intervals import wilson_interval
from mediakit.text.parts import LettersWarning
from mediakit.topics import load_topic
from tests.conftest import evaluation_data
from tests.eval.gold_rows import gold_lines, raw_articles

Floats = NDArray[np.float64]
DIGEST = "d68b18692dd289c1"
GOLD = ("gold", "nato_frames", "sentences.jsonl.gz")
SIZES = (100, 200, 400)
DRAWS = 4000
# A coverage of .95 is simulated to within .0034 (one standard error); of the made-up classifiers, to within .01.
LEAST, MOST, SIMULATION = 0.93, 0.97, 0.01
# Recall and rate of false marks of made-up classifiers, with the share that they look for.
CLASSIFIERS = [(0.5, 0.02, 0.05), (0.8, 0.02, 0.05), (0.8, 0.05, 0.2), (0.9, 0.1, 0.5), (0.3, 0.01, 0.02)]


@cache
def cells() -> dict[str, Floats]:
    """Return for each frame how much of draw 2 is marked and coded, marked alone, coded alone, neither."""
    rows = [row for row in gold_lines(*GOLD) if row["draw"] == 2]
    lines = sorted({row["line"] for row in rows})
    texts = gold_lines("gold", "ukraine_media", "articles.jsonl.gz")
    articles = raw_articles([{"article_id": str(line), "text": texts[line]["text"]} for line in lines])
    topic = load_topic("nato-enlargement")
    with warnings.catch_warnings():
        # The raw texts are taken as they stand, since the codes count their characters.
        warnings.simplefilter("ignore", LettersWarning)
        spans = annotate_frames(articles, topic, parts="text")
    by_line: dict[str, pd.DataFrame] = {str(line): found for line, found in spans.groupby("article_id")}
    weight = np.array([row["weight"] for row in rows], dtype=np.float64)
    made: dict[str, Floats] = {}
    for frame in topic.frames:
        coded = np.array([frame in row["frames"] for row in rows])
        marked = np.array([_holds(by_line.get(str(row["line"])), frame, row["start"], row["end"]) for row in rows])
        parts = (marked & coded, marked & ~coded, ~marked & coded, ~marked & ~coded)
        if coded.any():
            made[frame] = np.array([weight[part].sum() for part in parts]) / weight.sum()
    return made


def _holds(spans: pd.DataFrame | None, frame: str, start: int, end: int) -> bool:
    if spans is None:
        return False
    return bool(((spans["label"] == frame) & (spans["start"] < end) & (spans["end"] > start)).any())


def made_up(recall: float, false: float, share: float) -> Floats:
    """Return the same four parts for a classifier of known error."""
    return np.array([share * recall, (1 - share) * false, share * (1 - recall), (1 - share) * (1 - false)])


def simulate(parts: Floats, n: int, seed: int) -> tuple[float, float]:
    """Return how often the interval holds the truth, and its mean width over that of the coded sample alone."""
    truth, counted = parts[0] + parts[2], np.array([parts[0] + parts[1], parts[2] + parts[3]])
    drawn = np.random.default_rng(seed).multinomial(n, parts, size=DRAWS)
    size = np.stack([drawn[:, 0] + drawn[:, 1], drawn[:, 2] + drawn[:, 3]], axis=1)
    _, low, high = poststratify(counted, drawn[:, [0, 2]] / np.maximum(size, 1), size)
    plain_low, plain_high = wilson_interval((drawn[:, 0] + drawn[:, 2]) / n, np.full(DRAWS, n))
    covered = float(((low <= truth) & (truth <= high)).mean())
    return covered, float((high - low).mean() / (plain_high - plain_low).mean())


def test_the_coded_sentences_are_those_that_the_floors_were_set_on() -> None:
    assert hashlib.sha256(evaluation_data(*GOLD).read_bytes()).hexdigest()[:16] == DIGEST
    assert len(cells()) == 7


@pytest.mark.parametrize("n", SIZES)
def test_corrected_shares_hold_the_truth_of_every_frame(n: int) -> None:
    covered = {frame: simulate(parts, n, seed=n)[0] for frame, parts in cells().items()}
    wrong = {frame: c for frame, c in covered.items() if not LEAST <= c <= MOST}
    assert not wrong


def test_corrected_shares_are_narrower_than_the_coded_sample() -> None:
    widths = [simulate(parts, 200, seed=1)[1] for parts in cells().values()]
    assert np.mean(widths) <= 0.92


@pytest.mark.parametrize("errors", CLASSIFIERS)
@pytest.mark.parametrize("n", SIZES)
def test_corrected_shares_hold_with_classifiers_of_known_error(errors: tuple[float, float, float], n: int) -> None:
    covered, _ = simulate(made_up(*errors), n, seed=n)
    assert LEAST - SIMULATION <= covered <= MOST + SIMULATION


def main() -> None:
    """Print coverage and relative width of every frame and classifier."""
    named: dict[Any, Floats] = {**cells(), **{errors: made_up(*errors) for errors in CLASSIFIERS}}
    for name, parts in named.items():
        figures = [f"{c:.3f} {w:.2f}" for c, w in (simulate(parts, n, seed=n) for n in SIZES)]
        print(f"{name!s:24} truth {parts[0] + parts[2]:.3f}", *figures, sep="  ")


if __name__ == "__main__":
    main()
