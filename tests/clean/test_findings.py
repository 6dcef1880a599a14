"""Every trap that a corpus can hold is found, and a clean corpus draws no warning."""

from __future__ import annotations

import gzip
import json
import re

import pandas as pd
import pytest

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


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ([article(1)], []),
        ([article(1), article(2, "B")], []),
        ([article(1), article(2), article(3, "B")], []),
        ([{**article(i), "published": None} for i in range(3)], ["no_date"]),
        ([{**article(i), "text": ""} for i in range(3)], ["empty_text"]),
        ([{**article(i), "outlet": ""} for i in range(3)], []),
        (
            [article(1, text="The talks went on until the evening, and the ministers said that they would go on ...")],
            [],
        ),
        ([article(1, day=str(pd.Timestamp.now("UTC") + pd.Timedelta(hours=12)))], []),
    ],
)
def test_a_tiny_corpus_draws_no_false_alarm(rows: list[dict[str, object]], codes: list[str]) -> None:
    assert found(rows)["code"].tolist() == codes


def test_a_sound_corpus_has_no_findings() -> None:
    assert found(spread(60, "A") + spread(60, "B") + spread(60, "C")).empty


def test_every_finding_names_its_articles_and_its_share() -> None:
    rows = spread(40, "A") + spread(40, "B", days=10) + [{**article(91), "published": None}]
    for finding in found(rows).itertuples():
        named = str(finding.article_ids).split(" ")
        assert len(named) == finding.n_articles > 0 and set(named) <= {str(row["article_id"]) for row in rows}
        assert 0 < finding.share <= 1 and re.search(r"\d", str(finding.message))


def test_a_window_is_seen_whichever_outlet_is_larger() -> None:
    table = found(spread(400, "A", days=20) + spread(40, "B", days=300))
    assert table.loc[table["code"] == "collection_window", "outlet"].tolist() == ["A"]


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


def test_a_smaller_heap_on_one_day_is_named_and_a_busy_week_is_not() -> None:
    rows = spread(200, "A", days=200) + [article(300 + i, "A", "2022-12-30") for i in range(15)]
    table = found(rows).set_index("code")
    assert table.loc["date_spike", ["severity", "n_articles", "value"]].tolist() == ["info", 15, "30 December 2022"]
    busy = [article(300 + i, "A", f"2022-05-{i % 7 + 1:02}") for i in range(35)]
    assert "date_spike" not in set(found(spread(200, "A", days=200) + busy)["code"])
    few_days = [article(i, "A", f"2022-05-{i % 6 + 1:02}") for i in range(60)]
    assert "date_spike" not in set(found(few_days)["code"])


def test_capitals_lost_in_the_whole_corpus_are_named() -> None:
    rows = [article(i, text=f"The alliance met, and the union met in hall {i}. " * 200) for i in range(40)]
    table = found(rows).set_index("code")
    assert table.loc["lost_capitals", "n_articles"] == 40
    script = [article(i, text=f"今日の会議は橋について話した。{i} " * 400) for i in range(40)]
    assert "lost_capitals" not in set(found(script)["code"])


LATIN = ("Straße in Österreich", "naïve café – “no”", "The bill of £5m")


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        *((text, codec) for text in LATIN for codec in ("cp1252", "latin-1")),
        *(("Мост закрыт", codec) for codec in ("cp1252", "latin-1", "cp1251")),
    ],
)
def test_text_read_in_the_wrong_encoding_is_named(text: str, codec: str) -> None:
    mangled = text.encode("utf-8").decode(codec, "ignore")
    table = found([article(1, text=mangled), article(2, "B")])
    assert table.loc[table["code"] == "mangled_encoding", "article_ids"].tolist() == ["A1"]


@pytest.mark.parametrize("text", ["A DECISÃO DA IRMÃ – “AMANHÔ – É DE SÃO PAULO", "Âge, Íð og Ñandú", "СІРІ РЕКИ"])
def test_rare_letters_are_not_mangled_ones(text: str) -> None:
    assert "mangled_encoding" not in set(found([article(1, text=text)])["code"])


def test_texts_that_the_source_says_are_cut_are_named_however_few() -> None:
    rows = spread(40, "A")
    rows[3]["truncated"] = True
    table = found(rows).set_index("code")
    assert table.loc["truncated_text", ["n_articles", "article_ids"]].tolist() == [1, "A3"]


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
    assert "1 in German" in table.loc["mixed_languages", "value"]
    assert table.loc["one_outlet", "outlet"] == "A"


def test_copies_of_one_story_are_named() -> None:
    rows = [{**row, "story_id": "s" if i < 5 else str(i)} for i, row in enumerate(spread(40, "A"))]
    assert found(rows).set_index("code").loc["one_story", "n_articles"] == 5


def test_copies_are_named_before_stories_are_marked() -> None:
    rows = spread(40, "A") + [article(200 + i, "B", text="The same story, word for word, in each.") for i in range(4)]
    table = found(rows).set_index("code")
    assert table.loc["one_story", ["n_articles", "value"]].tolist() == [4, "Story 200"]


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


def test_look_alike_letters_of_another_script_are_named() -> None:
    texts = [
        "The f\u0435rry of Kelm.",
        "Паром и p\u0430\u0440ом.",
        "5 μm of ice, a USB-кабель and a Wi-Fi.",
        "Паром \u043fа\u0440\u006fм.",
    ]
    rows = [{"article_id": str(at), "outlet": "Post", "title": "", "text": text} for at, text in enumerate(texts)]
    rows[2]["title"] = "The \u0410lps"
    found = check_corpus(build_table(ARTICLES, rows)).set_index("code").loc["lookalike_letters"]
    assert found["article_ids"].split() == ["0", "1", "2", "3"] and found["severity"] == "warning"
    assert "f\u0435rry" in found["message"] and "\u0410lps" in found["message"] and "μm" not in found["message"]
    assert "USB" not in found["message"] and "пар" not in found["message"].replace("\u043fа\u0440\u006fм", "")
