"""Text measured in points as it will be saved (without hinting), and broken into lines."""

from __future__ import annotations

import re
from functools import lru_cache

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from mediakit.charts.drawing import fonts

REGULAR, SEMIBOLD = 400, 600
_SAFETY = 1.01


@lru_cache(maxsize=8192)
def _ems(text: str, weight: int) -> float:
    known = [step for letter in text if (step := fonts.advance(letter, weight)) is not None]
    if len(known) == len(text):
        return sum(known)
    style = FontProperties(family=[fonts.FAMILY, fonts.FALLBACK], size=1, weight=weight)
    return float(TextToPath().get_text_width_height_descent(text, style, False)[0])


def width_of(text: str, size: float, weight: int = REGULAR) -> float:
    """Return the width in points of one line of text at a size in points.

    The widths of letters of the chart font are added up, which takes far less time than laying out the line.
    FreeType lays out lines with others, whose width depends on their neighbours or on a second font.

    Examples
    --------
    >>> width_of("Kvarken Post", 16) == 2 * width_of("Kvarken Post", 8)
    True
    """
    return _ems(text, weight) * size * _SAFETY


def widest(texts: list[str], size: float, weight: int = REGULAR) -> float:
    """Return the width in points of the widest of some lines, 0 for none."""
    return max((width_of(text, size, weight) for text in texts), default=0.0)


def _broken(word: str, width: float, size: float, weight: int) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and width_of(pieces[-1] + letter, size, weight) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _filled(words: list[str], width: float, size: float, weight: int) -> list[str]:
    lines: list[str] = []
    for word in words:
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(joined, size, weight) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines


def wrap(text: str, width: float, size: float, weight: int = REGULAR) -> list[str]:
    """Return the lines a text takes within a width, about equally long.

    No word is cut unless it is wider than the line alone; a no-break space holds words together.

    Parameters
    ----------
    text : str
        One paragraph.
    width, size : float
        Points.
    weight : int
        400 or 600.

    Examples
    --------
    >>> wrap("The Northgate Courier", 60, 8)
    ['The Northgate', 'Courier']
    """
    words: list[str] = []
    for word in re.split(r"[ \t\r\n]+", text.strip()):
        fits = width_of(word, size, weight) <= width
        words += [word] if fits else _broken(word, width, size, weight)
    lines = _filled(words, width, size, weight)
    if len(lines) < 2:
        return lines
    low, high = width * 0.4, width
    while high - low > 1:
        middle = (low + high) / 2
        tried = _filled(words, middle, size, weight)
        if len(tried) > len(lines) or widest(tried, size, weight) > middle:
            low = middle
        else:
            high = middle
    return _filled(words, high, size, weight)
