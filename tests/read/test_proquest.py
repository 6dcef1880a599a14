"""ProQuest HTML and mails: the samples' expected values, private things, missing texts."""

from __future__ import annotations

from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest

from mediakit.read import read_articles
from mediakit.read.proquest import (
    parse_proquest_eml,
    parse_proquest_html,
    recognise_proquest_eml,
    recognise_proquest_html,
)
from mediakit.read.record import Options
from tests.read.press_helpers import check_garbage, check_golden, codes, expected, sample, share_of_right_length

DOCUMENT = (
    '<div><a name="DocID_MSTAR_123"></a><p></p><p>Town council meets</p><p><strong>Author:  </strong>Example, Ann</p>'
    "<p><strong>Abstract:  </strong></p><p>In short.</p><div><strong>Links: </strong><a>Some Library</a></div>"
    '<p><strong>Full text: </strong><text wordcount="{words}"><p>The council met.</p>'
    "<p><strong>Note: </strong>It adjourned.</p>"
    "</text></p><p><strong>{outlet}: </strong>The Daily Example; Exampleton.</p>"
    "<p><strong>Publication year: </strong>2002</p><p><strong>{date}: </strong>May 2, 2002</p>"
    "<p><strong>Document URL: </strong><a>https://search.example/docview/123?accountid=999</a></p></div>"
)


def document(outlet: str = "Publication title", date: str = "Publication date") -> bytes:
    return DOCUMENT.format(words=5, outlet=outlet, date=date).encode()


TEXT = """____________________________________________________________

Town council meets

Author: Example, Ann

Publication info: The Daily Example, Late Edition; Exampleton. 02 May 2002: A.1.

https://proxy.example/login?url=PRIVATE

Abstract: None available.

Links: https://library.example/PRIVATE

Full text: The council met.

Note: it was late.

Subject: Councils

Title: Town council meets

Publication title: The Daily Example, Late Edition; Exampleton.

Publication date: May 2, 2002

Language of publication: English

ProQuest document ID: {number}

Document URL: https://search.example/docview/{number}?accountid=999

Copyright: Copyright Example Press May 2, 2002

"""
NOTICE = "____________________________________________________________\n\nDatabase copyright 2020 ProQuest LLC.\n"


def test_html_sample() -> None:
    data = sample("proquest_html", "sample_1art.html")
    assert recognise_proquest_html(data, data.decode(), "")[0] > 0.9
    assert recognise_proquest_eml(data, data.decode(), "")[0] == 0
    parsed = parse_proquest_html(data, Options())
    check_golden(parsed, expected("proquest_html")["sample_1art.html"])
    record = parsed.records[0]
    assert (record["x_document"], record["x_page"], record["date_text"]) == ("251439970", "AA.2", "08 May 2010")
    assert record["byline"] == "Olivarez-Giles, Nathan"


def test_mail_sample_gives_its_expected_values() -> None:
    data = sample("proquest_eml", "export_20art_2023.eml.gz")
    assert recognise_proquest_eml(data[:65536], data[:65536].decode(), "")[0] > 0.9
    parsed = parse_proquest_eml(data, Options())
    golden = expected("proquest_eml")["export_20art_2023.eml.gz"]
    check_golden(parsed, golden)
    for check in golden["check"]:
        assert parsed.records[check["index"]]["x_document"] == check["id"]
    assert share_of_right_length(parsed) >= 0.9


def test_mail_with_a_malformed_tag() -> None:
    data = sample("proquest_eml", "malformed_tag_2art.eml")
    parsed = parse_proquest_eml(data, Options())
    golden = expected("proquest_eml")["malformed_tag_2art.eml"]["check"]
    assert [record["title"] for record in parsed.records] == [check["title"] for check in golden]
    assert [f"{record['published']:%Y-%m-%d}" for record in parsed.records] == [check["date"] for check in golden]
    assert all(record["outlet"].startswith("Los Angeles Times") for record in parsed.records)
    assert not parsed.records[0]["text"].startswith("html")


def test_nothing_of_the_mail_is_kept() -> None:
    for name in ("malformed_tag_2art.eml", "export_20art_2023.eml.gz"):
        parsed = parse_proquest_eml(sample("proquest_eml", name), Options())
        kept = str(parsed.records) + str(parsed.problems)
        assert "John Smith" not in kept
        assert "j.smith" not in kept
        assert "Some University" not in kept


@pytest.mark.parametrize(
    ("outlet", "date"),
    [
        ("Publication title", "Publication date"),
        ("Titre de la publication", "Date de publication"),
        ("Título de publicación", "Fecha de publicación"),
        ("Titel der Publikation", "Publikationsdatum"),
    ],
)
def test_fields_in_several_languages(outlet: str, date: str) -> None:
    parsed = parse_proquest_html(document(outlet, date), Options())
    record = parsed.records[0]
    assert (record["title"], record["byline"]) == ("Town council meets", "Example, Ann")
    assert record["outlet"] == "The Daily Example; Exampleton"
    assert f"{record['published']:%Y-%m-%d}" == "2002-05-02"
    assert record["text"] == "The council met.\n\nNote: It adjourned."
    assert record["url"] == "https://search.example/docview/123"
    assert record["x_abstract"] == "In short."
    assert codes(parsed) == []


def test_without_full_text_the_abstract_is_a_truncated_text() -> None:
    html = document().replace(b"<p>The council met.</p><p><strong>Note: </strong>It adjourned.</p>", b"Not available.")
    parsed = parse_proquest_html(html, Options())
    assert (parsed.records[0]["text"], parsed.records[0]["truncated"]) == ("In short.", True)
    assert codes(parsed) == ["truncated_text"]


def test_a_document_that_is_lost_tells_nothing_of_the_library() -> None:
    page = '<a name="DocID_MSTAR_5"></a><strong>Author: </strong>Example, Ann<p><strong>Links: </strong>PRIVATE</p>'
    page += "<p><strong>Document URL: </strong>https://search.example/5?PRIVATE</p>"
    parsed = parse_proquest_html(page.encode(), Options())
    assert [problem["code"] for problem in parsed.problems if problem["severity"] == "error"] == ["empty_text"]
    assert "PRIVATE" not in str(parsed)


def mail(html: str, *, forwarded: bool = False) -> bytes:
    """Return a mail with its HTML in base64, as it came or inside another mail."""
    message = MIMEMultipart("mixed")
    message["From"], message["Subject"] = "Somebody PRIVATE <somebody@example.org>", "documents"
    message.attach(MIMEText(html, "html", "utf-8"))
    if not forwarded:
        return message.as_bytes()
    outer = MIMEMultipart("mixed")
    outer["From"], outer["Subject"] = "Another PRIVATE <another@example.org>", "Fwd: documents"
    outer.attach(MIMEText("See below, PRIVATE", "plain", "utf-8"))
    outer.attach(MIMEMessage(message))
    return outer.as_bytes()


@pytest.mark.parametrize("forwarded", [False, True])
@pytest.mark.parametrize("anchor", ['name="DocID_MSTAR_123"', 'name="m_-22_DocID_MSTAR_123"', 'id="DocID_MSTAR_123"'])
def test_mails_that_passed_other_hands(forwarded: bool, anchor: str) -> None:
    page = document().decode().replace('name="DocID_MSTAR_123"', anchor)
    articles, problems = read_articles(mail(f"<div>PRIVATE</div>{page}{page}", forwarded=forwarded))
    assert articles["source_format"].tolist() == ["proquest_eml"] * 2
    assert articles["title"].tolist() == ["Town council meets"] * 2
    assert "PRIVATE" not in str(articles.to_dict()) + str(problems.to_dict())


def test_labels_that_lost_their_spaces() -> None:
    page = document("Publicationtitle", "Publicationdate").replace(b"Full text", b"Fulltext")
    record = parse_proquest_html(page.replace(b"In short.", b"Noneavailable."), Options()).records[0]
    assert (record["outlet"], record["date_text"]) == ("The Daily Example; Exampleton", "May 2, 2002")
    assert record["text"] == "The council met.\n\nNote: It adjourned."
    assert "x_abstract" not in record


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_text_export(newline: str) -> None:
    data = (TEXT.format(number=1) + TEXT.format(number=2) + NOTICE).replace("\n", newline).encode()
    articles, problems = read_articles(data)
    assert articles["source_format"].tolist() == ["proquest_txt"] * 2
    record = articles.iloc[1]
    assert (record["title"], record["byline"], record["outlet"]) == (
        "Town council meets",
        "Example, Ann",
        "The Daily Example, Late Edition; Exampleton",
    )
    assert record["text"] == "The council met.\n\nNote: it was late."
    assert f"{record['published']:%Y-%m-%d}" == "2002-05-02"
    assert (record["language"], record["x_subject"]) == ("en", "Councils")
    assert (record["x_document"], record["url"]) == ("2", "https://search.example/docview/2")
    assert not problems["severity"].eq("error").any()
    assert "PRIVATE" not in str(articles.to_dict()) + str(problems.to_dict())


def test_garbage_keeps_the_account() -> None:
    check_garbage(parse_proquest_html, "proquest_html", "sample_1art.html")
    check_garbage(parse_proquest_eml, "proquest_eml", "malformed_tag_2art.eml")
