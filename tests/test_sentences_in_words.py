"""Every number said is the table's own, rounded as printed, and what is withheld is never said."""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediakit.printing import say_dates
from mediakit.prose import (
    say_entities,
    say_frames,
    say_naming,
    say_outlets,
    say_peak,
    say_range,
    say_strands,
    say_value,
    shown,
)
from mediakit.tables import ALL_OUTLETS

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


def test_rows_that_are_withheld_or_of_another_measure_are_not_shown() -> None:
    table = pd.DataFrame(
        [row(0.2, label="b"), row(MISSING, label="c"), row(0.4, label="a"), row(0.9, measure="tone", label="d")]
    )
    assert shown(table, measure="coverage")["label"].tolist() == ["a", "b"]
    assert shown(table, measure="coverage", label="b")["estimate"].tolist() == [0.2]
    assert len(shown(table, measure="coverage", label="c")) == 0


def test_a_range_names_the_highest_and_the_lowest_and_one_row_is_no_range() -> None:
    rows = pd.DataFrame([row(0.52, outlet="A"), row(0.31, outlet="B"), row(0.104, outlet="C")])
    said = say_range(rows, "outlet")
    assert said == "from 52% (42\u201365) at A to 10% (8\u201313) at C"
    assert say_range(rows.iloc[:1], "outlet") == "52% (42\u201365) at A"


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


def periods(*estimates: float, **more: object) -> pd.DataFrame:
    starts = pd.date_range("2022-05-02", periods=len(estimates), freq="7D")
    return pd.DataFrame(
        [
            row(estimate, period=start, period_end=start + pd.Timedelta(days=6), n_articles=1000 + i, **more)
            for i, (estimate, start) in enumerate(zip(estimates, starts, strict=True))
        ]
    )


def test_the_peak_is_the_largest_share_that_is_not_withheld() -> None:
    [said] = say_peak(periods(0.1, 0.456, MISSING, 0.2))
    assert said == "Share of articles on the topic: largest in 9\u201315 May 2022, 46% (36\u201357) of 1,001 articles."


def test_every_strand_has_its_own_peak() -> None:
    rows = pd.concat([periods(0.1, 0.2, strand="North"), periods(0.3, 0.004, strand="East")])
    rows = pd.concat([rows, periods(MISSING, MISSING, strand=HIDDEN)], ignore_index=True)
    north, east = say_strands(rows)
    assert north == "North: largest in 9\u201315 May 2022, 20.0% (16.0\u201325.0) of 1,001 articles."
    assert east == "East: largest in 2\u20138 May 2022, 30.0% (24.0\u201337.5) of 1,000 articles."


def test_outlets_are_ranged_without_the_whole_which_is_said_apart() -> None:
    rows = pd.DataFrame(
        [row(0.3, outlet=ALL_OUTLETS), row(0.2, outlet="B"), row(MISSING, outlet=HIDDEN), row(0.6, outlet="A")]
    )
    spread, whole = say_outlets(rows, "It", measure="coverage")
    assert spread == "It ranges from 60% (48\u201375) at A to 20% (16\u201325) at B."
    assert whole == "Over all outlets it is 30% (24\u201338)."
    assert say_outlets(rows[rows["outlet"] == ALL_OUTLETS], "It ranges", measure="coverage") == [whole]


def test_frames_are_said_over_all_outlets_with_their_titles() -> None:
    names = {"war": "War", "peace": "Peace", "law": "Law", HIDDEN: HIDDEN}
    common = {"measure": "frame_salience", "outlet": ALL_OUTLETS}
    rows = pd.DataFrame(
        [
            row(0.004, label="peace", **common),
            row(0.08, label="law", **common),
            row(0.123, label="war", **common),
            row(MISSING, label=HIDDEN, **common),
            row(0.99, label="law", measure="frame_salience", outlet="A"),
        ]
    )
    said = say_frames(rows, names)[0]
    assert said == (
        "Share of sentences with words of each frame, over all outlets: "
        "from 12.3% (9.8\u201315.4) for War to 0.4% (0.3\u20130.5) for Peace."
    )


def test_naming_says_the_leading_variant_of_every_choice_and_its_spread() -> None:
    names = {"capital: Kyiv": "Kyiv", "capital: Kiev": "Kiev", "war: war": "war", "dish: soup": HIDDEN}

    def naming(estimate: float, label: str, outlet: str) -> dict[str, object]:
        return row(estimate, measure="naming", label=label, outlet=outlet, exposure=2345.0)

    rows = pd.DataFrame(
        [
            naming(0.2, "capital: Kiev", ALL_OUTLETS),
            naming(0.8, "capital: Kyiv", ALL_OUTLETS),
            naming(0.79, "capital: Kyiv", "A"),
            naming(0.5, "capital: Kyiv", "B"),
            naming(MISSING, "capital: Kyiv", HIDDEN),
            naming(0.6, "war: war", ALL_OUTLETS),
            naming(0.6, "war: war", "A"),
            naming(MISSING, "dish: soup", ALL_OUTLETS),
        ]
    )
    choices = {"capital": "The capital", "war": "The war", "dish": "The dish", "absent": "Absent"}
    capital, war = say_naming(rows, choices, names)
    assert capital == (
        "The capital: \u201cKyiv\u201d makes up 80% (64\u2013100) of 2,345 mentions of all its variants, "
        "from 79% (63\u201399) at A to 50% (40\u201362) at B."
    )
    assert war == "The war: \u201cwar\u201d makes up 60% (48\u201375) of 2,345 mentions of all its variants."


def test_entities_are_the_four_that_most_articles_name() -> None:
    shares = {"Oslo": 0.1, HIDDEN: MISSING, "Rome": 0.5, "Bern": 0.3, "Wien": 0.05, "Lima": 0.4}
    rows = pd.DataFrame([row(share, measure="entity_presence", label=label) for label, share in shares.items()])
    [said] = say_entities(rows)
    assert re.findall("|".join(shares), said) == ["Rome", "Lima", "Bern", "Oslo"]
    said_values = [value for share in (0.5, 0.4, 0.3, 0.1) for value in (share, 0.8 * share, 1.25 * share)]
    assert_says(said, said_values, scale=100)


@pytest.mark.parametrize(
    "say",
    [
        say_peak,
        say_strands,
        lambda rows: say_outlets(rows, "It", measure="coverage"),
        lambda rows: say_frames(rows.assign(measure="frame_salience"), {}),
        lambda rows: say_naming(rows.assign(measure="naming"), {"topic": "Topic"}, {}),
        lambda rows: say_entities(rows.assign(measure="entity_presence")),
    ],
    ids=["peak", "strands", "outlets", "frames", "naming", "entities"],
)
def test_nothing_is_said_where_all_is_withheld(say: Callable[[pd.DataFrame], list[str]]) -> None:
    rows = periods(MISSING, MISSING, outlet=ALL_OUTLETS, strand=HIDDEN, exposure=5.0)
    assert say(rows) == []
    assert say(rows.iloc[:0]) == []
