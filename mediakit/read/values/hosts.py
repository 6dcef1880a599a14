"""Hosts of web addresses."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_CAPTURE = re.compile(r"https?://web\.archive\.org/web/\d{4,14}[a-z_]*/(https?://.*)")


def domain(url: str) -> str:
    """Return the host of an address without ``www.``; of an archived page, that of the page itself.

    Examples
    --------
    >>> domain("https://www.example.org/news/1")
    'example.org'
    """
    archived = _CAPTURE.match(url)
    address = archived[1] if archived else url
    try:
        host = urlsplit(address if "://" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")
