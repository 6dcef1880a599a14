"""Factiva HTML exports in both layouts: a table of two-letter codes, or lines without labels."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from mediakit.read.account import Options, Parsed
from mediakit.read.databases.factiva.factiva_articles import (
    Article,
    accession_number,
    join_date,
    keep_articles,
    read_source,
)
from mediakit.read.documents.keeping import line_date
from mediakit.read.documents.opening import read_html
from mediakit.read.values.data_files import read_data
from mediakit.read.values.lines import html_lines, is_rights, is_word_count, join_paragraphs
from mediakit.read.values.tidying import tidy_line

_ARTICLE = re.compile(r"(?:^|\s)([a-z]{2})[a-zA-Z-]{0,6}Article(?:\s|$)")
_LONGEST_PUBLISHER = 90


def recognise_factiva_html(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file is a Factiva HTML export, and by what."""
    found = re.search(r"<div\b[^>]{0,200}class=[\"']article\s+[a-z]{2}[a-zA-Z-]{0,6}Article", text)
    if found:
        return 0.98, f"an element {found.group()[-24:]!r}"
    if re.search(r"articleParagraph\s+[a-z]{2}[a-zA-Z-]{0,6}articleParagraph", text):
        return 0.95, "paragraphs of class articleParagraph"
    if "<title>Factiva</title>" in text or ("fcpNavContainer" in text and "PageBaseForm" in text):
        return 0.9, "a page of Factiva"
    return 0.0, ""


def _articles(root: HtmlElement) -> list[HtmlElement]:
    """Return the elements of articles; one that wraps others is none."""
    found = [element for element in root.iter("div") if _ARTICLE.search(element.get("class") or "")]
    wrappers = {ancestor for element in found for ancestor in element.iterancestors("div")}
    return [element for element in found if element not in wrappers]


def _text_of(element: HtmlElement) -> str:
    return tidy_line(" ".join(html_lines(element)))


def _is_body(element: HtmlElement) -> bool:
    return "articleParagraph" in (element.get("class") or "") or element.tag == "pre"


def _is_legal(element: HtmlElement) -> bool:
    """Return whether a paragraph stands in the division with the copyright."""
    division = element.getparent()
    if division is None or division.tag != "div" or division.get("class"):
        return False
    return is_rights(_text_of(division))


def _body(elements: Sequence[HtmlElement]) -> str:
    return "\n\n".join(p for p in ("\n".join(html_lines(element)) for element in elements) if p)


def _read_coded(element: HtmlElement) -> Article:
    """Read the layout whose rows begin with a code such as HD or PD."""
    table = read_data("databases/factiva_labels")
    article = Article()
    texts: dict[str, str] = {}
    for row in element.iter("tr"):
        cells = list(row.iterchildren("td"))
        if len(cells) < 2 or "index" not in (cells[0].get("class") or ""):
            continue
        code = _text_of(cells[0])
        if code in ("LP", "TD"):
            paragraphs = list(cells[1].iter("p", "pre")) or [cells[1]]
            texts[code] = _body(paragraphs)
        elif code in table["codes"] and code not in table["ignored"]["codes"]:
            article.add(table["codes"][code], _text_of(cells[1]))
    article.text = "\n\n".join(texts[code] for code in ("LP", "TD") if texts.get(code))
    number = accession_number(article.fields.get("accession", ""))
    if number:
        article.fields["accession"] = number
    article.date = join_date(article.fields)
    for name in ("date", "time"):
        article.fields.pop(name, None)
    return article


def _read_lines(element: HtmlElement, options: Options) -> Article:
    """Read the layout without labels: the word count and the date after it are the anchors."""
    article = Article()
    lines: list[str] = []
    headline_at = 0
    for division in element.iterchildren("div"):
        kind = division.get("class") or ""
        is_headline = division.get("id") == "hd" or any("Headline" in (e.get("class") or "") for e in division.iter())
        if is_headline:
            article.add("title", _text_of(division))
            headline_at = len(lines)
        elif "author" in kind:
            article.add("byline", _text_of(division))
        else:
            lines.append(_text_of(division))
    counted = next((at for at in range(headline_at, len(lines)) if is_word_count(lines[at])), None)
    start = headline_at if counted is None else counted + 1
    dated = next(
        (start + at for at, line in enumerate(lines[start : start + 3]) if line_date(line, options).published), None
    )
    article.add("section", "; ".join(line for line in lines[:headline_at] if line))
    article.add("word_count_stated", lines[counted] if counted is not None else "")
    before = lines[headline_at : counted if counted is not None else dated if dated is not None else headline_at]
    article.add("credit" if article.fields.get("byline") else "byline", "; ".join(line for line in before if line))
    source = [line for line in lines[start if dated is None else dated :] if line]
    read_source(source, article, dated=dated is not None)
    _read_paragraphs(element, article)
    return article


def _read_paragraphs(element: HtmlElement, article: Article) -> None:
    """Read the text; what follows it are captions, the publisher and the accession number."""
    body = [e for e in element.iter("p", "pre") if _is_body(e)]
    loose = [e for e in element.iter("p") if not _is_body(e) and not _is_legal(e)]
    others = [text for text in map(_text_of, loose) if text]
    accession = [at for at, text in enumerate(others) if accession_number(text)]
    if accession:
        article.add("accession", accession_number(others[accession[-1]]))
        others = others[: accession[-1]]
        if others and len(others[-1]) <= _LONGEST_PUBLISHER and not others[-1].endswith((".", "!", "?")):
            article.add("publisher", others.pop())
    if body:
        article.text = _body(body)
        article.add("graphic", "; ".join(others))
    else:
        article.text = join_paragraphs(others)


def parse_factiva_html(data: bytes, options: Options) -> Parsed:
    """Read a Factiva HTML export."""
    parsed = Parsed()
    root = read_html(parsed, data, options)
    elements = _articles(root) if root is not None else []
    if not elements:
        parsed.lose("unreadable_file", "no article was found in this Factiva file; save the whole list again", index=0)
        return parsed
    articles = []
    for element in elements:
        coded = any("index" in (cell.get("class") or "") for cell in element.iter("td"))
        article = _read_coded(element) if coded else _read_lines(element, options)
        article.raw = _text_of(element)[:1000]
        found = _ARTICLE.search(element.get("class") or "")
        if found and "language" not in article.fields:
            article.fields["language"] = found[1]
        articles.append(article)
    keep_articles(parsed, articles, options)
    return parsed
