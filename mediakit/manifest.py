"""The manifest of a report: which files beside it mediakit wrote, with a digest of each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import PurePosixPath

MANIFEST = "mediakit-report.json"
"""Name of the file, in the folder of the report."""
WORKBOOK = "report.xlsx"
"""Name of the workbook beside the page of a report."""


def digest(data: bytes) -> str:
    """Return the SHA-256 of a file's content."""
    return hashlib.sha256(data).hexdigest()


def write_manifest(files: Mapping[str, str]) -> bytes:
    """Return the content of a manifest: digests by name, relative to its folder, with ``/`` between folders."""
    told = {"written by": "mediakit report", "sha-256 of files": dict(sorted(files.items()))}
    return (json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")


def read_manifest(data: bytes) -> dict[str, str]:
    """Return digests by name; nothing of a manifest that is damaged, and no name that leads out of its folder.

    Examples
    --------
    >>> read_manifest(write_manifest({"report.html": digest(b"<p>"), "../notes.txt": ""})).keys()
    dict_keys(['report.html'])
    >>> read_manifest(b"{cut short")
    {}
    """
    try:
        files = json.loads(data)["sha-256 of files"].items()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}
    return {name: str(told) for name, told in files if _inside(name)}


def _inside(name: str) -> bool:
    """Return whether a name stays in the folder, on every system."""
    path = PurePosixPath(name.replace("\\", "/"))
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts and ":" not in name
