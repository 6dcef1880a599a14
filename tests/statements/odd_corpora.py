"""Odd corpora on NATO enlargement, made up: each leaves a report something that it cannot say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from mediakit.recipes import read_corpus
from mediakit.topics import Topic, load_topic

OUTLETS = ("Harbour Post", "Inland Echo", "Ridge Courier", "Lowland Times")
ON_TOPIC = (
    "Finland and Sweden asked to join NATO, and the alliance welcomed both.",
    "The foreign minister warned that NATO enlargement threatens Russia's borders.",
    "Membership of NATO would bring security guarantees, officials in Kyiv argued.",
    "Turkey objects to the accession of Sweden to NATO, diplomats said.",
    "A peace treaty with Russia remains possible, the president said about NATO membership.",
)
OFF_TOPIC = (
    "The harvest was good this year, and farmers celebrate.",
    "The council decided on a new bridge over the river.",
    "Rain spoiled the final of the village cup.",
    "A bakery in the old town won an award for its bread.",
)
FILLER = (
    "Nobody knows how long the talks will take.",
    "The war in Ukraine changed many minds, and prices rose.",
    "Officials in Kiev declined to comment.",
    "Readers wrote many letters about it.",
    "The markets stayed calm, and a good deal seems near.",
)
GERMAN = (
    "Die Regierung hat gestern beschlossen, dass der Beitritt zur NATO geprüft wird, und das Parlament soll noch "
    "in diesem Jahr darüber abstimmen. Viele Menschen sind dafür, aber nicht alle."
)


def rows_of(
    n: int, *, on_topic: float = 0.6, outlets: tuple[str, ...] = OUTLETS, seed: int = 1
) -> list[dict[str, Any]]:
    """Return records of articles by outlets in turn, one a day from January 2022."""
    draw, days = np.random.default_rng(seed), pd.date_range("2022-01-03", periods=n, freq="D")
    rows = []
    for i in range(n):
        first = ON_TOPIC if draw.random() < on_topic else OFF_TOPIC
        lead, more = first[draw.integers(len(first))], draw.permutation(FILLER)[:3]
        # Sentences of an outlet that come again and again would be left out of a report.
        text = " ".join(
            f"{sentence[:-1]}, as person {i} told the {outlets[i % len(outlets)]}." for sentence in (lead, *more)
        )
        title = f"{' '.join(lead.split()[:5]).rstrip(',')}, part {i}"
        facts = {"outlet": outlets[i % len(outlets)], "date": f"{days[i]:%Y-%m-%d}", "url": f"https://example.org/{i}"}
        rows.append({"title": title, "text": text, **facts})
    return rows


def corpus_of(rows: list[dict[str, Any]], *without: str, **facts: Any) -> pd.DataFrame:
    """Return ARTICLES of records, some facts of which are not there, or the same in all."""
    kept = [{name: value for name, value in row.items() if name not in without} | facts for row in rows]
    return read_corpus(kept).articles


def two_languages() -> list[dict[str, Any]]:
    rows = rows_of(80)
    for i in range(0, 80, 4):
        rows[i] |= {"text": f"{GERMAN} Das ist die Meldung {i}.", "title": f"Beitritt zur NATO wird geprüft, Teil {i}"}
    return rows


def many_outlets() -> list[dict[str, Any]]:
    return rows_of(1500, outlets=tuple(f"Gazette of District {i}" for i in range(300)))


def topic_of(kind: str) -> Topic:
    """Return the topic with which the report of an odd corpus is made."""
    lost: dict[str, Any] = {"no_events": {"events": ()}, "no_naming": {"naming": ()}, "no_frames": {"frames": {}}}
    return replace(load_topic("nato-enlargement"), **lost.get(kind, {}))


CORPORA: dict[str, Callable[[], pd.DataFrame]] = {
    "no_outlet": lambda: corpus_of(rows_of(80), "outlet", "url"),
    "one_outlet": lambda: corpus_of(rows_of(24, outlets=OUTLETS[:1])),
    "one_day": lambda: corpus_of(rows_of(80), date="2022-05-18"),
    "no_dates": lambda: corpus_of(rows_of(80), "date"),
    "no_hits": lambda: corpus_of(rows_of(24, on_topic=0)),
    "no_events": lambda: corpus_of(rows_of(80)),
    "no_naming": lambda: corpus_of(rows_of(80)),
    "no_frames": lambda: corpus_of(rows_of(80)),
    "two_languages": lambda: corpus_of(two_languages()),
    "many_outlets": lambda: corpus_of(many_outlets()),
    "one_article": lambda: corpus_of(rows_of(1, on_topic=1)),
    "thin": lambda: corpus_of(rows_of(6)),
}
