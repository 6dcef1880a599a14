"""Whether an article belongs to a topic and its strands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mediakit.errors import check_option
from mediakit.measures import MEASURES
from mediakit.score.build import Counts, scores_of
from mediakit.tables import PARTS
from mediakit.text.parts import known_language
from mediakit.topics import Topic
from mediakit.topics.membership import match_topic, tally_topic, treated_node

UNITS = {"articles": "coverage", "sentences": "coverage_sentences", "words": "coverage_words"}


def score_coverage(
    articles: pd.DataFrame,
    topic: Topic,
    *,
    degree: str = "treated",
    unit: str = "articles",
    parts: str | Sequence[str] = PARTS,
) -> pd.DataFrame:
    """Return how much of every article belongs to the topic and to each of its strands.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES: all that the outlets published, not only what is on the topic, or a share means nothing.
    topic : Topic
        From load_topic(). Articles known to be in another language than the topic's cannot be scored.
    degree : {"treated", "mentioned", "main"}
        How much of the topic an article must hold, at least: see match_topic().
    unit : {"articles", "sentences", "words"}
        What is counted: articles on the topic, the sentences in which it is treated, or the words of these sentences.
        The last two need a topic with a query for "treated", and strands with a rule; strands of terms are left out.
    parts : str or list of str
        Which of "title", "standfirst" and "text" count; by default all three.

    Returns
    -------
    DataFrame
        SCORES: ``coverage``, total 0 or 1, exposure 1; or ``coverage_sentences`` (sentences over sentences) or
        ``coverage_words`` (words over words), 0 for an article without the degree. Labels are the topic's name and
        "name: strand" for each strand.

    Raises
    ------
    OptionError, TopicError
        For an unknown degree or unit, and a topic that does not have what it needs.

    Examples
    --------
    >>> from mediakit.tables import ARTICLES, build_table
    >>> from mediakit.topics import load_topic
    >>> articles = build_table(ARTICLES, [{"article_id": "a", "text": "Rain in Oslo."}])
    >>> score_coverage(articles, load_topic("nato-enlargement"))[["label", "total", "exposure"]].values.tolist()
    [['', 0.0, 1.0]]
    """
    check_option("unit", unit, tuple(UNITS))
    on_topic = match_topic(articles, topic, degree=degree, parts=parts)
    if unit != "articles":
        return _score_sentences(articles, topic, on_topic[topic.name].to_numpy(), unit, parts)
    article, label = np.nonzero(on_topic.to_numpy())
    count = Counts("coverage", article, label, np.ones(len(article)), known_language(articles, topic.language))
    scores = scores_of(articles, list(on_topic.columns), [count], reads=topic.language)
    validity = topic.say_validity(degree)
    if validity and topic.strands:
        validity += "; strands not measured"
    return replace(MEASURES["coverage"], validity=validity).describe(scores) if validity else scores


def _score_sentences(
    articles: pd.DataFrame, topic: Topic, on_topic: NDArray[np.bool_], unit: str, parts: str | Sequence[str]
) -> pd.DataFrame:
    """Return the sentences, or their words, in which the topic and its strands are spoken of."""
    nodes, tally = {topic.name: treated_node(topic)}, tally_topic(articles, topic, parts, "treated")
    for strand in topic.strands:
        if strand.get("rule"):
            nodes[f"{topic.name}: {strand['title']}"] = topic.rules.nodes[f"strand '{strand['title']}'"]
    rows = [np.flatnonzero(tally.sentences_of(node) & on_topic[tally.article]) for node in nodes.values()]
    size = len(articles)
    weights = tally.n_words if unit == "words" else np.ones(len(tally.article))
    totals = np.array([np.bincount(tally.article[own], weights[own], size) for own in rows])
    label, article = np.nonzero(totals)
    exposure = tally.total_words if unit == "words" else tally.total_sentences
    count = Counts(UNITS[unit], article, label, totals[label, article], exposure)
    return scores_of(articles, list(nodes), [count], reads=topic.language)
