"""How large the grid of a spreadsheet is, found out before a cell is read.

Opening a sheet makes room for every cell up to its last ones, even when all others are empty, and for the text of each
cell, even when all show the same one. Two cells far apart, a damaged row number, a cell repeated a billion times or a
long text shown in every row would end the whole process.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from itertools import zip_longest
from xml.parsers import expat

from mediakit.read.sources import Allowance
from mediakit.read.tables.compound import MARK, Compound
from mediakit.read.tables.sheet_binary import check_binary_part, check_old_book
from mediakit.read.tables.sheet_room import ONE_PART, GridError, Room, Sheet, utf8_size

_CELL = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
# A cell and the position of its text, as programs write them: other ways of writing may hide what they say.
_SHOWN = re.compile(rb'<(?:\w+:)?c((?:\s+[\w:]+="[^"\'<>&=]*")*)\s*>\s*<(?:\w+:)?v>([0-9]{1,9})</')
_IS_SHOWN = b' t="s"'
_HELD = ("office:value-type", "office:value", "office:string-value", "table:formula")
_CELL_TAGS = ("table:table-cell", "table:covered-table-cell")
_OLD_BOOKS = ("Workbook", "Book", "WORKBOOK", "BOOK")
_OPEN_DOCUMENT = "content.xml"
# The parts of a workbook by their names; a sheet in XML may have any, and is known by its mark.
_STRINGS, _BINARY = "xl/sharedstrings.xml", "xl/workbook.bin"
_XML = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/_rels/workbook.bin.rels", _STRINGS)
_RECORDS = (_BINARY, "xl/sharedstrings.bin", "xl/worksheets/", "xl/chartsheets/", "xl/dialogsheets/")
_SHEET_MARK = b"sheetData"


class _Excel:
    """Follows the parts of a workbook: the places of cells, the texts they have in common, and the list of sheets."""

    def __init__(self, room: Room) -> None:
        self._room, self._strings = room, list[list[int]]()
        self._sheets, self._targets = list[str](), dict[str, str]()
        self._starts = {
            "sheetData": self._start_sheet, "row": self._start_row, "c": self._start_cell, "v": self._start_value,
            "si": self._start_text, "sheet": self._start_name, "Relationship": self._start_relation,
        }  # fmt: skip

    def follow_records(self, data: bytes) -> None:
        """Follow one part of a binary workbook."""
        strings, sheets = check_binary_part(data, self._room)
        self._strings.append(strings)
        self._sheets += sheets

    def follow(self, xml: bytes) -> None:
        """Follow one part to its end, which shows whether it is whole."""
        self._parser = expat.ParserCreate()
        self._strings.append([])
        self._sheet, self._inside, self._column, self._shared, self._values = Sheet(), False, 0, False, 0
        self._parser.buffer_text = True
        self._parser.StartElementHandler, self._parser.StartDoctypeDeclHandler = self._start, _refuse_doctype
        self._parser.Parse(xml, True)
        self._room.add(self._sheet.cells, self._sheet.filled)
        if self._values:
            self._count_shown(xml)

    def finish(self) -> None:
        """Take the room of the texts, once all parts are known."""
        targets = [self._targets.get(name, name) for name in self._sheets]
        if len(set(targets)) < len(targets):
            raise GridError(ONE_PART)
        self._room.strings = [max(sizes) for sizes in zip_longest(*self._strings, fillvalue=0)]
        self._room.add_shown()

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        start = self._starts.get(tag) or (":" in tag and self._starts.get(tag.rpartition(":")[2]))
        if start:
            start(attributes)

    def _start_sheet(self, attributes: Mapping[str, str]) -> None:
        self._room.add(self._sheet.cells, self._sheet.filled)
        self._sheet, self._inside, self._column = Sheet(), True, 0

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        if self._inside:
            self._sheet.move(_number(attributes.get("r", str(self._sheet.row + 1))))
            self._column = 0

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        if not self._inside:
            return
        self._column += 1
        if "r" in attributes:
            self._place(attributes["r"])
        self._sheet.fill(self._column)
        self._shared = attributes.get("t") == "s"

    def _place(self, cell: str) -> None:
        found = _CELL.fullmatch(cell)
        if found is None:
            raise GridError(f"a cell claims to be at {cell[:20]!r}; open it in a spreadsheet program and save it again")
        self._column = 0
        for letter in found[1].upper():
            self._column = self._column * 26 + ord(letter) - 64
        self._sheet.move(int(found[2]))

    def _start_value(self, attributes: Mapping[str, str]) -> None:
        self._values += self._shared

    def _count_shown(self, xml: bytes) -> None:
        """Count how often each common text is shown in a sheet."""
        positions = [position for attributes, position in _SHOWN.findall(xml) if _IS_SHOWN in attributes]
        hidden = b"<!" in xml or xml.count(b"<?") > 1  # comments and the like, in which anything may stand
        if hidden or len(positions) != self._values:
            self._room.shown[None] += self._values
        else:
            self._room.shown.update(map(int, positions))

    def _start_text(self, attributes: Mapping[str, str]) -> None:
        if not self._inside:
            self._strings[-1].append(0)
            self._parser.CharacterDataHandler = self._add_letters

    def _add_letters(self, letters: str) -> None:
        self._strings[-1][-1] += utf8_size(letters)

    def _start_name(self, attributes: Mapping[str, str]) -> None:
        self._sheets += [value for name, value in attributes.items() if name.rpartition(":")[2] == "id"]

    def _start_relation(self, attributes: Mapping[str, str]) -> None:
        target = attributes.get("Target", "").lower().replace("\\", "/")
        self._targets[attributes.get("Id", "")] = target.removeprefix("/").removeprefix("xl/")


class _OpenDocument:
    """Follows the repeated rows and cells of the sheets; empty ones at the end of a row or a sheet make no room."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._filled, self._rows, self._empty, self._widest = 0, 0, 0, 0
        self._repeated, self._width, self._pending, self._times = 1, 0, 0, 1
        self._cell_text, self._row_text = 0, 0

    def follow(self, xml: bytes) -> None:
        """Follow the document to its end."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = self._add_letters, _refuse_doctype
        parser.Parse(xml, True)

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "table:table":
            self._filled = self._rows = self._empty = self._widest = 0
        elif tag == "table:table-row":
            self._repeated = _number(attributes.get("table:number-rows-repeated", "1"))
            self._width = self._pending = self._row_text = 0
        elif tag in _CELL_TAGS:
            self._times = _number(attributes.get("table:number-columns-repeated", "1"))
            self._pending += self._times
            held = [attributes[name] for name in _HELD if name in attributes]
            if held:
                self._filled += 1
                self._width, self._pending = self._width + self._pending, 0
            self._cell_text = sum(map(utf8_size, held))
        elif tag == "text:s":
            self._cell_text += _number(attributes.get("text:c", "1"))

    def _add_letters(self, letters: str) -> None:
        self._cell_text += utf8_size(letters)

    def _end(self, tag: str) -> None:
        if tag in _CELL_TAGS:
            self._row_text += self._cell_text * self._times
        elif tag == "table:table-row":
            self._room.add_text(self._row_text * self._repeated)
            if not self._width:
                self._empty += self._repeated if self._rows else 0
            else:
                self._rows, self._empty = self._rows + self._empty + self._repeated, 0
                self._widest = max(self._widest, self._width)
        elif tag == "table:table":
            self._room.add(self._rows * self._widest, self._filled)


def _number(digits: str) -> int:
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9:
        raise GridError(
            f"a sheet claims {digits[:20]!r} rows or columns; open it in a spreadsheet program and save it again"
        )
    return int(digits)


def _refuse_doctype(*_: object) -> None:
    raise GridError(
        "the file declares XML entities, which no spreadsheet program writes; open it in one and save it again"
    )


def check_grid(data: bytes) -> None:
    """Raise GridError, which says why, when a workbook must not be opened.

    Parameters
    ----------
    data : bytes
        The whole file, XLSX, XLSB, OpenDocument or old Excel; other files pass.

    Examples
    --------
    >>> check_grid(b"no workbook")
    """
    left = Allowance.of(data).left
    if data.startswith(MARK):
        for name, content in Compound(data).streams.items():
            if name in _OLD_BOOKS:
                check_old_book(content, Room.of(left))
    if not data.startswith(b"PK"):
        return
    room = Room.of(left)
    excel = _Excel(room)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.infolist():
            left -= member.file_size
            if left < 0:
                raise GridError("unpacked it would be so large that it looks like an archive bomb; save it as CSV")
        binary = any(name.lower() == _BINARY for name in archive.namelist())
        for member in archive.infolist():
            name, part = member.filename.lower(), archive.read(member)
            if not part or part.isspace():
                continue
            if name == _OPEN_DOCUMENT:
                _OpenDocument(room).follow(part)
            elif name in _XML or _SHEET_MARK in part:
                excel.follow(part)
            elif binary and name.startswith(_RECORDS):
                excel.follow_records(part)
    excel.finish()
