"""Word choices: which variant is printed, and whether inside quotation marks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from mediakit.annotate.naming import annotate_naming
from mediakit.score.naming import score_naming
from mediakit.tables import ARTICLES, SPANS, build_table, check_table, empty
from mediakit.topics import load_topic

TOPIC = load_topic("nato-enlargement")


def naming(*texts: str) -> pd.DataFrame:
    rows = [{"article_id": str(i), "text": text, "published": "2022-05-09"} for i, text in enumerate(texts)]
    articles = build_table(ARTICLES, rows)
    return annotate_naming(articles, TOPIC)


def quoted(text: str, label: str = "war: special operation") -> list[bool]:
    spans = naming(text)
    return spans.loc[spans["label"] == label, "quoted"].tolist()


def test_variants_are_told_apart() -> None:
    spans = naming("Kiev said Kyiv rejects the invasion.", "", "The annexation of Crimea, or Crimea’s reunification.")
    check_table(spans, SPANS)
    assert spans[["article_id", "label"]].values.tolist() == [
        ["0", "capital: Kiev"],
        ["0", "capital: Kyiv"],
        ["0", "war: invasion"],
        ["2", "crimea: annexation"],
        ["2", "crimea: reunification"],
    ]
    assert spans["layer"].unique().tolist() == ["naming"]
    assert spans["label"].cat.categories.tolist() == TOPIC.naming_lexicon.labels


def test_look_alikes_are_no_mentions() -> None:
    assert len(naming("Chicken Kiev at the Dynamo Kyiv stadium, read the Kyiv Independent.", "A home invasion.")) == 0


def test_variants_of_one_choice_may_overlap_and_each_counts_once() -> None:
    labels = naming("Russia's full-scale invasion of Ukraine")["label"].tolist()
    assert labels == ["war: invasion"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('It calls this a "special military operation" in public.', [True]),
        ("It calls this a “special military operation” in public.", [True]),
        ("It calls this a «special military operation» in public.", [True]),
        ("It calls this a „special military operation“ in public, a special operation.", [True, False]),
        ("It calls this a special military operation in public.", [False]),
        ("It calls this a 'special military operation' in public.", [False]),
        ("“We began the special military operation,” he said of the special military operation.", [True, False]),
        ('"One." Two: special military operation. "Three."', [False]),
        ('"The special military operation", he said, "is a special operation."', [True, True]),
        ("“The first paragraph runs on.\n\n“The special military operation is next,” he said.", [True]),
        ("“An open mark ends here.\n\nThe special military operation.", [False]),
        ("A mark that closes” comes first. The special military operation.", [False]),
        ('The "special" military operation', [False]),
        ("special military operation", [False]),
        ("The so-called “special military operation”", [True]),
        ("“He said ‘the special military operation’ again.”", [True]),
        ("It’s Russia’s special military operation, isn’t it", [False]),
    ],
)
def test_quotation_marks(text: str, expected: list[bool]) -> None:
    assert quoted(text) == expected


def test_quotation_marks_are_counted_anew_in_every_article() -> None:
    spans = naming("An open “mark", "The special military operation.", "“The special military operation.”")
    assert spans["quoted"].tolist() == [False, True]


def test_a_topic_without_choices_finds_nothing() -> None:
    articles = build_table(ARTICLES, [{"article_id": "a", "text": "Kyiv or Kiev."}])
    spans = annotate_naming(articles, replace(TOPIC, naming=()))
    assert len(spans) == 0
    assert "quoted" in spans


def test_no_articles() -> None:
    spans = annotate_naming(empty(ARTICLES), TOPIC)
    assert len(check_table(spans, SPANS)) == 0
    assert spans["quoted"].dtype == bool


DAYS = {
    "2022-02-23T23:59": [],
    "2022-02-24": ["war: invasion"],
    "2022-05-09": ["war: invasion", "war: special operation"],
    "2022-05-10T22:00": ["war: invasion", "war: special operation"],
    "2022-05-11": ["war: invasion"],
    "": [],
}


@pytest.mark.parametrize("published", DAYS)
def test_a_variant_counts_on_its_own_days_only_and_not_without_a_date(published: str) -> None:
    war = next(choice for choice in TOPIC.naming if choice["key"] == "war")
    variants = [
        variant | {"valid_from": date(2022, 5, 9), "valid_to": date(2022, 5, 10)}
        if variant["key"] == "special operation"
        else variant
        for variant in war["variants"]
    ]
    topic = replace(TOPIC, naming=(war | {"variants": variants},))
    text = "The invasion that is called a special operation."
    articles = build_table(ARTICLES, [{"article_id": "a", "text": text, "published": published or None}])
    spans, scores = annotate_naming(articles, topic), score_naming(articles, topic)
    assert sorted(spans["label"]) == DAYS[published]
    counted = scores[(scores["measure"] == "naming") & (scores["total"] > 0)]
    assert sorted(counted["label"]) == DAYS[published]
    assert set(counted["exposure"]) == ({float(len(DAYS[published]))} if DAYS[published] else set())


def test_without_days_a_choice_counts_in_articles_without_a_date_too() -> None:
    articles = build_table(ARTICLES, [{"article_id": "a", "text": "Kyiv or Kiev.", "published": None}])
    assert annotate_naming(articles, TOPIC)["label"].tolist() == ["capital: Kyiv", "capital: Kiev"]
