"""What mediakit wrote is not read as articles, and everything that was left out is told."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from mediakit.export.table_files import export_table
from mediakit.manifest import MANIFEST, read_manifest, write_manifest
from mediakit.read import read_articles, sniff

LINE = json.dumps({"title": "T", "text": "One two three.", "date": "2022-02-24", "outlet": "X"})


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(LINE, "utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with one source, and a report in a folder below."""
    own = ["tables/articles.json", "figures/tone.json"]
    put(tmp_path, "a.json", *(f"out/{name}" for name in own))
    (tmp_path / "out" / MANIFEST).write_bytes(write_manifest(dict.fromkeys(own, "")))
    return tmp_path


@pytest.mark.parametrize("pattern", ["", "**/*.json", "**/*", "*"])
def test_a_report_below_the_source_is_left_out_in_one_row(folder: Path, pattern: str) -> None:
    articles, problems = result = read_articles(str(folder / pattern) if pattern else folder)
    assert articles["source_file"].tolist() == ["a.json"]
    assert repr(result).startswith("1 article from 1 file; all dated")
    left_out = problems[problems["code"] == "not_an_article"]
    told = "2 files that mediakit report wrote: left out. To read one, pass its own path"
    expected = [[f"out/{MANIFEST}", "info", told]] if pattern != "*" else []  # which matches nothing inside the folders
    assert left_out[["source_file", "severity", "message"]].values.tolist() == expected


def test_a_report_in_an_archive_is_left_out(folder: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for path in sorted(folder.rglob("*.json")):
            archive.write(path, path.relative_to(folder))
    articles, problems = read_articles(tmp_path / "all.zip")
    assert articles["source_file"].tolist() == ["all.zip/a.json"]
    assert f"all.zip/out/{MANIFEST}" in problems["source_file"].tolist()


def test_a_file_that_is_named_itself_is_read_whoever_wrote_it(folder: Path) -> None:
    for source in (folder / "out" / "tables" / "articles.json", [folder / "out" / "tables" / "articles.json"]):
        assert len(read_articles(source).articles) == 1
    assert len(read_articles(folder / "out" / "tables").articles) == 1


@pytest.mark.parametrize("content", [b"", b"{cut", b"[]", b'{"sha-256 of files": 5}', b"\xff\xfe\x00", b"[" * 100_000])
def test_a_damaged_manifest_counts_as_none_and_is_no_source(folder: Path, content: bytes) -> None:
    (folder / "out" / MANIFEST).write_bytes(content)
    articles, problems = read_articles(folder)
    assert len(articles) == 3 and MANIFEST not in " ".join([*articles["source_file"], *problems["source_file"]])


def test_no_manifest_speaks_for_files_outside_its_folder() -> None:
    names = ["../a.json", "/a.json", "x/../../a.json", "C:\\a.json", "\\a.json", "..\\a.json", "", "."]
    assert read_manifest(write_manifest(dict.fromkeys([*names, "x/a.json"], ""))) == {"x/a.json": ""}


def pair(folder: Path, name: str) -> None:
    articles, problems = read_articles([json.loads(LINE) | {"title": name}])
    export_table(articles, folder / name)
    export_table(problems, folder / f"{name}.problems.csv")


def test_a_table_that_was_read_from_the_folder_is_not_read_with_it_again(tmp_path: Path) -> None:
    pair(tmp_path, "all.csv")
    pair(tmp_path, "more.parquet")
    put(tmp_path, "README.md")
    assert read_articles(tmp_path).articles["title"].tolist() == ["all.csv", "more.parquet"]
    put(tmp_path, "new.json")
    articles, problems = read_articles(tmp_path)
    assert articles["source_file"].tolist() == ["new.json"]
    told = problems.set_index("source_file")["message"]
    assert "pass its own path" in told["all.csv"] and "about all.csv" in told["all.csv.problems.csv"]
    assert {"more.parquet", "more.parquet.problems.csv", "README.md"} <= set(told.index)
    assert read_articles(str(tmp_path / "[amn]*[tn]")).articles["source_file"].tolist() == ["new.json"]


def test_a_file_that_is_only_called_problems_is_a_source(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("title,text\nA,One two.\n", "utf-8")
    (tmp_path / "a.csv.problems.csv").write_text("title,text\nB,Three four.\n", "utf-8")
    assert read_articles(tmp_path).articles["title"].tolist() == ["A", "B"]


def test_sniff_says_what_is_left_out(folder: Path) -> None:
    assert [guess.format for guess in sniff(folder)] == ["json", ""]
