"""Word shifts: contributions by hand, their sum, and what must hold whatever the corpus."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from mediakit.annotate.tone import ToneLexicon
from mediakit.errors import OptionError
from mediakit.tables import ARTICLES, build_table
from mediakit.words.word_shifts import OTHER_WORDS, word_shift

VALENCES = {"good": 2.0, "bad": -3.0, "open": 1.0, "can't": -0.5, "fine": 0.5, "ugly": -1.0}
LEXICON = ToneLexicon("toy", "1", "CC0", "0" * 64, VALENCES, ("open door",))
WORDS = ["good", "bad", "open", "can't", "fine", "ugly", "the", "a", "house", "street", "Bad", "door", "rain", "on"]


def articles(n: int = 60, *, seed: int = 1, outlets: str = "AB") -> pd.DataFrame:
    """Return ARTICLES of random words; outlets further on use more of the words further on."""
    rng = np.random.default_rng(seed)
    weights = [np.linspace(1, 1 + 2 * i, len(WORDS)) for i in range(len(outlets))]
    rows = []
    for i in range(n):
        group = i % len(outlets)
        words = rng.choice(WORDS, rng.integers(20, 90), p=weights[group] / weights[group].sum())
        rows.append({"article_id": f"a{i}", "outlet": outlets[group], "text": " ".join(words) + "."})
    return build_table(ARTICLES, rows)


def lexicon_tone(table: pd.DataFrame) -> float:
    """Return the valence points per 100 words, counted word by word."""
    points, count = 0.0, 0
    for text in table["text"]:
        words = text.rstrip(".").split()
        count += len(words)
        for i, word in enumerate(words):
            masked = word == "open" and words[i + 1 : i + 2] == ["door"]
            points += 0 if masked else VALENCES.get(word.lower(), 0)
    return 100 * points / count


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("top", [1, 3, 30])
def test_contributions_sum_to_the_difference_in_lexicon_tone(seed: int, top: int) -> None:
    table = articles(seed=seed)
    shift = word_shift(table, by="outlet", lexicon=LEXICON, top=top)
    one, two = (lexicon_tone(table[table["outlet"] == name]) for name in "AB")
    assert shift["contribution"].sum() == pytest.approx(two - one, abs=1e-9)
    assert len(shift) == min(top, len(VALENCES)) + (top < len(VALENCES))
    assert (shift["word"] == OTHER_WORDS).tolist() == [False] * min(top, 6) + [True] * (top < 6)


def test_every_row_is_rate_times_valence() -> None:
    shift = word_shift(articles(), by="outlet", lexicon=LEXICON, top=4).iloc[:-1]
    np.testing.assert_allclose(shift["contribution"], (shift["rate_b"] - shift["rate_a"]) * shift["valence"])
    assert shift["contribution"].abs().is_monotonic_decreasing
    assert ((shift["conf_low"] <= shift["contribution"]) & (shift["contribution"] <= shift["conf_high"])).all()


def test_counts_by_hand() -> None:
    texts = {"A": "Good, good open door. An open street can’t be bad-tempered.", "B": "The rain is fine."}
    rows = [{"article_id": f"{o}{i}", "outlet": o, "text": texts[o]} for o in "AB" for i in range(2)]
    shift = word_shift(build_table(ARTICLES, rows), by="outlet", lexicon=LEXICON).set_index("word")
    assert shift["count_a"].to_dict() == {"good": 4, "bad": 2, "fine": 0, "open": 2, "can't": 2}
    assert shift["count_b"].to_dict() == {"good": 0, "bad": 0, "fine": 2, "open": 0, "can't": 0}
    assert shift.loc["good", "rate_a"] == pytest.approx(100 * 2 / 11)
    assert shift.loc["fine", ["n_articles_a", "n_articles_b"]].tolist() == [0, 2]
    assert shift[["conf_low", "conf_high"]].isna().all().all()
    assert set(shift["caveat"]) == {"withheld: b: 2 articles, needs 10; a: 2 articles, needs 10"}


def test_swapping_the_groups_turns_the_sign() -> None:
    table = articles(outlets="ABC")
    one = word_shift(table, by="outlet", groups=("A", "C"), lexicon=LEXICON)
    two = word_shift(table, by="outlet", groups=("C", "A"), lexicon=LEXICON)
    assert one["word"].tolist() == two["word"].tolist()
    np.testing.assert_allclose(one["contribution"], -two["contribution"])
    np.testing.assert_allclose(one["conf_low"], -two["conf_high"])
    assert (one["group_a"].unique().tolist(), one["group_b"].unique().tolist()) == (["A"], ["C"])


def test_copies_of_every_article_change_nothing() -> None:
    table = articles()
    copies = table.assign(article_id="copy of " + table["article_id"].astype(object))
    both = pd.concat([table, copies], ignore_index=True)
    both["story_id"] = both["article_id"].astype(object).str.removeprefix("copy of ").astype("str")
    once, twice = (word_shift(t, by="outlet", lexicon=LEXICON, top=3) for t in (table, both))
    numbers = ["contribution", "conf_low", "conf_high", "rate_a", "rate_b"]
    np.testing.assert_allclose(twice[numbers], once[numbers])
    assert twice["count_a"].tolist() == (2 * once["count_a"]).tolist()


def test_order_and_repeats_do_not_matter_and_input_is_not_changed() -> None:
    table = articles()
    before = table.copy(deep=True)
    one = word_shift(table, by="outlet", lexicon=LEXICON, top=3)
    two = word_shift(table.sample(frac=1, random_state=2).set_axis([0] * 60), by="outlet", lexicon=LEXICON, top=3)
    pd.testing.assert_frame_equal(one, two)
    pd.testing.assert_frame_equal(table, before)


def test_shipped_lexicon_explains_bad_news() -> None:
    texts = ["The talks collapsed after shelling killed many.", "The talks brought a breakthrough."]
    rows = [{"article_id": str(i), "outlet": "AB"[i % 2], "text": texts[i % 2]} for i in range(24)]
    shift = word_shift(build_table(ARTICLES, rows), by="outlet")
    assert {"killed", "shelling", "collapsed", "breakthrough"} <= set(shift["word"])
    assert (shift["contribution"] > 0).all()


def test_groups_without_lexicon_words() -> None:
    rows = [{"article_id": str(i), "outlet": "AB"[i % 2], "text": "The house." * (i > 3)} for i in range(24)]
    assert len(word_shift(build_table(ARTICLES, rows), by="outlet", lexicon=LEXICON)) == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"by": "paper"}, "by names no column"),
        ({"by": "outlet"}, "compares two groups of 'outlet', got 3 values"),
        ({"by": "outlet", "groups": ("A", "A")}, "compares two groups"),
        ({"by": "outlet", "groups": ("A", "X")}, "got 'A', 'X'.*of: 'A', 'B', 'C'"),
        ({"by": "outlet", "groups": ("A", "B"), "top": 0}, "top must be a whole number"),
        ({"by": "outlet", "groups": ("A", "B"), "lexicon": "afinn"}, "unknown tone lexicon 'afinn'"),
    ],
)
def test_wrong_options_are_named(options: dict[str, Any], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        word_shift(articles(outlets="ABC"), **options)
