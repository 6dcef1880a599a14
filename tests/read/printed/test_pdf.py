"""PDF: columns, heads and feet, hyphens, several articles in one file."""

from __future__ import annotations

import difflib
import re

import pytest

from mediakit.read import read_articles
from tests.read.printed.pages import HEIGHT, Piece, column, pdf

FERRY = (
    "The council of the island voted on Monday to keep the ferry in winter, although the ship has to be re-\n"
    "paired first. Those who live there had asked for it for years, and a petition had been signed by half of them.\n\n"
    "The mayor said that the money would come from the reserve. Nobody in the hall spoke against it, and when the vote "
    "was over a choir sang on the quay.\n\n"
    "The first ship leaves on Friday at nine. Tickets cost as much as in summer, and dogs travel free of charge."
).replace("-\n", "- ")
TRAIN = (
    "A freight train left the rails near the harbour on Friday night. It blocked the only line to the coast, and the "
    "company needs three days for the repair.\n\n"
    "Buses run instead, every hour until midnight. Passengers praised the drivers, who had come from three towns."
)
WANTED = FERRY.replace("re- paired", "repaired")
PRODUCERS = ("browser", "latex", "office")


def halves(text: str, top: float, size: float = 10) -> list[Piece]:
    """Return a text in two columns that end at about the same height."""
    lines = column(text, 60, 0, 225, size)
    half = -(-len(lines) // 2)
    left = [piece._replace(bottom=top - 12 * at) for at, piece in enumerate(lines[:half])]
    right = [piece._replace(left=piece.left + 250, bottom=top - 12 * at) for at, piece in enumerate(lines[half:])]
    return [*left, *right]


def agreement(wanted: str, found: str) -> float:
    """Return the F score of the words found in order."""
    a, b = re.findall(r"\w+", wanted), re.findall(r"\w+", found)
    same = sum(block.size for block in difflib.SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks())
    return 2 * same / (len(a) + len(b))


@pytest.mark.parametrize("producer", PRODUCERS)
def test_two_columns_with_a_head_and_two_articles(producer: str) -> None:
    page = [
        Piece(60, HEIGHT - 40, 9, "The Island Post, 5 March 2024"),
        Piece(500, HEIGHT - 40, 9, "Page 3"),
        Piece(60, HEIGHT - 100, 20, "Ferry stays in winter"),
        Piece(60, HEIGHT - 118, 10, "5 March 2024"),
        *halves(FERRY, HEIGHT - 150),
        Piece(60, HEIGHT - 420, 20, "Train leaves the rails"),
        Piece(60, HEIGHT - 438, 10, "4 March 2024"),
        *halves(TRAIN, HEIGHT - 470),
    ]
    articles, problems = read_articles(pdf([page], producer))
    assert articles["title"].tolist() == ["Ferry stays in winter", "Train leaves the rails"]
    assert agreement(WANTED, articles["text"].iloc[0]) >= 0.98
    assert agreement(TRAIN, articles["text"].iloc[1]) >= 0.98
    assert articles["published"].dt.day.tolist() == [5, 4]
    assert "repaired first" in articles["text"].iloc[0]
    assert not articles["text"].str.contains("Page 3|Island Post").any()
    assert not problems["severity"].eq("error").any()


@pytest.mark.parametrize("producer", PRODUCERS)
def test_headlines_without_dates_are_warned_of(producer: str) -> None:
    page = [
        Piece(60, HEIGHT - 100, 20, "Ferry stays in winter"),
        *column(FERRY, 60, HEIGHT - 130, 470),
        Piece(60, HEIGHT - 420, 20, "Train leaves the rails"),
        *column(TRAIN, 60, HEIGHT - 450, 470),
    ]
    articles, problems = read_articles(pdf([page], producer))
    assert len(articles) == 1 and "several_articles" in set(problems["code"])
    assert agreement(f"{WANTED} Train leaves the rails {TRAIN}", articles["text"].iloc[0]) >= 0.98


def test_a_text_goes_on_over_columns_and_pages_without_heads_and_feet() -> None:
    lines = column(" ".join([FERRY.replace("\n\n", " ")] * 4), 60, 0, 225)
    pages = []
    for at in range(0, len(lines), 30):
        body = [
            piece._replace(left=60 if n < 15 else 310, bottom=HEIGHT - 120 - 12 * (n % 15))
            for n, piece in enumerate(lines[at : at + 30])
        ]
        foot = Piece(280, 30, 8, f"Island Post {1 + at // 30}/9")
        pages.append([Piece(60, HEIGHT - 40, 8, "News of the islands"), *body, foot])
    articles, _ = read_articles(pdf(pages))
    assert agreement(" ".join([WANTED] * 4), articles["text"].iloc[0]) >= 0.98
    assert "News of the islands" not in articles["text"].iloc[0]
    assert articles["text"].iloc[0].count("\n\n") <= 1


def test_stamps_of_a_browser_are_no_dates_of_publication() -> None:
    page = [
        Piece(30, HEIGHT - 20, 8, "12/1/26, 2:34 AM"),
        Piece(60, HEIGHT - 100, 20, "Ferry stays in winter"),
        *column(FERRY, 60, HEIGHT - 130, 470),
        Piece(30, 18, 8, "https://post.example/ferry"),
        Piece(550, 18, 8, "1/1"),
    ]
    articles, problems = read_articles(pdf([page], "browser"))
    row = articles.iloc[0]
    assert (row["title"], row["url"], row["date_precision"]) == (
        "Ferry stays in winter",
        "https://post.example/ferry",
        "none",
    )
    assert "2:34" not in row["text"] and problems["code"].tolist() == ["no_date", "joined_words"]


def test_an_export_of_a_database_is_read_as_that() -> None:
    record = "{}\n\nIsland Post, The (Town, ST) - Monday, March 4, 2024\n\n{}\n\nRecord Number: 2024{}"
    text = "\n\n".join([record.format("Ferry stays", FERRY, 1), record.format("Train off", TRAIN, 2)])
    lines = [piece for block in text.split("\n\n") for piece in [*column(block, 60, 0, 470), Piece(0, 0, 0, "")]]
    pieces = [piece._replace(bottom=HEIGHT - 90 - 12 * at, left=60) for at, piece in enumerate(lines)]
    articles, _ = read_articles(pdf([[piece for piece in pieces if piece.text]]))
    assert articles["outlet"].tolist() == ["The Island Post"] * 2
    assert articles["published"].dt.strftime("%Y-%m-%d").tolist() == ["2024-03-04"] * 2


def test_a_page_without_headlines_is_one_text() -> None:
    articles, _ = read_articles(pdf([column(TRAIN, 60, HEIGHT - 100, 470)]))
    assert agreement(TRAIN, articles["text"].iloc[0]) == 1


def test_pictures_of_pages_and_damage_are_told() -> None:
    _, problems = read_articles(pdf([[]]))
    assert problems["code"].tolist() == ["empty_text"] and "OCR" in problems["message"].iloc[0]
    _, problems = read_articles(pdf([column(TRAIN, 60, HEIGHT - 100, 470)])[:700])
    assert "malformed_document" in set(problems["code"])


def test_headlines_over_several_lines_and_words_broken_at_the_ends_of_lines() -> None:
    lines = [
        "The council heard an announce-",
        "ment about the cease-fire, and the cease-",
        "fire held, and the cease-",
        "fire was an-",
        "nounced.",
        "It leaves on Friday.",
    ]
    page = [
        Piece(60, HEIGHT - 100, 20, "Ferry stays in"),
        Piece(60, HEIGHT - 123, 20, "winter, council"),
        Piece(60, HEIGHT - 146, 20, "says"),
        *(Piece(60, HEIGHT - 180 - 12 * at, 10, line) for at, line in enumerate(lines)),
        *column(TRAIN, 60, HEIGHT - 240, 470),
    ]
    row = read_articles(pdf([page])).articles.iloc[0]
    assert row["title"] == "Ferry stays in winter, council says"
    assert "an announcement about the cease-fire, and the cease-fire held, and the cease-fire was announced." in row[
        "text"
    ].replace("\n\n", " ")


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_any_number_of_columns(columns: int) -> None:
    width = 470 / columns - 15
    lines = column(FERRY, 60, 0, width)
    height = -(-len(lines) // columns)
    pieces = [
        piece._replace(left=piece.left + (at // height) * (width + 20), bottom=HEIGHT - 150 - 12 * (at % height))
        for at, piece in enumerate(lines)
    ]
    row = read_articles(pdf([[Piece(60, HEIGHT - 110, 20, "Ferry stays in winter"), *pieces]])).articles.iloc[0]
    assert row["title"] == "Ferry stays in winter" and agreement(WANTED, row["text"]) >= 0.98
