"""robots.txt: groups, wildcards and the longest pattern, as RFC 9309 has them."""

from __future__ import annotations

import pytest

from mediakit.fetch import fetch_pages
from mediakit.transport.robots import parse_robots
from tests.read.pages.test_web_page import page
from tests.site import Reply, Site


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("Disallow: /", "/a", False),
        ("Disallow:", "/a", True),
        ("Disallow: /\nAllow: /news", "/news/a", True),
        ("Allow: /news\nDisallow: /news/archive", "/news/archive/1", False),
        ("Disallow: /a\nAllow: /a", "/a", True),
        ("Disallow: /*.pdf$", "/x/report.pdf", False),
        ("Disallow: /*.pdf$", "/x/report.pdf?page=2", True),
        ("Disallow: /*?print", "/story?print=1", False),
        ("Disallow: /*?print", "/story", True),
        ("Disallow: /*/private/*/x", "/a/private/b/x", False),
        ("Disallow: /*/private/*/x", "/a/private/x", True),
        ("Disallow: /stra\u00dfe", "/stra%c3%9Fe/1", False),
        ("Disallow: /%7Eann", "/~ann/1", False),
        ("Disallow: /fish$", "/fish", False),
        ("Disallow: /fish$", "/fishing", True),
        ("disallow : /a # closed", "/a/b", False),
        ("Disallow: /*a*a*a*a*a*a*a*a*a*b$", "/" + "a" * 5_000, True),
    ],
)
def test_the_longest_pattern_decides(rules: str, path: str, allowed: bool) -> None:
    robots = parse_robots(f"User-agent: *\n{rules}", "mediakit")
    assert robots.allow(f"https://riverpost.example{path}") is allowed


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("User-agent: *\nDisallow: /\n\nUser-agent: MediaKit/1.0\nAllow: /", True),
        ("User-agent: mediakit\nUser-agent: other\n\nDisallow: /", False),
        ("User-agent: mediakit\nAllow: /b\n\nUser-agent: x\nAllow: /\nUser-agent: mediakit\nDisallow: /a", False),
        ("User-agent: mediakitten\nDisallow: /", True),
        ("User-agent: *\nSitemap: https://riverpost.example/s.xml\nDisallow: /", False),
        ("Disallow: /", True),
        ("<html><body>Not found: /</body></html>", True),
        ("", True),
    ],
)
def test_groups_are_found_by_name(text: str, allowed: bool) -> None:
    assert parse_robots(text, "mediakit").allow("https://riverpost.example/a") is allowed


@pytest.mark.parametrize(("value", "delay"), [("2", 2.0), ("0.5", 0.5), ("soon", 0.0), ("-1", 0.0), ("1e999", 0.0)])
def test_the_pause_that_a_site_asks_for(value: str, delay: float) -> None:
    assert parse_robots(f"User-agent: *\nCrawl-delay: {value}\nDisallow:", "mediakit").delay == delay


def test_marks_at_the_beginning_and_redirects_of_robots_txt(site: Site) -> None:
    site.routes["/robots.txt"] = Reply(b"", 301, headers={"Location": "/rules.txt"})
    site.routes["/rules.txt"] = Reply("\ufeffUser-agent: *\r\nDisallow: /closed\r\n".encode())
    site.routes |= {"/closed/a": Reply(page()), "/open": Reply(page())}
    result = fetch_pages([site.url + "/closed/a", site.url + "/open"], delay=0, allow_private=True)
    assert result.problems["code"].tolist() == ["robots_disallowed"] and len(result.articles) == 1
