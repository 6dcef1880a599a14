"""Every number said is the table's own, rounded as printed, and what is withheld is never said."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediakit.printing import say_dates
from mediakit.prose import say_names, say_value

NUMBER = re.compile(r"\u2212?\d[\d,]*(?:\.\d+)?")
MISSING = float("nan")
HIDDEN = "Hidden"


def numbers(said: str) -> list[tuple[float, int]]:
    """Return every number of a sentence with its count of decimals."""
    found = [text.replace("\u2212", "-").replace(",", "") for text in NUMBER.findall(said)]
    return [(float(text), len(text.partition(".")[2])) for text in found]


def assert_says(said: str, values: list[float], *, scale: float) -> None:
    printed = numbers(said)
    assert len(printed) == len(values), said
    for (number, decimals), value in zip(printed, values, strict=True):
        assert abs(number - scale * value) <= 0.5 * 10**-decimals + 1e-9, said


def row(estimate: float, *, measure: str = "coverage", **more: object) -> dict[str, object]:
    ends = {"conf_low": 0.8 * estimate, "conf_high": 1.25 * estimate}
    return {"measure": measure, "label": "topic", "estimate": estimate, "n_articles": 1234, **ends, **more}


def three(estimate: float, low: float, high: float, measure: str) -> dict[str, object]:
    return {"measure": measure, "estimate": estimate, "conf_low": low, "conf_high": high}


@given(st.lists(st.floats(0, 1), min_size=3, max_size=3).map(sorted), st.sampled_from(["coverage", "frame_salience"]))
def test_a_share_is_said_in_percent_at_printed_rounding(values: list[float], measure: str) -> None:
    low, estimate, high = values
    said = say_value(three(estimate, low, high, measure))
    if said.startswith(("<0.1%", ">99.9%")):
        assert 0 < estimate < 0.001 or 0.999 < estimate < 1
        assert_says(said.partition(" ")[2], [low, high], scale=100)
        return
    assert_says(said, [estimate, low, high], scale=100)
    assert len({decimals for _, decimals in numbers(said)}) == 1
    assert re.fullmatch(r"[<>]?[\d.]+% \([\d.]+\u2013[\d.]+\)", said)
    assert not re.match(r"(0|100)%", said) or estimate in (0, 1)


@given(st.lists(st.floats(-1, 1), min_size=3, max_size=3).map(sorted))
def test_tone_is_said_with_two_decimals_and_a_minus_sign(values: list[float]) -> None:
    low, estimate, high = values
    said = say_value(three(estimate, low, high, "tone"))
    assert_says(said, [estimate, low, high], scale=1)
    assert {decimals for _, decimals in numbers(said)} == {2}
    assert "-" not in said and "\u22120.00" not in said


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((0.004, 0.001, 0.011), "0.4% (0.1\u20131.1)"),
        ((0.0094, 0.002, 0.03), "0.9% (0.2\u20133.0)"),
        ((0.0096, 0.002, 0.03), "1.0% (0.2\u20133.0)"),
        ((0.098, 0.07, 0.12), "9.8% (7.0\u201312.0)"),
        ((0.1, 0.07, 0.12), "10% (7\u201312)"),
        ((0.0, 0.0, 0.0004), "0.0% (0.0\u20130.0)"),
        ((0.0003, 0.0, 0.0008), "<0.1% (0.0\u20130.1)"),
        ((0.997, 0.99, 0.999), "99.7% (99.0\u201399.9)"),
        ((1.0, 0.72, 1.0), "100% (72\u2013100)"),
    ],
)
def test_a_decimal_is_said_below_ten_percent_and_near_a_hundred(values: tuple[float, float, float], said: str) -> None:
    assert say_value(three(*values, "coverage")) == said


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((-0.126, -0.2, -0.05), "\u22120.13 (\u22120.20 to \u22120.05)"),
        ((-0.004, -0.016, 0.004), "0.00 (\u22120.02 to 0.00)"),
        ((0.3, -0.1, 0.7), "+0.30 (\u22120.10 to +0.70)"),
    ],
)
def test_a_negative_value_has_a_minus_sign_and_zero_has_none(values: tuple[float, float, float], said: str) -> None:
    assert say_value(three(*values, "tone")) == said


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2022-05-09", "2022-05-09", "9 May 2022"),
        ("2022-05-01", "2022-05-31", "May 2022"),
        ("2024-02-01", "2024-02-29", "February 2024"),
        ("2024-02-01", "2024-02-28", "1\u201328 February 2024"),
        ("2022-04-01", "2022-06-30", "April\u2013June 2022"),
        ("2022-01-01", "2022-12-31", "2022"),
        ("2021-01-01", "2022-12-31", "2021\u20132022"),
        ("2022-05-30", "2022-06-05", "30 May \u2013 5 June 2022"),
        ("2021-12-27", "2022-01-02", "27 December 2021 \u2013 2 January 2022"),
        ("2021-05-01", "2022-05-31", "May 2021 \u2013 May 2022"),
    ],
)
def test_dates_are_said_once_where_they_agree(first: str, last: str, said: str) -> None:
    assert say_dates(pd.Timestamp(first), pd.Timestamp(last)) == said


def test_names_are_the_four_that_most_articles_hold() -> None:
    shares = {"Oslo": 0.1, HIDDEN: MISSING, "Rome": 0.5, "Bern": 0.3, "Wien": 0.05, "Lima": 0.4}
    rows = pd.DataFrame([row(share, measure="entity_presence", label=label) for label, share in shares.items()])
    for leader, opening in (
        ("", "Most often named, of 1,234 articles: Rome"),
        ("Rome", "Rome is named in more articles"),
    ):
        [said] = say_names(rows, leader)
        assert said.startswith(opening) and re.findall("|".join(shares), said) == ["Rome", "Lima", "Bern", "Oslo"]
        values = [value for share in (0.5, 0.4, 0.3, 0.1) for value in (share, 0.8 * share, 1.25 * share)]
        assert_says(said.replace("1,234", ""), values, scale=100)


def test_a_leader_that_the_rows_do_not_show_first_is_not_said() -> None:
    rows = pd.DataFrame([row(0.5, measure="entity_presence", label="Rome"), row(0.1, label="Oslo")])
    assert say_names(rows.assign(measure="entity_presence"), "Oslo")[0].startswith("Most often named")


def test_nothing_is_said_where_all_is_withheld() -> None:
    rows = pd.DataFrame([row(MISSING, measure="entity_presence", label="Rome")])
    assert say_names(rows, "") == say_names(rows.iloc[:0], "Rome") == []
