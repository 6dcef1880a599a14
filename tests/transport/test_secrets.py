"""Passwords and keys: sent to the one server that they are for, and neither kept nor shown anywhere."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from mediakit.errors import MediakitError, OptionError
from mediakit.fetch import fetch_feed, fetch_guardian, fetch_pages, fetch_sitemap
from mediakit.read import read_articles, remote, sniff
from mediakit.read.assemble import ReadResult
from mediakit.transport import client
from mediakit.transport.cache import Answer
from tests.fetch.test_guardian import answer
from tests.read.pages.test_web_page import page
from tests.site import Reply, Site

KEY = "k3y+/of the server"
WORD = "hidden-word"
FEED = "<rss><channel><title>P</title><item><title>T</title><link>{}</link><guid>{}</guid></item></channel></rss>"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "new_client", lambda options: client.Client(delay=0, retries=0, allow_private=True))


def shows(result: ReadResult, *folders: Path) -> bool:
    """Return whether a key or a word of a login stands in the tables or in a file, its name included."""
    written = [result.articles.to_csv(), result.problems.to_csv(), repr(result), result._repr_html_()]
    written += [path.name + path.read_bytes().decode("latin-1") for folder in folders for path in folder.iterdir()]
    text = "".join(written)
    forms = (KEY, quote(KEY, safe=""), quote(KEY, safe="").lower(), "k3y", WORD, "ann:")
    return any(form in text for form in forms)


LOGINS = ["ann:hidden-word@", "ann:hidden-word%40b@c@", "hidden-word@", "ann%3Ahidden-word:@", ":hidden-word@"]


@pytest.mark.parametrize("login", LOGINS)
@pytest.mark.parametrize("path", ["/a", "/gone", "/moved", "/noise"])
def test_logins_are_neither_sent_nor_kept(site: Site, tmp_path: Path, login: str, path: str) -> None:
    site.routes |= {"/a": Reply(page()), "/noise": Reply(b"%PDF-1.4 \x00\x01")}
    site.routes["/moved"] = Reply(b"", 302, headers={"Location": site.url.replace("//", f"//{login}") + "/a"})
    address = site.url.replace("//", f"//{login}") + path
    results = [
        fetch_pages([address], cache=tmp_path / "pages", delay=0, retries=0, allow_private=True),
        fetch_sitemap(address, cache=tmp_path / "maps", delay=0, retries=0, allow_private=True),
        fetch_feed(address, delay=0, retries=0, allow_private=True),
        read_articles(address),
    ]
    assert not any(shows(result, tmp_path / "pages", tmp_path / "maps") for result in results)
    assert all(site.url + path in set(r.problems["source_file"]) | set(r.articles["source_file"]) for r in results)
    assert WORD not in str(sniff(address)[0])
    assert not any(WORD in asked for asked in site.asked)


@pytest.mark.parametrize(
    "address",
    [
        "ftp://ann:hidden-word@paper.example/a",
        "https://ann:hid/hidden-word@paper.example:port/a",
        "https://ann:hidden-word@paper.example:99999/a",
        "https://ann:hidden-word@[paper/a",
        "ann:hidden-word@paper.example",
        "ftp://paper.example/a?api-key=hidden-word",
        "https://ann:hidden-word@/a",
        "https://paper.example/a b?password=hidden-word&x",
    ],
)
def test_addresses_that_are_none_show_nothing_either(address: str) -> None:
    results = [fetch_pages([address], retries=0), fetch_feed(address, retries=0), fetch_sitemap(address, retries=0)]
    assert not any(shows(result) for result in results)
    with pytest.raises(OptionError) as refused:
        fetch_pages(address)
    assert WORD not in str(refused.value)
    if " " in address or not address.startswith("http"):
        with pytest.raises(MediakitError) as missing:
            read_articles(address)
        assert "://" not in address or WORD not in str(missing.value)


def test_logins_in_what_is_fetched_are_not_kept(site: Site) -> None:
    inner = site.url.replace("//", f"//ann:{WORD}@")
    site.routes["/feed"] = Reply(FEED.format(f"{inner}/1", f"{inner}/2").encode())
    site.routes["/page"] = Reply(page().replace(b"<head>", f'<head><link rel="canonical" href="{inner}/c">'.encode()))
    site.routes["/hint"] = Reply(
        f'<html><link type="application/rss+xml" href="{inner}/f?token={WORD}-4711-0815"></html>'.encode()
    )
    maps = f"<sitemap><loc>{inner}/feed</loc></sitemap><sitemap><loc>{inner}/pages</loc></sitemap>"
    site.routes["/maps"] = Reply(f"<sitemapindex>{maps}</sitemapindex>".encode())
    site.routes["/pages"] = Reply(f"<urlset><url><loc>{inner}/x</loc></url></urlset>".encode())
    for path in ("/feed", "/hint"):
        assert not shows(fetch_feed(site.url + path, delay=0, allow_private=True))
    result = fetch_sitemap(f"{site.url}/maps", delay=0, allow_private=True)
    assert len(result.articles) == 1 and f"{site.url}/x" in set(result.problems["value"]) and not shows(result)
    assert not shows(fetch_pages([f"{site.url}/page"], delay=0, allow_private=True))


def test_logins_in_files_are_not_kept(tmp_path: Path) -> None:
    link = f"https://ann:{WORD}@paper.example/a"
    (tmp_path / "a.csv").write_text(f"title,text,url,link\nA,b c,{link},{link}\nB,d e,https://paper.example/b,\n")
    (tmp_path / "b.json").write_text(json.dumps({"title": "T", "text": "One.", "url": link, "more": f"see {link}"}))
    (tmp_path / "c.csv").write_text(f"title,text\nA,b\n{link},c,d,e\n,,\n")
    result = read_articles(tmp_path)
    assert not shows(result)
    assert result.articles["url"].tolist()[:3] == [
        "https://paper.example/a",
        "https://paper.example/b",
        "https://paper.example/a",
    ]


NAMES = ["api-key", "apiKey", "access_token", "X-Amz-Signature", "password", "client_secret", "subscription-key", "key"]


@pytest.mark.parametrize("name", NAMES)
def test_keys_in_an_address_are_sent_and_not_kept(site: Site, tmp_path: Path, name: str) -> None:
    field = f"{name}={quote(KEY, safe='')}"
    site.routes["/a"] = Reply(page(h1=f"Your key is {KEY}, written {quote(KEY, safe='')}", data=None))
    address = f"{site.url}/a?n=1&{field}&m=2"
    result = fetch_pages([address], cache=tmp_path, delay=0, allow_private=True)
    assert site.pages_asked() == [f"/a?n=1&m=2&{field}"] and len(result.articles) == 1
    assert result.articles["source_file"].tolist() == [f"{site.url}/a?n=1&m=2"] and not shows(result, tmp_path)
    assert not shows(read_articles(address)) and "k3y" not in str(sniff(address)[0])
    assert not shows(fetch_feed(address, delay=0, allow_private=True))
    site.asked.clear()
    again = fetch_pages([address], cache=tmp_path, delay=0, allow_private=True)
    assert len(again.articles) == 1 and site.asked == []


def test_numbers_of_articles_are_no_keys(site: Site) -> None:
    site.routes["/a"] = Reply(page())
    addresses = [f"{site.url}/a?{field}" for field in ("key=20220224.22003006", "token=3", "tokens=a1b2c3d4e5f6g7h8i9")]
    result = fetch_pages(addresses, delay=0, allow_private=True)
    assert result.articles["source_file"].tolist() == addresses


Journey = list[tuple[str, bool]]


def travel(monkeypatch: pytest.MonkeyPatch, *places: str) -> Journey:
    """Return where a client goes that is redirected from each place to the next, and whether the key is sent there."""
    journey: Journey = []

    def once(self: Any, url: str, keys: list[str], busy: object = None) -> Answer:
        journey.append((url, any("4711" in key for key in keys)))
        following = dict(pairwise(places)).get(url, "")
        return Answer(url, 302 if following else 200, location=following, body=b"{}")

    monkeypatch.setattr(client.Client, "_once", once)
    client.Client(delay=0).get(places[0], secret={"api-key": "4711"}, robots=False)
    return journey


def test_a_key_follows_a_redirect_to_its_own_server_only(monkeypatch: pytest.MonkeyPatch) -> None:
    home, plain = "https://api.example/a", "http://api.example/a"
    assert travel(monkeypatch, home, "https://api.example/b") == [(home, True), ("https://api.example/b", True)]
    for other in (plain, "https://api.example:8443/a", "https://api.example.evil/a", "https://www.api.example/a"):
        assert travel(monkeypatch, home, other) == [(home, True), (other, False)]
    there_and_back = travel(monkeypatch, home, "https://evil.example/a", "https://api.example/c")
    assert [sent for _, sent in there_and_back] == [True, False, True]
    assert travel(monkeypatch, plain, home) == [(plain, True), (home, False)]


ECHOES: dict[str, Callable[[str], str]] = {
    "same name": lambda key: f"?api-key={quote(key, safe='')}",
    "other name": lambda key: f"?from={quote(key, safe='')}",
    "lower case": lambda key: f"?from={quote(key, safe='').lower()}",
    "path": lambda key: f"/{quote(key, safe='')}/x",
    "address": lambda key: f"?next={quote('/search?api-key=' + quote(key, safe=''), safe='')}",
    "plus": lambda key: f"?from={quote(key, safe=' ').replace(' ', '+')}",
}


@pytest.mark.parametrize("name", ECHOES)
def test_a_key_that_a_server_repeats_reaches_no_other(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("GUARDIAN_API_KEY", KEY)
    monkeypatch.setattr("mediakit.transport.network.is_public", lambda number: True)
    other = Site()
    other.routes["/search"] = Reply(answer(1, 1), kind="application/json")
    site.routes["/search"] = Reply(b"", 302, headers={"Location": f"{other.url}/search{ECHOES[name](KEY)}"})
    result = fetch_guardian(
        "bridge", "2022-03-01", "2022-03-02", delay=0, retries=0, endpoint=f"{site.url}/search", cache=tmp_path
    )
    other.stop()
    assert len(other.asked) == 1 and "k3y" not in other.asked[0].lower()
    assert not shows(result, tmp_path)


@pytest.mark.parametrize("write", [str, json.dumps, lambda key: quote(key, safe=""), lambda key: quote(key).lower()])
def test_a_key_that_stands_in_an_answer_is_hidden(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[[str], str]
) -> None:
    monkeypatch.setenv("GUARDIAN_API_KEY", KEY)
    body = answer(1, 1).replace(b"Story 1.0", b"Story of " + json.dumps(write(KEY))[1:-1].encode())
    options: dict[str, Any] = {"delay": 0, "retries": 0, "cache": tmp_path, "endpoint": f"{site.url}/search"}
    for reply in (
        Reply(body, kind="application/json"),
        Reply(body[:-9], kind=f"text/{write(KEY)}"),
        Reply(b"{}", 500, kind="application/json"),
    ):
        site.routes["/search"] = reply
        assert not shows(fetch_guardian("bridge", "2022-03-01", "2022-03-02", **options), tmp_path)
        for path in tmp_path.iterdir():
            path.unlink()


def test_a_key_is_no_word_of_a_text(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUARDIAN_API_KEY", "test")
    site.routes["/search"] = Reply(answer(1, 1).replace(b"Story 1.0", b"The latest tests"), kind="application/json")
    result = fetch_guardian("x", "2022-03-01", "2022-03-02", delay=0, endpoint=f"{site.url}/search")
    assert result.articles["title"].iloc[0] == "The latest tests"
    assert base64.b64encode(b"test").decode() not in result.articles.to_csv()
