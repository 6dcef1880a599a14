"""One pass over the texts, and what it tells of each of them.

The pass is one so that its cost follows the length of the texts: a corpus larger than the tokens that are kept
would have them found anew for every question. What is told by looking at a word is told once a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mediakit.clean.damage import is_cut, is_mangled
from mediakit.text.blocks import Block, read_blocks
from mediakit.text.vocabulary import Vocabulary

Counts = NDArray[np.int64]
Codes = NDArray[np.uint64]
_Marks = tuple[bool, bool]

_SHIFT, _MIX, _MIX2 = np.uint64(31), np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
_SIGMA, _FINAL_SIGMA = (np.uint64(ord(letter)) for letter in "\u03c3\u03c2")
_ZERO = np.uint64(ord("0"))
_NO_SENTENCES = (*(np.zeros(0, dtype=np.int64),) * 3, np.zeros(0, dtype=np.uint64))


@dataclass(frozen=True)
class Sentences:
    """The sentences of all texts: text, start, end, and a number that is the same for sentences of the same letters."""

    text: Counts
    start: Counts
    end: Counts
    letters: Codes


@dataclass(frozen=True)
class Census:
    """What is told of each text, in the order of the texts.

    ``words``, ``cased`` and ``capitals`` count all words, those in a script that has small and capital letters, and
    those of three letters or more in capitals.
    """

    words: Counts
    cased: Counts
    capitals: Counts
    mangled: NDArray[np.bool_]
    cut: NDArray[np.bool_]
    sentences: Sentences


def take_census(texts: Sequence[str]) -> Census:
    """Return what one pass over the texts tells of them.

    Examples
    --------
    >>> census = take_census(["NATO met. It rained.", ""])
    >>> census.words.tolist(), census.capitals.tolist(), census.sentences.end.tolist()
    ([4, 0], [1, 0], [9, 20])
    """
    met, sentences = _WordsMet(), [_NO_SENTENCES]
    counts = np.zeros((len(texts), 3), dtype=np.int64)
    mangled, cut = np.zeros(len(texts), dtype=bool), np.zeros(len(texts), dtype=bool)
    for first, block in read_blocks(texts):
        part = slice(first, first + len(block.texts))
        kind, letters = met.look_up(block)
        counts[part, 0], counts[part, 1:] = np.diff(block.words.first), met.count(block, kind)
        mangled[part], cut[part] = [*map(is_mangled, block.texts)], [*map(is_cut, block.texts)]
        sentences.append(_sentences(first, block, letters))
    words, cased, capitals = counts.T
    columns = (np.concatenate(parts) for parts in zip(*sentences, strict=True))
    return Census(words, cased, capitals, mangled, cut, Sentences(*columns))


def sum_letters(words: Sequence[str]) -> Codes:
    """Return a number for each word: the sum of one number for each of its letters and digits.

    It depends on nothing but the letters, so it is the same in every block, vocabulary and process; and a sum over
    several words does not depend on where one ends and the next begins.

    Examples
    --------
    >>> first, second = sum_letters(["u.s.", "us"])
    >>> bool(first == second)
    True
    """
    code = np.frombuffer("".join(words).encode("utf-32-le"), dtype="<u4").astype(np.uint64)
    # Which of the two a capital sigma becomes depends on what follows it.
    code[code == _FINAL_SIGMA] = _SIGMA
    value = code * _MIX
    value = (value ^ (value >> _SHIFT)) * _MIX2
    value ^= value >> _SHIFT
    value[code < _ZERO] = 0  # full stops, commas and apostrophes
    total = np.concatenate(([np.uint64(0)], np.cumsum(value)))
    border = np.cumsum([0, *map(len, words)])
    sums: Codes = np.diff(total[border])
    return sums


def _sentences(first: int, block: Block, letters: Codes) -> tuple[Counts, Counts, Counts, Codes]:
    """Return the columns of a block's sentences."""
    found, words = block.sentences, block.words
    begin = np.cumsum([0, *(len(text) + 1 for text in block.texts)])
    # As places in the block the words stand in one ascending row, and a sentence is a stretch of it.
    place = begin[words.text] + words.start
    low, high = (np.searchsorted(place, begin[found.text] + border) for border in (found.start, found.end))
    total = np.concatenate(([np.uint64(0)], np.cumsum(letters)))
    start, end = found.start.astype(np.int64), found.end.astype(np.int64)
    return first + found.text.astype(np.int64), start, end, total[high] - total[low]


class _WordsMet:
    """What is told of every word met, once a word, and anew only where another vocabulary numbers the words."""

    def __init__(self) -> None:
        self._vocabulary: Vocabulary | None = None
        self._kind, self._letters = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint64)
        self._kinds: dict[_Marks, int] = {_mark("", ""): 0}  # so that a block without words has a kind, too

    def look_up(self, block: Block) -> tuple[Counts, Codes]:
        """Return the kind of each word of a block, and the sum of its letters."""
        if block.vocabulary is not self._vocabulary:
            self._vocabulary = block.vocabulary
            self._kind, self._letters = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint64)
        n_words = len(block.vocabulary.words)
        if n_words > len(self._kind):
            room = (0, 2 * n_words - len(self._kind))
            self._kind, self._letters = np.pad(self._kind, room, constant_values=-1), np.pad(self._letters, room)
        row = block.words.word.astype(np.int64)
        new = pd.unique(row[self._kind[row] < 0]).tolist()
        if new:
            words, small = ([entries[at] for at in new] for entries in (block.vocabulary.words, block.vocabulary.small))
            self._kind[new] = [self._kinds.setdefault(marks, len(self._kinds)) for marks in map(_mark, words, small)]
            self._letters[new] = sum_letters(small)
        return self._kind[row], self._letters[row]

    def count(self, block: Block, kind: Counts) -> Counts:
        """Return how many words of each text carry each mark, as texts x marks."""
        n_texts, n_kinds = len(block.texts), len(self._kinds)
        of_kind = np.bincount(block.words.text.astype(np.int64) * n_kinds + kind, minlength=n_texts * n_kinds)
        marks = np.array(list(self._kinds), dtype=np.int64)
        counts: Counts = of_kind.reshape(n_texts, n_kinds) @ marks
        return counts


def _mark(word: str, small: str) -> _Marks:
    """Return whether a word has small and capital letters, and whether it is in capitals."""
    return word.upper() != small, word.isupper() and len(word) >= 3 and word.isalpha()
