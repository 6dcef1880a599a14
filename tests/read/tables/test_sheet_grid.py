"""Workbooks that would fill the memory are known before they are opened, and all others are read."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable, Sequence

import pytest

from mediakit.read import read_articles
from mediakit.read.tables.sheet_grid import check_grid
from mediakit.read.tables.sheet_room import GridError
from tests.read.fuzz_samples import old_record, zipped
from tests.read.workbooks import (
    Rows,
    binary_book,
    binary_rows,
    old_book,
    old_rows,
    record,
    rows_of,
    shared_book,
)

Book = Callable[[Sequence[str], Sequence[Rows]], bytes]
BOOKS: dict[str, Book] = {
    "xlsx": lambda strings, sheets: shared_book(strings, [rows_of(rows) for rows in sheets]),
    "xlsb": lambda strings, sheets: binary_book(strings, [binary_rows(rows) for rows in sheets]),
    "xls": lambda strings, sheets: old_book(strings, [old_rows(rows) for rows in sheets]),
}
HEAD = ["title", "text"]


def words(rng: random.Random, size: int) -> str:
    letters = rng.choice(["abc d", "абв г", "a б c"])
    return "T" + "".join(rng.choices(letters, k=size)).strip()


@pytest.mark.parametrize("kind", BOOKS)
def test_texts_that_cells_have_in_common_are_read(kind: str) -> None:
    rng = random.Random(4)
    strings = HEAD + [words(rng, size) for size in (5, 9_000, 40, 20_000, 8_200, 1, 8_223, 300, 30_000, 12)]
    rows = [[0, 1], *([rng.randrange(2, 12), rng.randrange(2, 12)] for _ in range(40))]
    data = BOOKS[kind](strings, [rows, rows[:9]])
    articles, problems = read_articles(data, columns={"title": "title", "text": "text"})
    shown = [[strings[at] for at in row] for row in rows[1:] + rows[1:9]]
    assert [t.split() for t in articles["title"]] == [title.split() for title, _ in shown]
    assert [t.split() for t in articles["text"]] == [text.split() for _, text in shown]
    assert not (problems["severity"] == "error").any()


@pytest.mark.parametrize("kind", BOOKS)
def test_a_text_counts_as_often_as_it_is_shown(kind: str) -> None:
    long = "word " * 4_000
    few, many = ([[0, 1], *[[2, 3]] * count] for count in (2_000, 3_000))
    check_grid(BOOKS[kind]([*HEAD, "T", long], [few]))
    for sheets in ([many], [few, few]):
        with pytest.raises(GridError, match="repeated so often"):
            check_grid(BOOKS[kind]([*HEAD, "T", long], sheets))
    check_grid(BOOKS[kind]([*HEAD, "T", long], [[[0, 1], *[[2, 2]] * 5_000]]))


@pytest.mark.parametrize(
    "way",
    [
        "<c t='s'><v>{}</v></c>",
        '<c t="s"><f/><v>{}</v></c>',
        '<c t="s"><v>{}<!-- -->9</v></c>',
        '<c t="s"><v>&#x3{};</v></c>',
        '<c t="s" ><v  >{}</v></c><!-- <c t="s"><v>0</v></c> -->',
        '<c t="s"><f/><v>{}</v></c><c x=\' t="s"\'><v>0</v></c>',
        '<x:c xmlns:x="y" t="s"><x:v>{}</x:v></x:c>',
    ],
)
def test_a_text_cannot_be_shown_unseen(way: str) -> None:
    strings = [*HEAD, "T", "word " * 4_000]
    row = f"<row>{way.format(3)}{way.format(3)}</row>"
    with pytest.raises(GridError, match="repeated so often"):
        check_grid(shared_book(strings, [rows_of([[0, 1]]) + row * 3_000]))
    check_grid(shared_book(strings, [rows_of([[0, 1]]) + row * 10]))


def changed(data: bytes, **members: bytes) -> bytes:
    """Return a workbook with other or further members; their names are written with two underscores for a slash."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    return zipped({name.replace("__", "/").replace("_dot_", "."): content for name, content in members.items()} | held)


def test_another_list_of_texts_hides_nothing() -> None:
    data = shared_book([*HEAD, "T", "word " * 4_000], [rows_of([[0, 1], *[[2, 3]] * 3_000])])
    with pytest.raises(GridError, match="repeated so often"):
        check_grid(changed(data, XL__SHAREDSTRINGS_dot_XML=b"<sst>" + b"<si><t>a</t></si>" * 9 + b"</sst>"))


def far(rows: str) -> str:
    return rows + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


@pytest.mark.parametrize("start", ["<worksheet><a></b>", "words <worksheet>", "<worksheet><sheetData/></worksheet>"])
def test_a_sheet_that_is_not_whole_is_not_opened(start: str) -> None:
    whole = shared_book(HEAD, [far(rows_of([[0, 1]]))])
    sheet = f"{start}<sheetData>{far('')}</sheetData></worksheet>"
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    data = zipped({**members, "xl/worksheets/sheet0.xml": sheet.encode()})
    articles, problems = read_articles(data)
    assert len(articles) == 0 and set(problems["code"]) <= {"malformed_document", "unreadable_file"}


def test_a_sheet_may_have_any_name() -> None:
    with pytest.raises(GridError, match="too far apart"):
        check_grid(shared_book(HEAD, [far(rows_of([[0, 1]]))], ending="dat"))


@pytest.mark.parametrize("kind", ["xlsx", "xlsb", "xls"])
def test_one_part_is_not_shown_as_many_sheets(kind: str) -> None:
    rows: Rows = [[0, 1], [0, 1]]
    data = {
        "xlsx": lambda: shared_book(HEAD, [rows_of(rows)], parts=[0, 0]),
        "xlsb": lambda: binary_book(HEAD, [binary_rows(rows)], parts=[0, 0]),
        "xls": lambda: old_book(HEAD, [old_rows(rows)], together=2),
    }[kind]()
    assert read_articles(data).problems["code"].tolist() == ["unreadable_file"]
    with pytest.raises(GridError, match="one and the same"):
        check_grid(data)


def test_cells_of_a_binary_workbook_are_followed() -> None:
    for rows in (
        binary_rows([[0, 1]]) + binary_rows([[0]], first=1_048_575, column=16_383),
        binary_rows([[0, 1]], column=16_384),
        binary_rows([[0]], first=5) + binary_rows([[0]], first=4),
        record(0, struct.pack("<I", 1 << 21) + bytes(13)),
    ):
        articles, problems = read_articles(binary_book(HEAD, [rows]))
        assert len(articles) == 0 and problems["code"].tolist() == ["unreadable_file"]
    cut = binary_book(HEAD, [record(7, b"\1")])
    assert read_articles(cut).problems["code"].tolist() == ["malformed_document"]


def result(text: str) -> bytes:
    """Return the record of the text that a formula of an XLS file gives."""
    return old_record(0x207, struct.pack("<HB", len(text), 0) + text.encode())


HUGE = {
    "extent": old_record(0x200, struct.pack("<IIHHH", 0, 1 << 31, 0, 255, 0)) + old_rows([[0, 1], [0, 1]]),
    "backwards": old_record(0x200, struct.pack("<IIHHH", 9, 4, 0, 2, 0)) + old_rows([[0, 1], [0, 1]]),
    "early result": old_rows([[0, 1]], first=5) + result("T"),
    "numbers": old_record(0xBD, struct.pack("<HH", 0, 0) + bytes(6) + struct.pack("<H", 0))
    + old_record(0xBD, struct.pack("<HH", 65_535, 0) + bytes(6 * 256) + struct.pack("<H", 255)),
}


@pytest.mark.parametrize("name", HUGE)
def test_an_old_workbook_that_states_too_much_room_is_not_opened(name: str) -> None:
    articles, problems = read_articles(old_book(HEAD, [HUGE[name]]))
    assert len(articles) == 0 and problems["code"].tolist() == ["unreadable_file"]


@pytest.mark.parametrize("stated", [1 << 30, 3, 1])
def test_the_number_of_texts_in_an_old_workbook_is_not_trusted(stated: int) -> None:
    articles, problems = read_articles(old_book(HEAD, [old_rows([[0, 1], [0, 1]])], stated=stated))
    assert stated == 1 or (len(articles) == 0 and (problems["severity"] == "error").sum() == 1)


def test_sheets_of_an_old_workbook_that_run_into_each_other_are_not_opened() -> None:
    data = old_book(HEAD, [old_rows([[0, 1], [0, 1]]), old_rows([[0, 1], [0, 1]])])
    _, problems = read_articles(data)
    assert problems["code"].tolist() == ["not_an_article"] * 2  # each sheet repeats its header
    end = old_record(0x0A, b"") + old_record(0x809, b"")[:2]
    assert data.count(end) == 2
    at = data.rindex(end)
    run = data[:at] + old_record(0x0B, b"") + data[at + 4 :]
    with pytest.raises(GridError):
        check_grid(run)


ROWS = "<table:table-row {0}><table:table-cell {2}>{1}</table:table-cell></table:table-row>"
REPEATED_ROW = ROWS.replace("{0}", 'table:number-rows-repeated="{0}"')
REPEATED_CELL = ROWS.replace(" {0}", "").replace("{2}", 'table:number-columns-repeated="{0}" {2}')
TEXT = ("<text:p>{}</text:p>", "")
REPEATS = {
    "rows": (REPEATED_ROW, *TEXT),
    "columns": (REPEATED_CELL, *TEXT),
    "values": (REPEATED_CELL, "", 'office:string-value="{}"'),
    "formulas": (REPEATED_CELL, "", 'table:formula="{}"'),
}


def repeated(way: tuple[str, str, str], times: int, text: str) -> bytes:
    row, inside, value = way
    names = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))
    filled = row.format(times, inside.format(text), f'office:value-type="string" {value.format(text)}')
    sheet = f'<office:spreadsheet><table:table table:name="A">{filled}</table:table></office:spreadsheet>'
    return zipped({"content.xml": f"<office:d {names}><office:body>{sheet}</office:body></office:d>".encode()})


@pytest.mark.parametrize("name", REPEATS)
def test_a_repeated_text_counts_as_often_as_it_is_repeated(name: str) -> None:
    check_grid(repeated(REPEATS[name], 300, "word " * 2_000))
    check_grid(repeated(REPEATS[name], 15_000, "word"))
    with pytest.raises(GridError, match="repeated so often"):
        check_grid(repeated(REPEATS[name], 15_000, "word " * 2_000))


def test_repeated_spaces_count_as_often_as_they_are_repeated() -> None:
    spaces = '<text:s text:c="9000"/>'
    check_grid(repeated(REPEATS["rows"], 300, spaces))
    with pytest.raises(GridError, match="repeated so often"):
        check_grid(repeated(REPEATS["rows"], 15_000, spaces))


def test_cells_kept_from_other_workbooks_are_no_sheets() -> None:
    kept = '<sheetData><row r="7"><cell r="A7"><v>1</v></cell></row></sheetData>'
    links = f"<externalLink><sheetDataSet>{kept}{kept}</sheetDataSet></externalLink>".encode()
    data = shared_book([*HEAD, "T"], [rows_of([[0, 1], [2, 2]])])
    assert len(read_articles(changed(data, xl__externalLinks__externalLink1_dot_xml=links)).articles) == 1


def test_many_sheets_with_a_stray_cell_are_read() -> None:
    stray = '<row r="4000"><c r="H4000"><v>1</v></c></row>'
    sheets = [rows_of([[0, 1], *[[2, 3]] * 20]) + stray] * 12
    articles, _ = read_articles(shared_book([*HEAD, "T", "One &amp; two. " * 20], sheets))
    assert (articles["title"] == "T").sum() == 240
