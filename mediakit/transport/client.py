"""One careful HTTP client: robots.txt, a pause for each host, retries, limits of size, time and redirects."""

from __future__ import annotations

import http.client
import os
import re
import time
import urllib.request
import zlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from urllib.parse import quote, unquote_plus, urlencode, urljoin, urlsplit, urlunsplit

import mediakit
from mediakit.errors import OptionError, check_option
from mediakit.transport.addresses import part_keys, shown_address
from mediakit.transport.cache import Answer, Cache
from mediakit.transport.network import PrivateAddressError, TooSlowError, build_opener
from mediakit.transport.robots import Robots, parse_robots

NAME = "mediakit"
AGENT = f"{NAME}/{mediakit.__version__} (+https://pypi.org/project/mediakit)"
BACK_OFF = 2.0
LONGEST_WAIT = 120.0
MAX_BYTES = 20_000_000
MAX_REDIRECTS = 8
_CHUNK = 65_536
_SHORT = 8
_REDIRECTS = (301, 302, 303, 307, 308)
_AGAIN = (408, 425, 429, 500, 502, 503, 504)
JSON_OBJECT = re.compile(rb"\s*\{.*\}\s*", re.DOTALL)
_HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]*:[0-9a-f:.]*")
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
    allow_private : bool
        Whether addresses on this machine and in private or reserved networks are fetched as well.
    own : str
        An address whose server may be such a one without that; those it redirects to may not.

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
        allow_private: bool = False,
        own: str = "",
    ) -> None:
        check_option("allow_private", allow_private, (True, False))
        for name, value in (("delay", delay), ("timeout", timeout), ("retries", retries)):
            if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0 or value != value:
                raise OptionError(f"{name} must be a number of at least 0, got {value!r}")
        self._cache = Cache(cache) if cache is not None else None
        self._delay, self._timeout, self._retries = delay, timeout or 0.001, int(retries)
        self._max_bytes = MAX_BYTES if max_bytes is None else max_bytes
        self._last: dict[str, float] = {}
        self._robots: dict[str, Robots | Answer] = {}
        self._opener = build_opener(allow_private=allow_private, own=urlsplit(_plain(own)).netloc)

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
            Parameters added to the address for the request only: never kept and never shown. Those of the address
            itself that hold keys are treated as these are.
        robots : bool
            Whether robots.txt is asked; not for programming interfaces.
        busy : pattern, optional
            What a short answer says when the server wants slower requests, whatever its status.
        whole : pattern, optional
            What an answer must be to be kept in the cache.
        """
        address = _plain(url)
        if not address:
            fault = "expected a web address with http:// or https:// and the name of a host"
            return Answer(shown_address(str(url)), code="not_a_source", fault=fault)
        address, keys = part_keys(address)
        kept = self._cache.get(address) if self._cache else None
        if kept is not None:
            return kept
        keys += urlencode(secret or {}).split("&") if secret else []
        answer = self._follow(address, keys, robots=robots, busy=busy)
        if self._cache is not None and not answer.fault and (whole is None or whole.fullmatch(answer.body)):
            self._cache.put(address, answer)
        return answer

    def _follow(self, url: str, keys: list[str], *, robots: bool, busy: re.Pattern[bytes] | None) -> Answer:
        """Ask an address and those it redirects to; the keys go to its own server only, and never out of https."""
        met, home, sent = {url}, _origin(url), keys
        for _ in range(MAX_REDIRECTS + 1):
            refused = self._refusal(url) if robots else None
            if refused:
                return replace(refused, url=url)
            answer = self._persist(url, sent, busy)
            if answer.status not in _REDIRECTS:
                return answer
            target = _plain(answer.location, base=url)
            if not target:
                return replace(
                    answer, code="not_fetched", fault="the server redirects to something that is not a web address"
                )
            if target in met:
                return replace(answer, code="not_fetched", fault="the server redirects in a circle")
            met.add(target)
            url, sent = _next(target, keys, at_home=_origin(target) == home)
        return Answer(url, code="not_fetched", fault=f"the server redirects more than {MAX_REDIRECTS} times")

    def _persist(self, url: str, keys: list[str], busy: re.Pattern[bytes] | None) -> Answer:
        """Ask until there is a final answer or the retries are used up."""
        answer = self._once(url, keys, busy)
        for attempt in range(self._retries):
            if answer.status not in _AGAIN and answer.code != "connection":
                break
            wait = answer.retry_after if answer.retry_after is not None else BACK_OFF * 2**attempt
            if wait > LONGEST_WAIT:
                break
            time.sleep(wait)
            answer = self._once(url, keys, busy)
        return replace(answer, code="not_fetched") if answer.code == "connection" else answer

    def _once(self, url: str, keys: list[str], busy: re.Pattern[bytes] | None = None) -> Answer:
        self._pause(urlsplit(url).netloc)
        sent = f"{url}{'&' if urlsplit(url).query else '?'}{'&'.join(keys)}" if keys else url
        headers = {"User-Agent": AGENT, "Accept-Encoding": "gzip, deflate", "Accept": "*/*"}
        try:
            request = urllib.request.Request(sent, headers=headers)
            with self._opener.open(request, timeout=self._timeout) as response:
                answer = self._answer(url, response)
        except PrivateAddressError as error:
            return Answer(url, code="private_address", fault=str(error))
        except TooSlowError as error:
            return Answer(url, code="connection", fault=str(error))
        except Exception as error:
            reason = str(getattr(error, "reason", "") or error or type(error).__name__)
            answer = Answer(url, code="connection", fault=f"no answer: {reason}")
        answer = _without_keys(answer, keys)
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
        size = 0
        while chunk := response.read1(_CHUNK):
            chunks.append(chunk)
            size += len(chunk)
            if size > self._max_bytes:
                return replace(answer, code="too_large", fault=f"the answer is larger than {self._max_bytes:,} bytes")
        stated = response.headers.get("Content-Length", "")
        if stated.isdigit() and size < int(stated):
            return replace(
                answer, code="connection", fault=f"the connection broke after {size:,} of {int(stated):,} bytes"
            )
        return _unpacked(answer, b"".join(chunks), response.headers.get("Content-Encoding", ""), self._max_bytes)

    def _refusal(self, url: str) -> Answer | None:
        """Return why robots.txt does not let this address be fetched, None when it does."""
        parts = urlsplit(url)
        rules = self._robots.get(parts.netloc)
        if rules is None:
            rules = self._robots[parts.netloc] = self._rules(
                urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", ""))
            )
        if isinstance(rules, Answer):
            return rules
        fault = "robots.txt of the site does not allow this address"
        return None if rules.allow(url) else Answer(url, code="robots_disallowed", fault=fault)

    def _rules(self, address: str) -> Robots | Answer:
        """Return the rules of a site (RFC 9309): none when it has none, a refusal when it cannot say."""
        answer, url = self._persist(address, [], None), address
        for _ in range(MAX_REDIRECTS):
            target = _plain(answer.location, base=url) if answer.status in _REDIRECTS else ""
            if not target:
                break
            answer, url = self._persist(target, [], None), target
        if not answer.fault:
            return parse_robots(answer.body.decode("utf-8-sig", "replace"), NAME)
        if answer.code == "private_address" and url == address:
            return answer
        if 400 <= answer.status < 500 and answer.status != 429:
            return Robots()
        fault = f"robots.txt of the site could not be read ({answer.fault})"
        return Answer(url, code="robots_disallowed", fault=fault)


def _plain(url: str, *, base: str = "") -> str:
    """Return an address fit for a request: no fragment, no password, other letters than ASCII escaped; else nothing."""
    try:
        parts = urlsplit(urljoin(base, url.strip()))
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port else ""
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
        query = quote(parts.query, safe="/?%:@!$&'()*+,;=~-._")
    except (ValueError, UnicodeError, AttributeError):
        return ""
    if parts.scheme.lower() not in ("http", "https") or not _HOST.fullmatch(host):
        return ""
    host = f"[{host}]" if ":" in host else host
    return urlunsplit((parts.scheme.lower(), host + port, path, query, ""))


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def _next(target: str, keys: list[str], *, at_home: bool) -> tuple[str, list[str]]:
    """Return an address that a server redirects to, without keys, and the keys to be sent with it.

    Those of the first address are sent to its own server only; a server that redirects may repeat them.
    """
    url, own = part_keys(target)
    names = {key.partition("=")[0] for key in keys}
    parts = urlsplit(url)
    fields = [field for field in parts.query.split("&") if field.partition("=")[0] not in names]
    own = [key for key in own if key.partition("=")[0] not in names]
    return urlunsplit(parts._replace(query="&".join(fields))), [*own, *(keys if at_home else [])]


def _without_keys(answer: Answer, keys: list[str]) -> Answer:
    """Return an answer in which no value of a key stands, however it is written."""
    for value in {unquote_plus(key.partition("=")[2]) for key in keys} - {""}:
        whole = "".join(map(_written, value))
        # One that is as short as a word may stand in words as well.
        pattern = whole if len(value) >= _SHORT else rf"(?<!\w){whole}(?!\w)"
        hide = partial(re.compile(pattern, re.IGNORECASE).sub, "...")
        answer = replace(
            answer,
            content_type=hide(answer.content_type),
            charset=hide(answer.charset),
            fault=hide(answer.fault),
            location=hide(answer.location),
        )
        # Letters and digits are written as they are everywhere, and looked for in no time.
        sure = max(re.findall("[A-Za-z0-9]*", value), key=len)
        if sure.encode() in answer.body:
            answer = replace(answer, body=re.sub(pattern.encode(), b"...", answer.body))
    return answer


def _written(letter: str) -> str:
    """Return a pattern for a letter: plain, escaped as in JSON, or as in addresses, also more than once."""
    escaped = "".join(f"%(?:25)*{byte:02x}" for byte in letter.encode("utf-8", "replace"))
    plus = r"|\+" if letter == " " else ""
    return rf"(?:\\?{re.escape(letter)}|(?i:{escaped}|\\u{ord(letter):04x}){plus})"


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
