"""One measure over time: line with band, events, and the articles of every period beneath."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes

from mediakit.charts.drawing.calendar import Tick, axis_height, number, time_axis, time_ticks
from mediakit.charts.drawing.events import Event, Placed, place_events, read_events
from mediakit.charts.drawing.layout import EDGE, Page, Width, chart_style
from mediakit.charts.drawing.palette import BAR, CONTEXT, MUTED, PLAIN, ZERO
from mediakit.charts.drawing.reading import WHOLE, Mark, Reading, Wish, in_group, one_measure, read_marks
from mediakit.charts.drawing.timeline import (
    Stroke,
    draw_line,
    in_time,
    say_nothing_drawn,
    side_ticks,
    side_width,
    time_limits,
    value_limits,
    value_side,
    word_for,
)
from mediakit.charts.drawing.typeset import width_of
from mediakit.charts.drawing.wording import dates, extremes, level, notes, number_names, source_line
from mediakit.charts.record import Chart, keep
from mediakit.errors import TableError
from mediakit.printing import count, plural

_CHART = "plot_coverage"
_LINE = 9.5
_STRIP_HEAD, _STRIP = 13.0, 24.0


@dataclass(frozen=True)
class _Places:
    """Where the parts of the body stand, in points."""

    left: float
    width: float
    top: float
    height: float
    ticks: list[Tick]
    placed: Placed

    @property
    def strip_top(self) -> float:
        return self.top + self.height + _STRIP_HEAD


def plot_coverage(
    estimates: pd.DataFrame,
    *,
    events: pd.DataFrame | None = None,
    names: Mapping[str, str] | None = None,
    title: str = "",
    source: str = "",
    ax: Axes | None = None,
    width: Width = "web",
) -> Axes:
    """Draw one measure over time: a line with its band, dated events, and how many articles each period has.

    Each value is drawn in the middle of its period. Periods without an estimate break the line and show as
    hollow bars. Events outside the periods are left out.

    Parameters
    ----------
    estimates : DataFrame
        ESTIMATES of one measure and label with the columns ``period`` and ``period_end`` (first and last
        day), as trend() gives them. Of several groups only "All outlets" is drawn.
    events : DataFrame, optional
        Columns ``date`` and ``label``.
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
        The line's axes, x in matplotlib days, y in the unit of the measure; the bars have axes of their own.

    Raises
    ------
    TableError
        When the table is another one, is empty, breaks its contract, has no periods, several measures or labels, or
        several groups without a whole; the message says what draws it.
    OptionError
        When ``width`` is unknown.

    Examples
    --------
    >>> from mediakit.tables import ESTIMATES, build_table
    >>> row = dict(measure="coverage", label="", n_articles=120, n_stories=90, total=30, exposure=120,
    ...            unit="share of articles", method="Wilson 95 %", estimate=0.25, conf_low=0.18, conf_high=0.33)
    >>> week = dict(period=pd.Timestamp("2022-05-09", tz="UTC"), period_end=pd.Timestamp("2022-05-15", tz="UTC"))
    >>> float(plot_coverage(build_table(ESTIMATES, [row | week])).get_ylim()[0])
    0.0
    """
    read = read_marks(estimates, chart=_CHART, time=True)
    marks = in_time(_one_series(read.marks))
    one_measure(read, chart=_CHART)
    return draw_series(read, marks, Wish((), names, title, source, ax, width), events=events)


def _one_series(marks: Sequence[Mark]) -> list[Mark]:
    groups = sorted({m.group for m in marks})
    if len(groups) == 1:
        return list(marks)
    if WHOLE in groups:
        return [m for m in marks if m.group == WHOLE]
    raise TableError(
        f"expected one line over time, got {len(groups)} groups and no '{WHOLE}' among them",
        where=_CHART,
        next_step="Draw several groups: plot_trend(estimates).",
    )


def draw_series(read: Reading, marks: Sequence[Mark], wish: Wish, *, events: pd.DataFrame | None = None) -> Axes:
    """Draw marks of one group over time."""
    first, style = marks[0], read.style
    numbered = number_names([first.label, first.group], wish.names)
    names = numbered.names
    unit = word_for(marks)
    what = read.about.title(first.label, names) + in_group(read, first.group, names)
    shown = wish.title or f"{what}, by {unit}"
    drawn = [m for m in marks if not m.withheld]
    lead = f"{read.about.made}, {dates(marks)}."
    hollow = f" Hollow bars: {unit}s too thin to draw." if len(drawn) < len(marks) else ""
    subtitle = lead + (f" Band: {level(drawn)}." if drawn else "") + hollow
    alt = f"Line over time: {what}, {plural(len(marks), unit)}, {dates(marks)}. {extremes(marks, style, names)}"
    dated = read_events(events)
    with chart_style():
        page = Page(wish.width, wish.ax)
        limits = value_limits(marks, style)
        side = side_ticks(style, limits, page.sizes.plot, page.sizes.label)
        spots = _arrange(page, marks, side[1], dated)
        foot = [spots.placed.key] if spots.placed.key else []
        foot += [*filter(None, [read.apart]), *numbered.foot]
        foot += [*notes(marks, names, place=unit), source_line(marks, read.group, wish.source)]
        page.open(
            spots.strip_top + _STRIP + axis_height(spots.ticks, page.sizes.label),
            title=shown,
            subtitle=subtitle,
            foot=foot,
        )
        ax = page.axes(spots.left, spots.top, spots.width, spots.height)
        page.caption(ax, shown, above=spots.top)
        start, end = time_limits(marks)
        ax.set(xlim=(number(start), number(end)), ylim=limits)
        ax.set_xticks([])
        value_side(ax, *side, page.sizes.label)
        draw_line(ax, marks, Stroke(PLAIN))
        say_nothing_drawn(ax, marks, page.sizes.small)
        _draw_events(page, ax, spots)
        _draw_strip(page, marks, spots, unit)
    if spots.placed.labels:
        alt += " Events marked: " + "; ".join(label.event.name for label in spots.placed.labels) + "."
    return keep(ax, Chart(shown, alt + numbered.alt, read.drawn(marks)))


def _arrange(
    page: Page, marks: Sequence[Mark], labels: Sequence[str], dated: Sequence[tuple[pd.Timestamp, str]]
) -> _Places:
    s = page.sizes
    most = count(max(m.n for m in marks))
    left = EDGE + max(side_width(labels, s.label), width_of(most, s.small) + 6)
    width = page.width - EDGE - left
    start, end = time_limits(marks)
    step = width / (number(end) - number(start))
    events = [
        Event((date,), name, (number(date) + 0.5 - number(start)) * step) for date, name in dated if start <= date < end
    ]
    placed = place_events(events, width, s.small, dated=not s.narrow)
    top = 4.0 + placed.levels * _LINE + (0 if placed.levels else 4)
    return _Places(left, width, top, s.plot, time_ticks(start, end, width, s.label, unit=word_for(marks)), placed)


def _draw_events(page: Page, ax: Axes, spots: _Places) -> None:
    """Draw events beneath the line and lighter than it: what is measured comes first."""
    low = ax.get_ylim()[0]
    for label in spots.placed.labels:
        up = spots.top - (label.level * _LINE + 2)
        height = 1 + (spots.top - up) / spots.height
        for date in label.event.dates:
            x = number(date) + 0.5
            ax.plot(
                [x, x],
                [0, height],
                transform=ax.get_xaxis_transform(),
                color=CONTEXT,
                linewidth=0.6,
                clip_on=False,
                zorder=1,
                gid="event",
            )
        page.text(
            spots.left + label.left,
            up - 4.5,
            label.words,
            size=page.sizes.small,
            color=MUTED,
            ha="left",
            gid="event label",
        )
    ax.set_ylim(bottom=low)


def _draw_strip(page: Page, marks: Sequence[Mark], spots: _Places, unit: str) -> None:
    s = page.sizes
    strip = page.axes(spots.left, spots.strip_top, spots.width, _STRIP)
    start, end = time_limits(marks)
    most = max(m.n for m in marks)
    strip.set(xlim=(number(start), number(end)), ylim=(0, max(most, 1)))
    strip.set_yticks([])
    for mark in marks:
        assert mark.start is not None and mark.end is not None
        a, b = number(mark.start), number(mark.end)
        gap = min(0.15 * (b - a), 0.8 * (number(end) - number(start)) / spots.width)
        strip.bar(
            (a + b) / 2,
            mark.n,
            width=b - a - gap,
            color="white" if mark.withheld else BAR,
            edgecolor=BAR,
            linewidth=0.5 if mark.withheld else 0,
            zorder=2,
            gid="articles",
        )
    strip.axhline(0, color=ZERO, linewidth=0.8, clip_on=False, zorder=3)
    time_axis(page, strip, spots.ticks, left=spots.left, bottom=spots.strip_top + _STRIP)
    page.text(spots.left, spots.strip_top - 6.5, f"Articles a {unit}", size=s.small, color=MUTED, ha="left")
    page.text(spots.left - 6, spots.strip_top + 2.5, count(most), size=s.small, color=MUTED, ha="right")
