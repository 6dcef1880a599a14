"""One matcher for all lists of terms: frames, names, word choices and tone words. How it works: docs/how-matcher.md.

A term is one or more words. ``*`` stands for any letters and ``?`` for one letter, anywhere in a word.
Small and capital letters are the same unless the term is marked case-sensitive, and a letter is the same however it
is written: with its accent apart, as a ligature, in full width. The words of a term match words in sequence with
nothing but spaces, hyphens, a dash without spaces and quotation marks between them.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal, NamedTuple, get_args
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from mediakit.errors import LexiconError, check_option
from mediakit.lazy import lazy
from mediakit.text.blocks import Block, Words, read_blocks
from mediakit.text.hashing import Slots
from mediakit.text.letters import plain_form, small
from mediakit.text.vocabulary import Vocabulary, joins, normalise, words_of

Ints = NDArray[np.int64]
Overlap = Literal["label", "none", "all"]
_LONGEST = 256
_TERM_BITS = 24
_RARE = 8  # matches are kept when there is one in so many words, or less: they take a fifth of what the words take
_STARTS, _FOLLOWS = np.uint8(1), np.uint8(2)


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
    """Where terms were found in a block: text index, characters, index of the term, of the first and the last word."""

    text: Ints
    start: Ints
    end: Ints
    term: Ints
    word: Ints
    last: Ints


@dataclass
class Lexicon:
    """A named list of terms that can be looked up in texts, by several threads and processes at once.

    Examples
    --------
    >>> lexicon = Lexicon("frames", [Term("deter*", "deterrence"), Term("red line*", "red_lines")])
    >>> [lexicon.terms[i].label for _, m in lexicon.find(["A deterrent, not a red line."]) for i in m.term]
    ['deterrence', 'red_lines']
    """

    name: str
    terms: Sequence[Term]

    def __post_init__(self) -> None:
        self.terms = tuple(self.terms)
        # One a vocabulary, so one a thread; a matcher must not hold its vocabulary, or neither would ever go.
        self._matchers: WeakKeyDictionary[Vocabulary, _Matcher] = WeakKeyDictionary()
        self._found: WeakKeyDictionary[Block, dict[Overlap, Matches]] = WeakKeyDictionary()
        faults = [
            f"{term.text[:80]!r} ({term.label})" for term in self.terms if not 1 <= len(elements_of(term)) <= _LONGEST
        ]
        if faults:
            raise LexiconError(
                f"every term needs at least one word of letters or digits and at most {_LONGEST}, "
                f"got {', '.join(faults[:5])}",
                where=self.name,
                next_step="Remove or correct these terms.",
            )

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), tuple(getattr(self, field.name) for field in fields(self))

    @lazy
    def labels(self) -> list[str]:
        """The distinct labels, in the order of the terms."""
        return list(dict.fromkeys(term.label for term in self.terms if not term.excluded))

    @property
    def sha256(self) -> str:
        """Digest of the terms, for provenance."""
        lines = "\n".join(f"{t.text}\t{t.label}\t{t.case_sensitive}\t{t.excluded}" for t in self.terms)
        return hashlib.sha256(lines.encode()).hexdigest()

    def find(self, texts: Sequence[str], *, overlap: Overlap = "label") -> Iterable[tuple[int, Matches]]:
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

    def find_in(self, block: Block, *, overlap: Overlap = "label") -> Matches:
        """Return the matches in one block of texts; see find().

        They are kept as long as the block is, since one measure after the other asks for them, unless they are many.
        """
        check_option("overlap", overlap, get_args(Overlap))
        kept = self._found.get(block, {})
        if overlap in kept:
            return kept[overlap]
        # Taken away while it grows: what an interrupt leaves half done is never found again.
        matcher = self._matchers.pop(block.vocabulary, None) or _Matcher(self.terms)
        matches = matcher.find(block, overlap)
        self._matchers[block.vocabulary] = matcher
        if len(matches.term) * _RARE <= len(block.words.word):
            for column in vars(matches).values():
                column.flags.writeable = False
            self._found[block] = kept | {overlap: matches}
        return matches


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


class Element(NamedTuple):
    """One word of a term: the pattern, and whether it must be joined to the word before."""

    pattern: str
    case_sensitive: bool
    joined: bool


def elements_of(term: Term) -> list[Element]:
    """Return the words of a term; none if it holds no letter or digit."""
    parts = term.text.split(" ")
    if all(part.rstrip("*").isalnum() and part.isascii() for part in parts):
        words = parts if term.case_sensitive else [part.lower() for part in parts]
        return [Element(word, term.case_sensitive, True) for word in words]
    # Wildcards are letters of a private kind while the words are cut, so that "deter*" is one word.
    text = normalise(plain_form(term.text)).replace("*", "\u01c0").replace("?", "\u01c1")
    spans = words_of(text)
    found, last = [], 0
    for start, end in spans:
        word = text[start:end].replace("\u01c0", "*").replace("\u01c1", "?")
        found.append(
            Element(word if term.case_sensitive else small(word), term.case_sensitive, joins(text[last:start]))
        )
        last = end
    return found


class _Matcher:
    """The terms as a word trie over the rows of one vocabulary, extended as that vocabulary grows."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._excluded = np.array([term.excluded for term in terms], dtype=bool)
        self._by_rank = np.argsort(~self._excluded, kind="stable")  # excluded terms first
        rank = np.argsort(self._by_rank, kind="stable")
        labels = {label: i for i, label in enumerate(dict.fromkeys(term.label for term in terms))}
        self._group = np.array([labels[term.label] for term in terms], dtype=np.int64)
        states: dict[tuple[int, Element], int] = {}
        accepted: dict[int, list[int]] = defaultdict(list)
        for index, term in enumerate(terms):
            state = 0
            for element in elements_of(term):
                state = states.setdefault((state, element), len(states) + 1)
            accepted[state].append(index)
        self._index_elements(states)
        counts = np.array([len(accepted.get(state, ())) for state in range(len(states) + 1)], dtype=np.int64)
        self._accept_first, self._accept_count = np.cumsum(counts) - counts, counts
        self._accepts = rank[[i for state in range(len(states) + 1) for i in accepted.get(state, ())]]
        self._goes_on = np.zeros(len(states) + 1, dtype=bool)
        self._goes_on[[state for state, _ in states]] = True
        self._targets, self._loose, self._any_loose = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=bool), False
        self._first, self._count = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        self._role = np.zeros(0, dtype=np.uint8)
        self._steps, self._step_first, self._step_count = Slots(), np.zeros(1, np.int64), np.zeros(1, np.int64)

    def _index_elements(self, states: Mapping[tuple[int, Element], int]) -> None:
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
                # What was passed over once is not tried again (?>): no pattern takes longer than word times pattern.
                start, *rest = (re.escape(piece).replace(r"\?", ".") for piece in re.split(r"\*+", pattern))
                body = start + "".join(f"(?>.*?{piece})" for piece in rest[:-1]) + "".join(f".*{p}" for p in rest[-1:])
                self._wild.append((re.compile(body, re.DOTALL), element.case_sensitive, edge))
        self._lengths = sorted({len(prefix) for prefix in self._prefix})
        self._shortest = min(self._lengths, default=0)
        self._heads = {prefix[: self._shortest] for prefix in self._prefix}

    def _edges_to(
        self, begin: int, words: Sequence[str], small: Sequence[str]
    ) -> Iterator[tuple[int, tuple[int, int, bool]]]:
        """Yield the row of each word, the first being ``begin``, with each edge that the word lets pass."""
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

    def _extend(self, vocabulary: Vocabulary) -> None:
        """Take in the words that the vocabulary has got since; all edges by one word come at once."""
        n_known, n_words = len(self._first), len(vocabulary.small)
        if n_known == n_words:
            return
        passing = self._edges_to(n_known, vocabulary.words[n_known:n_words], vocabulary.small[n_known:n_words])
        found = [((source << 32) | row, target, joined) for row, (source, target, joined) in passing]
        edges = np.array(found, dtype=np.int64).reshape(-1, 3)
        edges = edges[np.argsort(edges[:, 0], kind="stable")]
        first = np.flatnonzero(np.diff(edges[:, 0], prepend=-1))
        key, count = edges[first, 0], np.diff(first, append=len(edges))
        first += len(self._targets)
        self._targets, self._loose = np.append(self._targets, edges[:, 1]), np.append(self._loose, edges[:, 2] == 0)
        self._any_loose = bool(self._loose.any())
        fresh = (0, n_words - n_known)
        self._first, self._count = np.pad(self._first, fresh), np.pad(self._count, fresh)
        self._role = np.pad(self._role, fresh)
        n_roots = int(np.searchsorted(key, np.int64(1) << 32))
        root, key = key[:n_roots], key[n_roots:]
        self._first[root], self._count[root], self._role[root] = first[:n_roots], count[:n_roots], _STARTS
        self._role[np.unique(key & 0xFFFFFFFF)] |= _FOLLOWS
        n_steps = len(self._step_first)
        self._steps.insert(np.arange(n_steps, n_steps + len(key), dtype=np.int32), key.view(np.uint64))
        self._step_first = np.append(self._step_first, first[n_roots:])
        self._step_count = np.append(self._step_count, count[n_roots:])

    def find(self, block: Block, overlap: Overlap) -> Matches:
        words = block.words
        self._extend(block.vocabulary)
        key = self._every_match(words)
        first = key >> (8 + _TERM_BITS)
        last = first + (_LONGEST - 1 - ((key >> _TERM_BITS) & (_LONGEST - 1)))
        term = self._by_rank[key & ((1 << _TERM_BITS) - 1)]
        keep = self._choose(first, last, term, overlap)
        if self._excluded.any():
            keep &= ~self._excluded[term]
        kept = np.flatnonzero(keep)
        first, last, term = first[kept], last[kept], term[kept]
        text = np.repeat(np.arange(len(words.first) - 1), np.diff(np.searchsorted(first, words.first)))
        return Matches(text, words.start[first].astype(np.int64), words.end[last].astype(np.int64), term, first, last)

    def _every_match(self, words: Words) -> Ints:
        """Return every place where a term fits as one number each, sorted by first word, longest first, excluded first.

        A number holds the index of the first word, then 255 less the number of words that follow it, then the term.
        """
        word = words.word.astype(np.int64)
        role = self._role[word]
        follows = np.append((role >= _FOLLOWS) & (words.joined | self._any_loose), False)
        follows[words.first] = False
        start = np.flatnonzero((role & _STARTS).view(bool))
        first_edge, n_edges = self._first[word[start]], self._count[word[start]]
        found, length = [start[:0]], 0
        while len(start):
            edge, source = _spread(first_edge, n_edges)
            start, state = start[source], self._targets[edge]
            if self._any_loose and length:
                fits = np.flatnonzero(words.joined[start + length] | self._loose[edge])
                start, state = start[fits], state[fits]
            accept, source = _spread(self._accept_first[state], self._accept_count[state])
            low = ((_LONGEST - 1 - length) << _TERM_BITS) | self._accepts[accept]
            found.append((start[source] << (8 + _TERM_BITS)) | low)
            length += 1
            more = np.flatnonzero(self._goes_on[state])
            more = more[follows[start[more] + length]]
            start, state = start[more], state[more]
            step = self._steps.rows(((state << 32) | word[start + length]).view(np.uint64))
            first_edge, n_edges = self._step_first[step], self._step_count[step]
        return np.sort(np.concatenate(found))

    def _choose(self, first: Ints, last: Ints, term: Ints, overlap: Overlap) -> NDArray[np.bool_]:
        """Return which matches stand, given in order of their first word, the longest first."""
        if overlap == "none":
            return _leftmost(first, last)
        keep = np.ones(len(first), dtype=bool)
        # One that begins behind the furthest end so far touches none before it; if the next one does too, none at all.
        fresh = np.append(True, first[1:] > np.maximum.accumulate(last)[:-1])[: len(first)]
        crowd = np.flatnonzero(~(fresh & np.append(fresh[1:], True)[: len(first)]))
        # Each label gets a stretch of the number line longer than any place, so that no label's matches meet another's.
        offset = self._group[term[crowd]] * (int(last.max(initial=0)) + 1)
        low, high = first[crowd] + offset, last[crowd] + offset
        order = np.argsort(low, kind="stable")
        if overlap == "label":
            keep[crowd[order]] = _leftmost(low[order], high[order])
            return keep
        masks = order[self._excluded[term[crowd[order]]]]
        if len(masks):
            reach = np.maximum.accumulate(high[masks])
            before = np.searchsorted(low[masks], low, "right") - 1
            keep[crowd[(before >= 0) & (reach[np.maximum(before, 0)] >= high)]] = False
        return keep


def _spread(first: Ints, count: Ints) -> tuple[Ints, Ints | slice]:
    """Return, for runs given by first and count, every member (counting on from the first) and the index of its run."""
    if count.max(initial=0) <= 1:
        if count.all():
            return first, slice(None)
        source = np.flatnonzero(count)
        return first[source], source
    source = np.repeat(np.arange(len(count)), count)
    return np.arange(len(source)) - (np.cumsum(count) - count - first)[source], source


def _leftmost(low: Ints, high: Ints) -> NDArray[np.bool_]:
    """Return which of the spans, sorted by start and then longest first, stand when each must not touch one before."""
    keep = np.zeros(len(low), dtype=bool)
    index = np.arange(len(low))
    while len(index):
        # What touches nothing before it stands, what touches one that stands goes, and what is left is judged again.
        fresh = np.append(True, low[1:] > np.maximum.accumulate(high)[:-1])
        kept, rest = np.flatnonzero(fresh), np.flatnonzero(~fresh)
        keep[index[kept]] = True
        rest = rest[low[rest] > high[kept[np.cumsum(fresh)[rest] - 1]]]
        index, low, high = index[rest], low[rest], high[rest]
    return keep
