"""Feeds and sitemaps from a server."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from mediakit.fetch import fetch_feed, fetch_sitemap
from tests.read.pages.test_feed_files import ATOM, ITEM, NEWS, RSS
from tests.site import Reply, Site

XML = "application/xml"


def index(site: Site, *paths: str) -> bytes:
    entries = "".join(f"<sitemap><loc>{site.url}{path}</loc></sitemap>" for path in paths)
    return f"<sitemapindex>{entries}</sitemapindex>".encode()


@pytest.mark.parametrize(
    ("body", "kind", "format", "count"),
    [
        (RSS.format(ITEM).encode(), "application/rss+xml", "rss_atom", 1),
        (ATOM.encode(), "text/html", "rss_atom", 2),
        (NEWS.encode(), XML, "sitemap", 1),
        (
            b'{"version": "https://jsonfeed.org/version/1", "items": [{"title": "A"}]}',
            "application/json",
            "json_feed",
            1,
        ),
    ],
)
def test_feeds_are_known_by_their_content(site: Site, body: bytes, kind: str, format: str, count: int) -> None:
    site.routes["/feed"] = Reply(body, kind=kind)
    articles, _ = fetch_feed(f"{site.url}/feed", delay=0, allow_private=True)
    assert len(articles) == count and set(articles["source_format"]) == {format}


def test_a_packed_feed_in_latin_1(site: Site) -> None:
    body = RSS.format(ITEM.replace("Bridge", "Café")).replace("UTF-8", "ISO-8859-1").encode("latin-1")
    site.routes["/feed"] = Reply(gzip.compress(body), kind="text/xml", headers={"Content-Encoding": "gzip"})
    assert fetch_feed(f"{site.url}/feed", delay=0, allow_private=True).articles["title"].tolist() == ["Café closed"]


def test_an_empty_feed_is_an_error(site: Site) -> None:
    site.routes["/feed"] = Reply(RSS.format("").encode(), kind="text/xml")
    problems = fetch_feed(f"{site.url}/feed", delay=0, allow_private=True).problems
    assert (problems["severity"].tolist(), problems["code"].tolist()) == (["error"], ["silent_empty"])


def test_a_page_instead_of_a_feed_tells_where_the_feed_is(site: Site) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="/rss.xml">'
    site.routes["/"] = Reply(f"<!DOCTYPE html><html><head>{link}</head><body><p>Home</p></body></html>".encode())
    problems = fetch_feed(f"{site.url}/", delay=0, allow_private=True).problems
    assert problems["code"].tolist() == ["unsupported_format"]
    assert f"{site.url}/rss.xml" in problems["message"].iloc[0]


def test_a_missing_feed_is_a_problem(site: Site) -> None:
    assert fetch_feed(f"{site.url}/feed", delay=0, allow_private=True).problems["code"].tolist() == ["not_fetched"]


def test_listed_sitemaps_are_followed(site: Site, tmp_path: Path) -> None:
    site.routes["/index.xml"] = Reply(index(site, "/1.xml", "/2.xml.gz", "/gone.xml", "/index.xml"), kind=XML)
    site.routes["/1.xml"] = Reply(NEWS.encode(), kind=XML)
    site.routes["/2.xml.gz"] = Reply(gzip.compress(NEWS.replace("A &amp; B", "C").encode()), kind="application/gzip")
    articles, problems = fetch_sitemap(f"{site.url}/index.xml", delay=0, cache=tmp_path, allow_private=True)
    assert articles["title"].tolist() == ["A & B", "C"]
    lost = problems[problems["severity"] == "error"]
    assert lost["code"].tolist() == ["not_an_article", "not_an_article", "not_fetched"]
    site.asked.clear()
    fetch_sitemap(f"{site.url}/index.xml", delay=0, cache=tmp_path, allow_private=True)
    assert site.pages_asked() == ["/gone.xml"]


def test_sitemaps_beyond_the_limit_are_accounted_for(site: Site) -> None:
    site.routes["/index.xml"] = Reply(index(site, *(f"/{n}.xml" for n in range(5))), kind=XML)
    site.routes |= {f"/{n}.xml": Reply(NEWS.encode(), kind=XML) for n in range(5)}
    articles, problems = fetch_sitemap(f"{site.url}/index.xml", delay=0, limit=3, allow_private=True)
    assert len(articles) == 2 and (problems["code"] == "not_fetched").sum() == 3
    assert len(site.pages_asked()) == 3


def test_sitemaps_nested_without_end_are_left(site: Site) -> None:
    for number in range(8):
        site.routes[f"/{number}.xml"] = Reply(index(site, f"/{number + 1}.xml"), kind=XML)
    problems = fetch_sitemap(f"{site.url}/0.xml", delay=0, allow_private=True).problems
    assert (problems["code"] == "not_fetched").sum() == 1 and len(site.pages_asked()) == 4
