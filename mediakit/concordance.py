"""The sentences behind a number: keyword in context, one row a span."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mediakit.tables import ARTICLES, SPANS, check_table

COLUMNS = ("article_id", "outlet", "published", "title", "layer", "label", "left", "hit", "right")


def evidence(spans: pd.DataFrame, articles: pd.DataFrame, *, context: int = 60) -> pd.DataFrame:
    """Return every span with the words around it.

    Parameters
    ----------
    spans : DataFrame
        SPANS.
    articles : DataFrame
        ARTICLES that the spans are of.
    context : int
        Characters to show on each side, cut at a space.

    Returns
    -------
    DataFrame
        Columns article_id, outlet, published, title, layer, label, left, hit, right and any further column
        of the spans; one row a span, in their order.

    Examples
    --------
    >>> from mediakit.annotate.frames import annotate_frames
    >>> from mediakit.lexicon import Lexicon, Term
    >>> from mediakit.tables import build_table
    >>> articles = build_table(ARTICLES, [{"article_id": "a", "text": "They drew a red line there."}])
    >>> spans = annotate_frames(articles, Lexicon("demo", [Term("red line*", "red_lines")]))
    >>> evidence(spans, articles)[["left", "hit", "right"]].values.tolist()
    [['They drew a', 'red line', 'there.']]
    """
    check_table(spans, SPANS)
    check_table(articles, ARTICLES)
    facts = articles[["article_id", "outlet", "published", "title", "text"]]
    rows = spans.reset_index(drop=True).merge(facts, on="article_id", how="left", validate="many_to_one")
    texts, starts, ends = rows["text"].astype(object), rows["start"].astype(np.int64), rows["end"].astype(np.int64)
    cut = [_window(text, start, end, context) for text, start, end in zip(texts, starts, ends, strict=True)]
    columns = pd.DataFrame(cut, columns=["left", "hit", "right"], index=rows.index)
    further = [name for name in spans.columns if name not in SPANS.names]
    return pd.concat([rows, columns], axis=1)[[*COLUMNS, *further]]


def _window(text: str, start: int, end: int, context: int) -> tuple[str, str, str]:
    left, right = text[max(0, start - context) : start], text[end : end + context]
    if start > context and " " in left:
        left = left.split(" ", 1)[1]
    if end + context < len(text) and " " in right:
        right = right.rsplit(" ", 1)[0]
    return tuple(" ".join(part.split()) for part in (left, text[start:end], right))  # type: ignore[return-value]
