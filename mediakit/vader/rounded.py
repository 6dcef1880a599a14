"""From the valences of many texts to VADER's four rounded values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mediakit.vader.cutting import Mask
from mediakit.vader.exact import proportions, weigh_but
from mediakit.vader.kernel import NOWHERE, Floats, Valences
from mediakit.vader.words import Index

_LAGS = 12
_MANY = 300  # hits of one text from which it pays to look for those that need the slow way
_NEAR = 1e-6  # in units of the last printed digit
_CANCELLED = 1e-6
# since Python 3.12 sum() makes up for rounding: a sum that nearly cancels is then left to the interpreter
_SUM_COMPENSATES = sum([0.1] * 10) == 1.0


class Scores(NamedTuple):
    """VADER's four values of many texts.

    neg, neu, pos, compound : array of float64
        The rounded values that vaderSentiment returns.
    hits : array of int32
        Number of words of each text that the valence table gives a value other than zero.
    n_exact : int
        How many texts the pure-Python road has scored.
    """

    neg: Floats
    neu: Floats
    pos: Floats
    compound: Floats
    hits: npt.NDArray[np.int32]
    n_exact: int


def join_scores(parts: Sequence[Scores]) -> Scores:
    """Return the scores of several runs of texts as one.

    Parameters
    ----------
    parts : sequence of Scores
        At least one.

    Examples
    --------
    >>> one = Scores(*np.zeros((4, 2)), np.zeros(2, dtype=np.int32), 1)
    >>> len(join_scores([one, one]).hits), join_scores([one, one]).n_exact
    (4, 2)
    """
    if len(parts) == 1:
        return parts[0]
    neg, neu, pos, compound = (np.concatenate([part[column] for part in parts]) for column in range(4))
    return Scores(
        neg, neu, pos, compound, np.concatenate([part.hits for part in parts]), sum(part.n_exact for part in parts)
    )


def sum_up(found: Valences) -> Scores:
    """Return the four values of each text from the valences of its words.

    Parameters
    ----------
    found : Valences
        The lexicon hits, in text order.

    Examples
    --------
    >>> one, zero = np.array([1]), np.array([0])
    >>> none = np.array([NOWHERE])
    >>> found = Valences(zero, zero, np.array([1.9]), one > 0, one < 0, 3 * one, zero, zero, none, set())
    >>> sum_up(found).compound.tolist()
    [0.4404]
    """
    n_texts, text = len(found.n_words), found.text
    value = _weigh_but(found)
    amplifier = _emphasis(found.exclamations, found.questions)
    total = _sums(text, value, n_texts)
    up, down = value > 0, value < 0
    positive = _sums(text, (value + 1) * up, n_texts)
    negative = _sums(text, (1 - value) * down, n_texts)
    neutral = found.n_words - _sums(text, up | down, n_texts)
    close = (np.abs(total) < _CANCELLED) & (positive + negative > 0) & _SUM_COMPENSATES
    _emphasise(total, positive, negative, amplifier)
    parts = np.stack([negative, neutral, positive])
    parts /= np.where(found.n_words > 0, positive + negative + neutral, 1.0)
    compound = total / np.sqrt(total * total + 15)
    rounded, ties = _round(parts, 1e3)
    for row, at in zip(*ties.nonzero(), strict=True):
        rounded[row, at] = round(float(parts[row, at]), 3)
    last, ties = _round(compound, 1e4)
    close |= ties
    hits = _sums(text, found.counted, n_texts).astype(np.int32)
    scores = Scores(rounded[0], rounded[1], rounded[2], last, hits, 0)
    _settle(scores, close.nonzero()[0], found, value, amplifier)
    return scores


def _sums(text: Index, value: Floats | Mask, n_texts: int) -> Floats:
    """Add up the values of each text, one after the other, as Python's += would."""
    return np.bincount(text, value, n_texts).astype(np.float64, copy=False)


def _round(values: Floats, scale: float) -> tuple[Floats, Mask]:
    """Round to whole parts of the scale; tell which values are too near a tie to be sure."""
    scaled = values * scale
    steps = np.rint(scaled)
    scaled -= steps
    np.abs(scaled, out=scaled)
    steps /= scale
    return steps, scaled > 0.5 - _NEAR


def _emphasis(exclamations: Index, questions: Index) -> Floats:
    many = np.where(questions <= 3, questions * 0.18, 0.96)
    many[questions < 2] = 0.0
    return np.minimum(exclamations, 4) * 0.292 + many


def _emphasise(total: Floats, positive: Floats, negative: Floats, amplifier: Floats) -> None:
    """Add the emphasis of a text to its sum, and to the stronger of its two sides."""
    loud = amplifier.nonzero()[0]
    if len(loud):
        add, high, low = amplifier[loud], positive[loud], negative[loud]
        total[loud] += np.sign(total[loud]) * add
        positive[loud] = np.where(high > low, high + add, high)
        negative[loud] = np.where(high < low, low + add, low)


def _settle(scores: Scores, close: Index, found: Valences, value: Floats, amplifier: Floats) -> None:
    """Let Python sum and round the texts whose value is near a tie or whose sum nearly cancels."""
    borders = np.searchsorted(found.text, np.stack([close, close + 1]))
    for at, low, high in zip(close.tolist(), *borders.tolist(), strict=True):
        values = value[low:high].tolist()
        # sum() treats whole numbers in its own way; the rule for "but" has made floats of those it changed
        for one in (found.whole[low:high] & (value[low:high] == found.value[low:high])).nonzero()[0].tolist():
            values[one] = int(values[one])
        exact = proportions(values, int(found.n_words[at]), float(amplifier[at]), 0)
        scores.neg[at], scores.neu[at], scores.pos[at], scores.compound[at] = exact[:4]


def _weigh_but(found: Valences) -> Floats:
    """Apply the rule for "but": as arrays where no scaled value meets an equal one, else by the exact scorer."""
    with_but = (found.but != NOWHERE).take(found.text)
    with_but &= found.value != 0
    chosen = with_but.nonzero()[0]
    if not len(chosen):
        return found.value
    text, place, before = found.text[chosen], found.place[chosen], found.value[chosen]
    but = found.but.take(text)
    # One hit is looked up in place of another only if its scaled value equals the other's: neighbours up to _LAGS
    # apart are compared, and a text with more hits than that counts as a clash.
    after = before * np.where(place < but, 0.5, np.where(place > but, 1.5, 1.0))
    clash: set[int] = set()
    for lag in range(1, _LAGS + 1):
        same = text[lag:] == text[:-lag]
        if not same.any():
            break
        clash.update(text[lag:][same & (after[:-lag] == before[lag:])].tolist())
    else:
        clash.update(text[_LAGS:][text[_LAGS:] == text[:-_LAGS]].tolist())
    for one in sorted(clash):
        low, high = np.searchsorted(text, (one, one + 1)).tolist()
        part = np.arange(low, high)
        if len(part) > _MANY:
            part = part[_entangled(before[part], after[part])]
        after[part] = weigh_but(before[part].tolist(), place[part].tolist(), int(but[low]))
    value = found.value.copy()
    value[chosen] = after
    return value


def _entangled(before: Floats, after: Floats) -> Index:
    """Return the hits of one text that may be looked up in place of others, and those others.

    All other hits are scaled once, whatever their neighbours.
    """
    originals = set(np.unique(before).tolist())
    shared: set[float] = set()
    fresh = originals.intersection(np.unique(after).tolist())
    while fresh:
        shared |= fresh
        fresh = originals.intersection([value * factor for value in fresh for factor in (0.5, 1.5)]) - shared
    meeting = list(shared)
    chosen: Index = (np.isin(before, meeting) | np.isin(after, meeting)).nonzero()[0]
    return chosen
