"""Copies of one story: marked, never deleted."""

from __future__ import annotations

import hashlib
import re

import pandas as pd

from mediakit.tables import ARTICLES, check_table
from mediakit.text import texts_of

LEAST_WORDS = 20
_BETWEEN = re.compile(r"[\W_]+")


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
    ids = articles["article_id"].astype(object)
    keys = [_key(text) or article_id for text, article_id in zip(texts_of(articles), ids, strict=True)]
    frame = pd.DataFrame({"key": keys, "published": articles["published"].to_numpy(), "id": ids.to_numpy()})
    first = frame.sort_values(["published", "id"], na_position="last").drop_duplicates("key").set_index("key")["id"]
    return articles.assign(story_id=frame["key"].map(first).astype("str").to_numpy())


def _key(text: str) -> str:
    words = _BETWEEN.sub(" ", text.lower()).strip()
    return (
        hashlib.blake2b(words.encode("utf-8", "replace"), digest_size=16).hexdigest()
        if words.count(" ") >= LEAST_WORDS - 1
        else ""
    )
