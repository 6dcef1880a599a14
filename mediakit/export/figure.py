"""Figures to files: PNG, SVG and PDF with title and alternative text, and the CSV of the numbers behind them."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from mediakit.charts.drawing.fonts import FAMILY, WEIGHTS, web_font
from mediakit.charts.drawing.layout import chart_style
from mediakit.charts.record import alt_text, chart_title, plotted_table
from mediakit.errors import OptionError
from mediakit.export.atomic import write_whole
from mediakit.export.png import encode_png
from mediakit.export.table_files import csv_bytes
from mediakit.printing import showable

FORMATS = ("png", "svg", "pdf")
_DPI = 300


def export_figure(
    ax: Axes,
    path: str | Path,
    *,
    table: pd.DataFrame | None = None,
    formats: Sequence[str] | None = None,
) -> list[Path]:
    """Write a chart to files, with the table behind it beside them as CSV.

    The same chart gives the same bytes each time: no dates are written. Title and alternative text go into
    the files. Every file appears whole or not at all.

    Parameters
    ----------
    ax : Axes
        What a mediakit plot function returned; its whole figure is written.
    path : str or Path
        Where to write, such as ``out/coverage``. With the ending ``.png``, ``.svg`` or ``.pdf`` only that
        format is written, unless ``formats`` says otherwise. Missing folders are made.
    table : DataFrame, optional
        The numbers to write as CSV (UTF-8 with a byte order mark); without it, the plotted table.
    formats : sequence of str, optional
        Any of ``png`` (300 dpi, with a palette where nobody would see the difference), ``svg`` (text stays text,
        font embedded) and ``pdf``; without it, PNG and SVG.

    Returns
    -------
    list of Path
        The files written, the CSV last.

    Raises
    ------
    OptionError
        When a format is unknown or the Axes are not from a mediakit plot function.
    SourceError
        When the folder cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from mediakit.charts.comparison import plot_comparison
    >>> from mediakit.tables import ESTIMATES, build_table
    >>> row = dict(measure="coverage", label="", n_articles=120, n_stories=90, total=30, exposure=120,
    ...            unit="share of articles", method="Wilson 95 %", estimate=0.25, conf_low=0.18, conf_high=0.33)
    >>> ax = plot_comparison(build_table(ESTIMATES, [row]))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [p.name for p in export_figure(ax, folder + "/share", formats=["svg"])]
    ['share.svg', 'share.csv']
    """
    title, alt = chart_title(ax), alt_text(ax)
    stem, chosen = _target(Path(path), formats)
    figure = ax.get_figure(root=True)
    assert isinstance(figure, Figure)
    made = {}
    for kind in chosen:
        data = render_png(ax, dpi=_DPI) if kind == "png" else _render(figure, kind, title, alt)
        made[stem.with_name(f"{stem.name}.{kind}")] = data
    numbers = plotted_table(ax) if table is None else table
    made[stem.with_name(f"{stem.name}.csv")] = csv_bytes(numbers)
    for file, data in made.items():
        write_whole(file, data, what="the figure")
    return list(made)


def render_png(ax: Axes, *, dpi: int = 200) -> bytes:
    """Return a drawn chart as the bytes of a PNG, with its title and alternative text.

    Parameters
    ----------
    ax : Axes
        What a mediakit plot function returned.
    dpi : int
        Dots an inch.

    Examples
    --------
    >>> from mediakit.charts.corpus import plot_corpus
    >>> ax = plot_corpus(pd.DataFrame({"outlet": ["Daily Lantern"], "period": ["2022-05-01"], "n_articles": [12]}))
    >>> render_png(ax)[1:4]
    b'PNG'
    """
    figure = ax.get_figure(root=True)
    assert isinstance(figure, Figure)
    return figure_png(figure, dpi=dpi, facts={"Title": chart_title(ax), "Description": alt_text(ax)})


def figure_png(figure: Figure, *, dpi: int, facts: Mapping[str, str]) -> bytes:
    """Return a figure as the bytes of a PNG.

    Parameters
    ----------
    figure : Figure
        Any figure of matplotlib.
    dpi : int
        Dots an inch.
    facts : mapping of str to str
        Notes such as the title, by PNG keyword.

    Examples
    --------
    >>> figure_png(Figure(figsize=(1, 1)), dpi=20, facts={"Title": "Rain"})[1:4]
    b'PNG'
    """
    held = BytesIO()
    with chart_style():
        figure.savefig(held, format="rgba", dpi=dpi)
    pixels = np.frombuffer(held.getbuffer(), np.uint8).reshape(-1, int(figure.get_figwidth() * dpi), 4)
    return encode_png(pixels, dpi=dpi, facts={**facts, "Software": "mediakit"})


def close_charts(*drawn: Axes) -> None:
    """Let go of the figures of charts that are not needed any more.

    Parameters
    ----------
    *drawn : Axes
        What mediakit plot functions returned.

    Examples
    --------
    >>> from mediakit.charts.corpus import plot_corpus
    >>> ax = plot_corpus(pd.DataFrame({"outlet": ["Daily Lantern"], "period": ["2022-05-01"], "n_articles": [12]}))
    >>> close_charts(ax)
    >>> plt.fignum_exists(ax.get_figure().number)
    False
    """
    for ax in drawn:
        plt.close(ax.get_figure(root=True))


def _target(path: Path, formats: Sequence[str] | None) -> tuple[Path, list[str]]:
    ending = path.suffix.lower().lstrip(".")
    stem = path.with_suffix("") if ending in (*FORMATS, "csv") else path
    if formats is None:
        return stem, [ending] if ending in FORMATS else ["png", "svg"]
    if isinstance(formats, str):
        raise OptionError(
            f"formats must be a list, got the text {formats!r}", next_step=f"Write formats=[{formats!r}]."
        )
    unknown = [kind for kind in formats if kind not in FORMATS]
    if unknown or not formats:
        raise OptionError(f"formats must be some of {', '.join(map(repr, FORMATS))}, got {list(formats)!r}")
    return stem, list(dict.fromkeys(formats))


def _render(figure: Figure, kind: str, title: str, alt: str) -> bytes:
    held = BytesIO()
    kinds: dict[str, dict[str, Any]] = {
        "svg": {"Title": title, "Description": alt, "Creator": "mediakit", "Date": None},
        "pdf": {"Title": title, "Subject": alt, "Creator": "mediakit", "CreationDate": None},
    }
    with chart_style():
        figure.savefig(held, format=kind, dpi="figure", metadata=kinds[kind])
    if kind == "svg":
        return _readable(held.getvalue().decode("utf-8"), figure, title, alt).encode("utf-8")
    return held.getvalue()


def _readable(svg: str, figure: Figure, title: str, alt: str) -> str:
    """Return the SVG with title and description for screen readers, and with its font."""
    svg, title, alt = map(showable, (svg, title, alt))
    svg = re.sub(r"\s*<title>.*?</title>", "", svg, count=1, flags=re.DOTALL)
    head = re.search(r"<svg\b[^>]*>", svg)
    assert head is not None
    key = "chart-" + hashlib.blake2b(f"{title}\x1f{alt}".encode(), digest_size=4).hexdigest()
    opened = head.group(0)[:-1] + f' role="img" aria-labelledby="{key}-title {key}-text">'
    title, alt = (html.escape(words, quote=False) for words in (title, alt))
    words = (
        f'\n <title id="{key}-title">{title}</title>\n <desc id="{key}-text">{alt}</desc>'
        f'\n <style type="text/css">{_font_faces(figure)}</style>'
    )
    return svg[: head.start()] + opened + words + svg[head.end() :]


def _font_faces(figure: Figure) -> str:
    faces = []
    texts = [t for t in figure.findobj(Text) if isinstance(t, Text) and t.get_visible()]
    for weight in WEIGHTS:
        used = "".join(
            sorted({c for t in texts if _weight(t) == weight for c in t.get_text() if not c.isspace()} | {" "})
        )
        font = web_font(weight, used) if used.strip() else b""
        if font:
            data = base64.b64encode(font).decode("ascii")
            source = f"src:url(data:font/woff;base64,{data}) format('woff')"
            faces.append(f"@font-face{{font-family:'{FAMILY}';font-weight:{weight};{source}}}")
    return "".join(faces)


def _weight(text: Text) -> int:
    weight = text.get_fontweight()
    return 600 if weight in ("semibold", "demibold", "bold") or (isinstance(weight, int) and weight >= 600) else 400
