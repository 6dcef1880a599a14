"""Page furniture goes, body text stays, offsets are true."""

from __future__ import annotations

import pandas as pd
import pytest

from mediakit.clean.boilerplate import clean_articles, mark_boilerplate
from mediakit.tables import ARTICLES, SPANS, build_table, check_table


def corpus(*texts: str, outlet: str = "A") -> pd.DataFrame:
    return build_table(
        ARTICLES, [{"article_id": str(i), "outlet": outlet, "text": text} for i, text in enumerate(texts)]
    )


BODY = "The council met on Monday.\n\nIt decided nothing."


@pytest.mark.parametrize(
    "furniture",
    [
        "Related Post",
        "Polular post",
        "Read more: What the council does",
        "Share this article",
        "Subscribe to our newsletter",
        "Tags: NATO, Finland",
        "Copyright Meridian Wire 2022",
        "© 2022 All rights reserved.",
        "Reporting by Anna Holm; editing by Per Berg",
        "Most read this week",
        "Follow us on Twitter",
        "***",
    ],
)
def test_furniture_at_the_end_is_cut(furniture: str) -> None:
    cleaned = clean_articles(corpus(f"{BODY}\n\n{furniture}\n\nRelated Posts"))
    assert cleaned["text"].tolist() == [BODY]
    assert cleaned["x_cut"].tolist() == [f"{furniture} | Related Posts"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Read more books, he told the pupils, and you will share this town's past.",
        "The photo shows a man who tagged the wall.",
        "Related posts in the ministry were left empty for years, officials said.",
        "Follow the money, and you will find the contract.",
        "The copyright law was changed in 2019 after a long debate.",
    ],
)
def test_body_text_is_kept(sentence: str) -> None:
    assert clean_articles(corpus(f"{BODY}\n\n{sentence}"))["text"].tolist() == [f"{BODY}\n\n{sentence}"]


def test_furniture_in_the_middle_is_kept() -> None:
    text = f"Related Post\n\n{BODY}"
    assert clean_articles(corpus(text))["text"].tolist() == [text]


def test_a_text_of_furniture_alone_keeps_its_first_paragraph() -> None:
    assert clean_articles(corpus("Related Post\n\nShare this article"))["text"].tolist() == ["Related Post"]


@pytest.mark.parametrize(
    ("opening", "dateline"),
    [
        ("HELSINKI (Meridian Wire) - ", "HELSINKI (Meridian Wire)"),
        ("VAASA — ", "VAASA"),
        ("WASHINGTON, July 10 (Meridian Wire) – ", "WASHINGTON, July 10 (Meridian Wire)"),
        ("KYIV, Ukraine -- ", "KYIV, Ukraine"),
    ],
)
def test_a_dateline_moves_to_its_column(opening: str, dateline: str) -> None:
    cleaned = clean_articles(corpus(opening + BODY))
    assert cleaned[["text", "dateline"]].values.tolist() == [[BODY, dateline]]


@pytest.mark.parametrize("text", ["NATO - an alliance - met.", "It was cold - very cold.", "EU leaders met."])
def test_no_dateline_is_invented(text: str) -> None:
    marks = mark_boilerplate(corpus(text))
    assert len(marks) == 0 or text.startswith("NATO")


def test_a_short_paragraph_that_closes_many_articles_is_furniture() -> None:
    texts = [f"Story number {i} is told here.\n\nMore of it tomorrow in our pages" for i in range(6)]
    assert clean_articles(corpus(*texts))["text"].tolist() == [f"Story number {i} is told here." for i in range(6)]


def test_a_long_repeated_paragraph_is_kept() -> None:
    background = " ".join(["word"] * 40)
    texts = [f"Story number {i} is told here.\n\n{background}" for i in range(8)]
    assert clean_articles(corpus(*texts))["text"].tolist() == texts


def test_a_closing_line_is_found_whatever_white_space_is_around_it() -> None:
    closing = "Extraordinarily-long-compound-words-" * 10  # one word, longer than any furniture
    texts = [f"\n\t Story number {i} is told here.\r\n \n\u00a0{closing} \r\n\n " for i in range(6)]
    marks = mark_boilerplate(corpus(*texts))
    assert [text[a:b] for text, a, b in zip(texts, marks["start"], marks["end"], strict=True)] == [closing] * 6


def test_a_long_list_of_tags_is_furniture_and_a_longer_one_is_not() -> None:
    tags = f"Tags: {', '.join('abcde'[i % 5] for i in range(40))}"
    assert clean_articles(corpus(f"{BODY}\n\n{tags}"))["text"].tolist() == [BODY]
    assert clean_articles(corpus(f"{BODY}\n\n{tags * 4}"))["text"].tolist() == [f"{BODY}\n\n{tags * 4}"]


def test_a_text_of_white_space_has_no_marks() -> None:
    assert len(mark_boilerplate(corpus(" \n\t\n", "", "\n"))) == 0


def test_marks_are_spans_of_the_text_they_were_made_from() -> None:
    articles = corpus(f"OSLO - {BODY}\n\nRelated Post\n\nPolular post")
    marks = check_table(mark_boilerplate(articles), SPANS)
    text = articles["text"][0]
    assert [text[a:b] for a, b in zip(marks["start"], marks["end"], strict=True)] == [
        "OSLO - ",
        "Related Post",
        "Polular post",
    ]


def test_cleaning_twice_changes_nothing_and_leaves_its_input_alone() -> None:
    articles = corpus(f"OSLO - {BODY}\n\nRelated Post")
    before = articles.copy(deep=True)
    once = clean_articles(articles)
    pd.testing.assert_frame_equal(articles, before)
    assert clean_articles(once)["text"].tolist() == once["text"].tolist()
