"""Tables in HTML or in the XML of Excel 2003, which many programs save under the ending .xls."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from mediakit.read.account import Account, Options
from mediakit.read.documents.opening import read_html
from mediakit.read.tables.column_choice import header_place, target_of
from mediakit.read.tables.delimited import note_above, unique_names
from mediakit.read.tables.free_table import new_table, read_columns
from mediakit.read.values.lines import html_lines
from mediakit.read.values.tidying import tidy_line

_EXCEL = "urn:schemas-microsoft-com:office:"
_BOOK = re.compile(r"<(?:\w{1,5}:)?Workbook\b[^>]{0,2000}urn:schemas-microsoft-com:office:spreadsheet")
_CELLS = re.compile(r"<t[hd]\b[^>]{0,500}>(.{0,300}?)(?=<t[hdr]\b|</t[hdr]|</table)", re.IGNORECASE | re.DOTALL)
_FIRST_ROW = re.compile(r"<tr\b.{0,20000}?(?:</tr|<tr\b)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_LINK_ALONE = re.compile(r"\S+")
_MOST_ROWS, _WIDEST = 200_000, 2000


def recognise_html_table(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file is a table of articles in HTML or in the XML of Excel, and by what."""
    if _BOOK.search(text[:20_000]):
        return 0.95, "a workbook in the XML of Excel 2003"
    at = text.lower().find("<table")
    if at < 0:
        return 0.0, ""
    spreadsheet = name.lower().endswith((".xls", ".xlsx", ".csv")) or _EXCEL in text[:5000]
    for row in _FIRST_ROW.findall(text[at : at + 40_000])[:8]:
        names = [tidy_line(_TAG.sub(" ", cell)) for cell in _CELLS.findall(row)]
        targets = {target_of(cell) for cell in names} - {""}
        if len(targets) > 1 and targets & {"title", "text"} and all(len(cell) < 60 for cell in names):
            return (0.93 if spreadsheet else 0.65 + 0.03 * len(targets)), "a table with the columns " + ", ".join(
                names[:6]
            )
    return (0.7, "a table in HTML under the name of a spreadsheet") if spreadsheet else (0.0, "")


def parse_html_table(data: bytes, options: Options) -> Account:
    """Read the largest table of a file, one article a row."""
    account = new_table()
    if b"schemas-microsoft-com:office:spreadsheet" in data[:20_000] and b"Workbook" in data[:20_000]:
        tables = _excel_tables(data)
    else:
        tree = read_html(account, data, options)
        tables = [] if tree is None else [_rows(table) for table in tree.iter("table")]
    rows = max(tables, key=lambda rows: sum(len("".join(map(str, row))) for row in rows), default=[])
    wanted = list((options.columns or {}).values())
    above = header_place(rows, wanted) or 0
    if len(rows) - above < 2:
        account.lose("empty_text", "the file holds no table with a row below the names of its columns")
        return account
    width = max(len(row) for row in rows)
    rows = [[*row, *[""] * (width - len(row))] for row in rows[above:]]
    names = unique_names([str(name) for name in rows[0]])
    made = read_columns(dict(zip(names, zip(*rows[1:], strict=True), strict=True)), options)
    if above:
        note_above(made, above)
    made.problems[:0] = account.problems
    return made


def _rows(table: HtmlElement) -> list[list[Any]]:
    """Return the filled cells of a table; a cell that spans several columns or rows stands in each of them."""
    found: list[list[Any]] = []
    held: dict[int, tuple[int, str]] = {}
    for row in [r for r in table.iter("tr") if next(r.iterancestors("table"), None) is table][:_MOST_ROWS]:
        cells: list[Any] = []
        for cell in row.iterchildren("td", "th"):
            _fill_held(cells, held)
            text = _cell_text(cell)
            for _ in range(min(_span(cell, "colspan"), _WIDEST)):
                if _span(cell, "rowspan") > 1:
                    held[len(cells)] = (_span(cell, "rowspan") - 1, text)
                cells.append(text)
        _fill_held(cells, held)
        if any(cells):
            found.append(cells[:_WIDEST])
    return found


def _fill_held(cells: list[Any], held: dict[int, tuple[int, str]]) -> None:
    while len(cells) in held:
        left, text = held.pop(len(cells))
        if left > 1:
            held[len(cells)] = (left - 1, text)
        cells.append(text)


def _span(cell: HtmlElement, name: str) -> int:
    stated = cell.get(name) or "1"
    return max(1, int(stated)) if stated.isascii() and stated.isdigit() and len(stated) < 6 else 1


def _cell_text(cell: HtmlElement) -> str:
    """Return the text of a cell; where that is nothing but the words of a link such as "open", its address."""
    lines = html_lines(cell, blocks=True)
    links = [link.get("href") or "" for link in cell.iter("a")]
    if len(links) == 1 and links[0].startswith("http") and len(lines) <= 1 and _LINK_ALONE.fullmatch("".join(lines)):
        return links[0]
    return "\n\n".join(lines)


def _excel_tables(data: bytes) -> list[list[list[Any]]]:
    """Return the rows of each sheet; empty cells are left out of the file, and those after them have a number."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, recover=True)
    root = etree.fromstring(data.lstrip(), parser)
    return [] if root is None else [_excel_rows(list(sheet.iter("{*}Row"))) for sheet in root.iter("{*}Table")]


def _excel_rows(rows: Sequence[Any]) -> list[list[Any]]:
    found = []
    for row in rows[:_MOST_ROWS]:
        cells: list[Any] = []
        for cell in row.iterchildren("{*}Cell"):
            stated = next((value for name, value in cell.attrib.items() if name.endswith("}Index")), "")
            if stated.isdigit() and len(cells) < int(stated) <= _WIDEST:
                cells += [""] * (int(stated) - 1 - len(cells))
            content = cell.find("{*}Data")
            cells.append("" if content is None else "".join(content.itertext()).strip())
        if any(cells):
            found.append(cells)
    return found
