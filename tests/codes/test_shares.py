"""Corrected shares: equal to their formula, refused where they cannot hold, and right with unequal probabilities."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mediakit.codes.shares import CORRECTED_SHARES, corrected_share, poststratify, sample_for_shares
from mediakit.errors import OptionError, TableError
from mediakit.stats.intervals import wilson_interval
from mediakit.tables import check_table


def corpus(n: int = 2000, share: float = 0.1, seed: int = 0) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return sentences, the true codes and the hits of a list with recall .6 that marks 3 % of the others."""
    rng = np.random.default_rng(seed)
    units = pd.DataFrame({"article_id": [str(i // 10) for i in range(n)], "sentence_id": np.arange(n) % 10})
    units["outlet"] = np.where(np.arange(n) // 10 % 4 == 0, "small", "large")
    true = rng.random(n) < share
    hit = np.where(true, rng.random(n) < 0.6, rng.random(n) < 0.03)
    return units, units[true].assign(label="cost"), units[hit].assign(label="cost")


def test_a_share_is_the_formula_of_its_strata() -> None:
    units, codes, hits = corpus()
    sample = sample_for_shares(units, 300, seed=1)
    row = corrected_share(units, sample, codes, hits).iloc[0]
    key = ["article_id", "sentence_id"]
    mark = pd.MultiIndex.from_frame(sample[key]).isin(pd.MultiIndex.from_frame(hits[key]))
    true = pd.MultiIndex.from_frame(sample[key]).isin(pd.MultiIndex.from_frame(codes[key]))
    weight = len(hits) / len(units)
    want = poststratify([weight, 1 - weight], [true[mark].mean(), true[~mark].mean()], [mark.sum(), (~mark).sum()])
    assert np.allclose([row["estimate"], row["conf_low"], row["conf_high"]], [float(end) for end in want])
    assert row["raw"] == weight
    assert row["n_positive"] == true.sum()
    assert row["worth"] > 1


def test_one_stratum_is_wilson() -> None:
    low, high = wilson_interval([0.2], [50])
    estimate, below, above = poststratify([1.0, 0.0], [0.2, 0.7], [50, 3])
    assert np.allclose([estimate, below, above], [0.2, low[0], high[0]])


def test_an_empty_stratum_may_hold_any_share() -> None:
    estimate, low, high = poststratify([0.1, 0.9], [0.0, 0.0], [0, 1_000_000])
    assert np.allclose([estimate, low, high], [0.05, 0.0, 0.1], atol=1e-5)


def test_groups_have_rows_of_their_own_and_small_ones_say_what_they_need() -> None:
    units, codes, hits = corpus()
    shares = corrected_share(units, sample_for_shares(units, 90, seed=3), codes, hits, by="outlet")
    check_table(shares, CORRECTED_SHARES)
    small = shares.set_index("group").loc["small"]
    assert shares["group"].tolist() == ["all", "large", "small"]
    assert np.isnan(small["estimate"])
    assert small["needed"] >= 30
    assert "withheld" in small["caveat"]
    assert shares.set_index("group").loc["large", "estimate"] > 0


def test_an_interval_that_says_nothing_is_withheld_and_the_size_named_is_enough() -> None:
    units, codes, hits = corpus(share=0.5)
    few = corrected_share(units, sample_for_shares(units, 30, seed=1), codes, hits.head(0).assign(label="cost")).iloc[0]
    assert np.isnan(few["estimate"])
    enough = sample_for_shares(units, int(few["needed"]), seed=1)
    assert corrected_share(units, enough, codes, hits.head(0))["estimate"].notna().all()


def test_a_label_that_the_sample_lacks_has_an_interval_from_zero() -> None:
    units, _, hits = corpus()
    none = pd.DataFrame({"article_id": [], "sentence_id": [], "label": []}, dtype=object)
    row = corrected_share(units, sample_for_shares(units, 400, seed=1), none, hits).iloc[0]
    assert row["conf_low"] == 0
    assert row["conf_high"] > 0
    assert row["n_positive"] == 0


def test_unequal_probabilities_are_weighted_out() -> None:
    units, codes, hits = corpus(10_000, 0.08)
    key = ["article_id", "sentence_id"]
    true = pd.MultiIndex.from_frame(units[key]).isin(pd.MultiIndex.from_frame(codes[key]))
    rng = np.random.default_rng(5)
    # Half of the corpus is drawn four times as often, and it has the label more often.
    often = np.where(true, rng.random(len(units)) < 0.7, rng.random(len(units)) < 0.3)
    inclusion = np.where(often, 0.08, 0.02)
    inside, estimates = [], []
    for _ in range(120):
        sample = units.assign(inclusion=inclusion)[rng.random(len(units)) < inclusion]
        row = corrected_share(units, sample, codes, hits).iloc[0]
        inside.append(row["conf_low"] <= true.mean() <= row["conf_high"])
        estimates.append(row["estimate"])
    assert abs(np.mean(estimates) - true.mean()) < 0.004
    assert np.mean(inside) >= 0.9


def test_what_was_read_is_no_gold() -> None:
    units, codes, hits = corpus()
    read = units.head(500)
    sample = sample_for_shares(units, 200, read=read, seed=1)
    assert (
        not pd.MultiIndex.from_frame(sample[["article_id", "sentence_id"]])
        .isin(pd.MultiIndex.from_frame(read[["article_id", "sentence_id"]]))
        .any()
    )
    assert corrected_share(units, sample, codes, hits, read=read)["n_units"].tolist() == [1500]
    with pytest.raises(OptionError, match="were read while the list was written"):
        corrected_share(units, units.head(50), codes, hits, read=read)


def test_samples_are_the_same_for_the_same_seed_and_plain() -> None:
    units, _, _ = corpus()
    one = sample_for_shares(units, 500, seed=4)
    assert one.equals(sample_for_shares(units, 500, seed=4))
    assert not one.equals(sample_for_shares(units, 500, seed=5))
    assert (one["inclusion"] == 0.25).all()
    assert not one.duplicated(["article_id", "sentence_id"]).any()


@pytest.mark.parametrize("n", [0, 2001, 1.5, True])
def test_impossible_sizes_are_refused(n: int) -> None:
    with pytest.raises(OptionError, match="2,000 units"):
        sample_for_shares(corpus()[0], n)


def test_faults_of_the_sample_are_named() -> None:
    units, codes, hits = corpus()
    with pytest.raises(TableError, match="not among the units"):
        corrected_share(units, pd.DataFrame({"article_id": ["x"], "sentence_id": [0]}), codes, hits)
    with pytest.raises(TableError, match="inclusion must be a probability"):
        corrected_share(units, units.head(50).assign(inclusion=0.0), codes, hits)
    with pytest.raises(TableError, match="there twice"):
        corrected_share(units, pd.concat([units.head(2)] * 2), codes, hits)
    with pytest.raises(OptionError, match="column of the units"):
        corrected_share(units, units.head(50), codes, hits, by="paper")
