"""A page: some millions of words of articles that queries are evaluated on together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mediakit.query.compiled import Rules
from mediakit.query.spans import (
    Ends,
    Spans,
    drop_near,
    drop_within,
    join_all,
    join_near,
    keep_within,
    spans_of_hits,
)
from mediakit.query.tree import Chain, Either, Link, Query, Words
from mediakit.tables import PARTS
from mediakit.text.blocks import Sentences
from mediakit.text.parts import PartBlock, read_parts

Ints = NDArray[Any]
PAGE_WORDS = 4_000_000
LINE_END = re.compile(r"[\n\r\v\f\x85\u2028\u2029]")


@dataclass
class Page:
    """The hits of all terms in some blocks, and the queries found so far.

    ``hits`` has first and last word, term, sentence, start and end in characters. ``sentences`` has article, number
    in the article, part, paragraph, and the number of words. Words, sentences and paragraphs are numbered through
    the page. ``texts`` are those of the blocks with the first sentence of each block.
    """

    rules: Rules
    hits: dict[str, Ints]
    sentences: dict[str, Ints]
    texts: list[tuple[int, int, Sequence[str]]]
    _found: dict[Query, Spans] = field(default_factory=dict)
    _lists: dict[str, Ints] = field(default_factory=dict)

    def __post_init__(self) -> None:
        none = np.array([-1])
        self._ends = Ends(np.append(self.hits["first"], np.iinfo(np.int64).max), np.append(self.hits["last"], none))
        self._own = np.arange(len(self.sentences["article"]))
        # Every hit once for each group of its term; a stable sort keeps the hits of a group in their order.
        starts, term = self.rules.starts, self.hits["term"]
        count = starts[term + 1] - starts[term]
        hit = np.repeat(np.arange(len(term)), count)
        inner = np.arange(len(hit)) - np.repeat(np.cumsum(count) - count, count)
        group = self.rules.groups[np.repeat(starts[term], count) + inner]
        # Sixteen bits are sorted by counting.
        small = group.astype(np.uint16) if self.rules.n_groups < 1 << 16 else group
        order = np.argsort(small, kind="stable")
        self._hit = hit[order]
        self._begins = np.searchsorted(group[order], np.arange(self.rules.n_groups + 1))

    def find(self, query: Query) -> Spans:
        """Return where a query is met; what was found before is not looked for again."""
        if query not in self._found:
            if isinstance(query, Words):
                found = spans_of_hits(self._ends, self.hits["sentence"], self._rows(query))
            elif isinstance(query, Either):
                found = join_all([self.find(item) for item in query.items])
            else:
                found = self._chain(query)
            self._found[query] = found
        return self._found[query]

    def _rows(self, words: Words) -> Ints:
        """Return the hits of words, in order."""
        wanted = self.rules.words[words]
        rows = self._hit[self._begins[wanted.group] : self._begins[wanted.group + 1]]
        if not wanted.lists:
            return rows
        return np.unique(np.concatenate([rows, *(self._list(name) for name in wanted.lists)]))

    def _list(self, name: str) -> Ints:
        """Return the hits of a list that excludes something: those that do not lie within what it excludes."""
        if name not in self._lists:
            one = self.rules.lists[name]
            rows, out = self._rows(one.words), self._rows(one.exclude)
            first, last = self.hits["first"], self.hits["last"]
            if len(rows) and len(out):
                reach = np.maximum.accumulate(last[out])
                before = np.searchsorted(first[out], first[rows], "right") - 1
                rows = rows[(before < 0) | (reach[np.maximum(before, 0)] < last[rows])]
            self._lists[name] = rows
        return self._lists[name]

    def _chain(self, chain: Chain) -> Spans:
        found = self.find(chain.first)
        for link in chain.links:
            if not len(found):
                break
            found = self._link(found, link)
        return found

    def _link(self, left: Spans, link: Link) -> Spans:
        right, ordered = self.find(link.operand), link.operator == "PRE"
        if link.operator in ("NEAR", "PRE"):
            if link.negated:
                return drop_near(left, right, link.n, ordered=ordered)
            return join_near(left, right, self._ends, link.n, ordered=ordered)
        place = self._own if link.operator == "SENT" else self.sentences["paragraph"]
        return drop_within(left, right, place) if link.negated else keep_within(left, right, self._ends, place)

    def stretch(self, spans: Spans) -> tuple[Ints, Ints]:
        """Return start and end in characters of stretches."""
        start = np.append(self.hits["start"], np.iinfo(np.int64).max)[spans.hits].min(axis=1, initial=1 << 62)
        return start, np.append(self.hits["end"], -1)[spans.hits].max(axis=1, initial=-1)

    def words_of(self, spans: Spans) -> list[str]:
        """Return the words that fired for each stretch, in the order of the text, "…" between them."""
        firsts = [first for first, _, _ in self.texts]
        at = np.searchsorted(firsts, spans.sentence, "right") - 1
        article = self.sentences["article"][spans.sentence]
        # Hits are numbered in the order of the text.
        rows = np.sort(np.hstack((spans.hits, spans.beside)), axis=1)
        own = np.maximum(rows, 0)
        cuts = np.stack((self.hits["start"][own], self.hits["end"][own]), axis=2)
        cuts[rows < 0] = 0
        found = []
        for cut, block, index in zip(cuts.tolist(), at.tolist(), article.tolist(), strict=True):
            text = self.texts[block][2][index - self.texts[block][1]]
            found.append(" … ".join(text[start:end] for start, end in dict.fromkeys(map(tuple, cut)) if end))
        return found


def read_pages(
    articles: pd.DataFrame, rules: Rules, parts: str | Sequence[str] = PARTS, *, language: str = ""
) -> Iterator[Page]:
    """Yield all articles in pages, with the hits of all terms of the rules; see read_parts()."""
    taken: list[tuple[PartBlock, dict[str, Ints], dict[str, Ints]]] = []
    n_words = n_sentences = 0
    for read in read_parts(articles, parts, language=language):
        sentences = _sentences(read, rules.has_paragraphs)
        hits = _hits(read, rules, n_words, n_sentences)
        taken.append((read, hits, sentences))
        n_words += len(read.block.words.word)
        n_sentences += len(sentences["article"])
        if n_words >= PAGE_WORDS:
            yield _page(rules, taken)
            taken, n_words, n_sentences = [], 0, 0
    if taken:
        yield _page(rules, taken)


def _page(rules: Rules, taken: Sequence[tuple[PartBlock, dict[str, Ints], dict[str, Ints]]]) -> Page:
    hits = _together([hits for _, hits, _ in taken])
    sentences = _together([sentences for _, _, sentences in taken])
    # A new text or a line break before a sentence begins a new paragraph.
    sentences["paragraph"] = np.cumsum(sentences.pop("opens")) - 1
    sizes = np.cumsum([0, *(len(entry[2]["article"]) for entry in taken)])[:-1].tolist()
    texts = [(size, read.first, read.block.texts) for size, (read, _, _) in zip(sizes, taken, strict=True)]
    return Page(rules, hits, sentences, texts)


def _together(tables: Sequence[dict[str, Ints]]) -> dict[str, Ints]:
    return {name: np.concatenate([table[name] for table in tables]) for name in tables[0]}


def _sentences(read: PartBlock, with_paragraphs: bool) -> dict[str, Ints]:
    own, words = read.sentences, read.block.words
    width = max(int(own.end.max(initial=0)), int(words.end.max(initial=0))) + 2
    place = words.text.astype(np.int64) * width + words.start
    text = own.text.astype(np.int64)
    n_words = np.searchsorted(place, text * width + own.end) - np.searchsorted(place, text * width + own.start)
    return {
        "article": text + read.first,
        "number": read.numbers.astype(np.int64),
        "part": np.full(len(text), read.part, dtype=np.int8),
        "n_words": n_words,
        "opens": _opens(own, read.block.texts if with_paragraphs else ()),
    }


def _opens(own: Sentences, texts: Sequence[str]) -> NDArray[np.bool_]:
    """Return which sentences begin a text or, in the texts that are given, a paragraph."""
    breaks = [(i, match.start()) for i, text in enumerate(texts) for match in LINE_END.finditer(text)]
    opens: NDArray[np.bool_] = np.append(True, np.diff(own.text) != 0)[: len(own.text)]
    if breaks:
        width = max(map(len, texts)) + 1
        text, at = np.array(breaks, dtype=np.int64).T
        passed = np.searchsorted(text * width + at, own.text.astype(np.int64) * width + own.start)
        opens[1:] |= np.diff(passed) != 0
    return opens


def _hits(read: PartBlock, rules: Rules, n_words: int, n_sentences: int) -> dict[str, Ints]:
    """Return the hits of a block; those that reach beyond their sentence are left out."""
    match = rules.lexicon.find_in(read.block, overlap="all")
    at = read.sentence_at(match.text, match.start)
    inside = np.flatnonzero(at >= 0)
    inside = inside[match.end[inside] <= read.sentences.end[at[inside]]]
    texts = read.block.texts
    if PARTS[read.part] != "text" and any("\n" in text for text in texts):
        # A line break ends no sentence of a headline or standfirst, but no term reaches over one.
        places = zip(*(ends[inside].tolist() for ends in (match.text, match.start, match.end)), strict=True)
        whole = [not texts[text].count("\n", start, end) for text, start, end in places]
        inside = inside[np.array(whole, dtype=bool)]
    return {
        "first": match.word[inside] + n_words,
        "last": match.last[inside] + n_words,
        "term": match.term[inside],
        "sentence": at[inside] + n_sentences,
        "start": match.start[inside],
        "end": match.end[inside],
    }
