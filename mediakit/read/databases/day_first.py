"""Dates of databases that print the day before the month."""

from __future__ import annotations

from dataclasses import replace

from mediakit.read.account import Options
from mediakit.read.values.dates import FoundDate, find_date


def day_first(options: Options) -> Options:
    """Return the options with the day before the month, where the caller said nothing."""
    return options if options.dayfirst is not None else replace(options, dayfirst=True)


def find_day(line: str, options: Options) -> FoundDate | None:
    """Return the first date in a line, read as the options say."""
    return find_date(line, dayfirst=options.dayfirst, timezone=options.timezone)
