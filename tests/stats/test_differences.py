"""Which groups are named: the statistic and its error beside slow definitions, chance, and what must not matter."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from mediakit.errors import OptionError, TableError
from mediakit.measures import MEASURES, Measure
from mediakit.stats.chance import distance_of, largest_by_chance
from mediakit.stats.differences import COLUMNS, seek_differences
from mediakit.stats.own_periods import Pieces, contrast_in_periods
from mediakit.stats.ratios import count_units
from mediakit.stats.shared_periods import days_of_units
from mediakit.stats.sizes import floor_of
from mediakit.stats.sparse import read_scores
from mediakit.stats.strata import Strata, put_in_periods, strata_of, without_complement
from tests.stats.made_up import articles_of, scores_of, uneven

Numbers = np.ndarray[Any, Any]
DRAWS = 199
NAMES = ["measure", "label", "group", "named"]


def units_in_weeks(seed: int) -> Strata:
    scores, articles = uneven(seed)
    codes = articles["outlet"].str[1:].astype(int).to_numpy()
    units = count_units(articles, codes, 4)
    (strata,), _, _ = put_in_periods(
        strata_of(read_scores(scores, articles), units), days_of_units(articles, units), "week"
    )
    return strata


def slow_z(strata: Strata, group: int) -> float:
    """Return the standardised sum of residuals of one group and the first label, one unit at a time."""
    sums = variance = 0.0
    for period in range(strata.n_periods):
        rows = [i for i in range(len(strata.group)) if strata.period[i] == period]
        ratio = sum(strata.total[i, 0] for i in rows) / sum(strata.exposure[i] for i in rows)
        residuals = {i: strata.total[i, 0] - ratio * strata.exposure[i] for i in rows}
        own, n = sum(strata.group[i] == group for i in rows), len(rows)
        sums += sum(residuals[i] for i in rows if strata.group[i] == group)
        variance += own * (n - own) / (n * (n - 1)) * sum(value**2 for value in residuals.values())
    return sums / variance**0.5


def slow_difference(strata: Strata, group: int, kept: Numbers) -> tuple[float, float]:
    """Return own value and that of the others in the same periods, of the units that are kept."""
    own_total = own_exposure = others = 0.0
    for period in range(strata.n_periods):
        here = kept & (strata.period == period)
        own, rest = here & (strata.group == group), here & (strata.group != group)
        if strata.exposure[own].sum() and strata.exposure[rest].sum():
            own_total += strata.total[own, 0].sum()
            own_exposure += strata.exposure[own].sum()
            others += strata.exposure[own].sum() * strata.total[rest, 0].sum() / strata.exposure[rest].sum()
    return own_total / own_exposure, others / own_exposure


@pytest.mark.parametrize("seed", range(3))
def test_z_is_that_of_a_slow_loop(seed: int) -> None:
    strata = units_in_weeks(seed)
    assert distance_of(strata).z[:, 0] == pytest.approx([slow_z(strata, group) for group in range(4)])


@pytest.mark.parametrize("seed", range(3))
def test_error_is_that_of_leaving_out_one_story_at_a_time(seed: int) -> None:
    strata = units_in_weeks(seed)
    for group in range(4):
        own = strata.group == group
        found = contrast_in_periods(strata, 0, own, ~own, Pieces(strata))
        everything = np.ones(len(own), dtype=bool)
        assert (found.own, found.others) == pytest.approx(slow_difference(strata, group, everything))
        stories = np.unique(strata.story[np.isin(strata.period, found.periods)])
        values = [slow_difference(strata, group, strata.story != story) for story in stories]
        moves = [own - others - found.difference for own, others in values]
        n = len(stories)
        assert found.n_stories == n
        assert found.std_error == pytest.approx(((n - 1) / n * np.square(moves).sum()) ** 0.5)
        alone = [slow_difference(strata, group, strata.period != period) for period in found.periods]
        assert found.alone == pytest.approx([own - others for own, others in alone])


def test_shuffles_are_those_of_groups_within_periods() -> None:
    strata = units_in_weeks(1)
    distance, tested = distance_of(strata), np.ones((4, 2), dtype=bool)
    found = largest_by_chance(strata, distance, tested, 2000, [1])
    rng, slow = np.random.default_rng(2), []
    for _ in range(2000):
        order = np.lexsort([rng.random(len(strata.group)), strata.period])
        sums = np.bincount(strata.group, distance.residual[order, 0], 4)
        slow.append(np.abs(sums / np.sqrt(distance.variance[:, 0])).max())
    at = [0.25, 0.5, 0.75, 0.95]
    assert np.quantile(found[:, 0], at) == pytest.approx(np.quantile(slow, at), abs=0.08)


def test_p_is_even_where_groups_do_not_differ() -> None:
    values = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        articles = articles_of(rng.permutation(np.repeat(["A", "B", "C"], 40)), rng.integers(0, 28, 120))
        scores = scores_of("coverage", np.ones(120), topic=rng.random(120) < 0.3)
        values.append(seek_differences(scores, articles, by="outlet", draws=99).named()["p"].min())
    # The smallest p of a table is at most .05 in about one of 20, and its median about one half.
    assert np.mean(np.array(values) <= 0.05) <= 0.125
    assert 0.36 < np.median(values) < 0.64
    assert np.mean(np.array(values) <= 0.25) == pytest.approx(0.25, abs=0.13)


def one_extreme() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return SCORES and ARTICLES of outlets with few hits, and of one with many in half of all articles."""
    rng = np.random.default_rng(3)
    outlet = np.array(["Odd"] * 200 + [f"O{i % 5}" for i in range(200)])
    # The others publish next to Odd in different weeks, so that what all print together differs from week to week.
    day = np.concatenate([rng.integers(0, 35, 200), np.array([7 * (i % 5) + i % 7 for i in range(200)])])
    hits = np.where(outlet == "Odd", rng.random(400) < 0.95, rng.random(400) < 0.04)
    return scores_of("coverage", np.ones(400), topic=hits), articles_of(outlet, day)


def test_an_extreme_outlet_leaves_the_others() -> None:
    scores, articles = one_extreme()
    table = seek_differences(scores, articles, by="outlet", within="month", draws=DRAWS).named()
    assert table.loc[table["named"], "group"].tolist() == ["Odd"]
    rest = table[~table["named"]]
    assert set(rest["left_out"]) == {"Odd"}
    assert (rest["others"] < 0.1).all()
    assert (rest["z"].abs() < rest["threshold"]).all()


def test_no_more_than_half_of_the_outlets_are_named() -> None:
    rng = np.random.default_rng(0)
    outlet = np.repeat(list("ABCD"), 60)
    share = np.repeat([0.05, 0.35, 0.65, 0.95], 60)
    scores = scores_of("coverage", np.ones(240), topic=rng.random(240) < share)
    articles = articles_of(outlet, rng.integers(0, 28, 240))
    assert seek_differences(scores, articles, by="outlet", draws=DRAWS).named()["named"].sum() == 2


def test_one_large_outlet_among_small_ones_can_be_named() -> None:
    outlet = np.array(["Large"] * 60 + [f"O{i % 9}" for i in range(60)])
    rng = np.random.default_rng(1)
    scores = scores_of("coverage", np.ones(120), topic=rng.random(120) < np.where(outlet == "Large", 0.7, 0.1))
    table = seek_differences(scores, articles_of(outlet, np.arange(120) % 21), by="outlet", draws=DRAWS).named()
    assert table[["group", "named"]].values.tolist() == [["Large", True]]


def planted(seed: int = 0, n: int = 300) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return SCORES and ARTICLES of five outlets, of which B has the topic three times as often."""
    rng = np.random.default_rng(seed)
    outlet = rng.choice(list("ABCDE"), n)
    hits = rng.random(n) < np.where(outlet == "B", 0.6, 0.2)
    return scores_of("coverage", np.ones(n), topic=hits), articles_of(outlet, rng.integers(0, 56, n))


def found(scores: pd.DataFrame, articles: pd.DataFrame, **options: Any) -> pd.DataFrame:
    return seek_differences(scores, articles, by="outlet", draws=DRAWS, **options).named()


def test_a_planted_difference_is_named_with_both_numbers() -> None:
    table = found(*planted())
    assert list(table.columns) == list(COLUMNS)
    row = table[table["named"]].iloc[0]
    assert table["named"].sum() == 1
    assert (row["group"], row["kind"], row["within"]) == ("B", "difference", "week")
    assert row["estimate"] == pytest.approx(row["own"] - row["others"])
    assert row["low99"] < row["low"] < row["estimate"] < row["high"] < row["high99"]
    assert (row["p"], row["floor"], row["left_out"]) == (1 / (DRAWS + 1), 0.03, "")
    assert row["score"] > 0
    assert row["articles"] == row["stories"] == row["exposure"]


def test_the_order_of_rows_changes_nothing() -> None:
    scores, articles = uneven(5)
    mixed = found(scores.sample(frac=1, random_state=1), articles.sample(frac=1, random_state=2))
    pd.testing.assert_frame_equal(mixed, found(scores, articles), rtol=1e-9)


@pytest.mark.parametrize("seed", range(2))
def test_copies_of_every_article_name_the_same(seed: int) -> None:
    for scores, articles in (planted(seed), uneven(seed, n=300)):
        copies = [articles, articles.assign(article_id=articles["article_id"] + "copy")]
        doubled = pd.concat([scores, scores.assign(article_id=scores["article_id"] + "copy")], ignore_index=True)
        once, twice = found(scores, articles), found(doubled, pd.concat(copies, ignore_index=True))
        assert twice["articles"].tolist() == (2 * once["articles"]).tolist()
        same = [name for name in COLUMNS if name not in ("articles", "total", "exposure", "others_total")]
        same.remove("others_exposure")
        pd.testing.assert_frame_equal(twice[same], once[same], rtol=1e-9)


def test_an_outlet_collected_alone_changes_nothing() -> None:
    scores, articles = planted()
    alone = articles_of(np.repeat("Late", 400), 400 + np.arange(400) % 50)
    alone["article_id"] += "late"
    alone["story_id"] += "late"
    more = scores_of("coverage", np.ones(400), topic=np.arange(400) % 2).assign(
        article_id=lambda table: table["article_id"] + "late"
    )
    both = found(pd.concat([scores, more], ignore_index=True), pd.concat([articles, alone], ignore_index=True))
    once = found(scores, articles)
    pd.testing.assert_frame_equal(both, once)


def test_windows_alone_make_no_difference() -> None:
    # The topic is printed in the first months only, and each outlet is collected in months of its own.
    rng = np.random.default_rng(4)
    outlet = rng.choice(list("ABC"), 600)
    first = rng.random(600) < np.select([outlet == "A", outlet == "B"], [0.9, 0.5], 0.1)
    day = np.where(first, rng.integers(0, 56, 600), rng.integers(84, 140, 600))
    scores = scores_of("coverage", np.ones(600), topic=first & (rng.random(600) < 0.5))
    articles = articles_of(outlet, day)
    assert not found(scores, articles)["named"].any()
    undated = articles.assign(published=pd.Series(pd.NaT, index=articles.index, dtype="datetime64[us, UTC]"))
    crude = found(scores, undated)
    assert crude["named"].any()
    assert set(crude["within"]) == {""}


def test_a_choice_needs_five_stories_and_ten_mentions() -> None:
    rng = np.random.default_rng(6)
    outlet = np.array(["A"] * 40 + ["B"] * 40 + ["Few"] * 4 + ["Small"] * 6 + ["Kept"] * 6)
    n = len(outlet)
    mentions = np.where(outlet == "Small", 1.0, 3.0)
    kyiv = np.where(outlet == "Kept", 0.0, np.maximum(mentions - (rng.random(n) < 0.2), 0))
    scores = scores_of("naming", mentions, Kyiv=kyiv, Kiev=mentions - kyiv)
    table = found(scores, articles_of(outlet, np.arange(n) % 14))
    # Kyiv and Kiev add up to all mentions: one test, of the rarer word.
    assert set(table["label"]) == {"Kiev"}
    assert table["group"].tolist() == ["A", "B", "Kept"]
    kept = table[table["group"] == "Kept"].iloc[0]
    assert (kept["total"], kept["exposure"], kept["own"], kept["named"]) == (18, 18, 1, True)
    # All mentions of six stories agree: that is not certain, although nothing varies.
    assert kept["low"] < kept["estimate"] - 0.2
    assert kept["high"] <= 1


def test_the_rarer_of_two_complements_is_kept() -> None:
    strata = units_in_weeks(0)
    both = np.stack([strata.exposure - strata.total[:, 0], strata.total[:, 0]], axis=1)
    pair = Strata(**{**vars(strata), "total": both, "labels": np.array(["most", "few"])})
    assert without_complement(pair).labels.tolist() == ["few"]
    assert without_complement(strata).labels.tolist() == strata.labels.tolist()


def test_less_than_half_compared_is_not_named() -> None:
    scores, articles = planted()
    late = (articles["outlet"] == "B") & (articles["article_id"].str[-1] > "3")
    articles.loc[late, "published"] += pd.Timedelta(days=800)
    table = found(scores, articles, within="week")
    row = table[table["group"] == "B"].iloc[0]
    assert row["used"] < 0.5
    assert not row["named"]


def test_a_difference_made_in_one_month_says_so() -> None:
    rng = np.random.default_rng(8)
    outlet, day = rng.choice(list("ABCD"), 800), rng.integers(0, 112, 800)
    hits = rng.random(800) < np.where((outlet == "B") & (day < 28), 0.9, 0.1)
    table = found(scores_of("coverage", np.ones(800), topic=hits), articles_of(outlet, day), within="month")
    row = table[table["named"]].iloc[0]
    assert (row["group"], row["mostly_in"]) == ("B", pd.Timestamp("2022-01-01"))


def test_floors_of_measures_that_are_not_listed() -> None:
    mean = Measure(name="own", kind="mean", unit="x", phrase="x")
    assert floor_of(MEASURES["negative_share"], 0.4, 0.2) == 0.03
    assert floor_of(mean, 5, 2.0) == pytest.approx(0.4)


def test_errors_say_what_to_do() -> None:
    scores, articles = planted()
    with pytest.raises(OptionError, match="Pass draws=10000 or more"):
        seek_differences(scores, articles, by="outlet", draws=99).named(0.0001)
    with pytest.raises(OptionError, match="within must be one of"):
        seek_differences(scores, articles, by="outlet", within="day")
    undated = articles.assign(published=pd.Series(pd.NaT, index=articles.index, dtype="datetime64[us, UTC]"))
    with pytest.raises(TableError, match="no article has a date"):
        seek_differences(scores, undated, by="outlet", within="week")
    with pytest.raises(OptionError, match="draws must be"):
        seek_differences(scores, articles, by="outlet", draws=0)


def test_one_outlet_gives_an_empty_table() -> None:
    scores, articles = planted()
    table = found(scores, articles.assign(outlet="A"))
    assert (len(table), list(table.columns)) == (0, list(COLUMNS))
