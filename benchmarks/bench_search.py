"""Searching for words with wildcards beside scoring the tone of the same articles, both with nothing known."""

from __future__ import annotations

import random

import pandas as pd

from benchmarks.corpus import load_articles
from benchmarks.timing import Row, compare, forget, measure
from mediakit.score.sentiment import score_sentiment
from mediakit.tables import ARTICLES, build_table
from mediakit.words.search import search

SIZE = 20_000
QUERIES = ("ceasefire*", "missile*", "attack*")
CHANGED = 20  # one word in so many


def run(rounds: int = 5) -> list[Row]:
    """Return one row a query."""
    articles = repeated(SIZE)

    def tone() -> None:
        forget()
        score_sentiment(articles)

    def found(query: str) -> pd.DataFrame:
        forget()
        return search(articles, query)

    calls = {"tone": tone} | {query: lambda query=query: found(query) for query in QUERIES}  # type: ignore[misc]
    times = measure(calls, rounds=rounds)
    rows = []
    for query in QUERIES:
        share = found(query)["article_id"].nunique() / SIZE
        task = f"search for `{query}`, in {share:.0%} of the articles, against score_sentiment"
        rows.append(compare(task, f"{SIZE:,} articles", times[query], times["tone"]))
    return rows


def repeated(n: int, seed: int = 1) -> pd.DataFrame:
    """Return so many articles: those there are, again and again, each time with other words changed by a letter."""
    draw, own, rows = random.Random(seed), load_articles(), []
    for number in range(n):
        article = own[number % len(own)]
        words = article["text"].split(" ")
        for at in draw.sample(range(len(words)), len(words) // CHANGED) if number >= len(own) else ():
            words[at] += draw.choice("aeiou")
        rows.append({"article_id": str(number), "title": article["title"], "text": " ".join(words)})
    return build_table(ARTICLES, rows)
