"""compare_groups(within=...): both numbers in the periods that both sides have, and the way out of errors."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mediakit.charts.differences import plot_differences
from mediakit.errors import TableError
from mediakit.stats.contrasts import compare_groups
from mediakit.stats.differences import seek_differences
from mediakit.tables import CONTRASTS, check_table
from tests.stats.made_up import articles_of, scores_of, uneven


def test_the_rest_is_weighed_by_the_groups_own_exposure() -> None:
    # A prints 30 articles in the first week and 10 in the second; half of B's have the topic, then all.
    outlet = np.repeat(["A", "B", "A", "B"], [30, 20, 10, 20])
    day = np.repeat([0, 0, 7, 7], [30, 20, 10, 20])
    hits = np.concatenate([np.arange(30) < 3, np.arange(20) < 10, np.arange(10) < 5, np.ones(20)])
    table = compare_groups(
        scores_of("coverage", np.ones(80), topic=hits),
        articles_of(outlet, day),
        by="outlet",
        reference="rest",
        within="week",
    )
    check_table(table, CONTRASTS)
    row = table.iloc[0]
    assert (row["value"], row["reference_value"]) == pytest.approx((8 / 40, (30 * 0.5 + 10 * 1.0) / 40))
    assert row["estimate"] == pytest.approx(row["value"] - row["reference_value"])
    assert (row["within"], row["n_articles"], row["n_stories"], row["caveat"]) == ("week", 80, 80, "")


def test_numbers_are_those_that_texts_name() -> None:
    scores, articles = uneven(1, n=400)
    table = compare_groups(scores, articles, by="outlet", reference="rest", within="auto")
    cells = seek_differences(scores, articles, by="outlet", draws=19).named(0.05)
    cells = cells[cells["left_out"] == ""]
    both = cells.merge(table, on=["label", "group"])
    assert len(both) == len(cells) > 4
    for mine, theirs in (("own", "value"), ("others", "reference_value"), ("low", "conf_low"), ("high", "conf_high")):
        np.testing.assert_allclose(both[mine], both[theirs])


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_p_value_agrees_with_the_interval(level: float) -> None:
    outlet = np.repeat(["A", "B", "C"], 40)
    shares = np.repeat([0.0, 0.08, 1.0], 40)
    hits = np.random.default_rng(0).random(120) < shares
    scores, articles = scores_of("coverage", np.ones(120), topic=hits), articles_of(outlet, np.arange(120) % 28)
    for reference in (None, "rest", "C"):
        table = compare_groups(scores, articles, by="outlet", reference=reference, within="month", level=level)
        # All articles are of one month.
        assert table["caveat"].str.startswith("withheld: 1 month with articles of both").all()
        table = compare_groups(scores, articles, by="outlet", reference=reference, within="week", level=level)
        excludes_zero = (table["conf_low"] > 0) | (table["conf_high"] < 0)
        assert (excludes_zero == (table["p_value"] < 1 - level)).all()
        assert table["estimate"].notna().all()


def test_pairs_and_a_reference_are_compared_where_both_are() -> None:
    scores, articles = uneven(2, n=400)
    pairs = compare_groups(scores, articles, by="outlet", within="month")
    assert len(pairs) == 6 * 2
    one = compare_groups(scores, articles, by="outlet", reference="O1", within="month")
    same = pairs.merge(one, on=["group", "reference", "label"])
    assert len(same) == 2
    np.testing.assert_allclose(same["estimate_x"], same["estimate_y"])


def test_what_cannot_be_compared_is_withheld() -> None:
    outlet = np.repeat(["A", "B"], [40, 40])
    day = np.concatenate([np.arange(40) * 5, np.arange(40) % 60])
    scores = scores_of("coverage", np.ones(80), topic=np.arange(80) % 3 == 0)
    table = compare_groups(scores, articles_of(outlet, day), by="outlet", reference="rest", within="month")
    row = table.iloc[0]
    assert row["caveat"] == "withheld: 2 months with articles of both, 30% of the group's articles"
    assert row[["value", "reference_value", "estimate", "conf_low", "p_value"]].isna().all()
    assert "B" in set(table.loc[table["estimate"].notna(), "group"])


def test_outlets_that_share_no_year_cannot_be_compared() -> None:
    outlet = np.repeat(["A", "B"], 30)
    scores, articles = (
        scores_of("coverage", np.ones(60), topic=np.arange(60) % 2),
        articles_of(outlet, np.arange(60) % 30 + 800 * (outlet == "B")),
    )
    table = compare_groups(scores, articles, by="outlet", reference="rest", within="auto")
    assert table["caveat"].str.startswith("withheld: 0 years with articles of both, 0%").all()
    assert len(seek_differences(scores, articles, by="outlet", draws=19).named()) == 0


def test_most_of_the_articles_compared_is_said() -> None:
    outlet = np.repeat(["A", "B"], [50, 60])
    day = np.concatenate([np.arange(50) * 2, np.arange(60)])
    scores = scores_of("coverage", np.ones(110), topic=np.arange(110) % 3 == 0)
    table = compare_groups(scores, articles_of(outlet, day), by="outlet", reference="rest", within="week")
    assert "64% of the group's articles are in weeks that both have" in table["caveat"].iloc[0]


def test_without_dates_there_is_a_way_out() -> None:
    scores, articles = uneven(3)
    undated = articles.assign(published=pd.Series(pd.NaT, index=articles.index, dtype="datetime64[us, UTC]"))
    for within in ("auto", "week"):
        with pytest.raises(TableError, match="Leave `within` out, or read a source with dates"):
            compare_groups(scores, undated, by="outlet", within=within)


def test_contrasts_within_periods_are_drawn() -> None:
    scores, articles = uneven(4, n=400)
    table = compare_groups(scores, articles, by="outlet", reference="rest", within="month")
    axes = plot_differences(table[table["label"] == "peace"])
    assert len(axes.get_yticks()) == 4
