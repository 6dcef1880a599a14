"""Signs that a text is several articles, or none: each in ten layouts, and no alarm about plain articles."""

from __future__ import annotations

import gzip
import json
import random
import re

import pytest

from mediakit.read import read_articles
from mediakit.read.values.signs import signs_of_several
from tests.conftest import evaluation_data

STORIES = (
    ("Council keeps the ferry", "5 March 2024", "The council voted to keep the ferry in winter, by nine votes to two."),
    ("Train leaves the rails", "9 March 2024", "A freight train left the rails near the harbour on Friday night."),
    ("Herring is back", "11 March 2024", "Scientists count twice as many herrings as in the years before, they say."),
)
LABELS = (
    ("Title", "Date", "Text"),
    ("Headline", "Source", "Body"),
    ("TITLE", "PUBLICATION DATE", "FULL TEXT"),
    ("Titel", "Datum", "Text"),
    ("Titre", "Date", "Texte"),
    ("Заголовок", "Дата", "Текст"),
    ("**Title**", "**Date**", "**Text**"),
    ("- Title", "- Author", "- Abstract"),
    ("Author", "Section", "Page"),
    ("标题", "日期", "正文"),
)
HEADS = (
    "{0}\n{1}\n\n{2}",
    "{0}\n\n{1}\n\n{2}",
    "{0}\nIsland Post, {1}\n\n{2}",
    "{0}\nBy Ann Example\n{1}\n{2}",
    "{1}\n{0}\n\n{2}",
    "{0}\nIsland Post\n{1}, page 3\n\n{2}",
    "# {0}\n\n*{1}*\n\n{2}",
    "{0}\n{1} 10:30\n{2}",
    "{0}\n\nIsland Post - {1}\n\n{2}",
    "\n\n{0}\n\nPublished {1}\n\n{2}\n\n",
)
MAILS = (
    ("From", "To", "Subject"),
    ("From", "Date", "Subject"),
    ("From", "Sent", "To"),
    ("Von", "An", "Betreff"),
    ("De", "À", "Objet"),
    ("> From", "> Date", "> Subject"),
    ("FROM", "TO", "SUBJECT"),
    ("From", "Cc", "Reply-To"),
    ("Von", "Gesendet", "Betreff"),
    (">> From", ">> To", ">> Date"),
)
TIMES = (
    "00:00:01,000 --> 00:00:04,200",
    "00:01.000 --> 00:04.200",
    "00:00:01.000 --> 00:00:04.200 align:start",
    "0:00:01,0 --> 0:00:04,2",
    "00:00:01 --> 00:00:04",
    "0:01 -> 0:04",
    "00:00:01:10 --> 00:00:04:12",
    "00:01 → 00:04",
    "1:02 => 1:04",
    "  00:00:01,000  -->  00:00:04,200",
)
ENTRIES = (
    "@article{a1,",
    "@online{a1,",
    "@ARTICLE{Key_2024,",
    "@misc{a:1,",
    "@newspaper{a/1,",
    "@article(a1,",
    "@Article {a1,",
    "@article{a1, title = {Ferry},",
    "@inproceedings{x-1,",
    "  @book{a1,",
)
RULES = ("-----", "=====", "____________", "- - - - -", "* * *", "~~~~~~~~", "#####", "—————", "──────────", "-" * 78)
RECORDS = (
    "%T {0}\n%D {1}\n%X {2}",
    "TI  - {0}\nDA  - {1}\nAB  - {2}",
    "T1 - {0}\nY1 - {1}\nN2 - {2}",
)
HITS = (
    "{1} | {0} | https://post.example/{3}",
    "{0} ({1}) https://post.example/{3}",
    "{1}\t{0}\thttps://post.example/{3}",
    "- [{0}](https://post.example/{3}), {1}",
    "{3}. {0}, {1}, www.post.example/{3}",
    "* {1}: {0} https://post.example/{3}",
    "https://post.example/{3} {1} {0}",
    "{0} ; {1} ; https://post.example/{3}",
    "> {0}, Island Post, {1} http://post.example/a?b={3}",
    "{0} – {1} – (https://post.example/{3})",
)
NUMBERS = (
    "{0} of 3 DOCUMENTS",
    "Document {0} of 3",
    "{0} von 3",
    "[{0}/3]",
    "Article {0} of 3",
    "Dokument {0} von 3",
    "{0} de 3",
    "Page {0} of 3",
    "{0} из 3",
    "({0} of 3)",
)


def filled(form: str, n: int = 3) -> str:
    return "\n\n".join(form.format(*story, at) for at, story in enumerate(STORIES[:n], start=1))


def layouts() -> dict[str, list[str]]:
    """Return ten made texts with each sign."""
    labelled = ["\n\n".join(f"{a}: {s[0]}\n{b}: {s[1]}\n{c}: {s[2]}" for s in STORIES) for a, b, c in LABELS]
    return {
        "labels": labelled,
        "datelines": [filled(form) for form in HEADS],
        "mails": [f"A note\n\n{a}: Ann\n{b}: Bob\n{c}: Ferry\n\n{STORIES[0][2]}" for a, b, c in MAILS],
        "arrows": [f"1\n{t}\nGood evening.\n\n2\n{t}\nThe ferry is back.\n" for t in TIMES],
        "entries": [f"{entry}\n  year = 2024,\n}}\n" for entry in ENTRIES],
        "rules": [f"\n\n{rule}\n\n".join(f"{s[0]}\n\n{s[2]}" for s in STORIES) for rule in RULES],
        "numbers": [
            "\n\n".join(f"{form.format(at)}\n{s[0]}\n{s[2]}" for at, s in enumerate(STORIES, 1)) for form in NUMBERS
        ],
        "hits": [filled(form).replace("\n\n", "\n") for form in HITS],
    }


CASES = [(sign, at, text) for sign, texts in layouts().items() for at, text in enumerate(texts)]


@pytest.mark.parametrize(("sign", "at", "text"), CASES, ids=[f"{sign}{at}" for sign, at, _ in CASES])
def test_each_sign_is_seen_in_ten_layouts(sign: str, at: int, text: str) -> None:
    assert signs_of_several(text)
    _, problems = read_articles(text.encode(), format="text")
    assert "several_articles" in set(problems["code"])


@pytest.mark.parametrize("form", RECORDS)
def test_tags_of_reference_lists_are_seen(form: str) -> None:
    assert "tags" in signs_of_several(filled(form))[0]


@pytest.mark.parametrize(
    "text",
    [
        "Ferry stays\n5 March 2024\n\nThe council voted for it. It was glad.\n\n* * *\n\nThe ship leaves on Friday.",
        "How it went\n5 March 2024\n\n24 February 2022\n\nTroops crossed the border, the ministry said that morning."
        "\n\n25 February 2022\n\nThe capital was shelled for the first time, and people fled to the stations.",
        "An interview\n\nQ: Will it stay?\n\nA: Yes, it will, as the council has said.\n\nQ: For long?\n\nA: Yes.",
        "Charter\n\nArticle 1\n\nAll ships are equal before the harbour.\n\nArticle 2\n\nNo ship is sunk by another.",
        "Prices\n\nFerry: 5 euros\nBus: 3 euros\nTrain: 9 euros\n\nThe prices hold until the summer, it was said.",
        "Two votes\n\nThe first vote, on 5 March 2024, went well.\n\nThe second, on 9 March 2024, went badly, we hear.",
    ],
)
def test_plain_articles_raise_no_alarm(text: str) -> None:
    assert signs_of_several(text) == []


def test_five_hundred_articles_raise_one_false_alarm_at_most() -> None:
    data = gzip.decompress(evaluation_data("gold", "ukraine_media", "articles.jsonl.gz").read_bytes())
    rows = random.Random(14).sample([json.loads(line) for line in data.decode().splitlines()], 500)
    alarms = 0
    for row in rows:
        sentences = re.split(r"(?<=[.!?]) +", row["text"])
        text = "\n\n".join(" ".join(sentences[at : at + 2]) for at in range(0, len(sentences), 2))
        alarms += bool(signs_of_several(f"{row['title']}\n{row['date']}\n\n{text}"))
    assert alarms <= 1


def test_a_page_that_is_a_list_of_hits_is_told() -> None:
    row = "<tr><td>{1}</td><td><a href='https://post.example/{3}'>{0}</a></td><td>Island Post</td></tr>"
    page = f"<html><body><h1>Your search</h1><table>{filled(row)}</table></body></html>"
    _, problems = read_articles(page.encode())
    assert "several_articles" in set(problems["code"])
