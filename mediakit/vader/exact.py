"""VADER for one string in plain Python: linear in its length and equal to vaderSentiment 3.3.2.

The batch kernel takes its answers from here wherever arrays can't prove theirs: rare idioms, odd letters, sums that
nearly cancel and values close to a rounding tie.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from heapq import heappop, heappush
from string import punctuation
from typing import NamedTuple

from mediakit.vader.marks import plain_text
from mediakit.vader.names import Reading, reads_as_name
from mediakit.vader.rules import (
    BEFORE,
    BOOSTER,
    BOOSTER_PAIRS,
    BOOSTERS,
    CAPITALS,
    FLIP,
    IDIOMS,
    LEXICAL,
    MASKABLE,
    NEGATOR,
    NEGATORS,
    WITHIN,
    Masks,
    known_roles,
    name_emoji,
)

_MEMO_SIZE = 50_000
_MEMO_TOKEN = 40  # longer tokens are hardly ever seen twice


class Proportions(NamedTuple):
    """The four values of one text, rounded as VADER rounds them, and its number of lexicon hits."""

    neg: float
    neu: float
    pos: float
    compound: float
    hits: int


_NO_WORDS = Proportions(0.0, 0.0, 0.0, 0.0, 0)
_NO_HITS = Proportions(0.0, 1.0, 0.0, 0.0, 0)


def valence_in_context(
    words: Sequence[str], values: Sequence[float | None], loud: Sequence[bool], at: int
) -> float | None:
    """Return the valence of one lexicon word after all rules on its neighbours, None where VADER skips it.

    Parameters
    ----------
    words : sequence of str
        Lower-case words; at least three before `at` and two after it, where the text has them.
    values : sequence of float or None
        Each word's valence, None for words outside the table.
    loud : sequence of bool
        Whether the word is in capitals in a text where not all words are.
    at : int
        The position of the lexicon word.

    Examples
    --------
    >>> valence_in_context(["very", "good"], [None, 1.9], [False, False], 1)
    2.193
    """
    word, base = words[at], values[at]
    if base is None or word in BOOSTERS or (word == "kind" and at + 1 < len(words) and words[at + 1] == "of"):
        return None
    one, two, three = (words[at - back] if at >= back else "" for back in (1, 2, 3))
    valence = base
    if word == "no" and at + 1 < len(words) and values[at + 1] is not None:
        valence = 0.0
    if "no" in (one, two) or (three == "no" and one in ("or", "nor")):
        valence = base * FLIP
    if loud[at]:
        valence += CAPITALS if valence > 0 else -CAPITALS
    for back, weight in ((1, 1.0), (2, 0.95), (3, 0.9)):
        if at >= back and values[at - back] is None:
            valence += _boost(words[at - back], valence, loud[at - back]) * weight
            valence *= negation(one, two, three, back)
            if back == 3:
                valence = _idiom(words, at, valence)
    if one == "least" and values[at - 1] is None and two not in ("at", "very"):
        valence *= FLIP
    return valence


def _boost(word: str, valence: float, loud: bool) -> float:
    boost = BOOSTERS.get(word, 0.0)
    if boost and valence < 0:
        boost = -boost
    if loud and word in BOOSTERS:
        boost += CAPITALS if valence > 0 else -CAPITALS
    return boost


def negation(one: str, two: str, three: str, back: int) -> float:
    """Return the factor by which the word one, two or three places before changes a valence.

    Parameters
    ----------
    one, two, three : str
        The lower-case words before a lexicon word, the nearest first.
    back : int
        Which of the three is judged.

    Examples
    --------
    >>> negation("not", "is", "it", 1), negation("so", "never", "was", 2), negation("this", "is", "it", 3)
    (-0.74, 1.25, 1.25)
    """
    if back == 1:
        return FLIP if _negates(one) else 1.0
    if back == 2:
        emphatic, harmless, word = two == "never" and one in ("so", "this"), one == "doubt", two
    else:
        # VADER's own precedence: "so" or "this" right before the word counts even without "never"
        emphatic = (three == "never" and two in ("so", "this")) or one in ("so", "this")
        harmless, word = "doubt" in (one, two), three
    if emphatic:
        return 1.25
    if word == "without" and harmless:
        return 1.0
    return FLIP if _negates(word) else 1.0


def _negates(word: str) -> bool:
    return word in NEGATORS or "n't" in word


def _idiom(words: Sequence[str], at: int, valence: float) -> float:
    three, two, one, word = words[at - 3 : at + 1]
    before = (f"{three} {two} {one}", f"{three} {two}", f"{two} {one}")
    for phrase in (f"{one} {word}", f"{two} {one} {word}", before[2], before[0], before[1]):
        if phrase in IDIOMS:
            valence = IDIOMS[phrase]
            break
    following = words[at + 1 : at + 3]
    for length in range(1, len(following) + 1):
        phrase = " ".join((word, *following[:length]))
        valence = IDIOMS.get(phrase, valence)
    for phrase in before:
        valence += BOOSTER_PAIRS.get(phrase, 0.0)
    return valence


def weigh_but(values: list[float], places: Sequence[int], but: int) -> list[float]:
    """Return valences after VADER's rule for "but", which looks them up by value.

    For each entry VADER scales the first entry that has its value at that moment: by half before "but", by one and a
    half after it. A value scaled earlier can so be hit a second time in place of the entry at hand.

    Parameters
    ----------
    values : list of float
        Valences in text order; zeros may be left out.
    places : sequence of int
        The word position of each.
    but : int
        The word position of the first "but".

    Examples
    --------
    >>> weigh_but([2.0, 4.0], [0, 5], 3)
    [1.0, 6.0]
    >>> weigh_but([2.0, 1.0], [0, 1], 3)
    [0.5, 1.0]
    """
    values = list(values)
    seen: dict[float, list[int]] = {}
    for current, value in enumerate(values):
        if value:
            same = seen.setdefault(value, [])
            heappush(same, current)
            target = same[0]
            if places[target] != but:
                heappop(same)
                values[target] = value * (0.5 if places[target] < but else 1.5)
                heappush(seen.setdefault(values[target], []), target)
    return values


def emphasis(exclamations: int, questions: int) -> float:
    """Return what exclamation and question marks add to the strength of a text.

    Examples
    --------
    >>> emphasis(1, 4)
    1.252
    """
    loud = min(exclamations, 4) * 0.292
    if questions < 2:
        return loud
    return loud + (questions * 0.18 if questions <= 3 else 0.96)


def proportions(values: Sequence[float], n_words: int, amplifier: float, hits: int) -> Proportions:
    """Return the four values from the valences of a text, summed and rounded by the interpreter itself.

    Parameters
    ----------
    values : sequence of float
        Valences in text order; zeros may be left out.
    n_words : int
        Number of words of the text, at least 1.
    amplifier : float
        See `emphasis`.
    hits : int
        Passed through.

    Examples
    --------
    >>> proportions([1.9], 3, 0.0, 1)
    Proportions(neg=0.0, neu=0.408, pos=0.592, compound=0.4404, hits=1)
    """
    total = float(sum(values))
    if total > 0:
        total += amplifier
    elif total < 0:
        total -= amplifier
    compound = total / math.sqrt(total * total + 15)
    positive, negative, neutral = 0.0, 0.0, n_words
    for value in values:
        if value > 0:
            positive += value + 1
            neutral -= 1
        elif value < 0:
            negative += value - 1
            neutral -= 1
    if positive > -negative:
        positive += amplifier
    elif positive < -negative:
        negative -= amplifier
    whole = positive + abs(negative) + neutral
    return Proportions(
        round(abs(negative / whole), 3), round(neutral / whole, 3), round(positive / whole, 3), round(compound, 4), hits
    )


@lru_cache(maxsize=_MEMO_SIZE)
def _proportions_of_one(value: float, n_words: int, amplifier: float, hits: int) -> Proportions:
    """Return the four values of a text with one hit, which many short texts share."""
    return proportions([value], n_words, amplifier, hits)


def _word_of(raw: str) -> str:
    stripped = raw.strip(punctuation)
    return raw if len(stripped) <= 2 else stripped


class _Tokens(dict[str, tuple[str, "float | None", int, bool]]):
    """What is known of each raw token: its word, valence, role and whether it is in capitals."""

    def __init__(self, valences: Mapping[str, float], masks: Masks) -> None:
        super().__init__()
        self._known = {word: (valences.get(word), role) for word, role in known_roles(valences, masks).items()}

    def __missing__(self, raw: str) -> tuple[str, float | None, int, bool]:
        word = _word_of(raw).lower()
        value, role = self._known.get(word) or (None, NEGATOR if "n't" in word else 0)
        entry = (word, value, role, raw.isupper())
        if len(self) >= _MEMO_SIZE:
            self.clear()
        if len(raw) <= _MEMO_TOKEN:
            self[raw] = entry
        return entry


class ExactScorer:
    """Score strings one by one.

    Parameters
    ----------
    valences : mapping of str to float
        Lower-case word to valence.
    masks : Masks
        Phrases whose words don't count as lexicon words.
    reading : Reading, optional
        How texts of news are read (see `mediakit.vader.plain` and `mediakit.vader.names`); by default as printed.

    Examples
    --------
    >>> ExactScorer({"good": 1.9}, Masks([], {})).score("Not good!")
    Proportions(neg=0.73, neu=0.27, pos=0.0, compound=-0.4015, hits=1)
    """

    def __init__(self, valences: Mapping[str, float], masks: Masks, reading: Reading | None = None) -> None:
        self.masks, self._has_masks = masks, bool(masks)
        self._reading = reading
        self._look_up = _Tokens(valences, masks).__getitem__

    def score(self, text: str) -> Proportions:
        """Return the four values and the number of lexicon hits of one string."""
        if self._reading:
            text = plain_text(text)
        if not text.isascii():
            text = name_emoji(text)
        raw = self._reading.compounds.pieces(text) if self._reading else text.split()
        if not raw:
            return _NO_WORDS
        tokens = list(map(self._look_up, raw))
        found = [at for at, token in enumerate(tokens) if token[1] is not None]
        if not found:
            return _NO_HITS
        words: Sequence[str]
        values: Sequence[float | None]
        roles: Sequence[int]
        capitals: Sequence[bool]
        words, values, roles, capitals = zip(*tokens, strict=True)
        if self._has_masks or self._reading:
            values, roles = self._mask(words, raw, values, roles)
            found = [at for at in found if values[at] is not None]
        if True in capitals and all(map(str.isupper, text.split()) if self._reading else capitals):
            capitals = (False,) * len(raw)
        kept, places, hits = self._weigh(words, values, roles, capitals, found)
        if kept and "but" in words:
            kept = weigh_but(kept, places, words.index("but"))
        exclamations, questions = text.count("!"), text.count("?")
        amplifier = emphasis(exclamations, questions) if exclamations or questions else 0.0
        if len(kept) == 1:
            return _proportions_of_one(kept[0], len(raw), amplifier, hits)
        return proportions(kept, len(raw), amplifier, hits)

    def _mask(
        self, words: Sequence[str], raw: Sequence[str], values: Sequence[float | None], roles: Sequence[int]
    ) -> tuple[list[float | None], list[int]]:
        """Take the words of phrases and names out of the table."""
        kept, left = list(values), list(roles)
        for at, (value, role) in enumerate(zip(values, roles, strict=True)):
            if value is not None and (self._is_in_phrase(words, role, at) or self._is_in_name(raw, role, at)):
                kept[at] = None
                left[at] &= ~LEXICAL
        return kept, left

    def _is_in_phrase(self, words: Sequence[str], role: int, at: int) -> bool:
        if not role & MASKABLE:
            return False
        return self.masks.covers(lambda near: words[near] if 0 <= near < len(words) else "", at)

    def _is_in_name(self, raw: Sequence[str], role: int, at: int) -> bool:
        if self._reading is None or role & BOOSTER or not reads_as_name(_word_of(raw[at])):
            return False
        return self._reading.names.covers(raw, at)

    def _weigh(
        self,
        words: Sequence[str],
        values: Sequence[float | None],
        roles: Sequence[int],
        loud: Sequence[bool],
        found: list[int],
    ) -> tuple[list[float], list[int], int]:
        """Return the valences, their places and the number of lexicon hits."""
        kept, places, hits = [], [], 0
        before = (0, 0, 0, *roles)
        for at in found:
            value = values[at]
            role = roles[at]
            if role & BOOSTER:
                continue
            around = before[at] | before[at + 1] | before[at + 2]
            if around & BEFORE or role & WITHIN or loud[at]:
                low = max(at - 3, 0)
                high = at + 3
                value = valence_in_context(words[low:high], values[low:high], loud[low:high], at - low)
            if value is not None:
                hits += values[at] != 0
                kept.append(value)
                places.append(at)
        return kept, places, hits
