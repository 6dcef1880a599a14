"""Words in the order of a number: the most frequent ones, and those that stand with another one."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from mediakit.charts.drawing.checking import keep_one, varying
from mediakit.charts.drawing.dots import Head, Row, TextColumn, draw_mark, draw_rows
from mediakit.charts.drawing.layout import Page, Width, chart_style
from mediakit.charts.drawing.palette import FAINT, INK, PLAIN
from mediakit.charts.drawing.reading import Mark, Wish, by_value
from mediakit.charts.drawing.wording import glyph_note, named_source, told
from mediakit.charts.record import Chart, keep
from mediakit.errors import OptionError, TableError, check_option
from mediakit.phrases import Wording, display
from mediakit.printing import Style, count, plural, say_dates
from mediakit.tables import check_columns
from mediakit.word_tables import COLLOCATES, WORD_COUNTS

_MEASURES = {
    "npmi": ("NPMI", "Normalised pointwise mutual information: 0 by chance, 1 never one without the other"),
    "pmi": ("PMI", "Pointwise mutual information in bits: +1 is twice as often as by chance"),
    "likelihood_ratio": ("G²", "Log-likelihood ratio, which takes words as independent"),
    "t_score": ("t", "Student's t, which takes words as independent"),
}


def plot_words(
    counts: pd.DataFrame,
    *,
    top: int = 30,
    names: Mapping[str, str] | None = None,
    title: str = "",
    source: str = "",
    ax: Axes | None = None,
    width: Width = "web",
) -> Axes:
    """Draw the most frequent words of a group: uses per 1,000 words, the number of uses and of articles.

    Parameters
    ----------
    counts : DataFrame
        What top_words() or count_words() returns, for one group and period.
    top : int
        How many words, 1 to 100.
    names : mapping, optional
        How groups and words are written on the chart.
    title, source : str
        Replace the title and the source line made from the table.
    ax : Axes, optional
        Draw inside these axes' box, without head and foot.
    width : {"web", "a4-wide", "a4-column"}
        ``web`` or ``a4-wide`` (16 cm), or ``a4-column`` (8 cm).

    Returns
    -------
    Axes
        x in uses per 1,000 words, y in points downwards with one tick for each word. Its record is read with
        ``alt_text`` and ``plotted_table``.

    Raises
    ------
    TableError
        When the table is another one, is empty, lacks a column, or holds several groups or periods.
    OptionError
        When ``top`` or ``width`` is not allowed.

    Examples
    --------
    >>> row = dict(group="", by="", word="harbour", count=40, rate=0.9, n_articles=22, n_stories=20, n_words=44000)
    >>> len(plot_words(pd.DataFrame([row])).get_yticks())
    1
    """
    made = "counts = top_words(articles)"
    _check(counts, WORD_COUNTS, ("group", "by", "period"), "counts", "plot_words", made)
    first = counts.iloc[0]
    # An empty text comes back from a CSV file as a missing one.
    group = "" if pd.isna(first["group"]) else display(str(first["group"]), names)
    when = f", {say_dates(first['period'], first['period_end'])}" if "period" in counts else ""
    what = f"Most frequent words{f' in {group}' if group else ''}{when}"
    about = Wording("words", "uses per 1,000 words", "rate")
    marks = _marks(counts, "rate", about, _first(counts, [-counts["count"]], top))
    beside = ("Uses", [count(value) for value in counts["count"].iloc[[m.row for m in marks]].tolist()])
    foot = named_source(source or f"{count(float(first['n_words']))} words{f' of {group}' if group else ''}{when}")
    wish = Wish((), names, title, f"{foot.rstrip('. ')}.{'' if source else ' mediakit'}", ax, width)
    return _draw(counts, marks, (what, "Uses per 1,000 words of all kinds."), ("Rate", beside), wish)


def plot_collocates(
    collocates: pd.DataFrame,
    *,
    measure: str = "npmi",
    top: int = 30,
    names: Mapping[str, str] | None = None,
    title: str = "",
    source: str = "",
    ax: Axes | None = None,
    width: Width = "web",
) -> Axes:
    """Draw the words that stand near a word: how much more often than by chance, the number of pairs and of articles.

    Parameters
    ----------
    collocates : DataFrame
        What collocates() returns, for one node.
    measure : {"npmi", "pmi", "likelihood_ratio", "t_score"}
        What is drawn.
    top : int
        How many words, 1 to 100: those best attested, by likelihood ratio.
    names : mapping, optional
        How words are written on the chart.
    title, source : str
        Replace the title and the source line made from the table.
    ax : Axes, optional
        Draw inside these axes' box, without head and foot.
    width : {"web", "a4-wide", "a4-column"}
        ``web`` or ``a4-wide`` (16 cm), or ``a4-column`` (8 cm).

    Returns
    -------
    Axes
        x in the measure, y in points downwards with one tick for each word. Its record is read with ``alt_text`` and
        ``plotted_table``.

    Raises
    ------
    TableError
        When the table is another one, is empty, lacks a column, or holds several nodes.
    OptionError
        When ``measure``, ``top`` or ``width`` is not allowed.

    Examples
    --------
    >>> row = dict(node="grain", word="deal", count=40, n_articles=22, expected=2.0, npmi=0.4, pmi=4.3,
    ...            likelihood_ratio=160.2, t_score=6.0, n_node=90, n_word=120, n_total=44000)
    >>> len(plot_collocates(pd.DataFrame([row])).get_yticks())
    1
    """
    check_option("measure", measure, tuple(_MEASURES))
    made = "found = collocates(articles, 'ceasefire*')"
    _check(collocates, COLLOCATES, ("node",), "found", "plot_collocates", made)
    head, about = _MEASURES[measure]
    first, sided = collocates.iloc[0], "n_left" in collocates
    node = display(str(first["node"]), names)
    what = f"Words {'near' if sided else 'in sentences with'} “{node}”"
    marks = _marks(
        collocates,
        measure,
        Wording(measure, about, "rate" if measure == "likelihood_ratio" else "mean"),
        _first(collocates, [collocates["pmi"] < 0, -collocates["likelihood_ratio"]], top),
    )
    cells = [count(value) for value in collocates["count"].iloc[[m.row for m in marks]].tolist()]
    noun = "words" if sided else "sentences"
    own = f"“{node}” in {count(float(first['n_node']))} of {count(float(first['n_total']))} {noun}"
    foot = f"{named_source(source or own).rstrip('. ')}.{'' if source else ' mediakit'}"
    wish = Wish((), names, title, foot, ax, width)
    return _draw(collocates, marks, (what, f"{about}."), (head, ("Pairs" if sided else "Sentences", cells)), wish)


def _check(table: pd.DataFrame, contract: Any, one: Sequence[str], name: str, chart: str, made: str) -> None:
    """Raise a TableError if a table is another one, is empty, or holds several of what a title can say once."""
    try:
        check_columns(table, contract)
    except TableError as error:
        raise TableError(error.what, where=chart, next_step=f"Make it of articles: {made}.") from None
    if not len(table):
        raise TableError("the table has no words", where=chart, next_step="Check the filter before it.")
    several = varying(table, one)
    if several:
        raise TableError(
            f"a title can say one of them, and the table has several in {', '.join(several)}",
            where=chart,
            next_step=f"Keep one: {keep_one(table, several, name=name)}.",
        )


def _first(table: pd.DataFrame, keys: Sequence[pd.Series], top: int) -> list[int]:
    """Return the places of the rows that come first by these keys and then by the alphabet."""
    if isinstance(top, bool) or not isinstance(top, int) or not 1 <= top <= 100:
        raise OptionError(f"top must be a whole number from 1 to 100, got {top!r}")
    order = pd.concat([*keys, table["word"].astype(str)], axis=1, ignore_index=True).reset_index(drop=True)
    return [int(row) for row in order.sort_values(list(order.columns), kind="stable").index[:top]]


def _marks(table: pd.DataFrame, column: str, about: Wording, chosen: Sequence[int]) -> list[Mark]:
    nan, marks = math.nan, []
    for row, record in zip(chosen, table.iloc[list(chosen)].to_dict("records"), strict=True):
        word, n = str(record["word"]), int(record["n_articles"])
        value = float(record[column])
        marks.append(Mark(row, column, word, word, value, nan, nan, n, nan, nan, about, "", ""))
    return by_value(marks)


def _draw(
    table: pd.DataFrame,
    marks: Sequence[Mark],
    words: tuple[str, str],
    columns: tuple[str, tuple[str, list[str]]],
    wish: Wish,
) -> Axes:
    """Draw words as dots on stems: title and subtitle, head of the values, and one more column of numbers."""
    what, subtitle = words
    value, (head, cells) = columns
    rows = [Row((wish.names or {}).get(m.group, m.group), m, PLAIN, False) for m in marks]
    style = Style.of(marks[0].about.kind, [m.estimate for m in marks])
    with chart_style():
        page = Page(wish.width, wish.ax)
        s = page.sizes
        beside = [
            TextColumn(value, [style.text(m.estimate) for m in marks], s.label, INK, strong=True),
            TextColumn(head, cells, s.small),
            TextColumn("Articles", [count(m.n) for m in marks], s.small),
        ]
        foot = [*glyph_note(r.name for r in rows), wish.source]
        drawn = draw_rows(page, rows, style, beside, Head(wish.title or what, subtitle, foot), _draw_stem)
    order = [m.row for m in marks]
    ends = " ".join(
        f"{word}: {told(f'“{row.name}”', row.mark, style)}."
        for word, row in zip(("Largest", "Smallest"), rows[:1] + rows[1:][-1:], strict=False)
    )
    alt = f"Dots on stems: {what}, {plural(len(rows), 'word')}, largest first. {ends}"
    return keep(drawn, Chart(wish.title or what, alt, table.iloc[order].reset_index(drop=True)))


def _draw_stem(ax: Axes, row: Row, y: float, size: float) -> None:
    """Draw one dot with a thin line from zero."""
    ax.plot([0, row.mark.estimate], [y, y], color=FAINT, linewidth=1.2, zorder=1.5, gid="stem")
    draw_mark(ax, row, y, size)
