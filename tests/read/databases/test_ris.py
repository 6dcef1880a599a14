"""RIS files of reference managers and library databases."""

from __future__ import annotations

import pytest

from mediakit.read import read_articles
from mediakit.read.account import Options
from mediakit.read.databases.ris import parse_ris
from tests.read.press_helpers import check_account

RECORD = """TY  - NEWS
TI  - Council meets
AU  - Example, Ann
AU  - Other, Bob
T2  - The Daily Example
DA  - {date}
UR  - https://post.example/1
AB  - The council met.
It adjourned.
LA  - English
KW  - Councils
ER  -
"""


@pytest.mark.parametrize(
    ("date", "published", "precision"),
    [
        ("2019/06/05/", "2019-06-05", "day"),
        ("2019/6/5/Wednesday", "2019-06-05", "day"),
        ("2019/06//", "2019-06-01", "month"),
        ("2019///", "2019-01-01", "year"),
        ("5 June 2019", "2019-06-05", "day"),
    ],
)
def test_records(date: str, published: str, precision: str) -> None:
    articles, problems = read_articles("\ufeff".encode() + (RECORD.format(date=date) * 2).encode())
    assert articles["source_format"].tolist() == ["ris"] * 2
    record = articles.iloc[0]
    assert (record["title"], record["outlet"], record["byline"]) == (
        "Council meets",
        "The Daily Example",
        "Example, Ann; Other, Bob",
    )
    assert (f"{record['published']:%Y-%m-%d}", record["date_precision"]) == (published, precision)
    assert (record["text"], record["truncated"], record["language"]) == ("The council met.\nIt adjourned.", True, "en")
    assert (record["url"], record["x_keywords"]) == ("https://post.example/1", "Councils")
    assert not problems["severity"].eq("error").any()


def test_a_record_without_title_and_text_is_lost_and_counted() -> None:
    parsed = parse_ris(b"TY  - NEWS\nAU  - Example, Ann\nER  - \nTY  - NEWS\nTI  - Council meets\n", Options())
    check_account(parsed)
    assert (parsed.seen, len(parsed.records)) == (2, 1)
    check_account(parse_ris(b"", Options()))


def test_wrapped_lines_are_joined_and_entities_become_signs() -> None:
    data = RECORD.format(date="2019/06/05/").replace("It adjourned.", "      It went on &amp;amp; on.\nIt adjourned.")
    articles, _ = read_articles(data.encode())
    assert articles["text"].iloc[0] == "The council met. It went on & on.\nIt adjourned."
