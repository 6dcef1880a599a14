"""Tone of articles: the mean of their sentences."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from mediakit.annotate.sentiment import score_all_sentences
from mediakit.annotate.tone import NEWS, ToneLexicon, lexicon_of_option
from mediakit.score.build import Counts, scores_of
from mediakit.tables import PARTS

THRESHOLD = 0.05


def score_sentiment(
    articles: pd.DataFrame,
    *,
    lexicon: str | Path | ToneLexicon = NEWS,
    variant: str | Path | ToneLexicon | None = None,
    parts: str | Sequence[str] = PARTS,
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
        Articles known to be in another language than the lexicon's cannot be scored: their exposure is 0.
    variant : optional
        Former name of ``lexicon``; it will be removed in the next version.
    parts : str or list of str
        Which of "title", "standfirst" and "text" count; by default all three.

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
    [['tone', 0.0, 2.0], ['tone', 0.6249, 2.0]]
    """
    chosen, n = lexicon_of_option(lexicon, variant), len(articles)
    tone = score_all_sentences(articles, chosen, parts)
    compound = tone.scores.compound
    measured = {
        "tone": compound,
        "negative_share": compound <= -THRESHOLD,
        "positive_share": compound >= THRESHOLD,
        "lexicon_coverage": tone.scores.hits > 0,
    }
    article, label, exposure = np.arange(n), np.zeros(n), np.bincount(tone.article, minlength=n)
    totals = {key: np.bincount(tone.article, weights=value, minlength=n) for key, value in measured.items()}
    counts = [Counts(key, article, label, total, exposure) for key, total in totals.items()]
    return scores_of(articles, [chosen.name], counts, reads=chosen.language)
