"""A measure over time for several groups: lines in one panel, or small multiples for more than four."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes

from mediakit.charts.coverage import draw_series
from mediakit.charts.drawing.calendar import axis_height, number, time_axis, time_ticks
from mediakit.charts.drawing.dots import Head
from mediakit.charts.drawing.layout import EDGE, Page, Width, chart_style
from mediakit.charts.drawing.palette import BAND, FAINT, FOCUS, INK, MARKERS, MUTED, PLAIN, focus_colours
from mediakit.charts.drawing.reading import WHOLE, Mark, Wish, check_focus, one_measure, read_marks, split_whole
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
from mediakit.charts.drawing.typeset import SEMIBOLD, widest, width_of, wrap
from mediakit.charts.drawing.wording import dates, extremes, level, notes, number_names, source_line
from mediakit.charts.record import Chart, keep
from mediakit.phrases import display
from mediakit.printing import Style, count, plural

_CHART = "plot_trend"
_MOST_LINES, _MOST_PANELS = 4, 12
_HEAD, _GAP_DOWN, _GAP_ACROSS = 14.0, 10.0, 12.0
_LABEL, _SAMPLE = 20.0, 16.0


@dataclass(frozen=True)
class _Series:
    """One group's line: how it is written, its marks in order of time, its colour and how many articles."""

    key: str
    name: str
    marks: list[Mark]
    colour: str

    @property
    def n(self) -> int:
        return sum(m.n for m in self.marks)


def plot_trend(
    estimates: pd.DataFrame,
    *,
    focus: Sequence[str] = (),
    names: Mapping[str, str] | None = None,
    title: str = "",
    source: str = "",
    ax: Axes | None = None,
    width: Width = "web",
) -> Axes:
    """Draw a measure over time by group: one line as plot_coverage(), up to four in a panel, more as small multiples.

    Small multiples are ordered by their number of articles, those in focus first, at most twelve; the line
    of "All outlets" is grey behind each. Each value is drawn in the middle of its period; periods without an
    estimate break the line.

    Parameters
    ----------
    estimates : DataFrame
        ESTIMATES of one measure and label with at most one group column and the columns ``period`` and
        ``period_end``, as trend() gives them.
    focus : sequence of str
        Up to four groups to set off in colour.
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
        Of the panel, or of the first of several; x in matplotlib days, y in the unit of the measure.

    Raises
    ------
    TableError
        When the table is another one, is empty, breaks its contract, has no periods or several measures or labels;
        the message says what draws it.
    OptionError
        When ``width`` is unknown or ``focus`` names no group of the table.

    Examples
    --------
    >>> from mediakit.tables import ESTIMATES, build_table
    >>> row = dict(measure="coverage", label="", n_articles=120, n_stories=90, total=30, exposure=120,
    ...            unit="share of articles", method="Wilson 95 %", estimate=0.25, conf_low=0.18, conf_high=0.33,
    ...            period=pd.Timestamp("2022-05-09"), period_end=pd.Timestamp("2022-05-15"))
    >>> rows = [row | dict(outlet=name) for name in ("Daily Lantern", "Granit Portal")]
    >>> ax = plot_trend(build_table(ESTIMATES, rows))
    >>> float(ax.get_ylim()[0])
    0.0
    """
    read = read_marks(estimates, chart=_CHART, time=True)
    one_measure(read, chart=_CHART)
    parts, whole = split_whole(in_time(read.marks))
    groups = sorted({m.group for m in parts})
    chosen = check_focus(focus, groups)
    if len(groups) == 1 and not whole:
        return draw_series(read, parts, Wish(focus, names, title, source, ax, width))
    numbered = number_names([parts[0].label, *(m.group for m in parts)], names)
    names = numbered.names
    unit, style = word_for(read.marks), read.style
    series = _series(parts, chosen, names, lines=len(groups) <= _MOST_LINES)
    what = read.about.title(parts[0].label, names) + read.where(names)
    shown = title or f"{what}{read.by} and {unit}"
    drawn = [m for s in series for m in s.marks]
    used = [*drawn, *whole]
    subtitle = f"{read.about.made}, {dates(read.marks)}."
    subtitle += f" Band: {level(drawn)}." if any(not m.withheld for m in drawn) else ""
    subtitle += (
        f" {'Dashed' if len(groups) <= _MOST_LINES else 'Grey line'}: {display(WHOLE, names).lower()}." if whole else ""
    )
    some = (
        f"{len(series)} of {plural(len(groups), read.group)} shown, those with most articles."
        if len(series) < len(groups)
        else ""
    )
    foot = [*filter(None, (some, read.apart)), *notes(drawn, names, place="value"), *numbered.foot]
    head = Head(shown, subtitle, [*foot, source_line(read.marks, read.group, source)])
    with chart_style():
        page = Page(width, ax)
        draw = _draw_lines if len(groups) <= _MOST_LINES else _draw_panels
        first = draw(page, series, whole, style, head)
    alt = f"Lines over time: {what}, {plural(len(series), read.group)} by {unit}, {dates(read.marks)}. "
    alt += " ".join(f"{s.name}: {extremes(s.marks, style, names)}" for s in series)
    return keep(first, Chart(shown, alt + numbered.alt, read.drawn(used)))


def _series(
    marks: Sequence[Mark], focus: Sequence[str], names: Mapping[str, str] | None, *, lines: bool
) -> list[_Series]:
    by_group: dict[str, list[Mark]] = {}
    for mark in marks:
        by_group.setdefault(mark.group, []).append(mark)
    order = sorted(by_group, key=lambda g: (g not in focus, -sum(m.n for m in by_group[g]), g))[:_MOST_PANELS]
    colours = focus_colours(order, focus)
    if lines and not focus:
        colours = dict(zip(sorted(order), (FOCUS[1], FOCUS[0], FOCUS[2], FOCUS[3]), strict=False))
    elif not lines:
        colours = {g: colours[g] if g in focus else PLAIN for g in order}
    return [_Series(g, display(g, names) if g else "All articles", by_group[g], colours[g]) for g in order]


def _draw_lines(page: Page, series: Sequence[_Series], whole: Sequence[Mark], style: Style, head: Head) -> Axes:
    s = page.sizes
    marks = [m for one in series for m in one.marks] + list(whole)
    limits = value_limits(marks, style)
    places, labels = side_ticks(style, limits, s.plot, s.label)
    left = EDGE + side_width(labels, s.label)
    room = page.width / 3 - _SAMPLE
    lines = [wrap(one.name, room, s.label, SEMIBOLD) for one in series]
    column = _SAMPLE + max(widest(part, s.label, SEMIBOLD) for part in lines)
    plot = page.width - EDGE - left - column - 6
    start, end = time_limits(marks)
    ticks = time_ticks(start, end, plot, s.label, unit=word_for(marks))
    height = max(s.plot, sum(_LABEL + (len(part) - 1) * s.label * 1.2 for part in lines))
    page.open(8 + height + axis_height(ticks, s.label), title=head.title, subtitle=head.subtitle, foot=head.foot)
    ax = page.axes(left, 8, plot, height)
    page.caption(ax, head.title, above=8)
    ax.set(xlim=(number(start), number(end)), ylim=limits)
    value_side(ax, places, labels, s.label)
    time_axis(page, ax, ticks, left=left, bottom=8 + height)
    if whole:
        draw_line(ax, whole, Stroke(MUTED, 0.8, band=0, dashed=True, above=1.5))
    for one, marker in zip(series, MARKERS, strict=False):
        draw_line(
            ax, one.marks, Stroke(one.colour, 1.5, 3.2, band=BAND if len(series) < 3 else BAND / 2, marker=marker)
        )
    _label_lines(page, series, lines, (left + plot + 6, 8.0, height), limits)
    return ax


def _label_lines(
    page: Page,
    series: Sequence[_Series],
    lines: Sequence[list[str]],
    place: tuple[float, float, float],
    limits: tuple[float, float],
) -> None:
    """Write names beside the ends of lines, pushed apart, each with a sample of its line."""
    s = page.sizes
    left, top, height = place
    wanted = []
    for i, one in enumerate(series):
        last = [m.estimate for m in one.marks if not m.withheld][-1:] or [limits[0]]
        wanted.append((height * (limits[1] - last[0]) / (limits[1] - limits[0]), i))
    wanted.sort()
    tall = [_LABEL + (len(lines[i]) - 1) * s.label * 1.2 for _, i in wanted]
    spots, below = [], 0.0
    for (y, _), t in zip(wanted, tall, strict=True):
        spots.append(max(y - t / 2, below))
        below = spots[-1] + t
    above = height + 6
    for j in range(len(spots) - 1, -1, -1):
        spots[j] = min(spots[j], above - tall[j])
        above = spots[j]
    for (_, i), y in zip(wanted, spots, strict=True):
        one, first = series[i], top + y + s.label * 0.6
        page.sample(left, first, length=12, colour=one.colour, marker=MARKERS[i])
        for number_, line in enumerate(lines[i]):
            page.text(left + _SAMPLE, first + number_ * s.label * 1.2, line, size=s.label, weight=SEMIBOLD, ha="left")
        page.text(
            left + _SAMPLE,
            first + len(lines[i]) * s.label * 1.2,
            f"n {count(one.n)}",
            size=s.small,
            color=MUTED,
            ha="left",
        )


def _draw_panels(page: Page, series: Sequence[_Series], whole: Sequence[Mark], style: Style, head: Head) -> Axes:
    s = page.sizes
    marks = [m for one in series for m in one.marks] + list(whole)
    limits = value_limits(marks, style)
    places, labels = side_ticks(style, limits, s.panel, s.label)
    left, across = EDGE + side_width(labels, s.label), s.columns
    wide = (page.width - EDGE - left - _GAP_ACROSS * (across - 1)) / across
    start, end = time_limits(marks)
    ticks = time_ticks(start, end, wide, s.label, unit=word_for(marks))
    rows = -(-len(series) // across)
    numbers = [f"n {count(one.n)}" for one in series]
    beside = all(
        width_of(one.name, s.label, SEMIBOLD) + width_of(n, s.small) + 4 <= wide
        for one, n in zip(series, numbers, strict=True)
    )
    lines = [[one.name] if beside else wrap(one.name, wide, s.label, SEMIBOLD) for one in series]
    under = 0.0 if beside else s.small * 1.25
    heads = [
        _HEAD + under + (max(len(part) for part in lines[r * across : (r + 1) * across]) - 1) * s.label * 1.2
        for r in range(rows)
    ]
    tops = [sum(heads[: r + 1]) + r * (s.panel + _GAP_DOWN) for r in range(rows)]
    axis = axis_height(ticks, s.label)
    page.open(tops[-1] + s.panel + axis, title=head.title, subtitle=head.subtitle, foot=head.foot)
    drawn = []
    for i, one in enumerate(series):
        x, y = left + (i % across) * (wide + _GAP_ACROSS), tops[i // across]
        ax = page.axes(x, y, wide, s.panel)
        ax.set(xlim=(number(start), number(end)), ylim=limits)
        value_side(ax, places, labels, s.label, named=i % across == 0)
        if i + across >= len(series):
            time_axis(page, ax, ticks, left=x, bottom=y + s.panel)
        else:
            ax.set_xticks([])
        if whole:
            draw_line(ax, whole, Stroke(FAINT, 1.1, band=0, above=1.5))
        draw_line(ax, one.marks, Stroke(one.colour, 1.5, 2.2))
        say_nothing_drawn(ax, one.marks, s.small)
        for j, line in enumerate(reversed(lines[i])):
            page.text(x, y - 8 - under - j * s.label * 1.2, line, size=s.label, weight=SEMIBOLD, color=INK, ha="left")
        page.text(
            x + wide if beside else x, y - 8, numbers[i], size=s.small, color=MUTED, ha="right" if beside else "left"
        )
        drawn.append(ax)
    page.caption(drawn[0], head.title, above=heads[0])
    return drawn[0]
