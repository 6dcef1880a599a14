"""Words broken at the ends of lines are joined where the joined form is known, and nothing else is."""

from __future__ import annotations

import pytest

from mediakit.read import read_articles
from mediakit.read.values.broken_words import mend_words
from mediakit.read.values.text_columns import text_array
from mediakit.read.values.tidying import tidy_line, tidy_text


def mended(*texts: str) -> str:
    return str(mend_words(text_array(list(texts))).texts.to_pylist()[0])


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        ("The lamp- lighter came.", "A lamplighter left.", "The lamplighter came."),
        ("The lamp-\nlighter came.", "A Lamplighter left.", "The lamplighter came."),
        ("Der Leucht- turmwärter kam.", "Leuchtturmwärter gehen.", "Der Leuchtturmwärter kam."),
        ("THE LAMP- LIGHTER CAME.", "A lamplighter left.", "THE LAMPLIGHTER CAME."),
        ("The Uni- ted Na- tions met.", "", "The United Nations met."),
        ("The lamp- oil came.", "The lamp-oil burns.", "The lamp-oil came."),
        ("Short- and long-term plans.", "Shortand is a slip.", "Short- and long-term plans."),
        ("Kurz- und langfristig.", "", "Kurz- und langfristig."),
        ("The lamp- the old one- fell.", "The lampthe is a slip. The lamp, the lamp.", "The lamp- the old one- fell."),
        ("The gro- kle came.", "", "The gro- kle came."),
        ("The gro- kle of the Uni- ted Nations.", "", "The gro-kle of the United Nations."),
        ("An Anti- Berg vote.", "Antiberg.", "An Anti- Berg vote."),
        ("No. 5- mile run", "", "No. 5- mile run"),
        ("A dash - and more", "Dashand.", "A dash - and more"),
    ],
)
def test_a_word_is_joined_where_its_form_is_known(text: str, known: str, expected: str) -> None:
    assert mended(text, known) == expected


def test_two_words_of_some_length_stay_a_compound_though_a_list_has_them_as_one() -> None:
    assert "cease-fire" in mended("The cease- fire of the Uni- ted Nations.")


def test_a_common_word_of_two_words_is_joined() -> None:
    assert mended("They over- come it.", "Over and over they overcome it, overcome it. Come.") == "They overcome it."


def test_reading_tells_which_words_were_joined() -> None:
    rows = [
        {"title": "Ferry", "text": "The lamp-\nlighter came.", "date": "2023-05-02", "outlet": "Post"},
        {"title": "Lamp", "text": "A lamplighter left.", "date": "2023-05-03", "outlet": "Post"},
    ]
    articles, problems = read_articles(rows)
    assert articles["text"].tolist() == ["The lamplighter came.", "A lamplighter left."]
    told = problems[problems["code"] == "joined_words"]
    assert told["value"].tolist() == ["1"] and "lamplighter" in told["message"].iloc[0]
    again, _ = read_articles(articles)
    assert again["article_id"].tolist() == articles["article_id"].tolist()


@pytest.mark.parametrize("sign", ["\u00ad", "\u00ac", "\u2010"])
def test_other_signs_at_the_end_of_a_line_are_hyphens(sign: str) -> None:
    rows = [{"title": "A", "text": f"The lamp{sign}\nlighter came. A lamplighter left.", "date": "2023-05-02"}]
    assert read_articles(rows)[0]["text"].tolist() == ["The lamplighter came. A lamplighter left."]


@pytest.mark.parametrize(
    ("printed", "tidy"),
    [
        ("Ka\u0301rsund", "Kársund"),
        ("con\ufb02ict", "conflict"),
        ("\uff26erry", "Ferry"),
        ("fer\u00adry", "ferry"),
        ("\u1112\u1161\u11ab", "한"),
        ("船，来了！", "船，来了！"),
    ],
)
def test_letters_are_composed_at_reading(printed: str, tidy: str) -> None:
    assert tidy_text(printed) == tidy_line(printed) == tidy
    articles, _ = read_articles([{"title": printed, "text": f"{printed}.", "outlet": printed, "date": "2023-05-02"}])
    assert articles[["title", "text", "outlet"]].iloc[0].tolist() == [tidy, f"{tidy}.", tidy]
