"""What a corpus holds: outlets by periods, a cell darker for more articles, gaps visible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from mediakit.charts.drawing.calendar import axis_height, number, period_word, time_axis, time_ticks
from mediakit.charts.drawing.checking import CORPUS_COLUMNS, COUNT_ARTICLES, refuse_others
from mediakit.charts.drawing.layout import EDGE, MIDDLE, Page, Width, chart_style, name_column, row_middles
from mediakit.charts.drawing.palette import GRID, MUTED, ZERO, ink_on, shade
from mediakit.charts.drawing.reading import read_days
from mediakit.charts.drawing.typeset import widest, width_of
from mediakit.charts.drawing.wording import named_source, number_names
from mediakit.charts.record import Chart, keep
from mediakit.dates.strays import find_strays, say_strays
from mediakit.errors import TableError
from mediakit.phrases import display
from mediakit.printing import count, plural, say_dates

_CHART = "plot_corpus"
_GAP = 10.0


@dataclass(frozen=True)
class _Cell:
    outlet: str
    start: pd.Timestamp
    end: pd.Timestamp
    n: int


def plot_corpus(
    summary: pd.DataFrame,
    *,
    names: Mapping[str, str] | None = None,
    title: str = "",
    source: str = "",
    ax: Axes | None = None,
    width: Width = "web",
) -> Axes:
    """Draw how many articles each outlet has in each period: darker for more, empty for none.

    Parameters
    ----------
    summary : DataFrame
        Columns ``outlet``, ``period`` (first day) and ``n_articles``; ``period_end`` (last day) where known,
        else periods are months.
    names : mapping, optional
        How outlets are written on the chart.
    title : str
        Replaces the title made from the table.
    source : str
        Replaces the source line made from the table.
    ax : Axes, optional
        Draw inside these axes' box, without head and foot.
    width : {"web", "a4-wide", "a4-column"}
        ``web`` or ``a4-wide`` (16 cm), or ``a4-column`` (8 cm).

    Returns
    -------
    Axes
        x in matplotlib days, y in points downwards with one tick for each outlet, those with most articles first.

    Raises
    ------
    TableError
        When the table is another one or empty, a column is missing, a date cannot be read or one place is there twice.
    OptionError
        When ``width`` is unknown.

    Examples
    --------
    >>> table = pd.DataFrame({"outlet": ["Daily Lantern"], "period": ["2022-05-01"], "n_articles": [12]})
    >>> len(plot_corpus(table).get_yticks())
    1
    """
    cells = _cells(summary)
    rows_of = {(c.outlet, c.start): i for i, c in enumerate(cells)}
    days, counts = pd.Series([c.start for c in cells]), [c.n for c in cells]
    strays = find_strays(days, counts)
    apart = say_strays(days, strays, counts)
    cells = [cell for cell, stray in zip(cells, strays, strict=True) if not stray]
    cells.sort(key=lambda c: (c.outlet, c.start))
    totals: dict[str, int] = {}
    for cell in cells:
        totals[cell.outlet] = totals.get(cell.outlet, 0) + cell.n
    order = sorted(totals, key=lambda outlet: (-totals[outlet], outlet))
    numbered = number_names(order, names)
    rows = [display(outlet, numbered.names) for outlet in order]
    unit = period_word(cells[0].start, cells[0].end)
    filled = [c for c in cells if c.n]
    covered = say_dates(
        min(c.start for c in filled or cells), max(c.end for c in filled or cells) - pd.Timedelta(1, "D")
    )
    named = sum(outlet != "" for outlet in order)
    by = f" by {plural(named, 'outlet')}" if named else ""
    shown = title or f"{plural(sum(totals.values()), 'article')}{by}, {covered}"
    most = max(c.n for c in cells)
    subtitle = f"Articles by outlet and {unit}, darker for more (at most {count(most)}); empty: none."
    foot = [*([f"{apart}."] if apart else []), *numbered.foot, *([named_source(source)] if source else [])]
    with chart_style():
        page = Page(width, ax)
        drawn = _draw(page, cells, order, rows, [count(totals[o]) for o in order], (shown, subtitle, foot))
    gaps = sum(c.n == 0 for c in cells) + len(order) * len({c.start for c in cells}) - len(cells)
    alt = f"Strip of shaded cells: articles by outlet and {unit}. {shown}. "
    alt += (
        "; ".join(f"{row} {count(totals[o])}" for row, o in zip(rows, order, strict=True)) + f". Empty cells: {gaps}."
    )
    alt += f" {apart}." if apart else ""
    kept = [rows_of[o, c.start] for o in order for c in cells if c.outlet == o]
    return keep(drawn, Chart(shown, alt + numbered.alt, summary.iloc[kept].reset_index(drop=True)))


def _cells(summary: pd.DataFrame) -> list[_Cell]:
    refuse_others(summary, "CORPUS", _CHART)
    missing = [c for c in CORPUS_COLUMNS if not isinstance(summary, pd.DataFrame) or c not in summary.columns]
    if missing:
        raise TableError(
            f"expected a table with the columns {', '.join(CORPUS_COLUMNS)}; missing: {', '.join(missing)}",
            where=_CHART,
            next_step=f"Count articles: {COUNT_ARTICLES}.",
        )
    if not len(summary):
        raise TableError("the summary of the corpus has no rows", where=_CHART, next_step="Check the filter before it.")
    starts = read_days(summary["period"]).dt.normalize()
    if "period_end" in summary.columns:
        ends = read_days(summary["period_end"]).dt.normalize()
        ends = ends + pd.Timedelta(1, "D")
    else:
        starts = starts.dt.to_period("M").dt.start_time
        ends = starts + pd.offsets.MonthBegin(1)
    if starts.isna().any() or ends.isna().any():
        raise TableError(
            "a period cannot be read as a date", where=_CHART, next_step="Write the first day, such as 2022-05-01."
        )
    found = [
        _Cell(str(o), s, e, int(n))
        for o, s, e, n in zip(summary["outlet"], starts, ends, summary["n_articles"], strict=True)
    ]
    if len({(c.outlet, c.start) for c in found}) < len(found):
        raise TableError(
            "an outlet has two rows for one period",
            where=_CHART,
            next_step="Add them up first: counts.groupby(['outlet', 'period'])['n_articles'].sum().reset_index().",
        )
    return found


def _draw(
    page: Page,
    cells: list[_Cell],
    order: list[str],
    rows: list[str],
    totals: list[str],
    words: tuple[str, str, list[str]],
) -> Axes:
    s = page.sizes
    left, lines = name_column(rows, page)
    left += _GAP
    middles, height = row_middles(lines, s.cell, s.label)
    right = page.width - EDGE - max(widest(totals, s.small), width_of("Articles", s.small)) - _GAP
    start, end = min(c.start for c in cells), max(c.end for c in cells)
    ticks = time_ticks(start, end, right - left, s.label, unit=period_word(cells[0].start, cells[0].end))
    top = 14.0
    page.open(top + height + axis_height(ticks, s.label), title=words[0], subtitle=words[1], foot=words[2])
    ax = page.axes(left, top, right - left, height)
    page.caption(ax, words[0], above=top)
    ax.set(xlim=(number(start), number(end)), ylim=(height, 0))
    ax.set_yticks(middles, labels=[""] * len(rows))
    time_axis(page, ax, ticks, left=left, bottom=top + height)
    page.text(page.width - EDGE, top - 7, "Articles", size=s.small, color=MUTED, ha="right")
    step = (right - left) / (number(end) - number(start))
    roomy = all((number(c.end) - number(c.start)) * step >= width_of(count(c.n), s.small) + 3 for c in cells)
    most = max(c.n for c in cells)
    for outlet, y, part, total in zip(order, middles, lines, totals, strict=True):
        page.names(top + y, part, size=s.label)
        page.text(page.width - EDGE, top + y, total, size=s.small, color=MUTED, ha="right")
        ax.axhline(y, color=GRID, linewidth=0.5, zorder=0.5)
        for cell in (c for c in cells if c.outlet == outlet and c.n):
            _draw_cell(ax, cell, y, s.cell - 1.6, most, size=s.small if roomy else 0.0)
    ax.axhline(height, color=ZERO, linewidth=0.8, clip_on=False)
    return ax


def _draw_cell(ax: Axes, cell: _Cell, y: float, tall: float, most: int, *, size: float) -> None:
    colour = shade(0.12 + 0.88 * cell.n / most, 1.0)
    a, b = number(cell.start), number(cell.end)
    ax.add_artist(
        Rectangle(
            (a, y - tall / 2), b - a, tall, facecolor=colour, edgecolor="white", linewidth=0.4, zorder=2, gid="cell"
        )
    )
    if size:
        ax.annotate(
            count(cell.n),
            ((a + b) / 2, y),
            xytext=(0, -MIDDLE * size),
            textcoords="offset points",
            ha="center",
            va="baseline",
            fontsize=size,
            color=ink_on(colour),
            zorder=3,
            gid="cell number",
        )
