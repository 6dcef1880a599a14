"""GDELT: windows under the cap, and every kind of answer it gives instead of articles."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from mediakit.errors import OptionError
from mediakit.fetch import fetch_gdelt, gdelt
from mediakit.read.assemble import ReadResult
from tests.site import Reply, Site

JSON = "application/json; charset=utf-8"
THROTTLE = b"Please limit requests to one every 5 seconds or contact the office for larger queries."


def entry(moment: datetime, number: int = 0) -> dict[str, Any]:
    return {
        "url": f"https://post.example/{moment:%Y%m%d%H%M%S}/{number}",
        "title": f"Story of {moment:%H:%M:%S}, {number}",
        "seendate": f"{moment:%Y%m%dT%H%M%SZ}",
        "domain": "post.example",
        "language": "English",
        "sourcecountry": "Ireland",
    }


def listed(*entries: dict[str, Any]) -> bytes:
    return json.dumps({"articles": entries}).encode()


def fetch(site: Site, start: Any = "2022-03-01", end: Any = "2022-03-01", **options: Any) -> ReadResult:
    return fetch_gdelt("bridge", start, end, delay=0, endpoint=f"{site.url}/doc", **({"retries": 1} | options))


def archive(site: Site, entries: list[dict[str, Any]]) -> None:
    """Serve entries as GDELT does: those inside the window, 250 at most."""

    def reply(path: str) -> Reply:
        fields = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        first, last = fields["startdatetime"], fields["enddatetime"]
        found = [e for e in entries if first <= e["seendate"].translate({84: None, 90: None}) <= last]
        return Reply(listed(*found[: int(fields["maxrecords"])]) if found else b"{}", kind=JSON)

    site.routes["/doc"] = reply


def test_articles_are_listed_with_the_time_of_collection(site: Site) -> None:
    site.routes["/doc"] = Reply(listed(entry(datetime(2022, 3, 1, 8, 30))), kind=JSON)
    articles, _ = fetch(site)
    assert articles["title"].tolist() == ["Story of 08:30:00, 0"]
    assert articles["published"].iloc[0].to_pydatetime() == datetime(2022, 3, 1, 8, 30, tzinfo=UTC)
    assert articles["flags"].tolist() == ["collection_date"]
    assert articles["source_file"].tolist() == ["gdelt:20220301000000-20220302000000"]
    fields = parse_qs(urlsplit(site.asked[0]).query)
    assert (fields["startdatetime"], fields["enddatetime"]) == (["20220301000000"], ["20220301235959"])
    assert "/robots.txt" not in site.asked


def test_windows_are_split_until_nothing_is_cut(site: Site) -> None:
    start = datetime(2022, 3, 1)
    entries = [entry(start + timedelta(seconds=40 * n)) for n in range(2_000)]
    archive(site, entries)
    articles, problems = fetch(site)
    assert sorted(articles["url"]) == sorted(e["url"] for e in entries)
    assert not (problems["severity"] == "error").any()
    assert articles["published"].is_monotonic_increasing


def test_a_minute_above_the_cap_is_reported(site: Site) -> None:
    archive(site, [entry(datetime(2022, 3, 1, 8, 30), n) for n in range(300)])
    articles, problems = fetch(site, "2022-03-01T08:29:00", "2022-03-01T08:32:00")
    assert len(articles) == gdelt.CAP
    assert (problems["code"] == "count_mismatch").sum() == 1


@pytest.mark.parametrize("status", [200, 429])
def test_the_throttle_text_is_known_whatever_its_status(site: Site, status: int) -> None:
    article = Reply(listed(entry(datetime(2022, 3, 1))), kind=JSON)
    site.routes["/doc"] = [Reply(THROTTLE, status, kind=JSON), article]
    assert len(fetch(site).articles) == 1
    site.routes["/doc"] = Reply(THROTTLE, status, kind=JSON)
    articles, problems = fetch(site)
    assert articles.empty and problems["code"].tolist() == ["throttled"]
    assert problems["severity"].tolist() == ["error"]


@pytest.mark.parametrize("body", [b"{}", b"", b' {"articles": [] }', b"\n"])
def test_silence_is_an_error(site: Site, body: bytes) -> None:
    site.routes["/doc"] = Reply(body, kind=JSON)
    problems = fetch(site).problems
    assert problems.loc[problems["severity"] == "error", "code"].tolist() == ["silent_empty"]


def test_a_message_about_the_query_ends_the_run(site: Site) -> None:
    site.routes["/doc"] = Reply(b"Your query was too short or too long.\n", kind="text/html")
    articles, problems = fetch(site)
    assert articles.empty and problems["code"].tolist() == ["query_refused"]
    assert "too short" in problems["message"].iloc[0] and len(site.asked) == 1


def test_invalid_escapes_are_mended(site: Site) -> None:
    body = listed(entry(datetime(2022, 3, 1))).replace(b"Story of", rb"Story\'s \d of")
    site.routes["/doc"] = Reply(body, kind=JSON)
    assert "Story" in fetch(site).articles["title"].iloc[0]


def test_cut_json_gives_what_came_before(site: Site) -> None:
    body = listed(entry(datetime(2022, 3, 1)), entry(datetime(2022, 3, 1, 1)))
    site.routes["/doc"] = Reply(body[:-40], kind=JSON)
    articles, problems = fetch(site)
    assert len(articles) == 1 and (problems["severity"] == "error").sum() == 1


def test_a_broken_run_goes_on_where_it_stopped(site: Site, tmp_path: Path) -> None:
    archive(site, [entry(datetime(2022, 3, 1) + timedelta(minutes=2 * n)) for n in range(600)])
    first = fetch(site, cache=tmp_path)
    asked = len(site.asked)
    assert asked > 3
    second = fetch(site, cache=tmp_path)
    assert len(site.asked) == asked
    assert second.articles.equals(first.articles)


def test_a_message_instead_of_a_list_is_not_kept(site: Site, tmp_path: Path) -> None:
    site.routes["/doc"] = Reply(b"The service is being updated.")
    assert fetch(site, cache=tmp_path).problems["code"].tolist() == ["query_refused"]
    archive(site, [entry(datetime(2022, 3, 1))])
    assert len(fetch(site, cache=tmp_path).articles) == 1


@pytest.mark.parametrize(
    ("start", "end", "stamps"),
    [
        (date(2022, 3, 1), date(2022, 3, 2), ("20220301000000", "20220302235959")),
        (datetime(2022, 3, 1, 6), datetime(2022, 3, 1, 7, tzinfo=UTC), ("20220301060000", "20220301065959")),
        ("1 March 2022", "2022-03-01T12:00:00+02:00", ("20220301000000", "20220301095959")),
    ],
)
def test_moments_may_be_given_in_several_ways(site: Site, start: Any, end: Any, stamps: tuple[str, str]) -> None:
    site.routes["/doc"] = Reply(b"{}", kind=JSON)
    fetch(site, start, end)
    fields = parse_qs(urlsplit(site.asked[0]).query)
    assert (fields["startdatetime"][0], fields["enddatetime"][0]) == stamps


@pytest.mark.parametrize(
    ("query", "start", "end"),
    [(" ", "2022-03-01", "2022-03-02"), ("a", "soon", "2022-03-02"), ("a", "2022", "2022-03-02")],
)
def test_options_are_checked(query: str, start: str, end: str) -> None:
    with pytest.raises(OptionError):
        fetch_gdelt(query, start, end)


def test_an_answer_of_another_shape_is_one_lost_record(site: Site) -> None:
    moment = datetime(2022, 3, 1, 8, 30)
    other = {"articles": [{"address": "https://post.example/1", "seen": "20220301T083000Z"}]}
    site.routes["/doc"] = [Reply(json.dumps(other).encode(), kind=JSON), Reply(listed(entry(moment)), kind=JSON)]
    first, second = fetch(site), fetch(site)
    assert len(first.articles) == 0 and (first.problems["severity"] == "error").sum() == 1
    assert len(second.articles) == 1
