"""Words that carry a difference in tone: a bar with its interval for each, left or right of zero."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from mediakit.charts.drawing.checking import keep_one, refuse_others, varying
from mediakit.charts.drawing.dots import Head, Row, TextColumn, columns_for, draw_rows
from mediakit.charts.drawing.layout import Page, Width, chart_style
from mediakit.charts.drawing.palette import INK, PLAIN, ZERO, shade
from mediakit.charts.drawing.reading import Mark
from mediakit.charts.drawing.typeset import width_of
from mediakit.charts.drawing.wording import glyph_note, named_source, notes, told
from mediakit.charts.record import Chart, keep
from mediakit.errors import TableError
from mediakit.phrases import Wording, display
from mediakit.printing import Style, plural
from mediakit.tables import check_columns
from mediakit.word_tables import WORD_SHIFT

_CHART = "plot_word_shift"
_OTHERS = "(other words)"
_METHOD = "95 % over articles, each word by itself"
_LIMIT = "lexicon tone knows no negation; a shift explains a difference in tone, and does not replace it"
_TALL, _EDGE, _INTERVAL = 7.0, 0.8, 0.9
_WIDEST_HEAD = 56.0
_VALENCE = Style(percent=False, signed=True, decimals=1)
# The caveats call the groups a and b.
_SIDE = re.compile(r"\b[ab]: ")


@dataclass(frozen=True)
class _Shift:
    """A word shift as it is drawn: the largest contribution first, all other words last, and both groups' names."""

    table: pd.DataFrame
    marks: list[Mark]
    valences: list[float]
    names: tuple[str, str]


def plot_word_shift(
    shift: pd.DataFrame,
    *,
    names: Mapping[str, str] | None = None,
    title: str = "",
    source: str = "",
    ax: Axes | None = None,
    width: Width = "web",
) -> Axes:
    """Draw the words that carry the difference in lexicon tone between two groups: a bar with its interval for each.

    Bars to the right make group b more positive than group a, bars to the left more negative. Bars of positive words
    are filled, those of negative words hollow. The largest contributions come first, whichever their side, all other
    words last and hatched; below them comes the sum, the whole difference where no row was left out.

    Parameters
    ----------
    shift : DataFrame
        What word_shift() returns, for one pair of groups.
    names : mapping, optional
        How groups and words are written on the chart.
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
        x in valence points per 100 words, y in points downwards with one tick for each word. Its record is read with
        ``alt_text`` and ``plotted_table``.

    Raises
    ------
    TableError
        When the table is another one, is empty, lacks a column, or holds several pairs of groups or a word twice.
    OptionError
        When ``width`` is unknown.

    Examples
    --------
    >>> row = dict(group_a="Daily Lantern", group_b="Granit Portal", count_a=9, count_b=2, n_articles_a=8,
    ...            n_articles_b=2, caveat="")
    >>> values = dict(valence=1.9, contribution=-0.19, conf_low=-0.3, conf_high=-0.1, rate_a=0.3, rate_b=0.2)
    >>> len(plot_word_shift(pd.DataFrame([row | values | dict(word="good")])).get_yticks())
    1
    """
    read = _read(shift, names)
    rows = [Row(_written(m.group, names), m, _fill(v), v < 0) for m, v in zip(read.marks, read.valences, strict=True)]
    style = Style.of("rate", [m.estimate for m in read.marks], difference=True)
    whole = math.fsum(m.estimate for m in read.marks)
    a, b = read.names
    what = f"Words behind the difference in lexicon tone: {b} minus {a}"
    with chart_style():
        page = Page(width, ax)
        columns = _columns(read, rows, style, page, whole)
        head = Head(
            title or what,
            _subtitle(read, page),
            [*notes(read.marks, names), *glyph_note([*(r.name for r in rows), a, b]), _source_line(read, source)],
            sides=[(f"{b} more negative", f"{b} more positive"), ("more negative", "more positive")],
            total="Sum",
        )
        drawn = draw_rows(page, rows, style, columns, head, _draw_bar)
    alt = f"Bars left and right of zero: {what}, {plural(len(rows), 'row')}, largest contribution first. "
    alt += f"Sum: {style.text(whole)}. {_ends(rows, style)}"
    order = [m.row for m in read.marks]
    return keep(drawn, Chart(title or what, alt, shift.iloc[order].reset_index(drop=True)))


def _read(shift: pd.DataFrame, names: Mapping[str, str] | None) -> _Shift:
    """Return the words in the order they are drawn in, or raise a TableError."""
    refuse_others(shift, "WORD_SHIFT", _CHART)
    try:
        check_columns(shift, WORD_SHIFT)
    except TableError as error:
        made = "Make it of articles: shift = word_shift(articles, by='outlet')."
        raise TableError(error.what, where=_CHART, next_step=made) from None
    if not len(shift):
        raise TableError(
            "the word shift has no rows: neither group has a word of the lexicon",
            where=_CHART,
            next_step="Compare groups with more articles, or with another lexicon: word_shift(..., lexicon=...).",
        )
    pairs = varying(shift, ("group_a", "group_b"))
    if pairs:
        raise TableError(
            f"expected one pair of groups, got several in {', '.join(pairs)}",
            where=_CHART,
            next_step=f"Keep one: {keep_one(shift, ['group_a', 'group_b'], name='shift')}.",
        )
    absent = int(shift["contribution"].isna().sum())
    if absent:
        raise TableError(
            f"column 'contribution' has {absent} missing values: one of the groups has no words",
            where=_CHART,
            next_step="Compare groups that both have articles with words.",
        )
    if shift["word"].duplicated().any():
        raise TableError(
            f"the word {shift.loc[shift['word'].duplicated(), 'word'].iloc[0]!r} is there twice",
            where=_CHART,
            next_step="Keep each word once: shift.drop_duplicates(['word']).",
        )
    size, last = shift["contribution"].abs(), shift["word"] == _OTHERS
    keys = pd.DataFrame({"last": last, "size": -size, "word": shift["word"]}).reset_index(drop=True)
    order = keys.sort_values(["last", "size", "word"], kind="stable").index.tolist()
    a, b = (display(str(shift[name].iloc[0]), names) for name in ("group_a", "group_b"))
    records = shift.to_dict("records")
    marks = [_mark(row, records[row], {"a": a, "b": b}) for row in order]
    return _Shift(shift, marks, [float(records[row]["valence"]) for row in order], (a, b))


def _mark(row: int, record: Mapping[Any, Any], sides: Mapping[str, str]) -> Mark:
    value, low, high, n_a, n_b = (
        float(record[name]) for name in ("contribution", "conf_low", "conf_high", "n_articles_a", "n_articles_b")
    )
    # What is withheld below ten articles is the interval; the contribution is counted and stays.
    caveat = "" if pd.isna(record["caveat"]) else str(record["caveat"]).replace("withheld", "interval withheld")
    caveat = _SIDE.sub(lambda found: sides[found[0][0]] + ": ", caveat)
    word, about = str(record["word"]), Wording("word_shift", "valence points per 100 words", "rate")
    nan = math.nan
    return Mark(row, "word_shift", word, word, value, low, high, int(n_a + n_b), nan, nan, about, _METHOD, caveat)


def _written(word: str, names: Mapping[str, str] | None) -> str:
    """Return a word as it is printed; unlike labels, words are no keys."""
    return (names or {}).get(word, "Other words" if word == _OTHERS else word)


def _fill(valence: float) -> str:
    return shade(0.4, 1.0) if valence > 0 else "white"


def _subtitle(read: _Shift, page: Page) -> str:
    uses = "uses per 100 words" + ("" if page.sizes.narrow else " (last columns)")
    lines = "; thin lines: 95% intervals" if any(not math.isnan(m.low) for m in read.marks) else ""
    text = f"Points: valence × difference in {uses}. Filled bars: positive words, hollow: negative{lines}."
    return text if page.sizes.narrow or _short(read, page) else f"{text} a: {read.names[0]}, b: {read.names[1]}."


def _short(read: _Shift, page: Page) -> bool:
    """Return True when both groups' names fit over a column."""
    return all(width_of(name, page.sizes.small) <= _WIDEST_HEAD for name in read.names)


def _columns(read: _Shift, rows: Sequence[Row], style: Style, page: Page, whole: float) -> list[TextColumn]:
    """Return the contribution, and on wide pages its interval, the valence and both groups' uses per 100 words."""
    small = page.sizes.small
    contribution, *interval, _ = columns_for(rows, style, page, head="Points", interval="95% interval")
    contribution.cells.append(style.bare(whole))
    if page.sizes.narrow:
        return [contribution]
    interval[0].cells.append("")
    valences = ["" if math.isnan(v) else _VALENCE.bare(v) for v in read.valences]
    columns = [contribution, *interval, TextColumn("Valence", [*valences, ""], small)]
    rates = read.table[["rate_a", "rate_b"]].iloc[[m.row for m in read.marks]]
    printed = Style.of("rate", rates.to_numpy().ravel().tolist())
    short = _short(read, page)
    for side, name in zip("ab", read.names, strict=True):
        cells = [printed.bare(value) for value in rates[f"rate_{side}"].tolist()]
        columns.append(TextColumn(name if short else side, [*cells, ""], small))
    return columns


def _draw_bar(ax: Axes, row: Row, y: float, _: float) -> None:
    """Draw one bar from zero, with a thin line for its interval over it."""
    mark = row.mark
    others = mark.group == _OTHERS
    box = Rectangle(
        (min(mark.estimate, 0), y - _TALL / 2),
        abs(mark.estimate),
        _TALL,
        facecolor=row.colour,
        edgecolor=ZERO if others else PLAIN,
        hatch="/////" if others else None,
        linewidth=_EDGE,
        zorder=2,
        gid="bar",
    )
    ax.add_patch(box)
    if not (math.isnan(mark.low) or math.isnan(mark.high)):
        ends = [mark.low, mark.high]
        ax.plot(ends, [y, y], color=INK, linewidth=_INTERVAL, zorder=3, clip_on=False, gid="interval")


def _source_line(read: _Shift, source: str) -> str:
    own = f"words of {read.names[0]} and {read.names[1]}; intervals {_METHOD}"
    return f"{named_source(source or own).rstrip('. ')}. Validity: {_LIMIT}.{'' if source else ' mediakit'}"


def _ends(rows: Sequence[Row], style: Style) -> str:
    """Return the words that pull most to either side, as sentences of the alternative text."""
    said = []
    for way, ahead in (("positive", 1), ("negative", -1)):
        found = [r for r in rows if r.mark.estimate * ahead > 0 and r.mark.group != _OTHERS]
        if found:
            said.append(f"Most towards {way}: {told(f'“{found[0].name}”', found[0].mark, style)}.")
    return " ".join(said)
