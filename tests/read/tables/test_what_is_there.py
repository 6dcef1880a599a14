"""What tables and JSON hold is taken, and what is no article is set aside."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from mediakit.read import read_articles
from mediakit.read.tables.column_choice import choose_columns

BODY = "The council voted for the ferry on Monday, by nine votes to two, and everybody in the hall was glad about it."


def rows(**columns: list[Any]) -> list[dict[str, Any]]:
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


@pytest.mark.parametrize(
    ("name", "cells", "target"),
    [
        ("MatchDateTime", ["3/13/2023 18:01:01"], "published"),
        ("Article Headline", ["Ferry stays"], "title"),
        ("news_article_body", [BODY], "text"),
        ("Date de parution", ["2 mai 2023"], "published"),
        ("Titre de l'article", ["Ferry stays"], "title"),
        ("publication_datetime", [1_683_018_000_000], "published"),
        ("Station", ["KXYZ"], "outlet"),
        ("Pub date (UTC)", ["05-May-23"], "published"),
    ],
)
def test_names_are_known_by_their_parts(name: str, cells: list[Any], target: str) -> None:
    assert choose_columns({name: cells * 3, "other": [1, 2, 3]}).sources.get(target) == name


@pytest.mark.parametrize("name", ["Image Title", "Birth date", "Source Country", "Title Length", "Hit Sentence Text"])
def test_parts_that_mean_something_else_are_not_taken(name: str) -> None:
    sources = choose_columns({name: ["A b"] * 3, "headline": ["A", "B", "C"]}).sources
    assert name not in sources.values()


def test_dates_of_changes_count_as_dates_of_collection() -> None:
    choice = choose_columns({"title": ["A"] * 3, "record modification date": ["2023-05-02"] * 3})
    assert choice.collected and choice.sources["published"] == "record modification date"


def test_of_two_columns_of_dates_the_one_with_times_counts() -> None:
    days, times = ["2023-05-02", "2023-05-03"], ["2023-05-02T09:00:00Z", "2023-05-03T10:30:00Z"]
    articles, _ = read_articles(rows(title=["A", "B"], text=[BODY] * 2, date=days, issued=times))
    assert articles["date_precision"].tolist() == ["minute"] * 2
    other = ["2024-01-01T09:00:00Z"] * 2
    articles, _ = read_articles(rows(title=["A", "B"], text=[BODY] * 2, date=days, issued=other))
    assert articles["published"].dt.year.tolist() == [2023] * 2


def test_the_source_names_the_outlet_before_the_publisher() -> None:
    articles, _ = read_articles(
        rows(title=["A"], text=[BODY], publisher_name=["Press Ltd"], source_name=["Island Post"])
    )
    assert articles["outlet"].tolist() == ["Island Post"]


@pytest.mark.parametrize("name", ["Snippet", "Opening Text", "lead_paragraph"])
def test_pieces_stand_in_for_texts_and_count_as_cut(name: str) -> None:
    articles, problems = read_articles([{"Headline": f"A{n}", name: BODY, "Date": "2023-05-02"} for n in range(2)])
    assert articles["text"].tolist() == [BODY] * 2 and articles["truncated"].all()
    assert "truncated_text" in set(problems["code"])
    articles, _ = read_articles([{"Headline": "A", name: "A part.", "Full text": BODY}])
    assert articles[["text", "standfirst"]].values.tolist() == [[BODY, "A part."]]


def test_abstracts_are_no_texts() -> None:
    articles, _ = read_articles([{"Title": "A", "Abstract Note": BODY}])
    assert articles[["text", "standfirst"]].values.tolist() == [["", BODY]]


def test_a_first_paragraph_in_a_column_of_its_own_begins_the_text() -> None:
    row = {"an": "X1", "source_code": "IP", "publication_datetime": 1_683_018_000_000, "title": "A"}
    articles, _ = read_articles([{**row, "snippet": "It begins.", "body": BODY}])
    assert articles["text"].tolist() == [f"It begins.\n\n{BODY}"]


def test_headers_that_come_back_are_set_aside() -> None:
    part = f"date,title,text\n2023-05-02,Ferry,{BODY.replace(',', '')}\n2023-05-03,Train,It was late.\n"
    for data in (part * 3, part * 2 + "2023-05-04,text,A title can be that word.\n"):
        articles, problems = read_articles(data.encode())
        assert "title" not in articles["title"].tolist()
        lost = problems[problems["severity"] == "error"]
        assert lost["code"].unique().tolist() == ["not_an_article"]
        assert len(articles) + len(lost) == data.count("\n") - 1
        assert set(articles["source_index"]) | set(lost["source_index"]) == set(range(data.count("\n") - 1))


@pytest.mark.parametrize(
    ("name", "values", "kept"),
    [
        ("Item Type", ["newspaperArticle", "attachment", "note"], 1),
        ("post_status", ["publish", "draft", "trash"], 1),
        ("post_type", ["post", "page", "Attachment"], 1),
        ("status", ["published", "ok", "done"], 3),
    ],
)
def test_attachments_and_drafts_are_set_aside(name: str, values: list[str], kept: int) -> None:
    source = rows(**{name: values, "title": ["A", "B", "C"], "text": [BODY, "Other.", "Third."]})
    for given in (source, pd.DataFrame(source), pd.DataFrame(source).to_csv(index=False).encode()):
        articles, problems = read_articles(given)
        assert len(articles) == kept and problems["severity"].eq("error").sum() == 3 - kept


@pytest.mark.parametrize(
    "notice",
    [
        "ONLY AVAILABLE IN PAID PLANS",
        "Only available for premium customers.",
        "Full text is unavailable in the news data lite version",
        "Subscribe to read the full story",
        "This content is for subscribers only.",
    ],
)
def test_notices_in_place_of_texts_are_no_texts(notice: str) -> None:
    articles, problems = read_articles(rows(title=["A", "B"], content=[notice, BODY], description=["It says.", "C"]))
    assert articles["text"].tolist() == ["", BODY] and articles["truncated"].tolist() == [True, False]
    assert "truncated_text" in set(problems["code"]) and articles["standfirst"].tolist() == ["It says.", "C"]


def test_a_text_that_most_articles_share_is_told() -> None:
    wall = "Please enable the scripts of your browser to go on."
    _, problems = read_articles(rows(title=["A", "B", "C", "D"], text=[wall, wall, wall, BODY]))
    assert problems.loc[problems["code"] == "duplicate", "value"].tolist() == ["3"]
    _, problems = read_articles(rows(title=["A", "A", "A", "D"], text=[BODY, BODY, BODY, wall]))
    assert "3" not in problems.loc[problems["code"] == "duplicate", "value"].tolist()


@pytest.mark.parametrize(
    ("size", "count", "cut"), [(32_767, 1, True), (255, 2, True), (255, 1, False), (254, 2, False)]
)
def test_texts_that_fill_a_cell_are_marked(size: int, count: int, cut: bool) -> None:
    long = [(f"{n} " + "word " * size)[:size].rstrip().ljust(size, "x") for n in range(count)]
    articles, _ = read_articles(rows(title=[f"A{n}" for n in range(count + 1)], text=[*long, "It is short."]))
    assert articles["truncated"].tolist() == [cut] * count + [False]


def test_texts_of_one_length_that_end_sentences_are_whole() -> None:
    texts = [f"{n} ".ljust(254, "x") + "." for n in range(3)]
    assert not read_articles(rows(title=["A", "B", "C"], text=texts)).articles["truncated"].any()
