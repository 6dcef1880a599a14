"""Outlets by frames: a grid of shaded cells with the numbers inside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes

from mediakit.charts.dots import Head
from mediakit.charts.grid import Grid, draw_grid
from mediakit.charts.layout import Page, chart_style
from mediakit.charts.numbers import Scale, number_range
from mediakit.charts.reading import WHOLE, Mark, by_value, check_focus, display, read_marks, split_whole
from mediakit.charts.record import Chart, keep
from mediakit.charts.wording import glyph_note, meaning, notes, plural, source_line
from mediakit.errors import TableError

_CHART = "plot_frames"
_KINDS = {
    "frame_presence": "Share of articles with each frame",
    "frame_salience": "Share of sentences with each frame’s words",
}


def plot_frames(
    estimates: pd.DataFrame,
    *,
    focus: Sequence[str] = (),
    names: Mapping[str, str] | None = None,
    title: str = "",
    source: str = "",
    ax: Axes | None = None,
    width: str = "web",
) -> Axes:
    """Draw how often each outlet uses each frame: one cell a pair, its number inside, darker for more.

    Frames stand from the most to the least used, outlets from the most to the fewest articles, "All outlets"
    last. Cells without an estimate are hatched.

    Parameters
    ----------
    estimates : DataFrame
        ESTIMATES of one measure with a label a frame and at most one group column.
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
    width : str
        ``web`` or ``a4-wide`` (16 cm), or ``a4-column`` (8 cm).

    Returns
    -------
    Axes
        x in frames, y in points downwards with one tick an outlet.

    Raises
    ------
    TableError
        When the table is empty, breaks its contract or holds several measures.
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
    marks, group = read_marks(estimates, chart=_CHART)
    measures = sorted({m.measure for m in marks})
    if len(measures) > 1:
        raise TableError(
            f"expected one measure, got {', '.join(measures)}",
            where=_CHART,
            next_step=f"Keep one, such as estimates[estimates['measure'] == {measures[0]!r}].",
        )
    what = _KINDS.get(measures[0], f"{marks[0].unit[:1].upper()}{marks[0].unit[1:]} for each label")
    return draw_matrix(
        estimates, marks, group, what, focus=focus, names=names, words=(title, source), place=(ax, width)
    )


def draw_matrix(
    estimates: pd.DataFrame,
    marks: Sequence[Mark],
    group: str,
    what: str,
    *,
    focus: Sequence[str],
    names: Mapping[str, str] | None,
    words: tuple[str, str],
    place: tuple[Axes | None, str],
) -> Axes:
    """Draw marks of groups by labels; ``words`` are title and source, ``place`` axes and width."""
    chosen = check_focus(focus, sorted({m.group for m in marks}))
    scale = Scale.of(marks[0].unit, [m.estimate for m in marks])
    grid = _grid(marks, names, chosen)
    ordered = [
        grid.marks[key, label] for key, _ in grid.rows for label, _ in grid.columns if (key, label) in grid.marks
    ]
    by = f", by {group}" if group else ""
    shown = words[0] or what + by
    unit = " (%)" if scale.share else ""
    hatched = " Hatched: withheld." if any(m.withheld for m in marks) else ""
    alt = (
        f"Grid of numbers: {what}{by}, {plural(len(grid.rows), 'row')} by {plural(len(grid.columns), 'column')}. "
        + _each_row(grid, scale)
        + _withheld(ordered)
    )
    foot = [*notes(ordered, names), *glyph_note(name for _, name in (*grid.rows, *grid.columns))]
    head = Head(
        shown,
        f"{meaning(marks[0].measure, marks[0].unit)}{unit}.{hatched}",
        [*foot, source_line(marks, group, words[1])],
    )
    with chart_style():
        drawn = draw_grid(Page(place[1], place[0]), grid, scale, head)
    return keep(drawn, Chart(shown, alt, estimates.iloc[[m.row for m in ordered]].reset_index(drop=True)))


def _withheld(marks: Sequence[Mark]) -> str:
    hidden = sum(m.withheld for m in marks)
    return f" Withheld: {hidden} of {len(marks)} cells." if hidden else ""


def _each_row(grid: Grid, scale: Scale) -> str:
    said = []
    for key, name in grid.rows:
        best = by_value([m for (row, _), m in grid.marks.items() if row == key and not m.withheld])
        if best:
            label = next(title for column, title in grid.columns if column == best[0].label)
            said.append(f"{name}: most {label} {scale.text(best[0].estimate)}")
    return "; ".join(said) + "." if said else ""


def _grid(marks: Sequence[Mark], names: Mapping[str, str] | None, focus: Sequence[str]) -> Grid:
    parts, whole = split_whole(marks)
    numbers: dict[str, list[int]] = {}
    for mark in marks:
        numbers.setdefault(mark.group, []).append(mark.n)
    rows = sorted({m.group for m in parts}, key=lambda g: (-max(numbers[g]), g)) + ([WHOLE] if whole else [])
    placed = {(m.group, m.label): m for m in marks}
    return Grid(
        [(key, display(key, names) if key else "All articles") for key in rows],
        [(key, _head(key, marks[0].measure, names)) for key in _columns(parts, whole)],
        placed,
        [number_range(numbers[key]) for key in rows],
        focus,
        bool(whole),
    )


def _head(label: str, measure: str, names: Mapping[str, str] | None) -> str:
    shown = display(label, names)
    return shown[:1].upper() + shown[1:] if measure.startswith("frame") else shown


def _columns(parts: Sequence[Mark], whole: Sequence[Mark]) -> list[str]:
    """Return labels in order of their value for the whole, else of their mean over the groups drawn."""
    found: dict[str, list[float]] = {m.label: [] for m in parts}
    for mark in whole or parts:
        if not mark.withheld:
            found.setdefault(mark.label, []).append(mark.estimate)
    return sorted(found, key=lambda label: (-sum(found[label]) / max(len(found[label]), 1), label))
