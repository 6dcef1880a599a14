"""Page furniture and datelines: marked as spans, and cut once."""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from functools import cache
from importlib.resources import files

import pandas as pd

from mediakit.tables import ARTICLES, SPANS, build_table, check_table
from mediakit.text import texts_of
from mediakit.vocabulary import normalise

LONGEST_REPEATED = 25
LEAST_REPEATED = 5
LEAST_SHARE = 0.05

_DATELINE = re.compile(
    r"(?P<line>[A-Z\u00c0-\u00de\u0410-\u042f][A-Z\u00c0-\u00de\u0410-\u042f.'/ -]{2,40}"
    r"(?:, [A-Z][\w. ]{1,30}){0,2}(?: ?\([\w &./-]{2,40}\))?) ?(?:-|--|\u2013|\u2014) "
    r"|(?P<short>(?:[A-Z][\w'.-]+ ){0,3}[A-Z][\w'.-]+ \([A-Z][\w &./-]{1,40}\)) ?(?:-|--|\u2013|\u2014) "
)


@cache
def _furniture() -> re.Pattern[str]:
    source = files("mediakit.resources").joinpath("furniture.toml").read_text("utf-8")
    return re.compile("|".join(f"(?:{pattern})" for pattern in tomllib.loads(source)["end"]))


def _paragraphs(text: str) -> list[tuple[int, int]]:
    return [(m.start(), m.end()) for m in re.finditer(r"\S(?:[^\n]*\S)?", text)]


def _repeated(articles: pd.DataFrame, texts: list[str]) -> dict[str, set[str]]:
    """Return, by outlet, the short paragraphs that open or close many of its articles."""
    edges: dict[str, Counter[str]] = defaultdict(Counter)
    sizes = Counter(articles["outlet"])
    for outlet, text in zip(articles["outlet"], texts, strict=True):
        spans = _paragraphs(text)
        edges[outlet].update({_key(text[a:b]) for a, b in (*spans[:1], *spans[-3:])} if len(spans) > 1 else ())
    return {
        outlet: {
            key
            for key, count in counts.items()
            if count >= max(LEAST_REPEATED, LEAST_SHARE * sizes[outlet]) and len(key.split()) <= LONGEST_REPEATED
        }
        for outlet, counts in edges.items()
    }


def _key(paragraph: str) -> str:
    return normalise(paragraph).lower().strip()


def mark_boilerplate(articles: pd.DataFrame) -> pd.DataFrame:
    r"""Return the stretches of each text that are no part of the article.

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
    texts = list(texts_of(articles))
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
    spans, marks = _paragraphs(text), []
    while len(spans) > 1:
        start, end = spans[-1]
        key = _key(text[start:end])
        label = (
            "repeated" if key in repeated else "furniture" if len(key) <= 300 and _furniture().fullmatch(key) else ""
        )
        if not label:
            break
        marks.append((start, end, label))
        spans.pop()
    while len(spans) > 1 and _key(text[slice(*spans[0])]) in repeated:
        marks.append((*spans.pop(0), "repeated"))
    if spans:
        start, end = spans[0]
        dateline = _DATELINE.match(text, start, end)
        if dateline and dateline.end() < end:
            marks.append((start, dateline.end(), "dateline"))
    return sorted(marks)


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
    for article_id, text, dateline in zip(articles["article_id"], articles["text"], printed, strict=True):
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
