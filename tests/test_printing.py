"""One way to print numbers and dates: a column has one style, and no value is rounded away."""

from __future__ import annotations

import math
import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediakit.printing import Style, p_value, say_dates

SHARES = st.lists(st.floats(0, 1), min_size=1, max_size=8)
DAYS = st.dates(min_value=pd.Timestamp("1990-01-01").date(), max_value=pd.Timestamp("2030-12-31").date())


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("share", 0.5, "50%"),
        ("proportion", 0.004, "0.4%"),
        ("share", 0.0996, "10.0%"),
        ("share", 0.1, "10%"),
        ("share", 0.994, "99%"),
        ("share", 0.9951, "99.5%"),
        ("rate", 1.234, "1.23"),
        ("rate", 12345.6, "12,346"),
        ("rate", 0.0021, "0.002"),
        ("rate", 0.0001, "<0.001"),
        ("mean", -0.104, "−0.10"),
        ("mean", 0.001, "0.00"),
        ("mean", 350.2, "+350"),
        ("", 0.25, "0.25"),
        ("", -0.25, "−0.25"),
    ],
)
def test_values_are_printed_for_their_kind(kind: str, value: float, text: str) -> None:
    assert Style.of(kind, [value]).text(value) == text


@pytest.mark.parametrize(
    ("kind", "value", "text"), [("share", 0.042, "+4.2 points"), ("share", -0.31, "−31 points"), ("rate", 1.5, "+1.50")]
)
def test_differences_have_a_sign_and_shares_are_points(kind: str, value: float, text: str) -> None:
    assert Style.of(kind, [value], difference=True).text(value) == text


@given(SHARES)
def test_a_column_of_shares_has_one_style_and_what_is_not_zero_or_all_is_never_printed_so(values: list[float]) -> None:
    style = Style.of("share", values)
    texts = [style.text(value) for value in values]
    assert len({len(text.rstrip("%").partition(".")[2]) for text in texts}) == 1
    needy = any(value < 0.1 or (value < 1 and f"{100 * value:.0f}" == "100") for value in values)
    assert style.decimals == (1 if needy else 0)
    for value, text in zip(values, texts, strict=True):
        assert (re.fullmatch(r"0(\.0)?%", text) is not None) == (value == 0)
        assert (re.fullmatch(r"100(\.0)?%", text) is not None) == (value == 1)


@given(st.sampled_from(["share", "rate", "mean"]), st.floats(-1, 1), st.floats(-1, 1), st.floats(-1, 1))
def test_intervals_take_the_decimals_of_their_value(kind: str, low: float, value: float, high: float) -> None:
    low, value, high = sorted((low, value, high))
    style = Style.of(kind, [value])
    ends = re.split(" to |–", style.interval(low, high))
    assert [len(end.partition(".")[2]) for end in ends] == [style.decimals] * 2
    assert "-" not in style.with_interval(value, low, high)
    assert (" to " in style.interval(low, high)) == (kind == "mean" or low < 0)


def test_without_an_interval_there_is_no_bracket() -> None:
    style = Style.of("share", [0.2])
    assert style.with_interval(0.2, math.nan, 0.3) == "20%" and style.interval(math.nan, math.nan) == ""
    assert Style.of("share", [math.nan]) == Style.of("share", [])


def test_p_values_have_three_decimals() -> None:
    assert [p_value(p) for p in (0.0499, 0.00099, 0.12, math.nan)] == ["<.05", "<.001", ".120", ""]


@given(DAYS, st.integers(0, 1500))
def test_dates_name_both_ends_and_whole_months_only_where_they_are(start: object, length: int) -> None:
    first = pd.Timestamp(start)  # type: ignore[arg-type]
    last = first + pd.Timedelta(length, "D")
    said = say_dates(first, last)
    whole = first.day == 1 and (last + pd.Timedelta(1, "D")).day == 1
    days = re.findall(r"\b\d{1,2}\b", said)
    assert days == ([] if whole else _days(first, last))
    assert said.endswith(str(last.year)) and str(first.year) in said


def _days(first: pd.Timestamp, last: pd.Timestamp) -> list[str]:
    return [str(first.day)] if first == last else [str(first.day), str(last.day)]
