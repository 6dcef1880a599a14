"""What the readers of XML standards share: a tree without prefixes, texts of its elements, an article of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from mediakit.read.account import Options, Parsed
from mediakit.read.documents.keeping import add_date, keep_article
from mediakit.read.values.language_codes import language_code
from mediakit.read.values.lines import join_paragraphs
from mediakit.read.values.tidying import tidy_line

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
Element = etree._Element


def read_tree(parsed: Parsed, data: bytes) -> Element | None:
    """Return the root of an XML file, its elements without prefixes; None, and a lost record, where there is none."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, recover=True, remove_comments=True
    )
    try:
        root = etree.fromstring(data.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        parsed.lose("malformed_document", f"the XML cannot be read: {tidy_line(str(error))}", index=0)
        return None
    if root is None:
        parsed.lose("malformed_document", "the XML holds no element", index=0)
        return None
    if parser.error_log:
        damage = tidy_line(str(parser.error_log[0].message))
        parsed.note("malformed_document", "the XML is damaged; what could be read was read", value=damage)
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2]
    return root


def line_of(element: Element | None, skipped: frozenset[str] = frozenset()) -> str:
    """Return all text of an element on one line, without that of some elements inside it; nothing for None."""
    return "" if element is None else tidy_line("".join(_pieces(element, skipped)))


def _pieces(element: Element, skipped: frozenset[str]) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child.tag not in skipped:
            yield from _pieces(child, skipped)
        yield child.tail or ""


def first_line(element: Element, *paths: str) -> str:
    """Return the text of the first element that a path finds and that has any."""
    found = (line_of(one) for path in paths for one in element.iterfind(path))
    return next((line for line in found if line), "")


def first_value(element: Element, *places: tuple[str, str]) -> str:
    """Return the first filled attribute among pairs of path and name; "." is the element itself."""
    found = (
        tidy_line(one.get(name) or "")
        for path, name in places
        for one in ([element] if path == "." else element.iterfind(path))
    )
    return next((value for value in found if value), "")


def paragraphs_of(element: Element, tags: Iterable[str], skipped: Iterable[str] = ()) -> Iterator[str]:
    """Yield the text of each element of one of these tags that stands in no other of them, in order."""
    tags, skipped = frozenset(tags), frozenset(skipped)
    for child in element:
        if not isinstance(child.tag, str) or child.tag in skipped:
            continue
        if child.tag in tags:
            yield line_of(child, skipped)
        else:
            yield from paragraphs_of(child, tags, skipped)


def body_of(element: Element, tags: Iterable[str], skipped: Iterable[str] = ()) -> str:
    """Return the paragraphs of an element as one text; where it has none, all that it says."""
    return join_paragraphs(paragraphs_of(element, tags, skipped)) or line_of(element)


def keep_fields(parsed: Parsed, fields: dict[str, str], options: Options, *, raw: str) -> None:
    """Keep an article given by its fields, among them ``date`` and further ones named x_…."""
    record: dict[str, object] = {**fields, "language": language_code(fields.get("language", ""))}
    add_date(parsed, record, str(record.pop("date", "")), options)
    keep_article(parsed, record, raw=raw)
