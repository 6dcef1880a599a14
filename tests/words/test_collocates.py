"""Collocates: NLTK's finder and measures, counted by hand, in windows and in sentences."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from nltk.collocations import BigramCollocationFinder
from nltk.metrics import BigramAssocMeasures

from mediakit.errors import LexiconError, OptionError
from mediakit.tables import ARTICLES, build_table, check_table
from mediakit.word_tables import COLLOCATES
from mediakit.words.association import associations
from mediakit.words.collocation import collocates

WORDS = ["grain", "deal", "harbour", "ship", "new", "old", "signs", "waits", "in", "and"]
NLTK = {
    "pmi": BigramAssocMeasures.pmi,
    "likelihood_ratio": BigramAssocMeasures.likelihood_ratio,
    "t_score": BigramAssocMeasures.student_t,
}


def made_up(n: int = 1, words: int = 3000, seed: int = 2) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    chances = np.arange(1, 11) / 55
    rows = [{"article_id": f"a{i}", "text": " ".join(rng.choice(WORDS, words, p=chances))} for i in range(n)]
    return build_table(ARTICLES, rows)


@pytest.mark.parametrize("window", [1, 2, 5])
def test_numbers_are_those_of_nltk(window: int) -> None:
    table = made_up()
    words = table["text"].iloc[0].split()
    found = collocates(table, "grain", window=window, least=1).set_index("word").drop("grain", errors="ignore")
    check_table(found.reset_index(), COLLOCATES)
    finder = BigramCollocationFinder.from_words(words, window_size=window + 1)
    assert set(found.index) == set(WORDS) - {"grain"}
    for word, row in found.iterrows():
        left, right = finder.ngram_fd[(word, "grain")], finder.ngram_fd[("grain", word)]
        assert (row["n_left"], row["n_right"], row["count"]) == (left, right, left + right)
        both = row["count"] / (2 * window)
        margins = (finder.word_fd["grain"], finder.word_fd[word])
        for name, measure in NLTK.items():
            assert row[name] == pytest.approx(measure(both, margins, finder.N), rel=1e-9, abs=1e-9)
        npmi = BigramAssocMeasures.pmi(both, margins, finder.N) / -math.log2(both / finder.N)
        assert row["npmi"] == pytest.approx(npmi, abs=1e-9)


def test_measures_are_those_of_nltk_on_any_margins() -> None:
    rng = np.random.default_rng(4)
    total = rng.integers(200, 10**6, 300)
    one, other = (rng.integers(1, total // 2) for _ in range(2))
    both = rng.integers(1, np.minimum(one, other) + 1)
    found = associations(both, one, other, total)
    for i in range(300):
        for name, measure in NLTK.items():
            wanted = measure(int(both[i]), (int(one[i]), int(other[i])), int(total[i]))
            assert float(found[name][i]) == pytest.approx(wanted, rel=1e-9, abs=1e-9)


def test_sentences_by_hand() -> None:
    text = "The grain deal holds. The grain, the grain ship waits. No ship sails. The deal is old."
    table = build_table(ARTICLES, [{"article_id": "a", "title": "Grain ship in sight", "text": text}])
    found = collocates(table, "grain", window="sentence", least=1).set_index("word")
    assert found.loc["ship", ["count", "n_node", "n_word", "n_total", "n_articles"]].tolist() == [2, 3, 3, 5, 1]
    assert found.loc["the", "count"] == 2 and "sails" not in found.index and "grain" not in found.index
    assert found.loc["ship", "expected"] == pytest.approx(3 * 3 / 5)
    assert "n_left" not in found.columns


def test_windows_do_not_leave_the_part_and_step_over_the_whole_node() -> None:
    rows = [{"article_id": "a", "title": "Old port", "text": "Black Sea grain deals hold in spring."}]
    found = collocates(build_table(ARTICLES, rows), "grain deal*", window=2, least=1).set_index("word")
    assert found["n_left"].to_dict() == {"black": 1, "hold": 0, "in": 0, "sea": 1}
    assert found["n_right"].to_dict() == {"black": 0, "hold": 1, "in": 1, "sea": 0}


def test_articles_are_counted_once_and_rare_pairs_left_out() -> None:
    rows = [{"article_id": f"a{i}", "text": "New deal, new deal." + " Old deal." * (i == 0)} for i in range(4)]
    table = build_table(ARTICLES, rows)
    found = collocates(table, "deal", window=1, least=5).set_index("word")
    assert found["n_articles"].to_dict() == {"new": 4}
    assert collocates(table, "deal", window=1, least=1)["word"].tolist() == ["new", "old"]


def test_a_node_that_is_nowhere_gives_an_empty_table() -> None:
    for window in (3, "sentence"):
        found = collocates(made_up(), "walrus", window=window)  # type: ignore[arg-type]
        assert len(found) == 0
        check_table(found, COLLOCATES)


@pytest.mark.parametrize("window", [0, 51, 2.5, True, "paragraph"])
def test_wrong_windows_are_named(window: Any) -> None:
    with pytest.raises(OptionError, match="window must be 'sentence' or a whole number"):
        collocates(made_up(), "grain", window=window)


def test_a_node_needs_a_word() -> None:
    for node in ("", "...", None):
        with pytest.raises(LexiconError):
            collocates(made_up(), node)  # type: ignore[arg-type]
