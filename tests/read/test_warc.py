"""Web archives: the samples, and small archives made here."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime

import pytest

from mediakit.read import read_articles, sniff
from mediakit.read.record import Options, Parsed
from mediakit.read.warc import parse_warc
from tests.conftest import evaluation_data
from tests.read.press_helpers import check_account, codes, errors
from tests.read.test_html import PARAGRAPHS, page

HTML = "text/html; charset=utf-8"


def record(
    body: bytes,
    *,
    kind: str = "response",
    content: str = HTML,
    status: str = "200 OK",
    date: str = "2022-03-05T00:00:00Z",
) -> bytes:
    http = f"HTTP/1.1 {status}\r\nContent-Type: {content}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
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
