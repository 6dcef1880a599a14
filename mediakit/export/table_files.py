"""Tables to files that spreadsheets and other programs open as they are."""

from __future__ import annotations

from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pandas as pd

from mediakit.errors import OptionError
from mediakit.export.atomic import write_whole
from mediakit.printing import showable
from mediakit.tables import shield_cell

ENDINGS = (".csv", ".jsonl", ".parquet")


def csv_bytes(table: pd.DataFrame) -> bytes:
    """Return a table as CSV that spreadsheets open as it is, with nothing in it that they would run.

    Examples
    --------
    >>> csv_bytes(pd.DataFrame({"title": ["=1+1"], "change": [-0.5]})).decode("utf-8-sig").splitlines()
    ['title,change', "'=1+1,-0.5"]
    """
    safe = table.copy(deep=False)
    for at, kind in enumerate(table.dtypes):
        if not (pd.api.types.is_numeric_dtype(kind) or pd.api.types.is_datetime64_any_dtype(kind)):
            safe.isetitem(at, [_shielded(cell) for cell in table.iloc[:, at].astype(object)])
    safe.columns = pd.Index(
        [tuple(map(_shielded, name)) if isinstance(name, tuple) else _shielded(name) for name in table.columns]
    )
    lines = _Lines()
    # With this end of a line a lone carriage return is put in quotation marks as well: bare, it would begin a row.
    safe.to_csv(lines, index=False, lineterminator=_Lines.given)
    return lines.getvalue().encode("utf-8-sig", "replace")


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


def check_ending(file: Path) -> str:
    """Return the ending of a file to write a table to.

    Raises
    ------
    OptionError
        When write_table() knows no such ending.

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
    return ending


def write_table(table: pd.DataFrame, path: str | Path) -> Path:
    """Write a table in the format that the file's ending names; the same table gives the same bytes.

    Parameters
    ----------
    table : DataFrame
        Any table; its index is left out.
    path : str or Path
        Ends in ``.csv`` (UTF-8 with a byte order mark, which spreadsheets need, and an apostrophe before texts and
        names that they would run as formulas), ``.jsonl`` (one JSON object a line, times as ISO 8601) or
        ``.parquet``. Missing folders are made, a file of that name is replaced.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    OptionError
        When the ending is another one.
    SourceError
        When the folder cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = write_table(pd.DataFrame({"outlet": ["Ny Tid"], "share": [0.25]}), folder + "/share.csv")
    ...     file.read_text(encoding="utf-8-sig").splitlines()
    ['outlet,share', 'Ny Tid,0.25']
    """
    file = Path(path)
    ending = check_ending(file)
    if ending == ".csv":
        data = csv_bytes(table)
    elif ending == ".jsonl":
        text = table.to_json(orient="records", lines=True, date_format="iso", date_unit="s", force_ascii=False)
        data = text.encode("utf-8", "replace")
    else:
        held = BytesIO()
        table.to_parquet(held, index=False)
        data = held.getvalue()
    return write_whole(file, data, what="the table")
