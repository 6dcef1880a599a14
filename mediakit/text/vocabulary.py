"""What is decided once per distinct run of letters and once per distinct gap between two runs.

News text repeats its words and its gaps, so a decision that needs Python is made here once and looked
up everywhere else: which words a run holds, and whether a sentence may end in a gap or begin after it.
How it works: docs/how-token-pass.md.
"""

from __future__ import annotations

import re
import tomllib
from array import array
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from mediakit.text.hashing import MOST_BYTES, Columns, Keys

DOUBLE_MARKS = "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\uff02"
# Same length in, same length out: offsets stay true.
_MAP = {
    **dict.fromkeys("\u2018\u2019\u2032\u02bc\u00b4`", "'"),
    **dict.fromkeys(DOUBLE_MARKS, '"'),
    **dict.fromkeys("\u2010\u2011\u00ad", "-"),
    **dict.fromkeys("\u2013\u2014\u2015\u2212\u2012", "\u2013"),
    **dict.fromkeys("\u00a0\u202f\u2007\u2009\u200a\u2002\u2003\u2008\u2005\u2006\u2004\u3000", " "),
}
_TABLE = str.maketrans(_MAP)

WORD = re.compile(
    r"(?<![^\W_])(?<![\u0300-\u036f])(?:[A-Za-z]\.){2,}|\d+(?:[.,]\d+)+|[^\W_](?:[^\W_]|[\u0300-\u036f])*(?:'[^\W\d_]+)*"
)
_JOINS = re.compile(r"(?:'[sS])?(?:[^\S\n\r\v\f\x85\u2028\u2029]|['\"\-*_])*")
_CLOSED = re.compile(r"['\")\]}>*_\u203a]*")

_LINE_ENDS = frozenset("\n\r\v\f\x85\u2028\u2029")

# What a run of letters means for a full stop behind it, and how it can open a sentence.
PLAIN, NEVER, BEFORE_NUMBER, MAYBE, MAYBE_NUMBER = range(5)
OTHER, CAPITAL, LOWER, NUMBER, OPENER = range(5)
# How a gap may end a sentence.
NO_END, END, STOP, DOT, GLUED = range(5)

Ints = NDArray[np.int32]
_SPACE, _NINE, _SMALL_A = b" 9a"


def normalise(text: str) -> str:
    r"""Return the text with one kind of quotation mark, apostrophe, dash and space, of the same length.

    Examples
    --------
    >>> normalise("\u201cIt\u2019s\u00a0on\u201d \u2014 he said")
    '"It\'s on" – he said'
    """
    return text if text.isascii() and "`" not in text else text.translate(_TABLE)


@cache
def _lists() -> dict[str, frozenset[str]]:
    source = files("mediakit.resources").joinpath("abbreviations.toml").read_text("utf-8")
    return {name: frozenset(words.split()) for name, words in tomllib.loads(source).items()}


def abbreviations() -> set[str]:
    """Return every word whose final full stop may not end a sentence, in small letters."""
    lists = _lists()
    return set(lists["never"] | lists["before_number"] | lists["maybe"])


def words_of(text: str) -> list[tuple[int, int]]:
    """Return start and end of every word: a run of letters or digits, with inner apostrophes.

    A hyphen separates words, ``U.S.`` and ``2.5`` are one word, and a possessive ``'s`` belongs to none.

    Examples
    --------
    >>> text = "NATO-led U.S. troops, Russia's 2.5 million can't"
    >>> [text[a:b] for a, b in words_of(text)]
    ['NATO', 'led', 'U.S.', 'troops', 'Russia', '2.5', 'million', "can't"]
    """
    found = []
    for match in WORD.finditer(normalise(text)):
        start, end = match.span()
        if end - start > 2 and match.group()[-2:] in ("'s", "'S"):
            end -= 2
        found.append((start, end))
    return found


def joins(gap: str) -> bool:
    """Return True if two words with this gap between them may belong to one term.

    Examples
    --------
    >>> joins("-"), joins("'s "), joins(", ")
    (True, True, False)
    """
    return _JOINS.fullmatch(gap) is not None


@cache
def _stops() -> dict[str, int]:
    """Return what a full stop means behind each listed word."""
    lists = _lists()
    kinds = dict.fromkeys(lists["before_number"], BEFORE_NUMBER) | dict.fromkeys(lists["maybe"], MAYBE)
    kinds |= dict.fromkeys(lists["before_number"] & lists["maybe"], MAYBE_NUMBER)
    return kinds | dict.fromkeys(lists["never"], NEVER)


def _stop_kind(run: str) -> int:
    """Return what a full stop behind this run means."""
    word = run.lower().rstrip(".")
    single = run.endswith(".") or (len(word) == 1 and word.isalpha())
    return _stops().get(word, MAYBE if single else PLAIN)


def _start_kind(run: str) -> int:
    """Return how this run can open a sentence."""
    if run[0].islower():
        return LOWER
    if run[0].isdigit():
        return NUMBER
    if not run[0].isupper():
        return OTHER
    return OPENER if run.lower().partition("'")[0] in _lists()["openers"] else CAPITAL


def _gap_end(gap: str) -> tuple[int, int, int]:
    """Return how a gap may end a sentence, where in the gap it ends, and where the next one begins."""
    lines = [i for i, c in enumerate(gap) if c in _LINE_ENDS]
    if lines:
        behind = gap[lines[-1] + 1 :]
        return END, len(gap[: lines[0]].rstrip()), len(gap) - len(behind.lstrip())
    place = 0
    for token in re.finditer(r"\S+", gap):
        body = token.group().rstrip("'\")]}>*_\u203a")
        if body and body[-1] in ".!?\u2026\u3002\uff01\uff1f":
            place = token.end()
            rest = len(gap) - len(gap[place:].lstrip())
            if body[-1] in "\u3002\uff01\uff1f":
                return END, place, rest
            if place == len(gap):
                glued = re.fullmatch(r"([.!?])(['\"]?)", gap)
                return (GLUED, 1, 1) if glued else (NO_END, 0, 0)
            return DOT if body == "." else STOP, place, rest
    closed = _CLOSED.match(gap)
    place = closed.end() if closed else 0
    rest = len(gap) - len(gap[place:].lstrip())
    return NO_END, place if rest > place else -1, rest


class Vocabulary:
    """A growing table of distinct runs, gaps and words; rows are never changed or removed.

    Row 0 is a single space, which is by far the most frequent entry and is told without a look-up.
    """

    def __init__(self) -> None:
        self.words: list[str] = []
        self.small: list[str] = []
        self._word_rows: dict[str, int] = {}
        self._odd_rows: dict[bytes, int] = {}
        self._keys = Keys()
        self._entries = Columns(7)
        self._parts = Columns(4)
        self._add([" "])

    def __len__(self) -> int:
        return self._entries.size

    def rows(self, data: bytes, borders: NDArray[np.int64]) -> tuple[Ints, Ints]:
        """Return the row of every run and of every gap, adding those not seen before."""
        begin, end = borders[0::2], borders[1::2]
        plain = (np.frombuffer(data, dtype=np.uint8)[begin] == _SPACE) & (end - begin == 1)
        other = np.flatnonzero(~plain)
        start = np.concatenate((end[:-1], begin[other]))
        stop = np.concatenate((begin[1:], end[other]))
        size = stop - start
        if b"\0" in data:
            row, odd = np.zeros(len(size), dtype=np.int32), np.arange(len(size))
        else:
            row, fresh, unlike = self._keys.rows(data, start, size, len(self))
            cuts = zip(start[fresh].tolist(), stop[fresh].tolist(), strict=True)
            self._add([data[low:high].decode() for low, high in cuts])
            odd = np.concatenate((np.flatnonzero(size > MOST_BYTES), unlike))
        for at in odd.tolist():
            row[at] = self._odd_row(data[start[at] : stop[at]])
        n_runs = len(end) - 1
        gaps = np.zeros(len(begin), dtype=np.int32)
        gaps[other] = row[n_runs:]
        return row[:n_runs], gaps

    def _odd_row(self, entry: bytes) -> int:
        row = self._odd_rows.get(entry)
        if row is None:
            row = self._odd_rows[entry] = len(self)
            self._add([entry.decode()])
        return row

    def table(self) -> dict[str, Ints]:
        """Return the columns as arrays.

        One row a run or gap: ``first`` and ``count`` of its parts, ``broken``; of a run ``stop``, ``start``, ``tail``
        (ends in two small letters) and ``dotted``; of a gap, in the same places, ``end``, ``stops`` and ``begins``.
        One row a part: ``word``, ``from``, ``to``, ``breaks``.
        """
        first, count, broken, stop, start, tail, dotted = self._entries.columns()
        table = {"first": first, "count": count, "broken": broken, "dotted": dotted}
        table |= {"stop": stop, "start": start, "tail": tail, "end": stop, "stops": start, "begins": tail}
        return table | dict(zip(("word", "from", "to", "breaks"), self._parts.columns(), strict=True))

    def _word_row(self, word: str) -> int:
        row = self._word_rows.setdefault(word, len(self.words))
        if row == len(self.words):
            self.words.append(word)
            self.small.append(word.lower())
        return row

    def _add(self, entries: list[str]) -> None:
        rows = np.zeros((len(entries), 7), dtype=np.int32)
        parts = array("i")
        easy = [at for at, entry in enumerate(entries) if entry.isalnum() and entry.isascii()]
        if easy:
            rows[easy, 0] = self._parts.size + np.arange(len(easy))
            rows[easy, 1:] = self._add_easy([entries[at] for at in easy])
        hard = sorted({*range(len(entries))}.difference(easy))
        first = self._parts.size
        judged = [(first + len(parts) // 4, *self._judge(normalise(entries[at]), parts)) for at in hard]
        rows[hard] = np.array(judged, dtype=np.int32).reshape(-1, 7)
        self._entries.extend(rows)
        self._parts.extend(np.array(parts, dtype=np.int32).reshape(-1, 4))

    def _add_easy(self, runs: list[str]) -> Ints:
        """Add a part for each run of nothing but ASCII letters and digits; return the runs' columns but the first."""
        small = " ".join(runs).lower().split(" ")
        known, n_known = self._word_rows, len(self.words)
        parts = np.zeros((len(runs), 4), dtype=np.int32)
        parts[:, 0] = word = [known.setdefault(run, len(known)) for run in runs]
        new = [at for at, row in enumerate(word) if row >= n_known]
        self.words += [runs[at] for at in new]
        self.small += [small[at] for at in new]
        parts[:, 2] = size = np.array([*map(len, runs)])
        self._parts.extend(parts)
        codes = np.frombuffer("".join(runs).encode(), dtype=np.uint8)
        # The runs are ASCII and lie end to end, so their last bytes are known; letters in small have the highest codes.
        last = np.cumsum(size) - 1
        initial, lower = codes[last - size + 1], codes >= _SMALL_A
        openers, stops = _lists()["openers"], _stops()
        columns = np.zeros((len(runs), 6), dtype=np.int32)
        columns[:, 0] = 1
        columns[(size == 1) & (initial > _NINE), 2] = MAYBE
        for at in [at for at, run in enumerate(small) if run in stops]:
            columns[at, 2] = stops[small[at]]
        columns[:, 3] = np.where(initial <= _NINE, NUMBER, np.where(initial >= _SMALL_A, LOWER, CAPITAL))
        for at in [at for at, run in enumerate(small) if run in openers]:
            columns[at, 3] = OPENER if columns[at, 3] == CAPITAL else columns[at, 3]
        columns[:, 4] = lower[last] & lower[last - 1] & (size > 1)
        return columns

    def _judge(self, core: str, parts: array[int]) -> tuple[int, ...]:
        """Return the columns of a run or gap but the first, and add its parts."""
        spans = words_of(core)
        if not spans:
            return 0, not joins(core), *_gap_end(core), 0
        last = 0
        for start, stop in spans:
            joint = start > last and not joins(core[last:start])
            parts.extend((self._word_row(core[start:stop]), start, stop, joint))
            last = stop
        tail = len(core) > 1 and core[-2:].islower()
        return len(spans), not joins(core[last:]), _stop_kind(core), _start_kind(core), tail, core.endswith(".")
