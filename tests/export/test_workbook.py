"""Workbooks are read back with another program's reader, and hold what the tables hold."""

from __future__ import annotations

import io
import sys
import zipfile
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from python_calamine import CalamineWorkbook

from mediakit.errors import MissingExtraError, OptionError
from mediakit.export import workbook
from mediakit.export.table_files import export_table
from mediakit.export.workbook import workbook_bytes
from mediakit.read import read_articles
from tests.export.test_table_files import FORMULAS

NAMESPACE = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def sheets_in(data: bytes) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def part(data: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read(name))


def rows_of(table: pd.DataFrame) -> list[list[object]]:
    """Return the rows below the names on the only sheet."""
    data, notes = workbook_bytes({"t": table})
    assert not notes
    return sheets_in(data)["t"][1:]


def test_cells_have_the_types_of_their_values() -> None:
    table = pd.DataFrame(
        {
            "share": [0.1 + 0.2, np.nan, 1e-300],
            "n": pd.array([3, None, 2**53], dtype="Int64"),
            "known": [True, False, True],
            "day": pd.to_datetime(["2022-05-09", None, "2022-05-10"], utc=True),
            "published": pd.to_datetime(["2022-05-09T23:30:00+02:00", None, "2022-05-10T00:00:00Z"], utc=True),
            "outlet": pd.Categorical(["Ny Tid", "", "Вечірній"]),
            "mixed": [np.float32(0.5), date(2022, 5, 9), None],
        }
    )
    first, second, third = rows_of(table)
    assert first == [0.1 + 0.2, 3, True, date(2022, 5, 9), datetime(2022, 5, 9, 21, 30), "Ny Tid", 0.5]
    assert second == ["", "", False, "", "", "", date(2022, 5, 9)]
    assert third[:2] == [1e-300, 2**53] and third[4] == date(2022, 5, 10) and third[5] == "Вечірній"


def test_what_excel_has_no_number_or_day_for_is_a_text() -> None:
    table = pd.DataFrame(
        {
            "n": [2**53 + 1, -(10**30)],
            "x": [np.inf, -np.inf],
            "t": [datetime(1899, 5, 1, 12), date(1900, 2, 28)],
            "d": [pd.Timedelta(days=-1), pd.Timedelta(hours=2)],
        }
    )
    assert rows_of(table.astype(object)) == [
        [str(2**53 + 1), "inf", "1899-05-01T12:00:00", "-1 days +00:00:00"],
        [str(-(10**30)), "-inf", "1900-02-28", "0 days 02:00:00"],
    ]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=30))
def test_numbers_keep_every_digit(numbers: list[float]) -> None:
    assert [row[0] for row in rows_of(pd.DataFrame({"x": numbers}))] == numbers


HOSTILE = [
    "<b>&amp;</b>",
    "a\x00b\x1b[31m",
    "_x0041_",
    "one\r\ntwo\ttab",
    "\ud800",
    "\U0001f4f0 news",
    "0123",
]


def test_texts_stand_as_they_are_and_none_is_a_formula() -> None:
    texts = [*FORMULAS, *HOSTILE, '=HYPERLINK("https://a.example")', "{=1+1}", "javascript:alert(1)", "file:///etc/x"]
    data, notes = workbook_bytes({"=1+1": pd.DataFrame({"=2+2": texts, "@b": texts}, dtype=object)})
    assert not notes
    ((name, rows),) = sheets_in(data).items()
    assert name == "=1+1" and rows[0] == ["=2+2", "@b"]
    # One that begins with an apostrophe of its own gets one more, which reading takes off again.
    wanted = [f"'{text}" if text in ("'=1", "''-x", "' \u00ad=1") else text.replace("\ud800", "?") for text in texts]
    assert [row[0] for row in rows[1:]] == wanted
    sheet = part(data, "xl/worksheets/sheet1.xml")
    assert not sheet.findall(".//m:f", NAMESPACE) and not sheet.findall(".//m:hyperlink", NAMESPACE)
    quoted = [form.get("quotePrefix") for form in part(data, "xl/styles.xml").findall("m:cellXfs/m:xf", NAMESPACE)]
    styles = {cell.get("r"): cell.get("s") for cell in sheet.iter(f"{{{NAMESPACE['m']}}}c")}
    assert quoted[int(styles["A2"] or 0)] == "1" and styles[f"A{2 + texts.index('0123')}"] is None


def test_articles_come_back_as_they_were(tmp_path: Path) -> None:
    rows = [
        {"title": text, "text": f"{text} Rain, part {at}.", "date": "2022-05-09T10:30:00Z", "outlet": "'A", "url": url}
        for at, (text, url) in enumerate(zip(FORMULAS, ["https://a.example/?q=1&r=%20#x", ""] * 13, strict=True))
    ]
    before = read_articles(rows).articles
    after = read_articles(export_table(before, tmp_path / "articles.xlsx")).articles
    for name in ("article_id", "title", "text", "outlet", "url", "published"):
        assert after[name].tolist() == before[name].tolist()


def test_addresses_are_links_and_the_names_stay_in_sight() -> None:
    address = "https://a.example/x?y=1&z=%20#top"
    table = pd.DataFrame({"url": [address, "http://b.example", "see https://c.example"], "long": ["x" * 500, "", ""]})
    data, _ = workbook_bytes({"t": table})
    sheet = part(data, "xl/worksheets/sheet1.xml")
    assert [link.get("ref") for link in sheet.findall(".//m:hyperlink", NAMESPACE)] == ["A2", "A3"]
    (pane,) = sheet.findall(".//m:pane", NAMESPACE)
    assert (pane.get("ySplit"), pane.get("state")) == ("1", "frozen")
    first, second = (float(column.get("width") or 0) for column in sheet.findall(".//m:col", NAMESPACE))
    assert 30 < first < 40 and second < 65
    targets = [str(r.get("Target")) for r in part(data, "xl/worksheets/_rels/sheet1.xml.rels")]
    assert targets == ["https://a.example/x?y=1&z=%20", "http://b.example"]
    assert [row[0] for row in sheets_in(data)["t"][1:]] == table["url"].tolist()


def test_sheets_have_names_that_excel_takes() -> None:
    long = "coverage of everything by everybody"
    wanted = [long, long + " else", "a/b:c", "A b c", "", "'''", "History", "\U0001f4f0" * 20, "x (2)", "X (2)"]
    names = list(sheets_in(workbook_bytes({name: pd.DataFrame({"a": [1]}) for name in wanted})[0]))
    assert len(names) == len(wanted) == len({name.casefold() for name in names})
    assert all(0 < len(name.encode("utf-16-le")) <= 62 and not set(name) & set("[]:*?/\\") for name in names)
    assert names[:4] == [long[:31], f"{long[:27]} (2)", "a b c", "A b c (2)"] and names[6] == "History (2)"


def test_a_text_that_is_too_long_is_cut_and_says_so(tmp_path: Path) -> None:
    texts = ["x" * 32_767, "x" * 32_768, "\U0001f4f0" * 20_000]
    with pytest.warns(UserWarning, match=r"long.xlsx: 2 texts were cut.* 32,767 characters.*Write .csv, .jsonl or"):
        file = export_table(pd.DataFrame({"text": texts}), tmp_path / "long.xlsx")
    first, second, third = (str(row[0]) for row in sheets_in(file.read_bytes())["long"][1:])
    assert first == texts[0] and second.endswith("xx [cut here: the text has 32,768 characters]")
    assert third.endswith("\U0001f4f0 [cut here: the text has 20,000 characters]")
    assert len(second) == 32_767 and len(third.encode("utf-16-le")) // 2 in (32_766, 32_767)


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_MOST_ROWS", 4)
    data, notes = workbook_bytes({"n": pd.DataFrame({"at": range(7)}), "none": pd.DataFrame({"at": []})})
    sheets = sheets_in(data)
    assert list(sheets) == ["n", "n (2)", "n (3)", "none"] and all(rows[0] == ["at"] for rows in sheets.values())
    assert [row[0] for name in ("n", "n (2)", "n (3)") for row in sheets[name][1:]] == list(range(7))
    assert notes == ["7 rows of n stand in 3 sheets: one sheet of Excel holds 4 rows, names included."]


def test_more_links_than_a_sheet_holds_stay_as_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_MOST_LINKS", 2)
    addresses = ["https://a.example/" + "x" * 3000, *(f"https://a.example/{at}" for at in range(4))]
    data, notes = workbook_bytes({"t": pd.DataFrame({"url": addresses})})
    assert [row[0] for row in sheets_in(data)["t"][1:]] == addresses
    assert len(part(data, "xl/worksheets/sheet1.xml").findall(".//m:hyperlink", NAMESPACE)) == 2
    assert len(notes) == 1 and notes[0].startswith("3 web addresses stand as plain text")


def test_the_limits_are_those_of_excel() -> None:
    assert (workbook._MOST_ROWS, workbook._MOST_COLUMNS, workbook._MOST_LINKS) == (1_048_576, 16_384, 65_530)
    with pytest.raises(OptionError, match="16,384 columns, and the table has 16,385"):
        workbook_bytes({"wide": pd.DataFrame(np.zeros((1, 16_385)))})


def test_the_same_tables_give_the_same_bytes() -> None:
    sheets = {"a": pd.DataFrame({"x": [1.5], "url": ["https://a.example"]}), "b": pd.DataFrame({"y": ["=1"]})}
    data = workbook_bytes(sheets)[0]
    assert workbook_bytes(sheets)[0] == data
    assert "2000-01-01T00:00:00Z" in etree.tostring(part(data, "docProps/core.xml")).decode()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


def test_without_the_package_it_is_said_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(MissingExtraError, match=r'XlsxWriter.*pip install "mediakit\[excel\]"'):
        export_table(pd.DataFrame({"a": [1]}), tmp_path / "a.xlsx")
    assert not list(tmp_path.iterdir())


def test_levels_of_names_and_equal_names_each_keep_their_column() -> None:
    levels = pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("share", "low"), ("share", "high")]))
    data, _ = workbook_bytes({"levels": levels, "twice": pd.DataFrame([[1, 2]], columns=["a", "a"])})
    assert sheets_in(data) == {"levels": [["share low", "share high"], [1, 2]], "twice": [["a", "a"], [1, 2]]}
