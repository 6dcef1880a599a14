"""Texts and term lists that the benchmarks share: real where the evaluation data is, else the sample corpus."""

from __future__ import annotations

import gzip
import json
import os
import random
import re
from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_WORD = re.compile(r"[A-Za-z]+")


def load_articles() -> list[dict[str, Any]]:
    """Return articles as dicts with outlet, date, title and text."""
    folder = Path(os.environ.get("MEDIAKIT_EVALUATION_DATA", ROOT.parent / "shared"))
    path = folder / "gold" / "ukraine_media" / "articles.jsonl.gz"
    if path.exists():
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]
    files = sorted((ROOT / "data" / "sample").rglob("*.txt")) * 20
    names = ("outlet", "date", "title", "text")
    rows = ((file.parent.name, file.name[:10], file.stem, file.read_text("utf-8")) for file in files)
    return [dict(zip(names, row, strict=True)) for row in rows]


def repeat_articles(n_words: int | None = None) -> Iterator[dict[str, str]]:
    """Yield articles without end, told apart by their first words, each with the number of words given."""
    articles = load_articles()
    for number in count():
        article = articles[number % len(articles)]
        text = f"Report {number}. {article['text']}"
        if n_words:
            words = text.split(" ")
            text = " ".join((words * (1 + n_words // len(words)))[:n_words])
        yield {key: article[key] for key in ("outlet", "date", "title")} | {"text": text}


def make_frames(texts: list[str], *, frames: int = 15, terms: int = 100, seed: int = 1) -> dict[str, list[str]]:
    """Return frames of terms of one to three words from the texts, three in ten with a wildcard at the end.

    The 200 most frequent words never begin a term, as in any real list.
    """
    draw = random.Random(seed)
    words = [_WORD.findall(text.lower()) for text in texts]
    common = {word for word, _ in Counter(word for own in words for word in own).most_common(200)}
    found: set[str] = set()
    while len(found) < frames * terms:
        own = draw.choice(words)
        at, size = draw.randrange(max(len(own) - 3, 1)), draw.choice([1, 1, 2, 3])
        term = own[at : at + size]
        if len(term) == size and len(term[0]) > 3 and term[0] not in common:
            cut = draw.random() < 0.3 and len(term[-1]) > 5
            found.add(" ".join([*term[:-1], term[-1][:-2] + "*" if cut else term[-1]]))
    listed = sorted(found)
    draw.shuffle(listed)
    return {f"frame{i}": listed[i * terms : (i + 1) * terms] for i in range(frames)}


def make_aliases(texts: list[str], n: int = 10_000) -> list[str]:
    """Return the n most frequent runs of one to three capitalised words."""
    counts: Counter[str] = Counter()
    for text in texts:
        run: list[str] = []
        for word in text.split():
            run = [*run, word][-3:] if word[:1].isupper() and word.isascii() and word.isalpha() else []
            counts.update(name for i in range(len(run)) if len(name := " ".join(run[i:])) > 1)
    return [name for name, _ in counts.most_common(n)]


def to_pattern(terms: list[str]) -> re.Pattern[str]:
    """Return the regular expression that an analyst would write for a list of terms, for text in small letters."""
    longest = sorted(terms, key=len, reverse=True)
    bodies = [re.escape(term).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for term in longest]
    return re.compile(rf"\b(?:{'|'.join(bodies)})\b")
