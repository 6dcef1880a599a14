"""The definition of a match written plainly, word by word, to hold the fast matcher to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from mediakit.lexicon import Term
from mediakit.text.vocabulary import normalise, words_of

Found = tuple[int, int, int]
LINE_ENDS = "\n\r\v\f\x85\u2028\u2029"


def joined(gap: str) -> bool:
    """Return whether two words with this gap between them may stand side by side in a term."""
    gap = gap[2:] if gap[:2].lower() == "'s" else gap
    if gap == "\u2013":
        return True
    return all(c in "'\"-*_" or (c.isspace() and c not in LINE_ENDS) for c in gap)


def parts_of(text: str) -> list[tuple[int, int, str, bool]]:
    """Return every word with its place and whether it is joined to the word before."""
    text, parts, last = normalise(text), [], 0
    for start, end in words_of(text):
        parts.append((start, end, text[start:end], joined(text[last:start])))
        last = end
    return parts


@cache
def pattern_of(term: Term) -> list[tuple[re.Pattern[str], bool]]:
    """Return a pattern for each word of a term, and whether it must be joined to the word before."""
    elements = []
    for _, _, word, side_by_side in parts_of(term.text.replace("*", "ꓸ").replace("?", "ꓹ")):
        body = "".join({"ꓸ": ".*", "ꓹ": "."}.get(c, re.escape(c)) for c in word)
        elements.append((re.compile(body if term.case_sensitive else body.lower(), re.DOTALL), side_by_side))
    return elements


def every_match(text: str, terms: Sequence[Term]) -> list[Found]:
    """Return first word, last word and index of the term for every place where a term fits."""
    words, found = parts_of(text), []
    distinct = {word for _, _, word, _ in words}
    for index, term in enumerate(terms):
        elements = pattern_of(term)
        begins = {w for w in distinct if elements[0][0].fullmatch(w if term.case_sensitive else w.lower())}
        for first in range(len(words) - len(elements) + 1):
            if words[first][2] not in begins:
                continue
            for offset, (pattern, side_by_side) in enumerate(elements):
                _, _, word, touches = words[first + offset]
                if offset and side_by_side and not touches:
                    break
                if not pattern.fullmatch(word if term.case_sensitive else word.lower()):
                    break
            else:
                found.append((first, first + len(elements) - 1, index))
    return found


def choose(found: list[Found], terms: Sequence[Term], overlap: str) -> list[Found]:
    """Return the matches that stand under a rule of overlap."""
    if overlap == "all":
        masks = [(a, b, terms[i].label) for a, b, i in found if terms[i].excluded]
        return [
            (a, b, i)
            for a, b, i in found
            if not terms[i].excluded and not any(x <= a and b <= y and name == terms[i].label for x, y, name in masks)
        ]
    kept: list[Found] = []
    reached: dict[str, int] = {}
    for a, b, i in sorted(found, key=lambda m: (m[0], -m[1], not terms[m[2]].excluded, m[2])):
        group = terms[i].label if overlap == "label" else ""
        if a > reached.get(group, -1):
            reached[group] = b
            kept.append((a, b, i))
    return [match for match in kept if not terms[match[2]].excluded]


def plain_find(texts: Sequence[str], terms: Sequence[Term], overlap: str) -> list[tuple[int, int, int, int]]:
    """Return text, start, end and term of every match, sorted."""
    rows = []
    for number, text in enumerate(texts):
        words = parts_of(text)
        for first, last, index in choose(every_match(text, terms), terms, overlap):
            rows.append((number, words[first][0], words[last][1], index))
    return sorted(rows)
