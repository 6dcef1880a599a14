"""How often articles name an entity."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mediakit.annotate.entities import LANGUAGE, alias_lexicon, find_entities
from mediakit.errors import OptionError
from mediakit.score.build import Counts, count_pairs, scores_of
from mediakit.tables import PARTS
from mediakit.text.parts import known_language


def score_entities(
    articles: pd.DataFrame,
    *,
    aliases: pd.DataFrame | None = None,
    top: int = 50,
    parts: str | Sequence[str] = PARTS,
) -> pd.DataFrame:
    """Return whether and how often every article names each of the most frequent entities.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES.
    aliases : DataFrame, optional
        See load_aliases().
    top : int
        How many entities to keep, 1 or more: those that most articles name, ties by name. Parts of
        a corpus scored apart each keep their own: score all articles at once, or take top high enough.
    parts : str or list of str
        Which of "title", "standfirst" and "text" count; by default all three.

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
    [['', 'entity_presence', 0.0, 1.0], ['Kyiv', 'entity_presence', 1.0, 1.0],
     ['', 'entity_rate', 0.0, 0.004], ['Kyiv', 'entity_rate', 2.0, 0.004]]
    """
    if not isinstance(top, int) or top < 1:
        raise OptionError(f"top must be 1 or more, got {top!r}")
    lexicon = alias_lexicon(aliases)
    hits = find_entities(articles, lexicon, parts)
    article, label, mentions = count_pairs(hits.article, hits.label)
    named = np.bincount(label, minlength=len(lexicon.labels))
    order = sorted((-count, lexicon.labels[code], code) for code, count in enumerate(named) if count)[:top]
    # The new code of every label, -1 for those that are not kept.
    place = np.full(len(lexicon.labels) + 1, -1)
    place[[code for *_, code in order]] = np.arange(len(order))
    kept = place[label] >= 0
    article, label, mentions = article[kept], place[label[kept]], mentions[kept]
    language = LANGUAGE if aliases is None else ""
    readable = known_language(articles, language)
    return scores_of(
        articles,
        [name for _, name, _ in order],
        [
            Counts("entity_presence", article, label, mentions > 0, readable),
            Counts("entity_rate", article, label, mentions, hits.n_words / 1000),
        ],
        reads=language,
    )
