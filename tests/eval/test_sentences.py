"""Sentence boundaries against gold data: floors that only go up, and never below Punkt with the same abbreviations."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

from mediakit.text.blocks import read_blocks
from mediakit.text.ends import lists
from tests.conftest import evaluation_data

FLOORS = {"pud": 0.998, "gum_news": 0.99}
DIGESTS = {
    "pud": "e0afaf51e8fe0d351c93f83d51670eecfa4d27c949815b3e0aa545dcdeb8a206",
    "gum_news": "63b8caa30aa4a99be0895f4661cb3d6809bcdbe97fbba7279db31e795fe6d3c9",
}


def load(name: str) -> list[list[list[str]]]:
    path: Path = evaluation_data("gold", "sentences", f"{name}.jsonl.gz")
    if hashlib.sha256(path.read_bytes()).hexdigest() != DIGESTS[name]:
        pytest.skip(f"{path.name} is not the data that the floor was pinned on")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line)["paragraphs"] for line in lines]


def boundary_f(paragraphs: list[list[list[str]]], split: Callable[[str], set[int]]) -> float:
    """Return F of sentence ends, paragraphs joined by a blank line and their sentences by a space."""
    hit = found = gold = 0
    for document in paragraphs:
        text = "\n\n".join(" ".join(sentences) for sentences in document)
        ends, place = set(), 0
        for sentences in document:
            for sentence in sentences:
                place += len(sentence)
                ends.add(place)
                place += 1
            place += 1
        own = split(text)
        hit, found, gold = hit + len(own & ends), found + len(own), gold + len(ends)
    return 2 * hit / (found + gold)


def by_mediakit(text: str) -> set[int]:
    return {int(end) for _, block in read_blocks([text]) for end in block.sentences.end}


def by_punkt(text: str) -> set[int]:
    parameters = PunktParameters()
    parameters.abbrev_types = {word for name in ("never", "before_number", "maybe") for word in lists()[name]}
    tokenizer, ends, place = PunktSentenceTokenizer(parameters), set(), 0
    for paragraph in text.split("\n\n"):
        ends |= {place + end for _, end in tokenizer.span_tokenize(paragraph)}
        place += len(paragraph) + 2
    return ends


@pytest.mark.parametrize("name", FLOORS)
def test_boundaries_reach_the_floor_and_punkt(name: str) -> None:
    documents = load(name)
    ours = boundary_f(documents, by_mediakit)
    assert ours >= FLOORS[name]
    assert ours >= boundary_f(documents, by_punkt)
