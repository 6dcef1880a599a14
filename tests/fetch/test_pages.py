"""Pages from a server that behaves well, badly and worse."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pandas as pd
import pytest

from mediakit.errors import OptionError, SourceError
from mediakit.fetch import fetch_pages, pages
from mediakit.read import read_articles
from mediakit.read.account import Parsed
from mediakit.read.assemble import ReadResult
from mediakit.transport import client
from tests.read.pages.test_web_page import PARAGRAPHS, page
from tests.site import Reply, Site


def fetch(site: Site, *paths: str, cache: Path | None = None, timeout: float = 5.0, retries: int = 2) -> ReadResult:
    addresses, options = [site.url + path for path in paths], {"timeout": timeout, "retries": retries}
    result = fetch_pages(addresses, cache=cache, delay=0, allow_private=True, **options)
    lost = result.problems["severity"] == "error"
    assert len(result.articles) + int(lost.sum()) == len(set(paths))
    return result


def code(result: ReadResult) -> str:
    lost = result.problems[result.problems["severity"] == "error"]
    return str(lost["code"].iloc[0])


def test_a_page_becomes_an_article(site: Site) -> None:
    site.routes["/a"] = Reply(page())
    articles, problems = fetch(site, "/a")
    assert articles["title"].tolist() == ["Council discusses bridge"]
    assert articles["text"].tolist() == ["\n\n".join(PARAGRAPHS)]
    assert articles["url"].tolist() == [site.url + "/a"] == articles["source_file"].tolist()
    assert problems.empty
    assert site.agents == {client.AGENT} and client.AGENT.startswith("mediakit/")


def test_an_address_is_fetched_once(site: Site) -> None:
    site.routes["/a"] = Reply(page())
    fetch_pages(pd.Series([site.url + "/a"] * 3), delay=0, allow_private=True)
    assert site.pages_asked() == ["/a"]


def test_read_articles_takes_an_address(site: Site) -> None:
    site.routes["/a"] = Reply(page())
    assert read_articles(site.url + "/a", allow_private=True).articles["title"].tolist() == ["Council discusses bridge"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(site: Site, status: int) -> None:
    site.routes["/old"] = Reply(b"", status, headers={"Location": "/new?x=1#part"})
    site.routes["/new"] = Reply(page())
    articles, _ = fetch(site, "/old")
    assert articles["url"].tolist() == [site.url + "/new?x=1"]
    assert articles["source_file"].tolist() == [site.url + "/old"]


@pytest.mark.parametrize("target", ["/loop", "/loop2", "ftp://127.0.0.1/x", "file:///etc/hostname", "", "http://[bad"])
def test_bad_redirects_are_problems(site: Site, target: str) -> None:
    site.routes["/loop"] = Reply(b"", 302, headers={"Location": target})
    site.routes["/loop2"] = Reply(b"", 302, headers={"Location": "/loop"})
    assert code(fetch(site, "/loop")) == "not_fetched"
    assert len(site.pages_asked()) <= 3


def test_redirects_without_end_are_a_problem(site: Site) -> None:
    for number in range(20):
        site.routes[f"/r{number}"] = Reply(b"", 302, headers={"Location": f"/r{number + 1}"})
    assert code(fetch(site, "/r0")) == "not_fetched"
    assert len(site.pages_asked()) == client.MAX_REDIRECTS + 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_refusals_are_problems_and_not_asked_again(site: Site, status: int) -> None:
    site.routes["/a"] = Reply(page(), status)
    result = fetch(site, "/a")
    assert code(result) == "not_fetched" and result.problems["value"].tolist() == [str(status)]
    assert site.pages_asked() == ["/a"]


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_server_fault_is_asked_again(site: Site, status: int) -> None:
    site.routes["/a"] = [Reply(b"", status), Reply(b"", status), Reply(page())]
    assert len(fetch(site, "/a").articles) == 1
    site.routes["/b"] = Reply(b"", status)
    assert code(fetch(site, "/b")) == "not_fetched"
    assert site.pages_asked().count("/b") == 3


def test_too_many_requests_are_waited_for(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(client.time, "sleep", waits.append)
    site.routes["/a"] = [Reply(b"", 429, headers={"Retry-After": "7"}), Reply(page())]
    assert len(fetch(site, "/a").articles) == 1 and waits == [7.0]
    site.routes["/b"] = Reply(b"", 429)
    assert code(fetch(site, "/b")) == "throttled"
    assert waits[1:] == [client.BACK_OFF, 2 * client.BACK_OFF]
    site.routes["/c"] = Reply(b"", 429, headers={"Retry-After": "86400"})
    assert code(fetch(site, "/c")) == "throttled" and len(waits) == 3
    site.routes["/d"] = [Reply(b"", 503, headers={"Retry-After": "Tue, 01 Mar 2022 00:00:00 GMT"}), Reply(page())]
    assert len(fetch(site, "/d").articles) == 1 and waits[3:] == [0.0]


def test_a_moment_to_come_again_is_waited_for(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(client.time, "sleep", waits.append)
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    site.routes["/a"] = [Reply(b"", 503, headers={"Retry-After": soon}), Reply(page())]
    assert len(fetch(site, "/a").articles) == 1
    assert len(waits) == 1 and 80 < waits[0] <= 90


def test_addresses_are_sent_as_servers_expect_them(site: Site, tmp_path: Path) -> None:
    site.routes["/stra%C3%9Fe/%D0%BC%D0%BE%D1%81%D1%82"] = Reply(page())
    site.routes["/old"] = Reply(b"", 302, headers={"Location": "/straße/мост#top".encode().decode("latin-1")})
    articles, _ = fetch(site, "/straße/мост?q=a b&c=%20#part", "/old", cache=tmp_path)
    bridge = "/stra%C3%9Fe/%D0%BC%D0%BE%D1%81%D1%82"
    assert site.pages_asked() == [f"{bridge}?q=a%20b&c=%20", "/old", bridge]
    assert len(articles) == 2
    fetch(site, "/straße/мост?q=a b&c=%20#other", cache=tmp_path)
    assert len(site.pages_asked()) == 3


def test_names_in_the_cache_are_safe_for_any_address(site: Site, tmp_path: Path) -> None:
    paths = ["/../../etc/x", "/" + "a" * 5_000, "/a?b=c:d|e*"]
    site.routes |= {path: Reply(page()) for path in paths}
    site.routes["/etc/x"] = Reply(page())
    fetch(site, *paths, cache=tmp_path / "kept")
    assert all(re.fullmatch(r"[0-9a-f]{64}\.(json|body)", path.name) for path in (tmp_path / "kept").iterdir())
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_a_slow_answer_is_a_problem(site: Site) -> None:
    site.routes["/a"] = Reply(page(), pause=1.0)
    assert code(fetch(site, "/a", timeout=0.1, retries=0)) == "not_fetched"


def test_a_cut_answer_is_asked_again_and_then_a_problem(site: Site) -> None:
    body = page()
    site.routes["/a"] = [Reply(body[:100], stated=len(body)), Reply(body)]
    assert len(fetch(site, "/a").articles) == 1
    site.routes["/b"] = Reply(body[:100], stated=len(body))
    result = fetch(site, "/b", retries=1)
    assert code(result) == "not_fetched" and "connection broke" in result.problems["message"].iloc[0]


def test_chunked_answers_are_joined_and_cut_ones_noticed(site: Site) -> None:
    body = gzip.compress(page())
    packed = {"Content-Encoding": "gzip"}
    site.routes["/a"] = Reply(chunks=[body[:50], body[50:], b""], headers=packed)
    assert fetch(site, "/a").articles["title"].tolist() == ["Council discusses bridge"]
    site.routes["/b"] = Reply(chunks=[body[:50]], headers=packed)
    assert code(fetch(site, "/b", retries=1)) == "not_fetched"
    assert site.pages_asked().count("/b") == 2
    site.routes["/c"] = Reply(chunks=[body[:50], b""], headers=packed)
    assert code(fetch(site, "/c")) == "not_fetched"


def test_a_server_that_is_not_there_is_a_problem(site: Site) -> None:
    site.stop()
    assert code(fetch(site, "/a", retries=0)) in ("not_fetched", "robots_disallowed")


@pytest.mark.parametrize(
    "kind", ["application/pdf", "image/png", "application/json", "application/rss+xml", "video/mp4"]
)
def test_other_content_is_refused(site: Site, kind: str) -> None:
    site.routes["/a"] = Reply(page(), kind=kind)
    assert code(fetch(site, "/a")) == "unsupported_format"


def test_content_that_is_not_what_it_is_called_is_refused(site: Site) -> None:
    site.routes["/a"] = Reply(b"%PDF-1.4 \x00\x01\x02" * 50)
    assert code(fetch(site, "/a")) == "unsupported_format"


def test_an_empty_answer_is_a_problem(site: Site) -> None:
    site.routes["/a"] = Reply(b"  ")
    assert code(fetch(site, "/a")) == "silent_empty"


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(page())),
        ("deflate", zlib.compress(page())),
        ("deflate", raw_deflate(page())),
        ("", gzip.compress(page())),
    ],
)
def test_packed_answers_are_unpacked(site: Site, encoding: str, body: bytes) -> None:
    site.routes["/a"] = Reply(body, headers={"Content-Encoding": encoding} if encoding else {})
    assert fetch(site, "/a").articles["title"].tolist() == ["Council discusses bridge"]


@pytest.mark.parametrize("body", [gzip.compress(page())[:-20], b"\x1f\x8b" + b"x" * 100])
def test_damaged_packed_answers_are_problems(site: Site, body: bytes) -> None:
    site.routes["/a"] = Reply(body, headers={"Content-Encoding": "gzip"})
    assert code(fetch(site, "/a")) == "not_fetched"


def test_answers_that_are_too_large_are_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "MAX_BYTES", 10_000)
    site.routes["/a"] = Reply(b"<p>word</p>" * 2_000)
    site.routes["/b"] = Reply(gzip.compress(b"<p>word</p>" * 100_000), headers={"Content-Encoding": "gzip"})
    assert code(fetch(site, "/a")) == code(fetch(site, "/b")) == "too_large"


def test_the_charset_of_the_header_counts(site: Site) -> None:
    body = "<html><head><title>Brücke gesperrt</title></head><body><p>Größe</p></body></html>".encode("cp1252")
    site.routes["/a"] = Reply(body, kind="text/html; charset=windows-1252")
    assert fetch(site, "/a").articles["title"].tolist() == ["Brücke gesperrt"]


def test_robots_txt_is_respected(site: Site) -> None:
    site.routes["/robots.txt"] = Reply(
        b"User-agent: *\nDisallow: /private\n\nUser-agent: mediakit\nDisallow: /closed\n"
    )
    site.routes["/closed/a"] = site.routes["/open"] = Reply(page())
    site.routes["/jump"] = Reply(b"", 302, headers={"Location": "/closed/a"})
    result = fetch(site, "/closed/a", "/open", "/jump")
    assert result.problems["code"].tolist() == ["robots_disallowed"] * 2
    assert len(result.articles) == 1
    assert "/closed/a" not in site.asked and site.asked.count("/robots.txt") == 1


@pytest.mark.parametrize(("status", "articles"), [(404, 1), (403, 1), (500, 0)])
def test_a_site_without_robots_txt_is_open_and_one_that_cannot_say_is_not(
    site: Site, status: int, articles: int
) -> None:
    site.routes["/robots.txt"] = Reply(b"x", status)
    site.routes["/a"] = Reply(page())
    assert len(fetch(site, "/a").articles) == articles


def test_hosts_are_given_time(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(client.time, "sleep", waits.append)
    site.routes |= {f"/{n}": Reply(page()) for n in range(3)}
    fetch_pages([f"{site.url}/{n}" for n in range(3)], delay=60, allow_private=True)
    assert len(waits) == 3 and all(0 < wait <= 60 for wait in waits)


def test_robots_txt_may_ask_for_more_time(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(client.time, "sleep", waits.append)
    site.routes["/robots.txt"] = Reply(b"User-agent: *\nCrawl-delay: 9\n")
    site.routes["/a"] = Reply(page())
    fetch(site, "/a")
    assert len(waits) == 1 and 8 < waits[0] <= 9


def test_a_broken_run_goes_on_where_it_stopped(site: Site, tmp_path: Path) -> None:
    site.routes |= {"/a": Reply(page()), "/b": Reply(b"", 500)}
    first = fetch(site, "/a", "/b", cache=tmp_path / "kept", retries=0)
    assert len(first.articles) == 1
    site.asked.clear()
    site.routes["/b"] = Reply(page(h1="Second", data=None))
    second = fetch(site, "/a", "/b", cache=tmp_path / "kept")
    assert site.pages_asked() == ["/b"] and len(second.articles) == 2
    assert second.articles.iloc[0].to_dict() == first.articles.iloc[0].to_dict()


def test_a_damaged_cache_is_fetched_again(site: Site, tmp_path: Path) -> None:
    site.routes["/a"] = Reply(page())
    fetch(site, "/a", cache=tmp_path)
    for path in tmp_path.glob("*.body"):
        path.write_bytes(b"<p>other")
    assert len(fetch(site, "/a", cache=tmp_path).articles) == 1
    assert site.pages_asked() == ["/a", "/a"]
    about = json.loads(next(tmp_path.glob("*.json")).read_text("utf-8"))
    assert (about["url"], about["status"]) == (site.url + "/a", 200) and about["seen"]
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("fact", [{"seen": "yesterday"}, {"seen": ""}, {"status": "200"}, {"url": None, "extra": 1}])
def test_a_cache_with_other_facts_is_fetched_again(site: Site, tmp_path: Path, fact: dict[str, object]) -> None:
    site.routes["/a"] = Reply(page())
    fetch(site, "/a", cache=tmp_path)
    about = next(tmp_path.glob("*.json"))
    about.write_text(json.dumps(json.loads(about.read_text("utf-8")) | fact))
    assert len(fetch(site, "/a", cache=tmp_path).articles) == 1
    assert site.pages_asked() == ["/a", "/a"]


def test_a_page_that_breaks_its_reader_does_not_lose_the_others(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def add(parsed: Parsed, data: bytes, *args: object) -> None:
        if b"odd" in data:
            raise zlib.error("an odd page")
        add_page(parsed, data, *args)  # type: ignore[arg-type]

    add_page = pages.add_page
    monkeypatch.setattr(pages, "add_page", add)
    site.routes |= {"/a": Reply(page()), "/odd": Reply(page(h1="odd", data=None)), "/b": Reply(page())}
    result = fetch(site, "/a", "/odd", "/b")
    assert len(result.articles) == 2 and code(result) == "malformed_document"


@pytest.mark.parametrize(
    "headers",
    [
        {"Retry-After": "9" * 400},
        {"Retry-After": "Tue, 01 Mar 2022 00:00:00 +99999999"},
        {"Retry-After": "Tue, 01 Mar 99999 00:00:00 GMT"},
        {"Content-Type": "text/html; charset=" + "x" * 9000},
        {"Content-Encoding": "deflate, \u00b2"},
        {"Location": "http://[::1"},
        {"X" * 70_000: "x"},
        {f"X-{n}": "x" for n in range(200)},
    ],
)
@pytest.mark.parametrize("status", [200, 302, 503])
def test_odd_headers_stop_nothing(site: Site, headers: dict[str, str], status: int) -> None:
    site.routes |= {"/a": Reply(page(), status, headers=headers), "/b": Reply(page())}
    assert len(fetch(site, "/a", "/b", retries=1).articles) >= 1


def test_a_cache_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(SourceError, match="folder"):
        fetch_pages([], cache=tmp_path / "file" / "folder")


@pytest.mark.parametrize(
    "url", ["", "no address", "ftp://host/x", "file:///etc/hostname", "http://", "http://a b/", "javascript:x"]
)
def test_only_web_addresses_are_fetched(url: str) -> None:
    assert fetch_pages([url]).problems["code"].tolist() == ["not_a_source"]


@pytest.mark.parametrize(
    "options", [{"delay": -1}, {"timeout": "5"}, {"retries": -2}, {"delay": float("nan")}, {"retries": True}]
)
def test_options_are_checked(options: dict[str, float]) -> None:
    with pytest.raises(OptionError, match="at least 0"):
        fetch_pages([], **options)  # type: ignore[arg-type]


def test_a_single_address_must_be_a_list() -> None:
    with pytest.raises(OptionError, match="list of addresses"):
        fetch_pages("https://riverpost.example/a")
