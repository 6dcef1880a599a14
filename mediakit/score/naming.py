"""Which word an article uses for a thing, and how often inside quotation marks."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mediakit.annotate.naming import mark_quoted
from mediakit.annotate.terms import find_terms
from mediakit.score.build import scores_of, table_of
from mediakit.text import texts_of
from mediakit.topics import Topic


def score_naming(articles: pd.DataFrame, topic: Topic) -> pd.DataFrame:
    """Return, for every article and variant of a naming choice, its share of mentions and of quoted mentions.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES.
    topic : Topic
        From load_topic(); its ``naming`` lists the choices.

    Returns
    -------
    DataFrame
        SCORES with label "choice: variant": ``naming`` (mentions of the variant over mentions of all variants
        of the choice) and ``naming_quoted`` (mentions in quotation marks over mentions of the variant).

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
    texts, lexicon = texts_of(articles), topic.naming_lexicon
    labels = lexicon.labels
    shape = (len(texts), len(labels))
    hits = find_terms(texts, lexicon)
    mentions = table_of(hits.article, hits.label, shape)
    quoted = table_of(hits.article, hits.label, shape, mark_quoted(texts, hits).astype(np.float64))
    choices = [label.partition(": ")[0] for label in labels]
    same = np.array([[a == b for b in choices] for a in choices], dtype=np.float64).reshape(len(labels), len(labels))
    return scores_of(
        articles, [("naming", labels, mentions, mentions @ same), ("naming_quoted", labels, quoted, mentions)]
    )
