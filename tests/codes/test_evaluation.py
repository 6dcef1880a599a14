"""Precision, recall and F1: equal to counting, with intervals by article that hold, and a test of outlets."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mediakit.codes.evaluation import EVALUATION, evaluate_coding, jackknife
from mediakit.errors import OptionError
from mediakit.tables import check_table

Tables = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]


def coded(n_articles: int = 60, per: int = 5, recall: tuple[float, float] = (0.6, 0.6), seed: int = 0) -> Tables:
    """Return a sample of two outlets, its codes, and what a list finds; its recall may differ by outlet."""
    rng = np.random.default_rng(seed)
    sample = pd.DataFrame({"article_id": np.repeat(np.arange(n_articles).astype(str), per)})
    sample["sentence_id"] = np.tile(np.arange(per), n_articles)
    second = np.repeat(np.arange(n_articles) % 2 == 1, per)
    sample["outlet"] = np.where(second, "B", "A")
    true = rng.random(len(sample)) < 0.4
    hit = np.where(
        true, rng.random(len(sample)) < np.where(second, recall[1], recall[0]), rng.random(len(sample)) < 0.1
    )
    return sample, sample[true].assign(label="cost"), sample[hit].assign(label="cost")


def values(table: pd.DataFrame, column: str = "estimate", group: str = "all") -> dict[str, float]:
    return dict(table[table["group"] == group].set_index("measure")[column].astype(float))


def test_values_are_counts() -> None:
    sample, codes, found = coded()
    both = len(codes.index.intersection(found.index))
    want = {"precision": both / len(found), "recall": both / len(codes), "f1": 2 * both / (len(codes) + len(found))}
    table = evaluate_coding(sample, codes, found)
    check_table(table, EVALUATION)
    assert values(table) == pytest.approx(want)


def test_units_weigh_as_many_as_they_stand_for() -> None:
    sample, codes, found = coded()
    inclusion = np.where(sample.index.isin(found.index), 1.0, 0.25)
    both, missed = len(codes.index.intersection(found.index)), len(codes.index.difference(found.index))
    table = evaluate_coding(sample.assign(inclusion=inclusion), codes, found)
    assert values(table)["recall"] == pytest.approx(both / (both + 4 * missed))


def test_intervals_hold_and_are_by_article() -> None:
    held = []
    for seed in range(120):
        table = evaluate_coding(*coded(40, seed=seed))
        held.append(values(table, "conf_low")["recall"] <= 0.6 <= values(table, "conf_high")["recall"])
    assert 0.9 <= np.mean(held) <= 0.99
    sample, codes, found = coded(30, seed=1)
    # The same five sentences five times over in an article are no more articles.
    many = pd.concat([t.assign(sentence_id=t["sentence_id"] + 5 * k) for k in range(5) for t in [sample]])
    more = [pd.concat([t.assign(sentence_id=t["sentence_id"] + 5 * k) for k in range(5)]) for t in (codes, found)]
    one, five = evaluate_coding(sample, codes, found), evaluate_coding(many.reset_index(drop=True), *more)
    assert np.allclose(one[["estimate", "conf_low", "conf_high"]], five[["estimate", "conf_low", "conf_high"]])


def test_outlets_that_differ_in_error_are_found_and_others_are_not() -> None:
    differ = evaluate_coding(*coded(100, recall=(0.9, 0.4)), by="outlet")
    assert values(differ, "p_value")["recall"] < 0.01
    assert values(differ, group="A")["recall"] > values(differ, group="B")["recall"] + 0.2
    assert differ["p_adjusted"].dropna().ge(differ["p_value"].dropna()).all()
    alike = [values(evaluate_coding(*coded(40, seed=seed), by="outlet"), "p_value")["recall"] for seed in range(40)]
    assert np.mean(np.array(alike) < 0.05) <= 0.15
    assert 0.35 < np.mean(alike) < 0.65


def test_labels_are_pooled() -> None:
    sample, codes, found = coded()
    other = sample.head(20).assign(label="war")
    table = evaluate_coding(sample, pd.concat([codes, other]), pd.concat([found, other]))
    pooled = table[(table["label"] == "pooled") & (table["measure"] == "recall")].iloc[0]
    assert pooled["estimate"] == pytest.approx((len(codes.index.intersection(found.index)) + 20) / (len(codes) + 20))
    assert table["label"].unique().tolist() == ["cost", "war", "pooled"]


def test_what_is_rare_is_withheld() -> None:
    sample, codes, found = coded()
    table = evaluate_coding(sample, codes.head(4), found).set_index("measure")
    assert np.isnan(table.loc["recall", "estimate"])
    assert "too rare to validate" in table.loc["recall", "caveat"]
    assert table.loc["precision", "estimate"] > 0


def test_a_single_article_says_nothing() -> None:
    assert jackknife(np.array([2.0]), np.array([4.0]), 0.95) == (0.5, 0.0, 1.0)
    assert jackknife(np.ones(20), np.ones(20), 0.95)[1] > 0.8


def test_unknown_columns_are_named() -> None:
    with pytest.raises(OptionError, match="'paper'"):
        evaluate_coding(*coded(), by="paper")
