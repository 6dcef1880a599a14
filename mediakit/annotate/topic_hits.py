"""Topics: where the words stand that make an article belong to one."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from mediakit.annotate.rule_hits import find_rules
from mediakit.tables import PARTS
from mediakit.topics import Topic
from mediakit.topics.membership import check_degree, treated_node


def annotate_topic(
    articles: pd.DataFrame, topic: Topic, *, degree: str = "treated", parts: str | Sequence[str] = PARTS
) -> pd.DataFrame:
    """Return every stretch of text that meets the query of a topic's degree, with the words that fired.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES.
    topic : Topic
        One with a query for the degree, from Topic.from_terms() or from a file with [degrees].
    degree : {"treated", "mentioned", "main"}
        Whose query is looked for; of a condition such as COUNT(...) >= 3 what stands in its brackets.
    parts : str or list of str
        Which of "title", "standfirst" and "text" count; by default all three.

    Returns
    -------
    DataFrame
        SPANS with layer "topic" and the degree as label, from the first to the last word that NEAR and PRE join; two
        more columns: ``rule`` (the query) and ``fired`` (the words that met it, "…" between them).

    Raises
    ------
    OptionError, TopicError
        For an unknown degree, and a topic that has no query for it.

    Examples
    --------
    >>> from mediakit.tables import ARTICLES, build_table
    >>> articles = build_table(ARTICLES, [{"article_id": "a", "text": "Soon NATO will expand eastward."}])
    >>> spans = annotate_topic(articles, Topic.from_terms("NATO NEAR/8 expan* SENT eastward"))
    >>> spans[["start", "end", "label", "fired"]].values.tolist()
    [[5, 21, 'treated', 'NATO … expand … eastward']]
    """
    treated_node(topic)
    check_degree(topic, degree)
    return find_rules(articles, topic.rules, "topic", {f"degree '{degree}'": degree}, parts, language=topic.language)
