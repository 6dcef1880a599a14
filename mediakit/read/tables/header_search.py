"""Whether a text could hold the header of a table at all: quick to say of a running text, and never wrongly no."""

from __future__ import annotations

import io
import re
from functools import lru_cache

from mediakit.read.tables.column_choice import known_names, squash, target_of
from mediakit.read.tables.delimited import DELIMITERS

_LONGEST_NAME = 400  # characters of a quoted cell that may count, each quotation mark in it written twice
_OPENED = {d: re.compile(rf'(?:^|[{d}])"[\s"\ufeff]*', re.MULTILINE) for d in map(re.escape, DELIMITERS)}


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
    opened = list(_OPENED[re.escape(delimiter)].finditer(text)) if '"' in text else []
    lines = text.split("\n")
    known = [_known_cells(line.split(delimiter)) for line in lines if opened or delimiter in line]
    if not opened:
        return max(known) >= 2
    begun = (squash(text[mark.end() : mark.end() + _LONGEST_NAME].replace('"', "")) for mark in opened)
    return sum(known) + sum(start.startswith(_names()) for start in begun) >= 2


def _known_cells(cells: list[str]) -> int:
    return sum(bool(target_of(cell.strip().lstrip("\ufeff"))) for cell in cells)


@lru_cache(maxsize=1)
def _names() -> tuple[str, ...]:
    return tuple(known_names())
