"""ProQuest HTML and mails: the samples' expected values, private things, missing texts."""

from __future__ import annotations

from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest

from mediakit.read import read_articles
from mediakit.read.account import Options
from mediakit.read.databases.proquest import (
    parse_proquest_eml,
    parse_proquest_html,
    recognise_proquest_eml,
    recognise_proquest_html,
)
from mediakit.read.databases.proquest_txt import parse_proquest_txt, recognise_proquest_txt
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


def dated(info: str, date: str) -> dict[str, object]:
    """Return the record of a document with a line of the publication and a date, either may be empty."""
    page = document().decode().replace("May 2, 2002", date)
    page = page.replace("<p><strong>Author", f"<p><strong>Publication info: </strong>{info}</p><p><strong>Author")
    return parse_proquest_html(page.encode(), Options()).records[0]


@pytest.mark.parametrize(
    ("info", "published", "precision"),
    [
        ("Example Weekly; Exampleton Vol. 199, Iss. 15, (Apr 11, 2022): 12.", "2022-04-11", "day"),
        ("Example Weekly; Exampleton Vol. 442, Iss. 9,  (Feb 12, 2022): 31-32.", "2022-02-12", "day"),
        ("Example Monthly; Exampleton Vol. 132, Iss. 7, (Aug 2019): 14.", "2019-08-01", "month"),
        ("Example Monthly; Exampleton (May 2021): 11.", "2021-05-01", "month"),
        ("Example Monthly; Exampleton Vol. 3, Iss. 11, (May 2021)", "2021-05-01", "month"),
        ("Example Monthly; Exampleton Iss. 1, (Jan/Feb 2022): 3.", "2022-01-01", "month"),
        ("Example Weekly; Exampleton Iss. 5/6, (Feb 14-Feb 21, 2022): 20.", "2022-02-14", "day"),
        ("Example Weekly; Exampleton Iss. 5, (Feb 14-21, 2022): 20.", "2022-02-14", "day"),
        ("Example Weekly; Exampleton Iss. 52, (Dec 27, 2021-Jan 12, 2022): 20.", "2021-12-27", "day"),
        ("Example Weekly; Exampleton Iss. 52, (Dec 27-Jan 12, 2022): 20.", "", "none"),
        ("Example Quarterly; Exampleton Iss. 2, (Spring 2022): 3.", "2022-01-01", "year"),
        ("Daily Example (1923-Current file); Exampleton, E.X. [Exampleton, E.X]08 May 1950: 12.", "1950-05-08", "day"),
        ("Daily Example; Exampleton (UK) [Exampleton (UK)]08 May 1950: A.1 (Suppl).", "1950-05-08", "day"),
        ("Daily Example: Late Edition; Exampleton . 05 Apr 2022: A.1.", "2022-04-05", "day"),
        ("Example Monthly; Exampleton Vol. 3, Iss. 15 Apr 2022: 12.", "2022-04-01", "month"),
        ("Example Monthly; Exampleton Vol. 3, Iss. 15: 12.", "", "none"),
    ],
)
@pytest.mark.parametrize("label", ["", "undated"])
def test_dates_in_the_line_of_the_publication(info: str, published: str, precision: str, label: str) -> None:
    record = dated(info, label)
    found = record["published"]
    assert (f"{found:%Y-%m-%d}" if found else "", record["date_precision"]) == (published, precision)


def test_the_publication_date_wins() -> None:
    record = dated("Example Weekly; Exampleton Vol. 1, Iss. 15, (Apr 11, 2022): 12.", "Apr 18, 2022")
    assert (f"{record['published']:%Y-%m-%d}", record["date_text"]) == ("2022-04-18", "Apr 18, 2022")
    record = dated("Example Weekly; Exampleton Vol. 1, Iss. 15, (Apr 11, 2022): 12.", "Apr 2022")
    assert (f"{record['published']:%Y-%m-%d}", record["date_precision"]) == ("2022-04-01", "month")
    record = dated("Example Weekly; Exampleton Iss. 5.", "Feb 14-Feb 21, 2022")
    assert (f"{record['published']:%Y-%m-%d}", record["date_text"]) == ("2022-02-14", "Feb 14-Feb 21, 2022")


COVER = "Report Information from ProQuest\n\nMarch 12 2023 10:11\n\nSearch: PRIVATE\n\nDatabase: PRIVATE\n\n"
COVER += "Publication title: PRIVATE\n\nTable of contents\n\n1. PRIVATE\n\n"
RULED = TEXT.partition("\n")[0] + "\n\n"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("words", ["Document {} of 2", "Documento {} de 2", "Dokument {} von 2"])
@pytest.mark.parametrize(
    ("cover", "between"),
    [("", RULED), (RULED + COVER + RULED, RULED), (COVER, RULED), (RULED + COVER, RULED), ("", ""), (COVER, "")],
)
@pytest.mark.parametrize("gap", ["\n\n", "\n"])
def test_text_export_with_numbered_documents(newline: str, words: str, cover: str, between: str, gap: str) -> None:
    body = TEXT.partition("\n\n")[2]
    documents = [words.format(number) + gap + body.format(number=number) for number in (1, 2)]
    data = (cover + between.join(documents) + NOTICE * bool(between)).replace("\n", newline).encode()
    parsed = parse_proquest_txt(data, Options())
    assert (parsed.seen, len(parsed.records)) == (2, 2)
    articles, problems = read_articles(data)
    assert articles["source_format"].tolist() == ["proquest_txt"] * 2
    assert articles["title"].tolist() == ["Town council meets"] * 2
    assert articles["outlet"].tolist() == ["The Daily Example, Late Edition; Exampleton"] * 2
    assert articles["text"].tolist() == ["The council met.\n\nNote: it was late."] * 2
    assert articles["published"].dt.strftime("%Y-%m-%d").tolist() == ["2002-05-02"] * 2
    assert not problems["severity"].eq("error").any()
    assert "PRIVATE" not in str(articles.to_dict()) + str(problems.to_dict())


def test_a_number_inside_a_document_keeps_its_fields() -> None:
    text = TEXT.format(number=1).replace("None available.", "In short.\n\nPart 1 of 2\n\nMore.")
    record = parse_proquest_txt(text.encode(), Options()).records[0]
    assert (record["title"], record["byline"]) == ("Town council meets", "Example, Ann")
    assert record["x_abstract"] == "In short.\n\nMore."


def test_own_labels_tell_a_numbered_export_from_another() -> None:
    text = "Document 1 of 1\n\n" + TEXT.partition("\n\n")[2].format(number=1)
    assert recognise_proquest_txt(b"", text, "")[0] > 0.95
    assert recognise_proquest_txt(b"", "Document 1 of 1\n\nTitle\n\nFull text: Some words.\n", "")[0] == 0


def test_garbage_keeps_the_account() -> None:
    check_garbage(parse_proquest_html, "proquest_html", "sample_1art.html")
    check_garbage(parse_proquest_eml, "proquest_eml", "malformed_tag_2art.eml")
