"""Copies of one story: marked, never deleted."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mediakit.tables import ARTICLES, check_table
from mediakit.text.blocks import texts_of

LEAST_WORDS = 20
_BETWEEN = re.compile(r"[\W_]+")
_MARKS = bytes(code for code in range(128) if not chr(code).isalnum())
_BECOME_PLAIN = "\u0130\u212a"  # the capitals beyond ASCII whose small form holds a letter of it


def group_stories(articles: pd.DataFrame) -> pd.DataFrame:
    """Return the articles with ``story_id``: the same for articles whose texts have the same words.

    Copies are compared without regard to capitals, punctuation and white space. Texts of fewer than 20 words
    are never joined: they are too short to be anybody's story.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES, best after clean_articles().

    Returns
    -------
    DataFrame
        ARTICLES; ``story_id`` is the article_id of the copy published first (ties: the smaller id).

    Examples
    --------
    >>> from mediakit.tables import build_table
    >>> text = "word " * 30
    >>> articles = build_table(ARTICLES, [{"article_id": "b", "text": text}, {"article_id": "a", "text": text.upper()}])
    >>> group_stories(articles)["story_id"].tolist()
    ['a', 'a']
    """
    check_table(articles, ARTICLES)
    ids = articles["article_id"].astype(object).to_numpy()
    frame = pd.DataFrame(
        {"story": _stories(texts_of(articles)), "published": articles["published"].to_numpy(), "id": ids}
    )
    first = frame.sort_values(["published", "id"], na_position="last").drop_duplicates("story").set_index("story")["id"]
    return articles.assign(story_id=frame["story"].map(first).astype("str").to_numpy())


def _stories(texts: Sequence[str]) -> NDArray[np.int64]:
    """Return the same number for texts of the same words, the place of the first of them.

    Few texts are copies, so their words are looked at only where the letters alone are the same.
    """
    letters = pd.Series(np.fromiter((hash(_letters(text)) for text in texts), dtype=np.int64, count=len(texts)))
    stories, first = np.arange(len(texts)), dict[bytes, int]()
    for at in np.flatnonzero(letters.duplicated(keep=False)).tolist():
        key = _key(texts[at])
        stories[at] = first.setdefault(key, at) if key else at
    return stories


def _letters(text: str) -> bytes:
    """Return the letters a to z and the digits of a text in small letters, which are the same in all copies."""
    if any(letter in text for letter in _BECOME_PLAIN):
        text = text.lower()
    return text.encode("ascii", "ignore").lower().translate(None, _MARKS)


def _key(text: str) -> bytes:
    """Return a digest of the words of a text, or nothing where they are too few."""
    words = _BETWEEN.sub(" ", text.lower()).strip()
    if words.count(" ") < LEAST_WORDS - 1:
        return b""
    return hashlib.blake2b(words.encode("utf-8", "replace"), digest_size=16).digest()
