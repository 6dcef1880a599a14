"""Every number of a sentence stands in the rows that it is made of, and every word is true of them."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

from mediakit.statements.called import difference_of
from mediakit.statements.not_found import say_not_found
from mediakit.statements.of_groups import say_differences
from mediakit.statements.of_times import events_around, say_times
from mediakit.statements.say import contrasts_of, put_in_words, summary_of, texts_of
from mediakit.statements.summary_lines import choose_lines
from mediakit.tables import CONTRASTS, check_table
from tests.conftest import some_slow
from tests.statements.made_up import difference, statements, window, words

NUMBER = re.compile(r"[+−]?\d[\d,]*(?:\.\d+)?")
SALIENCE = {"figure": "frames", "measure": "frame_salience", "label": "law"}
KIEV = {"figure": "naming", "measure": "naming", "label": "capital: Kiev"}


def said(*rows: dict[str, Any], **more: Any) -> list[str]:
    return [sentence for _, sentence in say_differences(statements(*rows), words(**more))]


def test_room_is_told_for_all_outlets_with_more_and_for_all_with_less() -> None:
    more, less = said(difference("A", 0.24, 0.10), difference("B", 0.13, 0.071), difference("C", 0.02, 0.09))
    assert more == (
        "A gives Rain more room: 24% of its articles, against 10% at the other outlets in the same weeks "
        "(difference +11 to +17 points); so does B (13.0% against 7.1%, +2.8 to +9.3 points)."
    )
    assert less.startswith("C gives Rain less room: 2.0% of its articles, against 9.0% at")


def test_frames_of_one_outlet_are_one_sentence() -> None:
    rows = difference("A", 0.08, 0.023, **SALIENCE), difference("A", 0.01, 0.04, **(SALIENCE | {"label": "peace"}))
    [sentence] = said(*rows)
    assert sentence == (
        "A uses words of “Law and order” in more sentences on the topic: 8.0%, against 2.3% at the other outlets in "
        "the same weeks (difference +2.6 to +9.1 points), of “peace” in fewer (1.0% against 4.0%, −6.1 to +0.4 points)."
    )


def test_tone_is_never_said_to_be_opinion() -> None:
    tone = {"figure": "tone", "measure": "tone", "label": "news"}
    gloomy, bright = said(difference("A", -0.33, -0.20, **tone), difference("B", -0.12, -0.19, **tone))
    assert gloomy.startswith("The words of A (−0.33, the others −0.20; difference ") and "are gloomier than" in gloomy
    assert "are less gloomy than those of the other outlets in the same weeks; tone is not opinion." in bright


@pytest.mark.parametrize(
    ("sums", "told"),
    [
        ((22, 22, 11, 78), "“Kiev” in all of 22 mentions, the others in 14% of theirs ("),
        ((0, 22, 60, 78), "“Kiev” in none of 22 mentions, the others in 76.9% of theirs ("),
        ((1192, 1195, 11, 900), "“Kiev” in 99.7% of 1,195 mentions, the others in 1.2% of theirs ("),
        ((15, 18, 8, 78), "“Kiev” in 15 of 18 mentions, the others in 8 of 78."),
        ((18, 18, 8, 12), "“Kiev” in all of 18 mentions, the others in 8 of 12."),
    ],
)
def test_few_mentions_are_counted_and_many_are_shares(sums: tuple[int, ...], told: str) -> None:
    names = ("total", "exposure", "others_total", "others_exposure")
    more = dict(zip(names, map(float, sums), strict=True))
    [sentence] = said(difference("A", sums[0] / sums[1], sums[2] / sums[3], **KIEV, **more))
    assert sentence.startswith("A chooses other words than the other outlets in the same weeks. The capital: ")
    assert told in sentence


def test_what_limits_a_difference_is_said_with_it() -> None:
    limits = {"used": 0.62, "stories": 14, "mostly_in": pd.Timestamp("2022-05-09", tz="UTC")}
    [sentence] = said(difference("A", 0.24, 0.10, **limits))
    assert sentence.endswith(
        "; 62% of the articles could be compared; on few articles, 14; mostly in the week from 9 May 2022."
    )


def test_a_measure_of_ones_own_is_told_in_its_own_words() -> None:
    one = difference("A", 0.24, 0.10, figure="reach", measure="reach", label="all")
    [sentence] = said(one)
    assert sentence.startswith(
        "Share of articles that reach all is higher than at the other outlets in the same weeks for A ("
    )
    two = said(one, one | {"label": "some"})
    assert two[0].startswith("Share of articles that reach each of these: A differs from") and len(two) == 1


def test_groups_of_another_column_are_no_outlets() -> None:
    [sentence] = said(difference("sport", 0.24, 0.10, within=""), by="section")
    assert "at the other groups (difference" in sentence and "outlet" not in sentence


@pytest.mark.parametrize("seed", some_slow(range(60), range(10, 60)))
def test_every_number_of_a_sentence_is_in_its_rows(seed: int) -> None:
    draw = np.random.default_rng(seed)
    kinds: list[dict[str, Any]] = [{}, SALIENCE, {"figure": "tone", "measure": "tone", "label": "news"}, KIEV]
    kind = kinds[seed % 4]
    rows = []
    for group in "ABC"[: 1 + seed % 3]:
        exposure, others_exposure = draw.integers(20, 5000, 2).tolist()
        total, others_total = int(draw.integers(exposure + 1)), int(draw.integers(others_exposure + 1))
        sums = {"total": total, "exposure": exposure, "others_total": others_total, "others_exposure": others_exposure}
        rows.append(difference(group, total / exposure, others_total / others_exposure, **{**kind, **sums}))
    for index, sentence in say_differences(statements(*rows), words()):
        own = [rows[at] for at in index]
        known = [
            value for row in own for name in ("own", "others", "low", "high") for value in (row[name], 100 * row[name])
        ]
        known += [float(row[name]) for row in own for name in ("total", "exposure", "others_total", "others_exposure")]
        for text in NUMBER.findall(sentence):
            number = float(text.replace("−", "-").replace(",", ""))
            half = 0.5 * 10.0 ** -len(text.partition(".")[2])
            # Shares that would be rounded to none or all are told as <0.1 and >99.9.
            assert any(abs(number - value) <= half + 1e-9 for value in known) or number in (0.1, 99.9), (text, sentence)


def test_windows_are_told_with_what_happened_around_them() -> None:
    rows = window("2022-05-09", "2022-05-22", 0.24, 0.065), window("2022-06-27", "2022-07-03", 0.12, 0.02)
    [(index, sentence)] = say_times(statements(*rows), words())
    assert index == [0, 1] and sentence == (
        "Rain stands out in 9–22 May 2022 (24.0% of 163 articles, against 6.5% in the other weeks of the same outlets; "
        "around then: Bids) and 27 June – 3 July 2022 (12.0% of 163 articles, against 2.0% in the other weeks)."
    )
    assert not re.search(r"\b(after|because|due to|response|caused?)\b", sentence)


def test_the_other_weeks_end_where_the_level_changed() -> None:
    row = window("2022-05-09", "2022-05-22", 0.24, 0.065)
    for name, told in (("since", "of the same outlets since 28 February 2022;"), ("until", "until 28 February 2022;")):
        [(_, sentence)] = say_times(statements(row | {name: pd.Timestamp("2022-02-28", tz="UTC")}), words())
        assert told in sentence


def test_a_change_is_told_from_its_first_day() -> None:
    rows = statements(window("2022-02-28", "2022-11-06", 0.10, 0.23, kind="change", label="rain: Hail"))
    [(_, sentence)] = say_times(rows, words())
    assert sentence == (
        "Since 28 February 2022 the share of articles on “Hail” is lower: 10%, against 23% before at the same outlets."
    )


@pytest.mark.parametrize(("end", "expected"), [("2022-05-12", ["Bids"]), ("2022-05-11", []), ("2023-05-12", [])])
def test_events_are_named_where_few_windows_of_that_length_hold_one(end: str, expected: list[str]) -> None:
    row = {"start": pd.Timestamp("2022-05-09"), "end": pd.Timestamp(end)}
    events = pd.DataFrame(
        {"date": pd.to_datetime(["2022-05-12", "2020-01-01"], utc=True), "label": ["Bids", "Long ago"]}
    )
    assert events_around(row, events) == expected
    assert events_around(row, events.iloc[:0]) == []


def test_what_was_not_found_is_told_with_the_size_that_would_have_shown() -> None:
    figures = {"coverage_by_outlet": "room", "tone": "tone", "naming": "words"}
    quiet = difference("A", 0.1, 0.1, named=False)
    tone = difference("A", 0.1, 0.1, named=False, figure="tone", measure="tone", label="news", detectable=0.06)
    thin = difference("A", 0.1, 0.1, named=False, **KIEV, detectable=0.6)
    told = say_not_found(statements(quiet, tone, thin), words(), figures, ["week"])
    assert told == (
        "In room no outlet differs clearly (8.0 points or more would probably have shown), nor in tone (0.06). "
        "There are too few articles to compare outlets in words. No week stands out."
    )
    loud = say_not_found(statements(difference("A", 0.3, 0.1), tone), words(), {"coverage_by_outlet": "room"}, [])
    assert loud == ""
    assert say_not_found(statements(), words(), figures, []) == "There are too few articles to compare outlets."
    assert say_not_found(statements(), words(), {}, []) == ""


def test_the_summary_has_words_first_then_times_then_room_then_tone() -> None:
    rows = [
        difference("A", 0.3, 0.1, figure="tone", measure="tone", label="news", score=0.9),
        difference("A", 0.3, 0.1, score=0.8),
        window("2022-05-09", "2022-05-22", 0.24, 0.065, score=0.1),
        difference("B", 0.3, 0.1, **SALIENCE, score=0.2),
        difference("A", 0.3, 0.1, **KIEV, score=0.5),
        difference("C", 0.3, 0.1, **KIEV, score=0.1),
        difference("D", 0.3, 0.1, **KIEV, score=0.05, named=False),
    ]
    told = put_in_words(statements(*rows), words())
    assert told["line"].tolist() == [5, 4, 3, 2, 1, 0, 0]
    summary = summary_of(told)
    assert [figure for _, figure in summary] == ["naming", "frames", "coverage", "coverage_by_outlet", "tone"]
    assert [text for text, _ in summary] == [told.loc[at, "text"] for at in (4, 3, 2, 1, 0)]
    assert texts_of(told, "naming") == [told.loc[4, "text"], told.loc[5, "text"]] and told.loc[6, "text"] == ""


def test_a_line_tells_of_three_rows_and_the_rest_stands_beside_the_figure() -> None:
    rows = [difference(name, 0.1 + 0.1 * at, 0.1) for at, name in enumerate("ABCDE", start=1)]
    told = put_in_words(statements(*rows), words())
    assert sorted(told.loc[told["line"] == 1, "group"]) == ["C", "D", "E"] and (told["text"] != "").all()
    assert len(summary_of(told)) == 1 and len(texts_of(told, "coverage_by_outlet")) == 2


def test_of_windows_in_the_same_days_the_clearest_is_told() -> None:
    days = "2022-05-09", "2022-05-22"
    rows = statements(
        window(*days, 0.24, 0.1, score=0.2), window(*days, 0.22, 0.02, score=0.5, figure="strands", label="rain: Hail")
    )
    assert choose_lines(rows)["line"].tolist() == [0, 1]


def test_an_outlet_has_at_most_two_lines_of_its_own() -> None:
    frames = [difference("A", 0.3, 0.1, **(KIEV | {"figure": name}), score=0.5) for name in ("x", "y", "z")]
    assert sorted(choose_lines(statements(*frames))["line"]) == [0, 1, 2]


def test_a_chart_of_differences_holds_the_numbers_of_the_sentences() -> None:
    rows = statements(difference("A", 0.24, 0.1), difference("B", 0.1, 0.1, named=False, left_out="A", p=0.7))
    table = check_table(contrasts_of(rows, "outlet", pd.DataFrame({"measure": ["coverage"]}), rows), CONTRASTS)
    for name, column in (
        ("estimate", "estimate"),
        ("conf_low", "low"),
        ("value", "own"),
        ("reference_value", "others"),
    ):
        assert table[name].tolist() == rows[column].tolist()
    assert table["stands_out"].tolist() == ["yes", "no"] and table["caveat"].tolist() == ["", "compared without A"]


def test_the_interval_of_a_difference_has_a_sign_at_both_ends() -> None:
    row = difference("A", 0.24, 0.10)
    assert difference_of(row, words().style(row)) == "+11 to +17 points"
