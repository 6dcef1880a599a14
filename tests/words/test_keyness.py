"""Keyness: known values, one word by hand, the unit of chance, and what must hold whatever the texts."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from mediakit.errors import OptionError
from mediakit.stats.intervals import adjust_p_values
from mediakit.tables import ARTICLES, build_table, check_table
from mediakit.word_tables import KEYNESS
from mediakit.words.association import log_likelihood
from mediakit.words.comparing import compare_words

WORDS = [f"w{i:02d}" for i in range(40)]
# chi2_contingency([[a, b], [n - a, m - b]], correction=False, lambda_="log-likelihood") of SciPy 1.16.
G2 = {
    (120, 50000, 40, 61000): 59.43071210140232,
    (0, 50000, 17, 61000): 20.356449871300992,
    (3, 1000, 900, 200000): 0.566968204742063,
    (12, 900, 12, 900): 0.0,
}


def made_up(n: int = 80, *, seed: int = 5, outlets: str = "AB", lean: float = 0.0) -> pd.DataFrame:
    """Return articles that repeat words as real ones do; each outlet after the first leans to the later words."""
    rng = np.random.default_rng(seed)
    rows = []
    for i in range(n):
        base = np.arange(40, 0, -1) + lean * (i % len(outlets)) * np.arange(40)
        own = rng.dirichlet(base / base.sum() * 30)
        text = " ".join(rng.choice(WORDS, int(rng.integers(30, 200)), p=own))
        rows.append({"article_id": f"a{i}", "outlet": outlets[i % len(outlets)], "text": text})
    return build_table(ARTICLES, rows)


def test_log_odds_of_the_fox_and_the_donkey() -> None:
    texts = {
        "1": "The quick brown fox jumps over the lazy pig",
        "2": "The lazy purple pig jumps over the lazier donkey",
    }
    table = build_table(ARTICLES, [{"article_id": name, "outlet": name, "text": text} for name, text in texts.items()])
    found = compare_words(table, by="outlet", prior=0.05, least=1).set_index("word")
    z = found["log_odds_z"]
    for word in ("quick", "brown", "fox"):
        assert z[word] == pytest.approx(0.6894227886807968, abs=1e-12)
    for word in ("purple", "lazier", "donkey"):
        assert z[word] == pytest.approx(-0.6894227886807968, abs=1e-12)
    assert z["the"] == z["pig"] == 0
    assert found["p_value"].isna().all() and found["conf_low"].isna().all()
    assert set(found["caveat"]) == {"interval withheld: 1: 1 article, needs 10; 2: 1 article, needs 10"}


@pytest.mark.parametrize("numbers", G2)
def test_g2_is_that_of_scipy(numbers: tuple[int, int, int, int]) -> None:
    assert float(log_likelihood(*([x] for x in numbers))[0]) == pytest.approx(G2[numbers], abs=1e-9)


def test_one_word_by_hand() -> None:
    table = made_up()
    found = compare_words(table, by="outlet")
    check_table(found, KEYNESS)
    row = found.set_index("word").loc["w07"]
    uses = np.array([text.split().count("w07") for text in table["text"]])
    words = np.array([len(text.split()) for text in table["text"]])
    one = (table["outlet"] == "A").to_numpy()
    y, n = (uses[one], uses[~one]), (words[one], words[~one])
    rates = [y[s].sum() / n[s].sum() for s in (0, 1)]
    assert (row["group"], row["reference"]) == ("A", "B")
    assert [row["count"], row["reference_count"]] == [s.sum() for s in y]
    assert [row["n_articles"], row["reference_articles"]] == [(s > 0).sum() for s in y]
    assert row["rate"] == pytest.approx(1000 * rates[0])
    assert row["log_ratio"] == pytest.approx(math.log2(rates[0] / rates[1]))
    spread = [((y[s] - rates[s] * n[s]) ** 2).sum() / y[s].sum() ** 2 for s in (0, 1)]
    half = (row["conf_high"] - row["conf_low"]) / 2 * math.log(2)
    assert half / math.sqrt(sum(spread)) == pytest.approx(2.0, abs=0.03)  # t on some fifty stories with the word
    parts = np.abs(y[0] / y[0].sum() - n[0] / n[0].sum())
    assert row["dispersion"] == pytest.approx(parts.sum() / 2)
    rate = uses.sum() / words.sum()
    d = uses - rate * words
    size, part = len(d), words[one].sum() / words.sum()
    squares = (n[0].astype(float) ** 2).sum() / (words.astype(float) ** 2).sum()
    factor = max(
        one.sum() * (~one).sum() / size / (size - 1),
        part * (1 - part),
        (1 - part) ** 2 * squares + part**2 * (1 - squares),
    )
    far = d[one].sum() / math.sqrt(factor * (d**2).sum())
    skew = (d**3).sum() / (d**2).sum() ** 1.5 * (1 - 2 * part) / math.sqrt(part * (1 - part))
    normal = far if abs(skew) < 1e-3 else 6 / skew * (np.cbrt(1 + skew * far / 2) - 1) + skew / 6
    assert row["p_value"] == pytest.approx(math.erfc(abs(normal) / math.sqrt(2)))


def test_p_values_agree_with_a_permutation_of_the_articles() -> None:
    table = made_up(60, lean=0.04)
    small_group = table.assign(outlet=pd.Series(["A" if i < 15 else "B" for i in range(60)], dtype="str"))
    found = compare_words(small_group, by="outlet").set_index("word")
    uses = np.array([[text.split().count(word) for word in WORDS] for text in table["text"]], dtype=float)
    words = uses.sum(1)
    d = uses - np.outer(words, uses.sum(0) / words.sum())
    rng = np.random.default_rng(1)
    drawn = np.array([d[rng.permutation(60)[:15]].sum(0) for _ in range(4000)])
    above = (drawn >= d[:15].sum(0) - 1e-9).mean(0)
    plain = np.minimum(2 * np.minimum(above, 1 - above), 1)
    own = found["p_value"].reindex(WORDS).to_numpy()
    known = ~np.isnan(own)
    assert known.sum() > 30
    np.testing.assert_allclose(own[known], plain[known], atol=0.12)
    assert abs((own[known] - plain[known]).mean()) < 0.03


def test_nothing_is_found_where_nothing_is_and_g2_finds_it_all_the_same() -> None:
    ours = theirs = 0
    for seed in range(40):
        table = made_up(80, seed=100 + seed)
        found = compare_words(table, by="outlet")
        ours += bool((found["p_adjusted"] < 0.05).any())
        theirs += bool((adjust_p_values(found["g2_p_value"]) < 0.05).any())
    assert ours <= 3 and theirs >= 20


def test_longer_articles_on_one_side_are_no_finding() -> None:
    rng = np.random.default_rng(8)
    found = 0
    for draw in range(30):
        rows = []
        for i in range(150):
            own = rng.dirichlet(np.arange(40, 0, -1) / 20)
            size = 400 if i < 15 else 60
            text = " ".join(rng.choice(WORDS, size, p=own))
            rows.append({"article_id": f"{draw} {i}", "outlet": "AB"[i >= 15], "text": text})
        table = compare_words(build_table(ARTICLES, rows), by="outlet")
        found += bool((table["p_adjusted"] < 0.05).any())
    assert found <= 3


def test_a_true_difference_is_found_and_repeats_in_one_article_are_not() -> None:
    table = made_up(100, lean=3.0)
    assert (compare_words(table, by="outlet")["p_adjusted"] < 0.05).sum() > 10
    flat = made_up(100)
    texts = flat["text"].astype(object).tolist()
    for i in range(0, 20):
        texts[i] += " zander" * (60 if i == 0 else 1)
    row = compare_words(flat.assign(text=pd.Series(texts, dtype="str")), by="outlet").set_index("word").loc["zander"]
    assert row["g2_p_value"] < 1e-6 and not row["p_value"] < 0.05
    assert row["caveat"] == "76 % of the uses stand in one story"


def test_copies_of_every_article_change_no_p_value() -> None:
    table = made_up(60, lean=0.05)
    table["story_id"] = table["article_id"]
    copies = table.assign(article_id=("copy of " + table["article_id"].astype(object)).astype("str"))
    once = compare_words(table, by="outlet").set_index("word").sort_index()
    twice = compare_words(pd.concat([table, copies], ignore_index=True), by="outlet", least=20)
    twice = twice.set_index("word").sort_index().loc[once.index]
    for name in ("log_ratio", "conf_low", "conf_high", "p_value", "rate", "dispersion"):
        np.testing.assert_allclose(twice[name], once[name])
    assert twice["count"].tolist() == (2 * once["count"]).tolist()


def test_swapping_the_sides_turns_the_sign() -> None:
    table = made_up(lean=0.1)
    swapped = table.assign(outlet=table["outlet"].map({"A": "B", "B": "A"}).astype("str"))
    one, two = (compare_words(t, by="outlet").set_index("word").sort_index() for t in (table, swapped))
    np.testing.assert_allclose(one["log_ratio"], -two["log_ratio"])
    np.testing.assert_allclose(one["log_odds_z"], -two["log_odds_z"])
    np.testing.assert_allclose(one["conf_low"], -two["conf_high"])
    np.testing.assert_allclose(one["p_value"], two["p_value"])
    assert one["g2"].tolist() == pytest.approx(two["g2"].tolist())


def test_groups_against_the_rest_one_reference_and_each_other() -> None:
    table = made_up(120, outlets="ABC", lean=0.1)
    rest = compare_words(table, by="outlet")
    assert rest.groupby("group", sort=False, observed=True)["reference"].first().to_dict() == dict.fromkeys(
        "ABC", "rest"
    )
    others = table.assign(outlet=table["outlet"].where(table["outlet"] == "A", "BC").astype("str"))
    numbers = ["word", "log_ratio", "p_value", "count", "reference_count", "log_odds_z"]
    pd.testing.assert_frame_equal(
        rest[rest["group"] == "A"][numbers], compare_words(others, by="outlet")[numbers], check_categorical=False
    )
    assert compare_words(table, by="outlet", reference="B")["group"].unique().tolist() == ["A", "C"]
    pairs = compare_words(table, by="outlet", reference=None)[["group", "reference"]].drop_duplicates()
    assert pairs.astype(str).values.tolist() == [["A", "B"], ["A", "C"], ["B", "C"]]
    np.testing.assert_allclose(rest["p_adjusted"], adjust_p_values(rest["p_value"]))


def test_a_word_of_one_side_alone_has_half_a_use_on_the_other() -> None:
    table = made_up(60)
    more = table["text"].astype(object) + np.where(table["outlet"] == "A", " heron", "")
    found = compare_words(table.assign(text=more.astype("str")), by="outlet")
    first = found.iloc[0]
    assert first["word"] == "heron" and first["reference_rate"] == 0 and first["p_adjusted"] < 1e-6
    size = first["count"] / first["rate"], sum(len(t.split()) for t in table["text"][table["outlet"] == "B"]) / 1000
    assert first["log_ratio"] == pytest.approx(math.log2(30 / size[0] / (0.5 / size[1])))
    assert first["conf_low"] > 0 and "no use on one side" in first["caveat"]


def test_order_does_not_matter_and_the_articles_stay() -> None:
    table = made_up(lean=0.1)
    before = table.copy(deep=True)
    one = compare_words(table, by="outlet", n=2, least=5)
    two = compare_words(table.sample(frac=1, random_state=3), by="outlet", n=2, least=5)
    pd.testing.assert_frame_equal(one, two)
    pd.testing.assert_frame_equal(table, before)


def test_the_table_does_not_depend_on_how_many_words_are_added_up_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    table = made_up(lean=0.1, outlets="ABC")
    whole = compare_words(table, by="outlet")
    monkeypatch.setattr("mediakit.words.story_counts._CHUNK", 100)
    pd.testing.assert_frame_equal(compare_words(table, by="outlet"), whole)


def test_no_word_that_enough_articles_have() -> None:
    found = compare_words(made_up(20), by="outlet", least=21)
    assert len(found) == 0 and found.columns.tolist() == KEYNESS.names
    check_table(found, KEYNESS)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"by": "paper"}, "by names no column"),
        ({"by": "outlet", "reference": "Z"}, "reference must be 'rest' or a value of 'outlet', got 'Z'"),
        ({"by": "outlet", "prior": "flat"}, "prior must be 'corpus' or a number above 0"),
        ({"by": "outlet", "prior": 0}, "prior must be"),
        ({"by": "outlet", "level": 95}, "level must be"),
        ({"by": "outlet", "n": 0}, "n must be a whole number"),
        ({"by": "title"}, "makes 1 group"),
    ],
)
def test_wrong_options_are_named(options: dict[str, Any], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        compare_words(made_up(), **options)
