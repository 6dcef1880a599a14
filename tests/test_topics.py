"""Topic files: the ones that come with mediakit, the documented example, and what is said of faulty ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from mediakit.annotate.entities import load_aliases
from mediakit.clean.boilerplate import clean_articles
from mediakit.errors import TableError, TopicError
from mediakit.lexicon import Lexicon, Term
from mediakit.read import read_articles
from mediakit.tables import ARTICLES, build_table, empty
from mediakit.topics import Topic, list_topics, load_topic
from mediakit.topics.membership import match_topic, select_articles
from mediakit.topics.topic_file import SHAPE
from tests.conftest import ROOT
from tests.plain_matcher import pattern_of

GOOD = """
name = "ferries"
title = "Ferries"
description = "Articles on ferries."
[[query]]
terms = ["ferry"]
exclude = ["Bryan Ferry"]
[[query]]
case_sensitive = ["EU"]
[[strands]]
title = "Winter"
terms = ["ice*"]
[frames.cost]
title = "Cost"
definition = "Ferries as money."
validity = "not validated"
terms = ["fare*"]
[[naming]]
key = "end"
title = "The end of the route"
[[naming.variants]]
key = "closure"
label = "closure"
description = "word of the council"
terms = ["closure"]
[[actors]]
name = "European Union"
type = "alliance"
[[events]]
date = 2023-01-09
title = "Last crossing"
source = "Timetable"
"""
VARIANT = '\n[[naming.variants]]\nkey = "a"\nlabel = "a"\ndescription = "d"\nterms = ["a"]\n'


def load(tmp_path: Path, text: str) -> Topic:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return load_topic(path)


@pytest.fixture(params=list_topics())
def topic(request: pytest.FixtureRequest) -> Topic:
    return load_topic(request.param)


def lexicons(topic: Topic) -> Iterator[Lexicon]:
    yield from (topic.query_lexicon, topic.frame_lexicon, topic.naming_lexicon)


def test_the_topics_that_come_with_mediakit() -> None:
    assert {"nato-enlargement", "energy-prices"} <= set(list_topics())


def test_a_topic_is_complete(topic: Topic) -> None:
    assert len(topic.frames) >= 4
    assert len(topic.naming) >= 2
    assert all(len(choice["variants"]) >= 2 for choice in topic.naming)
    assert all(frame["validity"] == "not validated" for frame in topic.frames.values())
    assert topic.strands
    assert topic.description.endswith(".")


def test_events_are_dated_sourced_and_in_order(topic: Topic) -> None:
    table = topic.event_table
    assert table.columns.tolist() == ["date", "label", "title", "source"]
    assert len(table) >= 10
    assert table["date"].is_monotonic_increasing
    assert str(table["date"].dt.tz) == "UTC"
    assert (table["source"].str.len() > 3).all()
    assert table["date"].max() < pd.Timestamp("2025-01-01", tz="UTC")
    assert table["label"].str.len().max() <= 24


def test_actors_stand_in_the_alias_table(topic: Topic) -> None:
    known = set(zip(load_aliases()["canonical"], load_aliases()["type"], strict=True))
    assert [a["name"] for a in topic.actors if (a["name"], a["type"]) not in known] == []


def test_every_term_can_be_found_and_stands_once(topic: Topic) -> None:
    for lexicon in lexicons(topic):
        seen: dict[tuple[object, ...], str] = {}
        for term in lexicon.terms:
            elements = tuple((pattern.pattern, joined) for pattern, joined in pattern_of(term))
            key = (term.label, term.case_sensitive, elements)
            assert key not in seen, f"{term.text!r} repeats {seen[key]!r} in {term.label}"
            seen[key] = term.text
            printed = term.text.replace("*", "a").replace("?", "a")
            hits = [m for _, m in Lexicon("one", [Term(term.text, "x", term.case_sensitive)]).find([printed])]
            assert [len(m.term) for m in hits] == [1], term.text


def test_every_exclusion_keeps_something_out(topic: Topic) -> None:
    idle = []
    for lexicon in lexicons(topic):
        for term in (t for t in lexicon.terms if t.excluded):
            others = [t for t in lexicon.terms if t.label == term.label and not t.excluded]
            printed = term.text.replace("*", "").replace("?", "a")
            if not any(len(m.term) for _, m in Lexicon("others", others).find([printed])):
                idle.append((term.label, term.text))
    assert idle == []


def test_the_sample_corpus_tells_the_topics_apart(sample_folder: Path) -> None:
    articles = clean_articles(read_articles(sample_folder)[0])
    nato = match_topic(articles, load_topic("nato-enlargement"))["nato-enlargement"]
    energy = match_topic(articles, load_topic("energy-prices"))["energy-prices"]
    names = articles["source_file"].str.rsplit("/", n=1).str[-1]
    assert {"2022-08-16-school-budget.txt", "2023-12-23-turkey-sandwich.txt"} <= set(names[~nato])
    assert {"2023-04-04-finland-joins.txt", "2024-03-07-sweden-joins.txt"} <= set(names[nato])
    assert {"2022-08-16-school-budget.txt", "2022-02-24-markets-invasion-day.txt"} <= set(names[energy])
    assert energy.sum() < nato.sum()


def test_the_documented_example_is_a_topic(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "topics.md").read_text("utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    topic = load(tmp_path, example)
    assert list(topic.frames) == ["lifeline", "cost"]
    assert topic.naming_lexicon.labels == ["closure: suspension", "closure: closure"]
    assert topic.event_table["date"].tolist() == [pd.Timestamp("2023-01-09", tz="UTC")]
    texts = ["The ferry to the island is cut off.", "Bryan Ferry sang on the island.", "A ferry. A winter timetable."]
    articles = build_table(ARTICLES, [{"article_id": str(i), "text": text} for i, text in enumerate(texts)])
    assert match_topic(articles, topic).to_numpy().tolist() == [[True, False], [False, False], [True, True]]


def test_the_page_names_every_key() -> None:
    page = (ROOT / "docs" / "topics.md").read_text("utf-8")
    keys = {key for shape in SHAPE.values() for kind in ("needs", "may") for key in shape[kind]}
    named = set(re.findall(r"[\[`.](\w+)[\]`.]", page))
    assert sorted((keys | set(SHAPE)) - named) == []


def test_a_good_file_is_read(tmp_path: Path) -> None:
    topic = load(tmp_path, GOOD)
    assert (topic.name, topic.title, topic.source) == ("ferries", "Ferries", str(tmp_path / "mine.toml"))
    assert topic.frame_lexicon.labels == ["cost"]
    assert topic.naming_lexicon.labels == ["end: closure"]
    assert topic.event_table["label"].tolist() == ["Last crossing"]
    assert topic.events[0]["date"] == date(2023, 1, 9)


def test_a_byte_order_mark_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert load_topic(str(path)).name == "ferries"


def test_the_smallest_topic(tmp_path: Path) -> None:
    topic = load(tmp_path, 'name = "a"\ntitle = "A"\ndescription = "A."\n[[query]]\nterms = ["a"]\n')
    assert topic.frame_lexicon.labels == topic.naming_lexicon.labels == []
    assert topic.event_table.columns.tolist() == ["date", "label", "title", "source"]
    assert len(topic.event_table) == 0


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('name = "ferries"', "", "'name' is missing"),
        ('title = "Ferries"', 'title = ""', "'title' is missing"),
        ('title = "Ferries"', "title = 3", "'title' must be text"),
        ('name = "ferries"', 'name = "ferries"\ncolour = "red"', "unknown key 'colour'"),
        ('terms = ["ferry"]', 'terms = "ferry"', "query 1: 'terms' must be a list of terms"),
        ('terms = ["ferry"]', 'words = ["ferry"]', "query 1: unknown key 'words'"),
        ('terms = ["ferry"]\n', "", "query 1: 'terms' is missing"),
        ('terms = ["ferry"]', 'terms = ["ferry", 3]', "query 1: 'terms' must be a list of terms"),
        ('case_sensitive = ["EU"]', "case_sensitive = []", "query 2: 'terms' is missing"),
        ('terms = ["ice*"]', "", "strand 'Winter': 'terms' is missing"),
        ('title = "Cost"\n', "", "frame 'cost': 'title' is missing"),
        ('definition = "Ferries as money."', "", "frame 'cost': 'definition' is missing"),
        ('validity = "not validated"', "", "frame 'cost': 'validity' is missing"),
        ('terms = ["fare*"]', "terms = []", "frame 'cost': 'terms' is missing"),
        ('terms = ["fare*"]', 'terms = ["fare*"]\nexcluded = ["warfare"]', "frame 'cost': unknown key 'excluded'"),
        ("[frames.cost]", "[[frames]]", "'frames' must be tables such as [frames.open_door]"),
        ('key = "end"', "", "naming 'None': 'key' is missing"),
        ('key = "end"', 'key = "end: of"', "naming 'end: of': a key must not hold a colon and a space"),
        ('label = "closure"', "", "variant 'closure': 'label' is missing"),
        ('description = "word of the council"', 'side = "left"', "variant 'closure': unknown key 'side'"),
        ('type = "alliance"', "", "actor 'European Union': 'type' is missing"),
        ('source = "Timetable"', "", "event 'Last crossing': 'source' is missing"),
        ("date = 2023-01-09", 'date = "9 Jan 2023"', "date must be a TOML date such as 2022-06-29, got '9 Jan 2023'"),
        ("date = 2023-01-09", "date = 2023-01-09T10:00:00Z", "date must be a TOML date such as 2022-06-29"),
        ('key = "end"', 'key = "end"\nvalid_from = "2023"', "naming 'end': valid_from must be a TOML date such as"),
        (
            'label = "closure"',
            'label = "closure"\nvalid_from = 2023-01-09\nvalid_to = 2023-01-08',
            "variant 'closure': valid_to 2023-01-08 is before valid_from 2023-01-09",
        ),
        ("[[actors]]", "[actors]", "'actors' must be a list of tables such as [[actors]]"),
        ("[[naming.variants]]", "[naming.variants]", "'variants' must be a list of tables such as [[variants]]"),
        ('terms = ["fare*"]', 'terms = ["--"]', "every term needs at least one word"),
        ('terms = ["ferry"]', "terms = [", "not valid TOML"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert GOOD.count(old) == 1
    with pytest.raises(TopicError) as error:
        load(tmp_path, GOOD.replace(old, new))
    assert message in str(error.value)
    assert "mine.toml" in str(error.value)


@pytest.mark.parametrize("key", ["query", "naming", "actors", "strands", "events"])
@pytest.mark.parametrize("value", ["'words'", "3", "['words']", "{a = 1}"])
def test_a_wrong_kind_of_value_is_named(tmp_path: Path, key: str, value: str) -> None:
    start = 'name = "a"\ntitle = "A"\ndescription = "A."\n'
    query = "" if key == "query" else '[[query]]\nterms = ["a"]\n'
    with pytest.raises(TopicError, match=rf"'{key}' must be a list of tables"):
        load(tmp_path, f"{start}{key} = {value}\n{query}")


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ('[[strands]]\ntitle = "Winter"\nterms = ["snow"]', "strand 'Winter' is there twice"),
        ('[[actors]]\nname = "European Union"\ntype = "alliance"', "actor 'European Union' is there twice"),
        (GOOD[GOOD.index("[[naming]]") : GOOD.index("[[actors]]")], "naming 'end' is there twice"),
        ('[[naming]]\nkey = "e"\ntitle = "E"' + 2 * VARIANT, "naming 'e': variant 'a' is there twice"),
    ],
)
def test_what_stands_twice_is_named(tmp_path: Path, block: str, message: str) -> None:
    with pytest.raises(TopicError, match=message):
        load(tmp_path, f"{GOOD}\n{block}\n")


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(TopicError) as error:
        load(tmp_path, re.sub(r'title = "Ferries"|label = "closure"|terms = \["ice\*"\]', "", GOOD))
    message = str(error.value)
    assert all(f"'{key}' is missing" in message for key in ("title", "label", "terms"))
    assert "See docs/topics.md" in message


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(TopicError, match="expected a topic file, found none"):
        load_topic(tmp_path / "none.toml")
    with pytest.raises(TopicError, match=f"unknown topic 'weather'.*{', '.join(list_topics())}"):
        load_topic("weather")
    path = tmp_path / "latin.toml"
    path.write_bytes(GOOD.replace("Winter", "Orbán").encode("latin-1"))
    with pytest.raises(TopicError, match="UTF-8"):
        load_topic(path)


def test_title_and_standfirst_count_and_every_group_is_needed(tmp_path: Path) -> None:
    topic = load(tmp_path, GOOD)
    rows = [
        {"article_id": "1", "title": "Ferry", "text": "The EU pays."},
        {"article_id": "2", "title": "Ferry", "standfirst": "EU money", "text": "Icebreaker needed."},
        {"article_id": "3", "text": "A ferry for eu money."},
        {"article_id": "4", "text": "The EU met Bryan Ferry on ice."},
    ]
    articles = build_table(ARTICLES, rows).set_index(pd.Index([9, 7, 5, 3]))
    result = match_topic(articles, topic)
    assert result.index.tolist() == [9, 7, 5, 3]
    assert result.columns.tolist() == ["ferries", "ferries: Winter"]
    assert result.to_numpy().tolist() == [[True, False], [True, True], [False, False], [False, False]]
    assert select_articles(articles, topic)["article_id"].tolist() == ["1", "2"]
    assert select_articles(articles, topic).index.tolist() == [9, 7]


def test_no_articles_and_a_wrong_table(tmp_path: Path) -> None:
    topic = load(tmp_path, GOOD)
    assert match_topic(empty(ARTICLES), topic).shape == (0, 2)
    assert len(select_articles(empty(ARTICLES), topic)) == 0
    with pytest.raises(TableError, match="ARTICLES"):
        match_topic(pd.DataFrame({"text": ["a"]}), topic)
