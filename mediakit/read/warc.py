"""Web archives: the HTML pages among the responses of a WARC file."""

from __future__ import annotations

import io
import re
from collections import Counter
from contextlib import redirect_stderr
from types import ModuleType
from typing import Any

from mediakit.errors import MissingExtraError
from mediakit.read.assemble import reader
from mediakit.read.dates import parse_date
from mediakit.read.html import Origin, add_page
from mediakit.read.record import Options, Parsed
from mediakit.read.tidying import tidy_line

_MAX_PAGE = 20_000_000
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w:.-]{2,30})", re.IGNORECASE)


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
                kind = _kind(record)
                if kind:
                    skipped[kind] += 1
                else:
                    _add_response(parsed, record, options)
        except (warcio.exceptions.ArchiveLoadFailed, EOFError, OSError, ValueError, AttributeError, TypeError) as error:
            message = f"the web archive is damaged: {error}; what came before was read"
            parsed.lose("malformed_document", message, index=parsed.seen)
    if complaints.getvalue().strip():
        message = "the web archive is damaged or cut short; records after the damage may be missing"
        parsed.note("malformed_document", message, value=tidy_line(complaints.getvalue()))
    for kind, count in sorted(skipped.items()):
        message = f"{count} records of the archive are {kind}, and were left out"
        parsed.note("not_an_article", message, severity="info", value=count)
    if parsed.seen == 0:
        parsed.lose("silent_empty", "the web archive holds no response with an HTML page")
    return parsed


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
    address = record.rec_headers.get_header("WARC-Target-URI") or ""
    crawled = record.rec_headers.get_header("WARC-Date") or ""
    charset = _CHARSET.search(record.http_headers.get_header("Content-Type") or "")
    length = record.rec_headers.get_header("Content-Length") or ""
    index = parsed.seen
    try:
        page = record.content_stream().read(_MAX_PAGE)
    except (EOFError, OSError, ValueError) as error:
        message = f"the page could not be unpacked: {error}"
        parsed.lose("malformed_document", message, index=index, value=address)
        return
    origin = Origin(address.strip("<>"), charset[1] if charset else "", parse_date(crawled).published)
    kept = len(parsed.records)
    add_page(parsed, page, options, origin)
    if len(parsed.records) > kept:
        parsed.records[-1]["x_crawled"] = crawled
        if record.rec_headers.get_header("WARC-Truncated"):
            parsed.records[-1]["truncated"] = True
            message = "the crawler cut this page short"
            parsed.note("truncated_text", message, index=index, value=length)


read_warc = reader("warc", parse_warc)
