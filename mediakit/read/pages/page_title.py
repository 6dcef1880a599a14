"""The headline of a web page, by a vote of the places that state it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator

from lxml.html import HtmlElement

from mediakit.read.pages.page_metadata import Metadata, is_root, text_of
from mediakit.read.values.data_files import read_data
from mediakit.read.values.dates import fold
from mediakit.read.values.tidying import strip_markup, tidy_line

_SEPARATOR = re.compile(
    r"\s+[|\-–—·•»:/<]{1,2}\s+|\s?[|»｜：]\s?|(?<=[\u3040-\u9fff\uac00-\ud7af])[-_–—]{1,2}(?=[^\x00-\x7f]|[A-Z])"
)
_CUT = ("…", "...")
_MAX_HEADINGS = 6
_MAX_SUBHEADINGS = 40
_LONGEST = 500
_SHORTEST_CUT = 40
# Scripts from here on write no spaces between words.
_WITHOUT_SPACES = "\u2e80"
_NO_WORD = re.compile(r"[\W_]+")
_SEPARATE = frozenset(("br", "div", "p", "span", "small", "section"))
_ASIDE = frozenset(("nav", "footer", "dialog"))


def page_titles(metadata: Metadata, *, host: str = "") -> list[str]:
    """Return the headlines a page states: first that on which most of JSON-LD, META, headings and TITLE agree.

    Where none has more votes than another, the places are trusted in that order. A name of the site before
    or behind the headline counts as no difference where another place states the headline without it.

    Parameters
    ----------
    metadata : Metadata
        What the page states.
    host : str
        Host of the page; it tells the name of the site from the headline.
    """
    site = _Site(metadata, host)
    stated = _places(metadata)
    places = [[text for text in place if not site.is_named(text)] for place in stated]
    places = places if any(places) else stated
    title = site.cut_off(_elected(places))
    return [title, *(text for place in stated for text in place)]


class _Site:
    """The names of a site and of its sections, to be told from headlines."""

    def __init__(self, metadata: Metadata, host: str) -> None:
        publisher = text_of(metadata.article.get("publisher"))
        self._names = {_key(name) for name in (*metadata.every("outlet"), publisher, *_repeated_ends(metadata)) if name}
        sections = (*metadata.every("section"), text_of(metadata.article.get("articleSection")))
        self._sections = {_key(name) for name in sections if name}
        self._host = _key(host.removeprefix("www.").rpartition(".")[0])

    def is_named(self, text: str) -> bool:
        """Return whether a text is the name of the site and nothing else."""
        key = _key(text)
        general = read_data("pages/html")["title"]["general_words"]
        words = [word for word in _NO_WORD.split(fold(text)) if word and word not in general]
        return key in self._names or (bool(words) and all(len(word) > 2 and word in self._host for word in words))

    def cut_off(self, title: str) -> str:
        """Return a headline without the name of the site, and of a section next to it, at either end."""
        for named in (self.is_named, self._is_part, self._is_part):
            cuts = list(_SEPARATOR.finditer(title))
            if cuts and named(title[cuts[-1].end() :]) and title[: cuts[-1].start()].strip():
                title = title[: cuts[-1].start()].strip()
            elif cuts and named(title[: cuts[0].start()]) and title[cuts[0].end() :].strip():
                title = title[cuts[0].end() :].strip()
            else:
                break
        return title

    def _is_part(self, text: str) -> bool:
        return self.is_named(text) or _key(text) in self._sections


def _repeated_ends(metadata: Metadata) -> list[str]:
    """Return the short ends of TITLE that a main heading repeats and no headline for machines does."""
    title = _window_title(metadata.tree)
    whole = {_key(variant) for variant in _variants(title)}
    whole |= {_key(text) for text in (*_linked(metadata), *metadata.every("title")[:1])}
    ends = {_key(part) for part in _SEPARATOR.split(title)} - whole
    headings = (tidy_line(heading.text_content()) for heading in metadata.tree.iter("h1"))
    return [text for _, text in zip(range(_MAX_HEADINGS), headings, strict=False) if _key(text) in ends]


def _window_title(tree: HtmlElement) -> str:
    element = next((e for e in tree.iter("title") if next(e.iterancestors("svg"), None) is None), None)
    return next(iter(_plain([element.text_content()])), "") if element is not None else ""


def _linked(metadata: Metadata) -> list[str]:
    return _plain([text_of(metadata.article.get("headline") or metadata.article.get("name"))])


def _places(metadata: Metadata) -> list[list[str]]:
    """Return the texts of each place that may state the headline, the most trusted place first."""
    tree = metadata.tree
    linked, stated = _linked(metadata), _plain(metadata.every("title")[:1])
    window = [text for text in (_window_title(tree),) if text]
    around = [*linked, *stated, *window]
    headings = _plain([*(text for h in _main_headings(tree) for text in _heading_texts(h)), *_microdata(tree)])
    alike = [text for text in headings if _is_alike(text, around)]
    others = [text for text in headings if text not in alike]
    return [linked, stated, [*alike, *_confirming(tree, [*stated, *window])], window, others]


def _plain(texts: Iterable[str]) -> list[str]:
    """Return texts on one line, without markup and references that were escaped twice, none too long."""
    lines = (tidy_line(strip_markup(html.unescape(text)) if "&" in text or "<" in text else text) for text in texts)
    return [line for line in lines if 0 < len(line) <= _LONGEST]


def _main_headings(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the main headings that neither lead to the front page nor stand in a menu."""
    for _, heading in zip(range(_MAX_HEADINGS), tree.iter("h1"), strict=False):
        around = list(heading.iterancestors())
        links = [e for e in (*heading.iter("a"), *around) if e.tag == "a" and e.get("href")]
        if not any(e.tag in _ASIDE for e in around) and not any(_leads_home(link) for link in links):
            yield heading


def _leads_home(link: HtmlElement) -> bool:
    address = (link.get("href") or "").strip()
    return address == "/" or (address.startswith(("http://", "https://")) and is_root(address))


def _heading_texts(heading: HtmlElement) -> list[str]:
    """Return the text of a heading without a kicker and hidden words inside it, and with them."""
    words = "|".join(map(re.escape, read_data("pages/html")["title"]["kickers"]))
    kicker = re.compile(rf"(?:^|[\s_-]|(?<=[a-z])(?=[A-Z]))(?:{words})(?:$|[\s_-]|(?=[A-Z]))", re.IGNORECASE)
    left_out = {e for e in heading.iterdescendants() if e.tag in ("svg", "button") or kicker.search(e.get("class", ""))}
    whole = _joined(heading, set())
    short = _joined(heading, left_out)
    return [whole] if short == whole or 4 * len(short.strip()) < len(whole.strip()) else [short, whole]


def _joined(element: HtmlElement, left_out: set[HtmlElement]) -> str:
    """Return the text of an element, with a space where a part of its own meets another without one."""
    text = element.text or ""
    for child in element:
        apart = child.tag in _SEPARATE
        inner = "" if child in left_out or not isinstance(child.tag, str) else _joined(child, left_out)
        for part in (inner, child.tail or ""):
            text += " " + part if apart and text[-1:].isalnum() and (part[:1].isalnum() or child.tag == "br") else part
    return text


def _microdata(tree: HtmlElement) -> list[str]:
    found = tree.xpath("//*[@itemprop='headline'][not(self::meta)]")
    return [element.text_content() for element in found[:1]] if isinstance(found, list) else []


def _confirming(tree: HtmlElement, titles: list[str]) -> list[str]:
    """Return lesser headings that say what a title does, or does without the name of the site."""
    keys = {_key(variant) for title in titles for variant in _variants(title)}
    lesser = zip(range(_MAX_SUBHEADINGS), tree.iter("h2", "h3"), strict=False)
    texts = _plain(heading.text_content() for _, heading in lesser)
    return [text for text in texts if _key(text) in keys][:1]


def _is_alike(text: str, others: list[str]) -> bool:
    """Return whether a text shares runs of three letters with another one, or there is no other."""
    key = _key(text)
    runs = {key[at : at + 3] for at in range(max(1, len(key) - 2))}
    return not others or any(sum(run in _key(other) for run in runs) >= 0.2 * len(runs) for other in others)


def _elected(places: list[list[str]]) -> str:
    stated = [{_key(variant) for text in place for variant in _variants(text)} for place in places]
    best, most = "", 0
    for text in (text for place in places for text in place):
        votes = sum(_key(text) in keys for keys in stated)
        if votes > most:
            best, most = text, votes
    same = (text for place in places for text in place if _key(text) == _key(best))
    return _uncut(next((text for text in same if not text.isupper()), best), places)


def _variants(text: str) -> list[str]:
    """Return a title whole, and without its first or last parts, as far as enough of it is left."""
    cuts = list(_SEPARATOR.finditer(text))[:20]
    starts = (text[: cut.start()] for cut in cuts)
    ends = (text[cut.end() :] for cut in cuts)
    enough = [part for part in starts if 4 * len(part) >= len(text)]
    return [text, *enough, *(part for part in ends if 2 * len(part) >= len(text))]


def _key(text: str) -> str:
    return _NO_WORD.sub("", fold(text))


def _uncut(title: str, places: list[list[str]]) -> str:
    """Return the full headline where the elected one ends in dots or inside a word."""
    others = [text for place in places for text in place if len(text) > len(title)]
    if title.endswith(_CUT):
        return next((text for text in others if _key(text).startswith(_key(title))), title)
    if len(title) < _SHORTEST_CUT or not "a" <= fold(title[-1]) < _WITHOUT_SPACES:
        return title
    return next((text for text in others if text.startswith(title) and text[len(title)].isalpha()), title)
