"""Web archives: the HTML pages among the responses of a WARC file, and the texts of a WET file."""

from __future__ import annotations

import io
import re
import zlib
from collections import Counter
from contextlib import redirect_stderr
from importlib import import_module
from types import ModuleType
from typing import Any

from mediakit.errors import MissingExtraError, OptionError
from mediakit.read.account import Options, Parsed
from mediakit.read.pages.web_page import Origin, add_page
from mediakit.read.values.dates import parse_date
from mediakit.read.values.hosts import domain
from mediakit.read.values.language_codes import language_code
from mediakit.read.values.tidying import paragraphs, tidy_line, tidy_text

_MAX_PAGE = 20_000_000
_PIECE = 4096
_LONGEST_TITLE = 250
# What servers write into Content-Encoding where nothing is packed.
_PLAIN = ("", "identity", "none", "utf-8", "utf8")
_ZIPPED = ("gzip", "x-gzip", "deflate")
_PACKAGES = {"br": ("brotli", "brotlicffi"), "zstd": ("zstandard",)}
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w:.-]{2,30})", re.IGNORECASE)


class _UnsupportedError(Exception):
    """A page that is packed in a way that cannot be unpacked here."""


def recognise_warc(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file is a web archive, and by what."""
    return (0.99, "the version line of a WARC file") if head.lstrip().startswith(b"WARC/") else (0.0, "")


def _warcio() -> ModuleType:
    try:
        import warcio.archiveiterator
        import warcio.exceptions
    except ImportError:
        raise MissingExtraError.of("warcio", extra="warc", task="reading web archives") from None
    module: ModuleType = warcio
    return module


def parse_warc(data: bytes, options: Options) -> Parsed:
    """Read one record a response that holds an HTML page; all other records are counted, not read."""
    parsed = Parsed()
    warcio = _warcio()
    skipped: Counter[str] = Counter()
    # warcio prints what it finds wrong with a record; here it belongs into the problems.
    with redirect_stderr(io.StringIO()) as complaints:
        try:
            for record in warcio.archiveiterator.ArchiveIterator(io.BytesIO(data)):
                _add_record(parsed, record, options, skipped)
        except OptionError:
            raise
        except Exception as error:
            message = f"the web archive is damaged: {error}; everything before that was read"
            parsed.lose("malformed_document", message, index=parsed.seen)
    if complaints.getvalue().strip():
        message = "the web archive is damaged or cut short; records after the damage may be missing"
        parsed.note("malformed_document", message, value=tidy_line(complaints.getvalue()))
    for kind, count in sorted(skipped.items()):
        message = f"{count} records of the archive are {kind}, and were left out"
        parsed.note("not_an_article", message, severity="info", value=count)
    if parsed.seen == 0:
        parsed.lose("silent_empty", "the web archive holds no response with an HTML page and no text of one")
    return parsed


def _add_record(parsed: Parsed, record: Any, options: Options, skipped: Counter[str]) -> None:
    """Account for one record; whatever is wrong with it, those after it are read."""
    index = parsed.seen
    try:
        kind = _kind(record)
        if record.rec_type == "conversion":
            _add_conversion(parsed, record)
        elif kind:
            skipped[kind] += 1
        else:
            _add_response(parsed, record, options)
    except OptionError:
        raise
    except Exception as error:
        if parsed.seen == index:
            message = f"a record of the archive could not be read: {error}"
            parsed.lose("malformed_document", message, index=index, value=_address(record))


def _add_conversion(parsed: Parsed, record: Any) -> None:
    """Keep the plain text of a page, as archives of texts (WET) hold it: its first line is the title of the page."""
    address = _address(record)
    text = tidy_text(record.content_stream().read(_MAX_PAGE).decode("utf-8", "replace"))
    if not text:
        parsed.lose("empty_text", "the archive holds no text of this page", index=parsed.seen, value=address)
        return
    title, _, rest = text.partition("\n")
    headed = bool(rest.strip()) and len(title) <= _LONGEST_TITLE
    languages = (record.rec_headers.get_header("WARC-Identified-Content-Language") or "").split(",")
    parsed.keep(
        {
            "title": tidy_line(title) if headed else "",
            "text": paragraphs(rest.strip() if headed else text),
            "outlet": domain(address),
            "url": address,
            "language": language_code(languages[0]),
            "published": None,
            "x_crawled": record.rec_headers.get_header("WARC-Date") or "",
        }
    )
    if len(parsed.records) == 1:
        message = (
            "the archive holds plain texts of whole pages, with their menus and without a date; mark_boilerplate helps"
        )
        parsed.note("not_an_article", message)


def _address(record: Any) -> str:
    return str(record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")


def _kind(record: Any) -> str:
    """Return what keeps a record from being read, nothing for a page."""
    if record.rec_type != "response" or record.http_headers is None:
        return f"of the kind {record.rec_type}" if record.rec_type != "response" else "responses without HTTP headers"
    status = record.http_headers.get_statuscode() or ""
    content = (record.http_headers.get_header("Content-Type") or "").lower()
    if not status.startswith("2"):
        return f"answers with status {status or 'unknown'}"
    return "" if "html" in content or not content else f"of the type {content.split(';')[0].strip()[:60]}"


def _add_response(parsed: Parsed, record: Any, options: Options) -> None:
    address = _address(record)
    crawled = record.rec_headers.get_header("WARC-Date") or ""
    charset = _CHARSET.search(record.http_headers.get_header("Content-Type") or "")
    length = record.rec_headers.get_header("Content-Length") or ""
    index = parsed.seen
    try:
        page, fault = _page(record)
    except _UnsupportedError as error:
        parsed.lose("unsupported_format", str(error), index=index, value=address)
        return
    if fault and not page:
        message = f"the page could not be unpacked: {fault}"
        parsed.lose("malformed_document", message, index=index, value=address)
        return
    origin = Origin(address, charset[1] if charset else "", parse_date(crawled).published)
    kept = len(parsed.records)
    add_page(parsed, page, options, origin)
    if len(parsed.records) > kept:
        parsed.records[-1]["x_crawled"] = crawled
        if fault or record.rec_headers.get_header("WARC-Truncated"):
            parsed.records[-1]["truncated"] = True
            message = f"only the beginning of this page could be unpacked: {fault}" if fault else ""
            parsed.note("truncated_text", message or "the crawler cut this page short", index=index, value=length)


def _page(record: Any) -> tuple[bytes, str]:
    """Return the page of a response, unpacked here as warcio passes on what it cannot unpack, and what is wrong."""
    headers = record.http_headers
    stated = [value for name, value in headers.headers if name.lower() == "content-encoding"]
    headers.headers = [(name, value) for name, value in headers.headers if name.lower() != "content-encoding"]
    page, fault = record.content_stream().read(_MAX_PAGE), ""
    for encoding in reversed(",".join(stated).lower().split(",")):
        if encoding.strip() not in _PLAIN and page and not _is_text(page):
            page, broken = _unpack(page, encoding.strip())
            fault = fault or broken
    return page, fault


def _is_text(page: bytes) -> bool:
    """Return whether a page is markup as it stands: some crawlers unpack pages and keep the header."""
    return b"<" in page[:1000] and _CONTROLS.search(page[:1000]) is None


def _unpack(page: bytes, encoding: str) -> tuple[bytes, str]:
    """Return what could be unpacked of a page, and why not all of it."""
    unpacker = _unpacker(page, encoding)
    # brotli and the others name the same step differently.
    step = getattr(unpacker, "process", None) or unpacker.decompress
    found = bytearray()
    try:
        for start in range(0, len(page), _PIECE):
            found += step(page[start : start + _PIECE])
            if len(found) >= _MAX_PAGE:
                return bytes(found[:_MAX_PAGE]), ""
    except Exception as error:  # each package has errors of its own
        return bytes(found), f"its {encoding} compression is damaged ({error})"
    whole = unpacker.is_finished() if hasattr(unpacker, "is_finished") else getattr(unpacker, "eof", True)
    return bytes(found), "" if whole else f"its {encoding} compression breaks off"


def _unpacker(page: bytes, encoding: str) -> Any:
    if encoding in _ZIPPED:
        headed = page[:2] == b"\x1f\x8b" or (page[0] & 15 == 8 and int.from_bytes(page[:2], "big") % 31 == 0)
        return zlib.decompressobj(32 + zlib.MAX_WBITS if headed else -zlib.MAX_WBITS)
    packages = _PACKAGES.get(encoding, ())
    for package in packages:
        try:
            module = import_module(package)
        except ImportError:
            continue
        return module.ZstdDecompressor().decompressobj() if encoding == "zstd" else module.Decompressor()
    if packages:
        needed = (
            f"unpacking it needs the package '{packages[0]}', which is not installed. Run: pip install {packages[0]}"
        )
        raise _UnsupportedError(f"the server packed this page as {encoding}; {needed}")
    known = ", ".join([*_ZIPPED[::2], *_PACKAGES])
    message = f"expected a page packed as {known} or not at all, got {encoding[:60]!r}; save the page in a browser"
    raise _UnsupportedError(message)
