"""What is decided once per distinct run of letters and once per distinct gap between two runs.

News text repeats its words and its gaps, so a decision that needs Python is made here once and looked
up everywhere else: which words a run holds, and whether a sentence may end in a gap or begin after it.
How it works: docs/how-token-pass.md.
"""

from __future__ import annotations

import re
import tomllib
from array import array
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from mediakit.text.ends import (
    CAPITAL,
    DOTTED,
    LABEL,
    LOWER,
    MAYBE,
    NUMBER,
    gap_end,
    is_label,
    start_kind,
    starts,
    stop_kind,
    stops,
)
from mediakit.text.hashing import MOST_BYTES, Columns, Keys
from mediakit.text.letters import MARKS, UNSEEN, faults_of, plain_form, small
from mediakit.text.web_addresses import blank_addresses

DOUBLE_MARKS = "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\uff02"
# Same length in, same length out: offsets stay true.
_MAP = {
    **dict.fromkeys("\u2018\u2019\u2032\u02bc\u00b4`", "'"),
    **dict.fromkeys(DOUBLE_MARKS, '"'),
    **dict.fromkeys("\u2010\u2011\ufe63\uff0d", "-"),
    **dict.fromkeys("\u2012\u2013\u2212", "\u2013"),
    **dict.fromkeys("\u2014\u2015", "\u2014"),
    **dict.fromkeys("\u00a0\u202f\u2000\u2001\u2007\u2009\u200a\u2002\u2003\u2008\u2005\u2006\u2004\u3000", " "),
}
_TABLE = str.maketrans(_MAP)

_INNER = rf"(?!_)[\w{MARKS}]"
_LETTER = rf"(?![\d_])[\w{MARKS}]"
WORD = re.compile(
    rf"(?<![^\W_])(?<![{MARKS}{UNSEEN}])(?:[A-Za-z]\.){{2,}}|\d+(?:[.,]\d+)+"
    rf"|[^\W_](?:[{UNSEEN}]*{_INNER})*(?:'[^\W\d_](?:[{UNSEEN}]*{_LETTER})*)*"
)
_JOINS = re.compile(r"[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]*(?:\u2013|(?:[^\S\n\r\v\f\x85\u2028\u2029]|['\"\-*_])*)")
_ENDING = re.compile(r"'([^\W\d_]+)")
_FOOTNOTE = re.compile(r"(?<=[^\W\d_]{3})[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]+\Z")

Ints = NDArray[np.int32]
_SPACE, _NINE, _SMALL_A = b" 9a"
_ROMAN = (*b"IVX",)


def normalise(text: str) -> str:
    r"""Return the text with one kind of quotation mark, apostrophe, dash and space, of the same length.

    Examples
    --------
    >>> normalise("\u201cIt\u2019s\u00a0on\u201d \u2014 he said")
    '"It\'s on" — he said'
    """
    return text if text.isascii() and "`" not in text else text.translate(_TABLE)


def words_of(text: str) -> list[tuple[int, int]]:
    """Return start and end of every word: a run of letters or digits, with inner apostrophes.

    A hyphen separates words, ``U.S.`` and ``2.5`` are one word. A possessive ``'s`` belongs to none, nor does a
    Turkish ending behind an apostrophe (NATO'nun); before one, an article or the like is a word (l'OTAN). Web and
    mail addresses hold no words, and the raised number of a footnote is none.

    Examples
    --------
    >>> text = "NATO-led U.S. troops, Russia's 2.5 million can't; l'OTAN, NATO'nun"
    >>> [text[a:b] for a, b in words_of(text)]
    ['NATO', 'led', 'U.S.', 'troops', 'Russia', '2.5', 'million', "can't", 'l', 'OTAN', 'NATO']
    """
    found = []
    for match in WORD.finditer(normalise(blank_addresses(text))):
        start, end = match.span()
        word = match[0]
        if word.endswith(("'s", "'S")) and word.count("'") == 1:
            end -= 2
        elif "'" in word:
            found += [(start + low, start + high) for low, high in _cut(word)]
            continue
        elif not word.isascii() and (raised := _FOOTNOTE.search(word)):
            end -= len(raised[0])
        found.append((start, end))
    return found


def _cut(word: str) -> list[tuple[int, int]]:
    """Return start and end of the words in a run with apostrophes."""
    pieces, begin, found = [small(plain_form(piece)) for piece in word.split("'")], 0, []
    while len(pieces) > 1 and pieces[0] in _elided() and pieces[1] not in _contracted():
        size = word.index("'", begin) - begin
        found.append((begin, begin + size))
        begin += size + 1
        del pieces[0]
    ending = len(pieces) > 1 and pieces[-1] in _endings()
    return [*found, (begin, word.rindex("'") if ending else len(word))]


@cache
def _apostrophes() -> dict[str, frozenset[str]]:
    source = files("mediakit.resources").joinpath("apostrophes.toml").read_text("utf-8")
    return {name: frozenset(map(small, words.split())) for name, words in tomllib.loads(source).items()}


def _elided() -> frozenset[str]:
    return _apostrophes()["before"]


def _contracted() -> frozenset[str]:
    return _apostrophes()["english"]


def _endings() -> frozenset[str]:
    return _apostrophes()["behind"]


def joins(gap: str) -> bool:
    """Return True if two words with this gap, normalised, between them may belong to one term.

    A dash or minus does so without spaces around it only, and one as wide as an m never.

    Examples
    --------
    >>> joins("-"), joins("'s "), joins(", "), joins("\u2013"), joins(" \u2013 ")
    (True, True, False, True, False)
    """
    return _JOINS.fullmatch(cut_ending(gap)) is not None


def cut_ending(gap: str) -> str:
    """Return a gap, normalised, without the ending that an apostrophe sets off the word before.

    Examples
    --------
    >>> cut_ending("'s -"), cut_ending("'nun "), cut_ending("'")
    (' -', ' ', "'")
    """
    ending = _ENDING.match(gap) if gap[:1] == "'" else None
    return gap[ending.end() :] if ending and small(plain_form(ending[1])) in _endings() else gap


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
        self._faults: dict[int, tuple[str, ...]] = {}
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
        row[odd] = self._odd([data[start[at] : stop[at]] for at in odd.tolist()])
        n_runs = len(end) - 1
        gaps = np.zeros(len(begin), dtype=np.int32)
        gaps[other] = row[n_runs:]
        return row[:n_runs], gaps

    def _odd(self, entries: list[bytes]) -> list[int]:
        """Return the row of each entry that is too long for the keys."""
        new = [entry for entry in dict.fromkeys(entries) if entry not in self._odd_rows]
        self._odd_rows |= zip(new, range(len(self), len(self) + len(new)), strict=True)
        self._add([entry.decode() for entry in new])
        return [self._odd_rows[entry] for entry in entries]

    def table(self) -> dict[str, Ints]:
        """Return the columns as arrays.

        One row a run or gap: ``first`` and ``count`` of its parts, ``broken``; of a run ``stop``, ``start``, ``tail``
        (ends in two small letters) and ``shape``; of a gap, in the same places, ``end``, ``stops`` and ``begins``.
        One row a part: ``word``, ``from``, ``to``, ``breaks``.
        """
        first, count, broken, stop, start, tail, shape = self._entries.columns()
        table = {"first": first, "count": count, "broken": broken, "shape": shape}
        table |= {"stop": stop, "start": start, "tail": tail, "end": stop, "stops": start, "begins": tail}
        return table | dict(zip(("word", "from", "to", "breaks"), self._parts.columns(), strict=True))

    def faults(self, rows: Iterable[Ints]) -> frozenset[str]:
        """Return what reading would have changed in the letters of some runs and gaps, in words."""
        if not self._faults:
            return frozenset()
        met = np.zeros(len(self), dtype=bool)
        for some in rows:
            met[some] = True
        return frozenset(fault for row, faults in self._faults.items() if met[row] for fault in faults)

    def _word_row(self, word: str) -> int:
        row = self._word_rows.setdefault(word, len(self.words))
        if row == len(self.words):
            self.words.append(word)
            self.small.append(small(word))
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
        cores = [normalise(entries[at]) for at in hard]
        judged = [
            (first + len(parts) // 4, *self._judge(core, entries[at], parts))
            for at, core in zip(hard, cores, strict=True)
        ]
        odd = [at for at, core in zip(hard, cores, strict=True) if not core.isascii()]
        self._faults |= {len(self) + at: faults for at in odd if (faults := faults_of(entries[at]))}
        rows[hard] = np.array(judged, dtype=np.int32).reshape(-1, 7)
        self._entries.extend(rows)
        self._parts.extend(np.array(parts, dtype=np.int32).reshape(-1, 4))

    def _add_easy(self, runs: list[str]) -> Ints:
        """Add a part for each run of nothing but ASCII letters and digits; return the runs' columns but the first."""
        lowered = " ".join(runs).lower().split(" ")
        known, n_known = self._word_rows, len(self.words)
        parts = np.zeros((len(runs), 4), dtype=np.int32)
        parts[:, 0] = word = [known.setdefault(run, len(known)) for run in runs]
        new = [at for at, row in enumerate(word) if row >= n_known]
        self.words += [runs[at] for at in new]
        self.small += [lowered[at] for at in new]
        parts[:, 2] = size = np.array([*map(len, runs)])
        self._parts.extend(parts)
        codes = np.frombuffer("".join(runs).encode(), dtype=np.uint8)
        # The runs are ASCII and lie end to end, so their last bytes are known; letters in small have the highest codes.
        last = np.cumsum(size) - 1
        initial, lower = codes[last - size + 1], codes >= _SMALL_A
        listed_stops, listed_starts = stops(), starts()
        columns = np.zeros((len(runs), 6), dtype=np.int32)
        columns[:, 0] = 1
        columns[(size == 1) & (initial > _NINE), 2] = MAYBE
        for at in [at for at, run in enumerate(lowered) if run in listed_stops]:
            columns[at, 2] = listed_stops[lowered[at]]
        columns[:, 3] = np.where(initial <= _NINE, NUMBER, np.where(initial >= _SMALL_A, LOWER, CAPITAL))
        for at in [at for at, run in enumerate(runs) if run in listed_starts]:
            columns[at, 3] = listed_starts[runs[at]]
        columns[:, 4] = lower[last] & lower[last - 1] & (size > 1)
        short = np.flatnonzero(
            (size == 1) | ((size < 4) & (initial <= _NINE)) | ((size < 6) & np.isin(initial, _ROMAN))
        )
        columns[[at for at in short.tolist() if is_label(runs[at])], 5] = LABEL
        return columns

    def _judge(self, core: str, printed: str, parts: array[int]) -> tuple[int, ...]:
        """Return the columns of a run or gap, normalised, but the first, and add its parts."""
        # Nearly half of what comes here is a plain word with a possessive.
        possessive = core[-2:] in ("'s", "'S") and core[:-2].isalnum() and core.isascii()
        spans = [(0, len(core) - 2)] if possessive else words_of(core)
        if not spans:
            return 0, not joins(core), *gap_end(core, printed), 0
        last = 0
        for start, stop in spans:
            joint = start > last and not joins(core[last:start])
            parts.extend((self._word_row(plain_form(core[start:stop])), start, stop, joint))
            last = stop
        tail = len(core) > 1 and core[-2:].islower()
        shape = DOTTED * core.endswith(".") + LABEL * is_label(core)
        return len(spans), not joins(core[last:]), stop_kind(core), start_kind(core), tail, shape
