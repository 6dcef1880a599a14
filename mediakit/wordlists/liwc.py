"""Dictionaries of LIWC: ``.dic`` with its categories between two lines of ``%``, and the ``.dicx`` of LIWC-22."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from mediakit.errors import LexiconError
from mediakit.wordlists.source import Source, lines_of, rows_of
from mediakit.wordlists.term_list import UNUSED, Entry

_CATEGORY = re.compile(r"(\d+)\s+(\S.*)")
_PART = re.compile(r"(?:\([^)]*(?:\)|$)|<[^>]*(?:>|$)|[^\s(<])+")


def read_dic(source: Source) -> Iterator[Entry]:
    """Yield an entry for every term and every category of a ``.dic`` file.

    A category that holds under a condition only, as in ``like (02 134)125/464``, and one that has no name become
    entries with a reason, and so does a category without terms.

    Raises
    ------
    LexiconError
        When the two lines of ``%`` are missing.
    """
    lines = ((number, line.strip()) for number, line in lines_of(source.text) if line.strip())
    names: dict[str, tuple[int, str]] = {}
    yield from _read_categories(lines, names, source)
    used: set[str] = set()
    for number, line in lines:
        term, categories = _cut(line)
        reasons = [_why_no_category(category, names) for category in categories]
        if not categories or None in reasons:
            yield Entry(number, "", "", fault=f"expected a term and the numbers of its categories, got {line[:80]!r}")
            continue
        for category, reason in zip(categories, reasons, strict=True):
            _, name = names.get(_digits(category), (0, ""))
            used.add(name)
            yield Entry(number, name, term, reason=reason or "")
    yield from (Entry(line, name, "", reason=UNUSED) for line, name in names.values() if name not in used)


def _read_categories(
    lines: Iterator[tuple[int, str]], names: dict[str, tuple[int, str]], source: Source
) -> Iterator[Entry]:
    """Put line and name of every category into ``names`` by its number, and yield the faults."""
    _, opening = next(lines, (0, ""))
    taken: set[str] = set()
    for number, line in lines if opening == "%" else ():
        if line == "%":
            return
        match = _CATEGORY.fullmatch(line)
        if not match:
            yield Entry(number, "", "", fault=f"expected the number and the name of a category, got {line[:80]!r}")
        elif _digits(match[1]) in names or match[2] in taken:
            yield Entry(number, "", "", fault=f"the number or the name of {line[:80]!r} is listed twice")
        else:
            names[_digits(match[1])] = number, match[2]
            taken.add(match[2])
    raise LexiconError(
        "a LIWC dictionary begins with its categories between two lines that hold only %, found none",
        where=source.where,
        next_step="Other lists of terms end in .csv, .tsv, .txt or .yml.",
    )


def _digits(number: str) -> str:
    """Return a number without the zeros before it."""
    return number.lstrip("0") or "0"


def _cut(line: str) -> tuple[str, list[str]]:
    """Return the term of a line and its categories as written: behind a tab, or as old files have them, spaces."""
    term, _, behind = line.partition("\t")
    if behind:
        return term, _PART.findall(behind)
    parts = line.split()
    n_words = max((at for at, part in enumerate(parts, 1) if not part.isdecimal()), default=1)
    return " ".join(parts[:n_words]), parts[n_words:]


def _why_no_category(category: str, names: Mapping[str, object]) -> str | None:
    """Return why a category of a term cannot be used, "" where it can, and None where it is none."""
    if category.isdecimal():
        return "" if _digits(category) in names else f"has the category {category}, which the file does not name"
    return f"has a category under a condition, {category[:40]}" if re.search(r"[(<)>/]", category) else None


def read_dicx(source: Source) -> Iterator[Entry]:
    """Yield an entry for every X in a ``.dicx`` file, a table with the column DicTerm and one for each category.

    Raises
    ------
    LexiconError
        When DicTerm is not the first heading, or a heading is empty or repeated.
    """
    rows = rows_of(source)
    header, first = next(rows)
    if first[0].lower() != "dicterm" or not all(first[1:]) or len(set(first)) != len(first):
        raise LexiconError(
            f"a .dicx file begins with the headings DicTerm and one for each category, got {' | '.join(first)[:200]}",
            where=source.where,
            next_step="Correct its first line.",
        )
    used = set()
    for line, cells in rows:
        marks = [cell.lower() for cell in cells[1:]]
        if set(marks) - {"", "x"} or len(cells) > len(first):
            fault = f"every cell behind the term must be X or empty: {' | '.join(cells)[:80]!r}"
            yield Entry(line, "", "", fault=fault)
        elif "x" not in marks:
            yield Entry(line, "", cells[0], reason="has no category")
        else:
            names = [name for name, mark in zip(first[1:], marks, strict=False) if mark]
            used.update(names)
            yield from (Entry(line, name, cells[0]) for name in names)
    yield from (Entry(header, name, "", reason=UNUSED) for name in first[1:] if name not in used)
