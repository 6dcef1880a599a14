"""How much of an article holds a frame's vocabulary."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mediakit.annotate.frames import frame_lexicon_of
from mediakit.annotate.terms import find_terms
from mediakit.lexicon import Lexicon
from mediakit.score.build import scores_of, table_of
from mediakit.text import texts_of
from mediakit.topics import Topic

HITS_FOR_PRESENCE = 2


def score_frames(articles: pd.DataFrame, frames: Topic | Lexicon) -> pd.DataFrame:
    """Return the presence and the salience of every frame in every article.

    Presence is 1 when two or more distinct places of the article hold a term of the frame. Salience is
    the share of sentences that hold one (Entman 1993). Both measure vocabulary, not intent, and are not
    validated unless the frame says so.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES.
    frames : Topic or Lexicon
        A topic's frames, or a lexicon whose labels are the frames.

    Returns
    -------
    DataFrame
        SCORES: ``frame_presence`` (0 or 1, exposure 1) and ``frame_salience`` (sentences with a hit over
        sentences), one row an article and frame.

    Examples
    --------
    >>> from mediakit.lexicon import Lexicon, Term
    >>> from mediakit.tables import ARTICLES, build_table
    >>> articles = build_table(ARTICLES, [{"article_id": "a", "text": "A red line. Two red lines. Nothing."}])
    >>> frames = Lexicon("demo", [Term("red line*", "red_lines")])
    >>> score_frames(articles, frames)[["measure", "total", "exposure"]].values.tolist()
    [['frame_presence', 1.0, 1.0], ['frame_salience', 2.0, 3.0]]
    """
    texts, lexicon = texts_of(articles), frame_lexicon_of(frames)
    shape = (len(texts), len(lexicon.labels))
    hits = find_terms(texts, lexicon)
    presence = table_of(hits.article, hits.label, shape) >= HITS_FOR_PRESENCE
    width = hits.sentence.max(initial=0) + 1
    sentences = pd.unique((hits.article * shape[1] + hits.label) * width + hits.sentence) // width
    salience = table_of(sentences // max(shape[1], 1), sentences % max(shape[1], 1), shape)
    exposure = np.repeat(hits.n_sentences, shape[1]).reshape(shape)
    return scores_of(
        articles,
        [
            ("frame_presence", lexicon.labels, presence, np.ones(shape)),
            ("frame_salience", lexicon.labels, salience, exposure),
        ],
    )
