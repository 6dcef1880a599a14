"""Sources: whatever the caller has, and archives that mean harm."""

from __future__ import annotations

import gzip
import io
import json
import os
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from mediakit.errors import OptionError, SourceError
from mediakit.export.table_files import export_table
from mediakit.read import formats, read_articles, sniff
from mediakit.read.sources import expand

ARTICLE = {"title": "T", "text": "One two three.", "date": "2022-02-24", "outlet": "X"}
LINE = json.dumps(ARTICLE).encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "Daily").mkdir()
    (tmp_path / "Daily" / "a.jsonl").write_bytes(LINE)
    (tmp_path / "b.json").write_bytes(LINE)
    (tmp_path / "README.md").write_text("About these files.")
    (tmp_path / ".hidden").write_text("x")
    (tmp_path / "noise.bin").write_bytes(bytes(range(256)) * 10)
    return tmp_path


def test_a_folder_is_read_with_its_folders_and_every_file_accounted_for(folder: Path) -> None:
    articles, problems = read_articles(folder)
    assert articles["source_file"].tolist() == ["Daily/a.jsonl", "b.json"]
    by_file = problems.set_index("source_file")["code"]
    assert by_file["README.md"] == "not_an_article"
    assert by_file["noise.bin"] == "unsupported_format"


def test_paths_globs_lists_bytes_and_open_files_say_the_same(folder: Path) -> None:
    expected = read_articles(folder / "b.json").articles["article_id"].tolist()
    sources = [
        str(folder / "b.json"),
        LINE,
        bytearray(LINE),
        io.BytesIO(LINE),
        io.StringIO(LINE.decode()),
        ARTICLE,
        [ARTICLE],
    ]
    sources += [pd.DataFrame([ARTICLE]), [folder / "b.json"], str(folder / "*.json"), gzip.compress(LINE)]
    for source in sources:
        assert read_articles(source).articles["article_id"].tolist() == expected


def test_a_zip_is_read_and_its_tricks_are_not_followed(tmp_path: Path) -> None:
    path = tmp_path / "articles.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../outside.json", LINE)
        archive.writestr("inner/b.jsonl", LINE)
        archive.writestr("bomb.txt", b"a" * 80_000_000)
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w") as nested:
            nested.writestr("c.json", LINE)
        archive.writestr("nested.zip", inner.getvalue())
    articles, problems = read_articles(path)
    assert articles["source_file"].tolist() == [
        "articles.zip/outside.json",
        "articles.zip/inner/b.jsonl",
        "articles.zip/nested.zip/c.json",
    ]
    errors = problems[problems["severity"] == "error"]
    assert errors["source_file"].tolist() == ["articles.zip/bomb.txt"]
    assert "bomb" in errors["message"].iloc[0]
    assert sorted(p.name for p in tmp_path.parent.rglob("outside*")) == []


def test_gzip_bombs_and_cut_files(tmp_path: Path) -> None:
    _, problems = read_articles(gzip.compress(b"\0" * 80_000_000))
    assert problems["code"].tolist() == ["unreadable_file"]
    cut = gzip.compress(b"\n".join([LINE] * 200), mtime=0)[:-9]
    articles, problems = read_articles(cut)
    assert len(articles) + (problems["severity"] == "error").sum() >= 199
    assert "cut short" in " ".join(problems["message"])
    packed = tmp_path / "a.jsonl.gz"
    packed.write_bytes(gzip.compress(LINE))
    assert read_articles(packed).articles["source_file"].tolist() == ["a.jsonl.gz"]


def test_damaged_archives_are_problems() -> None:
    for data in (b"PK\x03\x04 nothing", gzip.compress(LINE)[:12], b"\x1f\x8b"):
        articles, problems = read_articles(data)
        assert len(articles) == 0 and (problems["severity"] == "error").sum() == 1


def test_sources_that_are_none_say_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "articles.csv").write_text("title,text\na,b\n")
    with pytest.raises(SourceError, match=r"Did you mean 'articles.csv'"):
        read_articles(tmp_path / "article.csv")
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match="it holds none"):
        read_articles(tmp_path / "empty")
    with pytest.raises(SourceError, match="no file matches"):
        read_articles(str(tmp_path / "*.xyz"))
    for wrong in (None, 3, [], [3], object()):
        with pytest.raises(SourceError):
            read_articles(wrong)


def test_wrong_options_name_what_is_allowed() -> None:
    for options in (
        {"format": "telegram"},
        {"timezone": "Foo/Bar"},
        {"dayfirst": 3},
        {"encoding": "x-9"},
        {"columns": {"txt": "a"}},
    ):
        with pytest.raises(OptionError):
            read_articles(LINE, **options)
    with pytest.raises(SourceError, match="'title', 'text', 'date', 'outlet'"):
        read_articles([ARTICLE], columns={"text": "nope"})


def test_an_empty_file_is_a_problem_and_no_exception(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    articles, problems = read_articles(tmp_path / "empty.csv")
    assert len(articles) == 0
    assert problems["message"].tolist() == ["the file is empty"]


def test_addresses_are_not_files(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("One.")
    pieces = list(expand([" https://example.org/a ", tmp_path / "a.txt"]))
    assert [(piece.name, piece.address) for piece in pieces] == [("https://example.org/a", True), ("a.txt", False)]
    guess = sniff("https://example.org/a")[0]
    assert guess.format == "" and "web address" in guess.evidence


def test_what_is_no_ordinary_file_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(LINE)
    (tmp_path / "broken.txt").symlink_to(tmp_path / "nowhere.txt")
    os.mkfifo(tmp_path / "pipe.csv")
    articles, problems = read_articles(tmp_path)
    assert len(articles) == 1
    by_file = problems[problems["severity"] == "error"].set_index("source_file")["message"]
    assert "cannot be opened" in by_file["broken.txt"] and "pipe" in by_file["pipe.csv"]
    assert "pipe" in read_articles(tmp_path / "pipe.csv").problems["message"].iloc[0]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/hosts")
    assert "not followed" in read_articles(packed.getvalue()).problems["message"].iloc[0]


def test_archives_without_a_file_are_problems() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("folder/", "")
    assert "holds no file" in read_articles(packed.getvalue()).problems["message"].iloc[0]


def test_a_gzip_file_of_very_many_members_is_read_in_one_pass() -> None:
    members = gzip.compress(b"", mtime=0) * 100_000 + gzip.compress(LINE)
    assert len(read_articles(members).articles) == 1


BAD_NAMES = (b"caf\xe9.json", b"caf\xe8.json", b"20220224_\xff\xfe.txt", b"deep\xe4/\xf6.jsonl")
SHOWN_NAMES = ["20220224_\\xff\\xfe.txt", "caf\\xe8.json", "caf\\xe9.json", "deep\\xe4/\\xf6.jsonl"]


@pytest.fixture
def misnamed(tmp_path: Path) -> Path:
    """Return a folder in which every name but one is no UTF-8."""
    for number, name in enumerate((b"plain.json", *BAD_NAMES)):
        path = os.path.join(os.fsencode(tmp_path), name)
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            Path(os.fsdecode(path)).write_bytes(LINE.replace(b'"T"', b'"T%d"' % number))
        except OSError:
            pytest.skip("this system holds no such names")
    return tmp_path


def test_names_that_are_no_utf_8_are_read_and_can_be_written(misnamed: Path) -> None:
    articles, problems = read_articles(misnamed)
    assert sorted(articles["source_file"]) == sorted([*SHOWN_NAMES, "plain.json"])
    for table in (articles, problems):
        assert set(table["source_file"]) <= {*SHOWN_NAMES, "plain.json"}
        for ending in ("csv", "jsonl", "parquet"):
            export_table(table, misnamed.with_name(f"written.{ending}"))
        assert table.to_html().encode("utf-8")
    assert sorted(guess.file for guess in sniff(misnamed)) == sorted([*SHOWN_NAMES, "plain.json"])


def test_such_a_name_is_read_however_it_is_given(misnamed: Path) -> None:
    path = os.path.join(os.fsencode(misnamed), BAD_NAMES[0])
    with open(path, "rb") as file, open(os.fsdecode(path), "rb") as other:
        sources = [os.fsdecode(path), [Path(os.fsdecode(path))], str(misnamed / "caf*\udce9.json"), file, other]
        for source in sources:
            assert read_articles(source).articles["source_file"].tolist() == ["caf\\xe9.json"]
    entry = next(entry for entry in os.scandir(os.fsencode(misnamed)) if entry.name == BAD_NAMES[0])
    assert read_articles(entry).articles["title"].tolist() == ["T1"]


def test_such_a_name_can_stand_in_every_problem(misnamed: Path) -> None:
    (misnamed / "broken\udce9.csv").symlink_to("nowhere")
    os.mkfifo(misnamed / "pipe\udce9.csv")
    (misnamed / "empty\udce9.csv").write_bytes(b"")
    (misnamed / "noise\udce9").write_bytes(bytes(range(256)) * 10)
    (misnamed / "cut\udce9.gz").write_bytes(b"\x1f\x8b\x08")
    articles, problems = read_articles(misnamed)
    assert len(articles) == 5 and (problems["severity"] == "error").sum() == 5
    assert export_table(problems, misnamed.with_name("problems.csv")).read_text("utf-8-sig").count("\\xe9") >= 5
    empty = misnamed / "caf\udce9"
    empty.mkdir()
    with pytest.raises(SourceError) as error:
        read_articles(empty)
    assert str(error.value).encode("utf-8") and "\\xe9" in str(error.value)


def misnamed_zip() -> bytes:
    """Return an archive with names that are called UTF-8: of the first, the second and the last that is not so."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number, name in enumerate(("café.json", "Тиждень.json", "a/ö.json", "last é.json", "plain.json")):
            archive.writestr(name, LINE.replace(b'"T"', b'"T%d"' % number))
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w") as nested:
            nested.writestr("tief é.json", LINE)
        archive.writestr("inner.zip", inner.getvalue().replace("é".encode(), b"_\xe9"))
    data = packed.getvalue()
    for name in ("café.json", "a/ö.json", "last é.json"):
        data = data.replace(name.encode(), name.encode("latin-1").replace(b".", b"_."))
    return data


def test_an_archive_with_names_that_are_no_utf_8_is_read_whole(tmp_path: Path) -> None:
    articles, problems = read_articles(misnamed_zip())
    assert articles["title"].tolist() == ["T0", "T1", "T2", "T3", "T4", "T"]
    assert articles["source_file"].iloc[1] == "bytes/Тиждень.json"
    assert (
        articles["source_file"]
        .str.startswith(("bytes/caf", "bytes/Т", "bytes/a/", "bytes/last", "bytes/p", "bytes/i"))
        .all()
    )
    assert not (problems["severity"] == "error").any()
    for ending in ("csv", "parquet"):
        export_table(articles, tmp_path / f"articles.{ending}")


def test_an_archive_with_such_a_name_and_other_damage_is_a_problem() -> None:
    whole = misnamed_zip()
    for data in (whole[:-30], whole[:-22] + b"PK\5\6" + b"\xff" * 18, b"PK\3\4" + whole[-400:]):
        articles, problems = read_articles(data)
        assert len(articles) + (problems["severity"] == "error").sum() >= 1


@pytest.mark.parametrize("packing", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_damaged_file_in_an_archive_does_not_lose_the_others(tmp_path: Path, packing: int) -> None:
    for place in (37, 45, 50, 60):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", packing) as archive:
            archive.writestr("a.jsonl", (LINE + b"\n") * 40)
            archive.writestr("b.json", LINE)
        data = bytearray(stream.getvalue())
        data[place] ^= 0xFF
        (tmp_path / f"{place}.zip").write_bytes(data)
    articles, problems = read_articles(tmp_path)
    assert articles["source_file"].str.endswith("b.json").sum() == 4
    assert (problems["severity"] == "error").sum() >= 2


class OddError(Exception):
    """As packages have that derive theirs from nothing more special."""


def test_whatever_a_file_makes_its_reader_raise_the_others_are_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise OddError("no such record")

    monkeypatch.setattr("mediakit.read.json.records.parse_jsonl", fail)
    formats._load.cache_clear()
    articles, problems = read_articles(folder)
    formats._load.cache_clear()
    assert articles["source_file"].tolist() == ["b.json"]
    lost = problems.set_index("source_file").loc["Daily/a.jsonl"]
    assert lost["code"] == "malformed_document" and "OddError: no such record" in lost["message"]
