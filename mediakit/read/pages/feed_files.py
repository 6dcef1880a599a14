"""RSS, Atom and JSON feeds, and sitemaps with or without news entries."""

from __future__ import annotations

import html
import io
import json
import re
from collections.abc import Mapping
from functools import cache
from types import ModuleType
from typing import Any

from lxml import etree

from mediakit.errors import MissingExtraError
from mediakit.read.account import Options, Parsed
from mediakit.read.documents.opening import read_text
from mediakit.read.pages.captures import redirect_target
from mediakit.read.pages.page_metadata import clean_names, names_of, text_of
from mediakit.read.values.data_files import read_data
from mediakit.read.values.dates import decide_dayfirst, parse_date
from mediakit.read.values.hosts import domain
from mediakit.read.values.language_codes import language_code
from mediakit.read.values.tidying import strip_markup, tidy_line, tidy_text

_MAX_FEED = 5_000_000
_MAX_ENTRIES = 3_000
_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{2,30})")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,400}\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]{0,1000}(?:\[(?:(?!<!DOCTYPE)[^\]]){0,100000}\]\s{0,9})?>", re.IGNORECASE)
_ROOT = re.compile(r"<([A-Za-z_][\w.-]{0,40}:)?([A-Za-z]\w{0,40})[\s>/]")
_ENTRY = re.compile(r"<(?:[\w.-]{1,20}:)?(?:item|entry)[\s>]")
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z]\w{1,30};")
# Characters that begin no markup; feeds are full of them.
_BARE = re.compile(r"(?:&(?!#?\w{1,12};))+|(?:<(?![A-Za-z_/!?]))+")
_FEED_ROOTS = ("rss", "feed", "RDF", "channel")
_SITEMAP_ROOTS = ("urlset", "sitemapindex")
_CAPTION = re.compile(r"\[(caption|wp_caption)\b[^\]]{0,500}\][^\[\]]{0,2000}\[/\1\]")
_CODE = re.compile(
    r"\[/?(?:caption|wp_caption|gallery|embed|audio|video|playlist|vc_\w+|et_pb_\w+|su_\w+|fusion_\w+)\b[^\]]{0,1000}\]"
)
_JSON_FEED = re.compile(r'"version"\s{0,9}:\s{0,9}"https?:\\?/\\?/(?:www\.)?jsonfeed\.org')


def _root(text: str) -> str:
    found = _ROOT.search(_DOCTYPE.sub("", text[:65_536]))
    return found[2] if found else ""


def recognise_rss_atom(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file is an RSS or Atom feed, and by what."""
    root = _root(text)
    marked = root in ("rss", "feed") or (root in _FEED_ROOTS and "<item" in text)
    return (0.95, f"the root element {root}") if marked else (0.0, "")


def recognise_sitemap(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file is a sitemap, and by what."""
    root = _root(text)
    return (0.95, f"the root element {root}") if root in _SITEMAP_ROOTS else (0.0, "")


def recognise_json_feed(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file is a JSON Feed, and by what."""
    return (0.95, "the version of a JSON Feed") if _JSON_FEED.search(text) else (0.0, "")


def _xml_text(parsed: Parsed, data: bytes, options: Options) -> str:
    """Return the text of an XML file without its declaration and its document type, so that no entity is defined."""
    found = _DECLARED.search(data[:500])
    text = read_text(parsed, data, options, declared=found[1].decode("ascii") if found else "")
    if len(text) > _MAX_FEED:
        message = f"the file is longer than {_MAX_FEED:,} characters; what follows was not read"
        parsed.note("truncated_text", message, value=len(text))
        text = text[:_MAX_FEED]
    return _DOCTYPE.sub("", _DECLARATION.sub("", text, count=1), count=1)


def _feedparser() -> ModuleType:
    try:
        import feedparser
    except ImportError:
        raise MissingExtraError.of("feedparser", extra="feeds", task="reading feeds") from None
    module: ModuleType = feedparser
    return module


def parse_rss_atom(data: bytes, options: Options) -> Parsed:
    """Read one record an entry; a feed without any is an error."""
    parsed = Parsed()
    text, left_out = _first_entries(_xml_text(parsed, data, options))
    headers = {"content-type": "application/xml; charset=utf-8"}
    feedparser = _feedparser()
    try:
        found = feedparser.parse(io.BytesIO(_mended(text)), response_headers=headers)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        parsed.lose("malformed_document", f"the feed is not valid XML: {error}", index=0, raw=text[:300])
        return parsed
    rss = not str(found.get("version", "")).startswith("atom")
    name = _feed_name(found.feed)
    for entry in found.entries:
        if why := _set_aside(entry):
            parsed.lose("not_an_article", why, index=parsed.seen, value=tidy_line(str(entry.get("title") or "")))
            continue
        record = _entry_record(dict(entry), dict(found.feed), name, rss=rss)
        own = {key: value for key, value in entry.items() if key != "source"} if name else {}
        _keep(parsed, record, raw=tidy_line(str(own or "")[:1000]))
    _add_dates(parsed, options)
    _report_feed(parsed, len(_ENTRY.findall(text)))
    for _ in range(left_out):
        message = f"the feed holds more than {_MAX_ENTRIES:,} entries; split the file to read those after them"
        parsed.lose("truncated_text", message, index=parsed.seen)
    return parsed


def _mended(text: str) -> bytes:
    """Return a feed as well-formed XML, since feedparser is slow and less exact on any other."""
    text = _NAMED.sub(lambda named: html.unescape(named[0]), text)
    text = _BARE.sub(lambda bare: "&amp;" if bare[0][0] == "&" else "&lt;", text)
    root = _xml_root(text)
    if root is None:
        return b""
    for entry in root.iter("{*}item", "{*}entry"):
        _cut_captions(entry)
    return etree.tostring(root, encoding="utf-8")


def _cut_captions(entry: etree._Element) -> None:
    """Cut titles and captions of pictures out of an entry with a summary of its own, which feedparser would replace."""
    if not any(_local(child) in ("description", "summary") and not _is_media(child) for child in entry):
        return
    for caption in [e for e in entry.iter() if _is_media(e) and _local(e) in ("title", "description")]:
        parent = caption.getparent()
        if parent is not None:
            parent.remove(caption)


def _is_media(element: etree._Element) -> bool:
    return isinstance(element.tag, str) and element.tag.startswith("{http://search.yahoo.com/mrss")


def _first_entries(text: str) -> tuple[str, int]:
    """Return a feed cut after as many entries as can be read in good time, and how many are left out."""
    starts = [match.start() for match in _ENTRY.finditer(text)]
    if len(starts) <= _MAX_ENTRIES:
        return text, 0
    return text[: starts[_MAX_ENTRIES]], len(starts) - _MAX_ENTRIES


@cache
def _searches() -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = read_data("pages/feeds")["searches"]
    return re.compile("|".join(data["titles"]), re.IGNORECASE), re.compile("|".join(data["addresses"]), re.IGNORECASE)


def _feed_name(feed: Mapping[str, Any]) -> str:
    """Return the title of a feed; none for the feed of a news search, whose title holds the search terms."""
    titles, addresses = _searches()
    name, links = text_of(feed.get("title")), feed.get("links")
    links = [link.get("href") for link in links if isinstance(link, Mapping)] if isinstance(links, list) else []
    stated = [feed.get(key) for key in ("id", "link", "href", "home_page_url", "feed_url")] + links
    searched = any(addresses.match(address) for address in stated if isinstance(address, str))
    return "" if searched or titles.fullmatch(name) else name


def _set_aside(entry: Mapping[str, Any]) -> str:
    """Return why an entry of an export of WordPress is no article: of another kind than a post, or not published."""
    kind, status = str(entry.get("wp_post_type") or "post"), str(entry.get("wp_status") or "publish")
    if kind not in ("post", "article", "news"):
        return f"the export of a site holds this as {kind}, not as an article"
    return "" if status == "publish" else f"the article was not published: its status is {status}"


def _entry_record(entry: Mapping[str, Any], feed: Mapping[str, Any], name: str, *, rss: bool) -> dict[str, Any]:
    contents = [_without_codes(strip_markup(str(part.get("value") or ""))) for part in entry.get("content", [])]
    summary = _without_codes(strip_markup(str(entry.get("summary") or "")))
    body = max(contents, key=len, default="")
    names = [str(author.get("name") or "") for author in entry.get("authors", [])] or [str(entry.get("author") or "")]
    own = "published" in entry or "created" in entry
    stated = entry.get("published") or entry.get("created") or entry.get("updated") or ""
    source = _entry_source(entry)
    url = redirect_target(str(entry.get("link") or ""))
    tags = [tidy_line(str(tag.get("term") or "")).strip(",") for tag in entry.get("tags", [])]
    title = strip_markup(str(entry.get("title") or ""))
    record = {
        # Google News prints the source behind each headline.
        "title": (title.removesuffix(f" - {source}") or title) if source else title,
        "outlet": source or name or domain(url),
        "url": url,
        "byline": ", ".join(clean_names(names)),
        "section": ", ".join(filter(None, dict.fromkeys(tags))),
        "language": language_code(
            str(entry.get("language") or entry.get("iso_language") or feed.get("language") or "")
        ),
        "x_id": redirect_target(str(entry.get("id") or "")),
        "x_modified": str(entry.get("updated") or "") if own else "",
    }
    _add_texts(record, body, summary)
    return _state_date(record, str(stated), changed=not own and not rss)


def _without_codes(text: str) -> str:
    """Return a text without the codes in brackets by which sites place pictures and the like; captions go with them."""
    if "[" not in text:
        return text
    return tidy_text(_CODE.sub("", _CAPTION.sub("", text)))


def _entry_source(entry: Mapping[str, Any]) -> str:
    """Return the outlet that an entry names itself: its source, or that of Bing News."""
    source = entry.get("source") or {}
    host = domain(str(source.get("href") or "")) if not source.get("title") else ""
    return _feed_name(source) or tidy_line(strip_markup(str(entry.get("news_source") or ""))) or host


def _add_texts(record: dict[str, Any], body: str, summary: str) -> None:
    """Set text and standfirst; a summary alone is a part of the text."""
    inside = "".join(summary.split()).rstrip("….[]") in "".join(body.split())
    record["text"] = body or summary
    record["standfirst"] = "" if not body or inside else summary
    record["truncated"] = bool(summary) and not body


def _state_date(record: dict[str, Any], stated: str, *, changed: bool = False) -> dict[str, Any]:
    return record | {"date_text": tidy_line(stated)} | ({"flags": "modified_date"} if changed else {})


def _add_dates(parsed: Parsed, options: Options) -> None:
    """Read the dates of all records, with one order of day and month for the whole feed."""
    texts = [record["date_text"] for record in parsed.records]
    dayfirst = options.dayfirst if options.dayfirst is not None else decide_dayfirst(texts)
    dates = [parse_date(text, dayfirst=dayfirst, timezone=options.timezone) for text in texts]
    for record, date in zip(parsed.records, dates, strict=True):
        record |= {"published": date.published, "date_precision": date.precision}
        if date.published is None:
            record.pop("flags", None)
    unclear = [text for text, date in zip(texts, dates, strict=True) if date.ambiguous]
    if unclear:
        message = (
            f"in {len(unclear):,} of {len(texts):,} dates day and month could be the other way round; "
            "the day was read first. Pass dayfirst=True or dayfirst=False"
        )
        parsed.note("ambiguous_day_month", message, value=unclear[0])


def _keep(parsed: Parsed, record: dict[str, Any], *, raw: str) -> None:
    if not record["title"] and not record["text"]:
        message = "the entry has neither a title nor a text"
        parsed.lose("empty_text", message, index=parsed.seen, value=record["url"], raw=raw)
        return
    parsed.keep({key: value for key, value in record.items() if value != "" or not key.startswith("x_")})


def _report_feed(parsed: Parsed, announced: int) -> None:
    """Report what holds for the whole feed: entries that are missing, teasers, dates of the last change."""
    if parsed.seen == 0:
        message = (
            "the feed has no entries: it may be empty today, cut short, or not a feed at all. "
            "Open its address in a browser"
        )
        parsed.lose("silent_empty", message)
        return
    if announced > parsed.seen:
        message = f"the file shows {announced} entries, {parsed.seen} could be read; it may be damaged"
        parsed.note("count_mismatch", message, value=announced)
    teasers = sum(bool(record.get("truncated")) for record in parsed.records)
    if teasers:
        message = f"{teasers} of {parsed.seen} entries hold a summary only; fetch_pages() reads the articles themselves"
        parsed.note("truncated_text", message, value=teasers)
    changed = sum(record.get("flags") == "modified_date" for record in parsed.records)
    if changed:
        message = f"{changed} of {parsed.seen} entries say only when they were last updated; that date is used"
        parsed.note("load_date_used", message, value=changed)


def parse_json_feed(data: bytes, options: Options) -> Parsed:
    """Read one record an item of a JSON Feed."""
    parsed = Parsed()
    text = read_text(parsed, data, options)
    try:
        feed = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        parsed.lose("malformed_document", f"the file is not valid JSON: {error}", raw=text[:300])
        return parsed
    items = feed.get("items") if isinstance(feed, dict) else None
    name = _feed_name(feed) if isinstance(feed, dict) else ""
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict):
            _keep(parsed, _item_record(item, feed, name), raw=tidy_line(str(item)[:1000]))
        else:
            message = f"expected an item, got {type(item).__name__}"
            parsed.lose("malformed_document", message, index=parsed.seen, raw=item)
    _add_dates(parsed, options)
    _report_feed(parsed, parsed.seen)
    return parsed


def _item_record(item: dict[str, Any], feed: dict[str, Any], name: str) -> dict[str, Any]:
    url = redirect_target(text_of(item.get("url")) or text_of(item.get("external_url")))
    tags = item.get("tags")
    record = {
        "title": text_of(item.get("title")),
        "outlet": name or domain(url),
        "url": url,
        "byline": ", ".join(names_of(item.get("authors")) or names_of(item.get("author"))),
        "section": ", ".join(filter(None, map(text_of, tags))) if isinstance(tags, list) else "",
        "language": language_code(text_of(item.get("language")) or text_of(feed.get("language"))),
        "x_id": redirect_target(text_of(item.get("id"))),
        "x_modified": text_of(item.get("date_modified")),
    }
    body = item.get("content_html") or item.get("content_text") or ""
    _add_texts(record, strip_markup(body) if isinstance(body, str) else "", text_of(item.get("summary")))
    own = text_of(item.get("date_published"))
    return _state_date(record, own or record["x_modified"], changed=not own)


def parse_sitemap(data: bytes, options: Options) -> Parsed:
    """Read one record a news entry; other addresses are no articles yet and stand in the problems."""
    parsed = Parsed()
    root = _sitemap_root(_xml_text(parsed, data, options))
    for element in root if root is not None else []:
        fields = _sitemap_fields(element)
        if not fields:
            continue
        if fields.get("title"):
            parsed.keep(_sitemap_record(fields))
            continue
        kind = "another sitemap" if _local(element) == "sitemap" else "an address without headline"
        message = f"{kind}: pass it to fetch_{'sitemap' if _local(element) == 'sitemap' else 'pages'}()"
        parsed.lose("not_an_article", message, index=parsed.seen, value=fields.get("loc", ""))
    _add_dates(parsed, options)
    if parsed.seen == 0:
        parsed.lose("silent_empty", "the sitemap lists no address: it may be empty today or cut short")
    elif parsed.records:
        message = "a sitemap holds headlines without texts; fetch_pages() reads the articles themselves"
        parsed.note("empty_text", message, value=len(parsed.records))
    return parsed


def sitemap_addresses(data: bytes) -> tuple[list[str], list[str]]:
    """Return the addresses of pages and of further sitemaps that a sitemap lists.

    Examples
    --------
    >>> sitemap_addresses(b"<urlset><url><loc>https://example.org/1</loc></url></urlset>")
    (['https://example.org/1'], [])
    """
    root = _sitemap_root(_xml_text(Parsed(), data, Options()))
    found: dict[str, list[str]] = {"url": [], "sitemap": []}
    for element in root if root is not None else []:
        address = _sitemap_fields(element).get("loc", "")
        if address:
            found.setdefault(_local(element), []).append(address)
    return found["url"], found["sitemap"]


def _xml_root(text: str) -> etree._Element | None:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, recover=True, remove_comments=True
    )
    try:
        root = etree.fromstring(text.strip().encode("utf-8", "replace"), parser=parser)
    except etree.XMLSyntaxError:
        return None
    return root


def _sitemap_root(text: str) -> etree._Element | None:
    root = _xml_root(text)
    return root if root is not None and _local(root) in _SITEMAP_ROOTS else None


def _local(element: etree._Element) -> str:
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def _sitemap_fields(element: etree._Element) -> dict[str, str]:
    """Return the texts of an entry by local name: its own and those of its news part, not of its images."""
    if _local(element) not in ("url", "sitemap"):
        return {}
    parts = [element, *(part for part in element.iter() if _local(part) in ("news", "publication"))]
    return {_local(field): tidy_line(field.text or "") for part in parts for field in part if _local(field)}


def _sitemap_record(fields: dict[str, str]) -> dict[str, Any]:
    url = fields.get("loc", "")
    record: dict[str, Any] = {
        "title": strip_markup(fields["title"]),
        "text": "",
        "outlet": fields.get("name") or domain(url),
        "url": url,
        "language": language_code(fields.get("language", "")),
        "section": fields.get("genres", ""),
    }
    extra = {"x_keywords": fields.get("keywords", ""), "x_modified": fields.get("lastmod", "")}
    record |= {key: value for key, value in extra.items() if value}
    own = fields.get("publication_date", "")
    return _state_date(record, own or fields.get("lastmod", ""), changed=not own)
