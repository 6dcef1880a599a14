"""Factiva RTF in both layouts, in several interface languages."""

from __future__ import annotations

import pytest

from mediakit.read import read_articles
from mediakit.read.account import Options
from mediakit.read.databases.factiva.factiva_rtf import parse_factiva_rtf, recognise_factiva_rtf
from tests.read.press_helpers import check_account, check_clean, check_garbage

HEAD = "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}{\\info{\\author SOMEBODY PRIVATE}}"
CODED = {
    "SE": "News",
    "HD": "{\\b Town council meets}",
    "BY": "By Ann Example",
    "WC": "1,005 words",
    "PD": "7 October 2018",
    "ET": "17:04",
    "SN": "The Daily Example",
    "SC": "DEX",
    "LA": "English",
    "CY": "(c) 2018 Example Press",
    "LP": "The council met.\\par\\pard\\intbl It was long\\u8212?very.",
    "TD": "It adjourned.",
    "NS": "gpol : Politics",
    "AN": "Document DEXA000020181007eea70003p",
}
LINES = [
    "News",
    "{{\\b Town council meets}}",
    "By Ann Example",
    "{words}",
    "{date}",
    "The Daily Example",
    "DEX",
    "4,5",
    "{language}",
    "(c) 2018 Example Press. All rights reserved.",
    "The council met and talked for so long that nobody in the hall could remember it.",
    "It adjourned.",
    "{document} DEXA000020181007eea70003p",
]
INTERFACES = [
    ("5 words", "7 October 2018 17:04", "English", "Document"),
    ("5 W\\'f6rter", "7. Oktober 2018 17:04", "Englisch", "Dokument"),
    ("5 mots", "7 octobre 2018 17:04", "Anglais", "Document"),
    ("5 \\u23383?", "2018 \\u24180? 10 \\u26376? 7 \\u26085? 17:04", "\\u33521?\\u35821?", "\\u25991?\\u20214?"),
]


def row(code: str, value: str) -> str:
    return f"\\trowd\\cellx500\\cellx9000\\pard\\intbl{{\\b {code}}}\\cell\\pard\\intbl {value}\\cell\\row "


def rtf(*articles: str) -> bytes:
    search = "\\page Search Summary\\par " + row("Text", "PRIVATE query") + row("Results Found", "2")
    return (HEAD + "".join(articles) + search + "}").encode()


def coded() -> str:
    return "".join(row(code, value) for code, value in CODED.items()) + "\\pard\\par "


def lines(words: str, date: str, language: str, document: str) -> str:
    filled = (line.format(words=words, date=date, language=language, document=document) for line in LINES)
    return "".join(f"\\pard {line}\\par " for line in filled)


def test_coded_layout() -> None:
    data = rtf(coded(), coded())
    assert recognise_factiva_rtf(data, data.decode(), "")[0] > 0.9
    parsed = parse_factiva_rtf(data, Options())
    check_account(parsed)
    check_clean(parsed)
    assert len(parsed.records) == 2
    record = parsed.records[1]
    assert (record["title"], record["outlet"], record["byline"]) == (
        "Town council meets",
        "The Daily Example",
        "By Ann Example",
    )
    assert f"{record['published']:%Y-%m-%d %H:%M}" == "2018-10-07 17:04"
    assert record["text"] == "The council met.\n\nIt was long—very.\n\nIt adjourned."
    assert (record["word_count_stated"], record["language"]) == (1005, "en")
    assert (record["x_accession"], record["x_subject"]) == ("DEXA000020181007eea70003p", "gpol : Politics")
    assert "PRIVATE" not in str(parsed)


@pytest.mark.parametrize("interface", INTERFACES)
def test_layout_without_labels(interface: tuple[str, str, str, str]) -> None:
    contents = "\\pard Contents\\par Town council meets\\par Town council meets\\par Another\\par "
    articles, problems = read_articles(rtf(contents, lines(*interface), lines(*interface)))
    assert articles["source_format"].tolist() == ["factiva_rtf"] * 2
    record = articles.iloc[1]
    assert (record["section"], record["title"], record["byline"]) == ("News", "Town council meets", "By Ann Example")
    assert articles["title"].tolist() == ["Town council meets"] * 2
    assert f"{record['published']:%Y-%m-%d %H:%M}" == "2018-10-07 17:04"
    assert (record["outlet"], record["language"], record["word_count_stated"]) == ("The Daily Example", "en", 5)
    assert (record["x_source_code"], record["x_page"]) == ("DEX", "4,5")
    assert record["text"].split("\n\n")[1:] == ["It adjourned."]
    assert "PRIVATE" not in str(articles.to_dict()) + str(problems.to_dict())


def test_an_article_that_breaks_off_is_kept() -> None:
    cut = lines(*INTERFACES[0]).partition("\\pard Document")[0]
    parsed = parse_factiva_rtf((HEAD + lines(*INTERFACES[0]) + cut + "}").encode(), Options())
    check_account(parsed)
    assert [record["title"] for record in parsed.records] == ["Town council meets"] * 2
    assert parsed.records[0]["text"] == parsed.records[1]["text"]


def test_garbage_keeps_the_account() -> None:
    check_garbage(parse_factiva_rtf, "apa_rtf", "online_utf8_in_cp1252_rtf.rtf")
