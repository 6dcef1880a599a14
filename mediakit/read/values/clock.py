"""Times of day inside texts of dates, and time zones by name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from mediakit.errors import OptionError
from mediakit.read.values.data_files import read_data

_CLOCK = re.compile(
    r"(?<![\d.:/-])(\d{1,2})(?::(\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?|\s?h\s?(\d{2})?(?![^\W\d_])"
    r"|\.(\d{2})(?=\s{0,2}(?:uhr|hrs|hod|u\b)))(?!\d)(?:\s?([ap])\.?m\b\.?)?"
)
_HALF_DAY = re.compile(r"(?<![\d.:/-])(\d{1,2})(?:\.(\d{2}))?\s?([ap])\.?m\b\.?")
_DOT_CLOCK = re.compile(r"(?:\b(?:kl|klo|kello|alle|ore|um|om|at)\b\.?\s|(?<=\d{4}[ ,]))\s?(\d{1,2})\.(\d{2})(?![\d.])")
_OFFSET = re.compile(
    r"\s{0,2}\(?(?:(?:utc|gmt)\s?([+-])\s?(\d{1,2})(?::?(\d{2}))?|([+-])(\d{2}):?(\d{2}))(?!\d)\)?(?:\s?\(?(?:utc|gmt|[a-z]{3,4})\)?(?=\s*$))?"
)


@dataclass(frozen=True)
class Clock:
    """A time of day as printed, with its zone where one is printed."""

    hour: int
    minute: int
    second: int
    zone: tzinfo | None


def find_zone(name: str) -> tzinfo:
    """Return the time zone of that name, such as ``Europe/London`` or ``+02:00``.

    Raises
    ------
    OptionError
        When there is no such zone.

    Examples
    --------
    >>> str(find_zone("Europe/London"))
    'Europe/London'
    """
    if re.fullmatch(r"[+-]\d{2}:\d{2}", name):
        return _offset(name[0], int(name[1:3]), int(name[4:]))
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise OptionError(
            f"timezone must be a name such as 'Europe/London' or an offset such as '+02:00', got {name!r}"
        ) from None


def _offset(sign: str, hours: int, minutes: int) -> tzinfo:
    shift = timedelta(hours=min(hours, 23), minutes=min(minutes, 59))
    return timezone(-shift if sign == "-" else shift)


def split_time(text: str) -> tuple[str, Clock | None]:
    """Cut the time of day and its zone out of a folded text."""
    match = _CLOCK.search(text) or _HALF_DAY.search(text) or _DOT_CLOCK.search(text)
    if match is None:
        return text, None
    second = int(match.groupdict().get("second") or 0)
    skipped = (1, match.re.groupindex.get("second"))
    groups = [g for at, g in enumerate(match.groups(), start=1) if g and at not in skipped]
    half = groups.pop() if groups and groups[-1] in ("a", "p") else ""
    hour, minute = int(match[1]), int(groups[0]) if groups else 0
    if hour > 23 or minute > 59 or second > 59 or (half and not 1 <= hour <= 12):
        return text, None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    before, after = text[: match.start()], text[match.end() :]
    offset = _OFFSET.match(after)
    if offset:
        sign, hours, minutes = offset.groups()[:3] if offset[1] else offset.groups()[3:]
        clock = Clock(hour, minute, second, _offset(sign, int(hours), int(minutes or 0)))
        return f"{before} {after[offset.end() :]}", clock
    rest, zone = _split_zone(f"{before} {after}")
    return rest, Clock(hour, minute, second, zone)


def _split_zone(text: str) -> tuple[str, tzinfo | None]:
    data = read_data("values/dates")
    for place, zone in data["places"].items():
        cut = re.sub(rf"\(?\b{place}\b\)?", " ", text)
        if cut != text:
            return cut, find_zone(zone)
    for match in re.finditer(r"\(?\b([^\W\d_]{1,4})\b\)?", text):
        shift = data["zones"].get(match[1])
        if shift:
            return text[: match.start()] + " " + text[match.end() :], find_zone(shift)
    return text, None
