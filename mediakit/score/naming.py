"""Which word an article uses for a thing, and how often inside quotation marks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mediakit.annotate.naming import find_naming, mark_quoted
from mediakit.score.build import Counts, scores_of
from mediakit.tables import PARTS
from mediakit.topics import Topic, check_topic_given


def score_naming(articles: pd.DataFrame, topic: Topic, *, parts: str | Sequence[str] = PARTS) -> pd.DataFrame:
    """Return, for every article and variant of a naming choice, its share of mentions and of quoted mentions.

    A variant with ``valid_from`` or ``valid_to`` counts in articles published on these days or between them, and not
    in an article without a date.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES.
    topic : Topic
        From load_topic(); its ``naming`` lists the choices.
    parts : str or list of str
        Which of "title", "standfirst" and "text" count; by default all three.

    Returns
    -------
    DataFrame
        SCORES with label "choice: variant": ``naming`` (mentions of the variant over mentions of all variants
        of the choice) and ``naming_quoted`` (mentions in quotation marks over mentions of the variant). The exposure
        depends on the label, so there is a row wherever there is an exposure, and none with the empty label.

    Examples
    --------
    >>> from mediakit.tables import ARTICLES, build_table
    >>> from mediakit.topics import load_topic
    >>> articles = build_table(ARTICLES, [{"article_id": "a", "text": "Kyiv, Kyiv and Kiev."}])
    >>> scores = score_naming(articles, load_topic("nato-enlargement"))
    >>> kyiv = (scores["measure"] == "naming") & (scores["label"] == "capital: Kyiv")
    >>> scores.loc[kyiv, ["total", "exposure"]].values.tolist()
    [[2.0, 3.0]]
    """
    labels = check_topic_given(topic).naming_lexicon.labels
    hits = find_naming(articles, topic, parts=parts)
    shape, flat = (len(articles), len(labels)), hits.article * len(labels) + hits.label
    printed = np.bincount(flat, minlength=shape[0] * shape[1]).reshape(shape)
    quoted = np.bincount(flat[mark_quoted(articles, hits)], minlength=shape[0] * shape[1]).reshape(shape)
    choices = [label.partition(": ")[0] for label in labels]
    # Times this matrix of ones within a choice, counts by variant become those of the whole choice.
    same = np.array([[a == b for b in choices] for a in choices], dtype=np.int64).reshape(len(labels), len(labels))
    article, label = np.indices(shape).reshape(2, -1)
    return scores_of(
        articles,
        labels,
        [
            Counts("naming", article, label, printed.ravel(), own=(printed @ same).ravel()),
            Counts("naming_quoted", article, label, quoted.ravel(), own=printed.ravel()),
        ],
        reads=topic.language,
    )
