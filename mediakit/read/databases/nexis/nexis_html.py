"""Nexis HTML exports of the older layout: the same grammar as the text export, set in DIV elements."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from mediakit.read.account import Options, Parsed
from mediakit.read.databases.nexis.nexis_articles import compare_numbers, keep_document
from mediakit.read.databases.nexis.nexis_labels import request_at, separator
from mediakit.read.documents.keeping import compare_count
from mediakit.read.documents.opening import read_html
from mediakit.read.documents.paragraphs import Paragraph
from mediakit.read.values.lines import html_lines
from mediakit.read.values.tidying import tidy_line

_ANNOUNCED = re.compile(rb"<meta\b[^>]{0,300}?\bdocuments\s{0,3}=\s{0,3}[\"']?(\d{1,7})", re.IGNORECASE)
_DOCUMENT = re.compile(r"<doc\s+number\s*=", re.IGNORECASE)
_CENTRED_CLASS = re.compile(r"\.([\w-]{1,30})\s*\{[^}]{0,40}text-align:\s*center")
_BROKEN_HEADLINE = re.compile(r";\s*\n\s*")


def recognise_nexis_html(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file is a Nexis HTML export, and by what."""
    if _DOCUMENT.search(text) and re.search(r"<docfull>", text, re.IGNORECASE):
        return 0.98, "comments with DOC NUMBER and DOCFULL"
    if re.search(r"<html|<body", text, re.IGNORECASE) and _ANNOUNCED.search(head):
        return 0.7, "a META element that announces a number of documents"
    return 0.0, ""


def _centred_classes(root: HtmlElement) -> frozenset[str]:
    style = " ".join("".join(element.itertext()) for element in root.iter("style"))
    return frozenset(_CENTRED_CLASS.findall(style))


def _table_rows(table: HtmlElement) -> Iterator[Paragraph]:
    for row in table.iter("tr"):
        cells = [tidy_line(" ".join(cell.itertext())) for cell in row.iterchildren("td", "th")]
        if any(cells) and next(row.iter("table"), None) is None:
            yield Paragraph("\t".join(cells))


def _block(element: HtmlElement, centred_classes: frozenset[str]) -> Paragraph | None:
    """Return a paragraph as a block; headline lines that break after a semicolon stay on one line."""
    division = element if element.tag == "div" else next(element.iterancestors("div"), element)
    text = _BROKEN_HEADLINE.sub(";", "\n".join(html_lines(element)))
    lines = "\n".join(line for line in text.split("\n") if line)
    return Paragraph(lines, centred=division.get("class", "") in centred_classes) if lines else None


def _blocks(element: HtmlElement, centred_classes: frozenset[str]) -> Iterator[Paragraph]:
    """Yield the blocks that an element is: paragraphs, divisions without any, rows of outermost tables."""
    if element.tag not in ("p", "div", "table") or next(element.iterancestors("table"), None) is not None:
        return
    if element.tag == "table":
        yield from _table_rows(element)
    elif element.tag == "p" or next(element.iterdescendants("p", "div", "table"), None) is None:
        block = _block(element, centred_classes)
        if block is not None:
            yield block


def _documents(root: HtmlElement) -> list[tuple[tuple[int, int] | None, list[Paragraph]]]:
    """Return the blocks of each document; a document begins with its DOC comment or its separator line."""
    classes = _centred_classes(root)
    documents: list[tuple[tuple[int, int] | None, list[Paragraph]]] = []
    marked = False
    for element in root.iter():
        if not isinstance(element.tag, str):
            if _DOCUMENT.search(element.text or ""):
                documents.append((None, []))
                marked = True
            continue
        for block in _blocks(element, classes):
            numbers = separator(block.line)
            if numbers is not None and (not marked or documents[-1][1]):
                documents.append((numbers, []))
            elif numbers is not None:
                documents[-1] = (numbers, documents[-1][1])
            elif documents:
                documents[-1][1].append(block)
    return documents


def parse_nexis_html(data: bytes, options: Options) -> Parsed:
    """Read a Nexis HTML export; a no-break space that Nexis mangled is a space."""
    parsed = Parsed()
    root = read_html(parsed, data.replace(b"&Acirc;&nbsp;", b" "), options)
    documents = _documents(root) if root is not None else []
    if not documents:
        message = "no document was found in this Nexis HTML file; export it again"
        parsed.lose("unreadable_file", message, index=0)
        return parsed
    last = documents[-1][1]
    del last[request_at([block.lines[0] for block in last]) :]
    for _, blocks in documents:
        raw = "\n".join(block.line for block in blocks[:40])
        keep_document(parsed, blocks, options, unwrap=_unwrap, raw=raw)
    found = _ANNOUNCED.search(data[:65_536])
    compare_count(parsed, int(found[1]) if found else None, "the head of the file")
    compare_numbers(parsed, [numbers for numbers, _ in documents])
    return parsed


def _unwrap(block: Paragraph) -> list[str]:
    return ["\n".join(line for line in map(tidy_line, block.lines) if line)]
