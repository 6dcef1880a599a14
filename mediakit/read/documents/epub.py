"""EPUB and OpenDocument texts: one article for each headed page of a book, one for a document."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from mediakit.read.account import Options, Parsed
from mediakit.read.documents.docx import keep_plain
from mediakit.read.documents.keeping import add_date, keep_article
from mediakit.read.values.dates import find_date
from mediakit.read.values.language_codes import language_code
from mediakit.read.values.lines import html_lines
from mediakit.read.values.tidying import tidy_line

_EPUB, _ODT = b"mimetypeapplication/epub+zip", b"mimetypeapplication/vnd.oasis.opendocument.text"
_LARGEST = 50_000_000
_FURNITURE = re.compile(
    r"(?:^|[/_-])(?:cover|nav|toc|title_?page|contents?|copyright|colophon|index|feed_?\d*/index)\b", re.I
)
_LEAST_WORDS = 20
_HEADINGS = ("h1", "h2", "h3")
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TRACKED = ("tracked-changes", "note", "annotation", "table-of-content", "sequence-decls")


def recognise_epub(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file is an EPUB book, and by what."""
    return (0.97, "a zip archive with the type of an EPUB book") if _EPUB in head[:200] else (0.0, "")


def recognise_odt(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file is an OpenDocument text, and by what."""
    return (0.97, "a zip archive with the type of an OpenDocument text") if _ODT in head[:200] else (0.0, "")


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > _LARGEST:
        raise OverflowError(f"{name} unpacks to more than {_LARGEST:,} bytes")
    return archive.read(name)


def _tree(data: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, recover=True)
    return etree.fromstring(data, parser)


def parse_odt(data: bytes, options: Options) -> Parsed:
    """Read an OpenDocument text as one article; what was deleted in it and notes in its margin are left out."""
    parsed = Parsed()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = _tree(_member(archive, "content.xml"))
    body = root.find(".//{urn:oasis:names:tc:opendocument:xmlns:office:1.0}text")
    lines = [] if body is None else [line for block in _blocks(body) for line in _spoken(block).split("\n")]
    keep_plain(parsed, lines, options)
    return parsed


def _blocks(element: Any) -> Iterator[Any]:
    for child in element:
        tag = str(child.tag).rpartition("}")[2]
        if tag in ("p", "h"):
            yield child
        elif tag not in _TRACKED:
            yield from _blocks(child)


def _spoken(element: Any) -> str:
    """Return the text of a paragraph; its spaces, tabs and line breaks are elements of their own."""
    pieces = [element.text or ""]
    for child in element:
        tag = str(child.tag).rpartition("}")[2]
        own = {"line-break": "\n", "tab": "\t", "s": " " * min(int(child.get(f"{_OFFICE}c") or 1), 100)}
        pieces.append("" if tag in _TRACKED else own[tag] if tag in own else _spoken(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


def parse_epub(data: bytes, options: Options) -> Parsed:
    """Read one article for each page of a book that has a text; cover, contents and the like are set aside."""
    parsed = Parsed()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        package, folder = _package(archive)
        facts = {tag: _fact(package, tag) for tag in ("title", "creator", "publisher", "date", "language")}
        for name, given in _pages(package, folder):
            if given or _FURNITURE.search(name):
                parsed.note("not_an_article", "a page that is no article was set aside", severity="info", value=name)
                continue
            try:
                _add_page(parsed, _member(archive, name), facts, options, name)
            except (KeyError, etree.LxmlError, ValueError) as error:
                parsed.lose(
                    "malformed_document", f"a page of the book cannot be read: {error}", index=parsed.seen, value=name
                )
    if not parsed.seen:
        parsed.lose("empty_text", "the book holds no page with a text", index=0)
    return parsed


def _package(archive: zipfile.ZipFile) -> tuple[Any, str]:
    container = _tree(_member(archive, "META-INF/container.xml"))
    path = next((one.get("full-path") for one in container.iter("{*}rootfile") if one.get("full-path")), "")
    return _tree(_member(archive, path)), posixpath.dirname(path)


def _fact(package: Any, tag: str) -> str:
    found = next(package.iter(f"{{http://purl.org/dc/elements/1.1/}}{tag}"), None)
    return tidy_line(found.text or "") if found is not None else ""


def _pages(package: Any, folder: str) -> Iterator[tuple[str, str]]:
    """Yield the name of each page in the order of reading, and the part that it plays where it is no article."""
    items = {item.get("id"): item for item in package.iter("{*}item")}
    for place in package.iter("{*}itemref"):
        item = items.get(place.get("idref"))
        if item is not None and "html" in (item.get("media-type") or ""):
            part = "nav" if "nav" in (item.get("properties") or "").split() or place.get("linear") == "no" else ""
            yield posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or ""))), part


def _add_page(parsed: Parsed, page: bytes, facts: dict[str, str], options: Options, name: str) -> None:
    """Keep the articles of a page: one, or one for each of its highest headings that has a text of its own."""
    tree = document_fromstring(page, parser=HTMLParser(no_network=True, recover=True, encoding=_encoding(page)))
    parts = _parts(tree)
    for title, lines in parts:
        if len(" ".join(lines).split()) < _LEAST_WORDS and not (title and len(parts) == 1 and lines):
            parsed.note("not_an_article", "a page with hardly a word was set aside", severity="info", value=name)
            continue
        dated = next((line for line in lines[:4] if (d := find_date(line)) and len(line) - (d.end - d.start) < 80), "")
        record: dict[str, object] = {
            "title": title,
            "text": "\n\n".join(line for line in lines if line != dated),
            "outlet": facts["publisher"] or facts["creator"] or _without_date(facts["title"]),
            "language": language_code(facts["language"]),
        }
        add_date(parsed, record, dated or facts["date"] or facts["title"], options)
        keep_article(parsed, record)


def _encoding(page: bytes) -> str:
    found = re.search(rb"encoding\s*=\s*[\"']([\w.:-]{2,30})", page[:200])
    return found[1].decode("ascii", "replace") if found else "utf-8"


def _without_date(title: str) -> str:
    found = find_date(title)
    return tidy_line(f"{title[: found.start]} {title[found.end :]}").strip(" ,;:|[]()-–—") if found else title


def _parts(tree: HtmlElement) -> list[tuple[str, list[str]]]:
    """Return title and lines of each article of a page."""
    for hidden in tree.xpath("//head|//script|//style|//nav"):
        hidden.drop_tree()
    level = next((tag for tag in _HEADINGS if tree.find(f".//{tag}") is not None), "")
    marks = list(tree.iter(level)) if level else []
    for mark in marks:
        # A sign that no text has tells the headings from the other lines.
        mark.text, mark.tail = f"\ue000{tidy_line(mark.text_content())}", mark.tail
        for child in list(mark):
            mark.remove(child)
    parts: list[tuple[str, list[str]]] = [("", [])]
    for line in html_lines(tree, blocks=True):
        if line.startswith("\ue000"):
            parts.append((line[1:], []))
        else:
            parts[-1][1].append(line)
    return [part for part in parts if part[1]]
