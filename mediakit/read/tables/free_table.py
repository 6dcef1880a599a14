"""Tables with any column names: delimited text, spreadsheets, DataFrames, lists of dicts."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from mediakit.errors import MissingExtraError, SourceError
from mediakit.read.account import Account, Options, ParsedTable
from mediakit.read.tables.article_columns import build_articles
from mediakit.read.tables.column_choice import (
    Choice,
    choose_columns,
    header_place,
    names_to_show,
    no_text_column,
    target_of,
)
from mediakit.read.tables.delimited import Dialect, guess_dialect, note_above, read_rows, read_whole, unique_names
from mediakit.read.tables.header_search import may_name_columns
from mediakit.read.tables.set_aside import is_total, private_columns, rows_aside, without_rows
from mediakit.read.tables.sheet_grid import check_grid
from mediakit.read.tables.sheet_room import GridError
from mediakit.read.values.data_files import read_data
from mediakit.read.values.encodings import decode
from mediakit.read.values.missing import is_missing
from mediakit.read.values.text_columns import filled_array, plain_value, text_array
from mediakit.read.width import TOO_WIDE, join_frames, too_many
from mediakit.tables import SHIELDED

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

_SPREADSHEETS = (b"xl/workbook", b"application/vnd.oasis.opendocument.spreadsheet")
_MOST_TOTALS = 5
_UNNAMED = 0.35  # the confidence in a table that neither its file nor two of its columns name
_OLD_SPREADSHEET = b"\xd0\xcf\x11\xe0"


def new_table() -> ParsedTable:
    """Return an empty account to be filled."""
    return ParsedTable(frame=pd.DataFrame())


def read_columns(table: Mapping[str, Sequence[Any]], options: Options, *, excel: bool = False) -> ParsedTable:
    """Return the articles of a table given as columns."""
    account = new_table()
    _build(table, options, account, excel=excel)
    return account


def _build(
    table: Mapping[str, Any],
    options: Options,
    account: ParsedTable,
    *,
    excel: bool = False,
    shown: Sequence[str] | None = None,
) -> None:
    """Fill the account with the articles of a table; ``shown`` are the names that a message may quote."""
    wanted = (options.columns or {}).values()
    private = [name for name in private_columns(list(table)) if name not in wanted]
    if private:
        message = "columns with the search that found the articles are left out"
        account.note("column_map", message, severity="info", value=", ".join(private))
        table = {name: cells for name, cells in table.items() if name not in private}
    table = _with_lead(table)
    choice = choose_columns(table, options.columns)
    if "text" not in choice.sources and "title" not in choice.sources:
        raise no_text_column(list(table) if shown is None else [name for name in shown if name not in private])
    n = end = len(next(iter(table.values())))
    while n - end < _MOST_TOTALS and end > 1 and is_total(_row(table, end - 1), choice.sources):
        end -= 1
    raw = [json.dumps(_row(table, at), ensure_ascii=False, default=str) for at in range(end, n)]
    if raw:
        table = {name: cells[:end] for name, cells in table.items()}
    build_kept(table, choice, options, account, excel=excel)
    for at, row in enumerate(raw, start=end):
        account.lose("not_an_article", "the last rows of the table hold totals", index=at, raw=row)


def build_kept(
    table: Mapping[str, Any], choice: Choice, options: Options, account: ParsedTable, *, excel: bool = False
) -> None:
    """Fill the account with the articles of a table, and lose its rows that are none."""
    aside = rows_aside(table, choice.sources)
    if not aside:
        build_articles(table, choice, options, account, excel=excel)
        return
    known, n = len(account.problems), len(next(iter(table.values())))
    kept = np.setdiff1d(np.arange(n), list(aside))
    if len(kept):
        build_articles(without_rows(table, aside), choice, options, account, excel=excel)
        account.frame["source_index"] = kept[account.frame["source_index"].to_numpy()]
        for problem in account.problems[known:]:
            if problem["source_index"] is not None:
                problem["source_index"] = int(kept[problem["source_index"]])
    for at, why in aside.items():
        raw = json.dumps(_row(table, at), ensure_ascii=False, default=str)
        account.lose("not_an_article", why, index=at, raw=raw)


def _with_lead(table: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a table in which the first paragraphs of texts, where they stand in a column of their own, begin these."""
    rules = read_data("tables/columns")["led"]
    if not set(rules["marks"]) <= table.keys():
        return table
    first, rest = (text_array(table[rules[part]]).to_pylist() for part in ("first", "rest"))
    joined = ["\n\n".join(filter(None, (a, b))) if a not in b else b for a, b in zip(first, rest, strict=True)]
    return {name: cells for name, cells in table.items() if name != rules["first"]} | {rules["rest"]: joined}


def _row(table: Mapping[str, Any], at: int) -> dict[str, Any]:
    cells = {name: column[at] for name, column in table.items()}
    return {name: cell.as_py() if isinstance(cell, pa.Scalar) else cell for name, cell in cells.items()}


def parse_frame(source: Any, options: Options) -> Account:
    """Return the articles of a DataFrame or of a list of dicts."""
    if isinstance(source, pd.DataFrame):
        names = unique_names([_flat(name) for name in source.columns])
        table = {name: _cells(source.iloc[:, at]) for at, name in enumerate(names)}
        if not len(source):
            raise SourceError("the table has no rows", next_step="Pass a table with one row for each article.")
        return read_columns(table, options)
    account = new_table()
    _build(records_to_columns(source, account), options, account)
    return account


def _flat(name: Any) -> str:
    """Return the name of a column; one of several levels is joined by points."""
    return ".".join(str(part) for part in name if str(part)) if isinstance(name, tuple) else str(name)


def _cells(column: pd.Series) -> Any:
    """Return the cells of a column, as an Arrow array where it already is one."""
    if isinstance(column.dtype, pd.StringDtype) and column.dtype.storage == "pyarrow":
        return filled_array(pa.chunked_array(column.array.__arrow_array__()))
    return column.tolist()


def records_to_columns(records: Iterable[Mapping[str, Any]], account: Account) -> dict[str, list[Any]]:
    """Return the columns of records with possibly different keys; what a record lacks is None.

    Keys that so few of the records have that their columns would be nearly empty are left out and reported.

    Examples
    --------
    >>> records_to_columns([{"a": 1}, {"b": 2}], Account())
    {'a': [1, None], 'b': [None, 2]}
    """
    rows = list(records)
    keys = Counter(key for row in rows for key in row)
    rare = too_many(keys, len(rows))
    if rare:
        account.note("unknown_column", TOO_WIDE, value=len(rare))
        keys = Counter({key: count for key, count in keys.items() if key not in rare})
    columns = ([row.get(key) for row in rows] for key in keys)
    return dict(zip(unique_names([str(key) for key in keys]), columns, strict=True))


def recognise_csv(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how sure it is that this is a delimited table, and why."""
    dialect, agreement, header = guess_dialect(text)
    if dialect.delimiter == "\t":
        return 0.0, ""
    return _table_confidence(dialect, agreement, header, name.lower().endswith((".csv", ".psv")))


def recognise_tsv(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how sure it is that this is a table separated by tabs, and why."""
    dialect, agreement, header = guess_dialect(text)
    if dialect.delimiter != "\t":
        return 0.0, ""
    return _table_confidence(dialect, agreement, header, name.lower().endswith((".csv", ".tsv", ".tab")))


def _table_confidence(dialect: Dialect, agreement: float, header: list[str], suffix: bool) -> tuple[float, str]:
    known = [name for name in header if target_of(name)]
    if len(header) < 2:
        return (0.4, "a table of one column") if suffix and known else (0.3 * suffix, "the name of a table")
    evidence = f"{len(header)} columns separated by {dialect.delimiter!r}, {agreement:.0%} of rows agree"
    if known:
        evidence += "; known columns: " + ", ".join(known[:6])
    if suffix:
        return 0.6 + 0.3 * agreement, evidence
    if len(known) >= 2 and agreement >= 0.5:
        return 0.55 + 0.35 * agreement, evidence
    return (_UNNAMED if agreement == 1 and len(header) >= 3 else 0.1), evidence


def most_csv(text: str, name: str) -> float:
    """Return how sure recognise_csv() can be at most; found faster than how sure it is."""
    return _most(text, name.lower().endswith((".csv", ".psv")))


def most_tsv(text: str, name: str) -> float:
    """Return how sure recognise_tsv() can be at most; found faster than how sure it is."""
    return _most(text, name.lower().endswith((".csv", ".tsv", ".tab")))


def _most(text: str, suffix: bool) -> float:
    return 1.0 if suffix or may_name_columns(text) else _UNNAMED


def parse_csv(source: bytes | Path, options: Options) -> ParsedTable:
    """Read a delimited table; broken rows are repaired where that is safe, and always reported."""
    account, wanted = new_table(), list((options.columns or {}).values())
    if options.encoding is None:
        with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as file:
            table = read_whole(file)
        if table is not None and _is_header(list(table)) and set(wanted) <= set(table):
            _build(_as_saved(table), options, account, shown=names_to_show(list(table)))
            return account
    data = source if isinstance(source, bytes) else source.read_bytes()
    decoded = decode(data, encoding=options.encoding)
    if decoded.guessed:
        message = f"the file does not say its encoding; read as {decoded.codec}. Pass encoding= if letters look wrong"
        account.note("encoding_guessed", message, severity="info", value=decoded.codec)
    rows = read_rows(decoded.text, guess_dialect(decoded.text[:200_000])[0], account, wanted)
    if not rows:
        account.lose("empty_text", "the table has no rows")
        return account
    _fill(rows, options, account)
    return account


parse_tsv = parse_csv


def _fill(rows: list[list[Any]], options: Options, account: ParsedTable, *, excel: bool = False) -> None:
    """Fill the account from rows of which the first holds the names, if any holds them."""
    names = [plain_value(v).strip() for v in rows[0]]
    if _is_header(names):
        rows = rows[1:]
    else:
        names = [f"column_{at}" for at in range(1, len(names) + 1)]
        account.note("column_map", "the first row holds no column names; columns are numbered", severity="info")
    if not rows:
        account.lose("empty_text", "the table has column names but no rows")
        return
    columns = list(zip(*rows, strict=True))
    table = _as_saved(dict(zip(unique_names(names), columns, strict=True)))
    _build(table, options, account, excel=excel, shown=names_to_show(list(table)))


def _as_saved(table: dict[str, Any]) -> dict[str, Any]:
    """Return the table; one that mediakit saved loses the apostrophes that keep its cells from being run."""
    if "article_id" not in table:
        return table
    names = unique_names([_without_shield(name) for name in table])
    return dict(zip(names, map(_without_shields, table.values()), strict=True))


def _without_shields(cells: Any) -> Any:
    if isinstance(cells, (pa.Array, pa.ChunkedArray)):
        return pc.replace_substring_regex(cells, pattern=SHIELDED, replacement=r"\1")
    return [_without_shield(cell) if isinstance(cell, str) else cell for cell in cells]


def _without_shield(text: str) -> str:
    return re.sub(SHIELDED, r"\1", text)


def _is_header(names: list[str]) -> bool:
    """Return whether a first row names columns: known names, or short words none of which is data."""
    if any(target_of(name) for name in names):
        return True
    filled = [name for name in names if name]
    return bool(filled) and all(len(n) <= 40 and n.count(" ") < 5 and not n[:1].isdigit() for n in filled)


def recognise_xlsx(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how sure it is that this is a spreadsheet, and why."""
    if any(mark in head for mark in _SPREADSHEETS):
        return 0.95, "a zip archive with a workbook"
    if head.startswith(_OLD_SPREADSHEET) and (b"W\x00o\x00r\x00k\x00b\x00o\x00o\x00k" in head or name.endswith(".xls")):
        return 0.9, "an old Excel workbook"
    return 0.0, ""


def parse_xlsx(data: bytes, options: Options) -> Account:
    """Read every sheet of a spreadsheet; each has its own header."""
    account = new_table()
    try:
        from python_calamine import CalamineWorkbook
    except ImportError:
        raise MissingExtraError.of("python-calamine", extra="excel", task="reading spreadsheets") from None
    try:
        check_grid(data)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = {name: _filled_rows(book.get_sheet_by_name(name)) for name in book.sheet_names}
    except GridError as error:
        account.lose("unreadable_file", f"the spreadsheet was not opened, because it may be harmful: {error}")
        return account
    except BaseException as error:
        # A panic in calamine is no Exception.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        account.lose("malformed_document", f"the spreadsheet cannot be read: {error}")
        return account
    filled = {name: rows for name, rows in sheets.items() if rows}
    if not filled:
        account.lose("empty_text", "the spreadsheet has no filled cell")
        return account
    return _join_sheets(filled, options, account)


def _filled_rows(sheet: CalamineSheet) -> list[list[Any]]:
    return [row for row in sheet.to_python(skip_empty_area=True) if any(not is_missing(v) for v in row)]


def _join_sheets(sheets: dict[str, list[list[Any]]], options: Options, account: ParsedTable) -> Account:
    frames = []
    for name, rows in sheets.items():
        sheet = new_table()
        try:
            above = header_place(rows, list((options.columns or {}).values())) or 0
            if above:
                note_above(sheet, above)
            _fill(rows[above:], options, sheet, excel=True)
        except SourceError as error:
            if len(sheets) == 1:
                raise
            account.note("not_an_article", f"sheet {name!r} is left out: {error}", severity="info", value=name)
            continue
        if len(sheets) > 1:
            sheet.frame["x_sheet"] = name
        _shift(sheet, account.seen)
        frames.append(sheet.frame)
        account.problems += sheet.problems
        account.seen += sheet.seen
    if not frames:
        raise no_text_column([name for rows in sheets.values() for name in _names_of(rows)])
    account.frame, lost = join_frames([f for f in frames if len(f)] or frames[:1])
    if lost:
        account.note("unknown_column", TOO_WIDE, value=sum(lost.values()))
    return account


def _names_of(rows: list[list[Any]]) -> list[str]:
    names = [plain_value(v).strip() for v in rows[header_place(rows) or 0]]
    return [name for name in names_to_show(unique_names(names)) if name in names]


def _shift(sheet: ParsedTable, by: int) -> None:
    if "source_index" in sheet.frame:
        sheet.frame["source_index"] += by
    for problem in sheet.problems:
        if problem["source_index"] is not None:
            problem["source_index"] += by
