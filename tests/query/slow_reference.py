"""The query language a second time, written from docs/queries.md alone: plain loops over all combinations, no speed.

An article is a dict of title, standfirst and text. Borders of sentences are given, as (part, start, end), because
docs/queries.md leaves them to split_sentences(). Nothing here imports mediakit.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from tests.query.slow_reader import Reader

APOSTROPHES = "'’"
BETWEEN = set("-‐‑_*\"“”„«»‹›'‘’")


class Refused(Exception):
    """A query that docs/queries.md calls an error."""


@dataclass(frozen=True)
class Word:
    """A word of a part; ``after`` is where its possessive ends."""

    text: str
    start: int
    end: int
    after: int


@dataclass(frozen=True)
class Place:
    """A word with where it stands: its part, the numbers of its sentence and its paragraph."""

    word: Word
    part: str
    sentence: int
    paragraph: tuple[str, int]


@dataclass(frozen=True)
class Hit:
    """A span from the first to the last word, and the words that it is made of (numbers of words in the article)."""

    first: int
    last: int
    words: frozenset[int]
    joined: bool = False


# Words


def split_words(text: str, extra: str = "") -> list[Word]:
    """Return the words of a text; the signs in ``extra`` (the wildcards of a term) are as good as letters."""
    words, i = [], 0
    while i < len(text):
        if not _is_sign(text, i, extra):
            i += 1
            continue
        start = i
        while i < len(text) and (_is_sign(text, i, extra) or _belongs(text, i, start, extra)):
            i += 1
        if "." in text[start:i] and text[i : i + 1] == "." and text[start:i].replace(".", "").isalpha():
            i += 1
        after = i + 2 if _is_possessive(text, i, extra) else i
        words.append(Word(text[start:i], start, i, after))
        i = after
    return words


def _is_sign(text: str, i: int, extra: str = "") -> bool:
    return 0 <= i < len(text) and (text[i].isalnum() or text[i] in extra)


def _is_possessive(text: str, i: int, extra: str) -> bool:
    return (
        i < len(text)
        and text[i] in APOSTROPHES
        and text[i + 1 : i + 2] in ("s", "S")
        and not _is_sign(text, i + 2, extra)
    )


def _belongs(text: str, i: int, start: int, extra: str) -> bool:
    """Whether the sign at i is inside a word that began at ``start``."""
    if not (_is_sign(text, i - 1, extra) and _is_sign(text, i + 1, extra)):
        return False
    before, behind = text[i - 1], text[i + 1]
    if text[i] in APOSTROPHES:
        return before.isalpha() and (behind.isalpha() or behind in extra) and not _is_possessive(text, i, extra)
    if text[i] in ".," and before.isdigit() and behind.isdigit():
        return True
    if text[i] == ".":
        single_before = before.isalpha() and not _is_sign(text, i - 2, extra)
        return single_before and behind.isalpha() and not _is_sign(text, i + 2, extra)
    return False


def fits(pattern: str, word: str) -> bool:
    """Whether a word of a term, with its wildcards, is this word."""
    if not pattern:
        return not word
    if pattern[0] == "*":
        return any(fits(pattern[1:], word[k:]) for k in range(len(word) + 1))
    return bool(word) and pattern[0] in ("?", word[0]) and fits(pattern[1:], word[1:])


# The article


class Article:
    """The words of an article, with where each stands, and its sentences."""

    def __init__(self, parts: dict[str, str], sentences: list[tuple[str, int, int]]) -> None:
        self.parts = parts
        self.sentences = sentences
        self.places: list[Place] = []
        for part in ("title", "standfirst", "text"):
            text = parts.get(part, "")
            for word in split_words(text):
                number = next(k for k, (p, s, e) in enumerate(sentences) if p == part and s <= word.start < e)
                breaks = text[: word.start].count("\n") if part == "text" else 0
                self.places.append(Place(word, part, number, (part, breaks)))

    def sentence(self, hit: Hit) -> int:
        """Return the number of the sentence of a hit."""
        return self.places[hit.first].sentence

    def paragraph(self, hit: Hit) -> tuple[str, int]:
        """Return the paragraph of a hit."""
        return self.places[hit.first].paragraph

    def offsets(self, hit: Hit) -> tuple[str, int, int]:
        """Return part, start and end of a hit."""
        first, last = self.places[hit.first], self.places[hit.last]
        return first.part, first.word.start, last.word.end


def find_term(article: Article, term: str, case: bool) -> list[Hit]:
    """Return every place where a term fits."""
    wanted = split_words(term, extra="*?")
    free = [any(not (c.isspace() or c in BETWEEN) for c in term[a.after : b.start]) for a, b in pairwise(wanted)]
    hits = []
    for first in range(len(article.places) - len(wanted) + 1):
        places = article.places[first : first + len(wanted)]
        pairs = [(w.text, p.word.text) for w, p in zip(wanted, places, strict=True)]
        same = all(fits(_plain(w, case), _plain(p, case)) for w, p in pairs)
        if same and len({(p.part, p.sentence) for p in places}) == 1 and _follow(article, places, free):
            hits.append(Hit(first, first + len(wanted) - 1, frozenset(range(first, first + len(wanted)))))
    return hits


def _plain(word: str, case: bool) -> str:
    word = word.replace("’", "'")
    return word if case else word.lower()


def _follow(article: Article, places: list[Place], free: list[bool]) -> bool:
    """Whether what stands between the words is no border of a term; ``free`` is where any sign may stand."""
    for (a, b), any_sign in zip(pairwise(places), free, strict=True):
        between = article.parts[a.part][a.word.after : b.word.start]
        if between in ("–", "\N{MINUS SIGN}"):
            continue
        if any(c == "\n" or not (c.isspace() or c in BETWEEN or any_sign) for c in between):
            return False
    return True


# Answering it


class Reference:
    """A query with the lists and degrees it uses; ``spans``, ``sentences`` and ``holds`` answer it for an article."""

    def __init__(self, query: str, lists: dict[str, Any] | None = None, degrees: dict[str, str] | None = None) -> None:
        self.lists = {name.lower(): value for name, value in (lists or {}).items()}
        names = ("mentioned", "treated", "main") if degrees else ()
        self.degrees = {name: Reader(text, names).query() for name, text in (degrees or {}).items()}
        self.node = Reader(query, names).query()
        self._check(self.node)

    def spans(self, article: Article) -> set[tuple[str, int, int]]:
        """Return part, start and end of every span; of a condition those of the queries in its brackets."""
        return {article.offsets(hit) for node in self._queries(self.node) for hit in self._hits(article, node)}

    def sentences(self, article: Article) -> set[int]:
        """Return the numbers of the sentences in which the query is met; of a condition any query in it."""
        return {article.sentence(hit) for node in self._queries(self.node) for hit in self._hits(article, node)}

    def holds(self, article: Article) -> bool:
        """Return whether the article meets the query."""
        return self._holds(article, self.node)

    def _queries(self, node: Any) -> list[Any]:
        if not self._is_condition(node):
            return [node]
        if node[0] in ("or", "and"):
            return [q for n in node[1] for q in self._queries(n)]
        if node[0] == "degree":
            return self._queries(self.degrees[node[1]])
        return [node[2] if node[0] == "lead" else node[1]]

    def _is_condition(self, node: Any) -> bool:
        if node[0] in ("or", "and"):
            return any(self._is_condition(n) for n in node[1])
        if node[0] == "degree":
            return self._is_condition(self.degrees[node[1]])
        return node[0] in ("headline", "lead", "count", "share")

    def _holds(self, article: Article, node: Any) -> bool:
        if not self._is_condition(node):
            return bool(self._hits(article, node))
        if node[0] == "degree":
            return self._holds(article, self.degrees[node[1]])
        if node[0] == "or":
            return any(self._holds(article, n) for n in node[1])
        if node[0] == "and":
            return all(self._holds(article, n) for n in node[1])
        met = {article.sentence(hit) for hit in self._hits(article, node[2] if node[0] == "lead" else node[1])}
        if node[0] == "headline":
            return any(article.sentences[k][0] == "title" for k in met)
        if node[0] == "lead":
            after = [k for k, s in enumerate(article.sentences) if s[0] != "title"]
            return bool(met & set(after[: node[1]]))
        value = Fraction(len(met))
        if node[0] == "share":
            value = value / len(article.sentences) if article.sentences else Fraction(0)
        low, same = value < node[3], value == node[3]
        return {"<": low, "<=": low or same, "=": same, ">=": not low, ">": not (low or same)}[node[2]]

    def _hits(self, article: Article, node: Any) -> list[Hit]:
        if node[0] == "term":
            return find_term(article, node[1], node[2])
        if node[0] == "list":
            return self._list_hits(article, node[1])
        if node[0] == "degree":
            return self._hits(article, self.degrees[node[1]])
        if node[0] == "or":
            return [hit for n in node[1] for hit in self._hits(article, n)]
        _, negative, kind, n, left, right, _ = node
        others = self._hits(article, right)
        found = []
        for a in self._hits(article, left):
            near = [b for b in others if _near(article, a, b, kind, n, negative)]
            if negative:
                found += [] if near else [a]
            elif near:
                found.append(a if kind in ("SENT", "PARA") else _join(a, _nearest(a, near)))
        return found

    def _list_hits(self, article: Article, name: str) -> list[Hit]:
        value = self.lists[name]
        entry = value if isinstance(value, dict) else {"terms": value}
        hits: list[Hit] = []
        for key in ("terms", "case_sensitive"):
            for term in entry.get(key, []):
                inner = self._list_hits(article, term[1:].lower()) if term[0] == "$" else None
                hits += find_term(article, term, key == "case_sensitive") if inner is None else inner
        out = [hit for term in entry.get("exclude", []) for hit in find_term(article, term, False)]
        return [hit for hit in hits if not any(hit.words <= other.words for other in out)]

    def _terms(self, node: Any) -> set[Any]:
        if node[0] == "term":
            return {tuple(w.text.lower() for w in split_words(node[1], "*?"))}
        if node[0] == "list":
            value = self.lists[node[1]]
            entry = value if isinstance(value, dict) else {"terms": value}
            every = [*entry.get("terms", []), *entry.get("case_sensitive", [])]
            nodes = [("list", t[1:].lower()) if t[0] == "$" else ("term", t) for t in every]
            return set().union(*(self._terms(n) for n in nodes))
        if node[0] == "degree":
            return self._terms(self.degrees[node[1]])
        if node[0] in ("or", "and"):
            return set().union(*(self._terms(n) for n in node[1]))
        if node[0] == "op":
            return self._terms(node[4]) | self._terms(node[5])
        return self._terms(node[2] if node[0] == "lead" else node[1])

    def _is_plain(self, node: Any) -> bool:
        """Whether a node is nothing but terms and lists."""
        if node[0] == "degree":
            return self._is_plain(self.degrees[node[1]])
        return node[0] in ("term", "list") or (node[0] == "or" and all(self._is_plain(n) for n in node[1]))

    def _check(self, node: Any) -> None:
        """Refuse chains in which two operands are the same thing."""
        if node[0] in ("or", "and"):
            for n in node[1]:
                self._check(n)
        elif node[0] == "op":
            self._check(node[4])
            self._check(node[5])
            asked = [] if node[1] or not self._is_plain(node[5]) else node[6]
            last = self._terms(node[5])
            for earlier in asked:
                if self._is_plain(earlier) and (last <= self._terms(earlier) or self._terms(earlier) <= last):
                    raise Refused(f"{node[5]} and {earlier} are the same")
        elif node[0] in ("headline", "count", "share"):
            self._check(node[1])
        elif node[0] == "lead":
            self._check(node[2])


def distance(a: Hit, b: Hit) -> int:
    """Return the number of words between two spans, 0 where they overlap."""
    return max(b.first - a.last - 1, a.first - b.last - 1, 0)


def _near(article: Article, a: Hit, b: Hit, kind: str, n: int, negative: bool) -> bool:
    """Return whether b stands where the operator looks for it."""
    if not negative and a.words & b.words:
        return False
    if kind == "PARA":
        return article.paragraph(a) == article.paragraph(b)
    if article.sentence(a) != article.sentence(b):
        return False
    if kind == "PRE":
        return b.first > a.last and distance(a, b) <= n
    return kind == "SENT" or distance(a, b) <= n


def _nearest(a: Hit, others: list[Hit]) -> Hit:
    """Return the nearest; min() keeps what is written first of those that are alike in all else."""
    return min(others, key=lambda b: (distance(a, b), b.first, -b.last, b.joined))


def _join(a: Hit, b: Hit) -> Hit:
    return Hit(min(a.first, b.first), max(a.last, b.last), a.words | b.words, True)
