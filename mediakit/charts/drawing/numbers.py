"""The axis of values: its limits and its ticks."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.ticker import MaxNLocator

from mediakit.printing import MINUS, Style

_LEAST_SIDE = 0.12


def axis_limits(style: Style, values: Sequence[float]) -> tuple[float, float]:
    """Return axis limits that hold zero and every value; of differences, some room on both sides of zero."""
    drawn = [v for v in values if not math.isnan(v)]
    low, high = min([0.0, *drawn]), max([0.0, *drawn])
    if low == high:
        high = 0.1 if style.percent else 1.0
        low = -high if style.difference else low
    if style.percent and not style.difference and 0.9 < high < 1:
        high = 1.0
    if style.difference:
        side = (high - low) * _LEAST_SIDE
        low, high = min(low, -side), max(high, side)
    if style.signed or low < 0:
        pad = (high - low) * 0.04
        return (low - pad if low < 0 else low), (high + pad if high > 0 else high)
    return low, high


def axis_ticks(style: Style, low: float, high: float, most: int) -> tuple[list[float], list[str]]:
    """Return at most so many round ticks inside the limits; the unit stands at the last one only."""
    factor = 100 if style.percent else 1
    found = MaxNLocator(nbins=max(most - 1, 1), steps=[1, 2, 2.5, 4, 5, 10]).tick_values(low * factor, high * factor)
    slack = (high - low) * factor * 1e-9
    places = [float(v) for v in found if low * factor - slack <= v <= high * factor + slack]
    places = [0.0 if abs(v) <= slack else v for v in places]
    labels = [_tick(v, style.signed) for v in places]
    if style.percent and not style.difference and labels:
        labels[-1] += "%"
    return [v / factor for v in places], labels


def _tick(value: float, signed: bool) -> str:
    text = f"{abs(value):,.10f}".rstrip("0").rstrip(".")
    return text if value == 0 else (MINUS if value < 0 else "+" if signed else "") + text
