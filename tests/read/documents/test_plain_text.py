"""Plain text: headline, dateline, standfirst, body, and the names of files and folders."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from mediakit.read import read_articles
from mediakit.read.values.file_names import facts_of_name, folders_of_name, is_documentation
from tests.conftest import evaluation_data

BODY = "The first paragraph says what happened, and where.\n\nThe second one says why it matters."


def only(source: object) -> pd.Series:
    articles, problems = read_articles(source)
    assert len(articles) == 1, problems
    return articles.iloc[0]


def test_headline_dateline_standfirst_body() -> None:
    row = only(
        "A headline without full stop\n\nanalysis 08-Jul-2023 World News\n\nWhat follows from it\n\n"
        f"{BODY}\n\nRelated Posts".encode()
    )
    assert row["title"] == "A headline without full stop"
    assert (row["section"], row["x_kind"], row["date_text"]) == (
        "World News",
        "analysis",
        "analysis 08-Jul-2023 World News",
    )
    assert row["published"] == pd.Timestamp("2023-07-08", tz="UTC")
    assert row["standfirst"] == "What follows from it"
    assert row["text"] == f"{BODY}\n\nRelated Posts"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("8 July 2023", {"section": ""}),
        ("Published 8 July 2023", {"section": "", "x_kind": ""}),
        ("By Ann Example, 8 July 2023", {"byline": "By Ann Example"}),
        ("8 July 2023 | Politics", {"section": "Politics"}),
        ("Samstag, 8. Juli 2023", {"section": ""}),
    ],
)
def test_forms_of_the_line_with_the_date(line: str, expected: dict[str, str]) -> None:
    row = only(f"A headline\n\n{line}\n\n{BODY}\n".encode())
    assert row["published"] == pd.Timestamp("2023-07-08", tz="UTC")
    assert row["text"] == BODY
    assert {name: row.get(name, "") for name in expected} == expected


def test_a_sentence_with_a_date_is_no_dateline() -> None:
    text = "A headline\n\nThe treaty was signed on 5 May 2020.\n\nMore followed."
    row = only(text.encode())
    assert row["date_precision"] == "none"
    assert row["text"] == "The treaty was signed on 5 May 2020.\n\nMore followed."


def test_a_text_without_headline_is_all_body() -> None:
    row = only(f"{'A long first paragraph goes on and on about things. ' * 6}\n\n{BODY}".encode())
    assert row["title"] == ""
    assert row["text"].startswith("A long first")


def test_headline_repeated_byline_and_header_fields() -> None:
    row = only(f"A headline\n\nA headline\n\n8 July 2023\n\nBy Ann Example\n\n{BODY}".encode())
    assert (row["byline"], row["text"]) == ("By Ann Example", BODY)
    row = only(f"Title: A headline\nDate: 8 July 2023\nSource: Daily X\nMood: none\n\n{BODY}".encode())
    assert (row["title"], row["outlet"], row["x_mood"], row["text"]) == ("A headline", "Daily X", "none", BODY)
    row = only(f"---\ntitle: A headline\ndate: 2023-07-08\n---\n\n{BODY}".encode())
    assert (row["title"], row["text"]) == ("A headline", BODY)


def test_line_ends_marks_and_wrapped_lines() -> None:
    wrapped = "\n".join(["This line has been wrapped by hand at about sixty letters or"] * 5) + "\nso it ends."
    data = "\ufeffA headline\r\n\r\n8 July 2023\r\n\r\n" + wrapped.replace("\n", "\r\n") + "\u00a0\r\n\r\nEnd."
    row = only(data.encode())
    assert row["text"].count("\n\n") == 1 and "\n" not in row["text"].split("\n\n")[0]
    single = only(b"A headline\n8 July 2023\nFirst paragraph of the text.\nSecond paragraph of the text.\n")
    assert (single["title"], single["text"]) == (
        "A headline",
        "First paragraph of the text.\n\nSecond paragraph of the text.",
    )


def test_file_and_folder_names_fill_in_what_the_text_does_not_say(tmp_path: Path) -> None:
    def write(name: str, text: str) -> None:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    write("20220126T083000Z_PL_en_5be7.txt", BODY)
    write("business/001.txt", f"A headline\n\n{BODY}")
    write("Daily X/001.txt", f"A headline\n\nnews 08-Jul-2023 World\n\n{BODY}")
    write("Daily X/2022/sport/2.txt", f"A headline\n\n{BODY}")
    articles = read_articles(tmp_path).articles.set_index("source_file")
    named = articles.loc["20220126T083000Z_PL_en_5be7.txt"]
    assert named["published"] == pd.Timestamp("2022-01-26 08:30", tz="UTC")
    assert (named["language"], named["x_country"], named["x_id"]) == ("en", "PL", "5be7")
    assert articles.loc["business/001.txt", "section"] == "business"
    assert articles.loc["Daily X/001.txt", ["outlet", "section"]].tolist() == ["Daily X", "World"]
    assert articles.loc["Daily X/2022/sport/2.txt", ["outlet", "section"]].tolist() == ["Daily X", "sport"]


def test_names() -> None:
    facts = facts_of_name("2022-02-24-some-words.txt")
    assert facts is not None and facts.date.precision == "day" and facts.rest == "some-words"
    for name in ("post_2022-02-24.txt", "x_20220224_03.txt", "Daily/2022/2/24/council.txt", "2022.02.24 x.txt"):
        found = facts_of_name(name)
        assert found is not None and f"{found.date.published:%Y-%m-%d}" == "2022-02-24", name
    assert facts_of_name("post_2022-02-24.txt").rest == "post"  # type: ignore[union-attr]
    assert facts_of_name("Example_24.02.2022.txt").rest == "Example"  # type: ignore[union-attr]
    assert facts_of_name("24-02-2022_GB_en_1.txt").date.published.day == 24  # type: ignore[union-attr]
    assert facts_of_name("03-04-2022_1.txt") is None
    assert facts_of_name("v1.2.2020.3.txt") is None
    assert facts_of_name("id120220224.txt") is None
    assert facts_of_name("001.txt") is None
    assert facts_of_name("99999999_x.txt") is None
    assert folders_of_name("data.zip/Daily/1.txt") == ["Daily"]
    assert is_documentation("a/LICENSE") and is_documentation("x.expected_body.json")
    assert not is_documentation("nato-expected-to-grow.txt")


def test_an_address_above_the_headline_is_no_headline() -> None:
    row = only(b"https://post.example/2022/03/01/council\nCouncil meets\n1 March 2022\n\nThe council met on Monday.\n")
    assert (row["url"], row["title"]) == ("https://post.example/2022/03/01/council", "Council meets")
    assert row["text"] == "The council met on Monday."


def test_nothing_of_the_head_of_a_mail_is_kept() -> None:
    head = b"From: Island Post <PRIVATE@post.example>\nTo: PRIVATE@example.org\nSubject: Council meets\n"
    articles, problems = read_articles(head + b"Date: Wed, 5 Jun 2019 10:00:00 +0000\n\nThe council met on Monday.\n")
    assert articles["text"].tolist() == ["The council met on Monday."]
    assert "PRIVATE" not in str(articles.to_dict()) + str(problems.to_dict())


def test_a_wrong_encoding_can_be_told() -> None:
    data = "Überschrift ohne Punkt\n\nText über Österreich.".encode("cp1252")
    row = only(data)
    assert row["title"] == "Überschrift ohne Punkt"
    _, problems = read_articles(data)
    assert "encoding_guessed" in set(problems["code"])
    assert "encoding_guessed" not in set(read_articles(data, encoding="cp1252").problems["code"])


def test_the_first_article() -> None:
    folder = evaluation_data("samples", "seed_article")
    expected = json.loads((folder / "expected.json").read_text("utf-8"))["article.txt"]
    row = only(folder / "article.txt")
    assert row["title"] == expected["title"]
    assert row["published"].date().isoformat() == expected["published"]
    for name in ("date_precision", "section", "standfirst", "date_text"):
        assert row[name] == expected[name]
    assert row["text"].startswith(expected["first_body_words"])
    body = row["text"].split("\n\n")
    assert body[-2:] == expected["stripped"]
    assert body[-3].endswith(expected["last_body_words"])


def test_folders_of_texts() -> None:
    articles, problems = read_articles(evaluation_data("samples", "txt_folder"))
    assert len(articles) == 40
    assert sorted(articles["section"].unique()) == ["business", "politics"]
    assert (articles["title"] != "").all() and (articles["text"] != "").all()
    assert not articles["text"].str.contains("\ufffd").any()
    assert not (problems["severity"] == "error").any()
    named = read_articles(evaluation_data("samples", "txt_folder_gdeltnames")).articles
    assert len(named) == 40
    assert named["published"].notna().all() and (named["language"] == "en").all()
    assert (named["x_country"].str.len() == 2).all()


@pytest.mark.parametrize("sign", [" · ", " | ", " • ", " - "])
@pytest.mark.parametrize("gap", ["\n\n", "\n"])
def test_a_line_of_facts_gives_outlet_date_page_and_author_without_address(sign: str, gap: str) -> None:
    facts = sign.join(["The Island Post", "2 May 2023", "B1", "By Ann Example ann@post.example"])
    row = only(f"Ferry stays{gap}{facts}\n\n{BODY}".encode())
    assert (row["title"], row["outlet"], row["x_page"], row["byline"]) == (
        "Ferry stays",
        "The Island Post",
        "B1",
        "By Ann Example",
    )
    assert row["text"] == BODY and "@" not in str(row.to_dict())


@pytest.mark.parametrize("between", ["", "Island Post\n", "By Ann Example\n"])
def test_head_lines_stay_apart_where_the_body_is_wrapped(between: str) -> None:
    body = "The council of the island said on\nTuesday that the ferry will stay in\nwinter, as nine of eleven wanted.\n"
    row = only(f"Ferry stays in winter\n{between}2 May 2023\n\n{body}\n{body}".encode())
    assert (row["title"], row["date_precision"]) == ("Ferry stays in winter", "day")
    assert row["text"].startswith("The council of the island said on Tuesday that")
    straight = only(f"Ferry stays in winter\n{between}2 May 2023\n{body}\n{body}".encode())
    assert (straight["title"], straight["text"]) == (row["title"], row["text"])
