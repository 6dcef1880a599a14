"""Queries and small articles at random, made of few words so that they meet; ``choose`` picks one of a sequence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

Choose = Callable[[Sequence[Any]], Any]

LISTS: dict[str, Any] = {
    "fuel": {"terms": ["oil", "gas*"], "exclude": ["oil field", "gas war"]},
    "deal": {"terms": ["price*", "$fuel"], "case_sensitive": ["War"], "exclude": ["war price", "gas price"]},
    "far": ["field", "$deal"],
}
TERMS = ["oil", "gas", "price", "war", "field", "oil field", "field-oil", "gas price", "gas*", "*ice", "price*", "?il"]
TERMS += ["war * oil", '"gas field"', '"war, oil"', "CASE(Oil)", "CASE(War | Gas field)", "$fuel", "$deal", "$far"]
WORDS = ["oil", "Oil", "gas", "Gas", "price", "prices", "war", "War", "field", "the", "oil's", "gaslight", "foil"]
BETWEEN = [" ", " ", " ", " ", " ", "-", ", ", ' "', ". ", ".\n", " of the "]
OPERATORS = ["NEAR", "PRE", "SENT", "PARA", "NOT NEAR", "NOT PRE", "NOT SENT", "NOT PARA"]
CONDITIONS = ["HEADLINE", "LEAD", "COUNT", "SHARE"]
COMPARES = [">=", ">", "<", "<=", "="]


def make_query(choose: Choose, depth: int, operators: Sequence[str] = OPERATORS) -> str:
    """Return a query of words; the first operator of every chain is one of ``operators``."""
    every = []
    for _ in range(choose([1, 1, 1, 2])):
        chain = _make_operand(choose, depth)
        for k in range(choose([1, 1, 2, 3]) if depth else 0):
            name = choose(operators if not k else OPERATORS)
            number = f"/{choose([0, 1, 2, 3, 5])}" if name.endswith(("NEAR", "PRE")) else ""
            chain += f" {name}{number} {_make_operand(choose, depth - 1)}"
        every.append(chain)
    return " | ".join(every)


def _make_operand(choose: Choose, depth: int) -> str:
    if depth > 0 and choose([True, False, False]):
        return f"({make_query(choose, depth - 1)})"
    if depth > 0 and choose([True, False, False]):
        return f"({choose(TERMS)} | {choose(TERMS)})"
    return str(choose(TERMS))


def make_condition(choose: Choose, depth: int, names: Sequence[str] = CONDITIONS) -> str:
    """Return a condition; the first one is one of ``names``."""
    name = choose(names)
    before = f"LEAD/{choose([1, 2, 3])}" if name == "LEAD" else name
    condition = f"{before}({make_query(choose, depth)})"
    if name == "COUNT":
        condition += f" {choose(COMPARES)} {choose([0, 1, 2, 3])}"
    if name == "SHARE":
        condition += f" {choose(COMPARES)} {choose(['0.1', '0.25', '0.5', '50%', '1', '0'])}"
    if choose([True, False, False]):
        return f"{condition} {choose(['&', '|'])} {make_condition(choose, depth)}"
    return f"({condition})" if choose([True, False, False]) else condition


def make_article(choose: Choose) -> tuple[str, str, str]:
    """Return title, standfirst and text."""
    return _make_text(choose, 5), _make_text(choose, 4), _make_text(choose, 16)


def _make_text(choose: Choose, most: int) -> str:
    text = ""
    for _ in range(choose(range(most + 1))):
        text += (choose(BETWEEN) if text else "") + choose(WORDS)
    return text
