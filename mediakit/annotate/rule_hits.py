"""What rules find as SPANS, with the rule and the words that fired."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from mediakit.annotate.hits import Hits, spans_of
from mediakit.query.compiled import Rules
from mediakit.query.evaluate import find_spans
from mediakit.query.tree import queries_in
from mediakit.tables import PARTS


def find_rules(
    articles: pd.DataFrame,
    rules: Rules,
    layer: str,
    labels: Mapping[str, str],
    parts: str | Sequence[str] = PARTS,
    *,
    language: str = "",
) -> pd.DataFrame:
    """Return what some rules find as SPANS with two more columns.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES.
    rules : Rules
        Some of which are looked for, such as those of a topic.
    layer : str
        The layer of the spans.
    labels : mapping
        The label for each rule, by the name of the rule in ``rules``.
    parts : str or list of str
        Which of "title", "standfirst" and "text" count; by default all three.
    language : str
        ISO 639-1 code; articles known to be in another language are left out.

    Returns
    -------
    DataFrame
        SPANS with the columns ``rule`` (its text) and ``fired`` (the words that met it, "…" between them).
    """
    pairs = [(name, query) for name in labels for query in queries_in(rules.nodes[name])]
    found = find_spans(articles, rules, [query for _, query in pairs], parts, language=language)
    names = list(dict.fromkeys(labels.values()))
    label = np.array([names.index(labels[name]) for name, _ in pairs], dtype=np.int64)[found.query]
    places = found.article, found.part, found.start, found.end
    hits = Hits(*places, label, found.query, found.sentence, found.total_words, found.total_sentences)
    texts = np.array([rules.texts[name] for name, _ in pairs], dtype=object)
    spans = spans_of(hits, articles, layer, names)
    return spans.assign(
        rule=pd.Categorical(texts[found.query], categories=pd.Index(dict.fromkeys(texts), dtype=object)),
        fired=pd.Series(found.words, dtype="str"),
    )
