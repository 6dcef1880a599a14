"""Where sentences end: what runs and gaps say about it, decided once for each, and the ends as arrays."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

# What a run of letters means for a full stop behind it, and how it can open a sentence or go on with one.
PLAIN, NEVER, BEFORE_NUMBER, MAYBE, MAYBE_NUMBER = range(5)
OTHER, CAPITAL, NUMBER, OPENER, LOWER, SAYS, CLAUSE = range(7)
# How a gap may end a sentence; what stands before the mark of a footnote, between two and behind one has its own kinds.
NO_END, END, STOP, DOT, GLUED, QUOTED, NOTE, NOTES, NOTED = range(9)
# Marks of the shape of a run: it can be the number of a list or footnote, it ends in a full stop of its own.
LABEL, DOTTED = 1, 2

Ints = NDArray[np.int32]
Rows = NDArray[np.int64]

_LINE_ENDS = frozenset("\n\r\v\f\x85\u2028\u2029")
_CLOSING = "'\")]}>*_\u203a\u2020\u2021\u300d\u300f\u3011\u3009\u300b\uff09"
_CLOSED = re.compile(r"['\")\]}>*_\u203a]*")
# Marks that end a sentence whatever follows: in their scripts no letter is small or capital, and no space need follow.
_WHATEVER_FOLLOWS = "\u3002\uff01\uff1f\uff0e\uff61\u061f\u06d4\u0964\u0965\u0589\u1362\u1367\u1368\u104b\u17d4\u17d5"
_MARKS = ".!?\u2026" + _WHATEVER_FOLLOWS
_OPENING = re.compile("[\u201c\u201e\u00ab\u300c\u300e\u3010\u3008\u300a\uff08]")
_GLUED = re.compile(r"([.!?])(['\"]?)")
_NOTE = re.compile(r"[.!?\u2026]+['\"]?([\[(])")
_NOTES, _NOTED = re.compile(r"[\])]\s?[\[(]"), re.compile(r"[\])]\s+")
_ROMAN = re.compile(r"X{0,2}(?:IX|IV|V?I{1,3}|V|X)")
# Chinese and Japanese set the words for speaking behind a quotation without a space: "he asked", "... said so".
_SAID_BEHIND = re.compile(
    r"(?:\u3068|\u3063\u3066).*|.{1,10}(?:[\u8bf4\u8aaa\u95ee\u554f\u79f0\u7a31\u9053\u558a\u7b54]|\u8868\u793a)"
)
_LONGEST_SUBJECT, _LONGEST_LABEL = 8, 5


@cache
def lists() -> dict[str, frozenset[str]]:
    """Return the lists of resources/abbreviations.toml."""
    source = files("mediakit.resources").joinpath("abbreviations.toml").read_text("utf-8")
    return {name: frozenset(words.split()) for name, words in tomllib.loads(source).items()}


@cache
def stops() -> dict[str, int]:
    """Return what a full stop means behind each listed word."""
    listed = lists()
    kinds = dict.fromkeys(listed["before_number"], BEFORE_NUMBER) | dict.fromkeys(listed["maybe"], MAYBE)
    kinds |= dict.fromkeys(listed["before_number"] & listed["maybe"], MAYBE_NUMBER)
    return kinds | dict.fromkeys(listed["never"], NEVER)


@cache
def starts() -> dict[str, int]:
    """Return how the listed words, as they are written, can open a sentence or go on with one.

    In lines of capitals only those open one that are hardly ever found behind an abbreviation.
    """
    listed = lists()
    openers = (*map(str.capitalize, listed["openers"]), *map(str.upper, listed["openers_in_capitals"]))
    kinds = dict.fromkeys(openers, OPENER)
    return kinds | dict.fromkeys(listed["clause"], CLAUSE) | dict.fromkeys(listed["says"], SAYS)


def stop_kind(run: str) -> int:
    """Return what a full stop behind this run means."""
    word = run.lower().rstrip(".")
    single = run.endswith(".") or (len(word) == 1 and word.isalpha())
    return stops().get(word, MAYBE if single else PLAIN)


def start_kind(run: str) -> int:
    """Return how this run can open a sentence."""
    listed = starts().get(run.partition("'")[0] if "'" in run else run)
    if listed is not None:
        return listed
    if run[0].islower():
        return LOWER
    if run[0].isdigit():
        return NUMBER
    if run[0].isupper():
        return CAPITAL
    return LOWER if _SAID_BEHIND.fullmatch(run) else OTHER


def is_label(run: str) -> bool:
    """Return whether a run can be the number of a list or footnote: up to three digits, a letter, a Roman numeral.

    Examples
    --------
    >>> [is_label(run) for run in ("12", "b", "IV", "2022", "II", "It")]
    [True, True, True, False, True, False]
    """
    if len(run) > _LONGEST_LABEL:
        return False
    return (len(run) < 4 and run.isdigit()) or (len(run) == 1 and run.isalpha()) or _ROMAN.fullmatch(run) is not None


def gap_end(gap: str, printed: str) -> tuple[int, int, int]:
    """Return how a gap may end a sentence, where in the gap it ends, and where the next one begins.

    Parameters
    ----------
    gap : str
        The gap, normalised.
    printed : str
        The same as it stands in the text, which tells marks that open a quotation from those that close it.
    """
    lines = [i for i, c in enumerate(gap) if c in _LINE_ENDS]
    if lines:
        behind = gap[lines[-1] + 1 :]
        return END, len(gap[: lines[0]].rstrip()), len(gap) - len(behind.lstrip())
    for token in re.finditer(r"\S+", gap):
        body = token.group().rstrip(_CLOSING)
        if body and body[-1] in _MARKS:
            return _stopped(gap, printed, token.end(), body, len(body) < len(token.group()))
    if _NOTE.fullmatch(gap):
        return NOTE, 0, 0
    closed = _CLOSED.match(gap)
    place = closed.end() if closed else 0
    rest = len(gap) - len(gap[place:].lstrip())
    if _NOTED.fullmatch(gap):
        return NOTED, 1, rest
    return NOTES if _NOTES.fullmatch(gap) else NO_END, place if rest > place else -1, rest


def _stopped(gap: str, printed: str, place: int, body: str, closed: bool) -> tuple[int, int, int]:
    """Return what gap_end() does for a gap in which a mark that can end a sentence ends at a place."""
    rest = len(gap) - len(gap[place:].lstrip())
    if printed[rest : rest + 1] in ("\u00bb", "\u203a") and gap[rest + 1 : rest + 2] == " ":
        # In French a space stands before the mark that closes a quotation.
        place, closed = rest + 1, True
        rest = len(gap) - len(gap[place:].lstrip())
    if body[-1] in _WHATEVER_FOLLOWS:
        # No space need stand before the mark that opens the next quotation.
        first = place - len(gap[:place].rpartition(body[-1])[2])
        opening = _OPENING.search(printed, first, place)
        if opening:
            return END, opening.start(), opening.start()
        return QUOTED if closed and gap[place - 1] not in ")]*_" else END, place, rest
    if place == len(gap):
        return (GLUED, 1, 1) if _GLUED.fullmatch(gap) else (NO_END, 0, 0)
    if closed and body[-1] != "." and gap[place - 1] in "'\"\u203a":
        return QUOTED, place, rest
    return DOT if body == "." else STOP, place, rest


def find_ends(table: Mapping[str, Ints], run: Rows, gaps: Rows) -> Rows:
    """Return which runs are the last of a sentence, in order.

    Parameters
    ----------
    table : dict of arrays
        The columns of the vocabulary.
    run, gaps : array
        The row of every run, and of every gap, of which there is one more.
    """
    shape = table["shape"][run]
    # Six in seven gaps are a single space, row 0, and end nothing but behind a run with a full stop of its own.
    at = np.flatnonzero((gaps[1:] != 0) | (shape >= DOTTED))
    stop, shape, end = table["stop"][run[at]], shape[at], table["end"][gaps[at + 1]]
    after = table["start"][run[np.minimum(at + 1, len(run) - 1)]]
    after[-1] = OTHER  # behind the last run stands the end of the text
    opens = np.select(
        [stop == NEVER, stop == BEFORE_NUMBER, stop == MAYBE, stop == MAYBE_NUMBER],
        [False, (after != NUMBER) & (after < LOWER), after == OPENER, after == OPENER],
        default=after < LOWER,
    )
    ends = (end == END) | (((end == STOP) | (end == QUOTED)) & (after < LOWER)) | ((end == DOT) & opens)
    bare = (end == NO_END) | (end == NOTED)
    ends |= bare & (shape >= DOTTED) & (table["stops"][gaps[at + 1]] >= 0) & opens
    glued = (end == GLUED) & (table["tail"][run[at]] == 1) & (stop == PLAIN)
    ends |= glued & ((after == CAPITAL) | (after == OPENER))
    for index in np.flatnonzero(ends & (end == QUOTED)).tolist():
        # Few gaps are of this kind, and what follows one is looked at word by word.
        ends[index] = not _is_attributed(table, *_behind(run, gaps, int(at[index])))
    # The number of a list would be a sentence of its own, were it not for what follows.
    for index in np.flatnonzero(ends & (end == DOT) & ((shape & LABEL) > 0)).tolist():
        before = int(at[index]) - 1
        ends[index] = before >= 0 and not (index and at[index - 1] == before and ends[index - 1])
    notes = [
        before + size
        for before in at[(glued & ~ends) | (end == NOTE)].tolist()
        if (size := _notes_behind(table, *_behind(run, gaps, before), int(gaps[before + 1])))
    ]
    last = at[ends]
    return np.union1d(last, np.array(notes, dtype=np.int64)) if notes else last


def _behind(run: Rows, gaps: Rows, at: int) -> tuple[list[int], list[int]]:
    """Return the rows of the runs behind a run, as many as can matter, and of the gap behind each."""
    stretch = slice(at + 1, at + 2 + _LONGEST_SUBJECT)
    return run[stretch].tolist(), gaps[1:][stretch].tolist()


def _notes_behind(table: Mapping[str, Ints], run: Sequence[int], gaps: Sequence[int], before: int) -> int:
    """Return how many runs behind a full stop are marks of its footnotes, as in ``over.[1] Then`` and ``over.2 Then``.

    Parameters
    ----------
    table : dict of arrays
        The columns of the vocabulary.
    run, gaps : sequence of int
        The rows of the runs behind the full stop, and of the gap behind each.
    before : int
        The row of the gap with the full stop.
    """
    start, end = table["start"], table["end"]
    if end[before] == GLUED:
        single = len(run) > 1 and start[run[0]] == NUMBER and table["shape"][run[0]] & LABEL and gaps[0] == 0
        return int(single and start[run[1]] in (CAPITAL, OPENER))
    for size, (row, gap) in enumerate(zip(run, gaps, strict=True), start=1):
        if not table["shape"][row] & LABEL or end[gap] not in (NOTES, NOTED):
            return 0
        if end[gap] == NOTED:
            return size if size == len(run) or start[run[size]] < LOWER else 0
    return 0


def _is_attributed(table: Mapping[str, Ints], run: Sequence[int], gaps: Sequence[int]) -> bool:
    """Return whether a quotation that ends in ? or ! goes on with the name of the speaker, as in ``"Why?" Holm asked``.

    Parameters
    ----------
    table : dict of arrays
        The columns of the vocabulary.
    run, gaps : sequence of int
        The rows of the runs behind the quotation, and of the gap behind each.
    """
    kinds, stop = table["start"][run].tolist(), table["stop"][run].tolist()
    lower = commas = 0
    for at, kind in enumerate(kinds):
        if kind == SAYS and at:
            # Behind its subject, or a name and what it is between commas; before a clause it begins a new sentence.
            behind_subject = not commas or (commas == 2 and gaps[at - 1] != 0)
            return behind_subject and (at + 1 == len(kinds) or kinds[at + 1] != CLAUSE or gaps[at] != 0)
        lower += kind >= LOWER
        if kind == NUMBER or (at and kind == CLAUSE):
            return False
        if gaps[at] != 0 and stop[at] != NEVER:
            commas += 1
            if commas > 2 or table["end"][gaps[at]] != NO_END:
                return False
        if lower > (5 if commas or kinds[0] == OPENER else 2):
            return False
    return False
