"""Dates as they stand in news exports: a strict ladder that never fills in what is not printed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache

from mediakit.read.values.clock import Clock, find_zone, split_time
from mediakit.read.values.data_files import read_data

FIRST_YEAR, LAST_YEAR = 1600, 2100
_LONGEST = 120
_CENTURY_PIVOT = 69
_EXCEL_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)

_ISO = re.compile(
    r"\d{4}-\d{2}-\d{2}(?P<time>[Tt ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)?"
    r"\s?(?:[Zz]|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?"
)
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[T _-]?(\d{2})(\d{2})(\d{2})?)?(Z|(?<=\d{4})[+-]\d{2}:?\d{2})?")
_EPOCH = re.compile(r"(\d{10}|\d{13})(?:\.\d+)?")
_CJK = re.compile(
    r"(?:[^\d]{0,12}[:\s])?(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(?:(\d{1,2})\s?[日일号號])?"
    r"[\s,(]{0,3}(?:星期.|周.|.曜日|.曜|.요일|[月火水木金土日월화수목금토일])?[\s,)]{0,3}"
    r"(?P<half>上午|下午|午前|午後|오전|오후)?\s{0,2}(?:(\d{1,2})\s?[:时時시点點]\s?(?:(\d{1,2})\s?[分분]?)?)?(?::\d{2}|\d{1,2}\s?[秒초])?"
)
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{1,2})(?!\d)(?:t(?!\w))?")
_MONTH_YEAR = re.compile(r"(?:(\d{1,2})[./-](\d{4})|(\d{4})[./-](\d{1,2}))")
_MONTH_SHORT = re.compile(r"([^\W\d_]{3,10})\.?[-'’./ ]{1,2}(\d{2})")
# The signs of vowels in Indian scripts belong to their words.
_LETTER = r"(?:[^\W\d_]|[\u0900-\u0dff])"
_WORD = re.compile(rf"\d+|{_LETTER}+(?:['’]{_LETTER}+)?")
# What machines print behind an offset: a second mark of UTC, the name of the zone.
_ZONE_AGAIN = re.compile(r"(?:(?<=[+-]\d{4})|(?<=[+-]\d{2}:\d{2}))\s?(?:Z|\[[\w/+-]{3,40}|\([^()\d]{3,60})$")
_HALF_BEFORE = re.compile(r"(오전|오후|上午|下午|午前|午後)\s?(\d{1,2}:\d{2}(?::\d{2})?)$")


@dataclass(frozen=True)
class Date:
    """A date as far as it was printed.

    ``published`` is UTC; ``precision`` is minute, day, month, year or none; ``ambiguous`` says that
    day and month could be the other way round.
    """

    published: datetime | None
    precision: str
    ambiguous: bool = False


@dataclass(frozen=True)
class FoundDate:
    """A date inside a line of text: ``line[start:end]``."""

    date: Date
    start: int
    end: int


NO_DATE = Date(None, "none")


@dataclass(frozen=True)
class _Names:
    months: dict[str, int]
    weekdays: frozenset[str]
    between: frozenset[str]
    before: frozenset[str]
    edition: frozenset[str]


def fold(text: str) -> str:
    """Return text in lower case without accents, for comparing names.

    Examples
    --------
    >>> fold("Février")
    'fevrier'
    """
    text = text.lower()
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFKD", text.replace("ı", "i"))
    return "".join([c for c in parts if c < "\u0300" or not unicodedata.combining(c)])


@cache
def _names() -> _Names:
    data = read_data("values/dates")
    months = {
        fold(form): number
        for forms in data["months"].values()
        for number, month in enumerate(forms, start=1)
        for form in month.split()
    }
    words = {key: frozenset(fold(value).split()) for key, value in data["words"].items()}
    weekdays = frozenset(fold(" ".join(data["weekdays"].values())).split())
    return _Names(months, weekdays, words["between"], words["before"], words["edition"])


def _moment(
    year: int, month: int, day: int, clock: Clock | None, *, zone: str | None, ambiguous: bool = False
) -> Date | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        if clock is None:
            return Date(datetime(year, month, day, tzinfo=UTC), "day", ambiguous)
        place = clock.zone or (find_zone(zone) if zone else UTC)
        printed = datetime(year, month, day, clock.hour, clock.minute, clock.second, tzinfo=place)
        return Date(printed.astimezone(UTC), "minute", ambiguous)
    except (ValueError, OverflowError):
        return None


def _iso(text: str, zone: str | None) -> Date | None:
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    try:
        moment = datetime.fromisoformat(text.replace(" UTC", "Z").replace(" GMT", "Z").replace(",", ".").upper())
    except ValueError:
        return None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return None
    printed = match["time"] or ""
    if moment.tzinfo is None and (not printed or (len(printed) > 6 and not any(c in "123456789" for c in printed))):
        return Date(moment.replace(tzinfo=UTC), "day")
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=find_zone(zone) if zone else UTC)
    return Date(moment.astimezone(UTC), "minute")


def _compact(text: str, zone: str | None) -> Date | None:
    if len(text) == 4 and text.isascii() and text.isdigit():
        return Date(datetime(int(text), 1, 1, tzinfo=UTC), "year") if FIRST_YEAR <= int(text) <= LAST_YEAR else None
    match = _DIGITS.fullmatch(text)
    if match is not None:
        year, month, day, hour, minute, second, utc = match.groups()
        place = None if not utc else UTC if utc == "Z" else find_zone(f"{utc[:3]}:{utc[-2:]}")
        clock = Clock(int(hour), int(minute), int(second or 0), place) if hour else None
        return _moment(int(year), int(month), int(day), clock, zone=zone)
    match = _EPOCH.fullmatch(text)
    return date_of_number(float(text)) if match else None


def date_of_number(value: float, *, excel: bool = False) -> Date:
    """Return the date of a number: Unix seconds or milliseconds, 8 or 14 digits, or an Excel day.

    Parameters
    ----------
    value : float
        The number.
    excel : bool
        Read numbers from 1 to 80,000 as Excel's days since 1899-12-30.

    Examples
    --------
    >>> date_of_number(1645660800).published.isoformat()
    '2022-02-24T00:00:00+00:00'
    >>> date_of_number(44616, excel=True).precision
    'day'
    """
    if not 0 < value < 1e15:
        return NO_DATE
    if excel and value <= 80_000:
        moment = _EXCEL_EPOCH + timedelta(minutes=round(value * 1440))
        return Date(moment, "day" if value == int(value) else "minute")
    if value == int(value) and len(str(int(value))) in (4, 8, 12, 14):
        return _compact(str(int(value)), None) or NO_DATE
    seconds = value / 1000 if value >= 1e11 else value
    if not 1e8 <= seconds < 4.1e9:
        return NO_DATE
    return Date(datetime.fromtimestamp(int(seconds), tz=UTC), "minute")


def _cjk(text: str, zone: str | None) -> Date | None:
    match = _CJK.fullmatch(text)
    if match is None:
        return None
    year, month, day, half, hour, minute = match.groups()
    if not day:
        start = _moment(int(year), int(month), 1, None, zone=zone)
        return Date(start.published, "month") if start and not hour else None
    clock = None
    if hour:
        late = half in ("下午", "午後", "오후") and int(hour) < 12
        clock = Clock(int(hour) + 12 * late, int(minute or 0), 0, None)
    return _moment(int(year), int(month), int(day), clock, zone=zone)


def _explained(text: str) -> bool:
    names = _names()
    known = names.weekdays | names.between | names.before
    return all(word in known for word in _WORD.findall(text))


def _numeric(text: str, clock: Clock | None, *, dayfirst: bool | None, zone: str | None) -> Date | None:
    match = _YEAR_FIRST.search(text)
    if match:
        if not _explained(text[: match.start()] + " " + text[match.end() :]):
            return None
        return _moment(int(match[1]), int(match[3]), int(match[4]), clock, zone=zone)
    match = _NUMERIC.search(text)
    if match is None or not _explained(text[: match.start()] + " " + text[match.end() :]):
        return _month_year(text) if clock is None else None
    first, second, year = int(match[1]), int(match[3]), _full_year(match[4])
    undecided = first <= 12 and second <= 12 and first != second and dayfirst is None
    day_leads = first > 12 or (second <= 12 and dayfirst is not False)
    day, month = (first, second) if day_leads else (second, first)
    return _moment(year, month, day, clock, zone=zone, ambiguous=undecided and match[2] != ".")


def _month_year(text: str) -> Date | None:
    match = _MONTH_YEAR.fullmatch(text.strip())
    if match is None:
        return None
    start = _moment(int(match[2] or match[3]), int(match[1] or match[4]), 1, None, zone=None)
    return Date(start.published, "month") if start else None


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (1900 if year >= _CENTURY_PIVOT else 2000)


def _worded(text: str, clock: Clock | None, *, zone: str | None) -> Date | None:
    """Read a date with the month as a word; every other word must be explained."""
    names = _names()
    words = _WORD.findall(text)
    month, month_at, numbers = "", -1, []
    for position, word in enumerate(words):
        if word[0].isdigit():
            numbers.append((position, word))
        elif word in names.months and (not month or month in names.weekdays):
            month, month_at = word, position
        elif word in names.weekdays or word in names.between or (word in names.before and not numbers and not month):
            continue
        elif month and numbers and _is_edition(words[position:]):
            break
        else:
            return None
    if not month:
        return None
    parts = _day_and_year(numbers, month_at)
    if parts is None or (clock is not None and not parts[0]):
        return None
    day, year = parts
    found = _moment(year, names.months[month], day or 1, clock, zone=zone)
    return Date(found.published, "month") if found and not day else found


def _is_edition(words: list[str]) -> bool:
    return len(words) <= 10 and any(word in _names().edition for word in words)


def _day_and_year(numbers: list[tuple[int, str]], month_at: int) -> tuple[int, int] | None:
    years = [n for _, n in numbers if len(n) == 4]
    short = [(at, n) for at, n in numbers if len(n) <= 2]
    if len(years) == 1 and len(numbers) <= 2 and len(short) == len(numbers) - 1:
        return (int(short[0][1]) if short else 0), int(years[0])
    if not years and len(short) == len(numbers) == 2 and short[0][0] < month_at < short[1][0] and len(short[1][1]) == 2:
        return int(short[0][1]), _full_year(short[1][1])
    return None


def _usual(text: str) -> str:
    """Return a date with Western digits and no zone named twice."""
    if not text.isascii():
        text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    return _ZONE_AGAIN.sub("", text)


@lru_cache(maxsize=65_536)
def parse_date(text: str, *, dayfirst: bool | None = None, timezone: str | None = None) -> Date:
    """Return the date a text states, as precisely as it states it and no more.

    The ladder: ISO 8601; 8 or 14 digits; Unix seconds or milliseconds; Chinese, Japanese and Korean
    forms; day, month and year as numbers; the month as a word in one of about thirty languages,
    with weekday, time, time zone, ordinal endings and a trailing edition name. Every part of the
    text must be explained, and nothing is taken from today's date.

    Parameters
    ----------
    text : str
        A date and nothing else; a headline that holds a date gives none.
    dayfirst : bool, optional
        Order of ``03/04/2022``; None reads the day first and marks the date as ambiguous.
    timezone : str, optional
        Zone of times printed without one. A date without time is never shifted.

    Returns
    -------
    Date
        ``published`` in UTC, ``precision`` and ``ambiguous``.

    Examples
    --------
    >>> parse_date("October 6, 2018 Saturday 10:42 PM EST").published.isoformat()
    '2018-10-07T03:42:00+00:00'
    >>> parse_date("9 Mai 1998").precision, parse_date("Covid-19, part 1").precision
    ('day', 'none')
    """
    plain = _iso(text, timezone) if text.isascii() else None
    if plain is not None:
        return plain
    text = " ".join(unicodedata.normalize("NFKC", text[: _LONGEST + 1]).split()).strip(" ,;:|()[]\"'")
    if len(text) > _LONGEST or not any(c.isdigit() for c in text):
        return NO_DATE
    text = _usual(text)
    found = _iso(text, timezone) or _compact(text, timezone) or _cjk(text, timezone)
    if found is None:
        text = _HALF_BEFORE.sub(lambda m: f"{m[2]} {'pm' if m[1] in ('오후', '下午', '午後') else 'am'}", text)
        rest, clock = split_time(fold(text))
        found = _numeric(rest, clock, dayfirst=dayfirst, zone=timezone) or _worded(rest, clock, zone=timezone)
    return found or NO_DATE


def parse_month(text: str) -> Date:
    """Return the month of a text such as ``Mar-24``, which could also be a day: a column of such texts is of months.

    Examples
    --------
    >>> parse_month("Mar-24").published.year, parse_month("March 2024").precision, parse_month("Covid-19").precision
    (2024, 'none', 'none')
    """
    found = _MONTH_SHORT.fullmatch(text.strip())
    month = _names().months.get(fold(found[1])) if found else None
    return Date(datetime(_full_year(found[2]), month, 1, tzinfo=UTC), "month") if found and month else NO_DATE


def find_date(line: str, *, dayfirst: bool | None = None, timezone: str | None = None) -> FoundDate | None:
    """Return the first full date inside a line of text (its first 40 words), or None.

    Examples
    --------
    >>> found = find_date("news 08-Jul-2023 World News")
    >>> found.start, found.end
    (5, 16)
    """
    words = [match.span() for match in re.finditer(r"\S+", line[:2000])][:40]
    names = _names()
    for first, (start, _) in enumerate(words):
        opening = fold(line[start : words[first][1]]).strip("([,.;:'\"")
        if not (opening[:1].isdigit() or opening in names.months or opening in names.weekdays):
            continue
        for last in range(min(first + 9, len(words)) - 1, first - 1, -1):
            window = line[start : words[last][1]]
            date = parse_date(window.rstrip(".,;:)]"), dayfirst=dayfirst, timezone=timezone)
            if date.precision in ("minute", "day"):
                return FoundDate(date, start, start + len(window.rstrip(".,;:)]")))
    return None


def decide_dayfirst(texts: Iterable[str]) -> bool | None:
    """Return whether a column of dates puts the day first, or None when it does not say.

    One date whose first number is above 12 decides for the day, one whose second is for the month;
    a column that holds both says nothing.

    Examples
    --------
    >>> decide_dayfirst(["02/03/2022", "02/28/2022"])
    False
    """
    first = second = False
    for text in texts:
        match = _NUMERIC.search(text[:_LONGEST])
        if match:
            first |= 12 < int(match[1]) <= 31
            second |= 12 < int(match[3]) <= 31
    return first if first != second else None
