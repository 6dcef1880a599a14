"""How much of an article holds a frame's vocabulary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mediakit.annotate.frames import frame_lexicon_of, frame_names, frame_of_rule, language_of
from mediakit.annotate.hits import Hits, find_terms
from mediakit.lexicon import Lexicon
from mediakit.query.evaluate import count_sentences
from mediakit.score.build import Counts, count_pairs, scores_of
from mediakit.tables import PARTS
from mediakit.text.parts import known_language
from mediakit.topics import Topic

HITS_FOR_PRESENCE = 2


def score_frames(
    articles: pd.DataFrame, frames: Topic | Lexicon, *, parts: str | Sequence[str] = PARTS
) -> pd.DataFrame:
    """Return the presence and the salience of every frame in every article.

    Presence is 1 when two or more distinct places of the article hold a term of the frame; of a frame with rules, two
    or more sentences. Salience is the share of sentences that hold a term or meet a rule (Entman 1993). Both measure
    vocabulary, not intent, and are not validated unless the frame says so.

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
    names, language = frame_names(frames), language_of(frames)
    hits, ruled = _places(articles, frames, parts)
    n_labels, width = max(len(names), 1), hits.sentence.max(initial=0) + 2
    # Hits of one sentence are one: a pair of article and label is counted over its distinct sentences.
    key = np.unique((hits.article * n_labels + hits.label) * width + hits.sentence + 1) // width
    apart = ruled[hits.label]
    once = key[ruled[key % n_labels]]
    article, label = np.append(hits.article[~apart], once // n_labels), np.append(hits.label[~apart], once % n_labels)
    article, label, places = count_pairs(article, label)
    salient = count_pairs(key // n_labels, key % n_labels)
    readable = known_language(articles, language)
    return scores_of(
        articles,
        names,
        [
            Counts("frame_presence", article, label, places >= HITS_FOR_PRESENCE, readable),
            Counts("frame_salience", *salient, hits.n_sentences),
        ],
        reads=language,
    )


def _places(
    articles: pd.DataFrame, frames: Topic | Lexicon, parts: str | Sequence[str]
) -> tuple[Hits, NDArray[np.bool_]]:
    """Return where terms stand and rules are met, labels by their place among the frames, and which frames have rules.

    Of what rules find only article, label and sentence are there: each sentence once a rule.
    """
    lexicon, names, rule_frames = frame_lexicon_of(frames), frame_names(frames), frame_of_rule(frames)
    hits = find_terms(articles, lexicon, parts=parts, language=language_of(frames))
    place = np.array([names.index(label) for label in lexicon.labels], dtype=np.int64)
    hits = replace(hits, label=place[hits.label])
    ruled = np.isin(np.arange(max(len(names), 1)), [names.index(name) for name in rule_frames.values()])
    if not rule_frames or not isinstance(frames, Topic):
        return hits, ruled
    nodes = [frames.rules.nodes[name] for name in rule_frames]
    tally = count_sentences(articles, frames.rules, nodes, parts, language=frames.language)
    # The same query may be a rule of several frames.
    pairs = [
        (names.index(key), np.flatnonzero(tally.sentences_of(node)))
        for key, node in zip(rule_frames.values(), nodes, strict=True)
    ]
    rows = np.concatenate([rows for _, rows in pairs])
    found = np.repeat([label for label, _ in pairs], [len(rows) for _, rows in pairs])
    return (
        replace(
            hits,
            article=np.append(hits.article, tally.article[rows]),
            label=np.append(hits.label, found),
            sentence=np.append(hits.sentence, tally.number[rows]),
        ),
        ruled,
    )
