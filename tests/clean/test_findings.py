"""Every trap that a corpus can hold is found, and a clean corpus draws no warning."""

from __future__ import annotations

import gzip
import json

import pandas as pd

from mediakit.clean.findings import check_corpus
from mediakit.tables import ARTICLES, build_table
from tests.conftest import evaluation_data

PLAIN = (
    "The council of the town met on Monday, and it was said that the bridge to the north "
    "would not be built in this year or the next. "
)
FILLER = ["It rained.", "A dog barked.", "Trains ran late.", "The mayor slept.", "Shops closed.", "A boat left."]


def article(i: int, outlet: str = "A", day: str = "2022-03-01", text: str = "", **more: object) -> dict[str, object]:
    own = (
        text
        or f"{PLAIN.replace('Monday', f'day {i}')}{FILLER[i % 6]} "
        f"Number {i} of the NATO and EU and UNESCO reports was read to the hall by clerk {i * 7}."
    )
    return {
        "article_id": f"{outlet}{i}",
        "outlet": outlet,
        "published": day,
        "title": f"Story {i}",
        "text": own,
        **more,
    }


def spread(n: int, outlet: str, start: str = "2022-03-01", days: int = 60, **more: object) -> list[dict[str, object]]:
    return [
        article(i, outlet, str(pd.Timestamp(start) + pd.Timedelta(days=i * days // n))[:10], **more) for i in range(n)
    ]


def found(rows: list[dict[str, object]]) -> pd.DataFrame:
    return check_corpus(build_table(ARTICLES, rows))


def test_an_empty_corpus_has_no_findings() -> None:
    assert len(found([])) == 0


def test_windows_dates_and_texts() -> None:
    rows = spread(40, "A") + spread(40, "B", days=10)
    rows += [article(90, "A", "2199-01-01"), {**article(91, "A"), "published": None}, {**article(92, "A"), "text": " "}]
    table = found(rows).set_index("code")
    assert table.loc["collection_window", "outlet"] == "B"
    assert {"future_date", "no_date", "empty_text"} <= set(table.index)
    assert table.loc["no_date", "article_ids"] == "A91"


def test_a_day_that_holds_a_fifth_is_named() -> None:
    rows = spread(40, "A") + [article(100 + i, "A", "2022-05-20") for i in range(15)]
    table = found(rows).set_index("code")
    assert table.loc["date_spike", ["n_articles", "value"]].tolist() == [15, "20 May 2022"]


def test_lost_capitals_are_named() -> None:
    bare = [{**row, "text": str(row["text"]).replace("NATO and EU and UNESCO ", "")} for row in spread(40, "B")]
    table = found(spread(40, "A") + bare).set_index("code")
    assert table.loc["lost_capitals", "outlet"] == "B"


def test_repeated_passages_cut_texts_and_mangled_characters() -> None:
    passage = "This newspaper has reported on the matter since the spring of that year."
    rows = [{**row, "text": f"{row['text']} {passage}"} if i % 6 == 0 else row for i, row in enumerate(spread(60, "A"))]
    rows += [{**row, "text": str(row["text"]).rstrip(".") + " and then the ..."} for row in spread(20, "C")]
    rows += [article(200, "D", text=PLAIN + "Itâ€™s here.")]
    table = found(rows)
    repeated = table[(table["code"] == "repeated_passage") & (table["value"] == passage)]
    assert repeated[["outlet", "n_articles"]].values.tolist() == [["A", 10]]
    assert table.set_index("code").loc["truncated_text", "outlet"] == "C"
    assert table.set_index("code").loc["mangled_encoding", "outlet"] == "D"


def test_other_languages_and_dominance() -> None:
    german = (
        "Der Rat der Stadt hat sich am Montag mit der Frage befasst und die Brücke wird nicht gebaut, "
        "weil das Geld für den Bau nicht in der Kasse ist. " * 3
    )
    rows = spread(30, "A") + spread(5, "B") + [article(300, "B", text=german)]
    table = found(rows).set_index("code")
    assert "1 in de" in table.loc["mixed_languages", "value"]
    assert table.loc["one_outlet", "outlet"] == "A"


def test_copies_of_one_story_are_named() -> None:
    rows = [{**row, "story_id": "s" if i < 5 else str(i)} for i, row in enumerate(spread(40, "A"))]
    assert found(rows).set_index("code").loc["one_story", "n_articles"] == 5


def test_the_traps_of_a_real_corpus_are_seen() -> None:
    path = evaluation_data("gold", "ukraine_media", "articles.jsonl.gz")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    table = found(
        [
            {
                "article_id": r["id"],
                "outlet": r["outlet"],
                "published": r["date"],
                "title": r["title"],
                "text": r["text"],
            }
            for r in rows
        ]
    )
    assert table.loc[table["code"] == "lost_capitals", "outlet"].tolist() == ["foxnews.com"]
    windows = set(table.loc[table["code"] == "collection_window", "outlet"])
    assert {"bbc.com", "theguardian.com", "rt.com", "dailymail.co.uk"} <= windows
    shares = table[table["code"] == "repeated_passage"].set_index("outlet")["share"]
    assert shares["rt.com"] > 0.14 and shares["bbc.com"] > 0.15
