"""Packed files are opened, and what is not read is refused by name."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable

import pyarrow as pa
import pytest

from mediakit.read import read_articles, sniff

TABLE = b"date,outlet,title,text\n2023-05-02,Post,Ferry,It stays.\n2023-05-03,Post,Train,It is late.\n"


def zstd(data: bytes) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as stream:
        stream.write(data)
    packed: bytes = sink.getvalue().to_pybytes()
    return packed


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, zstd], ids=["gz", "bz2", "xz", "zst"])
def test_packed_files_are_opened(pack: Callable[[bytes], bytes]) -> None:
    articles, problems = read_articles(pack(TABLE))
    assert articles["title"].tolist() == ["Ferry", "Train"] and not problems["severity"].eq("error").any()


@pytest.mark.parametrize("pack", [bz2.compress, lzma.compress], ids=["bz2", "xz"])
def test_several_in_a_row_are_one_and_cut_ones_are_told(pack: Callable[[bytes], bytes]) -> None:
    assert len(read_articles(pack(TABLE) + pack(b"2023-05-04,Post,Bus,It runs.\n")).articles) == 3
    _, problems = read_articles(pack(TABLE * 2_000)[:-20])
    assert problems["message"].str.contains("cut short|damaged").any()


@pytest.mark.parametrize("pack", [bz2.compress, lzma.compress, zstd], ids=["bz2", "xz", "zst"])
def test_bombs_are_not_opened(pack: Callable[[bytes], bytes]) -> None:
    _, problems = read_articles(pack(bytes(60_000_000)))
    assert problems["code"].tolist() == ["unreadable_file"] and "bomb" in problems["message"].iloc[0]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xd0\xcf\x11\xe0" + bytes(600) + "WordDocument".encode("utf-16-le"), ".docx"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "OCR"),
        (b"Rar!\x1a\x07\x00" + bytes(50), "RAR"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(50), "7-Zip"),
        (b"SQLite format 3\x00" + bytes(100), "SQLite"),
        (b"\x80\x04\x95" + bytes(30), "pickle"),
        (b"Source Citation\nCouncil votes. Island Post, 2 May 2023. Gale Document Number: GALE|A12345678\n", "Gale"),
        (b"%0 Newspaper Article\n%T Ferry stays\n%D 2023\n%0 Newspaper Article\n%T Train late\n%D 2023\n", "EndNote"),
        (b"PMID- 1\nTI  - Ferry stays\nAB  - The council voted.\n\nPMID- 2\nTI  - Train late\n", "MEDLINE"),
        (b"BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nSUMMARY:Ferry\nEND:VEVENT\nEND:VCALENDAR\n", "calendar"),
        (b"CREATE TABLE a (b int);\nINSERT INTO a VALUES (1);\nINSERT INTO a VALUES (2);\n", "SQL"),
    ],
)
def test_what_is_not_read_is_refused_by_name_with_the_way_out(data: bytes, said: str) -> None:
    articles, problems = read_articles(data)
    assert len(articles) == 0 and problems["code"].tolist() == ["unsupported_format"]
    assert said in problems["message"].iloc[0] and said in sniff(data)[0].evidence


def test_articles_about_such_things_are_read() -> None:
    text = b"Gale warning\n2 May 2023\n\nA gale is expected. EBSCO sells databases, and RAR is an archive.\n"
    assert len(read_articles(text).articles) == 1
