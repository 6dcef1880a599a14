"""Tone of sentences by VADER's rules, with its own lexicon, the news overlay or one of yours."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow.compute as pc
from numpy.typing import NDArray

from mediakit.annotate.tone import NEWS, VADER, ToneLexicon, lexicon_of_option
from mediakit.contract import Column, Table
from mediakit.errors import OptionError
from mediakit.tables import PARTS
from mediakit.text.parts import by_article, part_column, read_parts
from mediakit.vader.rounded import Scores, join_scores
from mediakit.vader.scorer import ARROW, Texts, large

POLARITY = Table(
    "POLARITY",
    "a text",
    (
        Column("neg", "float", "share of negative valence", least=0),
        Column("neu", "float", "share of words without valence", least=0),
        Column("pos", "float", "share of positive valence", least=0),
        Column("compound", "float", "sum of valences, squeezed to -1 to 1", least=-1),
    ),
    made_by="polarity_scores()",
)
LONG_TEXT = 2_000
_COLUMNS = pd.Index(["neg", "neu", "pos", "compound"])


class SaturationWarning(UserWarning):
    """A whole article was scored as one text, where VADER's compound says little."""


class SentenceTone(NamedTuple):
    """Scores of every sentence: article index, part, position in the article, characters, and VADER's values.

    ``scores.n_exact`` says how many sentences the fast road could not prove safe and handed to the exact one.
    """

    article: NDArray[Any]
    part: NDArray[Any]
    number: NDArray[Any]
    start: NDArray[Any]
    end: NDArray[Any]
    scores: Scores


def polarity_scores(
    texts: Texts, *, lexicon: str | Path | ToneLexicon = VADER, variant: str | Path | ToneLexicon | None = None
) -> pd.DataFrame:
    """Return neg, neu, pos and compound of every text, as vaderSentiment's own polarity_scores gives them.

    Parameters
    ----------
    texts : sequence of str or Arrow array of strings
        Sentences or short texts; an Arrow array must have no nulls. A text of over 2,000 characters draws a
        SaturationWarning: the compound x / sqrt(x^2 + 15) of a long text runs to -1 or 1 whatever it says. Use
        score_sentiment for articles.
    lexicon : str, Path or ToneLexicon
        A name, a file or a lexicon as load_lexicon() takes it. With "vader", the default, the values equal
        vaderSentiment 3.3.2 to the last digit (Hutto and Gilbert 2014, ICWSM).
    variant : optional
        Former name of ``lexicon``; it will be removed in the next version.

    Returns
    -------
    DataFrame
        POLARITY: neg, neu, pos (0 to 1) and compound (-1 to 1), a row for each text.

    Raises
    ------
    OptionError
        A single string, whose letters would be scored one by one; an unknown lexicon.
    LexiconError
        A file that is not a tone lexicon.
    TableError
        An Arrow array with nulls, or of anything but strings.

    Examples
    --------
    >>> polarity_scores(["A great day.", "A terrible day."])["compound"].tolist()
    [0.6249, -0.4767]
    """
    tone = lexicon_of_option(lexicon, variant)
    if isinstance(texts, str):
        raise OptionError("expected several texts, got a single string", next_step="Write polarity_scores([text]).")
    texts = large(texts) if isinstance(texts, ARROW) else list(texts)
    if long := _count_long(texts):
        warnings.warn(
            f"{long} of {len(texts)} texts have over {LONG_TEXT} characters; the compound of a long text saturates. "
            "Use score_sentiment(articles), which takes the mean of sentences.",
            SaturationWarning,
            stacklevel=2,
        )
    scores = tone.scorer.score(texts)
    return pd.DataFrame(np.array(scores[:4]).T, columns=_COLUMNS.view(), copy=False)


def _count_long(texts: Texts) -> int:
    if isinstance(texts, ARROW):
        # No text has more letters than bytes; the bytes of a few together are known at once.
        if texts.nbytes <= LONG_TEXT or (pc.max(pc.binary_length(texts)).as_py() or 0) <= LONG_TEXT:
            return 0
        return pc.sum(pc.greater(pc.utf8_length(texts), LONG_TEXT)).as_py() or 0
    return sum([len(text) > LONG_TEXT for text in texts])


def score_all_sentences(
    articles: pd.DataFrame, lexicon: ToneLexicon, parts: str | Sequence[str] = PARTS
) -> SentenceTone:
    """Return the tone of every sentence, part after part; articles known to be in another language have none."""
    nothing = np.zeros(0, dtype=np.int64)
    found = [SentenceTone(nothing, nothing, nothing, nothing, nothing, lexicon.scorer.score([]))]
    for read in read_parts(articles, parts, language=lexicon.language):
        own = read.sentences
        scores = lexicon.scorer.score_slices(read.block.texts, own.text, own.start, own.end)
        part = np.full(len(own.text), read.part)
        found.append(SentenceTone(own.text + read.first, part, read.numbers, own.start, own.end, scores))
    article, part, number, start, end = (np.concatenate([tone[i] for tone in found]) for i in range(5))
    return SentenceTone(article, part, number, start, end, join_scores([tone.scores for tone in found]))


def annotate_sentiment(
    articles: pd.DataFrame,
    *,
    lexicon: str | Path | ToneLexicon = NEWS,
    variant: str | Path | ToneLexicon | None = None,
    parts: str | Sequence[str] = PARTS,
) -> pd.DataFrame:
    """Return the tone of every sentence.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES.
    lexicon : str, Path or ToneLexicon
        A name, a file or a lexicon as load_lexicon() takes it; the rules are VADER's (Hutto and Gilbert 2014).
        Articles known to be in another language than the lexicon's are left out.
    variant : optional
        Former name of ``lexicon``; it will be removed in the next version.
    parts : str or list of str
        Which of "title", "standfirst" and "text" count; by default all three.

    Returns
    -------
    DataFrame
        SPANS, one row for each sentence: layer "sentiment:<name of the lexicon>", label "sentence", value the compound
        from -1 to 1; further columns neg, neu, pos (0 to 1) and hits (tone words found, 0 or more).

    Examples
    --------
    >>> from mediakit.tables import ARTICLES, build_table
    >>> articles = build_table(ARTICLES, [{"article_id": "a", "text": "A great day. A terrible day."}])
    >>> annotate_sentiment(articles, lexicon="vader")["value"].tolist()
    [0.6249, -0.4767]
    """
    chosen = lexicon_of_option(lexicon, variant)
    tone = score_all_sentences(articles, chosen, parts)
    size, order = len(tone.article), by_article(tone.article)
    ids = articles["article_id"].astype(object).to_numpy()
    columns: dict[str, Any] = {
        "article_id": pd.Series(ids[tone.article[order]], dtype="str"),
        "start": tone.start[order].astype(np.int32),
        "end": tone.end[order].astype(np.int32),
        "layer": _constant(f"sentiment:{chosen.name}", size),
        "label": _constant("sentence", size),
        "part": part_column(tone.part[order].astype(np.int8)),
        "value": tone.scores.compound[order],
        "sentence_id": tone.number[order].astype(np.int32),
    }
    return pd.DataFrame(columns | {name: getattr(tone.scores, name)[order] for name in ("neg", "neu", "pos", "hits")})


def _constant(name: str, size: int) -> pd.Categorical:
    return pd.Categorical.from_codes(np.zeros(size, dtype=np.int8), categories=pd.Index([name], dtype=object))
