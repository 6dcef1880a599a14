"""The small shared files: text, numbers, colours, calendar, events, wording, the record."""

from __future__ import annotations

from itertools import combinations

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from mediakit.charts.drawing import palette
from mediakit.charts.drawing.calendar import time_ticks
from mediakit.charts.drawing.events import Event, place_events, read_events
from mediakit.charts.drawing.numbers import axis_limits, axis_ticks
from mediakit.charts.drawing.reading import Mark
from mediakit.charts.drawing.typeset import width_of, wrap
from mediakit.charts.drawing.wording import clear_of
from mediakit.charts.record import alt_text
from mediakit.errors import OptionError, TableError
from mediakit.phrases import Wording
from mediakit.printing import Style


def mark(value: float, low: float, high: float) -> Mark:
    return Mark(0, "tone", "all", "A1", value, low, high, 100, 1.0, 1.0, Wording("tone", "mean"), "95 %", "")


def test_wrap_keeps_words_and_balances_lines() -> None:
    lines = wrap("one two three four five six seven", 60, 8)
    assert " ".join(lines) == "one two three four five six seven"
    assert all(width_of(line, 8) <= 60 for line in lines) and len(lines[-1].split()) > 1
    assert "".join(wrap("Donaudampfschifffahrtsgesellschaft", 40, 8)) == "Donaudampfschifffahrtsgesellschaft"
    assert wrap("", 40, 8) == [] or wrap("", 40, 8) == [""]


def test_ticks_are_round_inside_and_carry_the_unit_once() -> None:
    places, labels = axis_ticks(Style.of("share", [0.5]), 0, 0.53, 7)
    assert places == pytest.approx([0, 0.1, 0.2, 0.3, 0.4, 0.5]) and labels == ["0", "10", "20", "30", "40", "50%"]
    assert axis_ticks(Style.of("mean", [-0.2]), -0.2, 0.1, 5)[1] == ["−0.2", "−0.1", "0", "+0.1"]
    points = Style.of("share", [0.05], difference=True)
    assert axis_ticks(points, -0.05, 0.1, 4)[1] == ["−5", "0", "+5", "+10"]


@pytest.mark.parametrize("values", [(0.02, 0.3), (-0.3, -0.02), (0.0,), (-0.1, 0.2)])
def test_an_axis_of_differences_has_room_on_both_sides_of_zero(values: tuple[float, ...]) -> None:
    low, high = axis_limits(Style.of("share", values, difference=True), values)
    assert low < min(0, *values) and high > max(0, *values)
    assert min(-low, high) >= 0.1 * (high - low)


def test_colours_differ_in_grey_and_stand_out() -> None:
    grey = [palette.lightness(c) for c in palette.FOCUS]
    assert all(abs(a - b) >= 10 for a, b in combinations(grey, 2))
    assert all(palette.lightness(palette.CONTEXT) - g >= 10 for g in grey[:3])
    assert all(palette.lightness(palette.FAINT) - g >= 10 for g in grey)
    assert palette.contrast(palette.INK, "#FFFFFF") >= 4.5 <= palette.contrast(palette.MUTED, "#FFFFFF")
    assert all(palette.contrast(c, "#FFFFFF") >= 2.8 for c in (*palette.FOCUS, palette.BAR))
    shades = [palette.lightness(palette.shade(i / 20, 1)) for i in range(21)]
    assert shades == sorted(shades, reverse=True)
    assert all(
        palette.contrast(palette.ink_on(palette.shade(i / 20, 1)), palette.shade(i / 20, 1)) >= 4.5 for i in range(21)
    )


@pytest.mark.parametrize(
    ("start", "end", "width", "texts"),
    [
        ("2022-01-01", "2023-01-01", 380, ["Jan", "Feb"]),
        ("2022-01-01", "2023-01-01", 120, ["J", "F"]),
        ("2004-01-01", "2024-01-01", 380, ["2004", "2006"]),
        ("2004-01-01", "2024-01-01", 150, ["2005", "2010"]),
        ("2022-05-09", "2022-05-16", 300, ["9", "10"]),
    ],
)
def test_time_axis_names_what_fits(start: str, end: str, width: float, texts: list[str]) -> None:
    ticks = time_ticks(pd.Timestamp(start), pd.Timestamp(end), width, 8)
    assert [t.text for t in ticks][: len(texts)] == texts
    assert (ticks[0].under == "May 2022") == (start == "2022-05-09")


@pytest.mark.parametrize(("end", "texts"), [("2023-01-01", ["2022"]), ("2025-01-01", ["2022", "2023", "2024"])])
def test_where_every_period_is_a_year_the_axis_names_years(end: str, texts: list[str]) -> None:
    ticks = time_ticks(pd.Timestamp("2022-01-01"), pd.Timestamp(end), 380, 8, unit="year")
    assert [tick.text for tick in ticks] == texts and not any(tick.under for tick in ticks)


def test_no_event_line_crosses_a_label() -> None:
    days = pd.date_range("2022-01-01", periods=6, freq="40D")
    events = [Event((d,), f"Event of the day {i}", 20.0 + 55 * i) for i, d in enumerate(days)]
    placed = place_events(events, 380, 7, dated=True)
    assert placed.labels and not placed.key
    for one, other in combinations(placed.labels, 2):
        low, high = sorted((one, other), key=lambda label: label.level)
        if low.level == high.level:
            assert low.left + low.width < high.left or high.left + high.width < low.left
        else:
            assert not low.left < high.event.x < low.left + low.width


def test_crowded_events_get_numbers_and_a_key() -> None:
    days = pd.date_range("2022-01-01", periods=9)
    placed = place_events(
        [Event((d,), "A rather long name of an event", 100.0 + 5 * i) for i, d in enumerate(days)], 200, 7, dated=True
    )
    assert placed.levels == 1 and placed.key.startswith(
        "1\N{NO-BREAK SPACE}A rather long name of an event, 1 Jan 2022;"
    )
    assert {d for label in placed.labels for d in label.event.dates} == set(days)


def test_events_of_one_day_become_one() -> None:
    table = pd.DataFrame({"date": ["2022-05-18", "2022-02-24", "2022-05-18"], "label": ["b", "a", "c"]})
    assert read_events(table) == [(pd.Timestamp("2022-02-24"), "a"), (pd.Timestamp("2022-05-18"), "b; c")]
    assert read_events(None) == []
    with pytest.raises(TableError, match="columns date and label"):
        read_events(table[["date"]])
    with pytest.raises(TableError, match="'one day'"):
        read_events(pd.DataFrame({"date": ["one day"], "label": ["a"]}))


def test_claims_need_intervals_that_do_not_meet() -> None:
    high, low, wide = mark(0.5, 0.4, 0.6), mark(0.2, 0.1, 0.3), mark(0.45, 0.2, 0.7)
    assert clear_of(high, [high, low], above=True) and clear_of(low, [high, low], above=False)
    assert not clear_of(high, [high, low, wide], above=True) and not clear_of(high, [high], above=True)


def test_foreign_axes_have_no_record() -> None:
    _, ax = plt.subplots()
    with pytest.raises(OptionError, match="mediakit plot function"):
        alt_text(ax)
