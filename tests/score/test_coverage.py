"""Whether an article is on a topic and its strands."""

from __future__ import annotations

import pandas as pd
import pytest

from mediakit.errors import TableError
from mediakit.measures import measures_of
from mediakit.score.coverage import score_coverage
from mediakit.stats.estimates import estimate
from mediakit.tables import ARTICLES, build_table
from mediakit.topics import load_topic
from mediakit.topics.membership import match_topic
from tests.score.checks import TEXTS, articles_of, assert_scores_hold, value

TOPIC = load_topic("nato-enlargement")


def test_counted_by_hand() -> None:
    scores = assert_scores_hold(lambda articles: score_coverage(articles, TOPIC))
    assert value(scores, "a2", "coverage", "nato-enlargement") == (1, 1)
    assert value(scores, "a2", "coverage", "nato-enlargement: Finland and Sweden") == (1, 1)
    assert value(scores, "a2", "coverage", "nato-enlargement: Ukraine, Georgia and Moldova") == (0, 1)
    assert value(scores, "a0", "coverage", "nato-enlargement") == (0, 1)
    assert value(scores, "a1", "coverage", "nato-enlargement") == (0, 1)


def test_it_is_what_the_topic_matches() -> None:
    articles = articles_of(*TEXTS)
    matched = match_topic(articles, TOPIC)
    scores = score_coverage(articles, TOPIC)
    assert scores["label"].cat.categories.tolist() == ["", *matched.columns]
    for column in matched:
        found = [value(scores, article, "coverage", column) for article in articles["article_id"]]
        assert found == [(float(on), 1.0) for on in matched[column]]


def test_a_headline_is_enough() -> None:
    row = {"article_id": "a", "title": "Sweden applies to NATO", "text": "A short note."}
    scores = score_coverage(build_table(ARTICLES, [row]), TOPIC)
    assert value(scores, "a", "coverage", "nato-enlargement") == (1, 1)


def test_a_wrong_table_is_named() -> None:
    with pytest.raises(TableError, match="ARTICLES"):
        score_coverage(pd.DataFrame({"text": ["a"]}), TOPIC)


def test_two_topics_stand_in_one_table_with_what_is_known_of_both() -> None:
    row = {"outlet": "A", "title": "Sweden applies to NATO", "text": "Energy prices rose."}
    articles = build_table(ARTICLES, [row | {"article_id": str(i)} for i in range(12)])
    topics = [load_topic(name) for name in ("nato-enlargement", "energy-prices")]
    estimates = [estimate(score_coverage(articles, topic), articles) for topic in topics]
    (measure,) = measures_of(pd.concat(estimates, ignore_index=True)).values()
    assert all(topic.say_validity() in measure.validity for topic in topics)
