"""Estimates of groups and periods: values by hand, and what must hold whatever the corpus."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from mediakit.errors import OptionError, TableError
from mediakit.stats.estimates import estimate, trend
from mediakit.tables import ARTICLES, ESTIMATES, SCORES, build_table, check_table

LABELS = {"coverage": "topic", "frame_salience": "deterrence", "entity_rate": "NATO", "tone": "news"}
NUMBERS = ["estimate", "std_error", "conf_low", "conf_high"]


def corpus(n: int = 120, *, seed: int = 1, outlets: int = 3) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return SCORES of all four kinds and their ARTICLES, made up."""
    rng = np.random.default_rng(seed)
    days = pd.Timestamp("2022-02-21", tz="UTC") + pd.to_timedelta(rng.integers(0, 28, n), unit="D")
    rows = [
        {"article_id": f"a{i:04d}", "outlet": f"Outlet {i % outlets}", "published": day, "text": "."}
        for i, day in enumerate(days)
    ]
    sentences = rng.integers(5, 60, n)
    tone = rng.normal(0, 0.2, n) * sentences
    parts: dict[str, tuple[Any, Any]] = {
        "coverage": (rng.integers(0, 2, n), np.ones(n)),
        "frame_salience": (rng.binomial(sentences, rng.beta(1, 9, n)), sentences),
        "entity_rate": (rng.poisson(sentences * rng.gamma(1, 0.1, n)), sentences * 0.024),
        "tone": (tone, sentences),
    }
    scores = [
        {"article_id": row["article_id"], "measure": name, "label": LABELS[name], "total": t, "exposure": e}
        for name, (total, exposure) in parts.items()
        for row, t, e in zip(rows, total, exposure, strict=True)
    ]
    return build_table(SCORES, scores), build_table(ARTICLES, rows)


def simple(totals: list[float], exposures: list[float], measure: str) -> pd.DataFrame:
    """Return the estimate of one measure over articles with these totals and exposures."""
    ids = [str(i) for i in range(len(totals))]
    rows = zip(ids, totals, exposures, strict=True)
    scores = [{"article_id": i, "measure": measure, "label": "x", "total": t, "exposure": e} for i, t, e in rows]
    return estimate(build_table(SCORES, scores), build_table(ARTICLES, [{"article_id": i} for i in ids]))


def double(scores: pd.DataFrame, articles: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return both tables with a copy of every article, marked as copies of one story."""
    copies = articles.assign(article_id="copy of " + articles["article_id"].astype(object))
    more = scores.assign(article_id="copy of " + scores["article_id"].astype(object))
    both = pd.concat([articles, copies], ignore_index=True)
    story = both["article_id"].astype(object).str.removeprefix("copy of ")
    return pd.concat([scores, more], ignore_index=True), both.assign(story_id=story.astype("str"))


def test_share_is_wilson_by_hand() -> None:
    row = simple([1.0] * 15 + [0.0] * 133, [1.0] * 148, "coverage").iloc[0]
    assert (round(row["estimate"], 4), round(row["conf_low"], 4), round(row["conf_high"], 4)) == (
        0.1014,
        0.0624,
        0.1605,
    )
    assert row["std_error"] == pytest.approx(np.sqrt(row["estimate"] * (1 - row["estimate"]) / 147))


def test_mean_of_equal_articles_is_the_t_interval() -> None:
    row = simple([float(i) for i in range(1, 11)], [10.0] * 10, "tone").iloc[0]
    assert row["estimate"] == pytest.approx(0.55)
    assert row["std_error"] == pytest.approx(np.std(np.arange(1, 11) / 10, ddof=1) / np.sqrt(10))
    assert row["conf_high"] - row["estimate"] == pytest.approx(2.2622 * row["std_error"], rel=1e-4)


def test_ratio_is_of_sums_with_the_jackknife_error() -> None:
    total, exposure = np.arange(12.0), np.arange(12.0) + 20
    row = simple(total.tolist(), exposure.tolist(), "tone").iloc[0]
    whole = total.sum() / exposure.sum()
    without = (total.sum() - total) / (exposure.sum() - exposure)
    assert row["estimate"] == pytest.approx(whole)
    assert row["std_error"] == pytest.approx(np.sqrt(11 / 12 * ((without - whole) ** 2).sum()))


@pytest.mark.parametrize(("measure", "high"), [("frame_salience", 4.3807 / 204.3807), ("entity_rate", 4.3807 / 200)])
def test_no_hits_still_have_an_upper_end(measure: str, high: float) -> None:
    row = simple([0.0] * 20, [10.0] * 20, measure).iloc[0]  # t for 19 degrees of freedom is 2.0930
    assert (row["estimate"], row["conf_low"]) == (0, 0)
    assert row["conf_high"] == pytest.approx(high, rel=1e-4)
    assert row["caveat"].startswith("no variation between articles")


def test_hits_clustered_elsewhere_widen_a_group_without_hits() -> None:
    ids = [str(i) for i in range(40)]
    articles = build_table(ARTICLES, [{"article_id": i, "outlet": "AB"[int(i) % 2]} for i in ids])
    row = {"measure": "frame_salience", "label": "x", "exposure": 20}
    alone = build_table(SCORES, [row | {"article_id": i, "total": 0} for i in ids])
    clustered = build_table(SCORES, [row | {"article_id": i, "total": 18 * (i == "1")} for i in ids])
    ends = [estimate(scores, articles, by="outlet")["conf_high"].iloc[0] for scores in (alone, clustered)]
    assert ends[1] > 3 * ends[0]


def test_zeros_are_kept() -> None:
    scores, articles = corpus()
    assert (estimate(scores, articles)["n_articles"] == 120).all()
    for measure in ("coverage", "frame_salience", "entity_rate"):
        hits = scores[(scores["measure"] == measure) & (scores["total"] != 0)]
        with pytest.raises(TableError, match=f"of 120 articles have no score of {measure}, and no score is 0"):
            estimate(hits, articles)


def test_parts_add_up_to_the_whole() -> None:
    scores, articles = corpus()
    whole = estimate(scores, articles).set_index("measure")
    for parts in (estimate(scores, articles, by="outlet"), trend(scores, articles, by="outlet", every="week")):
        sums = parts.groupby("measure", observed=True)[["total", "exposure", "n_articles"]].sum()
        for name in sums.columns:
            np.testing.assert_allclose(sums[name], whole.loc[sums.index, name])


def test_row_order_does_not_matter() -> None:
    scores, articles = corpus()
    shuffled = scores.sample(frac=1, random_state=3), articles.sample(frac=1, random_state=4)
    for call in (lambda s, a: estimate(s, a, by="outlet"), lambda s, a: trend(s, a, by="outlet")):
        pd.testing.assert_frame_equal(call(scores, articles), call(*shuffled))


def test_input_is_not_changed_and_repeats_are_equal() -> None:
    scores, articles = corpus()
    before = scores.copy(deep=True), articles.copy(deep=True)
    first, second = (trend(scores, articles, by="outlet") for _ in range(2))
    pd.testing.assert_frame_equal(first, second)
    pd.testing.assert_frame_equal(scores, before[0])
    pd.testing.assert_frame_equal(articles, before[1])


def test_kind_of_columns_and_index_do_not_matter() -> None:
    scores, articles = corpus()
    expected = estimate(scores, articles, by="outlet")
    plain = scores.astype({"measure": object, "label": object, "article_id": object})
    text = scores.astype({"measure": "str", "label": "str"})
    grouped = articles.astype({"outlet": "category"})
    same_index = articles.set_axis([7] * len(articles))
    loose = articles.astype(dict.fromkeys(["article_id", "outlet", "title", "text"], object))
    for one, two in ((plain, articles), (text, loose)):
        _same(estimate(one, two, by="outlet"), expected)
    _same(estimate(scores.set_axis([0] * len(scores)), same_index, by="outlet"), expected)
    _same(estimate(scores, grouped, by="outlet"), expected)


def _same(one: pd.DataFrame, two: pd.DataFrame) -> None:
    keys = ["measure", "label", "outlet"]
    one, two = (table.astype(dict.fromkeys(keys, object)).sort_values(keys, ignore_index=True) for table in (one, two))
    pd.testing.assert_frame_equal(one, two, check_dtype=False)


@pytest.mark.parametrize("by", [(), "outlet"])
def test_copies_of_every_article_change_nothing_under_story_weights(by: Any) -> None:
    scores, articles = corpus()
    once = estimate(scores, articles, by=by)
    twice = estimate(*double(scores, articles), by=by, weights="stories")
    np.testing.assert_allclose(twice[NUMBERS], once[NUMBERS])
    assert twice["n_stories"].tolist() == once["n_stories"].tolist()
    assert twice["n_articles"].tolist() == (2 * once["n_articles"]).tolist()


def test_copies_never_narrow_an_interval() -> None:
    scores, articles = corpus()
    once = estimate(scores, articles, by="outlet")
    for weights in ("all", "once_per_outlet"):
        twice = estimate(*double(scores, articles), by="outlet", weights=weights)
        np.testing.assert_allclose(twice[NUMBERS], once[NUMBERS], err_msg=weights)


def test_weights_count_a_story_once_or_once_in_every_outlet() -> None:
    rows = [{"article_id": f"own {i}", "outlet": "AB"[i % 2], "story_id": f"own {i}"} for i in range(38)]
    rows += [{"article_id": f"wire {i}", "outlet": "AAB"[i], "story_id": "wire"} for i in range(3)]
    row = {"measure": "coverage", "label": "x", "exposure": 1}
    scores = build_table(
        SCORES, [row | {"article_id": r["article_id"], "total": "wire" in r["story_id"]} for r in rows]
    )
    articles = build_table(ARTICLES, rows)
    sums = {w: estimate(scores, articles, weights=w).iloc[0] for w in ("all", "stories", "once_per_outlet")}
    assert {w: (s["total"], s["exposure"]) for w, s in sums.items()} == {
        "all": (3, 41),
        "stories": (pytest.approx(1), 39),
        "once_per_outlet": (pytest.approx(2), 40),
    }


def test_few_stories_are_withheld_with_the_reason() -> None:
    scores, articles = corpus(18, outlets=2)
    table = estimate(scores, articles, by="outlet")
    assert table[NUMBERS].isna().all().all()
    assert set(table["caveat"]) == {"withheld: 9 articles, needs 10"}
    copied = estimate(*double(scores, articles), by="outlet")
    assert set(copied["caveat"]) == {"withheld: 18 articles of 9 stories, needs 10"}
    assert estimate(scores, articles)["caveat"].str.startswith("few articles: 18").all()


def test_word_choices_are_withheld_where_the_interval_says_next_to_nothing() -> None:
    """Not where mentions are few: 19 of 19 in as many articles say a lot, and 6 % with 0 to 90 say nothing."""
    all_of_them = simple([1.0] * 19, [1.0] * 19, "naming").iloc[0]
    assert all_of_them["estimate"] == 1 and 0.7 < all_of_them["conf_low"] < 1
    one_article = [3.0] + [0.0] * 11, [30.0] + [2.0] * 11
    said_nothing = simple(*one_article, "naming").iloc[0]
    assert said_nothing["caveat"] == "withheld: 52 mentions, 95 % interval wider than half of the possible range"
    assert said_nothing[NUMBERS].isna().all()
    # The same numbers as a share of sentences are the reader's to judge.
    shown = simple(*one_article, "negative_share").iloc[0]
    assert shown["estimate"] == pytest.approx(3 / 52) and shown["conf_high"] - shown["conf_low"] > 0.5


@pytest.mark.parametrize("level", [0.5, 0.99])
def test_what_is_withheld_does_not_depend_on_the_level(level: float) -> None:
    ids = [str(i) for i in range(40)]
    row = {"measure": "naming", "label": "x", "exposure": 1}
    scores = build_table(SCORES, [row | {"article_id": i, "total": int(i) % 3 == 0} for i in ids])
    articles = build_table(ARTICLES, [{"article_id": i, "outlet": "AB"[int(i) < 12]} for i in ids])
    hidden = [
        estimate(scores, articles, by="outlet", level=one)["caveat"].str.contains("wider") for one in (0.95, level)
    ]
    assert hidden[0].tolist() == hidden[1].tolist() == [False, True]


def test_outlets_that_differ_widely_leave_a_word_choice_withheld() -> None:
    ids = [str(i) for i in range(90)]
    row = {"measure": "naming", "label": "x", "exposure": 1}
    scores = build_table(SCORES, [row | {"article_id": i, "total": int(i) % 3 == 0 and int(i) < 80} for i in ids])
    articles = build_table(ARTICLES, [{"article_id": i, "outlet": "ABC"[int(i) % 3]} for i in ids])
    (row,) = estimate(scores, articles, generalise_to="outlets").to_dict("records")
    assert row["caveat"] == "withheld: 3 outlets, 95 % interval wider than half of the possible range"
    assert np.isnan(row["estimate"])


def test_articles_without_exposure_do_not_count() -> None:
    table = simple([0.0] * 30 + [1.0, 0.0] * 20, [0.0] * 30 + [5.0] * 40, "naming")
    assert table["n_articles"].tolist() == [40]
    assert table["estimate"].tolist() == [0.1]


def test_missing_values_of_by_are_a_group() -> None:
    scores, articles = corpus()
    blank = articles.assign(outlet=articles["outlet"].astype(object).replace("Outlet 1", ""))
    assert estimate(scores, blank, by="outlet")["outlet"].unique().tolist() == ["", "Outlet 0", "Outlet 2"]
    part = articles.assign(x_desk=[["home", "abroad", None][i % 3] for i in range(len(articles))])
    desks = estimate(scores, part, by="x_desk")
    assert desks["x_desk"].unique().tolist() == ["abroad", "home", "(no x_desk)"]
    assert desks["n_articles"].tolist() == [40] * 12
    assert len(trend(scores, part, by=["outlet", "x_desk"])) == 3 * 4 * 4
    kinds = estimate(scores, part.astype({"x_desk": "category"}), by=["x_desk"])["x_desk"]
    assert kinds.unique().tolist() == ["abroad", "home", "(no x_desk)"]
    years = articles.assign(x_year=[[2021, 2022, np.nan][i % 3] for i in range(len(articles))])
    assert estimate(scores, years, by="x_year")["x_year"].isna().sum() == 4
    mixed = articles.assign(x_page=pd.Series([[1, "A2"][i % 2] for i in range(len(articles))], dtype=object))
    assert estimate(scores, mixed, by="x_page")["x_page"].unique().tolist() == [1, "A2"]


def test_tables_keep_the_contract() -> None:
    scores, articles = corpus()
    for table in (
        estimate(scores, articles),
        estimate(scores, articles, by=["outlet"]),
        estimate(scores, articles, generalise_to="outlets"),
        trend(scores, articles, every="month"),
    ):
        check_table(table, ESTIMATES)
        assert table.columns[:2].tolist() == ["measure", "label"]
        assert table["method"].str.contains("95 %").all()
        shown = table.dropna(subset=["estimate"])
        assert ((shown["conf_low"] <= shown["estimate"]) & (shown["estimate"] <= shown["conf_high"])).all()


def test_nothing_in_gives_nothing_out() -> None:
    scores, articles = corpus()
    none = check_table(estimate(scores.iloc[:0], articles, by="outlet"), ESTIMATES)
    assert len(none) == 0 and "outlet" in none.columns
    assert len(estimate(scores.iloc[:0], articles.iloc[:0], by="outlet")) == 0
    assert len(trend(scores.iloc[:0], articles, by="outlet")) == 0


def test_higher_level_is_wider() -> None:
    scores, articles = corpus()
    narrow, wide = (estimate(scores, articles, by="outlet", level=level) for level in (0.8, 0.99))
    assert (wide["conf_low"] < narrow["conf_low"]).all() and (wide["conf_high"] > narrow["conf_high"]).all()
    assert wide["method"].str.endswith("99 %").all()


def test_generalising_to_outlets_is_a_t_interval_over_outlets() -> None:
    scores, articles = corpus(200, outlets=5)
    inner = estimate(scores, articles, by="outlet")
    outer = estimate(scores, articles, generalise_to="outlets").set_index("measure")
    values = inner.loc[inner["measure"] == "tone", "estimate"]
    half = 2.7764 * values.std() / np.sqrt(5)
    assert outer.loc["tone", "estimate"] == pytest.approx(values.mean())
    assert outer.loc["tone", "conf_low"] == pytest.approx(values.mean() - half, rel=1e-4)
    assert outer["n_articles"].tolist() == [200] * 4
    assert set(outer["caveat"]) == {"over 5 outlets"}
    unknown = articles.assign(outlet=articles["outlet"].astype(object).replace("Outlet 1", ""))
    assert set(estimate(scores, unknown, generalise_to="outlets")["caveat"]) == {"over 4 outlets"}
    two = estimate(*corpus(200, outlets=2), generalise_to="outlets")
    assert two["estimate"].isna().all() and two["caveat"].str.startswith("withheld: 2 outlets").all()


def test_trend_keeps_empty_periods_and_marks_partial_ones() -> None:
    rows = [{"article_id": f"{d}{i}", "published": d} for d in ("2022-02-23", "2022-03-13") for i in range(10)]
    row = {"measure": "coverage", "label": "x", "total": 1, "exposure": 1}
    scores = build_table(SCORES, [row | {"article_id": r["article_id"]} for r in rows])
    table = trend(scores, build_table(ARTICLES, rows))
    assert table["period"].dt.strftime("%m-%d").tolist() == ["02-21", "02-28", "03-07"]
    assert table["period_end"].dt.strftime("%m-%d").tolist() == ["02-27", "03-06", "03-13"]
    assert table["n_articles"].tolist() == [10, 0, 10]
    note = "the articles do not span this whole period"
    assert [note in caveat for caveat in table["caveat"]] == [True, False, False]
    assert table["caveat"].iloc[1] == "withheld: 0 articles, needs 5"


@pytest.mark.parametrize(
    ("every", "periods"), [("day", 28), ("week", 4), ("month", 2), ("quarter", 1), ("year", 1), ("M", 2)]
)
def test_trend_periods(every: str, periods: int) -> None:
    scores, articles = corpus(400)
    table = trend(scores, articles, every=every)
    assert table["period"].nunique() == periods
    assert table["n_articles"].sum() == 4 * 400


def test_trend_leaves_out_articles_without_a_date() -> None:
    scores, articles = corpus()
    half = articles.assign(published=articles["published"].where(articles["outlet"] != "Outlet 1"))
    assert trend(scores, half)["n_articles"].sum() == 4 * 80
    with pytest.raises(TableError, match="articles with a date"):
        trend(scores, articles.assign(published=pd.Series(pd.NaT, index=articles.index, dtype="datetime64[us, UTC]")))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"by": "paper"}, "by names no column"),
        ({"by": ["outlet", "outlet"]}, "by must name different columns"),
        ({"by": "unit"}, r"by must name columns that ESTIMATES does not have itself, got 'unit'.*'unit': 'x_unit'"),
        ({"by": None}, "by=None names no column. Leave `by` out for the whole"),
        ({"by": 7}, "by must be the name of a column or a list of names, got 7"),
        ({"by": [7]}, "by names no column of the articles: 7"),
        ({"by": "x_tags"}, r"'x_tags' cannot make groups: it holds a list, such as \['war'\].*map\(str\)"),
        ({"by": ["outlet", "x_facts"]}, "'x_facts' cannot make groups: it holds a dict"),
        ({"weights": "story"}, "weights must be one of"),
        ({"level": 95}, "level must be above 0 and below 1, got 95. For 95 % pass level=0.95"),
        ({"level": "95 %"}, "level must be above 0 and below 1, got '95 %'. Pass level=0.95"),
        ({"generalise_to": "world"}, "generalise_to must be one of"),
        ({"generalise_to": "outlets", "by": "outlet"}, "cannot be grouped by outlet"),
    ],
)
def test_wrong_options_are_named(options: dict[str, Any], message: str) -> None:
    scores, articles = corpus()
    articles = articles.assign(x_tags=[["war"]] * len(articles), x_facts=[{}] * len(articles), unit="")
    with pytest.raises(OptionError, match=message):
        estimate(scores, articles, **options)


def test_wrong_tables_are_named() -> None:
    scores, articles = corpus()
    with pytest.raises(TableError, match="story_id"):
        estimate(scores, articles, weights="stories")
    with pytest.raises(TableError, match="unknown measure 'mood'"):
        estimate(scores.assign(measure="mood"), articles)
    with pytest.raises(TableError, match="of article 'a0000' is there twice"):
        estimate(pd.concat([scores, scores.iloc[:1]]), articles)
    with pytest.raises(TableError, match="cannot be a share"):
        estimate(scores.assign(exposure=0.5), articles)
    with pytest.raises(TableError, match="'exposure' must not be below 0"):
        estimate(scores.assign(exposure=-scores["exposure"]), articles)
    with pytest.raises(TableError, match="It looks like ARTICLES"):
        estimate(articles, scores)
    with pytest.raises(TableError, match=r"the pair of articles and problems.*articles, problems = read_corpus"):
        estimate(scores, (articles, articles.iloc[:0]))  # type: ignore[arg-type]
    others = articles.assign(article_id="other " + articles["article_id"].astype(object))
    for call in (estimate, trend):
        with pytest.raises(TableError, match=r"no score is of these articles: .* 'a0000' and others.*'other a0000'"):
            call(scores, others)


def test_word_choices_without_what_was_not_printed_are_refused() -> None:
    articles = build_table(ARTICLES, [{"article_id": f"a{i}"} for i in range(20)])
    rows = [
        {"article_id": f"a{i}", "measure": "naming", "label": f"c: {name}", "total": total, "exposure": 2.0}
        for i in range(20)
        for name, total in (("x", 2.0 if i % 2 else 1.0), ("y", 0.0 if i % 2 else 1.0))
    ]
    scores = build_table(SCORES, rows)
    assert estimate(scores, articles)["estimate"].round(2).tolist() == [0.75, 0.25]
    with pytest.raises(TableError, match="rows of what was not printed seem to be lost"):
        estimate(scores[scores["total"] > 0], articles)
