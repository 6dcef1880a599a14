"""Page furniture and datelines: marked as spans, and cut once."""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import islice

import pandas as pd

from mediakit.tables import ARTICLES, SPANS, build_table, check_table
from mediakit.text.blocks import texts_of
from mediakit.text.vocabulary import normalise

LONGEST_REPEATED = 25
LEAST_REPEATED = 5
LEAST_SHARE = 0.05
_LONGEST_FURNITURE = 300

_PARAGRAPH = re.compile(r"\S(?:[^\n]*\S)?")
_DATELINE = re.compile(
    r"(?P<line>[A-Z\u00c0-\u00de\u0410-\u042f][A-Z\u00c0-\u00de\u0410-\u042f.'/ -]{2,40}"
    r"(?:, [A-Z][\w. ]{1,30}){0,2}(?: ?\([\w &./-]{2,40}\))?) ?(?:-|--|\u2013|\u2014) "
    r"|(?P<short>(?:[A-Z][\w'.-]+ ){0,3}[A-Z][\w'.-]+ \([A-Z][\w &./-]{1,40}\)) ?(?:-|--|\u2013|\u2014) "
)


@cache
def _furniture() -> re.Pattern[str]:
    source = files("mediakit.resources").joinpath("furniture.toml").read_text("utf-8")
    return re.compile("|".join(f"(?:{pattern})" for pattern in tomllib.loads(source)["end"]))


def _from_end(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of the paragraphs from the last to the first; of most texts only a few are looked at."""
    end = len(text)
    while end >= 0:
        line = text.rfind("\n", 0, end) + 1
        body = text[line:end].rstrip()
        if body:
            yield line + len(body) - len(body.lstrip()), line + len(body)
        end = line - 1


def _repeated(articles: pd.DataFrame, texts: Sequence[str]) -> dict[str, set[str]]:
    """Return, by outlet, the short paragraphs that open or close many of its articles."""
    edges: dict[str, Counter[str]] = defaultdict(Counter)
    sizes = Counter(articles["outlet"])
    for outlet, text in zip(articles["outlet"], texts, strict=True):
        edges[outlet].update(_edge_keys(text))
    return {
        outlet: {
            key
            for key, count in counts.items()
            if count >= max(LEAST_REPEATED, LEAST_SHARE * sizes[outlet]) and len(key.split()) <= LONGEST_REPEATED
        }
        for outlet, counts in edges.items()
    }


def _edge_keys(text: str) -> set[str]:
    """Return the keys of the first and the last three paragraphs of a text that has more than one."""
    edges = [*islice(_from_end(text), 3)]
    if len(edges) < 2:
        return set()
    edges.append(next(_PARAGRAPH.finditer(text)).span())
    return {_key(text[start:end]) for start, end in edges} - {""}


def _key(paragraph: str) -> str:
    """Return what paragraphs are compared by, or nothing for one that is too long to be furniture."""
    if len(paragraph) > _LONGEST_FURNITURE and len(paragraph.split(None, LONGEST_REPEATED)) > LONGEST_REPEATED:
        return ""
    return normalise(paragraph).lower().strip()


def mark_boilerplate(articles: pd.DataFrame) -> pd.DataFrame:
    r"""Return the stretches of each text that are not part of the article.

    Paragraphs are judged from the end, one by one, until the first that is body text: a paragraph is
    furniture when it matches the list in resources/furniture.toml, or when it is at most 25 words long and
    opens or closes at least five and 5 % of the outlet's articles. A dateline is the place and agency in
    front of the first sentence. The last paragraph left is never taken.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES.

    Returns
    -------
    DataFrame
        SPANS with layer "boilerplate" and label "furniture", "repeated" or "dateline".

    Examples
    --------
    >>> text = "OSLO (Meridian Wire) - It rained.\n\nRelated Post"
    >>> articles = build_table(ARTICLES, [{"article_id": "a", "text": text}])
    >>> mark_boilerplate(articles)[["start", "end", "label"]].values.tolist()
    [[0, 23, 'dateline'], [35, 47, 'furniture']]
    """
    texts = texts_of(articles)
    repeated = _repeated(articles, texts)
    rows = []
    for article_id, outlet, text in zip(articles["article_id"], articles["outlet"], texts, strict=True):
        for start, end, label in _marks(text, repeated[outlet]):
            rows.append(
                {
                    "article_id": article_id,
                    "start": start,
                    "end": end,
                    "layer": "boilerplate",
                    "label": label,
                    "sentence_id": -1,
                }
            )
    return build_table(SPANS, rows)


def _marks(text: str, repeated: set[str]) -> list[tuple[int, int, str]]:
    first = _PARAGRAPH.search(text)
    if not first:
        return []
    marks, start, end = [], *first.span()
    for start, end in _from_end(text):
        label = _label(_key(text[start:end]), repeated) if start > first.start() else ""
        if not label:
            break
        marks.append((start, end, label))
    last = start
    for paragraph in _PARAGRAPH.finditer(text):
        start, end = paragraph.span()
        if start == last or _key(paragraph.group()) not in repeated:
            break
        marks.append((start, end, "repeated"))
    dateline = _DATELINE.match(text, start, end)
    if dateline and dateline.end() < end:
        marks.append((start, dateline.end(), "dateline"))
    return sorted(marks)


def _label(key: str, repeated: set[str]) -> str:
    if key in repeated:
        return "repeated"
    return "furniture" if 0 < len(key) <= _LONGEST_FURNITURE and _furniture().fullmatch(key) else ""


def clean_articles(articles: pd.DataFrame) -> pd.DataFrame:
    r"""Return the articles without page furniture, with outlets tidied and datelines in a column of their own.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES as read.

    Returns
    -------
    DataFrame
        ARTICLES. What mark_boilerplate() marks is cut from ``text`` and kept in ``x_cut`` (pieces joined by
        " | "); ``dateline`` holds a dateline; ``outlet`` loses outer white space and a leading "www.".

    Examples
    --------
    >>> articles = build_table(ARTICLES, [{"article_id": "a", "text": "OSLO - It rained.\n\nRelated Post"}])
    >>> clean_articles(articles)[["text", "dateline", "x_cut"]].values.tolist()
    [['It rained.', 'OSLO', 'OSLO - | Related Post']]
    """
    marks = mark_boilerplate(check_table(articles, ARTICLES))
    cuts: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for article_id, start, end, label in zip(
        marks["article_id"], marks["start"], marks["end"], marks["label"], strict=True
    ):
        cuts[article_id].append((start, end, label))
    texts, datelines, cut = [], [], []
    printed = articles["dateline"] if "dateline" in articles else [""] * len(articles)
    for article_id, text, dateline in zip(articles["article_id"], texts_of(articles), printed, strict=True):
        own = cuts.get(article_id, [])
        texts.append(_without(text, own))
        cut.append(" | ".join(text[a:b].strip() for a, b, _ in own))
        datelines.append(
            dateline or next((text[a:b].rstrip(" -\u2013\u2014") for a, b, label in own if label == "dateline"), "")
        )
    outlets = [outlet.strip().removeprefix("www.") for outlet in articles["outlet"]]
    return articles.assign(outlet=outlets, text=texts, dateline=datelines, x_cut=cut)


def _without(text: str, cuts: list[tuple[int, int, str]]) -> str:
    kept, last = [], 0
    for start, end, _ in cuts:
        kept.append(text[last:start])
        last = end
    return "".join([*kept, text[last:]]).strip()
