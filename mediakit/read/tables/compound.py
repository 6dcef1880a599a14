"""Old Office files: the streams inside them, and whether their chains of sectors come to an end."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from struct import unpack_from

MARK = b"\xd0\xcf\x11\xe0"
_HEADER = 512
_IN_HEADER = 109
_SHORT_STREAM = 4096
_LAST_SECTOR = 0xFFFFFFFA
_ENTRY = 128


class CompoundError(ValueError):
    """A compound file whose parts do not hang together."""


class Compound:
    """A compound file, of which each stream can be taken out.

    Parameters
    ----------
    data : bytes
        The whole file.

    Raises
    ------
    CompoundError
        When a chain of sectors runs in a circle, as programs would follow it until the memory is full.
    """

    def __init__(self, data: bytes) -> None:
        if len(data) < _HEADER or not data.startswith(MARK):
            raise CompoundError("the header of the file is missing")
        self._data, self._size = data, 1 << min(unpack_from("<H", data, 30)[0], 16)
        directory, short, lists = (unpack_from("<I", data, at)[0] for at in (48, 60, 68))
        self._next = self._table([*unpack_from(f"<{_IN_HEADER}I", data, 76), *self._lists(lists)])
        self._short_next = _numbers(b"".join(self._sectors(short)))
        self._entries = b"".join(self._sectors(directory))
        self.streams = dict(self._streams())

    def _sector(self, number: int) -> bytes:
        return self._data[(number + 1) * self._size : (number + 2) * self._size]

    def _lists(self, number: int) -> Iterator[int]:
        """Yield the sectors of the table of sectors which the head has no room for."""
        for _ in range(len(self._data) // self._size + 1):
            sector = _numbers(self._sector(number)) if number < _LAST_SECTOR else None
            if not sector:
                return
            yield from sector[:-1]
            number = sector[-1]
        raise CompoundError("its list of sectors runs in a circle")

    def _table(self, sectors: list[int]) -> array[int]:
        return _numbers(b"".join(self._sector(number) for number in sectors if number < _LAST_SECTOR))

    def _sectors(self, number: int) -> Iterator[bytes]:
        yield from map(self._sector, _chain(number, self._next))

    def _short_sectors(self, number: int, container: bytes) -> Iterator[bytes]:
        for at in _chain(number, self._short_next):
            yield container[64 * at : 64 * at + 64]

    def _streams(self) -> Iterator[tuple[str, bytes]]:
        """Yield name and content of each stream; the first entry is the root, which holds all short ones."""
        container = b""
        for at in range(0, len(self._entries) - _ENTRY + 1, _ENTRY):
            entry = self._entries[at : at + _ENTRY]
            start, length = unpack_from("<II", entry, 116)
            short = at and length < _SHORT_STREAM
            pieces = self._short_sectors(start, container) if short else self._sectors(start)
            content = b"".join(pieces)[:length]
            container = content if not at else container
            yield entry[:64].decode("utf-16-le", "replace").partition("\0")[0], content


def _numbers(data: bytes) -> array[int]:
    return array("I", unpack_from(f"<{len(data) // 4}I", data))


def _chain(number: int, following: array[int]) -> Iterator[int]:
    """Yield the numbers of a chain of sectors."""
    for _ in range(len(following) + 1):
        if number >= len(following):
            return
        yield number
        number = following[number]
    raise CompoundError("a chain of its sectors runs in a circle")
