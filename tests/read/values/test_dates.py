"""Dates: what is printed is read, and nothing more."""

from __future__ import annotations

import datetime
from typing import Any

import pandas as pd
import pytest

from mediakit.errors import OptionError
from mediakit.read import read_articles
from mediakit.read.values.clock import find_zone
from mediakit.read.values.dates import date_of_number, decide_dayfirst, find_date, fold, parse_date

MINUTES = {
    "2022-02-24T10:00:00Z": "2022-02-24T10:00:00",
    "2022-02-24T10:00:00.000+03:00": "2022-02-24T07:00:00",
    "2022-02-24 10:00:00 UTC": "2022-02-24T10:00:00",
    "2022-02-24T10:00:00+0000": "2022-02-24T10:00:00",
    "20260518T060000Z": "2026-05-18T06:00:00",
    "20170701234500": "2017-07-01T23:45:00",
    "1645660800": "2022-02-24T00:00:00",
    "1645660800123": "2022-02-24T00:00:00",
    "Sat, 01 Jan 2022 10:00:05 +0000": "2022-01-01T10:00:05",
    "Wed Oct 10 20:19:24 +0000 2018": "2018-10-10T20:19:24",
    "October 6, 2018 Saturday 10:42 PM GMT": "2018-10-06T22:42:00",
    "January 14, 2010 Thursday 12:13 AM EST": "2010-01-14T05:13:00",
    "Feb 24, 2022, 10:00 (GMT+1)": "2022-02-24T09:00:00",
    "Feb. 24, 2022 9 a.m. ET": "2022-02-24T14:00:00",
    "July 4, 2022 at 8:15 a.m. ET": "2022-07-04T12:15:00",
    "10:45 AM EDT, Wed March 2, 2022": "2022-03-02T14:45:00",
    "3 March 2022 at 2.30pm": "2022-03-03T14:30:00",
    "le 3 mars 2022 à 14h30": "2022-03-03T14:30:00",
    "Samstag, 9. Mai 1998, 14.30 Uhr": "1998-05-09T14:30:00",
    "8 июля 2023 г., 14:05": "2023-07-08T14:05:00",
    "2018 年 10 月 7 日 17:04": "2018-10-07T17:04:00",
    "2018年10月7日（日） 午後5時4分": "2018-10-07T17:04:00",
    "2022년 2월 24일 오후 3:05": "2022-02-24T15:05:00",
    "torstai 24. helmikuuta 2022 klo 14.30": "2022-02-24T14:30:00",
    "Kamis, 24 Februari 2022 10:00 WIB": "2022-02-24T03:00:00",
    "2022. 2. 24. 오후 3:05": "2022-02-24T15:05:00",
    "2022/02/24T10:00:00+03:00": "2022-02-24T07:00:00",
    "20220224T100000+0300": "2022-02-24T07:00:00",
    "2022-02-24T10:00:00+03:00[Europe/Kyiv]": "2022-02-24T07:00:00",
    "Thu Feb 24 2022 10:00:00 GMT+0300 (Moscow Standard Time)": "2022-02-24T07:00:00",
}
DAYS = {
    "2022-02-24": "2022-02-24",
    "2022-02-24 00:00:00": "2022-02-24",
    "2022/2/4": "2022-02-04",
    "20220224": "2022-02-24",
    "May 2, 2002, Thursday,, FINAL EDITION": "2002-05-02",
    "April 15, 2003 Tuesday Late Edition - Final": "2003-04-15",
    "9 Mai 1998": "1998-05-09",
    "mardi 14 mars 2006": "2006-03-14",
    "12 de octubre de 2019": "2019-10-12",
    "1. gennaio 2022": "2022-01-01",
    "24 lutego 2022": "2022-02-24",
    "24 februari 2022": "2022-02-24",
    "24. února 2022": "2022-02-24",
    "2022. február 24.": "2022-02-24",
    "5 MAYIS 2021": "2021-05-05",
    "24 Φεβρουαρίου 2022": "2022-02-24",
    "8 липня 2023": "2023-07-08",
    "الخميس ٢٤ فبراير ٢٠٢٢": "2022-02-24",
    "24 شباط 2022": "2022-02-24",
    "۲۴ فوریه ۲۰۲۲": "2022-02-24",
    "24 फ़रवरी 2022": "2022-02-24",
    "২৪ ফেব্রুয়ারি ২০২২": "2022-02-24",
    "24 בפברואר 2022": "2022-02-24",
    "24 Agosti 2022": "2022-08-24",
    "24. veljače 2022.": "2022-02-24",
    "08-Jul-2023": "2023-07-08",
    "08-Jul-23": "2023-07-08",
    "28.02.05": "2005-02-28",
    "24. 2. 2022": "2022-02-24",
    "02/28/2022": "2022-02-28",
    "1st of March 2021": "2021-03-01",
    "Updated: 5 May 2020": "2020-05-05",
}
JUNK = [
    *("45", "n.d.", "2000 um 4", "2000 um 4,5", "part 1", "Covid-19, part 1", "May 5", "9 Mai", "yesterday at 10:00"),
    *("3 in 2020", "May 2020 be better", "2022-02-30", "31.02.2022", "Saturday", "", "0", "12345", "99999999", "25:61"),
    *("2022-13-01", "next 7 days"),
]


@pytest.mark.parametrize(("text", "expected"), MINUTES.items())
def test_times_are_read_to_the_minute(text: str, expected: str) -> None:
    date = parse_date(text)
    assert (date.published and date.published.replace(microsecond=0, tzinfo=None).isoformat(), date.precision) == (
        expected,
        "minute",
    )


@pytest.mark.parametrize(("text", "expected"), DAYS.items())
def test_days_are_midnight_of_the_outlet_s_own_day(text: str, expected: str) -> None:
    date = parse_date(text)
    assert (date.published and date.published.isoformat(), date.precision) == (f"{expected}T00:00:00+00:00", "day")


@pytest.mark.parametrize("text", JUNK)
def test_junk_is_no_date_and_nothing_is_filled_in(text: str) -> None:
    assert parse_date(text).precision == "none"
    assert parse_date(text).published is None


@pytest.mark.parametrize(
    ("text", "precision"), [("May 2020", "month"), ("2020-05", "month"), ("05/2020", "month"), ("2020", "year")]
)
def test_months_and_years_keep_their_precision(text: str, precision: str) -> None:
    date = parse_date(text)
    assert date.precision == precision
    assert date.published is not None and date.published.year == 2020


def test_order_of_day_and_month() -> None:
    assert parse_date("03/04/2022").ambiguous
    assert parse_date("03/04/2022").published == datetime.datetime(2022, 4, 3, tzinfo=datetime.UTC)
    assert parse_date("03/04/2022", dayfirst=False).published == datetime.datetime(2022, 3, 4, tzinfo=datetime.UTC)
    assert not parse_date("03/04/2022", dayfirst=True).ambiguous
    assert not parse_date("03.04.2022").ambiguous
    assert not parse_date("04/04/2022").ambiguous


def test_a_column_decides_the_order_for_all_its_dates() -> None:
    assert decide_dayfirst(["02/03/2022", "02/28/2022"]) is False
    assert decide_dayfirst(["02/03/2022", "28/02/2022"]) is True
    assert decide_dayfirst(["02/03/2022", "03/04/2022"]) is None
    assert decide_dayfirst(["28/02/2022", "02/28/2022"]) is None


def test_a_time_zone_applies_to_times_without_one_only() -> None:
    at = "Europe/Berlin"
    assert parse_date("2022-07-01 10:00:00", timezone=at).published == datetime.datetime(
        2022, 7, 1, 8, tzinfo=datetime.UTC
    )
    assert parse_date("2022-07-01", timezone=at).published == datetime.datetime(2022, 7, 1, tzinfo=datetime.UTC)
    assert parse_date("1 July 2022", timezone=at).published == datetime.datetime(2022, 7, 1, tzinfo=datetime.UTC)
    assert parse_date("2022-07-01T10:00:00Z", timezone=at).published == datetime.datetime(
        2022, 7, 1, 10, tzinfo=datetime.UTC
    )
    with pytest.raises(OptionError, match="Europe/London"):
        find_zone("Mars/Olympus")


def test_numbers() -> None:
    assert date_of_number(44616.5, excel=True).published == datetime.datetime(2022, 2, 24, 12, tzinfo=datetime.UTC)
    assert date_of_number(44616).precision == "none"
    assert date_of_number(20220224).precision == "day"
    assert date_of_number(float("nan")).precision == "none"


def test_a_date_is_found_inside_a_line() -> None:
    line = "Communication, mardi 14 mars 2006, p. 16"
    found = find_date(line)
    assert found is not None and line[found.start : found.end].strip(" ,") == "mardi 14 mars 2006"
    assert find_date("no date in 2006 here") is None
    assert find_date("") is None


def test_hostile_texts_end_quickly() -> None:
    for text in ("1" * 100_000, "1:" * 50_000, "May " * 30_000, "(" * 100_000, "١٢٣٤", "²⁰²²-01-01"):
        assert parse_date(text).precision in ("none", "day")
        find_date(text)


def test_fold_ignores_case_and_accents() -> None:
    assert fold("MÄRZ") == fold("märz") == "marz"


DAY = datetime.datetime(2021, 5, 12)


@pytest.mark.parametrize(
    ("day", "time", "text", "published"),
    [
        (DAY, datetime.time(15, 30), "2021-05-12 15:30", "2021-05-12T15:30"),
        (DAY.date(), "3:59 PM", "2021-05-12 3:59 PM", "2021-05-12T15:59"),
        (pd.Timestamp(DAY), datetime.timedelta(hours=9), "2021-05-12 09:00", "2021-05-12T09:00"),
        (DAY.replace(tzinfo=datetime.UTC), "9:05", "2021-05-12 09:05+0000", "2021-05-12T09:05"),
        ("2021-05-12 00:00:00", "15:30", "2021-05-12 15:30", "2021-05-12T15:30"),
        ("2021-05-12T00:00:00Z", "15:30", "2021-05-12 15:30Z", "2021-05-12T15:30"),
        ("5/13/2021 12:00:00 AM", "15:30", "5/13/2021 15:30", "2021-05-13T15:30"),
        ("2021-05-12 10:20", "15:30", "2021-05-12 10:20", "2021-05-12T10:20"),
        (DAY.replace(hour=10), "15:30", "2021-05-12 10:00:00", "2021-05-12T10:00"),
        ("12.05.2021", "later", "12.05.2021", "2021-05-12T00:00"),
        ("12.05.2021", "25:99", "12.05.2021", "2021-05-12T00:00"),
        ("May 2021", "15:30", "May 2021", "2021-05-01T00:00"),
    ],
)
def test_days_are_joined_with_a_time_column_row_by_row(day: Any, time: Any, text: str, published: str) -> None:
    other = {"title": "A", "text": "x", "date": "13.05.2021", "time": "23:59"}
    articles = read_articles([other, {**other, "date": day, "time": time}, other]).articles
    assert articles["date_text"].tolist()[1] == text and f"{articles['published'][1]:%Y-%m-%dT%H:%M}" == published
    assert articles["date_text"].tolist()[::2] == ["13.05.2021 23:59"] * 2
    assert articles["date_precision"].tolist()[::2] == ["minute"] * 2


def test_a_time_column_of_midnights_only_says_nothing() -> None:
    frame = pd.DataFrame({"title": ["A"], "text": ["x"], "date": pd.to_datetime(["2021-05-12"]), "time": ["00:00"]})
    assert read_articles(frame).articles["date_precision"].tolist() == ["day"]
