"""Sentiment: mediakit's VADER beside vaderSentiment itself, on the same texts, in one run."""

from __future__ import annotations

import random
import re
import statistics
import warnings
from collections.abc import Callable, Sequence
from itertools import pairwise

import pyarrow as pa

from benchmarks.corpus import load_articles
from benchmarks.timing import Row, compare, cpu_seconds, measure
from mediakit.annotate.sentiment import SaturationWarning, polarity_scores
from mediakit.vader.rules import analyzer, emoji_names
from mediakit.vader.scorer import vader_scorer

SIZES = (100, 300, 1_000, 3_000)
SMALL = (1, 2, 3, 5, 10, 30, 100)
PER_TURN = 60
IN_A_ROW = 8
LONG = 200_000
GROWTH = (750_000, 3_000_000, 12_000_000)
Score = Callable[[Sequence[str]], object]


def run(rounds: int = 12) -> list[Row]:
    """Return one row a task."""
    warnings.simplefilter("ignore", SaturationWarning)
    rng = random.Random(0)
    articles = [article["text"] for article in load_articles()]
    pool = sentences(articles)
    rows = [row for size in SIZES for row in _sentence_rows(pool, size, rounds, rng)]
    rows += _sentence_rows(pool, SIZES[-1], rounds, rng, batches=IN_A_ROW)
    for kind, draw in _kinds(articles, pool, rng).items():
        rows += _slowest_rows(kind, draw, rounds)
    rows.append(_long_row(" ".join(pool)[:LONG]))
    return rows + _growth_rows(pool, max(3, rounds // 2))


def sentences(articles: list[str]) -> list[str]:
    """Return the articles cut after full stops, exclamation and question marks."""
    return [one for text in articles for one in re.split(r"(?<=[.!?])\s+", text) if one]


def _peer(texts: Sequence[str]) -> object:
    score = analyzer().polarity_scores
    return [score(text) for text in texts]


def _sentence_rows(pool: list[str], size: int, rounds: int, rng: random.Random, *, batches: int = 1) -> list[Row]:
    turns = [[[rng.choice(pool) for _ in range(size)] for _ in range(batches)] for _ in range(rounds)]
    times = _times({"a list": vader_scorer().score, "Arrow": vader_scorer().score}, turns)
    label = f"{size:,}" if batches == 1 else f"{batches} times {size:,}, one after the other"
    return [compare(f"sentences from {form}", label, times[form], times["peer"]) for form in ("a list", "Arrow")]


def _kinds(articles: list[str], pool: list[str], rng: random.Random) -> dict[str, Callable[[], str]]:
    words = sorted({word for text in rng.sample(pool, 500) for word in text.split()})
    lexicon, emoji = sorted(analyzer().lexicon), sorted(emoji_names())
    return {
        "one word": lambda: rng.choice(words),
        "one word of the lexicon": lambda: rng.choice(lexicon),
        "three words": lambda: " ".join(rng.choices(words, k=3)),
        "a number": lambda: str(rng.randrange(10**6)),
        "emoji alone": lambda: "".join(rng.choices(emoji, k=rng.randint(1, 3))),
        "nothing": lambda: "",
        "a sentence": lambda: rng.choice(pool),
        "a whole article": lambda: rng.choice(articles),
    }


def _slowest_rows(kind: str, draw: Callable[[], str], rounds: int) -> list[Row]:
    """Return, for the scorer and for polarity_scores, the size and form with the lowest median ratio."""
    scores: dict[str, Score] = {"scorer.score": vader_scorer().score, "polarity_scores": polarity_scores}
    rows: dict[str, list[Row]] = {name: [] for name in scores}
    sizes = SMALL[:5] if kind == "a whole article" else SMALL
    for size in sizes:
        turns = [[[draw() for _ in range(size)] for _ in range(max(1, PER_TURN // size))] for _ in range(rounds)]
        for name, score in scores.items():
            times = _times({"a list": score, "Arrow": score}, turns)
            task = f"texts of {kind}, {name}, slowest of {sizes[0]} to {sizes[-1]} texts"
            for form in ("a list", "Arrow"):
                rows[name].append(compare(task, f"{size} from {form}", times[form], times["peer"]))
    return [min(found, key=lambda row: row["ratio"]) for found in rows.values()]


def _times(scores: dict[str, Score], turns: list[list[list[str]]]) -> dict[str, list[float]]:
    """Return the seconds of every turn, in which each tool scores the same batches, one call a batch."""
    times: dict[str, list[float]] = {name: [] for name in (*scores, "peer")}
    for seed, batches in enumerate(turns):
        columns = [pa.array(batch, pa.large_string()) for batch in batches]
        calls = {
            name: lambda score=score, inputs=columns if name == "Arrow" else batches: [*map(score, inputs)]
            for name, score in {**scores, "peer": _peer}.items()
        }
        for name, seconds in measure(calls, rounds=1, seed=seed).items():
            times[name] += seconds
    return times


def _long_row(text: str) -> Row:
    peer = cpu_seconds(lambda: _peer([text]))
    ours = measure({"ours": lambda: vader_scorer().score([text])}, rounds=5)["ours"]
    return compare("one long string", f"{len(text):,} characters", ours, [peer] * len(ours))


def _growth_rows(pool: list[str], rounds: int) -> list[Row]:
    """Return how the time grows for four times the text; here the peer is mediakit on the shorter text."""
    whole = " ".join(pool)
    whole *= 1 + max(GROWTH) // len(whole)
    calls = {str(size): lambda text=whole[:size]: vader_scorer().score([text]) for size in GROWTH}
    times = measure(calls, rounds=rounds)
    return [
        {
            "task": f"mediakit alone: time against that for {small:,} characters, 4 where it is linear",
            "size": f"{large:,} characters",
            "ratio": statistics.median(
                slow / fast for fast, slow in zip(times[str(small)], times[str(large)], strict=True)
            ),
        }
        for small, large in pairwise(GROWTH)
    ]
