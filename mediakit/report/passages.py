"""The sentences behind the figures: drawn so that every label and outlet has its turn, whole, with their source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mediakit.annotate.entities import annotate_entities
from mediakit.annotate.frames import annotate_frames
from mediakit.annotate.naming import annotate_naming
from mediakit.annotate.sentiment import annotate_sentiment
from mediakit.annotate.topic_hits import annotate_topic
from mediakit.printing import count
from mediakit.recipes import Measured
from mediakit.statements.called import variant_names
from mediakit.text.parts import split_sentences

SHOWN, LISTED = 24, 200
MOST_ENTITIES = 15
COLUMNS = ("label", "left", "hit", "right", "outlet", "published", "title", "url", "part", "article_id")


@dataclass(frozen=True)
class Passages:
    """Passages behind a figure: those to show, those to list in a file, and how they were chosen, in a sentence."""

    shown: pd.DataFrame
    listed: pd.DataFrame
    note: str


def passages_of(measured: Measured) -> dict[str, Passages]:
    """Return the passages behind each figure by its name; figures without any have none.

    Each table has a row a passage: label, left, hit and right (the sentence, cut around the words that count), outlet,
    published, title, url, part, article_id.
    """
    found = {}
    for name, spans, n_spans in _spans(measured):
        if not len(spans):
            continue
        ranked = _in_turns(spans) if name != "tone" else spans
        listed = _whole_sentences(ranked.head(LISTED), measured.articles)
        shown = listed.head(SHOWN).sort_values("label", kind="stable", ignore_index=True)
        chosen = "those at both ends" if name == "tone" else "drawn at random, labels and articles in turn"
        more = f"; more in tables/evidence_{name}.csv" if len(listed) > len(shown) else ""
        note = f"{count(len(shown))} of {count(n_spans)}, {chosen}{more}" if len(shown) < n_spans else f"All {n_spans}"
        found[name] = Passages(shown, listed, note)
    return found


def _spans(measured: Measured) -> Iterator[tuple[str, pd.DataFrame, int]]:
    """Yield figure, spans with labels as they are written, and how many spans there are."""
    topic, parts, on_topic = measured.topic, measured.choices.parts, measured.on_topic
    if topic.naming:
        names = variant_names(topic)
        spans = annotate_naming(measured.acted.articles, topic, parts=parts)
        yield "naming", spans.assign(label=spans["label"].astype(str).map(names)), len(spans)
    if not len(on_topic):
        return
    if "treated" in topic.degrees:
        spans = annotate_topic(on_topic, topic, parts=parts)
        yield "coverage_by_outlet", spans.assign(label=""), len(spans)
    if topic.frames:
        titles = {key: str(frame["title"]) for key, frame in topic.frames.items()}
        spans = annotate_frames(on_topic, topic, parts=parts)
        yield "frames", spans.assign(label=spans["label"].astype(str).map(titles)), len(spans)
    spans = annotate_entities(on_topic, aliases=measured.choices.aliases, parts=parts)
    most = spans["label"].astype(str).value_counts().index[:MOST_ENTITIES]
    yield "entities", spans[spans["label"].isin(most)].astype({"label": "str"}), len(spans)
    tones = annotate_sentiment(on_topic, lexicon=measured.choices.lexicon, parts=parts)
    tones = tones.sort_values(["value", "article_id", "start"], kind="stable")
    ends = pd.concat([tones.iloc[: SHOWN // 2], tones.iloc[::-1].iloc[: SHOWN // 2]]).drop_duplicates()
    sides = np.where(ends["value"] < 0, "Most negative", "Most positive")
    yield "tone", ends[ends["value"] != 0].assign(label=sides[(ends["value"] != 0).to_numpy()]), len(tones)


def _in_turns(spans: pd.DataFrame) -> pd.DataFrame:
    """Return spans in an order in which labels take turns, and outlets within each, whatever the order of the rows."""
    rows = spans.sort_values(["article_id", "part", "start", "label"], kind="stable").sample(frac=1, random_state=1)
    # The first of every article, then the second of each: an article with many does not fill the list.
    rows = rows.assign(_turn=rows.groupby(["label", "article_id"], observed=True).cumcount())
    rows = rows.sort_values("_turn", kind="stable")
    rows = rows.assign(_turn=rows.groupby("label", observed=True).cumcount())
    return rows.sort_values(["_turn", "label"], kind="stable").drop(columns="_turn")


def _whole_sentences(spans: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Return passages: each span in the sentence that holds it, as it stands in the articles."""
    own = articles[articles["article_id"].isin(spans["article_id"].unique())]
    facts = own.set_index("article_id")
    sentences = split_sentences(own)
    keys = [sentences["article_id"].astype(object), sentences["part"].astype(object)]
    bounds = {
        key: (rows["start"].to_numpy(), rows["end"].to_numpy()) for key, rows in sentences.groupby(keys, sort=False)
    }
    rows = []
    for span in spans.to_dict("records"):
        article = facts.loc[span["article_id"]]
        text, (start, end) = str(article[span["part"]]), (int(span["start"]), int(span["end"]))
        starts, ends = bounds.get((span["article_id"], span["part"]), (np.zeros(0), np.zeros(0)))
        at = int(np.searchsorted(starts, start, side="right")) - 1
        first, last = (min(int(starts[at]), start), max(int(ends[at]), end)) if at >= 0 else (start, end)
        pieces = (text[first:start], text[start:end], text[end:last])
        left, hit, right = (" ".join(piece.split()) for piece in pieces)
        # A tone is that of the whole sentence: no word of it is set off.
        words = (hit, "", "") if span["layer"].startswith("sentiment") else (left, hit, right)
        source = {name: article.get(name, "") for name in ("outlet", "published", "title", "url")}
        rows.append(
            {"label": span["label"], **dict(zip(("left", "hit", "right"), words, strict=True)), **source}
            | {"part": span["part"], "article_id": span["article_id"]}
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))
