"""Numbers as they are printed on charts: values, intervals, counts and axis ticks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.ticker import MaxNLocator

MINUS, DASH = "\N{MINUS SIGN}", "\N{EN DASH}"


def count(number: float) -> str:
    """Return a whole number with thousands commas.

    Examples
    --------
    >>> count(3984)
    '3,984'
    """
    return f"{number:,.0f}"


def number_range(numbers: Sequence[int]) -> str:
    """Return one count, or the smallest and largest of several.

    Examples
    --------
    >>> number_range([40, 40]), number_range([30, 1200])
    ('40', '30–1,200')
    """
    ends = sorted({min(numbers), max(numbers)})
    return DASH.join(count(n) for n in ends)


def percent(value: float) -> str:
    """Return a share (0-1) in percent without the sign; a decimal only below 1 and above 99 %.

    Examples
    --------
    >>> [percent(v) for v in (0, 0.0004, 0.004, 0.45, 0.997, 1)]
    ['0', '<0.1', '0.4', '45', '99.7', '100']
    """
    hundred = value * 100
    if 0 < hundred < 0.1:
        return "<0.1"
    if 99.9 < hundred < 100:
        return ">99.9"
    if 0 < hundred < 0.95 or 99.5 <= hundred < 100:
        return f"{hundred:.1f}"
    return f"{hundred:.0f}"


@dataclass(frozen=True)
class Scale:
    """How the values of one chart are printed, chosen from its unit and its largest value."""

    share: bool
    signed: bool
    decimals: int

    @classmethod
    def of(cls, unit: str, values: Sequence[float]) -> Scale:
        """Return the scale for values of a unit such as ``share of articles``."""
        top = max((abs(v) for v in values if not math.isnan(v)), default=0.0)
        signed = unit.startswith("mean") or any(v < 0 for v in values)
        return cls(unit.startswith("share"), signed, 2 if signed or top < 10 else 1 if top < 100 else 0)

    def bare(self, value: float) -> str:
        """Return a value without its unit."""
        if self.share:
            return percent(value) if value >= 0 else MINUS + percent(-value)
        text = f"{abs(value):,.{self.decimals}f}"
        if not any(c in "123456789" for c in text):
            return text
        return (MINUS if value < 0 else "+" if self.signed else "") + text

    def text(self, value: float) -> str:
        """Return a value as it stands in a sentence."""
        return self.bare(value) + ("%" if self.share else "")

    def interval(self, low: float, high: float) -> str:
        """Return an interval, ``to`` between signed ends so that a minus is not taken for a dash."""
        return f"{self.bare(low)}{' to ' if self.signed else DASH}{self.bare(high)}"

    def limits(self, values: Sequence[float]) -> tuple[float, float]:
        """Return axis limits that hold zero and every value."""
        drawn = [v for v in values if not math.isnan(v)]
        low, high = min([0.0, *drawn]), max([0.0, *drawn])
        if low == high:
            high = 0.1 if self.share else 1.0
        if self.share and 0.9 < high < 1:
            high = 1.0
        if self.signed:
            pad = (high - low) * 0.04
            return (low - pad if low < 0 else low), (high + pad if high > 0 else high)
        return low, high

    def ticks(self, low: float, high: float, most: int) -> tuple[list[float], list[str]]:
        """Return at most so many round ticks inside the limits; the unit stands at the last one only."""
        factor = 100 if self.share else 1
        found = MaxNLocator(nbins=max(most - 1, 1), steps=[1, 2, 2.5, 4, 5, 10]).tick_values(
            low * factor, high * factor
        )
        slack = (high - low) * factor * 1e-9
        places = [float(v) for v in found if low * factor - slack <= v <= high * factor + slack]
        places = [0.0 if abs(v) <= slack else v for v in places]
        labels = [_tick(v, self.signed) for v in places]
        if self.share and labels:
            labels[-1] += "%"
        return [v / factor for v in places], labels


def _tick(value: float, signed: bool) -> str:
    text = f"{abs(value):,.10f}".rstrip("0").rstrip(".")
    return text if value == 0 else (MINUS if value < 0 else "+" if signed else "") + text
