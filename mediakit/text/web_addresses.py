"""Web and mail addresses inside texts: the article does not say what stands in them, so they hold no words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

# An address goes on up to white space, a quotation mark or bracket, or a sign of Chinese or Japanese.
_REST = r"[^\s<>\"“”„«»()\[\]{}|\u2014\u2e80-\uffff]*"
_ADDRESS = re.compile(
    rf"(?<![A-Za-z0-9])(?:(?:[A-Za-z]{{2,10}}://|www\.(?=[A-Za-z])){_REST}"
    r"|[A-Za-z0-9][A-Za-z0-9.+_-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
    rf"|(?:[A-Za-z0-9-]+\.)+[a-z]{{2,18}}/{_REST})"
)
_BEFORE_SLASH = re.compile(rb"(?:[A-Za-z]:/?|\.[a-z]{2,18})\Z")


def find_addresses(text: str) -> list[tuple[int, int]]:
    """Return start and end of every address.

    Examples
    --------
    >>> text = "See https://x.example/red-line, or write to a.b@x.example."
    >>> [text[a:b] for a, b in find_addresses(text)]
    ['https://x.example/red-line,', 'a.b@x.example']
    """
    return [found.span() for found in _ADDRESS.finditer(text)]


def blank_addresses(text: str) -> str:
    """Return a text of the same length with spaces in the place of its addresses.

    Examples
    --------
    >>> blank_addresses("At x.example/a now")
    'At             now'
    """
    if not ("/" in text or "@" in text or "www." in text):
        return text
    return _ADDRESS.sub(lambda found: " " * len(found[0]), text)


def address_bytes(data: bytes, dots: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the bytes at which addresses begin and end in UTF-8: those that find_addresses() gives for the whole text.

    Only stretches between spaces that hold a sign of an address are looked at.

    Parameters
    ----------
    data : bytes
        The text.
    dots : iterable of int
        Where full stops stand between two letters; ``www.`` ends in one.
    """
    reach = 0
    for at in sorted((*_places(data, b"@"), *_slashes(data), *(dot for dot in dots if data[dot - 3 : dot] == b"www"))):
        if at < reach:
            continue
        low, high = data.rfind(b" ", reach, at), data.find(b" ", at)
        low, reach = low + 1 if low >= 0 else reach, high if high >= 0 else len(data)
        stretch = data[low:reach].decode()
        for start, end in find_addresses(stretch):
            begin = low + len(stretch[:start].encode())
            yield begin, begin + len(stretch[start:end].encode())


def _places(data: bytes, sign: bytes) -> Iterator[int]:
    # Single bytes are found ten times as fast as longer signs.
    at = data.find(sign)
    while at >= 0:
        yield at
        at = data.find(sign, at + 1)


def _slashes(data: bytes) -> Iterator[int]:
    """Yield the slashes behind ``https:/`` or the last part of a domain."""
    return (at for at in _places(data, b"/") if _BEFORE_SLASH.search(data, max(0, at - 20), at))
