"""What a web page states about itself: JSON-LD, META elements and the elements of its head."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from mediakit.read.pages.captures import own_address
from mediakit.read.values.data_files import read_data
from mediakit.read.values.tidying import strip_markup, tidy_line, tidy_text

_MAX_NODES = 5_000
_LONGEST_VALUE = 2_000
_LONGEST_SCRIPT = 5_000_000
# A value may hold quotation marks that nobody escaped: it ends where the next field or the object does.
_LOOSE_FIELD = re.compile(
    r'"(headline|datePublished|dateModified|articleSection|inLanguage|@type)"\s{0,5}:\s{0,5}"([^\n]{1,500}?)"(?=\s{0,50}(?:,\s{0,50}"|[}\]]))'
)
_BETWEEN = re.compile(r"\}\s{0,50}\{")
_BAD_ESCAPE = re.compile(r"\\(?![\"\\/bfnrtu])")
_ENDING_COMMA = re.compile(r",(\s{0,50}[}\]])")
_BY = re.compile(r"^(?:by\s|(?:by|von|par|por|di|door|text)\s?:)\s?(?=\S)", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x1f]+")
_SAVED_FROM = re.compile(r"(?:saved from url=\(\d{1,6}\)\s?|\burl:\s{0,9})(https?://\S{1,2000})", re.IGNORECASE)
_SAVED_ON = re.compile(r"\bsaved date:\s{0,9}([^\n(]{10,60})", re.IGNORECASE)


@dataclass(frozen=True)
class Node:
    """One object of JSON-LD: its kind in small letters, its fields, and under which keys it stands."""

    kind: str
    fields: dict[str, Any]
    path: tuple[str, ...]


@dataclass
class Metadata:
    """The statements of a page: nodes of JSON-LD, contents of META elements by name, and the tree itself."""

    tree: HtmlElement
    meta: dict[str, list[str]] = field(default_factory=dict)
    nodes: list[Node] = field(default_factory=list)

    def first(self, name: str) -> str:
        """Return the first content of the META elements that state one thing, such as ``published``."""
        return next(iter(self.every(name)), "")

    def every(self, name: str) -> list[str]:
        """Return the contents of all META elements that state one thing, the most trusted first."""
        return [value for key in read_data("pages/html")["meta"][name] for value in self.meta.get(key, [])]

    @cached_property
    def article(self) -> dict[str, Any]:
        """The fields of the JSON-LD object that is the article of this page, empty when there is none."""
        own = [node for node in self.nodes if _is_article(node.kind) and not _is_elsewhere(node)]
        here = set(map(_bare, self._addresses()))
        own.sort(
            key=lambda node: (
                "headline" not in node.fields,
                here.isdisjoint(_addresses(node)),
                "datePublished" not in node.fields,
                len(node.path),
            )
        )
        return own[0].fields if own else {}

    def _addresses(self) -> list[str]:
        """Return the addresses by which the page calls itself."""
        return [*canonical_links(self.tree), *self.every("url")]

    @property
    def states_article(self) -> bool:
        """Whether the page says that it is an article."""
        kinds = self.meta.get("og:type", [])
        return bool(self.article) or any("article" in kind.lower() for kind in kinds) or bool(self.first("published"))

    def stated_dates(self, key: str, *, kinds: str = "pages") -> list[str]:
        """Return the dates under a key of JSON-LD: those of the article, then those of other objects of some kinds."""
        listed = read_data("pages/html")["json_ld"][kinds]
        found = [self.article.get(key)]
        found += [node.fields.get(key) for node in self.nodes if node.kind in listed and not _is_elsewhere(node)]
        return [text for text in map(text_of, found) if text]


def read_metadata(tree: HtmlElement) -> Metadata:
    """Return what a page states in META elements and JSON-LD."""
    found = Metadata(tree)
    for element in tree.iter("meta"):
        content = tidy_line(html.unescape(element.get("content") or ""))[:_LONGEST_VALUE]
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = (element.get(attribute) or "").strip().lower()
            if name and content:
                found.meta.setdefault(name, []).append(content)
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            found.nodes += _nodes(_load(script.text or ""))
    return found


def _load(text: str) -> Any:
    """Return the value of a piece of JSON-LD; of broken JSON at least its plain fields."""
    text = text[:_LONGEST_SCRIPT].strip().removeprefix("<!--").removesuffix("-->")
    text = text.strip().removeprefix("//<![CDATA[").removesuffix("//]]>").strip().rstrip(";")
    for attempt in (str, _mended, html.unescape):
        try:
            return json.loads(attempt(text), strict=False)
        except (ValueError, RecursionError):
            continue
    return _loose(text)


def _mended(text: str) -> str:
    """Return broken JSON without what most often breaks it: bare controls, commas at an end, escapes of nothing."""
    text = _BAD_ESCAPE.sub("", _ENDING_COMMA.sub(r"\1", _CONTROLS.sub(" ", text)))
    return f"[{_BETWEEN.sub('},{', text)}]"


def _loose(text: str) -> dict[str, str]:
    """Return the plain fields that stand in broken JSON; of several kinds, that of an article."""
    fields: dict[str, str] = {}
    for match in _LOOSE_FIELD.finditer(text):
        value = match[2].replace('\\"', '"').replace("\\/", "/")
        fields.setdefault(match[1], value)
        if match[1] == "@type" and _is_article(value.lower()) and not _is_article(fields["@type"].lower()):
            fields["@type"] = value
    return fields


def _nodes(value: Any) -> Iterator[Node]:
    """Yield the objects with a kind, outer ones first."""
    waiting: list[tuple[Any, tuple[str, ...]]] = [(value, ())]
    for count, (item, path) in enumerate(waiting):
        if count > _MAX_NODES:
            return
        if isinstance(item, list):
            waiting += [(part, path) for part in item]
        elif isinstance(item, dict):
            kinds = [str(kind).rsplit("/", 1)[-1].lower() for kind in _listed(item.get("@type"))]
            if kinds:
                yield Node(next(filter(_is_article, kinds), kinds[0]), item, path)
            waiting += [(part, (*path, key.lower())) for key, part in item.items() if isinstance(part, (dict, list))]


def _is_article(kind: str) -> bool:
    return kind.endswith("article") or kind in read_data("pages/html")["json_ld"]["articles"]


def _is_elsewhere(node: Node) -> bool:
    return not set(read_data("pages/html")["json_ld"]["elsewhere"]).isdisjoint(node.path)


def _addresses(node: Node) -> set[str]:
    """Return the addresses at which an object of JSON-LD says that it is found."""
    main = node.fields.get("mainEntityOfPage")
    stated = (node.fields.get("url"), node.fields.get("@id"), main.get("@id") if isinstance(main, dict) else main)
    return {_bare(address) for address in stated if isinstance(address, str) and address}


def _bare(address: str) -> str:
    """Return an address without what differs between copies of one page: scheme, www, fragment, last slash."""
    return re.sub(r"^(?:https?:)?//(?:www\.)?|#.*$", "", address.strip()).rstrip("/")


def canonical_links(tree: HtmlElement) -> list[str]:
    """Return the addresses that a page states as its own in LINK elements."""
    return [link.get("href") or "" for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower()]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def text_of(value: Any) -> str:
    """Return a value of JSON-LD as one line: of an object its name, of a list its first entry.

    Examples
    --------
    >>> text_of([{"@type": "Organization", "name": "The Example &amp; Co"}])
    'The Example & Co'
    """
    for part in _listed(value)[:1]:
        if isinstance(part, dict):
            return text_of(part.get("name") or part.get("@value"))
        if isinstance(part, (str, int, float)):
            return tidy_line(strip_markup(str(part)))[:_LONGEST_VALUE]
    return ""


def names_of(value: Any) -> list[str]:
    """Return the names in a value of JSON-LD such as ``author``, each once and without addresses."""
    parts = (
        name for part in _listed(value) for name in (_listed(part.get("name")) if isinstance(part, dict) else [part])
    )
    return clean_names(text_of(part) for part in parts)


def clean_names(names: Iterable[str]) -> list[str]:
    """Return names of people, each once: no addresses, no leading "By".

    Examples
    --------
    >>> clean_names(["By Ann Example", "https://example.org/ann", "ann example"])
    ['Ann Example']
    """
    kept: dict[str, str] = {}
    for name in names:
        plain = _BY.sub("", tidy_line(name)).strip(" ,;|")
        if plain and len(plain) <= 200 and "://" not in plain and not plain.startswith(("@", "www.")):
            kept.setdefault(plain.casefold(), plain)
    return list(kept.values())


def stated_text(metadata: Metadata) -> str:
    """Return the text of the article as JSON-LD gives it, empty when it does not."""
    body = metadata.article.get("articleBody")
    if not isinstance(body, str):
        return ""
    text = strip_markup(body[:_LONGEST_SCRIPT])
    return tidy_text(text if "\n\n" in text else text.replace("\n", "\n\n"))


def page_address(metadata: Metadata, given: str) -> str:
    """Return the address of a page: the canonical one it states, else the one it was fetched or saved from."""
    given = own_address(given or _saved_from(metadata.tree))
    article = metadata.article
    main = article.get("mainEntityOfPage")
    identity = main.get("@id") if isinstance(main, dict) else main
    for stated in (*canonical_links(metadata.tree), *metadata.every("url"), article.get("url"), identity):
        address = own_address(_joined(given, stated)) if isinstance(stated, str) and stated.strip() else ""
        if address and not (is_root(address) and given and not is_root(given)):
            return address
    return given


def _joined(base: str, address: str) -> str:
    try:
        joined = urljoin(base, address.strip())
        parts = urlsplit(joined)
    except ValueError:
        return ""
    return joined if parts.scheme in ("http", "https") and parts.hostname else ""


def is_root(address: str) -> bool:
    """Return whether an address is that of a front page."""
    try:
        return urlsplit(address).path in ("", "/")
    except ValueError:
        return False


def _comments(tree: HtmlElement) -> Iterator[str]:
    """Yield the comments at the top of a page, where browsers state from where they saved it."""
    for number, node in enumerate(tree.getroottree().iter()):
        if number > 20:
            return
        if not isinstance(node.tag, str) and node.text:
            yield node.text[:5_000]
    root = tree.getroottree().getroot()
    yield from (
        (node.text or "")[:5_000] for node in root.itersiblings(preceding=True) if not isinstance(node.tag, str)
    )


def _saved_from(tree: HtmlElement) -> str:
    found = (_SAVED_FROM.search(comment) for comment in _comments(tree))
    return next((match[1] for match in found if match), "")


def saved_on(tree: HtmlElement) -> str:
    """Return the time at which a browser extension saved the page, as it wrote it, or nothing."""
    found = (_SAVED_ON.search(comment) for comment in _comments(tree))
    return next((match[1].strip() for match in found if match), "")
