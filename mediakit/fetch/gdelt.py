"""Article lists from GDELT's DOC 2.0 interface, in windows small enough for its cap."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from urllib.parse import urlencode

from mediakit.errors import OptionError
from mediakit.read.account import Account, Options, Parsed, ParsedTable, attempt
from mediakit.read.assemble import ReadResult, Source, assemble
from mediakit.read.json.apis import parse_gdelt_doc
from mediakit.read.remote import lose_fault
from mediakit.read.values.dates import parse_date
from mediakit.transport.cache import Answer
from mediakit.transport.client import JSON_OBJECT, Client

ENDPOINT = "https://api.gdeltproject.org/api/v2/doc/doc"
CAP = 250
_SHORTEST = timedelta(minutes=1)
_BUSY = re.compile(rb"^\s{0,99}(?:please )?(?:limit requests|too many requests|rate limit)", re.IGNORECASE)
_STAMP = "%Y%m%d%H%M%S"


@dataclass(frozen=True)
class _Window:
    start: datetime
    end: datetime

    @property
    def name(self) -> str:
        return f"gdelt:{self.start:{_STAMP}}-{self.end:{_STAMP}}"

    def halves(self) -> list[_Window]:
        """Return two windows, cut at a whole minute, or none when this one is too short."""
        minutes = (self.end - self.start) // _SHORTEST // 2
        middle = self.start + minutes * _SHORTEST
        return [_Window(self.start, middle), _Window(middle, self.end)] if minutes else []


def fetch_gdelt(
    query: str,
    start: str | date | datetime,
    end: str | date | datetime,
    *,
    cache: str | os.PathLike[str] | None = None,
    delay: float = 6.0,
    timeout: float = 60.0,
    retries: int = 5,
    endpoint: str = ENDPOINT,
) -> ReadResult:
    """Return the articles that GDELT lists for a query: title, address, outlet and time of collection, no text.

    One answer holds 250 articles at most. A window that reaches this cap is split in two, down to a
    minute, and so on until every article is delivered.

    Parameters
    ----------
    query : str
        A query of GDELT's DOC 2.0 interface, such as ``'nato sourcelang:english'``.
    start, end : str, date or datetime
        First and last moment (UTC). A day alone as ``end`` is meant with all its hours.
    cache : path, optional
        Folder in which answers are kept, so that a broken run goes on where it stopped.
    delay : float
        Seconds between two requests, at least; GDELT asks for 5.
    timeout : float
        Seconds to wait for an answer.
    retries : int
        How often a request is made again when GDELT is busy or wants slower requests.
    endpoint : str
        Address of the interface. A server of your own may be in a private network.

    Returns
    -------
    ReadResult
        ARTICLES and PROBLEMS. ``published`` is the time at which GDELT saw the page, so ``flags`` says
        ``collection_date``. ``source_file`` names the window.

    Raises
    ------
    OptionError
        When the query is empty, or ``start`` is not a date or not before ``end``.

    Examples
    --------
    >>> fetch_gdelt("nato", "2022-02-25", "2022-02-24")
    Traceback (most recent call last):
    ...
    mediakit.errors.OptionError: start must be before end, got '2022-02-25' and '2022-02-24'.
    """
    if not query.strip():
        raise OptionError("query must hold at least one word, got an empty text")
    window = _Window(_moment("start", start, last=False), _moment("end", end, last=True))
    if window.start >= window.end:
        raise OptionError(f"start must be before end, got {start!r} and {end!r}")
    client = Client(cache=cache, delay=delay, timeout=timeout, retries=retries, own=endpoint)
    return assemble(_windows(client, endpoint, query, window))


def _moment(name: str, value: str | date | datetime, *, last: bool) -> datetime:
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        found, precision = datetime.combine(value, time(), UTC), "day"
    else:
        parsed = parse_date(value)
        if parsed.published is None or parsed.precision not in ("day", "minute") or parsed.ambiguous:
            raise OptionError(f"{name} must be a date such as '2022-02-24', got {value!r}")
        found, precision = parsed.published, parsed.precision
    return found + timedelta(days=1) if last and precision == "day" else found


def _windows(client: Client, endpoint: str, query: str, whole: _Window) -> Iterator[Source]:
    """Yield the answer of each window, splitting those that reach the cap."""
    waiting, seen = [whole], 0
    while waiting:
        window = waiting.pop(0)
        answer = client.get(_address(endpoint, query, window), robots=False, busy=_BUSY, whole=JSON_OBJECT)
        account = _read(answer)
        count = len(account.frame) if isinstance(account, ParsedTable) else 0
        if count >= CAP and (halves := window.halves()):
            waiting = halves + waiting
            continue
        if count >= CAP:
            message = (
                f"GDELT delivers {CAP} articles at most, and this minute has more; narrow the query to see the rest"
            )
            account.note("count_mismatch", message, value=count)
        seen += account.seen
        yield Source(window.name, "gdelt_doc", account)
        if _is_refusal(account):
            return
    if not seen:
        parsed = Parsed()
        parsed.lose("silent_empty", "GDELT lists no article for this query and time", index=0, value=query)
        yield Source(whole.name, "gdelt_doc", parsed)


def _address(endpoint: str, query: str, window: _Window) -> str:
    last = window.end - timedelta(seconds=1)
    fields = {
        "query": query,
        "mode": "ArtList",
        "format": "json",
        "maxrecords": CAP,
        "sort": "DateAsc",
        "startdatetime": f"{window.start:{_STAMP}}",
        "enddatetime": f"{last:{_STAMP}}",
    }
    return f"{endpoint}?{urlencode(fields)}"


def _read(answer: Answer) -> Account:
    """Return what an answer holds: articles, nothing, a message about the query, or a fault."""
    parsed = Parsed()
    text = answer.body.decode("utf-8", "replace").strip()
    if answer.fault:
        lose_fault(parsed, answer)
    elif not text or "".join(text.split()) in ("{}", '{"articles":[]}'):
        message = "GDELT lists no article in this window"
        parsed.note("silent_empty", message, severity="info", index=0, value=text)
    elif not text.startswith("{"):
        parsed.lose("query_refused", f"GDELT does not accept the query: {text[:300]}", index=0, value=text, raw=text)
    else:
        return attempt(partial(parse_gdelt_doc, answer.body, Options()), "gdelt_doc", value=answer.url)
    return parsed


def _is_refusal(account: Account) -> bool:
    return any(problem["code"] == "query_refused" for problem in account.problems)
