"""Choices for a whole report: what they leave out, what they say, and which are refused."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from mediakit.choices import Choices
from mediakit.errors import MediakitError, OptionError, SourceError
from mediakit.tables import ARTICLES, build_table


def articles() -> pd.DataFrame:
    days = ["2022-02-23 00:00", "2022-02-24 23:59", "2022-03-31 12:00", None]
    return build_table(
        ARTICLES, [{"article_id": str(i), "outlet": "AABC"[i], "published": day} for i, day in enumerate(days)]
    )


def kept(**options: Any) -> list[str]:
    return Choices(**options).select(articles())["article_id"].tolist()


def test_days_are_included_and_articles_without_one_are_not() -> None:
    assert kept() == ["0", "1", "2", "3"]
    assert kept(dates=("2022-02-24", "2022-02-24")) == ["1"]
    assert kept(dates=("2022-02-24", None)) == ["1", "2"]
    assert kept(dates=(None, pd.Timestamp("2022-02-24", tz="UTC"))) == ["0", "1"]


def test_outlets_are_left_out_by_name() -> None:
    assert kept(left_out=["A"]) == ["2", "3"]
    with pytest.raises(OptionError, match="Did you mean 'A'"):
        kept(left_out=["AA"])
    with pytest.raises(OptionError, match="Did you mean 'A'"):
        kept(left_out=["a"])
    with pytest.raises(SourceError, match="outlets left out A, B, C"):
        kept(left_out=["A", "B", "C"])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"left_out": "Wire"}, r"left_out=\['Wire'\]"),
        ({"dates": "2022"}, "pair of days"),
        ({"dates": ("soon", None)}, "2022-02-24"),
        ({"dates": ("2022-03-01", "2022-02-01")}, "2022-03-01 after 2022-02-01"),
        ({"level": 95}, "level=0.95"),
        ({"parts": "lead"}, "'standfirst'"),
        ({"weights": "copies"}, "'once_per_outlet'"),
        ({"lexicon": "happy"}, "happy"),
        ({"every": "fortnight"}, "'quarter', 'year', got 'fortnight'"),
        ({"every": 3}, "got 3"),
        ({"title": "One\nTwo"}, "title must be a text of one line"),
        ({"author": ["A", "B"]}, "author must be a text of one line"),
    ],
)
def test_what_is_not_allowed_is_refused_at_once(options: dict[str, Any], said: str) -> None:
    with pytest.raises(MediakitError, match=said):
        Choices(**options)


def test_a_column_that_is_not_there_is_named() -> None:
    with pytest.raises(OptionError, match="'country'"):
        Choices(by="country").select(articles())


def test_every_choice_that_is_no_default_is_told() -> None:
    assert Choices().describe() == []
    options: dict[str, Any] = {"by": "section", "weights": "stories", "level": 0.9, "parts": "text", "lexicon": "vader"}
    options |= {"every": "M", "title": "Rain", "author": "A. Author"}
    assert dict(Choices(**options).describe()) == {
        "every": "month",
        "title": "Rain",
        "author": "A. Author",
        "by": "section",
        "weights": "stories",
        "level": "0.9",
        "parts counted": "text",
        "lexicon": "vader",
    }


@pytest.mark.parametrize("days", [("01/02/2022", None), ("2022", "2023"), (2022, 2023), 5, ("2022-02-31", None)])
def test_only_days_that_cannot_be_misread_are_taken(days: Any) -> None:
    with pytest.raises(OptionError):
        Choices(dates=days)


@pytest.mark.parametrize(
    "options",
    [{"level": "0.95"}, {"level": None}, {"left_out": None}, {"left_out": 5}, {"aliases": "x.csv"}, {"parts": None}],
)
def test_odd_values_are_refused_in_words(options: dict[str, Any]) -> None:
    with pytest.raises(OptionError):
        Choices(**options)
