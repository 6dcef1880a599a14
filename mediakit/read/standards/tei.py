"""TEI, the XML of digitised newspapers and of corpora: one article for each TEI element or division of that kind."""

from __future__ import annotations

from mediakit.read.account import Options, Parsed
from mediakit.read.documents.opening import root_name
from mediakit.read.standards.trees import (
    LANGUAGE,
    Element,
    body_of,
    first_line,
    first_value,
    keep_fields,
    line_of,
    read_tree,
)

_ROOTS = ("TEI", "TEI.2", "teiCorpus")
_ARTICLES = ("article", "news", "newspaper-article", "story", "artikel", "articolo", "zeitungsartikel")
_TEXT = ("p", "l", "ab", "item", "head", "row", "quote", "u")
_BESIDE = ("note", "fw", "figure", "teiHeader", "dateline", "byline", "opener")


def recognise_tei(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file is in TEI, and by what."""
    root = root_name(text)
    return (0.96, f"the element {root}") if root in _ROOTS else (0.0, "")


def parse_tei(data: bytes, options: Options) -> Parsed:
    """Read every text of a file; divisions that are called articles are articles of their own."""
    parsed = Parsed()
    root = read_tree(parsed, data)
    if root is None:
        return parsed
    texts = [root] if root.tag != "teiCorpus" else list(root.iter("TEI", "TEI.2"))
    for text in texts:
        common = _header_fields(text)
        parts = [part for part in text.iter("div", "div1", "div2") if (part.get("type") or "").lower() in _ARTICLES]
        for part in parts or text.findall(".//text")[:1]:
            keep_fields(parsed, _fields(part, common, alone=not parts), options, raw=line_of(part)[:1000])
    if not parsed.seen:
        parsed.lose("unreadable_file", "no text was found in this TEI file; export it again", index=0)
    return parsed


def _header_fields(text: Element) -> dict[str, str]:
    """Return what the header says; the source that a text was taken from counts before the edition of the file."""
    source = "teiHeader/fileDesc/sourceDesc"
    edition = "teiHeader/fileDesc/publicationStmt"
    return {
        "title": first_line(text, f"{source}//title[@level='a']", "teiHeader/fileDesc/titleStmt/title"),
        "outlet": first_line(text, f"{source}//title[@level='j']", f"{source}//publisher", f"{edition}/publisher"),
        "byline": first_line(text, f"{source}//author", "teiHeader/fileDesc/titleStmt/author"),
        "date": first_value(text, (f"{source}//date", "when"), (f"{source}//date", "when-iso"))
        or first_line(text, f"{source}//date")
        or first_value(text, ("teiHeader/profileDesc/creation/date", "when"), (f"{edition}/date", "when"))
        or first_line(text, f"{edition}/date"),
        "language": first_value(text, ("teiHeader/profileDesc/langUsage/language", "ident"), (".", LANGUAGE)),
        "url": first_value(text, (f"{source}//ref", "target"), (f"{source}//ptr", "target")),
        "x_page": first_line(text, f"{source}//biblScope[@unit='page']", f"{source}//biblScope[@type='pp']"),
    }


def _fields(part: Element, common: dict[str, str], *, alone: bool) -> dict[str, str]:
    heading = part.find(".//head")
    own = {
        "byline": first_line(part, ".//byline", ".//docAuthor"),
        "dateline": first_line(part, ".//dateline"),
        "date": first_value(part, (".//dateline/date", "when"), (".//opener//date", "when")),
        "language": part.get(LANGUAGE) or "",
    }
    title = line_of(heading)
    if heading is not None and (not alone or title == common["title"] or not common["title"]):
        own["title"] = title
        heading.tag = "fw"
    body = part if part.find("body") is None else part.find("body")
    text = "" if body is None else body_of(body, _TEXT, _BESIDE)
    fields = {name: own.get(name) or common.get(name, "") for name in {**common, **own}}
    return fields | {"text": text} | ({} if alone else {"title": own.get("title", "")})
