"""Labels of dated events above a time chart: placed so that no line crosses a label."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from mediakit.charts.drawing.typeset import width_of
from mediakit.errors import TableError
from mediakit.printing import day

_CLEAR = 3.0
_SAME = 4.0
_NUDGE = 1.0
_LEVELS = 3
_MOST_JOINED = 2
_MOST_STEPS = 20000


@dataclass(frozen=True)
class Event:
    """One dated event, or several too close to tell apart, and how far along the axis it stands in points."""

    dates: tuple[pd.Timestamp, ...]
    name: str
    x: float

    def dated(self, *, year: bool) -> str:
        """Return the name with its first and last day."""
        return f"{self.name}, {'–'.join(dict.fromkeys(day(d, year=year) for d in (self.dates[0], self.dates[-1])))}"


@dataclass(frozen=True)
class Label:
    """A placed label: its words, level (0 nearest the plot), left edge and width in points."""

    event: Event
    words: str
    level: int
    left: float
    width: float


@dataclass(frozen=True)
class Placed:
    """All labels, and the key that explains numbers when names do not fit."""

    labels: list[Label]
    key: str = ""

    @property
    def levels(self) -> int:
        """How many lines of labels there are."""
        return max((label.level + 1 for label in self.labels), default=0)


def read_events(events: pd.DataFrame | None) -> list[tuple[pd.Timestamp, str]]:
    """Return events as dates and labels in order of time; those of one day become one.

    Parameters
    ----------
    events : DataFrame, optional
        Columns ``date`` and ``label``, as a topic's ``event_table()`` gives them.

    Raises
    ------
    TableError
        When a column is missing or a date cannot be read.
    """
    if events is None:
        return []
    if not isinstance(events, pd.DataFrame) or not {"date", "label"} <= set(events.columns):
        raise TableError(
            "events should be a table with the columns date and label",
            next_step="Pass a topic's event_table, or pd.DataFrame([(date, label)], columns=['date', 'label']).",
        )
    dates = (
        pd.to_datetime(events["date"].astype(str), utc=True, errors="coerce", format="ISO8601")
        .dt.tz_localize(None)
        .dt.normalize()
    )
    if dates.isna().any():
        unread = events["date"].tolist()[int(dates.isna().to_numpy().argmax())]
        raise TableError(f"cannot read the event date {unread!r}", next_step="Write dates as 2022-05-18.")
    found: dict[pd.Timestamp, list[str]] = {}
    for moment, name in sorted(zip(dates, events["label"].astype(str), strict=True)):
        found.setdefault(moment, []).append(name)
    return [(date, "; ".join(dict.fromkeys(names))) for date, names in found.items()]


def place_events(events: Sequence[Event], width: float, size: float, *, dated: bool) -> Placed:
    """Return the cheapest layout of labels in which no line crosses a label and no labels meet.

    Tried in turn: names with dates (when ``dated``), names alone, numbers with a key.

    Parameters
    ----------
    events : sequence of Event
        In order of time.
    width : float
        Points of the axis; labels stay within it.
    size : float
        Text size in points.
    dated : bool
        Try names with dates first.
    """
    if not events:
        return Placed([])
    joined = _joined(events)
    several = len({d.year for e in joined for d in e.dates}) > 1
    full = [e.dated(year=several) for e in joined]
    readable = all(len(e.dates) <= _MOST_JOINED for e in joined)
    for words in ([full] if dated else []) + [[e.name for e in joined]]:
        labels = readable and _search(joined, words, width, size)
        if labels:
            return Placed(labels)
    key = "; ".join(f"{i}\N{NO-BREAK SPACE}{e.dated(year=True)}" for i, e in enumerate(events, start=1))
    return Placed(_numbered(events, size), f"{key}.")


def _joined(events: Sequence[Event]) -> list[Event]:
    found = [events[0]]
    for event in events[1:]:
        last = found[-1]
        if event.x - last.x < _SAME:
            found[-1] = Event((*last.dates, *event.dates), f"{last.name}; {event.name}", last.x)
        else:
            found.append(event)
    return found


def _numbered(events: Sequence[Event], size: float) -> list[Label]:
    """Return numbers in one line, neighbours that would meet joined to a range such as 3–5."""
    groups = [[i] for i in range(len(events))]

    def label(group: list[int]) -> Label:
        words = "–".join(dict.fromkeys(str(i + 1) for i in (group[0], group[-1])))
        middle, wide = (events[group[0]].x + events[group[-1]].x) / 2, width_of(words, size)
        event = Event(
            tuple(d for i in group for d in events[i].dates), "; ".join(events[i].name for i in group), middle
        )
        return Label(event, words, 0, middle - wide / 2, wide)

    while True:
        labels = [label(group) for group in groups]
        meeting = [i for i, (a, b) in enumerate(itertools.pairwise(labels)) if _meet(a, b)]
        if not meeting:
            return labels
        groups[meeting[0] : meeting[0] + 2] = [groups[meeting[0]] + groups[meeting[0] + 1]]


def _options(event: Event, words: str, width: float, size: float) -> list[tuple[float, Label]]:
    wide = width_of(words, size)
    places = {0.0: event.x - _NUDGE, 0.3: event.x - wide / 2, 0.4: event.x - wide + _NUDGE}
    found = [
        (level + cost, Label(event, words, level, left, wide))
        for level in range(_LEVELS)
        for cost, left in places.items()
        if left >= -2 and left + wide <= width + 2
    ]
    return sorted(found, key=lambda option: option[0])


def _meet(one: Label, other: Label) -> bool:
    if one.level == other.level:
        return one.left < other.left + other.width + _CLEAR and other.left < one.left + one.width + _CLEAR
    low, high = (one, other) if one.level < other.level else (other, one)
    return low.left - _CLEAR < high.event.x < low.left + low.width + _CLEAR


def _search(events: Sequence[Event], words: Sequence[str], width: float, size: float) -> list[Label] | None:
    options = [_options(e, w, width, size) for e, w in zip(events, words, strict=True)]
    best: list[Label] | None = None
    best_cost, steps = float("inf"), 0
    stack: list[tuple[float, list[Label]]] = [(0.0, [])]
    while stack and steps < _MOST_STEPS:
        steps += 1
        cost, placed = stack.pop()
        if cost >= best_cost:
            continue
        if len(placed) == len(events):
            best, best_cost = placed, cost
            continue
        for extra, label in reversed(options[len(placed)]):
            if not any(_meet(label, other) for other in placed):
                stack.append((cost + extra, [*placed, label]))
    return best
