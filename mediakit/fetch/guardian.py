"""Articles from The Guardian's Open Platform, with their texts."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import date
from functools import partial
from urllib.parse import urlencode

from mediakit.errors import MediakitError, OptionError
from mediakit.read.account import Account, Options, Parsed, attempt
from mediakit.read.assemble import ReadResult, Source, assemble
from mediakit.read.json.apis import parse_guardian
from mediakit.read.remote import lose_fault
from mediakit.read.values.dates import parse_date
from mediakit.transport.cache import Answer
from mediakit.transport.client import JSON_OBJECT, Client

ENDPOINT = "https://content.guardianapis.com/search"
KEY = "GUARDIAN_API_KEY"
PAGE_SIZE = 50
_FIELDS = "headline,byline,trailText,bodyText,wordcount,lang,publication"


def fetch_guardian(
    query: str,
    start: str | date,
    end: str | date,
    *,
    cache: str | os.PathLike[str] | None = None,
    delay: float = 1.0,
    timeout: float = 30.0,
    retries: int = 3,
    endpoint: str = ENDPOINT,
) -> ReadResult:
    """Return the articles of The Guardian that match a query, with their texts.

    The key of the Open Platform is read from the environment variable GUARDIAN_API_KEY. It is never
    written into the cache or the tables.

    Parameters
    ----------
    query : str
        A query of the Open Platform, such as ``'nato AND enlargement'``.
    start, end : str or date
        First and last day.
    cache : path, optional
        Folder in which answers are kept, so that a broken run goes on where it stopped.
    delay : float
        Seconds between two requests, at least.
    timeout : float
        Seconds to wait for an answer.
    retries : int
        How often a request is made again when the server is busy or the connection breaks.
    endpoint : str
        Address of the interface. A server of your own may be in a private network.

    Returns
    -------
    ReadResult
        ARTICLES and PROBLEMS; ``source_file`` names the page of the answer.

    Raises
    ------
    MediakitError
        When GUARDIAN_API_KEY is not set.
    OptionError
        When ``start`` or ``end`` is not a day, or ``start`` is after ``end``.
    """
    first, last = _day("start", start), _day("end", end)
    if first > last:
        raise OptionError(f"start must not be after end, got {start!r} and {end!r}")
    key = os.environ.get(KEY, "").strip()
    if not key:
        raise MediakitError(
            f"fetching from The Guardian needs a key, and the environment variable {KEY} is not set",
            next_step=f"Ask for a free key at https://open-platform.theguardian.com/access/ and set {KEY} to it.",
        )
    client = Client(cache=cache, delay=delay, timeout=timeout, retries=retries, own=endpoint)
    fields = {"q": query, "from-date": first, "to-date": last, "order-by": "oldest", "page-size": PAGE_SIZE}
    return assemble(_pages(client, f"{endpoint}?{urlencode(fields | {'show-fields': _FIELDS})}", key))


def _day(name: str, value: str | date) -> str:
    found = parse_date(value if isinstance(value, str) else f"{value:%Y-%m-%d}")
    if found.published is None or found.precision not in ("day", "minute") or found.ambiguous:
        raise OptionError(f"{name} must be a day such as '2022-02-24', got {value!r}")
    return f"{found.published:%Y-%m-%d}"


def _pages(client: Client, address: str, key: str) -> Iterator[Source]:
    page, pages = 1, 1
    while page <= pages:
        answer = client.get(f"{address}&page={page}", secret={"api-key": key}, robots=False, whole=JSON_OBJECT)
        account, pages = _read(answer, pages)
        yield Source(f"guardian:{page}", "guardian", account)
        if not account.seen:
            return
        page += 1


def _read(answer: Answer, pages: int) -> tuple[Account, int]:
    """Return what a page of the answer holds, and how many pages there are."""
    parsed = Parsed()
    if answer.status in (401, 403):
        parsed.lose("not_fetched", f"the key in {KEY} was refused", index=0, value=answer.status)
        return parsed, 0
    if lose_fault(parsed, answer):
        return parsed, pages
    try:
        response = json.loads(answer.body)["response"]
        pages, found = int(response["pages"]), response["results"]
    except (ValueError, KeyError, TypeError, RecursionError):
        message = "expected an answer from the Open Platform, got something else; the remaining pages were not fetched"
        parsed.lose("malformed_document", message, index=0, raw=answer.body[:300].decode("utf-8", "replace"))
        return parsed, 0
    if not found:
        parsed.lose("silent_empty", "The Guardian has no article for this query and time", index=0)
        return parsed, 0
    account = attempt(partial(parse_guardian, answer.body, Options()), "guardian", value=answer.url)
    # One page of several is what is asked for here; the others follow.
    account.problems = [problem for problem in account.problems if problem["code"] != "count_mismatch"]
    return account, pages
