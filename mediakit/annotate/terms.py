"""Terms of a lexicon as hits in articles, and hits as SPANS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mediakit.lexicon import Lexicon
from mediakit.tables import SPANS, empty
from mediakit.text import Block, read_blocks


@dataclass(frozen=True)
class Hits:
    """Where terms stand: article index, characters, code of the label, and the sentence's position in the article.

    ``n_words`` and ``n_sentences`` have one entry an article.
    """

    article: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    label: NDArray[np.int64]
    term: NDArray[np.int64]
    sentence: NDArray[np.int64]
    n_words: NDArray[np.int64]
    n_sentences: NDArray[np.int64]


def sentence_at(block: Block, text: NDArray[np.int64], start: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the position in its text of the sentence that holds each character, -1 outside any."""
    sentences = block.sentences
    if not len(sentences.text):
        return np.full(len(text), -1, dtype=np.int64)
    width = max(int(sentences.end.max(initial=0)), int(start.max(initial=0))) + 1
    index = (
        np.searchsorted(sentences.text.astype(np.int64) * width + sentences.start, text * width + start, "right") - 1
    )
    at = np.maximum(index, 0)
    inside = (index >= 0) & (sentences.text[at] == text) & (start < sentences.end[at])
    return np.where(inside, sentences.number[at], -1).astype(np.int64)


def find_terms(texts: Sequence[str], lexicon: Lexicon, *, overlap: str = "label") -> Hits:
    """Return every hit of the lexicon; labels are coded by their place in ``lexicon.labels``."""
    codes = {label: code for code, label in enumerate(lexicon.labels)}
    code = np.array([codes.get(term.label, -1) for term in lexicon.terms], dtype=np.int64)
    parts = []
    for first, block in read_blocks(texts):
        found = lexicon.find_in(block, overlap=overlap)
        sentence = sentence_at(block, found.text, found.start)
        n_words, n_sentences = np.diff(block.words.first), np.bincount(block.sentences.text, minlength=len(block.texts))
        place = (found.text + first, found.start, found.end)
        parts.append((*place, code[found.term], found.term, sentence, n_words, n_sentences))
    if not parts:
        return Hits(*(np.zeros(0, dtype=np.int64) for _ in range(8)))
    return Hits(*(np.concatenate(part) for part in zip(*parts, strict=True)))


def spans_of(hits: Hits, articles: pd.DataFrame, layer: str, labels: Sequence[str]) -> pd.DataFrame:
    """Return hits as SPANS of one layer."""
    if not len(hits.article):
        return empty(SPANS)
    ids = articles["article_id"].astype(object).to_numpy()
    return pd.DataFrame(
        {
            "article_id": pd.Series(ids[hits.article], dtype="str"),
            "start": hits.start.astype(np.int32),
            "end": hits.end.astype(np.int32),
            "layer": pd.Categorical.from_codes(
                np.zeros(len(hits.article), dtype=np.int8), categories=pd.Index([layer], dtype=object)
            ),
            "label": pd.Categorical.from_codes(hits.label, categories=pd.Index(list(labels), dtype=object)),
            "value": np.full(len(hits.article), np.nan),
            "sentence_id": hits.sentence.astype(np.int32),
        }
    )
