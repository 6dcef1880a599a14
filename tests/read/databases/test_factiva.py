"""Factiva HTML in both layouts, in several interface languages, and Factiva XML."""

from __future__ import annotations

import pytest

from mediakit.read.account import Options
from mediakit.read.databases.factiva.factiva_html import parse_factiva_html, recognise_factiva_html
from mediakit.read.databases.factiva.factiva_xml import parse_factiva_xml, recognise_factiva_xml
from tests.read.press_helpers import (
    check_account,
    check_garbage,
    check_golden,
    codes,
    expected,
    sample,
    share_of_right_length,
)

FILES = (
    "coded_fields_2art_fr.html",
    "german_ui_2art.html",
    "german_ui_numbered_100art.html.gz",
    "irish_independent_44art_en.html",
    "suedostschweiz_9art.htm",
)
LINES = (
    '<div class="article {lang}Article"><p></p>{section}<div id="hd"><span class="{lang}Headline">{title}</span></div>'
    "{author}<div>{words}</div><div>{date}</div>{time}<div>The Daily Example</div><div>DEX</div><div>4,5</div>"
    "<div>{language}</div><div>(c) 2018 Example Press. All rights reserved.</div><p></p>"
    '<p class="articleParagraph {lang}articleParagraph">The council <b>met</b>.</p>'
    '<p class="articleParagraph {lang}articleParagraph">It adjourned.</p>'
    "<p>The council in its hall. It was full.</p><p>Example Press Ltd</p>"
    "<p>{document} DEXA000020181007eea70003p</p></div>"
)
INTERFACES = [
    ("en", "5 words", "7 October 2018", "Document"),
    ("de", "5 Wörter", "7. Oktober 2018", "Dokument"),
    ("fr", "5 mots", "7 octobre 2018", "Document"),
    ("es", "5 palabras", "7 de octubre de 2018", "Documento"),
    ("it", "5 parole", "7 ottobre 2018", "Documento"),
    ("pt", "5 palavras", "7 de outubro de 2018", "Documento"),
    ("ru", "5 слов", "7 Октябрь 2018", "Документ"),
    ("ja", "5 語", "2018 年 10 月 7 日", "文書"),
    ("zhcn", "5 字", "2018 年 10 月 7 日", "文件"),
    ("ko", "5 단어", "2018년 10월 7일", "문서"),
    ("pl", "5 słów(-a)", "7 października 2018", "Dokument"),
    ("nl", "5 woorden", "7 oktober 2018", "Document"),
    ("zhtw", "5 字", "2018 年 10 月 7 日", "文檔"),
]


def page(*articles: str) -> bytes:
    return f"<html><head><title>Factiva</title></head><body>{''.join(articles)}</body></html>".encode()


def article(
    *,
    lang: str = "en",
    words: str = "5 words",
    date: str = "7 October 2018",
    time: str = "",
    document: str = "Document",
    title: str = "Town council meets",
) -> str:
    return LINES.format(
        lang=lang,
        words=words,
        date=date,
        time=f"<div>{time}</div>" if time else "",
        document=document,
        title=title,
        section="<div>News</div>",
        author='<div class="author">By Ann Example</div>',
        language="English",
    )


@pytest.mark.parametrize("name", FILES)
def test_samples_give_their_expected_values(name: str) -> None:
    data = sample("factiva_html", name)
    assert recognise_factiva_html(data[:65536], data[:65536].decode("utf-8", "replace"), name)[0] >= 0.9
    parsed = parse_factiva_html(data, Options())
    golden = expected("factiva_html")[name]
    check_golden(parsed, golden)
    for check in golden["check"]:
        record = parsed.records[check["index"]]
        assert record["x_accession"] == check["accession"]
        assert record["date_text"].startswith(check["date_text"])
        if check["time"]:
            assert f"{record['published']:%H:%M}" == check["time"]


def test_list_numbers_are_cut_from_headlines() -> None:
    parsed = parse_factiva_html(sample("factiva_html", "german_ui_numbered_100art.html.gz"), Options())
    assert [record["x_list_number"] for record in parsed.records] == [str(n) for n in range(1, 101)]
    assert parsed.records[0]["title"] == "Zu Fuß von Kreuzberg nach Kopenhagen"
    own = parse_factiva_html(page(article(title="10) reasons"), article(title="Other")), Options())
    assert own.records[0]["title"] == "10) reasons"


def test_lengths_agree_in_real_files() -> None:
    for name in FILES[2:]:
        assert share_of_right_length(parse_factiva_html(sample("factiva_html", name), Options())) >= 0.9


@pytest.mark.parametrize(("lang", "words", "date", "document"), INTERFACES)
def test_interface_languages(lang: str, words: str, date: str, document: str) -> None:
    parsed = parse_factiva_html(page(article(lang=lang, words=words, date=date, document=document)), Options())
    record = parsed.records[0]
    assert (record["outlet"], record["section"], record["byline"]) == ("The Daily Example", "News", "By Ann Example")
    assert f"{record['published']:%Y-%m-%d}" == "2018-10-07"
    assert record["word_count_stated"] == 5
    assert record["text"] == "The council met.\n\nIt adjourned."
    assert record["x_accession"] == "DEXA000020181007eea70003p"
    assert (record["x_source_code"], record["x_page"], record["language"]) == ("DEX", "4,5", "en")
    assert record["x_graphic"] == "The council in its hall. It was full."
    assert record["x_publisher"] == "Example Press Ltd"
    assert codes(parsed) == []


@pytest.mark.parametrize("time", ["17:04", "17:04:30", "5:04 PM"])
def test_time_in_a_line_of_its_own(time: str) -> None:
    record = parse_factiva_html(page(article(time=time)), Options()).records[0]
    assert f"{record['published']:%Y-%m-%d %H:%M}" == "2018-10-07 17:04"
    assert record["outlet"] == "The Daily Example"


def test_time_in_the_line_of_the_date() -> None:
    record = parse_factiva_html(page(article(date="2018 年 10 月 7 日 17:04", words="5 字")), Options()).records[0]
    assert f"{record['published']:%Y-%m-%d %H:%M}" == "2018-10-07 17:04"


def test_an_element_around_an_article_is_no_article_of_its_own() -> None:
    parsed = parse_factiva_html(page(f'<div class="article enArticle">{article()}</div>'), Options())
    assert [record["title"] for record in parsed.records] == ["Town council meets"]


def test_paragraphs_of_the_legal_line_are_neither_text_nor_captions() -> None:
    legal = "<div><p>(c) 2018 Example Press. All rights reserved.</p><p>No copies for anybody.</p></div>"
    data = page(article().replace("<div>(c) 2018 Example Press. All rights reserved.</div>", legal))
    record = parse_factiva_html(data, Options()).records[0]
    assert record["text"] == "The council met.\n\nIt adjourned."
    assert record["x_graphic"] == "The council in its hall. It was full."


@pytest.mark.parametrize(
    ("language", "code"), [("英语", "en"), ("德文", "de"), ("Inglês", "en"), ("中文 - 简体", "zh")]
)
def test_languages_in_the_words_of_the_interface(language: str, code: str) -> None:
    data = page(article().replace("<div>English</div>", f"<div>{language}</div>"))
    assert parse_factiva_html(data, Options()).records[0]["language"] == code


def test_coded_layout_joins_lead_and_text() -> None:
    rows = "".join(
        f'<tr><td class="index"><b>{code}</b></td><td>{value}</td></tr>'
        for code, value in {
            "SE": "News",
            "HD": "Town council meets",
            "BY": "By Ann Example",
            "WC": "1,005 words",
            "PD": "7 October 2018",
            "ET": "17:04",
            "SN": "The Daily Example",
            "LA": "English",
            "CY": "(c) 2018 Example Press",
            "LP": "<p>One.</p>",
            "TD": "<p>Two.</p><p>Three.</p>",
            "AN": "Document DEXA000020181007eea70003p",
        }.items()
    )
    parsed = parse_factiva_html(page(f'<div class="article enArticle"><table>{rows}</table></div>'), Options())
    record = parsed.records[0]
    assert record["text"] == "One.\n\nTwo.\n\nThree."
    assert record["word_count_stated"] == 1005
    assert f"{record['published']:%H:%M}" == "17:04"
    assert record["x_accession"] == "DEXA000020181007eea70003p"
    assert "copyright" not in str(record).lower()


def test_xml_sample() -> None:
    data = sample("factiva_xml", "pps_3art.xml")
    assert recognise_factiva_xml(data, data.decode("utf-8-sig"), "")[0] > 0.9
    parsed = parse_factiva_xml(data, Options())
    check_account(parsed)
    assert len(parsed.records) == 3
    first = parsed.records[0]
    assert (first["title"], first["outlet"]) == ("TEST - first test article", "My Newspaper")
    assert first["published"].isoformat() == "2012-01-09T01:35:58+00:00"
    assert first["x_accession"] == "TEST0000020120109e51700030"
    assert [record["language"] for record in parsed.records] == ["en", "fr", "en"]
    assert first["text"].count("\n\n") == 1
    assert "count_mismatch" not in codes(parsed)


def test_xml_announced_count_and_empty_entries() -> None:
    xml = (
        b'<PPSResponse><ppsarticleResultSet count="3"><ppsarticle><article><headline>A</headline>'
        b"<publicationDate><date>2012-01-09</date></publicationDate></article></ppsarticle>"
        b"<ppsarticle><status/></ppsarticle></ppsarticleResultSet></PPSResponse>"
    )
    parsed = parse_factiva_xml(xml, Options())
    check_account(parsed)
    assert parsed.seen == 2
    assert {"not_an_article", "count_mismatch", "empty_text"} <= set(codes(parsed))


def test_xml_entities_are_not_expanded() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    article = "<article><headline>&e8;</headline></article>"
    xml = f'<!DOCTYPE x [<!ENTITY e0 "ha">{levels}]><PPSResponse>{article}</PPSResponse>'
    parsed = parse_factiva_xml(xml.encode(), Options())
    check_account(parsed)
    assert len(str(parsed.records)) < 10_000


def test_garbage_keeps_the_account() -> None:
    check_garbage(parse_factiva_html, "factiva_html", "german_ui_2art.html")
    check_garbage(parse_factiva_xml, "factiva_xml", "pps_3art.xml")
