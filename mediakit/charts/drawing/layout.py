"""Figures laid out in points: a head, a body whose height follows from its content, and a foot."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import resources
from typing import Any, Literal

import matplotlib.pyplot as plt
from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, ScaledTranslation, Transform

from mediakit.charts.drawing import fonts
from mediakit.charts.drawing.palette import GRID, INK, MUTED
from mediakit.charts.drawing.typeset import REGULAR, SEMIBOLD, widest, wrap
from mediakit.errors import OptionError, check_option

POINTS = 72.0
EDGE, TITLE_GAP, HEAD_GAP, FOOT_GAP = 2.0, 2.0, 6.0, 6.0
TITLE_LEADING, SUBTITLE_LEADING, SOURCE_LEADING, NAME_LEADING = 1.22, 1.3, 1.35, 1.2
_ASCENT = 0.95
MIDDLE = 0.357  # half the height of a capital, in ems
BELOW = 0.85  # from the tick's end to the baseline of its label, in ems
HALO = [withStroke(linewidth=1.6, foreground="white")]


@dataclass(frozen=True)
class Sizes:
    """Text sizes and row heights of one printed width, in points."""

    width: float
    title: float
    subtitle: float
    label: float
    small: float
    source: float
    row: float
    cell: float
    bump: float
    plot: float
    panel: float
    columns: int

    @property
    def narrow(self) -> bool:
        """True for one column of a page."""
        return self.width < 300


_CM = POINTS / 2.54
_WIDE = Sizes(16 * _CM, 11, 8.5, 8, 7, 6.5, 13.5, 14, 17, 128, 58, 4)
_NARROW = Sizes(8 * _CM, 9, 7.5, 7, 6.5, 6, 12.5, 13, 15, 104, 44, 3)
Width = Literal["web", "a4-column", "a4-wide"]
WIDTHS: dict[Width, Sizes] = {"web": _WIDE, "a4-column": _NARROW, "a4-wide": _WIDE}


@contextmanager
def chart_style() -> Iterator[None]:
    """Use the chart style inside a with block; the settings found before are back after it.

    Characters that no chart font holds are not warned of here: the chart says so in its foot.
    """
    fonts.register()
    with (
        warnings.catch_warnings(),
        resources.as_file(resources.files("mediakit.resources") / "mediakit.mplstyle") as path,
    ):
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        with style.context(str(path), after_reset=True):
            yield


@dataclass
class Page:
    """One chart's place: a figure of its own, or the box of given axes, measured in points from its top left.

    Use ``width`` (points) to lay the body out, then call ``open`` once with the body's height.
    """

    preset: Width = "web"
    given: Axes | None = None
    sizes: Sizes = field(init=False)
    width: float = field(init=False)
    figure: Figure = field(init=False)
    _left: float = field(init=False, default=0.0)
    _top: float = field(init=False, default=0.0)
    _stretch: float = field(init=False, default=1.0)
    _used: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        check_option("width", self.preset, tuple(WIDTHS))
        self.sizes = WIDTHS[self.preset]
        self.width = self.sizes.width
        if self.given is None:
            return
        if not isinstance(self.given, Axes):
            raise OptionError(
                f"ax must be matplotlib Axes, got {type(self.given).__name__}",
                next_step="Pass one of the axes of plt.subplots(), or leave ax out for a figure of its own.",
            )
        self.figure = self.given.get_figure(root=True)  # type: ignore[assignment]
        box, inches = self.given.get_position(), self.figure.get_size_inches()
        self._left, self._top = box.x0 * inches[0] * POINTS, box.y1 * inches[1] * POINTS
        self.width = box.width * inches[0] * POINTS

    def open(self, height: float, *, title: str, subtitle: str, foot: list[str]) -> None:
        """Make the figure for a body of so many points, or fit the body into the given axes."""
        if self.given is not None:
            box, inches = self.given.get_position(), self.figure.get_size_inches()
            self._stretch = box.height * inches[1] * POINTS / height
            return
        s, room = self.sizes, self.width - 2 * EDGE
        heads = wrap(title, room, s.title, SEMIBOLD)
        subs = wrap(subtitle, room, s.subtitle)
        feet = [line for part in foot for line in wrap(part.replace(" %", "\N{NO-BREAK SPACE}%"), room, s.source)]
        above = EDGE + len(heads) * s.title * TITLE_LEADING + HEAD_GAP
        above += TITLE_GAP + len(subs) * s.subtitle * SUBTITLE_LEADING if subs else 0
        below = FOOT_GAP + len(feet) * s.source * SOURCE_LEADING + EDGE if feet else EDGE
        total = above + height + below
        self.figure = plt.figure(figsize=(self.width / POINTS, total / POINTS))
        self._left, self._top = 0.0, total
        y = EDGE
        y = self._lines(heads, y, s.title, TITLE_LEADING, color=INK, weight=SEMIBOLD, gid="title")
        self._lines(subs, y + TITLE_GAP, s.subtitle, SUBTITLE_LEADING, color=MUTED, gid="subtitle")
        self._lines(feet, above + height + FOOT_GAP, s.source, SOURCE_LEADING, color=MUTED, gid="source")
        self._top = total - above

    def _lines(self, lines: list[str], y: float, size: float, leading: float, **style_: Any) -> float:
        for number, line in enumerate(lines):
            self.text(EDGE, y + size * (_ASCENT + number * leading), line, size=size, va="baseline", **style_)
        return y + len(lines) * size * leading

    def text(
        self, x: float, y: float, words: str, *, size: float, color: str = INK, weight: int = REGULAR, **more: Any
    ) -> Text:
        """Write one line at a point of the body; its capitals and digits are centred on y unless ``va`` is given."""
        if "va" not in more:
            more["va"], drop = "baseline", MIDDLE * size
        else:
            drop = 0.0
        return self.figure.text(
            self._left + x,
            self._top - y * self._stretch - drop,
            words,
            transform=self._points(),
            fontsize=size,
            color=color,
            fontweight=weight,
            **more,
        )

    def dot(self, x: float, y: float, *, size: float, edge: str, fill: str, width: float) -> None:
        """Draw one dot of a key at a point of the body."""
        self._line([x], y, marker="o", markersize=size, color=edge, markerfacecolor=fill, markeredgewidth=width)

    def sample(self, x: float, y: float, *, length: float, colour: str, marker: str) -> None:
        """Draw a sample of a line with its marker, from a point of the body to the right."""
        self._line(
            [x, x + length / 2, x + length],
            y,
            marker=marker,
            markevery=[1],
            markersize=3.2,
            color=colour,
            linewidth=1.5,
        )

    def rule(self, y: float) -> None:
        """Draw a thin line over the whole width of the body."""
        self._line([EDGE, self.width - EDGE], y, color=GRID, linewidth=0.5)

    def _line(self, xs: list[float], y: float, **look: Any) -> None:
        heights = [self._top - y * self._stretch] * len(xs)
        self.figure.add_artist(Line2D([self._left + x for x in xs], heights, transform=self._points(), **look))

    def _points(self) -> Transform:
        """Return the way from points to the figure; it holds when a notebook crops the figure, as inches would not."""
        width, height = self.figure.get_size_inches() * POINTS
        return Affine2D().scale(1 / width, 1 / height) + self.figure.transFigure

    def names(self, y: float, lines: list[str], *, size: float, **more: Any) -> None:
        """Write a row's name, one line or several around y, flush left with the title."""
        first = y - (len(lines) - 1) * size * NAME_LEADING / 2
        for number, line in enumerate(lines):
            self.text(EDGE, first + number * size * NAME_LEADING, line, size=size, ha="left", **more)

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Return axes over a rectangle of the body; the first take the place of the given axes."""
        inches = self.figure.get_size_inches() * POINTS
        bottom = self._top - (top + height) * self._stretch
        place = (
            (self._left + left) / inches[0],
            bottom / inches[1],
            width / inches[0],
            height * self._stretch / inches[1],
        )
        if self.given is None or self._used:
            return self.figure.add_axes(place)
        self._used = True
        self.given.set_position(place)
        return self.given

    def caption(self, ax: Axes, title: str, *, above: float) -> None:
        """Give the title to axes that were passed in, so many points above them."""
        if self.given is not None:
            lines = wrap(title, self.width, self.sizes.title, SEMIBOLD)
            ax.set_title(
                "\n".join(lines),
                loc="left",
                fontsize=self.sizes.title,
                fontweight=SEMIBOLD,
                color=INK,
                pad=above * self._stretch + 4,
            )


def centre_labels(ax: Axes, size: float, *, side: str) -> None:
    """Centre the labels of the y axis on their ticks, and put those of the x axis on one baseline."""
    drop, labels = (MIDDLE, ax.get_yticklabels()) if side == "y" else (BELOW, ax.get_xticklabels())
    shift = ScaledTranslation(0, -drop * size / POINTS, ax.figure.dpi_scale_trans)
    for label in labels:
        label.set(verticalalignment="baseline", transform=label.get_transform() + shift)


def name_column(names: list[str], page: Page, *, part: float = 1 / 3) -> tuple[float, list[list[str]]]:
    """Return the width in points of the column of row names, and each name's lines.

    The column is as wide as its widest name and at most that part of the page; longer names take several lines.
    """
    size = page.sizes.label
    room = page.width * part - EDGE
    lines = [wrap(name, room, size, SEMIBOLD) or [""] for name in names]
    return EDGE + max(widest(part, size, SEMIBOLD) for part in lines), lines


def row_middles(lines: list[list[str]], height: float, size: float) -> tuple[list[float], float]:
    """Return the middle of each row in points from the top, and the height of all; rows of several lines are taller."""
    middles, y = [], 0.0
    for part in lines:
        tall = height + (len(part) - 1) * size * NAME_LEADING
        middles.append(y + tall / 2)
        y += tall
    return middles, y
