"""Columns of text as Arrow arrays: only the cells that need tidying are touched one by one.

Texts stay in the chunks in which they were read: each is tidied while it is in the processor's cache, and
the whole column is never copied.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from mediakit.read.values.missing import is_missing, missing_words
from mediakit.read.values.tidying import (
    encodable,
    has_markup,
    paragraphs,
    plain_entities,
    strip_markup,
    tidy_line,
    tidy_text,
)

Array = Any
Bytes = npt.NDArray[np.uint8]
Rows = npt.NDArray[np.int64]

_SPACE, _NEWLINE, _AND, _TAG_START, _DELETE = 0x20, 0x0A, 0x26, 0x3C, 0x7F
_NUMBER_SIGN = 0x23
# Lead bytes of UTF-8 sequences among which invisible characters, odd spaces, and letters stand that are composed or
# brought to another form, each with the second bytes concerned; then those of which the third byte decides.
_ODD_PAIRS = (
    (0xC2, 0x80, 0xA0),
    (0xC2, 0xAC, 0xAD),
    (0xC4, 0xB2, 0xB3),
    (0xC5, 0xBF, 0xBF),
    (0xCC, 0x80, 0xBF),
    (0xCD, 0x80, 0xBE),
    (0xCE, 0x87, 0x87),
    (0xD6, 0x91, 0xBF),
    (0xD7, 0x80, 0x87),
    (0xD9, 0x8B, 0x95),
    (0xE0, 0x80, 0xBF),
    (0xE1, 0x80, 0xBF),
    (0xEF, 0xA4, 0xAF),
    (0xEF, 0xB0, 0xB7),
    (0xEF, 0xBA, 0xBB),
    (0xF0, 0x9D, 0x9D),
    (0xF0, 0xAF, 0xAF),
)
_ODD_TRIPLES = (
    (0xE2, 0x80, 0x80, 0x90),
    (0xE2, 0x80, 0xA8, 0xAF),
    (0xE2, 0x81, 0x9F, 0xA4),
    (0xE2, 0x84, 0xA6, 0xAB),
    (0xE2, 0x8C, 0xA9, 0xAA),
    (0xE2, 0xAB, 0x9C, 0x9C),
    (0xE3, 0x80, 0x80, 0x80),
    (0xE3, 0x82, 0x99, 0x9A),
    (0xEF, 0xBC, 0x90, 0xBF),
    (0xEF, 0xBD, 0x81, 0x9A),
    (0xEF, 0xBD, 0xA6, 0xBF),
    (0xEF, 0xBE, 0x80, 0x9F),
)
_ODD_BYTES = np.isin(
    np.arange(256), [*range(_SPACE), *(odd[0] for odd in (*_ODD_PAIRS, *_ODD_TRIPLES)), _TAG_START, _DELETE]
)

_BLOCK = 1 << 18
_DENSE = 8
_WORTH_SPLICING = 100_000


def _pool() -> pa.MemoryPool:
    """Return memory for whole columns: Arrow's first choice takes huge pages, which are dear to touch first."""
    try:
        return pa.jemalloc_memory_pool()
    except NotImplementedError:
        return pa.system_memory_pool()


POOL = _pool()


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
        array = _blank_missing(filled_array(values))
    else:
        make = parts or plain_value
        cells = ["" if is_missing(v) else v if isinstance(v, str) else make(v) for v in values]
        try:
            array = pa.array(cells, type=pa.large_string(), memory_pool=POOL)
        except UnicodeEncodeError:
            array = pa.array([encodable(c) for c in cells], type=pa.large_string())
    return array


def filled_array(values: Array) -> Array:
    """Return an Arrow column as strings without nulls, in the chunks that it has."""
    array = values.cast(pa.large_string())
    return pc.fill_null(array, "") if array.null_count else array


def chunks_of(array: Array) -> list[Array]:
    """Return the chunks of an Arrow array, or the array itself where it has none."""
    return array.chunks if isinstance(array, pa.ChunkedArray) else [array]


def whole_array(array: Array) -> Array:
    """Return an Arrow array as one chunk."""
    chunks = chunks_of(array)
    return chunks[0] if len(chunks) == 1 else array.combine_chunks()


def by_chunk(make: Callable[..., Array], array: Array, *beside: Array) -> Array:
    """Return ``make`` of each chunk, given the same rows of the arrays beside it."""
    made, start = [], 0
    for chunk in chunks_of(array):
        made += chunks_of(make(chunk, *(other.slice(start, len(chunk)) for other in beside)))
        start += len(chunk)
    return pa.chunked_array(made, type=pa.large_string())


def _blank_missing(array: Array) -> Array:
    sizes = pc.binary_length(array)
    short = pc.and_(pc.less(sizes, 6), pc.greater(sizes, 0))
    if not pc.any(short).as_py():
        return array
    words = pc.utf8_lower(pc.utf8_trim_whitespace(array.filter(short)))
    missing = pc.is_in(words, value_set=pa.array(missing_words(), pa.large_string()))
    if not pc.any(missing).as_py():
        return array
    marked = np.zeros(len(array), dtype=bool)
    marked[np.flatnonzero(short)[np.asarray(missing)]] = True
    return by_chunk(lambda cells, blank: pc.if_else(blank, "", cells), array, pa.array(marked))


def cells_where(values: Any, among: set[str]) -> list[int]:
    """Return the places of the cells that hold one of some short strings, whatever their case.

    Examples
    --------
    >>> cells_where(["Draft", "A", None, 3], {"draft"})
    [0]
    """
    wanted = {word.lower() for word in among}
    if isinstance(values, (pa.Array, pa.ChunkedArray)):
        array = whole_array(filled_array(values))
        short = np.flatnonzero(np.asarray(pc.less_equal(pc.binary_length(array), 4 * max(map(len, wanted)) + 8)))
        cells = array.take(pa.array(short)).to_pylist()
        return [at for at, cell in zip(short.tolist(), cells, strict=True) if cell.strip().lower() in wanted]
    return [at for at, value in enumerate(values) if isinstance(value, str) and value.strip().lower() in wanted]


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
        return name if isinstance(name, str) else _as_json(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _as_json(value: dict[Any, Any]) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, default=str)
    except (TypeError, ValueError):  # JSON has no other names than strings and no circles
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
    offsets = np.frombuffer(starts, dtype=np.int64, count=array.offset + len(array) + 1)[array.offset :]
    found = np.frombuffer(data, dtype=np.uint8) if data is not None else np.empty(0, np.uint8)
    return found[offsets[0] : offsets[-1]], offsets - offsets[0]


def replace_rows(array: Array, rows: Rows, make: Callable[[str], str]) -> Array:
    """Return the array with some cells replaced by ``make`` of them."""
    return replace_cells(array, rows, [make(array[at].as_py()) for at in rows.tolist()])


def replace_cells(array: Array, rows: Rows, new: list[str]) -> Array:
    """Return the array with the cells of these rows replaced, in chunks where that saves copying the others."""
    if not len(rows):
        return array
    cells = pa.array(new, type=pa.large_string(), memory_pool=POOL)
    if len(rows) == len(array):
        return cells
    if array.nbytes > len(rows) * _WORTH_SPLICING:
        return _spliced(array, rows, cells)
    mask = np.zeros(len(array), dtype=bool)
    mask[rows] = True
    return pc.replace_with_mask(array, pa.array(mask), cells, memory_pool=POOL)


def _spliced(array: Array, rows: Rows, new: Array) -> Array:
    """Return chunks in which the new cells stand between stretches of the old ones, which are not copied."""
    pieces, start = [], 0
    for at, row in enumerate(rows.tolist()):
        pieces += [array.slice(start, row - start), new.slice(at, 1)]
        start = row + 1
    return pa.chunked_array([piece for piece in (*pieces, array.slice(start)) if len(piece)])


def tidy_lines(array: Array) -> Array:
    r"""Return one-line cells with single spaces.

    Examples
    --------
    >>> tidy_lines(text_array([" a\n b", "c d"])).to_pylist()
    ['a b', 'c d']
    """
    array = whole_array(array)
    data, offsets = content(array)
    places = _marked(data)
    spaces = np.flatnonzero((data[:-1] == _SPACE) & (data[1:] == _SPACE))
    odd = [places[_is_odd(data, places)], places[data[places] == _NEWLINE], spaces, np.flatnonzero(data == _AND)]
    return whole_array(replace_rows(array, _rows(odd, data, offsets), tidy_line))


def tidy_texts(array: Array) -> Array:
    r"""Return texts tidied, in paragraphs, without markup.

    Examples
    --------
    >>> tidy_texts(text_array(["One.\nTwo.", "<p>A &amp; B</p>"])).to_pylist()
    ['One.\n\nTwo.', 'A & B']
    """
    return by_chunk(lambda cells: replace_rows(cells, untidy_rows(*content(cells)), tidy_cell), array)


def untidy_rows(data: Bytes, offsets: Rows) -> Rows:
    """Return the rows of texts that tidy_cell() may change."""
    places = _marked(data)
    breaks = data[places] == _NEWLINE
    others = places[~breaks]
    odd = [others[_is_odd(data, others) | (data[others] == _TAG_START)], _odd_newlines(data, places[breaks])]
    odd.append(_entities(data))
    return _rows(odd, data, offsets)


def tidy_cell(text: str) -> str:
    r"""Return a text tidied, in paragraphs, without markup.

    Examples
    --------
    >>> tidy_cell("One.\nTwo.")
    'One.\n\nTwo.'
    """
    plain = strip_markup(text) if has_markup(text) else tidy_text(plain_entities(text) if "&" in text else text)
    return paragraphs(plain) if "\n" in plain else plain


def _marked(data: Bytes) -> Rows:
    """Return where bytes stand that may call for tidying; block by block, which stays in the processor's cache."""
    found = [np.empty(0, np.int64)]
    for start in range(0, len(data), _BLOCK):
        block = data[start : start + _BLOCK]
        # Turned so, the first bytes of sequences, control characters and "?>=<" are the lowest numbers.
        places = np.flatnonzero((block ^ 0x1F) + 0x40 < 0x64)
        if len(places) > len(block) // _DENSE or block.view(np.int8).max() == _DELETE:
            places = np.flatnonzero(_ODD_BYTES[block])
        found.append(places + start)
    return np.concatenate(found)


def _is_odd(data: Bytes, places: Rows) -> npt.NDArray[np.bool_]:
    """Return which places hold a control character, a tab, an odd space, an invisible character or an odd letter."""
    last = max(len(data) - 1, 0)
    first, second, third = data[places], data[np.minimum(places + 1, last)], data[np.minimum(places + 2, last)]
    odd: npt.NDArray[np.bool_] = (first < _SPACE) & (first != _NEWLINE) | (first == _DELETE)
    for lead, low, top in _ODD_PAIRS:
        odd |= (first == lead) & (second >= low) & (second <= top)
    for lead, middle, low, top in _ODD_TRIPLES:
        odd |= (first == lead) & (second == middle) & (third >= low) & (third <= top)
    return odd


def _entities(data: Bytes) -> Rows:
    """Return where entities of HTML may begin: with a number sign or a letter and no space after the mark."""
    at = np.flatnonzero(data == _AND)
    following = data[np.minimum(at + 1, max(len(data) - 1, 0))]
    found: Rows = at[(following == _NUMBER_SIGN) | ((following | 0x20) >= 0x61) & ((following | 0x20) <= 0x7A)]
    return found


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
    filled = np.flatnonzero(offsets[1:] > offsets[:-1])
    edges = (data[offsets[filled]] <= _SPACE) | (data[offsets[filled + 1] - 1] <= _SPACE)
    rows = np.zeros(len(offsets), dtype=bool)
    rows[filled[edges]] = True
    rows[np.searchsorted(offsets, np.concatenate(places), side="right") - 1] = True
    return np.flatnonzero(rows)


def to_series(array: Array) -> pd.Series:
    """Return an Arrow array as a column of strings."""
    return pd.Series(array.to_pandas(), dtype="str").reset_index(drop=True)
