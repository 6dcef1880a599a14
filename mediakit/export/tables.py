"""Tables to files that spreadsheets and other programs open as they are."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pandas as pd

from mediakit.errors import OptionError
from mediakit.export.atomic import write_whole

ENDINGS = (".csv", ".jsonl", ".parquet")


def write_table(table: pd.DataFrame, path: str | Path) -> Path:
    """Write a table in the format that the file's ending names; the same table gives the same bytes.

    Parameters
    ----------
    table : DataFrame
        Any table; its index is left out.
    path : str or Path
        Ends in ``.csv`` (UTF-8 with a byte order mark, which spreadsheets need), ``.jsonl`` (one JSON object a
        line, times as ISO 8601) or ``.parquet``. Missing folders are made, a file of that name is replaced.

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
    ending = file.suffix.lower()
    if ending == ".csv":
        data = table.to_csv(index=False, lineterminator="\n").encode("utf-8-sig", "replace")
    elif ending == ".jsonl":
        text = table.to_json(orient="records", lines=True, date_format="iso", date_unit="s", force_ascii=False)
        data = text.encode("utf-8", "replace")
    elif ending == ".parquet":
        held = BytesIO()
        table.to_parquet(held, index=False)
        data = held.getvalue()
    else:
        raise OptionError(
            f"the file must end in {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}, got {ending or 'no ending'!r}",
            where=str(file),
            next_step=f"Write for example {file.with_suffix('.csv').name}.",
        )
    return write_whole(file, data, what="the table")
