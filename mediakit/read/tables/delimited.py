"""Delimited text: which delimiter, and every row accounted for, also the broken ones."""

from __future__ import annotations

import codecs
import csv
import io
import sys
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import accumulate
from typing import Any, BinaryIO, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from mediakit.read.account import Account
from mediakit.read.tables.column_choice import header_place, target_of
from mediakit.read.values.text_columns import POOL
from mediakit.read.values.tidying import encodable
from mediakit.read.width import TOO_WIDE, too_many

DELIMITERS = (",", ";", "\t", "|")
_MAX_REPAIRS = 100
_SAMPLE_ROWS = 200
_BLOCK = 1 << 20
_HEAD = 200_000
_MOST_COLUMNS = 5000
_LONG_LINE = 1 << 17


@dataclass(frozen=True)
class Dialect:
    """How fields are separated and quoted."""

    delimiter: str = ","
    quoted: bool = True
    backslash: bool = False

    def parse(self, lines: Iterator[str] | list[str], *, strict: bool = False) -> Iterator[list[str]]:
        """Yield the fields of each record."""
        yield from csv.reader(
            lines,
            delimiter=self.delimiter,
            quoting=csv.QUOTE_MINIMAL if self.quoted else csv.QUOTE_NONE,
            escapechar="\\" if self.backslash else None,
            doublequote=not self.backslash,
            strict=strict,
        )


class _Guess(NamedTuple):
    """A dialect, the share of rows that agree with it, the names of the columns, and the rows above them."""

    dialect: Dialect
    agreement: float
    header: list[str]
    above: int = 0


def guess_dialect(text: str) -> tuple[Dialect, float, list[str]]:
    r"""Return the dialect that gives most rows the same number of fields, that share, and the header.

    Parameters
    ----------
    text : str
        The beginning of the file; its last row may be cut.

    Examples
    --------
    >>> dialect, agreement, header = guess_dialect("a;b\n1;2,5\n3;4,5\n")
    >>> dialect.delimiter, agreement, header
    (';', 1.0, ['a', 'b'])
    """
    return _guess(text[:_HEAD])[:3]


@lru_cache(maxsize=4)
def _guess(text: str) -> _Guess:
    csv.field_size_limit(sys.maxsize)
    if text[:4].lower() == "sep=" and len(text) > 4:
        return _described(Dialect(text[4]), text)
    # One of each kind is enough of those that find a single column: where all do, the first counts.
    delimiters = [d for d in DELIMITERS if d == DELIMITERS[0] or d in text]
    candidates = [Dialect(d) for d in delimiters]
    if "\t" in text and '"' in text:
        candidates.append(Dialect("\t", quoted=False))
    if '\\"' in text:
        candidates += [Dialect(d, backslash=True) for d in delimiters]
    found = [_described(candidate, text) for candidate in candidates]
    return max(found, key=lambda entry: _plausibility(entry.agreement, entry.header) + 0.01 * entry.dialect.backslash)


def _plausibility(agreement: float, header: list[str]) -> float:
    if len(header) < 2:
        return 0.0
    return agreement + 0.1 * min(len(header), 5) / 5 + 0.5 * (sum(bool(target_of(n)) for n in header) >= 2)


def _described(dialect: Dialect, text: str) -> _Guess:
    rows: list[list[str]] = []
    try:
        for row in dialect.parse(_lines(text)):
            if any(field.strip() for field in row):
                rows.append(row)
            if len(rows) >= _SAMPLE_ROWS:
                break
    except csv.Error:
        return _Guess(dialect, 0.0, [])
    if len(rows) > 2:
        rows = rows[:-1]
    if not rows:
        return _Guess(dialect, 0.0, [])
    at = _header_row(rows)
    width = len(rows[at])
    body = rows[at:]
    agreeing = sum(len(row) == width or (len(row) == width + 1 and len(body[1]) == width + 1) for row in body)
    # A list of names in a running text is no header: nothing below it has its form.
    faultless = len(body) >= (2 if width > 2 else 3) and agreeing == len(body) and header_place(body) == 0
    share = 1.0 if faultless else agreeing / len(rows)
    return _Guess(dialect, share, [name.strip().lstrip("\ufeff") for name in body[0]], at)


def _lines(text: str) -> list[str]:
    """Return the lines of a table; other signs that may part lines, such as U+2028, are part of a cell."""
    return io.StringIO(text, newline=None).readlines()


def _header_row(rows: list[list[str]], wanted: Collection[str] = ()) -> int:
    """Return the position of the header: by its names, or the first row as wide as most rows or one narrower."""
    named = header_place(rows, wanted)
    if named is not None:
        return named
    widths = [len(row) for row in rows]
    usual = Counter(widths).most_common(1)[0][0]
    for at, width in enumerate(widths):
        if width == usual or (width == usual - 1 and at + 1 < len(widths) and widths[at + 1] == usual and width > 1):
            return at
    return 0


def read_rows(text: str, dialect: Dialect, account: Account, wanted: Collection[str] = ()) -> list[list[str]]:
    r"""Return the header and the records of a delimited text, all of the header's width.

    Rows that are too short are filled with empty fields, rows that are too long are joined at the
    widest field, a quotation mark that is never closed is taken as a character; each such row is
    reported as malformed_document. A row that holds all ``wanted`` names is the header.

    Examples
    --------
    >>> read_rows("a,b\n1\n", Dialect(), Account())
    [['a', 'b'], ['1', '']]
    """
    csv.field_size_limit(sys.maxsize)
    if text[:4].lower() == "sep=":
        text = text.split("\n", 1)[-1]
    known, rows, noted = len(account.problems), [], []
    for row in _parse_all(text.replace("\0", ""), dialect, account):
        if any(field.strip() for field in row):
            rows.append(row)
            noted += [len(account.problems)] if len(rows) <= _SAMPLE_ROWS else []
    if not rows:
        return []
    at = _header_row(rows[:_SAMPLE_ROWS], wanted)
    if at:
        for problem in account.problems[known : noted[at]]:
            problem["raw"] = ""
        note_above(account, at)
    rows = rows[at:]
    if len(rows) > 1 and len(rows[1]) == len(rows[0]) + 1 and len(rows[0]) > 1:
        rows[0] = ["", *rows[0]]
    width = len(rows[0])
    if all(len(row) == width for row in rows):
        return rows
    rows = _without_rare_columns(rows, account)
    width = len(rows[0])
    fixed = [rows[0]]
    places = [at for at, name in enumerate(rows[0]) if target_of(name) == "text"] or list(range(width))
    for row in rows[1:]:
        if len(row) == width:
            fixed.append(row)
        else:
            fixed += _repair(row, width, places, dialect, account, index=len(fixed) - 1)
    return fixed


def _without_rare_columns(rows: list[list[str]], account: Account) -> list[list[str]]:
    """Return the rows cut after the last column that is not nearly always missing, where these are very many."""
    width = len(rows[0])
    ends = np.bincount([min(len(row), width) for row in rows], minlength=width + 1)
    reaching = len(rows) - np.cumsum(ends)[:width]
    rare = too_many(dict(enumerate(reaching.tolist())), len(rows))
    if not rare:
        return rows
    account.note("unknown_column", TOO_WIDE, value=len(rare))
    return [row[: width - len(rare)] for row in rows]


def note_above(account: Account, rows: int) -> None:
    """Report how many rows stand above the header; what they say is the exporter's own and is not kept."""
    message = "the lines above the column names were left out"
    account.note("malformed_document", message, severity="info", value=f"{rows} row{'s' * (rows > 1)}")


class _Watched(io.RawIOBase):
    """A file on its way to Arrow, stopped at a line of more than 262,144 bytes.

    It is remembered whether the byte 0 passed by.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.null = file, False

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size)
        self.null |= b"\0" in block
        windows = range(0, len(block) - _LONG_LINE + 1, _LONG_LINE)
        if any(block.find(b"\n", at, at + _LONG_LINE) < 0 for at in windows):
            raise OverflowError("a line is too long for Arrow")
        return block


def read_whole(file: BinaryIO) -> dict[str, Any] | None:
    r"""Return the columns of a faultless UTF-8 table, or None when a row or letter needs a closer look.

    Arrow splits the file and says when a row has another number of fields than the header; then, and
    when quotation or encoding is broken, the careful way of read_rows() is taken.

    Examples
    --------
    >>> {name: cells.to_pylist() for name, cells in read_whole(io.BytesIO(b"a,b\n1,2\n")).items()}
    {'a': ['1'], 'b': ['2']}
    >>> read_whole(io.BytesIO(b"a,b\n1\n")) is None
    True
    """
    head = file.read(_HEAD).removeprefix(codecs.BOM_UTF8).decode("utf-8", "ignore")
    dialect, agreement, header, above = _guess(head[:_HEAD])
    if above or agreement < 0.99 or len(header) < 2 or dialect.backslash or head[:4].lower() == "sep=":
        return None
    # Arrow is slow with very many columns, and older ones crash at a row of some 300,000 fields.
    if len(header) > _MOST_COLUMNS:
        return None
    file.seek(0)
    watched = _Watched(file)
    try:
        table = arrow_csv.read_csv(
            watched,
            read_options=arrow_csv.ReadOptions(autogenerate_column_names=True, block_size=_BLOCK, use_threads=False),
            parse_options=arrow_csv.ParseOptions(
                delimiter=dialect.delimiter, quote_char='"' if dialect.quoted else False, newlines_in_values=True
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types={f"f{at}": pa.large_string() for at in range(len(header))}, strings_can_be_null=False
            ),
            memory_pool=POOL,
        )
    except (pa.ArrowException, OverflowError):
        return None
    if watched.null or table.num_columns != len(header) or table.num_rows < 2:
        return None
    if _may_be_open(file, table.columns[-1][-1].as_py()):
        return None
    names = unique_names([str(column[0].as_py()).strip() for column in table.columns])
    return dict(zip(names, table.slice(1).columns, strict=True))


def _may_be_open(file: BinaryIO, last: str) -> bool:
    """Return whether a quotation mark may be left open: the last cell goes to the end, and their number is odd."""
    end = last.replace('"', '""').encode()
    file.seek(max(0, file.seek(0, io.SEEK_END) - len(end)))
    if file.read() != end:
        return False
    file.seek(0)
    return sum(block.count(b'"') for block in iter(partial(file.read, _BLOCK), b"")) % 2 == 1


def unique_names(names: list[str]) -> list[str]:
    """Return names of columns that a file can hold; none is empty and none stands twice.

    Examples
    --------
    >>> unique_names(["a", "", "a", "a_2"])
    ['a', 'column_2', 'a_2', 'a_2_2']
    """
    taken: Counter[str] = Counter()
    unique = []
    for at, name in enumerate(names):
        name = label = encodable(name) or f"column_{at + 1}"
        while taken[label]:
            taken[name] += 1
            label = f"{name}_{taken[name]}"
        taken[label] += 1
        unique.append(label)
    return unique


def _parse_all(text: str, dialect: Dialect, account: Account) -> Iterator[list[str]]:
    """Yield all records; a quotation mark that swallows the rest of the file is taken as a character."""
    lines = _lines(text)
    start = 0
    for _ in range(_MAX_REPAIRS):
        if start >= len(lines):
            return
        done, rows = _parse_until_open_quote(lines, start, dialect)
        yield from rows
        if done >= len(lines):
            return
        message = "a quotation mark is opened and never closed; the line was read without quotation"
        account.note("malformed_document", message, value=f"line {done + 1}", raw=lines[done])
        yield from Dialect(dialect.delimiter, quoted=False).parse([lines[done]])
        start = done + 1
    yield from Dialect(dialect.delimiter, quoted=False).parse(lines[start:])


def _parse_until_open_quote(lines: list[str], start: int, dialect: Dialect) -> tuple[int, list[list[str]]]:
    """Return how many lines were read to the end of a record, and the records."""
    parser = csv.reader(
        lines[start:] if start else lines,
        delimiter=dialect.delimiter,
        quoting=csv.QUOTE_MINIMAL if dialect.quoted else csv.QUOTE_NONE,
        escapechar="\\" if dialect.backslash else None,
        doublequote=not dialect.backslash,
    )
    rows: list[list[str]] = []
    line = 0
    for row in parser:
        if start + parser.line_num == len(lines) and _is_open(lines, start + line, dialect):
            return start + line, rows
        line = parser.line_num
        rows.append(row)
    return len(lines), rows


def _is_open(lines: list[str], start: int, dialect: Dialect) -> bool:
    """Return whether the record that starts at this line and runs to the end is never closed."""
    try:
        for _ in dialect.parse(lines[start:], strict=True):
            pass
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _repair(
    row: list[str], width: int, places: list[int], dialect: Dialect, account: Account, *, index: int
) -> list[list[str]]:
    """Return the rows that a row of the wrong width stands for; ``places`` are those of texts, or all."""
    raw = dialect.delimiter.join(row)
    if len(row) < width:
        account.note("malformed_document", f"the row has {len(row)} of {width} fields", index=index, raw=raw)
        return [row + [""] * (width - len(row))]
    if not any(field.strip() for field in row[width:]):
        return [row[:width]]
    separate = _split_merged(row, width, dialect)
    if separate:
        message = f"{len(separate)} rows run together by a stray quotation mark were read one by one"
        account.note("malformed_document", message, index=index, raw=raw)
        return separate
    message = f"the row has {len(row)} fields instead of {width}; the extra ones were joined to the longest text"
    account.note("malformed_document", message, index=index, raw=raw)
    return [_join_fields(row, len(row) - width, places, dialect.delimiter)]


def _split_merged(row: list[str], width: int, dialect: Dialect) -> list[list[str]]:
    lines = dialect.delimiter.join(row).split("\n")
    if len(lines) < 2:
        return []
    parts = [next(Dialect(dialect.delimiter, quoted=False).parse([line]), []) for line in lines if line.strip()]
    return parts if all(len(part) == width for part in parts) else []


def _join_fields(row: list[str], extra: int, places: list[int], delimiter: str) -> list[str]:
    """Join neighbouring fields into the text column, or where they make the longest field."""
    ends = [0, *accumulate(map(len, row))]
    at = max(places, key=lambda i: ends[i + extra + 1] - ends[i])
    return [*row[:at], delimiter.join(row[at : at + extra + 1]), *row[at + extra + 1 :]]
