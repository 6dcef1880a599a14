"""Articles from the addresses of their pages."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import partial

from mediakit.errors import OptionError
from mediakit.read.account import Options, Parsed, attempt
from mediakit.read.assemble import ReadResult, Source, assemble
from mediakit.read.pages.web_page import Origin, add_page
from mediakit.read.remote import lose_fault
from mediakit.read.sniffing import kind_of
from mediakit.transport.addresses import shown_address
from mediakit.transport.cache import Answer
from mediakit.transport.client import Client

_HTML = ("text/html", "application/xhtml+xml")


def fetch_pages(
    urls: Iterable[str],
    *,
    cache: str | os.PathLike[str] | None = None,
    delay: float = 1.0,
    timeout: float = 30.0,
    retries: int = 3,
    timezone: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Return the articles on web pages; what could not be fetched or read is in the problems.

    Pages are fetched one after another. robots.txt is respected, and the user agent names mediakit.

    Parameters
    ----------
    urls : iterable of str
        Addresses with http or https; each is fetched once.
    cache : path, optional
        Folder in which pages are kept, so that a broken run goes on where it stopped. It is made when
        it is not there; pages in it are not fetched again.
    delay : float
        Seconds between two requests to one host, at least.
    timeout : float
        Seconds to wait for a connection or for more data.
    retries : int
        How often a request is made again when the server is busy or the connection breaks.
    timezone : str, optional
        Zone of times that pages state without one, such as ``Europe/London``.
    allow_private : bool
        Whether addresses on this machine and in private or reserved networks are fetched; by default they
        are problems, also when a public address redirects to them.

    Returns
    -------
    ReadResult
        ARTICLES and PROBLEMS; ``source_file`` is the address as it was given, without login and keys.

    Raises
    ------
    OptionError
        When ``urls`` is a single text, or an option has a value that is not allowed.

    Examples
    --------
    >>> articles, problems = fetch_pages(["ftp://example.org/article"])
    >>> problems["code"].tolist()
    ['not_a_source']
    """
    if isinstance(urls, (str, bytes)):
        text = shown_address(urls if isinstance(urls, str) else urls.decode("utf-8", "replace"))
        raise OptionError(f"urls must be a list of addresses, got the text {text!r}", next_step=f"Write [{text!r}].")
    client = Client(cache=cache, delay=delay, timeout=timeout, retries=retries, allow_private=allow_private)
    options = Options(timezone=timezone)
    return assemble(_sources(client, dict.fromkeys(map(str, urls)), options))


def _sources(client: Client, urls: Iterable[str], options: Options) -> Iterator[Source]:
    for url in urls:
        read, shown = partial(_read, client.get(url), options), shown_address(url)
        yield Source(shown, "html_page", attempt(read, "html_page", value=shown))


def _read(answer: Answer, options: Options) -> Parsed:
    parsed = Parsed()
    if lose_fault(parsed, answer):
        return parsed
    kind, _ = kind_of(answer.body)
    if answer.content_type not in (*_HTML, "") or kind not in ("markup", "plain", "mail"):
        message = "expected a web page; read_articles() takes the address of a feed, table, document or archive"
        parsed.lose("unsupported_format", message, index=parsed.seen, value=answer.content_type or kind)
    else:
        add_page(parsed, answer.body, options, Origin(answer.url, answer.charset, answer.seen_at))
    return parsed
