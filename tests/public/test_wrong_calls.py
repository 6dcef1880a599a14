"""Calls that are easily made by mistake: each is answered by a message that names the way out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import mediakit
from mediakit.errors import MediakitError

ROWS = [
    {"title": f"Finland joins NATO, {i}", "text": f"Rain {i}. Kyiv.", "date": "2022-05-09", "outlet": "AB"[i % 2]}
    for i in range(24)
]


@pytest.fixture(scope="module")
def pair() -> Any:
    return mediakit.read_corpus(ROWS)


@pytest.fixture(scope="module")
def articles(pair: Any) -> pd.DataFrame:
    return pair.articles


@pytest.fixture(scope="module")
def scores(articles: pd.DataFrame) -> pd.DataFrame:
    return mediakit.score_coverage(articles, mediakit.load_topic("nato-enlargement"))


Call = Callable[[Any, pd.DataFrame, pd.DataFrame], Any]
CALLS: dict[str, tuple[Call, str]] = {
    "the pair where articles are wanted": (
        lambda pair, a, s: mediakit.score_sentiment(pair),
        "articles, problems = read_corpus",
    ),
    "a path where articles are wanted": (
        lambda pair, a, s: mediakit.check_corpus("data/sample"),
        "articles, problems = read_corpus",
    ),
    "texts that are missing": (
        lambda pair, a, s: mediakit.score_sentiment(a.assign(text=[None, *a["text"][1:]])),
        "articles['text'] = articles['text'].fillna('')",
    ),
    "numbers for outlets": (
        lambda pair, a, s: mediakit.check_corpus(a.assign(outlet=1)),
        "articles['outlet'] = articles['outlet'].astype(str)",
    ),
    "dates without a zone": (
        lambda pair, a, s: mediakit.trend(s, a.assign(published=a["published"].dt.tz_localize(None))),
        "articles['published'].dt.tz_localize('UTC')",
    ),
    "dates as text": (
        lambda pair, a, s: mediakit.trend(s, a.assign(published="2022-05-09")),
        "pd.to_datetime(articles['published'], utc=True)",
    ),
    "a table of one's own where articles are wanted": (
        lambda pair, a, s: mediakit.annotate_entities(pd.DataFrame({"body": ["Rain."]})),
        "read_articles(table)",
    ),
    "a topic by name to select_articles": (
        lambda pair, a, s: mediakit.select_articles(a, "nato-enlargement"),
        "load_topic('nato-enlargement')",
    ),
    "a topic by name to score_naming": (
        lambda pair, a, s: mediakit.score_naming(a, "nato-enlargement"),
        "load_topic('nato-enlargement')",
    ),
    "a topic by name to score_coverage": (
        lambda pair, a, s: mediakit.score_coverage(a, "nato-enlargement"),
        "load_topic('nato-enlargement')",
    ),
    "a word where frames are wanted": (
        lambda pair, a, s: mediakit.annotate_frames(a, "ceasefire"),
        "Lexicon(",
    ),
    "articles and topic changed over": (
        lambda pair, a, s: mediakit.select_articles(mediakit.load_topic("nato-enlargement"), a),
        "read_corpus()",
    ),
    "scores and articles changed over": (
        lambda pair, a, s: mediakit.estimate(a, s),
        "It looks like ARTICLES",
    ),
    "no column to group by": (
        lambda pair, a, s: mediakit.estimate(s, a, by=None),
        "Leave",
    ),
    "a column that is not there": (
        lambda pair, a, s: mediakit.estimate(s, a, by="country"),
        "Columns are",
    ),
    "a column of lists": (
        lambda pair, a, s: mediakit.estimate(s, a.assign(tags=[["x"]] * len(a)), by="tags"),
        "tags",
    ),
    "a level in percent": (
        lambda pair, a, s: mediakit.estimate(s, a, level=95),
        "0.95",
    ),
    "scores of other articles": (
        lambda pair, a, s: mediakit.estimate(s.assign(article_id=s["article_id"] + "x"), a),
        "article",
    ),
    "one group to compare": (
        lambda pair, a, s: mediakit.compare_groups(s, a.assign(outlet="A"), by="outlet"),
        "another column",
    ),
    "labels without the rows of exposure": (
        lambda pair, a, s: mediakit.estimate(_with_one_hit(a).query("label == 'lines'"), a),
        "isin",
    ),
    "scores where a chart wants estimates": (
        lambda pair, a, s: mediakit.plot_comparison(s),
        "estimate(",
    ),
    "differences where a chart wants values": (
        lambda pair, a, s: mediakit.plot_comparison(mediakit.compare_groups(s, a, by="outlet")),
        "plot_differences",
    ),
    "values where a chart wants differences": (
        lambda pair, a, s: mediakit.plot_differences(mediakit.estimate(s, a, by="outlet")),
        "compare_groups",
    ),
    "a single text to polarity_scores": (
        lambda pair, a, s: mediakit.polarity_scores("A great day."),
        "polarity_scores([text])",
    ),
    "one table of scores to the report": (
        lambda pair, a, s: mediakit.write_report(a, mediakit.load_topic("nato-enlargement"), "out", scores=s),
        "scores=[table]",
    ),
    "a lexicon that is not there": (
        lambda pair, a, s: mediakit.score_sentiment(a, lexicon="newz"),
        "news",
    ),
    "spans of other articles": (
        lambda pair, a, s: mediakit.evidence(mediakit.annotate_entities(a), a.assign(text="x", title="")),
        "articles",
    ),
    "a measure nobody described": (
        lambda pair, a, s: mediakit.estimate(s.assign(measure="mood", kind=None), a),
        "Measure(",
    ),
}


def _with_one_hit(articles: pd.DataFrame) -> pd.DataFrame:
    frames = mediakit.Lexicon("demo", [mediakit.Term("rain 3", "lines")])
    return mediakit.score_frames(articles, frames).query("measure == 'frame_salience'")


@pytest.mark.parametrize("name", CALLS)
def test_the_message_names_the_way_out(
    name: str, pair: Any, articles: pd.DataFrame, scores: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    call, way_out = CALLS[name]
    with pytest.raises(MediakitError) as caught:
        call(pair, articles, scores)
    assert way_out in str(caught.value)
    assert not list(tmp_path.iterdir())
