"""NITF, the XML of news agencies and of newspaper archives such as the New York Times Annotated Corpus."""

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
from mediakit.read.values.lines import stated_words

_TEXT = ("p", "hl2", "li", "pre", "tr")
_BESIDE = ("media", "note", "hr")


def recognise_nitf(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file is in NITF, and by what."""
    found = root_name(text) == "nitf" or ("<nitf" in text and "<body.content" in text)
    return (0.95, "the element nitf") if found and "<newsItem" not in text else (0.0, "")


def parse_nitf(data: bytes, options: Options) -> Parsed:
    """Read every nitf element of a file."""
    parsed = Parsed()
    root = read_tree(parsed, data)
    if root is None:
        return parsed
    for element in [root] if root.tag == "nitf" else root.iter("nitf"):
        keep_fields(parsed, nitf_fields(element), options, raw=line_of(element)[:1000])
    if not parsed.seen:
        parsed.lose("unreadable_file", "no nitf element was found in this file; export it again", index=0)
    return parsed


def nitf_fields(element: Element) -> dict[str, str]:
    """Return the fields of one nitf element."""
    fields = {
        "title": first_line(element, ".//hedline/hl1", ".//hedline", "head/title"),
        "standfirst": first_line(element, ".//body.head/abstract", ".//hedline/hl2"),
        "outlet": first_value(element, (".//pubdata", "name"), (".//doc.copyright", "holder"))
        or first_line(element, ".//body.head/distributor"),
        "byline": first_line(element, ".//byline[@class='print_byline']", ".//body.head/byline", ".//byline"),
        "dateline": first_line(element, ".//body.head/dateline"),
        "date": first_value(
            element, (".//pubdata", "date.publication"), (".//date.issue", "norm"), (".//story.date", "norm")
        )
        or _meta_date(element),
        "language": first_value(element, (".", LANGUAGE), ("body", LANGUAGE), (".//body.content", LANGUAGE)),
        "url": first_value(element, (".//pubdata", "ex-ref")),
        "section": first_value(element, (".//pubdata", "position.section"))
        or _meta(element, "online_sections", "dsk", "slug"),
        "text": _text(element),
        "x_id": first_value(element, (".//doc-id", "id-string")),
        "x_page": _meta(element, "print_page_number"),
    }
    words = first_value(element, (".//pubdata[@unit-of-measure='word']", "item-length"))
    if stated_words(words) is not None:
        fields |= {"word_count_stated": stated_words(words)}  # type: ignore[dict-item]
    return fields


def _text(element: Element) -> str:
    """Return the text; of an archive that marks lead and full text, the full text alone."""
    body = element.find(".//body.content")
    if body is None:
        return ""
    full = body.find(".//block[@class='full_text']")
    return body_of(body if full is None else full, _TEXT, _BESIDE)


def _meta(element: Element, *names: str) -> str:
    found = {meta.get("name"): meta.get("content") or "" for meta in element.iterfind("head/meta")}
    return next((found[name] for name in names if found.get(name)), "")


def _meta_date(element: Element) -> str:
    parts = [_meta(element, f"publication_{part}") for part in ("year", "month", "day_of_month")]
    return "-".join(part.zfill(2) for part in parts) if all(parts) else ""
