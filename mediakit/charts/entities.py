"""Who and what is named most: ranked dots, a grid by group, or places over periods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd
from matplotlib.axes import Axes

from mediakit.charts.bump import MOST_PLACES, draw_bump, period_names, rank_spots
from mediakit.charts.drawing.checking import group_columns, keep_one
from mediakit.charts.drawing.dots import Head, Row, columns_for, draw_rows
from mediakit.charts.drawing.layout import Page, Width, chart_style
from mediakit.charts.drawing.palette import CONTEXT, FAINT, FOCUS, focus_colours
from mediakit.charts.drawing.reading import (
    Mark,
    Reading,
    Wish,
    by_value,
    check_focus,
    in_group,
    one_measure,
    read_marks,
    split_whole,
)
from mediakit.charts.drawing.timeline import word_for
from mediakit.charts.drawing.wording import SMALL, articles, dates, extremes, level, notes, number_names, source_line
from mediakit.charts.frames import draw_matrix
from mediakit.charts.record import Chart, keep
from mediakit.errors import OptionError, TableError
from mediakit.phrases import display
from mediakit.printing import count

_CHART = "plot_entities"
_NOUN = "entity"
_MOST_COLUMNS = 10


def plot_entities(
    estimates: pd.DataFrame,
    *,
    top: int = 10,
    focus: Sequence[str] = (),
    names: Mapping[str, str] | None = None,
    title: str = "",
    source: str = "",
    ax: Axes | None = None,
    width: Width = "web",
) -> Axes:
    """Draw the entities that are named most.

    What is drawn follows from the table: for the whole, ranked dots with intervals; by group (such as
    ``outlet``), a grid of groups by entities; with a ``period`` column, places over the periods, where a
    thick path and a filled dot mean that the neighbouring places lie outside the interval.

    Parameters
    ----------
    estimates : DataFrame
        ESTIMATES of one measure with a label an entity; at most one group column, or up to 8 periods.
    top : int
        How many entities, 1 to 50; a grid shows at most 10 and periods at most 7 places.
    focus : sequence of str
        Up to four entities (in a grid: groups) to set off.
    names : mapping, optional
        How entities and groups are written on the chart.
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
        Of the dots, the cells or the paths.

    Raises
    ------
    TableError
        When the table is another one, is empty, breaks its contract or holds several measures or too many periods;
        the message says what draws it.
    OptionError
        When ``top`` or ``width`` is not allowed or ``focus`` names something unknown.

    Examples
    --------
    >>> from mediakit.tables import ESTIMATES, build_table
    >>> row = dict(measure="entity_presence", label="NATO", n_articles=120, n_stories=90, total=30, exposure=120,
    ...            unit="share of articles", method="Wilson 95 %", estimate=0.25, conf_low=0.18, conf_high=0.33)
    >>> len(plot_entities(build_table(ESTIMATES, [row])).get_yticks())
    1
    """
    if isinstance(top, bool) or not isinstance(top, int) or not 1 <= top <= 50:
        raise OptionError(f"top must be a whole number from 1 to 50, got {top!r}")
    read = read_marks(estimates, chart=_CHART, time=None)
    one_measure(read, chart=_CHART, labels=True)
    wish = Wish(focus, names, title, source, ax, width)
    parts, whole = split_whole(read.marks)
    if len({m.start for m in read.marks}) > 1:
        one_line = whole or parts
        if len({m.group for m in one_line}) > 1:
            raise TableError(
                "places over time are drawn for one group",
                where=_CHART,
                next_step=f"Keep one: {keep_one(estimates, group_columns(estimates))}.",
            )
        return _over_time(read, one_line, wish)
    if len({m.group for m in parts}) > 1:
        kept = _leading(whole or parts, min(top, _MOST_COLUMNS))
        shown = [m for m in read.marks if m.label in kept]
        cut = len({m.label for m in read.marks}) > len(kept)
        what = read.about.each(f"of the {len(kept)} leading entities" if cut else _NOUN)
        return draw_matrix(read, shown, what, display, wish)
    return _ranked(read, by_value(parts)[:top], len(parts), wish)


def _leading(marks: Sequence[Mark], top: int) -> set[str]:
    """Return the labels with the largest values for the whole, else with the largest totals over the groups."""
    sums: dict[str, float] = {}
    for mark in marks:
        sums[mark.label] = sums.get(mark.label, 0.0) + mark.total
    return set(sorted(sums, key=lambda label: (-sums[label], label))[:top])


def _ranked(read: Reading, marks: Sequence[Mark], known: int, wish: Wish) -> Axes:
    numbered = number_names([m.label for m in marks] + [m.group for m in marks], wish.names)
    names, style = numbered.names, read.style
    chosen = check_focus(wish.focus, [m.label for m in marks])
    colours = focus_colours([m.label for m in marks], chosen)
    what = read.about.each(_NOUN) + in_group(read, marks[0].group, names) + read.when
    some = f": the {len(marks)} highest of {known}" if known > len(marks) else ""
    shown = wish.title or what + some
    rows = [Row(display(m.label, names), m, colours[m.label], m.n < SMALL, m.label in chosen) for m in marks]
    drawn = [m for m in marks if not m.withheld]
    bars = (
        f" Bars: {level(drawn)}s{f'; hollow dots: under {SMALL} articles' if any(m.n < SMALL for m in drawn) else ''}."
    )
    named = [replace(m, group=m.label) for m in marks]
    foot = [*notes(named, names), *numbered.foot, source_line(marks, read.group, wish.source)]
    same = articles(marks)
    n = f" (n {count(same)})" if same is not None else ""
    head = Head(shown, f"{read.about.made}{n}.{bars if drawn else ''}", foot)
    with chart_style():
        page = Page(wish.width, wish.ax)
        columns = columns_for(rows, style, page, head=read.about.head, interval=level(marks).capitalize())
        ax = draw_rows(page, rows, style, columns if same is None else columns[:-1], head)
    alt = f"Dots with intervals: {what}{some}, largest first. {extremes(marks, style, names, key='label')}"
    return keep(ax, Chart(shown, alt + numbered.alt, read.drawn(marks)))


def _over_time(read: Reading, marks: Sequence[Mark], wish: Wish) -> Axes:
    numbered = number_names([m.label for m in marks] + [m.group for m in marks], wish.names)
    names, style = numbered.names, read.style
    spots, periods = rank_spots(marks, chart=_CHART)
    used = [spot.mark for column in spots for spot in column]
    if not used:
        raise TableError(
            "no period has a value to rank",
            where=_CHART,
            next_step="Make the table with longer periods: trend(scores, articles, every='quarter').",
        )
    if not all(spots):
        raise TableError(
            "a period has no value to rank",
            where=_CHART,
            next_step="Leave out the values that are withheld: estimates[estimates['estimate'].notna()].",
        )
    chosen = check_focus(wish.focus, sorted({m.label for m in used}))
    what = read.about.each(_NOUN) + in_group(read, marks[0].group, names)
    places = min(MOST_PLACES, max(len(c) for c in spots))
    shown = wish.title or f"{what}: the {places} highest, by {word_for(marks)}"
    close = f" Thin line, hollow dot: the next place is within the {level(used)}."
    foot = [
        *filter(None, [read.apart]),
        *notes(used, names, place="value"),
        *numbered.foot,
    ]
    head = Head(
        shown,
        f"{read.about.made}, {dates(marks)}.{close}",
        [*foot, source_line(marks, read.group, wish.source)],
    )
    colours = {"": FAINT if len(chosen) == len(FOCUS) else CONTEXT, **dict(zip(chosen, FOCUS, strict=False))}
    with chart_style():
        page = Page(wish.width, wish.ax)
        labels = period_names(marks, periods, short=page.sizes.narrow)
        ax = draw_bump(page, spots, labels, style, head, colours, names)
    said = [
        f"{label}: {', '.join(display(x.mark.label, names) for x in column)}"
        for label, column in zip(labels, spots, strict=True)
    ]
    alt = f"Places over time: {what}. {'; '.join(said)}."
    return keep(ax, Chart(shown, alt + numbered.alt, read.drawn(used)))
