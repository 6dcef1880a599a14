"""The tree of a query: words and lists, what joins them, and conditions on a whole article.

Nodes are compared by what they say, not by where they stand, so that a query that occurs twice is evaluated once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeGuard

TermKey = tuple[str, bool]
"""A term as written, and whether capitals matter."""


@dataclass(frozen=True)
class Words:
    """Any of some terms and named lists (in small letters)."""

    terms: tuple[TermKey, ...] = ()
    lists: tuple[str, ...] = ()


@dataclass(frozen=True)
class Link:
    """What follows an operand: NEAR, PRE, SENT or PARA, the most words between (-1 without), NOT, and the operand."""

    operator: str
    n: int
    negated: bool
    operand: Query


@dataclass(frozen=True)
class Chain:
    """An operand and what follows it, read from left to right."""

    first: Query
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Either:
    """Any of some queries."""

    items: tuple[Query, ...]


@dataclass(frozen=True)
class Check:
    """A condition of an article: HEADLINE, LEAD (with n), COUNT or SHARE of a query, the last two compared."""

    kind: str
    query: Query
    n: int = 0
    compare: str = ""
    number: float = 0


@dataclass(frozen=True)
class Every:
    """All of some conditions."""

    items: tuple[Condition, ...]


@dataclass(frozen=True)
class Some:
    """One or more of some conditions."""

    items: tuple[Condition, ...]


Query = Words | Chain | Either
Condition = Check | Every | Some
Node = Query | Condition


def is_condition(node: Node) -> TypeGuard[Condition]:
    """Return whether a node is a condition of an article, not a query."""
    return isinstance(node, Check | Every | Some)


def queries_in(node: Node) -> list[Query]:
    """Return the queries that a condition asks for, or the query itself."""
    if isinstance(node, Check):
        return [node.query]
    if isinstance(node, Every | Some):
        return list(dict.fromkeys(query for item in node.items for query in queries_in(item)))
    return [node]


def operators_in(node: Node) -> set[str]:
    """Return the operators and kinds of condition that stand anywhere in a node.

    Examples
    --------
    >>> sorted(operators_in(Chain(Words(), (Link("SENT", -1, False, Words()),))))
    ['SENT']
    """
    if isinstance(node, Check):
        return {node.kind} | operators_in(node.query)
    if isinstance(node, Chain):
        found = {link.operator for link in node.links}
        return found.union(operators_in(node.first), *(operators_in(link.operand) for link in node.links))
    if isinstance(node, Either | Every | Some):
        return set().union(*(operators_in(item) for item in node.items))
    return set()
