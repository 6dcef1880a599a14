"""The passages behind a number: keyword in context, one row for each span."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from mediakit.errors import OptionError
from mediakit.tables import ARTICLES, ESTIMATES, PARTS, check_table
from mediakit.words.behind import cell_of, spans_behind
from mediakit.words.in_context import EVIDENCE, put_in_context

_CELL = tuple(column.name for column in ESTIMATES.columns if column.required)


def evidence(
    spans: pd.DataFrame | pd.Series,
    articles: pd.DataFrame,
    source: Any = None,
    *,
    degree: str = "treated",
    parts: str | Sequence[str] = PARTS,
    context: int = 60,
) -> pd.DataFrame:
    """Return every span with the words around it: spans that you have, or those behind one row of estimates.

    Parameters
    ----------
    spans : DataFrame or Series
        SPANS; or a row of ESTIMATES, such as ``estimates.iloc[3]``.
    articles : DataFrame
        ARTICLES that the spans are of, or that were estimated: the whole table that estimate() or trend() had.
    source : Topic, Lexicon, ToneLexicon, str, DataFrame or None
        For a row of estimates what its measure was scored with: the topic (coverage, frames, word choices), a lexicon
        of frames, the tone lexicon (none is needed for one that comes with mediakit) or the table of aliases (none for
        mediakit's own). Of your own measure pass the SPANS that you counted: those with the label of the row.
    degree : {"treated", "mentioned", "main"}
        For a row of coverage: the degree that was scored.
    parts : str or list of str
        For a row of estimates: the parts that were scored.
    context : int
        Characters to show on each side, cut at a space.

    Returns
    -------
    DataFrame
        EVIDENCE: a row for each span, in their order, and any further column of the spans. Behind a row of estimates
        ``counted`` is True for what its total counts; the other rows belong to its exposure alone: mentions of the
        other variants of a word choice, mentions outside quotation marks, sentences of another tone.

        The total is the number of articles with a row (coverage, frame_presence, entity_presence), of different
        sentences (frame_salience, coverage_sentences), or of rows (naming, naming_quoted, entity_rate and shares of
        tone), each with ``counted``; of tone it is the sum of ``value``. The exposure of word choices and of tone is
        the number of all rows. This is so where copies count each (``weights="all"``). Where a condition of a topic
        asks for what is not there, an article may count without any span.

    Raises
    ------
    TableError
        When a table breaks its contract, a span is of an article that is not there, or reaches beyond its part; and
        when no article is of the group of the row.
    OptionError
        When the measure of the row needs another source.

    Examples
    --------
    >>> from mediakit.annotate.frames import annotate_frames
    >>> from mediakit.lexicon import Lexicon, Term
    >>> from mediakit.score.frames import score_frames
    >>> from mediakit.stats.estimates import estimate
    >>> from mediakit.tables import build_table
    >>> articles = build_table(ARTICLES, [{"article_id": "a", "text": "They drew a red line there. It held."}])
    >>> frames = Lexicon("demo", [Term("red line*", "red_lines")])
    >>> evidence(annotate_frames(articles, frames), articles)[["left", "hit", "right"]].values.tolist()
    [['They drew a', 'red line', 'there. It held.']]
    >>> salience = estimate(score_frames(articles, frames), articles).iloc[1]
    >>> salience["measure"], float(salience["total"]), evidence(salience, articles, frames)["hit"].tolist()
    ('frame_salience', 1.0, ['red line'])
    """
    if not isinstance(spans, pd.Series) and not set(_CELL) <= set(getattr(spans, "columns", ())):
        if source is not None:
            raise OptionError(
                "a source is for a row of estimates: spans say themselves where they are",
                next_step="Write evidence(spans, articles), or evidence(estimates.iloc[3], articles, topic).",
            )
        return put_in_context(spans, articles, context)
    if isinstance(spans, pd.Series) and not {"measure", "label"} <= set(spans.index):
        raise OptionError(
            "expected a row of ESTIMATES, got one without measure and label",
            next_step="Write for example estimates.iloc[3].",
        )
    check_table(articles, ARTICLES)
    cell = cell_of(spans, articles, parts, degree)
    rows = put_in_context(spans_behind(cell, source), articles, context)
    further = [name for name in rows.columns if name not in EVIDENCE.names]
    return rows[[*(name for name in EVIDENCE.names if name in rows.columns), *further]]
