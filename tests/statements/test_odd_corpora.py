"""A corpus that lacks something has a whole report, which says what it cannot say and claims nothing beyond."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from lxml import html

from mediakit.choices import Choices
from mediakit.measures import Measure
from mediakit.recipes import Measured, measure_topic
from mediakit.report import write_report
from mediakit.report.composing import compose_report
from mediakit.tables import ALL_OUTLETS
from mediakit.topics import Topic
from tests.conftest import some_slow
from tests.statements.odd_corpora import CORPORA, GERMAN, OFF_TOPIC, OUTLETS, corpus_of, rows_of, topic_of

WRONG = re.compile(
    r"\bnan\b|\bNaT\b|\bNone\b(?! of)|\binf\b|“”|‘’|\b1 (?:articles|outlets|values|weeks)\b|\b0 outlets\b"
)
OPENING = re.compile(r"(None|[\d,]+) of ([\d,]+) articles")
DATED = "When was it covered?"
FEW = "There are too few articles to put a number on "
LACKS = "The topic lists no {}: nothing is said on them."
# What each report says, and what it must not say.
SAID = {
    "no_outlet": (["The outlet of the articles is not known: no outlets can"], ["Who covered", "by 1 outlet"]),
    "one_outlet": (["Only one outlet is known: there is no other to compare it with."], ["other outlets", "differs"]),
    "one_day": (["All dates are 18 May 2022: nothing can be said on changes over time."], ["stands out.", "Time: a"]),
    "no_dates": (["No article has a date: nothing can be said on times; outlets may also"], [DATED, "same weeks"]),
    "no_hits": (["No article is on the topic: nothing can be said on its tone, its frames and"], ["VADER", "differs"]),
    "no_events": ([LACKS.format("events"), DATED], ["Events marked"]),
    "no_naming": ([LACKS.format("word choices")], ["Which words?", "Word choices:"]),
    "no_frames": ([LACKS.format("frames")], ["Which frames?", "Frames:", "list of frames"]),
    "two_languages": (["20 articles not in English cannot be read", " of 60 articles in English by 3 outlets"], []),
    "many_outlets": (["The chart shows the 30 with most articles, of 300 outlets."], ["differs"]),
    "one_article": (["1 article by 1 outlet", f"{FEW}the share on the topic, tone, frames and names."], ["Ranges in"]),
    "thin": ([f"{FEW}tone, frames and names.", "There are too few articles to compare outlets."], ["differs", "%:"]),
}  # fmt: skip
QUICK = ("one_article", "thin", "no_hits")


def page_of(folder: Path) -> str:
    """Return all that a reader of the report is told, the words for figures included."""
    root = html.parse(str(folder / "report.html")).getroot().find("body")
    for element in root.iter("p", "li", "dt", "dd", "td", "th", "h1", "h2", "figcaption", "caption", "summary"):
        element.tail = f" {element.tail or ''}"
    words = " ".join(image.get("alt") for image in root.findall(".//img"))
    return re.sub(r"\s+", " ", f"{root.text_content()} {words}")


def check_opening(folder: Path, page: str) -> None:
    """Both numbers of the opening, and the share, are those of the table."""
    found = OPENING.search(page)
    table = pd.read_csv(folder / "tables" / "coverage_by_outlet.csv", encoding="utf-8-sig", keep_default_na=False)
    row = table[(table["outlet"] == ALL_OUTLETS) & (table["label"].str.find(":") < 0)].iloc[0]
    assert found and found[1] == (f"{float(row['total']):,.0f}" if float(row["total"]) else "None")
    assert found[2] == f"{float(row['exposure']):,.0f}"
    if share := re.match(r"[^.]*?: ([\d.]+)%", page[found.end() :]):
        assert float(share[1]) == pytest.approx(100 * float(row["estimate"]), abs=0.51)


@pytest.mark.parametrize("kind", some_slow(SAID, set(SAID) - set(QUICK)))
def test_the_report_of_an_odd_corpus_says_what_it_cannot_say(kind: str, tmp_path: Path) -> None:
    write_report(CORPORA[kind](), topic_of(kind), tmp_path)
    page = page_of(tmp_path)
    told, untold = SAID[kind]
    assert [text for text in told if text not in page] == []
    assert [text for text in untold if text in page] == []
    assert not WRONG.findall(page)
    if kind != "one_article":
        check_opening(tmp_path, page)


def test_there_are_twelve_kinds_and_each_is_made() -> None:
    assert set(SAID) == set(CORPORA) and len(SAID) == 12


NAMES = ('Say "No" & <b>Co</b>', "<script>alert(1)</script>", "A Very Long " * 15 + "Name", "Новая газета", "صحيفة")


@pytest.mark.slow
def test_names_of_outlets_are_text_whatever_they_hold(tmp_path: Path) -> None:
    write_report(corpus_of(rows_of(80, outlets=NAMES)), topic_of(""), tmp_path)
    root = html.parse(str(tmp_path / "report.html")).getroot()
    assert not root.findall(".//script") and not root.findall(".//b")
    assert all(name in root.text_content() for name in NAMES) and not WRONG.findall(page_of(tmp_path))


def told_of(articles: pd.DataFrame, kind: str = "", **choices: Any) -> tuple[Measured, str]:
    """Return what was measured, and what a report says before its figures."""
    measured = measure_topic(articles, topic_of(kind), choices=Choices(**choices))
    page = compose_report(measured, [])
    text = " ".join([*(text for text, _ in page.summary), *page.notes, *(value for _, value in page.card)])
    assert not WRONG.findall(text)
    return measured, text


@pytest.mark.parametrize("kind", ["one_outlet", "no_dates", "no_frames"])
def test_what_cannot_be_said_stands_before_the_figures(kind: str) -> None:
    assert SAID[kind][0][0] in told_of(CORPORA[kind](), kind)[1]


def test_articles_of_no_known_outlet_are_counted_and_never_named_as_one() -> None:
    rows = rows_of(120, outlets=OUTLETS[:3])
    for i in range(0, 120, 3):
        rows[i] = {"title": f"Item {i}", "text": f"{OFF_TOPIC[i % 4]} It was number {i}.", "date": rows[i]["date"]}
    measured, text = told_of(corpus_of(rows))
    assert "40 articles of no known outlet are compared with none." in text
    tested = measured.statements
    assert set(tested.loc[tested["kind"] == "difference", "group"]) == set(OUTLETS[1:3])


@pytest.mark.parametrize("dtype", ["category", "object", "string"])
def test_a_column_of_groups_may_have_gaps(dtype: Any) -> None:
    articles = corpus_of(rows_of(30))
    articles["desk"] = pd.Series(["Home", "Abroad", None] * 10, index=articles.index, dtype=dtype)
    assert "10 articles of no known group are compared with none." in told_of(articles, by="desk")[1]


def test_where_copies_count_once_the_share_is_told_apart_from_the_articles() -> None:
    rows = rows_of(30)
    rows += [row | {"outlet": "Copying Mirror"} for row in rows[:15]]
    measured, text = told_of(corpus_of(rows), weights="stories")
    table = measured.tables["coverage_by_outlet"]
    row = table[(table["outlet"] == ALL_OUTLETS) & (table["label"] == "nato-enlargement")].iloc[0]
    assert f"; {100 * row['estimate']:.0f}% (" in text and " with copies of a story counted once; " in text


def test_without_titles_nothing_is_said_on_main_subjects() -> None:
    assert "main subject" in told_of(corpus_of(rows_of(12)))[1]
    assert "main subject" not in told_of(corpus_of(rows_of(12), title=""))[1]


def test_where_no_article_can_be_read_the_language_is_the_reason() -> None:
    text = told_of(corpus_of([{"title": f"Beitritt {i}", "text": f"{GERMAN} Meldung {i}."} for i in range(20)]))[1]
    assert text.startswith("None of 20 articles is in English: the terms of NATO enlargement can read nothing here.")
    assert "too few" not in text


@pytest.mark.slow
def test_measures_with_several_labels_and_topics_from_terms_are_told_in_words(tmp_path: Path) -> None:
    articles = corpus_of(rows_of(60), "url", title="")
    measure = Measure(
        name="reach", kind="share", unit="share of articles", phrase="Share of articles that reach {label}"
    )
    facts = [
        articles[["article_id"]].assign(label=label, total=[float(i % 3 == at) for i in range(60)], exposure=1.0)
        for at, label in enumerate(("near", "<far>"))
    ]
    topic = Topic.from_terms("NATO", title="What {label} says: 100% of <b>")
    choices = Choices(every="year", dates=("2022-01-05", None), keep=["repeated_passages"])
    write_report(articles, topic, tmp_path, scores=[measure.score(pd.concat(facts))], choices=choices)
    page = page_of(tmp_path)
    assert "that reach each of these" in page and "that reach {label}" not in page
    assert "What {label} says: 100% of <b> in the news" in page and not WRONG.findall(page)
    assert "The topic lists no word choices, frames or events: nothing is said on them." in page
