"""A topic: what belongs to it, and the frames, word choices, actors and events to look at, read from one TOML file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from mediakit.errors import LexiconError, OptionError, TopicError
from mediakit.lazy import lazy
from mediakit.lexicon import Lexicon, lexicon_of
from mediakit.query.compiled import Rules
from mediakit.query.lists import read_lists
from mediakit.query.messages import query_error
from mediakit.query.tree import is_condition
from mediakit.topics.topic_file import DEGREES, KEYS, LISTS, faults_of


@dataclass(frozen=True)
class Topic:
    """A topic as read from its file; see docs/topics.md for every key, docs/queries.md for rules and degrees."""

    name: str
    title: str
    description: str
    query: Sequence[Mapping[str, Sequence[str]]] = ()
    frames: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    naming: Sequence[Mapping[str, Any]] = ()
    actors: Sequence[Mapping[str, Any]] = ()
    events: Sequence[Mapping[str, Any]] = ()
    strands: Sequence[Mapping[str, Any]] = ()
    language: str = ""
    source: str = ""
    lists: Mapping[str, Any] = field(default_factory=dict)
    degrees: Mapping[str, str] = field(default_factory=dict)
    validity: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def say_validity(self, degree: str = "treated") -> str:
        """Return how well the query of a degree takes articles, "" where it was not measured.

        Examples
        --------
        >>> load_topic("nato-enlargement").say_validity()
        'precision .89 (.80 to .97) and recall .93 (.85 to .98) on 154 articles, machine-coded by codebook'
        """
        said = self.validity.get(degree)
        if not said:
            return ""
        told = []
        for name in ("precision", "recall"):
            value, low, high = (f"{number:.2f}".removeprefix("0") for number in (said[name], *said[f"{name}_interval"]))
            told.append(f"{name} {value} ({low} to {high})")
        return f"{' and '.join(told)} on {said['n']} articles, {said['coder']}"

    @classmethod
    def from_terms(
        cls, terms: str, *, name: str = "terms", title: str = "", lists: Mapping[str, Any] | None = None
    ) -> Topic:
        """Return a topic from one query: what it finds is treated.

        Parameters
        ----------
        terms : str
            A query (see docs/queries.md); a list with commas means any of its terms.
        name, title : str
            The label in scores, and the title in charts, which is the query itself without it.
        lists : mapping
            Named lists that the query uses, in the form of ``[lists]`` in a topic file.

        Raises
        ------
        QueryError, TopicError
            For a query that can't be read, and for lists that break the rules.

        Examples
        --------
        >>> Topic.from_terms("NATO NEAR/8 (expan* | join*)").degrees
        {'treated': 'NATO NEAR/8 (expan* | join*)'}
        """
        if not isinstance(terms, str):
            raise OptionError(
                f"terms must be a query as text, got {type(terms).__name__}",
                next_step='Write for example "NATO NEAR/8 (expan* | join*)", or words with commas between them.',
            )
        description = f"Articles that the query {terms} finds."
        topic = cls(
            name, title or terms, description, source="the query", lists=lists or {}, degrees={"treated": terms}
        )
        _ = topic.rules
        return topic

    # Kept, because a lexicon that has looked through a text once knows the words of the next.
    @lazy
    def query_lexicon(self) -> Lexicon:
        """The terms of the query's groups and of the strands; the label is the number of the group or strand."""
        groups = [*self.query, *self.strands]
        return lexicon_of(
            f"{self.name} query", {str(i): {k: group.get(k, ()) for k in LISTS} for i, group in enumerate(groups)}
        )

    @lazy
    def frame_lexicon(self) -> Lexicon:
        """The terms of all frames; the label is the frame's key."""
        return lexicon_of(f"{self.name} frames", self.frames)

    @lazy
    def naming_lexicon(self) -> Lexicon:
        """The terms of all word choices; the label is ``choice: variant``."""
        lists = {f"{choice['key']}: {v['key']}": v for choice in self.naming for v in choice["variants"]}
        return lexicon_of(f"{self.name} naming", lists)

    @property
    def naming_days(self) -> list[tuple[date | None, date | None]]:
        """The first and the last day of every label of the naming lexicon, None where there is none.

        A variant without days of its own has those of its choice.
        """
        return [
            (variant.get("valid_from", choice.get("valid_from")), variant.get("valid_to", choice.get("valid_to")))
            for choice in self.naming
            for variant in choice["variants"]
        ]

    @lazy
    def rules(self) -> Rules:
        """The queries of degrees, strands and frames, compiled together, by their names in messages."""
        queries = {f"degree '{degree}'": query for degree, query in self.degrees.items()}
        queries |= {f"strand '{strand['title']}'": strand["rule"] for strand in self.strands if strand.get("rule")}
        queries |= {name: text for names in self.frame_rules.values() for name, text in names.items()}
        named = {degree: f"degree '{degree}'" for degree in DEGREES} if self.degrees else {}
        rules = Rules(queries, read_lists(self.lists, self.source), names=named, where=self.source)
        for name, node in rules.nodes.items():
            if is_condition(node) and not name.startswith("degree"):
                raise query_error(
                    "a frame and a strand are found in sentences, and this is a condition of the whole article",
                    queries[name],
                    0,
                    where=f"{self.source}, {name}",
                    next_step="Write words joined by SENT, PARA or NEAR/n; conditions belong into [degrees].",
                )
        return rules

    @property
    def frame_rules(self) -> dict[str, dict[str, str]]:
        """The rules of every frame that has some: the name of each in messages, and its text."""
        return {
            key: {f"frame '{key}', rule {number}": rule for number, rule in enumerate(frame["rules"], 1)}
            for key, frame in self.frames.items()
            if frame.get("rules")
        }

    @property
    def event_table(self) -> pd.DataFrame:
        """The dated events: date (UTC), label (short), title, source."""
        rows = [
            {
                "date": pd.Timestamp(e["date"], tz="UTC"),
                "label": e.get("label", e["title"]),
                "title": e["title"],
                "source": e["source"],
            }
            for e in self.events
        ]
        table = pd.DataFrame(rows, columns=["date", "label", "title", "source"])
        # Without events, too, the column holds times.
        return table.astype({"date": "datetime64[us, UTC]"})


def list_topics() -> list[str]:
    """Return the names of the topics that come with mediakit.

    Examples
    --------
    >>> "nato-enlargement" in list_topics()
    True
    """
    folder = files("mediakit.resources").joinpath("topics")
    return sorted(p.name.removesuffix(".toml").replace("_", "-") for p in folder.iterdir() if p.name.endswith(".toml"))


def load_topic(name: str | Path) -> Topic:
    """Return a topic by its name, or from a TOML file of your own.

    Parameters
    ----------
    name : str or Path
        A name from list_topics(), or a path that ends in ``.toml``.

    Raises
    ------
    TopicError
        For an unknown name, or a file that breaks the rules; every fault is listed.

    Examples
    --------
    >>> load_topic("nato-enlargement").title
    'NATO enlargement'
    """
    path = Path(name)
    if path.suffix == ".toml":
        if not path.is_file():
            raise TopicError(
                "expected a topic file, found none",
                where=str(name),
                next_step=f"Topics that come with mediakit: {', '.join(list_topics())}.",
            )
        try:
            source, where = path.read_text("utf-8-sig"), str(name)
        except UnicodeDecodeError:
            raise TopicError("a topic file must be UTF-8", where=str(name), next_step="Save it as UTF-8.") from None
    else:
        if str(name) not in list_topics():
            raise TopicError(
                f"unknown topic {str(name)!r}",
                next_step=f"Use one of {', '.join(list_topics())}, "
                "or the path of a .toml file of your own (see docs/topics.md).",
            )
        where = f"{str(name).replace('-', '_')}.toml"
        source = files("mediakit.resources").joinpath("topics", where).read_text("utf-8")
    try:
        content = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise TopicError(
            f"this topic file is not valid TOML: {error}", where=where, next_step="Correct the line named here."
        ) from None
    return _topic_from(content, where)


def _topic_from(content: Mapping[str, Any], where: str) -> Topic:
    faults = faults_of(content)
    if faults:
        raise TopicError(
            "this topic file breaks the rules: " + "; ".join(faults),
            where=where,
            next_step="See docs/topics.md for every key.",
        )
    topic = Topic(**{key: content[key] for key in KEYS if key in content}, source=where)
    try:
        for lexicon in (topic.query_lexicon, topic.frame_lexicon, topic.naming_lexicon):
            _ = lexicon.labels
    except LexiconError as error:
        raise TopicError(error.what, where=f"{where}, {error.where}", next_step=error.next_step) from None
    _ = topic.rules
    return topic


def check_topic_given(topic: Any) -> Topic:
    """Return the topic, or raise an error that says how to get one from what came instead.

    Examples
    --------
    >>> check_topic_given("nato-enlargement")
    Traceback (most recent call last):
    ...
    mediakit.errors.OptionError: expected a Topic, got 'nato-enlargement'. Write load_topic('nato-enlargement').
    """
    if isinstance(topic, Topic):
        return topic
    if isinstance(topic, str | Path):
        raise OptionError(f"expected a Topic, got {str(topic)!r}", next_step=f"Write load_topic({str(topic)!r}).")
    raise OptionError(
        f"expected a Topic, got {type(topic).__name__}",
        next_step="Load one with load_topic(), the articles come first.",
    )
