"""Copies are marked, never deleted, whatever the order of rows."""

from __future__ import annotations

from mediakit.clean.stories import group_stories
from mediakit.tables import ARTICLES, build_table

TEXT = (
    "The council met on Monday and decided, after a debate of four hours, "
    "that nothing at all should be done about the bridge."
)


def test_copies_share_the_id_of_the_first_published() -> None:
    rows = [
        {"article_id": "late", "published": "2022-05-10", "text": TEXT.upper() + "\n"},
        {"article_id": "first", "published": "2022-05-09", "text": TEXT.replace(",", " -")},
        {"article_id": "other", "published": "2022-05-08", "text": TEXT + " Or so they said."},
        {"article_id": "undated", "text": TEXT},
    ]
    articles = build_table(ARTICLES, rows)
    grouped = group_stories(articles)
    assert grouped["story_id"].tolist() == ["first", "first", "other", "first"]
    turned = group_stories(articles[::-1])
    assert dict(zip(turned["article_id"], turned["story_id"], strict=True)) == dict(
        zip(grouped["article_id"], grouped["story_id"], strict=True)
    )


def test_short_and_empty_texts_are_stories_of_their_own() -> None:
    articles = build_table(
        ARTICLES, [{"article_id": str(i), "text": text} for i, text in enumerate(["", "", "Too short.", "Too short."])]
    )
    assert group_stories(articles)["story_id"].tolist() == ["0", "1", "2", "3"]
