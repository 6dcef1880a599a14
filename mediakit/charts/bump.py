"""Places over periods: who is named most, drawn as paths between ranks."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from mediakit.charts.drawing.dots import Head
from mediakit.charts.drawing.layout import EDGE, HALO, MIDDLE, Page
from mediakit.charts.drawing.palette import MUTED, ink_on
from mediakit.charts.drawing.reading import Mark, by_value
from mediakit.charts.drawing.timeline import word_for
from mediakit.charts.drawing.typeset import REGULAR, SEMIBOLD, widest, width_of
from mediakit.errors import TableError
from mediakit.phrases import display
from mediakit.printing import Style, day, month, number_range

MOST_PLACES, MOST_PERIODS = 7, 8
_DOT = 11.0
_SURE, _CLOSE = 3.0, 1.1


@dataclass(frozen=True)
class Spot:
    """One entity at one place of one period; ``sure`` when both neighbours lie outside its interval."""

    mark: Mark
    column: int
    place: int
    sure: bool


def rank_spots(marks: Sequence[Mark], *, chart: str) -> tuple[list[list[Spot]], list[pd.Timestamp]]:
    """Return the spots of each period, best first, and the periods.

    Raises
    ------
    TableError
        When there are more periods than can be read.
    """
    periods = sorted({m.start for m in marks if m.start is not None})
    if len(periods) > MOST_PERIODS:
        raise TableError(
            f"places over time can be read for at most {MOST_PERIODS} periods, got {len(periods)}",
            where=chart,
            next_step="Make the table with longer periods, or keep the last ones: "
            f"estimates[estimates['period'].isin(sorted(estimates['period'].unique())[-{MOST_PERIODS}:])].",
        )
    columns = []
    for column, period in enumerate(periods):
        ranked = [m for m in by_value([m for m in marks if m.start == period]) if not m.withheld]
        columns.append([Spot(m, column, i, _stands_apart(ranked, i)) for i, m in enumerate(ranked[:MOST_PLACES])])
    return columns, periods


def _stands_apart(ranked: Sequence[Mark], place: int) -> bool:
    low, high = ranked[place].ends
    beside = [ranked[i].estimate for i in (place - 1, place + 1) if 0 <= i < len(ranked)]
    return all(not low <= value <= high for value in beside)


def period_names(marks: Sequence[Mark], periods: Sequence[pd.Timestamp], *, short: bool) -> list[str]:
    """Return what periods are called under the chart: months, quarters, years, or the first day."""
    unit = word_for(marks)
    several = len({p.year for p in periods}) > 1
    names: dict[str, Callable[[pd.Timestamp], str]] = {
        "month": month,
        "quarter": lambda p: f"Q{p.quarter}" if short else f"{month(p)}–{month(p + pd.DateOffset(months=2))}",
        "year": lambda p: str(p.year),
    }
    names["day"] = names["week"] = names["period"] = lambda p: day(p, year=False)
    plain = names[unit]
    return [plain(p) + (f" {p.year}" if several and unit != "year" else "") for p in periods]


def draw_bump(
    page: Page,
    columns: Sequence[Sequence[Spot]],
    labels: Sequence[str],
    style: Style,
    head: Head,
    colours: Mapping[str, str],
    names: Mapping[str, str] | None,
) -> Axes:
    """Draw the paths and return their Axes: x in periods from 0, y in places from 0 downwards."""
    s = page.sizes
    places = max(len(c) for c in columns)
    strong = {k for k, c in colours.items() if c != colours.get("")}
    first = [display(x.mark.label, names) for x in columns[0]]
    last = [f"{display(x.mark.label, names)}  {style.text(x.mark.estimate)}" for x in columns[-1]]
    side = _DOT / 2 + 5
    left = EDGE + max(widest(first, s.label, SEMIBOLD) + side, width_of(labels[0], s.label) / 2)
    right = page.width - EDGE - max(widest(last, s.label, SEMIBOLD) + side, width_of(labels[-1], s.label) / 2)
    height = places * s.bump
    page.open(8 + height + 24, title=head.title, subtitle=head.subtitle, foot=head.foot)
    ax = page.axes(left, 8, right - left, height)
    page.caption(ax, head.title, above=8)
    ax.set(xlim=(0, max(len(columns) - 1, 1)), ylim=(places - 0.5, -0.5))
    ax.set_xticks(range(len(columns)), labels=[""] * len(columns))
    ax.set_yticks([])
    step = (right - left) / max(len(columns) - 1, 1)
    for i, label in enumerate(labels):
        page.text(left + i * step, 8 + height + 8, label, size=s.label, color=MUTED, ha="center")
        number = number_range([x.mark.n for x in columns[i]])
        page.text(left + i * step, 8 + height + 18, f"n {number}", size=s.small, color=MUTED, ha="center")
    _draw_paths(ax, columns, colours)
    for column in columns:
        for spot in column:
            colour = colours.get(spot.mark.label, colours[""])
            _draw_spot(ax, spot, colour, s.small)
            weight = SEMIBOLD if spot.mark.label in strong else REGULAR
            y = 8 + (spot.place + 0.5) * s.bump
            name = display(spot.mark.label, names)
            if spot.column == 0 and len(columns) > 1:
                page.text(left - side, y, name, size=s.label, ha="right", weight=weight)
            if spot.column == len(columns) - 1:
                page.text(
                    right + side if len(columns) > 1 else left + side,
                    y,
                    last[spot.place],
                    size=s.label,
                    ha="left",
                    weight=weight,
                )
            elif spot.column and not _elsewhere(columns, spot):
                page.text(
                    left + spot.column * step + side, y, name, size=s.label, ha="left", path_effects=HALO, weight=weight
                )
    return ax


def _elsewhere(columns: Sequence[Sequence[Spot]], spot: Spot) -> bool:
    """Return True when the entity is named at either end or further to the left."""
    shown = [*columns[0], *columns[-1], *(x for column in columns[1 : spot.column] for x in column)]
    return any(x.mark.label == spot.mark.label for x in shown)


def _draw_paths(ax: Axes, columns: Sequence[Sequence[Spot]], colours: Mapping[str, str]) -> None:
    t = np.linspace(0, 1, 41)
    smooth = t * t * (3 - 2 * t)
    for before, after in itertools.pairwise(columns):
        ends = {x.mark.label: x for x in after}
        for spot in before:
            other = ends.get(spot.mark.label)
            if other is not None:
                sure = spot.sure and other.sure
                ax.plot(
                    spot.column + t,
                    spot.place + (other.place - spot.place) * smooth,
                    clip_on=False,
                    gid="path",
                    color=colours.get(spot.mark.label, colours[""]),
                    linewidth=_SURE if sure else _CLOSE,
                    zorder=2 + sure,
                )


def _draw_spot(ax: Axes, spot: Spot, colour: str, size: float) -> None:
    ax.plot(
        [spot.column],
        [spot.place],
        "o",
        markersize=_DOT,
        color=colour,
        markeredgewidth=1.2,
        zorder=5,
        clip_on=False,
        markerfacecolor=colour if spot.sure else "white",
        gid="dot",
    )
    ax.annotate(
        str(spot.place + 1),
        (spot.column, spot.place),
        xytext=(0, -MIDDLE * size),
        textcoords="offset points",
        ha="center",
        va="baseline",
        fontsize=size,
        color=ink_on(colour if spot.sure else "#FFFFFF"),
        zorder=6,
        annotation_clip=False,
        gid="place",
    )
