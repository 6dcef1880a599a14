"""One matcher for all lists of terms: frames, names, word choices and tone words.

A term is one or more words. ``*`` stands for any letters and ``?`` for one letter, anywhere in a word.
Small and capital letters are the same unless the term is marked case-sensitive. The words of a term
match words in sequence with nothing but spaces, hyphens and quotation marks between them.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mediakit.errors import LexiconError, check_option
from mediakit.text import Block, Words, read_blocks, texts_of
from mediakit.vocabulary import Vocabulary, joins, normalise, words_of

Ints = NDArray[np.int64]
_LONGEST = 64


@dataclass(frozen=True)
class Term:
    """One entry: what is looked for, and what it stands for.

    An ``excluded`` term is never reported; where no match is longer it keeps the other terms of its label from
    being found ("carbon neutral" keeps out "neutral*", "joint*" keeps out "join*").
    """

    text: str
    label: str
    case_sensitive: bool = False
    excluded: bool = False


@dataclass(frozen=True)
class Matches:
    """Where terms were found in a block: text index, characters, index of the term, index of the first word."""

    text: Ints
    start: Ints
    end: Ints
    term: Ints
    word: Ints


@dataclass
class Lexicon:
    """A named list of terms that can be looked up in texts.

    Examples
    --------
    >>> lexicon = Lexicon("frames", [Term("deter*", "deterrence"), Term("red line*", "red_lines")])
    >>> [lexicon.terms[i].label for _, m in lexicon.find(["A deterrent, not a red line."]) for i in m.term]
    ['deterrence', 'red_lines']
    """

    name: str
    terms: Sequence[Term]
    _matcher: _Matcher | None = field(default=None, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self.terms = tuple(self.terms)
        faults = [f"{term.text!r} ({term.label})" for term in self.terms if not _elements(term)]
        if faults:
            raise LexiconError(
                f"every term needs at least one word of letters or digits, got {', '.join(faults[:5])}",
                where=self.name,
                next_step="Remove or correct these terms.",
            )

    @cached_property
    def labels(self) -> list[str]:
        """The distinct labels, in the order of the terms."""
        return list(dict.fromkeys(term.label for term in self.terms if not term.excluded))

    @property
    def sha256(self) -> str:
        """Digest of the terms, for provenance."""
        lines = "\n".join(f"{t.text}\t{t.label}\t{t.case_sensitive}\t{t.excluded}" for t in self.terms)
        return hashlib.sha256(lines.encode()).hexdigest()

    def find(self, texts: Sequence[str], *, overlap: str = "label") -> Iterable[tuple[int, Matches]]:
        """Yield the matches of each block of texts with the index of the block's first text.

        Parameters
        ----------
        texts : sequence of str
            Texts to search.
        overlap : {"label", "none", "all"}
            "label" keeps the leftmost longest match within each label, "none" over all labels
            together, "all" every match of every term.
        """
        for first, block in read_blocks(texts):
            yield first, self.find_in(block, overlap=overlap)

    def find_in(self, block: Block, *, overlap: str = "label") -> Matches:
        """Return the matches in one block of texts; see find()."""
        check_option("overlap", overlap, ("label", "none", "all"))
        if self._matcher is None or self._matcher.vocabulary is not block.vocabulary:
            self._matcher = _Matcher(self.terms, block.vocabulary)
        return self._matcher.find(block.words, overlap)


def lexicon_of(name: str, lists: Mapping[str, Mapping[str, Sequence[str]]]) -> Lexicon:
    """Return a lexicon from lists of terms by label: ``terms``, ``case_sensitive`` and ``exclude``.

    Examples
    --------
    >>> lexicon_of("demo", {"a": {"terms": ["war*"], "exclude": ["warm*"]}}).labels
    ['a']
    """
    terms = []
    for label, kinds in lists.items():
        terms += [Term(text, label) for text in kinds.get("terms", ())]
        terms += [Term(text, label, case_sensitive=True) for text in kinds.get("case_sensitive", ())]
        terms += [Term(text, label, excluded=True) for text in kinds.get("exclude", ())]
    return Lexicon(name, terms)


def expand_wildcards(articles: pd.DataFrame, lexicon: Lexicon) -> pd.DataFrame:
    """Return what every term with a wildcard matched in the articles, most frequent first.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES.
    lexicon : Lexicon
        The terms to report on.

    Returns
    -------
    DataFrame
        Columns label, term, matched (in small letters), n_matches, n_articles. Read it before trusting
        a wildcard.

    Examples
    --------
    >>> from mediakit.tables import ARTICLES, build_table
    >>> articles = build_table(ARTICLES, [{"article_id": "a", "text": "Deterrence deters. It deters well."}])
    >>> expand_wildcards(articles, Lexicon("demo", [Term("deter*", "d")]))[["matched", "n_matches"]].values.tolist()
    [['deters', 2], ['deterrence', 1]]
    """
    texts = texts_of(articles)
    rows = []
    for first, matches in lexicon.find(texts, overlap="all"):
        for text, start, end, index in zip(matches.text, matches.start, matches.end, matches.term, strict=True):
            term = lexicon.terms[index]
            if "*" in term.text or "?" in term.text:
                stretch = normalise(texts[first + text][start:end]).lower()
                rows.append((term.label, term.text, stretch, first + text))
    found = pd.DataFrame(rows, columns=["label", "term", "matched", "article"])
    counts = found.groupby(["label", "term", "matched"], sort=False, as_index=False).agg(
        n_matches=("article", "size"), n_articles=("article", "nunique")
    )
    return counts.sort_values(
        ["label", "term", "n_matches", "matched"], ascending=[True, True, False, True], ignore_index=True
    )


class _Element(NamedTuple):
    """One word of a term: the pattern, and whether it must be joined to the word before."""

    pattern: str
    case_sensitive: bool
    joined: bool


def _elements(term: Term) -> list[_Element]:
    parts = term.text.split(" ")
    if all(part.rstrip("*").isalnum() and part.isascii() for part in parts):
        words = parts if term.case_sensitive else [part.lower() for part in parts]
        return [_Element(word, term.case_sensitive, True) for word in words]
    # Wildcards are letters of a private kind while the words are cut, so that "deter*" is one word.
    text = normalise(term.text).replace("*", "\u01c0").replace("?", "\u01c1")
    spans = words_of(text)
    found, last = [], 0
    for start, end in spans:
        word = text[start:end].replace("\u01c0", "*").replace("\u01c1", "?")
        found.append(
            _Element(word if term.case_sensitive else word.lower(), term.case_sensitive, joins(text[last:start]))
        )
        last = end
    return found


class _Matcher:
    """The terms as a word trie over the rows of one vocabulary, extended as that vocabulary grows."""

    def __init__(self, terms: Sequence[Term], vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._excluded = np.array([term.excluded for term in terms], dtype=bool)
        self._rank = np.argsort(np.argsort(~self._excluded, kind="stable"), kind="stable")
        labels = {label: i for i, label in enumerate(dict.fromkeys(term.label for term in terms))}
        self._group = np.array([labels[term.label] for term in terms], dtype=np.int64)
        states: dict[tuple[int, _Element], int] = {}
        accepted: dict[int, list[int]] = defaultdict(list)
        for index, term in enumerate(terms):
            state = 0
            for element in _elements(term):
                state = states.setdefault((state, element), len(states) + 1)
            accepted[state].append(index)
        self._index_elements(states)
        counts = np.array([len(accepted.get(state, ())) for state in range(len(states) + 1)], dtype=np.int64)
        self._accept_first = np.concatenate(([0], np.cumsum(counts)))
        self._accepts = np.array(
            [i for state in range(len(states) + 1) for i in accepted.get(state, ())], dtype=np.int64
        )
        self._goes_on = np.zeros(len(states) + 1, dtype=bool)
        self._goes_on[[state for state, _ in states]] = True
        self._n_known = -1
        self._edges = np.zeros((3, 0), dtype=np.int64)

    def _index_elements(self, states: Mapping[tuple[int, _Element], int]) -> None:
        self._lower: dict[str, list[tuple[int, int, bool]]] = defaultdict(list)
        self._exact: dict[str, list[tuple[int, int, bool]]] = defaultdict(list)
        self._prefix: dict[str, list[tuple[int, int, bool]]] = defaultdict(list)
        self._wild: list[tuple[re.Pattern[str], bool, tuple[int, int, bool]]] = []
        for (source, element), target in states.items():
            edge, pattern = (source, target, element.joined), element.pattern
            if "*" not in pattern and "?" not in pattern:
                (self._exact if element.case_sensitive else self._lower)[pattern].append(edge)
            elif pattern.find("*") == len(pattern) - 1 and "?" not in pattern and not element.case_sensitive:
                self._prefix[pattern[:-1]].append(edge)
            else:
                body = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
                self._wild.append((re.compile(body, re.DOTALL), element.case_sensitive, edge))
        self._lengths = sorted({len(prefix) for prefix in self._prefix})
        self._shortest = min(self._lengths, default=0)
        self._heads = {prefix[: self._shortest] for prefix in self._prefix}

    def _edges_to(self, begin: int) -> Iterator[tuple[int, tuple[int, int, bool]]]:
        """Yield the row of each word from one row on with each edge that the word lets pass."""
        words, small = self.vocabulary.words[begin:], self.vocabulary.small[begin:]
        for known, entries in ((self._lower, small), (self._exact, words)):
            for row in [row for row, word in enumerate(entries) if word in known] if known else ():
                yield from ((begin + row, edge) for edge in known[entries[row]])
        head = self._shortest
        for row in [row for row, word in enumerate(small) if word[:head] in self._heads] if self._heads else ():
            for length in self._lengths[: bisect_right(self._lengths, len(small[row]))]:
                yield from ((begin + row, edge) for edge in self._prefix.get(small[row][:length], ()))
        for body, exact, edge in self._wild:
            match = body.fullmatch
            yield from ((begin + row, edge) for row, word in enumerate(words if exact else small) if match(word))

    def _extend(self) -> None:
        n_words = len(self.vocabulary.words)
        if self._n_known == n_words:
            return
        fresh = self._edges_to(max(self._n_known, 0))
        found = [((source << 32) | row, target, joined) for row, (source, target, joined) in fresh]
        self._n_known = n_words
        edges = np.concatenate((self._edges, np.array(found, dtype=np.int64).reshape(-1, 3).T), axis=1)
        self._edges = edges[:, np.argsort(edges[0], kind="stable")]
        key, self._targets, self._joins = self._edges[0], self._edges[1], self._edges[2] != 0
        first = np.flatnonzero(np.diff(key, prepend=-1))
        count, key = np.diff(first, append=len(key)), key[first]
        at_root = int(np.searchsorted(key, np.int64(1) << 32))
        self._first = np.zeros(n_words, dtype=np.int64)
        self._count = np.zeros(n_words, dtype=np.int64)
        self._first[key[:at_root]], self._count[key[:at_root]] = first[:at_root], count[:at_root]
        self._keys, self._key_first, self._key_count = key[at_root:], first[at_root:], count[at_root:]
        self._starts = self._count > 0
        self._follows = np.zeros(n_words, dtype=bool)
        self._follows[self._keys & 0xFFFFFFFF] = True

    def _step(self, state: Ints, word: NDArray[np.int32]) -> tuple[Ints, Ints]:
        """Return first edge and number of edges that leave each state by each word."""
        if not len(self._keys):
            return state, np.zeros_like(state)
        key = (state << 32) | word
        at = np.minimum(np.searchsorted(self._keys, key), len(self._keys) - 1)
        return self._key_first[at], np.where(self._keys[at] == key, self._key_count[at], 0)

    def find(self, words: Words, overlap: str) -> Matches:
        self._extend()
        begins_text = np.zeros(len(words.word) + 1, dtype=bool)
        begins_text[words.first] = True
        start = place = np.flatnonzero(self._starts[words.word])
        first_edge, n_edges = self._first[words.word[place]], self._count[words.word[place]]
        found: list[tuple[Ints, Ints, Ints]] = []
        while len(place):
            edge, source = _spread(first_edge, n_edges)
            start, place = start[source], place[source]
            fits = ~self._joins[edge] | words.joined[place] | (place == start)
            start, place, state = start[fits], place[fits], self._targets[edge[fits]]
            accept, source = _spread(self._accept_first[state], np.diff(self._accept_first)[state])
            found.append((start[source], place[source], self._accepts[accept]))
            more = np.flatnonzero(self._goes_on[state] & ~begins_text[place + 1])
            more = more[self._follows[words.word[place[more] + 1]]]
            start, place, state = start[more], place[more] + 1, state[more]
            first_edge, n_edges = self._step(state, words.word[place])
        first, last, term = (np.concatenate(part) for part in zip(*found, strict=True)) if found else [start] * 3
        order = np.argsort(((first * _LONGEST + _LONGEST - 1 - last + first) << 24) | self._rank[term], kind="stable")
        first, last, term = first[order], last[order], term[order]
        keep = self._choose(first, last, term, overlap) & ~self._excluded[term]
        first, last, term = first[keep], last[keep], term[keep]
        text = np.searchsorted(words.first, first, side="right") - 1
        return Matches(text, words.start[first].astype(np.int64), words.end[last].astype(np.int64), term, first)

    def _choose(self, first: Ints, last: Ints, term: Ints, overlap: str) -> NDArray[np.bool_]:
        """Return which matches stand, given in order of their first word, the longest first."""
        keep = np.ones(len(first), dtype=bool)
        if not len(first):
            return keep
        fresh = np.concatenate(([True], first[1:] > np.maximum.accumulate(last)[:-1]))
        crowd = np.flatnonzero(~(fresh & np.append(fresh[1:], True)))
        group = np.zeros(len(crowd), dtype=np.int64) if overlap == "none" else self._group[term[crowd]]
        offset = group * (int(last.max()) + 1)
        low, high = first[crowd] + offset, last[crowd] + offset
        order = np.argsort(low, kind="stable")
        if overlap == "all":
            masks = order[self._excluded[term[crowd[order]]]]
            if len(masks):
                reach = np.maximum.accumulate(high[masks])
                before = np.searchsorted(low[masks], low, "right") - 1
                keep[crowd[(before >= 0) & (reach[np.maximum(before, 0)] >= high)]] = False
            return keep
        keep[crowd] = False
        keep[crowd[order[_leftmost(low[order], high[order])]]] = True
        return keep


def _spread(first: Ints, count: Ints) -> tuple[Ints, Ints]:
    """Return, for runs given by first and count, every member and the index of its run."""
    source = np.repeat(np.arange(len(count)), count)
    return np.arange(len(source)) - np.repeat(np.cumsum(count) - count, count) + first[source], source


def _leftmost(low: Ints, high: Ints) -> Ints:
    """Return which of the spans, sorted by start and then longest first, stand when each must not touch one before."""
    kept: list[Ints] = []
    index = np.arange(len(low))
    while len(index):
        reach = np.maximum.accumulate(high[index])
        fresh = np.concatenate(([True], low[index[1:]] > reach[:-1]))
        kept.append(index[fresh])
        limit = high[index[fresh]][np.cumsum(fresh) - 1]
        index = index[low[index] > limit]
    return np.sort(np.concatenate(kept)) if kept else index
