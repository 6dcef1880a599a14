"""Text exports of NewsBank and Retriever."""

from __future__ import annotations

from mediakit.read import read_articles

NEWSBANK = """{title}

Island Post, The (Harbour Town, ST) - Tuesday, May 2, 2023
Author: Ann Example , Staff Writer

The council voted for the ferry, by nine votes to two.

It leaves on Friday.

Edition: Final
Section: Local
Page: B1
Record Number: 20230502IP{n}
Copyright (c) 2023 The Island Post


"""
TURNED = """Train late

May 3, 2023 | River Times (River Town, ST)
Section: News
Page: A3

The train was late on Monday, said the company.

Record Number: 77
© Copyright 2023 River Times
"""
COVER = """PRIVATE Library
Datum 2023-05-04

Nyheter:

> Färjan går. Fullmäktige sa ja, Öposten, 2023-05-02 09:31

> Tåget sent, Åbladet, 2023-05-03


"""
RULE = "=" * 78
RETRIEVER = f"""Färjan går. Fullmäktige sa ja
Öposten, 2023-05-02 09:31
Publicerat på webb.

Fullmäktige röstade för färjan.

Den går på fredag.

© Öposten<br>Texten får inte spridas vidare.

Se webartikeln på http://post.example/a1
{RULE}

Tåget sent
Åbladet, 2023-05-03
Sida 15
Publicerat i print.

Tåget var sent på måndagen.

© Åbladet
{RULE}
"""
NORWEGIAN = f"""Fergen går
Øyposten, 02.05.2023
Side 4
Publisert på trykk.

Kommunestyret stemte for fergen.

© Øyposten

Les hele artikkelen på http://post.example/n1
{RULE}
"""


def test_newsbank() -> None:
    data = (
        NEWSBANK.format(title="Ferry stays: council\nvotes in winter", n=1)
        + NEWSBANK.format(title="Again", n=2)
        + TURNED
    )
    articles, problems = read_articles(data.encode())
    assert articles["source_format"].unique().tolist() == ["newsbank_txt"]
    assert articles["title"].tolist() == ["Ferry stays: council votes in winter", "Again", "Train late"]
    assert articles["outlet"].tolist() == ["The Island Post"] * 2 + ["River Times"]
    assert articles["published"].dt.strftime("%Y-%m-%d").tolist() == ["2023-05-02"] * 2 + ["2023-05-03"]
    assert articles["text"].iloc[0] == "The council voted for the ferry, by nine votes to two.\n\nIt leaves on Friday."
    row = articles.iloc[0]
    assert (row["byline"], row["section"], row["x_page"], row["x_id"]) == (
        "Ann Example, Staff Writer",
        "Local",
        "B1",
        "20230502IP1",
    )
    assert articles["text"].iloc[2] == "The train was late on Monday, said the company." and problems.empty


def test_retriever_leaves_out_who_exported_and_compares_the_list() -> None:
    articles, problems = read_articles((COVER + RETRIEVER).encode())
    assert articles["source_format"].unique().tolist() == ["retriever_txt"]
    assert articles["title"].tolist() == ["Färjan går. Fullmäktige sa ja", "Tåget sent"]
    assert articles["outlet"].tolist() == ["Öposten", "Åbladet"]
    assert articles["text"].tolist() == [
        "Fullmäktige röstade för färjan.\n\nDen går på fredag.",
        "Tåget var sent på måndagen.",
    ]
    assert articles["url"].iloc[0] == "http://post.example/a1" and articles["x_page"].iloc[1] == "15"
    assert "PRIVATE" not in str(articles.to_dict()) and problems.empty
    shorter = RETRIEVER[: RETRIEVER.index("Tåget")]
    _, problems = read_articles((COVER + shorter).encode())
    assert problems["code"].tolist() == ["count_mismatch"]


def test_retriever_in_another_language() -> None:
    row = read_articles(NORWEGIAN.encode()).articles.iloc[0]
    assert (row["title"], row["outlet"], row["x_page"], row["url"]) == (
        "Fergen går",
        "Øyposten",
        "4",
        "http://post.example/n1",
    )
    assert row["text"] == "Kommunestyret stemte for fergen." and f"{row['published']:%d.%m.}" == "02.05."


def test_headlines_below_the_outlet_and_single_articles() -> None:
    head = "May 2, 2023 | Island Post (Town, ST)\nFerry stays\nAuthor: Ann Example\n\n"
    below = f"{head}The council voted.\n\nRecord Number: 1\n"
    row = read_articles(below.encode()).articles.iloc[0]
    assert (row["title"], row["byline"], row["text"]) == ("Ferry stays", "Ann Example", "The council voted.")
    single = RETRIEVER.split(RULE)[0]
    assert read_articles(single.encode()).articles["outlet"].tolist() == ["Öposten"]
