"""How much of an article holds a frame's vocabulary."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mediakit.annotate.frames import frame_lexicon_of, language_of
from mediakit.annotate.terms import find_terms
from mediakit.lexicon import Lexicon
from mediakit.score.build import Counts, count_pairs, scores_of
from mediakit.tables import PARTS
from mediakit.text.parts import known_language
from mediakit.topics import Topic

HITS_FOR_PRESENCE = 2


def score_frames(
    articles: pd.DataFrame, frames: Topic | Lexicon, *, parts: str | Sequence[str] = PARTS
) -> pd.DataFrame:
    """Return the presence and the salience of every frame in every article.

    Presence is 1 when two or more distinct places of the article hold a term of the frame. Salience is
    the share of sentences that hold one (Entman 1993). Both measure vocabulary, not intent, and are not
    validated unless the frame says so.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES.
    frames : Topic or Lexicon
        A topic's frames, or a lexicon whose labels are the frames. Articles known to be in another language than
        the topic's cannot be scored: their exposure is 0.
    parts : str or list of str
        Which of "title", "standfirst" and "text" count; by default all three.

    Returns
    -------
    DataFrame
        SCORES: ``frame_presence`` (0 or 1, exposure 1) and ``frame_salience`` (sentences with a hit over
        sentences).

    Examples
    --------
    >>> from mediakit.lexicon import Lexicon, Term
    >>> from mediakit.tables import ARTICLES, build_table
    >>> articles = build_table(ARTICLES, [{"article_id": "a", "text": "A red line. Two red lines. Nothing."}])
    >>> frames = Lexicon("demo", [Term("red line*", "red_lines")])
    >>> score_frames(articles, frames)[["measure", "total", "exposure"]].values.tolist()
    [['frame_presence', 0.0, 1.0], ['frame_presence', 1.0, 1.0],
     ['frame_salience', 0.0, 3.0], ['frame_salience', 2.0, 3.0]]
    """
    lexicon, language = frame_lexicon_of(frames), language_of(frames)
    hits = find_terms(articles, lexicon, parts=parts, language=language)
    article, label, places = count_pairs(hits.article, hits.label)
    width = hits.sentence.max(initial=0) + 2
    # Hits of one sentence are one: a pair of article and label is counted over its distinct sentences.
    key = np.unique((hits.article * max(len(lexicon.labels), 1) + hits.label) * width + hits.sentence + 1) // width
    salient = count_pairs(key // max(len(lexicon.labels), 1), key % max(len(lexicon.labels), 1))
    readable = known_language(articles, language)
    return scores_of(
        articles,
        lexicon.labels,
        [
            Counts("frame_presence", article, label, places >= HITS_FOR_PRESENCE, readable),
            Counts("frame_salience", *salient, hits.n_sentences),
        ],
        reads=language,
    )
