"""Addresses that lead into one's own network are refused, on whatever way they come."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mediakit.errors import OptionError
from mediakit.fetch import fetch_feed, fetch_gdelt, fetch_pages, fetch_sitemap
from mediakit.read import read_articles, read_csv, remote
from mediakit.read.assemble import ReadResult
from mediakit.transport import client, network
from tests.read.pages.test_web_page import page
from tests.site import Reply, Site

PUBLIC = "127.0.0.1"  # for the tests that say so
INDEX = "<sitemapindex>{}</sitemapindex>"
FEED = b"<rss><channel><title>P</title><item><title>T</title><link>https://p.example/1</link></item></channel></rss>"


@pytest.fixture
def public(site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Return the server as if its address were public; all others are what they are."""
    real = network.is_public
    monkeypatch.setattr(network, "is_public", lambda number: number == PUBLIC or real(number))
    monkeypatch.setattr(remote, "new_client", lambda options: client.Client(delay=0, retries=0))
    return site


def codes(result: ReadResult) -> list[str]:
    return result.problems.loc[result.problems["severity"] == "error", "code"].tolist()


@pytest.mark.parametrize(
    "number",
    [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254",
        "169.254.169.254", "168.63.129.16", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.168.1.1",
        "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a00:1", "64:ff9b:1::1",
        "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "2002:a9fe:a9fe::1", "fc00::1", "fd00:ec2::254",
        "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "4000::1",
    ],
)  # fmt: skip
def test_addresses_of_no_public_server_are_known(number: str) -> None:
    assert not network.is_public(number)


@pytest.mark.parametrize(
    "number",
    [
        "1.1.1.1",
        "93.184.216.34",
        "172.32.0.1",
        "2606:4700::1111",
        "64:ff9b::101:101",
        "::ffff:1.1.1.1",
        "2002:101:101::1",
    ],
)
def test_public_addresses_are_known(number: str) -> None:
    assert network.is_public(number)


FETCHES: dict[str, Callable[[str], ReadResult]] = {
    "pages": lambda url: fetch_pages([url], delay=0, retries=0),
    "feed": lambda url: fetch_feed(url, delay=0, retries=0),
    "sitemap": lambda url: fetch_sitemap(url, delay=0, retries=0),
    "read": read_articles,
    "read csv": read_csv,
}


@pytest.mark.parametrize("name", FETCHES)
def test_a_private_address_is_refused_unless_it_is_asked_for(site: Site, name: str) -> None:
    result = FETCHES[name](f"{site.url}/a")
    assert codes(result) == ["private_address"] and site.asked == []
    assert "pass allow_private=True" in result.problems["message"].iloc[0]


def test_it_is_fetched_when_asked_for(site: Site) -> None:
    site.routes |= {"/a": Reply(page()), "/f": Reply(FEED), "/t.csv": Reply(b"title,text\nA,B c\nC,D e\n")}
    site.routes["/s"] = Reply(INDEX.format(f"<sitemap><loc>{site.url}/f</loc></sitemap>").encode())
    options: dict[str, Any] = {"delay": 0, "allow_private": True}
    assert len(fetch_pages([f"{site.url}/a"], **options).articles) == 1
    assert len(fetch_feed(f"{site.url}/f", **options).articles) == 1
    assert len(fetch_sitemap(f"{site.url}/s", **options).articles) == 1
    assert len(read_csv(f"{site.url}/t.csv", allow_private=True).articles) == 2
    for value in (None, "yes"):
        with pytest.raises(OptionError, match="allow_private must be one of True, False"):
            fetch_pages([], allow_private=value)  # type: ignore[arg-type]
        with pytest.raises(OptionError, match="allow_private must be one of True, False"):
            read_articles(b"title,text\nA,B\n", allow_private=value)


@pytest.mark.parametrize(
    "host", ["localhost", "2130706433", "0x7f.1", "127.1", "0.0.0.0", "[::ffff:127.0.0.1]", "[::1]"]
)
def test_no_way_of_writing_an_address_hides_it(site: Site, host: str) -> None:
    assert codes(fetch_pages([f"http://{host}:{site.port}/a"], delay=0, retries=0)) == ["private_address"]
    assert site.asked == []


@pytest.mark.parametrize(
    "host", ["127%2e0%2e0%2e1", "%31%32%37.0.0.1", "127.0.0.1%00", "[::1%25lo]", "127.0.0.1\\", "a b"]
)
def test_a_host_that_is_written_in_codes_is_none(site: Site, host: str) -> None:
    assert codes(fetch_pages([f"http://{host}:{site.port}/a"], delay=0, retries=0)) == ["not_a_source"]
    fetcher = client.Client(delay=0, retries=0)
    assert fetcher._once(f"http://{host.replace(' ', '')}:{site.port}/a", []).fault
    assert site.asked == []


INNER = [
    "http://127.0.0.2/a",
    "http://10.0.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[fd00:ec2::254]/",
]


@pytest.mark.parametrize("target", INNER)
def test_a_redirect_into_ones_own_network_is_not_followed(public: Site, target: str) -> None:
    public.routes["/a"] = Reply(b"", 302, headers={"Location": target})
    assert codes(fetch_pages([f"{public.url}/a"], delay=0)) == ["private_address"]
    assert codes(read_articles(f"{public.url}/a")) == ["private_address"]
    assert public.pages_asked() == ["/a", "/a"]


@pytest.mark.parametrize("target", INNER)
def test_robots_txt_leads_nowhere_else(public: Site, target: str) -> None:
    public.routes |= {"/robots.txt": Reply(b"", 302, headers={"Location": target}), "/a": Reply(page())}
    assert codes(fetch_pages([f"{public.url}/a"], delay=0)) == ["robots_disallowed"]
    assert public.asked == ["/robots.txt"]


@pytest.mark.parametrize("target", INNER)
def test_what_a_sitemap_lists_is_looked_at_too(public: Site, target: str) -> None:
    entries = f"<sitemap><loc>{target}</loc></sitemap><sitemap><loc>{public.url}/f</loc></sitemap>"
    public.routes |= {"/s": Reply(INDEX.format(entries).encode()), "/f": Reply(FEED)}
    result = fetch_sitemap(f"{public.url}/s", delay=0, retries=0)
    assert codes(result) == ["private_address"] and len(result.articles) == 1
    assert result.problems.set_index("code").loc["private_address", "source_file"] == target


class Names:
    """Stands for the look-up of names: what each name leads to, one answer after another, the last for ever."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **numbers: list[list[str]]) -> None:
        self.asked: list[str] = []
        self._real, self._numbers = socket.getaddrinfo, {f"{name}.example": list(n) for name, n in numbers.items()}
        monkeypatch.setattr(socket, "getaddrinfo", self._find)

    def _find(self, host: str, port: Any, *args: Any, **options: Any) -> list[Any]:
        if host not in self._numbers:
            return self._real(host, port, *args, **options)
        self.asked.append(host)
        answers = self._numbers[host]
        if not answers[0]:
            raise socket.gaierror("no such name")
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        return [part for number in found for part in self._real(number, port, *args, **options)]


def test_a_name_that_leads_into_ones_own_network_is_refused(public: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    names = Names(monkeypatch, paper=[["127.0.0.2"]], mixed=[["10.0.0.1", PUBLIC]])
    public.routes["/a"] = Reply(page())
    assert codes(fetch_pages([f"http://paper.example:{public.port}/a"], delay=0)) == ["private_address"]
    assert public.asked == [] and names.asked == ["paper.example"]
    assert len(fetch_pages([f"http://mixed.example:{public.port}/a"], delay=0).articles) == 1


def test_what_was_checked_is_what_is_connected_to(public: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    reached: list[tuple[str, int]] = []
    connect = socket.create_connection
    monkeypatch.setattr(
        socket, "create_connection", lambda place, *more: reached.append(place) or connect(place, *more)
    )
    names = Names(monkeypatch, paper=[[PUBLIC], [PUBLIC], ["127.0.0.2"]])
    public.routes |= {"/a": Reply(page()), "/b": Reply(page())}
    result = fetch_pages([f"http://paper.example:{public.port}/{path}" for path in "ab"], delay=0, retries=0)
    assert len(result.articles) == 1 and codes(result) == ["private_address"]
    assert names.asked == ["paper.example"] * 3 and reached == [(PUBLIC, public.port)] * 2
    assert public.hosts == {f"paper.example:{public.port}"}


def test_the_next_address_of_a_host_is_tried(public: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "is_public", lambda number: True)
    Names(monkeypatch, paper=[["127.0.0.3", PUBLIC]])
    public.routes["/a"] = Reply(page())
    assert len(fetch_pages([f"http://paper.example:{public.port}/a"], delay=0, timeout=2).articles) == 1


def test_certificates_are_checked_against_the_name(public: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def wrap(self: ssl.SSLContext, sock: socket.socket, **options: Any) -> ssl.SSLSocket:
        asked.append((options["server_hostname"], sock.getpeername()[0], self.check_hostname, self.verify_mode))
        raise ssl.SSLError("not today")

    monkeypatch.setattr(ssl.SSLContext, "wrap_socket", wrap)
    Names(monkeypatch, paper=[[PUBLIC]])
    address = f"https://paper.example:{public.port}/a"
    assert codes(fetch_pages([address], delay=0, retries=0)) == ["robots_disallowed"]
    assert asked == [("paper.example", PUBLIC, True, ssl.CERT_REQUIRED)]


def test_a_proxy_may_be_private_and_what_it_is_asked_for_not(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", site.url)
    Names(monkeypatch, paper=[["93.184.216.34"]], inner=[["10.0.0.1"]], mixed=[["93.184.216.34", "::1"]], unknown=[[]])
    for host in ("paper", "unknown"):
        site.routes[f"http://{host}.example/a"] = Reply(page())
        assert len(fetch_pages([f"http://{host}.example/a"], delay=0).articles) == 1
        assert f"http://{host}.example/a" in site.asked
    site.asked.clear()
    for address in ("http://inner.example/a", "http://mixed.example/a", *INNER):
        assert codes(fetch_pages([address], delay=0)) == ["private_address"]
    assert site.asked == []
    site.routes["http://10.0.0.1/a"] = Reply(page())
    assert len(fetch_pages(["http://10.0.0.1/a"], delay=0, allow_private=True).articles) == 1


def test_the_password_of_a_proxy_is_not_shown(site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("http_proxy", f"http://ann:hidden-word@127.0.0.1:{site.port}")
    monkeypatch.setenv("https_proxy", f"http://ann:hidden-word@127.0.0.1:{site.port}")
    Names(monkeypatch, paper=[["93.184.216.34"]])
    for scheme in ("http", "https"):
        result = fetch_pages([f"{scheme}://paper.example/a"], delay=0, retries=0, cache=tmp_path)
        assert len(codes(result)) == 1 and "hidden" not in result.problems.to_csv()


def test_an_interface_of_ones_own_may_be_private_but_not_what_it_redirects_to(site: Site) -> None:
    site.routes["/doc"] = Reply(b'{"articles": []}', kind="application/json")
    assert codes(fetch_gdelt("nato", "2022-02-24", "2022-02-24", delay=0, endpoint=f"{site.url}/doc")) == [
        "silent_empty"
    ]
    site.routes["/doc"] = Reply(b"", 302, headers={"Location": "http://127.0.0.2/doc"})
    problems = fetch_gdelt("nato", "2022-02-24", "2022-02-24", delay=0, endpoint=f"{site.url}/doc").problems
    assert "private_address" in set(problems["code"])
