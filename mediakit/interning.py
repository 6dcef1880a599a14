"""Numbers for byte strings: a hash table that many entries are looked up in at once, and columns that grow."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Places = NDArray[np.int64]
Codes = NDArray[np.uint64]

_WIDTH = 8
MOST_BYTES = 2 * _WIDTH
_MASKS = np.array([(1 << 8 * size) - 1 for size in range(_WIDTH + 1)], dtype=np.uint64)
_MIX, _MIX2 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)


class Columns:
    """Columns of integers that grow at the end."""

    def __init__(self, width: int) -> None:
        self.size = 0
        self._data = np.zeros((width, 1 << 10), dtype=np.int32)

    def columns(self) -> Ints:
        """Return the columns as rows of an array."""
        return self._data[:, : self.size]

    def extend(self, rows: Ints) -> None:
        """Add rows at the end."""
        size = self.size + len(rows)
        if size > self._data.shape[1]:
            data = np.zeros((len(self._data), 2 * size), dtype=np.int32)
            data[:, : self.size] = self.columns()
            self._data = data
        self._data[:, self.size : size] = rows.T
        self.size = size


class Keys:
    """Rows of the entries of up to sixteen bytes, in a hash table that is searched for many at once.

    The key of up to eight bytes is these bytes, so equal keys are equal entries. The key of nine and more
    is mixed from two halves, its lowest byte 0 as in no short key; the halves are compared, too.
    """

    def __init__(self) -> None:
        self._slots = np.zeros(1 << 16, dtype=np.int32)
        self._rows = np.zeros((3, 1 << 12), dtype=np.uint64)

    def rows(self, data: bytes, start: Places, size: Places, n_rows: int) -> tuple[Ints, Places, Places]:
        """Return the row of each entry, where those stand that got a new row (from n_rows on), and those unlike theirs.

        Entries of more than sixteen bytes are not looked at; the data must not hold the byte 0.
        """
        window = np.ndarray((len(data) + _WIDTH,), dtype="<u8", buffer=data + bytes(2 * _WIDTH), strides=(1,))
        key = window[start] & _MASKS[np.minimum(size, _WIDTH)]
        middle = np.flatnonzero((size > _WIDTH) & (size <= MOST_BYTES))
        halves = key[middle], window[start[middle] + _WIDTH] & _MASKS[size[middle] - _WIDTH]
        key[middle] = ((halves[0] * _MIX) ^ (halves[1] * _MIX2)) & ~np.uint64(0xFF)
        row = self._probe(key)
        new = np.flatnonzero((row == 0) & (size <= MOST_BYTES))
        _, index, inverse = np.unique(key[new], return_index=True, return_inverse=True)
        order = np.argsort(index)
        added = np.empty(len(index), dtype=np.int32)
        added[order] = np.arange(n_rows, n_rows + len(index))
        row[new] = added[inverse]
        fresh = new[index[order]]
        pair = np.zeros((2, len(key)), dtype=np.uint64)
        pair[:, middle] = halves
        self._insert(row[fresh], key[fresh], pair[:, fresh])
        same = (self._rows[1:, row[middle]] == halves).all(axis=0)
        return row, fresh, middle[~same]

    def _slot_of(self, key: Codes) -> NDArray[np.int64]:
        return ((key * _MIX) >> np.uint64(65 - len(self._slots).bit_length())).view(np.int64)

    def _probe(self, key: Codes) -> Ints:
        """Return the row of each key, 0 for keys that are not in the table."""
        slot = self._slot_of(key)
        row = self._slots[slot]
        unsure = np.flatnonzero((self._rows[0, row] != key) & (row != 0))
        while len(unsure):
            slot[unsure] = (slot[unsure] + 1) % len(self._slots)
            row[unsure] = self._slots[slot[unsure]]
            unsure = unsure[(self._rows[0, row[unsure]] != key[unsure]) & (row[unsure] != 0)]
        return row

    def _insert(self, row: Ints, key: Codes, halves: Codes) -> None:
        if not len(row):
            return
        n_rows = int(row[-1]) + 1
        if n_rows > self._rows.shape[1]:
            self._rows = np.pad(self._rows, ((0, 0), (0, 2 * n_rows - self._rows.shape[1])))
        self._rows[0, row], self._rows[1:, row] = key, halves
        if 4 * n_rows > len(self._slots):
            self._slots = np.zeros(8 << n_rows.bit_length(), dtype=np.int32)
            row = np.flatnonzero(self._rows[0]).astype(np.int32)
            key = self._rows[0, row]
        slot = self._slot_of(key)
        while len(row):
            free = self._slots[slot] == 0
            self._slots[slot[free]] = row[free]
            lost = self._slots[slot] != row
            row, slot = row[lost], (slot[lost] + 1) % len(self._slots)
