"""Whether a text could hold the header of a table at all: quick to say of a running text, and never wrongly no."""

from __future__ import annotations

import io
import re
from functools import cache, lru_cache

from mediakit.read.tables.column_choice import LONGEST_NAME, known_names, squash, target_of
from mediakit.read.tables.delimited import DELIMITERS
from mediakit.read.values.tidying import without_common_signs

_QUOTED = 2 * LONGEST_NAME  # as much of a quoted cell as counts, should each sign in it be a mark written twice
_OPENED = {d: re.compile(rf'(?:^|[{re.escape(d)}])"[\s"\ufeff]*', re.MULTILINE) for d in DELIMITERS}
_IN_SMALL = bytes(range(256)).lower()
_GAPS = bytes(ord(" " if code < 128 and not chr(code).isalnum() else "a") for code in range(256))


@lru_cache(maxsize=1)
def may_name_columns(text: str) -> bool:
    r"""Return False only when no row, however the text is taken apart, names two columns that are known.

    Examples
    --------
    >>> may_name_columns("Title;Text\nA;B\n"), may_name_columns("The title, the text, and the rest.\n")
    (True, False)
    """
    if text[:4].lower() == "sep=" or '\\"' in text:
        return True
    plain = io.StringIO(text, newline=None).read()
    return any(_may_name_two(plain, delimiter) for delimiter in DELIMITERS if delimiter in plain)


def _may_name_two(text: str, delimiter: str) -> bool:
    """Return whether two cells of a row may be known names.

    A row is a line and a cell what stands between delimiters, unless a quotation mark opens a cell: that one
    may go on over delimiters and lines, so that its beginning alone is looked at, and all lines may be one row.
    """
    may_open = text.startswith('"') or '\n"' in text or f'{delimiter}"' in text
    opened = list(_OPENED[delimiter].finditer(text)) if may_open else []
    begun = (squash(text[mark.end() : mark.end() + _QUOTED].replace('"', "")) for mark in opened)
    if sum(start.startswith(_names()) for start in begun) + _known_cells(text, delimiter) < 2:
        return False
    return bool(opened) or any(_known_cells(line, delimiter) >= 2 for line in text.split("\n"))


def _known_cells(text: str, delimiter: str) -> int:
    """Return how many cells of all lines are known names."""
    cells = text.replace("\n", delimiter).split(delimiter)
    data = without_common_signs(text).encode("utf-8", "surrogatepass")  # no name has such a sign
    if _wide_gap() in data.translate(_GAPS):  # the part of a cell that counts may end before its next word
        return sum(map(_is_known, cells))
    # All cells at once: the bytes of all letters and digits, the delimiters still in their places between them.
    packed = data.translate(_IN_SMALL, _signs_but(delimiter)).decode("utf-8", "surrogatepass")
    short = packed.replace("\n", delimiter).split(delimiter)
    found = sum(map(known_names().__contains__, short))
    if data.isascii():
        return found
    wide = (cells[at] for at, cell in enumerate(short) if not cell.isascii() and _is_short(cell, cells[at]))
    return found + sum(map(_is_known, wide))


def _is_known(cell: str) -> bool:
    return bool(target_of(cell.strip().lstrip("\ufeff")))


def _is_short(packed: str, cell: str) -> bool:
    """Return False for a cell whose letters from a to z and digits alone are more than any known name has."""
    return len(cell) > LONGEST_NAME or len(packed.encode("ascii", "ignore")) <= _longest()


@cache
def _signs_but(delimiter: str) -> bytes:
    return bytes(code for code in range(128) if not chr(code).isalnum() and chr(code) not in (delimiter, "\n"))


@cache
def _names() -> tuple[str, ...]:
    return tuple(known_names())


@cache
def _wide_gap() -> bytes:
    """Return the least gap that must be among the first signs of a cell, should these hold a known name and no more."""
    return b" " * ((LONGEST_NAME - _longest()) // (_longest() + 1))


@cache
def _longest() -> int:
    return max(map(len, known_names()))
