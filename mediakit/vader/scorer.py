"""VADER for many texts at once, equal to vaderSentiment 3.3.2 to the last printed digit.

Method: C. J. Hutto and E. E. Gilbert, "VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social Media
Text", ICWSM 2014. The lexicon and the rules' numbers are read from the package vaderSentiment.
How it works: docs/how-vader.md.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from mediakit.errors import LexiconError, TableError
from mediakit.vader.cutting import Block, bytes_of, classes_of, count_tokens
from mediakit.vader.exact import ExactScorer
from mediakit.vader.kernel import NOWHERE, Kernel, Valences, is_mixed
from mediakit.vader.marks import plain_text
from mediakit.vader.names import Compounds, Names, Reading
from mediakit.vader.rounded import Scores, join_scores, sum_up
from mediakit.vader.rules import RULE_WORDS, Masks, analyzer, name_emoji
from mediakit.vader.words import Bytes, Index, WordTable

_BLOCK = 1 << 19  # characters a block: fewer make the fixed costs count, more leave the cache
_LONG = 2 * _BLOCK
_SMALL = 6_000  # characters below which arrays cost more than plain Python
_FEW = 64  # texts below which it costs less to look at them than to estimate
_SPACES = re.compile(r"\s+")

Texts: TypeAlias = Sequence[str] | pa.Array | pa.ChunkedArray
Integers: TypeAlias = npt.NDArray[np.integer[Any]]

PRINTED, NEWS = "printed", "news"
ARROW = (pa.Array, pa.ChunkedArray)
_ENCODED = (pa.DictionaryType, pa.RunEndEncodedType)
_TEXTS = ("string", "large_string", "string_view", "null")
_ROW = np.dtype([("neg", "f8"), ("neu", "f8"), ("pos", "f8"), ("compound", "f8"), ("hits", "i4")], align=True)

__all__ = ["ARROW", "NEWS", "PRINTED", "Scorer", "Scores", "Texts", "join_scores", "large", "vader_scorer"]


class Scorer:
    """Score texts with VADER's rules and a table of word valences.

    Parameters
    ----------
    valences : mapping of str to float
        Lower-case word to valence, about -4 to 4.
    masks : sequence of str
        Lower-case phrases inside which words of the table count as if they were not in it.
    reading : {"printed", "news"}
        "printed" reads words as VADER does. "news" makes typographic marks plain, cuts compounds that are not in the
        table at their hyphens, and passes over words of the table inside names.

    Raises
    ------
    LexiconError
        A valence is not a finite number.

    Examples
    --------
    >>> scorer = Scorer({"good": 1.9, "open": 1.2}, masks=["open door"])
    >>> scorer.score(["Good!", "The open door policy."]).compound.tolist()
    [0.4926, 0.0]
    """

    def __init__(self, valences: Mapping[str, float], masks: Sequence[str] = (), reading: str = PRINTED) -> None:
        table = {word: float(valence) for word, valence in valences.items()}
        if reading == NEWS:
            table = {plain_text(word): valence for word, valence in table.items()}
            masks = [plain_text(phrase) + ending for phrase in masks for ending in ("", "'s")]
        for word, valence in table.items():
            if not math.isfinite(valence):
                raise LexiconError(
                    f"expected a finite valence for each word, got {valence}",
                    where=f"word {word!r}",
                    next_step="Give it a number, about -4 to 4.",
                )
        covering = Masks(masks, table)
        self._reach = max(3, covering.reach) + 3
        whole = {*table, *covering.vocabulary, *RULE_WORDS}
        self._reading = Reading(Compounds(table, whole), Names()) if reading == NEWS else None
        self._exact = ExactScorer(table, covering, self._reading)
        self._classes = classes_of(_hard_characters(table))
        self._kernel = Kernel(WordTable(table, covering), covering, self._classes, self._reading)

    def score_one(self, text: str) -> dict[str, float]:
        """Return the four values of one text, as vaderSentiment's polarity_scores does.

        Parameters
        ----------
        text : str
            Any text.

        Examples
        --------
        >>> vader_scorer().score_one("Not bad at all")
        {'neg': 0.0, 'neu': 0.513, 'pos': 0.487, 'compound': 0.431}
        """
        neg, neu, pos, compound, _ = self._exact.score(text)
        return {"neg": neg, "neu": neu, "pos": pos, "compound": compound}

    def score(self, texts: Texts) -> Scores:
        """Return the four values of many texts.

        Parameters
        ----------
        texts : sequence of str or Arrow array of strings
            The texts; an Arrow array must have no nulls.

        Returns
        -------
        Scores
            One value per text, in order.

        Raises
        ------
        TableError
            An Arrow array with nulls, or of anything but strings.

        Examples
        --------
        >>> vader_scorer().score(["A great day.", ""]).compound.tolist()
        [0.6249, 0.0]
        """
        if isinstance(texts, ARROW):
            texts = large(texts)
            if len(texts) >= _FEW or texts.null_count:
                return join_scores([self._score_all(chunk) for chunk in _chunks(texts)])
            texts = texts.to_pylist()
        if len(texts) < _FEW and len("".join(texts)) < _SMALL:
            return self._score_exactly(texts)
        return self._score_all(texts)

    def score_slices(self, texts: Sequence[str], article: Integers, start: Integers, end: Integers) -> Scores:
        """Return the four values of `texts[article][start:end]` for each slice.

        Parameters
        ----------
        texts : sequence of str
            The articles' texts.
        article : array of int
            Which text each slice is of.
        start, end : array of int
            Character offsets, half open.

        Returns
        -------
        Scores
            One value per slice, in order.

        Examples
        --------
        >>> one = np.zeros(2, dtype=int)
        >>> vader_scorer().score_slices(["Good. Bad."], one, np.array([0, 6]), np.array([5, 10])).compound.tolist()
        [0.4404, -0.5423]
        """
        article, start, end = (np.asarray(part, dtype=np.int64) for part in (article, start, end))
        in_order = (article[1:] > article[:-1]) | ((article[1:] == article[:-1]) & (start[1:] >= end[:-1]))
        lengths = end - start
        if not len(lengths) or not in_order.all() or lengths.sum() < _SMALL or lengths.max() > _LONG:
            cuts = zip(article.tolist(), start.tolist(), end.tolist(), strict=True)
            return self.score([texts[one][low:high] for one, low, high in cuts])
        blocks = (_slice_block(texts, article[part], start[part], end[part]) for part in _groups(lengths))
        return join_scores([self._score_block(block) for block in blocks])

    def _score_exactly(self, texts: Sequence[str]) -> Scores:
        rows = np.fromiter(map(self._exact.score, texts), _ROW, len(texts))
        return Scores(rows["neg"], rows["neu"], rows["pos"], rows["compound"], rows["hits"], len(rows))

    def _score_all(self, texts: Sequence[str] | pa.Array) -> Scores:
        size = _expected_size(texts)
        if size < _SMALL:
            return self._score_exactly(_strings(texts))
        step = -(-len(texts) // max(1, round(size / _BLOCK)))
        blocks = (block for low in range(0, len(texts), step) for block in _blocks(texts[low : low + step]))
        return join_scores(
            [self._score_long(one) if isinstance(one, str) else self._score_block(one) for one in blocks]
        )

    def _score_block(self, block: Block) -> Scores:
        found = self._kernel.weigh(block)
        scores = sum_up(found)
        if not found.hard:
            return scores
        hard = np.array(sorted(found.hard))
        borders = zip(block.start[hard].tolist(), block.end[hard].tolist(), strict=True)
        exact = self._score_exactly([block.read(low, high) for low, high in borders])
        columns: tuple[npt.NDArray[Any], ...] = scores[:5]
        for column, values in zip(columns, exact[:5], strict=True):
            column[hard] = values
        return scores._replace(n_exact=len(hard))

    def _score_long(self, text: str) -> Scores:
        """Score one long text piece by piece, so that memory stays flat; words that are read as news in one."""
        if self._reading:
            return self._score_exactly([text])
        mixed = {0: is_mixed(text)}
        found: list[Valences] = []
        n_words, exclamations, questions, but = 0, 0, 0, NOWHERE
        for before, piece, after in _pieces(text, self._reach):
            raw = bytes_of(before + piece + after)
            part = self._kernel.weigh(Block(raw, np.array([0]), np.array([len(raw)])), mixed=mixed)
            if part.hard:
                return self._score_exactly([text])
            ahead, behind = (count_tokens(bytes_of(words), self._classes) for words in (before, after))
            core = int(part.n_words[0]) - ahead - behind
            if but == NOWHERE and ahead <= part.but[0] < ahead + core:
                but = int(part.but[0]) - ahead + n_words
            found.append(part.within((part.place >= ahead) & (part.place < ahead + core), n_words - ahead))
            n_words += core
            exclamations += int(part.exclamations[0]) - before.count("!") - after.count("!")
            questions += int(part.questions[0]) - before.count("?") - after.count("?")
        columns = [np.concatenate([part[column] for part in found]) for column in range(5)]
        columns += [np.array([count]) for count in (n_words, exclamations, questions, but)]
        return sum_up(Valences._make([*columns, set()]))


@cache
def vader_scorer() -> Scorer:
    """Return the scorer with vaderSentiment's own lexicon.

    Examples
    --------
    >>> vader_scorer().score_one("good")["compound"]
    0.4404
    """
    return Scorer(analyzer().lexicon)


def _pieces(text: str, reach: int) -> Iterator[tuple[str, str, str]]:
    """Cut a long text at spaces; yield at least `reach` words before each piece, the piece, and as many after it."""
    begin = 0
    while begin < len(text):
        spaces = _SPACES.search(text, begin + _BLOCK)
        finish, following = spaces.span() if spaces else (len(text), len(text))
        low, high = begin, finish
        step = 32 * reach
        while low > 0 and len(text[low:begin].split()) <= reach:
            low, step = max(low - step, 0), 2 * step
        step = 32 * reach
        while high < len(text) and len(text[finish:high].split()) <= reach:
            high, step = high + step, 2 * step
        yield name_emoji(text[low:begin]), text[begin:finish], name_emoji(text[finish:high])
        begin = following


def _expected_size(texts: Sequence[str] | pa.Array) -> int:
    """Return about how many characters some texts have, with a surcharge per text."""
    if isinstance(texts, pa.Array):
        offsets, _ = _buffers(texts)
        return int(offsets[-1] - offsets[0]) + 16 * len(texts)
    sample = texts[:: 1 + len(texts) // 64]
    return (len("".join(sample)) + 16 * len(sample)) * len(texts) // max(1, len(sample))


def _blocks(texts: Sequence[str] | pa.Array) -> Iterator[Block | str]:
    """Yield texts as blocks; a long text alone and as it is."""
    if len(texts) == 1 and len(text := _strings(texts)[0]) > _BLOCK:
        yield text
        return
    block = _arrow_block(texts) if isinstance(texts, pa.Array) else _list_block(texts)
    if len(block.raw) > _LONG and len(texts) == 1:
        yield _strings(texts)[0]
        return
    if len(block.raw) > _LONG:
        half = len(texts) // 2
        yield from _blocks(texts[:half])
        yield from _blocks(texts[half:])
        return
    yield block


def _arrow_block(texts: pa.Array) -> Block:
    offsets, raw = _buffers(texts)
    borders = offsets - offsets[0]
    return Block(raw[offsets[0] : offsets[-1]], borders[:-1], borders[1:])


def _buffers(texts: pa.Array) -> tuple[Index, Bytes]:
    """Return where each text of an Arrow array begins, and the last ends, and the bytes that this counts."""
    _, offsets, raw = texts.buffers()
    if not len(texts) or raw is None:
        return np.zeros(len(texts) + 1, dtype=np.intp), np.zeros(0, dtype=np.uint8)
    borders = np.frombuffer(offsets, dtype=np.int64, count=len(texts) + 1, offset=8 * texts.offset)
    return borders, np.frombuffer(raw, dtype=np.uint8)


def _list_block(texts: Sequence[str]) -> Block:
    try:
        encoded = [text.encode() for text in texts]
    except UnicodeEncodeError:  # half a character
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    sizes: Index = np.fromiter(map(len, encoded), np.intp, len(encoded))
    end = sizes.cumsum()
    return Block(np.frombuffer(b"".join(encoded), dtype=np.uint8), end - sizes, end)


def _strings(texts: Sequence[str] | pa.Array) -> Sequence[str]:
    return texts.to_pylist() if isinstance(texts, pa.Array) else texts


def _groups(lengths: Index) -> Iterator[slice]:
    """Yield runs of slices of about one block."""
    borders = np.concatenate([[0], np.cumsum(lengths)])
    low = 0
    while low < len(lengths):
        high = max(low + 1, int(borders.searchsorted(borders[low] + _BLOCK, side="right")) - 1)
        yield slice(low, high)
        low = high


def _slice_block(texts: Sequence[str], article: Index, start: Index, end: Index) -> Block:
    heads = np.flatnonzero(np.append(True, article[1:] != article[:-1]))
    tails = np.append(heads[1:], len(article)) - 1
    cuts = zip(article[heads].tolist(), start[heads].tolist(), end[tails].tolist(), strict=True)
    joined = "".join([texts[one][low:high] for one, low, high in cuts])
    spans = end[tails] - start[heads]
    shift = np.repeat(np.cumsum(spans) - spans - start[heads], tails - heads + 1)
    raw = bytes_of(joined)
    start, end = start + shift, end + shift
    if len(raw) != len(joined):
        start, end = _to_bytes(raw, start), _to_bytes(raw, end)
    return Block(raw, start, end)


def _to_bytes(raw: Bytes, offset: Index) -> Index:
    """Return byte offsets for character offsets."""
    following = np.flatnonzero(raw.view(np.int8) < -64)
    return offset + np.searchsorted(following - np.arange(len(following)), offset, side="right")


def _chunks(texts: pa.Array | pa.ChunkedArray) -> list[pa.Array]:
    if texts.null_count:
        raise TableError(
            f"expected strings, got {texts.null_count} nulls",
            where="texts",
            next_step="Put the empty string where a text is unknown.",
        )
    if not isinstance(texts, pa.ChunkedArray):
        return [texts]
    return texts.chunks or [pa.array([], texts.type)]


def large(texts: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """Return strings of any Arrow type with 64-bit offsets.

    Raises
    ------
    TableError
        When the array holds anything but strings.

    Examples
    --------
    >>> large(pa.array(["a", "a"]).dictionary_encode()).type
    DataType(large_string)
    """
    if texts.type == pa.large_string():
        return texts
    kind = texts.type.value_type if isinstance(texts.type, _ENCODED) else texts.type
    if str(kind) not in _TEXTS:
        raise TableError(f"expected strings, got {kind}", where="texts", next_step="Pass the column of the texts.")
    try:
        return texts.cast(pa.large_string())
    except pa.ArrowNotImplementedError:
        return pa.array(texts.to_pylist(), type=pa.large_string())


def _hard_characters(valences: Mapping[str, float]) -> set[str]:
    """Return the characters outside ASCII, but for emoji, that could be part of a table word once in lower case."""
    wanted = {character for word in valences if word == word.lower() for character in word if not character.isascii()}
    if not wanted:
        return set()
    if "ς" in wanted:
        wanted.add("σ")  # the lower case of a capital sigma depends on its place in the word
    return {one for one in map(chr, range(128, 0x110000)) if not wanted.isdisjoint(one.lower())}
