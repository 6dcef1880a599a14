"""The article that the project started from, from file to tone."""

from __future__ import annotations

import pytest

import mediakit
from tests.conftest import evaluation_data


def test_the_seed_article_from_file_to_tone() -> None:
    articles, problems = mediakit.read_articles(evaluation_data("samples", "seed_article", "article.txt"))
    articles = mediakit.clean_articles(articles)
    (row,) = articles.to_dict("records")
    assert row["title"].startswith("The Complex Dynamics") and row["section"] == "World News"
    assert str(row["published"])[:10] == "2023-07-08" and row["standfirst"].startswith("Biden Reveals")
    assert row["x_cut"] == "Related Post | Polular post" and row["text"].count("\n\n") == 10
    assert not (problems["severity"] == "error").any()

    spans = mediakit.annotate_naming(articles, mediakit.load_topic("nato-enlargement"))
    found = {row["text"][a:b] for a, b in zip(spans["start"], spans["end"], strict=True)}
    assert {"special military operation", "Kiev regime", "Kiev"} <= found

    scores = mediakit.score_sentiment(articles, lexicon="vader").set_index("measure")
    sentences = mediakit.annotate_sentiment(articles, lexicon="vader")["value"]
    tone = scores.loc["tone", "total"] / scores.loc["tone", "exposure"]
    assert tone == pytest.approx(sentences.mean()) and abs(tone) < 0.3
