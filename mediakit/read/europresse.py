"""Europresse (Eureka.cc) HTML exports: articles in ARTICLE elements, and the older layout made of tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

from lxml.html import HtmlElement

from mediakit.read.assemble import reader
from mediakit.read.dates import find_date
from mediakit.read.press import add_date, html_lines, keep_article, read_html
from mediakit.read.record import Options, Parsed
from mediakit.read.tidying import tidy_line

_ISSUE = re.compile(r",?\s+n(?:o|°|º)\.?\s?\d.*$", re.IGNORECASE)
_PAGE = re.compile(r"(?:^|[\s,(])p(?:ages?|p)?\.\s?([^\s,;]{1,20})")
_NUMBER = re.compile(r"\bnews[·.][\w·.-]{5,80}")
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
    """Read section and page from a line such as ``Politics, Tuesday, March 14, 2006, p. 12``; return the date."""
    found = find_date(header, dayfirst=options.dayfirst, timezone=options.timezone)
    page = _PAGE.search(header)
    if page:
        record["x_page"] = page[1]
    if found is None:
        return header
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
    date = _read_header(record, header or " ".join(html_lines(head, blocks=True)), options)
    record["byline"] = _line(_with_class(element, "docAuthors")) or _byline_after(head, titles)
    record["standfirst"] = _line(_with_class(head, "rdp__subtitle", "sousTitre"))
    bodies = _with_class(element, "DocText", "docOcurrContainer") or list(element.iter("section"))
    record["text"] = "\n\n".join(line for body in bodies[:1] for line in html_lines(body, blocks=True))
    aside = [line for part in element.iter("aside") for line in html_lines(part, blocks=True) if not line.endswith(":")]
    record["x_graphic"] = "; ".join(aside)
    return record, date


def _byline_after(head: HtmlElement, titles: Sequence[HtmlElement]) -> str:
    """Return the author line, the first line of the header after the headline."""
    if not titles:
        return ""
    following = titles[0].getnext()
    while following is not None and not _line([following]):
        following = following.getnext()
    text = _line([following]) if following is not None else ""
    return text if len(text.split()) <= _LONGEST_BYLINE else ""


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


read_europresse_html = reader("europresse_html", parse_europresse_html)
