"""Dates as spreadsheets leave them: serial numbers, months alone, day and month turned."""

from __future__ import annotations

from datetime import datetime

import pytest

from mediakit.read import read_articles
from tests.read.fuzz_samples import workbook


def dated(*dates: object) -> list[dict[str, object]]:
    return [{"title": f"T{n}", "text": f"The ferry {n}.", "date": date} for n, date in enumerate(dates)]


@pytest.mark.parametrize(
    ("dates", "first", "precision"),
    [
        (["45048", "45049"], "2023-05-02 00:00", "day"),
        (["45048.5", "45049.25"], "2023-05-02 12:00", "minute"),
        (["May-23", "Jun-23"], "2023-05-01 00:00", "month"),
        (["May 2023", "June 2023"], "2023-05-01 00:00", "month"),
        (["02-May-23", "03-May-23"], "2023-05-02 00:00", "day"),
        (["2.5.23", "3.5.23"], "2023-05-02 00:00", "day"),
        (["2 mai 23", "3 mai 23"], "2023-05-02 00:00", "day"),
    ],
)
def test_forms_of_whole_columns(dates: list[str], first: str, precision: str) -> None:
    articles, problems = read_articles(dated(*dates))
    assert articles["published"].dt.strftime("%Y-%m-%d %H:%M").iloc[0] == first
    assert articles["date_precision"].tolist() == [precision] * 2
    assert ("serial_dates" in set(problems["code"])) == dates[0].startswith("45")


def test_one_number_among_dates_is_no_day() -> None:
    articles, _ = read_articles(dated("45048", "2023-05-02", "2023-05-03"))
    assert articles["published"].isna().tolist() == [True, False, False]


def test_a_column_that_a_spreadsheet_turned_is_told_and_turned_back() -> None:
    dates = [datetime(2023, 2, 5), datetime(2023, 11, 5), "13/05/2023", "28/05/2023"]
    source = dated(*dates)
    _, problems = read_articles(source)
    assert problems.loc[problems["code"] == "ambiguous_day_month", "severity"].tolist() == ["warning"]
    articles, problems = read_articles(source, dayfirst=True)
    assert articles["published"].dt.strftime("%m-%d").tolist() == ["05-02", "05-11", "05-13", "05-28"]
    assert problems.loc[problems["code"] == "ambiguous_day_month", "severity"].tolist() == ["info"]


@pytest.mark.parametrize(
    "dates",
    [
        [datetime(2023, 2, 5), datetime(2023, 5, 20), "13/05/2023", "28/05/2023"],
        [datetime(2023, 2, 5), datetime(2023, 11, 5), "5 May 2023", "6 May 2023"],
        ["2023-02-05", "2023-11-20", "13/05/2023", "28/05/2023"],
    ],
)
def test_columns_that_were_not_turned_raise_no_warning(dates: list[object]) -> None:
    _, problems = read_articles(dated(*dates))
    assert "ambiguous_day_month" not in set(problems["code"])


def test_numbers_in_a_workbook_are_its_own_days() -> None:
    data = workbook([["title", "text", "date"], ["A", "The ferry.", 45048], ["B", "The train.", 45049]])
    assert read_articles(data).articles["published"].dt.day.tolist() == [2, 3]
