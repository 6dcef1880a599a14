"""Where the progress of a long measurement may appear, and how long the table of months may become."""

from __future__ import annotations

import io
import sys
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tqdm import tqdm

from mediakit import recipes
from mediakit.choices import Choices
from mediakit.recipes import measure_topic, read_corpus
from mediakit.topics import load_topic


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("stream", "shown"), [(Terminal(), True), (io.StringIO(), False)])
def test_progress_is_shown_on_a_terminal_only(
    stream: io.StringIO, shown: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # Without its delay, because steps that take no time are not shown at all.
    def at_once(**options: Any) -> Any:
        return tqdm(**options | {"delay": 0, "mininterval": 0})

    monkeypatch.setattr(recipes, "tqdm", at_once)
    monkeypatch.setattr(sys, "stderr", stream)
    with recipes.show_progress(2) as step:
        step("measuring tone")
        step("counting names")
    assert ("measuring tone" in stream.getvalue()) is shown
    assert shown or not stream.getvalue()
    assert not capsys.readouterr().out, "a notebook saves what is printed"


def months_listed(days: list[str]) -> list[str]:
    facts = {"title": "Bid", "date": "2022-05-09", "outlet": "A"}
    articles = read_corpus([facts | {"text": f"Finland joins NATO, part {i}."} for i in range(len(days))]).articles
    articles["published"] = pd.Series(np.array(days, "datetime64[us]")).dt.tz_localize("UTC")
    corpus = measure_topic(articles, load_topic("nato-enlargement"), choices=Choices(every="year")).tables["corpus"]
    assert corpus["n_articles"].sum() == len(days)
    return [f"{period:%Y-%m}" for period in corpus["period"]]


def test_stray_dates_list_no_months_between_them() -> None:
    usual = [*["2022-05-09"] * 12, "2022-07-01"]
    between = ["2022-05", "2022-06", "2022-07"]
    assert months_listed(usual) == between
    found = months_listed(["0001-01-05", *usual, "9999-12-20"])
    assert found[1:-1] == between and len(found) == 5


def test_dates_all_over_the_calendar_list_months_with_articles_only() -> None:
    assert len(months_listed([f"{year:04}-03-05" for year in range(1, 9999, 400)])) == 25
    assert len(months_listed([f"{year}-03-05" for year in range(1950, 2000)])) == 49 * 12 + 1
