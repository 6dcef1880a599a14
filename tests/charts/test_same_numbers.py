"""A sentence prints every number exactly as the chart of the same table prints it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

from mediakit.charts.comparison import plot_comparison
from mediakit.charts.entities import plot_entities
from mediakit.measures import Measure
from mediakit.phrases import style_of
from mediakit.prose import say_names, say_value
from mediakit.tables import ALL_OUTLETS
from tests.charts import estimates as made
from tests.conftest import some_slow

LABELS = ("north", "south", "east")
VARIANTS = ("capital: Kiev", "capital: Kyiv", "war: war", "war: operation")
CHOICES = {"capital": "The capital", "war": "The war"}
# A value with its interval, a count of what it rests on, and a stretch of time.
VALUE = re.compile(r"([<>+−]?\d[\d.,]*%?) \(([^()]*\d)\)")
COUNT = re.compile(r"(?:of|in) (\d[\d,]*) ")
SPAN = re.compile(r"largest in ([^,]*),")
SEEDS = pytest.mark.parametrize("seed", some_slow(range(12), range(6, 12)))


def random_values(seed: int, number: int) -> list[float]:
    """Return values from near 0 to near 1: some columns of large ones only, some with one that is nearly 0 or 1."""
    draw = np.random.default_rng(seed)
    values = draw.uniform(0.12, 0.9, number) if seed % 3 else draw.beta(0.4, 0.7, number)
    if seed % 4 == 1:
        values[draw.integers(number)] = draw.choice([0.0004, 0.03, 0.996, 0.9998])
    return [round(float(value), 5) for value in values]


def about_of(seed: int) -> Measure:
    return made.FOREIGN[seed % len(made.FOREIGN)]


def by_outlet(seed: int, labels: tuple[str, ...]) -> pd.DataFrame:
    """Return random estimates of outlets and labels, with a whole; one of them withheld."""
    draw = np.random.default_rng(seed)
    outlets = [*made.names(4), ALL_OUTLETS]
    places = [(outlet, label) for outlet in outlets for label in labels]
    values: list[float | None] = [*random_values(seed, len(places))]
    values[int(draw.integers(len(labels)))] = None
    rows = [
        made.row("coverage", label, value, int(draw.integers(20, 5000)), outlet=outlet)
        for (outlet, label), value in zip(places, values, strict=True)
    ]
    return made.foreign(made.table(rows), about_of(seed))


def over_time(seed: int, outlets: tuple[str, ...]) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    freq, periods = (("W-MON", 7), ("MS", 14), ("QS", 5))[seed % 3]
    table = made.over_time(periods, freq=freq, start="2021-11-01", outlets=outlets, label="north")
    values = random_values(seed, len(table))
    half = draw.uniform(0.01, 0.1, len(table))
    table = table.assign(estimate=values, conf_low=np.maximum(values - half, 0), conf_high=np.minimum(values + half, 1))
    return made.foreign(table, about_of(seed))


def assert_printed(said: list[str], ax: Axes) -> None:
    """Assert that every number and every stretch of time in the sentences stands on the chart as it is said."""
    texts = made.all_texts(ax)
    assert said
    for sentence in said:
        found = VALUE.findall(sentence)
        assert found, sentence
        for value, interval in found:
            assert re.search(rf"(?<![\d.<>+−]){re.escape(value)}(?![\d.%])", texts), (value, sentence, texts)
            assert re.search(rf"(?<![\d.+−]){re.escape(interval)}(?![\d.])", texts), (interval, sentence, texts)
        for number in COUNT.findall(sentence):
            assert re.search(rf"(?<![\d,]){number}(?![\d,])", texts), (number, sentence)
        for span in SPAN.findall(sentence):
            assert span in texts, (span, sentence)


@SEEDS
def test_outlets_and_the_comparison(seed: int) -> None:
    table = by_outlet(seed, LABELS[:1])
    ax = plot_comparison(table)
    assert_printed([say_value(row, style_of(table)) for _, row in table.dropna(subset="estimate").iterrows()], ax)


@SEEDS
def test_entities_and_the_ranking(seed: int) -> None:
    table = by_outlet(seed, (*LABELS, *VARIANTS))
    table = table[table["outlet"] == ALL_OUTLETS]
    assert_printed(say_names(table, ""), plot_entities(table, top=5))


COLUMNS: dict[str, Callable[[pd.DataFrame], Axes]] = {"comparison": plot_comparison, "entities": plot_entities}


@pytest.mark.parametrize("case", COLUMNS)
@SEEDS
def test_no_column_has_two_styles(case: str, seed: int) -> None:
    table = by_outlet(seed, LABELS[:1]) if case == "comparison" else by_outlet(seed, LABELS)
    table = table if case == "comparison" else table[table["outlet"] == ALL_OUTLETS]
    style = style_of(table)
    texts = set(made.written(COLUMNS[case](table)))
    told = table[table["estimate"].notna() & (table["outlet"] != ALL_OUTLETS)] if case == "comparison" else table
    for row in told.to_dict("records"):
        value, low, high = (row[name] for name in ("estimate", "conf_low", "conf_high"))
        if not math.isnan(value):
            assert {style.text(value), style.interval(low, high)} <= texts
            assert len(style.bare(value).partition(".")[2]) == style.decimals
