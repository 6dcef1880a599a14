"""ProQuest exports: saved HTML and the mails that ProQuest sends, which hold the same HTML."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from functools import cache

from lxml.etree import ParserError
from lxml.html import HtmlElement, fragment_fromstring

from mediakit.read.account import Options, Parsed
from mediakit.read.databases.printed_labels import label_key, label_table
from mediakit.read.documents.keeping import add_date, keep_article, line_date
from mediakit.read.documents.opening import read_text
from mediakit.read.values.data_files import read_data
from mediakit.read.values.dates import NO_DATE, Date, find_date, fold, parse_date
from mediakit.read.values.language_codes import language_code
from mediakit.read.values.lines import html_lines
from mediakit.read.values.tidying import tidy_line

_ANCHOR = re.compile(
    r"<a\b[^>]{0,300}?\b(?:name|id)\s?=\s?[\"']?[\w.-]{0,60}?DocID_MSTAR_(\d{1,20})[\"']?[^>]{0,300}>", re.IGNORECASE
)
_LABEL = re.compile(r"<(?:strong|b)\b[^>]{0,200}>\s{0,5}([^<>:]{2,60}?)\s{0,5}:\s{0,5}</(?:strong|b)>", re.IGNORECASE)
_WORDS = re.compile(r"<text\b[^>]{0,200}?\bwordcount\s?=\s?[\"']?(\d{1,7})", re.IGNORECASE)
_WRAPPER = re.compile(r"</?(?:html|head|body|text|meta|title)\b[^>]{0,400}>|<!--[^>]{0,400}-->", re.IGNORECASE)
_PIECES = ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "tr")
_OTHER_FIELDS = (
    "subject",
    "geographic",
    "company",
    "person",
    "keywords",
    "page",
    "publisher",
    "document_type",
    "source_type",
    "database",
)
DAMAGED_MAIL = (MessageError, LookupError, ValueError, AssertionError, RecursionError)
_PARAGRAPH_END = re.compile(r"</p>|</div>|<p\b", re.IGNORECASE)
_PLACE = re.compile(r"\s*;.*|\s*\[.*")
_IN_BRACKETS = re.compile(r"\(([^()\[\]]{3,60})\)\s{0,3}(?:[:.]|$)")
_BRACKET = re.compile(r"[()\[\]]")
_RANGE = re.compile(r"\s?[-–—/]\s?")
_JOINED = re.compile(r"[^\W\d]\s?[-–—/]|[-–—/]\s?[^\W\d]")
_DAY_AND_YEAR = re.compile(r"\d{1,2},? \d{4}")
_LONGEST_INFO = 500


def recognise_proquest_html(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file is a ProQuest HTML export, and by what."""
    if recognise_proquest_eml(head, text, name)[0]:
        return 0.0, ""
    return (0.98, "anchors DocID_MSTAR") if _ANCHOR.search(text) else (0.0, "")


def recognise_proquest_eml(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file is a mail of ProQuest, and by what."""
    top, _, body = head.lstrip().replace(b"\r\n", b"\n").partition(b"\n\n")
    if not re.match(rb"[A-Za-z-]{2,40}:", top) or b"\nmime-version:" not in b"\n" + top.lower():
        return 0.0, ""
    if b"proquest" in top.lower() or b"DocID_MSTAR" in body or _has_anchor(head):
        return 0.98, "a mail of ProQuest"
    return 0.0, ""


def _has_anchor(head: bytes) -> bool:
    """Return whether the HTML of a mail, as far as it is there, holds a document of ProQuest."""
    try:
        parts = [part for part in message_from_bytes(head.lstrip()).walk() if part.get_content_type() == "text/html"]
        pages = [part.get_payload(decode=True) for part in parts]
    except DAMAGED_MAIL:
        return False
    return any(isinstance(page, bytes) and b"DocID_MSTAR_" in page for page in pages)


def _element(html: str) -> HtmlElement | None:
    try:
        return fragment_fromstring(_WRAPPER.sub(" ", html), create_parent="div")
    except (ParserError, ValueError):
        return None


def _plain(html: str) -> str:
    element = _element(html)
    return tidy_line(" ".join(html_lines(element, blocks=True))) if element is not None else ""


def _is_caption(element: HtmlElement) -> bool:
    classes = " ".join(ancestor.get("class") or "" for ancestor in [element, *element.iterancestors()])
    return "caption" in classes or "document_view_image" in classes


def _paragraphs(html: str) -> str:
    """Return the text of an article; captions and the links of images are left out."""
    element = _element(html)
    if element is None:
        return ""
    pieces = [piece for piece in element.iter(*_PIECES) if next(piece.iterancestors(*_PIECES), None) is None]
    lines = ["\n".join(html_lines(piece, blocks=True)) for piece in pieces if not _is_caption(piece)]
    return "\n\n".join(line for line in lines if line) if any(lines) else "\n\n".join(html_lines(element, blocks=True))


def _captions(html: str) -> str:
    """Return the captions of the images, which stand in the links to them and count as words of the article."""
    element = _element(html)
    links = element.iter("a") if element is not None else ()
    return "; ".join(tidy_line(link.get("title") or "") for link in links if link.get("title") and _is_caption(link))


def _fields(html: str) -> tuple[str, dict[str, str]]:
    """Return what stands before the first label of one document, and its fields as HTML.

    The text goes on to the next label that is known, the abstract to the next label of any name, all
    other fields to the end of their paragraph.
    """
    found = list(_LABEL.finditer(html))
    starts = [label.start() for label in found[1:]] + [len(html)]
    known = [at for at, label in enumerate(found) if field_of(label[1])]
    fields: dict[str, str] = {}
    for place, at in enumerate(known):
        name = field_of(found[at][1])
        end = starts[at]
        if name == "text":
            end = found[known[place + 1]].start() if place + 1 < len(known) else len(html)
        elif name != "abstract":
            close = _PARAGRAPH_END.search(html, found[at].end(), end)
            end = close.start() if close else end
        fields.setdefault(name, html[found[at].end() : end])
    return html[: found[known[0]].start()] if known else html, fields


@cache
def _spaceless() -> dict[str, str]:
    return {label.replace(" ", ""): name for label, name in label_table("databases/proquest_labels").items()}


def field_of(label: str) -> str:
    """Return the field that a label names, with or without its spaces, which mails may lose; nothing for another.

    Examples
    --------
    >>> field_of("Publication title"), field_of("Publicationtitle"), field_of("Weather")
    ('outlet', 'outlet', '')
    """
    return _spaceless().get(label_key(label).replace(" ", ""), "")


def is_empty(text: str) -> bool:
    """Return whether a text only says that there is none."""
    phrases = {fold(phrase).replace(" ", "") for phrase in read_data("databases/proquest_labels")["empty"]["phrases"]}
    return fold(text).replace(" ", "").strip(".") in phrases


def _title(before: str) -> str:
    element = _element(before)
    lines = html_lines(element, blocks=True) if element is not None else []
    return lines[0] if lines else ""


def _first_of_range(text: str) -> str:
    """Return the first day or month of a range within one year, nothing for a text of another kind.

    Examples
    --------
    >>> _first_of_range("Feb 14-Feb 21, 2022"), _first_of_range("Dec 27-Jan 3, 2022")
    ('Feb 14, 2022', '')
    """
    first, *others = _RANGE.split(text.strip(" ."))
    if len(others) != 1:
        return ""
    last, year = parse_date(others[0]), re.search(r"\d{4}$", others[0])
    if not year or not (last.precision in ("day", "month") or _DAY_AND_YEAR.fullmatch(others[0])):
        return ""
    for start in (first, f"{first}, {year[0]}"):
        date = parse_date(start)
        if date.published and (not last.published or date.published <= last.published):
            return start
    return ""


def _reading(text: str) -> str:
    """Return what to read of a printed date: all of it, the first day of a range, nothing of an unclear range."""
    if parse_date(text).precision != "none":
        return text
    if first := _first_of_range(text):
        return first
    found = find_date(text)
    return "" if found and _JOINED.search(text[found.start : found.end]) else text


def _stated(text: str, options: Options) -> Date:
    return line_date(tidy_line(_reading(text)), options, anywhere=True)


@cache
def _counters() -> frozenset[str]:
    return frozenset(map(label_key, read_data("databases/proquest_labels")["counters"]["words"]))


def _date_in_info(info: str, options: Options) -> str:
    """Return the date in the line of the publication: in its last parentheses, or behind all brackets before the page.

    Nothing is joined across a bracket, and the number of an issue is no day.
    """
    info = info[-_LONGEST_INFO:]
    inside = _IN_BRACKETS.findall(info)
    if inside and _stated(inside[-1], options) != NO_DATE:
        return str(inside[-1])
    pieces = [_BRACKET.split(info)[-1], *_BRACKET.split(info.rpartition("]")[2])[: "]" in info]]
    for part in (part for piece in pieces for part in piece.split(":")):
        words = part.strip(" .,;").split()
        for start in range(max(0, len(words) - 6), len(words)):
            date = parse_date(_reading(" ".join(words[start:])))
            counted = start and label_key(words[start - 1]) in _counters()
            if date.precision in ("day", "month") and not counted:
                return " ".join(words[start:])
    return ""


def keep_fields(parsed: Parsed, plain: dict[str, str], options: Options) -> None:
    """Keep one document given by its fields; the link to it is kept without the account of the institution."""
    info = plain.get("info", "")
    outlet = plain.get("outlet") or _PLACE.sub("", info)
    text, abstract = plain.get("text", ""), plain.get("abstract", "")
    record: dict[str, object] = {
        "title": plain.get("title", ""),
        "outlet": outlet.rstrip(". "),
        "text": "" if is_empty(text) else text,
        "byline": plain.get("byline", ""),
        "section": plain.get("section", ""),
        "dateline": plain.get("dateline", ""),
        "language": language_code(plain.get("language", "")),
        "url": plain.get("url", "").partition("?")[0],
        "x_abstract": "" if is_empty(abstract) else abstract,
        "x_graphic": plain.get("graphic", ""),
        "x_document": plain.get("document", ""),
    }
    if plain.get("words"):
        record["word_count_stated"] = int(plain["words"])
    if not record["text"] and record["x_abstract"]:
        record.update({"text": record.pop("x_abstract"), "truncated": True})
        parsed.note("truncated_text", "only the abstract was exported", index=parsed.seen, raw=record["title"])
    record.update({f"x_{name}": plain.get(name, "") for name in _OTHER_FIELDS})
    date, in_info = plain.get("date", ""), _date_in_info(info, options)
    if in_info and _stated(date, options) in (NO_DATE, _stated(in_info, options)):
        date = in_info
    add_date(parsed, record, _reading(date), options)
    record["date_text"] = tidy_line(date)
    keep_article(parsed, record, raw="; ".join(value for name, value in plain.items() if value and name != "url"))


def _keep(parsed: Parsed, number: str, html: str, options: Options) -> None:
    before, fields = _fields(html)
    source = fields.get("text", "")
    plain = {name: _plain(value) for name, value in fields.items()}
    plain |= {"text": _paragraphs(source), "graphic": _captions(source)}
    plain["title"] = plain.get("title") or _title(before)
    plain["document"] = plain.get("document") or number
    counted = _WORDS.search(source)
    plain["words"] = counted[1] if counted else ""
    keep_fields(parsed, plain, options)


def _read_pages(parsed: Parsed, pages: list[str], options: Options) -> Parsed:
    """Read the documents of all pages; what stands before the first anchor, who sent the mail, is left out."""
    for page in pages:
        anchors = list(_ANCHOR.finditer(page))
        for at, anchor in enumerate(anchors):
            end = anchors[at + 1].start() if at + 1 < len(anchors) else len(page)
            _keep(parsed, anchor[1], page[anchor.end() : end], options)
    if not parsed.seen:
        parsed.lose("unreadable_file", "no document of ProQuest was found in this file; export it again", index=0)
    return parsed


def parse_proquest_html(data: bytes, options: Options) -> Parsed:
    """Read a saved HTML export of ProQuest."""
    parsed = Parsed()
    declared = re.search(rb"charset\s*=\s*[\"']?([A-Za-z0-9_-]{2,30})", data[:4096])
    page = read_text(parsed, data, options, declared=declared[1].decode() if declared else "")
    return _read_pages(parsed, [page], options)


def _page_of(parsed: Parsed, part: Message, options: Options) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    return read_text(parsed, payload, options, declared=part.get_content_charset() or "")


def parse_proquest_eml(data: bytes, options: Options) -> Parsed:
    """Read a mail of ProQuest; nothing of the mail's head is kept."""
    parsed = Parsed()
    try:
        message = message_from_bytes(data.lstrip())
        parts = [part for part in message.walk() if part.get_content_type() == "text/html"]
        pages = [_page_of(parsed, part, options) for part in parts]
    except DAMAGED_MAIL as error:
        parsed.note("malformed_document", "the mail is damaged", value=type(error).__name__)
        pages = []
    return _read_pages(parsed, pages, options)
