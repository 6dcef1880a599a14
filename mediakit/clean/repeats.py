"""Sentences that stand in many articles of one outlet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mediakit.clean.census import Sentences
from mediakit.text.vocabulary import normalise

LEAST_SPACES = 7
LEAST_STORIES = 5
LEAST_SHARE = 0.05

_MIX = np.uint64(0xFF51AFD7ED558CCD)


class Repeat(NamedTuple):
    """The sentence that stands in most articles of an outlet, and how many of its sentences are repeated so."""

    outlet: int
    articles: list[int]
    sentence: str
    n_sentences: int


def find_repeats(
    texts: Sequence[str], sentences: Sentences, outlet: NDArray[np.int64], story: NDArray[np.int64]
) -> Iterator[Repeat]:
    """Yield for each outlet the sentence that most of its articles hold, capitals and kinds of marks not regarded.

    A sentence counts as repeated if it has eight words or more and stands in at least five stories and 5 % of the
    outlet's articles.

    Parameters
    ----------
    texts : sequence of str
    sentences : Sentences
        Of these texts, from take_census().
    outlet, story : array
        The number of each text's outlet, from 0, and of its story.

    Examples
    --------
    >>> from mediakit.clean.census import take_census
    >>> texts = [f"Told {i} times. Nobody knew in that year what it was all about." for i in range(5)]
    >>> [repeat] = find_repeats(texts, take_census(texts).sentences, np.zeros(5, dtype=np.int64), np.arange(5))
    >>> repeat.sentence, repeat.articles
    ('Nobody knew in that year what it was all about.', [0, 1, 2, 3, 4])
    """
    sizes = np.bincount(outlet)
    at = _candidates(sentences, outlet, np.maximum(LEAST_STORIES, LEAST_SHARE * sizes))
    stretches = _stretches(texts, sentences, at)
    long = np.array([stretch.count(" ") >= LEAST_SPACES for stretch in stretches], dtype=bool)
    text, stretches = sentences.text[at[long]], stretches[long]
    keys = np.array([normalise(stretch).lower() for stretch in stretches], dtype=object)
    frame = pd.DataFrame({"outlet": outlet[text], "key": pd.factorize(keys)[0], "text": text, "story": story[text]})
    counts = (
        frame.assign(row=frame.index)
        .groupby(["outlet", "key"], as_index=False)
        .agg(n=("text", "nunique"), stories=("story", "nunique"), row=("row", "min"))
    )
    counts = counts[(counts["stories"] >= LEAST_STORIES) & (counts["n"] >= LEAST_SHARE * sizes[counts["outlet"]])]
    for number, own in counts.groupby("outlet"):
        top = own.sort_values(["n", "row"], ascending=[False, True]).iloc[0]
        same = frame.loc[(frame["outlet"] == number) & (frame["key"] == top["key"]), "text"]
        yield Repeat(int(top["outlet"]), sorted(set(same)), stretches[top["row"]], len(own))


def _stretches(texts: Sequence[str], sentences: Sentences, at: NDArray[np.int64]) -> NDArray[np.object_]:
    """Return the sentences in these rows as they are written; each text is made into a string once."""
    rows = zip(*(column[at].tolist() for column in (sentences.text, sentences.start, sentences.end)), strict=True)
    own = {number: texts[number] for number in np.unique(sentences.text[at]).tolist()}
    return np.array([own[number][start:end] for number, start, end in rows], dtype=object)


def _candidates(sentences: Sentences, outlet: NDArray[np.int64], least: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the rows of sentences whose letters occur often enough in their outlet to be worth a look at the text."""
    own = outlet[sentences.text]
    # Where two outlets' numbers happen to meet, the texts tell them apart.
    group = pd.factorize(sentences.letters + own.astype(np.uint64) * _MIX)[0]
    return np.flatnonzero(np.bincount(group)[group] >= least[own])
