"""Whether an article belongs to a topic and its strands."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mediakit.score.build import scores_of
from mediakit.tables import ARTICLES, check_table
from mediakit.topics import Topic, match_topic


def score_coverage(articles: pd.DataFrame, topic: Topic) -> pd.DataFrame:
    """Return, for every article, whether it belongs to the topic and to each of its strands.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES: all that the outlets published, not only what is on the topic, or a share means nothing.
    topic : Topic
        From load_topic().

    Returns
    -------
    DataFrame
        SCORES: ``coverage``, total 0 or 1, exposure 1; labels are the topic's name and "name: strand" for each strand.

    Examples
    --------
    >>> from mediakit.tables import ARTICLES, build_table
    >>> from mediakit.topics import load_topic
    >>> articles = build_table(ARTICLES, [{"article_id": "a", "text": "Rain in Oslo."}])
    >>> score_coverage(articles, load_topic("nato-enlargement"))["total"].tolist()
    [0.0, 0.0, 0.0]
    """
    on_topic = match_topic(check_table(articles, ARTICLES), topic)
    return scores_of(articles, [("coverage", list(on_topic.columns), on_topic.to_numpy(), np.ones(on_topic.shape))])
