"""Addresses of anything that a file may be: the same articles as from the file."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import mediakit
from mediakit.errors import SourceError
from mediakit.read import read_csv, remote
from mediakit.read.account import Options
from mediakit.read.assemble import ReadResult
from mediakit.transport import client
from tests.read.pages.test_web_page import page
from tests.site import Reply, Site

TABLE = b"""outlet,date,title,text
River Post,03/04/2022,Bridge closed,One two three.
River Post,05/04/2022,Bridge open,Four.
"""
LINES = b"".join(json.dumps({"title": t, "text": "One two.", "date": "2022-02-24"}).encode() + b"\n" for t in "AB")
FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>River Post</title>
<item><title>Bridge closed</title><link>https://riverpost.example/1</link><description>Short.</description>
<pubDate>Thu, 24 Feb 2022 10:00:00 GMT</pubDate></item></channel></rss>"""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the pause between two requests short."""
    monkeypatch.setattr(remote, "new_client", partial(quick_client, remote.MAX_BYTES))


def quick_client(max_bytes: int, options: Options) -> client.Client:
    return client.Client(delay=0, retries=1, max_bytes=max_bytes, allow_private=options.allow_private)


def read_articles(source: Any, **options: Any) -> ReadResult:
    return mediakit.read_articles(source, allow_private=True, **options)


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("Daily/lines.jsonl", LINES)
        archive.writestr("table.csv", TABLE)
        archive.writestr("README.md", b"About these files.")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("path", "body", "kind", "format", "titles"),
    [
        ("/table.csv", TABLE, "text/csv", "csv", ["Bridge closed", "Bridge open"]),
        ("/export?type=table", TABLE, "application/octet-stream", "csv", ["Bridge closed", "Bridge open"]),
        ("/table", TABLE.replace(b",", b"\t"), "text/html", "tsv", ["Bridge closed", "Bridge open"]),
        ("/lines.jsonl", LINES, "application/json", "jsonl", ["A", "B"]),
        ("/lines.jsonl.gz", gzip.compress(LINES, mtime=0), "application/gzip", "jsonl", ["A", "B"]),
        ("/feed", FEED, "application/rss+xml", "rss_atom", ["Bridge closed"]),
        ("/feed.xml", FEED, "text/html", "rss_atom", ["Bridge closed"]),
        ("/page", page(), "text/html; charset=utf-8", "html_page", ["Council discusses bridge"]),
        ("/page.php", page(), "text/plain", "html_page", ["Council discusses bridge"]),
    ],
)
def test_content_decides_what_an_address_is(
    site: Site, path: str, body: bytes, kind: str, format: str, titles: list[str]
) -> None:
    site.routes[path] = Reply(body, kind=kind)
    articles, problems = read_articles(site.url + path)
    assert articles["title"].tolist() == titles
    assert set(articles["source_format"]) == {format} and set(articles["source_file"]) == {site.url + path}
    assert not (problems["severity"] == "error").any()


def test_an_address_gives_the_articles_of_the_file(site: Site, tmp_path: Path) -> None:
    site.routes["/table.csv"] = Reply(TABLE, kind="text/csv")
    (tmp_path / "table.csv").write_bytes(TABLE)
    fetched, read = read_articles(site.url + "/table.csv"), read_articles(tmp_path / "table.csv")
    pd.testing.assert_frame_equal(
        fetched.articles.drop(columns="source_file"), read.articles.drop(columns="source_file")
    )
    assert fetched.problems["code"].tolist() == read.problems["code"].tolist()


def test_options_reach_the_reader(site: Site) -> None:
    site.routes["/table.csv"] = Reply(TABLE, kind="text/csv")
    articles, _ = read_articles(site.url + "/table.csv", dayfirst=False, columns={"text": "title", "title": "outlet"})
    assert articles["published"].dt.month.tolist() == [3, 5]
    assert articles["text"].tolist() == ["Bridge closed", "Bridge open"]
    assert len(read_csv(site.url + "/table.csv", allow_private=True).articles) == 2
    site.routes["/lines"] = Reply(LINES.replace(b"2022-02-24", b"2022-02-24 12:00"))
    articles, _ = read_articles(site.url + "/lines", timezone="Europe/Berlin")
    assert articles["published"].dt.hour.tolist() == [11, 11]
    site.routes["/odd"] = Reply(b"title\ttext\nA\tone\n")
    articles, _ = read_articles(site.url + "/odd", format="text")
    assert articles["source_format"].tolist() == ["text"]


def test_an_archive_is_unpacked(site: Site) -> None:
    site.routes["/all.zip"] = Reply(zipped(), kind="application/zip")
    articles, problems = read_articles(site.url + "/all.zip")
    assert (
        articles["source_file"].tolist()
        == [f"{site.url}/all.zip/Daily/lines.jsonl"] * 2 + [f"{site.url}/all.zip/table.csv"] * 2
    )
    assert problems.set_index("source_file").loc[f"{site.url}/all.zip/README.md", "code"] == "not_an_article"


def test_redirects_and_packed_transport(site: Site) -> None:
    site.routes["/old"] = Reply(b"", 301, headers={"Location": "/new"})
    site.routes["/new"] = Reply(gzip.compress(page()), headers={"Content-Encoding": "gzip"})
    articles, _ = read_articles(site.url + "/old")
    assert articles["url"].tolist() == [site.url + "/new"]
    assert articles["source_file"].tolist() == [site.url + "/old"]


def test_the_charset_of_the_header_counts_where_the_text_does_not_say(site: Site) -> None:
    table = "title;text\nМост закрыт;Совет решил сегодня.\nМост открыт;Завтра.\n"
    for codec in ("koi8-r", "utf-8"):
        site.routes[f"/{codec}"] = Reply(table.encode(codec), kind="text/csv; charset=koi8-r")
        articles, problems = read_articles(f"{site.url}/{codec}")
        assert articles["title"].tolist() == ["Мост закрыт", "Мост открыт"]
        assert "encoding_guessed" not in set(problems["code"])


def test_addresses_may_stand_among_other_sources(site: Site, tmp_path: Path) -> None:
    (tmp_path / "lines.jsonl").write_bytes(LINES)
    site.routes |= {"/a": Reply(page()), "/table.csv": Reply(TABLE)}
    sources = [site.url + "/a", tmp_path / "lines.jsonl", site.url + "/gone", site.url + "/table.csv", site.url + "/a"]
    articles, problems = read_articles(sources)
    assert articles["source_format"].tolist() == ["html_page", "jsonl", "jsonl", "csv", "csv"]
    lost = problems[problems["severity"] == "error"]
    assert lost[["source_file", "code", "value"]].to_numpy().tolist() == [[site.url + "/gone", "not_fetched", "404"]]
    assert site.asked.count("/robots.txt") == 1 and site.asked.count("/a") == 1


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(b"", 403), "not_fetched"),
        (Reply(b"", 429), "throttled"),
        (Reply(b"", 500), "not_fetched"),
        (Reply(b" "), "silent_empty"),
        (Reply(b"{}", kind="application/json"), "silent_empty"),
        (Reply(b'[{"title": "A", "text": ', kind="application/json"), "malformed_document"),
        (Reply(b"%PDF-1.4 \x00\x01\x02" * 50, kind="application/pdf"), "malformed_document"),
        (Reply(b"\x89PNG\r\n\x1a\n\x00\x01" * 50, kind="image/png"), "unsupported_format"),
        (Reply(zipped()[:200], kind="application/zip"), "unreadable_file"),
        (Reply(gzip.compress(TABLE)[:-12], kind="application/gzip"), "not_fetched"),
        (Reply(TABLE[:50], stated=len(TABLE), kind="text/csv"), "not_fetched"),
    ],
)
def test_what_goes_wrong_is_a_problem(site: Site, reply: Reply, code: str) -> None:
    site.routes["/a"] = reply
    articles, problems = read_articles(site.url + "/a")
    assert len(articles) == 0
    assert problems.loc[problems["severity"] == "error", "code"].tolist() == [code]


def test_robots_txt_is_respected(site: Site) -> None:
    site.routes["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /data\n")
    site.routes["/data/table.csv"] = Reply(TABLE)
    assert read_articles(site.url + "/data/table.csv").problems["code"].tolist() == ["robots_disallowed"]
    assert site.pages_asked() == []


def test_a_table_without_texts_is_an_error_as_in_a_file(site: Site) -> None:
    site.routes["/table.csv"] = Reply(b"id,label\n1,a\n2,b\n", kind="text/csv")
    with pytest.raises(SourceError, match="columns found are 'id', 'label'"):
        read_articles(site.url + "/table.csv")


def test_files_may_be_larger_than_pages(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "MAX_BYTES", 100)
    site.routes["/table.csv"] = Reply(TABLE)
    assert len(read_articles(site.url + "/table.csv").articles) == 2
    monkeypatch.setattr(remote, "new_client", partial(quick_client, 100))
    assert read_articles(site.url + "/table.csv").problems["code"].tolist() == ["too_large"]
