"""Messages of channels, answers of aggregators, and lists of one."""

from __future__ import annotations

from typing import Any

from mediakit.read import read_articles


def message(number: int, text: Any, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "type": "message",
        "date": "2023-05-02T23:30:00",
        "date_unixtime": "1683063000",
        "text": text,
        "text_entities": [{"type": "plain", "text": "x"}],
        **more,
    }


RUNS = [
    {"type": "bold", "text": "Ferry stays"},
    "\n\nThe council voted for it. ",
    {"type": "link", "text": "https://a.example"},
]


def test_a_channel_gives_its_messages_with_a_text() -> None:
    channel = {"from": "Island News", "from_id": "channel7"}
    chat = {
        "name": "Island News",
        "type": "public_channel",
        "messages": [
            {**message(1, "", title="Island News"), "type": "service", "actor": "PRIVATE"},
            message(2, RUNS, **channel),
            message(3, "The train was late.", forwarded_from="River Times", **channel),
            message(4, "", photo="a.jpg", **channel),
        ],
    }
    articles, problems = read_articles([chat])
    assert articles["text"].tolist() == [
        "Ferry stays\n\nThe council voted for it. https://a.example",
        "The train was late.",
    ]
    assert articles["outlet"].unique().tolist() == ["Island News"]
    assert articles["published"].dt.strftime("%H:%M").unique().tolist() == ["21:30"]
    assert problems["severity"].eq("error").sum() == 2
    assert "PRIVATE" not in str(articles.to_dict())


def test_who_writes_in_a_group_is_not_kept() -> None:
    chat = {
        "name": "x",
        "messages": [message(n, f"The train {n} was late.", **{"from": "PRIVATE", "from_id": "user1"}) for n in (1, 2)],
    }
    articles, problems = read_articles([chat])
    assert len(articles) == 2 and "PRIVATE" not in str(articles.to_dict()) + str(problems.to_dict())


def test_the_date_of_publication_counts_before_that_of_finding() -> None:
    found = {
        "uri": "1",
        "lang": "eng",
        "isDuplicate": False,
        "dateTime": "2023-05-03T00:05:00Z",
        "dateTimePub": "2023-05-02T23:50:00Z",
        "title": "Ferry stays",
        "body": "The council voted for it.",
        "source": {"title": "Island Post"},
    }
    articles, problems = read_articles([{"articles": {"results": [found], "totalResults": 9}}])
    assert articles["published"].dt.day.tolist() == [2] and articles["outlet"].tolist() == ["Island Post"]
    assert "count_mismatch" in set(problems["code"])


def test_links_in_lists_of_one_are_taken() -> None:
    item = {
        "title": "Ferry stays",
        "canonical": [{"href": "https://post.example/ferry"}],
        "summary": {"content": "<p>The council voted.</p>"},
        "origin": {"title": "Island Post", "htmlUrl": "https://post.example"},
        "published": 1_683_063_000,
    }
    row = read_articles([{"items": [item, item]}]).articles.iloc[0]
    assert (row["url"], row["outlet"]) == ("https://post.example/ferry", "Island Post")
