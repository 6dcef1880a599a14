"""What a report cannot say of a corpus, and why: told where it begins, so that nobody looks for it."""

from __future__ import annotations

from collections.abc import Iterator

from mediakit.printing import plural, say_dates
from mediakit.recipes import Measured
from mediakit.statements.called import group_names, join_words
from mediakit.statements.tested import n_figures, period_of_peaks
from mediakit.text.parts import known_language


def cannot_say(measured: Measured) -> str:
    """Return what cannot be said, in sentences; empty where there is nothing of the kind."""
    return " ".join([*_of_topic(measured), *_of_values(measured), *_of_groups(measured), *_of_times(measured)])


def groups_in(measured: Measured) -> int:
    """Return the number of groups that have a name."""
    names = group_names(measured.acted.articles[measured.choices.by])
    return int(names[names != ""].nunique())


def _of_topic(measured: Measured) -> Iterator[str]:
    topic = measured.topic
    lists = (("word choices", topic.naming), ("frames", topic.frames), ("events", topic.events))
    if absent := [name for name, entries in lists if not entries]:
        yield f"The topic lists no {join_words(absent).replace(' and ', ' or ')}: nothing is said on them."


_VALUES = {"coverage_by_outlet": "the share on the topic", "tone": "tone", "frames": "frames", "entities": "names"}


def _of_values(measured: Measured) -> Iterator[str]:
    """Yield which measures have no value at all."""
    tables = measured.tables
    if not known_language(measured.acted.articles, measured.topic.language).any():
        return  # where the report begins it says that nothing could be read
    if not len(measured.on_topic):
        about = ["its tone", *(["its frames"] if measured.topic.frames else []), "the names in it"]
        yield f"No article is on the topic: nothing can be said on {join_words(about)}."
    valued = {name for name, table in tables.items() if "estimate" in table and table["estimate"].notna().any()}
    # Periods ask for fewer articles than the whole does.
    valued |= {"coverage_by_outlet"} & {f"{name}_by_outlet" for name in valued}
    known = _VALUES | {name: f"“{name}”" for name in measured.own}
    empty = [what for name, what in known.items() if name in tables and name not in valued]
    if empty:
        yield f"There are too few articles to put a number on {join_words(empty)}."
    if "naming" in tables and "naming" not in valued:
        yield "The words of the word choices are printed too rarely to tell which is chosen."


def _of_groups(measured: Measured) -> Iterator[str]:
    articles, by = measured.acted.articles, measured.choices.by
    names, group = group_names(articles[by]), "outlet" if by == "outlet" else "group"
    n, unnamed = groups_in(measured), int((names == "").sum())
    if not n:
        yield f"The {group} of the articles is not known: no {group}s can be compared."
    elif n == 1:
        yield f"Only one {group} is known: there is no other to compare it with."
    elif unnamed:
        are = "is" if unnamed == 1 else "are"
        yield f"{plural(unnamed, 'article')} of no known {group} {are} compared with none."


def _of_times(measured: Measured) -> Iterator[str]:
    published = measured.acted.articles["published"].dropna()
    tested = measured.statements["kind"] != "difference"
    first, last = published.min(), published.max()
    if not len(published):
        group = "outlet" if measured.choices.by == "outlet" else "group"
        also = (
            f"; {group}s may also differ because they are of different times" if n_figures(measured.statements) else ""
        )
        yield f"No article has a date: nothing can be said on times{also}."
        return
    if first.normalize() == last.normalize():
        yield f"All dates are {say_dates(first, last)}: nothing can be said on changes over time."
        return
    table = measured.tables["coverage"]
    if not table["estimate"].notna().any():
        yield f"No {measured.every} has enough articles for a value of its own."
    if not tested.any() and len(measured.on_topic):
        period = period_of_peaks(measured.every)
        yield (
            f"There are too few articles on the topic, or too few {period}s with articles, to tell whether a {period} "
            "stands out."
        )
