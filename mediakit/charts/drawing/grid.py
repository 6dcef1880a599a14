"""A grid of shaded cells with their numbers inside, shared by the charts of groups by labels."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from mediakit.charts.drawing.dots import Head
from mediakit.charts.drawing.layout import EDGE, MIDDLE, NAME_LEADING, Page, name_column, row_middles
from mediakit.charts.drawing.palette import FAINT, INK, MUTED, ink_on, shade
from mediakit.charts.drawing.reading import Mark
from mediakit.charts.drawing.typeset import REGULAR, SEMIBOLD, widest, width_of, wrap
from mediakit.printing import Style

_WIDEST_COLUMN = 88.0
_SPACE = 1.2
_INSIDE = 2.0  # points of a cell that its number leaves free
_GAP = 10.0
_APART = 4.0


@dataclass(frozen=True)
class Grid:
    """Rows (key and name), columns (key and name), a mark for each place, and each row's n as text."""

    rows: Sequence[tuple[str, str]]
    columns: Sequence[tuple[str, str]]
    marks: Mapping[tuple[str, str], Mark]
    numbers: Sequence[str]
    focus: Sequence[str] = ()
    last_apart: bool = False

    def hidden(self, row: str) -> bool:
        """Return True when nothing of a row can be shown."""
        return all(m.withheld for (r, _), m in self.marks.items() if r == row)


@dataclass(frozen=True)
class _Heads:
    lines: list[list[str]]
    angle: float
    height: float
    column: float


def draw_grid(page: Page, grid: Grid, style: Style, head: Head) -> Axes:
    """Draw the grid and return its Axes: x in columns from 0, y in points downwards with one tick for each row."""
    s = page.sizes
    right = page.width - EDGE - max(widest(list(grid.numbers), s.small), width_of("Articles", s.small)) - _GAP
    printed = [style.bare(m.estimate) for m in grid.marks.values() if not m.withheld]
    for part in (1 / 3, 1 / 4):
        left, names = name_column([name for _, name in grid.rows], page, part=part)
        left += _GAP
        heads = _heads([name for _, name in grid.columns], right - left, page.width - EDGE - left, s.small)
        if widest(printed, s.source) <= heads.column - _INSIDE:
            break
    size = s.small if widest(printed, s.small) <= heads.column - _INSIDE else s.source
    right = left + heads.column * len(grid.columns)
    middles, height = row_middles(names, s.cell, s.label)
    if grid.last_apart:
        middles, height = [*middles[:-1], middles[-1] + _APART], height + _APART
    page.open(heads.height + height, title=head.title, subtitle=head.subtitle, foot=head.foot)
    ax = page.axes(left, heads.height, right - left, height)
    page.caption(ax, head.title, above=heads.height)
    ax.set(xlim=(0, len(grid.columns)), ylim=(height, 0))
    ax.set_xticks([i + 0.5 for i in range(len(grid.columns))], labels=[""] * len(grid.columns))
    ax.set_yticks(middles, labels=[""] * len(grid.rows))
    _write_heads(page, heads, left)
    edge = (
        page.width - EDGE
        if page.sizes.narrow or heads.column < _WIDEST_COLUMN
        else right + _GAP + width_of("Articles", s.small)
    )
    page.text(edge, heads.height - 8, "Articles", size=s.small, color=MUTED, ha="right")
    values = [m.estimate for m in grid.marks.values() if not m.withheld]
    scale = min([0.0, *values]), max([0.0, *values])
    for (key, _), y, lines, number in zip(grid.rows, middles, names, grid.numbers, strict=True):
        tall = s.cell + (len(lines) - 1) * s.label * NAME_LEADING
        hidden = grid.hidden(key)
        weight = SEMIBOLD if key in grid.focus else REGULAR
        page.names(heads.height + y, lines, size=s.label, weight=weight, color=MUTED if hidden else INK)
        page.text(edge, heads.height + y, number, size=s.small, color=MUTED, ha="right")
        for x, (label, _) in enumerate(grid.columns):
            _draw_cell(ax, grid.marks.get((key, label)), (x, y, tall), style, scale, size)
    return ax


def _draw_cell(
    ax: Axes, mark: Mark | None, place: tuple[int, float, float], style: Style, scale: tuple[float, float], size: float
) -> None:
    x, y, tall = place
    box: dict[str, Any] = {
        "xy": (x, y - tall / 2),
        "width": 1,
        "height": tall,
        "linewidth": _SPACE,
        "edgecolor": "white",
    }
    if mark is None:
        return
    if mark.withheld:
        # the hatch takes the edge colour, so the white gap is a second frame over it
        ax.add_artist(
            Rectangle(**box | {"edgecolor": FAINT, "linewidth": 0}, facecolor="none", hatch="/////", gid="withheld")
        )
        ax.add_artist(Rectangle(**box, facecolor="none"))
        return
    colour = shade(mark.estimate - scale[0], scale[1] - scale[0])
    ax.add_artist(Rectangle(**box, facecolor=colour, gid="cell"))
    ax.annotate(
        style.bare(mark.estimate),
        (x + 0.5, y),
        xytext=(0, -MIDDLE * size),
        textcoords="offset points",
        ha="center",
        va="baseline",
        fontsize=size,
        color=ink_on(colour),
        gid="cell number",
    )


def _heads(names: Sequence[str], room: float, outer: float, size: float) -> _Heads:
    """Return the column heads: level in at most three lines where every word fits, else slanted."""
    column = min(room / len(names), _WIDEST_COLUMN)
    level = [wrap(name, column - 4, size) for name in names]
    whole = all(width_of(word, size) <= column - 4 for name in names for word in name.split())
    if whole and max(len(lines) for lines in level) <= 3:
        return _Heads(level, 0.0, 8 + max(len(lines) for lines in level) * size * NAME_LEADING, column)
    wide = [width_of(name, size) for name in names]
    for angle in (50.0, 65.0, 90.0):
        cosine, sine = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        ends = [(i + 0.5) * column + w * cosine + size * sine for i, w in enumerate(wide)]
        if max(ends) <= outer:
            break
    return _Heads([[name] for name in names], angle, 8 + max(wide) * sine + size * cosine, column)


def _write_heads(page: Page, heads: _Heads, left: float) -> None:
    size = page.sizes.small
    for i, lines in enumerate(heads.lines):
        x = left + (i + 0.5) * heads.column
        if heads.angle:
            page.text(
                x,
                heads.height - 4,
                lines[0],
                size=size,
                rotation=heads.angle,
                rotation_mode="anchor",
                ha="left",
                va="center",
                gid="head",
            )
            continue
        for number, line in enumerate(reversed(lines)):
            page.text(x, heads.height - 8 - number * size * NAME_LEADING, line, size=size, ha="center", gid="head")
