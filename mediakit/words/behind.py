"""What stands behind a cell of estimates: the articles of its group, and the spans that its total counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mediakit.annotate.entities import annotate_entities
from mediakit.annotate.frames import annotate_frames, frame_names
from mediakit.annotate.hits import find_terms, join_spans, spans_of
from mediakit.annotate.naming import annotate_naming
from mediakit.annotate.rule_hits import find_rules
from mediakit.annotate.sentiment import annotate_sentiment
from mediakit.annotate.tone import ToneLexicon, list_lexicons
from mediakit.errors import OptionError, TableError
from mediakit.lexicon import Lexicon
from mediakit.score.coverage import UNITS
from mediakit.score.frames import HITS_FOR_PRESENCE
from mediakit.score.sentiment import THRESHOLD
from mediakit.stats.ratios import group_articles
from mediakit.tables import ALL_OUTLETS, ESTIMATES, SPANS, check_table
from mediakit.topics import Topic
from mediakit.topics.membership import match_topic, treated_node
from mediakit.topics.topic_file import DEGREES

Bools = NDArray[np.bool_]
_PERIOD = ("period", "period_end")


class Cell(NamedTuple):
    """A cell of estimates: what was measured, for what, in which articles, and which of their parts were read."""

    measure: str
    label: str
    articles: pd.DataFrame
    parts: str | Sequence[str]
    degree: str


def cell_of(row: Any, articles: pd.DataFrame, parts: str | Sequence[str], degree: str) -> Cell:
    """Return the cell that a row of ESTIMATES is about, with the articles of its group and period.

    Parameters
    ----------
    row : Series or DataFrame
        The row, also as a table of one row.
    articles : DataFrame
        ARTICLES that were estimated.
    parts, degree
        See evidence().
    """
    if isinstance(row, pd.DataFrame):
        if len(row) != 1:
            raise OptionError(
                f"evidence() opens one row of estimates at a time, got {len(row)}",
                next_step="Choose one, such as estimates.iloc[3].",
            )
        row = row.iloc[0]
    columns = [name for name in row.index if name not in (*ESTIMATES.names, *_PERIOD)]
    odd = [name for name in columns if name not in articles.columns]
    if odd:
        raise TableError(
            f"the row has the column {odd[0]!r}, which the articles do not have: it cannot be told which are its group",
            where="evidence()",
            next_step=f"Pass the articles that were estimated, or the row without it: row.drop({odd[0]!r}).",
        )
    if "period" in row.index:
        day = articles["published"].dt.tz_localize(None).dt.normalize()
        articles = articles[(day >= row["period"]) & (day <= row["period_end"])]
    own = _of_group(row, articles, columns)
    return Cell(str(row["measure"]), str(row["label"]), articles[own], parts, degree)


def _of_group(row: pd.Series, articles: pd.DataFrame, columns: Sequence[str]) -> Bools:
    """Return which articles are of the group of a row, told apart as estimate() does it."""
    codes, groups = group_articles(articles, columns)
    chosen = np.ones(len(groups), dtype=bool)
    for name in columns:
        value, found = row[name], groups[name]
        same = (found.isna() if pd.isna(value) else found == value).fillna(False).to_numpy(dtype=bool)
        # A report's row for all groups together stands among those of the groups.
        chosen &= same | (value == ALL_OUTLETS and not same.any())
    if len(articles) and not chosen.any():
        told = ", ".join(f"{name} {row[name]!r}" for name in columns)
        raise TableError(
            f"no article is of the group of this row ({told})",
            where="evidence()",
            next_step="Pass the articles that were estimated.",
        )
    own: Bools = chosen[codes]
    return own


def spans_behind(cell: Cell, source: Any) -> pd.DataFrame:
    """Return the spans behind a cell as SPANS with the column ``counted``; see evidence()."""
    opener = _OPENERS.get(cell.measure)
    if isinstance(source, pd.DataFrame) and {"start", "end", "layer"} <= set(source.columns):
        return _given(cell, source)
    if opener is None:
        raise OptionError(
            f"mediakit does not know in which words {cell.measure!r} was measured",
            next_step="Pass the spans that you counted, evidence(row, articles, spans).",
        )
    spans = opener(cell, source)
    return spans if "counted" in spans.columns else spans.assign(counted=True)


def _given(cell: Cell, spans: pd.DataFrame) -> pd.DataFrame:
    """Return those of the user's own spans that bear the label of a cell."""
    check_table(spans, SPANS)
    own = spans["article_id"].isin(cell.articles["article_id"]) & (spans["label"] == cell.label)
    return spans[own].assign(counted=True)


def _needed(cell: Cell, source: Any, kinds: type | tuple[type, ...], what: str) -> Any:
    if not isinstance(source, kinds):
        got = "nothing" if source is None else type(source).__name__
        raise OptionError(
            f"{cell.measure} is opened with {what}, got {got}",
            next_step=f"Pass what it was scored with: evidence(row, articles, {what.split()[-1]}).",
        )
    return source


def _known_label(cell: Cell, labels: Sequence[str]) -> None:
    if cell.label not in labels:
        listed = ", ".join(map(repr, labels[:10]))
        raise OptionError(
            f"nothing of {cell.measure} is called {cell.label!r} there",
            next_step=f"It has {listed}." if listed else "Pass what it was scored with.",
        )


def _coverage(cell: Cell, source: Any) -> pd.DataFrame:
    """Return what is met of the topic's or the strand's query, in the articles that were counted."""
    topic = _needed(cell, source, Topic, "the topic")
    met = match_topic(cell.articles, topic, degree=cell.degree, parts=cell.parts)
    _known_label(cell, list(met.columns))
    chosen = cell.articles[met[cell.label].to_numpy()]
    if cell.label == topic.name:
        # An article that has a degree has those below it: any of their queries made it count.
        rules = [f"degree '{degree}'" for degree in DEGREES[DEGREES.index(cell.degree) :] if degree in topic.degrees]
        groups = [*range(len(topic.query))] if "treated" not in topic.degrees else []
        if cell.measure != UNITS["articles"]:
            treated_node(topic)
            rules, groups = ["degree 'treated'"], []
    else:
        place = list(met.columns).index(cell.label) - 1
        name = f"strand '{topic.strands[place]['title']}'"
        rules, groups = [name] if name in topic.rules.nodes else [], [len(topic.query) + place]
        groups = groups if cell.measure == UNITS["articles"] else []
    labels = dict.fromkeys(rules, cell.label)
    tables = [find_rules(chosen, topic.rules, "topic", labels, cell.parts, language=topic.language)] if rules else []
    if groups:
        terms = spans_of(
            find_terms(chosen, topic.query_lexicon, parts=cell.parts, language=topic.language),
            chosen,
            "topic",
            topic.query_lexicon.labels,
        )
        terms = terms[terms["label"].isin([str(group) for group in groups])]
        tables.append(terms.assign(label=cell.label, rule="", fired=""))
    spans = join_spans(tables, chosen, "topic", [cell.label])
    return spans.drop_duplicates(["article_id", "part", "start", "end"]).reset_index(drop=True)


def _frames(cell: Cell, source: Any) -> pd.DataFrame:
    frames = _needed(cell, source, (Topic, Lexicon), "a Topic or Lexicon of frames")
    _known_label(cell, frame_names(frames))
    spans = annotate_frames(cell.articles, frames, parts=cell.parts)
    spans = spans[spans["label"] == cell.label]
    if cell.measure == "frame_presence":
        ruled = isinstance(frames, Topic) and cell.label in frames.frame_rules
        places = spans.drop_duplicates(["article_id", "sentence_id"]) if ruled else spans
        counts = places["article_id"].value_counts()
        spans = spans[spans["article_id"].isin(counts.index[counts >= HITS_FOR_PRESENCE])]
    return spans


def _naming(cell: Cell, source: Any) -> pd.DataFrame:
    topic = _needed(cell, source, Topic, "the topic")
    _known_label(cell, topic.naming_lexicon.labels)
    spans = annotate_naming(cell.articles, topic, parts=cell.parts)
    own = spans["label"] == cell.label
    if cell.measure == "naming_quoted":
        return spans[own].assign(counted=spans["quoted"][own])
    same = spans["label"].astype(object).str.partition(": ")[0] == cell.label.partition(": ")[0]
    return spans[same].assign(counted=own[same])


def _entities(cell: Cell, source: Any) -> pd.DataFrame:
    if source is not None:
        _needed(cell, source, pd.DataFrame, "a table of aliases")
    spans = annotate_entities(cell.articles, aliases=source, parts=cell.parts)
    return spans[spans["label"] == cell.label]


def _tone(cell: Cell, source: Any) -> pd.DataFrame:
    named = cell.label if source is None and cell.label in list_lexicons() else source
    lexicon = _needed(cell, named, (str, Path, ToneLexicon), "its tone lexicon")
    spans = annotate_sentiment(cell.articles, lexicon=lexicon, parts=cell.parts)
    kept = {
        "negative_share": spans["value"] <= -THRESHOLD,
        "positive_share": spans["value"] >= THRESHOLD,
        "lexicon_coverage": spans["hits"] > 0,
    }
    return spans.assign(counted=kept.get(cell.measure, True))


_OPENERS: dict[str, Callable[[Cell, Any], pd.DataFrame]] = {
    **dict.fromkeys(UNITS.values(), _coverage),
    **dict.fromkeys(("frame_presence", "frame_salience"), _frames),
    **dict.fromkeys(("naming", "naming_quoted"), _naming),
    **dict.fromkeys(("entity_presence", "entity_rate"), _entities),
    **dict.fromkeys(("tone", "negative_share", "positive_share", "lexicon_coverage"), _tone),
}
