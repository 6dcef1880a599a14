"""Groups compared: a dot with its interval for each, ordered by value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes

from mediakit.charts.dots import Head, Row, columns_for, draw_rows
from mediakit.charts.layout import Page, chart_style
from mediakit.charts.numbers import Scale
from mediakit.charts.palette import focus_colours
from mediakit.charts.reading import WHOLE, Mark, by_value, check_focus, display, one_measure, read_marks, split_whole
from mediakit.charts.record import Chart, keep
from mediakit.charts.wording import (
    SMALL,
    extremes,
    glyph_note,
    level,
    meaning,
    notes,
    phrase,
    plural,
    ranking,
    source_line,
)

_CHART = "plot_comparison"


def plot_comparison(
    estimates: pd.DataFrame,
    *,
    focus: Sequence[str] = (),
    names: Mapping[str, str] | None = None,
    title: str = "",
    source: str = "",
    ax: Axes | None = None,
    width: str = "web",
) -> Axes:
    """Draw one measure for several groups: dots with intervals, largest first, and the numbers beside them.

    A row for the group "All outlets" becomes a dashed reference line. Rows without an estimate say why
    instead of showing a point. Dots of groups under 100 articles are hollow.

    Parameters
    ----------
    estimates : DataFrame
        ESTIMATES with one measure, one label and at most one group column, such as ``outlet``.
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
    width : str
        ``web`` or ``a4-wide`` (16 cm), or ``a4-column`` (8 cm).

    Returns
    -------
    Axes
        x in the unit of the measure, y in points downwards with one tick a row. Its record is read with
        ``alt_text`` and ``plotted_table``.

    Raises
    ------
    TableError
        When the table is empty, breaks its contract or holds more than one measure and label.
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
    marks, group = read_marks(estimates, chart=_CHART)
    measure, label = one_measure(marks, chart=_CHART)
    parts, whole = split_whole(by_value(marks))
    chosen = check_focus(focus, [m.group for m in parts])
    scale = Scale.of(marks[0].unit, [v for m in marks for v in (m.estimate, *m.ends)])
    what = phrase(measure, label, marks[0].unit, names)
    ranked = ranking(parts, scale, names)
    by = f", by {group}" if group else ""
    shown = title or (f"{what}: {ranked}" if ranked else what + by)
    colours = focus_colours([m.group for m in parts], chosen)
    rows = [Row(_name(m, names), m, colours[m.group], m.group in chosen) for m in parts]
    alt = f"Dots with intervals: {what}{by}, {plural(len(rows), 'row')}, largest first. {extremes(parts, scale, names)}"
    if whole and not whole[0].withheld:
        alt += f" {display(WHOLE, names)}: {scale.text(whole[0].estimate)}."
    head = Head(
        shown,
        _subtitle(parts, measure, marks[0].unit),
        [*notes(marks, names), *glyph_note(r.name for r in rows), source_line(marks, group, source)],
        whole[0] if whole else None,
        display(WHOLE, names),
    )
    with chart_style():
        page = Page(width, ax)
        columns = columns_for(rows, scale, page, head=_value_head(scale), interval=_interval_head(marks))
        drawn = draw_rows(page, rows, scale, columns, head)
    return keep(drawn, Chart(shown, alt, estimates.iloc[[m.row for m in (*parts, *whole)]].reset_index(drop=True)))


def _name(mark: Mark, names: Mapping[str, str] | None) -> str:
    return display(mark.group, names) if mark.group else "All articles"


def _value_head(scale: Scale) -> str:
    return "Share" if scale.share else "Mean" if scale.signed else "Rate"


def _interval_head(marks: Sequence[Mark]) -> str:
    words = level(marks)
    return words if words[0].isdigit() else "Interval"


def _subtitle(marks: Sequence[Mark], measure: str, unit: str) -> str:
    drawn = [m for m in marks if not m.withheld]
    bars = f" Bars: {level(drawn)}s" if drawn else ""
    if bars and any(m.n < SMALL for m in drawn):
        bars += f"; hollow dots: under {SMALL} articles"
    return f"{meaning(measure, unit)}.{bars}{'.' if bars else ''}"
