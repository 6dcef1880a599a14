"""Word borders of many texts in one pass over their UTF-8 bytes, as VADER's split and strip would set them."""

from __future__ import annotations

from collections.abc import Collection
from string import punctuation
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mediakit.vader.rules import KELVIN, WIDE_SPACES, emoji_names
from mediakit.vader.words import PADDING, Bytes, Index

Mask = npt.NDArray[np.bool_]
_SPACE, _HARD, _NAMED = 1, 2, 3
_STRIP_STEPS = 5  # longer runs of punctuation are rare and left to bytes.strip
_PUNCTUATION = np.zeros(256, dtype=np.bool_)
_PUNCTUATION[[ord(mark) for mark in punctuation]] = True
_PUNCTUATION_BYTES = punctuation.encode()


class Block(NamedTuple):
    """Some texts in one run of UTF-8 bytes, in order; between two of them there may be other bytes."""

    raw: Bytes
    start: Index
    end: Index

    def read(self, start: int, end: int) -> str:
        """Return a stretch as a string."""
        return self.raw[start:end].tobytes().decode("utf-8", "surrogatepass")


class Tokens(NamedTuple):
    """The tokens of a block.

    folded : the block's bytes in ASCII lower case, padded; start, end : each word without its outer punctuation;
    first : each text's first token, and the number of tokens; hard : texts that arrays can't judge; marks : places of
    apostrophes, exclamation and question marks.
    """

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


def bytes_of(text: str) -> Bytes:
    """Return a text as UTF-8 bytes."""
    return np.frombuffer(text.encode("utf-8", "surrogatepass"), dtype=np.uint8)


def find_wide(raw: Bytes, classes: Classes) -> Wide:
    """Return the characters outside ASCII that are white space, emoji or for the exact road.

    Examples
    --------
    >>> find_wide(bytes_of("a\u2009😁é"), classes_of("")).place.tolist()
    [1, 4]
    """
    # A character outside ASCII begins with a byte from 0xC0 on, which also says how many bytes it has; the other bytes
    # carry six bits each. All are read as if they had three bytes, then those of two and of four are put right.
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
    >>> raw = bytes_of("Well😁")
    >>> spell_emoji(Block(raw, np.array([0]), np.array([len(raw)])), classes_of(""))[0].raw.tobytes()
    b'Well beaming face with smiling eyes'
    """
    raw, wide = block.raw, find_wide(block.raw, classes)
    named = (wide.kind == _NAMED).nonzero()[0]
    if not len(named):
        return block, wide
    place = wide.place[named]
    parts: list[bytes | memoryview] = []
    growth, last = [0], 0
    for begin, size in zip(place.tolist(), wide.size[named].tolist(), strict=True):
        name = classes.names[raw[begin : begin + size].tobytes()]
        parts += (raw[last:begin].data, name)
        growth.append(growth[-1] + len(name) - size)
        last = begin + size
    shift = np.array(growth)
    borders = (block.start, block.end, wide.place)
    # A border moves by what all emoji before it have grown.
    start, end, places = (border + shift.take(place.searchsorted(border)) for border in borders)
    left = (wide.kind != _NAMED).nonzero()[0]
    rest = Wide(places[left], wide.kind[left], wide.size[left])
    return Block(np.frombuffer(b"".join((*parts, raw[last:].data)), dtype=np.uint8), start, end), rest


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
    >>> block = Block(bytes_of("Well, (yes)! no"), np.array([0]), np.array([15]))
    >>> tokens = split_tokens(block, find_wide(block.raw, classes_of("")))
    >>> [block.read(a, b) for a, b in zip(tokens.start, tokens.end)]
    ['Well', 'yes', 'no']
    """
    start, end = _runs(block, wide)
    hard_places = wide.place[wide.kind == _HARD]
    hard = {*(block.start.searchsorted(hard_places, side="right") - 1).tolist()} - {-1}
    folded = _fold(block.raw)
    first = np.empty(len(block.start) + 1, dtype=np.intp)
    first[:-1] = start.searchsorted(block.start)
    first[-1] = len(start)
    strip_marks(folded, start, end)
    return Tokens(folded, start, end, first, hard, _marks(block.raw))


def count_tokens(raw: Bytes, classes: Classes) -> int:
    """Return the number of tokens of one stretch of bytes without emoji.

    Examples
    --------
    >>> count_tokens(bytes_of(" one two, "), classes_of(""))
    2
    """
    return len(_runs(Block(raw, np.array([0]), np.array([len(raw)])), find_wide(raw, classes))[0])


def _runs(block: Block, wide: Wide) -> tuple[Index, Index]:
    """Return the borders of the runs between white space; none goes on from one text to the next."""
    raw = block.raw
    inked = np.zeros(len(raw) + 2, dtype=np.bool_)
    ink = inked[1:-1]
    np.greater(raw, 0x20, out=ink)
    _ink_controls(raw, ink)
    space = wide.kind == _SPACE
    place, size = wide.place[space], wide.size[space]
    ink[place] = ink[place + 1] = ink[place + size - 1] = False
    _blank_gaps(block, ink)
    # `inked` has a blank on both sides; texts may touch, so their own borders are set apart.
    begins, ends = inked[1:] > inked[:-1], inked[1:] < inked[:-1]
    begins[block.start] = inked[block.start + 1]
    ends[block.end] = inked[block.end]
    return begins.nonzero()[0], ends.nonzero()[0]


def _ink_controls(raw: Bytes, ink: Mask) -> None:
    """Mark control characters that are no white space: 0-8 and 14-27."""
    # Bytes below 14 wrap around to large numbers, so one comparison finds 14 to 27.
    shifted = raw - np.uint8(14)
    if len(raw) and (shifted.min() < 14 or raw.min() < 9):
        ink |= (shifted < 14) | (raw < 9)


def _blank_gaps(block: Block, ink: Mask) -> None:
    """Blank what lies between the texts, so that no token is outside one."""
    before, after = block.end[:-1], block.start[1:]
    gaps = (after > before).nonzero()[0]
    before, after = before[gaps], after[gaps]
    ink[before] = ink[after - 1] = False
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
    # A to Z differ from a to z in the bit 32 alone: 1 negated is 255, of which this bit is kept, and set.
    capital = ((raw - np.uint8(65)) < 26).view(np.uint8)
    np.negative(capital, out=capital)
    capital &= np.uint8(32)
    np.bitwise_or(raw, capital, out=folded[:size])
    return folded


def strip_marks(folded: Bytes, start: Index, end: Index) -> None:
    """Take punctuation off both sides of each token, unless at most two bytes would be left."""
    right, left = _marked(folded.take(end - 1)), _marked(folded.take(start))
    whole_end, whole_start = end.take(right), start.take(left)
    for at in _advance(right, end, -1, folded).tolist():
        end[at] = start[at] + len(folded[start[at] : end[at]].tobytes().rstrip(_PUNCTUATION_BYTES))
    for at in _advance(left, start, 1, folded).tolist():
        start[at] = end[at] - len(folded[start[at] : end[at]].tobytes().lstrip(_PUNCTUATION_BYTES))
    kept_right, kept_left = (end.take(part) - start.take(part) <= 2 for part in (right, left))
    end[right[kept_right]] = whole_end[kept_right]
    start[left[kept_left]] = whole_start[kept_left]


def _marked(outer: Bytes) -> Index:
    """Return the tokens whose outer byte is punctuation."""
    other = ((outer - np.uint8(97)) >= 26).nonzero()[0]  # no letters: few, so that the table is asked for few
    found: Index = other[_PUNCTUATION.take(outer.take(other))]
    return found


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
