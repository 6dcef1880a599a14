"""Entries of a term list, whatever file they come from, as a Lexicon: which can be matched, and what is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from mediakit.contract import Column, Table
from mediakit.errors import LexiconError
from mediakit.lexicon import Lexicon, Term
from mediakit.text.letters import plain_form, small
from mediakit.text.vocabulary import cut_ending, normalise, words_of
from mediakit.wordlists.source import Source, first_few, limited, refuse

UNUSED = "is a category without terms"
_MOST_WORDS = 256
_PLAIN = re.compile(r"[A-Za-z0-9]+(?: [A-Za-z0-9]+){0,9}\*?")
# What may stand before, between and behind the words of a term, once they are cut out of it.
_HEAD = re.compile(r"['\"]*")
_JOINT = re.compile(r"[ '\"\-.,&/_–—]*")
_TAIL = re.compile(r"[.'\"]*")
_REGEX = re.compile(r"[\\|\[\]{}]|\.[*+?]|\(\?|^\^\w|\w\$$")
_CONDITION = re.compile(r"^\([\w ]+\)|<\w+>|[^\W\d_]\*?/\d+$|^\d+/[^\W\d_]")
_WILD = str.maketrans("*?", "\u01c0\u01c0")  # a letter of a private kind, as in the lexicon itself


class SkippedTermsWarning(UserWarning):
    """Terms of a file were left out because they cannot be matched as they are meant."""


class Entry(NamedTuple):
    """One term as a file has it.

    Where the form of the file already tells, ``reason`` says why the term is left out, and ``fault`` what must be
    corrected before anything of the file is used.
    """

    line: int
    label: str
    term: str
    case_sensitive: bool = False
    excluded: bool = False
    reason: str = ""
    fault: str = ""


SKIPPED = Table(
    "SKIPPED",
    "a term that a file holds and the lexicon does not",
    (
        Column("line", "int", "line of the file, from 1; 0 where it is not known", least=0),
        Column("label", "str", "what it would have stood for"),
        Column("term", "str", "the term as written"),
        Column("reason", "str", "why it cannot be matched"),
    ),
    made_by="load_terms()",
)


@dataclass
class TermList(Lexicon):
    """A lexicon read from a file.

    ``skipped`` is a table of what the file holds and the lexicon does not: line, label, term, reason.
    """

    skipped: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False, compare=False)


def why_unusable(term: str) -> str:
    """Return why a term cannot be matched as it is meant, or nothing.

    Words, phrases, and ``*`` and ``?`` for letters can be matched. Symbols cannot, for they belong to no word: a smiley
    or ``C++`` would find the letters in it.

    Examples
    --------
    >>> why_unusable("red line*"), why_unusable(":-P")
    ('', "has symbols that belong to no word: ':-'")
    """
    if _PLAIN.fullmatch(term):
        return ""
    if not term:
        return "has no term"
    if not any(character.isalnum() for character in term):
        return "has no letter and no digit"
    if _REGEX.search(term):
        return "is written as a regular expression"
    if _CONDITION.search(term):
        return "has a condition, as LIWC writes them"
    # A wildcard stands for letters, so it is one while the words are cut out.
    text = normalise(plain_form(term)).translate(_WILD)
    spans = words_of(text)
    if len(spans) > _MOST_WORDS:
        return f"has more than {_MOST_WORDS} words"
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    gaps = [cut_ending(text[start:end]) for start, end in zip(edges[::2], edges[1::2], strict=True)]
    allowed = [_HEAD, *[_JOINT] * (len(gaps) - 2), _TAIL]
    odd = next((gap for gap, pattern in zip(gaps, allowed, strict=True) if not pattern.fullmatch(gap)), "")
    return f"has symbols that belong to no word: {odd.strip()!r}" if odd else ""


def build_list(entries: Iterable[Entry], source: Source) -> TermList:
    """Return the entries of a file as a lexicon, without those that cannot be matched or are repeated.

    Raises
    ------
    LexiconError
        With the faults of the file, when it has more than a million entries, or when no term is left.
    """
    kept: dict[tuple[str, str, bool], tuple[int, Term]] = {}
    skipped, faults = [], []
    for entry in limited(entries, source):
        if entry.fault:
            faults.append(f"line {entry.line}: {entry.fault}")
            continue
        text = " ".join(entry.term.split())
        reason = entry.reason or why_unusable(text)
        if not reason:
            same = normalise(plain_form(text))
            key = (entry.label, same if entry.case_sensitive else small(same), entry.case_sensitive)
            line, term = kept.get(key, (0, None))
            if term is None:
                kept[key] = entry.line, Term(text, entry.label, entry.case_sensitive, entry.excluded)
            elif term.excluded != entry.excluded:
                faults.append(
                    f"line {entry.line}: {text[:80]!r} is excluded, and in line {line} it is not, or vice versa"
                )
            else:
                reason = f"is listed twice, first in line {line}"
        if reason:
            skipped.append((entry.line, entry.label, text, reason))
    refuse(faults, "this list breaks the rules of its kind", source)
    if all(term.excluded for _, term in kept.values()):
        told = _told(skipped)
        raise LexiconError(
            f"expected terms, found none{' that can be matched: ' * bool(told)}{told}",
            where=source.where,
            next_step="See the section on term lists in docs/topics.md.",
        )
    table = pd.DataFrame(skipped, columns=SKIPPED.names).astype(dict.fromkeys(SKIPPED.names[1:], "str"))
    table["line"] = table["line"].astype("int64")
    table = table.astype({"line": "int64", "label": "str", "term": "str", "reason": "str"})
    return TermList(source.about["name"], [term for _, term in kept.values()], skipped=table)


def _told(skipped: Sequence[tuple[int, str, str, str]]) -> str:
    return first_few([f"line {line}: {(term or label)[:80]!r} {reason}" for line, label, term, reason in skipped])


def say_skipped(found: TermList, where: str) -> str:
    """Return one sentence on what was left out, or nothing."""
    rows = list(found.skipped.itertuples(index=False, name=None))
    if not rows:
        return ""
    return (
        f"{len(rows):,} of {len(rows) + len(found.terms):,} entries of {where} were left out. {_told(rows)}. "
        "The table .skipped of the result lists all of them."
    )
