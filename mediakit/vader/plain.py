"""Typographic marks made plain in the bytes of a block, as `mediakit.vader.marks` does in a string."""

from __future__ import annotations

import numpy as np

from mediakit.vader.cutting import Block, Classes, Mask, find_wide
from mediakit.vader.marks import PLAIN_MARKS
from mediakit.vader.words import Bytes, Index

_DROPPED = 1  # stands for "nothing" where the byte of a mark is expected
_NOTHING = 0xFF  # no byte of UTF-8
_HYPHEN, _SPACE = b"- "


def _classes() -> Classes:
    """Return the tables that find the marks: of each the byte to write, plus 128 where it is written twice."""
    points = np.zeros(0x10000, dtype=np.uint8)
    leads = np.zeros(256, dtype=np.bool_)
    for plain, marks in PLAIN_MARKS.items():
        code = ord(plain[0]) if plain else _DROPPED
        points[[ord(mark) for mark in marks]] = code + 128 * (len(plain) > 1)
        leads[[mark.encode()[0] for mark in marks]] = True
    return Classes(points, leads, {})


_CLASSES = _classes()


def plain_block(block: Block) -> Block:
    r"""Return a block whose texts are what `plain_text` makes of them.

    Parameters
    ----------
    block : Block
        The texts.

    Examples
    --------
    >>> raw = np.frombuffer("isn\u2019t \u2026 bad".encode(), dtype=np.uint8)
    >>> plain_block(Block(raw, np.array([0]), np.array([len(raw)]))).raw.tobytes()
    b"isn't    bad"
    """
    block = _without_marks(block)
    marks = (block.raw - np.uint8(_HYPHEN) < 2).nonzero()[0]  # the full stop follows the hyphen
    of_hyphens = block.raw.take(marks) == _HYPHEN
    hyphens, stops = marks[of_hyphens], marks[~of_hyphens]
    raw = block.raw.copy()
    raw[_in_runs(hyphens, block.start)] = raw[_in_runs(stops, block.start)] = _SPACE
    raw[_lone(raw, hyphens, block)] = _SPACE
    return block._replace(raw=raw)


def _without_marks(block: Block) -> Block:
    """Return a block with one or two ASCII bytes, or none, in place of each mark."""
    place, kind, size = find_wide(block.raw, _CLASSES)
    if not len(place):
        return block
    raw = block.raw.copy()
    raw[place + 1] = raw[place + size - 1] = _NOTHING
    raw[place] = kind & 127
    twice, dropped = place[kind > 128], place[kind == _DROPPED]
    raw[twice + 1] = raw.take(twice)
    raw[dropped] = _NOTHING
    kept = raw.tobytes().replace(bytes([_NOTHING]), b"")  # faster than a mask
    gone = np.append(0, (size - 1 + (kind == _DROPPED) - (kind > 128)).cumsum())
    start, end = (border - gone.take(place.searchsorted(border)) for border in (block.start, block.end))
    return Block(np.frombuffer(kept, dtype=np.uint8), start, end)


def _in_runs(places: Index, start: Index) -> Index:
    """Return those of the places of a byte that lie side by side, in one text."""
    pair = (places[1:] - places[:-1] == 1).nonzero()[0]
    following = places.take(pair + 1)
    pair = pair[start.take(start.searchsorted(following), mode="clip") != following]
    return np.concatenate([places.take(pair), places.take(pair + 1)])


def _lone(raw: Bytes, hyphens: Index, block: Block) -> Index:
    """Return the hyphens between white space or the borders of a text."""
    hyphens = hyphens[_is_space(raw.take(hyphens + 1, mode="clip")) | _ends(hyphens + 1, block.end)]
    found: Index = hyphens[_is_space(raw.take(hyphens - 1, mode="wrap")) | _ends(hyphens, block.start)]
    return found


def _is_space(byte: Bytes) -> Mask:
    space: Mask = (byte - np.uint8(9) < 5) | (byte - np.uint8(28) < 5)
    return space


def _ends(places: Index, borders: Index) -> Mask:
    """Return which places are borders; borders are in order."""
    ends: Mask = borders.take(borders.searchsorted(places), mode="clip") == places
    return ends
