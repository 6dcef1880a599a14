"""The summary of a report on a real corpus: every number once more, from the articles, with plain pandas."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest

from mediakit.annotate.frames import annotate_frames
from mediakit.annotate.naming import annotate_naming
from mediakit.annotate.sentiment import annotate_sentiment
from mediakit.recipes import Measured, measure_topic, read_corpus
from mediakit.statements.say import summary_of
from mediakit.statements.windows import main_run
from mediakit.text.parts import split_sentences
from mediakit.topics import load_topic
from mediakit.topics.membership import match_topic
from tests.conftest import evaluation_data

LEAST_LINES = 5


@cache
def measured() -> Measured:
    articles, problems = read_corpus(evaluation_data("gold", "ukraine_media", "articles.jsonl.gz"))
    return measure_topic(articles, load_topic("nato-enlargement"), problems=problems)


@cache
def lines() -> pd.DataFrame:
    """Return the rows of the summary."""
    rows = measured().statements
    return rows[rows["line"] > 0]


def counts(row: pd.Series) -> pd.DataFrame:
    """Return total and exposure of every article that was counted, for what the row is about."""
    all_of_them, topic = measured().acted.articles, measured().topic
    flags = match_topic(all_of_them, topic)
    on_topic = all_of_them[flags[topic.name]]
    if row["measure"] == "coverage":
        made = all_of_them.assign(total=flags[row["label"]].astype(int), exposure=1)
    elif row["measure"] == "naming":
        spans = annotate_naming(all_of_them, topic)
        choice = spans["label"].astype(str).str.partition(": ")[0] == row["label"].partition(": ")[0]
        made = all_of_them.assign(
            total=all_of_them["article_id"].map(spans[spans["label"] == row["label"]]["article_id"].value_counts()),
            exposure=all_of_them["article_id"].map(spans[choice]["article_id"].value_counts()),
        )
    elif row["measure"] == "frame_salience":
        spans = annotate_frames(on_topic, topic)
        hit = spans[spans["label"] == row["label"]].drop_duplicates(["article_id", "sentence_id"])
        n_sentences = split_sentences(on_topic)["article_id"].value_counts()
        total = on_topic["article_id"].map(hit["article_id"].value_counts())
        made = on_topic.assign(total=total, exposure=on_topic["article_id"].map(n_sentences))
    else:
        tones = annotate_sentiment(on_topic).groupby("article_id")["value"].agg(["sum", "size"])
        made = on_topic.assign(
            total=on_topic["article_id"].map(tones["sum"]), exposure=on_topic["article_id"].map(tones["size"])
        )
    made = made.fillna({"total": 0, "exposure": 0})
    return made.assign(day=made["published"].dt.tz_localize(None))[["outlet", "day", "total", "exposure", "article_id"]]


def in_same_periods(rows: pd.DataFrame, row: pd.Series) -> tuple[float, float]:
    """Return the value of an outlet, and that of the others in the same periods with its own exposure as weights."""
    rows = rows[(rows["exposure"] > 0) & ~rows["outlet"].isin(row["left_out"].split("; "))]
    period = rows["day"].dt.to_period({"week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}[row["within"]])
    sums = rows.groupby([period, rows["outlet"] == row["group"]])[["total", "exposure"]].sum().unstack().dropna()
    total, exposure = sums["total"], sums["exposure"]
    own = total[True].sum() / exposure[True].sum()
    others = (exposure[True] * total[False] / exposure[False]).sum() / exposure[True].sum()
    return own, others


def in_window(rows: pd.DataFrame, row: pd.Series) -> tuple[float, float, int]:
    """Return the share in a window, that of the same outlets at other times, and the articles in the window."""
    run = main_run(measured().tables["coverage"])
    kept = rows["day"].dt.normalize().between(run["period"].min(), run["period_end"].max())
    rows = rows[kept & ~rows["article_id"].isin(measured().acted.on_collection_days)]
    start, end = (row[name].tz_localize(None) for name in ("start", "end"))
    days = rows["day"].dt.normalize()
    # Other windows that stand out are not among the other weeks, nor are those beyond a change of level.
    known = measured().statements.query("kind == 'peak' and named")
    for one in known[known["label"] == row["label"]].itertuples():
        if one.start != row["start"]:
            rows = rows[~days.reindex(rows.index).between(one.start.tz_localize(None), one.end.tz_localize(None))]
    if pd.notna(row["since"]):
        rows = rows[rows["day"] >= row["since"].tz_localize(None)]
    inside = rows["day"].dt.normalize().between(start, end)
    by_outlet = rows.groupby([rows["outlet"], inside])["total"].agg(["sum", "size"]).unstack().dropna()
    hits, n = by_outlet["sum"], by_outlet["size"]
    return (
        hits[True].sum() / n[True].sum(),
        (n[True] * hits[False] / n[False]).sum() / n[True].sum(),
        int(n[True].sum()),
    )


def printed(value: float, measure: str, text: str) -> bool:
    """Return whether a value stands in a sentence, at the decimals of one or two places."""
    if measure == "tone":
        return f"{abs(value):.2f}" in text
    return any(f"{100 * value:.{decimals}f}%" in text for decimals in (0, 1)) or "all of" in text or "<0.1%" in text


def test_there_is_enough_to_say() -> None:
    assert lines()["line"].nunique() >= LEAST_LINES


def test_every_difference_of_the_summary_is_that_of_the_articles() -> None:
    rows = lines()[lines()["kind"] == "difference"]
    assert len(rows)
    for _, row in rows.iterrows():
        own, others = in_same_periods(counts(row), row)
        assert (own, others) == pytest.approx((row["own"], row["others"]), abs=1e-9), row["label"]
        assert row["low"] <= own - others <= row["high"] and printed(own, row["measure"], row["text"])
        assert printed(others, row["measure"], row["text"]), (others, row["text"])


def test_every_time_of_the_summary_is_that_of_the_articles() -> None:
    rows = lines()[lines()["kind"] == "peak"]
    assert len(rows)
    for _, row in rows.iterrows():
        own, others, n = in_window(counts(row), row)
        assert (own, others) == pytest.approx((row["own"], row["others"]), abs=1e-9), row["label"]
        assert f"of {n:,} articles" in row["text"] and printed(row["own"], "coverage", row["text"])


def test_the_known_weeks_stand_out_for_finland_and_sweden() -> None:
    rows = measured().statements
    rows = rows[(rows["kind"] == "peak") & rows["named"] & rows["label"].str.contains("Finland")]
    for first, last in (("2022-05-09", "2022-05-22"), ("2022-06-27", "2022-07-03")):
        inside = (rows["start"] <= pd.Timestamp(first, tz="UTC")) & (rows["end"] >= pd.Timestamp(last, tz="UTC"))
        assert inside.any(), rows[["start", "end"]]


def test_what_is_wrong_with_the_corpus_is_left_out_and_nothing_is_said_of_it() -> None:
    assert measured().acted.without_capitals == ("foxnews.com",) and len(measured().acted.passages) > 1000
    assert not any("foxnews" in text for text, _ in summary_of(measured().statements))
    changed = measured().with_passages.set_index("outlet")
    assert changed.loc["rt.com", "before"] > 2 * changed.loc["rt.com", "after"]
    # Background paragraphs made frames stand out in one outlet.
    frames = measured().statements.query("figure == 'frames' and group == 'rt.com'")
    assert not frames["named"].any()


def test_nothing_is_named_for_being_the_largest_or_smallest() -> None:
    text = " ".join(text for text, _ in summary_of(measured().statements))
    assert "ranges" not in text and "largest" not in text and "smallest" not in text
