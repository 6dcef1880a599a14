"""Who and what is named most: ranked dots, a grid by group, or places over periods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd
from matplotlib.axes import Axes

from mediakit.charts.bump import MOST_PLACES, draw_bump, period_names, rank_spots
from mediakit.charts.dots import Head, Row, columns_for, draw_rows
from mediakit.charts.frames import draw_matrix
from mediakit.charts.layout import Page, chart_style
from mediakit.charts.numbers import Scale, count
from mediakit.charts.palette import CONTEXT, FAINT, FOCUS, focus_colours
from mediakit.charts.reading import Mark, by_value, check_focus, display, read_marks, split_whole
from mediakit.charts.record import Chart, keep
from mediakit.charts.timeline import word_for
from mediakit.charts.wording import (
    SMALL,
    articles,
    extremes,
    glyph_note,
    level,
    meaning,
    notes,
    source_line,
    years,
)
from mediakit.errors import OptionError, TableError

_CHART = "plot_entities"
_KINDS = {
    "entity_presence": "Share of articles that name each entity",
    "entity_rate": "Mentions of each entity per 1,000 words",
}
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
    width: str = "web",
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
    width : str
        ``web`` or ``a4-wide`` (16 cm), or ``a4-column`` (8 cm).

    Returns
    -------
    Axes
        Of the dots, the cells or the paths.

    Raises
    ------
    TableError
        When the table is empty, breaks its contract, holds several measures or too many periods.
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
    marks, group = read_marks(estimates, chart=_CHART)
    measures = sorted({m.measure for m in marks})
    if len(measures) > 1:
        raise TableError(
            f"expected one measure, got {', '.join(measures)}",
            where=_CHART,
            next_step=f"Keep one, such as estimates[estimates['measure'] == {measures[0]!r}].",
        )
    words, place = (title, source), (ax, width)
    parts, whole = split_whole(marks)
    if marks[0].start is not None:
        one_line = whole or parts
        if len({m.group for m in one_line}) > 1:
            raise TableError(
                "places over time are drawn for one group",
                where=_CHART,
                next_step=f"Keep one, such as estimates[estimates[{group!r}] == ...].",
            )
        return _over_time(estimates, one_line, group, focus=focus, names=names, words=words, place=place)
    if len({m.group for m in parts}) > 1:
        kept = _leading(whole or parts, min(top, _MOST_COLUMNS))
        shown = [m for m in marks if m.label in kept]
        what = _KINDS.get(measures[0], marks[0].unit.capitalize())
        return draw_matrix(estimates, shown, group, what, focus=focus, names=names, words=words, place=place)
    return _ranked(
        estimates, by_value(parts)[:top], group, len(parts), focus=focus, names=names, words=words, place=place
    )


def _leading(marks: Sequence[Mark], top: int) -> set[str]:
    """Return the labels with the largest values for the whole, else with the largest totals over the groups."""
    sums: dict[str, float] = {}
    for mark in marks:
        sums[mark.label] = sums.get(mark.label, 0.0) + mark.total
    return set(sorted(sums, key=lambda label: (-sums[label], label))[:top])


def _ranked(
    estimates: pd.DataFrame,
    marks: Sequence[Mark],
    group: str,
    known: int,
    *,
    focus: Sequence[str],
    names: Mapping[str, str] | None,
    words: tuple[str, str],
    place: tuple[Axes | None, str],
) -> Axes:
    first = marks[0]
    scale = Scale.of(first.unit, [v for m in marks for v in (m.estimate, *m.ends)])
    chosen = check_focus(focus, [m.label for m in marks])
    colours = focus_colours([m.label for m in marks], chosen)
    what = _KINDS.get(first.measure, first.unit.capitalize())
    some = f": the {len(marks)} highest of {known}" if known > len(marks) else ""
    shown = words[0] or what + some
    rows = [Row(display(m.label, names), m, colours[m.label], m.label in chosen) for m in marks]
    drawn = [m for m in marks if not m.withheld]
    bars = (
        f" Bars: {level(drawn)}s{f'; hollow dots: under {SMALL} articles' if any(m.n < SMALL for m in drawn) else ''}."
    )
    named = [replace(m, group=m.label) for m in marks]
    foot = [*notes(named, names), *glyph_note(r.name for r in rows), source_line(marks, group, words[1])]
    same = articles(marks)
    n = f" (n {count(same)})" if same is not None else ""
    head = Head(shown, f"{meaning(first.measure, first.unit)}{n}.{bars if drawn else ''}", foot)
    with chart_style():
        page = Page(place[1], place[0])
        columns = columns_for(
            rows, scale, page, head="Share" if scale.share else "Rate", interval=level(marks).capitalize()
        )
        ax = draw_rows(page, rows, scale, columns if same is None else columns[:-1], head)
    alt = f"Dots with intervals: {what}{some}, largest first. {extremes(marks, scale, names, key='label')}"
    return keep(ax, Chart(shown, alt, estimates.iloc[[m.row for m in marks]].reset_index(drop=True)))


def _over_time(
    estimates: pd.DataFrame,
    marks: Sequence[Mark],
    group: str,
    *,
    focus: Sequence[str],
    names: Mapping[str, str] | None,
    words: tuple[str, str],
    place: tuple[Axes | None, str],
) -> Axes:
    spots, periods = rank_spots(marks, chart=_CHART)
    used = [spot.mark for column in spots for spot in column]
    if not all(spots):
        raise TableError(
            "a period has no value to rank",
            where=_CHART,
            next_step="Leave out the periods whose estimates are withheld.",
        )
    scale = Scale.of(marks[0].unit, [m.estimate for m in used])
    chosen = check_focus(focus, sorted({m.label for m in used}))
    unit = word_for(marks)
    kind = _KINDS.get(marks[0].measure, marks[0].unit.capitalize())
    places = min(MOST_PLACES, max(len(c) for c in spots))
    shown = words[0] or f"The {places} most named, by {unit}"
    close = f" Thin line, hollow dot: the next place is within the {level(used)}."
    foot = [*notes(used, names, place="value"), *glyph_note(display(m.label, names) for m in used)]
    head = Head(
        shown,
        f"Places by {kind[0].lower()}{kind[1:]}, {years(marks)}.{close}",
        [*foot, source_line(marks, group, words[1])],
    )
    colours = {"": FAINT if len(chosen) == len(FOCUS) else CONTEXT, **dict(zip(chosen, FOCUS, strict=False))}
    with chart_style():
        page = Page(place[1], place[0])
        labels = period_names(marks, periods, short=page.sizes.narrow)
        ax = draw_bump(page, spots, labels, scale, head, colours, names)
    said = [
        f"{label}: {', '.join(display(x.mark.label, names) for x in column)}"
        for label, column in zip(labels, spots, strict=True)
    ]
    alt = f"Places over time by {kind[0].lower()}{kind[1:]}. {'; '.join(said)}."
    return keep(ax, Chart(shown, alt, estimates.iloc[[m.row for m in used]].reset_index(drop=True)))
