"""Rows of dots with intervals, shared by the charts that rank: drawing, columns and axis."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from mediakit.charts.drawing.layout import (
    EDGE,
    HALO,
    MIDDLE,
    NAME_LEADING,
    Page,
    centre_labels,
    name_column,
    row_middles,
)
from mediakit.charts.drawing.numbers import axis_limits, axis_ticks
from mediakit.charts.drawing.palette import GRID, INK, MUTED, ZERO
from mediakit.charts.drawing.reading import Mark
from mediakit.charts.drawing.typeset import REGULAR, SEMIBOLD, widest, width_of
from mediakit.printing import Style, count

HEADS, AXIS, SIDES = 14.0, 14.0, 11.0
GAP = 10.0
_CLEAR = 6.0
DOT, HOLLOW_EDGE, INTERVAL = 5.2, 1.2, 1.8


@dataclass(frozen=True)
class Row:
    """One row: its name, its mark, its colour, whether its dot is hollow and whether it is in focus."""

    name: str
    mark: Mark
    colour: str
    hollow: bool
    focus: bool = False


@dataclass(frozen=True)
class TextColumn:
    """A right-aligned column of numbers beside the dots."""

    head: str
    cells: list[str]
    size: float
    colour: str = MUTED
    strong: bool = False

    @property
    def width(self) -> float:
        """Points that the widest cell or the head takes."""
        return max(widest(self.cells, self.size, SEMIBOLD if self.strong else REGULAR), width_of(self.head, self.size))


def columns_for(rows: Sequence[Row], style: Style, page: Page, *, head: str, interval: str) -> list[TextColumn]:
    """Return the columns value, interval (wide pages only) and articles; withheld rows keep their n."""
    s = page.sizes
    # The head of differences in points says their unit.
    printed = style.bare if style.difference else style.text
    value = ["" if r.mark.withheld else printed(r.mark.estimate) for r in rows]
    between = ["" if r.mark.withheld else style.interval(r.mark.low, r.mark.high) for r in rows]
    number = [count(r.mark.n) for r in rows]
    columns = [TextColumn(head, value, s.label, INK, strong=True)]
    if not s.narrow:
        columns.append(TextColumn(interval, between, s.small))
    return [*columns, TextColumn("Articles", number, s.small)]


def draw_rows(
    page: Page,
    rows: Sequence[Row],
    style: Style,
    columns: Sequence[TextColumn],
    head: Head,
    draw: Callable[[Axes, Row, float, float], None] | None = None,
) -> Axes:
    """Draw names, dots with intervals and number columns, and return the Axes of the dots.

    The y axis is in points from the first row's top, downwards; ``ax.get_yticks()`` are the rows. ``draw`` draws
    something else than dots; columns hold a cell for each row and, where there is one, for the total.
    """
    s = page.sizes
    left, lines = name_column([*(r.name for r in rows), *([head.total] if head.total else [])], page)
    middles, height = row_middles(lines, s.row, s.label)
    gap = GAP if s.narrow else GAP * 1.6
    right = page.width - EDGE - sum(c.width for c in columns) - gap * len(columns)
    left += GAP
    below = AXIS + (SIDES if head.sides else 0)
    page.open(HEADS + height + below, title=head.title, subtitle=head.subtitle, foot=head.foot)
    ax = page.axes(left, HEADS, right - left, height)
    page.caption(ax, head.title, above=HEADS)
    values = [v for r in rows for v in (*r.mark.ends, r.mark.estimate)] + ([head.whole.estimate] if head.whole else [])
    low, high = axis_limits(style, values)
    ax.set(xlim=(low, high), ylim=(height, 0))
    value_axis(ax, style, (low, high), right - left, s.label)
    if head.sides:
        zero = left - low / (high - low) * (right - left)
        write_sides(page, head.sides, zero, HEADS + height + AXIS + SIDES / 2)
    ax.set_yticks(middles[: len(rows)], labels=[""] * len(rows))
    for row, y, part in zip(rows, middles, lines, strict=False):
        page.names(
            HEADS + y,
            part,
            size=s.label,
            weight=SEMIBOLD if row.focus else REGULAR,
            color=MUTED if row.mark.withheld else INK,
        )
        (draw or draw_mark)(ax, row, y, s.small)
    if head.total:
        top = middles[-1] - s.row / 2 - (len(lines[-1]) - 1) * s.label * NAME_LEADING / 2
        page.rule(HEADS + top)
        page.names(HEADS + middles[-1], lines[-1], size=s.label, weight=SEMIBOLD)
    write_columns(page, columns, middles, top=HEADS)
    if head.whole and not head.whole.withheld:
        reference_line(
            page, ax, head.whole_name + " " + style.text(head.whole.estimate), head.whole.estimate, (left, right)
        )
    return ax


@dataclass(frozen=True)
class Head:
    """The words around the rows, the mark of the whole for the reference line, and what both sides of zero mean.

    ``sides`` are words for the left and the right side, the longest first: they are written where both fit.
    ``total`` names a last row without a mark, under a rule.
    """

    title: str
    subtitle: str
    foot: list[str]
    whole: Mark | None = None
    whole_name: str = ""
    sides: Sequence[tuple[str, str]] = ()
    total: str = ""


def write_sides(page: Page, sides: Sequence[tuple[str, str]], zero: float, y: float) -> None:
    """Write what lies left and right of zero (in points of the body) beside it: the first words that fit."""
    size = page.sizes.small
    for less, more in sides:
        if zero - _CLEAR - width_of(less, size) >= EDGE and zero + _CLEAR + width_of(more, size) <= page.width - EDGE:
            break
    page.text(zero - _CLEAR, y, less, size=size, color=MUTED, ha="right", gid="side")
    page.text(zero + _CLEAR, y, more, size=size, color=MUTED, ha="left", gid="side")


def value_axis(ax: Axes, style: Style, limits: tuple[float, float], width: float, size: float) -> None:
    """Give the x axis round ticks that fit its width, a light grid and a zero line."""
    places, labels = fitting_ticks(style, limits, width, size)
    ax.set_xticks(places, labels=labels, fontsize=size)
    centre_labels(ax, size, side="x")
    for place in places:
        if place:
            ax.axvline(place, color=GRID, linewidth=0.5, zorder=0.5)
    ax.axvline(0, color=ZERO, linewidth=0.8, zorder=0.6, clip_on=False)


def fitting_ticks(
    style: Style, limits: tuple[float, float], width: float, size: float, most: int = 7
) -> tuple[list[float], list[str]]:
    """Return the most round ticks whose labels stand clear of each other on an axis so many points wide."""
    for number in range(most, 1, -1):
        places, labels = axis_ticks(style, *limits, number)
        step = width / (limits[1] - limits[0])
        room = [
            (b - a) * step - (width_of(x, size) + width_of(y, size)) / 2
            for a, b, x, y in zip(places, places[1:], labels, labels[1:], strict=False)
        ]
        if all(r >= 4 for r in room):
            break
    return places, labels


def draw_mark(ax: Axes, row: Row, y: float, size: float) -> None:
    """Draw one dot with its interval, filled or hollow; words where it is withheld."""
    mark = row.mark
    if mark.withheld:
        ax.annotate(
            mark.why,
            (0, y),
            xytext=(5, -MIDDLE * size),
            textcoords="offset points",
            va="baseline",
            ha="left",
            fontsize=size,
            color=MUTED,
            annotation_clip=False,
            path_effects=HALO,
        )
        return
    if not (math.isnan(mark.low) or math.isnan(mark.high)):
        ax.plot(
            [mark.low, mark.high],
            [y, y],
            color=row.colour,
            linewidth=INTERVAL,
            zorder=2 + row.focus,
            clip_on=False,
            gid="interval",
        )
    ax.plot(
        [mark.estimate],
        [y],
        "o",
        color=row.colour,
        markersize=DOT,
        zorder=3 + row.focus,
        clip_on=False,
        markerfacecolor="white" if row.hollow else row.colour,
        markeredgewidth=HOLLOW_EDGE,
        gid="dot",
    )


def write_columns(page: Page, columns: Sequence[TextColumn], middles: Sequence[float], *, top: float) -> None:
    """Write number columns at the right edge of the page, heads above them."""
    right = page.width - EDGE
    gap = GAP if page.sizes.narrow else GAP * 1.6
    for column in reversed(columns):
        page.text(right, top - 7, column.head, size=page.sizes.small, color=MUTED, ha="right")
        for y, cell in zip(middles, column.cells, strict=True):
            if cell:
                page.text(
                    right,
                    top + y,
                    cell,
                    size=column.size,
                    color=column.colour,
                    ha="right",
                    weight=SEMIBOLD if column.strong else REGULAR,
                )
        right -= column.width + gap


def reference_line(page: Page, ax: Axes, words: str, value: float, sides: tuple[float, float]) -> None:
    """Draw the dashed line of the whole, its label above it and inside the plot's sides."""
    ax.axvline(value, color=MUTED, linewidth=0.8, linestyle=(0, (2, 2)), zorder=1.5, gid="whole")
    low, high = ax.get_xlim()
    x = sides[0] + (value - low) / (high - low) * (sides[1] - sides[0])
    half = width_of(words, page.sizes.small) / 2
    x = min(max(x, sides[0] + half), max(sides[1] + 2 - half, sides[0] + half))
    page.text(x, HEADS - 7, words, size=page.sizes.small, color=MUTED, ha="center")
