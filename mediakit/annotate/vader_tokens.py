"""Word borders of many texts in one pass over their UTF-8 bytes, as VADER's split and strip would set them."""

from __future__ import annotations

from collections.abc import Collection
from string import punctuation
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mediakit.annotate.vader_rules import KELVIN, emoji_names
from mediakit.annotate.vader_words import PADDING, Bytes, Index

WIDE_SPACES = "\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
"""All white space outside ASCII."""

Mask = npt.NDArray[np.bool_]
_SPACE, _HARD, _NAMED = 1, 2, 3
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
    """What each code point is, the lead bytes of those that are something, and what to write in their place."""

    points: Bytes
    leads: Mask
    names: dict[bytes, bytes]


class Wide(NamedTuple):
    """The characters outside ASCII that matter: where each begins, what it is and its number of bytes."""

    place: Index
    kind: Bytes
    size: Index


def classes_of(hard: Collection[str]) -> Classes:
    """Return the tables of white space, of emoji and of characters that only the exact road can judge.

    Parameters
    ----------
    hard : collection of str
        Characters for the exact road.
    """
    names = {**emoji_names(), KELVIN: "K"}  # no rule can tell the Kelvin sign from a capital K
    watched = {*hard, *WIDE_SPACES}
    hard = {*hard, *(emoji for emoji, name in names.items() if not watched.isdisjoint(name))}
    points = np.zeros(max(map(ord, (*hard, *names, *WIDE_SPACES))) + 2, dtype=np.uint8)
    leads = np.zeros(256, dtype=np.bool_)
    for kind, characters in ((_NAMED, names), (_HARD, hard), (_SPACE, WIDE_SPACES)):
        points[[ord(character) for character in characters]] = kind
        leads[[character.encode("utf-8", "surrogatepass")[0] for character in characters]] = True
    return Classes(points, leads, {emoji.encode(): name.encode() for emoji, name in names.items()})


def find_wide(data: bytes, classes: Classes) -> Wide:
    """Return the characters outside ASCII that are white space, emoji or for the exact road.

    Examples
    --------
    >>> find_wide("a\u2009😁é".encode(), classes_of("")).place.tolist()
    [1, 4]
    """
    if data.isascii():
        none = np.zeros(0, dtype=np.intp)
        return Wide(none, none.astype(np.uint8), none)
    raw = np.frombuffer(data, dtype=np.uint8)
    lead = (raw >= 0xC0).nonzero()[0]
    lead = lead[classes.leads.take(raw.take(lead))]
    first, second, third, fourth = (raw.take(lead + step, mode="clip").astype(np.intp) for step in range(4))
    second, third, fourth = second & 63, third & 63, fourth & 63
    point = (first & 15) << 12 | second << 6 | third
    two, four = first < 0xE0, first >= 0xF0
    point[two] = ((first & 31) << 6 | second)[two]
    point[four] = ((first & 7) << 18 | second << 12 | third << 6 | fourth)[four]
    kind = classes.points.take(point, mode="clip")
    at = kind.nonzero()[0]
    return Wide(lead[at], kind[at], (3 + four.astype(np.intp) - two)[at])


def spell_emoji(block: Block, classes: Classes) -> tuple[Block, Wide]:
    """Return a block with its emoji replaced by their names, and what matters of the rest outside ASCII.

    Examples
    --------
    >>> text = "Well😁".encode()
    >>> spell_emoji(Block(text, np.array([0]), np.array([len(text)])), classes_of(""))[0].data
    b'Well beaming face with smiling eyes'
    """
    data, wide = block.data, find_wide(block.data, classes)
    named = (wide.kind == _NAMED).nonzero()[0]
    if not len(named):
        return block, wide
    place = wide.place[named]
    parts: list[bytes] = []
    growth, last = [0], 0
    for begin, size in zip(place.tolist(), wide.size[named].tolist(), strict=True):
        name = classes.names[data[begin : begin + size]]
        parts += (data[last:begin], name)
        growth.append(growth[-1] + len(name) - size)
        last = begin + size
    shift = np.array(growth)
    borders = (block.start, block.end, wide.place)
    start, end, places = (border + shift.take(place.searchsorted(border)) for border in borders)
    left = (wide.kind != _NAMED).nonzero()[0]
    rest = Wide(places[left], wide.kind[left], wide.size[left])
    return Block(b"".join((*parts, data[last:])), start, end), rest


def split_tokens(block: Block, wide: Wide) -> Tokens:
    """Return the tokens of a block of texts.

    Parameters
    ----------
    block : Block
        The texts, without emoji.
    wide : Wide
        See `find_wide`.

    Examples
    --------
    >>> block = Block(b"Well, (yes)! no", np.array([0]), np.array([15]))
    >>> tokens = split_tokens(block, find_wide(block.data, classes_of("")))
    >>> [block.data[a:b] for a, b in zip(tokens.start, tokens.end)]
    [b'Well', b'yes', b'no']
    """
    raw = np.frombuffer(block.data, dtype=np.uint8)
    start, end = _runs(block, raw, wide)
    hard_places = wide.place[wide.kind == _HARD]
    hard = {*(block.start.searchsorted(hard_places, side="right") - 1).tolist()} - {-1}
    folded = _fold(raw)
    first = np.empty(len(block.start) + 1, dtype=np.intp)
    first[:-1] = start.searchsorted(block.start)
    first[-1] = len(start)
    _strip(block.data, folded, start, end)
    return Tokens(raw, folded, start, end, first, hard, _marks(raw))


def count_tokens(data: bytes, classes: Classes) -> int:
    """Return the number of tokens of one stretch of bytes without emoji.

    Examples
    --------
    >>> count_tokens(b" one two, ", classes_of(""))
    2
    """
    block = Block(data, np.array([0]), np.array([len(data)]))
    return len(_runs(block, np.frombuffer(data, dtype=np.uint8), find_wide(data, classes))[0])


def _runs(block: Block, raw: Bytes, wide: Wide) -> tuple[Index, Index]:
    """Return the borders of the runs between white space."""
    inked = np.zeros(len(raw) + 2, dtype=np.bool_)
    ink = inked[1:-1]
    np.greater(raw, 0x20, out=ink)
    _ink_controls(raw, ink)
    space = wide.kind == _SPACE
    place, size = wide.place[space], wide.size[space]
    ink[place] = ink[place + 1] = ink[place + size - 1] = False
    _blank_gaps(block, ink)
    edges = (inked[1:] != inked[:-1]).nonzero()[0]
    return edges[0::2].copy(), edges[1::2].copy()


def _ink_controls(raw: Bytes, ink: Mask) -> None:
    """Mark control characters that are no white space: 0-8 and 14-27."""
    shifted = raw - np.uint8(14)
    if len(raw) and (shifted.min() < 14 or raw.min() < 9):
        ink |= (shifted < 14) | (raw < 9)


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
