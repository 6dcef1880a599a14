"""Differences between groups: published examples, and what must hold whatever the corpus."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from mediakit.errors import OptionError
from mediakit.stats.contrasts import compare_groups
from mediakit.stats.estimates import estimate
from mediakit.stats.intervals import adjust_p_values
from mediakit.tables import ARTICLES, CONTRASTS, SCORES, build_table, check_table
from tests.stats.test_estimates import corpus, double

WITHIN = ("within", "value", "reference_value", "stands_out")
NUMBERS = ["estimate", "std_error", "conf_low", "conf_high", "p_value", "p_adjusted"]


def shares(*groups: tuple[int, int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return SCORES and ARTICLES of outlets A, B, ... with so many hits in so many articles."""
    rows = [(f"{o}{i}", o, i < hits) for o, (hits, n) in zip("ABCD", groups, strict=False) for i in range(n)]
    articles = build_table(ARTICLES, [{"article_id": i, "outlet": o} for i, o, _ in rows])
    row = {"measure": "coverage", "label": "x", "exposure": 1}
    return build_table(SCORES, [row | {"article_id": i, "total": hit} for i, _, hit in rows]), articles


@pytest.mark.parametrize(
    ("one", "two", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((10, 10), (0, 10), 0.6075, 1.0),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((0, 10), (0, 20), -0.1611, 0.2775),
    ],
)
def test_shares_are_newcombes_method_10(one: tuple[int, int], two: tuple[int, int], low: float, high: float) -> None:
    row = compare_groups(*shares(one, two), by="outlet").iloc[0]
    assert row["estimate"] == pytest.approx(one[0] / one[1] - two[0] / two[1])
    assert (row["conf_low"], row["conf_high"]) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


@pytest.mark.parametrize("seed", range(4))
def test_p_value_agrees_with_the_interval(seed: int) -> None:
    scores, articles = corpus(150, seed=seed, outlets=5)
    for level in (0.8, 0.95):
        table = compare_groups(scores, articles, by="outlet", level=level)
        excludes_zero = (table["conf_low"] > 0) | (table["conf_high"] < 0)
        assert (excludes_zero == (table["p_value"] < 1 - level)).all()
    level = 1 - float(table["p_value"].iloc[0])
    touching = compare_groups(scores, articles, by="outlet", level=level).iloc[0]
    assert min(abs(touching["conf_low"]), abs(touching["conf_high"])) == pytest.approx(0, abs=1e-6)


def test_difference_is_of_the_two_estimates() -> None:
    scores, articles = corpus()
    values = estimate(scores, articles, by="outlet").set_index(["outlet", "measure"])["estimate"]
    table = compare_groups(scores, articles, by="outlet")
    assert len(table) == 3 * 4
    for row in table.itertuples():
        expected = values[row.group, row.measure] - values[row.reference, row.measure]
        assert row.estimate == pytest.approx(expected)
    np.testing.assert_allclose(table["p_adjusted"], adjust_p_values(table["p_value"]))
    check_table(table, CONTRASTS)
    assert table.columns.tolist() == [name for name in CONTRASTS.names if name not in WITHIN]
    assert (table["by"] == "outlet").all()
    assert table["method"].unique().tolist() == ["difference, MOVER from the groups' intervals, 95 %"]


def test_swapping_the_groups_turns_the_sign() -> None:
    scores, articles = corpus(outlets=2)
    one = compare_groups(scores, articles, by="outlet", reference="Outlet 0")
    two = compare_groups(scores, articles, by="outlet", reference="Outlet 1")
    np.testing.assert_allclose(one["estimate"], -two["estimate"])
    np.testing.assert_allclose(one["conf_low"], -two["conf_high"])
    np.testing.assert_allclose(one["p_value"], two["p_value"], rtol=1e-6)


def test_reference_is_on_the_other_side_of_every_row() -> None:
    scores, articles = corpus()
    table = compare_groups(scores, articles, by="outlet", reference="Outlet 1")
    assert set(table["group"]) == {"Outlet 0", "Outlet 2"}
    assert set(table["reference"]) == {"Outlet 1"}
    pairs = compare_groups(scores, articles, by="outlet")
    same = pairs[(pairs["group"] == "Outlet 0") & (pairs["reference"] == "Outlet 1")]
    np.testing.assert_allclose(table.loc[table["group"] == "Outlet 0", "conf_low"], same["conf_low"])


def test_rest_is_all_other_articles_together() -> None:
    scores, articles = corpus()
    table = compare_groups(scores, articles, by="outlet", reference="rest")
    assert table["group"].unique().tolist() == ["Outlet 0", "Outlet 1", "Outlet 2"]
    assert set(table["reference"]) == {"rest"}
    two = articles.assign(side=np.where(articles["outlet"] == "Outlet 2", "it", "others"))
    expected = compare_groups(scores, two, by="side", reference="others")
    np.testing.assert_allclose(table.loc[table["group"] == "Outlet 2", NUMBERS[:5]], expected[NUMBERS[:5]])


def test_groups_of_any_kind_are_named_by_text() -> None:
    scores, articles = corpus()
    late = (articles["published"] > articles["published"].median()).to_numpy()
    days = pd.to_datetime(np.where(late, "2022-03-01", "2022-02-01"))
    columns: dict[str, tuple[Any, Any, list[str]]] = {
        "x_year": (np.where(late, 2022, 2021), 2022, ["2022", "2021"]),
        "x_late": (late, True, ["True", "False"]),
        "x_day": (days, pd.Timestamp("2022-03-01"), ["2022-03-01", "2022-02-01"]),
        "x_same_day": (days, "2022-03-01", ["2022-03-01", "2022-02-01"]),
        "x_part": (pd.Categorical(np.where(late, "b", "a")), "b", ["b", "a"]),
    }
    for name, (values, reference, texts) in columns.items():
        named = articles.assign(**{name: values})
        table = check_table(compare_groups(scores, named, by=name, reference=reference), CONTRASTS)
        assert table[["reference", "group", "by"]].drop_duplicates().values.tolist() == [[*texts, name]]
        assert set(compare_groups(scores, named, by=name, reference="rest")["group"]) == set(texts)
    mixed = pd.Series([[1, "1"][i % 2] for i in range(len(articles))], dtype=object)
    with pytest.raises(OptionError, match="different values of 'x_page' read '1' as text"):
        compare_groups(scores, articles.assign(x_page=mixed), by="x_page")


def test_copies_of_every_article_change_nothing() -> None:
    scores, articles = corpus()
    once = compare_groups(scores, articles, by="outlet")
    for weights in ("all", "stories"):
        twice = compare_groups(*double(scores, articles), by="outlet", weights=weights)
        np.testing.assert_allclose(twice[NUMBERS], once[NUMBERS], rtol=1e-6)
        assert twice["n_stories"].tolist() == once["n_stories"].tolist()


def test_stories_in_both_groups_are_paired() -> None:
    scores, articles = corpus(40, outlets=1)
    both_scores, both = double(scores, articles)
    outlet = np.where(both["article_id"].astype(object).str.startswith("copy"), "B", "A")
    both = both.assign(outlet=outlet)
    changed = both_scores["article_id"].astype(object).isin(["a0001", "a0002", "a0003"])
    moved = both_scores.assign(total=both_scores["total"].where(~changed, 0.0))
    paired = compare_groups(moved, both, by="outlet")
    apart = compare_groups(moved, both.assign(story_id=both["article_id"]), by="outlet")
    np.testing.assert_allclose(paired["estimate"], apart["estimate"])
    assert (paired["std_error"] < 0.6 * apart["std_error"]).all()
    assert (paired["conf_high"] - paired["conf_low"] < apart["conf_high"] - apart["conf_low"]).all()
    assert paired["n_stories"].tolist() == [40] * 4 and apart["n_stories"].tolist() == [80] * 4


def test_withheld_values_make_a_withheld_difference() -> None:
    table = compare_groups(*shares((3, 9), (10, 40), (20, 40)), by="outlet")
    assert table[NUMBERS].isna().any(axis=1).tolist() == [True, True, False]
    assert table["caveat"].tolist() == ["withheld: A: 9 articles, needs 10"] * 2 + [""]
    assert table["p_adjusted"].iloc[2] == table["p_value"].iloc[2]


def test_equal_groups_do_not_differ() -> None:
    row = compare_groups(*shares((10, 40), (10, 40)), by="outlet").iloc[0]
    assert row["estimate"] == 0 and row["p_value"] == 1
    assert row["conf_low"] == pytest.approx(-row["conf_high"])


def test_row_order_does_not_matter_and_input_is_not_changed() -> None:
    scores, articles = corpus()
    before = scores.copy(deep=True), articles.copy(deep=True)
    for reference in (None, "rest", "Outlet 2"):
        one = compare_groups(scores, articles, by="outlet", reference=reference)
        mixed = scores.sample(frac=1, random_state=1), articles.sample(frac=1, random_state=2)
        pd.testing.assert_frame_equal(one, compare_groups(*mixed, by="outlet", reference=reference))
    pd.testing.assert_frame_equal(scores, before[0])
    pd.testing.assert_frame_equal(articles, before[1])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"by": "paper"}, "by names no column"),
        ({"by": None}, "by must be the name of one column, such as by='outlet', got None"),
        ({"by": ["outlet", "title"]}, r"by must be the name of one column.*articles\['outlet'\] \+"),
        ({"by": "x_desk"}, r"60 of 120 articles have no value of 'x_desk'.*notna.*fillna\('not known'\)"),
        ({"by": "x_tags"}, "'x_tags' cannot make groups: it holds a list"),
        ({"by": "outlet", "reference": "Outlet 9"}, "reference must be 'rest' or a value of 'outlet'"),
        ({"by": "title"}, "makes 1 group"),
        ({"by": "outlet", "weights": "none"}, "weights must be one of"),
        ({"by": "outlet", "level": 1.0}, "level must be above 0"),
    ],
)
def test_wrong_options_are_named(options: dict[str, Any], message: str) -> None:
    scores, articles = corpus()
    articles = articles.assign(x_desk=[["home", None][i % 2] for i in range(120)], x_tags=[["war"]] * 120)
    with pytest.raises(OptionError, match=message):
        compare_groups(scores, articles, **options)


def test_no_scores_give_no_rows() -> None:
    scores, articles = corpus()
    for reference in (None, "rest"):
        assert len(compare_groups(scores.iloc[:0], articles, by="outlet", reference=reference)) == 0
