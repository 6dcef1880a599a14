"""Tables to one Excel workbook: typed cells, links, names that stay in sight, and nothing in it that runs."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import numpy as np
import pandas as pd

from mediakit.errors import MissingExtraError, OptionError
from mediakit.tables import shield_cell

# What a sheet of Excel holds; a longer text, one more link or row would be dropped, or the file refused.
_MOST_ROWS, _MOST_COLUMNS, _MOST_LINKS = 1_048_576, 16_384, 65_530
_LONGEST_TEXT, _LONGEST_LINK, _LONGEST_NAME = 32_767, 2_079, 31
_LARGEST_INTEGER = 2**53
# Excel counts a 29 February 1900 that never was: days before are not the same in all programs.
_FIRST_DAY, _LAST_YEAR = date(1900, 3, 1), 9999
_MADE = datetime(2000, 1, 1)
_LINK = re.compile(r"https?://[^\s\x00-\x20\x7f]+")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f\ud800-\udfff]")
_LOOKED_AT, _NARROWEST, _WIDEST = 200, 6, 60
_DAY, _MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"


def require_writer() -> Any:
    """Return the package that writes workbooks.

    Raises
    ------
    MissingExtraError
        When it is not installed.

    Examples
    --------
    >>> require_writer().__name__
    'xlsxwriter'
    """
    try:
        import xlsxwriter
    except ImportError:
        raise MissingExtraError.of("XlsxWriter", extra="excel", task="writing Excel workbooks") from None
    return xlsxwriter


def workbook_bytes(sheets: Mapping[str, pd.DataFrame]) -> tuple[bytes, list[str]]:
    """Return tables as an Excel workbook, a sheet each, and what Excel could not hold, in sentences.

    Parameters
    ----------
    sheets : mapping of str to DataFrame
        Tables by name; a name that no sheet may have is changed, and no two sheets get the same. A table with more
        rows than a sheet holds goes on in further sheets. The index is left out.

    Returns
    -------
    data : bytes
        The same tables give the same bytes.
    notes : list of str
        Texts that were cut, addresses that are no links, and tables of several sheets; empty where all has its place.

    Raises
    ------
    MissingExtraError
        When the package that writes workbooks is not installed.
    OptionError
        When a table has more columns than a sheet holds.

    Examples
    --------
    >>> data, notes = workbook_bytes({"Share": pd.DataFrame({"outlet": ["Ny Tid"], "share": [0.25]})})
    >>> data[:2], notes
    (b'PK', [])
    """
    writer, held, account = require_writer(), BytesIO(), _Account()
    # One row at a time is kept in memory, so rows are written from the first to the last.
    with writer.Workbook(held, {"constant_memory": True}) as book:
        book.set_properties({"created": _MADE})
        formats = _formats(book)
        for wanted, table in sheets.items():
            if table.shape[1] > _MOST_COLUMNS:
                raise OptionError(
                    f"a sheet of Excel holds {_MOST_COLUMNS:,} columns, and the table has {table.shape[1]:,}",
                    where=wanted,
                    next_step="Choose some of them, or write .csv or .parquet.",
                )
            pieces = list(_pieces(table))
            if len(pieces) > 1:
                account.tall.append(f"{len(table):,} rows of {wanted} stand in {len(pieces)} sheets")
            for number, piece in enumerate(pieces, start=1):
                name = _sheet_name(wanted, number, account.names)
                _Sheet(book.add_worksheet(name), formats, account).fill(piece)
    return held.getvalue(), account.notes()


def _formats(book: Any) -> dict[str, Any]:
    return {
        "name": book.add_format({"bold": True, "bottom": 1}),
        # With the mark of a quoted text, a cell that looks like a formula stays a text when somebody edits it.
        "quoted": book.add_format({"quote_prefix": True}),
        "link": book.add_format({"font_color": "#0563C1", "underline": 1}),
        _DAY: book.add_format({"num_format": _DAY}),
        _MOMENT: book.add_format({"num_format": _MOMENT}),
    }


def _pieces(table: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield a table in pieces that a sheet holds below its names; one without rows is one piece."""
    most = _MOST_ROWS - 1
    for first in range(0, max(len(table), 1), most):
        yield table.iloc[first : first + most]


def _sheet_name(wanted: str, number: int, taken: set[str]) -> str:
    """Return a name that a sheet may have and no other has, whatever their capitals, and note it as taken."""
    bare = _NOT_IN_NAMES.sub(" ", wanted).strip("' ") or "Sheet"
    while True:
        behind = f" ({number})" if number > 1 else ""
        name = _shortened(bare, _LONGEST_NAME - len(behind)).rstrip("' ") + behind
        # Excel keeps the name History for itself.
        if name.casefold() not in taken | {"history"}:
            taken.add(name.casefold())
            return name
        number += 1


def _shortened(text: str, most: int) -> str:
    """Return the beginning of a text, in the halves of letters (UTF-16) that Excel counts; no letter is halved."""
    if 2 * len(text) <= most:
        return text
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")


@dataclass
class _Account:
    """What a workbook holds so far, and what it could not hold."""

    names: set[str] = field(default_factory=set)
    tall: list[str] = field(default_factory=list)
    cut: int = 0
    unlinked: int = 0

    def notes(self) -> list[str]:
        said = []
        if self.tall:
            said.append(f"{'; '.join(self.tall)}: one sheet of Excel holds {_MOST_ROWS:,} rows, names included.")
        if self.cut:
            said.append(
                f"{self.cut:,} {'text was' if self.cut == 1 else 'texts were'} cut, because a cell of Excel holds "
                f"{_LONGEST_TEXT:,} characters; each cut cell says so at its end. "
                "Write .csv, .jsonl or .parquet to keep whole texts."
            )
        if self.unlinked:
            said.append(
                f"{self.unlinked:,} web addresses stand as plain text: a sheet of Excel holds {_MOST_LINKS:,} links, "
                f"of at most {_LONGEST_LINK:,} characters."
            )
        return said


class _Exact(float):
    """A number that is written with all its digits: XlsxWriter asks for 16, and some numbers need 17."""

    def __format__(self, form: str) -> str:
        return repr(float(self))


class _Sheet:
    """Writes one table to one sheet."""

    def __init__(self, sheet: Any, formats: Mapping[str, Any], account: _Account) -> None:
        self._sheet, self._formats, self._account = sheet, formats, account
        self._links = 0

    def fill(self, table: pd.DataFrame) -> None:
        names = [" ".join(map(str, name)) if isinstance(name, tuple) else str(name) for name in table.columns]
        columns = [[_plain(cell) for cell in table.iloc[:, at].astype(object)] for at in range(len(names))]
        clocks = [_clock(cells) for cells in columns]
        self._sheet.freeze_panes(1, 0)
        for at, (name, cells, clock) in enumerate(zip(names, columns, clocks, strict=True)):
            self._sheet.set_column(at, at, _width(name, cells, clock))
        for at, name in enumerate(names):
            self._sheet.write_string(0, at, self._whole(name), self._formats["name"])
        for row, line in enumerate(zip(*columns, strict=True), start=1):
            for at, cell in enumerate(line):
                self._write(row, at, cell, clocks[at])

    def _write(self, row: int, at: int, cell: Any, clock: str) -> None:
        if cell is None or cell == "":
            return
        if isinstance(cell, bool):
            self._sheet.write_boolean(row, at, cell)
        elif isinstance(cell, int | float):
            self._sheet.write_number(row, at, _Exact(cell) if isinstance(cell, float) else cell)
        elif isinstance(cell, date):
            self._sheet.write_datetime(row, at, cell, self._formats[clock])
        elif _LINK.fullmatch(cell) and self._may_link(cell):
            self._sheet.write_url(row, at, cell, self._formats["link"], cell)
        else:
            shielded = shield_cell(cell)
            form = self._formats["quoted"] if shielded != cell else None
            # Reading takes one apostrophe off such a text: one that begins with its own gets another, as in CSV.
            self._sheet.write_string(row, at, self._whole(shielded if cell.startswith("'") else cell), form)

    def _may_link(self, address: str) -> bool:
        possible = self._links < _MOST_LINKS and len(address) <= _LONGEST_LINK
        self._links += possible
        self._account.unlinked += not possible
        return possible

    def _whole(self, text: str) -> str:
        """Return a text as it is, or its beginning and how long it was where a cell cannot hold it."""
        if _shortened(text, _LONGEST_TEXT) == text:
            return text
        self._account.cut += 1
        told = f" [cut here: the text has {len(text):,} characters]"
        return _shortened(text, _LONGEST_TEXT - len(told)) + told


def _plain(cell: Any) -> Any:
    """Return a cell as what Excel can hold: None, bool, int, float, date, moment without a zone, or a text."""
    if isinstance(cell, np.generic) and not isinstance(cell, np.datetime64 | np.timedelta64):
        cell = cell.item()
    if cell is None or cell is pd.NA or cell is pd.NaT:
        return None
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, int) and abs(cell) <= _LARGEST_INTEGER:
        return cell
    if isinstance(cell, float) and not math.isinf(cell):
        return None if math.isnan(cell) else float(cell)
    if isinstance(cell, date):
        return _moment(cell)
    return str(cell).encode("utf-8", "replace").decode()


def _moment(cell: date) -> date | str:
    """Return a day, or a moment in UTC without its zone; the text of one that Excel has no day for."""
    if isinstance(cell, datetime) and cell.tzinfo is not None:
        cell = cell.astimezone(UTC).replace(tzinfo=None)
    day = (cell.year, cell.month, cell.day)
    if not (_FIRST_DAY.year, _FIRST_DAY.month, _FIRST_DAY.day) <= day <= (_LAST_YEAR, 12, 31):
        return cell.isoformat()
    return cell.to_pydatetime(warn=False) if isinstance(cell, pd.Timestamp) else cell


def _clock(cells: Iterable[Any]) -> str:
    """Return how the times of a column are shown: as days where none of them has a time of day."""
    times = (cell for cell in cells if isinstance(cell, datetime))
    return _MOMENT if any(cell.time() != datetime.min.time() for cell in times) else _DAY


def _width(name: str, cells: Sequence[Any], clock: str) -> int:
    """Return the width of a column in letters, by its name and its first cells."""
    lengths = (len(clock if isinstance(cell, date) else str(cell)) for cell in cells[:_LOOKED_AT] if cell is not None)
    return min(max(_NARROWEST, len(name) + 1, max(lengths, default=0) + 1), _WIDEST)
