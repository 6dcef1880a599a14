"""When a web page says it was published and changed."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from lxml.html import HtmlElement, tostring

from mediakit.errors import MissingExtraError
from mediakit.read.account import Options
from mediakit.read.pages.page_metadata import Metadata, text_of
from mediakit.read.values.data_files import read_data
from mediakit.read.values.dates import NO_DATE, Date, parse_date
from mediakit.read.values.dates import find_date as find_printed
from mediakit.read.values.lines import html_lines
from mediakit.read.values.tidying import tidy_line

_GRACE = timedelta(days=1)
# What programs state when they know no date.
_EPOCH = datetime(1970, 1, 1).date()
_MAX_SEARCHED = 1_000_000
_MAX_LINES = 5_000
_MAX_ELEMENTS = 100_000
_LONGEST_LINE = 120
_MOST_PARTS = 10
_PRINTING = (
    "time",
    "span",
    "div",
    "p",
    "abbr",
    "li",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "em",
    "i",
    "b",
    "strong",
    "small",
    "td",
    "a",
)
_MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]00:00(?::00(?:\.0+)?)?\s?[+-](?!00:?00)\d{2}:?\d{2}")
_PROPERTIES = ("datepublished", "dc:date", "dc:created", "dc:issued", "dcterms:created", "dcterms:issued")
_MARKED = re.compile(r"date|time|publi|posted|stamp|created|fecha|datum", re.IGNORECASE)
_CHANGED = re.compile(r"updated|modified|changed|retrieved|aktualisiert|mis à jour|actualizado|обновлен", re.IGNORECASE)
_IN_ADDRESS = re.compile(
    r"/((?:19|20)\d{2})[/-](0[1-9]|1[0-2]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[/-](0[1-9]|[12]\d|3[01])(?=[/_.-]|$)",
    re.I,
)


@dataclass(frozen=True)
class PageDate:
    """A date of a page, its text as found, and where it was found."""

    date: Date
    text: str
    place: str


NOT_FOUND = PageDate(NO_DATE, "", "")


@dataclass(frozen=True)
class PageDates:
    """The dates of publication in order of trust, the date of the last change, and those after the page was seen."""

    published: list[PageDate]
    modified: PageDate
    future: list[PageDate]

    @property
    def best(self) -> PageDate:
        """The most trusted date, or one of the same day that states the time too."""
        first = next(iter(self.published), NOT_FOUND)
        if first.date.precision != "day":
            return first
        same = (d for d in self.published if d.date.precision == "minute" and abs(_apart(d, first)) < _GRACE)
        return next((d for d in same if d.text[:10] == first.text[:10]), first)


def _apart(one: PageDate, other: PageDate) -> timedelta:
    if one.date.published is None or other.date.published is None:
        return timedelta.max
    return one.date.published - other.date.published


def page_dates(metadata: Metadata, options: Options, *, url: str, seen: datetime | None) -> PageDates:
    """Return the dates a page states: in JSON-LD, META and TIME elements, its address, else printed ones.

    Parameters
    ----------
    metadata : Metadata
        What the page states.
    options : Options
        ``timezone`` and ``dayfirst`` of the caller.
    url : str
        Address of the page.
    seen : datetime or None
        When the page was fetched or saved; later dates of publication are set aside.
    """
    found = list(_parsed(_publication(metadata, url), metadata, options))
    latest = seen + _GRACE if seen else None
    if not found:
        found = list(islice(_parsed(_searched(metadata.tree, seen), metadata, options), 1))
    future = [d for d in found if latest and d.date.published and d.date.published > latest]
    changed = [("JSON-LD", text) for text in metadata.stated_dates("dateModified")]
    changed += [("META", text) for text in metadata.every("modified")]
    modified = next(_parsed(iter(changed), metadata, options), NOT_FOUND)
    return PageDates([d for d in found if d not in future], modified, future)


def _parsed(texts: Iterator[tuple[str, str]], metadata: Metadata, options: Options) -> Iterator[PageDate]:
    dayfirst = _dayfirst(metadata.tree) if options.dayfirst is None else options.dayfirst
    for place, text in texts:
        # Midnight of a place is how programs write a day; in UTC it would be the day before.
        midnight = _MIDNIGHT.fullmatch(text)
        date = parse_date(midnight[1] if midnight else text, dayfirst=dayfirst, timezone=options.timezone)
        if date.precision in ("minute", "day") and date.published and date.published.date() != _EPOCH:
            yield PageDate(date, text, place)


def _dayfirst(tree: HtmlElement) -> bool | None:
    """Return whether the day leads in numbers, where the page says of which country its English is."""
    language, _, country = (tree.getroottree().getroot().get("lang") or "").lower().replace("_", "-").partition("-")
    return country != "us" if language == "en" and len(country) == 2 else None


def _publication(metadata: Metadata, url: str) -> Iterator[tuple[str, str]]:
    yield "JSON-LD", text_of(metadata.article.get("datePublished") or metadata.article.get("dateCreated"))
    yield from (("META", text) for text in metadata.every("published"))
    yield from (("JSON-LD", text) for text in metadata.stated_dates("datePublished"))
    for element in metadata.tree.iter("time", "span", "div", "p", "abbr"):
        names = f"{element.get('itemprop') or ''} {element.get('property') or ''}".lower()
        if any(name in names for name in _PROPERTIES) or element.get("pubdate") is not None:
            yield "microdata", _stamp(element)
    for key in ("datePublished", "uploadDate"):
        yield from (("media", text) for text in metadata.stated_dates(key, kinds="media"))
    in_address = _IN_ADDRESS.search(url)
    if in_address:
        year, month, day = in_address.groups()
        yield "address", f"{year}-{month}-{day}" if month.isdigit() else f"{day} {month} {year}"


def _stamp(element: HtmlElement) -> str:
    return tidy_line(
        element.get("datetime") or element.get("content") or element.get("title") or element.text_content()
    )


def _searched(tree: HtmlElement, seen: datetime | None) -> Iterator[tuple[str, str]]:
    """Yield the dates that the page prints, those of its scripts, and the day that htmldate finds in its markup."""
    yield from (("print", text) for text in _marked(tree))
    yield from (("script", text) for text in _scripted(tree))
    yield from (("print", text) for text in _lines(tree))
    try:
        from htmldate import find_date
    except ImportError:
        raise MissingExtraError.of("htmldate", extra="html", task="dating saved web pages") from None
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    page = _without_code(tree)
    latest = (seen + _GRACE).replace(tzinfo=None) if seen else None
    try:
        # Its extensive search asks dateparser, which fills what is not printed from today's date.
        day = page is not None and find_date(page, extensive_search=False, original_date=True, max_date=latest)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        return
    if day:
        yield "htmldate", day


def _marked(tree: HtmlElement) -> Iterator[str]:
    """Yield dates in short elements that their names mark as a date.

    Those above the main heading, and those named after a change and not a publication, come last.
    """
    later: list[str] = []
    headed = next(tree.iter("h1"), None) is None
    for element in tree.iter("h1", *_PRINTING):
        headed = headed or element.tag == "h1"
        names = " ".join(element.get(name) or "" for name in ("class", "id", "itemprop"))[:_LONGEST_LINE]
        if len(element) > _MOST_PARTS or not (element.tag == "time" or _MARKED.search(names)):
            continue
        text = tidy_line(element.text_content())
        if len(text) <= _LONGEST_LINE and not _CHANGED.search(text):
            found = find_printed(text)
            stamp = text[found.start : found.end] if found else element.get("datetime") or ""
            if headed and (not _CHANGED.search(names) or "publi" in names.lower()):
                yield stamp
            else:
                later.append(stamp)
    yield from later


def _scripted(tree: HtmlElement) -> Iterator[str]:
    """Yield what scripts that build the page hold as the time of publication."""
    names = "|".join(map(re.escape, read_data("pages/html")["script"]["published"]))
    stated = re.compile(rf'"(?:{names})\\?"\s{{0,3}}:\s{{0,3}}\\?"?([^"\\,}}]{{8,40}})')
    for script in tree.iter("script"):
        yield from (match[1] for match in stated.finditer((script.text or "")[:_MAX_SEARCHED]))


def _lines(tree: HtmlElement) -> Iterator[str]:
    """Yield dates in lines that are little else."""
    for line in html_lines(tree, blocks=True, most=_MAX_ELEMENTS)[:_MAX_LINES]:
        found = find_printed(line) if len(line) <= _LONGEST_LINE and not _CHANGED.search(line) else None
        if found is not None and found.end - found.start >= 0.4 * len(line):
            yield line[found.start : found.end]


def _without_code(tree: HtmlElement) -> HtmlElement | None:
    """Return a copy without scripts and styles, None when there is too much left to be searched in good time."""
    page = deepcopy(tree)
    for element in list(page.iter("script", "style", "svg", "noscript")):
        if "json" not in (element.get("type") or ""):
            element.drop_tree()
    return page if len(tostring(page)) <= _MAX_SEARCHED else None
