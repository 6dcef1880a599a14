"""Naming choices: a panel for each word, dumbbells of own words and all mentions by outlet."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from mediakit.charts.drawing.dots import AXIS, DOT, GAP, HOLLOW_EDGE, value_axis
from mediakit.charts.drawing.layout import (
    EDGE,
    NAME_LEADING,
    Page,
    Width,
    chart_style,
    name_column,
    row_middles,
)
from mediakit.charts.drawing.numbers import axis_limits
from mediakit.charts.drawing.palette import INK, MUTED, focus_colours
from mediakit.charts.drawing.reading import Mark, check_focus, one_measure, read_marks, split_whole
from mediakit.charts.drawing.timeline import say_nothing_drawn
from mediakit.charts.drawing.typeset import REGULAR, SEMIBOLD, widest, width_of, wrap
from mediakit.charts.drawing.wording import extremes, level, notes, number_names, source_line, told
from mediakit.charts.record import Chart, keep
from mediakit.phrases import display
from mediakit.printing import Style, count, plural

_CHART = "plot_naming"
_ALL, _QUOTED = "naming", "naming_quoted"
_JOIN, _JOIN_ALPHA, _INTERVAL = 3.2, 0.35, 0.9
_BETWEEN = 16.0
_COUNT_LINE = 11.0
_MOST_PANELS = 6
_MOST_NAMED = 4


@dataclass(frozen=True)
class _Panel:
    """One word of a choice: how it is written, what it stands against, and its marks by group."""

    choice: str
    word: str
    against: str
    marks: dict[str, Mark]
    quoted: dict[str, Mark]
    whole: Mark | None

    def says(self) -> bool:
        """Return True when there is a group's value to draw."""
        return any(not m.withheld for m in self.marks.values())

    def own(self, group: str) -> float:
        """Share outside quotation marks: the share of all mentions less the quoted part of it; nan when not known."""
        part = self.quoted.get(group)
        return math.nan if part is None else self.marks[group].estimate * (1 - part.estimate)


def plot_naming(
    estimates: pd.DataFrame,
    *,
    focus: Sequence[str] = (),
    names: Mapping[str, str] | None = None,
    title: str = "",
    source: str = "",
    ax: Axes | None = None,
    width: Width = "web",
) -> Axes:
    """Draw which word outlets print for the same thing, and how much of it is inside quotation marks.

    Each panel is one word of a choice, the most printed first. The filled dot is the value (of ``naming``, the share
    of all mentions) with its interval. The hollow dot is the part outside quotation marks, share x
    (1 - ``naming_quoted``), where the table has both: the bar between them is what is quoted. Six words are drawn at
    most, whole choices, those with most mentions. Rows are ordered by the values of the first panel. Withheld values
    have no dot; groups of which nothing can be said have no row unless they are in focus, and words withheld everywhere
    no panel. The foot says how much is left to the table.

    Parameters
    ----------
    estimates : DataFrame
        ESTIMATES of ``naming`` and, where known, ``naming_quoted``, or of any one measure; labels are written
        ``choice: word``. Of one period, where it has periods.
    focus : sequence of str
        Up to four groups to set off in colour and weight.
    names : mapping, optional
        How groups, labels and words are written on the chart.
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
        Of the first panel: x from 0 to the largest share, y in points downwards with one tick for each group.

    Raises
    ------
    TableError
        When the table is another one, is empty, breaks its contract or holds other measures together or several
        periods; the message says what draws it.
    OptionError
        When ``width`` is unknown or ``focus`` names no group of the table.

    Examples
    --------
    >>> from mediakit.tables import ESTIMATES, build_table
    >>> row = dict(measure="naming", label="capital: Kiev", n_articles=120, n_stories=90, total=30, exposure=120,
    ...            unit="share of mentions", method="ratio over articles, 95 %", outlet="Daily Lantern")
    >>> ax = plot_naming(build_table(ESTIMATES, [row | dict(estimate=0.25, conf_low=0.18, conf_high=0.33)]))
    >>> len(ax.get_yticks())
    1
    """
    read = read_marks(estimates, chart=_CHART)
    if {m.measure for m in read.marks} != {_ALL, _QUOTED}:
        one_measure(read, chart=_CHART, labels=True)
    labels = {m.label for m in read.marks}
    numbered = number_names(
        [*(m.group for m in read.marks), *(m.label for m in read.marks)],
        names,
        lambda key, given: _word(key, given) if key in labels else display(key, given),
    )
    names = numbered.names
    panels, left_out = _readable(_panels(read.marks, names))
    every = _order(panels)
    chosen = check_focus(focus, every)
    order = _rows_to_draw(panels, every, chosen)
    drawn = [p.marks[g] for p in panels for g in order if g in p.marks]
    style = read.styles[drawn[0].measure]
    what = _what(panels, drawn[0]) + read.where(names) + read.by + read.when
    used = [m for p in panels for g in order for m in (p.marks.get(g), p.quoted.get(g)) if m is not None]
    used += [p.whole for p in panels if p.whole]
    foot = [
        *left_out,
        *_left_to_the_table(read.marks, drawn, [display(g, names) for g in every if g not in order], read.group),
        *notes(drawn, names),
        *numbered.foot,
        source_line(used, read.group, source),
    ]
    colours = focus_colours(order, chosen)
    rows = [(g, display(g, names) if g else "All articles", colours[g], g in chosen) for g in order]
    with chart_style():
        first = _draw(Page(width, ax), panels, style, rows, (title or what, _subtitle(panels), foot))
    alt = f"Dots with intervals in {plural(len(panels), 'panel')}: {what}, {plural(len(order), 'row')}. "
    alt += " ".join(_in_words(p, style, names) for p in panels)
    rest = sorted({m.row for m in read.marks} - {m.row for m in used})
    return keep(
        first, Chart(title or what, alt + numbered.alt, read.drawn([*used, *(read.marks[row] for row in rest)]))
    )


def _panels(marks: Sequence[Mark], names: Mapping[str, str] | None) -> list[_Panel]:
    """Return a panel for every word, the most printed choices first and in each the most printed words."""
    main = _ALL if any(m.measure == _ALL for m in marks) else marks[0].measure
    parts, wholes = split_whole([m for m in marks if m.measure == main])
    quoted = [m for m in marks if m.measure != main and not m.withheld]
    printed: dict[str, dict[str, float]] = {}
    for mark in parts:
        words = printed.setdefault(mark.label.partition(": ")[0], {})
        words[mark.label] = words.get(mark.label, 0.0) + mark.total
    found = []
    for choice in sorted(printed, key=lambda c: (-sum(printed[c].values()), c)):
        ranked = sorted(printed[choice], key=lambda label: (-printed[choice][label], label))
        shared = _share_out([m for m in parts if m.label in ranked], len(ranked))
        for label in ranked:
            others = [_word(other, names) for other in ranked if other != label]
            against = f"rather than “{others[0]}”" if len(others) == 1 else f"of {len(ranked)} words"
            found.append(
                _Panel(
                    choice,
                    _word(label, names),
                    against if shared else "",
                    {m.group: m for m in parts if m.label == label},
                    {m.group: m for m in quoted if m.label == label},
                    next((m for m in wholes if m.label == label), None),
                )
            )
    return found


def _share_out(marks: Sequence[Mark], words: int) -> bool:
    """Return True when several words share out one whole: no group tells all of them with another sum than one."""
    told: dict[str, list[float]] = {}
    for mark in marks:
        if not mark.withheld:
            told.setdefault(mark.group, []).append(mark.estimate)
    sums = [sum(values) for values in told.values() if len(values) == words]
    return words > 1 and marks[0].about.kind == "proportion" and all(abs(total - 1) < 0.005 for total in sums)


def _readable(panels: list[_Panel]) -> tuple[list[_Panel], list[str]]:
    """Return at most six panels with a value, of whole choices, and lines on the words left out."""
    shown = [p for p in panels if p.says()]
    kept: list[_Panel] = []
    for choice in dict.fromkeys(p.choice for p in shown):
        own = [p for p in shown if p.choice == choice]
        if not kept or len(kept) + len(own) <= _MOST_PANELS:
            kept += own[:_MOST_PANELS]
    kept = kept or panels[:1]
    lines = []
    for why, left in (
        ("too few mentions", [p for p in panels if p not in shown and p not in kept]),
        ("fewer mentions than these", [p for p in shown if p not in kept]),
    ):
        if left:
            lines.append(f"Not drawn, {why}: {', '.join(f'“{p.word}”' for p in left)}.")
    return kept, lines


def _rows_to_draw(panels: Sequence[_Panel], groups: Sequence[str], focus: Sequence[str]) -> list[str]:
    """Return the groups with a value in some panel, and those in focus; all where nothing can be said of any."""
    said = [g for g in groups if any(g in p.marks and not p.marks[g].withheld for p in panels)]
    return [g for g in groups if g in said or g in focus] if said else list(groups)


def _left_to_the_table(marks: Sequence[Mark], drawn: Sequence[Mark], silent: Sequence[str], group: str) -> list[str]:
    """Return lines that say which groups have no row, and how many values of groups are not drawn."""
    lines = []
    if silent:
        listed = ", ".join(silent) if len(silent) <= _MOST_NAMED else plural(len(silent), group)
        lines.append(f"Too little to say anything of: {listed}.")
    every = [m for m in split_whole(marks)[0] if m.measure == drawn[0].measure]
    shown = [m for m in drawn if not m.withheld]
    if len(shown) < len(every):
        lines.append(f"{count(len(shown))} of {plural(len(every), 'value')} drawn; the others are left to the table.")
    return lines


def _word(label: str, names: Mapping[str, str] | None) -> str:
    word = label.partition(": ")[2] or label
    if names and (label in names or word in names):
        return names.get(label, names.get(word, word))
    return word.replace("_", " ")


def _order(panels: Sequence[_Panel]) -> list[str]:
    groups = sorted({g for p in panels for g in p.marks})
    values = {
        g: [(0, -p.marks[g].estimate) if g in p.marks and not p.marks[g].withheld else (1, 0.0) for p in panels]
        for g in groups
    }
    return sorted(groups, key=lambda g: (values[g], g))


def _what(panels: Sequence[_Panel], mark: Mark) -> str:
    if len(panels) <= 2:
        return mark.about.filled([p.word for p in panels])
    return mark.about.each(f"of {len(panels)} words")


def _subtitle(panels: Sequence[_Panel]) -> str:
    marks = [m for p in panels for m in p.marks.values()]
    about = marks[0].about
    text = about.made + (" (n)." if " / " in about.meaning else "; n: what the value is over.")
    text += f" Thin lines: {level(marks)}s."
    text += " Pale bars: inside quotation marks." if any(p.quoted for p in panels) else ""
    return text + (" Dashed: all outlets." if any(p.whole for p in panels) else "")


def _in_words(panel: _Panel, style: Style, names: Mapping[str, str] | None) -> str:
    said = f"“{panel.word}”: " + extremes(list(panel.marks.values()), style, names)
    whole = panel.whole
    if whole is None or whole.withheld:
        return said
    return (
        said + f" {told(display(whole.group, names) + ':', whole, style, whole.about.behind(whole.n, whole.exposure))}."
    )


@dataclass(frozen=True)
class _Rows:
    """Shared by all panels: group keys, colours, lines of names and their places, width of the numbers in points."""

    rows: list[tuple[str, str, str, bool]]
    names: list[list[str]]
    middles: list[float]
    height: float
    numbers: float


def _draw(
    page: Page,
    panels: Sequence[_Panel],
    style: Style,
    rows: list[tuple[str, str, str, bool]],
    words: tuple[str, str, list[str]],
) -> Axes:
    s = page.sizes
    left, lines = name_column([name for _, name, _, _ in rows], page)
    left += GAP
    numbers = widest([count(m.exposure) for p in panels for m in p.marks.values()], s.small)
    shared = _Rows(rows, lines, *row_middles(lines, s.row, s.label), numbers)
    across = min(len(panels), 2 if s.narrow else 3)
    between = _BETWEEN * (0.7 if s.narrow else 1)
    wide = (page.width - EDGE - left - between * (across - 1)) / across
    heads = [_head(p, wide, s.label, s.small) for p in panels]
    keyed = any(p.quoted for p in panels)
    tall = (
        max(sum(size * NAME_LEADING for _, size, _, _ in head) for head in heads)
        + (s.small * 1.5 if keyed else 0)
        + _COUNT_LINE
    )
    block = tall + shared.height + AXIS
    steps = math.ceil(len(panels) / across)
    page.open(block * steps + _BETWEEN * (steps - 1), title=words[0], subtitle=words[1], foot=words[2])
    values = [v for p in panels for m in p.marks.values() for v in (m.estimate, *m.ends)]
    limits = axis_limits(style, [*values, *(p.whole.estimate for p in panels if p.whole)])
    drawn = []
    for i, panel in enumerate(panels):
        x, y = left + (i % across) * (wide + between), (i // across) * (block + _BETWEEN)
        _write_head(page, heads[i], (x, y))
        if keyed and i == 0:
            _write_key(page, (x, y + tall - _COUNT_LINE - s.small * 0.6))
        if i % across == 0:
            for (_, _, _, strong), part, middle in zip(rows, lines, shared.middles, strict=True):
                page.names(y + tall + middle, part, size=s.label, weight=SEMIBOLD if strong else REGULAR)
        drawn.append(_draw_panel(page, panel, shared, (x, y + tall, wide), style, limits))
    page.caption(drawn[0], words[0], above=tall)
    return drawn[0]


def _head(panel: _Panel, wide: float, label: float, small: float) -> list[tuple[str, float, int, str]]:
    lines = [(line, label, SEMIBOLD, INK) for line in wrap(f"“{panel.word}”", wide, label, SEMIBOLD)]
    return lines + [(line, small, REGULAR, MUTED) for line in wrap(panel.against, wide, small) if line]


def _write_head(page: Page, head: list[tuple[str, float, int, str]], corner: tuple[float, float]) -> None:
    x, y = corner
    for words, size, weight, colour in head:
        page.text(x, y + size * NAME_LEADING / 2, words, size=size, weight=weight, color=colour, ha="left", gid="head")
        y += size * NAME_LEADING


def _write_key(page: Page, corner: tuple[float, float]) -> None:
    x, y = corner
    for words, fill in (("own words", "white"), ("all mentions", MUTED)):
        page.dot(x + 2.6, y, size=DOT, edge=MUTED, fill=fill, width=HOLLOW_EDGE)
        page.text(x + 7, y, words, size=page.sizes.small, color=MUTED, ha="left", gid="key")
        x += 7 + width_of(words, page.sizes.small) + 8


def _draw_panel(
    page: Page, panel: _Panel, rows: _Rows, place: tuple[float, float, float], style: Style, limits: tuple[float, float]
) -> Axes:
    s = page.sizes
    left, top, wide = place
    numbers = [count(panel.marks[g].exposure) if g in panel.marks else "" for g, *_ in rows.rows]
    plot = wide - rows.numbers - 8
    ax = page.axes(left, top, plot, rows.height)
    ax.set(xlim=limits, ylim=(rows.height, 0))
    value_axis(ax, style, limits, plot, s.label)
    ax.set_yticks(rows.middles, labels=[""] * len(rows.rows))
    page.text(left + wide, top - 6, "n", size=s.small, color=MUTED, ha="right")
    if panel.whole and not panel.whole.withheld:
        ax.axvline(panel.whole.estimate, color=MUTED, linewidth=0.8, linestyle=(0, (2, 2)), zorder=1.5, gid="whole")
    for (group, _, colour, _), y, number in zip(rows.rows, rows.middles, numbers, strict=True):
        page.text(left + wide, top + y, number, size=s.small, color=MUTED, ha="right")
        if group in panel.marks and not panel.marks[group].withheld:
            _draw_dumbbell(ax, panel.marks[group], panel.own(group), y, colour)
    if not panel.says():
        say_nothing_drawn(ax, list(panel.marks.values()), s.small)
    return ax


def _draw_dumbbell(ax: Axes, mark: Mark, own: float, y: float, colour: str) -> None:
    style: dict[str, Any] = {"color": colour, "clip_on": False}
    if not (math.isnan(mark.low) or math.isnan(mark.high)):
        ax.plot([mark.low, mark.high], [y, y], linewidth=_INTERVAL, zorder=2, gid="interval", **style)
    if not math.isnan(own):
        ax.plot([own, mark.estimate], [y, y], linewidth=_JOIN, alpha=_JOIN_ALPHA, zorder=2.5, gid="quoted", **style)
        ax.plot(
            [own],
            [y],
            "o",
            markersize=DOT,
            markerfacecolor="white",
            markeredgewidth=HOLLOW_EDGE,
            zorder=3,
            gid="own",
            **style,
        )
    ax.plot([mark.estimate], [y], "o", markersize=DOT, markeredgewidth=HOLLOW_EDGE, zorder=3.5, gid="dot", **style)
