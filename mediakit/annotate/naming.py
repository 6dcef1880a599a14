"""Naming choices: which of several words an outlet prints for one thing, and whether in quotation marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mediakit.annotate.hits import Hits, find_terms, spans_of
from mediakit.tables import PARTS
from mediakit.text.blocks import texts_of
from mediakit.text.vocabulary import DOUBLE_MARKS
from mediakit.topics import Topic, check_topic_given

# Every mark that is a double quotation mark once written plainly, and the end of a paragraph.
_MARKS = re.compile(f'[\n"{DOUBLE_MARKS}]')


def annotate_naming(articles: pd.DataFrame, topic: Topic, *, parts: str | Sequence[str] = PARTS) -> pd.DataFrame:
    """Return every mention of a variant of the topic's naming choices.

    A variant with ``valid_from`` or ``valid_to`` counts in articles published on these days or between them, and not
    in an article without a date.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES.
    topic : Topic
        From load_topic(); its ``naming`` lists the choices. Articles known to be in another language than the
        topic's are left out.
    parts : str or list of str
        Which of "title", "standfirst" and "text" count; by default all three.

    Returns
    -------
    DataFrame
        SPANS with layer "naming", label "choice: variant", and a further column ``quoted``: True where the
        mention is inside double quotation marks of its paragraph.

    Examples
    --------
    >>> from mediakit.tables import ARTICLES, build_table
    >>> from mediakit.topics import load_topic
    >>> text = 'Kyiv rejects the "special military operation".'
    >>> articles = build_table(ARTICLES, [{"article_id": "a", "text": text, "published": "2022-05-09"}])
    >>> annotate_naming(articles, load_topic("nato-enlargement"))["quoted"].tolist()
    [False, True]
    """
    hits = find_naming(articles, topic, parts=parts)
    return spans_of(hits, articles, "naming", topic.naming_lexicon.labels).assign(quoted=mark_quoted(articles, hits))


def find_naming(articles: pd.DataFrame, topic: Topic, *, parts: str | Sequence[str] = PARTS) -> Hits:
    """Return the hits of the topic's naming choices, each label in articles of its own days only."""
    hits = find_terms(articles, check_topic_given(topic).naming_lexicon, parts=parts, language=topic.language)
    days = articles["published"].dt.tz_localize(None).dt.normalize().to_numpy()[hits.article]
    kept = np.ones(len(days), dtype=bool)
    for label, (first, last) in enumerate(topic.naming_days):
        # A missing date is neither before nor after any day, and so outside all of them.
        if first is not None:
            kept &= (hits.label != label) | (days >= np.datetime64(first))
        if last is not None:
            kept &= (hits.label != label) | (days <= np.datetime64(last))
    names = ("article", "part", "start", "end", "label", "term", "sentence")
    return replace(hits, **{name: getattr(hits, name)[kept] for name in names})


def mark_quoted(articles: pd.DataFrame, hits: Hits) -> NDArray[np.bool_]:
    """Return, for every hit, whether it stands inside double quotation marks, counted anew in each paragraph."""
    quoted = np.zeros(len(hits.article), dtype=bool)
    for part in np.unique(hits.part).tolist():
        texts, own = texts_of(articles, PARTS[part]), np.flatnonzero(hits.part == part)
        borders = np.flatnonzero(np.diff(hits.article[own])) + 1
        for rows in np.split(own, borders):
            opened = _quoted_stretches(texts[int(hits.article[rows[0]])])
            for row in rows if opened else ():
                start, end = int(hits.start[row]), int(hits.end[row])
                quoted[row] = any(a < start and end <= b for a, b in opened)
    return quoted


def _quoted_stretches(text: str) -> list[tuple[int, int]]:
    """Return the stretches between double quotation marks; a mark left open holds to the end of its paragraph."""
    stretches, opened = [], -1
    for match in _MARKS.finditer(text):
        place, printed = match.start(), match.group()
        if printed == "\n":
            if opened >= 0:
                stretches.append((opened, place))
            opened = -1
        elif opened >= 0 and (printed not in "\u201c\u00ab\u201e" or (text[opened], printed) == ("\u201e", "\u201c")):
            stretches.append((opened, place))
            opened = -1
        elif opened < 0 and printed not in "\u201d\u00bb":
            opened = place
    return [*stretches, (opened, len(text))] if opened >= 0 else stretches
