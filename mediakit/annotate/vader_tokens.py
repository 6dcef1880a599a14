"""Word borders of many texts in one pass over their UTF-8 bytes, as VADER's split and strip would set them."""

from __future__ import annotations

from collections.abc import Iterable
from string import punctuation
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mediakit.annotate.vader_rules import emoji_names
from mediakit.annotate.vader_words import PADDING, Bytes, Index

WIDE_SPACES = "\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
"""All white space outside ASCII."""

Mask = npt.NDArray[np.bool_]
_SPACE, _HARD = 1, 2
_STRIP_STEPS = 5  # longer runs of punctuation are rare and left to bytes.strip
_PUNCTUATION = np.zeros(256, dtype=np.bool_)
_PUNCTUATION[[ord(mark) for mark in punctuation]] = True
_PUNCTUATION_BYTES = punctuation.encode()


class Block(NamedTuple):
    """Some texts in one run of bytes, in order, with at least one byte between any two."""

    data: bytes
    start: Index
    end: Index


class Tokens(NamedTuple):
    """The tokens of a block.

    raw : the block's bytes; folded : the same in ASCII lower case, padded; start, end : each word without its outer
    punctuation; first : each text's first token, and the number of tokens; hard : texts that arrays can't judge;
    marks : places of apostrophes, exclamation and question marks.
    """

    raw: Bytes
    folded: Bytes
    start: Index
    end: Index
    first: Index
    hard: set[int]
    marks: Index


class Classes(NamedTuple):
    """What each code point is (white space, or for the exact road), and the lead bytes such characters have."""

    points: Bytes
    leads: Mask


def classes_of(hard: Iterable[str]) -> Classes:
    """Return the tables of white space and of characters that only the exact road can judge.

    Parameters
    ----------
    hard : iterable of str
        Characters for the exact road besides emoji.
    """
    hard = {*hard, *emoji_names()}
    points = np.zeros(max(map(ord, (*hard, *WIDE_SPACES))) + 2, dtype=np.uint8)
    points[[ord(character) for character in hard]] = _HARD
    points[[ord(character) for character in WIDE_SPACES]] = _SPACE
    leads = np.zeros(256, dtype=np.bool_)
    leads[[character.encode("utf-8", "surrogatepass")[0] for character in (*hard, *WIDE_SPACES)]] = True
    return Classes(points, leads)


def split_tokens(block: Block, classes: Classes) -> Tokens:
    """Return the tokens of a block of texts.

    Parameters
    ----------
    block : Block
        The texts.
    classes : array of uint8
        See `classes_of`.

    Examples
    --------
    >>> block = Block(b"Well, (yes)! no", np.array([0]), np.array([15]))
    >>> tokens = split_tokens(block, classes_of(""))
    >>> [block.data[a:b] for a, b in zip(tokens.start, tokens.end)]
    [b'Well', b'yes', b'no']
    """
    raw = np.frombuffer(block.data, dtype=np.uint8)
    start, end, hard_places = _runs(block, raw, classes)
    hard = {*(block.start.searchsorted(hard_places, side="right") - 1).tolist()} - {-1}
    folded = _fold(raw)
    first = np.empty(len(block.start) + 1, dtype=np.intp)
    first[:-1] = start.searchsorted(block.start)
    first[-1] = len(start)
    _strip(block.data, folded, start, end)
    return Tokens(raw, folded, start, end, first, hard, _marks(raw))


def count_tokens(data: bytes, classes: Classes) -> int:
    """Return the number of tokens of one stretch of bytes.

    Examples
    --------
    >>> count_tokens(b" one two, ", classes_of(""))
    2
    """
    block = Block(data, np.array([0]), np.array([len(data)]))
    return len(_runs(block, np.frombuffer(data, dtype=np.uint8), classes)[0])


def _runs(block: Block, raw: Bytes, classes: Classes) -> tuple[Index, Index, Index]:
    """Return the borders of the runs between white space, and the places of characters for the exact road."""
    inked = np.zeros(len(raw) + 2, dtype=np.bool_)
    ink = inked[1:-1]
    np.greater(raw, 0x20, out=ink)
    _ink_controls(raw, ink)
    hard = np.zeros(0, dtype=np.intp) if block.data.isascii() else _judge_wide(raw, ink, classes)
    _blank_gaps(block, ink)
    edges = (inked[1:] != inked[:-1]).nonzero()[0]
    return edges[0::2].copy(), edges[1::2].copy(), hard


def _ink_controls(raw: Bytes, ink: Mask) -> None:
    """Mark control characters that are no white space: 0-8 and 14-27."""
    shifted = raw - np.uint8(14)
    if len(raw) and (shifted.min() < 14 or raw.min() < 9):
        ink |= (shifted < 14) | (raw < 9)


def _judge_wide(raw: Bytes, ink: Mask, classes: Classes) -> Index:
    """Blank white space outside ASCII; return the positions of characters for the exact road."""
    lead = (raw >= 0xC0).nonzero()[0]
    lead = lead[classes.leads.take(raw.take(lead))]
    first, second, third, fourth = (raw.take(lead + step, mode="clip").astype(np.intp) for step in range(4))
    second, third, fourth = second & 63, third & 63, fourth & 63
    point = (first & 15) << 12 | second << 6 | third
    two, four = first < 0xE0, first >= 0xF0
    point[two] = ((first & 31) << 6 | second)[two]
    point[four] = ((first & 7) << 18 | second << 12 | third << 6 | fourth)[four]
    kind = classes.points.take(point, mode="clip")
    space = kind == _SPACE
    at = lead[space]
    ink[at] = ink[at + 1] = False
    ink[at[~two[space]] + 2] = False
    hard: Index = lead[kind == _HARD]
    return hard


def _blank_gaps(block: Block, ink: Mask) -> None:
    """Blank what lies between the texts, so that no token is outside one."""
    before, after = block.end[:-1], block.start[1:]
    ink[before] = False
    ink[after - 1] = False
    for gap in (after - before > 2).nonzero()[0].tolist():
        ink[before[gap] : after[gap]] = False
    ink[: block.start[0]] = False
    ink[block.end[-1] :] = False


def _marks(raw: Bytes) -> Index:
    marked = raw == ord("'")
    marked |= raw == ord("!")
    marked |= raw == ord("?")
    places: Index = marked.nonzero()[0]
    return places


def _fold(raw: Bytes) -> Bytes:
    size = len(raw)
    folded = np.zeros(-(-(size + PADDING) // 8) * 8, dtype=np.uint8)
    capital = ((raw - np.uint8(65)) < 26).view(np.uint8)
    np.negative(capital, out=capital)
    capital &= np.uint8(32)
    np.bitwise_or(raw, capital, out=folded[:size])
    return folded


def _strip(data: bytes, folded: Bytes, start: Index, end: Index) -> None:
    """Take punctuation off both sides of each token, unless at most two bytes would be left."""
    right = _PUNCTUATION.take(folded.take(end - 1)).nonzero()[0]
    left = _PUNCTUATION.take(folded.take(start)).nonzero()[0]
    whole_end, whole_start = end.take(right), start.take(left)
    for at in _advance(right, end, -1, folded).tolist():
        end[at] = start[at] + len(data[start[at] : end[at]].rstrip(_PUNCTUATION_BYTES))
    for at in _advance(left, start, 1, folded).tolist():
        start[at] = end[at] - len(data[start[at] : end[at]].lstrip(_PUNCTUATION_BYTES))
    kept_right, kept_left = (end.take(part) - start.take(part) <= 2 for part in (right, left))
    end[right[kept_right]] = whole_end[kept_right]
    start[left[kept_left]] = whole_start[kept_left]


def _advance(moving: Index, border: Index, step: int, folded: Bytes) -> Index:
    """Move borders past punctuation, a few steps; return the tokens that have more of it."""
    outer = min(step, 0)  # an end is one past the last byte
    place = border.take(moving)
    for _ in range(_STRIP_STEPS):
        place += step
        border[moving] = place
        more = _PUNCTUATION.take(folded.take(place + outer)).nonzero()[0]
        if not len(more):
            return more
        moving, place = moving.take(more), place.take(more)
    return moving
