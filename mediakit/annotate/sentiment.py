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
from mediakit.annotate.vader import ARROW, Texts, large
from mediakit.annotate.vader_sums import Scores, join_scores
from mediakit.errors import OptionError
from mediakit.tables import SPANS, empty
from mediakit.text import read_blocks, texts_of

LONG_TEXT = 2_000
_COLUMNS = pd.Index(["neg", "neu", "pos", "compound"])


class SaturationWarning(UserWarning):
    """A whole article was scored as one text, where VADER's compound says little."""


class SentenceTone(NamedTuple):
    """Scores of every sentence: article index, position in the article, characters, and VADER's values.

    ``scores.n_exact`` says how many sentences the fast road could not prove safe and handed to the exact one.
    """

    article: NDArray[np.int64]
    number: NDArray[np.int32]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
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
        Former name of ``lexicon``; it will go.

    Returns
    -------
    DataFrame
        Columns neg, neu, pos (0 to 1) and compound (-1 to 1), one row a text.

    Raises
    ------
    OptionError
        A single string, whose letters would be scored one by one; an unknown lexicon.
    LexiconError
        A file that is no tone lexicon.
    TableError
        An Arrow array with nulls, or of something else than strings.

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


def score_all_sentences(texts: Sequence[str], lexicon: ToneLexicon) -> SentenceTone:
    """Return the tone of every sentence of every text."""
    scorer = lexicon.scorer
    parts = []
    for first, block in read_blocks(texts):
        found = block.sentences
        scores = scorer.score_slices(block.texts, found.text, found.start, found.end)
        parts.append(SentenceTone(found.text + np.int64(first), found.number, found.start, found.end, scores))
    if not parts:
        nothing = np.zeros(0, dtype=np.int32)
        return SentenceTone(nothing.astype(np.int64), nothing, nothing, nothing, scorer.score([]))
    return SentenceTone(
        article=np.concatenate([part.article for part in parts]),
        number=np.concatenate([part.number for part in parts]),
        start=np.concatenate([part.start for part in parts]),
        end=np.concatenate([part.end for part in parts]),
        scores=join_scores([part.scores for part in parts]),
    )


def annotate_sentiment(
    articles: pd.DataFrame,
    *,
    lexicon: str | Path | ToneLexicon = NEWS,
    variant: str | Path | ToneLexicon | None = None,
) -> pd.DataFrame:
    """Return the tone of every sentence.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES.
    lexicon : str, Path or ToneLexicon
        A name, a file or a lexicon as load_lexicon() takes it; the rules are VADER's (Hutto and Gilbert 2014).
    variant : optional
        Former name of ``lexicon``; it will go.

    Returns
    -------
    DataFrame
        SPANS, one row a sentence: layer "sentiment:<name of the lexicon>", label "sentence", value the compound from
        -1 to 1; further columns neg, neu, pos (0 to 1) and hits (tone words found, 0 or more).

    Examples
    --------
    >>> from mediakit.tables import ARTICLES, build_table
    >>> articles = build_table(ARTICLES, [{"article_id": "a", "text": "A great day. A terrible day."}])
    >>> annotate_sentiment(articles, lexicon="vader")["value"].tolist()
    [0.6249, -0.4767]
    """
    chosen = lexicon_of_option(lexicon, variant)
    tone = score_all_sentences(texts_of(articles), chosen)
    if not len(tone.article):
        return empty(SPANS).assign(neg=np.zeros(0), neu=np.zeros(0), pos=np.zeros(0), hits=np.zeros(0, dtype=np.int32))
    ids = articles["article_id"].astype(object).to_numpy()
    columns: dict[str, Any] = {
        "article_id": pd.Series(ids[tone.article], dtype="str"),
        "start": tone.start,
        "end": tone.end,
        "layer": _constant(f"sentiment:{chosen.name}", len(ids[tone.article])),
        "label": _constant("sentence", len(tone.article)),
        "value": tone.scores.compound,
        "sentence_id": tone.number,
    }
    return pd.DataFrame(columns | {name: getattr(tone.scores, name) for name in ("neg", "neu", "pos", "hits")})


def _constant(name: str, size: int) -> pd.Categorical:
    return pd.Categorical.from_codes(np.zeros(size, dtype=np.int8), categories=pd.Index([name], dtype=object))
