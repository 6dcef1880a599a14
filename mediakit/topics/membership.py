"""Which articles belong to a topic and its strands, and how much of the topic there is in them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mediakit.errors import TopicError, check_option
from mediakit.query.evaluate import Tally, count_sentences
from mediakit.query.tree import Node
from mediakit.tables import ARTICLES, PARTS, check_table
from mediakit.text.parts import read_parts
from mediakit.topics import Topic, check_topic_given
from mediakit.topics.topic_file import DEGREES

LEAD_SENTENCES = 4
Bools = NDArray[np.bool_]


def match_topic(
    articles: pd.DataFrame, topic: Topic, *, degree: str = "treated", parts: str | Sequence[str] = PARTS
) -> pd.DataFrame:
    """Return, for every article, whether it belongs to the topic and to each of its strands.

    An article belongs to the topic when it meets the query of the degree or of a higher one. Without [degrees] in its
    file a topic is treated where the parts of an article hold a term of every group of the query between them. An
    article belongs to a strand when it also meets the strand's rule or holds one of its terms. Articles known to be in
    another language than the topic's do not belong to it.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES.
    topic : Topic
        From load_topic().
    degree : {"treated", "mentioned", "main"}
        How much of the topic there must be, at least.
    parts : str or list of str
        Which of "title", "standfirst" and "text" count; by default all three.

    Returns
    -------
    DataFrame
        A table of bool with the index of articles; columns the topic's name and "name: strand title" for each strand.

    Raises
    ------
    OptionError, TopicError
        For an unknown degree, and one that the topic does not have.

    Examples
    --------
    >>> from mediakit.tables import build_table
    >>> from mediakit.topics import load_topic
    >>> articles = build_table(ARTICLES, [{"article_id": "a", "text": "Finland joins NATO."}])
    >>> match_topic(articles, load_topic("nato-enlargement")).iloc[0].to_dict()
    {'nato-enlargement': True,
     'nato-enlargement: Finland and Sweden': True,
     'nato-enlargement: Ukraine, Georgia and Moldova': False}
    """
    check_degree(check_topic_given(topic), degree)
    hit = _grouped(articles, topic, parts)
    tally = tally_topic(articles, topic, parts, degree)
    on_topic = _degrees_met(topic, tally, hit)[degree]
    columns = {topic.name: on_topic}
    for i, strand in enumerate(topic.strands, start=len(topic.query)):
        node = topic.rules.nodes.get(f"strand '{strand['title']}'")
        spoken = hit[:, i] | tally.holds(node) if node else hit[:, i]
        columns[f"{topic.name}: {strand['title']}"] = on_topic & spoken
    return pd.DataFrame(columns, index=articles.index)


def check_degree(topic: Topic, degree: str) -> None:
    """Raise an error unless the topic has this degree."""
    check_option("degree", degree, DEGREES)
    if degree not in topic.degrees and not (degree == "treated" and topic.query):
        raise TopicError(
            f"the topic {topic.name} has no degree '{degree}'",
            where=topic.source,
            next_step=f"Write a query for {degree} into [degrees] of its file (see docs/queries.md).",
        )


def _grouped(articles: pd.DataFrame, topic: Topic, parts: str | Sequence[str]) -> Bools:
    """Return which articles hold a term of each group of the query and of each strand."""
    lexicon = topic.query_lexicon
    hit = np.zeros((len(articles), len(topic.query) + len(topic.strands)), dtype=bool)
    group = np.array([int(term.label) for term in lexicon.terms], dtype=np.int64)
    for read in read_parts(articles, parts, language=topic.language) if len(group) else ():
        matches = lexicon.find_in(read.block)
        hit[read.first + matches.text, group[matches.term]] = True
    return hit


def tally_topic(
    articles: pd.DataFrame, topic: Topic, parts: str | Sequence[str] = PARTS, degree: str = "main"
) -> Tally:
    """Return in which sentences the queries of the topic's degrees and strands are met; ``degree`` is asked for."""
    nodes = {name: node for name, node in topic.rules.nodes.items() if not name.startswith("frame")}
    higher = {f"degree '{name}'" for name in DEGREES[DEGREES.index(degree) + 1 :]}
    asked = [node for name, node in nodes.items() if name not in higher]
    return count_sentences(articles, topic.rules, list(nodes.values()), parts, language=topic.language, asked=asked)


def _degrees_met(topic: Topic, tally: Tally, hit: Bools) -> dict[str, Bools]:
    """Return which articles have each degree of the topic; who has a degree has those below it."""
    met, above = {}, np.zeros(len(hit), dtype=bool)
    for degree in reversed(DEGREES):
        if degree in topic.degrees:
            above = above | tally.holds(topic.rules.nodes[f"degree '{degree}'"])
        elif degree == "treated":
            above = above | hit[:, : len(topic.query)].all(axis=1)
        met[degree] = above
    return met


def match_degree(articles: pd.DataFrame, topic: Topic, *, parts: str | Sequence[str] = PARTS) -> pd.DataFrame:
    """Return, for every article, how much of the topic there is: main subject, treated, mentioned or nothing.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES.
    topic : Topic
        One with a query for "treated", from Topic.from_terms() or from a file with [degrees].
    parts : str or list of str
        Which of "title", "standfirst" and "text" count; by default all three.

    Returns
    -------
    DataFrame
        A table with the index of articles; columns degree (the highest that is met: "main", "treated", "mentioned" or
        ""), n_sentences and share_sentences (in which the topic is treated, and their share of all sentences),
        in_headline, in_lead (whether one stands in the title, and in the first 4 sentences after it).

    Raises
    ------
    TopicError
        For a topic whose file has no query for "treated" in [degrees].

    Examples
    --------
    >>> from mediakit.tables import build_table
    >>> articles = build_table(ARTICLES, [{"article_id": "a", "title": "Rain", "text": "NATO expands. It rains."}])
    >>> match_degree(articles, Topic.from_terms("NATO NEAR/8 expan*")).iloc[0].astype(str).tolist()
    ['treated', '1', '0.3333333333333333', 'False', 'True']
    """
    node = treated_node(topic)
    hit, tally = _grouped(articles, topic, parts), tally_topic(articles, topic, parts)
    met, rows = _degrees_met(topic, tally, hit), tally.sentences_of(node)
    found = np.select([met[name] for name in reversed(DEGREES)], list(reversed(DEGREES)), default="")
    columns = {
        "degree": pd.Series(found, dtype="str", index=articles.index),
        "n_sentences": tally.count(rows),
        "share_sentences": tally.share(rows),
        "in_headline": tally.in_title(rows),
        "in_lead": tally.in_lead(rows, LEAD_SENTENCES),
    }
    return pd.DataFrame(columns, index=articles.index)


def treated_node(topic: Topic) -> Node:
    """Return the query for "treated", or raise an error that says where to write one."""
    if "treated" not in check_topic_given(topic).degrees:
        raise TopicError(
            f"the topic {topic.name} does not say in which sentences it is treated",
            where=topic.source,
            next_step="Write treated = '...' into [degrees] of its file, a query such as '$nato NEAR/8 $join' "
            "(see docs/queries.md).",
        )
    return topic.rules.nodes["degree 'treated'"]


def select_articles(
    articles: pd.DataFrame, topic: Topic, *, degree: str = "treated", parts: str | Sequence[str] = PARTS
) -> pd.DataFrame:
    """Return the articles that belong to the topic, in their order.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES.
    topic : Topic
        From load_topic() or Topic.from_terms().
    degree : {"treated", "mentioned", "main"}
        How much of the topic there must be, at least: see match_topic().
    parts : str or list of str
        Which of "title", "standfirst" and "text" count; by default all three.

    Returns
    -------
    DataFrame
        ARTICLES, rows on the topic only.

    Raises
    ------
    OptionError, TopicError
        For an unknown degree, and one that the topic does not have.

    Examples
    --------
    >>> from mediakit.tables import build_table
    >>> from mediakit.topics import load_topic
    >>> rows = [{"article_id": "a", "text": "Finland joins NATO."}, {"article_id": "b", "text": "Rain."}]
    >>> articles = build_table(ARTICLES, rows)
    >>> select_articles(articles, load_topic("nato-enlargement"))["article_id"].tolist()
    ['a']
    """
    check_table(articles, ARTICLES)
    return articles[match_topic(articles, topic, degree=degree, parts=parts)[topic.name]].copy()
