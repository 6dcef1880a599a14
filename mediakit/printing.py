"""Numbers and dates as they are printed: one way for charts, tables and sentences."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

MINUS, DASH = "\N{MINUS SIGN}", "\N{EN DASH}"
# Control characters but tab and line ends, halves of a character, and what no XML may hold.
_UNSHOWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
PERCENT_KINDS = ("share", "proportion")


def showable(text: str) -> str:
    r"""Return a text in which what would steer a terminal, and what no page or picture may hold, is a visible sign.

    Examples
    --------
    >>> showable("A\x1b[31mB\x00"), showable("A\tB")
    ('A\ufffd[31mB\ufffd', 'A\tB')
    """
    return text if text.isprintable() else _UNSHOWABLE.sub("\N{REPLACEMENT CHARACTER}", text)


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
    return DASH.join(count(n) for n in sorted({min(numbers), max(numbers)}))


def plural(number: int, word: str) -> str:
    """Return a count with its noun.

    Examples
    --------
    >>> plural(1, "outlet"), plural(1200, "article")
    ('1 outlet', '1,200 articles')
    """
    return f"{count(number)} {word}" + ("" if number == 1 else "s")


def p_value(value: float) -> str:
    """Return a p-value with three decimals and without the zero before them; empty where there is none.

    One below .05 is never printed as .050.

    Examples
    --------
    >>> [p_value(p) for p in (0.0312, 0.0004, 0.0499, 1.0, math.nan)]
    ['.031', '<.001', '<.05', '1.000', '']
    """
    if math.isnan(value):
        return ""
    text = f"{value:.3f}".removeprefix("0")
    return "<.001" if value < 0.001 else "<.05" if value < 0.05 and text == ".050" else text


@dataclass(frozen=True)
class Style:
    """How the values of one measure are printed: made once for a table, so that its numbers look alike everywhere.

    Parameters
    ----------
    percent : bool
        Print 0.45 as 45%, and a difference of 0.045 as +4.5 points.
    signed : bool
        Print a plus before what is above zero.
    decimals : int
        Of every value and of both ends of its interval.
    difference : bool
        The values are differences of two.
    """

    percent: bool
    signed: bool
    decimals: int
    difference: bool = False

    @classmethod
    def of(cls, kind: str, values: Iterable[float], *, difference: bool = False) -> Style:
        """Return the style for a column of values: with the decimals that its neediest value asks for.

        A percentage below 10 asks for one decimal, and so does one that is not 100 and would be rounded to it. Other
        numbers ask for two decimals below 10 and one below 100; a rate that would be printed as zero asks for three.

        Parameters
        ----------
        kind : str
            share, proportion, rate or mean; anything else prints plain numbers.
        values : iterable of float
            All values of the measure in the table; nan is passed over.
        difference : bool
            The values are differences of two.

        Examples
        --------
        >>> [Style.of("share", [0.45, v]).text(0.45) for v in (0.2, 0.08, 0.997, 1.0)]
        ['45%', '45.0%', '45.0%', '45%']
        >>> Style.of("mean", [0.12, -0.2]).text(0.12), Style.of("rate", [12.5]).text(12.5)
        ('+0.12', '12.5')
        """
        percent = kind in PERCENT_KINDS
        known = [abs(v) for v in values if not math.isnan(v)]
        asked = [_of_percent(100 * v) if percent else _of_number(v, small=kind != "mean") for v in known]
        return cls(percent, difference or kind == "mean", max(asked, default=0), difference)

    def bare(self, value: float) -> str:
        """Return a value without its unit; what is not zero is never printed as zero, except where it has a sign.

        Examples
        --------
        >>> style = Style.of("share", [0.0004, 0.9997])
        >>> [style.bare(v) for v in (0, 0.0004, 0.45, 0.9997, 1)]
        ['0.0', '<0.1', '45.0', '>99.9', '100.0']
        """
        text, step = self._rounded(value), 10.0**-self.decimals
        if not self.signed and value > 0 and not any(c in "123456789" for c in text):
            return f"<{step:.{self.decimals}f}"
        if self.percent and not self.signed and value < 1 and text == f"{100:.{self.decimals}f}":
            return f">{100 - step:.{self.decimals}f}"
        return text

    def text(self, value: float) -> str:
        """Return a value with its unit, as it stands in a sentence.

        Examples
        --------
        >>> Style.of("share", [0.042], difference=True).text(0.042)
        '+4.2 points'
        """
        return self.bare(value) + ("" if not self.percent else " points" if self.difference else "%")

    def interval(self, low: float, high: float) -> str:
        """Return an interval with the decimals of its value; empty where an end is not known.

        Between signed ends stands ``to``, so that no minus is taken for a dash.

        Examples
        --------
        >>> Style.of("share", [0.45]).interval(0.402, 0.508), Style.of("mean", [0.1]).interval(-0.08, 0.28)
        ('40–51', '−0.08 to +0.28')
        """
        if math.isnan(low) or math.isnan(high):
            return ""
        return f"{self._rounded(low)}{' to ' if self.signed or low < 0 else DASH}{self._rounded(high)}"

    def with_interval(self, value: float, low: float, high: float) -> str:
        """Return a value with its interval in brackets, where it has one.

        Examples
        --------
        >>> Style.of("share", [0.449]).with_interval(0.449, 0.402, 0.508)
        '45% (40–51)'
        """
        between = self.interval(low, high)
        return self.text(value) + (f" ({between})" if between else "")

    def _rounded(self, value: float) -> str:
        text = f"{abs(value) * (100 if self.percent else 1):,.{self.decimals}f}"
        if not any(c in "123456789" for c in text):
            return text
        return (MINUS if value < 0 else "+" if self.signed else "") + text


def _of_percent(hundred: float) -> int:
    """Return the decimals that a percentage asks for."""
    rounded_away = hundred != 100 and f"{hundred:.0f}" == "100"
    return 1 if hundred < 10 or rounded_away else 0


def _of_number(size: float, *, small: bool) -> int:
    """Return the decimals that a number asks for; one that two would print as zero asks for three where ``small``."""
    if size >= 10:
        return 1 if size < 100 else 0
    return 3 if small and 0 < size < 0.005 else 2


def day(date: pd.Timestamp, *, year: bool = True) -> str:
    """Return a date in the short form of axes and labels, such as 24 Feb 2022."""
    return f"{date.day} {month(date)}" + (f" {date.year}" if year else "")


def month(date: pd.Timestamp) -> str:
    """Return the name of a date's month in the short form of axes and labels, such as Feb."""
    return date.month_name()[:3]


def say_dates(first: pd.Timestamp, last: pd.Timestamp) -> str:
    """Return the days from first to last in words: whole months and years by their names.

    Examples
    --------
    >>> say_dates(pd.Timestamp("2022-05-09"), pd.Timestamp("2022-05-15"))
    '9–15 May 2022'
    >>> [say_dates(pd.Timestamp("2022-04-01"), pd.Timestamp(f"2022-{end}")) for end in ("04-30", "06-30")]
    ['April 2022', 'April–June 2022']
    >>> say_dates(pd.Timestamp("2022-01-01"), pd.Timestamp("2022-12-31"))
    '2022'
    """
    if first.day == 1 and last.day == last.days_in_month:
        return _whole_months(first, last)
    end = f"{last.day} {last.month_name()} {last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return end if first.day == last.day else f"{first.day}{DASH}{end}"
    return f"{first.day} {first.month_name()}{'' if first.year == last.year else f' {first.year}'} {DASH} {end}"


def _whole_months(first: pd.Timestamp, last: pd.Timestamp) -> str:
    if first.month == 1 and last.month == 12:
        return DASH.join(dict.fromkeys((str(first.year), str(last.year))))
    end = f"{last.month_name()} {last.year}"
    if first.year == last.year:
        return end if first.month == last.month else f"{first.month_name()}{DASH}{end}"
    return f"{first.month_name()} {first.year} {DASH} {end}"
