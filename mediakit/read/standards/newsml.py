"""NewsML-G2 and NewsML 1: news items of agencies, one or many a file."""

from __future__ import annotations

from mediakit.read.account import Options, Parsed
from mediakit.read.documents.opening import root_name
from mediakit.read.standards.nitf import nitf_fields
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

_ITEMS = ("newsItem", "NewsItem")
_ROOTS = ("newsMessage", "newsItem", "NewsML", "NewsItem", "packageItem", "conceptItem")
_TEXT = ("p", "h1", "h2", "h3", "li", "pre", "tr", "paragraph")
_BESIDE = ("head", "media", "figure", "script", "style")
_WITHDRAWN = ("canceled", "cancelled", "withheld", "kill", "killed")


def recognise_newsml(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file is in NewsML, and by what."""
    root = root_name(text)
    return (0.96, f"the element {root}") if root in _ROOTS else (0.0, "")


def parse_newsml(data: bytes, options: Options) -> Parsed:
    """Read every news item with a text; pictures, packages and what was withdrawn are set aside."""
    parsed = Parsed()
    root = read_tree(parsed, data)
    if root is None:
        return parsed
    items = [root] if root.tag in _ITEMS else list(root.iter(*_ITEMS))
    for item in items:
        aside = _set_aside(item)
        if aside:
            parsed.note(
                "not_an_article", f"an item that is {aside} was set aside", severity="info", value=_identity(item)
            )
            continue
        fields = _newer(item) if item.tag == "newsItem" else _older(item)
        keep_fields(parsed, fields, options, raw=line_of(item)[:1000])
    if not parsed.seen:
        parsed.lose("not_an_article", "the file holds no news item with a text", index=0)
    return parsed


def _identity(item: Element) -> str:
    return item.get("guid") or first_line(item, "Identification/NewsIdentifier/PublicIdentifier")


def _set_aside(item: Element) -> str:
    """Return what makes an item no article, nothing for one that is an article."""
    status = first_value(item, ("itemMeta/pubStatus", "qcode"), ("NewsManagement/Status", "FormalName"))
    if status.rpartition(":")[2].lower() in _WITHDRAWN:
        return "withdrawn"
    kind = first_value(item, ("itemMeta/itemClass", "qcode"), (".//MediaType", "FormalName"))
    kind = kind.rpartition(":")[2].lower()
    return f"of the kind {kind}" if kind in ("picture", "photo", "graphic", "video", "audio", "animation") else ""


def _filled(item: Element, fields: dict[str, str]) -> dict[str, str]:
    """Return the fields, those that the item leaves open taken from a nitf element inside it."""
    inner = item.find(".//nitf")
    if inner is None:
        return fields
    nested = nitf_fields(inner)
    return {name: fields.get(name) or nested.get(name, "") for name in {**nested, **fields}} | {"text": nested["text"]}


def _newer(item: Element) -> dict[str, str]:
    content = item.find(".//contentSet")
    return _filled(
        item,
        {
            "title": first_line(item, "contentMeta/headline", "contentMeta/slugline", "itemMeta/title"),
            "standfirst": first_line(item, "contentMeta/description[@role='drol:summary']", "contentMeta/description"),
            "byline": first_line(item, "contentMeta/by", "contentMeta/creator/name"),
            "dateline": first_line(item, "contentMeta/dateline"),
            "outlet": first_line(
                item, "contentMeta/infoSource/name", "itemMeta/provider/name", "rightsInfo/copyrightHolder/name"
            )
            or first_value(item, ("itemMeta/provider", "literal"), ("itemMeta/provider", "qcode")).rpartition(":")[2],
            "date": first_line(item, "itemMeta/firstCreated", "contentMeta/contentCreated", "itemMeta/versionCreated"),
            "language": first_value(item, ("contentMeta/language", "tag"), (".", LANGUAGE)),
            "section": first_line(item, "contentMeta/subject/name"),
            "text": "" if content is None else body_of(content, _TEXT, _BESIDE),
            "x_id": item.get("guid") or "",
            "x_modified": first_line(item, "itemMeta/versionCreated"),
        },
    )


def _older(item: Element) -> dict[str, str]:
    content = item.find(".//ContentItem")
    return _filled(
        item,
        {
            "title": first_line(item, ".//NewsLines/HeadLine", ".//NewsLine/NewsLineText"),
            "standfirst": first_line(item, ".//NewsLines/SubHeadLine"),
            "byline": first_line(item, ".//NewsLines/ByLine"),
            "dateline": first_line(item, ".//NewsLines/DateLine"),
            "outlet": first_value(item, (".//AdministrativeMetadata/Provider/Party", "FormalName")),
            "date": first_line(item, "NewsManagement/FirstCreated", "Identification/NewsIdentifier/DateId"),
            "language": first_value(item, (".//DescriptiveMetadata/Language", "FormalName"), (".", LANGUAGE)),
            "text": "" if content is None else body_of(content, _TEXT, _BESIDE),
            "x_id": first_line(item, "Identification/NewsIdentifier/NewsItemId"),
        },
    )
