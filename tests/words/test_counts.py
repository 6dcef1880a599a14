"""Counts of words: against a count in plain Python, by group and period, with and without words of grammar."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest

from mediakit.errors import OptionError, TableError
from mediakit.languages import tell_language
from mediakit.tables import ARTICLES, PARTS, build_table, check_table
from mediakit.text.vocabulary import normalise, words_of
from mediakit.word_tables import WORD_COUNTS
from mediakit.words.counting import count_terms
from mediakit.words.counts import count_words, top_words
from mediakit.words.stop_words import LANGUAGES, load_stop_words

PIECES = [
    "The harbour",
    "grain",
    "grain's",
    "U.S.",
    "can’t",
    "on",
    "Rain,",
    "rain",
    "über",
    "3,500",
    "x",
    "—",
    "stop.\n",
]


def articles(n: int = 40, *, seed: int = 3) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    rows: list[dict[str, Any]] = []
    for i in range(n):
        title, standfirst, text = (" ".join(rng.choice(PIECES, k)) for k in (3, 0, rng.integers(0, 60)))
        day = f"2022-0{1 + i % 3}-1{i % 7}"
        rows.append({"article_id": f"a{i}", "outlet": "ABC"[i % 3], "published": day, "title": title, "text": text})
        rows[-1]["standfirst"] = standfirst
    return build_table(ARTICLES, rows)


def plain_runs(text: str, n: int) -> list[str]:
    """Return the runs of n words of a text, cut where more than spaces, hyphens or quotation marks stand between."""
    text = normalise(text)
    spans = words_of(text)
    found = []
    for at in range(len(spans) - n + 1):
        run = spans[at : at + n]
        between = [text[a[1] : b[0]] for a, b in pairwise(run)]
        if all(not gap.removeprefix("'s").strip(" -'\"") for gap in between):
            found.append(" ".join(text[a:b].lower() for a, b in run))
    return found


@pytest.mark.parametrize("n", [1, 2, 3])
def test_counts_are_those_of_plain_python(n: int) -> None:
    table = articles()
    counted = count_terms(table, n=n)
    wanted: Counter[tuple[int, str]] = Counter()
    for i, row in enumerate(table.to_dict("records")):
        for part in PARTS:
            wanted.update((i, run) for run in plain_runs(row[part], n))
    pairs = zip(counted.article.tolist(), counted.term.tolist(), counted.count.tolist(), strict=True)
    assert {(article, counted.terms[term]): count for article, term, count in pairs} == dict(wanted)
    assert counted.size.tolist() == [sum(c for (i, _), c in wanted.items() if i == at) for at in range(len(table))]
    assert counted.n_terms == len({run for _, run in wanted}) and counted.terms == sorted(counted.terms)


def test_counts_by_group_and_period_add_up() -> None:
    table = articles()
    whole, by = count_words(table), count_words(table, by="outlet")
    months = count_words(table, by="outlet", every="month")
    for part in (by, months):
        check_table(part, WORD_COUNTS)
        sums = part.groupby("word", observed=True)[["count", "n_articles"]].sum()
        wanted = whole.set_index("word")[["count", "n_articles"]].loc[sums.index]
        assert sums.astype("int64").equals(wanted.astype("int64"))
    words = by.drop_duplicates("group").set_index("group")["n_words"]
    assert words.sum() == whole["n_words"].iloc[0]
    row = by[(by["group"] == "B") & (by["word"] == "grain")].iloc[0]
    assert row["rate"] == pytest.approx(1000 * row["count"] / words["B"])
    first = months.iloc[0]
    assert (str(first["period"])[:10], str(first["period_end"])[:10]) == ("2022-01-01", "2022-01-31")


def test_copies_count_as_one_story() -> None:
    table = articles(6).assign(text="Grain again.", title="", story_id=["s", "s", "", "", "t", "t"])
    row = count_words(table.assign(story_id=table["story_id"].astype("str"))).set_index("word").loc["grain"]
    assert (row["count"], row["n_articles"], row["n_stories"]) == (6, 6, 4)


def test_rare_words_are_left_out_and_rates_stay() -> None:
    table = articles()
    all_words, some = count_words(table), count_words(table, least=35)
    assert some["n_articles"].min() >= 35 and len(some) < len(all_words)
    kept = all_words[all_words["word"].isin(some["word"])].reset_index(drop=True)
    assert kept["rate"].tolist() == some["rate"].tolist()


def test_the_order_of_articles_changes_nothing() -> None:
    table = articles()
    mixed = table.sample(frac=1, random_state=1).reset_index(drop=True)
    pd.testing.assert_frame_equal(count_words(table, by="outlet", n=2), count_words(mixed, by="outlet", n=2))


def test_top_words_leave_out_grammar_numbers_and_letters() -> None:
    top = top_words(articles(), stop_words="en", top=3)
    assert top["count"].is_monotonic_decreasing and top["word"].tolist()[:2] == ["rain", "grain"] and len(top) == 3
    assert not set(top_words(articles(), stop_words="en", top=50)["word"]) & {"the", "on", "can't", "3,500", "x"}
    assert {"the", "on"} <= set(top_words(articles(), stop_words=(), top=50)["word"])
    assert "grain" not in set(top_words(articles(), stop_words=["GRAIN"], top=50)["word"])
    by = top_words(articles(), by="outlet", top=2)
    assert by["rank"].tolist() == [1, 2] * 3 and by["group"].tolist() == list("AABBCC")


def test_runs_of_words_do_not_begin_or_end_with_grammar() -> None:
    row = {"article_id": "a", "text": "The port of Riga and the port of Riga."}
    table = build_table(ARTICLES, [row])
    assert top_words(table, n=3)["word"].tolist() == ["port of riga"]
    assert top_words(table, n=2)["word"].tolist() == []


def test_the_language_of_the_articles_chooses_the_list() -> None:
    texts = {"de": "Der Hafen und die Fähre und das Wetter.", "en": "The harbour and the ferry."}
    rows = [{"article_id": code, "language": code, "text": text} for code, text in texts.items()]
    assert set(top_words(build_table(ARTICLES, rows))["word"]) == {"hafen", "fähre", "wetter", "harbour", "ferry"}
    assert "the" in set(top_words(build_table(ARTICLES, rows[1:]), stop_words="de")["word"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_of_stop_words_are_words_as_they_are_counted(language: str) -> None:
    words = load_stop_words(language)
    assert len(words) > 150
    table = build_table(ARTICLES, [{"article_id": "a", "text": "\n".join(sorted(words))}])
    assert words == set(count_terms(table).terms)
    assert tell_language(" ".join(sorted(words))).language == language


def test_a_group_without_words_and_a_table_without_articles() -> None:
    nothing = build_table(ARTICLES, [{"article_id": "a", "text": "..."}])
    assert len(count_words(nothing)) == 0 and len(top_words(nothing)) == 0
    assert len(count_words(build_table(ARTICLES, []))) == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n": 4}, "n must be a whole number from 1 to 3, got 4"),
        ({"least": 0}, "least must be a whole number of at least 1"),
        ({"by": "paper"}, "by names no column"),
        ({"every": "hour"}, "every must be one of"),
    ],
)
def test_wrong_options_are_named(options: dict[str, Any], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        count_words(articles(), **options)


def test_what_else_is_refused() -> None:
    with pytest.raises(OptionError, match="top must be"):
        top_words(articles(), top=0)
    with pytest.raises(OptionError, match=r"no list of stop words for 'tlh'.*de \(German\)"):
        top_words(articles(), stop_words="tlh")
    with pytest.raises(TableError, match="articles with a date"):
        count_words(
            articles().assign(published=pd.Series(pd.NaT, index=range(40), dtype="datetime64[us, UTC]")), every="month"
        )
