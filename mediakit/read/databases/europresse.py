"""Europresse (Eureka.cc) HTML exports: articles in ARTICLE elements, and the older layout made of tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

from lxml.html import HtmlElement

from mediakit.read.account import Options, Parsed
from mediakit.read.documents.keeping import add_date, keep_article, line_date
from mediakit.read.documents.opening import read_html
from mediakit.read.values.dates import find_date
from mediakit.read.values.lines import html_lines, stated_words
from mediakit.read.values.tidying import tidy_line

_ISSUE = re.compile(r",?\s+n(?:o|°|º)\.?\s?\d.*$", re.IGNORECASE)
_PAGE = re.compile(r"(?:^|[\s,(])p(?:ages?|p)?\.\s?([^\s,;]{1,20})")
_NUMBER = re.compile(r"\bnews[·.][\w·.×-]{5,80}")
_WORDS = re.compile(r"(?<![\d+])((?:\d{1,3}(?:[\s.,]\d{3})+|\d{1,6})\s(?:mots|words))\b")
_RIGHTS = re.compile(r"\s*(?:©|copyright\b)", re.IGNORECASE)
_TITLE_CLASSES = ("TitreArticleVisu", "titreArticleVisu", "titreArticle")
_LONGEST_BYLINE = 12


def recognise_europresse_html(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file is a Europresse export, and by what."""
    if "DocPublicationName" in text and re.search(r"titrearticle|DocHeader|docOcurrContainer", text, re.IGNORECASE):
        return 0.98, "elements of class DocPublicationName"
    if "docOcurrContainer" in text and "<article" in text:
        return 0.9, "elements of class docOcurrContainer"
    return 0.0, ""


def _with_class(root: HtmlElement, *names: str) -> list[HtmlElement]:
    wanted = set(names)
    return [e for e in root.iter() if isinstance(e.tag, str) and wanted.intersection((e.get("class") or "").split())]


def _line(elements: Sequence[HtmlElement]) -> str:
    return tidy_line(" ".join(" ".join(html_lines(element, blocks=True)) for element in elements[:1]))


def _read_header(record: dict[str, object], header: str, options: Options) -> str:
    """Read section, page and length from ``Politics, Tuesday, March 14, 2006, 250 words, p. 12``; return the date."""
    found = find_date(header, dayfirst=options.dayfirst, timezone=options.timezone)
    page, words = _PAGE.search(header), _WORDS.search(header, found.end if found else 0)
    if page:
        record["x_page"] = page[1]
    if words:
        record["word_count_stated"] = stated_words(words[1])
    if found is None:
        parts = [part.strip() for part in header.split(",")]
        return next((part for part in parts if line_date(part, options).published), header)
    record["section"] = header[: found.start].strip(" ,;")
    return header[found.start : found.end]


def _read_article(element: HtmlElement, options: Options) -> tuple[dict[str, object], str]:
    """Read one ARTICLE element."""
    record: dict[str, object] = {}
    head = next(element.iter("header"), element)
    record["outlet"] = _ISSUE.sub("", _line(_with_class(head, "DocPublicationName")))
    titles = _with_class(head, "titreArticle")
    record["title"] = _line(_with_class(head, "titreArticleVisu") or titles)
    record["x_kicker"] = _line(_with_class(head, "sm-margin-bottom"))
    header = _line(_with_class(head, "DocHeader"))
    date = _read_header(record, header or ", ".join(html_lines(head, blocks=True)), options)
    record["section"] = record.get("section", "") if header else ""
    record["byline"] = _line(_with_class(element, "docAuthors")) or _byline_after(head, titles)
    record["standfirst"] = _line(_with_class(head, "rdp__subtitle", "sousTitre"))
    record["x_graphic"] = "; ".join(_cut_asides(element))
    record["text"] = "\n\n".join(line for body in _bodies(element) for line in html_lines(body, blocks=True))
    return record, date


def _cut_asides(element: HtmlElement) -> list[str]:
    """Take captions and boxes out of an article and return their lines."""
    asides = list(element.iter("aside"))
    lines = [line for aside in asides for line in html_lines(aside, blocks=True) if not line.endswith(":")]
    for aside in asides:
        aside.drop_tree()
    return lines


def _bodies(element: HtmlElement) -> list[HtmlElement]:
    """Return the elements that hold the text: one around it, or several one after the other."""
    parts = _with_class(element, "docOcurrContainer")
    return _with_class(element, "DocText")[:1] or parts or list(element.iter("section"))[:1]


def _byline_after(head: HtmlElement, titles: Sequence[HtmlElement]) -> str:
    """Return the author line, the first line of the header after the headline."""
    if not titles:
        return ""
    following = titles[0].getnext()
    while following is not None and not _line([following]):
        following = following.getnext()
    text = _line([following]) if following is not None else ""
    return text if len(text.split()) <= _LONGEST_BYLINE and find_date(text) is None else ""


def _old_articles(root: HtmlElement) -> list[HtmlElement]:
    """Return the largest element around each publication name that holds no other one."""
    names = _with_class(root, "DocPublicationName")
    held = Counter(ancestor for name in names for ancestor in name.iterancestors())
    found = []
    for name in names:
        around = takewhile(lambda a: a.tag != "body" and held[a] == 1, name.iterancestors())
        found.append([name, *around][-1])
    return found


def _read_old(element: HtmlElement, options: Options) -> tuple[dict[str, object], str]:
    """Read an article of the older layout, whose text follows the headline without an element of its own."""
    record: dict[str, object] = {"outlet": _ISSUE.sub("", _line(_with_class(element, "DocPublicationName")))}
    title = _line(_with_class(element, *_TITLE_CLASSES))
    header = ", ".join(_line([part]).strip(" ,") for part in _with_class(element, "DocHeader"))
    date = _read_header(record, header, options)
    lines = html_lines(element, blocks=True)
    start = next((at for at, line in enumerate(lines) if title and line.startswith(title)), -1)
    rest = lines[start + 1 :]
    rights = [at for at, line in enumerate(rest) if _RIGHTS.match(line)]
    rest = rest[: rights[-1]] if rights else rest
    if len(rest) > 1 and len(rest[0].split()) <= _LONGEST_BYLINE and not rest[0].endswith((".", "!", "?", "»")):
        record["byline"] = rest.pop(0)
    record.update({"title": title, "text": "\n\n".join(rest)})
    return record, date


def parse_europresse_html(data: bytes, options: Options) -> Parsed:
    """Read a Europresse export of the newer or the older layout."""
    parsed = Parsed()
    root = read_html(parsed, data, options)
    articles = list(root.iter("article")) if root is not None else []
    old = _old_articles(root) if root is not None and not articles else []
    if not articles and not old:
        parsed.lose("unreadable_file", "no article was found in this Europresse file; save it again", index=0)
        return parsed
    for element in articles or old:
        record, date = _read_article(element, options) if articles else _read_old(element, options)
        number = _NUMBER.search(" ".join(element.itertext()))
        record["x_document"] = number.group() if number else ""
        if record["title"] or record["text"]:
            add_date(parsed, record, date, options)
        keep_article(parsed, record, raw=_line([element])[:1000])
    return parsed
