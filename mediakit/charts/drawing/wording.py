"""Subtitles, notes, source lines and alternative texts, filled from the plotted table only."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from mediakit.charts.drawing import fonts
from mediakit.charts.drawing.reading import WHOLE, Mark, by_value, days_of, split_whole
from mediakit.phrases import display
from mediakit.printing import Style, plural, say_dates

SMALL = 100
PART = "part"
"""The group column of a table that compares parts of the same articles."""
_MOST_NOTES = 3
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def level(marks: Iterable[Mark]) -> str:
    """Return "95% interval" when the method column states the level, else "interval"."""
    stated = {m.group(1) for mark in marks if (m := re.search(r"(\d{2}(?:\.\d+)?) ?%", mark.method))}
    return f"{stated.pop()}% interval" if len(stated) == 1 else "interval"


def dates(marks: Sequence[Mark]) -> str:
    """Return the days that the periods of the table cover; empty without periods."""
    days = [days_of(m) for m in marks if m.start is not None and m.end is not None]
    return say_dates(min(first for first, _ in days), max(last for _, last in days)) if days else ""


def articles(marks: Sequence[Mark]) -> int | None:
    """Return the articles behind a table; None when its labels rest on different articles."""
    places: dict[tuple[str, pd.Timestamp | None], set[int]] = {}
    for mark in split_whole(marks)[0]:
        places.setdefault((mark.group, mark.start), set()).add(mark.n)
    if any(len(found) > 1 for found in places.values()):
        return None
    return sum(found.pop() for found in places.values())


def source_line(marks: Sequence[Mark], group: str, source: str) -> str:
    """Return the source line: the caller's, else articles, groups, dates and method as the table holds them.

    What limits the measure stands at its end, whoever wrote the rest.
    """
    last = validity(marks)
    if source:
        return f"{named_source(source).rstrip('. ')}.{last}"
    total = articles(marks)
    if group == PART and total is not None:
        # Headlines and bodies are of the same articles.
        total = max(m.n for m in marks)
    groups = sorted({m.group for m in marks} - {WHOLE})
    parts = [plural(total, "article")] if total is not None else []
    if group == "outlet" and groups:
        parts.append(f"{'by ' if parts else ''}{plural(len(groups), 'outlet')}")
    text = " ".join(parts) or "table of estimates"
    methods = sorted({m.method for m in marks if m.method and not m.withheld})
    shown = [text + (f", {dates(marks)}" if dates(marks) else ""), *(methods if len(methods) == 1 else [])]
    return f"Source: {'; '.join(shown)}.{last} mediakit"


def named_source(source: str) -> str:
    """Return a source line of the caller's, which begins with the word Source."""
    return source if source.lower().startswith("source") else f"Source: {source}"


def validity(marks: Sequence[Mark]) -> str:
    """Return what limits the measures, to be said after the source; empty where nothing is known."""
    limits = sorted({m.about.validity for m in marks} - {""})
    return f" Validity: {'; '.join(limits)}." if limits else ""


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
    return [f"The fonts of the chart lack {plural(len(absent), 'character')} of the names."] if absent else []


@dataclass(frozen=True)
class Numbered:
    """How names are written where some have characters that no chart font holds: those have numbers.

    Parameters
    ----------
    names : mapping of str to str
        The caller's names, and a number for every name that cannot be drawn.
    foot : list of str
        The line that explains the numbers on the chart; none without any.
    alt : str
        The names behind the numbers, to end the alternative text; empty without any.
    """

    names: Mapping[str, str]
    foot: list[str]
    alt: str


def number_names(
    keys: Iterable[str],
    names: Mapping[str, str] | None,
    written: Callable[[str, Mapping[str, str] | None], str] = display,
) -> Numbered:
    """Return names that can all be drawn: in place of the others stand numbers, in the order of the keys.

    Parameters
    ----------
    keys : iterable of str
        Groups and labels as the table has them.
    names : mapping, optional
        How the caller wants them written.
    written : callable
        Takes a key and ``names``, and returns what the chart would write.

    Examples
    --------
    >>> numbered = number_names(["Daily Lantern", "北京日报"], None)
    >>> numbered.alt.replace("\N{NO-BREAK SPACE}", " ")
    ' No. 1 is 北京日报.'
    """
    full = {key: written(key, names) for key in dict.fromkeys(keys) if key}
    lost = {key: name for key, name in full.items() if fonts.missing(name)}
    numbers = {key: f"No.\N{NO-BREAK SPACE}{number}" for number, key in enumerate(lost, 1)}
    if not lost:
        return Numbered(names or {}, [], "")
    scripts = ", ".join(f"{numbers[key]} ({_script(fonts.missing(name)[0])})" for key, name in lost.items())
    line = f"Numbered are names that no font of the chart holds: {scripts}. Its description and its table name them."
    return Numbered(
        {**(names or {}), **numbers}, [line], "".join(f" {numbers[key]} is {name}." for key, name in lost.items())
    )


def _script(letter: str) -> str:
    """Return what letters a character belongs to, such as Hebrew, as Unicode names it."""
    if unicodedata.category(letter)[0] != "L":
        return "signs"
    script = unicodedata.name(letter, "other").split()[0]
    return f"{script if script == 'CJK' else script.capitalize()} letters"


def clear_of(mark: Mark, others: Sequence[Mark], *, above: bool) -> bool:
    """Return True when a mark's whole interval lies above (below) every other's.

    Intervals that do not meet imply that the interval of the difference leaves out zero, so this may be said.
    """
    drawn = [m for m in others if m is not mark and not m.withheld]
    if mark.withheld or not drawn:
        return False
    low, high = mark.ends
    return all(low > m.ends[1] if above else high < m.ends[0] for m in drawn)


def ranking(marks: Sequence[Mark], style: Style, names: Mapping[str, str] | None) -> str:
    """Return which group is highest and which lowest, where the intervals say so and no caveat stands against it.

    Shares of articles are never ranked in words: longer articles and other periods name more.
    """
    drawn = [m for m in by_value(marks) if not m.withheld]
    if len(drawn) < 2 or any(m.caveat or m.about.kind == "share" for m in drawn):
        return ""
    said = [
        f"{word} in {display(mark.group, names)} ({style.text(mark.estimate)})"
        for word, mark, above in (("highest", drawn[0], True), ("lowest", drawn[-1], False))
        if clear_of(mark, drawn, above=above)
    ]
    return ", ".join(said)


def extremes(marks: Sequence[Mark], style: Style, names: Mapping[str, str] | None, *, key: str = "group") -> str:
    """Return sentences for the alternative text: largest and smallest value, and what is withheld."""
    drawn = [m for m in by_value(marks) if not m.withheld]
    said = []
    if len(drawn) > 1 and drawn[0].estimate == drawn[-1].estimate:
        said.append(f"All {len(drawn)} values: {style.text(drawn[0].estimate)}.")
        drawn = []
    for word, mark in zip(("Largest", "Smallest"), (drawn[:1] + drawn[1:][-1:]), strict=False):
        title = "all articles" if not getattr(mark, key) else display(getattr(mark, key), names)
        said.append(f"{word}: {told(title if mark.start is None else say_dates(*days_of(mark)), mark, style)}.")
    hidden = [m for m in marks if m.withheld]
    if hidden:
        said.append(f"Withheld: {len(hidden)} of {len(marks)} values.")
    return " ".join(said)


def told(name: str, mark: Mark, style: Style, n: str = "") -> str:
    """Return a name with its value, interval and number of articles (or ``n``), as the alternative text says them."""
    between = style.interval(mark.low, mark.high)
    return (
        f"{name} {style.text(mark.estimate)} "
        f"({f'{level([mark])} {between}, ' if between else ''}{n or plural(mark.n, 'article')})"
    )
