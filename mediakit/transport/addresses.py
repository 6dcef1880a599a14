"""Web addresses without what must not be kept: the login before the host, and keys among the fields."""

from __future__ import annotations

import re
from urllib.parse import unquote_plus, urlsplit, urlunsplit

# Also for Arrow: no way of looking around.
LOGIN = r"(?i)(https?://)[^\s/?#\"'<>]*@"
_LOGIN = re.compile(LOGIN)
_KEYS = re.compile(
    r"(?:(?:api|app|access|auth|subscription|secret|private)key(?:id)?|(?:access|auth|id|refresh|security|session)token"
    r"|bearer|authorization|credentials?|passw(?:or)?d|pwd|secret|signature)$"
)
# Such names are given to other things as well, so that it depends on the value.
_PERHAPS_KEYS = ("key", "token", "auth", "sig", "sid", "pass", "session", "sessionid")
_LOOKS_LIKE_KEY = re.compile(r"(?=[^\d]*\d)(?=[^a-zA-Z]*[a-zA-Z]).{16,}")


def without_login(text: str) -> str:
    """Return a text in which no address says who logs in, and with which password.

    Examples
    --------
    >>> without_login("see https://ann:rain@paper.example/a")
    'see https://paper.example/a'
    """
    return _LOGIN.sub(r"\1", text) if "@" in text else text


def part_keys(address: str) -> tuple[str, list[str]]:
    """Return an address without the fields that hold keys or passwords, and these fields as they stand in it.

    Examples
    --------
    >>> part_keys("https://paper.example/a?page=2&api-key=4711")
    ('https://paper.example/a?page=2', ['api-key=4711'])
    """
    parts = urlsplit(address)
    fields = parts.query.split("&") if parts.query else []
    keys = [field for field in fields if _is_key(field)]
    if not keys:
        return address, []
    return urlunsplit(parts._replace(query="&".join(field for field in fields if field not in keys))), keys


def _is_key(field: str) -> bool:
    """Return whether a field holds a key, itself or in an address that it holds."""
    return any(_names_key(*part.partition("=")[::2]) for part in re.split("[&;?]", unquote_plus(field)))


def _names_key(name: str, value: str) -> bool:
    letters = re.sub(r"[^a-z]", "", name.lower())
    perhaps = letters in _PERHAPS_KEYS and _LOOKS_LIKE_KEY.fullmatch(value)
    return bool(value) and bool(_KEYS.search(letters) or perhaps)


def shown_address(address: str) -> str:
    """Return an address as it may be shown and kept: without login, and without keys.

    What is no web address is shown from its last @ on, as there is no knowing what stands before it.

    Examples
    --------
    >>> shown_address("https://ann:rain@paper.example/a?token=f81d4fae7dec11d0&n=1")
    'https://paper.example/a?n=1'
    >>> shown_address("ann:rain@paper.example")
    'paper.example'
    """
    address = address.strip()
    try:
        parts = urlsplit(address)
        host = parts.netloc.rpartition("@")[2]
        if parts.scheme.lower() not in ("http", "https") or not parts.hostname or parts.port == 0:
            raise ValueError(address)
        if host != parts.netloc or part_keys(f"?{parts.fragment}")[1]:
            address = urlunsplit(parts._replace(netloc=host, fragment=""))
    except ValueError:
        address = address.rpartition("@")[2]
    try:
        return part_keys(address)[0]
    except ValueError:
        return address.partition("?")[0]
