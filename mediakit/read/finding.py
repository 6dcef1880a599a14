"""Which files a path, a folder or a glob stands for, and which of them are left out."""

from __future__ import annotations

import contextlib
import difflib
import glob
import os
import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from mediakit.errors import SourceError
from mediakit.read.own_files import set_apart
from mediakit.transport.addresses import shown_address

_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_HALVES = re.compile("[\ud800-\udfff]")
_SKIPPED = re.compile(r"(?:^|/)(?:\.|~\$|__MACOSX/|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """The files to read, each with the name that tables give it; ``named`` says that the caller named the very file.

    ``left_out`` and ``closed`` say by name why a file is not read, and what keeps a folder from being opened.
    """

    files: list[tuple[Path, str]]
    named: bool = False
    left_out: dict[str, str] = field(default_factory=dict)
    closed: dict[str, str] = field(default_factory=dict)


def is_address(text: str) -> bool:
    """Return whether a source is a web address rather than a path.

    Examples
    --------
    >>> is_address("https://news.example/a"), is_address("news.example/a")
    (True, False)
    """
    return bool(_URL.fullmatch(text.strip()))


def is_skipped(name: str) -> bool:
    """Return whether a file is none that anybody saved: hidden, a lock of an office program, made by the system.

    Examples
    --------
    >>> is_skipped("Daily/.DS_Store"), is_skipped("Daily/1.html")
    (True, False)
    """
    return bool(_SKIPPED.search(name))


def find_files(text: str) -> Found:
    """Return the files that a path, folder or glob stands for.

    Raises
    ------
    SourceError
        When there is none.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     _ = Path(folder, "a.txt").write_text("It rained.", "utf-8")
    ...     [name for _, name in find_files(folder).files]
    ['a.txt']
    """
    path = Path(text)
    try:
        is_folder, is_file = path.is_dir(), path.exists()
    except (OSError, ValueError):
        is_folder = is_file = False
    if is_folder:
        return _in_folder(path)
    if is_file:
        return Found([(path, path.name)], named=True)
    if glob.has_magic(text) and len(text) < 4096:
        return _by_pattern(text)
    raise _missing(path, text)


def _missing(path: Path, text: str) -> SourceError:
    shown = shown_address(text) if "://" in text else text
    shown = shown if len(shown) <= 200 else shown[:200] + "…"
    near: list[str] = []
    with contextlib.suppress(OSError, ValueError):
        near = difflib.get_close_matches(path.name, [p.name for p in path.parent.iterdir()], n=3)
    hint = f"Did you mean {' or '.join(repr(n) for n in near)}?" if near else "Check the path and the working folder."
    return SourceError(f"there is no file or folder {shown!r}", next_step=hint)


def _in_folder(folder: Path) -> Found:
    errors: list[OSError] = []
    # Plain text: making a Path of every file takes longer than opening it.
    found = [os.path.join(top, name) for top, _, names in os.walk(folder, onerror=errors.append) for name in names]
    base = os.path.join(folder, "")
    names = sorted(path.removeprefix(base).replace(os.sep, "/") for path in found)
    names = [name for name in names if not is_skipped(name)]
    if not names and not errors:
        raise SourceError(
            "expected a folder with files of articles, but it holds none",
            where=readable_name(str(folder)),
            next_step="Put the exported or saved files there, or pass another folder.",
        )
    kept, told = _set_apart(names, names, folder)
    closed = {os.path.relpath(error.filename, folder): error.strerror or error for error in errors}
    told_closed = {readable_name(name): f"the folder cannot be opened: {why}" for name, why in closed.items()}
    return Found([(folder / name, name) for name in kept], left_out=told, closed=told_closed)


def _by_pattern(pattern: str) -> Found:
    found = sorted(name for name in glob.glob(pattern, recursive=True) if os.path.isfile(name))
    if not found:
        shown = shown_address(pattern) if "://" in pattern else pattern
        raise SourceError(f"no file matches {shown!r}", next_step="Check the pattern and the working folder.")
    fixed = re.split(r"[*?\[]", pattern, maxsplit=1)[0]
    base = Path(fixed if fixed.endswith(("/", os.sep)) else os.path.dirname(fixed))
    names = {Path(os.path.relpath(name, base)).as_posix(): Path(name) for name in found}
    # A pattern may match what mediakit wrote and not the manifest beside it, so the folders are looked through.
    folders = {folder for name in names for folder in PurePosixPath(name).parents if ".." not in folder.parts}
    beside = [(folder / entry).as_posix() for folder in folders for entry in _entries(base / folder)]
    kept, told = _set_apart(list(names), beside, base)
    return Found([(names[name], name) for name in kept], left_out=told)


def _entries(folder: Path) -> list[str]:
    with contextlib.suppress(OSError):
        return os.listdir(folder)
    return []


def _set_apart(names: list[str], beside: list[str], folder: Path) -> tuple[list[str], dict[str, str]]:
    def look(name: str, most: int) -> bytes:
        with contextlib.suppress(OSError):
            if (folder / name).is_file():
                with (folder / name).open("rb") as file:
                    return file.read(most)
        return b""

    kept, told = set_apart(names, beside, look)
    return kept, {readable_name(name): why for name, why in told.items()}


def readable_name(name: str) -> str:
    r"""Return the name of a file in which bytes that are no UTF-8 are written as numbers, so that a table can hold it.

    Examples
    --------
    >>> print(readable_name(b"caf\xe9.txt".decode("utf-8", "surrogateescape")))
    caf\xe9.txt
    """
    return _HALVES.sub(lambda half: _written(ord(half[0])), name)


def _written(half: int) -> str:
    byte = half - 0xDC00  # where Python puts the bytes of a name that it cannot decode
    return f"\\x{byte:02x}" if 0x80 <= byte <= 0xFF else f"\\u{half:04x}"
