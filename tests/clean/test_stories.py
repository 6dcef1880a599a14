"""Copies are marked, never deleted, whatever the order of rows."""

from __future__ import annotations

import random
import re
import string

import pytest

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


def plain_groups(texts: list[str]) -> list[str]:
    """Return for each text the place of the first with the same words, compared one by one."""
    words = [re.sub(r"[\W_]+", " ", text.lower()).split() for text in texts]
    return [str(i if len(own) < 20 else words.index(own)) for i, own in enumerate(words)]


def vary(text: str, draw: random.Random) -> str:
    """Return the text in other capitals, with other marks between its words, or with a word more."""
    change = draw.choice(
        (
            str.upper,
            str.swapcase,
            lambda text: text.replace(" ", "\u00a0\u2014 "),
            lambda text: text.replace("'", "\u2019").replace('"', "\u201c"),
            lambda text: text.replace("'", " ").replace(".", "_"),
            lambda text: text.replace("k", "\u212a"),
            lambda text: text.replace("i\u0307", "\u0130"),
            lambda text: f"{text} More.",
            lambda text: text.replace(" ", "", 1),
        )
    )
    return change(text)


@pytest.mark.parametrize("seed", range(20))
def test_texts_are_joined_exactly_when_their_words_are_the_same(seed: int) -> None:
    draw = random.Random(seed)
    marks = (" ", " ", ", ", "'s ", ". ", " \u201c", "-", "\n", "i\u0307", " k. b. ", " мост ")
    letters = string.ascii_letters + "\u00e9\u03c3\u03c2\u03a3\u4eca0123"
    texts = [
        "".join("".join(draw.choices(letters, k=draw.randint(1, 3))) + draw.choice(marks) for _ in range(length))
        for length in (5, 16, 19, 20, 24, 40)
    ]
    texts += [vary(draw.choice(texts), draw) for _ in range(40)]
    rows = [
        {"article_id": str(i), "published": f"2022-05-{i % 28 + 1:02}", "text": text} for i, text in enumerate(texts)
    ]
    grouped = group_stories(build_table(ARTICLES, rows))
    parts = grouped.groupby(plain_groups(grouped["text"].tolist()))
    assert parts["story_id"].nunique().eq(1).all() and grouped["story_id"].nunique() == parts.ngroups
    firsts = grouped.sort_values(["published", "article_id"]).groupby("story_id")["article_id"].first()
    assert (firsts == firsts.index).all()


def test_texts_in_other_scripts_are_told_apart() -> None:
    russian = "Мост закрыт до 2023 года. " * 8
    texts = [russian, russian.upper(), russian.replace("до", "с"), russian.replace(".", " \u2026")]
    rows = [{"article_id": str(i), "published": f"2022-05-0{i + 1}", "text": text} for i, text in enumerate(texts)]
    assert group_stories(build_table(ARTICLES, rows))["story_id"].tolist() == ["0", "0", "2", "0"]
