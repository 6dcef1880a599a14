"""How large the grid of a spreadsheet is, found out before a cell is read.

Opening a sheet makes room for every cell up to its last ones, even when all others are empty. Two cells
far apart, a damaged row number or a cell repeated a billion times would end the whole process.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from struct import unpack_from
from xml.parsers import expat

from mediakit.read.compound import MARK, Compound
from mediakit.read.sources import Allowance

_ALWAYS_ALLOWED = 2_000_000
_MOST_CELLS = 20_000_000
_LEAST_FILLED = 20
_LAST_ROW = 1 << 20
_LAST_COLUMN = 1 << 14
_LAST_OLD_COLUMN = 255
_MOST_SPACES = 1_000_000
_CELL = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_HELD = ("office:value-type", "office:value", "office:string-value", "table:formula")
# In old workbooks: names of the stream, numbers of the records that begin a sheet, and of those that are cells.
_OLD_BOOKS = ("Workbook", "Book", "WORKBOOK", "BOOK")
_OLD_STARTS = frozenset((0x0009, 0x0209, 0x0409, 0x0809))
_OLD_CELLS = frozenset((0x0006, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x0206, 0x027E, 0x0406))
_APART = "a sheet has cells too far apart to be read; delete the far ones, or save it as CSV"
_DISORDER = "the rows of a sheet do not follow one another; open it in a spreadsheet program and save it again"


class GridError(ValueError):
    """A workbook that must not be opened."""


class _Excel:
    """Follows the places of the cells of one sheet."""

    def __init__(self) -> None:
        self.filled, self.first, self.row, self.column, self.widest = 0, 0, 0, 0, 0
        self.inside = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Follow a row or a cell."""
        name = tag.rpartition(":")[2]
        if not self.inside:
            self.inside = name == "sheetData"
        elif name == "row":
            self._move(_number(attributes.get("r", str(self.row + 1))))
            self.column = 0
        elif name == "c":
            self.column += 1
            if "r" in attributes:
                self._place(attributes["r"])
            self.filled += 1
            self.widest = max(self.widest, self.column)
            if self.widest > _LAST_COLUMN:
                raise GridError(_APART)

    def _place(self, cell: str) -> None:
        found = _CELL.fullmatch(cell)
        if found is None:
            raise GridError(f"a cell has the place {cell[:20]!r}; open it in a spreadsheet program and save it again")
        self.column = 0
        for letter in found[1].upper():
            self.column = self.column * 26 + ord(letter) - 64
        self._move(int(found[2]))

    def _move(self, row: int) -> None:
        if row < self.row:
            raise GridError(_DISORDER)
        if row > _LAST_ROW:
            raise GridError(_APART)
        self.first, self.row = self.first or row, row

    def size(self) -> tuple[int, int]:
        """Return how many cells there is room for, and how many are filled."""
        return (self.row - self.first + 1) * self.widest, self.filled


class _OpenDocument:
    """Follows the repeated rows and cells of the sheets; empty ones at the end of a row or a sheet make no room."""

    def __init__(self) -> None:
        self.filled, self.rows, self.empty, self.widest, self.spaces = 0, 0, 0, 0, 0
        self.repeated, self.width, self.pending, self.inside = 1, 0, 0, False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Follow the beginning of a sheet, a row or a cell."""
        if tag == "table:table":
            self.inside = True
            self.filled = self.rows = self.empty = self.widest = 0
        elif tag == "table:table-row":
            self.repeated = _number(attributes.get("table:number-rows-repeated", "1"))
            self.width = self.pending = 0
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self.pending += _number(attributes.get("table:number-columns-repeated", "1"))
            if any(name in attributes for name in _HELD):
                self.filled += 1
                self.width, self.pending = self.width + self.pending, 0
        elif tag == "text:s":
            self.spaces += _number(attributes.get("text:c", "1"))

    def end(self, tag: str) -> None:
        """Follow the end of a row or a sheet."""
        if tag == "table:table-row" and not self.width:
            self.empty += self.repeated if self.rows else 0
        elif tag == "table:table-row":
            self.rows, self.empty = self.rows + self.empty + self.repeated, 0
            self.widest = max(self.widest, self.width)
        elif tag == "table:table":
            _check_size(self.rows * self.widest, self.filled)
            if self.spaces > _MOST_SPACES:
                raise GridError(_APART)


def _number(digits: str) -> int:
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9:
        raise GridError(f"a sheet counts to {digits[:20]!r}; open it in a spreadsheet program and save it again")
    return int(digits)


def _check_size(cells: int, filled: int) -> None:
    if cells > min(_MOST_CELLS, max(_ALWAYS_ALLOWED, _LEAST_FILLED * filled)):
        raise GridError(_APART)


def check_grid(data: bytes) -> None:
    """Raise GridError, which says why, when a workbook must not be opened.

    Parameters
    ----------
    data : bytes
        The whole file, XLSX, OpenDocument or old Excel; other files pass.

    Examples
    --------
    >>> check_grid(b"no workbook")
    """
    if data.startswith(MARK):
        for name, content in Compound(data).streams.items():
            if name in _OLD_BOOKS:
                _check_old_sheets(content)
    if not data.startswith(b"PK"):
        return
    left = Allowance.of(data).left
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.infolist():
            name = member.filename.lower()
            if not name.endswith((".xml", ".bin", ".rels")):
                continue
            left -= member.file_size
            if left < 0:
                raise GridError("unpacked it would be so large that it looks like an archive bomb; save it as CSV")
            if name.endswith(".xml"):
                _check_part(archive.read(member))


def _check_part(xml: bytes) -> None:
    """Follow one part of a workbook to its end, which shows whether a sheet is whole; other parts need not be."""
    parser, sheet, content = expat.ParserCreate(), _Excel(), _OpenDocument()

    def choose(tag: str, attributes: Mapping[str, str]) -> None:
        if tag.startswith("office:"):
            parser.StartElementHandler, parser.EndElementHandler = content.start, content.end
        else:
            parser.StartElementHandler = sheet.start

    parser.StartElementHandler, parser.StartDoctypeDeclHandler = choose, _refuse_doctype
    try:
        parser.Parse(xml, True)
    except expat.ExpatError:
        if sheet.inside or content.inside:
            raise
    _check_size(*sheet.size())


def _check_old_sheets(book: bytes) -> None:
    """Follow the records of an old workbook; each sheet begins with a record of its own."""
    at, filled, first, last, widest = 0, 0, 0, 0, 0
    while at + 4 <= len(book):
        kind, length = unpack_from("<HH", book, at)
        if kind in _OLD_STARTS:
            _check_size((last - first + 1) * (widest + 1), filled)
            filled = first = last = widest = 0
        elif kind in _OLD_CELLS and at + 8 <= len(book):
            row, column = unpack_from("<HH", book, at + 4)
            first, last = first if filled else row, last if filled else row
            if row < last:
                raise GridError(_DISORDER)
            if column > _LAST_OLD_COLUMN:
                raise GridError(_APART)
            filled, last, widest = filled + 1, row, max(widest, column)
        at += 4 + length
    _check_size((last - first + 1) * (widest + 1), filled)


def _refuse_doctype(*_: object) -> None:
    raise GridError("a part of it declares entities, as no spreadsheet program does; save it again")


DAMAGE = (GridError, expat.ExpatError, zipfile.BadZipFile, zlib.error, OSError, RuntimeError, EOFError, ValueError)
