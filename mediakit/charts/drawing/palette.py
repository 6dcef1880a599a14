"""The colours of every chart; a colour never carries a meaning alone."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgb

INK = "#1A1A1A"
MUTED = "#5C5C5C"
ZERO = "#8A8A8A"
GRID = "#DEDEDE"
FOCUS = ("#A8322A", "#12304D", "#2F7FB5", "#C98A1B")
PLAIN = "#12304D"
CONTEXT = "#9A9A9A"
FAINT = "#C4C4C4"
BAR = "#8A8A8A"
BAND = 0.18
MARKERS = ("o", "s", "^", "D")
SHARES = LinearSegmentedColormap.from_list(
    "mediakit_shares", ("#F4F7FA", "#C9DCEA", "#8FB6D2", "#4A86B0", "#1F5F8B", "#123B5A")
)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, 0 (black) to 1 (white), as WCAG 2.2 defines it.

    Examples
    --------
    >>> luminance("#FFFFFF"), luminance("#000000")
    (1.0, 0.0)
    """
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return float(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21, as WCAG 2.2 defines it.

    Examples
    --------
    >>> contrast("#000000", "#FFFFFF")
    21.0
    """
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lightness(colour: str) -> float:
    """Return the CIE lightness L* of a colour, 0 (black) to 100 (white)."""
    y = luminance(colour)
    return 116 * y ** (1 / 3) - 16 if y > 216 / 24389 else y * 24389 / 27


def ink_on(background: str) -> str:
    """Return the text colour that can be read on a background: ink, else white, else black.

    Examples
    --------
    >>> ink_on("#F4F7FA"), ink_on("#123B5A")
    ('#1A1A1A', '#FFFFFF')
    """
    for colour in (INK, "#FFFFFF"):
        if contrast(colour, background) >= 4.5:
            return colour
    return "#000000"


def shade(value: float, top: float) -> str:
    """Return the colour of a value between 0 and ``top`` on the sequential scale."""
    return to_hex(SHARES(min(max(value / top, 0.0), 1.0) if top > 0 else 0.0))


def focus_colours(names: Sequence[str], focus: Sequence[str]) -> dict[str, str]:
    """Return a colour for each name: the focus colours in order, context grey for the rest; all plain without a focus.

    Examples
    --------
    >>> focus_colours(["Daily Lantern", "Granit Portal"], ["Granit Portal"])
    {'Daily Lantern': '#9A9A9A', 'Granit Portal': '#A8322A'}
    """
    if not focus:
        return dict.fromkeys(names, PLAIN)
    rest = FAINT if len(focus) == len(FOCUS) else CONTEXT
    chosen = dict(zip(focus, FOCUS, strict=False))
    return {name: chosen.get(name, rest) for name in names}
