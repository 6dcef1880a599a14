"""How often words are said to set two random halves of one outlet apart, where nothing does.

``python -m tests.eval.test_keyness`` prints the table of docs/words.md (some minutes).
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

from mediakit.stats.intervals import adjust_p_values
from mediakit.tables import ARTICLES, build_table
from mediakit.words.comparing import compare_words
from tests.conftest import evaluation_data, some_slow


@cache
def articles_of(outlet: str) -> pd.DataFrame:
    data = pd.read_json(evaluation_data("gold", "ukraine_media", "articles.jsonl.gz"), lines=True, dtype=False)
    names = {"id": "article_id", "outlet": "outlet", "date": "published", "title": "title", "text": "text"}
    own = data.loc[data["outlet"] == outlet, list(names)].rename(columns=names)
    return build_table(ARTICLES, own.to_dict("records"))


def found_by_chance(outlet: str, part: float, splits: int) -> pd.DataFrame:
    """Return for each random split whether any word survives, by the story's p and by G2's, and how many do."""
    articles = articles_of(outlet)
    rows = []
    for seed in range(splits):
        chosen = np.random.default_rng(seed).permutation(len(articles)) < part * len(articles)
        words = compare_words(articles.assign(half=np.where(chosen, "a", "b")), by="half")
        usual = adjust_p_values(words["g2_p_value"]) < 0.05
        ours = int((words["p_adjusted"] < 0.05).sum())
        rows.append(
            {
                "any": ours > 0,
                "usual_any": usual.any(),
                "usual_words": usual.sum(),
                "p": (words["p_value"] < 0.05).mean(),
            }
        )
    return pd.DataFrame(rows)


@pytest.mark.filterwarnings("ignore::mediakit.text.parts.LettersWarning")
@pytest.mark.parametrize(
    ("outlet", "part", "splits"),
    some_slow(
        [("bbc.com", 0.5, 40), ("rt.com", 0.5, 200), ("rt.com", 0.1, 200)], [("rt.com", 0.5, 200), ("rt.com", 0.1, 200)]
    ),
)
def test_random_halves_seldom_show_a_word_and_g2_always_does(outlet: str, part: float, splits: int) -> None:
    found = found_by_chance(outlet, part, splits)
    assert found["any"].mean() <= 0.05
    assert found["usual_any"].all()
    assert found["p"].mean() <= 0.05


def _print_table() -> None:
    for outlet in ("bbc.com", "rt.com", "foxnews.com", "nytimes.com"):
        for part in (0.5, 0.1):
            found = found_by_chance(outlet, part, 200)
            print(
                outlet,
                len(articles_of(outlet)),
                part,
                found.mean().round(4).to_dict(),
                found.median().to_dict(),
                flush=True,
            )


if __name__ == "__main__":
    _print_table()
