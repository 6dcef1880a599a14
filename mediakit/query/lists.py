"""Named lists of terms: read, checked, and looked up by name; a list may stand in another one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from mediakit.errors import QueryError, TopicError
from mediakit.lexicon import Element, Term, elements_of
from mediakit.query.messages import query_error, shorten
from mediakit.query.tree import Words

FEWEST_LETTERS = 3
MOST_WORDS = 256
_KINDS = ("terms", "case_sensitive", "exclude")
_NAME = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True)
class NamedList:
    """The terms of a list and the lists in it, and the same of what it excludes."""

    words: Words
    exclude: Words


Lists = Mapping[str, NamedList]


def term_fault(term: str) -> tuple[str, int, str] | None:
    """Return what is wrong with a term, at which of its characters, and what to write; None if nothing is.

    Examples
    --------
    >>> term_fault("enlarge*")
    >>> term_fault("en*")[0]
    "'en*' has fewer than 3 letters beside its *"
    """
    words = elements_of(Term(term, ""))
    if not 1 <= len(words) <= MOST_WORDS:
        return f"a term needs from 1 to {MOST_WORDS} words of letters or digits", 0, "Write the words to look for."
    for place, word in enumerate(words):
        letters = len(word.pattern) - word.pattern.count("*") - word.pattern.count("?")
        # A star alone is a whole word, but only with a word on both sides.
        alone = word.pattern == "*" and 0 < place < len(words) - 1
        if "*" in word.pattern and letters < FEWEST_LETTERS and not alone:
            return (
                f"'{shorten(word.pattern)}' has fewer than {FEWEST_LETTERS} letters beside its *",
                max(term.lower().find(word.pattern), 0),
                "It would find far too much: write more of the word, or the words themselves.",
            )
    return None


def read_lists(content: Mapping[str, Any], where: str = "") -> dict[str, NamedList]:
    """Return named lists by their names in small letters, from lists of terms or tables of such lists.

    Raises
    ------
    TopicError
        For a list of another form, a wrong term, an unknown name in a list, and lists that hold each other.

    Examples
    --------
    >>> lists = read_lists({"EAST": ["eastward*"], "growth": {"terms": ["$east", "expan*"], "exclude": ["expanse"]}})
    >>> lists["growth"].words
    Words(terms=(('expan*', False),), lists=('east',))
    """
    found: dict[str, NamedList] = {}
    for name, given in content.items():
        spot = f"{where}, list '{name}'".removeprefix(", ")
        if not _NAME.fullmatch(name) or name.lower() in found:
            what = "is there twice" if name.lower() in found else "is no name of a list"
            step = "Names of lists are letters, digits and _, and capitals make no difference."
            raise TopicError(f"'{name}' {what}", where=spot, next_step=step)
        found[name.lower()] = _read_list(given, spot)
    for name, one in found.items():
        for other in (*one.words.lists, *one.exclude.lists):
            if other not in found:
                spot = f"{where}, list '{name}'".removeprefix(", ")
                raise query_error(f"no list '{other}'", f"${other}", 0, where=spot, next_step=nearest(other, found))
    _check_circles(found, where)
    return found


def terms_in(words: Words, lists: Lists) -> dict[tuple[Element, ...], str]:
    """Return the terms of words and of the lists in them, by what they look for when capitals make no difference.

    Examples
    --------
    >>> lists = read_lists({"gas": ["LNG", "gas-oil", "gas oil"]})
    >>> sorted(terms_in(Words((("Oil", False),), ("gas",)), lists).values())
    ['LNG', 'Oil', 'gas-oil']
    """
    seen, ahead = set(words.lists), list(words.lists)
    terms = [term for term, _ in words.terms]
    while ahead:
        inner = lists[ahead.pop()].words
        terms += [term for term, _ in inner.terms]
        ahead += set(inner.lists) - seen
        seen.update(inner.lists)
    found: dict[tuple[Element, ...], str] = {}
    for term in terms:
        found.setdefault(tuple(elements_of(Term(term, ""))), term)
    return found


def nearest(name: str, lists: Mapping[str, Any]) -> str:
    """Return which list may be meant by an unknown name."""
    close = get_close_matches(name.lower(), list(lists), n=1)
    if close:
        return f"Did you mean ${close[0]}?"
    known = ", ".join(f"${name}" for name in list(lists)[:10])
    return f"Lists here are {known}." if known else f'Write it into [lists]: {name} = ["...", "..."].'


def _read_list(given: Any, where: str) -> NamedList:
    kinds = {"terms": given} if isinstance(given, list) else given
    if not isinstance(kinds, dict) or not all(
        key in _KINDS and isinstance(terms, list) and all(isinstance(term, str) for term in terms)
        for key, terms in kinds.items()
    ):
        raise TopicError(
            "a list must be terms such as ['expan*', 'enlarge*'], or a table of such lists: " + ", ".join(_KINDS),
            where=where,
        )
    for key, terms in kinds.items():
        for term in terms:
            _check_entry(term, key, where)
    words = _words(kinds.get("terms", ()), kinds.get("case_sensitive", ()))
    if not words.terms and not words.lists:
        raise TopicError("a list needs at least one term", where=where, next_step="Write the terms to look for.")
    return NamedList(words, _words(kinds.get("exclude", ()), ()))


def _check_entry(term: str, kind: str, where: str) -> None:
    if term.startswith("$"):
        if kind == "case_sensitive":
            raise query_error("a list brings its own case", term, 0, where=where, next_step="Put it under 'terms'.")
        if not _NAME.fullmatch(term[1:]):
            raise query_error("$ needs the name of a list", term, 0, where=where, next_step="Write it as $name.")
        return
    fault = term_fault(term)
    if fault:
        raise query_error(fault[0], term, fault[1], where=where, next_step=fault[2])


def _words(terms: Sequence[str], exact: Sequence[str]) -> Words:
    plain = [(term, False) for term in terms if not term.startswith("$")]
    plain += [(term, True) for term in exact]
    names = [term[1:].lower() for term in terms if term.startswith("$")]
    return Words(tuple(dict.fromkeys(plain)), tuple(dict.fromkeys(names)))


def _check_circles(lists: Lists, where: str) -> None:
    """Raise an error if a list holds itself, by whatever way."""
    done: set[str] = set()
    for start in lists:
        # The way from the start to where the search stands, with what is still to be looked at on each step.
        way, ahead = [start], [_inside(lists[start])]
        while way and start not in done:
            if not ahead[-1]:
                done.add(way.pop())
                ahead.pop()
                continue
            name = ahead[-1].pop()
            if name in way:
                circle = " → ".join([*way[way.index(name) :], name])
                raise QueryError(
                    f"lists stand in a circle: {circle}",
                    where=f"{where}, list '{name}'".removeprefix(", "),
                    next_step="Take one of these names out of the list that holds it.",
                )
            if name not in done:
                way.append(name)
                ahead.append(_inside(lists[name]))


def _inside(one: NamedList) -> list[str]:
    return [*one.words.lists, *one.exclude.lists]
