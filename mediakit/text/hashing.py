"""Numbers for byte strings: a hash table that many entries are looked up in at once, and columns that grow.

How it works: docs/how-token-pass.md.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
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


class Slots:
    """A hash table from distinct numbers, none of them 0, to rows from 1 on; many are looked up at once."""

    def __init__(self, n_rows: int = 1 << 12) -> None:
        self._slots = np.zeros(8 << n_rows.bit_length(), dtype=np.int32)
        self._codes = np.zeros(n_rows + 1, dtype=np.uint64)

    def rows(self, code: Codes) -> Ints:
        """Return the row of each number, 0 for numbers that are not in the table."""
        slot = self._slot_of(code)
        row = self._slots[slot]
        unsure = np.flatnonzero((self._codes[row] != code) & (row != 0))
        while len(unsure):
            slot[unsure] = (slot[unsure] + 1) % len(self._slots)
            row[unsure] = self._slots[slot[unsure]]
            unsure = unsure[(self._codes[row[unsure]] != code[unsure]) & (row[unsure] != 0)]
        return row

    def insert(self, row: Ints, code: Codes) -> None:
        """Put numbers into rows that follow those taken so far."""
        if not len(row):
            return
        n_rows = int(row[-1]) + 1
        if n_rows > len(self._codes):
            self._codes = np.pad(self._codes, (0, 2 * n_rows - len(self._codes)))
        self._codes[row] = code
        if 4 * n_rows > len(self._slots):
            self._slots = np.zeros(8 << n_rows.bit_length(), dtype=np.int32)
            row = np.flatnonzero(self._codes).astype(np.int32)
            code = self._codes[row]
        slot = self._slot_of(code)
        while len(row):
            # Of several rows that want one free slot the last one written has it; the others see that and try the next.
            free = self._slots[slot] == 0
            self._slots[slot[free]] = row[free]
            lost = self._slots[slot] != row
            row, slot = row[lost], (slot[lost] + 1) % len(self._slots)

    def _slot_of(self, code: Codes) -> NDArray[np.int64]:
        # The product overflows on purpose: its upper bits depend on all bits of the number, and they are the slot.
        return ((code * _MIX) >> np.uint64(65 - len(self._slots).bit_length())).view(np.int64)


class Keys:
    """Rows of the entries of up to sixteen bytes, looked up for many at once.

    The key of up to eight bytes is these bytes, so equal keys are equal entries. The key of nine and more
    is mixed from two halves, its lowest byte 0 as in no short key; the halves are compared, too.
    """

    def __init__(self) -> None:
        self._slots = Slots()
        self._halves = np.zeros((2, 1 << 12), dtype=np.uint64)

    def rows(self, data: bytes, start: Places, size: Places, n_rows: int) -> tuple[Ints, Places, Places]:
        """Return the row of each entry, where those stand that got a new row (from n_rows on), and those unlike theirs.

        Entries of more than sixteen bytes are not looked at; the data must not hold the byte 0.
        """
        # A view with a step of one byte: number i is the eight bytes from byte i on, without a copy. The padding lets
        # the last entries be read, and a mask then takes off what follows an entry.
        window = np.ndarray((len(data) + _WIDTH,), dtype="<u8", buffer=data + bytes(2 * _WIDTH), strides=(1,))
        key = window[start] & _MASKS[np.minimum(size, _WIDTH)]
        middle = np.flatnonzero((size > _WIDTH) & (size <= MOST_BYTES))
        halves = _halves(window, start[middle], size[middle])
        key[middle] = ((halves[0] * _MIX) ^ (halves[1] * _MIX2)) & ~np.uint64(0xFF)
        row = self._slots.rows(key)
        new = np.flatnonzero((row == 0) & (size <= MOST_BYTES))
        code = pd.factorize(key[new])[0]
        row[new] = n_rows + code
        # Codes are given in order of first appearance, so the highest one so far rises where an entry is new.
        fresh = new[np.diff(np.maximum.accumulate(code), prepend=-1) > 0]
        self._slots.insert(row[fresh], key[fresh])
        n_rows += len(fresh)
        if n_rows > self._halves.shape[1]:
            self._halves = np.pad(self._halves, ((0, 0), (0, 2 * n_rows - self._halves.shape[1])))
        long = fresh[size[fresh] > _WIDTH]
        self._halves[:, row[long]] = _halves(window, start[long], size[long])
        same = (self._halves[:, row[middle]] == halves).all(axis=0)
        return row, fresh, middle[~same]


def _halves(window: Codes, start: Places, size: Places) -> Codes:
    """Return the first eight bytes of entries and the others, as two rows."""
    return np.stack((window[start], window[start + _WIDTH] & _MASKS[size - _WIDTH]))
