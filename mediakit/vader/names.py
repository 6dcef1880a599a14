"""What the reading of news knows beside valences: compounds that may be cut at their hyphens, and names."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Sequence
from functools import cache
from importlib.resources import files
from string import punctuation
from typing import NamedTuple

_MEMO_SIZE = 50_000
_PUNCTUATION = frozenset(punctuation)
_CLOSING = re.compile(r"[.!?:\"]")
_LIKELY, _SURE = 4, 8  # capitals for each small word that tells, in a sentence; more of them are a headline's
_LONGEST = 6  # capitalised words that are more are a title
LONGEST_LINK = 3
"""Letters of the longest small word inside a name."""
_LINKS = 2  # small words that may follow one another in a name
_REACH = 6  # words that are looked at on either side


@cache
def _lists(part: str) -> dict[str, frozenset[str]]:
    """Return the word lists of one part of the data file."""
    text = files("mediakit.resources").joinpath("tone", "news_reading.toml").read_text("utf-8")
    return {name: frozenset(words.split()) for name, words in tomllib.loads(text)[part].items()}


class _Splits(dict[bytes, bool]):
    """Whether each lower-case word in UTF-8 is read as its parts."""

    def __init__(self, valences: Collection[str], known: Collection[str]) -> None:
        super().__init__()
        self._valences, self._known, self._lists = frozenset(valences), known, _lists("compounds")

    def __missing__(self, key: bytes) -> bool:
        word = key.decode("utf-8", "surrogatepass")
        parts = [part.strip(punctuation) for part in word.split("-")]
        whole = word in self._known or parts[0] in self._lists["first"] or parts[-1] in self._lists["last"]
        answer = not whole and all(map(_is_word, parts)) and not self._valences.isdisjoint(parts)
        if len(self) >= _MEMO_SIZE:
            self.clear()
        self[key] = answer
        return answer


class Compounds:
    """Compounds that are no words of a list, while their parts are.

    Parameters
    ----------
    valences : collection of str
        Lower-case words with a valence: a compound without one of them says nothing either way.
    known : collection of str
        Lower-case words that count as they are.

    Examples
    --------
    >>> compounds = Compounds({"war", "torn"}, {"war-torn"})
    >>> [compounds.splits(word) for word in (b"war-weary", b"war-torn", b"anti-war", b"tea-time")]
    [True, False, False, False]
    """

    def __init__(self, valences: Collection[str], known: Collection[str]) -> None:
        self.splits = _Splits(valences, known).__getitem__
        """Whether a compound, in lower case, in UTF-8 and without outer punctuation, is read as its parts."""

    def pieces(self, text: str) -> list[str]:
        """Return the words of a text between white space, compounds in their parts.

        Examples
        --------
        >>> Compounds({"war"}, set()).pieces('A "war-weary" anti-war crowd.')
        ['A', '"war', 'weary"', 'anti-war', 'crowd.']
        """
        if "-" not in text:
            return text.split()
        found: list[str] = []
        for piece in text.split():
            if "-" in piece and self.splits(piece.strip(punctuation).lower().encode("utf-8", "surrogatepass")):
                found += _cut(piece)
            else:
                found.append(piece)
        return found


def _is_word(part: str) -> bool:
    """Return whether a part is neither a single letter nor a number, as in D-Day, F-Secure or Covid-19."""
    return len(part) > 1 and not part.isdigit()


def _cut(piece: str) -> list[str]:
    """Return the parts of a compound; outer marks stay on a part that is a word even with them."""
    core = piece.strip(punctuation)
    lead, trail = piece[: piece.index(core)], piece[piece.index(core) + len(core) :]
    parts = [part for part in core.split("-") if part]
    if _bears_marks(parts[0]):
        parts[0] = lead + parts[0]
    if _bears_marks(parts[-1]):
        parts[-1] += trail
    return parts


def _bears_marks(part: str) -> bool:
    return len(part) > 2 and part.isalnum()


class Names:
    """Names of bodies, places and people in running text, told by their capitals.

    Examples
    --------
    >>> [Names().covers("The Crisis Group met Hope Hicks.".split(), at) for at in (1, 4)]
    [True, True]
    >>> Names().covers("Angry Danes left.".split(), 0), Names().covers("Crisis Group Angry at Danes".split(), 2)
    (False, False)
    """

    def __init__(self) -> None:
        lists = _lists("names")
        self._small, self._links, self._short = lists["small"], lists["links"], lists["short"]
        self._untelling = lists["small"] - lists["telling"]
        self._places, self._heads = lists["places"], lists["heads"] | lists["places"]
        self._events, self._starters, self._given = lists["events"], lists["starters"], lists["given"]

    def covers(self, pieces: Sequence[str], at: int) -> bool:
        """Return whether the word at a position is part of a name.

        Parameters
        ----------
        pieces : sequence of str
            The words of a text with the marks around them.
        at : int
            Where a word that begins with a capital stands.
        """
        low, high = self._low(pieces, at), self._high(pieces, at)
        if high - low < 2:
            return False
        run = [_core(piece) for piece in pieces[low:high]]
        if not 2 <= sum(map(self._is_name_word, run)) <= _LONGEST:
            return False
        lower = [word.lower() for word in run]
        if at > low and lower[at - low - 1] in self._short:
            return True
        if not self._heads.isdisjoint(lower):
            following = lower[at - low + 1] if high - at > 1 else ""
            forced = low == at and self._begins(pieces, at) and lower[0] not in self._starters
            return (not forced or following in self._places) and not self._is_headline(pieces, _SURE)
        if low == at and self._begins(pieces, at):
            named = lower[0] in self._given and self._is_name_word(run[1])
        else:
            named = lower[at - low] not in self._events
        return named and not self._is_headline(pieces, _LIKELY)

    def _low(self, pieces: Sequence[str], at: int) -> int:
        """Return where the capitalised words that a word stands among begin."""
        low = here = at
        while low - here < _LINKS + 1 and here > max(0, at - _REACH) and self._joined(pieces[here - 1], pieces[here]):
            here -= 1
            word = _core(pieces[here])
            if self._is_name_word(word):
                low = here
            elif word not in self._links:
                break
        return low

    def _high(self, pieces: Sequence[str], at: int) -> int:
        """Return where they end."""
        here, high = at, at + 1
        while here - high < _LINKS and here + 1 < min(len(pieces), at + _REACH) and self._joined(pieces[here], pieces[here + 1]):
            here += 1
            word = _core(pieces[here])
            if self._is_name_word(word):
                high = here + 1
            elif word not in self._links:
                break
        return high

    def _is_name_word(self, word: str) -> bool:
        return word[:1].isupper() and word.lower() not in self._small

    def _joined(self, piece: str, following: str) -> bool:
        """Return whether no mark parts two words: a possessive does, the full stop after "Mr" does not."""
        if following[:1] in _PUNCTUATION or piece.endswith(("'s", "s'")):
            return False
        return piece[-1:] not in _PUNCTUATION or self._is_short(piece)

    def _is_short(self, piece: str) -> bool:
        """Return whether a word is an initial or an abbreviation with its full stop."""
        core = _core(piece)
        return piece.endswith(".") and (len(core) == 1 or "." in core or core.lower() in self._short)

    def _begins(self, pieces: Sequence[str], at: int) -> bool:
        """Return whether a word begins a sentence, as far as marks tell."""
        if at == 0 or pieces[at][:1] in _PUNCTUATION:
            return True
        before = pieces[at - 1]
        return bool(_CLOSING.search(before[len(before.rstrip(punctuation)) :])) and not self._is_short(before)

    def _is_headline(self, pieces: Sequence[str], capitals_each: int) -> bool:
        """Return whether a text has its capitals from title case: too many for its small words that tell."""
        enough = len(pieces) / (capitals_each + 1)
        telling = 0
        for piece in pieces:
            if piece[0].islower() and piece not in self._untelling:
                telling += 1
                if telling >= enough:
                    return False
        words = map(_core, pieces[1:])
        return sum([self._is_name_word(word) for word in words]) > capitals_each * telling


def _core(piece: str) -> str:
    return piece.strip(punctuation)


class Reading(NamedTuple):
    """How texts of news are read, where they are not read as printed."""

    compounds: Compounds
    names: Names


def reads_as_name(word: str) -> bool:
    """Return whether a word has a capital and a small letter after it, as those of `Names.covers` must.

    Examples
    --------
    >>> [reads_as_name(word) for word in ("War", "war", "WAR")]
    [True, False, False]
    """
    return "A" <= word[:1] <= "Z" and "a" <= word[1:2] <= "z"
