"""From a file of articles to a monthly table of tone, frames and entities, beside the usual script.

Both see the same sentences: the script pays for Punkt, but scores the sentences that mediakit found.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from benchmarks.corpus import load_articles, make_aliases, make_frames, to_pattern
from benchmarks.timing import Row, compare, forget, measure
from mediakit import read_articles, score_entities, score_frames, score_sentiment, split_sentences, trend
from mediakit.lexicon import lexicon_of
from mediakit.text.ends import lists

N_ARTICLES = 400
N_MANY = 2_000
N_ALIASES = 1_000
N_SHOWN = 50


class Task:
    """One file of articles and the term lists, with both ways to the monthly table."""

    def __init__(self, path: Path, n_articles: int) -> None:
        articles = load_articles()
        texts = [article["text"] for article in articles]
        self.path, self.frames = path, make_frames(texts)
        self.names = make_aliases(texts, N_ALIASES)
        chosen = articles[:: max(1, len(articles) // n_articles)][:n_articles]
        lines = [json.dumps({key: one[key] for key in ("outlet", "date", "title", "text")}) for one in chosen]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        read = read_articles(path).articles
        found = split_sentences(read, parts="text")
        text = dict(zip(read["article_id"], read["text"], strict=True))
        self.sentences: dict[str, list[str]] = {}
        for key, start, end in zip(found["article_id"], found["start"], found["end"], strict=True):
            self.sentences.setdefault(text[key], []).append(text[key][start:end])
        parameters = PunktParameters()
        parameters.abbrev_types = set(lists()["never"] | lists()["before_number"] | lists()["maybe"])
        self.punkt = PunktSentenceTokenizer(parameters)
        self.analyzer = SentimentIntensityAnalyzer()

    def ours(self) -> pd.DataFrame:
        """Return mediakit's monthly table, which has intervals, too; nothing is known before."""
        forget()
        articles = read_articles(self.path).articles
        frames = lexicon_of("frames", {name: {"terms": terms} for name, terms in self.frames.items()})
        aliases = pd.DataFrame({"canonical": self.names, "type": "name", "alias": self.names, "match": "exact"})
        scores = [
            score_sentiment(articles, lexicon="vader", parts="text"),
            score_frames(articles, frames, parts="text"),
            score_entities(articles, aliases=aliases, top=N_SHOWN, parts="text"),
        ]
        return trend(pd.concat(scores, ignore_index=True), articles, every="month")

    def script(self, names: Sequence[re.Pattern[str]]) -> pd.DataFrame:
        """Return the usual script's monthly table."""
        table = pd.read_json(self.path, lines=True, convert_dates=["date"])
        for text in table["text"]:
            self.punkt.tokenize(text)
        score = self.analyzer.polarity_scores
        sentences = [self.sentences.get(text, []) for text in table["text"]]
        table["tone"] = [np.mean([score(one)["compound"] for one in own] or [0]) for own in sentences]
        small = table["text"].str.lower()
        columns: dict[str, Any] = {name: small.str.count(to_pattern(terms)) for name, terms in self.frames.items()}
        counts = pd.DataFrame([_count(text, names) for text in table["text"]]).fillna(0)
        columns |= {name: counts[name] for name in counts.sum().nlargest(N_SHOWN).index}
        table = pd.concat([table[["date", "tone"]], pd.DataFrame(columns)], axis=1)
        return table.groupby(pd.Grouper(key="date", freq="MS")).mean()


def _count(text: str, names: Sequence[re.Pattern[str]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for pattern in names:
        for name in pattern.findall(text):
            counts[name] = counts.get(name, 0) + 1
    return counts


def run(rounds: int = 3) -> list[Row]:
    """Return rows for scripts that look for one name after the other, or for all at once."""
    return [*_compare(N_ARTICLES, rounds, ("every name", "all names")), *_compare(N_MANY, rounds, ("all names",))]


def _compare(n_articles: int, rounds: int, scripts: Sequence[str]) -> list[Row]:
    with TemporaryDirectory() as folder:
        task = Task(Path(folder, "articles.jsonl"), n_articles)
        longest = sorted(task.names, key=len, reverse=True)
        patterns = {
            "every name": [re.compile(rf"\b{re.escape(name)}\b") for name in task.names],
            "all names": [re.compile(r"\b(?:" + "|".join(map(re.escape, longest)) + r")\b")],
        }
        _ = task.ours()
        calls = {name: partial(task.script, patterns[name]) for name in scripts}
        times = measure({"ours": task.ours, **calls}, rounds=rounds)
    size = f"{n_articles:,} articles, 15 frames of 100 terms, {N_ALIASES:,} names, the {N_SHOWN} most frequent shown"
    about = "file to monthly table, against the usual script with one expression for {}"
    return [compare(about.format(name), size, times["ours"], times[name]) for name in scripts]
