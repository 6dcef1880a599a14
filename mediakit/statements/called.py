"""How the things that statements are about are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from mediakit.phrases import Wording, display, wordings_of
from mediakit.printing import Style
from mediakit.topics import Topic

Row = Mapping[Any, Any] | pd.Series


@dataclass(frozen=True, kw_only=True)
class Words:
    """How the things that statements are about are called.

    Parameters
    ----------
    measures : dict of str to Wording
        From wordings_of().
    names : dict
        How labels are written.
    choices : dict
        Titles of word choices by key.
    topic : str
        Label of the topic itself.
    title : str
        How the topic is written.
    by : str
        Column that makes the groups.
    events : DataFrame
        Columns date (UTC) and label, such as Topic.event_table.

    Examples
    --------
    >>> Words(measures={}, by="section").others("week")
    'the other groups in the same weeks'
    """

    measures: Mapping[str, Wording]
    names: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    topic: str = ""
    title: str = "the topic"
    by: str = "outlet"
    events: pd.DataFrame = field(default_factory=lambda: pd.DataFrame({"date": [], "label": []}))

    @property
    def group(self) -> str:
        """One group."""
        return "outlet" if self.by == "outlet" else "group"

    def others(self, within: str) -> str:
        """Return what a group is compared with."""
        return f"the other {self.group}s" + (f" in the same {within}s" if within else "")

    def label(self, label: str) -> str:
        """Return how a label is written."""
        return display(label, self.names)

    def style(self, *rows: Row) -> Style:
        """Return how the values of one measure are printed that are compared with each other."""
        kind = self.measures[str(rows[0]["measure"])].kind
        return Style.of(kind, [float(row[side]) for row in rows for side in ("own", "others")])


def words_of(topic: Topic, tables: Mapping[str, pd.DataFrame], by: str) -> Words:
    """Return the words for statements on a topic.

    Parameters
    ----------
    topic : Topic
        Its titles of strands, frames and word choices, and its events.
    tables : dict of str to DataFrame
        ESTIMATES, for what their measures are called.
    by : str
        Column that makes the groups.
    """
    measures: dict[str, Wording] = {}
    for table in tables.values():
        if "measure" in table.columns:
            measures |= wordings_of(table)
    return Words(
        measures=measures,
        names={key: str(frame["title"]) for key, frame in topic.frames.items()} | variant_names(topic),
        choices={str(choice["key"]): str(choice["title"]) for choice in topic.naming},
        topic=topic.name,
        title=topic.title,
        by=by,
        events=topic.event_table,
    )


def group_names(values: pd.Series) -> pd.Series:
    """Return the groups of a column as they are, and "" for each that is not known.

    Examples
    --------
    >>> group_names(pd.Series(["Home", None], dtype="category")).tolist()
    ['Home', '']
    """
    return values.astype(object).where(values.notna().to_numpy(), "")


def variant_names(topic: Topic) -> dict[str, str]:
    """Return how each variant of a word choice is written, by its label in the tables."""
    return {f"{choice['key']}: {v['key']}": str(v["label"]) for choice in topic.naming for v in choice["variants"]}


def difference_of(row: Row, style: Style) -> str:
    """Return the interval of a difference, with its unit.

    Examples
    --------
    >>> difference_of({"low": 0.029, "high": 0.078}, Style.of("share", [0.061]))
    '+2.9 to +7.8 points'
    """
    low, high = float(row["low"]), float(row["high"])
    ends = Style.of("share" if style.percent else "", [low, high], difference=True)
    return ends.interval(low, high) + (" points" if style.percent else "")


def join_words(words: list[str]) -> str:
    """Return words as a list in a sentence.

    Examples
    --------
    >>> join_words(["A"]), join_words(["A", "B", "C"])
    ('A', 'A, B and C')
    """
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""
