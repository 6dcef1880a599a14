"""The scorer equals vaderSentiment, to the last printed digit, on real and on generated texts."""

from __future__ import annotations

import gzip
import json
import re
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from benchmarks.fuzz_strings import fuzz_strings
from mediakit.annotate.sentiment import polarity_scores
from mediakit.vader import scorer as vader
from mediakit.vader.scorer import Scores, vader_scorer
from tests.conftest import evaluation_data, some_slow

FUZZ = 20_000
NAMES = ("neg", "neu", "pos", "compound")


@cache
def fuzz() -> tuple[list[str], np.ndarray]:
    texts = fuzz_strings(FUZZ, seed=1)
    return texts, oracle(texts)


def oracle(texts: list[str], lexicon: dict[str, float] | None = None) -> np.ndarray:
    analyzer = SentimentIntensityAnalyzer()
    if lexicon is not None:
        analyzer.lexicon = lexicon
    return np.array([[scores[name] for name in NAMES] for scores in map(analyzer.polarity_scores, texts)])


def assert_equal(scores: Scores, wanted: np.ndarray, texts: list[str]) -> None:
    got = np.stack(scores[:4], axis=1)
    wrong = np.flatnonzero((got != wanted).any(axis=1))
    assert [(texts[at], got[at], wanted[at]) for at in wrong[:3]] == []


def sentences(path: Path, count: int) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    found = [one for text in texts for one in re.split(r"(?<=[.!?])\s+", text) if one]
    return found[:: max(1, len(found) // count)][:count]


@pytest.mark.parametrize(
    "parts", [("ukraine_media", "articles.jsonl.gz"), ("vader_nyt", "nyt_editorial_snippets.jsonl.gz")]
)
def test_real_sentences_score_as_in_vader_sentiment(parts: tuple[str, str]) -> None:
    texts = sentences(evaluation_data("gold", *parts), 2_000)
    scores = vader_scorer().score(texts)
    assert_equal(scores, oracle(texts), texts)
    assert scores.n_exact < len(texts) / 20


def test_generated_strings_score_as_in_vader_sentiment_in_one_batch() -> None:
    texts, wanted = fuzz()
    scores = vader_scorer().score(texts)
    assert_equal(scores, wanted, texts)
    assert scores.n_exact < len(texts) / 4


def test_generated_strings_score_as_in_vader_sentiment_one_by_one() -> None:
    texts, wanted = fuzz()
    scorer = vader_scorer()
    got = [scorer.score_one(text) for text in texts]
    assert [tuple(row) for row in got] == [NAMES] * len(texts)
    assert [list(row.values()) for row in got] == wanted.tolist()


def test_hits_are_the_same_on_both_roads() -> None:
    texts, _ = fuzz()
    scorer = vader_scorer()
    assert scorer.score(texts).hits.tolist() == [scorer._exact.score(text).hits for text in texts]


@pytest.mark.parametrize("chunks", [1, 3])
def test_arrow_strings_score_as_lists_do(chunks: int) -> None:
    texts, wanted = fuzz()
    kept = [at for at, text in enumerate(texts) if not re.search("[\ud800-\udfff]", text)][:3_000]
    column = pa.chunked_array([pa.array([texts[at] for at in kept[part::chunks]]) for part in range(chunks)])
    order = [at for part in range(chunks) for at in kept[part::chunks]]
    assert_equal(vader_scorer().score(column), wanted[order], [texts[at] for at in order])


@pytest.mark.parametrize("size", [1, 2, 63, 64, 1_500])
def test_polarity_scores_are_those_of_vader_sentiment(size: int) -> None:
    texts, wanted = fuzz()
    kept = [at for at, text in enumerate(texts) if len(text) < 2_000 and not re.search("[\ud800-\udfff]", text)]
    kept = kept[:size]
    chosen = [texts[at] for at in kept]
    for given in (chosen, tuple(chosen), pd.Series(chosen), pa.array(chosen), pa.chunked_array([chosen])):
        frame = polarity_scores(given)
        assert list(frame.columns) == list(NAMES)
        assert frame.to_numpy().tolist() == wanted[kept].tolist()


# vaderSentiment takes ten times as long for thrice as many signs.
@pytest.mark.parametrize("faces", some_slow([1_100, 3_000], [3_000]))
def test_one_long_text_scores_as_in_vader_sentiment(faces: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vader, "_BLOCK", 700)
    monkeypatch.setattr(vader, "_LONG", 1_000)
    parts, _ = fuzz()
    texts = [" ".join(parts[at : at + 120]) for at in range(0, 2_400, 120)]
    texts += ["GREAT NEWS " * 300, "GREAT NEWS😁 " * 300, "fine" * 2_000, "fine 😁🆙" * 500, "😁" * faces]
    texts += [" " * 3_000, (" " * 2_000).join(["not", "very", "good", "but", "bad!", ""])]
    scores = vader_scorer().score(texts)
    assert_equal(scores, oracle(texts), texts)
    assert scores.n_exact == 0


@pytest.mark.parametrize(
    "lexicon",
    [
        {"good": 2, "bad": -2.5, "but": 1.0, "very": 2.0, "don't": -1.0, "so": 0.5, "the": 0.1, "nothing": 0.0},
        {"café": 1.5, "größe": -1.0, "ας": 2.0, "日本": 0.7, "no": -1.2, "kind": 2.4, "UPPER": 3.0, "of": 0.3},
        {"piñata": 1.5, "😁": 2.0, "🪅": 0.5, "k": 1.0, "\u212a": 3.0, "face": -1.0, "ñ": 0.7},
        {"a" * 30: 1.0, "a" * 31: -1.0, "uncontrollability": -2.0, "uncontrollable": 1.0, ":)": 2.0},
    ],
)
def test_other_lexicons_score_as_in_vader_sentiment(lexicon: dict[str, float]) -> None:
    marks = ["!", "?", ",", ""]
    words = [*lexicon, *(word.upper() for word in lexicon), "never", "without", "doubt", "least", "at", "this", "of",
             "not", "NOT", "shit", "bomb", "Café", "ΑΣ", "plain", "uncontrollabl", "a" * 29, "most"]  # fmt: skip
    rng = np.random.default_rng(0)
    texts = [
        " ".join(word + mark for word, mark in zip(rng.choice(words, size), rng.choice(marks, size), strict=True))
        for size in rng.integers(1, 15, 4_000)
    ]
    assert_equal(vader.Scorer(lexicon).score(texts), oracle(texts, lexicon), texts)
