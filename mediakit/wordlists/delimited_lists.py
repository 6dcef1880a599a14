"""Term lists as tables: a column of terms, mostly with a column of labels."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mediakit.errors import LexiconError
from mediakit.wordlists.source import Source, rows_of
from mediakit.wordlists.term_list import Entry

_HEADINGS = {
    "label": ("label", "category", "key"),
    "term": ("term", "word", "pattern", "expression"),
    "case_sensitive": ("case_sensitive", "case sensitive"),
    "excluded": ("excluded", "exclude"),
}
_MEANING = {name: column for column, names in _HEADINGS.items() for name in names}
_YES_NO = {"yes": True, "true": True, "1": True, "x": True, "no": False, "false": False, "0": False, "": False}


def read_table(source: Source) -> Iterator[Entry]:
    """Yield the entries of a tab-, comma- or semicolon-separated table.

    The first line names the columns. A list of one column may go without; then, and where no column is one of labels,
    the name of the list is the label.

    Raises
    ------
    LexiconError
        When the first line does not name the columns it must.
    """
    rows = rows_of(source)
    line, first = next(rows)
    while not first[-1]:  # spreadsheets write the empty columns at the right as well
        first.pop()
    columns = _columns(first, source)
    if "term" not in columns:  # a plain list: its first line is a term as well
        yield Entry(line, source.about["name"], first[0])
        columns = ["term"]
    for line, cells in rows:
        yield _entry_of(line, cells, columns, source.about["name"])


def _columns(first: list[str], source: Source) -> list[str]:
    """Return what every column holds, "" for columns to pass over; a list without headings has no column of terms."""
    columns = [_MEANING.get(cell.lower(), "") for cell in first]
    words = {_MEANING.get(word, "") for word in re.split(r"[^a-z_]+", first[0].lower())}
    if len(first) == 1 and {"label", "term"} <= words:
        fault = "the first line looks like headings, but there is no tab, comma or semicolon between them"
    elif len(first) == 1:
        return columns
    elif columns.count("term") != 1:
        fault = f"the first line must name the column of terms, once, as one of {', '.join(_HEADINGS['term'])}"
    elif columns.count("label") > 1 or ("label" not in columns and "" in columns):
        fault = f"the first line must name the column of labels, once, as one of {', '.join(_HEADINGS['label'])}"
    elif any(columns.count(column) > 1 for column in ("case_sensitive", "excluded")):
        fault = "the first line names a column twice"
    else:
        return columns
    raise LexiconError(
        f"{fault}; got {' | '.join(first)[:200]}",
        where=source.where,
        next_step="Write a first line such as: label, term.",
    )


def _entry_of(line: int, cells: list[str], columns: list[str], name: str) -> Entry:
    """Return the entry of one line, or what is wrong with it."""
    cell = dict(zip(columns, cells, strict=False))
    label = cell.get("label", "") if "label" in columns else name
    case_sensitive, excluded = (_YES_NO.get(cell.get(column, "").lower()) for column in ("case_sensitive", "excluded"))
    shown = " | ".join(cells)[:80]
    if "term" not in cell or any(cells[len(columns) :]):
        return Entry(line, "", "", fault=f"needs the cells of the first line ({len(columns)}), has {shown!r}")
    if not label:
        return Entry(line, "", "", fault=f"has no label: {shown!r}")
    if case_sensitive is None or excluded is None:
        return Entry(line, "", "", fault=f"case_sensitive and excluded must be yes or no: {shown!r}")
    return Entry(line, label, cell["term"], case_sensitive, excluded)
