"""Parquet tables, read in stretches so short that what a file says in a few bytes cannot fill the memory.

Such a file holds a text once that many rows show, and a number once that stands in many.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from mediakit.read.account import Account, Options, Parsed
from mediakit.read.tables.free_table import parse_frame

_ALWAYS_VALUES, _VALUES_A_BYTE = 20_000_000, 20
_ALWAYS_TEXT, _MOST_OFTEN, _TEXT_A_BYTE = 50_000_000, 500_000_000, 20
_MOST_RATIO = 200
_AT_ONCE = 250_000_000
_MOST_ROWS = 65_536
_PREFIXED = "DELTA_BYTE_ARRAY"  # texts that state how much of the one before they repeat


class _TooLargeError(ValueError):
    """A table that must not be read."""


def recognise_parquet(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how sure it is that this is a Parquet file, and why."""
    return (0.99, "the mark of Parquet") if head.startswith(b"PAR1") else (0.0, "")


def parse_parquet(data: bytes, options: Options) -> Account:
    """Read a Parquet table."""
    failed = Parsed()
    try:
        frame = _read(data).to_pandas()
    except _TooLargeError as error:
        failed.lose("unreadable_file", f"the Parquet file must not be read: {error}; save it as CSV")
        return failed
    except (pa.ArrowException, OSError) as error:
        failed.lose("malformed_document", f"the Parquet file is damaged: {error}")
        return failed
    if not len(frame):
        failed.lose("empty_text", "the Parquet file has no rows")
        return failed
    if not isinstance(frame.index, pd.RangeIndex):
        frame = frame.reset_index()
    return parse_frame(frame, options)


def _read(data: bytes) -> pa.Table:
    """Return the table of a file; the bytes of its texts are counted while they are read."""
    file = pq.ParquetFile(io.BytesIO(data))
    meta = file.metadata
    columns = [meta.row_group(group).column(at) for group, at in np.ndindex(meta.num_row_groups, meta.num_columns)]
    most = max(_ALWAYS_TEXT, min(_MOST_OFTEN, _MOST_RATIO * len(data)), _TEXT_A_BYTE * len(data))
    if sum(column.num_values for column in columns) > max(_ALWAYS_VALUES, _VALUES_A_BYTE * len(data)):
        raise _TooLargeError("it states more values than its size can hold")
    fixed = (column.num_values * _fixed_length(meta, column) for column in columns)
    if sum(column.total_uncompressed_size for column in columns) > most or sum(fixed) > most:
        raise _TooLargeError("unpacked it would be so large that it looks like an archive bomb")
    _check_lists(data, meta, most)
    kept, size = [], 0
    for group in range(meta.num_row_groups):
        for batch in file.iter_batches(_rows_at_once(data, meta, group), row_groups=[group]):
            size = _within(size + sum(map(_lengths, batch.columns)), most)
            kept.append(batch)
    return pa.Table.from_batches(kept, schema=file.schema_arrow).unify_dictionaries()


def _fixed_length(meta: pq.FileMetaData, column: pq.ColumnChunkMetaData) -> int:
    """Return how long each value of a column is, where it is told once for all of them."""
    if column.physical_type != "FIXED_LEN_BYTE_ARRAY":
        return 0
    lengths: list[int] = [meta.schema.column(at).length for at in range(meta.num_columns)]
    return max(lengths)


def _within(size: int, most: int) -> int:
    if size > most:
        raise _TooLargeError("its texts are repeated so often that they would fill the memory")
    return size


def _rows_at_once(data: bytes, meta: pq.FileMetaData, group: int) -> int:
    """Return how many rows fit into the memory even if each of them shows the longest text of every column."""
    columns = [meta.row_group(group).column(at) for at in range(meta.num_columns)]
    texts = [column for column in columns if column.physical_type == "BYTE_ARRAY"]
    longest: int = sum(column.total_uncompressed_size for column in texts if _PREFIXED in column.encodings)
    paths = [column.path_in_schema for column in texts if _PREFIXED not in column.encodings]
    # Read as numbers of texts, a single row comes with all texts that the others show.
    for batch in _as_numbers(data, paths, rows=1, group=group):
        longest += sum(_lengths(column, longest=True) for column in batch.columns)
        break
    return max(1, min(_MOST_ROWS, _AT_ONCE // max(1, longest)))


def _check_lists(data: bytes, meta: pq.FileMetaData, most: int) -> None:
    """Count the bytes of the texts in lists, as a single row may show very many of them."""
    paths = [
        meta.schema.column(at).path
        for at in range(meta.num_columns)
        if meta.schema.column(at).max_repetition_level and meta.schema.column(at).physical_type == "BYTE_ARRAY"
    ]
    size = 0
    for batch in _as_numbers(data, paths, rows=_MOST_ROWS):
        size = _within(size + sum(map(_lengths, batch.columns)), most)


def _as_numbers(data: bytes, paths: list[str], *, rows: int, group: int | None = None) -> Iterator[pa.RecordBatch]:
    """Yield stretches of rows in which texts are numbers, beside the texts that the numbers stand for."""
    if paths:
        file = pq.ParquetFile(io.BytesIO(data), read_dictionary=paths)
        for one in range(file.num_row_groups) if group is None else [group]:
            yield from file.iter_batches(rows, columns=paths, row_groups=[one])


def _lengths(array: pa.Array, *, longest: bool = False) -> int:
    """Return the bytes of all texts that an array shows, or of the longest of those that its numbers can mean."""
    if isinstance(array, pa.DictionaryArray):
        sizes = np.asarray(pc.fill_null(pc.binary_length(array.dictionary), 0), dtype=np.int64)
        if longest:
            return int(sizes.max(initial=0))
        shown = np.bincount(np.asarray(array.indices.drop_null()), minlength=len(sizes))
        return int((shown[: len(sizes)] * sizes).sum())
    if isinstance(array, pa.StructArray):
        return sum(_lengths(array.field(at), longest=longest) for at in range(array.type.num_fields))
    if isinstance(array, pa.MapArray):
        return _lengths(array.keys, longest=longest) + _lengths(array.items, longest=longest)
    if isinstance(array, (pa.ListArray, pa.LargeListArray, pa.FixedSizeListArray)):
        return _lengths(array.flatten(), longest=longest)
    return int(array.nbytes)
