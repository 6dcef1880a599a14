"""Factiva XML exports (Dow Jones PPS): one element per field."""

from __future__ import annotations

import re

from lxml import etree

from mediakit.read.account import Options, Parsed
from mediakit.read.databases.factiva.factiva_articles import Article, keep_articles
from mediakit.read.documents.keeping import compare_count
from mediakit.read.values.data_files import read_data
from mediakit.read.values.lines import join_paragraphs
from mediakit.read.values.tidying import tidy_line


def recognise_factiva_xml(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file is a Factiva XML export, and by what."""
    found = re.search(r"<(?:\w{1,10}:)?(PPSResponse|ppsArticleResponse|ppsarticleResultSet)\b", text)
    return (0.99, f"the element {found[1]}") if found else (0.0, "")


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _text(element: etree._Element) -> str:
    return tidy_line("".join(str(piece) for piece in element.itertext()))


def _paragraphs(element: etree._Element) -> list[str]:
    found = [_text(child) for child in element if _name(child) in ("paragraph", "p")]
    return found or [_text(element)]


def _read_article(element: etree._Element) -> Article:
    names = read_data("databases/factiva_labels")["elements"]
    article = Article(raw=_text(element)[:1000])
    texts: dict[str, list[str]] = {"leadParagraph": [], "tailParagraphs": []}
    for child in element:
        name = _name(child)
        if name == "headline":
            article.add("title", " ".join(_paragraphs(child)))
        elif name in texts:
            texts[name].extend(_paragraphs(child))
        elif name == "publicationDate":
            article.date = tidy_line(" ".join(_text(part) for part in child) or _text(child))
        elif name == "publicationTime":
            article.date = tidy_line(f"{article.date} {_text(child)}")
        elif name == "wordCount":
            article.add("word_count_stated", _text(child))
        elif name in names:
            article.add(names[name], _text(child))
    article.text = join_paragraphs(texts["leadParagraph"] + texts["tailParagraphs"])
    return article


def parse_factiva_xml(data: bytes, options: Options) -> Parsed:
    """Read a Factiva XML export."""
    parsed = Parsed()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        root = None
        parsed.note("malformed_document", "the XML cannot be read", value=tidy_line(str(error)))
    elements = [element for element in root.iter() if _name(element) == "article"] if root is not None else []
    if root is None or not elements:
        parsed.lose("unreadable_file", "no article was found in this Factiva XML file; export it again", index=0)
        return parsed
    if parser.error_log:
        damage = tidy_line(str(parser.error_log[0].message))
        parsed.note("malformed_document", "the XML is damaged; what could be read was read", value=damage)
    keep_articles(parsed, [_read_article(element) for element in elements], options)
    for element in root.iter():
        if _name(element).lower() == "ppsarticle" and not any(_name(child) == "article" for child in element):
            parsed.lose("not_an_article", "an entry without an article; export it again", raw=_text(element)[:1000])
    counts = [element.get("count") or "" for element in root.iter() if _name(element).lower() == "ppsarticleresultset"]
    compare_count(
        parsed,
        sum(map(int, counts)) if counts and all(re.fullmatch(r"\d{1,9}", count) for count in counts) else None,
        "the result set",
    )
    return parsed
