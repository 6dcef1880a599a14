"""Tone against human ratings: floors on pinned data, and the figures that news.toml and docs/tone.md state."""

from __future__ import annotations

import csv
import hashlib
import io
import math
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd
import pytest
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from mediakit.annotate.sentiment import annotate_sentiment, polarity_scores
from tests.conftest import ROOT, evaluation_data
from tests.eval.gold_rows import raw_articles

SNIPPETS = ("gold", "vader_nyt", "nyt_editorial_snippets.jsonl.gz")
HEADLINES = ("gold", "semeval2007_headlines", "headlines.jsonl.gz")
COVERAGE = ("gold", "ukraine_media", "articles.jsonl.gz")
DIGESTS: dict[tuple[str, ...], str] = {
    SNIPPETS: "8fc6d9066b9f8e03afdb2cc162f6f2d2a69452207927649ea23da25e10b85688",
    HEADLINES: "72f48f110964608236b34cb7770ab4120325740544651c2368d7517aa86b281b",
    COVERAGE: "960b17b19ad56500167c5611cce4b4c27bcc57437b0048edb5f0500fdff349ce",
}
FLOORS = {"snippets": 0.595, "editorials": 0.725, "headlines": 0.675}
LEXICONS = files("mediakit.resources").joinpath("lexicons")


def ratings(parts: tuple[str, ...]) -> pd.DataFrame:
    """Return a rated data set, or skip where the file is not the one the floors were measured on."""
    path = evaluation_data(*parts)
    if hashlib.sha256(path.read_bytes()).hexdigest() != DIGESTS[parts]:
        pytest.skip(f"{path.name} is not the file on which the floors were measured")
    return pd.read_json(path, lines=True, compression="gzip", dtype=False)


@cache
def correlations(variant: str) -> dict[str, float]:
    """Return Pearson's r with the human ratings for snippets, editorial means and headlines."""
    snippets, headlines = ratings(SNIPPETS), ratings(HEADLINES)
    snippets["tone"] = polarity_scores(snippets["text"].tolist(), lexicon=variant)["compound"].to_numpy()
    editorials = snippets.groupby("doc")[["tone", "mean"]].mean()
    tone = polarity_scores(headlines["headline"].tolist(), lexicon=variant)["compound"]
    return {
        "snippets": float(snippets["tone"].corr(snippets["mean"])),
        "editorials": float(editorials["tone"].corr(editorials["mean"])),
        "headlines": float(tone.corr(headlines["valence"])),
    }


@cache
def about() -> dict[str, Any]:
    """Return news.toml."""
    return tomllib.loads(LEXICONS.joinpath("news.toml").read_text("utf-8"))


@cache
def entries() -> list[tuple[str, float, str]]:
    """Return term, valence and reason of every line of news.tsv."""
    source = io.StringIO(LEXICONS.joinpath("news.tsv").read_text("utf-8"))
    header, *rows = csv.reader(source, delimiter="\t", quoting=csv.QUOTE_NONE)
    assert header == ["term", "valence", "reason"]
    return [(term, float(valence), reason) for term, valence, reason in rows]


@cache
def vader_words() -> dict[str, float]:
    """Return the valences that vaderSentiment comes with."""
    return dict(SentimentIntensityAnalyzer().lexicon)


@pytest.mark.parametrize("unit", FLOORS)
def test_news_stays_above_its_floor(unit: str) -> None:
    assert correlations("news")[unit] >= FLOORS[unit]


@pytest.mark.parametrize("unit", FLOORS)
@pytest.mark.parametrize("variant", ["vader", "news"])
def test_stated_figures_are_the_measured_ones(unit: str, variant: str) -> None:
    assert correlations(variant)[unit] == pytest.approx(about()["measured"][unit][variant], abs=0.002)


@pytest.mark.parametrize("unit", FLOORS)
def test_page_states_the_figures_of_the_lexicon(unit: str) -> None:
    page = (ROOT / "docs" / "tone.md").read_text("utf-8")
    figures = about()["measured"][unit]
    blind, folds = about()["measured"]["blind"][unit], about()["measured"]["cross_validated"][unit]
    row = [f"{value:.3f}" for value in (figures["vader"], figures["news"], blind, folds)]
    assert " | ".join(row) in page


@pytest.mark.slow
def test_article_tone_does_not_follow_length() -> None:
    data = ratings(COVERAGE)
    articles = raw_articles(data[["id", "text"]].rename(columns={"id": "article_id"}).to_dict("records"))
    tone = annotate_sentiment(articles, lexicon="news").groupby("article_id", observed=True)["value"].mean().abs()
    length = articles.set_index("article_id")["text"].str.len()[tone.index].astype(float)
    assert abs(tone.corr(length)) < 0.10
    assert abs(tone.corr(length.map(math.log))) < 0.10


@pytest.mark.parametrize(
    "text",
    [
        "Russia launched a special military operation.",
        "The United Nations Security Council met.",
        "She works at the Justice Department in the United States.",
        "The shares of the party's bank like to trade in united interest.",
    ],
)
def test_names_and_homographs_are_neutral_in_news(text: str) -> None:
    assert abs(polarity_scores([text], lexicon="news")["compound"].iloc[0]) <= 0.15


@pytest.mark.parametrize(
    ("worse", "better"),
    [
        ("The factory announced layoffs.", "The factory announced an expansion."),
        ("An earthquake struck the city.", "Reporters visited the city."),
        ("He was indicted.", "He was acquitted."),
        ("The plan is misguided.", "The plan is sensible."),
        ("Shelling continued.", "The ceasefire continued."),
        ("The firm went bankrupt.", "The firm became profitable."),
    ],
)
def test_news_tells_bad_news_from_good(worse: str, better: str) -> None:
    low, high = polarity_scores([worse, better], lexicon="news")["compound"]
    assert low < high


def test_lexicon_file_is_the_one_described() -> None:
    digest = hashlib.sha256(LEXICONS.joinpath("news.tsv").read_bytes()).hexdigest()
    assert about()["sha256"] == digest


def test_every_entry_is_well_formed_and_has_a_reason() -> None:
    terms = [term for term, _, _ in entries()]
    assert len(set(terms)) == len(terms)
    faults = [
        term
        for term, valence, reason in entries()
        if term != term.strip().lower() or not -4 <= valence <= 4 or not reason.strip() or (" " in term and valence)
    ]
    assert faults == []


def test_every_entry_has_an_effect() -> None:
    words = {term: valence for term, valence, _ in entries() if " " not in term}
    idle = [term for term, valence in words.items() if vader_words().get(term, 0.0) == valence]
    scored = {term for term, valence in {**vader_words(), **words}.items() if valence}
    idle += [term for term, _, _ in entries() if " " in term and not scored.intersection(term.split())]
    assert idle == []


def test_reasons_that_compare_with_vader_are_true() -> None:
    for term, valence, reason in entries():
        old = vader_words().get(term, 0.0)
        if reason == "milder in news than in VADER":
            assert old * valence > 0 and abs(valence) < abs(old), term
        elif reason == "stronger in news than in VADER":
            assert old * valence > 0 and abs(valence) > abs(old), term
        elif reason == "opposite tone in news to VADER's":
            assert old * valence < 0, term
