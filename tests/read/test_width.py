"""Fields that every record or file has for itself do not make a table of all rows by all fields."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable
from typing import Any

import pandas as pd
import pytest

from mediakit.read import read_articles, width
from mediakit.read.account import Parsed
from mediakit.read.assemble import ReadResult, Source, assemble
from mediakit.read.width import MOST_FURTHER, too_many
from mediakit.tables import ARTICLES


def own_fields(count: int) -> list[dict[str, Any]]:
    return [{"title": f"T{n}", "text": "One two.", f"k{n}": n, "mood": "calm"} for n in range(count)]


def left_out(result: ReadResult) -> pd.DataFrame:
    return result.problems[result.problems["message"] == width.TOO_WIDE]


SOURCES = {
    "records": lambda records: records,
    "json": lambda records: json.dumps(records).encode(),
    "jsonl": lambda records: "\n".join(map(json.dumps, records)).encode(),
    "groups": lambda records: json.dumps({"a": records[::2], "b": records[1::2]}).encode(),
}


@pytest.mark.parametrize("name", SOURCES)
def test_keys_of_single_records_are_left_out_where_they_are_very_many(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(width, "_ALWAYS_EMPTY", 10_000)
    result = read_articles(SOURCES[name](own_fields(300)))
    assert len(result.articles) == 300 and (result.articles["x_mood"] == "calm").all()
    assert result.articles.shape[1] < 200 and len(left_out(result)) >= 1
    assert not (result.problems["severity"] == "error").any()


def test_few_of_them_are_kept() -> None:
    result = read_articles(own_fields(200))
    assert result.articles.shape[1] > 200 and left_out(result).empty
    assert result.articles["x_k7"].tolist()[7] in (7, "7")


def test_columns_that_each_file_has_for_itself_are_left_out_together() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for file in range(6):
            names = ",".join(f"c{file}_{n}" for n in range(300))
            archive.writestr(
                f"{file}.csv", f"title,text,mood,{names}\nA,b c,calm,{'1,' * 299}1\nD,e f,calm,{'1,' * 299}1\n"
            )
    result = read_articles(packed.getvalue())
    further = [name for name in result.articles.columns if name.startswith("x_")]
    assert len(further) == MOST_FURTHER and (result.articles["x_mood"] == "calm").all()
    lost = left_out(result)
    assert lost["source_file"].tolist() == [f"bytes/{n}.csv" for n in (3, 4, 5)]
    assert lost["value"].astype(int).sum() == 6 * 300 + 1 - MOST_FURTHER


def test_labels_that_each_article_has_for_itself_are_left_out_together() -> None:
    sources = []
    for file in range(40):
        parsed = Parsed()
        fields = {f"x_{file}_{n}": "value" for n in range(40)}
        parsed.keep({"title": "T", "text": "One.", "published": None, "x_mood": "calm"} | fields)
        sources.append(Source(f"{file}.txt", "text", parsed))
    result = assemble(sources)
    assert result.articles.shape[1] == len(ARTICLES.names) - 1 + MOST_FURTHER
    assert (result.articles["x_mood"] == "calm").all()
    assert left_out(result)["source_file"].tolist() == [f"{n}.txt" for n in range(24, 40)]


def test_columns_that_most_rows_do_not_reach_are_left_out() -> None:
    names = "title,text," + ",".join(f"c{n}" for n in range(3_000))
    rows = ["A,b c,1"] * 3_000
    rows[7] = "D,e f," + ",".join(["2"] * 3_000)
    result = read_articles("\n".join([names, *rows]).encode(), format="csv")
    assert len(result.articles) == 3_000 and result.articles["x_c0"].tolist()[6:8] == ["1", "2"]
    assert 500 < result.articles.shape[1] < 1_050 and left_out(result)["value"].astype(int).iloc[0] > 1_000


def test_a_table_by_columns_has_no_cells_that_are_not_there() -> None:
    def column(rows: Iterable[int], cell: str) -> dict[str, str]:
        return {str(row): f"{cell} {row}." for row in rows}

    table = {"title": column(range(1_500), "T"), "text": column(range(1_499, -1, -1), "One")}
    own = {f"k{n}": column([n], "x") for n in range(1_500)}
    result = read_articles(json.dumps(table | own).encode())
    assert result.articles["title"].tolist() == [f"T {n}." for n in range(1_500)]
    assert result.articles["text"].tolist() == [f"One {n}." for n in range(1_500)]
    assert result.articles["x_k3"].tolist()[2:5] == ["", "x 3.", ""] and not left_out(result).empty


def test_what_most_rows_fill_is_kept_first() -> None:
    filled = {f"k{n}": 1 for n in range(5_000)} | {"late": 4_000}
    rare = too_many(filled, 5_000)
    assert "late" not in rare and len(filled) - len(rare) == 400
    half = {f"k{n}": 2_500 for n in range(2_000)}
    assert too_many(half, 5_000) == set()
    assert too_many(half, 5_000, most=1_999) == {"k1999"}
