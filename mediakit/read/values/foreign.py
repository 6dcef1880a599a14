"""Formats that are known and not read: told by name, with the way out."""

from __future__ import annotations

import re

from mediakit.read.values.data_files import read_data

_LOOKED_AT = 200_000


def foreign_binary(data: bytes) -> str:
    r"""Return what binary data is and what to do with it; nothing where it is unknown.

    Examples
    --------
    >>> foreign_binary(b"Rar!\x1a\x07\x00")
    'a RAR archive, which is not read. Unpack it first and pass the folder'
    """
    for entry in read_data("values/foreign")["binary"]:
        at = entry.get("at", 0)
        begins = any(data.startswith(bytes.fromhex(mark), at) for mark in entry["marks"])
        if begins and all(bytes.fromhex(held) in data for held in entry.get("holds", [])):
            return _told(entry["name"], entry["way"])
    return ""


def foreign_text(text: str) -> str:
    r"""Return which known export or list a text is, and what to do with it; nothing where it is unknown.

    Examples
    --------
    >>> foreign_text("BEGIN:VCALENDAR\nVERSION:2.0")
    'a calendar, which is not read. It holds no articles'
    """
    text = text[:_LOOKED_AT]
    for entry in read_data("values/foreign")["text"]:
        if "begins" in entry and not re.match(entry["begins"], text):
            continue
        if len(re.findall(entry["pattern"], text)) >= entry.get("times", 1):
            return _told(entry["name"], entry["way"])
    return ""


def foreign_root(root: str) -> str:
    """Return what XML with a root element of this name is, and what to do with it.

    Examples
    --------
    >>> foreign_root("ledger")
    "XML with the root element 'ledger', which no known format has. Save it as CSV or JSON with one record an article"
    """
    for entry in read_data("values/foreign")["root"]:
        if root in entry["roots"]:
            return _told(f"XML with the root element {root!r}, {entry['name']}", entry["way"])
    said = f"XML with the root element {root!r}, which no known format has"
    return f"{said}. Save it as CSV or JSON with one record an article"


def _told(name: str, way: str) -> str:
    return f"{name}, which is not read. {way}"
