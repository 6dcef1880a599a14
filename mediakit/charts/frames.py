"""Outlets by frames: a grid of shaded cells with the numbers inside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes

from mediakit.charts.drawing.dots import Head
from mediakit.charts.drawing.grid import Grid, draw_grid
from mediakit.charts.drawing.layout import Page, Width, chart_style
from mediakit.charts.drawing.reading import (
    WHOLE,
    Mark,
    Reading,
    Wish,
    by_value,
    check_focus,
    one_measure,
    read_marks,
    split_whole,
)
from mediakit.charts.drawing.wording import notes, number_names, source_line, told
from mediakit.charts.record import Chart, keep
from mediakit.phrases import display
from mediakit.printing import Style, number_range, plural

_CHART = "plot_frames"
Namer = Callable[[str, Mapping[str, str] | None], str]


def plot_frames(
    estimates: pd.DataFrame,
    *,
    focus: Sequence[str] = (),
    names: Mapping[str, str] | None = None,
    title: str = "",
    source: str = "",
    ax: Axes | None = None,
    width: Width = "web",
) -> Axes:
    """Draw how often each outlet uses each frame: one cell for each pair, its number inside, darker for more.

    Frames are ordered from the most to the least used, outlets from the most to the fewest articles, "All outlets"
    last. Cells without an estimate are hatched.

    Parameters
    ----------
    estimates : DataFrame
        ESTIMATES of one measure with a label a frame and at most one group column; of one period, where it has
        periods.
    focus : sequence of str
        Up to four groups whose names are set bolder.
    names : mapping, optional
        How groups and frames are written on the chart.
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
        x in frames, y in points downwards with one tick for each outlet.

    Raises
    ------
    TableError
        When the table is another one, is empty, breaks its contract or holds several measures or periods; the
        message says what draws it.
    OptionError
        When ``width`` is unknown or ``focus`` names no group of the table.

    Examples
    --------
    >>> from mediakit.tables import ESTIMATES, build_table
    >>> row = dict(measure="frame_presence", n_articles=120, n_stories=90, total=30, exposure=120,
    ...            unit="share of articles", method="Wilson 95 %", outlet="Daily Lantern")
    >>> values = dict(estimate=0.25, conf_low=0.18, conf_high=0.33)
    >>> plot_frames(build_table(ESTIMATES, [row | values | dict(label="deterrence")])).get_xticks().tolist()
    [0.5]
    """
    read = read_marks(estimates, chart=_CHART)
    one_measure(read, chart=_CHART, labels=True)

    return draw_matrix(read, read.marks, read.about.each(), _head_of, Wish(focus, names, title, source, ax, width))


def _head_of(label: str, names: Mapping[str, str] | None) -> str:
    shown = display(label, names)
    return shown[:1].upper() + shown[1:]


def draw_matrix(read: Reading, marks: Sequence[Mark], what: str, head_of: Namer, wish: Wish) -> Axes:
    """Draw marks of groups by labels, ``what`` in words, with a column head for each label."""
    numbered = number_names([m.group for m in marks] + [m.label for m in marks], wish.names)
    names = numbered.names
    chosen = check_focus(wish.focus, sorted({m.group for m in marks}))
    style = read.style
    grid = _grid(marks, names, head_of, chosen)
    ordered = [
        grid.marks[key, label] for key, _ in grid.rows for label, _ in grid.columns if (key, label) in grid.marks
    ]
    what += read.where(names) + read.by + read.when
    shown = wish.title or what
    unit = " (%)" if style.percent else ""
    hatched = " Hatched: withheld." if any(m.withheld for m in marks) else ""
    alt = (
        f"Grid of numbers: {what}, {plural(len(grid.rows), 'row')} by {plural(len(grid.columns), 'column')}. "
        + _each_row(grid, style)
        + _withheld(ordered)
    )
    foot = [*notes(ordered, names), *numbered.foot]
    head = Head(shown, f"{read.about.made}{unit}.{hatched}", [*foot, source_line(marks, read.group, wish.source)])
    with chart_style():
        drawn = draw_grid(Page(wish.width, wish.ax), grid, style, head)
    return keep(drawn, Chart(shown, alt + numbered.alt, read.drawn(ordered)))


def _withheld(marks: Sequence[Mark]) -> str:
    hidden = sum(m.withheld for m in marks)
    return f" Withheld: {hidden} of {len(marks)} cells." if hidden else ""


def _each_row(grid: Grid, style: Style) -> str:
    """Return each row's largest value in words, and for the last its smallest too, both with their intervals."""
    heads, said = dict(grid.columns), []
    for key, name in grid.rows:
        ranked = by_value([m for (row, _), m in grid.marks.items() if row == key and not m.withheld])
        if len(ranked) > 1 and ranked[0].estimate == ranked[-1].estimate:
            said.append(f"{name}: all {style.text(ranked[0].estimate)}")
        elif ranked and key == grid.rows[-1][0]:
            ends = [
                f"{word} {told(heads[m.label], m, style)}"
                for word, m in zip(("most", "least"), ranked[:1] + ranked[1:][-1:], strict=False)
            ]
            said.append(f"{name}: {', '.join(ends)}")
        elif ranked:
            said.append(f"{name}: most {heads[ranked[0].label]} {style.text(ranked[0].estimate)}")
    return "; ".join(said) + "." if said else ""


def _grid(marks: Sequence[Mark], names: Mapping[str, str] | None, head_of: Namer, focus: Sequence[str]) -> Grid:
    parts, whole = split_whole(marks)
    numbers: dict[str, list[int]] = {}
    for mark in marks:
        numbers.setdefault(mark.group, []).append(mark.n)
    rows = sorted({m.group for m in parts}, key=lambda g: (-max(numbers[g]), g)) + ([WHOLE] if whole else [])
    placed = {(m.group, m.label): m for m in marks}
    return Grid(
        [(key, display(key, names) if key else "All articles") for key in rows],
        [(key, head_of(key, names)) for key in _columns(parts, whole)],
        placed,
        [number_range(numbers[key]) for key in rows],
        focus,
        bool(whole),
    )


def _columns(parts: Sequence[Mark], whole: Sequence[Mark]) -> list[str]:
    """Return labels in order of their value for the whole, else of their mean over the groups drawn."""
    found: dict[str, list[float]] = {m.label: [] for m in parts}
    for mark in whole or parts:
        if not mark.withheld:
            found.setdefault(mark.label, []).append(mark.estimate)
    return sorted(found, key=lambda label: (-sum(found[label]) / max(len(found[label]), 1), label))
