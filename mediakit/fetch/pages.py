"""Articles from the addresses of their pages."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from mediakit.errors import OptionError
from mediakit.fetch.cache import Answer
from mediakit.fetch.http import Client
from mediakit.read.assemble import ReadResult, Source, assemble
from mediakit.read.html import Origin, add_page
from mediakit.read.record import Options, Parsed
from mediakit.read.sniffing import kind_of

_HTML = ("text/html", "application/xhtml+xml")


def fetch_pages(
    urls: Iterable[str],
    *,
    cache: str | os.PathLike[str] | None = None,
    delay: float = 1.0,
    timeout: float = 30.0,
    retries: int = 3,
    timezone: str | None = None,
) -> ReadResult:
    """Return the articles on web pages; what could not be fetched or read stands in the problems.

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

    Returns
    -------
    ReadResult
        ARTICLES and PROBLEMS; ``source_file`` is the address as it was given.

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
        raise OptionError(f"urls must be a list of addresses, got the text {urls!r}. Pass [{urls!r}]")
    client = Client(cache=cache, delay=delay, timeout=timeout, retries=retries)
    options = Options(timezone=timezone)
    return assemble(_sources(client, dict.fromkeys(map(str, urls)), options))


def _sources(client: Client, urls: Iterable[str], options: Options) -> Iterator[Source]:
    for url in urls:
        parsed = Parsed()
        answer = client.get(url)
        if not lose_fault(parsed, answer):
            _add(parsed, answer, options)
        yield Source(url, "html_page", parsed)


def lose_fault(parsed: Parsed, answer: Answer) -> bool:
    """Account for an answer that did not come, and return whether that is so."""
    if answer.fault:
        parsed.lose(answer.code, answer.fault, index=parsed.seen, value=answer.status or answer.url)
    elif not answer.body.strip():
        parsed.lose("silent_empty", "the server sent an empty answer", index=parsed.seen, value=answer.status)
    return bool(answer.fault) or not answer.body.strip()


def _add(parsed: Parsed, answer: Answer, options: Options) -> None:
    kind, _ = kind_of(answer.body)
    if answer.content_type not in (*_HTML, "") or kind not in ("markup", "plain", "mail"):
        message = "expected a web page; read_articles() takes the address of a feed, table, document or archive"
        parsed.lose("unsupported_format", message, index=parsed.seen, value=answer.content_type or kind)
        return
    add_page(parsed, answer.body, options, Origin(answer.url, answer.charset, answer.seen_at))
