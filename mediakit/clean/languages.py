"""The language of a text, told by its function words."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from mediakit.text.letters import small

LEAST_WORDS = 40
LEAST_SHARE = 0.08


@cache
def _lists() -> dict[str, frozenset[str]]:
    source = files("mediakit.resources").joinpath("function_words.toml").read_text("utf-8")
    return {code: frozenset(map(small, words.split())) for code, words in tomllib.loads(source).items()}


@cache
def _listings() -> dict[str, tuple[bool, ...]]:
    """Return for each function word in which languages it is one; "" stands for all other words."""
    lists = _lists().values()
    return {word: tuple(word in words for words in lists) for word in frozenset([""]).union(*lists)}


def find_languages(word: str) -> tuple[bool, ...]:
    """Return for each language whether a word, in small letters, is one of its function words.

    Examples
    --------
    >>> sum(find_languages("the")), sum(find_languages("bridge"))
    (1, 0)
    """
    listings = _listings()
    return listings.get(word, listings[""])


def guess_languages(counts: NDArray[np.int64], words: NDArray[np.int64]) -> list[str]:
    """Return the ISO 639-1 code of each text's language, or "" where it cannot be told.

    The language whose function words make up most of the text, at least 8 % of 40 words or more.

    Parameters
    ----------
    counts : array, texts x languages
        The function words of each language in each text, languages in the order of find_languages().
    words : array
        The words of each text.

    Examples
    --------
    >>> guess_languages(np.outer([30, 5], find_languages("the")), np.array([90, 90]))
    ['en', '']
    """
    codes = np.array([*_lists(), ""], dtype=object)
    sure = (words >= LEAST_WORDS) & (counts.max(axis=1) >= LEAST_SHARE * words)
    return [str(code) for code in codes[np.where(sure, counts.argmax(axis=1), -1)]]
