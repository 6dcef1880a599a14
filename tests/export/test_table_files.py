from __future__ import annotations

import csv
import re
import unicodedata
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediakit.errors import OptionError
from mediakit.export.table_files import csv_bytes, export_table
from mediakit.read import read_articles
from mediakit.tables import SHIELDED, shield_cell

TABLE = pd.DataFrame(
    {
        "outlet": ["Ny Tid", 'Вечірній "вісник"', ""],
        "n": [1, 2, 3],
        "share": [0.25, None, 1.0],
        "published": pd.to_datetime(["2022-05-09T10:30:00Z", None, "2022-05-10T00:00:00Z"], utc=True),
    }
)


def test_csv_opens_in_a_spreadsheet_and_reads_back(tmp_path: Path) -> None:
    file = export_table(TABLE, tmp_path / "deep" / "table.CSV")
    data = file.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and b"\r" not in data
    read = pd.read_csv(file, encoding="utf-8-sig", keep_default_na=False)
    assert list(read.columns) == list(TABLE.columns) and list(read["outlet"]) == list(TABLE["outlet"])
    assert [p.name for p in file.parent.iterdir()] == ["table.CSV"]


FORMULAS = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "'=1",
    "''-x",
    "- said he",
    "-5 degrees",
    "'quoted'",
    "\r=1",
    "\n+1+1",
    " =1",
    "\u00a0@SUM(1)",
    "\u3000-x",
    "\u200b\u200e=1",
    "\ufeff=1",
    "\x1f\ufe0f=1",
    "' \u00ad=1",
    "\uff1d1+1",
    "\uff0b1+1",
    "\uff0d1 said",
    "\uff20SUM(1)",
    "one\r=1",
    "one\r\n=1",
    "one,two\r-1",
]


def cells_of(file: Path) -> list[str]:
    """Return the cells as a spreadsheet sees them, which begins a row at a bare carriage return too."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return [cell for row in csv.reader(stream) for cell in row]


def runs(cell: str) -> bool:
    """Return whether a cell is a formula once all is gone that cannot be seen."""
    unseen = ("Cc", "Cf", "Zs", "Zl", "Zp")
    seen = "".join(c for c in cell if unicodedata.category(c) not in unseen and c not in "\u034f\u2800\u3164\ufe0f")
    return seen.startswith(("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"))


def test_no_cell_of_a_csv_file_is_a_formula_and_none_is_changed_for_mediakit(tmp_path: Path) -> None:
    table = pd.DataFrame({"title": FORMULAS, "text": FORMULAS, "date": "2022-05-09", "article_id": "a"})
    file = export_table(read_articles(table).articles, tmp_path / "articles.csv")
    assert not any(map(runs, cells_of(file)))
    before, after = read_articles(table).articles, read_articles(file).articles
    assert after["title"].tolist() == before["title"].tolist()
    assert after["article_id"].tolist() == before["article_id"].tolist()
    careful = read_articles(file.read_text("utf-8-sig").encode("utf-16")).articles
    assert careful["text"].tolist() == before["text"].tolist()


@pytest.mark.parametrize("name", FORMULAS)
def test_no_name_of_a_column_is_a_formula(name: str, tmp_path: Path) -> None:
    table = pd.DataFrame([["a", 1]], columns=["plain", name])
    cells = cells_of(export_table(table, tmp_path / "table.csv"))
    assert len(cells) == 4 and not any(map(runs, cells))
    levels = pd.DataFrame([["a", 1]], columns=pd.MultiIndex.from_tuples([("plain", name), (name, "b")]))
    assert not any(map(runs, cells_of(export_table(levels, tmp_path / "levels.csv"))))


def test_names_of_columns_are_read_back_as_they_were(tmp_path: Path) -> None:
    articles = read_articles(pd.DataFrame({"title": ["A"], "text": ["One."], "date": ["2022-05-09"]})).articles
    names = ["=1+1", "' -x", "\uff1dsum", "'quoted'"]
    saved = articles.assign(**dict.fromkeys(names, "c"))
    again = read_articles(export_table(saved, tmp_path / "articles.csv")).articles
    assert [name for name in again.columns if name not in articles.columns] == sorted(f"x_{name}" for name in names)


def test_what_only_looks_like_text_is_shielded_as_text_is() -> None:
    table = pd.DataFrame({"path": [Path("=1"), None], "wait": pd.to_timedelta([-1, 1], unit="D")})
    assert [line.split(",")[0] for line in csv_bytes(table).decode("utf-8-sig").splitlines()] == ["path", "'=1", ""]
    assert csv_bytes(table).decode("utf-8-sig").splitlines()[1].split(",")[1].startswith("'-1 days")


@given(st.text(alphabet=st.one_of(st.sampled_from("'=+-@ \t\r\n\ufeff\u200b\uff1d1."), st.characters(codec="utf-8"))))
def test_the_shield_comes_off_again_in_python_and_in_arrow(text: str) -> None:
    safe = shield_cell(text)
    assert not runs(safe) or re.fullmatch(r"[-+][0-9.,]+(?:[eE][-+]?[0-9]+)?", text)
    assert re.sub(SHIELDED, r"\1", safe) == text
    assert pc.replace_substring_regex(pa.array([safe]), pattern=SHIELDED, replacement=r"\1").to_pylist() == [text]


def test_numbers_stay_numbers_in_csv() -> None:
    table = pd.DataFrame({"change": [-0.5, -1e-9], "text": ["-0.5", "+3"], "kind": pd.Categorical(["=a", "b"])})
    lines = csv_bytes(table).decode("utf-8-sig").splitlines()
    assert lines == ["change,text,kind", "-0.5,-0.5,'=a", "-1e-09,+3,b"]


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_same_table_same_bytes(ending: str, tmp_path: Path) -> None:
    before = TABLE.copy(deep=True)
    first = export_table(TABLE, tmp_path / f"table.{ending}").read_bytes()
    assert export_table(TABLE, tmp_path / f"table.{ending}").read_bytes() == first
    pd.testing.assert_frame_equal(TABLE, before)


def test_parquet_and_jsonl_read_back(tmp_path: Path) -> None:
    back = pd.read_parquet(export_table(TABLE, tmp_path / "table.parquet"))
    pd.testing.assert_frame_equal(back, TABLE, check_dtype=False)
    lines = export_table(TABLE, str(tmp_path / "table.jsonl")).read_text("utf-8").splitlines()
    assert lines[0] == '{"outlet":"Ny Tid","n":1,"share":0.25,"published":"2022-05-09T10:30:00Z"}'
    assert "Вечірній" in lines[1] and '"share":null' in lines[1]


def test_table_without_rows_keeps_its_head(tmp_path: Path) -> None:
    assert export_table(TABLE.head(0), tmp_path / "t.csv").read_text("utf-8-sig") == "outlet,n,share,published\n"
    assert export_table(TABLE.head(0), tmp_path / "t.jsonl").read_text("utf-8").strip() == ""


@pytest.mark.parametrize("name", ["table.xls", "table"])
def test_other_endings_are_refused_with_what_to_write(name: str, tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=r"must end in \.csv, \.jsonl, \.parquet or \.xlsx.*table\.csv"):
        export_table(TABLE, tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_semicolon_goes_with_decimal_commas_whatever_holds_the_numbers(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {
            "share": [0.25, None],
            "nullable": pd.array([0.5, None], dtype="Float64"),
            "arrow": pd.array([1.5, None], dtype="float64[pyarrow]"),
            "mixed": [-2.75, "a;b, c.d"],
            "bin": pd.Categorical([0.5, 1.5]),
            "n": [1000, 2],
        }
    )
    file = export_table(table, tmp_path / "table.csv", separator=";")
    lines = file.read_text("utf-8-sig").splitlines()
    assert lines == ["share;nullable;arrow;mixed;bin;n", "0,25;0,5;1,5;-2,75;0,5;1000", ';;;"a;b, c.d";1,5;2']
    read = pd.read_csv(file, sep=";", decimal=",", encoding="utf-8-sig")
    assert read["share"].tolist()[0] == 0.25 and read["nullable"].tolist()[0] == 0.5
    assert csv_bytes(table) == csv_bytes(table, ",") and b"0.25,0.5,1.5,-2.75,0.5,1000" in csv_bytes(table)


def test_articles_with_semicolons_come_back_as_they_were(tmp_path: Path) -> None:
    table = pd.DataFrame({"title": FORMULAS, "text": FORMULAS, "date": "2022-05-09", "outlet": "A; B, C"})
    before = read_articles(table).articles
    after = read_articles(export_table(before, tmp_path / "articles.csv", separator=";")).articles
    assert after[["article_id", "title", "outlet"]].equals(before[["article_id", "title", "outlet"]])


@pytest.mark.parametrize(("name", "separator"), [("a.csv", "|"), ("a.xlsx", ";"), ("a.parquet", ";")])
def test_a_separator_that_cannot_be_is_refused(name: str, separator: str, tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="separator"):
        export_table(TABLE, tmp_path / name, separator=separator)
    assert not list(tmp_path.iterdir())
