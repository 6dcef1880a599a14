"""Texts damaged on their way: letters read in the wrong encoding or of another script, and ends that are missing."""

from __future__ import annotations

import re

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from mediakit.tables import PARTS
from mediakit.text.letters import MIXED, disguised_words

# UTF-8 read as Windows-1252 or Latin-1 (Latin letters, signs, quotation marks, Cyrillic) and as Windows-1251.
_MANGLED = re.compile(
    "\ufffd"
    "|\u00c3[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u20ac\u2020-\u2022\u2030\u2039\u203a\u2122]"
    "|\u00c3[\u2013\u2014\u2018-\u201e\u2026](?=[a-z])"
    "|\u00e2\u20ac[\u0153\u009d\u2122\u201c\u201d\u02dc\u00a2\u00a6]|\u00e2\u0080[\u0080-\u00bf]|\u00c2[\u0080-\u00bf]"
    "|(?:[\u00d0\u00d1][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]){2}"
    "|(?:[\u0420\u0421][\u0402-\u040f\u0452-\u045f\u0080-\u00bf\u2013-\u203a\u20ac\u2116\u2122]){3}"
)
_MANGLED_LEADS = "\ufffd\u00c3\u00e2\u00c2\u00d0\u00d1\u0420\u0421"
_CUT = re.compile(r"\[\+?\d+ chars\]\s*$|(?:^|\n)[^\n]{60,}(?:\.\.\.|\u2026|[a-z,;\u2013-])\s*$")
_CUT_ENDS = (*"abcdefghijklmnopqrstuvwxyz", ",", ";", "\u2013", "-", "\u2026", "...", "]")
_END = 400


def is_mangled(text: str) -> bool:
    r"""Return True if a text holds characters that come of reading it in the wrong encoding.

    Examples
    --------
    >>> is_mangled("It\u00e2\u20ac\u2122s here."), is_mangled("It's here.")
    (True, False)
    """
    # Finding single characters costs a tenth of the expression, which can begin with no other.
    suspect = not text.isascii() and any(lead in text for lead in _MANGLED_LEADS)
    return suspect and _MANGLED.search(text) is not None


def is_cut(text: str) -> bool:
    """Return True if a text seems to break off: in the middle of a sentence, or with a count of what is missing.

    Examples
    --------
    >>> is_cut("The talks went on until the evening, and the ministers said that they would go on and")
    True
    """
    end = text[-_END:]
    return end.rstrip().endswith(_CUT_ENDS) and _CUT.search(end) is not None


def find_disguised(articles: pd.DataFrame) -> dict[int, list[str]]:
    """Return, for rows that have some, the words in which a look-alike letter of another script stands.

    Examples
    --------
    >>> find_disguised(pd.DataFrame({"title": ["Talks"], "text": ["N\u0410TO met."]}))
    {0: ['NАTO']}
    """
    words: dict[int, list[str]] = {}
    for part in PARTS:
        if part in articles.columns:
            cells = pa.array(articles[part], type=pa.large_string())
            # One pass over all texts; which of them are looked at word by word depends on it.
            mixed = pc.fill_null(pc.match_substring_regex(cells, MIXED), False)
            for row in pc.indices_nonzero(mixed).to_pylist():
                found = disguised_words(cells[row].as_py())
                if found:
                    words.setdefault(row, []).extend(found)
    return words
