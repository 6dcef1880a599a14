"""How often articles name an entity."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mediakit.annotate.entities import alias_lexicon
from mediakit.annotate.terms import find_terms
from mediakit.errors import OptionError
from mediakit.score.build import scores_of, table_of
from mediakit.text import texts_of


def score_entities(articles: pd.DataFrame, *, aliases: pd.DataFrame | None = None, top: int = 50) -> pd.DataFrame:
    """Return whether and how often every article names each of the most frequent entities.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES.
    aliases : DataFrame, optional
        See load_aliases().
    top : int
        How many entities to keep, 1 or more: those that most articles name, ties by name.

    Returns
    -------
    DataFrame
        SCORES with the canonical name as label: ``entity_presence`` (0 or 1, exposure 1) and
        ``entity_rate`` (mentions over thousands of words).

    Raises
    ------
    OptionError
        If top is below 1.

    Examples
    --------
    >>> from mediakit.tables import ARTICLES, build_table
    >>> articles = build_table(ARTICLES, [{"article_id": "a", "text": "Kiev, also spelled Kyiv."}])
    >>> score_entities(articles)[["label", "measure", "total", "exposure"]].values.tolist()
    [['Kyiv', 'entity_presence', 1.0, 1.0], ['Kyiv', 'entity_rate', 2.0, 0.004]]
    """
    if top < 1:
        raise OptionError(f"top must be 1 or more, got {top}")
    texts, lexicon = texts_of(articles), alias_lexicon(aliases)
    hits, n_texts = find_terms(texts, lexicon, overlap="none"), len(texts)
    named = np.bincount(
        pd.unique(hits.label * max(n_texts, 1) + hits.article) // max(n_texts, 1), minlength=len(lexicon.labels)
    )
    order = sorted((-count, lexicon.labels[code], code) for code, count in enumerate(named) if count)[:top]
    kept = np.full(len(lexicon.labels) + 1, -1)
    kept[[code for *_, code in order]] = np.arange(len(order))
    label = kept[hits.label]
    names, shape = [name for _, name, _ in order], (n_texts, len(order))
    mentions = table_of(hits.article[label >= 0], label[label >= 0], shape)
    words = np.repeat(hits.n_words / 1000, shape[1]).reshape(shape)
    return scores_of(
        articles, [("entity_presence", names, mentions > 0, np.ones(shape)), ("entity_rate", names, mentions, words)]
    )
