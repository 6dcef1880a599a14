"""Saved web pages: one article each, with what the page states about it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from lxml.etree import ParserError
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from mediakit.read.account import Options, Parsed
from mediakit.read.documents.opening import read_text, root_name
from mediakit.read.pages.captures import archived_at, is_mail, unpack_mail, without_archive
from mediakit.read.pages.page_date import PageDates, page_dates
from mediakit.read.pages.page_hits import count_hits
from mediakit.read.pages.page_metadata import (
    Metadata,
    clean_names,
    names_of,
    page_address,
    read_metadata,
    saved_on,
    stated_text,
    text_of,
)
from mediakit.read.pages.page_text import extract_text
from mediakit.read.pages.page_title import page_titles
from mediakit.read.values.data_files import read_data
from mediakit.read.values.dates import fold, parse_date
from mediakit.read.values.hosts import domain
from mediakit.read.values.language_codes import language_code
from mediakit.read.values.lines import count_words, html_lines
from mediakit.read.values.tidying import tidy_line

_MAX_PAGE = 10_000_000
_MAX_APART = timedelta(days=31)
_SHORT_TEXT = 250
_CHARSET = re.compile(
    rb"(?:<meta\b[^>]{0,200}?charset|^\s{0,9}<\?xml[^>]{0,60}?encoding)\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9_:.-]{2,30})",
    re.IGNORECASE,
)
_EMBEDDED_FILE = re.compile(r"data:[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,60};base64,[A-Za-z0-9+/=%]{200,}", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
# lxml reads such characters, also from references such as &#1;, but does not take them back.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:x([0-9a-f]{1,8})|(\d{1,8}));?", re.IGNORECASE)
_MARKUP = re.compile(r"<(?:!doctype html|html|head|body|article|main|div|p|h1|table)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Origin:
    """What is known of a page from elsewhere: its address, the encoding its server stated, when it was seen."""

    url: str = ""
    charset: str = ""
    seen: datetime | None = None


def recognise_html_page(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file is a web page, and by what; exports of databases are surer of themselves."""
    if is_mail(head) and b"text/html" in head.lower():
        return 0.9, "a page that a browser saved as a mail"
    if not _MARKUP.search(text[:20_000]) or _is_foreign(text):
        return 0.0, ""
    if re.search(r"<!doctype html|<html\b", text[:20_000], re.IGNORECASE):
        stated = "ld+json" in text or "og:title" in text or "<article" in text
        return (0.6, "an HTML page that describes itself as news pages do") if stated else (0.5, "an HTML page")
    return 0.3, "elements of HTML"


def _is_foreign(text: str) -> bool:
    """Return whether a text is XML with a root element that no page has."""
    root = root_name(text)
    return (
        bool(root)
        and root.lower() not in read_data("pages/html")["roots"]["elements"]
        and not re.search(r"<html\b", text[:20_000], re.IGNORECASE)
    )


def parse_html_page(data: bytes, options: Options, name: str = "") -> Parsed:
    """Read one saved page."""
    parsed = Parsed()
    origin = Origin(name if name.startswith(("http://", "https://")) else "")
    if is_mail(data):
        data, address, saved = unpack_mail(data)
        origin = replace(origin, url=address, seen=saved)
    add_page(parsed, data, options, origin)
    return parsed


def add_page(parsed: Parsed, data: bytes, options: Options, origin: Origin) -> None:
    """Account for one page: an article, or a record that is lost.

    Parameters
    ----------
    parsed : Parsed
        Takes the record and its problems.
    data : bytes
        The page.
    options : Options
        What the caller of read_articles() asked for.
    origin : Origin
        What is known of the page from elsewhere.
    """
    index = parsed.seen
    page = _decoded(parsed, data, options, origin)
    origin = replace(origin, seen=archived_at(page, origin.url) or origin.seen)
    tree = _tree(parsed, without_archive(page))
    if tree is None:
        parsed.lose("empty_text", "the page holds nothing to read", index=index, value=origin.url)
        return
    hits = count_hits(tree)
    metadata = read_metadata(tree)
    facts = _facts(metadata, origin)
    host = domain(facts["url"])
    title, *others = page_titles(metadata, host=host)
    text = extract_text(tree, titles=[title, *others], stated=stated_text(metadata), host=host)
    if not metadata.states_article and _is_refusal(title, text):
        message = "the server sent this page instead of the article: open the address in a browser and save it there"
        parsed.lose("not_an_article", message, index=index, value=title, raw=text)
        return
    if not title and not text:
        message = "neither a headline nor a text was found on this page"
        parsed.lose("not_an_article", message, index=index, value=origin.url, raw=tidy_line(tree.text_content()[:1000]))
        return
    record = {"title": title, "text": text, "source_index": index} | facts
    _add_dates(parsed, record, metadata, options, origin)
    _add_description(record, metadata)
    _check_kind(parsed, record, metadata)
    _check_whole(parsed, record, metadata)
    parsed.keep({key: value for key, value in record.items() if value != "" or not key.startswith("x_")})
    if hits:
        message = (
            f"the page was read as one article, but half of it or more is a list: {hits} rows with a date and a link. "
            "Pass the addresses in it to fetch_pages(), or save the articles one by one"
        )
        parsed.note("several_articles", message, index=index, value=hits)


def _decoded(parsed: Parsed, data: bytes, options: Options, origin: Origin) -> str:
    found = _CHARSET.search(data[:100_000])
    declared = origin.charset or (found[1].decode("ascii") if found else "")
    return read_text(parsed, data, options, declared=declared)


def _tree(parsed: Parsed, text: str) -> HtmlElement | None:
    text = _REFERENCE.sub(_allowed, _FORBIDDEN.sub(" ", _DECLARATION.sub("", text, count=1)))
    if len(text) > _MAX_PAGE // 10:
        text = _EMBEDDED_FILE.sub("", text)
    if len(text) > _MAX_PAGE:
        message = f"the page is longer than {_MAX_PAGE:,} characters; what follows was not read"
        parsed.note("truncated_text", message, index=parsed.seen, value=len(text))
        text = text[:_MAX_PAGE]
    parser = HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        return document_fromstring(text.encode("utf-8"), parser=parser) if text.strip() else None
    except ParserError:
        return None


def _allowed(reference: re.Match[str]) -> str:
    """Return a character reference, or a space for one to a character that no page may hold."""
    number = int(reference[1], 16) if reference[1] else int(reference[2])
    return " " if number > 0x10FFFF or _FORBIDDEN.match(chr(number)) else reference[0]


def _is_refusal(title: str, text: str) -> bool:
    start = fold(title).lstrip("|-– ")
    refused = any(
        re.match(rf"{re.escape(fold(words))}\b", start) for words in read_data("pages/html")["refusals"]["titles"]
    )
    return refused and len(text) < 3 * _SHORT_TEXT and len(title.split()) <= 12


def _facts(metadata: Metadata, origin: Origin) -> dict[str, Any]:
    """Return outlet, address, byline, section, language and keywords."""
    article = metadata.article
    url = page_address(metadata, origin.url)
    names = names_of(article.get("author")) or names_of(article.get("creator"))
    names = names or clean_names(metadata.every("authors"))[:1] or clean_names(_printed_names(metadata))
    sections = article.get("articleSection")
    listed = [text_of(part) for part in sections] if isinstance(sections, list) else [text_of(sections)]
    keywords = article.get("keywords")
    words = [text_of(part) for part in keywords] if isinstance(keywords, list) else metadata.every("keywords")[:1]
    return {
        "outlet": _outlet(metadata, domain(url)),
        "url": url,
        "byline": ", ".join(names),
        "section": metadata.first("section") or ", ".join(dict.fromkeys(filter(None, listed))),
        "language": _language(metadata),
        "x_keywords": ", ".join(dict.fromkeys(filter(None, words))),
    }


def _outlet(metadata: Metadata, host: str) -> str:
    """Return the name of the site: the one that fits its address, as an agency may be stated as the publisher."""
    names = [name for name in (text_of(metadata.article.get("publisher")), *metadata.every("outlet")) if name]
    names = [name for name in names if "://" not in name and not name.startswith("@")]
    return next((name for name in names if _fits(name, host)), "") or next(iter(names), host)


def _fits(name: str, host: str) -> bool:
    words = re.findall(r"\w+", fold(name))
    initials = "".join(word[0] for word in words)
    return any(len(part) > 1 and part in host for part in ("".join(words), initials, *(w for w in words if len(w) > 3)))


def _printed_names(metadata: Metadata) -> list[str]:
    found = metadata.tree.xpath("//*[@rel='author' or contains(@itemprop, 'author') or contains(@class, 'byline')]")
    lines = [tidy_line(element.text_content()) for element in found[:3]] if isinstance(found, list) else []
    return [line for line in lines if len(line) <= 100 and not any(c.isdigit() for c in line)][:1]


def _language(metadata: Metadata) -> str:
    root = metadata.tree.getroottree().getroot()
    stated = (root.get("lang"), root.get("{http://www.w3.org/XML/1998/namespace}lang"), root.get("xml:lang"))
    spoken = text_of(metadata.article.get("inLanguage"))
    return language_code(next((lang for lang in (*stated, spoken, metadata.first("language")) if lang), ""))


def _add_dates(parsed: Parsed, record: dict[str, Any], metadata: Metadata, options: Options, origin: Origin) -> None:
    index = parsed.seen
    seen = origin.seen or parse_date(_saved_day(metadata)).published
    dates = page_dates(metadata, options, url=record["url"], seen=seen)
    best = dates.best
    record |= {"published": best.date.published, "date_precision": best.date.precision, "date_text": best.text}
    if dates.modified.date.published is not None:
        record["x_modified"] = dates.modified.date.published.isoformat()
    for late in dates.future:
        message = f"the page was fetched or saved on {seen:%Y-%m-%d}, before this date, so the date was not used"
        parsed.note("date_in_future", message, index=index, value=late.text)
    if best.date.ambiguous:
        message = "day and month could be the other way round; the day was read first. Pass dayfirst="
        parsed.note("ambiguous_day_month", message, index=index, value=best.text)
    if best.place in ("print", "script", "htmldate"):
        message = "the page has no date in the usual places; this day was found elsewhere on it, so check it"
        parsed.note("date_found_in_page", message, severity="info", index=index, value=best.text)
    _compare_dates(parsed, dates)


def _saved_day(metadata: Metadata) -> str:
    """Return the day that SingleFile states in words such as ``Sat Nov 26 2022 10:00:00 GMT+0100``."""
    found = re.match(r"\w{3} (\w{3}) (\d{1,2}) (\d{4})", saved_on(metadata.tree))
    return f"{found[2]} {found[1]} {found[3]}" if found else ""


def _compare_dates(parsed: Parsed, dates: PageDates) -> None:
    """Report dates of publication that disagree, and pages changed long after they were published."""
    best = dates.best.date.published
    if best is None:
        return
    for other in dates.published:
        day = other.date.published if other.place not in (dates.best.place, "media") else None
        if day and abs(day - best) > _MAX_APART:
            message = f"{dates.best.place} and {other.place} state dates more than {_MAX_APART.days} days apart"
            parsed.note("date_disagrees", message, index=parsed.seen, value=f"{dates.best.text}; {other.text}")
            break
    changed = dates.modified.date.published
    if changed and changed - best > _MAX_APART:
        message = (
            f"the page was changed {(changed - best).days:,} days after its publication: the text may be a later one"
        )
        parsed.note("date_disagrees", message, severity="info", index=parsed.seen, value=dates.modified.text)


def _add_description(record: dict[str, Any], metadata: Metadata) -> None:
    """Set the standfirst to the description where the page prints it outside the text; else keep it beside."""
    description = text_of(metadata.article.get("description")) or metadata.first("description")
    if not description or _letters(description) in _letters(record["text"]):
        return
    printed = _letters(description).rstrip("…") in _letters("".join(html_lines(metadata.tree)))
    record["standfirst" if printed else "x_description"] = description


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold())


def _check_kind(parsed: Parsed, record: dict[str, Any], metadata: Metadata) -> None:
    """Report pages that look like a list of articles, not like one."""
    path = re.sub(r"^https?://[^/]*", "", record["url"]).strip("/")
    if metadata.states_article or (path and record["text"] and record.get("published")):
        return
    if (record["url"] and not path) or len(record["text"]) < _SHORT_TEXT:
        message = "the page does not say that it is an article; it may be a front page or a list of articles"
        parsed.note("not_an_article", message, index=parsed.seen, value=record["url"] or record["title"])


def _check_whole(parsed: Parsed, record: dict[str, Any], metadata: Metadata) -> None:
    """Compare the text with the number of words that the page states, and report what is for subscribers."""
    if text_of(str(metadata.article.get("isAccessibleForFree"))).lower() == "false":
        message = "the page says that it is for subscribers: the text may be no more than its beginning"
        parsed.note("truncated_text", message, severity="info", index=parsed.seen, value=count_words(record["text"]))
    stated = text_of(metadata.article.get("wordCount"))
    if not re.fullmatch(r"0{0,9}[1-9]\d{0,5}", stated, re.ASCII) or not record["text"]:
        return
    record["word_count_stated"] = int(stated)
    words = count_words(record["text"])
    if words < int(stated) // 2:
        record["truncated"] = True
        message = f"the page states {stated} words and shows {words}; the rest may be for subscribers"
        parsed.note("truncated_text", message, index=parsed.seen, value=stated)
