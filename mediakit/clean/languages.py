"""The language of a text, told by its function words."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import numpy as np

from mediakit.text import read_blocks

LEAST_WORDS = 40
LEAST_SHARE = 0.08


@cache
def _lists() -> dict[str, frozenset[str]]:
    source = files("mediakit.resources").joinpath("function_words.toml").read_text("utf-8")
    return {code: frozenset(words.split()) for code, words in tomllib.loads(source).items()}


def guess_languages(texts: Sequence[str]) -> list[str]:
    """Return the ISO 639-1 code of each text's language, or "" where it cannot be told.

    The language whose function words make up most of the text, at least 8 % of 40 words or more.

    Examples
    --------
    >>> guess_languages(["the cat of the house was on the mat and it is not that which they had said to him " * 3])
    ['en']
    """
    codes, guesses = list(_lists()), np.full(len(texts), "", dtype=object)
    for first, block in read_blocks(texts):
        found = block.words
        lower = [word.lower() for word in block.vocabulary.words]
        counts = np.array(
            [
                np.bincount(
                    found.text, np.array([w in words for w in lower], dtype=np.float64)[found.word], len(block.texts)
                )
                for words in _lists().values()
            ]
        )
        total = np.bincount(found.text, minlength=len(block.texts))
        best = counts.argmax(axis=0)
        sure = (total >= LEAST_WORDS) & (counts.max(axis=0) >= LEAST_SHARE * total)
        guesses[first : first + len(block.texts)] = np.where(sure, np.array(codes, dtype=object)[best], "")
    return [str(guess) for guess in guesses]
