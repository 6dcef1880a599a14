"""Groups compared: a dot with its interval for each, ordered by value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes

from mediakit.charts.drawing.dots import Head, Row, columns_for, draw_rows
from mediakit.charts.drawing.layout import Page, Width, chart_style
from mediakit.charts.drawing.palette import focus_colours
from mediakit.charts.drawing.reading import WHOLE, Mark, by_value, check_focus, one_measure, read_marks, split_whole
from mediakit.charts.drawing.wording import SMALL, extremes, level, notes, number_names, ranking, source_line, told
from mediakit.charts.record import Chart, keep
from mediakit.phrases import display
from mediakit.printing import plural

_CHART = "plot_comparison"


def plot_comparison(
    estimates: pd.DataFrame,
    *,
    focus: Sequence[str] = (),
    names: Mapping[str, str] | None = None,
    title: str = "",
    source: str = "",
    ax: Axes | None = None,
    width: Width = "web",
) -> Axes:
    """Draw one measure for several groups: dots with intervals, largest first, and the numbers beside them.

    A row for the group "All outlets" becomes a dashed reference line. Rows without an estimate say why
    instead of showing a point. Dots of groups under 100 articles are hollow.

    Parameters
    ----------
    estimates : DataFrame
        ESTIMATES with one measure, one label and at most one group column, such as ``outlet``; of one period,
        where it has periods.
    focus : sequence of str
        Up to four groups to set off in colour and weight.
    names : mapping, optional
        How groups and labels are written on the chart.
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
        x in the unit of the measure, y in points downwards with one tick for each row. Its record is read with
        ``alt_text`` and ``plotted_table``.

    Raises
    ------
    TableError
        When the table is another one, is empty, breaks its contract or holds more than one measure, label or
        period; the message says what draws it.
    OptionError
        When ``width`` is unknown or ``focus`` names no group of the table.

    Examples
    --------
    >>> from mediakit.tables import ESTIMATES, build_table
    >>> row = dict(measure="coverage", label="", n_articles=120, n_stories=90, total=30, exposure=120,
    ...            unit="share of articles", method="Wilson 95 %", outlet="Daily Lantern")
    >>> table = build_table(ESTIMATES, [row | dict(estimate=0.25, conf_low=0.18, conf_high=0.33)])
    >>> len(plot_comparison(table).get_yticks())
    1
    """
    read = read_marks(estimates, chart=_CHART)
    one_measure(read, chart=_CHART)
    parts, whole = split_whole(by_value(read.marks))
    chosen = check_focus(focus, [m.group for m in parts])
    numbered = number_names([m.label for m in parts[:1]] + [m.group for m in parts], names)
    names, about, style = numbered.names, read.about, read.style
    what = about.title(parts[0].label, names) + read.where(names)
    ranked = ranking(parts, style, names)
    shown = title or (f"{what}{read.when}: {ranked}" if ranked else what + read.by + read.when)
    colours = focus_colours([m.group for m in parts], chosen)
    rows = [Row(_name(m, names), m, colours[m.group], m.n < SMALL, m.group in chosen) for m in parts]
    alt = f"Dots with intervals: {what}{read.by}{read.when}, {plural(len(rows), 'row')}, largest first. "
    alt += extremes(parts, style, names)
    if whole and not whole[0].withheld:
        alt += f" {told(display(WHOLE, names) + ':', whole[0], style)}."
    head = Head(
        shown,
        _subtitle(parts),
        [
            *notes([*parts, *whole], names),
            *numbered.foot,
            source_line(read.marks, read.group, source),
        ],
        whole[0] if whole else None,
        display(WHOLE, names),
    )
    with chart_style():
        page = Page(width, ax)
        columns = columns_for(rows, style, page, head=about.head, interval=_interval_head(parts))
        drawn = draw_rows(page, rows, style, columns, head)
    return keep(drawn, Chart(shown, alt + numbered.alt, read.drawn([*parts, *whole])))


def _name(mark: Mark, names: Mapping[str, str] | None) -> str:
    return display(mark.group, names) if mark.group else "All articles"


def _interval_head(marks: Sequence[Mark]) -> str:
    words = level(marks)
    return words if words[0].isdigit() else "Interval"


def _subtitle(marks: Sequence[Mark]) -> str:
    drawn = [m for m in marks if not m.withheld]
    bars = f" Bars: {level(drawn)}s" if drawn else ""
    if bars and any(m.n < SMALL for m in drawn):
        bars += f"; hollow dots: under {SMALL} articles"
    return f"{marks[0].about.made}.{bars}{'.' if bars else ''}"
