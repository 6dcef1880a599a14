"""Articles from the addresses of feeds and sitemaps."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from urllib.parse import urljoin

from mediakit.read.account import Options, Parsed, attempt
from mediakit.read.assemble import ReadResult, Source, assemble
from mediakit.read.formats import format_named
from mediakit.read.pages.feed_files import sitemap_addresses
from mediakit.read.remote import lose_fault
from mediakit.read.sniffing import recognise
from mediakit.transport.addresses import shown_address
from mediakit.transport.cache import Answer
from mediakit.transport.client import Client

_LISTED = ("rss_atom", "json_feed", "sitemap")
_MAX_DEPTH = 3
_FEED_LINK = re.compile(r"<link\b[^>]{0,500}application/(?:rss|atom|feed)\+(?:xml|json)[^>]{0,500}>", re.IGNORECASE)
_HREF = re.compile(r"href\s*=\s*[\"']([^\"']{1,1000})", re.IGNORECASE)


def fetch_feed(
    url: str,
    *,
    delay: float = 1.0,
    timeout: float = 30.0,
    retries: int = 3,
    timezone: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Return the entries of an RSS, Atom or JSON feed or of a news sitemap.

    Parameters
    ----------
    url : str
        Address of the feed.
    delay, timeout : float
        Seconds between two requests to one host, and to wait for an answer.
    retries : int
        How often a request is made again when the server is busy or the connection breaks.
    timezone : str, optional
        Zone of times that the feed states without one.
    allow_private : bool
        Whether addresses on this machine and in private or reserved networks are fetched.

    Returns
    -------
    ReadResult
        ARTICLES, one for each entry, and PROBLEMS. A feed without entries is a problem of severity "error".

    Examples
    --------
    >>> fetch_feed("not an address").problems["code"].tolist()
    ['not_a_source']
    """
    client = Client(delay=delay, timeout=timeout, retries=retries, allow_private=allow_private)
    return assemble([_source(shown_address(str(url)), client.get(url), Options(timezone=timezone))])


def _source(url: str, answer: Answer, options: Options) -> Source:
    parsed = Parsed()
    if lose_fault(parsed, answer):
        return Source(url, "", parsed)
    guess = recognise(answer.body, "")
    entry = format_named(guess.format)
    if entry is None or guess.format not in _LISTED:
        message = f"expected a feed, got {guess.evidence}{_hint(answer)}"
        parsed.lose("unsupported_format", message, index=0, value=answer.content_type)
        return Source(url, "", parsed)
    return Source(url, entry.name, attempt(lambda: entry.parse(answer.body, options), entry.name, value=url))


def _hint(answer: Answer) -> str:
    """Return where the feeds of a web page are, as the page says itself."""
    text = answer.body[:200_000].decode("utf-8", "replace")
    links = [_HREF.search(link) for link in _FEED_LINK.findall(text)[:5]]
    feeds = [shown_address(urljoin(answer.url, link[1])) for link in links if link]
    return f". The page names these feeds: {', '.join(feeds)}" if feeds else ""


def fetch_sitemap(
    url: str,
    *,
    cache: str | os.PathLike[str] | None = None,
    delay: float = 1.0,
    timeout: float = 30.0,
    retries: int = 3,
    limit: int = 50,
    timezone: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Return the news entries of a sitemap and of the sitemaps it lists.

    Parameters
    ----------
    url : str
        Address of the sitemap, such as ``https://example.org/sitemap-news.xml``.
    cache : path, optional
        Folder in which sitemaps are kept; delete it to see newer ones.
    delay, timeout : float
        Seconds between two requests to one host, and to wait for an answer.
    retries : int
        How often a request is made again when the server is busy or the connection breaks.
    limit : int
        Most sitemaps to be fetched, 1 or more; those left out are problems of severity "error".
    timezone : str, optional
        Zone of times that the sitemap states without one.
    allow_private : bool
        Whether addresses on this machine and in private or reserved networks are fetched, those that a
        sitemap lists included.

    Returns
    -------
    ReadResult
        ARTICLES, one for each entry with a headline, without text, and PROBLEMS. Plain addresses are problems with
        the address as their ``value``, which fetch_pages() takes.

    Examples
    --------
    >>> fetch_sitemap("not an address").problems["code"].tolist()
    ['not_a_source']
    """
    client = Client(cache=cache, delay=delay, timeout=timeout, retries=retries, allow_private=allow_private)
    return assemble(_sitemaps(client, url, limit, Options(timezone=timezone)))


def _sitemaps(client: Client, url: str, limit: int, options: Options) -> Iterator[Source]:
    waiting, met = [(url, 0)], {url}
    for count, (address, depth) in enumerate(waiting):
        shown = shown_address(address)
        if count >= limit or depth > _MAX_DEPTH:
            parsed = Parsed()
            message = f"not fetched: more than limit={limit} sitemaps, or listed more than {_MAX_DEPTH} levels deep"
            parsed.lose("not_fetched", message, index=0, value=shown)
            yield Source(shown, "sitemap", parsed)
            continue
        answer = client.get(address)
        further = [] if answer.fault else sitemap_addresses(answer.body)[1]
        if not further:
            yield _source(shown, answer, options)
            continue
        index = Parsed()
        message = f"the sitemap lists {len(further)} further ones, which are fetched too"
        index.note("not_an_article", message, severity="info", value=len(further))
        yield Source(shown, "sitemap", index)
        for target in further:
            if target not in met:
                met.add(target)
                waiting.append((target, depth + 1))
