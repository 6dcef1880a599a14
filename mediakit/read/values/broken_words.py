"""Words broken at the ends of lines, joined again where the other texts or mediakit's lists hold the joined form."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import NamedTuple

import numpy as np
import pyarrow.compute as pc

from mediakit.read.values.data_files import read_data
from mediakit.read.values.text_columns import Array, Rows, chunks_of, content, replace_cells, whole_array
from mediakit.text.ends import lists

_BROKEN = re.compile(r"-([ \n])([^\W\d_]+)")
_HEAD = re.compile(r"[^\W\d_]+\Z")
_LONGEST_HALF = 40
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LISTED = re.compile(r"[^\W\d_]{2,}\*?")
_LISTS = ("entities/world.tsv", "lexicons/news.tsv", "topics", "languages.toml", "abbreviations.toml")
_ENDINGS = ("s", "es", "d", "ed", "ing")
_TAKEN_TEXTS, _MOST_SEARCHED = 256, 300
_SHORTEST, _LEAST_SHARE = 4, 0.5
_HYPHEN, _SPACE, _NEWLINE, _CAPITAL_A = b"- \nA"
_JOIN, _HYPHENATE, _UNSURE = range(3)


class _Break(NamedTuple):
    """Where a hyphen stands and the second half begins, both halves in small letters, and if a space is between."""

    at: int
    behind: int
    head: str
    tail: str
    spaced: bool


class Mended(NamedTuple):
    """Texts with their words joined, and which words were joined in which row."""

    texts: Array
    joined: dict[int, list[str]]


def mend_words(texts: Array) -> Mended:
    """Return texts in which words broken at the ends of lines are whole again.

    ``mis- siles`` becomes ``missiles`` where any of the texts, or a list that comes with mediakit, holds that form, and
    ``cease- fire`` becomes ``cease-fire`` where its halves or the hyphenated form are known. ``short- and long-term``
    stays, and so does what is not known, but for its space in a text that has broken words.

    Examples
    --------
    >>> from mediakit.read.values.text_columns import text_array
    >>> mended = mend_words(text_array(["The fer- ry and its short- and long-term plan.", "A ferry."]))
    >>> mended.texts.to_pylist()[0], mended.joined
    ('The ferry and its short- and long-term plan.', {0: ['ferry']})
    """
    rows = _suspects(texts)
    found = {row: (text, breaks) for row in rows.tolist() if (breaks := _breaks(text := texts[row].as_py()))}
    if not found:
        return Mended(texts, {})
    pairs = [(broken.head, broken.tail) for _, breaks in found.values() for broken in breaks]
    counts = _count((text for text, _ in found.values()), {*_forms(pairs), *chain.from_iterable(pairs)})
    counts.subtract(chain.from_iterable(pairs))  # the halves themselves are no words
    unknown = {pair for pair in pairs if not counts[pair[0] + pair[1]]}
    if unknown:
        others = _others(texts, rows, unknown)
        counts.update(_count(others, {*_forms(unknown), *chain.from_iterable(unknown)}))
    mended = {row: _mend(text, breaks, counts) for row, (text, breaks) in found.items()}
    changed = [row for row, (text, _) in mended.items() if text != found[row][0]]
    new = replace_cells(whole_array(texts), np.array(changed, dtype=np.int64), [mended[row][0] for row in changed])
    return Mended(new, {row: words for row, (_, words) in mended.items() if words})


def _count(texts: Iterable[str], wanted: Set[str]) -> Counter[str]:
    """Return how often each form stands in some texts."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(form for form in _WORD.findall(text.lower()) if form in wanted)
    return counts


def _others(texts: Array, rows: Rows, pairs: Set[tuple[str, str]]) -> Iterator[str]:
    """Yield the texts beyond these rows that may hold the halves of a pair together."""
    may = np.ones(len(texts), dtype=bool)
    if len(pairs) < _MOST_SEARCHED:
        # All are looked for at once; far more of them than this would take longer than to read every text.
        any_form = "|".join(f"{form}-?{tail}" for head, tail in sorted(pairs) for form in (head, head.capitalize()))
        may = np.asarray(pc.match_substring_regex(texts, any_form))
    may[rows] = False
    at = np.flatnonzero(may)
    for low in range(0, len(at), _TAKEN_TEXTS):
        yield from texts.take(at[low : low + _TAKEN_TEXTS]).to_pylist()


def _suspects(texts: Array) -> Rows:
    """Return the rows in which a hyphen stands between a letter and white space."""
    found = []
    start = 0
    for cells in chunks_of(texts):
        data, offsets = content(cells)
        at = np.flatnonzero(data[1:-1] == _HYPHEN) + 1
        at = at[((data[at + 1] == _SPACE) | (data[at + 1] == _NEWLINE)) & (data[at - 1] >= _CAPITAL_A)]
        found.append(start + np.unique(np.searchsorted(offsets, at, side="right") - 1))
        start += len(cells)
    return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)


def _breaks(text: str) -> list[_Break]:
    """Return the places at which a word may be broken."""
    breaks = []
    for found in _BROKEN.finditer(text):
        at, tail = found.start(), found[2]
        before = _HEAD.search(text, max(0, at - _LONGEST_HALF), at)
        head = before[0] if before else ""
        upper = head.isupper() and tail.isupper() and len(head) > 1 and len(tail) > 1
        if not head or not (tail.islower() or upper):
            continue
        small = head.lower(), tail.lower()
        if small[1] not in _separate() or _is_listed("".join(small)):
            breaks.append(_Break(at, found.start(2), *small, found[1] == " "))
    return breaks


def _forms(pairs: Iterable[tuple[str, str]]) -> set[str]:
    """Return the forms that halves can have together."""
    return {form for head, tail in pairs for form in (head + tail, f"{head}-{tail}")}


def _are_words(pair: tuple[str, str], counts: Mapping[str, int]) -> bool:
    """Return whether both halves are words of their own."""
    return all(counts.get(half, 0) > 0 or _is_listed(half) for half in pair)


def _mend(text: str, breaks: Sequence[_Break], counts: Mapping[str, int]) -> tuple[str, list[str]]:
    """Return a text with its broken words joined, and these words."""
    decided = [(broken, _decide(broken.head, broken.tail, counts)) for broken in breaks]
    pieces, joined, last = [], [], 0
    wrapped = any(what == _JOIN for _, what in decided)
    for broken, what in decided:
        # Where words of a text are broken, so are those that nothing is known of: they lose their space.
        if what == _UNSURE and broken.spaced and not wrapped:
            continue
        pieces += [text[last : broken.at], "" if what == _JOIN else "-"]
        last = broken.behind
        if what == _JOIN:
            joined.append(text[broken.at - len(broken.head) : broken.at] + text[last : last + len(broken.tail)])
    return "".join((*pieces, text[last:])), joined


def _decide(head: str, tail: str, counts: Mapping[str, int]) -> int:
    whole, apart = counts.get(head + tail, 0), counts.get(f"{head}-{tail}", 0)
    if _are_words((head, tail), counts):
        # "under- stand" is one word where texts that hold that form hold it often; "Russia- and" is none for a slip.
        least = max(2, apart, _LEAST_SHARE * min(counts.get(head, 0), counts.get(tail, 0)))
        short = min(len(head), len(tail)) < _SHORTEST and _is_listed(head + tail, len(head))
        return _JOIN if whole >= least or short else _HYPHENATE if apart else _UNSURE
    if whole and whole >= apart:
        return _JOIN
    if apart:
        return _HYPHENATE
    return _JOIN if _is_listed(head + tail, len(head)) else _UNSURE


@cache
def _separate() -> frozenset[str]:
    """Return words that behind a hyphen and a space are words of their own, unless a list says otherwise."""
    return frozenset(read_data("values/lines")["conjunctions"]) | lists()["openers"]


@cache
def _listed() -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the words of the lists that come with mediakit, and what its terms with an asterisk begin with."""
    found: set[str] = set()
    for name in _LISTS:
        found.update(word for text in _read_lists(name) for word in _LISTED.findall(text.lower()))
    beginnings = tuple(word[:-1] for word in found if word.endswith("*") and len(word) > 5)
    return frozenset(word for word in found if not word.endswith("*")), beginnings


def _read_lists(name: str) -> Iterable[str]:
    place = files("mediakit.resources").joinpath(name)
    pieces = sorted(place.iterdir(), key=lambda piece: piece.name) if place.is_dir() else [place]
    return [piece.read_text("utf-8") for piece in pieces if piece.name.endswith((".toml", ".tsv"))]


def _is_listed(word: str, broken_at: int = 0) -> bool:
    """Return whether the lists hold a word; of the beginnings only those count that reach beyond where it is broken."""
    words, beginnings = _listed()
    if word in words or any(word.endswith(ending) and word[: -len(ending)] in words for ending in _endings(word)):
        return True
    return broken_at > 0 and any(word.startswith(beginning) and len(beginning) > broken_at for beginning in beginnings)


def _endings(word: str) -> tuple[str, ...]:
    return _ENDINGS if len(word) > 5 else ()
