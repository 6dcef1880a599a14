"""The records of binary workbooks: the places of their cells, and how often each of their common texts is shown."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Sequence
from struct import error as StructError
from struct import unpack_from

from mediakit.read.tables.sheet_room import APART, DISORDER, ONE_PART, GridError, Room, Sheet, utf8_size

# In old workbooks: records that begin and end a part, name a sheet, state how far it goes, hold common texts.
_STARTS = frozenset((0x0009, 0x0209, 0x0409, 0x0809))
_END, _NAME, _EXTENT, _TEXTS, _MORE = 0x000A, 0x0085, 0x0200, 0x00FC, 0x003C
# Cells; of several beside each other, which state the last column at their end; of a common text; of a formula, whose
# text is a record of its own.
_CELLS = frozenset((0x0006, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x0206, 0x027E, 0x0406))
_BESIDE, _SHOWN, _FORMULAS, _RESULT = (0x00BD, 0x00BE), 0x00FD, (0x0006, 0x0206, 0x0406), 0x0207
_LAST_ROW, _LAST_COLUMN = 1 << 16, 1 << 8
_WIDE, _ASIAN, _RICH = 1, 4, 8
# In newer ones: a row, cells, one that shows a common text, such a text, a sheet, and where its cells begin and end.
_N_ROW, _N_CELLS, _N_SHOWN, _N_TEXT, _N_NAME = 0, frozenset((*range(1, 12), 62)), 7, 19, 156
_N_START, _N_END = 145, 146


def check_old_book(book: bytes, room: Room) -> None:
    """Take the room of all sheets of an old workbook.

    Parameters
    ----------
    book : bytes
        Its records.
    room : Room
        What the workbook may take.

    Raises
    ------
    GridError
        When it takes more, or when its sheets do not lie one behind the other.
    """
    starts, ends, named = set[int](), list[int](), list[int]()
    texts: list[bytes] = []
    sheet, formula, before = Sheet(_LAST_COLUMN), (0, 0), 0
    for at, kind, content in _old_records(book):
        if kind in _STARTS:
            starts.add(at)
        elif kind == _END:
            ends.append(at)
            room.add(sheet.cells, sheet.filled)
            sheet, formula = Sheet(_LAST_COLUMN), (0, 0)
        elif kind == _NAME:
            named += unpack_from("<I", content)
        elif kind == _EXTENT:
            _check_extent(content)
        elif kind == _TEXTS or (kind == _MORE and before in (_TEXTS, _MORE) and texts):
            texts.append(content)
        elif kind in _CELLS or kind == _RESULT:
            place = unpack_from("<HH", content) if kind != _RESULT else formula
            formula = place if kind in _FORMULAS else formula
            sheet.move(place[0] + 1)
            sheet.fill(max(place[1], *unpack_from("<H", content, len(content) - 2 if kind in _BESIDE else 2)) + 1)
            if kind == _SHOWN:
                room.shown[unpack_from("<I", content, 6)[0]] += 1
        before = kind
    room.add(sheet.cells, sheet.filled)
    # A sheet goes from where its name says to the next end; what two names say must not be the same stretch.
    if not starts.issuperset(named) or len({bisect(ends, at) for at in named}) < len(named):
        raise GridError(ONE_PART)
    room.strings = _old_lengths(texts)
    room.add_shown()


def _old_records(book: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield place, kind and content of each record."""
    at = 0
    while at + 4 <= len(book):
        kind, length = unpack_from("<HH", book, at)
        yield at, kind, book[at + 4 : at + 4 + length]
        at += 4 + length


def _check_extent(content: bytes) -> None:
    """Refuse a sheet that states to be larger than any can be: room is made for what it states."""
    first, last, left, right = unpack_from("<IIHH" if len(content) >= 14 else "<HHHH", content)
    if last and right and (last > _LAST_ROW or right > _LAST_COLUMN or first > last or left > right):
        raise GridError(APART)


def _old_lengths(parts: Sequence[bytes]) -> list[int]:
    """Return the lengths of the common texts; a text may go on in the next part, which then begins with its width."""
    if not parts or len(parts[0]) < 8:
        return []
    count = unpack_from("<I", parts[0], 4)[0]
    if count > sum(map(len, parts)):
        raise GridError("it states more texts than it holds; open it in a spreadsheet program and save it again")
    lengths: list[int] = []
    part, at = 0, 8
    try:
        while len(lengths) < count:
            if at >= len(parts[part]):
                part, at = part + 1, 0
            letters, flags = unpack_from("<HB", parts[part], at)
            at, extra, size = at + 3, 0, 0
            if flags & _RICH:
                extra, at = 4 * unpack_from("<H", parts[part], at)[0], at + 2
            if flags & _ASIAN:
                extra, at = extra + unpack_from("<I", parts[part], at)[0], at + 4
            while letters:
                width = 1 + (flags & _WIDE)
                taken = parts[part][at : at + letters * width]
                size += utf8_size(taken.decode("latin-1" if width == 1 else "utf-16-le", "replace"))
                letters, at = letters - len(taken) // width, at + len(taken)
                if letters:
                    part, at = part + 1, 1
                    flags = parts[part][0]
            lengths.append(size)
            while (over := at + extra - len(parts[part])) > 0 and extra:
                extra, part, at = over, part + 1, 0
            at += extra
    except (StructError, IndexError):
        raise GridError(DISORDER) from None
    return lengths


def check_binary_part(data: bytes, room: Room) -> tuple[list[int], list[str]]:
    """Take the room of one part of a newer binary workbook: a sheet, the common texts, or the list of sheets.

    Parameters
    ----------
    data : bytes
        The records of the part.
    room : Room
        What the workbook may take.

    Returns
    -------
    list of int
        Lengths of the common texts in it, in bytes.
    list of str
        The name of the relation of each sheet in it.
    """
    sheet, inside = Sheet(), False
    strings, sheets = list[int](), list[str]()
    for kind, content in _records(data):
        if kind in (_N_START, _N_END):
            inside = kind == _N_START
        elif kind == _N_TEXT and not inside:
            strings.append(utf8_size(_wide_text(content, 1)))
        elif kind == _N_NAME and not inside:
            sheets.append(_wide_text(content, 8))
        elif kind == _N_ROW and inside:
            sheet.move(unpack_from("<I", content)[0] + 1)
        elif kind in _N_CELLS and inside:
            sheet.fill(unpack_from("<I", content)[0] + 1)
            if kind == _N_SHOWN:
                room.shown[unpack_from("<I", content, 8)[0]] += 1
    room.add(sheet.cells, sheet.filled)
    return strings, sheets


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield kind and content of each record; both kind and length are written in groups of seven bits."""
    at = 0
    while at + 2 <= len(data):
        kind, at = _number(data, at, 2)
        length, at = _number(data, at, 4)
        yield kind, data[at : at + length]
        at += length


def _number(data: bytes, at: int, most: int) -> tuple[int, int]:
    number = 0
    for place in range(most):
        byte = data[at + place]
        number |= (byte & 0x7F) << 7 * place
        if byte < 0x80:
            return number, at + place + 1
    return number, at + most


def _wide_text(content: bytes, at: int) -> str:
    length = unpack_from("<I", content, at)[0]
    return content[at + 4 : at + 4 + 2 * length].decode("utf-16-le", "replace")
