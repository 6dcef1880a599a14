"""Markdown with a front matter."""

from __future__ import annotations

import pytest

from mediakit.read import read_articles
from mediakit.read.documents.front_matter import front_fields, plain_text

CLIP = """---
title: "Ferry stays: a vote"
source: "https://post.example/ferry"
author:
  - "[[Ann Example]]"
  - "[[people/bob|Bob Other]]"
published: 2023-05-02
created: 2025-01-20
description: >
  The council votes
  for the ferry.
tags:
  - "clippings"
---
# Ferry stays: a vote

The council **voted** for the _ferry_, as [the Post](https://post.example/x_(y)) says.[^1]

![A ship](ship.jpg)

> It leaves on Friday.

[^1]: A note.
"""


def test_fields_and_plain_text() -> None:
    articles, problems = read_articles(CLIP.encode())
    row = articles.iloc[0]
    assert row["source_format"] == "markdown"
    assert (row["title"], row["url"], row["byline"]) == (
        "Ferry stays: a vote",
        "https://post.example/ferry",
        "Ann Example, Bob Other",
    )
    assert (f"{row['published']:%Y-%m-%d}", row["standfirst"]) == ("2023-05-02", "The council votes for the ferry.")
    assert row["text"] == "The council voted for the ferry, as the Post says.\n\nIt leaves on Friday."
    assert not problems["severity"].eq("error").any() and row["outlet"] == "post.example"


@pytest.mark.parametrize(
    ("front", "fields"),
    [
        ("title: A\ndate: 2023-05-02", {"title": "A", "date": "2023-05-02"}),
        ("title = 'A'\ntags = ['x', 'y']", {"title": "A", "tags": "x, y"}),
        ("title: 'It''s'\nempty:\nlang: en", {"title": "It's", "empty": "", "lang": "en"}),
    ],
)
def test_forms_of_front_matter(front: str, fields: dict[str, str]) -> None:
    assert front_fields(front) == fields


def test_marks_inside_words_and_arithmetic_stay() -> None:
    assert plain_text("a snake_case_name, 2 * 3 * 4 and 5 < 6") == "a snake_case_name, 2 * 3 * 4 and 5 < 6"


def test_a_rule_at_the_beginning_is_no_front_matter() -> None:
    articles, _ = read_articles(
        b"---\n\nThe ferry is back. The council was glad about it.\n\n---\n\nIt leaves on Friday.\n"
    )
    assert articles["source_format"].tolist() == ["text"]
