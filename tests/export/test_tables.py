from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from mediakit.errors import OptionError
from mediakit.export.tables import csv_bytes, write_table
from mediakit.read import read_articles

TABLE = pd.DataFrame(
    {
        "outlet": ["Ny Tid", 'Вечірній "вісник"', ""],
        "n": [1, 2, 3],
        "share": [0.25, None, 1.0],
        "published": pd.to_datetime(["2022-05-09T10:30:00Z", None, "2022-05-10T00:00:00Z"], utc=True),
    }
)


def test_csv_opens_in_a_spreadsheet_and_reads_back(tmp_path: Path) -> None:
    file = write_table(TABLE, tmp_path / "deep" / "table.CSV")
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
]


def test_no_cell_of_a_csv_file_is_a_formula_and_none_is_changed_for_mediakit(tmp_path: Path) -> None:
    table = pd.DataFrame({"title": FORMULAS, "text": FORMULAS, "date": "2022-05-09", "article_id": "a"})
    file = write_table(read_articles(table).articles, tmp_path / "articles.csv")
    with file.open(encoding="utf-8-sig", newline="") as stream:
        cells = [cell for row in csv.reader(stream) for cell in row]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)
    before, after = read_articles(table).articles, read_articles(file).articles
    assert after["title"].tolist() == before["title"].tolist()
    assert after["article_id"].tolist() == before["article_id"].tolist()
    careful = read_articles(file.read_text("utf-8-sig").encode("utf-16")).articles
    assert careful["text"].tolist() == before["text"].tolist()


def test_numbers_stay_numbers_in_csv() -> None:
    table = pd.DataFrame({"change": [-0.5, -1e-9], "text": ["-0.5", "+3"], "kind": pd.Categorical(["=a", "b"])})
    lines = csv_bytes(table).decode("utf-8-sig").splitlines()
    assert lines == ["change,text,kind", "-0.5,-0.5,'=a", "-1e-09,+3,b"]


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_same_table_same_bytes(ending: str, tmp_path: Path) -> None:
    before = TABLE.copy(deep=True)
    first = write_table(TABLE, tmp_path / f"table.{ending}").read_bytes()
    assert write_table(TABLE, tmp_path / f"table.{ending}").read_bytes() == first
    pd.testing.assert_frame_equal(TABLE, before)


def test_parquet_and_jsonl_read_back(tmp_path: Path) -> None:
    back = pd.read_parquet(write_table(TABLE, tmp_path / "table.parquet"))
    pd.testing.assert_frame_equal(back, TABLE, check_dtype=False)
    lines = write_table(TABLE, str(tmp_path / "table.jsonl")).read_text("utf-8").splitlines()
    assert lines[0] == '{"outlet":"Ny Tid","n":1,"share":0.25,"published":"2022-05-09T10:30:00Z"}'
    assert "Вечірній" in lines[1] and '"share":null' in lines[1]


def test_table_without_rows_keeps_its_head(tmp_path: Path) -> None:
    assert write_table(TABLE.head(0), tmp_path / "t.csv").read_text("utf-8-sig") == "outlet,n,share,published\n"
    assert write_table(TABLE.head(0), tmp_path / "t.jsonl").read_text("utf-8").strip() == ""


@pytest.mark.parametrize("name", ["table.xls", "table"])
def test_other_endings_are_refused_with_what_to_write(name: str, tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=r"must end in \.csv, \.jsonl or \.parquet.*table\.csv"):
        write_table(TABLE, tmp_path / name)
    assert not list(tmp_path.iterdir())
