"""Web archives: the samples, and small archives made here."""

from __future__ import annotations

import gzip
import json
import sys
import zlib
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from mediakit.read import read_articles, sniff
from mediakit.read.account import Options, Parsed
from mediakit.read.pages import warc
from mediakit.read.pages.warc import parse_warc
from tests.conftest import evaluation_data
from tests.read.pages.test_web_page import PARAGRAPHS, page
from tests.read.press_helpers import check_account, codes, errors

HTML = "text/html; charset=utf-8"


def record(
    body: bytes,
    *,
    kind: str = "response",
    content: str = HTML,
    status: str = "200 OK",
    date: str = "2022-03-05T00:00:00Z",
    packed: str = "",
) -> bytes:
    encoding = f"Content-Encoding: {packed}\r\n" if packed else ""
    lines = f"HTTP/1.1 {status}\r\nContent-Type: {content}\r\n{encoding}Content-Length: {len(body)}\r\n\r\n"
    http = lines.encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: {date}\r\n"
        f"WARC-Target-URI: https://riverpost.example/a\r\nContent-Type: application/http; msgtype={kind}\r\n"
        f"Content-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def parse(data: bytes) -> Parsed:
    parsed = parse_warc(data, Options())
    check_account(parsed)
    return parsed


def test_pages_become_articles_with_address_and_time_of_the_crawl() -> None:
    parsed = parse(record(page()))
    found = parsed.records[0]
    assert (found["title"], found["url"]) == ("Council discusses bridge", "https://riverpost.example/a")
    assert found["text"] == "\n\n".join(PARAGRAPHS)
    assert found["published"] == datetime(2022, 3, 1, 6, 30, tzinfo=UTC)
    assert found["x_crawled"] == "2022-03-05T00:00:00Z"


def test_the_crawl_is_no_date_of_publication_and_bounds_it() -> None:
    early = parse(record(page(), date="2021-01-01T00:00:00Z"))
    assert early.records[0]["published"] is None and "date_in_future" in codes(early)


def test_other_records_are_counted_and_not_read() -> None:
    others = [
        record(b"GET / HTTP/1.1", kind="request"),
        record(b"\x89PNG", content="image/png"),
        record(page(), status="404 Not Found"),
    ]
    parsed = parse(b"".join([*others, record(page())]))
    assert (parsed.seen, len(parsed.records)) == (1, 1)
    left_out = [problem["message"] for problem in parsed.problems if problem["code"] == "not_an_article"]
    assert len(left_out) == 3 and any("image/png" in message for message in left_out)


@pytest.mark.parametrize(
    "data", [b"", b"WARC/1.0\r\n", b"WARC/1.0\r\n" + b"x" * 1000, record(b"{}", content="text/plain")]
)
def test_an_archive_without_pages_is_an_error(data: bytes) -> None:
    parsed = parse(data)
    assert not parsed.records and len(errors(parsed)) >= 1


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_cut_archive_gives_what_came_before(share: float) -> None:
    whole = record(page()) + record(page())
    parsed = parse(whole[: len(whole) // 2 + int(share * len(whole) / 2)])
    assert parsed.records and parsed.records[0]["title"] == "Council discusses bridge"


def test_the_sample_archive_holds_the_pages_it_was_made_of() -> None:
    path = evaluation_data("samples", "warc", "derived_news_4pages.warc.gz")
    assert sniff(path)[0].format == "warc"
    articles, problems = read_articles(path)
    entries = json.loads(evaluation_data("samples", "html_pages", "expected.json").read_text("utf-8"))
    days = {
        entry["title"]: datetime.fromisoformat(entry["publishing_date"]).astimezone(UTC).date() for entry in entries
    }
    assert len(articles) == 4 and not (problems["severity"] == "error").any()
    for title, published in zip(articles["title"], articles["published"], strict=True):
        assert days[title] == published.date()


@pytest.mark.parametrize("name", ["example-iana.org-chunked.warc", "example-trunc.warc", "example.warc.gz"])
def test_sample_archives_of_other_sites_are_accounted_for(name: str) -> None:
    data = evaluation_data("samples", "warc", name).read_bytes()
    parsed = parse(gzip.decompress(data) if name.endswith(".gz") else data)
    assert parsed.seen >= 1 and "not_an_article" in codes(parsed)


def test_a_cut_sample_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    parsed = parse(evaluation_data("samples", "warc", "example-trunc.warc").read_bytes())
    assert "malformed_document" in codes(parsed)
    assert capsys.readouterr().err == ""


class Unpacker:
    """What brotli's Decompressor does, on bytes that were turned around."""

    def __init__(self) -> None:
        self.finished = False

    def process(self, data: bytes) -> bytes:
        if b"damaged" in data:
            raise RuntimeError("decompression failed")
        self.finished = True
        return data[::-1]

    def is_finished(self) -> bool:
        return self.finished


PACKED = b"\x01\x02" + page()[::-1]


@pytest.mark.parametrize(
    ("packed", "named"), [("br", "pip install brotli"), ("zstd", "pip install zstandard"), ("x-new", "'x-new'")]
)
def test_a_page_that_cannot_be_unpacked_is_an_error_and_no_article(
    packed: str, named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for package in ("brotli", "brotlicffi", "zstandard"):
        monkeypatch.setitem(sys.modules, package, None)
    parsed = parse(record(PACKED, packed=packed) + record(page()))
    assert [found["title"] for found in parsed.records] == ["Council discusses bridge"]
    assert [problem["code"] for problem in errors(parsed)] == ["unsupported_format"]
    assert named in errors(parsed)[0]["message"] and errors(parsed)[0]["value"] == "https://riverpost.example/a"


@pytest.mark.parametrize("package", ["brotli", "brotlicffi"])
def test_a_page_is_unpacked_by_whichever_package_is_there(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("brotli", "brotlicffi"):
        monkeypatch.setitem(sys.modules, name, SimpleNamespace(Decompressor=Unpacker) if name == package else None)
    parsed = parse(record(PACKED, packed="br") + record(b"\x00damaged" * 9, packed="br") + record(page()))
    assert [found["title"] for found in parsed.records] == ["Council discusses bridge"] * 2
    assert [(problem["code"], problem["source_index"]) for problem in errors(parsed)] == [("malformed_document", 1)]


@pytest.mark.parametrize(
    ("packed", "body"),
    [
        ("gzip", gzip.compress(page())),
        ("x-gzip", gzip.compress(page())),
        ("deflate", zlib.compress(page())),
        ("deflate", zlib.compress(page())[2:-4]),
        ("gzip, gzip", gzip.compress(gzip.compress(page()))),
        ("br", page()),
        ("utf-8", page()),
    ],
)
def test_pages_are_unpacked_unless_the_crawler_did_so(packed: str, body: bytes) -> None:
    parsed = parse(record(body, packed=packed))
    assert parsed.records[0]["text"] == "\n\n".join(PARAGRAPHS) and not errors(parsed)


def test_a_packed_page_that_breaks_off_is_marked_and_garbage_is_lost() -> None:
    whole = gzip.compress(page())
    parsed = parse(record(whole[:-20], packed="gzip") + record(b"\x00garbage", packed="gzip"))
    assert [found["truncated"] for found in parsed.records] == [True]
    assert codes(parsed)[-2:] == ["truncated_text", "malformed_document"]


def test_a_record_that_cannot_be_read_does_not_hide_those_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, calls = warc.add_page, iter([True, False, False])

    def fail_once(*given: Any) -> None:
        if next(calls):
            raise AttributeError("unused_data")
        whole(*given)

    monkeypatch.setattr(warc, "add_page", fail_once)
    parsed = parse(record(page()) * 3)
    assert (parsed.seen, len(parsed.records)) == (3, 2)
    assert [problem["code"] for problem in errors(parsed)] == ["malformed_document"]
    assert "unused_data" in errors(parsed)[0]["message"]
