"""Coded segments of any file, and where they stand in the articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from mediakit.lazy import lazy
from mediakit.measures import Measure
from mediakit.score.build import Counts, count_pairs, scores_of
from mediakit.tables import PARTS, PROBLEMS, SPANS, build_table
from mediakit.text.parts import split_sentences

_CODED_SHARE = Measure(
    name="coded_share",
    kind="proportion",
    unit="share of coded units",
    phrase="Share of coded units with “{label}”",
    meaning="coded units with the label / coded units",
    validity="coded; see agreement() for how far coders agree",
)
# The number of a sentence that stands for every one of the document: a coder read them all.
EVERY = -2


@dataclass(frozen=True)
class Segment:
    """One code as a file states it: of which document, where or of what words, by whom.

    ``document`` is what the file calls the article (its id or headline), ``text`` the whole document where the file
    has it, ``quote`` the words that were coded. Without a label the unit was coded as having none.
    """

    document: str
    label: str = ""
    text: str = ""
    start: int = -1
    end: int = -1
    quote: str = ""
    sentence: int = -1
    coder: str = ""
    value: float = float("nan")
    row: int = -1


@dataclass(frozen=True)
class Codes:
    """Codes that were read: ``spans`` (SPANS with a coder), ``units`` that were coded at all, and ``problems``."""

    spans: pd.DataFrame
    units: pd.DataFrame
    problems: pd.DataFrame
    articles: pd.DataFrame = field(repr=False)

    @lazy
    def ratings(self) -> pd.DataFrame:
        """One row for each unit, coder and label, with the value 1 or 0: what agreement() takes with label="label"."""
        key = ["article_id", "sentence_id", "coder"]
        labels = sorted(set(self.spans["label"].astype(str)))
        every = self.units.merge(pd.DataFrame({"label": pd.Series(labels, dtype=object)}), how="cross")
        given = self.spans[[*key, "label"]].astype({"label": object}).drop_duplicates().assign(value=1.0)
        rated = every.merge(given, on=[*key, "label"], how="left").fillna({"value": 0.0})
        return rated.assign(unit=rated["article_id"].astype(str) + " " + rated["sentence_id"].astype(str))

    @lazy
    def scores(self) -> pd.DataFrame:
        """SCORES ``coded_share``: of an article's coded sentences (or of it as a whole), those that have a label."""
        ids = pd.Index(self.articles["article_id"].astype(object))
        units = self.units[["article_id", "sentence_id"]].drop_duplicates()
        exposure = np.bincount(ids.get_indexer(pd.Index(units["article_id"].astype(object))), minlength=len(ids))
        once = self.spans.drop_duplicates(["article_id", "sentence_id", "label"])
        label, names = pd.factorize(once["label"].astype(object))
        article = ids.get_indexer(pd.Index(once["article_id"].astype(object)))
        counts = Counts("coded_share", *count_pairs(article, label), exposure.astype(float))
        return _CODED_SHARE.describe(scores_of(self.articles, list(names), [counts]))


def place_segments(segments: Sequence[Segment], articles: pd.DataFrame, *, layer: str, source: str) -> Codes:
    """Return segments as codes of articles; those whose article or words are not found are problems, not guesses."""
    placer = _Placer(articles)
    spans: list[dict[str, Any]] = []
    units: list[dict[str, Any]] = []
    problems: list[dict[str, Any]] = []
    for segment in segments:
        at = placer.article_of(segment)
        place = placer.place(segment, at) if at >= 0 else None
        if place is None:
            what = "no article has this id, headline or text" if at < 0 else "the coded words are not in its article"
            problem = {
                "source_file": source,
                "source_index": segment.row if segment.row >= 0 else None,
                "severity": "error",
                "code": "article_not_found" if at < 0 else "segment_not_found",
                "message": f"{what}: this code was left out",
                "value": segment.document or segment.quote[:80],
                "raw": (segment.quote or segment.text)[:300],
            }
            problems += [problem] if problem not in problems[-1:] else []
            continue
        part, start, end, sentences = place
        found = {"article_id": placer.ids[at], "coder": segment.coder}
        units += [found | {"sentence_id": number} for number in sentences]
        if segment.label:
            more = {"start": start, "end": end, "layer": layer, "label": segment.label, "part": part}
            spans += [found | more | {"value": segment.value, "sentence_id": number} for number in sentences]
    made = build_table(SPANS, spans) if spans else build_table(SPANS, []).drop(columns="voice").assign(coder="")
    columns = ["article_id", "sentence_id", "coder"]
    coded = pd.DataFrame(units, columns=columns).drop_duplicates().reset_index(drop=True)
    return Codes(made, coded, build_table(PROBLEMS, problems), articles)


Place = tuple[str, int, int, list[int]]


class _Placer:
    """Articles by id, headline and text, and their sentences."""

    def __init__(self, articles: pd.DataFrame) -> None:
        self.ids = [str(value) for value in articles["article_id"]]
        self.parts = {part: articles[part].tolist() for part in PARTS if part in articles.columns}
        self.by_id = {value: at for at, value in enumerate(self.ids)}
        self.by_name = _unique(self.parts.get("title", []))
        self.by_text = _unique([text.strip() for text in self.parts["text"]])
        sentences = split_sentences(articles)
        parts = sentences["part"] if "part" in sentences.columns else pd.Series("text", index=sentences.index)
        self.sentences: dict[str, list[tuple[int, str, int, int]]] = {}
        rows = zip(
            sentences["article_id"], sentences["sentence_id"], parts, sentences["start"], sentences["end"], strict=True
        )
        for article, number, part, start, end in rows:
            self.sentences.setdefault(str(article), []).append((int(number), str(part), int(start), int(end)))

    def article_of(self, segment: Segment) -> int:
        """Return the row of the article, -1 where none or several could be meant."""
        name = segment.document.strip()
        for known, sought in ((self.by_id, name), (self.by_name, name), (self.by_text, segment.text.strip())):
            if sought and sought in known:
                return known[sought]
        stem = name.rsplit(".", 1)[0]
        return self.by_id.get(stem, self.by_name.get(stem, -1))

    def place(self, segment: Segment, at: int) -> Place | None:
        """Return part, first character, one past the last, and the sentences; of a whole article the sentence is -1."""
        sentences = self.sentences.get(self.ids[at], [])
        if segment.sentence >= 0:
            found = [s for s in sentences if s[0] == segment.sentence]
            return (found[0][1], found[0][2], found[0][3], [segment.sentence]) if found else None
        own = self.parts["text"][at]
        if segment.start < 0 and not segment.quote:
            if segment.text and segment.text.strip() != own.strip():
                # The document of the tool is a piece of the article, such as one sentence.
                return self.place(replace(segment, quote=segment.text, text=""), at)
            every = [number for number, *_ in sentences] if segment.sentence == EVERY else [-1]
            return "text", 0, len(own), every
        stretch = self._stretch(segment, at)
        if stretch is None:
            return None
        part, start, end = stretch
        inside = [n for n, where, first, last in sentences if where == part and first < end and last > start]
        return part, start, end, inside or [-1]

    def _stretch(self, segment: Segment, at: int) -> tuple[str, int, int] | None:
        own = self.parts["text"][at]
        # Offsets count the document of the file, which may be a piece of the article.
        before = own.index(segment.text) if segment.text and own.count(segment.text) == 1 else 0
        if segment.start >= 0 and (not segment.text or segment.text in own):
            start, end = segment.start + before, segment.end + before
            words = own[start:end]
            # Where the file states the words as well, offsets that count another text are not believed.
            if words.strip() and (not segment.quote or words == segment.quote):
                return "text", start, end
        quote = segment.quote or segment.text[max(segment.start, 0) : max(segment.end, 0)]
        for part, texts in self.parts.items():
            # Words that stand there twice have no one place.
            if quote.strip() and texts[at].count(quote) == 1:
                start = texts[at].index(quote)
                return part, start, start + len(quote)
        return None


def _unique(names: Sequence[str]) -> dict[str, int]:
    """Return the row of each name that only one row has."""
    found: dict[str, int] = {}
    twice = set()
    for at, name in enumerate(names):
        if name in found:
            twice.add(name)
        found[name] = at
    return {name: at for name, at in found.items() if name and name not in twice}
