"""The queries of a topic compiled together: every distinct term once, and which words and lists it belongs to."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mediakit.lexicon import Lexicon, Term
from mediakit.query.lists import Lists
from mediakit.query.parse import Names, parse_query
from mediakit.query.tree import Chain, Either, Node, Words, is_condition, operators_in, queries_in

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Wanted:
    """What words look for: a group of terms, and lists that are looked for apart, because they exclude something."""

    group: int
    lists: tuple[str, ...] = ()


class Rules:
    """Queries by name, read and compiled; the same for every text, and shared by threads.

    Parameters
    ----------
    queries : mapping
        Texts of queries by name; the name is printed in messages.
    lists : mapping
        Named lists, from read_lists().
    names : mapping
        Words that stand for queries, with the names of those.
    where : str
        Where the queries come from, for messages.

    Raises
    ------
    QueryError
        For the first query that can't be read.

    Examples
    --------
    >>> rules = Rules({"a": "oil SENT gas", "b": "Oil"}, {})
    >>> rules.texts["a"], [term.text for term in rules.lexicon.terms]
    ('oil SENT gas', ['oil', 'gas'])
    """

    def __init__(
        self, queries: Mapping[str, str], lists: Lists, *, names: Mapping[str, str] | None = None, where: str = ""
    ) -> None:
        self.texts, self.lists, self._named, self._where = dict(queries), lists, dict(names or {}), where
        self.nodes: dict[str, Node] = {}
        self._open: list[str] = []
        for name in self.texts:
            self._read(name)
        self.has_paragraphs = any("PARA" in operators_in(node) for node in self.nodes.values())
        self._compile()

    @property
    def sha256(self) -> str:
        """Digest of all queries and of the lists they may use, for provenance."""
        return hashlib.sha256(repr((sorted(self.texts.items()), sorted(self.lists.items()))).encode()).hexdigest()

    def _read(self, name: str) -> Node:
        if name not in self.nodes:
            self._open.append(name)
            where = f"{self._where}, {name}".removeprefix(", ")
            names: Names | None = self._meant if self._named else None
            self.nodes[name] = parse_query(self.texts[name], self.lists, names=names, where=where)
            self._open.pop()
        return self.nodes[name]

    def _meant(self, word: str) -> Node | None:
        """Return the query that a word stands for."""
        name = self._named.get(word)
        if name is None:
            return None
        if name not in self.texts:
            raise LookupError(f"there is no {name} here", f'Write it, or put the word in quotation marks: "{word}".')
        if name in self._open:
            if name == self._open[-1]:
                raise LookupError(
                    f"'{word}' is the name of this query itself",
                    f'To look for the word, write it in quotation marks: "{word}".',
                )
            circle = " → ".join([*self._open[self._open.index(name) :], name])
            raise LookupError(f"these stand in a circle: {circle}", "Write one of them without the others.")
        return self._read(name)

    def _compile(self) -> None:
        """Give every distinct term a number, every distinct set of terms a group, and tell the groups of each term."""
        self._terms: dict[tuple[str, bool], int] = {}
        self._groups: dict[frozenset[int], int] = {}
        self.words: dict[Words, Wanted] = {}
        for node in self.nodes.values():
            for words in _words_in(node):
                self._want(words)
        self.lexicon = Lexicon("queries", [Term(text, "", exact) for text, exact in self._terms])
        pairs = sorted((term, group) for terms, group in self._groups.items() for term in terms)
        term, group = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        # The groups of term i are groups[starts[i] : starts[i + 1]].
        self.starts, self.groups = np.searchsorted(term, np.arange(len(self._terms) + 1)), group.copy()
        self.n_groups = len(self._groups)

    def _want(self, words: Words) -> None:
        if words in self.words:
            return
        terms, apart, seen, ahead = dict.fromkeys(words.terms), [], set(words.lists), list(words.lists)
        while ahead:
            name = ahead.pop(0)
            one = self.lists[name]
            if one.exclude != Words():
                apart.append(name)
                self._want_list(name)
                continue
            terms |= dict.fromkeys(one.words.terms)
            ahead += [inner for inner in one.words.lists if inner not in seen]
            seen.update(one.words.lists)
        numbers = frozenset(
            self._terms.setdefault((text if exact else text.lower(), exact), len(self._terms)) for text, exact in terms
        )
        group = self._groups.setdefault(numbers, len(self._groups))
        self.words[words] = Wanted(group, tuple(apart))

    def _want_list(self, name: str) -> None:
        one = self.lists[name]
        self._want(one.words)
        self._want(one.exclude)


def _words_in(node: Node) -> list[Words]:
    """Return all words that stand anywhere in a node."""
    if isinstance(node, Words):
        return [node]
    if isinstance(node, Chain):
        parts: list[Node] = [node.first, *(link.operand for link in node.links)]
    elif isinstance(node, Either):
        parts = [*node.items]
    else:
        assert is_condition(node)
        parts = [*queries_in(node)]
    return [words for part in parts for words in _words_in(part)]
