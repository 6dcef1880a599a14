"""Texts mangled before they were saved: UTF-8 that a program had read as Windows-1252, such as ``donâ€™t``."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pyarrow.compute as pc

from mediakit.read.values.text_columns import replace_rows, whole_array

LEAST = 3
_SHARE = 0.8
# What a repair may lead to: letters of Europe, Cyrillic and Greek, and the signs of print.
_LIKELY = re.compile(
    "[\u00a0-\u00bf\u00c0-\u017f\u0218-\u021b\u0370-\u03ff\u0400-\u045f\u0490\u0491\u2010-\u2026\u2030\u2032\u2033\u2039\u203a\u20ac\u2122\u2212]"
)
_LOST = {"â€\ufffd": "”", "Ã\ufffd": "Á", "â€ ": "” "}


class Mended(NamedTuple):
    """A column with mangled letters repaired, the rows concerned, and some of what was repaired."""

    texts: Any
    rows: list[int]
    examples: list[str]


@cache
def _signs() -> dict[str, int]:
    """Return the byte that each sign stands for when UTF-8 is read as Windows-1252."""
    return {bytes([b]).decode("cp1252", "ignore") or chr(b): b for b in range(0x80, 0x100)}


@cache
def _pattern() -> re.Pattern[str]:
    by_byte = {byte: sign for sign, byte in _signs().items()}
    following = "".join(map(re.escape, (by_byte[b] for b in range(0x80, 0xC0))))
    two, three, four = (
        "".join(by_byte[b] for b in span) for span in (range(0xC2, 0xE0), range(0xE0, 0xF0), range(0xF0, 0xF5))
    )
    lost = "|".join(map(re.escape, _LOST))
    return re.compile(f"[{two}][{following}]|[{three}][{following}]{{2}}|[{four}][{following}]{{3}}|{lost}")


def _repaired(piece: str) -> str:
    if piece in _LOST:
        return _LOST[piece]
    text = bytes(_signs()[sign] for sign in piece).decode("utf-8", "replace")
    return text if _LIKELY.fullmatch(text) else piece


def mend_text(text: str) -> tuple[str, list[str]]:
    """Return a text with its mangled letters repaired, and what was repaired; nothing where most wide signs are sound.

    The repair can be undone: each letter was made of the signs that its bytes are in Windows-1252.

    Examples
    --------
    >>> mend_text("She canâ€™t, the cafÃ© said.")
    ('She can’t, the café said.', ['â€™', 'Ã©'])
    >>> mend_text("Viel Spaß“ – sagt er")[1]
    []
    """
    pieces = [piece for piece in _pattern().findall(text) if _repaired(piece) != piece]
    wide = len(text) - len(text.encode("ascii", "ignore"))
    if not pieces or sum(len(piece.strip()) for piece in pieces) < _SHARE * wide:
        return text, []
    return _pattern().sub(lambda found: _repaired(found[0]), text), pieces


def mend_letters(column: Any, least: int = LEAST) -> Mended:
    """Return a column of texts with mangled letters repaired, where there are as many of them as asked for.

    Parameters
    ----------
    column : Arrow array
        Tidy texts.
    least : int
        How many letters there must be; fewer are enough where other columns have shown what happened.
    """
    rows = np.flatnonzero(np.asarray(pc.match_substring_regex(column, "[ÂÃÄÅÐÑÎÏ][^a-zA-Z0-9]|â€")))
    if not len(rows):
        return Mended(column, [], [])
    array = whole_array(column)
    found = {at: mend_text(array[at].as_py()) for at in rows.tolist()}
    mended = {text: pieces for text, pieces in ((at, found[at][1]) for at in found) if pieces}
    if sum(map(len, mended.values())) < least:
        return Mended(column, [], [])
    texts = iter([found[at][0] for at in mended])
    places = np.array(list(mended), dtype=np.int64)
    examples = list(dict.fromkeys(piece for pieces in mended.values() for piece in pieces))
    return Mended(replace_rows(array, places, lambda _: next(texts)), list(mended), examples)
