"""The text of an article on a saved web page: trafilatura, kept from finding too little and too much."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from types import ModuleType
from urllib.parse import urlsplit

from lxml.etree import Comment, ProcessingInstruction, strip_tags
from lxml.html import HtmlElement, fragment_fromstring

from mediakit.errors import MissingExtraError
from mediakit.read.values.lines import html_lines
from mediakit.read.values.tidying import tidy_line

# trafilatura's time grows with the square of these on pages made to be slow; news pages hold a few thousand elements.
_MAX_ELEMENTS = 15_000
_MAX_TABLES = 200
_MAX_TEXT = 2_000_000
_LONGEST_ATTRIBUTE = 1_000
_SHORT = 500
_LONG_PARAGRAPH = 80
_LONGEST_TITLE = 300
_SHORTEST_LINK = 8
_UNSEEN = ("script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "canvas")
_BLOCKS = frozenset(("p", "head", "quote", "list", "item", "table", "row", "div", "code", "lb"))
_NESTED = ("p", "div", "ul", "ol", "table", "blockquote", "section", "figure", "img", "video")
_POST = re.compile(r"\b(?:twitter-tweet|instagram-media|bluesky-embed|tiktok-embed|mastodon-embed|fb-post)\b")
_NO_WORD = re.compile(r"[\W_]+")


def extract_text(tree: HtmlElement, *, titles: Iterable[str] = (), stated: str = "", host: str = "") -> str:
    """Return the text of the article on a page, without its headline.

    trafilatura's precise mode goes first. Where that finds little, its balanced mode follows, and after
    it the text which the page states for machines. Of a page many times larger than news pages are,
    all lines are returned.

    Parameters
    ----------
    tree : HtmlElement
        The page; it is not changed.
    titles : iterable of str
        The headline in each of its forms; it is taken off the beginning of the text.
    stated : str
        The text of the article in the page's metadata, empty when they hold none.
    host : str
        Host of the page, to tell links to other articles of the same site from sources.

    Raises
    ------
    MissingExtraError
        When trafilatura is not installed.
    """
    blocks = html_lines(tree, blocks=True) if _is_huge(tree) else _article(_prepared(tree, host))
    text = "\n\n".join(_without_titles(_within(blocks, stated), titles))
    return stated if len(stated) > 2 * len(text) else text


def _article(page: HtmlElement) -> list[str]:
    blocks = _extracted(page, precise=True)
    if _join_parts(page, blocks):
        blocks = max(blocks, _extracted(page, precise=True), key=_size)
    if _size(blocks) < max(_SHORT, _size(_paragraphs(page)) // 2):
        wide = _extracted(page, precise=False)
        blocks = wide if _size(wide) > 2 * _size(blocks) else blocks
    return blocks


def _is_huge(page: HtmlElement) -> bool:
    return page.xpath(f"count(//*) > {_MAX_ELEMENTS} or string-length(//body) > {_MAX_TEXT}") is True


def _prepared(tree: HtmlElement, host: str) -> HtmlElement:
    """Return a copy without scripts and without paragraphs that only lead elsewhere."""
    page = deepcopy(tree)
    # trafilatura ends a paragraph at a comment inside it.
    strip_tags(page, Comment, ProcessingInstruction)
    _unpack_templates(page)
    for element in list(page.iter(*_UNSEEN)):
        element.drop_tree()
    if sum(1 for _ in page.iter("table")) > _MAX_TABLES:
        strip_tags(page, "table", "tbody", "thead", "tr", "td", "th")
    for element in page.iter():
        for name in [name for name, value in element.attrib.items() if len(value) > _LONGEST_ATTRIBUTE]:
            del element.attrib[name]
    for element in list(page.iter("blockquote")):
        if _POST.search(element.get("class", "")):
            _unmark(element)
    for element in list(page.iter("p", "ul", "ol")):
        if _leads_elsewhere(element, host):
            element.drop_tree()
    return page


def _unmark(post: HtmlElement) -> None:
    """Take the classes off a quoted post and the wrappers that hold nothing else: they would have it cut."""
    element: HtmlElement | None = post
    while element is not None and len(element.text_content().strip()) <= len(post.text_content().strip()):
        element.attrib.pop("class", None)
        element.attrib.pop("id", None)
        element = element.getparent()


def _unpack_templates(page: HtmlElement) -> None:
    """Put the markup that some sites keep in a script of the kind text/template where it stands, if it is the text."""
    shown = _size(_paragraphs(page))
    for script in list(page.iter("script")):
        content = script.text or ""
        if script.get("type") in ("text/template", "text/html") and "<p" in content and len(content) > shown:
            script.addnext(fragment_fromstring(content, create_parent="div"))


def _leads_elsewhere(element: HtmlElement, host: str) -> bool:
    """Return whether a paragraph or list is nothing but links to other pages of the site."""
    if element.tag != "p":
        items = [child for child in element if child.tag == "li"]
        return len(items) > 1 and sum(_is_link(item, host) for item in items) >= 0.6 * len(items)
    return next(element.iterdescendants(*_NESTED), None) is None and _is_link(element, host)


def _is_link(element: HtmlElement, host: str) -> bool:
    """Return whether a line is a link within the site, or any link after a label such as "Read more:"."""
    links = [link for link in element.iter("a") if link.get("href")]
    linked = sum(len(tidy_line(link.text_content())) for link in links)
    if linked < _SHORTEST_LINK:
        return False
    text = tidy_line(element.text_content())
    before, colon, after = text.partition(":")
    if colon and len(before.split()) <= 4 and linked >= 0.9 * len(after.strip()):
        return True
    return linked >= 0.9 * len(text) and all(_stays(link.get("href") or "", host) for link in links)


def _stays(address: str, host: str) -> bool:
    try:
        target = urlsplit(address.strip()).hostname or host
    except ValueError:
        return False
    return target.removeprefix("www.") == host


def _trafilatura() -> ModuleType:
    try:
        import trafilatura
    except ImportError:
        raise MissingExtraError.of("trafilatura", extra="html", task="reading saved web pages") from None
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    return trafilatura


def _extracted(page: HtmlElement, *, precise: bool) -> list[str]:
    """Return the blocks of text that trafilatura finds: paragraphs, subheadings, whole lists and rows of tables."""
    trafilatura = _trafilatura()
    try:
        found = trafilatura.bare_extraction(page, favor_precision=precise, include_comments=False, with_metadata=False)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        return []
    return [] if found is None or found.body is None else [block for block in _blocks(found.body) if block]


def _blocks(element: HtmlElement) -> Iterator[str]:
    if element.tag == "list":
        yield "\n".join(" ".join(_blocks(item)) for item in element.iter("item"))
        return
    if element.tag == "row":
        yield " | ".join(tidy_line("".join(cell.itertext())) for cell in element)
        return
    line = [element.text or ""]
    for child in element:
        if child.tag in _BLOCKS:
            yield tidy_line("".join(line))
            yield from _blocks(child)
            line = [child.tail or ""]
        else:
            line += [*child.itertext(), child.tail or ""]
    yield tidy_line("".join(line))


def _size(blocks: list[str]) -> int:
    return sum(map(len, blocks))


def _paragraphs(page: HtmlElement) -> list[str]:
    """Return the long paragraphs of a page."""
    texts = (tidy_line(element.text_content()) for element in page.iter("p"))
    return [text for text in texts if len(text) >= _LONG_PARAGRAPH]


def _join_parts(page: HtmlElement, blocks: list[str]) -> bool:
    """Bring together the parts of a body that the page sets in several containers of one kind.

    Advertisements and insets cut a body into containers with the same tag and class. The parts are moved
    into the first when those that were not found hold much text and stand before the next main heading.
    """
    found = set(blocks)
    for paragraphs in _alike(page).values():
        holders = list(dict.fromkeys(holder for holder, _ in paragraphs))
        missing = [text for _, text in paragraphs if text not in found]
        if len(holders) > 1 and len(missing) < len(paragraphs) and _size(missing) > _size(blocks) // 4:
            _merge(holders)
            return True
    return False


def _alike(page: HtmlElement) -> dict[tuple[object, ...], list[tuple[HtmlElement, str]]]:
    """Return the long paragraphs with what holds them, by tag, class and article of the holder and main heading."""
    groups: dict[tuple[object, ...], list[tuple[HtmlElement, str]]] = {}
    headings = 0
    for element in page.iter("h1", "p"):
        headings += element.tag == "h1"
        holder = element.getparent()
        if element.tag == "h1" or holder is None or not holder.get("class"):
            continue
        text = tidy_line(element.text_content())
        if len(text) >= _LONG_PARAGRAPH:
            article = next(holder.iterancestors("article"), None)
            groups.setdefault((holder.tag, holder.get("class"), article, headings), []).append((holder, text))
    return groups


def _merge(parts: list[HtmlElement]) -> None:
    first = parts[0]
    for part in parts[1:]:
        if part is not first and first not in part.iterancestors() and part not in first.iterancestors():
            first.extend(list(part))


def _squeezed(text: str) -> str:
    return _NO_WORD.sub("", text).casefold()


def _within(blocks: list[str], stated: str) -> list[str]:
    """Cut blocks off both ends that are not in the stated text, if that holds most of what was found.

    A stated text that ends inside a block was cut itself and says nothing of the end.
    """
    body = _squeezed(stated)
    inside = [_squeezed(block)[:_LONG_PARAGRAPH] in body for block in blocks]
    covered = sum(len(block) for block, known in zip(blocks, inside, strict=True) if known)
    if not body or covered < 0.8 * _size(blocks):
        return blocks
    last = len(inside) - inside[::-1].index(True)
    whole = _squeezed(blocks[last - 1]) in body
    return blocks[inside.index(True) : last if whole else None]


def _without_titles(blocks: list[str], titles: Iterable[str]) -> list[str]:
    names = {_squeezed(title) for title in titles}
    opening = [b for b in blocks[:3] if len(b) > _LONGEST_TITLE or _squeezed(b) not in names]
    return opening + blocks[3:]
