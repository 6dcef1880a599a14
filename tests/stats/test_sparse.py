"""Scores without zeros: equal to the slow definition on every zero, and what a missing row means."""

from __future__ import annotations

from io import BytesIO, StringIO
from typing import Any

import numpy as np
import pandas as pd
import pytest

from mediakit.errors import TableError
from mediakit.measures import Measure
from mediakit.score.zeros import fill_zeros
from mediakit.stats.contrasts import compare_groups
from mediakit.stats.estimates import estimate, trend
from mediakit.tables import ARTICLES, CONTRASTS, SCORES, build_table, check_table
from tests.conftest import some_slow
from tests.stats.made_up_scores import LABELS, made_up_articles, made_up_scores, scores_from
from tests.stats.plain_estimates import plain_cells, plain_contrasts, plain_estimates

MEASURES = ("coverage", "tone", "frame_salience", "entity_rate")
WEIGHTS = ("all", "stories", "once_per_outlet")
Tables = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]


def tables(seed: int, n: int, measures: tuple[str, ...] = MEASURES, **options: Any) -> Tables:
    """Return scores without zeros, with all of them, and articles."""
    rng = np.random.default_rng([seed, n])
    articles = made_up_articles(n, rng, copies=seed % 4 != 3)
    return *made_up_scores(articles, measures, rng, **options), articles


def assert_same(found: pd.DataFrame, expected: pd.DataFrame, keys: list[str]) -> None:
    """Compare two tables row by row, numbers to 1e-9."""
    one, two = (
        table.assign(**{key: table[key].astype(str) for key in keys}).set_index(keys) for table in (found, expected)
    )
    assert len(one) == len(two) and one.index.is_unique
    one = one.loc[two.index]
    for name in two.columns:
        if name == "caveat":
            assert one[name].tolist() == two[name].tolist()
        else:
            left, right = one[name].to_numpy(np.float64), two[name].to_numpy(np.float64)
            np.testing.assert_allclose(left, right, rtol=1e-9, atol=1e-12, err_msg=name)


@pytest.mark.parametrize("weights", WEIGHTS)
@pytest.mark.parametrize(("seed", "n"), some_slow([(0, 11), (1, 40), (2, 200), (3, 200)], [(1, 40), (3, 200)]))
def test_estimates_are_those_of_the_slow_definition(seed: int, n: int, weights: str) -> None:
    sparse, dense, articles = tables(seed, n, giant=seed == 2)
    outlets = {name: articles["outlet"] == name for name in articles["outlet"].unique()}
    found = estimate(sparse, articles, by="outlet", weights=weights).rename(columns={"outlet": "group"})
    assert_same(found, plain_estimates(plain_cells(dense, articles, outlets, weights)), ["group", "measure", "label"])
    weeks = articles["published"].dt.strftime("%G-%V")
    periods = {week: weeks == week for week in weeks.unique()}
    over_time = trend(sparse, articles, weights=weights)
    over_time["group"] = over_time["period"].dt.strftime("%G-%V")
    over_time["caveat"] = over_time["caveat"].str.replace(r"(; )?the articles do not span this.*", "", regex=True)
    expected = plain_estimates(plain_cells(dense, articles, periods, weights, least=5))
    assert_same(over_time[over_time["group"].isin(periods)], expected, ["group", "measure", "label"])


@pytest.mark.parametrize("weights", WEIGHTS)
@pytest.mark.parametrize(
    ("seed", "n"), some_slow([(0, 40), (1, 200), (2, 200), (3, 90), (4, 900)], [(0, 40), (1, 200), (4, 900)])
)
def test_differences_are_those_of_the_slow_definition(seed: int, n: int, weights: str) -> None:
    sparse, dense, articles = tables(seed, n, giant=seed == 2)
    keys = ["group", "reference", "measure", "label"]
    names = sorted(articles["outlet"].unique())
    cells = plain_cells(dense, articles, {name: articles["outlet"] == name for name in names}, weights)
    pairs = [(a, b, cells[a], cells[b]) for i, a in enumerate(names) for b in names[i + 1 :]]
    assert_same(compare_groups(sparse, articles, by="outlet", weights=weights), plain_contrasts(pairs), keys)
    to_one = [(a, names[1], cells[a], cells[names[1]]) for a in names if a != names[1]]
    found = compare_groups(sparse, articles, by="outlet", weights=weights, reference=names[1])
    assert_same(found, plain_contrasts(to_one), keys)
    against = []
    for name in names:
        own = articles["outlet"] == name
        both = plain_cells(dense, articles, {name: own, "rest": ~own}, weights)
        against.append((name, "rest", both[name], both["rest"]))
    found = compare_groups(sparse, articles, by="outlet", weights=weights, reference="rest")
    assert_same(found, plain_contrasts(against), keys)


@pytest.mark.parametrize("spread", ["even", "a giant", "all nearly alike"])
def test_rest_of_many_articles_is_that_of_two_groups(spread: str) -> None:
    # So many articles that sums of powers are used, but for what these cannot tell.
    rng = np.random.default_rng(5)
    articles = made_up_articles(3000, rng, outlets=4)
    sparse, _ = made_up_scores(articles, ("coverage", "frame_salience", "tone"), rng, giant=spread == "a giant")
    if spread == "all nearly alike":
        sparse["total"] = np.where(sparse["label"] == "always", 0.5 * sparse["exposure"], sparse["total"])
    found = compare_groups(sparse, articles, by="outlet", reference="rest")
    for name in articles["outlet"].unique():
        two = articles.assign(x_side=np.where(articles["outlet"] == name, name, "rest"))
        expected = compare_groups(sparse, two, by="x_side", reference="rest").drop(columns=["by", "p_adjusted"])
        names = ["estimate", "std_error", "conf_low", "conf_high", "p_value", "n_articles", "n_stories", "caveat"]
        keys = ["group", "reference", "measure", "label"]
        assert_same(found[found["group"] == name], expected[[*keys, *names]], keys)


@pytest.mark.parametrize("weights", WEIGHTS)
def test_full_table_has_the_same_estimates(weights: str) -> None:
    for seed in range(2):
        sparse, dense, articles = tables(seed, 80, (*MEASURES, "frame_presence", "naming"))
        full = check_table(fill_zeros(sparse, articles), SCORES)
        assert not (full["label"] == "").any()
        for call in (
            lambda s, a=articles: estimate(s, a, by="outlet", weights=weights),
            lambda s, a=articles: estimate(s, a, generalise_to="outlets", weights=weights),
            lambda s, a=articles: trend(s, a, weights=weights),
            lambda s, a=articles: compare_groups(s, a, by="outlet", weights=weights),
            lambda s, a=articles: compare_groups(s, a, by="outlet", weights=weights, reference="rest"),
        ):
            pd.testing.assert_frame_equal(call(sparse), call(full), rtol=1e-9)
        order = {name: i for i, name in enumerate(articles["article_id"])}
        places = full["article_id"].map(order), full["measure"].cat.codes, full["label"].cat.codes
        assert (np.lexsort([place.to_numpy() for place in places[::-1]]) == np.arange(len(full))).all()
        keys = ["article_id", "measure", "label"]
        expected = dense.merge(full[keys].astype(object), on=keys)
        assert len(expected) == len(full) and fill_zeros(full, articles).equals(full)
        assert_same(full, expected, keys)


def frames(hits: dict[str, list[float]], exposure: list[float], *looked_for: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return SCORES of frame_salience without zeros from the totals of labels, and ARTICLES of one outlet."""
    ids = [f"a{i}" for i in range(len(exposure))]
    rows = [(i, "frame_salience", "", 0.0, e) for i, e in zip(ids, exposure, strict=True)]
    for label, total in hits.items():
        parts = zip(ids, total, exposure, strict=True)
        rows += [(i, "frame_salience", label, t, e) for i, t, e in parts if t]
    articles = build_table(ARTICLES, [{"article_id": i, "outlet": "A", "published": "2022-05-09"} for i in ids])
    return scores_from(rows, (*hits, *looked_for)), articles


def test_a_missing_row_is_a_zero() -> None:
    scores, articles = frames({"open_door": [4.0, 0.0] * 10, "red_lines": [0.0] * 19 + [5.0]}, [20.0] * 20)
    table = estimate(scores, articles).set_index("label")
    assert table["total"].to_dict() == {"open_door": 40, "red_lines": 5}
    assert table["exposure"].tolist() == [400, 400] and table["n_articles"].tolist() == [20, 20]
    assert table["estimate"].tolist() == [0.1, 0.0125]


def test_labels_looked_for_and_found_nowhere_are_zeros() -> None:
    scores, articles = frames({"open_door": [4.0, 0.0] * 10}, [20.0] * 20, "never")
    table = estimate(scores, articles).set_index("label")
    assert table.index.tolist() == ["open_door", "never"]
    assert table.loc["never", ["estimate", "conf_low"]].tolist() == [0, 0] and table.loc["never", "conf_high"] > 0
    assert estimate(scores, articles.iloc[1::2])["estimate"].tolist()[:2] == [0, 0]
    # The order of rows and tables below each other change nothing; text has no categories.
    shuffled, below = scores.sample(frac=1, random_state=1), scores[::-1]
    for other in (shuffled, below, pd.concat([scores.iloc[:15], scores.iloc[15:]], ignore_index=True)):
        assert estimate(other, articles)["label"].tolist() == ["open_door", "never"], len(other)
    twice = pd.concat([scores, scores.assign(article_id="b" + scores["article_id"].astype(object))])
    both = pd.concat([articles, articles.assign(article_id="b" + articles["article_id"].astype(object))])
    assert estimate(twice, both)["n_articles"].tolist() == [40, 40]
    assert estimate(scores.astype({"label": "str"}), articles)["label"].tolist() == ["open_door"]


def test_labels_that_were_taken_out_of_the_table_are_no_zeros() -> None:
    scores, articles = frames({"red_lines": [0.0] * 19 + [5.0], "open_door": [4.0, 0.0] * 10}, [20.0] * 20, "never")
    one = scores[scores["label"].isin(["", "open_door"])]
    assert estimate(one, articles)["label"].tolist() == ["open_door"]
    clean = one.assign(label=one["label"].cat.remove_unused_categories()).reset_index(drop=True)
    pd.testing.assert_frame_equal(estimate(one, articles), estimate(clean, articles))
    more = scores.assign(measure=pd.Categorical(scores["measure"], categories=["frame_salience", "coverage"]))
    assert estimate(more, articles)["label"].tolist() == ["red_lines", "open_door"]


def test_measures_made_together_have_the_same_labels() -> None:
    scores, articles = frames({"open_door": [1.0, 0.0] * 10}, [20.0] * 20)
    blank = scores[scores["label"] == ""]
    presence = blank.assign(measure="frame_presence", exposure=1.0)
    tone = blank.assign(measure="tone")
    both = pd.concat([scores.astype({"measure": object}), presence, tone])
    table = estimate(both, articles).set_index(["measure", "label"])
    # Who looks for sentences with a frame looks for articles with it; tone knows nothing of frames.
    assert table.index.tolist() == [("frame_presence", "open_door"), ("frame_salience", "open_door")]
    assert table["estimate"].tolist() == [0, 0.025]


def test_rows_with_another_exposure_override_that_of_the_article() -> None:
    scores, articles = frames({"open_door": [4.0, 0.0] * 10, "red_lines": [1.0] * 20}, [20.0] * 20)
    scores.loc[(scores["label"] == "open_door") & (scores["article_id"] == "a0"), "exposure"] = 120.0
    table = estimate(scores, articles).set_index("label")
    assert table["exposure"].to_dict() == {"open_door": 500, "red_lines": 400}
    row = ("a1", "frame_salience", "open_door", 0.0, 0.0)
    none = pd.concat([scores, scores_from([row], ("open_door", "red_lines"))], ignore_index=True)
    table = estimate(none, articles).set_index("label")
    assert table["n_articles"].to_dict() == {"open_door": 19, "red_lines": 20}
    assert table["caveat"].to_dict() == {
        "open_door": "few articles: 19; 1 article could not be scored",
        "red_lines": "few articles: 20",
    }


def test_articles_that_could_not_be_scored_are_left_out_and_counted() -> None:
    scores, articles = frames({"open_door": [4.0, 0.0] * 20}, [20.0] * 37 + [0.0] * 3, "never")
    scores = scores[~((scores["exposure"] == 0) & (scores["label"] != ""))].reset_index(drop=True)
    table = estimate(scores, articles)
    assert table["n_articles"].tolist() == [37, 37]
    assert table["caveat"].tolist()[0] == "3 articles could not be scored"
    assert table["caveat"].tolist()[1].endswith("of the other groups; 3 articles could not be scored")
    sides = articles.assign(outlet=["A"] * 20 + ["B"] * 20)
    for given in (scores, fill_zeros(scores, articles)):
        found = compare_groups(given, sides, by="outlet").iloc[0]
        assert found["caveat"] == "A: few articles: 20; B: few articles: 17; 3 articles could not be scored"
        assert found[["n_articles", "n_stories"]].tolist() == [37, 37]
    none = estimate(scores.assign(total=0.0, exposure=0.0), articles)
    assert none["estimate"].isna().all()
    assert set(none["caveat"]) == {"withheld: 0 articles, needs 10; 40 articles could not be scored"}
    outlets = articles.assign(outlet=[f"O{i % 3}" for i in range(40)])
    assert (
        estimate(scores, outlets, generalise_to="outlets")["caveat"].tolist()
        == ["over 3 outlets; 3 articles could not be scored"] * 2
    )


def test_labels_without_variation_are_as_degenerate_as_with_zeros() -> None:
    # Sevenths of copies add up to what is not quite 1: a total must still equal its exposure.
    ids = [f"a{i}" for i in range(140)]
    facts = [{"story_id": f"s{i // 7 if i < 70 else i}", "outlet": "AB"[i % 2]} for i in range(140)]
    articles = build_table(ARTICLES, [{"article_id": i, **fact} for i, fact in zip(ids, facts, strict=True)])
    exposure = np.random.default_rng(1).random(140) + 0.1
    scores = []
    for measure in ("frame_salience", "coverage", "entity_rate", "tone"):
        e = np.ones(140) if measure == "coverage" else exposure
        scores += [(i, measure, "", 0.0, x) for i, x in zip(ids, e, strict=True)]
        scores += [(i, measure, "all", x, x) for i, x in zip(ids, e, strict=True)]
    table = scores_from(scores, ("all", "none"))
    for weights in WEIGHTS:
        found = estimate(table, articles, by="outlet", weights=weights)
        ones = found[(found["label"] == "all")]
        assert (ones["estimate"] == 1).all() and (found.loc[found["label"] == "none", "estimate"] == 0).all()
        none = (found["label"] == "none") & (found["measure"] != "coverage")
        same = (found["measure"] == "frame_salience") | none
        assert found.loc[same, "caveat"].str.startswith("no variation").all()
        for reference in (None, "rest"):
            apart = compare_groups(table, articles, by="outlet", weights=weights, reference=reference)
            assert (apart["estimate"] == 0).all() and (apart["p_value"].dropna() == 1).all()
            # A mean that is the same everywhere has no interval.
            assert apart["p_value"].isna().equals(apart["measure"] == "tone")


def test_both_forms_in_one_table() -> None:
    sparse, dense, articles = tables(1, 90, ("coverage", "tone"))
    mixed = pd.concat([sparse[sparse["measure"] == "coverage"], dense[dense["measure"] == "tone"]])
    found, full = (estimate(table, articles, by="outlet") for table in (mixed, dense))
    known = full["label"].isin(found.loc[found["measure"] == "coverage", "label"]) | (full["measure"] == "tone")
    pd.testing.assert_frame_equal(found, full[known].reset_index(drop=True))


def test_lost_empty_rows_are_noticed() -> None:
    scores, articles = frames({"open_door": [4.0, 0.0] * 10}, [20.0] * 20)
    with pytest.raises(TableError, match=r"10 of 20 articles .*isin\(\[\"\", \"open_door\"\]\)"):
        estimate(scores[scores["label"] == "open_door"], articles)
    kept = estimate(scores[scores["label"].isin(["", "open_door"])], articles)
    assert kept["estimate"].tolist() == [0.1]
    # With a zero among them, or without articles that lack a row, they can be what somebody made by hand.
    hits = scores[scores["label"] == "open_door"]
    assert len(estimate(hits, articles[articles["article_id"].isin(hits["article_id"])])) == 1
    by_hand = pd.concat([hits, hits.iloc[:1].assign(article_id="a1", total=0.0)])
    assert estimate(by_hand, articles)["n_articles"].tolist() == [11]
    # The exposure of a naming choice is its own.
    assert estimate(hits.assign(measure="naming"), articles)["n_articles"].tolist() == [10]


def test_an_empty_label_carries_no_total() -> None:
    scores, articles = frames({}, [20.0] * 20)
    with pytest.raises(TableError, match=r"should carry an exposure alone.*replace"):
        estimate(scores.assign(total=1.0), articles)
    assert len(estimate(scores, articles)) == 0


def test_measures_of_ones_own_go_everywhere() -> None:
    scores, articles = frames({"calm": [4.0, 0.0] * 20, "loud": [0.0] * 39 + [5.0]}, [20.0] * 40)
    about = {"name": "x_mood", "kind": "proportion", "unit": "share of lines", "phrase": "Lines that are {label}"}
    own = Measure(**about, validity="coded twice", min_exposure=500)
    mine = own.score(scores[["article_id", "label", "total", "exposure"]])
    sides = articles.assign(outlet=["A", "B"] * 20)
    with_others = pd.concat([mine, scores])
    for table in (
        estimate(mine, sides),
        estimate(mine, sides, generalise_to="outlets"),
        trend(mine, sides),
        compare_groups(mine, sides, by="outlet", reference="rest"),
    ):
        assert (table["measure"] == "x_mood").all() and (table["unit"] == "share of lines").all()
        assert (table["phrase"] == "Lines that are {label}").all() and (table["validity"] == "coded twice").all()
        assert (table["meaning"] == "share of lines").all() and (table["kind"] == "proportion").all()
    known = estimate(scores, sides)
    both = estimate(with_others, sides)
    assert both["measure"].unique().tolist() == ["frame_salience", "x_mood"]
    np.testing.assert_array_equal(both.loc[both["measure"] == "x_mood", "estimate"], known["estimate"])
    assert set(estimate(mine, sides, by="outlet")["caveat"]) == {"withheld: 400 of exposure, needs 500"}
    full = fill_zeros(with_others, articles)
    pd.testing.assert_frame_equal(estimate(full, sides), both)


@pytest.mark.parametrize("file", ["csv", "parquet"])
def test_scores_from_a_file_have_the_same_estimates(file: str) -> None:
    sparse, _, articles = tables(2, 90)
    own = Measure(name="x_mood", kind="rate", unit="per line", phrase="Mood")
    plain = sparse[["article_id", "label", "total", "exposure"]][(sparse["measure"] == "tone").to_numpy()]
    scores = pd.concat([sparse, own.score(plain.assign(total=plain["total"].abs()))], ignore_index=True)
    # Text has no categories: in a CSV file only labels that were found somewhere are left.
    scores = scores.astype({"label": "str"}) if file == "csv" else scores
    again = _through(scores, file)
    expected, found = (estimate(table, articles, by="outlet") for table in (scores, again))
    assert (file == "parquet") == ("never" in set(found["label"]))
    pd.testing.assert_frame_equal(found, expected)
    pd.testing.assert_frame_equal(_through(found, file), expected, check_categorical=False, check_dtype=False)
    contrasts = compare_groups(again, articles, by="outlet", reference="rest")
    pd.testing.assert_frame_equal(contrasts, compare_groups(scores, articles, by="outlet", reference="rest"))
    check_table(_through(contrasts, file), CONTRASTS)


def _through(table: pd.DataFrame, file: str) -> pd.DataFrame:
    """Return a table written and read again."""
    if file == "parquet":
        held = BytesIO()
        table.to_parquet(held, index=False)
        return pd.read_parquet(held)
    numbers = {name: [""] for name in table.columns if table[name].dtype == "float64"}
    read = pd.read_csv(StringIO(table.to_csv(index=False)), keep_default_na=False, na_values=numbers)
    told = [name for name in ("kind", "phrase", "meaning", "validity", "unit") if name in read.columns]
    return read.assign(**{name: read[name].replace("", None) for name in told})


def test_labels_are_all_that_the_score_function_looked_for() -> None:
    sparse, _, articles = tables(0, 40)
    for table in (estimate(sparse, articles), estimate(sparse, articles.iloc[:15])):
        counts = table.groupby("measure", observed=True)["label"].agg(list).to_dict()
        assert counts == {name: list(LABELS) for name in MEASURES}
