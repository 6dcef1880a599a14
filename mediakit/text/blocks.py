"""The one definition of token, word and sentence, with offsets into each article's text.

One pass over the bytes of a block of texts finds the tokens; what they are is looked up in a vocabulary;
words and sentence ends follow by array arithmetic. Tone, frames, names and entities share the pass: each
thread keeps the blocks it read last, so that the second measure on the same articles finds its words ready.
How it works: docs/how-token-pass.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from threading import local
from typing import Any, overload
from weakref import WeakSet

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from mediakit.lazy import lazy
from mediakit.tables import ARTICLES, check_table
from mediakit.text.ends import find_ends
from mediakit.text.vocabulary import Vocabulary
from mediakit.text.web_addresses import address_bytes

BLOCK_CHARACTERS = 500_000
_KEPT_CHARACTERS = 64_000_000
_MOST_TOKENS = 1_500_000
_TAKEN_TEXTS = 256

Ints = NDArray[np.int32]

_LETTER, _HIGH, _DIGIT, _APOSTROPHE, _DOT, _COMMA = 1, 2, 3, 4, 5, 6
_CLASSES = bytearray(256)
for _class, _members in (
    (_LETTER, (*range(65, 91), *range(97, 123))),
    (_DIGIT, range(48, 58)),
    (_HIGH, range(128, 256)),
):
    for _byte in _members:
        _CLASSES[_byte] = _class
_CLASSES[39], _CLASSES[96], _CLASSES[46], _CLASSES[44] = _APOSTROPHE, _APOSTROPHE, _DOT, _COMMA
# Among the symbols from U+3000 and U+1F000 on stand a few letters and numbers, such as 々 and 〇: they belong to words.
_HAN_LETTERS = np.array([chr(0x3000 + i).isalnum() for i in range(1 << 6)])
_SIGN_LETTERS = np.array([chr(0x1F000 + i).isalnum() for i in range(1 << 12)])
# Letters and digits of the upper half of Latin 1, and the soft hyphen, which stands inside words.
_LATIN_LETTERS = (0xAA, 0xAD, 0xB2, 0xB3, 0xB5, 0xB9, 0xBA, 0xBC, 0xBD, 0xBE)


def _behind_leads(signs: str) -> dict[int, NDArray[np.bool_]]:
    """Return by the first byte of signs whether the number that the bytes behind it make stands for one of them."""
    tables: dict[int, NDArray[np.bool_]] = {}
    for sign in map(str.encode, signs):
        tables.setdefault(sign[0], np.zeros(1 << 8 * (len(sign) - 1), dtype=bool))[int.from_bytes(sign[1:])] = True
    return tables


# Marks of sentences and clauses in Arabic, Armenian, Hindi, Burmese, Khmer and Amharic, and the full-width ones.
_WIDE = "".join(chr(code) for code in range(0xFF01, 0xFF66) if not chr(code).isalnum())
_SENTENCE_MARKS = _behind_leads(
    "\u0589\u060c\u061b\u061f\u06d4\u0964\u0965\u104a\u104b\u1361\u1362\u1363\u1364\u1367\u1368\u17d4\u17d5" + _WIDE
)
_LEADS = ((0xC2, 2), (0xE2, 3), (0xE3, 3), (0xF0, 4), *((lead, 2 + (lead > 0xDF)) for lead in _SENTENCE_MARKS))


@dataclass(frozen=True)
class Words:
    """The words of a block: ``word`` is a row of the vocabulary's words, offsets count characters of the own text.

    ``first`` has one entry a text and one more: the words of text i are ``first[i]`` to ``first[i + 1]``.
    ``joined`` is False where punctuation, a paragraph or a text ends between a word and the one before.
    """

    first: NDArray[np.int64]
    word: Ints
    start: Ints
    end: Ints
    joined: NDArray[np.bool_]

    @lazy
    def text(self) -> Ints:
        """Index of the text each word stands in."""
        return np.repeat(np.arange(len(self.first) - 1, dtype=np.int32), np.diff(self.first))


@dataclass(frozen=True)
class Sentences:
    """The sentences of a block: text index, and start and end in characters of that text."""

    text: Ints
    start: Ints
    end: Ints

    @lazy
    def number(self) -> Ints:
        """Position of each sentence in its text, from 0."""
        # Texts are in order, so the first place where a text's number would fit is its first sentence.
        firsts = np.searchsorted(self.text, self.text, side="left")
        return (np.arange(len(self.text)) - firsts).astype(np.int32)


class Block:
    """A few texts with their words and sentences.

    The bytes of the texts alternate between gaps and runs of letters or digits, beginning and ending with a gap.
    """

    def __init__(self, texts: Sequence[str], vocabulary: Vocabulary) -> None:
        self.texts = texts
        self.vocabulary = vocabulary
        data = _join(texts)
        borders = _borders(data)
        self._run, self._gap = vocabulary.rows(data, borders)
        self._place = _character_places(data, borders).astype(np.int32)
        lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
        self._begin = 1 + np.concatenate(([0], np.cumsum(lengths + 1)))

    @lazy
    def faults(self) -> frozenset[str]:
        """What reading would have changed in the letters of the texts, in words."""
        return self.vocabulary.faults((self._run, self._gap))

    @lazy
    def words(self) -> Words:
        """The words of the block."""
        # NumPy looks up by 64-bit numbers three times as fast as by 32-bit ones.
        table, run, gap = self.vocabulary.table(), self._run.astype(np.int64), self._gap.astype(np.int64)
        part, counts, place = table["first"][run], table["count"][run], self._place[1:-1:2]
        broken = table["broken"][gap[:-1]]
        broken[1:] |= table["broken"][run[:-1]]
        joined = broken == 0
        if (counts != 1).any():
            # Each run is repeated once for each of its words; `inner` counts them from 0 within their run.
            token = np.repeat(np.arange(len(run)), counts)
            inner = np.arange(len(token)) - (np.cumsum(counts) - counts)[token]
            # The count of breaks so far rises between two words wherever one lies between their runs, whatever runs
            # without words lie there as well.
            breaks = np.cumsum(broken)[token]
            part, place = part[token] + inner, place[token]
            joined = (np.diff(breaks, prepend=-1) == 0) & ((inner == 0) | (table["breaks"][part] == 0))
        first = np.searchsorted(place, self._begin)
        offset = (place - np.repeat(self._begin[:-1], np.diff(first))).astype(np.int32)
        part = part.astype(np.int64)
        return Words(first, table["word"][part], offset + table["from"][part], offset + table["to"][part], joined)

    @lazy
    def sentences(self) -> Sentences:
        """The sentences of the block: runs up to a gap that ends a sentence, never across a line break."""
        table, place = self.vocabulary.table(), self._place
        run, every_gap = self._run.astype(np.int64), self._gap.astype(np.int64)
        if not len(run):
            return Sentences(*(np.zeros(0, dtype=np.int32) for _ in range(3)))
        last, gap = find_ends(table, run, every_gap), every_gap[1:]
        first = np.concatenate(([0], last[:-1] + 1))
        begin = place[0:-1:2] + table["begins"][every_gap]
        text = (np.searchsorted(self._begin, place[1::2][first], side="right") - 1).astype(np.int32)
        origin = self._begin[text]
        start = begin[first] - origin
        close = place[2:-1:2][last] + table["stops"][gap[last]] - origin
        return Sentences(text, start.astype(np.int32), close.astype(np.int32))


def _join(texts: Sequence[str]) -> bytes:
    return ("\n" + "\n".join(texts) + "\n").encode("utf-8", "replace")


def _borders(data: bytes) -> NDArray[np.int64]:
    """Return the bytes where runs of letters or digits begin and end, with 0 and the length around them."""
    classes = np.frombuffer(data.translate(_CLASSES), dtype=np.uint8)
    # Unsigned 0 less 1 is 255, so one comparison tells the classes from _LETTER to _DIGIT from those around them.
    inside = classes - np.uint8(1) < _DIGIT
    marks = _clear_symbols(data, inside)
    special = np.flatnonzero(classes > _DIGIT)
    kind, before, behind = classes[special], classes[special - 1], classes[special + 1]
    marks.append((1, special[kind == _APOSTROPHE]))
    marked = [(size, at[inside[at - 1] & _is_letter(classes[at + size])]) for size, at in marks]
    number = special[(kind != _APOSTROPHE) & (before == _DIGIT) & (behind == _DIGIT)]
    # Letters with a point behind each, such as U.S.: one letter, a point, one letter, a point. The last point belongs
    # to the run as well.
    short = special[(kind == _DOT) & (before == _LETTER) & (behind == _LETTER)]
    first = short[~inside[short - 2] & (classes[np.minimum(short + 2, len(data) - 1)] == _DOT)]
    for size, at in (*marked, (1, number), (1, first), (1, first + 2)):
        for i in range(size):
            inside[at + i] = True
    for begin, end in address_bytes(data, short.tolist()):
        inside[begin:end] = False
    return np.concatenate(([0], np.flatnonzero(inside[1:] != inside[:-1]) + 1, [len(data)])).astype(np.int64)


def _is_letter(classes: NDArray[np.uint8]) -> NDArray[np.bool_]:
    letters: NDArray[np.bool_] = (classes == _LETTER) | (classes == _HIGH)
    return letters


def _clear_symbols(data: bytes, inside: NDArray[np.bool_]) -> list[tuple[int, NDArray[np.int64]]]:
    """Take punctuation, symbols and emoji beyond ASCII out of the runs; return size and place of apostrophes."""
    codes = np.frombuffer(data + b"\0\0\0", dtype=np.uint8)
    apostrophes = []
    for lead, size in _LEADS:
        if bytes((lead,)) not in data:
            continue
        at = np.flatnonzero(codes == lead)
        second = codes[at + 1]
        if lead == 0xC2:
            at = at[~np.isin(second, _LATIN_LETTERS)]
            apostrophes.append((2, at[codes[at + 1] == 0xB4]))
        elif lead == 0xE2:
            third = codes[at + 2]
            at = at[((second == 0x80) & (third - np.uint8(0x8C) > 1)) | ((second == 0x82) & (third >= 0xA0))]
            third = codes[at + 2]
            curly = (third == 0x98) | (third == 0x99) | (third == 0xB2)
            apostrophes.append((3, at[(codes[at + 1] == 0x80) & curly]))
        elif lead in _SENTENCE_MARKS:
            sign = second if size == 2 else second.astype(np.uint16) << 8 | codes[at + 2]
            at = at[_SENTENCE_MARKS[lead][sign]]
        else:
            at = at[second == (0x80 if lead == 0xE3 else 0x9F)]
            at = at[~(_HAN_LETTERS if lead == 0xE3 else _SIGN_LETTERS)[_last_bits(codes, at, size)]]
        for i in range(size):
            inside[at + i] = False
    return apostrophes


def _last_bits(codes: NDArray[np.uint8], at: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Return what the bytes behind the second of each character say: its place in the range of the first two."""
    bits = np.zeros(len(at), dtype=np.int64)
    for i in range(2, size):
        bits = (bits << 6) | (codes[at + i] & 0x3F)
    return bits


def _character_places(data: bytes, borders: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the character at which each border stands."""
    if data.isascii():
        return borders
    # A byte 10xxxxxx only continues a character: a border stands as many characters in as it has other bytes before it.
    inner = np.flatnonzero((np.frombuffer(data, dtype=np.uint8) & 0xC0) == 0x80)
    behind = np.bincount(np.searchsorted(borders, inner), minlength=len(borders) + 1)
    return borders - np.cumsum(behind[:-1])


class _Kept:
    """Blocks that one thread read, found again by their texts, and the vocabulary they share."""

    def __init__(self) -> None:
        self._start()
        _ALL_KEPT.add(self)

    def _start(self) -> None:
        self._vocabulary = Vocabulary()
        self._blocks: dict[tuple[str, ...], Block] = {}
        self._size = 0
        self._chance = Random(0)  # so that the same calls take the same time

    def give_up(self) -> None:
        """Let go of the memory, which a traceback could hold for long."""
        _ALL_KEPT.discard(self)
        self._blocks.clear()

    def block(self, texts: tuple[str, ...]) -> Block:
        block = self._blocks.get(texts)
        if block is None:
            n_threads = len(_ALL_KEPT)
            if len(self._vocabulary) > _MOST_TOKENS // n_threads:
                self._start()
            block = self._blocks[texts] = Block(texts, self._vocabulary)
            self._size += sum(map(len, texts))
            while len(self._blocks) > 1 and self._size > _KEPT_CHARACTERS // n_threads:
                self._let_go(texts)
        return block

    def _let_go(self, newest: tuple[str, ...]) -> None:
        """Drop a block at random, not the newest.

        Measures read a corpus from its beginning to its end, over and over: where it does not fit, the oldest block is
        always the one that is asked for next, and dropping that one would find every block anew every time.
        """
        key = self._chance.choice([key for key in self._blocks if key is not newest])
        del self._blocks[key]
        self._size -= sum(map(len, key))


# Held weakly: what a thread keeps goes with it, and leaves its share of the memory to the others.
_ALL_KEPT: WeakSet[_Kept] = WeakSet()


class _Cache(local):
    """What the running thread keeps.

    It is taken away while it changes and put back as the last step. So what an interrupt leaves half done, wherever
    it strikes, is never found again, and a score that begins inside another one (in a signal handler) has its own.
    """

    _kept: _Kept | None = None

    def block(self, texts: tuple[str, ...]) -> Block:
        kept, self._kept = self._kept, None
        if kept is None:
            kept = _Kept()
        try:
            block = kept.block(texts)
        except BaseException:
            kept.give_up()
            raise
        self._kept = kept
        return block


_CACHE = _Cache()


def read_blocks(texts: Sequence[str]) -> Iterator[tuple[int, Block]]:
    """Yield the texts in blocks of half a million characters, each with the index of its first text.

    Blocks read lately come back with their tokens already found, so measures on the same texts share one pass.

    Examples
    --------
    >>> [(first, len(block.words.word)) for first, block in read_blocks(["One text.", "And another."])]
    [(0, 4)]
    """
    begin, size, taken = 0, 0, []
    for i, text in enumerate(texts):
        taken.append(text)
        size += len(text) + 1
        if size >= BLOCK_CHARACTERS or i == len(texts) - 1:
            yield begin, _CACHE.block(tuple(taken))
            begin, size, taken = i + 1, 0, []


class Texts(Sequence[str]):
    """The texts of a column, made into strings a few at a time: all of them would take as much memory again."""

    def __init__(self, column: pa.Array | pa.ChunkedArray) -> None:
        self._column = column

    def __len__(self) -> int:
        return len(self._column)

    def __iter__(self) -> Iterator[str]:
        for low in range(0, len(self), _TAKEN_TEXTS):
            yield from self._column[low : low + _TAKEN_TEXTS].to_pylist()

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> Any:
        return self._column[at].to_pylist() if isinstance(at, slice) else self._column[at].as_py()


def texts_of(articles: pd.DataFrame, part: str = "text") -> Sequence[str]:
    """Return one part of every article of a checked ARTICLES table, such as its text or title."""
    return column_texts(check_table(articles, ARTICLES)[part])


def column_texts(column: pd.Series) -> Sequence[str]:
    """Return the texts of a column that is known to hold texts only."""
    if isinstance(column.dtype, pd.StringDtype) and column.dtype.storage == "pyarrow":
        return Texts(pa.array(column))
    return column.astype(object).tolist()
