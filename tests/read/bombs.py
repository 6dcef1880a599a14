"""Inputs that mean harm, or are far beyond any common size; each is made when it is read."""

from __future__ import annotations

import gzip
import io
import os
import socket
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from tests.conftest import FUZZ_RUNS
from tests.read.fuzz_samples import made, old_record, old_workbook, workbook, zipped
from tests.read.fuzzing import Case, named
from tests.read.press_helpers import word_file
from tests.read.workbooks import binary_book, binary_rows, old_book, old_rows, rows_of, shared_book

# The sizes asked for are those of the long run; a tenth shows what is not linear as well.
MANY = 100_000_000 if FUZZ_RUNS else 10_000_000
DEEP = 100_000
_STORY = b'{"title": "T", "text": "One two three.", "date": "2022-02-24", "source": "X"}'


def _laughs(levels: int = 12) -> str:
    """Return a document type whose last entity would be ten to the twelfth letters long."""
    steps = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, levels))
    return f'<!DOCTYPE x [<!ENTITY e0 "ha">{steps}<!ENTITY bomb "&e{levels - 1};">]>'


def _quadratic() -> str:
    return f'<!DOCTYPE x [<!ENTITY bomb0 "{"a" * 100_000}"><!ENTITY bomb "{"&bomb0;" * 2000}">]>'


ENTITIES = {
    "laughs": _laughs,
    "quadratic": _quadratic,
    "external": lambda: '<!DOCTYPE x [<!ENTITY bomb SYSTEM "file:///etc/passwd">]>',
    "parameter": lambda: '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p; <!ENTITY bomb "a">]>',
    "dtd": lambda: '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
}
MARKED = ("factiva_xml.xml", "rss_atom.xml", "atom.atom", "sitemap.xml", "html_page.html", "nexis_html.html")
TITLES = (b"Bridge opens", b"Bridge closed", b"<title>One", b"A &amp; B", b"Council discusses", b"Town council")


def _with_entity(name: str, kind: str) -> bytes:
    """Return a sample whose titles are an entity that means harm."""
    data = made()[name]
    for title in TITLES:
        data = data.replace(title, title[: title.rfind(b">") + 1] + b"&bomb;")
    head = ENTITIES[kind]().encode()
    declaration, end = (
        (data[: data.index(b"?>") + 2], data[data.index(b"?>") + 2 :]) if data[:2] == b"<?" else (b"", data)
    )
    return declaration + head + end


def _packed_entity(name: str, member: str, kind: str) -> bytes:
    members = _members(name)
    xml = members[member].removeprefix(b'<?xml version="1.0"?>')
    for title in (*TITLES, b"River Post"):
        xml = xml.replace(title, b"&bomb;")
    return zipped({**members, member: ENTITIES[kind]().encode() + xml})


def _zip_bomb() -> bytes:
    """Return an archive of 10 GB of zeros: 100 MB packed once, and entered a hundred times."""
    size = 100_000_000
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packer.compress(bytes(size)) + packer.flush()
    entries, directory = b"", b""
    for n in range(100):
        name = b"%02d.csv" % n
        head = struct.pack(
            "<HHHHHIIIHH", 20, 0, 8, 0, 0, zlib.crc32(bytes(size)) if not n else 0, len(body), size, 6, 0
        )
        directory += b"PK\1\2\x14\0" + head + struct.pack("<HHHII", 0, 0, 0, 0, len(entries)) + name
        entries += b"PK\3\4" + head + name + body
    return entries + directory + struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 100, 100, len(directory), len(entries), 0)


def _nested(levels: int, copies: int) -> bytes:
    data = zipped({"0.txt": bytes(4_000_000)})
    for level in range(levels):
        data = zipped({f"{level}-{n}.zip": data for n in range(copies)})
    return data


def _tricks() -> bytes:
    """Return an archive of names that would lead out of it, twice, elsewhere, or to other files."""
    stream = io.BytesIO()
    names = [
        "../../up.json",
        "/root.json",
        "a\\..\\b.json",
        "C:\\x.json",
        "same.json",
        "same.json",
        "x/",
        "con.json",
        "\u202e.json",
    ]
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), b"" if name.endswith("/") else _STORY)
        link = zipfile.ZipInfo("link.txt")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return stream.getvalue()


def _patched_zip(place: bytes, offset: int, value: bytes) -> bytes:
    """Return an archive with some bytes after every mark ``place`` changed."""
    data = bytearray(zipped({"a.json": _STORY, "b.json": _STORY}))
    at = data.find(place)
    while at >= 0:
        data[at + offset : at + offset + len(value)] = value
        at = data.find(place, at + 4)
    return bytes(data)


def _special_files(folder: str) -> str:
    """Fill a folder with what is no ordinary file, next to one that is."""
    inside = Path(folder)
    (inside / "good.json").write_bytes(_STORY)
    os.mkfifo(inside / "pipe.csv")
    (inside / "broken.txt").symlink_to(inside / "nowhere.txt")
    (inside / "loop").symlink_to(inside)
    (inside / "closed").mkdir()
    (inside / "closed" / "in.json").write_bytes(_STORY)
    (inside / "closed").chmod(0)
    (inside / "locked.json").write_bytes(_STORY)
    (inside / "locked.json").chmod(0)
    with socket.socket(socket.AF_UNIX) as plug:
        plug.bind(str(inside / "plug.html"))
    return folder


def _rows(header: str, row: str, count: int) -> bytes:
    return (header + "\n" + (row + "\n") * count).encode()


def _own_names(number: int) -> bytes:
    names = b",".join(b"c%d_%d" % (number, n) for n in range(900))
    return b"title,text," + names + b"\n" + (b"A,b c" + b",1" * 900 + b"\n") * 20


def _own_rows(count: int) -> bytes:
    """Return a table by columns, in which each row has a column of its own."""
    columns = [
        b'"%s": {%s}' % (name, b", ".join(b'"%d": "A b"' % n for n in range(count))) for name in (b"title", b"text")
    ]
    return b"{" + b", ".join([*columns, *(b'"k%d": {"%d": 1}' % (n, n) for n in range(count))]) + b"}"


Made = Callable[[], bytes]
LONG_LINES: dict[str, Made] = {
    "line.txt": lambda: b"word " * (MANY // 5),
    "nospace.txt": lambda: b"x" * MANY,
    "line.csv": lambda: b"title,text\nT," + b"word " * (MANY // 5),
    "quote.csv": lambda: b'title,text\nT,"' + b"word " * (MANY // 5),
    "commas.csv": lambda: b"title,text\n" + b"," * MANY,
    "header.csv": lambda: b"title,text," + b"word " * (MANY // 5) + b"\nA,B,C\n",
    "line.json": lambda: b'{"title": "T", "text": "' + b"word " * (MANY // 5) + b'"}',
    "numbers.json": lambda: b"[" + b"1," * (MANY // 2 - 1) + b"1]",
    "open.json": lambda: b"[" * MANY,
    "line.jsonl": lambda: _STORY + b'\n{"title": "T", "text": "' + b"word " * (MANY // 5) + b'"}\n' + _STORY,
    "line.html": lambda: b"<html><body><h1>T</h1><p>" + b"word " * (MANY // 5) + b"</p></body></html>",
    "tags.html": lambda: b"<html><body>" + b"<p>a</p>" * (MANY // 16),
    "line.xml": lambda: made()["rss_atom.xml"].replace(b"Short.", b"word " * (MANY // 5)),
    "line.rtf": lambda: made()["rtf.rtf"].replace(b"today", b"word " * (MANY // 5)),
    "line.eml": lambda: made()["proquest_eml.eml"].replace(b"adjourned", b"word " * (MANY // 5)),
    "empty lines.txt": lambda: b"\n" * 1_000_000,
    "empty lines.csv": lambda: b"title,text\n" + b"\n" * 1_000_000 + b"A,B\n",
    "columns.csv": lambda: (
        b"title,text," + b",".join(b"c%d" % n for n in range(100_000)) + b"\n" + (b"A,B" + b",1" * 100_000 + b"\n") * 5
    ),
    "rows.csv": lambda: _rows("title,text,date", "A headline,One two three four.,2022-02-24", 500_000),
    "quotes.csv": lambda: _rows("title,text", 'A "headline,"One" two', 20_000),
    "own keys.jsonl": lambda: b"".join(b'{"title": "T", "text": "One.", "k%d": 1}\n' % n for n in range(MANY // 1000)),
    "short rows.csv": lambda: (
        b"title,text," + b",".join(b"c%d" % n for n in range(20_000)) + b"\n" + b"A,B c\n" * 20_000
    ),
    "own rows.json": lambda: _own_rows(6_000),
    "own names.zip": lambda: zipped({f"{n}.csv": _own_names(n) for n in range(5)}),
    "ragged.csv": lambda: "\n".join(["title,text", *("a," * (n % 300) for n in range(20_000))]).encode(),
}
DEEP_FILES: dict[str, Made] = {
    "deep.json": lambda: b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "deep list.json": lambda: b"[" * DEEP + b"]" * DEEP,
    "deep.jsonl": lambda: _STORY + b"\n" + b'{"a":' * DEEP + b"1" + b"}" * DEEP + b"\n" + _STORY,
    "deep text.json": lambda: b'{"title": "T", "text": ' + b"[" * 900 + b'"a"' + b"]" * 900 + b"}",
    "deep.html": lambda: b"<html><body><p>A</p>" + b"<div>" * DEEP + b"text" + b"</div>" * DEEP + b"</body></html>",
    "deep table.html": lambda: b"<html><body><p>A</p>" + b"<table><tr><td>" * DEEP + b"text",
    "deep inline.html": lambda: b"<html><body><p>A " + b"<b><i>" * DEEP + b"text",
    "deep.xml": lambda: made()["rss_atom.xml"].replace(b"Short.", b"<a>" * DEEP + b"</a>" * DEEP),
    "deep factiva.xml": lambda: made()["factiva_xml.xml"].replace(b"Bridge opens", b"<a>" * DEEP + b"</a>" * DEEP),
    "deep.rtf": lambda: made()["rtf.rtf"].replace(b"today", b"{\\b " * DEEP + b"x" + b"}" * DEEP),
    "deep.docx": lambda: _word(b"<w:r>" * DEEP + b"</w:r>" * DEEP),
}
ARCHIVES: dict[str, Made] = {
    "zeros.zip": _zip_bomb,
    "nested.zip": lambda: _nested(6, 16),
    "many.zip": lambda: zipped({f"{n}.txt": b"A title\n\nA text." for n in range(3000)}),
    "empty names.zip": lambda: zipped({f"{'../' * n}": b"x" for n in range(1, 50)}),
    "tricks.zip": _tricks,
    "wrong sizes.zip": lambda: _patched_zip(b"PK\1\2", 24, struct.pack("<I", 7)),
    "huge sizes.zip": lambda: _patched_zip(b"PK\1\2", 20, struct.pack("<II", 0xFFFFFFF0, 0xFFFFFFF0)),
    "encrypted.zip": lambda: _patched_zip(b"PK\1\2", 8, b"\1"),
    "unknown packing.zip": lambda: _patched_zip(b"PK\1\2", 10, b"\x63"),
    "wrong offsets.zip": lambda: _patched_zip(b"PK\1\2", 42, struct.pack("<I", 0xFFFFFF)),
    "zeros.gz": lambda: gzip.compress(bytes(10_000_000), 9, mtime=0) * 1000,
    "nested.gz": lambda: gzip.compress(gzip.compress(bytes(10_000_000), 9, mtime=0) * 100, mtime=0),
    "empty members.gz": lambda: gzip.compress(b"", mtime=0) * 200_000,
    "huge.docx": lambda: _word(b"a" * 3 * MANY),
    "huge shared.xlsx": lambda: _book_with(
        "xl/sharedStrings.xml", b"<sst>" + b"<si><t>a</t></si>" * (MANY // 7) + b"</sst>"
    ),
}
_HEAD: list[list[object]] = [["title", "text"], ["T", "One two."]]
BOOKS: dict[str, Made] = {
    "far cell.xlsx": lambda: workbook(_HEAD, cells='<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "one cell.xlsx": lambda: workbook([], cells='<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "far row.xlsx": lambda: workbook(_HEAD, cells='<row r="999999999999999999999"><c><v>1</v></c></row>'),
    "far column.xlsx": lambda: workbook(_HEAD, cells=f'<row r="3">{"<c><v>1</v></c>" * 20_000}</row>'),
    "back row.xlsx": lambda: workbook(_HEAD, cells='<row r="1"><c r="A1"><v>1</v></c></row>'),
    "back cell.xlsx": lambda: workbook(
        [], cells='<row r="9"><c r="A9"><v>1</v></c></row><row><c r="A1"><v>1</v></c></row>'
    ),
    "sparse.xlsx": lambda: workbook(_HEAD, cells='<row r="999999"><c r="B999999"><v>1</v></c></row>'),
    "hidden cell.xlsx": lambda: workbook(_HEAD, cells='<!-- <row r="9"> --><row r="3"><c r="A3"><v>1</v></c></row>'),
    "late.xlsx": lambda: workbook(
        [["title", "date"], *([f"T{n}", v] for n, v in enumerate((1e9, -1e9, 2958466, 1e300, 0)))]
    ),
    "formula.xlsx": lambda: workbook(_HEAD, cells='<row r="3"><c t="str"><f>cmd|A0</f><v>=cmd|A0</v></c></row>'),
    "far column.xls": lambda: old_workbook([*_HEAD, [""] * 300]),
    "far row.xls": lambda: old_workbook([*_HEAD, ["T", "B"]]).replace(
        b"\2\0\1\0\0\0\1\0\1B", b"\xff\xff\xff\0\0\0\1\0\1B"
    ),
    "circle.xls": lambda: old_workbook(_HEAD).replace(struct.pack("<I", 4), struct.pack("<I", 3)),
    "repeated rows.ods": lambda: _sheet(
        b"<table:table-row>", b'<table:table-row table:number-rows-repeated="1048576">'
    ),
    "repeated cells.ods": lambda: _sheet(
        b"<table:table-cell ", b'<table:table-cell table:number-columns-repeated="9999999" '
    ),
    "endless repeat.ods": lambda: _sheet(
        b"<table:table-cell ", b'<table:table-cell table:number-columns-repeated="99999999999999999999" '
    ),
    "spaces.ods": lambda: _sheet(b"<text:p>", b'<text:p><text:s text:c="999999999"/>'),
    "shifted.ods": lambda: _sheet(b"<table:table-row>", b"<table:table-row>" + b"<table:table-cell/>" * 9, 3),
    "usual end.ods": lambda: _sheet(
        b"</table:table>",
        (
            b'<table:table-row table:number-rows-repeated="1048000">'
            b'<table:table-cell table:number-columns-repeated="16384"/>'
            b"</table:table-row></table:table>"
        ),
    ),
}


# A text of a megabyte, as often as a small file can show it.
_LONG = ["title", "text", "T", "word " * 200_000]
_OFTEN = [[0, 1], *[[2, 3]] * 40_000]
SHOWN: dict[str, Made] = {
    "one text.xlsx": lambda: shared_book(_LONG, [rows_of(_OFTEN)]),
    "one text in sheets.xlsx": lambda: shared_book(_LONG, [rows_of(_OFTEN[:400])] * 100),
    "one sheet.xlsx": lambda: shared_book(_LONG, [rows_of(_OFTEN[:40])], parts=[0] * 1000),
    "one text.xlsb": lambda: binary_book(_LONG, [binary_rows(_OFTEN)]),
    "far cell.xlsb": lambda: binary_book(
        _LONG, [binary_rows(_OFTEN[:2]) + binary_rows([[2]], first=1 << 20 - 1, column=(1 << 14) - 1)]
    ),
    "one text.xls": lambda: old_book(["title", "text", "T", "word " * 13_000], [old_rows(_OFTEN)]),
    "one sheet.xls": lambda: old_book(["title", "text", "T", "word " * 13_000], [old_rows(_OFTEN[:700])], together=20),
    "texts.xls": lambda: old_book(_LONG[:3], [old_rows([[0, 1], [2, 2]])], stated=(1 << 31) - 1),
    "extent.xls": lambda: old_book(
        _LONG[:3], [old_record(0x200, struct.pack("<IIHHH", 0, 1 << 31, 0, 255, 0)) + old_rows([[0, 1], [2, 2]])]
    ),
    "one text.ods": lambda: _sheet(
        b"<table:table-row>", b'<table:table-row table:number-rows-repeated="40000"><table:table-cell '
        b'office:value-type="string"><text:p>' + b"word " * 200_000 + b"</text:p></table:table-cell>", 1
    ),
    "one cell.ods": lambda: _sheet(
        b"<table:table-cell ", b'<table:table-cell table:number-columns-repeated="16000" office:string-value="'
        + b"word " * 200_000 + b'" ', 1
    ),
}  # fmt: skip


def _word(inside: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(word_file(["T", "MARK"]))) as archive:
        xml = archive.read("word/document.xml")
    return zipped({"word/document.xml": xml.replace(b"MARK", inside)})


def _members(name: str) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(made()[name])) as archive:
        return {member: archive.read(member) for member in archive.namelist()}


def _book_with(member: str, content: bytes) -> bytes:
    return zipped({**_members("xlsx.xlsx"), member: content})


def _sheet(old: bytes, new: bytes, count: int = -1) -> bytes:
    members = _members("ods.ods")
    return zipped({**members, "content.xml": members["content.xml"].replace(old, new, count)})


def names() -> list[str]:
    """Return the name of every bomb."""
    entities = [f"{kind} {name}" for name in (*MARKED, "docx.docx", "xlsx.xlsx", "ods.ods") for kind in ENTITIES]
    return [*LONG_LINES, *DEEP_FILES, *ARCHIVES, *BOOKS, *SHOWN, *entities, "special files"]


def make_bomb(name: str, folder: str) -> Case:
    """Return one bomb, under its name; what has to lie in a folder is written to it."""
    if name == "special files":
        return Case(_special_files(folder), {}, name)
    simple = LONG_LINES | DEEP_FILES | ARCHIVES | BOOKS | SHOWN
    if name in simple:
        return Case(named(simple[name](), name), {}, name)
    kind, file = name.split(" ")
    members = {"docx.docx": "word/document.xml", "xlsx.xlsx": "xl/worksheets/sheet1.xml", "ods.ods": "content.xml"}
    data = _packed_entity(file, members[file], kind) if file in members else _with_entity(file, kind)
    return Case(named(data, file), {}, name)
