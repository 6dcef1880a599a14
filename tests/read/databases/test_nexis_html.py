"""Nexis HTML exports: the samples' expected values, error notices, announced counts."""

from __future__ import annotations

import pytest

from mediakit.read.account import Options
from mediakit.read.databases.nexis.nexis_html import parse_nexis_html, recognise_nexis_html
from tests.read.press_helpers import check_garbage, check_golden, codes, errors, expected, sample, share_of_right_length

FOLDER = "nexis_html"
PAGE = (
    '<html><head><style>.c0 {{ text-align: center; }}</style><META DOCUMENTS="{announced}"/></head><body>'
    "<div>Send To:<br>SOMEBODY PRIVATE<br>Terms: council</div>{documents}</body></html>"
)
DOCUMENT = (
    "<!-- Hide XML section from browser\n<DOC NUMBER=1>\n<DOCFULL> -->"
    '<div class="c0"><p><span>{number} of {total} DOCUMENTS</span></p></div>'
    '<div class="c0"><p><span>The Daily Example</span></p></div>'
    '<div class="c0"><p><span>May</span><span> 2, 2002 Thursday</span></p></div>'
    '<div class="c5"><p><span>Town council<br> meets;<br>Nothing decided</span></p></div>'
    '<div class="c5"><p><b>SECTION: </b><span>News</span></p></div>'
    '<div class="c5"><p><b>LENGTH: </b><span>4 words</span></p></div>'
    '<div class="c5"><p>The council\n met.</p><p>It adjourned.</p></div>'
    '<div class="c5"><p><b>LOAD-DATE: </b><span>June 1, 2005</span></p></div>'
    '<div class="c0"><p>Copyright 2002 Example Press<br>All Rights Reserved</p></div>'
    "<!-- Hide XML section from browser\n</DOCFULL>\n</DOC> -->"
)


def page(count: int, announced: int) -> bytes:
    documents = "".join(DOCUMENT.format(number=n, total=count) for n in range(1, count + 1))
    return PAGE.format(announced=announced, documents=documents).encode()


@pytest.mark.parametrize(
    "name", ["afp_74art.html", "template_copyright_error.html", "template_en_2art.html", "template_fr_3art.html"]
)
def test_samples_give_their_expected_values(name: str) -> None:
    data = sample(FOLDER, name)
    assert recognise_nexis_html(data[:65536], data[:65536].decode("utf-8", "replace"), name)[0] > 0.9
    parsed = parse_nexis_html(data, Options())
    golden = expected(FOLDER)[name]
    check_golden(parsed, golden)
    assert len(errors(parsed)) == golden.get("problems", 0)


def test_error_notice_and_article_without_headline() -> None:
    parsed = parse_nexis_html(sample(FOLDER, "template_copyright_error.html"), Options())
    assert [problem["code"] for problem in errors(parsed)] == ["not_an_article"]
    record = parsed.records[0]
    assert (record["title"], record["x_page"], record["word_count_stated"]) == ("", "B22", 44)
    assert len(record["text"].split()) == 44
    assert "malformed_document" in codes(parsed)


def test_lengths_agree_in_a_real_file() -> None:
    assert share_of_right_length(parse_nexis_html(sample(FOLDER, "afp_74art.html"), Options())) >= 0.95


def test_fields_of_an_article() -> None:
    parsed = parse_nexis_html(page(1, 1), Options())
    record = parsed.records[0]
    assert record["title"] == "Town council meets;Nothing decided"
    assert (record["outlet"], record["section"]) == ("The Daily Example", "News")
    assert f"{record['published']:%Y-%m-%d}" == "2002-05-02"
    assert record["text"] == "The council met.\n\nIt adjourned."
    assert "PRIVATE" not in str(parsed)
    assert codes(parsed) == []


def test_announced_count_is_compared() -> None:
    assert codes(parse_nexis_html(page(2, 3), Options())) == ["count_mismatch"]


def test_garbage_keeps_the_account() -> None:
    check_garbage(parse_nexis_html, FOLDER, "template_fr_3art.html")
    parsed = parse_nexis_html(b"<div>" * 50_000 + page(1, 1), Options())
    assert parsed.seen >= 1
