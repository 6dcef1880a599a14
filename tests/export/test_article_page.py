"""An article with its marks: every mark at its place, in the key, and nothing of the texts taken for HTML."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pandas as pd
import pytest
from lxml import html

from mediakit.clean.repeats import mark_repeats
from mediakit.errors import OptionError, TableError
from mediakit.export.article_page import ArticlePage, show_article
from mediakit.tables import ARTICLES, SPANS, build_table, empty
from mediakit.words.search import search

HOSTILE = '</style></p><script>alert(1)</script><img src="http://example.org/x" onerror=alert(1)>&lt; \u202eabc'
ROW = {
    "article_id": "a",
    "outlet": "Post",
    "published": pd.Timestamp("2022-05-09", tz="UTC"),
    "title": "Red lines",
    "standfirst": "Where they are",
    "text": "They drew a red line there.\n\nIt held, as red lines do.",
    "url": "https://post.example/a?x=1&y=2",
}


def corpus(**more: object) -> pd.DataFrame:
    return build_table(ARTICLES, [ROW | more, ROW | {"article_id": "b", "text": "Nothing."}])


def spans(*marks: tuple[int, int, str], part: str = "text", article_id: str = "a") -> pd.DataFrame:
    rows = [
        {
            "article_id": article_id,
            "start": a,
            "end": b,
            "layer": "frames",
            "label": label,
            "part": part,
            "sentence_id": 0,
        }
        for a, b, label in marks
    ]
    return build_table(SPANS, rows)


def tree(page: ArticlePage) -> html.HtmlElement:
    return html.fromstring(page._repr_html_())


def paragraphs(page: ArticlePage) -> list[str]:
    return [p.text_content() for p in tree(page).xpath("//p[not(@class)]")]


def marked(page: ArticlePage, letter: str) -> str:
    """Return the letters that stand in marks of one label, outside the key."""
    found = tree(page).xpath(
        f"//p//mark[starts-with(@title, '{letter}: ')] | //h2//mark[starts-with(@title, '{letter}: ')]"
    )
    return "|".join(mark.text_content() for mark in found)


def test_marks_stand_where_they_are_and_in_the_key() -> None:
    page = show_article(corpus(), [spans((12, 20, "lines")), spans((0, 9, "lines"), part="title")], "a")
    assert paragraphs(page) == ["They drew a A[red line]A there.", "It held, as red lines do."]
    assert tree(page).xpath("string(//h2)") == "A[Red lines]A"
    assert tree(page).xpath("string(//ul[@class='key']/li)").strip() == "A frames: lines, 2"
    assert page.n_marks == 2 and repr(page).startswith("<ArticlePage 'Red lines', 2 marks")
    assert tree(page).xpath("//a/@href") == ["https://post.example/a?x=1&y=2"]


def test_overlapping_marks_have_letters_and_lines_of_their_own() -> None:
    page = show_article(corpus(), spans((5, 20, "one"), (12, 26, "two"), (12, 15, "three")), "a")
    assert paragraphs(page)[0] == "They A[drew a B[C[red]C line]A there]B."
    assert marked(page, "A") == "drew a |red| line"
    assert marked(page, "B") == "red| line| there"
    depths = [mark.get("class").split()[-1] for mark in tree(page).xpath("//p//mark[starts-with(@title, 'A')]")]
    assert depths == ["d0", "d2", "d1"], "a mark around others has its line below theirs"


def test_equal_marks_of_two_layers_both_show() -> None:
    both = pd.concat([spans((12, 20, "one")), spans((12, 20, "one")).assign(layer="own")])
    assert "A[B[red line]B]A" in paragraphs(show_article(corpus(), both, "a"))[0]


def test_a_mark_goes_on_over_the_end_of_a_paragraph() -> None:
    page = show_article(corpus(), spans((21, 36, "long")), "a")
    assert paragraphs(page) == ["They drew a red line A[there.", "It held]A, as red lines do."]
    assert marked(page, "A") == "there.|It held"


def test_an_empty_mark_and_no_mark() -> None:
    assert paragraphs(show_article(corpus(), spans((4, 4, "here")), "a"))[0].startswith("TheyA[]A drew")
    page = show_article(corpus(), empty(SPANS), "a")
    assert "Nothing is marked." in tree(page).text_content() and not tree(page).xpath("//mark")


def test_many_labels_have_letters_that_tell_them_apart() -> None:
    page = show_article(corpus(), spans(*((at, at + 1, f"label {at}") for at in range(30))), "a")
    keys = [key.text_content() for key in tree(page).xpath("//ul[@class='key']//strong")]
    assert keys[:2] == ["A", "B"] and keys[-1] == "AD" and len(set(keys)) == 30
    looks = [mark.get("class") for mark in tree(page).xpath("//ul[@class='key']//mark")]
    assert len(set(looks[:28])) == 28


@pytest.mark.parametrize("name", ["title", "text", "standfirst", "outlet", "url"])
def test_nothing_in_a_text_is_taken_for_html(name: str, tmp_path: Path) -> None:
    marks = spans((0, 9, HOSTILE)) if name == "text" else spans((0, 4, HOSTILE))
    page = show_article(corpus(**{name: HOSTILE}), marks.assign(layer=HOSTILE), "a")
    for text in (page._repr_html_(), page.write(tmp_path / "a.html").read_text("utf-8")):
        found = html.fromstring(text)
        assert not found.xpath("//script | //img | //*[@onerror] | //iframe")
        assert text.count("<style>") == text.count("</style>") == 1
    shown = tree(page).text_content()
    assert "alert(1)" in shown and "onerror=alert(1)" in shown


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//post.example", "http://[", ""])
def test_only_web_addresses_are_links(url: str) -> None:
    assert not tree(show_article(corpus(url=url), empty(SPANS), "a")).xpath("//a")


def test_every_mark_opens_and_closes_and_the_text_stays_as_it_is() -> None:
    rng = random.Random(5)
    for _ in range(60):
        text = "".join(rng.choices("ab <&\n", k=rng.randrange(1, 40)))
        marks = []
        for _ in range(rng.randrange(8)):
            start = rng.randrange(len(text) + 1)
            marks.append((start, rng.randint(start, len(text)), rng.choice("xyz")))
        page = show_article(corpus(text=text), spans(*marks) if marks else empty(SPANS), "a")
        joined = "\n".join(paragraphs(page))
        bare = re.sub(r"[A-Z]\[|\][A-Z]", "", joined)
        assert bare.split() == text.split()
        for letter in "ABC":
            assert joined.count(f"{letter}[") == joined.count(f"]{letter}")
        covered = {at for start, end, _ in marks for at in range(start, end) if not text[at].isspace()}
        outermost = tree(page).xpath("//p[not(@class)]//mark[not(ancestor::mark)]")
        assert sum(len("".join(mark.text_content().split())) for mark in outermost) == len(covered)


def test_a_file_is_whole_and_asks_nothing_of_the_network(tmp_path: Path) -> None:
    page = show_article(corpus(), search(corpus(), "red line*"), "a")
    path = page.write(tmp_path / "new" / "a.html")
    assert path.read_bytes() == page.write(tmp_path / "again.html").read_bytes()
    found = html.fromstring(path.read_text("utf-8"))
    assert found.xpath("string(//title)") == "Red lines"
    assert "default-src 'none'" in found.xpath("//meta[@http-equiv]/@content")[0]
    assert not found.xpath("//@src") and found.xpath("//main//ul[@class='key'][@aria-label]")
    assert [entry.name for entry in path.parent.iterdir()] == ["a.html"]
    with pytest.raises(OptionError, match="written as HTML"):
        page.write(tmp_path / "a.pdf")


def test_passages_that_an_outlet_repeats_are_marked() -> None:
    appeal = "Help us to keep this paper free for all who read it."
    days = [pd.Timestamp("2022-05-01", tz="UTC") + pd.Timedelta(days=7 * at) for at in range(6)]
    rows = [
        ROW | {"article_id": f"r{at}", "published": day, "text": f"Day {at}. {appeal}"} for at, day in enumerate(days)
    ]
    articles = build_table(ARTICLES, rows)
    page = show_article(articles, mark_repeats(articles), "r1")
    assert paragraphs(page) == [f"Day 1. A[{appeal}]A"]


def test_what_does_not_fit_is_told() -> None:
    with pytest.raises(TableError, match="there is no article 'z' among these 2"):
        show_article(corpus(), empty(SPANS), "z")
    with pytest.raises(TableError, match="ends at character 999"):
        show_article(corpus(), spans((0, 999, "far")), "a")
    with pytest.raises(TableError, match="'start' is missing"):
        show_article(corpus(), corpus(), "a")
    show_article(corpus(), spans((0, 999, "far"), article_id="b"), "a")
