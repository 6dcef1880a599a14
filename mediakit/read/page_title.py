"""The headline of a web page, by a vote of the places that state it."""

from __future__ import annotations

import re

from mediakit.read.dates import fold
from mediakit.read.page_metadata import Metadata, text_of
from mediakit.read.tidying import tidy_line

_SEPARATOR = re.compile(r"\s+[|\-–—·•»:]{1,2}\s+|\s?[|»]\s?")
_CUT = ("…", "...")
_MAX_HEADINGS = 6
_LONGEST = 500
_NO_WORD = re.compile(r"[\W_]+")


def page_titles(metadata: Metadata) -> list[str]:
    """Return the headlines a page states: first that on which most of JSON-LD, og:title, H1 and TITLE agree.

    Where none has more votes than another, the places are trusted in that order. A name of the site before
    or behind the headline counts as no difference where another place states the headline without it.
    """
    tree = metadata.tree
    headings = [tidy_line(h.text_content()) for _, h in zip(range(_MAX_HEADINGS), tree.iter("h1"), strict=False)]
    element = next((e for e in tree.iter("title") if next(e.iterancestors("svg"), None) is None), None)
    places = [
        [text_of(metadata.article.get("headline") or metadata.article.get("name"))],
        metadata.every("title")[:1],
        [*headings, *_microdata(metadata)],
        [tidy_line(element.text_content())] if element is not None else [],
    ]
    places = [[text for text in place if 0 < len(text) <= _LONGEST] for place in places]
    title = _without_site(_elected(places), metadata)
    return [title, *(text for place in places for text in place)]


def _microdata(metadata: Metadata) -> list[str]:
    found = metadata.tree.xpath("//*[@itemprop='headline'][not(self::meta)]")
    return [tidy_line(element.text_content()) for element in found[:1]] if isinstance(found, list) else []


def _elected(places: list[list[str]]) -> str:
    stated = [{_key(variant) for text in place for variant in _variants(text)} for place in places]
    best, most = "", 0
    for text in (text for place in places for text in place):
        votes = sum(_key(text) in keys for keys in stated)
        if votes > most:
            best, most = text, votes
    return _uncut(best, places)


def _variants(text: str) -> list[str]:
    """Return a title whole, and without its first or last parts, as far as most of it is left."""
    cuts = list(_SEPARATOR.finditer(text))[:20]
    parts = [text[: cut.start()] for cut in cuts] + [text[cut.end() :] for cut in cuts]
    return [text, *(part for part in parts if 2 * len(part) >= len(text))]


def _key(text: str) -> str:
    return _NO_WORD.sub("", fold(text))


def _uncut(title: str, places: list[list[str]]) -> str:
    """Return the full headline where the elected one ends in dots."""
    if not title.endswith(_CUT):
        return title
    start = _key(title)
    return next(
        (text for place in places for text in place if len(text) > len(title) and _key(text).startswith(start)), title
    )


def _without_site(title: str, metadata: Metadata) -> str:
    """Cut the name of the site off a headline that no second place states without it."""
    site = {_key(name) for name in (metadata.first("outlet"), text_of(metadata.article.get("publisher"))) if name}
    cuts = list(_SEPARATOR.finditer(title))
    if cuts and _key(title[cuts[-1].end() :]) in site and title[: cuts[-1].start()].strip():
        return title[: cuts[-1].start()].strip()
    if cuts and _key(title[: cuts[0].start()]) in site and title[cuts[0].end() :].strip():
        return title[cuts[0].end() :].strip()
    return title
