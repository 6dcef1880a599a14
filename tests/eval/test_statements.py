"""How often statements are wrong, and how often a planted difference is found, in real articles shuffled.

``python -m tests.eval.test_statements`` prints the figures of docs/statements.md (some minutes).
"""

from __future__ import annotations

import sys
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from mediakit.clean.acting import act_on_findings
from mediakit.clean.boilerplate import clean_articles
from mediakit.clean.findings import check_corpus
from mediakit.clean.stories import group_stories
from mediakit.score.coverage import score_coverage
from mediakit.score.frames import score_frames
from mediakit.score.naming import score_naming
from mediakit.score.sentiment import score_sentiment
from mediakit.stats.changes import seek_changes
from mediakit.stats.differences import seek_differences
from mediakit.tables import ARTICLES, build_table
from mediakit.topics import load_topic
from mediakit.topics.membership import match_topic
from tests.conftest import evaluation_data

Numbers = NDArray[Any]
# Of a report with the four figures below.
LEVEL = 0.05 / 4
DRAWS = 999
FIGURES = {"coverage": "coverage", "tone": "tone", "frames": "frame_salience", "naming": "naming"}
# Articles before it are few; see the collection windows of the corpus.
FIRST_DAY = pd.Timestamp("2022-01-03", tz="UTC")


@cache
def corpus() -> tuple[pd.DataFrame, dict[str, tuple[pd.DataFrame, Numbers]]]:
    """Return real ARTICLES without their texts, and SCORES by figure, each with the articles that it is of.

    As in a report, what is known to be wrong with them is left out first.
    """
    data = pd.read_json(evaluation_data("gold", "ukraine_media", "articles.jsonl.gz"), lines=True, dtype=False)
    names = {"id": "article_id", "outlet": "outlet", "date": "published", "title": "title", "text": "text"}
    articles = build_table(ARTICLES, data[list(names)].rename(columns=names).to_dict("records"))
    articles = group_stories(clean_articles(articles))
    articles = act_on_findings(articles, check_corpus(articles)).articles
    topic = load_topic("nato-enlargement")
    on = match_topic(articles, topic)[topic.name].to_numpy()
    everything = np.ones(len(articles), dtype=bool)
    made = {
        "coverage": (score_coverage(articles, topic), everything),
        "tone": (score_sentiment(articles[on]), on),
        "frames": (score_frames(articles[on], topic), on),
        "naming": (score_naming(articles, topic), everything),
    }
    figures = {name: (scores[scores["measure"] == FIGURES[name]], kept) for name, (scores, kept) in made.items()}
    scores, kept = figures["coverage"]
    figures |= {"strands": (scores, kept), "coverage": (scores[scores["label"].isin(["", topic.name])], kept)}
    return articles[["article_id", "outlet", "published", "story_id"]].assign(title="", text=""), figures


def shuffle(values: pd.Series, within: Numbers, seed: int) -> pd.Series:
    """Return values in random order within the groups of another array."""
    code = np.unique(within, return_inverse=True)[1]
    order = np.lexsort([np.random.default_rng(seed).random(len(code)), code])
    mixed = values.copy()
    mixed.iloc[np.argsort(code, kind="stable")] = values.iloc[order].to_numpy()
    return mixed


def without_differences(seed: int) -> pd.DataFrame:
    """Return the articles with outlets shuffled within months, so that every outlet keeps its window."""
    articles = corpus()[0]
    months = articles["published"].dt.strftime("%Y-%m").to_numpy()
    return articles.assign(outlet=shuffle(articles["outlet"], months, seed))


def without_changes(seed: int) -> pd.DataFrame:
    """Return the articles with dates shuffled within outlets."""
    articles = corpus()[0]
    articles = articles[articles["published"] >= FIRST_DAY]
    return articles.assign(published=shuffle(articles["published"], articles["outlet"].to_numpy(), seed))


def cells_of(articles: pd.DataFrame, name: str, scores: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the cells of one figure."""
    given, kept = corpus()[1][name]
    given = given if scores is None else scores
    return seek_differences(given, articles[kept], by="outlet", draws=DRAWS).named(LEVEL)


def false_differences(first: int, number: int) -> dict[str, int]:
    """Return how many corpora without differences name something, by figure and in any."""
    wrong = dict.fromkeys([*FIGURES, "any"], 0)
    for seed in range(first, first + number):
        articles = without_differences(seed)
        found = [name for name in FIGURES if cells_of(articles, name)["named"].any()]
        for name in [*found, *["any"][: len(found)]]:
            wrong[name] += 1
    return wrong


def false_changes(first: int, number: int) -> int:
    """Return how many corpora with shuffled dates name a change or a peak, of the topic or a strand."""
    scores = corpus()[1]["strands"][0]
    return sum(seek_changes(scores, without_changes(seed))["named"].any() for seed in range(first, first + number))


def plant(name: str, cell: pd.Series, articles: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame | None:
    """Return SCORES in which one outlet differs by ``detectable`` in one label, None where that cannot be made.

    Tone is moved sentence by sentence. Of everything else, some articles of the outlet are replaced by articles, drawn
    from all, that have hits (or, above one half, that lack some).
    """
    scores = corpus()[1][name][0].astype({"label": object, "measure": object})
    chosen = scores["label"] == cell["label"]
    base = scores[scores["label"] == ("" if (scores["label"] == "").any() else cell["label"])]
    base = base[base["exposure"] > 0].set_index("article_id")
    exposure = base["exposure"].to_numpy()
    total = scores[chosen].set_index("article_id")["total"].reindex(base.index).fillna(0).to_numpy()
    own = base.index.isin(articles.loc[articles["outlet"] == cell["group"], "article_id"])
    if name == "tone":
        total = total + own * cell["detectable"] * exposure
    else:
        low = cell["others"] < 0.5
        moved = cell["detectable"] if low else -cell["detectable"]
        pool = np.flatnonzero(total > 0 if low else total < exposure)
        # With a part w of the articles replaced, (1 - w) (e r) + w t' = (r + moved) ((1 - w) e + w e').
        gained = total[pool].mean() - (cell["others"] + moved) * exposure[pool].mean()
        needed = moved * exposure[own].mean()
        if not 0 < needed / (needed + gained) < 0.95:
            return None
        replaced = np.flatnonzero(own & (rng.random(len(own)) < needed / (needed + gained)))
        donors = rng.choice(pool, len(replaced))
        total, exposure = total.copy(), exposure.copy()
        total[replaced], exposure[replaced] = total[donors], exposure[donors]
    facts = {"measure": FIGURES[name], "label": cell["label"], "total": total, "exposure": exposure}
    made = pd.DataFrame({"article_id": base.index.astype("str"), **facts})
    table = pd.concat([scores.loc[~chosen, list(made)], made], ignore_index=True)
    return table.astype({"measure": "category", "label": "category"})


def found_differences(name: str, first: int, number: int, cells: int) -> list[bool]:
    """Return whether differences of the size that is said to be detectable are named, in corpora without others."""
    named = []
    for seed in range(first, first + number):
        articles, rng = without_differences(seed), np.random.default_rng(seed)
        table = cells_of(articles, name)
        for row in rng.permutation(len(table))[:cells].tolist():
            cell = table.iloc[row]
            planted = plant(name, cell, articles, rng)
            if planted is not None:
                again = cells_of(articles, name, planted)
                same = (again["label"] == cell["label"]) & (again["group"] == cell["group"])
                named.append(bool(again.loc[same, "named"].any()))
    return named


@pytest.mark.slow
def test_shuffled_outlets_are_rarely_named() -> None:
    # A report may speak in one of twenty corpora; two of six would happen in about one of thirty such tests.
    assert false_differences(0, 6)["any"] <= 1


@pytest.mark.slow
def test_shuffled_dates_rarely_make_changes() -> None:
    assert false_changes(0, 12) <= 2


@pytest.mark.slow
def test_what_is_said_to_be_detectable_is_found() -> None:
    named = [hit for name in ("coverage", "tone") for hit in found_differences(name, 0, 3, 3)]
    assert len(named) >= 12
    assert np.mean(named) > 0.5


def main(number: int = 200) -> None:
    """Print all rates."""
    print("outlets shuffled within months:", false_differences(0, number), "of", number)
    print("dates shuffled within outlets:", false_changes(0, number), "of", number)
    for name in FIGURES:
        found = found_differences(name, 1000, number // 5, 4)
        print(f"planted, {name}: {np.mean(found):.2f} of {len(found)}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
