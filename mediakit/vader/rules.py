"""What VADER knows about single words: roles, boosters, idioms, emoji and masked phrases.

Every constant is read from vaderSentiment itself, so that there is one source for the rules' numbers. A role is a set
of bits that says all that the rules can ever ask about one lower-case word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from vaderSentiment import vaderSentiment as source

LEXICAL = 1  # in the valence table
NEGATOR = 2
BOOSTER = 4
NO = 8
OR_NOR = 16
SO_THIS = 32
NEVER = 64
WITHOUT = 128
DOUBT = 256
LEAST = 512
IDIOM = 1024  # the telling word of an idiom or of a two-word booster
IDIOM_START = 2048  # the first word of one
MASKABLE = 4096  # stands in the table and in a masked phrase
BUT = 8192

WIDE_SPACES = "\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
"""All white space outside ASCII."""
STEPS = (1, -1, 2, -2)
"""Where the neighbour stands by which a phrase is found."""
KELVIN = "\u212a"
"""The one character outside ASCII whose lower case is an ASCII letter."""

BEFORE = NEGATOR | BOOSTER | NO | SO_THIS | LEAST | IDIOM
"""Roles that can change the valence of one of the next three words."""
WITHIN = NO | IDIOM | IDIOM_START
"""Roles that can change a word's own valence."""

BOOSTERS: dict[str, float] = {word: value for word, value in source.BOOSTER_DICT.items() if " " not in word}
BOOSTER_PAIRS: dict[str, float] = {word: value for word, value in source.BOOSTER_DICT.items() if " " in word}
NEGATORS = frozenset(source.NEGATE)
IDIOMS: dict[str, float] = {phrase: value for phrase, value in source.SPECIAL_CASES.items() if " " in phrase}
CAPITALS: float = source.C_INCR
FLIP: float = source.N_SCALAR

_EVERYDAY = frozenset({"the", "of", "to", "for", "stop", "right", "just", "bad", "heart", "death"})
_PHRASES = [phrase.split() for phrase in (*IDIOMS, *BOOSTER_PAIRS)]
_SINGLE_ROLES: dict[str, int] = {
    "no": NO, "or": OR_NOR, "nor": OR_NOR, "so": SO_THIS, "this": SO_THIS, "never": NEVER, "without": WITHOUT,
    "doubt": DOUBT, "least": LEAST, "but": BUT,
}  # fmt: skip
_IDIOM_WORDS = frozenset(next(word for word in phrase if word not in _EVERYDAY) for phrase in _PHRASES)
_IDIOM_STARTS = frozenset(phrase[0] for phrase in _PHRASES)

RARE_BYTES = re.compile("|".join(["least", *("[^a-z]+".join(phrase) for phrase in _PHRASES)]).encode())
"""What lower-case bytes must hold if "least", an idiom or a two-word booster is among their words."""

RULE_WORDS = frozenset({*BOOSTERS, *NEGATORS, *_SINGLE_ROLES, *_IDIOM_WORDS})


def _role(word: str, *, lexical: bool) -> int:
    """Return the roles of one lower-case word."""
    role = _SINGLE_ROLES.get(word, 0) | (LEXICAL if lexical else 0)
    if word in NEGATORS or "n't" in word:
        role |= NEGATOR
    if word in BOOSTERS:
        role |= BOOSTER
    if word in _IDIOM_WORDS:
        role |= IDIOM
    if word in _IDIOM_STARTS:
        role |= IDIOM_START
    return role


@cache
def analyzer() -> Any:
    """Return vaderSentiment's own analyzer, which holds the lexicon and the emoji table.

    Examples
    --------
    >>> analyzer().lexicon["good"]
    1.9
    """
    return source.SentimentIntensityAnalyzer()


@cache
def emoji_names() -> dict[str, str]:
    """Return the name of each emoji that VADER can replace, those of one code point, with a space before it.

    Examples
    --------
    >>> emoji_names()["😁"]
    ' beaming face with smiling eyes'
    """
    return {emoji: f" {name}" for emoji, name in analyzer().emojis.items() if len(emoji) == 1}


def name_emoji(text: str) -> str:
    """Return text with each known emoji replaced by its name, a space before it.

    Examples
    --------
    >>> name_emoji("Well😁")
    'Well beaming face with smiling eyes'
    """
    names = emoji_names()
    if text.isascii() or names.keys().isdisjoint(text):
        return text
    return "".join([names.get(character, character) for character in text])


class Masks:
    """Phrases inside which words of the valence table count as if they were not in it.

    Parameters
    ----------
    phrases : sequence of str
        Lower-case phrases, words separated by spaces.
    valences : mapping of str to float
        The valence table.

    Examples
    --------
    >>> masks = Masks(["united nations"], {"united": 1.8})
    >>> words = dict(enumerate(["united", "nations", "united"]))
    >>> masks.covers(lambda at: words.get(at, ""), 0), masks.covers(lambda at: words.get(at, ""), 2)
    (True, False)
    """

    def __init__(self, phrases: Sequence[str], valences: Mapping[str, float]) -> None:
        self._by_pair: dict[tuple[str, int, str], list[tuple[int, list[str]]]] = {}
        self.vocabulary: set[str] = set()
        self.reach = max((len(phrase.split()) for phrase in phrases), default=0)
        for phrase in phrases:
            words = phrase.split()
            self.vocabulary.update(words)
            for at, word in enumerate(words):
                if word in valences:
                    near = [step for step in STEPS if 0 <= at + step < len(words)]
                    # words of the table often meet without a phrase, long words seldom
                    step = max([(_rarity(words[at + step], valences), step) for step in near], default=((), 0))[1]
                    self._by_pair.setdefault((word, step, words[at + step]), []).append((at, words))

    def __bool__(self) -> bool:
        return bool(self._by_pair)

    @property
    def words(self) -> Iterable[str]:
        """Words of the valence table that occur in a phrase."""
        return (word for word, _, _ in self._by_pair)

    @property
    def pairs(self) -> Iterable[tuple[str, int, str]]:
        """Each such word with a neighbour in a phrase, and how far that is: one of STEPS, or 0 for a single word."""
        return self._by_pair.keys()

    def is_pair(self, word: str, step: int, neighbour: str) -> bool:
        """Return whether a word and its neighbour are the whole of a phrase."""
        return any(len(phrase) == 2 for _, phrase in self._by_pair[word, step, neighbour])

    def covers(self, word_at: Callable[[int], str], at: int) -> bool:
        """Return whether the word at a position lies inside one of the phrases.

        Parameters
        ----------
        word_at : callable
            Returns the lower-case word at a position, the empty string outside the text.
        at : int
            The position.
        """
        word = word_at(at)
        for step in (*STEPS, 0):
            for offset, phrase in self._by_pair.get((word, step, word_at(at + step)), ()):
                if all(word_at(at - offset + place) == one for place, one in enumerate(phrase)):
                    return True
        return False


def _rarity(word: str, valences: Mapping[str, float]) -> tuple[bool, bool, int]:
    """Return how seldom a word is met, as far as its length says, and whether it is in the table."""
    return len(word) > 3, word not in valences, len(word)


def known_roles(valences: Mapping[str, float], masks: Masks) -> dict[str, int]:
    """Return the roles of every word of a valence table and of every rule word.

    Parameters
    ----------
    valences : mapping of str to float
        Lower-case word to valence; a key with capitals never equals a word in lower case and is left out.
    masks : Masks
        Phrases whose words don't count as lexicon words.

    Examples
    --------
    >>> known_roles({"good": 1.9}, Masks([], {}))["never"] == NEGATOR | NEVER
    True
    """
    masked = frozenset(masks.words)
    words = (*(word for word in valences if word == word.lower()), *RULE_WORDS)
    return {word: _role(word, lexical=word in valences) | (MASKABLE if word in masked else 0) for word in words}
