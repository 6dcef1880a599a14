"""A topic: what belongs to it, and the frames, word choices, actors and events to look at, read from one TOML file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from mediakit.errors import LexiconError, OptionError, TopicError
from mediakit.lazy import lazy
from mediakit.lexicon import Lexicon, lexicon_of
from mediakit.tables import ARTICLES, PARTS, check_table
from mediakit.text.parts import read_parts

_LISTS = ("terms", "case_sensitive", "exclude")
_NEEDED = ("name", "title", "description", "query")
_KEYS = (*_NEEDED, "language", "frames", "naming", "actors", "events", "strands")
_SHAPE: dict[str, dict[str, tuple[str, ...]]] = {
    "frames": {
        "needs": ("title", "definition", "validity", "terms"),
        "may": ("case_sensitive", "exclude", "include_rule", "exclude_rule", "examples"),
    },
    "naming": {"needs": ("key", "title", "variants"), "may": ("note", "valid_from")},
    "variants": {"needs": ("key", "label", "description", "terms"), "may": ("case_sensitive", "exclude")},
    "actors": {"needs": ("name", "type"), "may": ("terms", "case_sensitive", "exclude")},
    "strands": {"needs": ("title", "terms"), "may": ("case_sensitive", "exclude")},
    "events": {"needs": ("date", "title", "source"), "may": ("label",)},
}


@dataclass(frozen=True)
class Topic:
    """A topic as read from its file; see docs/topics.md for every key."""

    name: str
    title: str
    description: str
    query: Sequence[Mapping[str, Sequence[str]]]
    frames: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    naming: Sequence[Mapping[str, Any]] = ()
    actors: Sequence[Mapping[str, Any]] = ()
    events: Sequence[Mapping[str, Any]] = ()
    strands: Sequence[Mapping[str, Any]] = ()
    language: str = ""
    source: str = ""

    # Kept, because a lexicon that has looked through a text once knows the words of the next.
    @lazy
    def query_lexicon(self) -> Lexicon:
        """The terms of the query's groups and of the strands; the label is the number of the group or strand."""
        groups = [*self.query, *self.strands]
        return lexicon_of(
            f"{self.name} query", {str(i): {k: group.get(k, ()) for k in _LISTS} for i, group in enumerate(groups)}
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
    faults = _faults_of(content)
    if faults:
        raise TopicError(
            "this topic file breaks the rules: " + "; ".join(faults),
            where=where,
            next_step="See docs/topics.md for every key.",
        )
    topic = Topic(**{key: content[key] for key in _KEYS if key in content}, source=where)
    try:
        for lexicon in (topic.query_lexicon, topic.frame_lexicon, topic.naming_lexicon):
            _ = lexicon.labels
    except LexiconError as error:
        raise TopicError(error.what, where=f"{where}, {error.where}", next_step=error.next_step) from None
    return topic


def _faults_of(content: Mapping[str, Any]) -> list[str]:
    """Return every fault of a topic file, in the order of its parts."""
    faults = [f"'{key}' is missing" for key in _NEEDED if not content.get(key)]
    texts = (*_NEEDED[:3], "language")
    faults += [f"'{key}' must be text" for key in texts if not isinstance(content.get(key, ""), str)]
    faults += [f"unknown key '{key}'" for key in content if key not in (*_KEYS, "version")]
    for number, group in enumerate(_tables(content, "query", faults), 1):
        faults += _check_lists(group, f"query {number}")
        if not (group.get("terms") or group.get("case_sensitive")):
            faults.append(f"query {number}: 'terms' is missing")
    frames = content.get("frames", {})
    if not isinstance(frames, dict) or not all(isinstance(frame, dict) for frame in frames.values()):
        faults.append("'frames' must be tables such as [frames.open_door]")
        frames = {}
    for key, frame in frames.items():
        faults += _check_entry(frame, "frames", f"frame '{key}'")
    faults += _naming_faults(_tables(content, "naming", faults))
    for kind, name in (("actors", "name"), ("strands", "title"), ("events", "title")):
        entries = _tables(content, kind, faults)
        for entry in entries:
            faults += _check_entry(entry, kind, f"{kind[:-1]} '{entry.get(name)}'")
        if kind != "events":
            faults += _twice([entry.get(name) for entry in entries], f"{kind[:-1]} {{}}")
    return faults + [
        f"event '{event.get('title')}': date must be a TOML date such as 2022-06-29, got {event.get('date')!r}"
        for event in _tables(content, "events", [])
        if type(event.get("date")) is not date
    ]


def _naming_faults(choices: Sequence[Mapping[str, Any]]) -> list[str]:
    faults = _twice([choice.get("key") for choice in choices], "naming {}")
    for choice in choices:
        name = f"naming '{choice.get('key')}'"
        faults += _check_entry(choice, "naming", name)
        if ": " in str(choice.get("key")):
            faults.append(f"{name}: a key must not hold a colon and a space")
        variants = _tables(choice, "variants", faults)
        faults += _twice([variant.get("key") for variant in variants], f"{name}: variant {{}}")
        for variant in variants:
            faults += _check_entry(variant, "variants", f"variant '{variant.get('key')}'")
    return faults


def _tables(content: Mapping[str, Any], key: str, faults: list[str]) -> Sequence[Mapping[str, Any]]:
    """Return the tables under a key; anything else there is added to the faults and nothing is returned."""
    entries = content.get(key, [])
    if isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries):
        return entries
    faults.append(f"'{key}' must be a list of tables such as [[{key}]]")
    return []


def _twice(names: Sequence[Any], what: str) -> list[str]:
    repeated = dict.fromkeys(str(name) for i, name in enumerate(names) if name in names[:i])
    return [what.format(f"'{name}'") + " is there twice" for name in repeated]


def _check_entry(entry: Mapping[str, Any], kind: str, name: str) -> list[str]:
    needs, may = _SHAPE[kind]["needs"], _SHAPE[kind]["may"]
    faults = [f"{name}: '{key}' is missing" for key in needs if not entry.get(key)]
    faults += [f"{name}: unknown key '{key}'" for key in entry if key not in (*needs, *may)]
    return faults + _check_lists({k: v for k, v in entry.items() if k in _LISTS}, name)


def _check_lists(group: Mapping[str, Any], name: str) -> list[str]:
    faults = [f"{name}: unknown key '{key}'" for key in group if key not in _LISTS]
    return faults + [
        f"{name}: '{key}' must be a list of terms"
        for key, terms in group.items()
        if key in _LISTS and not (isinstance(terms, list) and all(isinstance(t, str) for t in terms))
    ]


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


def match_topic(articles: pd.DataFrame, topic: Topic, *, parts: str | Sequence[str] = PARTS) -> pd.DataFrame:
    """Return, for every article, whether it belongs to the topic and to each of its strands.

    An article belongs to the topic when its parts hold a term of every group of the query between them, and to a
    strand when they also hold one of the strand's terms. Articles known to be in another language than the topic's do
    not belong to it.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES.
    topic : Topic
        From load_topic().
    parts : str or list of str
        Which of "title", "standfirst" and "text" count; by default all three.

    Returns
    -------
    DataFrame
        A table of bool with the index of articles; columns the topic's name and "name: strand title" for each strand.

    Examples
    --------
    >>> from mediakit.tables import build_table
    >>> articles = build_table(ARTICLES, [{"article_id": "a", "text": "Finland joins NATO."}])
    >>> match_topic(articles, load_topic("nato-enlargement")).iloc[0].to_dict()
    {'nato-enlargement': True,
     'nato-enlargement: Finland and Sweden': True,
     'nato-enlargement: Ukraine, Georgia and Moldova': False}
    """
    lexicon = check_topic_given(topic).query_lexicon
    hit = np.zeros((len(articles), len(topic.query) + len(topic.strands)), dtype=bool)
    group = np.array([int(term.label) for term in lexicon.terms], dtype=np.int64)
    for read in read_parts(articles, parts, language=topic.language):
        matches = lexicon.find_in(read.block)
        hit[read.first + matches.text, group[matches.term]] = True
    on_topic = hit[:, : len(topic.query)].all(axis=1)
    columns = {topic.name: on_topic}
    for i, strand in enumerate(topic.strands, start=len(topic.query)):
        columns[f"{topic.name}: {strand['title']}"] = on_topic & hit[:, i]
    return pd.DataFrame(columns, index=articles.index)


def select_articles(articles: pd.DataFrame, topic: Topic, *, parts: str | Sequence[str] = PARTS) -> pd.DataFrame:
    """Return the articles that belong to the topic, in their order.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES.
    topic : Topic
        From load_topic().
    parts : str or list of str
        Which of "title", "standfirst" and "text" count; by default all three.

    Returns
    -------
    DataFrame
        ARTICLES, rows on the topic only.

    Examples
    --------
    >>> from mediakit.tables import build_table
    >>> rows = [{"article_id": "a", "text": "Finland joins NATO."}, {"article_id": "b", "text": "Rain."}]
    >>> articles = build_table(ARTICLES, rows)
    >>> select_articles(articles, load_topic("nato-enlargement"))["article_id"].tolist()
    ['a']
    """
    return check_table(articles, ARTICLES)[match_topic(articles, topic, parts=parts)[topic.name]].copy()
