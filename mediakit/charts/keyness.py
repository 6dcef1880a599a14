"""Words that set two sides apart: a dot with its interval for each, left or right of zero."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from mediakit.charts.drawing.checking import keep_one, varying
from mediakit.charts.drawing.dots import Head, Row, TextColumn, columns_for, draw_rows
from mediakit.charts.drawing.layout import Page, Width, chart_style
from mediakit.charts.drawing.palette import PLAIN
from mediakit.charts.drawing.reading import Mark, by_value
from mediakit.charts.drawing.typeset import width_of
from mediakit.charts.drawing.wording import glyph_note, named_source, notes, told
from mediakit.charts.record import Chart, keep
from mediakit.errors import OptionError, TableError
from mediakit.phrases import Wording, display
from mediakit.printing import Style, plural
from mediakit.tables import check_columns
from mediakit.word_tables import KEYNESS

_CHART = "plot_keyness"
_REST = "rest"
_SURE = 0.05
_METHOD = "95 % over stories, each word by itself"
_WIDEST_HEAD = 56.0
_ABOUT = Wording("keyness", "binary logarithm of the ratio of two rates", "mean")


@dataclass(frozen=True)
class _Keyness:
    """One comparison as it is drawn: its words from the highest ratio down, and how both sides are written."""

    table: pd.DataFrame
    marks: list[Mark]
    sure: dict[int, bool]
    names: tuple[str, str]
    known: int


def plot_keyness(
    keyness: pd.DataFrame,
    *,
    top: int = 30,
    names: Mapping[str, str] | None = None,
    title: str = "",
    source: str = "",
    ax: Axes | None = None,
    width: Width = "web",
) -> Axes:
    """Draw the words that set a group of articles apart: dots with intervals left and right of zero, and the numbers.

    Words to the right are used more often in the group, words to the left in its reference; +1 is twice as often, +2
    four times. A dot is filled where the word can be told apart from chance after adjustment for all words that were
    compared (``p_adjusted`` below .05), and hollow where it cannot. Each side has the words with the least p-values.

    Parameters
    ----------
    keyness : DataFrame
        What compare_words() returns, for one group and reference.
    top : int
        How many words, 2 to 100: half of them on either side, as far as there are so many.
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
        x in binary logarithms of the ratio, y in points downwards with one tick for each word. Its record is read with
        ``alt_text`` and ``plotted_table``.

    Raises
    ------
    TableError
        When the table is another one, is empty, lacks a column, or holds several comparisons.
    OptionError
        When ``top`` or ``width`` is not allowed.

    Examples
    --------
    >>> row = dict(group="Daily Lantern", reference="rest", by="outlet", word="harbour", log_ratio=1.2, conf_low=0.5,
    ...            conf_high=1.9, p_value=0.001, p_adjusted=0.01, log_odds=0.8, log_odds_z=5.1, g2=31.2,
    ...            g2_p_value=1e-8, count=40, reference_count=35, rate=0.9, reference_rate=0.4, n_articles=22,
    ...            reference_articles=30, dispersion=0.6, caveat="")
    >>> len(plot_keyness(pd.DataFrame([row])).get_yticks())
    1
    """
    if isinstance(top, bool) or not isinstance(top, int) or not 2 <= top <= 100:
        raise OptionError(f"top must be a whole number from 2 to 100, got {top!r}")
    read = _read(keyness, top, names)
    rows = [Row((names or {}).get(m.group, m.group), m, PLAIN, not read.sure[m.row]) for m in read.marks]
    style = Style.of("mean", [m.estimate for m in read.marks])
    group, reference = read.names
    what = f"Words that set {group} apart from {reference}"
    n_sure = sum(read.sure.values())
    with chart_style():
        page = Page(width, ax)
        head = Head(
            title or what,
            _subtitle(read, page),
            [*notes(read.marks, names), *glyph_note(r.name for r in rows), _source_line(read, source)],
            sides=[(f"more often in {reference}", f"more often in {group}"), ("less often", "more often")],
        )
        drawn = draw_rows(page, rows, style, _columns(read, rows, style, page), head)
    alt = f"Dots with intervals left and right of zero: {what}, {plural(len(rows), 'word')}, highest ratio first. "
    alt += f"{_ends(rows, style, read.names)}Can be told from chance after adjustment: {n_sure} of these."
    order = [m.row for m in read.marks]
    return keep(drawn, Chart(title or what, alt, keyness.iloc[order].reset_index(drop=True)))


def _read(keyness: pd.DataFrame, top: int, names: Mapping[str, str] | None) -> _Keyness:
    """Return the words to draw, or raise a TableError."""
    try:
        check_columns(keyness, KEYNESS)
    except TableError as error:
        made = "Make it of articles: keyness = compare_words(articles, by='outlet')."
        raise TableError(error.what, where=_CHART, next_step=made) from None
    if not len(keyness):
        raise TableError(
            "the table has no words",
            where=_CHART,
            next_step="Check the filter before it, or compare words of fewer articles: compare_words(..., least=3).",
        )
    several = varying(keyness, ("group", "reference", "by"))
    if several:
        raise TableError(
            f"a title can say one comparison, and the table has several in {', '.join(several)}",
            where=_CHART,
            next_step=f"Keep one: {keep_one(keyness, several, name='keyness')}.",
        )
    if keyness["word"].duplicated().any():
        raise TableError("a word is there twice", where=_CHART, next_step="Take the table of one comparison alone.")
    ratio = keyness["log_ratio"].to_numpy()
    keys = pd.DataFrame({"p": keyness["p_value"].fillna(2), "g2": -keyness["g2"], "word": keyness["word"].astype(str)})
    order = keys.reset_index(drop=True).sort_values(["p", "g2", "word"], kind="stable").index.tolist()
    places = [[i for i in order if way * ratio[i] > 0][: top // 2] for way in (1, -1)]
    records = keyness.to_dict("records")
    marks = by_value([_mark(row, records[row]) for row in sorted(places[0] + places[1])])
    if not marks:
        raise TableError("no word is used more often on one side", where=_CHART, next_step="There is nothing to draw.")
    sure = {m.row: bool(records[m.row]["p_adjusted"] < _SURE) for m in marks}
    first = records[0]
    reference = "all others" if first["reference"] == _REST else str(first["reference"])
    return _Keyness(keyness, marks, sure, (display(str(first["group"]), names), display(reference, names)), len(ratio))


def _mark(row: int, record: Mapping[Any, Any]) -> Mark:
    value, low, high, n, others = (
        float(record[name]) for name in ("log_ratio", "conf_low", "conf_high", "n_articles", "reference_articles")
    )
    caveat = "" if pd.isna(record["caveat"]) else str(record["caveat"])
    word, nan = str(record["word"]), math.nan
    return Mark(row, "keyness", word, word, value, low, high, int(n + others), nan, nan, _ABOUT, _METHOD, caveat)


def _subtitle(read: _Keyness, page: Page) -> str:
    text = "Binary logarithm of the ratio of uses per 1,000 words: +1 is twice as often. "
    if any(not math.isnan(m.low) for m in read.marks):
        text += "Bars: 95% intervals; "
    text += "filled dots: p below .05 after adjustment, hollow: not to be told from chance."
    if page.sizes.narrow or _short(read, page):
        return text
    return f"{text} a: {read.names[0]}, b: {read.names[1]}."


def _short(read: _Keyness, page: Page) -> bool:
    """Return True when the names of both sides fit over a column."""
    return all(width_of(name, page.sizes.small) <= _WIDEST_HEAD for name in read.names)


def _columns(read: _Keyness, rows: Sequence[Row], style: Style, page: Page) -> list[TextColumn]:
    """Return the ratio, and on wide pages its interval and both sides' uses per 1,000 words; articles."""
    *front, articles = columns_for(rows, style, page, head="Log ratio", interval="95% interval")
    if page.sizes.narrow:
        return front
    rates = read.table[["rate", "reference_rate"]].iloc[[m.row for m in read.marks]]
    printed = Style.of("rate", rates.to_numpy(dtype=float).ravel().tolist())
    for column, name, letter in zip(rates, read.names, "ab", strict=True):
        cells = [printed.bare(value) for value in rates[column].tolist()]
        front.append(TextColumn(name if _short(read, page) else letter, cells, page.sizes.small))
    return [*front, articles]


def _source_line(read: _Keyness, source: str) -> str:
    drawn = f"{len(read.marks)} of {plural(read.known, 'word')}, on either side those with the least p-values"
    own = f"words of {read.names[0]} and {read.names[1]}; {drawn}; intervals {_METHOD}"
    return f"{named_source(source or own).rstrip('. ')}.{'' if source else ' mediakit'}"


def _ends(rows: Sequence[Row], style: Style, names: tuple[str, str]) -> str:
    """Return the words furthest to either side, as sentences of the alternative text."""
    said = ""
    for name, row, ahead in ((names[0], rows[0], 1), (names[1], rows[-1], -1)):
        if row.mark.estimate * ahead > 0:
            said += f"Furthest towards {name}: {told(f'“{row.name}”', row.mark, style)}. "
    return said
