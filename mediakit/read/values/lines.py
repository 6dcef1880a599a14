"""What single lines say: rights, numbers of words, corrections; and the lines of an element of HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import islice

from lxml.html import HtmlElement

from mediakit.read.values.data_files import read_data
from mediakit.read.values.dates import fold
from mediakit.read.values.tidying import tidy_line

_LONGEST_RIGHTS = 200
_NUMBER = re.compile(r"\d[\d.,'’\u00a0\u202f ]{0,12}")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_BLOCK_TAGS = frozenset(
    ("p", "div", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "pre", "hr", "blockquote", "section")
)
_PAGE = re.compile(
    r"(?:Pgs?|Pages?|Seiten?|S|Blz|Pagina|Página|Pág|Side|Sida|Стр|С)\b\.?\s?([A-Z]{0,3}-?\d{1,4}[A-Z]?(?:\s?[-–]\s?[A-Z]{0,3}\d{1,4})?)",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(r"\s*(?:copyright\b|©|\(c\)\s|all rights reserved)", re.IGNORECASE)
_APPENDED = r"(?:corrections?|clarification|editors?['’]?s? note) appended"
_CORRECTION = re.compile(rf"\s*[-–—]?\s*\(?{_APPENDED}\)?\s*$", re.IGNORECASE)
_CORRECTED = re.compile(rf"\b{_APPENDED}\b", re.IGNORECASE)


def html_lines(element: HtmlElement, *, blocks: bool = False, most: int | None = None) -> list[str]:
    r"""Return the text of an element, one string per line; the source's own line breaks do not count.

    Parameters
    ----------
    element : HtmlElement
        Any element.
    blocks : bool
        Whether paragraphs, rows and the like end a line, as BR always does.
    most : int, optional
        How many elements are looked at, if not all.

    Examples
    --------
    >>> from lxml.html import fragment_fromstring
    >>> html_lines(fragment_fromstring("<p>One <b>line</b><br>and \n another</p>"))
    ['One line', 'and another']
    """
    pieces: list[str] = []
    for node in islice(element.iter(), most):
        if isinstance(node.tag, str) and node.tag not in ("script", "style"):
            pieces.append("\x0b" if node.tag == "br" or (blocks and node.tag in _BLOCK_TAGS) else "")
            pieces.append(node.text or "")
        if node is not element:
            pieces.append("\x0b" if blocks and node.tag in _BLOCK_TAGS and not len(node) else "")
            pieces.append(node.tail or "")
    return [line for line in map(tidy_line, "".join(pieces).split("\x0b")) if line]


def join_paragraphs(paragraphs: Iterable[str]) -> str:
    """Return paragraphs as one text, separated by an empty line; empty ones are left out."""
    return "\n\n".join(p for p in (tidy_line(paragraph) for paragraph in paragraphs) if p)


def is_rights(line: str) -> bool:
    """Return whether a line is a copyright notice.

    Examples
    --------
    >>> is_rights("Copyright 2011 A Company"), is_rights("Copyrights are discussed here")
    (True, False)
    """
    if _COPYRIGHT.match(line):
        return True
    return len(line) <= _LONGEST_RIGHTS and fold(line).strip(" .*").endswith(_rights())


@cache
def _rights() -> tuple[str, ...]:
    return tuple(fold(phrase) for phrase in read_data("values/lines")["rights"])


def split_page(section: str) -> tuple[str, str]:
    """Return a section without the page that stands behind it, and the page.

    Examples
    --------
    >>> split_page("NEWS; Pg. 2"), split_page("Business, Seite 14"), split_page("Politics")
    (('NEWS', '2'), ('Business', '14'), ('Politics', ''))
    """
    kept, page = [], ""
    for part in re.split(r"(?<=[;,])", section):
        found = _PAGE.fullmatch(part.strip(" ;,"))
        page = page or (found[1] if found else "")
        kept += [] if found else [part]
    return ("".join(kept).strip(" ;,"), page) if page else (section, "")


def cut_rights(text: str) -> str:
    """Cut copyright notices off the end of a text that has more than them."""
    kept = text
    while "\n\n" in kept and len(last := kept.rpartition("\n\n")[2]) <= _LONGEST_RIGHTS and is_rights(last):
        kept = kept.rpartition("\n\n")[0].rstrip()
    return kept


def stated_words(text: str) -> int | None:
    """Return the number of words a length line states, None when it states none.

    Examples
    --------
    >>> stated_words("2,968 words"), stated_words("306 Wörter"), stated_words("Pg. 7")
    (2968, 306, None)
    """
    found = _NUMBER.match(tidy_line(text))
    if found is None:
        return None
    unit = fold(tidy_line(text)[found.end() :]).strip(" .()")
    if unit and re.split(r"[\s(]", unit, maxsplit=1)[0] not in _units():
        return None
    digits = re.sub(r"\D", "", found.group())
    return int(digits) if len(digits) < 8 else None


@cache
def _units() -> frozenset[str]:
    return frozenset(fold(unit) for unit in read_data("values/lines")["word_units"])


def is_word_count(text: str) -> bool:
    """Return whether a line is nothing but a number of words, with its unit."""
    return bool(text) and not text.strip().isdigit() and len(text) < 40 and stated_words(text) is not None


def count_words(text: str) -> int:
    """Return the number of words of a text; in Chinese and Japanese, which set no spaces, of signs."""
    signs = len(_CJK.findall(text))
    return signs + len(_CJK.sub(" ", text).split()) if signs > len(text) / 4 else len(text.split())


def cut_correction(title: str) -> tuple[str, bool]:
    """Return a headline without the mark of an appended correction, and whether it had one.

    Examples
    --------
    >>> cut_correction("Weather - Correction Appended")
    ('Weather', True)
    """
    cut = _CORRECTION.sub("", title)
    return (cut, True) if cut != title else (title, False)


def is_corrected(date_line: str) -> bool:
    """Return whether a line with a date also says that a correction is appended.

    Examples
    --------
    >>> is_corrected("May 2, 2002 Thursday Correction Appended Late Edition - Final")
    True
    """
    return _CORRECTED.search(date_line) is not None
