"""Copies of web pages and links that lead to them: the page itself, its own address, its time."""

from __future__ import annotations

import re
from datetime import datetime
from email import message_from_bytes
from functools import cache
from urllib.parse import unquote

from mediakit.read.values.data_files import read_data
from mediakit.read.values.dates import parse_date

_ARCHIVED = re.compile(r"WAYBACK TOOLBAR INSERT|\bid=[\"']?wm-ipp|FILE ARCHIVED ON \d|archive\.org/_static/js/")
_ARCHIVE_MARKS = ("WAYBACK TOOLBAR INSERT", "wm-ipp", "FILE ARCHIVED ON ", "archive.org/_static/js/")
_TIME = re.compile(r"//(?:web\.archive\.org/web|archive\.[a-z]{2,5})/(\d{14})")
_IN_ARCHIVE = re.compile(r"(?:(?:https?:)?//web\.archive\.org)?/web/\d{4,14}(?:[a-z]{2}_)?/(?=https?:)")
# Copies of archive.today: the head of the page and what its elements say tell of the copy, not of the page.
_TODAY = re.compile(
    r"archive\.today webpage capture|<link\b[^>]{0,200}archive\.(?:ph|is|today|li|vn|md|fo)/\d{4}[\d.-]{10,15}/https?:"
)
_TODAY_TIME = re.compile(r"archive\.(?:ph|is|today|li|vn|md|fo)/(\d{4})\.?(\d{2})\.?(\d{2})-?(\d{6})/")
_TODAY_HEAD = re.compile(r"<div\b[^>]{0,200}\bid=[\"']?HEADER\b.*?</table>\s*(?:</center>\s*)?</div>", re.DOTALL | re.I)
_TODAY_FACTS = re.compile(
    r"<meta\b[^>]{0,300}\b(?:property|name|itemprop)=[\"']?"
    r"(?:og:site_name|og:url|article:\w+_time|twitter:url|dateModified|datePublished|pubdate)\b[^>]{0,2000}>"
    r"|<time\b[^>]{0,300}\bitemprop=[\"']?pubdate\b[^>]{0,300}>.{0,200}?</time>",
    re.I,
)
_TOOLBAR = re.compile(r"<!-- BEGIN WAYBACK TOOLBAR INSERT -->.*?<!-- END WAYBACK TOOLBAR INSERT -->", re.DOTALL)
_MAIL = re.compile(rb"^\s*[A-Za-z-]{2,40}:.{0,4000}?\bmultipart/related\b", re.DOTALL)


@cache
def _wrappers() -> list[re.Pattern[str]]:
    return [re.compile(pattern, re.IGNORECASE) for pattern in read_data("pages/html")["captures"]["wrappers"]]


def own_address(address: str) -> str:
    """Return the address of the page itself where an address leads to a copy in an archive or cache.

    Examples
    --------
    >>> own_address("https://web.archive.org/web/20220301083000/https://example.org/news")
    'https://example.org/news'
    """
    for wrapper in _wrappers():
        found = wrapper.match(address)
        if found:
            return found[1] if "://" in found[1] else f"https://{found[1]}"
    return address


@cache
def _redirects() -> list[re.Pattern[str]]:
    return [re.compile(pattern, re.IGNORECASE) for pattern in read_data("pages/feeds")["redirects"]["addresses"]]


def redirect_target(address: str) -> str:
    """Return the address to which a link through a search engine leads, any other address as it is.

    Examples
    --------
    >>> redirect_target("https://www.google.com/url?sa=t&url=https%3A%2F%2Fexample.org%2Fnews")
    'https://example.org/news'
    """
    for redirect in _redirects():
        found = redirect.match(address)
        target = unquote(found[1]) if found else ""
        if target.lower().startswith(("http://", "https://")):
            return target
    return address


def _is_archived(text: str) -> bool:
    # Looking for each mark by itself takes a fiftieth of the time of the pattern.
    return any(mark in text for mark in _ARCHIVE_MARKS) and _ARCHIVED.search(text) is not None


def archived_at(text: str, address: str) -> datetime | None:
    """Return when a web archive took the copy that a text or its address is, None when it is no such copy."""
    found = _TIME.search(address) or (_TIME.search(text) if _is_archived(text) else None)
    if found is None and (today := _TODAY_TIME.search(address) or (_is_today(text) and _TODAY_TIME.search(text))):
        return parse_date("".join(today.groups())).published
    return parse_date(found[1]).published if found else None


def _is_today(text: str) -> bool:
    return "archive." in text and _TODAY.search(text) is not None


def without_archive(text: str) -> str:
    """Return the markup of a page without what a web archive adds: a toolbar, and its own address before others."""
    if _is_today(text):
        return _TODAY_FACTS.sub("", _TODAY_HEAD.sub("", text, count=1))
    return _IN_ARCHIVE.sub("", _TOOLBAR.sub("", text)) if _is_archived(text) else text


def is_mail(data: bytes) -> bool:
    """Return whether a page was saved by a browser as one file in the form of a mail (MHTML)."""
    return _MAIL.match(data[:5_000]) is not None


def unpack_mail(data: bytes) -> tuple[bytes, str, datetime | None]:
    """Return the page inside a mail that a browser saved, its address, and when it was saved."""
    mail = message_from_bytes(data)
    part = next(
        (part for part in mail.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")), None
    )
    page = part.get_payload(decode=True) if part is not None else b""
    address = mail["Snapshot-Content-Location"] or (part["Content-Location"] if part is not None else "") or ""
    return page if isinstance(page, bytes) else b"", str(address).strip(), parse_date(str(mail["Date"] or "")).published
