"""Lines over time with their bands, shared by the charts over time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes

from mediakit.charts.drawing.calendar import number, period_word
from mediakit.charts.drawing.layout import HALO, centre_labels
from mediakit.charts.drawing.numbers import axis_limits, axis_ticks
from mediakit.charts.drawing.palette import BAND, GRID, MUTED, ZERO
from mediakit.charts.drawing.reading import Mark
from mediakit.charts.drawing.typeset import width_of
from mediakit.printing import Style


@dataclass(frozen=True)
class Stroke:
    """How a line over time is drawn: dots on every point (their size) or lone ones only, a band's opacity or none."""

    colour: str
    width: float = 1.6
    dots: float = 0.0
    band: float = BAND
    dashed: bool = False
    marker: str = "o"
    above: float = 2.0


def in_time(marks: Sequence[Mark]) -> list[Mark]:
    """Return marks in order of their periods."""
    return sorted(marks, key=lambda m: (m.start or pd.Timestamp(0), m.group, m.label))


def middle(mark: Mark) -> float:
    """Return where a mark stands on the time axis: the middle of its period."""
    assert mark.start is not None and mark.end is not None
    return (number(mark.start) + number(mark.end)) / 2


def time_limits(marks: Sequence[Mark]) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the first moment and the moment after the last of the periods."""
    return min(m.start for m in marks if m.start is not None), max(m.end for m in marks if m.end is not None)


def word_for(marks: Sequence[Mark]) -> str:
    """Return what most periods of the table are called."""
    words = [period_word(m.start, m.end) for m in marks if m.start is not None and m.end is not None]
    return max(sorted(set(words)), key=words.count)


def runs(marks: Sequence[Mark]) -> list[list[Mark]]:
    """Return stretches of neighbouring periods with a value: a withheld or absent period ends a stretch."""
    found: list[list[Mark]] = []
    before: Mark | None = None
    for mark in in_time(marks):
        if mark.withheld:
            before = None
            continue
        if before is None or _apart(before, mark):
            found.append([])
        found[-1].append(mark)
        before = mark
    return found


def _apart(before: Mark, after: Mark) -> bool:
    assert before.end is not None and after.start is not None and before.start is not None
    return bool(after.start - before.end > (before.end - before.start) * 0.25)


def draw_line(ax: Axes, marks: Sequence[Mark], stroke: Stroke) -> None:
    """Draw one line with its band; gaps stay gaps, and a lone period shows as a dot with its interval."""
    for run in runs(marks):
        x, y = [middle(m) for m in run], [m.estimate for m in run]
        sure = [m for m in run if not (math.isnan(m.low) or math.isnan(m.high))]
        if stroke.band and len(run) > 1 and len(sure) == len(run):
            ax.fill_between(
                x,
                [m.low for m in run],
                [m.high for m in run],
                color=stroke.colour,
                alpha=stroke.band,
                linewidth=0,
                zorder=stroke.above - 0.5,
                gid="band",
            )
        if stroke.band and len(run) == 1 and sure:
            ax.plot(
                x * 2,
                [run[0].low, run[0].high],
                color=stroke.colour,
                alpha=2 * stroke.band,
                linewidth=stroke.width,
                zorder=stroke.above,
                clip_on=False,
                gid="interval",
            )
        size = stroke.dots or (2 * stroke.width if len(run) == 1 else 0)
        ax.plot(
            x,
            y,
            stroke.marker,
            linestyle=(0, (2, 2)) if stroke.dashed else "-",
            color=stroke.colour,
            linewidth=stroke.width,
            markersize=size,
            markeredgewidth=0,
            zorder=stroke.above + 0.5,
            clip_on=False,
            gid="line",
        )


def say_nothing_drawn(ax: Axes, marks: Sequence[Mark], size: float) -> None:
    """Write into the middle of the axes why no mark of a line could be drawn; nothing where one was."""
    if all(m.withheld for m in marks):
        why = "too few" if any(m.n for m in marks) else "no articles"
        ax.text(
            0.5,
            0.5,
            why,
            transform=ax.transAxes,
            ha="center",
            va="center_baseline",
            fontsize=size,
            color=MUTED,
            path_effects=HALO,
        )


def value_limits(marks: Sequence[Mark], style: Style, *, bands: bool = True) -> tuple[float, float]:
    """Return limits of the value axis that hold zero, every value and every interval drawn."""
    drawn = [m for m in marks if not m.withheld]
    return axis_limits(style, [v for m in drawn for v in (m.estimate, *(m.ends if bands else ()))])


def side_ticks(style: Style, limits: tuple[float, float], height: float, size: float) -> tuple[list[float], list[str]]:
    """Return round ticks of the value axis that stand at least two lines apart."""
    return axis_ticks(style, *limits, max(2, min(6, int(height / (size * 2.4)))))


def value_side(ax: Axes, places: Sequence[float], labels: Sequence[str], size: float, *, named: bool = True) -> None:
    """Give the y axis its ticks, a light grid and the zero line."""
    ax.set_yticks(list(places), labels=list(labels) if named else [""] * len(places), fontsize=size, color=MUTED)
    centre_labels(ax, size, side="y")
    for place in places:
        if place:
            ax.axhline(place, color=GRID, linewidth=0.5, zorder=0.5, clip_on=False)
    ax.axhline(0, color=ZERO, linewidth=0.8, zorder=0.6, clip_on=False)


def side_width(labels: Sequence[str], size: float) -> float:
    """Return the points that the names of the value axis take, with their distance."""
    return max((width_of(label, size) for label in labels), default=0.0) + 6
