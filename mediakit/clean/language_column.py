"""The language of every article, filled in where its source does not say it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mediakit.languages import FLAG, languages_of
from mediakit.tables import ARTICLES, check_table


def fill_languages(articles: pd.DataFrame) -> pd.DataFrame:
    """Return the articles with their language where the source does not say it.

    It is told by the words of title, standfirst and text; from under 20 words, or where they are undecided, it is that
    of the outlet, if that is known, and else stays empty. Every measure tells languages by itself where they are not
    filled in: with the column you can see them, count by them (``by="language"``) and correct them.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES.

    Returns
    -------
    DataFrame
        ARTICLES with ``language`` (ISO 639-1, "" where not known); what was filled in has the mark "language_told" in
        ``flags``. What a source says is left as it is.

    Examples
    --------
    >>> from mediakit.tables import build_table
    >>> german = "Der Hafen war am Dienstag geschlossen, weil die Fähre nicht fahren konnte und das Wetter " * 2
    >>> articles = build_table(ARTICLES, [{"article_id": "a", "text": german}])
    >>> fill_languages(articles)[["language", "flags"]].values.tolist()
    [['de', 'language_told']]
    """
    check_table(articles, ARTICLES)
    nothing = pd.Series("", index=articles.index, dtype="str")
    stated, flags = (articles.get(name, nothing).astype(object) for name in ("language", "flags"))
    code = languages_of(articles).code
    filled = (stated.str.strip() == "").to_numpy(dtype=bool) & (code != "")
    marked = (flags + " " + FLAG).str.strip()
    return articles.assign(
        language=pd.Series(np.where(filled, code, stated), index=articles.index, dtype="str"),
        flags=pd.Series(np.where(filled, marked, flags), index=articles.index, dtype="str"),
    )
