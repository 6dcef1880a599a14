"""Factiva articles saved as text, in both layouts."""

from __future__ import annotations

import re
import textwrap

import pytest
from lxml.html import HtmlElement, document_fromstring

from mediakit.read import read_articles
from mediakit.read.account import Options
from mediakit.read.databases.factiva.factiva_txt import parse_factiva_txt, recognise_factiva_txt
from tests.read.press_helpers import check_account, check_clean, check_garbage, sample

LINES = """News

Town council meets {number}

By Ann Example
1,005 words
7 October 2018
17:04
The Daily Example
DEX
4,5
English
(c) 2018 Example Press. All rights reserved.

The council met and talked for so long that nobody in the hall could remember it.

It adjourned.

Example Press Limited

Document DEXA000020181007eea7000{number}p

"""
CODED = """SE\tNews
HD\tTown council meets {number}
BY\tBy Ann Example
WC\t1,005 words
PD\t7 October 2018
ET\t17:04
SN\tThe Daily Example
SC\tDEX
PG\t4,5
LA\tEnglish
CY\t(c) 2018 Example Press. All rights reserved.
LP
The council met and talked for so long that nobody in the hall could remember it.
TD
It adjourned.
PUB\tExample Press Limited
AN\tDocument DEXA000020181007eea7000{number}p

"""


@pytest.mark.parametrize("layout", [LINES, CODED, CODED.replace("\t", "    "), CODED.replace("\t", " ")])
def test_both_layouts(layout: str) -> None:
    data = (layout.format(number=1) + layout.format(number=2) + "Search Summary\n\nText\tSOMETHING PRIVATE\n").encode()
    articles, problems = read_articles(data)
    assert articles["source_format"].tolist() == ["factiva_txt"] * 2
    assert articles["title"].tolist() == ["Town council meets 1", "Town council meets 2"]
    record = articles.iloc[1]
    assert (record["section"], record["byline"], record["outlet"]) == ("News", "By Ann Example", "The Daily Example")
    assert f"{record['published']:%Y-%m-%d %H:%M}" == "2018-10-07 17:04"
    assert (record["language"], record["word_count_stated"], record["x_page"]) == ("en", 1005, "4,5")
    assert record["x_publisher"] == "Example Press Limited"
    assert record["text"].split("\n\n")[1:] == ["It adjourned."]
    assert "PRIVATE" not in articles.to_csv() + problems.to_csv()


def test_a_text_that_quotes_a_number_is_none_of_factiva() -> None:
    text = "A title\n\nThey cite\n\nDocument DEXA000020181007eea70003p\n\nwhich has 5 words, as of 7 October 2018.\n"
    assert recognise_factiva_txt(b"", text, "")[0] == 0


def leaves(article: HtmlElement) -> list[str]:
    """Return the lines of an article as a browser copies them."""
    blocks = [
        e for e in article.iter("div", "p") if not any(inner.tag in ("div", "p") for inner in e.iterdescendants())
    ]
    return [line for line in (" ".join(block.text_content().split()) for block in blocks) if line]


@pytest.mark.parametrize("width", [10**6, 76])
@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("irish_independent_44art_en.html", 44),
        ("german_ui_numbered_100art.html.gz", 93),
        ("suedostschweiz_9art.htm", 9),
    ],
)
def test_samples_saved_as_text_give_the_same_articles(name: str, titles: int, width: int) -> None:
    data = sample("factiva_html", name)
    wanted = read_articles(data).articles
    found = document_fromstring(data).iter("div")
    articles = [
        element for element in found if re.search(r"\barticle\s+[a-z]{2}\w*Article", element.get("class") or "")
    ]
    lines = [line for article in articles for line in leaves(article)]
    text = "\n\n".join(textwrap.fill(line, width, break_on_hyphens=False) for line in lines)
    parsed = parse_factiva_txt(text.encode(), Options())
    check_account(parsed)
    check_clean(parsed)
    read = read_articles(text.encode()).articles
    for column in ("outlet", "published", "byline", "language"):
        assert read[column].equals(wanted[column]), column
    assert (read["title"] == wanted["title"]).sum() >= titles


def test_garbage_keeps_the_account() -> None:
    check_garbage(parse_factiva_txt, "nexis_txt", "single_article_bom.txt")


SPACED = CODED.replace("\t", " ").replace("It adjourned.", "{body}").replace("PUB", "NS gpol : Politics\nPUB")


@pytest.mark.parametrize(
    "body",
    [
        "LA police said that the street was closed.\n\nThe mayor asked everybody to stay at home.",
        "CY Young award winners met.\n\nThey adjourned.",
        "It adjourned.\n\nIN Britain no one agreed.",
        "AN odd line, and a second one.\n\nNS is no code here.",
    ],
)
def test_sentences_that_begin_like_a_code_stay_in_the_text(body: str) -> None:
    articles = read_articles(SPACED.format(number=1, body=body).encode()).articles
    assert articles["text"][0].split("\n\n")[1:] == body.split("\n\n")
    record = articles.iloc[0]
    assert (record["language"], record["x_subject"]) == ("en", "gpol : Politics")
    assert record["x_publisher"] == "Example Press Limited"


def test_lines_without_blank_ones_are_paragraphs() -> None:
    article = [line for line in LINES.split("\n") if line]
    article[-3] = "It adjourned at midnight, and the mayor went home without having said a single word."
    data = "\n".join("\n".join(article).format(number=number) for number in (1, 2, 3))
    articles = read_articles(data.encode()).articles
    assert articles["title"].tolist() == [f"Town council meets {number}" for number in (1, 2, 3)]
    assert articles["text"].str.count("\n\n").tolist() == [1, 1, 1]
    assert set(articles["outlet"]) == {"The Daily Example"}


@pytest.mark.parametrize(
    "last", ["- Additional reporting by Bob Someone", "Leeds 0 Hull 4", "会议在午夜结束,市长回家了。"]
)
def test_a_last_paragraph_is_no_publisher(last: str) -> None:
    articles = read_articles(LINES.replace("Example Press Limited", last).format(number=1).encode()).articles
    assert articles["text"][0].split("\n\n")[-1] == last


def test_a_headline_may_begin_like_a_byline() -> None:
    top = LINES.format(number=1).partition("1,005")
    data = f"Politics\n\nBy the lake, a council dreams of better days\n\n{top[1]}{top[2]}"
    article = read_articles(data.encode()).articles.iloc[0]
    assert (article["title"], article["section"]) == ("By the lake, a council dreams of better days", "Politics")
