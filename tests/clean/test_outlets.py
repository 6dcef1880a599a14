"""Outlets under other names, merged, with columns to group by."""

from __future__ import annotations

import warnings
from pathlib import Path

import pandas as pd
import pytest

import mediakit
from mediakit.clean.outlets import OutletsWarning, near_equal
from mediakit.cli import main
from mediakit.errors import SourceError, TableError
from mediakit.tables import ARTICLES, build_table

TABLE = """outlet,name,country,owner
the courier,The Courier,Norland,Holm & Co
The Courier,,Norland,
Harbour Post,Post,Sudland,x
"""


def articles(*outlets: str) -> pd.DataFrame:
    return build_table(ARTICLES, [{"article_id": str(i), "outlet": outlet} for i, outlet in enumerate(outlets)])


def saved(folder: Path, text: str = TABLE, name: str = "outlets.csv") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_outlets_are_renamed_merged_and_described(tmp_path: Path) -> None:
    table = articles("the courier", "The Courier", "Harbour Post")
    made = mediakit.rename_outlets(table, saved(tmp_path))
    assert made[["outlet", "country", "owner"]].values.tolist() == [
        ["The Courier", "Norland", "Holm & Co"],
        ["The Courier", "Norland", ""],
        ["Post", "Sudland", "x"],
    ]
    assert made["article_id"].tolist() == table["article_id"].tolist() and table["outlet"].iloc[0] == "the courier"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        again = mediakit.rename_outlets(made, str(saved(tmp_path)))
    assert again["outlet"].tolist() == made["outlet"].tolist()
    assert again["country"].tolist() == made["country"].tolist()


@pytest.mark.parametrize("separator", [";", "\t"])
def test_tables_are_read_as_spreadsheets_save_them(separator: str, tmp_path: Path) -> None:
    path = saved(tmp_path, "\ufeff" + TABLE.replace(",", separator).replace("outlet", "Outlet", 1), "outlets.tsv")
    made = mediakit.rename_outlets(articles("the courier", "The Courier", "Harbour Post"), path)
    assert made["outlet"].tolist() == ["The Courier", "The Courier", "Post"]


def test_added_columns_make_groups() -> None:
    rows = [{"article_id": str(i), "outlet": "AB"[i % 2], "text": "A good day."} for i in range(24)]
    made = mediakit.rename_outlets(
        build_table(ARTICLES, rows), pd.DataFrame({"outlet": ["A", "B"], "country": ["Norland", "Sudland"]})
    )
    found = mediakit.estimate(mediakit.score_sentiment(made), made, by="country")
    assert set(found["country"]) == {"Norland", "Sudland"} and (found["n_articles"] == 12).all()


def test_what_does_not_fit_is_told(tmp_path: Path) -> None:
    table = articles("the courier", "Harbor Post", "Gazette")
    with pytest.warns(OutletsWarning) as told:
        made = mediakit.rename_outlets(table, saved(tmp_path))
    message = str(told[0].message)
    assert (
        "2 of 3 outlets are not in" in message and "'Gazette', 'Harbor Post' (did you mean 'Harbour Post'?)" in message
    )
    assert "no article is by 2 of the 3 outlets" in message
    assert made["outlet"].tolist() == ["The Courier", "Harbor Post", "Gazette"]
    assert made["country"].tolist() == ["Norland", "", ""]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("paper,name\nA,B\n", "needs the column 'outlet', got 'paper', 'name'"),
        ("outlet,name\nA,B\nA,C\n", "these have several: 'A'"),
        ("outlet,section\nA,B\n", "cannot have the column 'section', which articles have themselves"),
    ],
)
def test_faulty_tables_are_refused(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(TableError, match=said):
        mediakit.rename_outlets(articles("A"), saved(tmp_path, text))


def test_a_column_that_stands_twice_is_refused() -> None:
    with pytest.raises(TableError, match="cannot have the column 'name' twice"):
        mediakit.rename_outlets(articles("A"), pd.DataFrame([["A", "B", "C"]], columns=["outlet", "name", "Name"]))


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="No such file"):
        mediakit.rename_outlets(articles("A"), tmp_path / "none.csv")
    (tmp_path / "latin.csv").write_bytes("outlet,name\nÉcho,A\n".encode("latin-1"))
    with pytest.raises(SourceError, match="not UTF-8"):
        mediakit.rename_outlets(articles("A"), tmp_path / "latin.csv")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the courier", "The Courier"), ("The Courier", "Courier"), ("Harbour Post", "HarbourPost"), ("Écho", "Echo"),
        ("Harbour-Post", "Harbour Post."), ("harbourpost.com", "Harbour Post"), ("www.echo.co.uk", "The Echo"),
        ("Courier, The", "The Courier"), ("https://www.harbourpost.no/", "Harbour Post"),
    ],
)  # fmt: skip
def test_nearly_equal_names_are_a_finding(one: str, other: str) -> None:
    assert near_equal([one, other, "Gazette"]) == [sorted([one, other])]
    found = mediakit.check_corpus(articles(one, one, other, "Gazette")).set_index("code").loc["near_equal_outlets"]
    assert (found["outlet"], found["n_articles"], found["value"]) == (one, 3, f"{one} | {other}")


def test_different_names_are_none() -> None:
    assert near_equal(["Post", "Harbour Post", "Postimees", "晚报", "日报", "", "The", "Echo 1", "Echo 2"]) == []


def test_the_command_line_takes_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"title": "Rain", "text": "It rained.", "date": "2022-05-09", "outlet": "the courier"}]
    source, out = tmp_path / "articles.csv", tmp_path / "out.csv"
    pd.DataFrame(rows).to_csv(source, index=False)
    assert main(["read", str(source), "--outlets", str(saved(tmp_path)), "--out", str(out)]) == 0
    assert "outlets: no article is by 2 of the 3 outlets" in capsys.readouterr().err
    assert pd.read_csv(out)[["outlet", "country"]].values.tolist() == [["The Courier", "Norland"]]
    assert main(["check", str(source), "--outlets", str(tmp_path / "none.csv")]) == 2
    assert "could not read the table of outlets" in capsys.readouterr().err
