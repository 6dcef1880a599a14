"""ProQuest HTML and mails: the samples' expected values, private things, missing texts."""

from __future__ import annotations

import pytest

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


def test_garbage_keeps_the_account() -> None:
    check_garbage(parse_proquest_html, "proquest_html", "sample_1art.html")
    check_garbage(parse_proquest_eml, "proquest_eml", "malformed_tag_2art.eml")
