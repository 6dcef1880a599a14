"""Workbooks whose cells show texts that the file holds once: XLSX, XLSB and XLS, with whatever is wrong in them."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from tests.read.fuzz_samples import compound, old_record, zipped

Rows = Sequence[Sequence[int]]
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_LONGEST_RECORD = 8224


def rows_of(rows: Rows) -> str:
    """Return rows of cells that show the texts of these numbers, as XML."""
    cells = ("".join(f'<c t="s"><v>{at}</v></c>' for at in row) for row in rows)
    return "".join(f"<row>{row}</row>" for row in cells)


def shared_book(
    strings: Sequence[str], sheets: Sequence[str], *, parts: Sequence[int] = (), ending: str = "xml"
) -> bytes:
    """Return an XLSX file; ``sheets`` are the rows of its parts as XML, ``parts`` which of them each sheet shows."""
    parts = parts or range(len(sheets))
    named = "".join(f'<sheet name="S{n}" sheetId="{n + 1}" r:id="r{n}"/>' for n in range(len(parts)))
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{part}.{ending}"/>'
        for n, part in enumerate(parts)
    )
    members = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": _relations(f'<Relationship Id="r0" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{named}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(relations),
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{"".join(f"<si><t>{text}</t></si>" for text in strings)}</sst>',
    }
    for n, rows in enumerate(sheets):
        sheet = f"<sheetData>{rows}</sheetData>"
        members[f"xl/worksheets/sheet{n}.{ending}"] = f'<worksheet xmlns="{_MAIN}">{sheet}</worksheet>'
    return zipped({name: content.encode() for name, content in members.items()})


def _relations(inside: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'


def binary_book(strings: Sequence[str], sheets: Sequence[bytes], *, parts: Sequence[int] = ()) -> bytes:
    """Return an XLSB file; ``sheets`` are the records of rows and cells."""
    parts = parts or range(len(sheets))
    named = b"".join(
        record(156, struct.pack("<II", 0, n + 1) + _wide(f"r{n}") + _wide(f"S{n}")) for n in range(len(parts))
    )
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{part}.bin"/>'
        for n, part in enumerate(parts)
    )
    root = _relations(f'<Relationship Id="r0" Type="{_OFFICE}/officeDocument" Target="xl/workbook.bin"/>')
    texts = b"".join(record(19, b"\0" + _wide(text)) for text in strings)
    members = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>'.encode(),
        "_rels/.rels": root.encode(),
        "xl/workbook.bin": record(131) + record(143) + named + record(144) + record(132),
        "xl/_rels/workbook.bin.rels": _relations(relations).encode(),
        "xl/sharedStrings.bin": record(159, struct.pack("<II", *[len(strings)] * 2)) + texts + record(160),
        "xl/printerSettings/printer1.bin": bytes(range(256)),
    }
    for n, rows in enumerate(sheets):
        head = record(129) + record(148, bytes(16)) + record(145)
        members[f"xl/worksheets/sheet{n}.bin"] = head + rows + record(146) + record(130)
    return zipped(members)


def binary_rows(rows: Rows, *, first: int = 0, column: int = 0) -> bytes:
    """Return rows of cells that show the texts of these numbers, as the records of an XLSB file."""
    found = b""
    for y, row in enumerate(rows, first):
        found += record(0, struct.pack("<I", y) + bytes(13))
        found += b"".join(record(7, struct.pack("<III", x, 0, at)) for x, at in enumerate(row, column))
    return found


def record(kind: int, content: bytes = b"") -> bytes:
    """Return a record of an XLSB file."""
    return _sevens(kind) + _sevens(len(content)) + content


def _sevens(number: int) -> bytes:
    return bytes([number]) if number < 128 else bytes([number & 127 | 128]) + _sevens(number >> 7)


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def old_book(strings: Sequence[str], sheets: Sequence[bytes], *, stated: int | None = None, together: int = 1) -> bytes:
    """Return an XLS file; each of ``sheets`` is its records, and is named ``together`` times."""
    begun = old_record(0x809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0))
    begin = old_record(0x809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 0))
    texts, end = old_texts(strings, len(strings) if stated is None else stated), old_record(0x0A, b"")
    place = len(begun) + 13 * len(sheets) * together + len(texts) + len(end)
    names = body = b""
    for n, sheet in enumerate(sheets):
        for m in range(together):
            names += old_record(0x85, struct.pack("<IHBB", place + len(body), 0, 1, 0) + bytes([65 + n * together + m]))
        body += begin + sheet + end
    return compound(begun + names + texts + end + body)


def old_texts(strings: Sequence[str], stated: int) -> bytes:
    """Return the records of the common texts, each as long as a record may be; every third has bytes about its form."""
    parts, part = [], struct.pack("<II", stated, stated)
    for n, text in enumerate(strings):
        wide, marked = not text.isascii(), n % 3 == 2
        head = struct.pack("<HB", len(text), wide | 12 * marked) + (struct.pack("<HI", 2, 5) if marked else b"")
        if len(part) + len(head) > _LONGEST_RECORD:
            parts, part = [*parts, part], b""
        part += head
        coded = text.encode("utf-16-le" if wide else "ascii")
        while len(part) + len(coded) > _LONGEST_RECORD:
            room = (_LONGEST_RECORD - len(part)) // (1 + wide) * (1 + wide)
            parts, part, coded = [*parts, part + coded[:room]], bytes([wide]), coded[room:]
        part += coded
        for byte in bytes(13 * marked):
            if len(part) == _LONGEST_RECORD:
                parts, part = [*parts, part], b""
            part += bytes([byte])
    parts.append(part)
    return b"".join(old_record(0x3C if n else 0xFC, part) for n, part in enumerate(parts))


def old_rows(rows: Rows, *, first: int = 0) -> bytes:
    """Return cells that show the texts of these numbers, as the records of an XLS file."""
    return b"".join(
        old_record(0xFD, struct.pack("<HHHI", y, x, 0, at))
        for y, row in enumerate(rows, first)
        for x, at in enumerate(row)
    )
