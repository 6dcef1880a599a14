"""Sentences that an outlet prints again and again: background paragraphs, appeals, biographies, captions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mediakit.clean.census import Sentences, take_census
from mediakit.tables import ARTICLES, PARTS, SPANS, build_table, check_table
from mediakit.text.blocks import texts_of
from mediakit.text.vocabulary import normalise

LEAST_SPACES = 7
LEAST_STORIES = 5
LEAST_WEEKS = 3
# Where dates are not known, passages in a smaller part of an outlet's articles are not told of.
LEAST_SHARE = 0.05
LAYER, LABEL = "boilerplate", "passage"

_MIX = np.uint64(0xFF51AFD7ED558CCD)
Counts = NDArray[np.int64]


class Rows(NamedTuple):
    """What each text is of: the number of its outlet, from 0, of its story, and of its calendar week (-1 unknown)."""

    outlet: Counts
    story: Counts
    week: Counts


class Repeat(NamedTuple):
    """A sentence that an outlet repeats: as first printed, where it stands, and whether over three weeks or more."""

    outlet: int
    sentence: str
    text: Counts
    start: Counts
    end: Counts
    lasting: bool


def rows_of(articles: pd.DataFrame) -> Rows:
    """Return outlet, story and calendar week of every article; an article without a story is one of its own."""
    story = articles["article_id"].astype(object)
    if "story_id" in articles.columns:
        known = articles["story_id"].astype(object)
        story = known.where(known != "", story)
    day = articles["published"].dt.tz_localize(None).to_numpy().astype("datetime64[D]").astype(np.int64)
    # Day 0 was a Thursday: with 3 added, whole weeks begin on Mondays.
    week = np.where(articles["published"].isna(), -1, (day + 3) // 7)
    return Rows(
        pd.factorize(articles["outlet"].astype(object))[0],
        pd.factorize(story)[0],
        week,
    )


def find_repeats(texts: Sequence[str], sentences: Sentences, rows: Rows) -> list[Repeat]:
    """Return every sentence of eight words or more that stands in at least five stories of an outlet.

    It must stand in three calendar weeks or more, or else in 5 % of the outlet's articles: many articles of one week
    that share a sentence are mostly versions of one article. Capitals and kinds of marks make no difference.

    Parameters
    ----------
    texts : sequence of str
    sentences : Sentences
        Of these texts, from take_census().
    rows : Rows
        What the texts are of.

    Examples
    --------
    >>> texts = [f"Told {i} times. Nobody knew in that year what it was all about." for i in range(5)]
    >>> rows = Rows(np.zeros(5, dtype=np.int64), np.arange(5), np.arange(5))
    >>> [repeat] = find_repeats(texts, take_census(texts).sentences, rows)
    >>> repeat.sentence, repeat.text.tolist(), repeat.lasting
    ('Nobody knew in that year what it was all about.', [0, 1, 2, 3, 4], True)
    """
    at = _candidates(sentences, rows.outlet)
    stretches = _stretches(texts, sentences, at)
    long = np.array([stretch.count(" ") >= LEAST_SPACES for stretch in stretches], dtype=bool)
    at, stretches = at[long], stretches[long]
    text = sentences.text[at]
    keys = pd.factorize(np.array([normalise(stretch).lower() for stretch in stretches], dtype=object))[0]
    frame = pd.DataFrame({"outlet": rows.outlet[text], "key": keys, "text": text, "story": rows.story[text]})
    frame["week"] = pd.Series(rows.week[text]).where(rows.week[text] >= 0)
    groups = frame.groupby(["outlet", "key"], sort=False)
    counts = groups.agg(n=("text", "nunique"), stories=("story", "nunique"), weeks=("week", "nunique"))
    counts = counts[counts["stories"] >= LEAST_STORIES].sort_values("n", ascending=False, kind="stable")
    sizes, found = np.bincount(rows.outlet).tolist(), []
    for (outlet, key), n, weeks in zip(counts.index, counts["n"], counts["weeks"], strict=True):
        if weeks >= LEAST_WEEKS or n >= LEAST_SHARE * sizes[outlet]:
            place = groups.indices[outlet, key]
            own = at[place]
            where = sentences.text[own], sentences.start[own], sentences.end[own]
            found.append(Repeat(int(outlet), str(stretches[place[0]]), *where, bool(weeks >= LEAST_WEEKS)))
    return found


def mark_repeats(articles: pd.DataFrame) -> pd.DataFrame:
    """Return the sentences that an outlet prints again and again.

    A sentence of eight words or more is one if it stands in at least five stories of an outlet and in at least three
    calendar weeks. Weeks tell background paragraphs, appeals and captions from what many articles quote of one
    event. A sentence of an article without a date counts once its outlet repeats it in dated ones. Not validated
    against coders; on one corpus of 14 outlets every sentence so marked was background, an appeal, a biography or
    a caption (docs/cleaning.md).

    Parameters
    ----------
    articles : DataFrame
        ARTICLES; copies of a story count once if group_stories() has marked them.

    Returns
    -------
    DataFrame
        SPANS with layer "boilerplate" and label "passage", of titles, standfirsts and texts; see blank_spans().

    Raises
    ------
    TableError
        If articles is not an ARTICLES table.

    Examples
    --------
    >>> rows = [{"article_id": str(i), "outlet": "A", "published": pd.Timestamp(2022, 5, 1 + 7 * (i % 4), tz="UTC"),
    ...          "text": f"Day {i}. Help us to keep this paper free for all who read it."} for i in range(8)]
    >>> mark_repeats(build_table(ARTICLES, rows))[["article_id", "start"]].values.tolist()[:2]
    [['0', 7], ['1', 7]]
    """
    check_table(articles, ARTICLES)
    rows, spans = rows_of(articles), []
    for number, name in enumerate(PARTS):
        if name not in articles.columns:
            continue
        texts = texts_of(articles, name)
        for repeat in find_repeats(texts, take_census(texts).sentences, rows):
            if repeat.lasting:
                spans.append((repeat.text, repeat.start, repeat.end, np.full(len(repeat.text), number)))
    if not spans:
        return build_table(SPANS, []).assign(part=pd.Categorical([], categories=pd.Index(PARTS, dtype=object)))
    text, start, end, part = (np.concatenate(column) for column in zip(*spans, strict=True))
    order = np.lexsort((start, part, text))
    text, start, end, part = text[order], start[order], end[order], part[order]
    ids = articles["article_id"].astype(object).to_numpy()
    return pd.DataFrame(
        {
            "article_id": pd.Series(ids[text], dtype="str"),
            "start": start.astype(np.int32),
            "end": end.astype(np.int32),
            "layer": pd.Categorical([LAYER] * len(text)),
            "label": pd.Categorical([LABEL] * len(text)),
            "part": pd.Categorical.from_codes(part, categories=pd.Index(PARTS, dtype=object)),
        }
    )


def blank_spans(articles: pd.DataFrame, spans: pd.DataFrame) -> pd.DataFrame:
    """Return the articles with marked stretches made blank, so that nothing in them is counted.

    Every character becomes a space, line breaks stay: places of all that is left are those in the articles as they
    were, so spans found here can be shown there.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES.
    spans : DataFrame
        SPANS of these articles, such as mark_repeats() returns.

    Returns
    -------
    DataFrame
        ARTICLES in the same order; those without a span are unchanged.

    Raises
    ------
    TableError
        If a table breaks its contract.

    Examples
    --------
    >>> articles = build_table(ARTICLES, [{"article_id": "a", "text": "It rained. Help us."}])
    >>> span = {"article_id": "a", "start": 11, "end": 19, "layer": "own", "label": "appeal", "sentence_id": 1}
    >>> spans = build_table(SPANS, [span])
    >>> blank_spans(articles, spans)["text"].tolist()
    ['It rained.         ']
    """
    check_table(articles, ARTICLES)
    check_table(spans, SPANS)
    if not len(spans):
        return articles
    place = pd.Index(articles["article_id"]).get_indexer(pd.Index(spans["article_id"]))
    parts = spans["part"].astype(object) if "part" in spans.columns else pd.Series("text", index=spans.index)
    changed = {}
    for part in parts.unique():
        own = (parts == part).to_numpy() & (place >= 0)
        rows = zip(place[own].tolist(), *(spans[end].to_numpy()[own].tolist() for end in ("start", "end")), strict=True)
        texts = articles[part].astype(object).to_numpy().copy()
        for at, start, end in rows:
            texts[at] = texts[at][:start] + _blank(texts[at][start:end]) + texts[at][end:]
        changed[part] = pd.Series(texts, index=articles.index, dtype="str")
    return articles.assign(**changed)


def _blank(stretch: str) -> str:
    return "".join("\n" if letter == "\n" else " " for letter in stretch)


def _stretches(texts: Sequence[str], sentences: Sentences, at: Counts) -> NDArray[np.object_]:
    """Return the sentences in these rows as they are written; each text is made into a string once."""
    rows = zip(*(column[at].tolist() for column in (sentences.text, sentences.start, sentences.end)), strict=True)
    own = {number: texts[number] for number in np.unique(sentences.text[at]).tolist()}
    return np.array([own[number][start:end] for number, start, end in rows], dtype=object)


def _candidates(sentences: Sentences, outlet: Counts) -> Counts:
    """Return the rows of sentences whose letters occur often enough in their outlet to be worth a look at the text."""
    own = outlet[sentences.text]
    # Where two outlets' numbers happen to meet, the texts tell them apart.
    group = pd.factorize(sentences.letters + own.astype(np.uint64) * _MIX)[0]
    return np.flatnonzero(np.bincount(group)[group] >= LEAST_STORIES)
