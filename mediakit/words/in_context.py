"""Spans with the words around them: what evidence() and search() share, and the contracts of their tables."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mediakit.contract import Column, Table
from mediakit.errors import OptionError, TableError
from mediakit.tables import ARTICLES, PARTS, SPANS, check_table
from mediakit.text.parts import read_parts

_PLACES = (
    Column("article_id", "str", "article"),
    Column("outlet", "str", "who published it"),
    Column("published", "time", "when"),
    Column("title", "str", "its headline"),
    Column("url", "str", "its address"),
    Column("layer", "category", "who marked it, such as frames"),
    Column("label", "category", "what it was marked as"),
    Column("part", "category", "title, standfirst or text"),
    Column("start", "int", "first character in its part of the article", least=0),
    Column("end", "int", "one past the last character", least=0),
)
_IN_CONTEXT = (
    Column("left", "str", "what stands before it"),
    Column("hit", "str", "the marked words"),
    Column("right", "str", "what stands behind it"),
)
_PASSED_ON = (
    Column("value", "float?", "the number of the span, such as a compound score", required=False),
    Column("sentence_id", "int", "sentence of the article, -1 outside any", required=False, least=-1),
    Column("voice", "category?", "whose words: own, quoted or indirect, where that was told apart", required=False),
)
EVIDENCE = Table(
    "EVIDENCE",
    "a marked stretch with the words around it",
    (
        *_PLACES,
        *_IN_CONTEXT,
        *_PASSED_ON,
        Column(
            "counted", "bool", "True for what the total of a cell counts, False for the rest of its exposure", False
        ),
    ),
    made_by="evidence()",
)
MATCHES = Table(
    "MATCHES",
    "a stretch that a search found, in its sentence",
    (
        *_PLACES,
        *_IN_CONTEXT,
        Column("sentence", "str", "the sentence it stands in; of one without end, what is near"),
        Column("fired", "str", 'the words that met the query, "…" between them'),
    ),
    made_by="search()",
)
# A longer stretch without a full stop is a table or a list, and would be repeated for every hit in it.
LONGEST_SENTENCE = 2_000


def put_in_context(spans: pd.DataFrame, articles: pd.DataFrame, context: int) -> pd.DataFrame:
    """Return checked spans with the articles' columns and the words around each; see evidence().

    Parameters
    ----------
    spans : DataFrame
        SPANS.
    articles : DataFrame
        ARTICLES that the spans are of.
    context : int
        Characters to show on each side, cut at a space.

    Raises
    ------
    OptionError, TableError
        See evidence().
    """
    check_table(spans, SPANS)
    check_table(articles, ARTICLES)
    if not isinstance(context, int) or context < 0:
        raise OptionError(f"context must be a number of characters, 0 or more, got {context!r}")
    places = places_in(articles, spans)
    rows = spans.reset_index(drop=True)
    if "part" not in rows.columns:
        rows["part"] = pd.Categorical(["text"] * len(rows), categories=pd.Index(PARTS, dtype=object))
    for name in ("outlet", "published", "title", "url"):
        known = name in articles.columns
        rows[name] = articles[name].take(places).reset_index(drop=True) if known else pd.Series("", rows.index, "str")
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
    names = [column.name for column in _IN_CONTEXT]
    rows[names] = pd.DataFrame(cut, columns=names, dtype="str", index=rows.index)
    shown = [column.name for column in (*_PLACES, *_IN_CONTEXT)]
    further = [column.name for column in _PASSED_ON if column.name in rows.columns]
    return rows[[*shown, *further, *(name for name in spans.columns if name not in (*shown, *further))]]


def places_in(articles: pd.DataFrame, spans: pd.DataFrame) -> NDArray[np.intp]:
    """Return the row of each span's article, or raise a TableError for a span of another article."""
    places = pd.Index(articles["article_id"]).get_indexer(pd.Index(spans["article_id"]))
    if (places < 0).any():
        raise TableError(
            f"a span is of the article {spans['article_id'].iloc[int(np.argmin(places))]!r}, which is not among these",
            where="evidence()",
            next_step="Pass the articles that the spans were found in.",
        )
    return np.asarray(places)


def sentences_around(spans: pd.DataFrame, articles: pd.DataFrame, parts: str | Sequence[str]) -> list[str]:
    """Return the sentence of each span as it is printed, with single spaces; "" outside any.

    Of a sentence of more than LONGEST_SENTENCE characters only what is near the span is returned, and "…" says so.

    Parameters
    ----------
    spans, articles : DataFrame
        SPANS with the column ``part``, and the ARTICLES that they are of.
    parts : str or list of str
        Which parts the spans were looked for in.
    """
    places = places_in(articles, spans)
    code = spans["part"].cat.set_categories(PARTS).cat.codes.to_numpy()
    starts, ends, found = spans["start"].to_numpy(), spans["end"].to_numpy(), [""] * len(spans)
    for read in read_parts(articles, parts):
        texts = read.block.texts
        rows = np.flatnonzero((code == read.part) & (places >= read.first) & (places < read.first + len(texts)))
        text = places[rows] - read.first
        at = read.sentence_at(text, starts[rows])
        low, high = read.sentences.start[at], read.sentences.end[at]
        columns = (rows, text, low, np.maximum(high, ends[rows]), starts[rows], ends[rows])
        inside = np.flatnonzero(at >= 0)
        for row, index, begin, stop, start, end in zip(*(column[inside].tolist() for column in columns), strict=True):
            found[row] = _sentence(texts[index], begin, stop, start, end)
    return found


def _sentence(text: str, begin: int, stop: int, start: int, end: int) -> str:
    if stop - begin <= LONGEST_SENTENCE:
        return " ".join(text[begin:stop].split())
    near = LONGEST_SENTENCE // 2
    left, hit, right = _window(text[begin:stop], start - begin, end - begin, near)
    before, behind = "…" if start - near > begin else "", "…" if end + near < stop else ""
    return " ".join(filter(None, (before, left, hit, right, behind)))


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
