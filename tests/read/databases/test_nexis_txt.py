"""Nexis text exports: the published solutions of 26 articles, and the traps of the layout in small files."""

from __future__ import annotations

import json
import textwrap
from functools import cache

import pandas as pd
import pytest

from mediakit.read import read_articles
from mediakit.read.account import Options, Parsed
from mediakit.read.databases.nexis.nexis_txt import parse_nexis_txt, recognise_nexis_txt
from mediakit.read.documents.docx import word_paragraphs
from tests.conftest import evaluation_data, some_slow
from tests.read.press_helpers import centred, check_clean, check_garbage, check_golden, codes, errors, expected, sample

FOLDER = "nexis_txt"
DOCUMENTS = ("guardian_62art_corrections.docx", "nyt_100art_cover.docx")
MIXED = "amcat_mixed_languages_26art.txt"
NO_TITLE = "No title found!"
# Solutions that hold furniture: a caption, labels, or a line of a web page in the text; two doubtful outlets.
OTHER_TEXTS = {7, 8, 10, 13, 19, 21, 23, 24}
OTHER_OUTLETS = {10, 20}


def solutions() -> list[dict[str, str]]:
    path = evaluation_data("samples", FOLDER, "amcat_mixed_languages_26art.expected_body.json")
    values: list[dict[str, str]] = json.loads(path.read_text("utf-8"))
    return values


def mixed() -> Parsed:
    return parse_nexis_txt(sample(FOLDER, MIXED), Options())


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("name", [MIXED, "lexisnexistools_sample_10art.txt", "single_article_bom.txt"])
def test_samples_give_their_expected_values(name: str) -> None:
    data = sample(FOLDER, name)
    assert recognise_nexis_txt(data[:65536], data.decode("utf-8-sig")[:60000], name)[0] > 0.9
    check_golden(parse_nexis_txt(data, Options()), expected(FOLDER)[name])


def test_the_malformed_document_is_a_problem() -> None:
    parsed = mixed()
    assert [problem["code"] for problem in errors(parsed)] == ["malformed_document"]
    assert parsed.seen == 27


def test_titles_and_outlets_are_the_published_ones() -> None:
    for at, (record, golden) in enumerate(zip(mixed().records, solutions(), strict=True)):
        assert record["title"] == words(golden["title"]).replace(NO_TITLE, "")
        if at not in OTHER_OUTLETS:
            assert record["outlet"] == words(golden["medium"])


def test_texts_are_the_published_ones() -> None:
    for at, (record, golden) in enumerate(zip(mixed().records, solutions(), strict=True)):
        if at not in OTHER_TEXTS:
            assert words(record["text"]) == words(golden["text"])
        elif record["text"]:
            assert set(words(record["text"]).split()) & set(words(golden["text"]).split())


def test_dates_are_the_published_ones() -> None:
    for record, golden in zip(mixed().records, solutions(), strict=True):
        if record["date_precision"] in ("day", "month"):
            assert f"{record['published']:%Y-%m-%d}" == golden["date"][:10]
        elif record["date_precision"] == "minute":
            assert abs(record["published"].day - int(golden["date"][8:10])) <= 1


def test_the_request_is_never_kept() -> None:
    parsed = mixed()
    check_clean(parsed)
    assert "BOELELAAN" not in str(parsed.records) + str(parsed.problems)


def export(*documents: str, head: str = "") -> bytes:
    total = len(documents)
    parts = [f"{centred(f'{n} of {total} DOCUMENTS')}\n\n\n{text}\n\n" for n, text in enumerate(documents, 1)]
    return (head + "".join(parts)).encode()


def article(
    *, date: str = "May 2, 2002 Thursday", labels: str = "LENGTH: 5 words", body: str = "The council met again today."
) -> str:
    foot = f"LOAD-DATE: June 1, 2005\n\nLANGUAGE: ENGLISH\n\n{centred('Copyright 2002 Example Press')}"
    head = f"{centred('The Daily Example')}\n\n{centred(date)}\n\nTown council meets;\nNothing decided"
    return f"{head}\n\n{labels}\n\n{body}\n\n{foot}\n"


def test_headline_and_sub_headline() -> None:
    record = parse_nexis_txt(export(article()), Options()).records[0]
    assert (record["title"], record["standfirst"]) == ("Town council meets", "Nothing decided")
    assert (record["text"], record["language"]) == ("The council met again today.", "en")


def test_a_label_inside_the_body_does_not_end_it() -> None:
    body = "The ship is new.\n\nLENGTH: 19.43 meters. It is fast.\n\nIt sails tomorrow."
    record = parse_nexis_txt(export(article(body=body)), Options()).records[0]
    assert record["text"].endswith("It sails tomorrow.")
    assert "19.43 meters" in record["text"]


def test_lines_broken_at_the_page_width_are_joined_and_others_kept() -> None:
    body = "A first line that runs on up to the edge of the page, which is eighty signs\nwide.\nSecond line."
    record = parse_nexis_txt(export(article(body=body)), Options()).records[0]
    assert record["text"].endswith("eighty signs wide.\nSecond line.")


def test_edition_lines_and_corrections() -> None:
    date = "May 2, 2002 Thursday\n" + centred("Late Edition - Final") + "\n" + centred("Correction Appended")
    record = parse_nexis_txt(export(article(date=date)), Options()).records[0]
    assert record["date_text"] == "May 2, 2002 Thursday Late Edition - Final"
    assert f"{record['published']:%Y-%m-%d}" == "2002-05-02"
    assert record["flags"] == "correction_appended"


def test_german_and_french_separators_and_labels() -> None:
    body = "Der Rat tagte gestern."
    german = (
        f"{centred('Dokument 1 von 1')}\n\n{centred('Das Tagblatt')}\n\n{centred('Donnerstag 2. Mai 2002')}\n\n"
        f"Der Rat tagt\n\nAUTOR: Anna Beispiel\n\nRUBRIK: Lokales\n\nLÄNGE: 4 Wörter\n\n{body}\n\n"
        "UPDATE: 3. Mai 2002\n\nSPRACHE: GERMAN; DEUTSCH\n"
    )
    record = parse_nexis_txt(german.encode(), Options()).records[0]
    assert (record["byline"], record["section"], record["language"]) == ("Anna Beispiel", "Lokales", "de")
    assert (record["text"], record["word_count_stated"]) == (body, 4)
    french = german.replace("Dokument 1 von 1", "Document 1 de 1").replace("LÄNGE: 4 Wörter", "LONGUEUR: 4 mots")
    assert parse_nexis_txt(french.encode(), Options()).records[0]["word_count_stated"] == 4


def test_error_notices_are_problems() -> None:
    notice = "We are sorry but there is an error in this document and it is not possible to display it."
    parsed = parse_nexis_txt(export(article(), notice), Options())
    assert len(parsed.records) == 1
    assert [problem["code"] for problem in errors(parsed)] == ["not_an_article"]


def test_numbers_are_compared_with_the_range_of_the_file() -> None:
    data = export(article(), article(), article())
    cut = data.replace(b"2 of 3", b"3 of 9").replace(b"1 of 3", b"2 of 9").replace(b"3 of 3 ", b"8 of 9 ")
    assert codes(parse_nexis_txt(data, Options())).count("count_mismatch") == 0
    assert "count_mismatch" in codes(parse_nexis_txt(cut.replace(b"3 of 3", b"8 of 9"), Options()))


def test_a_single_article_is_recognised_by_its_labels() -> None:
    top = [centred("Copyright 2002 Example Press"), centred("De Dagelijkse"), centred("24. September 2002")]
    labels = [
        "LENGTE: 4 words",
        "KOP: De raad vergadert",
        "TEKST:",
        "De raad kwam bijeen.",
        "TAAL: Dutch",
        "PUB-TYPE: Paper",
    ]
    articles, _ = read_articles("\n\n".join([*top, *labels, "LOAD-DATE: September 26, 2002"]).encode())
    article = articles.iloc[0]
    assert (article["source_format"], article["outlet"], article["title"]) == (
        "nexis_txt",
        "De Dagelijkse",
        "De raad vergadert",
    )
    assert article["text"] == "De raad kwam bijeen."
    assert f"{article['published']:%Y-%m-%d}" == "2002-09-24"


NEWER = """Council meets
The Daily Example (London)
March 1, 2022 Tuesday

Copyright 2022 Example Press All Rights Reserved

Section: NEWS; Pg. 4
Length: 9 words
Byline: Ann Example
Body

The council met on Tuesday, after a long pause.

It adjourned.

Classification

Language: ENGLISH

Publication-Type: Newspaper

Load-Date: March 2, 2022

End of Document

"""


def test_a_word_export_saved_as_text() -> None:
    cover = "User Name: SOMEBODY PRIVATE\nJob Number: 12\nDocuments (2)\n1. Council meets\n2. Council adjourns\n\n"
    data = (cover + NEWER + NEWER.replace("meets", "adjourns").replace("on Tuesday", "again")).encode()
    articles, problems = read_articles(data)
    assert articles["source_format"].tolist() == ["nexis_txt"] * 2
    assert articles["title"].tolist() == ["Council meets", "Council adjourns"]
    assert set(articles["outlet"]) == {"The Daily Example (London)"}
    assert articles["published"].dt.strftime("%Y-%m-%d").tolist() == ["2022-03-01"] * 2
    assert articles["text"][0] == "The council met on Tuesday, after a long pause.\n\nIt adjourned."
    assert "PRIVATE" not in articles.to_csv() + problems.to_csv()


@cache
def lines_and_articles(name: str) -> tuple[list[str], pd.DataFrame]:
    data = sample("nexis_docx", name)
    return [paragraph.text for paragraph in word_paragraphs(data)[0]], read_articles(data).articles


@pytest.mark.parametrize(("between", "width"), [("\n\n", 10**6), ("\n", 10**6), ("\n\n", 76)])
@pytest.mark.parametrize("name", some_slow(DOCUMENTS, DOCUMENTS[1:]))
def test_samples_saved_as_text_give_the_same_articles(name: str, between: str, width: int) -> None:
    lines, wanted = lines_and_articles(name)
    text = between.join(textwrap.fill(line, width, break_on_hyphens=False) for line in lines)
    articles = read_articles(text.encode()).articles
    for column in ("title", "outlet", "published", "byline", "section"):
        assert articles[column].equals(wanted[column]), column
    assert (articles["text"] == wanted["text"]).mean() >= (0.85 if width < 100 else 1)


def test_a_single_article_without_separator_drops_the_request() -> None:
    head = "Download Request: 1\n\nSend To:\nSOMEBODY PRIVATE\n\nTerms: council\n\n"
    text = head + article()
    parsed = parse_nexis_txt(text.encode(), Options())
    assert parsed.records[0]["outlet"] == "The Daily Example"
    assert "PRIVATE" not in str(parsed.records) + str(parsed.problems)


@pytest.mark.parametrize(
    "mark", ["********** Print Completed **********", "**** Print Completed ****", "Time of Request:  June 7, 2019"]
)
def test_the_end_of_a_print_job_is_dropped(mark: str) -> None:
    tail = f"\n{mark}\n\nSend To:  SOMEBODY PRIVATE\n"
    parsed = parse_nexis_txt(export(article()) + tail.encode(), Options())
    assert "PRIVATE" not in str(parsed.records) + str(parsed.problems)
    assert parsed.records[0]["text"] == "The council met again today."


def test_length_is_compared() -> None:
    parsed = parse_nexis_txt(export(article(labels="LENGTH: 2,968 words")), Options())
    assert parsed.records[0]["word_count_stated"] == 2968
    assert "length_mismatch" in codes(parsed)


def test_garbage_keeps_the_account() -> None:
    check_garbage(parse_nexis_txt, FOLDER, MIXED)


def test_short_articles_with_subjects_are_no_mail() -> None:
    one = [centred("{n} of 2 DOCUMENTS"), "", centred("The Daily Example"), "", centred("May 2, 2002 Thursday"), ""]
    one += ["Town council meets", "", "LENGTH: 3 words", "", "The council met.", "", "LOAD-DATE: May 3, 2002", ""]
    one += ["SUBJECT: COUNCILS (90%)", "", "From: nobody", "", centred("Copyright 2002 Example Press"), ""]
    text = "\n".join(one)
    articles, _ = read_articles((text.format(n=1) + "\n" + text.format(n=2)).encode("utf-16"))
    assert articles["source_format"].tolist() == ["nexis_txt"] * 2
    assert articles["title"].tolist() == ["Town council meets"] * 2


def newer(number: int) -> str:
    return NEWER.replace(
        "Council meets", f"Council meets for the {number}. time to talk about the new bridge over the river"
    )


def test_lines_without_blank_ones_are_paragraphs() -> None:
    data = "\n".join(line for number in (1, 2) for line in newer(number).split("\n") if line)
    articles = read_articles(data.encode()).articles
    assert articles["title"].str.startswith("Council meets for the").tolist() == [True, True]
    assert set(articles["outlet"]) == {"The Daily Example (London)"}
    assert set(articles["x_load_date"]) == {"March 2, 2022"}
    assert set(articles["text"]) == {"The council met on Tuesday, after a long pause.\n\nIt adjourned."}


def test_articles_without_end_lines_end_with_their_load_date() -> None:
    data = (newer(1) + newer(2)).replace("End of Document", "")
    articles = read_articles(data.encode()).articles
    assert articles["text"].tolist() == ["The council met on Tuesday, after a long pause.\n\nIt adjourned."] * 2


def test_an_article_that_breaks_off_above_its_body_is_kept() -> None:
    articles, problems = read_articles((newer(1) + newer(2).partition("Body")[0]).encode())
    assert articles["outlet"].tolist() == ["The Daily Example (London)"] * 2
    assert problems["code"].tolist() == ["empty_text"]


@pytest.mark.parametrize("count", ["Document (1)\n", "Dokumenter [1]\n", ""])
def test_a_cover_is_never_an_article(count: str) -> None:
    cover = f"User Name: = SOMEBODY PRIVATE\nDate and Time: = March 9, 2022\nJob Number: = 12\n{count}"
    data = f"{cover}1. Council meets\nClient/Matter: -None-\nSearch Terms: PRIVATE\n\n{newer(1)}"
    articles, problems = read_articles(data.encode())
    assert articles["outlet"].tolist() == ["The Daily Example (London)"]
    assert articles["published"].dt.day.tolist() == [1]
    assert "PRIVATE" not in articles.to_csv() + problems.to_csv()


def test_a_text_with_a_few_labels_is_none_of_nexis() -> None:
    text = (
        "Fish, a note\n\nAuthor: Ann\nLength: 5 minutes\n\nOnce there was a king.\n\nArticle\n\nUpdate: he came back.\n"
    )
    assert recognise_nexis_txt(b"", text, "")[0] == 0


def test_lines_filled_up_with_spaces_are_joined_where_they_were_broken() -> None:
    long = "The council met on Tuesday and talked for so long that nobody in the hall could remember it."
    wrapped = NEWER.replace("It adjourned.", textwrap.fill(f"{long} {long} {long}", 60))
    data = "\n".join(f"{line:60}" if line else "" for line in wrapped.split("\n"))
    article = read_articles(data.encode()).articles.iloc[0]
    assert article["text"].split("\n\n")[1:] == [f"{long} {long} {long}"]
    assert article["outlet"] == "The Daily Example (London)"
