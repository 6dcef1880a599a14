"""Reads queries as docs/queries.md has it: the grammar, from left to right, into plain tuples for slow_reference."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

CUTS = set('()|&"<>=')
FUNCTIONS = ("case", "headline", "count", "share", "hlead")


def cut(query: str) -> list[str]:
    """Return the pieces of a query: signs, phrases with their first quotation mark, runs of other signs."""
    pieces, i = [], 0
    while i < len(query):
        if query[i].isspace():
            i += 1
        elif query[i] == '"':
            end = query.index('"', i + 1)
            pieces.append(query[i:end])
            i = end + 1
        elif query[i] in "<>":
            pieces.append(query[i : i + 2] if query[i + 1] == "=" else query[i])
            i += len(pieces[-1])
        elif query[i] in CUTS or _is_comma(query, i):
            pieces.append("|" if query[i] == "," else query[i])
            i += 1
        else:
            start = i
            while i < len(query) and not (query[i].isspace() or query[i] in CUTS or _is_comma(query, i)):
                i += 1
            run = query[start:i]
            opens = query[i : i + 1] == "(" and _function(run)
            pieces.append(run + "(" if opens else run)
            i += bool(opens)
    return pieces


def _is_comma(query: str, i: int) -> bool:
    return query[i] == "," and not (query[i - 1 : i].isdigit() and query[i + 1 : i + 2].isdigit())


def _function(run: str) -> bool:
    low = run.lower()
    return low in FUNCTIONS or low.startswith("lead/") or (low.startswith("atleast") and low[7:].isdigit())


def operator(piece: str) -> tuple[str, int] | None:
    """Return the operator that a piece is, with its n, those of other databases among them."""
    low = piece.lower()
    if piece in ("SENT", "PARA"):
        return piece, 0
    if low in ("w/s", "w/sent", "/s"):
        return "SENT", 0
    if low in ("w/p", "w/para", "/p"):
        return "PARA", 0
    if low == "adj":
        return "PRE", 0
    name = low.rstrip("0123456789")
    if name == low:
        return None
    if name in ("near/", "w/", "n/", "near", "/"):
        return "NEAR", int(low[len(name) :])
    if name in ("pre/", "p/", "adj", "adj/"):
        return "PRE", int(low[len(name) :])
    return None


class Reader:
    """Reads a query by the grammar, from left to right."""

    def __init__(self, query: str, degrees: tuple[str, ...] = ()) -> None:
        self.pieces, self.at, self.degrees = cut(query), 0, degrees

    def peek(self) -> str:
        return self.pieces[self.at] if self.at < len(self.pieces) else ""

    def take(self) -> str:
        self.at += 1
        return self.pieces[self.at - 1]

    def query(self) -> Any:
        every = [self.all()]
        while self.peek() in ("|", "OR"):
            self.take()
            every.append(self.all())
        return every[0] if len(every) == 1 else ("or", every)

    def all(self) -> Any:
        every = [self.chain()]
        while self.peek() == "&":
            self.take()
            every.append(self.chain())
        return every[0] if len(every) == 1 else ("and", every)

    def chain(self) -> Any:
        left = self.operand()
        joined = [left]  # What stands before, but for what must not be there.
        while self.peek() == "NOT" or operator(self.peek()):
            negative = self.peek() == "NOT" and bool(self.take())
            found = operator(self.take())
            assert found
            right = self.operand()
            left = ("op", negative, *found, left, right, tuple(joined))
            joined += [] if negative else [right]
        return left

    def operand(self) -> Any:
        piece = self.take()
        if piece == "(":
            return self.until_bracket()
        if piece.endswith("(") and piece != "(":
            return self.function(piece[:-1].lower())
        if piece[0] == '"':
            return ("term", piece[1:], False)
        if piece[0] == "$":
            return ("list", piece[1:].lower())
        words = [piece]
        while self.peek() and self.peek() not in ("|", "&", ")", "OR", "NOT") and not operator(self.peek()):
            words.append(self.take())
        if len(words) == 1 and piece in self.degrees:
            return ("degree", piece)
        return ("term", " ".join(words), False)

    def until_bracket(self) -> Any:
        inner = self.query()
        assert self.take() == ")"
        return inner

    def function(self, name: str) -> Any:
        inner = self.until_bracket()
        if name == "case":
            return _with_case(inner)
        if name == "headline":
            return ("headline", inner)
        if name == "hlead":
            return ("or", [("headline", inner), ("lead", 4, inner)])
        if name.startswith("lead/"):
            return ("lead", int(name[5:]), inner)
        if name.startswith("atleast"):
            return ("count", inner, ">=", Fraction(int(name[7:])))
        compare, number = self.take(), self.take()
        value = Fraction(number[:-1]) / 100 if number.endswith("%") else Fraction(number)
        return (name, inner, compare, value)


def _with_case(node: Any) -> Any:
    return ("or", [_with_case(n) for n in node[1]]) if node[0] == "or" else ("term", node[1], True)
