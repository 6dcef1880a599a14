"""What the reading of news knows beside valences: compounds that may be cut at their hyphens, and names."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
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


class _Word(NamedTuple):
    """What is known of a word with the marks around it.

    lower : the word in small letters; is_name : has a capital and is no small word; is_link : a small word inside
    names; is_short : an initial or an abbreviation with its full stop; is_open, goes_on : no mark parts it from the
    word before, or the word after; a possessive does, the full stop of a short form does not.
    """

    lower: str
    is_name: bool
    is_link: bool
    is_short: bool
    is_open: bool
    goes_on: bool


class _Words(dict[str, _Word]):
    def __init__(self, lists: Mapping[str, Collection[str]]) -> None:
        super().__init__()
        self._lists = lists

    def __missing__(self, piece: str) -> _Word:
        core = piece.strip(punctuation)
        lower = core.lower()
        is_open = piece[0] not in _PUNCTUATION
        # one or two letters keep the marks before them, as VADER's words do, and so do not begin with a capital
        is_name = core[:1].isupper() and lower not in self._lists["small"] and (is_open or len(core) > 2)
        is_short = piece.endswith(".") and (len(core) == 1 or "." in core or lower in self._lists["short"])
        is_possessive = piece.endswith(("'s", "s'"))
        goes_on = is_short or not (piece[-1] in _PUNCTUATION or is_possessive)
        word = _Word(lower, is_name, core in self._lists["links"], is_short, is_open, goes_on)
        if len(self) >= _MEMO_SIZE:
            self.clear()
        self[piece] = word
        return word


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
        self._lists = _lists("names")
        self._heads = self._lists["heads"] | self._lists["places"]
        self._untelling = self._lists["small"] - self._lists["telling"]
        self._look = _Words(self._lists).__getitem__

    def covers(self, pieces: Sequence[str], at: int) -> bool:
        """Return whether the word at a position is part of a name.

        Parameters
        ----------
        pieces : sequence of str
            The words of a text with the marks around them.
        at : int
            Where a word that begins with a capital stands.
        """
        first = max(0, at - _REACH)
        near = list(map(self._look, pieces[first : at + _REACH]))
        low, high = _low(near, at - first), _high(near, at - first)
        run = near[low:high]
        if not 2 <= sum([word.is_name for word in run]) <= _LONGEST:
            return False
        own = at - first - low
        lower = [word.lower for word in run]
        if own and lower[own - 1] in self._lists["short"]:
            return True
        begins = not own and self._begins(pieces, at)
        if not self._heads.isdisjoint(lower):
            likely = _SURE
            named = not begins or lower[0] in self._lists["starters"] or lower[1] in self._lists["places"]
        else:
            likely = _LIKELY
            named = (run[1].is_name and lower[0] in self._lists["given"]) if begins else not self._is_event(lower[own])
        return named and not self._is_headline(pieces, likely)

    def _is_event(self, word: str) -> bool:
        return word in self._lists["events"]

    def _begins(self, pieces: Sequence[str], at: int) -> bool:
        """Return whether a word begins a sentence, as far as marks tell."""
        if at == 0 or pieces[at][:1] in _PUNCTUATION:
            return True
        before = pieces[at - 1]
        return bool(_CLOSING.search(before[len(before.rstrip(punctuation)) :])) and not self._look(before).is_short

    def _is_headline(self, pieces: Sequence[str], capitals_each: int) -> bool:
        """Return whether a text has its capitals from title case: too many for its small words that tell."""
        enough = len(pieces) / (capitals_each + 1)
        telling = 0
        for piece in pieces:
            if piece[0].islower() and piece not in self._untelling:
                telling += 1
                if telling >= enough:
                    return False
        return sum([self._look(piece).is_name for piece in pieces[1:]]) > capitals_each * telling


def _low(near: Sequence[_Word], at: int) -> int:
    """Return where the capitalised words that a word stands among begin."""
    low = here = at
    while low - here <= _LINKS and here and near[here - 1].goes_on and near[here].is_open:
        here -= 1
        if near[here].is_name:
            low = here
        elif not near[here].is_link:
            break
    return low


def _high(near: Sequence[_Word], at: int) -> int:
    """Return where they end."""
    here, high = at, at + 1
    while here - high < _LINKS and here + 1 < len(near) and near[here].goes_on and near[here + 1].is_open:
        here += 1
        if near[here].is_name:
            high = here + 1
        elif not near[here].is_link:
            break
    return high


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
