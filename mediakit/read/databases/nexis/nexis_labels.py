"""Labels and separator lines of Nexis in the languages of its interface and of its sources."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from mediakit.read.databases.printed_labels import label_key, label_table
from mediakit.read.values.data_files import read_data
from mediakit.read.values.dates import fold
from mediakit.read.values.tidying import without_common_signs

LABELS = "databases/nexis_labels"
LABEL = re.compile(r"\s*([^\W\d_][\w.'’/ -]{0,28}?)\s?(?::(?=\s|$)|：)")
_NUMBERS = re.compile(r"(\d{1,7})\s+([^\W\d]{1,4}|/)\s+(\d{1,7})")
_PRINT_END = re.compile(r"\s*\*{4,} ?[^*]{3,60} ?\*{4,}\s*")
_REQUEST_LINES, _REQUEST_MARKS = 6, 2


@cache
def separator_words() -> tuple[frozenset[str], frozenset[str]]:
    """Return the words for "of" and for "documents" in a separator line, in all languages."""
    words = read_data(LABELS)["separator"]
    return frozenset(map(fold, words["of"])), frozenset(map(fold, words["document"]))


@cache
def _stems() -> tuple[str, ...]:
    """Return the words for "documents" that hold no shorter one of them."""
    nouns = separator_words()[1]
    return tuple(noun for noun in nouns if not any(other in noun for other in nouns - {noun}))


def may_hold_separator(text: str) -> bool:
    """Return False for a text in which no line is a separator line; found without looking at its lines.

    Examples
    --------
    >>> may_hold_separator("3 of 25 DOCUMENTS"), may_hold_separator("3 of 25 people")
    (True, False)
    """
    small = without_common_signs(text).lower()
    return not small.isascii() or any(stem in small for stem in _stems())


def separator(line: str) -> tuple[int, int] | None:
    """Return number and total of a line such as ``3 of 25 DOCUMENTS``, None for any other line.

    Examples
    --------
    >>> separator("        3 of 25 DOCUMENTS"), separator("Dokument 3 von 25"), separator("3 of 25 people")
    ((3, 25), (3, 25), None)
    """
    found = _NUMBERS.search(line) if len(line) <= 200 else None
    between, nouns = separator_words()
    if found is None or fold(found[2]) not in between:
        return None
    rest = [fold(word).strip(".:") for word in (line[: found.start()] + " " + line[found.end() :]).split()]
    rest = [word for word in rest if word not in ("focus", "-")]
    if len(rest) != 1 or rest[0] not in nouns:
        return None
    return int(found[1]), int(found[3])


def is_stub(text: str) -> bool:
    """Return whether a text is the notice that Nexis prints in place of an article it cannot show."""
    return any(phrase in fold(text[:600]) for phrase in read_data(LABELS)["stub"]["phrases"])


def split_label(line: str, *, capitals: bool) -> tuple[str, str] | None:
    """Return the field and the value of a line that begins with a known label, else None.

    Parameters
    ----------
    line : str
        One line of an article.
    capitals : bool
        Whether only labels in capitals count, as in the older layouts.

    Examples
    --------
    >>> split_label("LÄNGE: 306 Wörter", capitals=True)
    ('word_count_stated', '306 Wörter')
    >>> split_label("Length: 306 words", capitals=True) is None
    True
    """
    found = LABEL.match(line)
    if found is None or (capitals and found[1] != found[1].upper()):
        return None
    name = label_table(LABELS).get(label_key(found[1]))
    return (name, line[found.end() :].strip()) if name else None


def request_at(lines: Sequence[str]) -> int:
    """Return where the request with names and terms begins after the last article: its ruled title or its labels."""
    labels = frozenset(map(label_key, read_data(LABELS)["cover"]["request"]))
    marked = [":" in line[:40] and label_key(line.partition(":")[0]) in labels for line in lines]
    for at, line in enumerate(lines):
        below = sum(marked[at : at + _REQUEST_LINES])
        if below >= _REQUEST_MARKS and (marked[at] or _PRINT_END.fullmatch(line)):
            return at
    return next((at for at, line in enumerate(lines) if _PRINT_END.fullmatch(line)), len(lines))


def has_label(line: str) -> bool:
    """Return whether a line begins with a word or two and a colon, known or not.

    Examples
    --------
    >>> has_label("Kategoria: x"), has_label("The council met: all of it")
    (True, False)
    """
    found = LABEL.match(line)
    return found is not None and len(found[1].split()) <= 2
