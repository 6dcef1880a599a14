"""From whatever the caller has to named pieces of data: files, folders, globs, archives, bytes, tables."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from struct import unpack_from
from typing import Any, NamedTuple

import pyarrow as pa

from mediakit.errors import SourceError
from mediakit.read.finding import find_files, is_address, is_skipped, readable_name
from mediakit.read.own_files import set_apart

MAX_UNPACKED = 2_000_000_000
MAX_RATIO = 200
_MAX_NESTED = 2
_RATIO_MATTERS_ABOVE = 50_000_000
_CHUNK = 1 << 20
_LARGE = 1 << 20
_MARK = 0x08  # of UTF-8, in the second byte of a file's flags
_ZIP = b"PK"


class _Packing(NamedTuple):
    """A way of packing one file: its name, the endings of such files, and what gives the next unpacked bytes."""

    name: str
    endings: tuple[str, ...]
    unpacker: Callable[[io.BytesIO], Callable[[int], bytes]]


def _zstd(packed: io.BytesIO) -> Callable[[int], bytes]:
    read: Callable[[int], bytes] = pa.CompressedInputStream(pa.PythonFile(packed, mode="r"), "zstd").read
    return read


# By the first bytes of the file.
_PACKINGS = {
    b"\x1f\x8b": _Packing("gzip", (".gz",), lambda packed: gzip.GzipFile(fileobj=packed).read1),
    b"BZh": _Packing("bzip2", (".bz2", ".bz"), lambda packed: bz2.BZ2File(packed).read1),
    b"\xfd7zXZ\0": _Packing("xz", (".xz",), lambda packed: lzma.LZMAFile(packed).read1),  # noqa: SIM115
    b"\x28\xb5\x2f\xfd": _Packing("Zstandard", (".zst", ".zstd"), _zstd),
}


@dataclass(frozen=True)
class Piece:
    """One thing to read: bytes under a name, a table in memory, or what kept it from being read.

    ``alone`` says that the caller named this piece itself, so that it is meant to hold articles;
    ``packed`` that the bytes were unpacked from the file of that name; ``address`` that the name is
    a web address, still to be fetched; ``left_out`` why it is told of and not read. Of a large file ``data``
    is the beginning only, and ``path`` is where it stands.
    """

    name: str
    data: bytes = b""
    table: Any = None
    fault: str = ""
    warning: str = ""
    left_out: str = ""
    alone: bool = False
    packed: bool = False
    address: bool = False
    path: Path | None = None

    def whole(self) -> bytes:
        """Return all bytes of the piece."""
        return self.data if self.path is None else self.path.read_bytes()

    @property
    def inner_name(self) -> str:
        """Name of what was packed: without ``.gz`` and the like."""
        endings = (ending for packing in _PACKINGS.values() for ending in packing.endings)
        packed = next((end for end in endings if self.packed and self.name.lower().endswith(end)), "")
        return self.name.removesuffix(self.name[-len(packed) :]) if packed else self.name


def expand(source: Any) -> Iterator[Piece]:
    """Yield the pieces of a source one after another, so that only one file is held at a time.

    Parameters
    ----------
    source : path, folder, glob, archive, URL, bytes, open file, DataFrame, list of dicts, or a list of these
        What the caller of read_articles() passed.

    Raises
    ------
    SourceError
        When there is no such file, the folder is empty, or the value is of a kind that cannot be read.

    Examples
    --------
    >>> [piece.name for piece in expand(b"Title")]
    ['bytes']
    """
    if isinstance(source, (str, os.PathLike)):
        yield from _expand_path(os.fsdecode(source))
    elif isinstance(source, (bytes, bytearray, memoryview)):
        yield from unpack("bytes", bytes(source), alone=True)
    elif hasattr(source, "columns") and hasattr(source, "to_dict"):
        yield Piece("table", table=source, alone=True)
    elif hasattr(source, "read"):
        content, stated = source.read(), getattr(source, "name", "") or "open file"
        named = os.fsdecode(stated) if isinstance(stated, bytes) else str(stated)
        name = readable_name(PurePosixPath(named.replace("\\", "/")).name)
        yield from unpack(name, content.encode("utf-8") if isinstance(content, str) else content, alone=True)
    elif isinstance(source, Mapping):
        yield Piece("records", table=[source], alone=True)
    elif isinstance(source, Iterable):
        yield from _expand_list(list(source))
    else:
        raise _wrong_kind(source)


def _wrong_kind(source: Any) -> SourceError:
    return SourceError(
        "expected a path, folder, glob, archive, URL, bytes, open file, DataFrame or list of dicts, "
        f"got {type(source).__name__}",
        next_step="Pass the path of a file or folder, such as read_articles('articles.csv').",
    )


def _expand_list(items: list[Any]) -> Iterator[Piece]:
    if not items:
        raise SourceError("expected at least one source, got an empty list", next_step="Pass paths or dicts.")
    if all(isinstance(item, Mapping) for item in items):
        yield Piece("records", table=items, alone=True)
        return
    for item in items:
        if isinstance(item, Mapping) or not isinstance(item, (str, os.PathLike, bytes)):
            raise _wrong_kind(item)
        yield from expand(item)


def _expand_path(text: str) -> Iterator[Piece]:
    if is_address(text):
        yield Piece(text.strip(), alone=True, address=True)
        return
    found = find_files(text)
    for path, name in found.files:
        yield from _read_file(path, name, alone=found.named)
    yield from (Piece(name, left_out=why) for name, why in found.left_out.items())
    yield from (Piece(name, fault=fault) for name, fault in found.closed.items())


def _read_file(path: Path, name: str, *, alone: bool) -> Iterator[Piece]:
    name = readable_name(name)
    try:
        found = os.stat(path)
        if not stat.S_ISREG(found.st_mode):
            fault = "this is a pipe, socket or device, not a file"
            yield Piece(name, fault=fault, alone=alone)
            return
        with open(path, "rb") as file:
            # A small file is asked for whole: to make room for as much as a large one has takes longer than to read it.
            data = file.read(-1 if found.st_size < _LARGE else _LARGE)
        large = len(data) == _LARGE and not data.startswith((*_PACKINGS, _ZIP)) and not data.isspace()
        if len(data) == _LARGE and not large:
            data = path.read_bytes()
    except OSError as error:
        yield Piece(name, fault=f"the file cannot be opened: {error.strerror or error}", alone=alone)
        return
    if large:
        yield Piece(name, data, alone=alone, path=path)
    else:
        yield from unpack(name, data, alone=alone)


@dataclass
class Allowance:
    """How many bytes an archive, with all archives inside it, may still unpack to."""

    left: int

    @classmethod
    def of(cls, data: bytes) -> Allowance:
        """Return what packed data may unpack to; little data may always unpack to a file of common size."""
        return cls(max(_RATIO_MATTERS_ABOVE, min(MAX_UNPACKED, MAX_RATIO * len(data))))


def unpack(
    name: str, data: bytes, *, alone: bool, depth: int = 0, allowance: Allowance | None = None
) -> Iterator[Piece]:
    """Yield the bytes of a file, or of all files in it when it is an archive.

    Examples
    --------
    >>> [piece.name for piece in unpack("notes.txt", b"Title", alone=True)]
    ['notes.txt']
    """
    allowance = allowance or Allowance.of(data)
    packing = next((packing for start, packing in _PACKINGS.items() if data.startswith(start)), None)
    if packing:
        content, warning = _unpack_one(data, packing, allowance)
        if content is None:
            yield Piece(name, fault=warning, alone=alone)
        else:
            yield Piece(name, content, warning=warning, alone=alone, packed=True)
    elif data.startswith(_ZIP) and not is_document(data):
        yield from _unzip(name, data, depth=depth, allowance=allowance)
    else:
        yield Piece(name, data, alone=alone)


def _unpack_one(data: bytes, packing: _Packing, allowance: Allowance) -> tuple[bytes | None, str]:
    """Return the unpacked content and what was wrong with it; None when it is too large or nothing came out."""
    chunks: list[bytes] = []
    packed, limit = io.BytesIO(data), allowance.left
    fault = ""
    try:
        read = packing.unpacker(packed)
        while chunk := read(_CHUNK):
            chunks.append(chunk)
            allowance.left -= len(chunk)
            # Judged by what was taken so far, a bomb is known long before it has filled the memory.
            most = min(limit, max(_RATIO_MATTERS_ABOVE, MAX_RATIO * packed.tell()))
            if limit - allowance.left > most:
                return None, f"unpacked it would exceed {most:,} bytes, which looks like an archive bomb"
    except EOFError:
        fault = f"the {packing.name} file is cut short"
    except (OSError, zlib.error, lzma.LZMAError, ValueError, pa.ArrowException) as error:
        fault = f"the {packing.name} file is damaged: {error}"
    content = b"".join(chunks)
    return (content if content or not fault else None), fault


def is_document(data: bytes) -> bool:
    """Return whether zipped bytes are one office document rather than an archive of files.

    Examples
    --------
    >>> is_document(b"PK not an archive")
    False
    """
    try:
        with _archive(data) as archive:
            names = set(archive.namelist()[:200])
    except Exception:
        return False
    return "[Content_Types].xml" in names or "mimetype" in names or "word/document.xml" in names


def _archive(data: bytes) -> zipfile.ZipFile:
    """Return an archive; of a name that is called UTF-8 and is not, the bytes count as those of an old archive do."""
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except UnicodeDecodeError:
        return zipfile.ZipFile(io.BytesIO(_without_wrong_marks(data)))


def _without_wrong_marks(data: bytes) -> bytes:
    """Take the mark of UTF-8 off the two heads of each file whose name is none."""
    changed, end = bytearray(data), data.rfind(b"PK\5\6")
    size, offset = unpack_from("<II", data, end + 12)
    at = end - size
    before = at - offset  # what stands before the archive, as in one that unpacks itself
    while data.startswith(b"PK\1\2", at):
        sizes, local = unpack_from("<HHH", data, at + 28), unpack_from("<I", data, at + 42)[0] + before
        try:
            data[at + 46 : at + 46 + sizes[0]].decode("utf-8")
        except UnicodeDecodeError:
            for flags in (at + 9, local + 7):
                changed[flags] &= ~_MARK
        at += 46 + sum(sizes)
    return bytes(changed)


def _unzip(name: str, data: bytes, *, depth: int, allowance: Allowance) -> Iterator[Piece]:
    if depth >= _MAX_NESTED:
        yield Piece(name, fault="the archive is nested too deeply; unpack it first")
        return
    try:
        archive = _archive(data)
        members = archive.infolist()
    except Exception as error:
        yield Piece(name, fault=f"the zip archive is damaged: {error}")
        return
    members = [m for m in members if not m.is_dir() and not is_skipped(_safe_name(m.filename))]
    named = {_safe_name(m.filename): m for m in members}

    def look(one: str, most: int) -> bytes:
        return (_read_member(archive, named[one], allowance.left)[0] or b"")[:most]

    with archive:
        kept, told = set_apart(list(named), named, look)
        yield from (Piece(f"{name}/{one}", left_out=why) for one, why in told.items())
        left_out = named.keys() - kept
        members = [m for m in members if _safe_name(m.filename) not in left_out]
        for member in members:
            shown = f"{name}/{_safe_name(member.filename)}"
            content, fault = _read_member(archive, member, allowance.left)
            if content is None:
                yield Piece(shown, fault=fault)
                continue
            allowance.left -= len(content)
            yield from unpack(shown, content, alone=False, depth=depth + 1, allowance=allowance)
        if not named:
            yield Piece(name, fault="the zip archive holds no file")


def _safe_name(name: str) -> str:
    parts = [p for p in name.replace("\\", "/").split("/") if p not in ("", ".", "..")]
    return "/".join(parts)[:300] or "unnamed"


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> tuple[bytes | None, str]:
    limit = min(left, max(_RATIO_MATTERS_ABOVE, MAX_RATIO * member.compress_size))
    if stat.S_ISLNK(member.external_attr >> 16):
        return None, "it is a link to another file, which is not followed"
    if member.file_size > limit:
        return None, f"unpacked it would be {member.file_size:,} bytes, which looks like an archive bomb"
    try:
        with archive.open(member) as stream:
            content = stream.read(limit + 1)
    except Exception as error:  # each way of packing has errors of its own
        return None, f"the file in the archive cannot be unpacked: {error}"
    if len(content) > limit:
        return None, f"unpacked it would exceed {limit:,} bytes, which looks like an archive bomb"
    return content, ""
