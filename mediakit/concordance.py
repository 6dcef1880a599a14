"""The sentences behind a number: keyword in context, one row for each span."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mediakit.contract import Column, Table
from mediakit.errors import OptionError, TableError
from mediakit.tables import ARTICLES, PARTS, SPANS, check_table

EVIDENCE = Table(
    "EVIDENCE",
    "a marked stretch with the words around it",
    (
        Column("article_id", "str", "article"),
        Column("outlet", "str", "who published it"),
        Column("published", "time", "when"),
        Column("title", "str", "its headline"),
        Column("layer", "category", "who marked it, such as frames"),
        Column("label", "category", "what it was marked as"),
        Column("part", "category", "title, standfirst or text"),
        Column("left", "str", "what stands before it"),
        Column("hit", "str", "the marked words"),
        Column("right", "str", "what stands behind it"),
    ),
    made_by="evidence()",
)


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
        EVIDENCE: article_id, outlet, published, title, layer, label, part, left, hit, right, and any further column
        of the spans; a row for each span, in their order.

    Raises
    ------
    TableError
        When a table breaks its contract, a span is of an article that is not there, or reaches beyond its part.

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
    if not isinstance(context, int) or context < 0:
        raise OptionError(f"context must be a number of characters, 0 or more, got {context!r}")
    ids = pd.Index(articles["article_id"])
    places = ids.get_indexer(pd.Index(spans["article_id"]))
    if (places < 0).any():
        raise TableError(
            f"a span is of the article {spans['article_id'].iloc[int(np.argmin(places))]!r}, which is not among these",
            where="evidence()",
            next_step="Pass the articles that the spans were found in.",
        )
    rows = spans.reset_index(drop=True)
    if "part" not in rows.columns:
        rows["part"] = pd.Categorical(["text"] * len(rows), categories=pd.Index(PARTS, dtype=object))
    for name in ("outlet", "published", "title"):
        rows[name] = articles[name].take(places).reset_index(drop=True)
    cut = [("", "", "")] * len(rows)
    for part in rows["part"].unique():
        own = np.flatnonzero(rows["part"] == part)
        if part not in PARTS or part not in articles.columns:
            raise TableError(
                f"a span is of the part {part!r}, which the articles do not have",
                where="evidence()",
                next_step="Pass the articles that the spans were found in.",
            )
        for at, words in zip(own.tolist(), _windows(rows.iloc[own], articles[part], places[own], context), strict=True):
            cut[at] = words
    rows[["left", "hit", "right"]] = pd.DataFrame(cut, columns=["left", "hit", "right"], dtype="str", index=rows.index)
    further = [name for name in spans.columns if name not in (*SPANS.names, *EVIDENCE.names)]
    return rows[[*EVIDENCE.names, *further]]


def _windows(
    spans: pd.DataFrame, texts: pd.Series, places: NDArray[np.intp], context: int
) -> list[tuple[str, str, str]]:
    """Return what stands before, in and after each span; each text is taken out of its column once, for all its spans.

    ``places`` says in which row of ``texts`` the text of each span stands.
    """
    starts, ends = spans["start"].tolist(), spans["end"].tolist()
    cut = [("", "", "")] * len(spans)
    # The spans in the order of their texts, cut where the next text begins: one group of spans a text.
    order = np.argsort(places, kind="stable")
    for group in np.split(order, np.flatnonzero(np.diff(places[order])) + 1):
        text = str(texts.iat[places[group[0]]])
        for at in group.tolist():
            if ends[at] > len(text):
                raise TableError(
                    f"a span ends at character {ends[at]} of the {texts.name} of article "
                    f"{spans['article_id'].iloc[at]!r}, which has {len(text)}",
                    where="evidence()",
                    next_step="Pass the articles that the spans were found in, unchanged.",
                )
            cut[at] = _window(text, starts[at], ends[at], context)
    return cut


def _window(text: str, start: int, end: int, context: int) -> tuple[str, str, str]:
    left, right = text[max(0, start - context) : start], text[end : end + context]
    if start > context and " " in left:
        left = left.split(" ", 1)[1]
    if end + context < len(text) and " " in right:
        right = right.rsplit(" ", 1)[0]
    return tuple(" ".join(part.split()) for part in (left, text[start:end], right))  # type: ignore[return-value]
