"""Europresse: the sample of the newer layout, and both layouts made by hand."""

from __future__ import annotations

from typing import Any

import pytest

from mediakit.read.account import Options
from mediakit.read.databases.europresse import parse_europresse_html, recognise_europresse_html
from tests.read.press_helpers import check_account, check_garbage, codes, sample

NAME = "europresse_new_2014.html"
NEW = (
    '<article><header><div class="rdp__DocPublicationName"><span class="DocPublicationName">'
    "Le Quotidien, no. 1234</span>"
    '</div><div><span class="DocHeader">{header}</span></div><div class="titreArticle">'
    '<p class="sm-margin-bottom">Ville</p><p class="titreArticleVisu">Le conseil se réunit</p></div>'
    '<div class="docAuthors">Anne Exemple</div></header><section><div class="DocText"><div class="docOcurrContainer">'
    "<p>Le <mark>conseil</mark> s'est réuni.</p><p>Il a levé la séance.</p></div></div></section>"
    "<footer><small>© 2006 Le Quotidien. Tous droits réservés.</small><p>news·20060314·LQ·0q1403</p>"
    "<div>Ce certificat est émis à <b>QUELQU'UN</b></div></footer></article>"
)
OLD = (
    '<table><tr><td align="center">news·20060314·LQ·0q1403</td></tr><tr><td><span class="DocPublicationName">'
    '<span style="color:red">Le</span> Quotidien</span><br><span class="DocHeader">Ville, </span>'
    '<span class="DocHeader">mardi 14 mars 2006, </span><span class="DocHeader">p. 16</span><br><br>'
    '<span class="TitreArticleVisu">Le conseil se réunit</span><br>Anne Exemple<br><p>Le conseil s\'est réuni.</p>'
    "<p>Il a levé la séance.</p><br>© 2006 Le Quotidien. Tous droits réservés.<br>QUELQU'UN</td></tr></table>"
)


def test_sample() -> None:
    data = sample("europresse_html", NAME)
    assert recognise_europresse_html(data, data.decode(), NAME)[0] > 0.9
    parsed = parse_europresse_html(data, Options())
    check_account(parsed)
    assert len(parsed.records) == 4
    first = parsed.records[0]
    assert (first["outlet"], first["title"], first["section"], first["x_page"]) == (
        "Newspaper",
        "Title",
        "Communication",
        "16",
    )
    assert f"{first['published']:%Y-%m-%d}" == "2006-03-14"
    assert first["text"] == "Some text: a mark."
    assert all(record["published"] is not None for record in parsed.records)


@pytest.mark.parametrize(
    "header",
    [
        "Ville, mardi 14 mars 2006, p. 16",
        "Ville, Tuesday, March 14, 2006, p. 16",
        "Ville, mardi 14 mars 2006 10:15, p. 16",
    ],
)
def test_newer_layout(header: str) -> None:
    parsed = parse_europresse_html(f"<html><body>{NEW.format(header=header)}</body></html>".encode(), Options())
    record = parsed.records[0]
    assert (record["outlet"], record["title"], record["byline"]) == (
        "Le Quotidien",
        "Le conseil se réunit",
        "Anne Exemple",
    )
    assert (record["section"], record["x_page"], record["x_kicker"]) == ("Ville", "16", "Ville")
    assert f"{record['published']:%Y-%m-%d}" == "2006-03-14"
    assert record["text"] == "Le conseil s'est réuni.\n\nIl a levé la séance."
    assert "QUELQU'UN" not in str(parsed)


def test_older_layout_declared_wrong() -> None:
    head = '<html><head><meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1"></head>'
    page = f"{head}<body>{OLD}{OLD}</body></html>"
    parsed = parse_europresse_html(page.encode("utf-8"), Options())
    check_account(parsed)
    assert len(parsed.records) == 2
    record = parsed.records[0]
    assert (record["outlet"], record["title"], record["byline"]) == (
        "Le Quotidien",
        "Le conseil se réunit",
        "Anne Exemple",
    )
    assert f"{record['published']:%Y-%m-%d}" == "2006-03-14"
    assert record["text"] == "Le conseil s'est réuni.\n\nIl a levé la séance."
    assert "encoding_declared_wrong" in codes(parsed)
    assert "QUELQU'UN" not in str(parsed)


def new_record(header: str, **changes: tuple[str, str]) -> dict[str, Any]:
    """Return the record of one article of the newer layout with pieces of its markup replaced."""
    page = NEW.format(header=header)
    for old, new in changes.values():
        assert old in page
        page = page.replace(old, new)
    parsed = parse_europresse_html(f"<html><body>{page}</body></html>".encode(), Options())
    check_account(parsed)
    return parsed.records[0]


@pytest.mark.parametrize(
    ("header", "section", "words"),
    [
        ("Ville, mardi 14 mars 2006 134 mots, p. 16", "Ville", 134),
        ("World, Tuesday, March 14, 2006 1,134 words, p. A16", "World", 1134),
        ("mardi 14 mars 2006 - 10:15:30 UTC +0100 512 mots", "", 512),
    ],
)
def test_length_in_the_header(header: str, section: str, words: int) -> None:
    record = new_record(header)
    assert (record["section"], record["word_count_stated"]) == (section, words)
    assert f"{record['published']:%Y-%m-%d}" == "2006-03-14"


def test_a_header_without_its_element_gives_the_date_alone() -> None:
    record = new_record("", date=("Anne Exemple", "mardi 14 mars 2006"), author=("docAuthors", "sm-margin-bottomNews"))
    assert (f"{record['published']:%Y-%m-%d}", record["section"], record["byline"]) == ("2006-03-14", "", "")


def test_a_month_is_a_date() -> None:
    assert new_record("Dossier, mars 2006, p. 4")["date_precision"] == "month"


def test_boxes_are_no_text_and_several_containers_are_one() -> None:
    box = ("<p>Il a levé", "<aside><p>Photo : X</p></aside><p>Il a levé")
    record = new_record("mardi 14 mars 2006", box=box)
    assert record["text"] == "Le conseil s'est réuni.\n\nIl a levé la séance."
    assert record["x_graphic"] == "Photo : X"
    parts = ("<p>Il a levé", '</div><div class="docOcurrContainer"><p>Il a levé')
    assert new_record("mardi 14 mars 2006", box=parts, text=('class="DocText"', ""))["text"] == record["text"]


def test_garbage_keeps_the_account() -> None:
    check_garbage(parse_europresse_html, "europresse_html", NAME)
