"""Tables to files that spreadsheets and other programs open as they are."""

from __future__ import annotations

import math
import warnings
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from mediakit.errors import OptionError, check_option
from mediakit.export.atomic import write_whole
from mediakit.export.workbook import require_writer, workbook_bytes
from mediakit.printing import showable
from mediakit.tables import shield_cell

ENDINGS = (".csv", ".jsonl", ".parquet", ".xlsx")
# What parts the cells of a line, and the sign before the decimals that goes with it.
SEPARATORS = {",": ".", ";": ","}


def csv_bytes(table: pd.DataFrame, separator: str = ",") -> bytes:
    """Return a table as CSV that spreadsheets open as it is, with nothing in it that they would run.

    Parameters
    ----------
    table : DataFrame
        Any table; its index is left out.
    separator : str
        Between cells: a comma; or a semicolon, and then a comma before decimals.

    Raises
    ------
    OptionError
        When the separator is another one.

    Examples
    --------
    >>> csv_bytes(pd.DataFrame({"title": ["=1+1"], "change": [-0.5]})).decode("utf-8-sig").splitlines()
    ['title,change', "'=1+1,-0.5"]
    """
    check_option("separator", separator, tuple(SEPARATORS))
    decimal = SEPARATORS[separator]
    safe = table.copy(deep=False)
    for at, kind in enumerate(table.dtypes):
        if not (pd.api.types.is_numeric_dtype(kind) or pd.api.types.is_datetime64_any_dtype(kind)):
            safe.isetitem(at, [_shielded(_decimal(cell, decimal)) for cell in table.iloc[:, at].astype(object)])
        elif decimal != "." and pd.api.types.is_float_dtype(kind) and not isinstance(kind, np.dtype):
            # Of numbers that are no plain NumPy array, pandas writes the decimals with a point.
            safe.isetitem(at, table.iloc[:, at].to_numpy(dtype=kind.numpy_dtype, na_value=math.nan))
    safe.columns = pd.Index(
        [tuple(map(_shielded, name)) if isinstance(name, tuple) else _shielded(name) for name in table.columns]
    )
    lines = _Lines()
    # With this end of a line a lone carriage return is put in quotation marks as well: bare, it would begin a row.
    safe.to_csv(lines, index=False, lineterminator=_Lines.given, sep=separator, decimal=decimal)
    return lines.getvalue().encode("utf-8-sig", "replace")


def _decimal(cell: Any, sign: str) -> Any:
    """Return a cell; a number among texts with the sign before its decimals."""
    return str(cell).replace(".", sign) if sign != "." and isinstance(cell, float | np.floating) else cell


def _shielded(cell: Any) -> Any:
    """Return a cell, or its text without control characters, shielded where it would be written as a formula."""
    text = str(cell)
    safe = shield_cell(showable(text))
    return cell if safe == text else safe


class _Lines(StringIO):
    """Takes lines with the end ``given`` and keeps them with a plain line feed."""

    given = "\r\n"

    def write(self, line: str) -> int:
        return super().write(line.removesuffix(self.given) + "\n")


def check_ending(file: Path, separator: str = ",") -> str:
    """Return the ending of a file to write a table to; with a semicolon between cells it must be that of CSV.

    Raises
    ------
    OptionError
        When export_table() knows no such ending, or one with such a separator.
    MissingExtraError
        When the ending is ``.xlsx`` and the package that writes workbooks is not installed.

    Examples
    --------
    >>> check_ending(Path("share.CSV"))
    '.csv'
    """
    ending = file.suffix.lower()
    if ending not in ENDINGS:
        raise OptionError(
            f"the file must end in {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}, got {ending or 'no ending'!r}",
            where=str(file),
            next_step=f"Write for example {file.stem or 'table'}.csv.",
        )
    check_option("separator", separator, tuple(SEPARATORS))
    if separator != "," and ending != ".csv":
        raise OptionError(
            f"a separator parts the cells of a .csv file, and {ending} has none",
            where=str(file),
            next_step=f"Leave it out, or write {file.stem}.csv.",
        )
    if ending == ".xlsx":
        require_writer()
    return ending


def export_table(table: pd.DataFrame, path: str | Path, *, separator: str = ",") -> Path:
    """Write a table in the format that the file's ending names; the same table gives the same bytes.

    Parameters
    ----------
    table : DataFrame
        Any table; its index is left out.
    path : str or Path
        Ends in ``.csv`` (UTF-8 with a byte order mark, which spreadsheets need, and an apostrophe before texts and
        names that they would run as formulas), ``.jsonl`` (one JSON object a line, times as ISO 8601), ``.parquet``
        or ``.xlsx`` (numbers, days and times in UTC, texts and links as such, no formulas; what a sheet of Excel
        cannot hold is told in a warning). Missing folders are made, a file of that name is replaced.
    separator : str
        Between the cells of a ``.csv`` file: a comma; or a semicolon, and then a comma before decimals, which
        spreadsheets expect where numbers are written 0,5. Other formats have none.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    OptionError
        When the ending or the separator is another one, or a sheet of Excel cannot hold so many columns.
    MissingExtraError
        When the ending is ``.xlsx`` and the package that writes workbooks is not installed.
    SourceError
        When the folder cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = export_table(pd.DataFrame({"outlet": ["Ny Tid"], "share": [0.25]}), folder + "/share.csv")
    ...     file.read_text(encoding="utf-8-sig").splitlines()
    ['outlet,share', 'Ny Tid,0.25']
    """
    file = Path(path)
    ending = check_ending(file, separator)
    if ending == ".csv":
        data = csv_bytes(table, separator)
    elif ending == ".xlsx":
        data, notes = workbook_bytes({file.stem: table})
        for note in notes:
            warnings.warn(f"{file.name}: {note}", stacklevel=2)
    elif ending == ".jsonl":
        text = table.to_json(orient="records", lines=True, date_format="iso", date_unit="s", force_ascii=False)
        data = text.encode("utf-8", "replace")
    else:
        held = BytesIO()
        table.to_parquet(held, index=False)
        data = held.getvalue()
    return write_whole(file, data, what="the table")
