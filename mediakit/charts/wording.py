"""Titles, subtitles, notes, source lines and alternative texts, filled from the plotted table only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from mediakit.charts import fonts
from mediakit.charts.numbers import Scale, count
from mediakit.charts.reading import WHOLE, Mark, by_value, display, split_whole
from mediakit.measures import MEASURES

SMALL = 100
_PHRASES = {
    "coverage": "Share of articles on {label}",
    "tone": "Mean tone of sentences",
    "negative_share": "Share of negative sentences",
    "positive_share": "Share of positive sentences",
    "lexicon_coverage": "Share of sentences with a lexicon word",
    "frame_presence": "Share of articles with the frame “{label}”",
    "frame_salience": "Share of sentences with words of the frame “{label}”",
    "naming": "Share of mentions that say “{label}”",
    "naming_quoted": "Share of “{label}” inside quotation marks",
    "entity_presence": "Share of articles that name {label}",
    "entity_rate": "Mentions of {label} per 1,000 words",
}
_MOST_NOTES = 3
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def phrase(measure: str, label: str, unit: str, names: Mapping[str, str] | None = None) -> str:
    """Return what is measured as a noun phrase that can start a title.

    Examples
    --------
    >>> phrase("entity_presence", "NATO", "share of articles")
    'Share of articles that name NATO'
    """
    shown = display(label, names)
    if measure == "coverage" and label in ("", measure, "topic"):
        shown = "the topic"
    if measure in _PHRASES:
        return _PHRASES[measure].format(label=shown)
    known = unit[:1].upper() + unit[1:]
    return f"{shown}: {unit}" if shown and shown != measure else known


def meaning(measure: str, unit: str) -> str:
    """Return how the measure is made, one sentence without its full stop."""
    text = MEASURES[measure].meaning if measure in MEASURES else unit
    return text[:1].upper() + text[1:]


def level(marks: Iterable[Mark]) -> str:
    """Return "95% interval" when the method column states the level, else "interval"."""
    stated = {m.group(1) for mark in marks if (m := re.search(r"(\d{2}(?:\.\d+)?) ?%", mark.method))}
    return f"{stated.pop()}% interval" if len(stated) == 1 else "interval"


def day(date: pd.Timestamp, *, year: bool = True) -> str:
    """Return a date such as 24 Feb 2022."""
    return f"{date.day} {date:%b}" + (f" {date.year}" if year else "")


def span(first: pd.Timestamp, last: pd.Timestamp) -> str:
    """Return two dates as one range, month and year once where they are the same.

    Examples
    --------
    >>> span(pd.Timestamp("2022-01-03"), pd.Timestamp("2022-12-31"))
    '3 Jan–31 Dec 2022'
    """
    if first == last:
        return day(last)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last)}"
    return f"{day(first, year=first.year != last.year)}–{day(last)}"


def last_day(mark: Mark) -> pd.Timestamp:
    """Return the last day of a mark's period, whose end is the first moment after it."""
    assert mark.end is not None and mark.start is not None
    return max((mark.end - pd.Timedelta(1, "us")).normalize(), mark.start.normalize())


def dates(marks: Sequence[Mark]) -> str:
    """Return the days that the periods of the table cover; empty without periods."""
    timed = [m for m in marks if m.start is not None and m.end is not None]
    if not timed:
        return ""
    return span(min(m.start for m in timed if m.start is not None).normalize(), max(last_day(m) for m in timed))


def years(marks: Sequence[Mark]) -> str:
    """Return the years that the periods begin in, such as 2022 or 2021–2024; empty without periods."""
    found = sorted({m.start.year for m in marks if m.start is not None})
    return "–".join(dict.fromkeys(str(y) for y in (*found[:1], *found[-1:])))


def articles(marks: Sequence[Mark]) -> int | None:
    """Return the articles behind a table; None when its labels rest on different articles."""
    places: dict[tuple[str, pd.Timestamp | None], set[int]] = {}
    for mark in split_whole(marks)[0]:
        places.setdefault((mark.group, mark.start), set()).add(mark.n)
    if any(len(found) > 1 for found in places.values()):
        return None
    return sum(found.pop() for found in places.values())


def plural(number: int, word: str) -> str:
    """Return a count with its noun.

    Examples
    --------
    >>> plural(1, "outlet"), plural(1200, "article")
    ('1 outlet', '1,200 articles')
    """
    return f"{count(number)} {word}" + ("" if number == 1 else "s")


def source_line(marks: Sequence[Mark], group: str, source: str) -> str:
    """Return the source line: the caller's, else articles, groups, dates and method as the table holds them.

    What limits the measure stands at its end, whoever wrote the rest.
    """
    limits = sorted({MEASURES[m.measure].validity for m in marks if m.measure in MEASURES})
    last = f" Validity: {'; '.join(limits)}." if limits else ""
    if source:
        return f"{'' if source.lower().startswith('source') else 'Source: '}{source.rstrip('. ')}.{last}"
    total = articles(marks)
    groups = sorted({m.group for m in marks} - {WHOLE})
    parts = [plural(total, "article")] if total is not None else []
    if group == "outlet" and groups:
        parts.append(f"{'by ' if parts else ''}{plural(len(groups), 'outlet')}")
    text = " ".join(parts) or "table of estimates"
    methods = sorted({m.method for m in marks if m.method and not m.withheld})
    shown = [text + (f", {dates(marks)}" if dates(marks) else ""), *(methods if len(methods) == 1 else [])]
    return f"Source: {'; '.join(shown)}.{last} mediakit"


def _folded(caveats: Sequence[str]) -> str:
    """Return caveats that differ in their numbers only as one, with the smallest and largest of each number."""
    rows = [[float(n) for n in _NUMBER.findall(c)] for c in caveats]
    ends = iter([(min(column), max(column)) for column in zip(*rows, strict=True)])

    def span_of(_: re.Match[str]) -> str:
        low, high = next(ends)
        return f"{low:g}" if low == high else f"{low:g}–{high:g}"

    return _NUMBER.sub(span_of, caveats[0])


def notes(marks: Sequence[Mark], names: Mapping[str, str] | None, *, place: str = "row") -> list[str]:
    """Return the caveats of all rows as lines for the foot; those that differ in numbers only are one."""
    found: dict[str, list[tuple[str, str]]] = {}
    for mark in marks:
        title = display(mark.group, names) if mark.start is None else ""
        for part in filter(None, mark.caveat.rstrip(".").split("; ")):
            found.setdefault(_NUMBER.sub("#", part), []).append((part, title))
    lines = []
    for places in sorted(found.values(), key=lambda p: (-len(p), p[0][0])):
        distinct = list(dict.fromkeys(title for _, title in places if title))
        if len(places) == len(marks) and len(marks) > 1:
            head = "Throughout"
        elif distinct and len(distinct) <= 3:
            head = ", ".join(distinct)
        else:
            head = plural(len(distinct), "row") if distinct else plural(len(places), place)
        lines.append(f"{head}: {_folded([part for part, _ in places])}.")
    if len(lines) > _MOST_NOTES:
        lines = [*lines[: _MOST_NOTES - 1], f"{plural(len(lines) - _MOST_NOTES + 1, 'further caveat')} in the table."]
    return lines


def glyph_note(texts: Iterable[str]) -> list[str]:
    """Return a line that names characters which the chart's fonts cannot draw; empty when there are none."""
    absent = fonts.missing("".join(texts))
    return [f"Not drawn for want of a font: {plural(len(absent), 'character')} in names."] if absent else []


def clear_of(mark: Mark, others: Sequence[Mark], *, above: bool) -> bool:
    """Return True when a mark's whole interval lies above (below) every other's.

    Intervals that do not meet imply that the interval of the difference leaves out zero, so this may be said.
    """
    drawn = [m for m in others if m is not mark and not m.withheld]
    if mark.withheld or not drawn:
        return False
    low, high = mark.ends
    return all(low > m.ends[1] if above else high < m.ends[0] for m in drawn)


def ranking(marks: Sequence[Mark], scale: Scale, names: Mapping[str, str] | None) -> str:
    """Return which group is highest and which lowest, where the intervals say so and no caveat stands against it.

    Shares of articles are never ranked in words: longer articles and other periods name more.
    """
    drawn = [m for m in by_value(marks) if not m.withheld]
    if len(drawn) < 2 or any(m.caveat or m.unit == "share of articles" for m in drawn):
        return ""
    said = [
        f"{word} in {display(mark.group, names)} ({scale.text(mark.estimate)})"
        for word, mark, above in (("highest", drawn[0], True), ("lowest", drawn[-1], False))
        if clear_of(mark, drawn, above=above)
    ]
    return ", ".join(said)


def extremes(marks: Sequence[Mark], scale: Scale, names: Mapping[str, str] | None, *, key: str = "group") -> str:
    """Return sentences for the alternative text: largest and smallest value, and what is withheld."""
    drawn = [m for m in by_value(marks) if not m.withheld]
    said = []
    for word, mark in zip(("Largest", "Smallest"), (drawn[:1] + drawn[1:][-1:]), strict=False):
        title = "all articles" if not getattr(mark, key) else display(getattr(mark, key), names)
        where = title if mark.start is None else span(mark.start.normalize(), last_day(mark))
        said.append(
            f"{word}: {where} {scale.text(mark.estimate)} ({level([mark])} {scale.interval(*mark.ends)}, "
            f"{plural(mark.n, 'article')})."
        )
    hidden = [m for m in marks if m.withheld]
    if hidden:
        said.append(f"Withheld: {len(hidden)} of {len(marks)} values.")
    return " ".join(said)
