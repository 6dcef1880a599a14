"""What all readers of press databases share: tidy_line text, dates, word counts, labels, the account."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import islice
from typing import Any

from lxml.etree import ParserError
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from mediakit.read.account import Options, Parsed
from mediakit.read.values.data_files import read_data
from mediakit.read.values.dates import NO_DATE, Date, find_date, fold, parse_date
from mediakit.read.values.encodings import decode
from mediakit.read.values.tidying import tidy_line

LENGTH_TOLERANCE = 0.12
LENGTH_SLACK = 20
_LONGEST_RIGHTS = 200
_LONGEST_COUNTED = 5_000_000
_NUMBER = re.compile(r"\d[\d.,'’\u00a0\u202f ]{0,12}")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_:.-]{2,30})")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_BLOCK_TAGS = frozenset(
    ("p", "div", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "pre", "hr", "blockquote", "section")
)
_COPYRIGHT = re.compile(r"\s*(?:copyright\b|©|\(c\)\s|all rights reserved)", re.IGNORECASE)
_SEASON = re.compile(r"(?:spring|summer|autumn|fall|winter)[ ,]{1,3}(\d{4})(?:/\d{2,4})?", re.IGNORECASE)
_APPENDED = r"(?:corrections?|clarification|editors?['’]?s? note) appended"
_CORRECTION = re.compile(rf"\s*[-–—]?\s*\(?{_APPENDED}\)?\s*$", re.IGNORECASE)
_CORRECTED = re.compile(rf"\b{_APPENDED}\b", re.IGNORECASE)


def read_text(parsed: Parsed, data: bytes, options: Options, *, declared: str = "") -> str:
    """Return the text of a file and report an encoding that had to be guessed or was declared wrong."""
    decoded = decode(data, declared=declared, encoding=options.encoding)
    if decoded.declared_wrong:
        message = f"the file says it is {declared}, its bytes are {decoded.codec}; read as {decoded.codec}"
        parsed.note("encoding_declared_wrong", message, severity="info", value=declared)
    elif decoded.guessed:
        message = f"the file does not say its encoding; read as {decoded.codec}. Pass encoding= if letters look wrong"
        parsed.note("encoding_guessed", message, severity="info", value=decoded.codec)
    return decoded.text


def read_html(parsed: Parsed, data: bytes, options: Options) -> HtmlElement | None:
    """Return the tree of an HTML file, None when it holds no element; nothing is loaded from elsewhere."""
    declared = _CHARSET.search(data[:4096])
    text = read_text(parsed, data, options, declared=declared[1].decode("ascii") if declared else "")
    text = _CONTROLS.sub(" ", _XML_DECLARATION.sub("", text, count=1))
    if not text.strip():
        return None
    try:
        return document_fromstring(text, parser=HTMLParser(no_network=True, huge_tree=False, recover=True))
    except ParserError:
        return None


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
    return tuple(fold(phrase) for phrase in read_data("documents/press")["rights"])


@cache
def label_table(name: str) -> Mapping[str, str]:
    """Return the labels of one database as printed in any language, each with the field it names."""
    return {label_key(label): field for field, labels in read_data(name)["fields"].items() for label in labels}


def label_key(label: str) -> str:
    """Return a label without case, accents and punctuation, so that spellings meet.

    Examples
    --------
    >>> label_key("LOAD-DATE"), label_key("Longueur")
    ('load date', 'longueur')
    """
    return re.sub(r"[\W_]+", " ", fold(label)).strip()


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
    return frozenset(fold(unit) for unit in read_data("documents/press")["word_units"])


def is_word_count(text: str) -> bool:
    """Return whether a line is nothing but a number of words, with its unit."""
    return bool(text) and not text.strip().isdigit() and len(text) < 40 and stated_words(text) is not None


def count_words(text: str) -> int:
    """Return the number of words of a text; in Chinese and Japanese, which set no spaces, of signs."""
    signs = len(_CJK.findall(text))
    return signs + len(_CJK.sub(" ", text).split()) if signs > len(text) / 4 else len(text.split())


def line_date(line: str, options: Options, *, anywhere: bool = False) -> Date:
    """Return the date a line states: alone, at its beginning, or (only when asked) anywhere."""
    date = parse_date(line, dayfirst=options.dayfirst, timezone=options.timezone)
    if date.precision == "none":
        found = find_date(line, dayfirst=options.dayfirst, timezone=options.timezone)
        if found is not None and (anywhere or found.start == 0):
            return found.date
        season = _SEASON.fullmatch(line)
        return parse_date(season[1]) if season else date
    return date


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


def add_date(parsed: Parsed, record: dict[str, Any], text: str, options: Options, *, load_date: str = "") -> None:
    """Set the date of a record from the printed one; a load date is a last resort that is reported."""
    index, raw = parsed.seen, record.get("title", "")
    date = line_date(tidy_line(text), options, anywhere=True) if text else NO_DATE
    record["date_text"] = tidy_line(text)
    if date.published is None and load_date:
        date = line_date(tidy_line(load_date), options, anywhere=True)
        if date.published is not None:
            record["date_text"] = tidy_line(load_date)
            record["flags"] = f"{record.get('flags', '')} load_date".strip()
            message = "no publication date is printed; the day the database loaded the article is used: check it"
            parsed.note("load_date_used", message, index=index, value=load_date, raw=raw)
    if date.published is None:
        message = "no publication date that can be read; published stays empty"
        parsed.note("no_date", message, index=index, value=text, raw=raw)
    elif date.ambiguous:
        message = "day and month could be the other way round; pass dayfirst=True or False"
        parsed.note("ambiguous_day_month", message, index=index, value=text, raw=raw)
    record["published"], record["date_precision"] = date.published, date.precision


def check_length(parsed: Parsed, record: Mapping[str, Any]) -> None:
    """Compare the number of words a source states with the number that was read."""
    stated = record.get("word_count_stated")
    if stated is None or not record.get("text") or record.get("truncated"):
        return
    if len(record["text"]) > _LONGEST_COUNTED:
        return
    body = count_words(record["text"])
    more = [count_words(record.get(name, "")) for name in ("standfirst", "title", "x_graphic")]
    counts = (body, body + more[0], body + more[0] + more[1], body + sum(more))
    off = min(abs(count - stated) for count in counts)
    if off > max(LENGTH_SLACK, LENGTH_TOLERANCE * stated):
        message = f"the source states {stated} words, {body} were read: the text may be cut or hold further matter"
        parsed.note("length_mismatch", message, index=parsed.seen, value=stated, raw=record.get("title", ""))


def _cut_rights(text: str) -> str:
    """Cut copyright notices off the end of a text that has more than them."""
    kept = text
    while "\n\n" in kept and len(last := kept.rpartition("\n\n")[2]) <= _LONGEST_RIGHTS and is_rights(last):
        kept = kept.rpartition("\n\n")[0].rstrip()
    return kept


def keep_article(parsed: Parsed, record: dict[str, Any], *, raw: str = "") -> None:
    """Keep a record with what is doubtful about it, or account for it as lost when it is empty."""
    record["text"] = _cut_rights(record.get("text", ""))
    title, text = record.get("title", ""), record.get("text", "")
    if not title and not text:
        message = "neither a headline nor a text was found where an article should be; look at the raw record"
        parsed.lose("empty_text", message, index=parsed.seen, raw=tidy_line(raw[:1000]))
        return
    if not title:
        message = "the article has no headline; title stays empty"
        parsed.note("malformed_document", message, severity="info", index=parsed.seen, raw=tidy_line(text[:1000]))
    if not text:
        parsed.note("empty_text", "the article has no text; kept with its headline only", index=parsed.seen, raw=title)
    check_length(parsed, record)
    parsed.keep({key: value for key, value in record.items() if value != "" or not key.startswith("x_")})


def compare_count(parsed: Parsed, announced: int | None, where: str) -> None:
    """Report when a file announces another number of articles than it holds."""
    if announced is not None and announced != parsed.seen:
        message = f"{where} announces {announced} articles, the file holds {parsed.seen}; it may be cut or split"
        parsed.note("count_mismatch", message, value=announced)
