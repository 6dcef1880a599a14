"""The Guardian: pages of answers, and the key that must not be seen anywhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from mediakit.errors import MediakitError, OptionError
from mediakit.fetch import fetch_guardian
from mediakit.read.assemble import ReadResult
from mediakit.transport import network
from tests.site import Reply, Site

SECRET = "not-to-be-seen"
JSON = "application/json"


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUARDIAN_API_KEY", SECRET)


def answer(page: int, pages: int, count: int = 2) -> bytes:
    results = [
        {
            "id": f"world/{page}/{n}",
            "webTitle": f"Story {page}.{n}",
            "webPublicationDate": f"2022-03-{page:02}T0{n}:00:00Z",
            "webUrl": f"https://paper.example/{page}/{n}",
            "sectionName": "World",
            "fields": {"bodyText": "One two three.", "byline": "Ann Example", "wordcount": "3"},
        }
        for n in range(count)
    ]
    return json.dumps({"response": {"status": "ok", "total": pages * 2, "pages": pages, "results": results}}).encode()


def fetch(site: Site, **options: Any) -> ReadResult:
    return fetch_guardian(
        "bridge", "2022-03-01", "2022-03-31", delay=0, endpoint=f"{site.url}/search", retries=1, **options
    )


def serve(site: Site, pages: int) -> None:
    def reply(path: str) -> Reply:
        fields = parse_qs(urlsplit(path).query)
        assert fields["api-key"] == [SECRET]
        return Reply(answer(int(fields["page"][0]), pages), kind=JSON)

    site.routes["/search"] = reply


def test_all_pages_are_fetched_with_texts(site: Site) -> None:
    serve(site, 3)
    articles, problems = fetch(site)
    assert articles["title"].tolist() == [f"Story {page}.{n}" for page in (1, 2, 3) for n in (0, 1)]
    assert set(articles["text"]) == {"One two three."} and set(articles["outlet"]) == {"The Guardian"}
    assert not (problems["severity"] == "error").any() and "count_mismatch" not in set(problems["code"])


def test_the_key_is_neither_kept_nor_shown(site: Site, tmp_path: Path) -> None:
    serve(site, 2)
    result = fetch(site, cache=tmp_path)
    assert not any(SECRET.encode() in path.read_bytes() for path in tmp_path.iterdir())
    assert SECRET not in result.articles.to_csv() + result.problems.to_csv()
    site.asked.clear()
    assert len(fetch(site, cache=tmp_path).articles) == 4 and site.asked == []


def test_a_key_that_the_server_repeats_is_neither_kept_nor_shown(site: Site, tmp_path: Path) -> None:
    serve(site, 1)
    site.routes["/moved"] = lambda path: Reply(b"", 301, headers={"Location": path.replace("/moved", "/search")})
    options: dict[str, Any] = {"delay": 0, "cache": tmp_path}
    result = fetch_guardian("bridge", "2022-03-01", "2022-03-31", endpoint=f"{site.url}/moved", **options)
    assert len(result.articles) == 2
    site.routes["/search"] = Reply(f"No such key: {SECRET}".encode(), kind=JSON)
    refused = fetch(site, cache=tmp_path / "other")
    assert refused.problems["code"].tolist() == ["malformed_document"]
    assert SECRET not in result.articles.to_csv() + refused.problems.to_csv()
    assert not any(SECRET.encode() in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_a_broken_run_goes_on_where_it_stopped(site: Site, tmp_path: Path) -> None:
    whole = {number: Reply(answer(number, 3), kind=JSON) for number in (1, 2, 3)}
    broken = whole | {2: Reply(answer(2, 3)[:90], kind=JSON)}
    served = [broken]
    site.routes["/search"] = lambda path: served[0][int(parse_qs(urlsplit(path).query)["page"][0])]
    assert len(fetch(site, cache=tmp_path).articles) == 2
    served[0] = whole
    site.asked.clear()
    assert len(fetch(site, cache=tmp_path).articles) == 6
    assert [parse_qs(urlsplit(path).query)["page"] for path in site.asked] == [["2"], ["3"]]


def test_the_key_is_not_sent_to_another_host(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "is_public", lambda number: True)
    other = Site()
    other.routes["/search"] = Reply(answer(1, 1), kind=JSON)
    site.routes["/search"] = Reply(b"", 302, headers={"Location": f"{other.url}/search"})
    fetch(site)
    other.stop()
    assert other.asked and not any(SECRET in path for path in other.asked)


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_is_a_problem(site: Site, status: int) -> None:
    site.routes["/search"] = Reply(b'{"message": "Unauthorized"}', status, kind=JSON)
    problems = fetch(site).problems
    assert problems["code"].tolist() == ["not_fetched"] and "key" in problems["message"].iloc[0]
    assert SECRET not in problems.to_csv() and len(site.asked) == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"<html>", "malformed_document"),
        (b'{"response": 1}', "malformed_document"),
        (answer(1, 0, 0), "silent_empty"),
        (b"", "silent_empty"),
    ],
)
def test_other_answers_are_problems(site: Site, body: bytes, code: str) -> None:
    site.routes["/search"] = Reply(body, kind=JSON)
    problems = fetch(site).problems
    assert problems["code"].tolist() == [code] and problems["severity"].tolist() == ["error"]


def test_a_page_that_fails_does_not_lose_the_others(site: Site) -> None:
    def reply(path: str) -> Reply:
        number = int(parse_qs(urlsplit(path).query)["page"][0])
        return Reply(b"", 500) if number == 2 else Reply(answer(number, 3), kind=JSON)

    site.routes["/search"] = reply
    articles, problems = fetch(site)
    assert len(articles) == 4 and (problems["severity"] == "error").sum() == 1


def test_a_missing_key_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GUARDIAN_API_KEY")
    with pytest.raises(MediakitError, match=r"GUARDIAN_API_KEY.*open-platform"):
        fetch_guardian("bridge", "2022-03-01", "2022-03-31")


@pytest.mark.parametrize(("start", "end"), [("2022-03-02", "2022-03-01"), ("March", "2022-03-01")])
def test_days_are_checked(start: str, end: str) -> None:
    with pytest.raises(OptionError):
        fetch_guardian("bridge", start, end)
