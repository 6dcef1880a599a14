"""One careful HTTP client: robots.txt, a pause for each host, retries, limits of size, time and redirects."""

from __future__ import annotations

import http.client
import os
import re
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import quote, urlencode, urljoin, urlsplit, urlunsplit

import mediakit
from mediakit.errors import OptionError
from mediakit.fetch.cache import Answer, Cache
from mediakit.fetch.robots import Robots, parse_robots

NAME = "mediakit"
AGENT = f"{NAME}/{mediakit.__version__} (+https://pypi.org/project/mediakit)"
BACK_OFF = 2.0
LONGEST_WAIT = 120.0
MAX_BYTES = 20_000_000
MAX_REDIRECTS = 8
_CHUNK = 65_536
_SLOWEST = 50_000
_REDIRECTS = (301, 302, 303, 307, 308)
_AGAIN = (408, 425, 429, 500, 502, 503, 504)
_FAULTS = (urllib.error.URLError, http.client.HTTPException, OSError, ValueError)
JSON_OBJECT = re.compile(rb"\s*\{.*\}\s*", re.DOTALL)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w:.-]{2,30})", re.IGNORECASE)


class Client:
    """Fetches addresses one after another.

    Parameters
    ----------
    cache : path, optional
        Folder in which good answers are kept and from which they are taken.
    delay : float
        Seconds between two requests to one host, at least; robots.txt may ask for more.
    timeout : float
        Seconds to wait for a connection or for more data; twice that, and more for long ones, for one answer.
    retries : int
        How often a request is made again when the server is busy or the connection breaks.
    max_bytes : int
        Largest answer that is taken, also when unpacked.

    Raises
    ------
    OptionError
        When an option is negative or no number.
    """

    def __init__(
        self,
        *,
        cache: str | os.PathLike[str] | None = None,
        delay: float = 1.0,
        timeout: float = 30.0,
        retries: int = 3,
        max_bytes: int | None = None,
    ) -> None:
        for name, value in (("delay", delay), ("timeout", timeout), ("retries", retries)):
            if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0 or value != value:
                raise OptionError(f"{name} must be a number of at least 0, got {value!r}")
        self._cache = Cache(cache) if cache is not None else None
        self._delay, self._timeout, self._retries = delay, timeout or 0.001, int(retries)
        self._max_bytes = MAX_BYTES if max_bytes is None else max_bytes
        self._last: dict[str, float] = {}
        self._robots: dict[str, Robots | str] = {}
        self._opener = urllib.request.OpenerDirector()
        for handler in (urllib.request.ProxyHandler, urllib.request.HTTPHandler, urllib.request.HTTPSHandler):
            self._opener.add_handler(handler())

    def get(
        self,
        url: str,
        *,
        secret: Mapping[str, str] | None = None,
        robots: bool = True,
        busy: re.Pattern[bytes] | None = None,
        whole: re.Pattern[bytes] | None = None,
    ) -> Answer:
        """Return what an address answers; whatever goes wrong stands in the answer.

        Parameters
        ----------
        url : str
            An address with http or https.
        secret : dict, optional
            Parameters added to the address for the request only: never kept and never shown.
        robots : bool
            Whether robots.txt is asked; not for programming interfaces.
        busy : pattern, optional
            What a short answer says when the server wants slower requests, whatever its status.
        whole : pattern, optional
            What an answer must be to be kept in the cache.
        """
        address = _plain(url)
        if not address:
            return Answer(url, code="not_a_source", fault="expected an address that begins with http:// or https://")
        kept = self._cache.get(address) if self._cache else None
        if kept is not None:
            return kept
        answer = self._follow(address, secret or {}, robots=robots, busy=busy)
        if self._cache is not None and not answer.fault and (whole is None or whole.fullmatch(answer.body)):
            self._cache.put(address, answer)
        return answer

    def _follow(self, url: str, secret: Mapping[str, str], *, robots: bool, busy: re.Pattern[bytes] | None) -> Answer:
        """Ask an address and those it redirects to; the secret goes to its own host only."""
        met = {url}
        host = urlsplit(url).netloc
        for _ in range(MAX_REDIRECTS + 1):
            refused = self._refused(url) if robots else ""
            if refused:
                return Answer(url, code="robots_disallowed", fault=refused)
            answer = self._persist(url, secret if urlsplit(url).netloc == host else {}, busy)
            if answer.status not in _REDIRECTS:
                return answer
            target = _without(_plain(answer.location, base=url), secret)
            if not target:
                return replace(
                    answer, code="not_fetched", fault="the server redirects to something that is no web address"
                )
            if target in met:
                return replace(answer, code="not_fetched", fault="the server redirects in a circle")
            met.add(target)
            url = target
        return Answer(url, code="not_fetched", fault=f"the server redirects more than {MAX_REDIRECTS} times")

    def _persist(self, url: str, secret: Mapping[str, str], busy: re.Pattern[bytes] | None) -> Answer:
        """Ask until there is a final answer or the retries are used up."""
        answer = self._once(url, secret, busy)
        for attempt in range(self._retries):
            if answer.status not in _AGAIN and answer.code != "connection":
                break
            wait = answer.retry_after if answer.retry_after is not None else BACK_OFF * 2**attempt
            if wait > LONGEST_WAIT:
                break
            time.sleep(wait)
            answer = self._once(url, secret, busy)
        return replace(answer, code="not_fetched") if answer.code == "connection" else answer

    def _once(self, url: str, secret: Mapping[str, str], busy: re.Pattern[bytes] | None = None) -> Answer:
        self._pause(urlsplit(url).netloc)
        sent = f"{url}{'&' if urlsplit(url).query else '?'}{urlencode(secret)}" if secret else url
        headers = {"User-Agent": AGENT, "Accept-Encoding": "gzip, deflate", "Accept": "*/*"}
        try:
            request = urllib.request.Request(sent, headers=headers)
            with self._opener.open(request, timeout=self._timeout) as response:
                answer = self._answer(url, response)
            for value in secret.values():
                answer = replace(answer, body=answer.body.replace(value.encode(), b"..."))
        except _FAULTS as error:
            reason = str(getattr(error, "reason", "") or error or type(error).__name__)
            for value in secret.values():
                reason = reason.replace(value, "…")
            return Answer(url, code="connection", fault=f"no answer: {reason}")
        if busy is not None and not answer.fault and busy.search(answer.body[:2_000]):
            text = answer.body[:200].decode("utf-8", "replace")
            return replace(answer, status=429, code="throttled", fault=f"the server wants slower requests: {text}")
        return answer

    def _pause(self, host: str) -> None:
        rules = self._robots.get(host)
        asked = rules.delay if isinstance(rules, Robots) else 0.0
        delay = max(self._delay, min(asked, LONGEST_WAIT))
        last = self._last.get(host)
        if last is not None and (left := delay - (time.monotonic() - last)) > 0:
            time.sleep(left)
        self._last[host] = time.monotonic()

    def _answer(self, url: str, response: http.client.HTTPResponse) -> Answer:
        status = response.status
        kind = response.headers.get("Content-Type", "")
        charset = _CHARSET.search(kind)
        answer = Answer(
            url,
            status,
            kind.split(";")[0].strip().lower(),
            charset[1] if charset else "",
            datetime.now(UTC).isoformat(timespec="seconds"),
            retry_after=_seconds(response.headers.get("Retry-After", "")),
        )
        if status in _REDIRECTS:
            location = _utf8(response.headers.get("Location", ""))
            return replace(answer, location=location, code="not_fetched", fault="the server redirects without end")
        if status == 429:
            return replace(answer, code="throttled", fault="the server wants fewer requests (status 429)")
        if not 200 <= status < 300:
            return replace(answer, code="not_fetched", fault=f"the server answers with status {status}")
        return self._with_body(replace(answer, retry_after=None), response)

    def _with_body(self, answer: Answer, response: http.client.HTTPResponse) -> Answer:
        chunks: list[bytes] = []
        size, started = 0, time.monotonic()
        while chunk := response.read1(_CHUNK):
            chunks.append(chunk)
            size += len(chunk)
            if size > self._max_bytes:
                return replace(answer, code="too_large", fault=f"the answer is larger than {self._max_bytes:,} bytes")
            if (took := time.monotonic() - started) > 2 * self._timeout + size / _SLOWEST:
                return replace(answer, code="connection", fault=f"the answer was not whole after {took:.1f} seconds")
        stated = response.headers.get("Content-Length", "")
        if stated.isdigit() and size < int(stated):
            return replace(
                answer, code="connection", fault=f"the connection broke after {size:,} of {int(stated):,} bytes"
            )
        return _unpacked(answer, b"".join(chunks), response.headers.get("Content-Encoding", ""), self._max_bytes)

    def _refused(self, url: str) -> str:
        """Return why robots.txt does not let this address be fetched, nothing when it does."""
        parts = urlsplit(url)
        rules = self._robots.get(parts.netloc)
        if rules is None:
            rules = self._robots[parts.netloc] = self._rules(
                urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", ""))
            )
        if isinstance(rules, str):
            return rules
        return "" if rules.allow(url) else "robots.txt of the site does not allow this address"

    def _rules(self, address: str) -> Robots | str:
        """Return the rules of a site (RFC 9309): none when it has none, a refusal when it cannot say."""
        answer, url = self._persist(address, {}, None), address
        for _ in range(MAX_REDIRECTS):
            target = _plain(answer.location, base=url) if answer.status in _REDIRECTS else ""
            if not target:
                break
            answer, url = self._persist(target, {}, None), target
        if not answer.fault:
            return parse_robots(answer.body.decode("utf-8-sig", "replace"), NAME)
        if 400 <= answer.status < 500 and answer.status != 429:
            return Robots()
        return f"robots.txt of the site could not be read ({answer.fault})"


def _plain(url: str, *, base: str = "") -> str:
    """Return an address fit for a request: no fragment, no password, other letters than ASCII escaped; else nothing."""
    try:
        parts = urlsplit(urljoin(base, url.strip()))
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port else ""
    except (ValueError, UnicodeError, AttributeError):
        return ""
    if parts.scheme.lower() not in ("http", "https") or not host or re.search(r"[\s\x00-\x1f]", host):
        return ""
    host = f"[{host}]" if ":" in host else host
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/?%:@!$&'()*+,;=~-._")
    return urlunsplit((parts.scheme.lower(), host + port, path, query, ""))


def _without(url: str, secret: Mapping[str, str]) -> str:
    """Return an address without secret parameters, which a server may repeat when it redirects."""
    parts = urlsplit(url)
    fields = [field for field in parts.query.split("&") if field.split("=", 1)[0] not in secret]
    return urlunsplit(parts._replace(query="&".join(fields))) if secret else url


def _utf8(header: str) -> str:
    """Return a header with letters that stand in it as UTF-8, as many servers send them."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header


def _seconds(retry_after: str) -> float | None:
    """Return the wait that a Retry-After header asks for, given in seconds or as a date."""
    if retry_after.strip().isdigit():
        return float(retry_after)
    try:
        moment = parsedate_to_datetime(retry_after)
    except (TypeError, ValueError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _unpacked(answer: Answer, body: bytes, encoding: str, most: int) -> Answer:
    """Return an answer with its content out of gzip or deflate; a .gz file is unpacked too."""
    deflated = "deflate" in encoding.lower()
    if not body.startswith(b"\x1f\x8b") and not deflated:
        return replace(answer, body=body)
    zlib_header = body[:1] == b"\x78" and int.from_bytes(body[:2], "big") % 31 == 0
    unpacker = zlib.decompressobj(wbits=-15 if deflated and not zlib_header else 47)
    try:
        content = unpacker.decompress(body, most + 1)
    except zlib.error as error:
        return replace(answer, code="not_fetched", fault=f"the packed answer is damaged: {error}")
    if len(content) > most:
        return replace(answer, code="too_large", fault=f"the answer is larger than {most:,} bytes when unpacked")
    if not unpacker.eof:
        return replace(answer, code="not_fetched", fault="the packed answer is cut short")
    return replace(answer, body=content)
