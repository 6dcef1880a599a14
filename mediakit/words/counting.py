"""How often every word, or run of several words, stands in every article: counted without zeros."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mediakit.errors import OptionError
from mediakit.tables import ARTICLES, PARTS, check_table
from mediakit.text.blocks import Block
from mediakit.text.parts import read_parts
from mediakit.text.vocabulary import Vocabulary

Numbers = NDArray[Any]
LONGEST = 3
_BITS = 63 // LONGEST


@dataclass(frozen=True)
class Counted:
    """Every article and term that come together, by term and then by article.

    ``article``, ``term`` (a place in ``terms``) and ``count`` have one entry a pair. ``size`` says how many terms
    stand in each article, those that were left out included, and ``n_terms`` how many distinct ones there are in all.
    """

    terms: list[str]
    article: Numbers
    term: Numbers
    count: Numbers
    size: Numbers
    n_terms: int


def check_counting(n: object, least: object, name: str = "least") -> None:
    """Raise an OptionError if runs of n words cannot be counted, or ``least`` is no number of articles."""
    if not isinstance(n, int) or not 1 <= n <= LONGEST:
        raise OptionError(f"n must be a whole number from 1 to {LONGEST}, got {n!r}", next_step="n=2 counts pairs.")
    if not isinstance(least, int) or least < 1:
        raise OptionError(f"{name} must be a whole number of at least 1, got {least!r}")


def count_terms(articles: pd.DataFrame, *, n: int = 1, parts: str | Sequence[str] = PARTS, least: int = 1) -> Counted:
    """Return how often every term stands in every article, for the terms that at least so many articles have.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES.
    n : int
        Words of a term, 1 to 3; several words stand together with no punctuation between them.
    parts : str or list of str
        Which of "title", "standfirst" and "text" count.
    least : int
        Fewest articles of a term.

    Examples
    --------
    >>> from mediakit.tables import build_table
    >>> counted = count_terms(build_table(ARTICLES, [{"article_id": "a", "text": "To be, or not to be."}]), n=2)
    >>> dict(zip(counted.terms, counted.count.tolist()))
    {'not to': 1, 'or not': 1, 'to be': 2}
    """
    check_table(articles, ARTICLES)
    check_counting(n, least)
    numbers = WordNumbers()
    size = np.zeros(len(articles), dtype=np.int64)
    found: list[tuple[Numbers, ...]] = [(np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.int32))]
    for read in read_parts(articles, parts):
        text, gram = _grams(read.block, numbers, n)
        size[read.first : read.first + len(read.block.texts)] += np.bincount(text, minlength=len(read.block.texts))
        found.append(_distinct(text + read.first, gram))
    gram, article, count = (np.concatenate(column) for column in zip(*found, strict=True))
    del found
    grams = np.unique(gram)
    key = np.searchsorted(grams, gram)
    del gram
    key *= max(len(articles), 1)
    key += article
    del article
    # Parts of one article come apart: pairs that are there more than once are put together.
    return _kept(*_merged(key, count), grams, size, numbers, n, least)


class WordNumbers:
    """One number for every word in small letters, whatever vocabulary found it."""

    def __init__(self) -> None:
        self._number: dict[str, int] = {}
        self._vocabulary: Vocabulary | None = None
        self._table = np.zeros(0, dtype=np.int64)

    def of(self, block: Block) -> Numbers:
        """Return the number of every word of a block."""
        if block.vocabulary is not self._vocabulary:
            self._vocabulary, self._table = block.vocabulary, np.zeros(0, dtype=np.int64)
        words = block.words.word
        small, known = block.vocabulary.small, len(self._table)
        if known < len(small):
            number = self._number
            new = [number.setdefault(word, len(number)) for word in small[known:]]
            self._table = np.append(self._table, np.array(new, dtype=np.int64))
        return np.asarray(self._table[words])

    def check(self) -> None:
        """Raise an OptionError if there are too many words for one number to hold several."""
        if len(self._number) > 1 << _BITS:
            raise OptionError(
                f"runs of several words can be counted among {1 << _BITS:,} distinct words, and there are more",
                next_step="Count fewer articles at a time.",
            )

    def texts(self, grams: Numbers, n: int) -> list[str]:
        """Return terms as they are written."""
        words = list(self._number)
        if n == 1:
            return [words[gram] for gram in grams.tolist()]
        columns = [(grams >> (_BITS * i) & ((1 << _BITS) - 1)).tolist() for i in range(n)]
        return [" ".join(words[at] for at in row) for row in zip(*columns, strict=True)]


def _grams(block: Block, numbers: WordNumbers, n: int) -> tuple[Numbers, Numbers]:
    """Return the text and the number of every term of a block: its words' numbers side by side, the first lowest."""
    number, words = numbers.of(block), block.words
    if n == 1:
        return words.text, number
    numbers.check()
    fits = np.ones(max(len(number) - n + 1, 0), dtype=bool)
    gram = number[: len(fits)].copy()
    for i in range(1, n):
        fits &= words.joined[i : i + len(fits)]
        gram |= number[i : i + len(fits)] << (_BITS * i)
    return words.text[: len(fits)][fits], gram[fits]


def _distinct(text: Numbers, gram: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Return every distinct pair of term and text, with its count."""
    order = np.lexsort((gram, text))
    text, gram = text[order], gram[order]
    first = np.flatnonzero((np.diff(text, prepend=-1) != 0) | (np.diff(gram, prepend=-1) != 0))
    return gram[first], text[first].astype(np.int32), np.diff(first, append=len(gram)).astype(np.int32)


def _merged(key: Numbers, count: Numbers) -> tuple[Numbers, Numbers]:
    """Return keys in order, each once, with the sum of its counts."""
    order = np.argsort(key, kind="stable")
    key, count = key[order], count[order]
    del order
    first = np.flatnonzero(np.diff(key, prepend=-1))
    if len(first) == len(key):
        return key, count
    return key[first], np.add.reduceat(count, first)


def _kept(
    key: Numbers, count: Numbers, grams: Numbers, size: Numbers, numbers: WordNumbers, n: int, least: int
) -> Counted:
    """Return what was counted, by term and article, for the terms of enough articles, in the order of the alphabet."""
    width = max(len(size), 1)
    first = np.searchsorted(key, np.arange(len(grams) + 1) * width)
    n_articles = np.diff(first)
    kept = np.flatnonzero(n_articles >= least)
    terms = numbers.texts(grams[kept], n)
    order = sorted(range(len(terms)), key=terms.__getitem__)
    kept = kept[order]
    # Entries of a term lie together: each term's stretch is moved as a whole.
    length = n_articles[kept]
    rows = np.repeat(first[kept] - (np.cumsum(length) - length), length)
    rows += np.arange(len(rows))
    article, count = (key[rows] % width).astype(np.int32), count[rows]
    term = np.repeat(np.arange(len(kept), dtype=np.int32), length)
    return Counted([terms[at] for at in order], article, term, count, size, len(grams))
