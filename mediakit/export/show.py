"""Tables and charts on the screen: as a notebook shows and saves them, or as plain text where there is none."""

from __future__ import annotations

import base64
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress, islice
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from pandas.api.types import is_bool_dtype, is_datetime64_any_dtype, is_float_dtype, is_integer_dtype, is_numeric_dtype

from mediakit.charts.record import alt_text, has_chart
from mediakit.errors import OptionError
from mediakit.export.figure import figure_png
from mediakit.export.markup import Html, cell_texts, element, escaped, lines
from mediakit.printing import p_value, plural

MOST_ROWS = 60
# Of one text: a page can wrap it, a line of plain text cannot.
_ON_A_PAGE, _IN_A_LINE = 300, 60
_P_VALUES = ("p", "p_value", "p_adjusted")
# Values that are read beside each other get the same decimals.
_VALUES = (
    *("estimate", "conf_low", "conf_high", "value", "reference_value"),
    *("own", "others", "low", "high", "low99", "high99"),
)
# Styles stand in every cell because a notebook that its reader has not run yet drops style sheets.
_TABLE = "width:100%;table-layout:auto;border-collapse:collapse;margin:0"
_CELL = "text-align:{side};vertical-align:top;padding:0.25em 1.25em 0.25em 0"
# Names and dates stay on one line, so that the column of long texts beside them gives way.
_NAME = 24


@dataclass(frozen=True)
class _Column:
    """One column as it is printed."""

    name: str
    cells: list[str]
    side: str


def show(thing: pd.DataFrame | Axes | Figure) -> None:
    """Show a table or a chart below the cell of a notebook; elsewhere, print it as text.

    A table is as wide as the cell: text is on the left, numbers are on the right with as many decimals as
    they need, dates are short, and an index that only counts rows is left out. Of more than 60 rows the first 60 are
    shown, and long texts are cut; the table itself stays as it is. A chart is shown at twice the usual resolution with
    its alternative text, in JupyterLab and in exported HTML. It is closed then, so that it does not appear twice,
    and can still be exported.

    Parameters
    ----------
    thing : DataFrame, Axes or Figure
        Any table of mediakit, what a plot function returned, or a matplotlib figure. A figure that mediakit did not
        draw has its titles as alternative text.

    Raises
    ------
    OptionError
        When it is anything else.

    Examples
    --------
    >>> day = pd.Timestamp("2022-05-09", tz="UTC")
    >>> show(pd.DataFrame({"outlet": ["Daily Lantern", "Kvarken Post"], "published": day, "share": [0.4167, 0.52]}))
    outlet         published   share
    Daily Lantern  2022-05-09   0.42
    Kvarken Post   2022-05-09   0.52
    """
    if isinstance(thing, Axes):
        thing = thing.get_figure(root=True)  # type: ignore[assignment]
    if not isinstance(thing, pd.DataFrame | Figure):
        raise OptionError(
            f"show() takes a table, a chart or a figure, got {type(thing).__name__}",
            next_step="Pass a DataFrame, or what a plot function such as plot_coverage() returned.",
        )
    if not _in_notebook():
        print(_plain(*_columns(thing)) if isinstance(thing, pd.DataFrame) else _description(thing))
        return
    from IPython.display import display

    data, about = _table_data(thing) if isinstance(thing, pd.DataFrame) else _figure_data(thing)
    display(data, metadata=about, raw=True)  # type: ignore[no-untyped-call]
    if isinstance(thing, Figure):
        plt.close(thing)


def _in_notebook() -> bool:
    """Return True when IPython runs this code, which it does in every notebook."""
    shell = sys.modules.get("IPython")
    return shell is not None and shell.get_ipython() is not None


def _figure_data(figure: Figure) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a figure by media type, and what is said of its picture.

    JupyterLab gives an alternative text to pictures in HTML only; the picture alone is for what shows no HTML, such as
    paper.
    """
    alt, dpi = _description(figure), figure.dpi
    data = base64.b64encode(figure_png(figure, dpi=round(2 * dpi), facts={"Description": alt})).decode("ascii")
    width = round(figure.get_figwidth() * dpi)
    source, style = f"data:image/png;base64,{data}", "max-width:100%;height:auto"
    page = element("img", alt=alt, src=source, width=width, style=style)
    return {"text/html": page, "image/png": data, "text/plain": alt}, {"image/png": {"width": width, "alt": alt}}


def _description(figure: Figure) -> str:
    """Return the alternative text of a figure: that of its charts, else its titles."""
    charts = [alt_text(ax) for ax in figure.axes if has_chart(ax)]
    titles = [figure.get_suptitle(), *(ax.get_title() for ax in figure.axes)]
    return " ".join(charts or filter(None, titles)) or "Figure without a title"


def _table_data(table: pd.DataFrame) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a table by media type, and nothing that is said of it."""
    columns, note = _columns(table)
    return {"text/html": _page(columns, note), "text/plain": _plain(columns, note)}, {}


def _columns(table: pd.DataFrame) -> tuple[list[_Column], str]:
    """Return the columns of a table as they are printed, with those of an index that says something, and a note."""
    left = len(table) - MOST_ROWS
    note = f"… and {plural(left, 'more row')}" if left > 0 else "" if len(table) else "no rows"
    table = table.head(MOST_ROWS)
    index = table.index
    if any(name is not None for name in index.names) or not (len(index) == 0 or is_integer_dtype(index)):
        # Its names may be those of columns, too, so it is put beside them by position.
        beside = index.to_frame(index=False).set_axis(["" if name is None else name for name in index.names], axis=1)
        table = pd.concat([beside, table.reset_index(drop=True)], axis=1)
    names = [" ".join(map(str, name)) if isinstance(name, tuple) else str(name) for name in table.columns]
    values = [table.iloc[:, at] for at in range(table.shape[1])]
    return list(map(_Column, names, _cells(names, values), map(_side, values))), note


def _cells(names: Sequence[str], values: Sequence[pd.Series]) -> list[list[str]]:
    """Return the texts of every column; values that are read beside each other are printed as one column."""
    joined = [name in _VALUES and is_float_dtype(one) for name, one in zip(names, values, strict=True)]
    texts = iter(cell_texts(pd.concat(list(compress(values, joined)))) if any(joined) else ())
    return [
        list(islice(texts, len(one))) if beside else _texts(name, one)
        for name, one, beside in zip(names, values, joined, strict=True)
    ]


def _side(values: pd.Series) -> str:
    return "right" if is_numeric_dtype(values) and not is_bool_dtype(values) else "left"


def _texts(name: str, values: pd.Series) -> list[str]:
    if name in _P_VALUES and is_numeric_dtype(values):
        return [p_value(float(value)) for value in values]
    if is_datetime64_any_dtype(values) and (values.dropna() != values.dropna().dt.normalize()).any():
        return list(values.dt.strftime("%Y-%m-%d %H:%M").fillna(""))
    return [" ".join(text.split()) for text in cell_texts(values)]


def _page(columns: Sequence[_Column], note: str) -> Html:
    """Return columns as a table that is as wide as the cell, and scrolls where its columns do not fit."""
    head = [_cell("th", column.name, column, scope="col") for column in columns]
    cells = [[_cell("td", _shortened(text, _ON_A_PAGE), column) for text in column.cells] for column in columns]
    rows = [element("tr", *row) for row in zip(*cells, strict=True)]
    table = element("table", element("thead", element("tr", *head)), element("tbody", lines(rows)), style=_TABLE)
    below = [element("p", escaped(note))] if note else []
    return element("div", table, *below, style="overflow-x:auto")


def _cell(tag: str, text: str, column: _Column, **attributes: str) -> Html:
    short = max(map(len, column.cells), default=0) <= _NAME
    style = _CELL.format(side=column.side) + (";white-space:nowrap" if short else "")
    return element(tag, escaped(text), style=style, **attributes)


def _plain(columns: Sequence[_Column], note: str) -> str:
    """Return columns side by side as text."""
    printed = []
    for column in columns:
        texts = [column.name, *(_shortened(text, _IN_A_LINE) for text in column.cells)]
        width = max(map(len, texts))
        printed.append([text.rjust(width) if column.side == "right" else text.ljust(width) for text in texts])
    rows = ["  ".join(cells).rstrip() for cells in zip(*printed, strict=True)]
    return "\n".join([*rows, note] if note else rows)


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
