"""Typographic marks made plain: what is printed with curly marks reads like what is typed with straight ones.

A dash or a run of full stops parts words and is none itself.
"""

from __future__ import annotations

import re

from mediakit.vader.rules import WIDE_SPACES

PLAIN_MARKS = {
    "'": "\u2018\u2019\u201a\u201b\u2032\u02bc\xb4\uff07",
    '"': "\u201c\u201d\u201e\u201f\u2033\xab\xbb\u2039\u203a\u300c\u300d\u300e\u300f\u301d\u301e\u301f\uff02",
    "-": "\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d",
    "--": "\u2014\u2015\u2e3a\u2e3b",
    "..": "\u2025\u2026",
    " ": WIDE_SPACES + "\u2022\u2023\u25aa\u25cf\u25e6",
    "": "\xad\u200b\u200c\u200d\u2060\ufeff",
}
"""What is written instead of each of some marks."""

_TABLE = str.maketrans({mark: plain for plain, marks in PLAIN_MARKS.items() for mark in marks})
_RUNS = re.compile(r"--+|\.\.+")
_LONE = re.compile(r"(?<!\S)-(?!\S)")


def plain_text(text: str) -> str:
    r"""Return a text with plain marks, and spaces where dashes and runs of full stops were.

    Parameters
    ----------
    text : str
        Any text.

    Examples
    --------
    >>> plain_text("It isn\u2019t \u201cgood\u201d\u2014yet \u2026")
    'It isn\'t "good"  yet   '
    """
    if not text.isascii():
        text = text.translate(_TABLE)
    if "--" in text or ".." in text:
        text = _RUNS.sub(_blank, text)
    return _LONE.sub(" ", text) if "-" in text else text


def _blank(run: re.Match[str]) -> str:
    return " " * len(run[0])
