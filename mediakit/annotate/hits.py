"""Terms of a lexicon as hits in articles, and hits as SPANS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mediakit.lexicon import Lexicon, Overlap
from mediakit.tables import PARTS, SPANS, empty
from mediakit.text.parts import by_article, part_column, read_parts

Codes = NDArray[Any]


@dataclass(frozen=True)
class Hits:
    """Where terms stand, in the order of the articles.

    ``article`` is its index, ``part`` a place in PARTS, ``start`` and ``end`` characters of the part, ``label`` and
    ``term`` codes, ``sentence`` a position in the article. ``n_words`` and
    ``n_sentences`` have one entry an article; both are 0 for an article in another language.
    """

    article: Codes
    part: Codes
    start: Codes
    end: Codes
    label: Codes
    term: Codes
    sentence: Codes
    n_words: Codes
    n_sentences: Codes


def find_terms(
    articles: pd.DataFrame,
    lexicon: Lexicon,
    *,
    overlap: Overlap = "label",
    parts: str | Sequence[str] = PARTS,
    language: str = "",
) -> Hits:
    """Return every hit of the lexicon; labels are coded by their place in ``lexicon.labels``, parts in PARTS."""
    codes = {label: code for code, label in enumerate(lexicon.labels)}
    code = np.array([codes.get(term.label, -1) for term in lexicon.terms], dtype=np.int64)
    n_words, n_sentences = np.zeros((2, len(articles)), dtype=np.int64)
    found: list[tuple[Codes, ...]] = [(np.zeros(0, dtype=np.int64),) * 7]
    for read in read_parts(articles, parts, language=language):
        block, stretch = read.block, slice(read.first, read.first + len(read.block.texts))
        n_words[stretch] += np.diff(block.words.first)
        n_sentences[stretch] += np.bincount(read.sentences.text, minlength=len(block.texts))
        match = lexicon.find_in(block, overlap=overlap)
        # The last entry stands for what is outside any sentence.
        sentence = np.append(read.numbers, -1)[read.sentence_at(match.text, match.start)].astype(np.int64)
        part = np.full(len(match.text), read.part)
        found.append((match.text + read.first, part, match.start, match.end, code[match.term], match.term, sentence))
    columns = [np.concatenate(column) for column in zip(*found, strict=True)]
    order = by_article(columns[0])
    article, part, start, end, label, term, sentence = (column[order] for column in columns)
    return Hits(article, part, start, end, label, term, sentence, n_words, n_sentences)


def spans_of(hits: Hits, articles: pd.DataFrame, layer: str, labels: Sequence[str]) -> pd.DataFrame:
    """Return hits as SPANS of one layer."""
    if not len(hits.article):
        return empty(SPANS).drop(columns="voice")
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
            "part": part_column(hits.part.astype(np.int8)),
            "value": np.full(len(hits.article), np.nan),
            "sentence_id": hits.sentence.astype(np.int32),
        }
    )


def join_spans(
    tables: Sequence[pd.DataFrame], articles: pd.DataFrame, layer: str, labels: Sequence[str]
) -> pd.DataFrame:
    """Return some SPANS as one layer, in the order of the articles and of their text."""
    found = pd.concat([table for table in tables if len(table)] or tables[:1])
    names = pd.CategoricalDtype(pd.Index(list(labels), dtype=object))
    found = found.astype({"label": names}).assign(layer=pd.Categorical([layer] * len(found), categories=[layer]))
    place = pd.Index(articles["article_id"]).get_indexer(pd.Index(found["article_id"]))
    order = np.lexsort((found["end"], found["start"], found["part"].cat.codes, place))
    return found.iloc[order].reset_index(drop=True)
