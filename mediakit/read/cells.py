"""Columns of text as Arrow arrays: only the cells that need tidying are touched one by one."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from mediakit.read.columns import is_missing, missing_words
from mediakit.read.tidying import encodable, has_markup, paragraphs, strip_markup, tidy_line, tidy_text

Array = Any
Bytes = npt.NDArray[np.uint8]
Rows = npt.NDArray[np.int64]

_SPACE, _NEWLINE, _TAG_START = 0x20, 0x0A, 0x3C
# Lead bytes of UTF-8 sequences among which invisible characters and odd spaces stand, each with the
# second bytes concerned: C2 80-A0 and AD, E2 80 80-8F and A8-AF, E2 81 9F-A4, E3 80 80, EF BB BF.
_ODD_PAIRS = ((0xC2, 0x80, 0xA0), (0xC2, 0xAD, 0xAD))
_ODD_TRIPLES = (
    (0xE2, 0x80, 0x80, 0x8F),
    (0xE2, 0x80, 0xA8, 0xAF),
    (0xE2, 0x81, 0x9F, 0xA4),
    (0xE3, 0x80, 0x80, 0x80),
    (0xEF, 0xBB, 0xBF, 0xBF),
)

_BLOCK = 1 << 17
_MARKS = (0x7F, _TAG_START, 0xC2, 0xE2, 0xE3, 0xEF)


def text_array(values: Any, *, parts: Callable[[Any], str] | None = None) -> Array:
    """Return cells as an Arrow array of strings; what is missing becomes the empty string.

    Parameters
    ----------
    values : Arrow array or sequence
        The cells of one column.
    parts : callable, optional
        Makes a string of a cell that is none; by default plain_value().

    Examples
    --------
    >>> text_array(["a", None, 3.0, "n/a"]).to_pylist()
    ['a', '', '3', '']
    """
    if isinstance(values, (pa.Array, pa.ChunkedArray)):
        array = _blank_missing(whole_array(values))
    else:
        make = parts or plain_value
        cells = ["" if is_missing(v) else v if isinstance(v, str) else make(v) for v in values]
        try:
            array = pa.array(cells, type=pa.large_string())
        except UnicodeEncodeError:
            array = pa.array([encodable(c) for c in cells], type=pa.large_string())
    return array


def whole_array(values: Array) -> Array:
    """Return an Arrow column as one array of strings that starts at its buffer's beginning, without nulls."""
    array = values.cast(pa.large_string())
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    if array.null_count:
        array = pc.fill_null(array, "")
    return array if array.offset == 0 else pa.concat_arrays([array])


def _blank_missing(array: Array) -> Array:
    short = pc.less(pc.binary_length(array), 6)
    if not pc.any(short).as_py():
        return array
    rows = np.flatnonzero(short.to_numpy(zero_copy_only=False))
    few = array.take(pa.array(rows))
    missing = pc.is_in(
        pc.utf8_lower(pc.utf8_trim_whitespace(few)), value_set=pa.array(missing_words(), pa.large_string())
    )
    return replace_rows(array, rows[missing.to_numpy(zero_copy_only=False)], lambda _: "")


def plain_value(value: Any) -> str:
    """Return a cell as one string: lists joined by commas, whole floats without a point, dicts as JSON.

    Examples
    --------
    >>> plain_value(["Ann", "Bob"]), plain_value(3.0)
    ('Ann, Bob', '3')
    """
    if isinstance(value, str):
        return value
    if is_missing(value):
        return ""
    if isinstance(value, (list, tuple, np.ndarray)):
        parts = [plain_value(v) for v in value]
        return ", ".join(part for part in parts if part)
    if isinstance(value, dict):
        name = value.get("name")
        return name if isinstance(name, str) else json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def join_parts(value: Any) -> str:
    r"""Return a text kept as a list: strings are paragraphs, lists of strings are sentences of one paragraph.

    Examples
    --------
    >>> join_parts([["One.", "Two."], "Three."])
    'One. Two.\n\nThree.'
    """
    if isinstance(value, (list, tuple, np.ndarray)):
        parts = [" ".join(map(plain_value, v)) if isinstance(v, (list, tuple)) else plain_value(v) for v in value]
        return "\n\n".join(part for part in parts if part)
    return plain_value(value)


def content(array: Array) -> tuple[Bytes, Rows]:
    """Return the UTF-8 bytes of all cells in a row and where each cell starts and ends in them."""
    _, starts, data = array.buffers()
    offsets = np.frombuffer(starts, dtype=np.int64, count=len(array) + 1)
    return (np.frombuffer(data, dtype=np.uint8) if data is not None else np.empty(0, np.uint8))[: offsets[-1]], offsets


def replace_rows(array: Array, rows: Rows, make: Callable[[str], str]) -> Array:
    """Return the array with some cells replaced by ``make`` of them."""
    if not len(rows):
        return array
    new = [make(text) for text in array.take(pa.array(rows)).to_pylist()]
    if len(rows) == len(array):
        return pa.array(new, type=pa.large_string())
    mask = np.zeros(len(array), dtype=bool)
    mask[rows] = True
    return pc.replace_with_mask(array, pa.array(mask), pa.array(new, type=pa.large_string()))


def tidy_lines(array: Array) -> Array:
    r"""Return one-line cells with single spaces.

    Examples
    --------
    >>> tidy_lines(text_array([" a\n b", "c d"])).to_pylist()
    ['a b', 'c d']
    """
    data, offsets = content(array)
    places = _marked(data)
    spaces = np.flatnonzero((data[:-1] == _SPACE) & (data[1:] == _SPACE))
    odd = [places[_is_odd(data, places)], places[data[places] == _NEWLINE], spaces]
    return replace_rows(array, _rows(odd, data, offsets), tidy_line)


def tidy_texts(array: Array) -> Array:
    r"""Return texts tidied, in paragraphs, without markup.

    Examples
    --------
    >>> tidy_texts(text_array(["One.\nTwo.", "<p>A &amp; B</p>"])).to_pylist()
    ['One.\n\nTwo.', 'A & B']
    """
    data, offsets = content(array)
    places = _marked(data)
    newlines, tags = places[data[places] == _NEWLINE], places[data[places] == _TAG_START]
    odd = [places[_is_odd(data, places)], _odd_newlines(data, newlines), tags]
    return replace_rows(array, _rows(odd, data, offsets), _tidy)


def _tidy(text: str) -> str:
    plain = strip_markup(text) if has_markup(text) else tidy_text(text)
    return paragraphs(plain) if "\n" in plain else plain


def _marked(data: Bytes) -> Rows:
    """Return where bytes stand that may call for tidying; block by block, which stays in the processor's cache."""
    found = [np.empty(0, np.int64)]
    for start in range(0, len(data), _BLOCK):
        block = data[start : start + _BLOCK]
        marked = block < _SPACE
        for byte in _MARKS:
            marked |= block == byte
        found.append(np.flatnonzero(marked) + start)
    return np.concatenate(found)


def _is_odd(data: Bytes, places: Rows) -> npt.NDArray[np.bool_]:
    """Return which places hold a control character, a tab, an odd space or an invisible character."""
    last = max(len(data) - 1, 0)
    first, second, third = data[places], data[np.minimum(places + 1, last)], data[np.minimum(places + 2, last)]
    odd: npt.NDArray[np.bool_] = (first < _SPACE) & (first != _NEWLINE) | (first == 0x7F)
    for lead, low, top in _ODD_PAIRS:
        odd |= (first == lead) & (second >= low) & (second <= top)
    for lead, middle, low, top in _ODD_TRIPLES:
        odd |= (first == lead) & (second == middle) & (third >= low) & (third <= top)
    return odd


def _odd_newlines(data: Bytes, at: Rows) -> Rows:
    """Return newlines that do not stand in pairs between paragraphs, or have a space beside them."""
    if not len(at):
        return at
    starts = np.concatenate([[True], np.diff(at) > 1])
    runs = np.diff(np.concatenate([np.flatnonzero(starts), [len(at)]]))
    odd = np.repeat(runs != 2, runs)
    odd |= (data[np.maximum(at - 1, 0)] == _SPACE) | (data[np.minimum(at + 1, len(data) - 1)] == _SPACE)
    found: Rows = at[odd]
    return found


def _rows(places: Sequence[Rows], data: Bytes, offsets: Rows) -> Rows:
    """Return the rows in which one of the places lies, or which begin or end with white space."""
    found = [np.searchsorted(offsets, place, side="right") - 1 for place in places if len(place)]
    filled = np.flatnonzero(offsets[1:] > offsets[:-1])
    if len(filled):
        edges = (data[offsets[filled]] <= _SPACE) | (data[offsets[filled + 1] - 1] <= _SPACE)
        found.append(filled[edges])
    return np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)


def to_series(array: Array) -> pd.Series:
    """Return an Arrow array as a column of strings."""
    return pd.Series(array.to_pandas(), dtype="str").reset_index(drop=True)
