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
    found = {(p, row[p][a:b]) for p, a, b in zip(spans["part"], spans["start"], spans["end"], strict=True)}
    assert {("text", "special military operation"), ("text", "Kiev regime"), ("standfirst", "Kiev")} <= found
    assert "Non-Enlargement of Kiev" in row["standfirst"]

    scores = mediakit.score_sentiment(articles, lexicon="vader").query("measure == 'tone'").set_index("label")
    sentences = mediakit.annotate_sentiment(articles, lexicon="vader")
    tone = scores.loc["vader", "total"] / scores.loc["", "exposure"]
    assert tone == pytest.approx(sentences["value"].mean()) and abs(tone) < 0.3
    assert sentences["part"].tolist()[:2] == ["title", "standfirst"] and (sentences["part"][2:] == "text").all()
