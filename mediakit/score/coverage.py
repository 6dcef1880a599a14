"""Whether an article belongs to a topic and its strands."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mediakit.score.build import Counts, scores_of
from mediakit.tables import PARTS
from mediakit.text.parts import known_language
from mediakit.topics import Topic, match_topic


def score_coverage(articles: pd.DataFrame, topic: Topic, *, parts: str | Sequence[str] = PARTS) -> pd.DataFrame:
    """Return, for every article, whether it belongs to the topic and to each of its strands.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES: all that the outlets published, not only what is on the topic, or a share means nothing.
    topic : Topic
        From load_topic(). Articles known to be in another language than the topic's cannot be scored.
    parts : str or list of str
        Which of "title", "standfirst" and "text" count; by default all three.

    Returns
    -------
    DataFrame
        SCORES: ``coverage``, total 0 or 1, exposure 1; labels are the topic's name and "name: strand" for each strand.

    Examples
    --------
    >>> from mediakit.tables import ARTICLES, build_table
    >>> from mediakit.topics import load_topic
    >>> articles = build_table(ARTICLES, [{"article_id": "a", "text": "Rain in Oslo."}])
    >>> score_coverage(articles, load_topic("nato-enlargement"))[["label", "total", "exposure"]].values.tolist()
    [['', 0.0, 1.0]]
    """
    on_topic = match_topic(articles, topic, parts=parts)
    article, label = np.nonzero(on_topic.to_numpy())
    count = Counts("coverage", article, label, np.ones(len(article)), known_language(articles, topic.language))
    return scores_of(articles, list(on_topic.columns), [count], reads=topic.language)
