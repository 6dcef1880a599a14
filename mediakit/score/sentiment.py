"""Tone of articles: the mean of their sentences."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from mediakit.annotate.sentiment import score_all_sentences
from mediakit.annotate.tone import NEWS, ToneLexicon, lexicon_of_option
from mediakit.score.build import scores_of
from mediakit.text import texts_of

THRESHOLD = 0.05


def score_sentiment(
    articles: pd.DataFrame,
    *,
    lexicon: str | Path | ToneLexicon = NEWS,
    variant: str | Path | ToneLexicon | None = None,
) -> pd.DataFrame:
    """Return the tone of every article and how it is made up.

    Tone is the mean compound of the article's sentences, never the compound of the whole article, which
    saturates. Tone is not stance: bad news is negative whoever tells it. Lexicon coverage says how much
    of the article the tone rests on.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES.
    lexicon : str, Path or ToneLexicon
        A name, a file or a lexicon as load_lexicon() takes it; the rules are VADER's (Hutto and Gilbert 2014, ICWSM).
    variant : optional
        Former name of ``lexicon``; it will go.

    Returns
    -------
    DataFrame
        SCORES with the lexicon's name as label and the number of sentences as exposure: ``tone`` (sum of compounds,
        so that total / exposure is from -1 to 1), ``negative_share`` (sentences with compound <= -0.05),
        ``positive_share`` (>= 0.05), ``lexicon_coverage`` (sentences with a tone word).

    Examples
    --------
    >>> from mediakit.tables import ARTICLES, build_table
    >>> articles = build_table(ARTICLES, [{"article_id": "a", "text": "A great day. It was Monday."}])
    >>> score_sentiment(articles, lexicon="vader")[["measure", "total", "exposure"]].values.tolist()[:2]
    [['tone', 0.6249, 2.0], ['negative_share', 0.0, 2.0]]
    """
    texts, chosen = texts_of(articles), lexicon_of_option(lexicon, variant)
    tone = score_all_sentences(texts, chosen)
    compound = tone.scores.compound
    parts = {
        "tone": compound,
        "negative_share": compound <= -THRESHOLD,
        "positive_share": compound >= THRESHOLD,
        "lexicon_coverage": tone.scores.hits > 0,
    }
    exposure = np.bincount(tone.article, minlength=len(texts))[:, None]
    totals = {
        key: np.bincount(tone.article, weights=value, minlength=len(texts))[:, None] for key, value in parts.items()
    }
    return scores_of(articles, [(key, [chosen.name], total, exposure) for key, total in totals.items()])
