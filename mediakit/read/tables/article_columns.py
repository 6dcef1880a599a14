"""From the chosen columns of a table to columns of ARTICLES, whole columns at a time."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from mediakit.read.account import Account, Options, ParsedTable
from mediakit.read.tables.column_choice import Choice, no_text_column
from mediakit.read.tables.cut_texts import at_limit, note_same, notices, without
from mediakit.read.tables.date_columns import Dated, read_dates
from mediakit.read.values.file_names import facts_of_name
from mediakit.read.values.hosts import domain
from mediakit.read.values.language_codes import language_code
from mediakit.read.values.text_columns import (
    Array,
    by_chunk,
    chunks_of,
    content,
    join_parts,
    plain_value,
    replace_cells,
    replace_rows,
    text_array,
    tidy_cell,
    tidy_lines,
    tidy_texts,
    to_series,
    untidy_rows,
    whole_array,
)
from mediakit.read.values.tidying import encodable
from mediakit.read.width import MOST_FURTHER, TOO_WIDE
from mediakit.tables import ARTICLES

MAX_DAYS_APART = 31
_SHORTEST_TITLE = 16
_NEWLINE = 0x0A
Table = Mapping[str, Any]

# Year, month and day as folders of an address, or as one number between separators.
_ADDRESS_DATE = (
    r"(?:^|[^:/])/(?P<y>(?:19|20)\d\d)/(?P<m>0?[1-9]|1[0-2])/(?:(?P<d>0?[1-9]|[12]\d|3[01])/)?",
    r"[/_-](?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?:[/_.-]|$)",
    r"[/_-](?P<y>(?:19|20)\d\d)[_-](?P<m>0[1-9]|1[0-2])[_-](?P<d>0[1-9]|[12]\d|3[01])(?:[/_.-]|$)",
)
_CAPTURED = r"^https?://web\.archive\.org/web/(?P<y>\d{4})(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])"
_CUT_END = "chars]"
_CUT_MARK = re.compile(r"(?:…|\.\.\.)?\s*\[\+\d+ chars\]\s*$")
_ADDRESS = re.compile(r"https?://|www\.", re.IGNORECASE)
_ACCOUNT = "accountid"  # in links of ProQuest: the library that exported them
_ACCOUNT_VALUE = rf"(?i){_ACCOUNT}(?:=|%3D)[^&#%\s]*"
_LONGEST_LIST = 10_000
_SHOWN_IN_RAW = 40  # columns: more do not fit into the beginning of a record
_KEPT = ("flags", "story_id", "date_text", "date_precision")
_WRITTEN_BY_READERS = ("article_id", "source_file", "source_format", "source_index")


def build_articles(
    table: Table, choice: Choice, options: Options, account: ParsedTable, *, excel: bool = False
) -> None:
    """Fill ``account`` with the articles of a table, its problems and its number of records.

    Parameters
    ----------
    table : mapping of str to sequence
        The cells of each column, all of one length.
    choice : Choice
        Which column is which.
    options : Options
        Time zone and order of day and month.
    account : ParsedTable
        Filled in place.
    excel : bool
        Numbers in the date column are days of Excel.

    Raises
    ------
    SourceError
        When there is neither a text nor a title column.
    """
    sources = choice.sources
    if "text" not in sources and "title" not in sources:
        raise no_text_column(list(table))
    n = len(next(iter(table.values())))
    _report(table, choice, account)
    lines = {t: _lines(table, sources.get(t), n) for t in ("title", "byline", "section", "dateline", "url")}
    lines["byline"] = _each(lines["byline"], _unlisted)
    lines["url"] = _without_account(lines["url"])
    text, cut = _texts(table, sources.get("text"), lines["title"], account, partial=choice.partial)
    standfirst = tidy_texts(text_array(table[sources["standfirst"]])) if "standfirst" in sources else _blank(n)
    language = _each(_lines(table, sources.get("language"), n), language_code)
    outlet = _outlets(_lines(table, sources.get("outlet"), n), lines["url"])
    dated = read_dates(table, choice, options, account, excel=excel)
    if "file" in sources:
        language, dated = _add_file_facts(text_array(table[sources["file"]]).to_pylist(), language, dated)
    _check_addresses(lines["url"], dated.published, account)
    text_columns = {**lines, "standfirst": standfirst, "language": language, "outlet": outlet}
    data: dict[str, Any] = {name: to_series(array) for name, array in text_columns.items()}
    data |= {
        "truncated": cut,
        "published": dated.published,
        "date_text": dated.texts,
        "date_precision": dated.precision,
    }
    data["word_count_stated"] = _counts(table, sources.get("word_count_stated"), n)
    data["flags"] = pd.Series(["collection_date" if choice.collected else ""] * n, dtype="str")
    data |= _further(table, sources, account)
    data["source_index"] = np.arange(n)
    empty = whole_array(pc.and_(pc.equal(text, ""), pc.equal(lines["title"], "")))
    _lose_empty(empty, table, account)
    account.frame = _filled_rows(text, data, empty)
    account.seen += n


def _blank(n: int) -> Array:
    return pa.repeat(pa.scalar("", pa.large_string()), n)


def _lines(table: Table, name: str | None, n: int) -> Array:
    return _blank(n) if name is None else tidy_lines(text_array(table[name]))


def _texts(
    table: Table, name: str | None, titles: Array, account: Account, *, partial: bool = False
) -> tuple[Array, Any]:
    """Return the texts, tidied and without their titles, and which of them the source has cut."""
    raw = _blank(len(titles)) if name is None else text_array(table[name], parts=join_parts)
    pieces, cut, start = [_blank(0)], [], 0
    for cells in chunks_of(raw):
        made, marks = _clean(cells, titles.slice(start, len(cells)))
        pieces += chunks_of(made)
        cut.append(marks)
        start += len(cells)
    text, marks = pa.chunked_array(pieces), np.concatenate(cut)
    gone = notices(text)
    text = without(text, gone)
    note_same(text, titles, account)
    marks |= gone | at_limit(raw)
    if partial:
        marks |= np.asarray(pc.not_equal(text, ""))
        message = f"no column holds whole texts; those of {name!r}, which are pieces of them, were taken"
        account.note("empty_text", message, severity="info", value=name)
    if marks.any():
        note_truncated(account, int(marks.sum()), len(marks))
    return text, marks


def _clean(cells: Array, titles: Array) -> tuple[Array, Any]:
    data, bounds = content(cells)
    untidy, marks = untidy_rows(data, bounds), np.zeros(len(cells), dtype=bool)
    ending = np.flatnonzero(data[bounds[1:] - 1] == ord(_CUT_END[-1])) if len(data) else untidy
    chosen = np.zeros(len(cells), dtype=bool)
    for rows in (untidy, ending, _headed(data, bounds, titles)):
        chosen[rows] = True
    rows, loose, new = np.flatnonzero(chosen), set(untidy.tolist()), []
    for at in rows.tolist():
        text = tidy_cell(cells[at].as_py()) if at in loose else cells[at].as_py()
        if text.endswith(_CUT_END):
            marks[at], text = True, _CUT_MARK.sub("", text).rstrip()
        title = titles[at].as_py()
        new.append(text.removeprefix(title + "\n\n") if len(title) >= _SHORTEST_TITLE else text)
    return replace_cells(cells, rows, new), marks


def _headed(data: Any, bounds: Any, titles: Array) -> Any:
    """Return the rows of tidy texts whose first paragraph may be the title."""
    heads, start = content(titles)
    size = np.diff(start)
    ends = bounds[:-1] + size
    rows = np.flatnonzero((size >= _SHORTEST_TITLE) & (ends + 2 <= bounds[1:]))
    rows = rows[(data[ends[rows]] == _NEWLINE) & (data[ends[rows] + 1] == _NEWLINE)]
    return rows[data[bounds[rows]] == heads[start[rows]]]


def _each(array: Array, make: Any) -> Array:
    """Apply a function to the distinct cells of a column."""
    coded = array.dictionary_encode()
    made = pa.array([make(v) for v in coded.dictionary.to_pylist()], type=pa.large_string())
    return made.take(coded.indices)


def _without_account(cells: Array) -> Array:
    if not pc.any(pc.match_substring(cells, _ACCOUNT, ignore_case=True)).as_py():
        return cells
    begun = pc.replace_substring_regex(cells, rf"([?&]|%3F|%26){_ACCOUNT_VALUE}(?:&|%26)", r"\1")
    return pc.replace_substring_regex(begun, rf"(?:[?&]|%3F|%26){_ACCOUNT_VALUE}", "")


def _unlisted(cell: str) -> str:
    """Return the names of a list that was saved as text, such as ``['Ann', 'Bob']``; any other cell as it is."""
    if not (cell.startswith("[") and cell.endswith("]") and len(cell) <= _LONGEST_LIST):
        return cell
    for read in (json.loads, ast.literal_eval):
        try:
            return encodable(plain_value(read(cell)))
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            continue
    return cell


def _outlets(outlets: Array, urls: Array) -> Array:
    named = _each(outlets, lambda o: (domain(o) or o) if _ADDRESS.match(o) and " " not in o else o)
    unnamed = np.flatnonzero(pc.equal(named, "").to_numpy(zero_copy_only=False))
    hosts = iter(urls.take(pa.array(unnamed)).to_pylist())
    return replace_rows(named, unnamed, lambda _: domain(next(hosts)))


def _counts(table: Table, name: str | None, n: int) -> Any:
    if name is None:
        return pd.array(np.full(n, np.nan), dtype="Int64")
    numbers = pd.to_numeric(pd.Series(text_array(table[name]).to_pylist(), dtype=object), errors="coerce")
    return pd.array([int(v) if 0 < v < 1e9 else pd.NA for v in numbers], dtype="Int64")


def note_truncated(account: Account, count: int, of: int) -> None:
    """Report that the source delivered only a part of some texts."""
    message = f"{count} of {of} texts were cut by the source; they are marked in the column truncated"
    account.note("truncated_text", message, value=count)


def _add_file_facts(names: list[str], language: Array, dated: Dated) -> tuple[Array, Dated]:
    """Take date and language from a column of file names where the table does not have them."""
    languages, published = language.to_pylist(), dated.published.tolist()
    texts, precision = dated.texts.tolist(), dated.precision.tolist()
    for at, name in enumerate(names):
        facts = facts_of_name(name) if name else None
        if facts is None:
            continue
        languages[at] = languages[at] or facts.language
        if precision[at] == "none":
            published[at], texts[at], precision[at] = facts.date.published, facts.date_text, facts.date.precision
    return pa.array(languages, type=pa.large_string()), Dated.of(published, texts, precision)


def _check_addresses(urls: Array, published: pd.Series, account: Account) -> None:
    """Report dates that differ by more than a month from the date in the address."""
    days = published.dt.tz_localize(None).to_numpy().astype("datetime64[D]")
    stated = pc.match_substring_regex(urls, r"[/_-](?:19|20)\d\d").to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(stated & ~np.isnat(days))
    if not len(rows):
        return
    few, days = urls.take(pa.array(rows)), days[rows]
    captured = _address_days(few, _CAPTURED)[0]
    late = _days_after(days, captured) > MAX_DAYS_APART
    for pattern in _ADDRESS_DATE:
        first, last = _address_days(few, pattern)
        apart = np.maximum(_days_after(days, last), _days_after(first, days))
        late |= np.isnat(captured) & (apart > MAX_DAYS_APART)
    for at in np.flatnonzero(late).tolist():
        message = f"the date {days[at]} and the date in the address are more than {MAX_DAYS_APART} days apart"
        account.note("date_disagrees", message, index=int(rows[at]), value=few[at].as_py())


def _days_after(later: Any, earlier: Any) -> Any:
    """Return whole days between two columns of days; -1 where one is unknown."""
    return np.where(np.isnat(later) | np.isnat(earlier), -1, (later - earlier).astype(np.int64))


def _address_days(urls: Array, pattern: str) -> tuple[Any, Any]:
    """Return the first and last day that each address may mean; NaT where it states none."""
    parts = pc.extract_regex(urls, pattern=pattern)
    known = parts.is_valid().to_numpy(zero_copy_only=False)
    year, month, day = (_integers(parts.field(at), known) for at in range(3))
    months = ((year - 1970) * 12 + month - 1).astype("datetime64[M]").astype("datetime64[D]")
    nothing = np.datetime64("NaT", "D")
    first = np.where(known, months + np.maximum(day - 1, 0), nothing)
    last = np.where(known, months + np.where(day > 0, day - 1, 30), nothing)
    return first, last


def _integers(digits: Array, known: Any) -> Any:
    filled = pc.if_else(
        pc.and_(pa.array(known), pc.greater(pc.binary_length(pc.fill_null(digits, "")), 0)), digits, "0"
    )
    return filled.cast(pa.int64()).to_numpy(zero_copy_only=False)


def _further(table: Table, sources: Mapping[str, str], account: Account) -> dict[str, Any]:
    used = {name for target, name in sources.items() if target not in ("file", "time")}
    further: dict[str, Any] = {}
    for at, (name, values) in enumerate(table.items()):
        if len(further) == MOST_FURTHER:
            account.note("unknown_column", TOO_WIDE, value=len(table) - at)
            break
        if name in used or str(name) in _WRITTEN_BY_READERS or (str(name) in ARTICLES.names and _is_blank(values)):
            continue
        if str(name) == "truncated":
            marks = [v.strip().lower() in ("true", "1", "yes") for v in text_array(values).to_pylist()]
            further["truncated"] = np.array(marks, dtype=bool)
        elif str(name) in _KEPT:
            further[str(name)] = to_series(text_array(values))
        else:
            label = str(name).strip() or "unnamed"
            further[label if label.startswith("x_") else f"x_{label}"] = further_column(values)
    return further


def _is_blank(values: Any) -> bool:
    return bool(pc.all(pc.equal(text_array(values), "")).as_py())


def further_column(values: Any) -> Any:
    """Return a further source column: numbers stay numbers where all are, everything else becomes text."""
    if isinstance(values, (pa.Array, pa.ChunkedArray)):
        return to_series(_without_account(text_array(values)))
    cells = pd.Series(list(values), dtype=object)
    kind = pd.api.types.infer_dtype(cells, skipna=True)
    if kind in ("integer", "floating", "mixed-integer-float", "boolean") and not cells.isna().any():
        return cells.infer_objects().to_numpy()
    return to_series(_without_account(text_array([v if isinstance(v, str) else plain_value(v) for v in cells])))


def _report(table: Table, choice: Choice, account: Account) -> None:
    chosen = "; ".join(f"{target} <- {name}" for target, name in choice.sources.items())
    account.note(
        "column_map", f"columns read as: {chosen}. Use columns= to choose others", severity="info", value=chosen
    )
    unknown = [str(n) for n in table if n not in choice.sources.values() and str(n) not in ARTICLES.names]
    if unknown:
        message = "columns of unknown meaning are kept with the prefix x_"
        account.note("unknown_column", message, severity="info", value=", ".join(unknown))
    if "text" not in choice.sources:
        message = 'no column holds the texts of the articles; pass columns={"text": "your column"} if one does'
        account.note("empty_text", f"{message}. The columns are {', '.join(map(str, table))}", value=len(table))


def _lose_empty(empty: Array, table: Table, account: Account) -> None:
    """Report the records that have neither a title nor a text."""
    for at in np.flatnonzero(empty).tolist():
        cells = {
            str(k): str(v[at].as_py() if isinstance(v, (pa.Array, pa.ChunkedArray)) else v[at])[:100]
            for k, v in islice(table.items(), _SHOWN_IN_RAW)
        }
        message = "this record has neither a title nor a text"
        raw = json.dumps(cells, ensure_ascii=False)
        account.note("empty_text", message, severity="error", index=at, raw=raw)


def _filled_rows(text: Array, data: dict[str, Any], empty: Array) -> pd.DataFrame:
    """Return a frame without the empty records."""
    frame = pd.DataFrame(data)
    if pc.any(empty).as_py():
        filled = pc.invert(empty)
        frame = frame[np.asarray(filled)].reset_index(drop=True)
        text = by_chunk(lambda cells, kept: cells if pc.all(kept).as_py() else cells.filter(kept), text, filled)
    frame.insert(0, "text", to_series(text))
    return frame
