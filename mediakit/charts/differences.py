"""Differences between groups: a dot with its interval for each, left or right of zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isnan

import pandas as pd
from matplotlib.axes import Axes

from mediakit.charts.drawing.checking import keep_one, refuse_others, varying
from mediakit.charts.drawing.dots import Head, Row, TextColumn, columns_for, draw_rows
from mediakit.charts.drawing.layout import Page, Width, chart_style
from mediakit.charts.drawing.palette import focus_colours
from mediakit.charts.drawing.reading import Mark, by_value, check_focus
from mediakit.charts.drawing.wording import extremes, level, named_source, notes, number_names, validity
from mediakit.charts.record import Chart, keep
from mediakit.errors import TableError
from mediakit.phrases import display, wordings_of
from mediakit.printing import Style, number_range, p_value, plural
from mediakit.tables import CONTRASTS, check_columns, check_table

_CHART = "plot_differences"
_REST = "rest"
_SURE = 0.05
_ONE = ("measure", "by", "reference")


@dataclass(frozen=True)
class _Contrasts:
    """A table of contrasts as it is drawn: rows by value, and what they are called."""

    marks: list[Mark]
    p_adjusted: dict[int, float]
    stands_out: dict[int, bool] | None
    sides: dict[int, tuple[float, float]]
    within: str
    by_label: bool
    group: str
    reference: str
    by: str
    where: str

    def sure(self, mark: Mark) -> bool:
        """Return True when a difference stands out beyond chance, or can be told from zero after adjustment."""
        return self.stands_out[mark.row] if self.stands_out else self.p_adjusted[mark.row] < _SURE

    def key(self, mark: Mark) -> str:
        """Return what tells a row apart: its group, or its label where the rows are labels."""
        return mark.label if self.by_label else mark.group


def plot_differences(
    contrasts: pd.DataFrame,
    *,
    focus: Sequence[str] = (),
    names: Mapping[str, str] | None = None,
    title: str = "",
    source: str = "",
    ax: Axes | None = None,
    width: Width = "web",
) -> Axes:
    """Draw how much groups differ from one reference: dots with intervals left and right of zero, and the numbers.

    Rows are the groups, of one measure and label; where the table holds one group with several labels, rows are the
    labels. A dot is filled where the difference can be told from zero after adjustment for several comparisons
    (``p_adjusted`` below .05), and hollow where it cannot; with a column ``stands_out``, where that says yes. Rows
    without an estimate say why. Both values are printed where the table holds them, as with compare_groups(within=...).

    Parameters
    ----------
    contrasts : DataFrame
        CONTRASTS of one measure, against one reference or "rest": several groups with one label, or one group with
        any number of labels.
    focus : sequence of str
        Up to four groups (or labels, where they are the rows) to set off in colour and weight.
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
        x in the unit of the measure (0.04 is 4 points), y in points downwards with one tick for each row. Its record is
        read with ``alt_text`` and ``plotted_table``.

    Raises
    ------
    TableError
        When the table is another one, is empty, breaks its contract or holds several measures or references; the
        message says what draws it.
    OptionError
        When ``width`` is unknown or ``focus`` names no row of the table.

    Examples
    --------
    >>> from mediakit.tables import build_table
    >>> row = dict(group="Daily Lantern", reference="rest", by="outlet", measure="coverage", label="", n_articles=120,
    ...            n_stories=90, unit="share of articles", method="MOVER, 95 %", caveat="", std_error=0.015)
    >>> values = dict(estimate=0.04, conf_low=0.01, conf_high=0.07, p_value=0.01, p_adjusted=0.02)
    >>> table = build_table(CONTRASTS, [row | values])
    >>> len(plot_differences(table).get_yticks())
    1
    """
    refuse_others(contrasts, "CONTRASTS", _CHART)
    check_columns(contrasts, CONTRASTS, source=_CHART)
    read = _read(contrasts)
    marks, about = read.marks, read.marks[0].about
    numbered = number_names([m.label for m in marks] + [m.group for m in marks] + [read.reference], names)
    names = numbered.names
    chosen = check_focus(focus, [read.key(m) for m in marks])
    colours = focus_colours([read.key(m) for m in marks], chosen)
    style = Style.of(about.kind, [m.estimate for m in marks], difference=True)
    what = _what(read, names)
    rows = [
        Row(display(read.key(m), names), m, colours[read.key(m)], not read.sure(m), read.key(m) in chosen)
        for m in marks
    ]
    # The caveat names the side it is about; the note names the row already.
    named = [replace(m, group=read.key(m), caveat=m.caveat.replace(f"{m.group}: ", "")) for m in marks]
    head = Head(
        title or what,
        _subtitle(read, style),
        [*notes(named, names), *numbered.foot, _source_line(read, source)],
        sides=_sides(read, names),
    )
    with chart_style():
        page = Page(width, ax)
        drawn = draw_rows(page, rows, style, _columns(read, rows, style, page), head)
    alt = f"Dots with intervals left and right of zero: {what}, {plural(len(rows), 'row')}, largest first. "
    alt += f"{extremes(named, style, names)}{_told_apart(read, names)}"
    order = [m.row for m in marks]
    return keep(drawn, Chart(title or what, alt + numbered.alt, contrasts.iloc[order].reset_index(drop=True)))


def _read(contrasts: pd.DataFrame) -> _Contrasts:
    """Return the rows as marks, or raise a TableError that says which of them one chart can title."""
    if not len(contrasts):
        raise TableError(
            "the table of contrasts has no rows",
            where=_CHART,
            next_step="Check the filter before it; compare_groups() gives a row for every pair of groups.",
        )
    several = varying(contrasts, ("measure", "by", "reference", "within") if "within" in contrasts else _ONE)
    if len(varying(contrasts, ("group", "label"))) == 2:
        several.append("label")
    extra = [str(c) for c in contrasts.columns if c not in CONTRASTS.names]
    if contrasts.duplicated(subset=list(CONTRASTS.key)).any():
        several += varying(contrasts, extra)
    if several:
        rest = f"compare_groups(scores, articles, by={str(contrasts['by'].iloc[0])!r}, reference={_REST!r})"
        instead = f"; or compare each group with all others: contrasts = {rest}" if "reference" in several else ""
        raise TableError(
            f"a title can say one difference, and the table has several in the column(s) {', '.join(several)}",
            where=_CHART,
            next_step=f"Keep one: {keep_one(contrasts, several, name='contrasts')}{instead}.",
        )
    check_table(contrasts, CONTRASTS, source=_CHART)
    first = contrasts.iloc[0]
    alike = [c for c in extra if c not in varying(contrasts, extra) and pd.notna(first[c]) and first[c] != ""]
    shared = [f"{c.replace('_', ' ')}: {first[c]}" for c in alike]
    return _Contrasts(
        by_value(_marks(contrasts)),
        dict(enumerate(contrasts["p_adjusted"].astype(float))),
        dict(enumerate(contrasts["stands_out"] == "yes")) if "stands_out" in contrasts else None,
        _both(contrasts),
        str(first["within"]) if "within" in contrasts and pd.notna(first["within"]) else "",
        bool(varying(contrasts, ("label",))),
        str(first["group"]),
        str(first["reference"]),
        str(first["by"]),
        f" ({'; '.join(shared)})" if shared else "",
    )


def _marks(contrasts: pd.DataFrame) -> list[Mark]:
    words, nan = wordings_of(contrasts), float("nan")
    return [
        Mark(
            row,
            str(r["measure"]),
            str(r["label"]),
            str(r["group"]),
            float(r["estimate"]),
            float(r["conf_low"]),
            float(r["conf_high"]),
            int(r["n_articles"]),
            nan,
            nan,
            words[str(r["measure"])],
            str(r["method"]),
            "" if pd.isna(r["caveat"]) else str(r["caveat"]),
        )
        for row, r in enumerate(contrasts.to_dict("records"))
    ]


def _both(contrasts: pd.DataFrame) -> dict[int, tuple[float, float]]:
    """Return both values of every difference, where the table holds them."""
    if not {"value", "reference_value"} <= set(contrasts.columns) or contrasts["value"].isna().all():
        return {}
    return dict(
        enumerate(zip(contrasts["value"].astype(float), contrasts["reference_value"].astype(float), strict=True))
    )


def _reference(read: _Contrasts, names: Mapping[str, str] | None) -> str:
    return "the rest" if read.reference == _REST else display(read.reference, names)


def _same_periods(read: _Contrasts) -> str:
    return f" of the same {read.within}s" if read.within else ""


def _what(read: _Contrasts, names: Mapping[str, str] | None) -> str:
    """Return what is compared with what, such as "Share of articles on NATO: each outlet minus the rest"."""
    first = read.marks[0]
    measured = first.about.each() if read.by_label else first.about.title(first.label, names)
    one = len({m.group for m in read.marks}) == 1
    side = display(read.group, names) if one else f"each {read.by.replace('_', ' ')}"
    return f"{measured}{read.where}: {side} minus {_reference(read, names)}{_same_periods(read)}"


def _sides(read: _Contrasts, names: Mapping[str, str] | None) -> list[tuple[str, str]]:
    """Return what both sides of zero mean, in full and short."""
    less, more = ("lower", "higher") if read.marks[0].about.kind == "mean" else ("less", "more")
    than = _reference(read, names)
    return [(f"{less} than {than}", f"{more} than {than}"), (less, more)]


def _subtitle(read: _Contrasts, style: Style) -> str:
    about, drawn = read.marks[0].about, [m for m in read.marks if not m.withheld]
    text = f"{about.made}, difference{' in percentage points' if style.percent else ''}."
    if not drawn:
        return text
    legend = "filled dots: p below .05 after adjustment, hollow: not to be told from zero"
    if read.stands_out:
        legend = "filled dots stand out beyond chance, hollow ones do not"
    return f"{text} Bars: {level(drawn)}s; {legend}."


def _columns(read: _Contrasts, rows: Sequence[Row], style: Style, page: Page) -> list[TextColumn]:
    """Return the columns: difference, on wide pages interval and both values or adjusted p, articles that differ."""
    words = level(read.marks)
    columns = columns_for(
        rows,
        style,
        page,
        head="Points" if style.percent else "Difference",
        interval=words if words[0].isdigit() else "Interval",
    )
    if read.sides and not page.sizes.narrow:
        own = [read.sides[r.mark.row] for r in rows]
        values = Style.of(read.marks[0].about.kind, [value for pair in own for value in pair])
        heads = ("Own" if read.reference == _REST else "Value", "Others" if read.reference == _REST else "Reference")
        for side, head in enumerate(heads):
            cells = ["" if isnan(pair[side]) else values.text(pair[side]) for pair in own]
            columns.insert(2 + side, TextColumn(head, cells, page.sizes.small))
    elif not page.sizes.narrow:
        cells = [p_value(read.p_adjusted[r.mark.row]) for r in rows]
        columns.insert(2, TextColumn("Adjusted p", cells, page.sizes.small))
    return columns if len({m.n for m in read.marks}) > 1 else columns[:-1]


def _source_line(read: _Contrasts, source: str) -> str:
    """Return the source line: the caller's, else the articles of both sides and the method; then the validity."""
    last = validity(read.marks)
    if source:
        return f"{named_source(source).rstrip('. ')}.{last}"
    numbers = [m.n for m in read.marks]
    both = f"{number_range(numbers)} article{'' if max(numbers) == 1 else 's'} on both sides of each comparison"
    methods = sorted({m.method for m in read.marks if m.method and not m.withheld})
    return f"Source: {'; '.join([both, *(methods if len(methods) == 1 else [])])}.{last} mediakit"


def _told_apart(read: _Contrasts, names: Mapping[str, str] | None) -> str:
    """Return which rows can be told from zero, as a sentence of the alternative text."""
    drawn = [m for m in read.marks if not m.withheld]
    sure = [display(read.key(m), names) for m in drawn if read.sure(m)]
    if not drawn:
        return ""
    told = "Stand out beyond chance" if read.stands_out else "Can be told from zero after adjustment"
    return f" {told}: {', '.join(sure) or 'none'}."
