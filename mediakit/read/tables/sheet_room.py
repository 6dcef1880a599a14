"""How much room the sheets of a workbook take, and the error for one that takes too much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

_ALWAYS_ALLOWED = 2_000_000
_MOST_CELLS = 20_000_000
_LEAST_FILLED = 20
_MOST_TEXT = 500_000_000
_LAST_ROW = 1 << 20
_LAST_COLUMN = 1 << 14
APART = "a sheet has cells too far apart to be read; delete the far ones, or save it as CSV"
DISORDER = "the rows of a sheet do not follow one another; open it in a spreadsheet program and save it again"
ONE_PART = "two of its sheets are one and the same; open it in a spreadsheet program and save it again"
_CROWDED = "its sheets have too many cells to be held at once; save each sheet as CSV"
_REPEATED = "its texts are repeated so often that they would fill the memory; save it as CSV"


class GridError(ValueError):
    """A workbook that must not be opened."""


@dataclass
class Sheet:
    """Follows the places of the cells of one sheet, rows and columns from 1; no row comes before the last one."""

    last_column: int = _LAST_COLUMN
    filled: int = 0
    first: int = 0
    row: int = 0
    widest: int = 0

    def move(self, row: int) -> None:
        """Go to a row."""
        if row < self.row:
            raise GridError(DISORDER)
        if row > _LAST_ROW:
            raise GridError(APART)
        self.first, self.row = self.first or row, row

    def fill(self, column: int) -> None:
        """Fill a cell of the row."""
        if column > self.last_column:
            raise GridError(APART)
        self.filled += 1
        self.widest = max(self.widest, column)

    @property
    def cells(self) -> int:
        """How many cells there is room for, from the first row to the last."""
        return (self.row - self.first + 1) * self.widest


@dataclass
class Room:
    """What all sheets of a workbook take together.

    Opening a workbook gives each cell a text of its own, so that one which the file holds once is there as often as
    it is shown. ``strings`` are the lengths of such texts in bytes; ``shown`` says how often each is shown, by its
    position in ``strings``, or None where that is not clear.
    """

    most_text: int
    cells: int = 0
    text: int = 0
    strings: Sequence[int] = ()
    shown: Counter[int | None] = field(default_factory=Counter)

    @classmethod
    def of(cls, allowed: int) -> Room:
        """Return the room for a workbook that may unpack to so many bytes."""
        return cls(min(allowed, _MOST_TEXT))

    def add(self, cells: int, filled: int) -> None:
        """Take the room of the cells of one sheet, so many of which hold something."""
        if cells > min(_MOST_CELLS, max(_ALWAYS_ALLOWED, _LEAST_FILLED * filled)):
            raise GridError(APART)
        self.cells += cells
        if self.cells > _MOST_CELLS:
            raise GridError(_CROWDED)

    def add_text(self, size: int) -> None:
        """Take the room of texts of so many bytes."""
        self.text += size
        if self.text > self.most_text:
            raise GridError(_REPEATED)

    def add_shown(self) -> None:
        """Take the room of the texts that are shown; one that is not clear counts as the longest."""
        longest = max(self.strings, default=0)
        for at, times in self.shown.items():
            self.add_text(times * (longest if at is None or at >= len(self.strings) else self.strings[at]))


def utf8_size(text: str) -> int:
    """Return how many bytes a text has in UTF-8.

    Examples
    --------
    >>> utf8_size("abc"), utf8_size("ä")
    (3, 2)
    """
    return len(text) if text.isascii() else len(text.encode("utf-8", "replace"))
