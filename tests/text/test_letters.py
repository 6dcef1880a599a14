"""Letters in every form are the same letters, and words and offsets hold in every script."""

from __future__ import annotations

import unicodedata
import warnings

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediakit.annotate.frames import annotate_frames
from mediakit.annotate.sentiment import annotate_sentiment
from mediakit.lexicon import Lexicon, Term
from mediakit.read import read_articles
from mediakit.tables import ARTICLES, build_table
from mediakit.text.blocks import read_blocks
from mediakit.text.letters import FORMS, INVISIBLE, compose, faults_of, plain_form, small
from mediakit.text.parts import LettersWarning
from mediakit.text.vocabulary import words_of

ODD = st.text(
    st.sampled_from(
        "aeinoITo'’-.,!? \n\u0301\u0308\u0306\u00ad\u200b\u200d\u0130ıﬁＡ３ｶﾞ\u1100\u1161नि्ا\u0653\U0001d400—–@/:w"
    ),
    max_size=30,
)


def one(text: str) -> pd.DataFrame:
    return build_table(ARTICLES, [{"article_id": "a", "text": text}])


def found(text: str, *terms: str, case_sensitive: bool = False) -> list[str]:
    lexicon = Lexicon("demo", [Term(term, "label", case_sensitive) for term in terms])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LettersWarning)
        spans = annotate_frames(one(text), lexicon)
    return [text[start:end] for start, end in zip(spans["start"], spans["end"], strict=True)]


@given(st.one_of(st.text(max_size=20), ODD))
def test_composing_twice_changes_nothing_more(text: str) -> None:
    composed = compose(text)
    assert compose(composed) == composed and unicodedata.is_normalized("NFC", composed)
    assert not FORMS.search(composed)
    assert faults_of(compose(INVISIBLE.sub("", text))) == ()


@settings(max_examples=300, deadline=None)
@given(st.lists(ODD, min_size=1, max_size=3))
def test_words_and_sentences_lie_inside_their_texts(texts: list[str]) -> None:
    for _, block in read_blocks(texts):
        words = block.words
        places = zip(words.text.tolist(), words.start.tolist(), words.end.tolist(), words.word.tolist(), strict=True)
        plain = [(at, start, end) for at, text in enumerate(texts) for start, end in words_of(text)]
        rows = [(at, start, end, block.vocabulary.words[word]) for at, start, end, word in places]
        assert [row[:3] for row in rows] == plain
        for at, start, end, word in rows:
            assert plain_form(texts[at][start:end]).replace("’", "'") == word
        for at, start, end in zip(
            *(column.tolist() for column in (block.sentences.text, block.sentences.start, block.sentences.end)),
            strict=True,
        ):
            assert 0 <= start < end <= len(texts[at])


@settings(max_examples=30, deadline=None)
@given(st.lists(ODD, min_size=1, max_size=3))
def test_what_was_read_draws_no_warning(texts: list[str]) -> None:
    articles, _ = read_articles(
        [{"title": "Ferry", "text": text, "outlet": "Post", "date": "2023-05-02"} for text in texts]
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error", LettersWarning)
        annotate_frames(articles, Lexicon("demo", [Term("ferry", "label")]))


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("The nai\u0308ve plan", "naïve"),
        ("The naïve plan", "nai\u0308ve"),
        ("A con\ufb02ict began", "conflict*"),
        ("The \uff26\uff25\uff32\uff32\uff39 left", "ferry"),
        ("The 𝗳𝗲𝗿𝗿𝘆 left", "ferry"),
        ("Their tor\u00adpe\u00addoes", "torpedo*"),
        ("Зустріч з Зеленськи\u0438\u0306", "зеленський"),
        ("\u1112\u1161\u11ab\u1100\u116e\u11a8", "한국"),
        ("\ufee3\ufeae\ufea3\ufe92\ufe8e", "مرحبا"),
        ("क्\u200dया हुआ", "क्या"),
    ],
)
def test_a_letter_is_the_same_in_every_form(text: str, term: str) -> None:
    assert len(found(text, term)) == 1


@pytest.mark.parametrize("form", ["İzmir", "IZMIR", "İZMİR", "izmir", "I\u0307zmir", "ızmir"])
@pytest.mark.parametrize("term", ["İzmir", "Izmir", "İZMİR"])
def test_the_turkish_i_has_its_dot_or_not(form: str, term: str) -> None:
    assert found(f"Dün {form} güzeldi", term) == [form]
    assert small("Işık") == small("IŞIK") == small("ışık")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("हिन्दी में क्षेत्र।", ["हिन्दी", "में", "क्षेत्र"]),
        ("مُحَمَّد قالَ", ["مُحَمَّد", "قالَ"]),
        ("เมืองไทย น้ำ", ["เมืองไทย", "น้ำ"]),
        ("שָׁלוֹם לכם", ["שָׁלוֹם", "לכם"]),
        ("বাংলাদেশের কথা", ["বাংলাদেশের", "কথা"]),
        ("தமிழ் மொழி", ["தமிழ்", "மொழி"]),
        ("l'OTAN, d’Orbán, qu'il, L’Aquila", ["l", "OTAN", "d", "Orbán", "qu", "il", "L", "Aquila"]),
        ("dell'Unione, un'altra", ["dell", "Unione", "un", "altra"]),
        ("NATO'nun, NATO’ya, Ankara'daki, İzmir'in", ["NATO", "NATO", "Ankara", "İzmir"]),
        ("can't, they’re, I'd, O'Hara, Dell's", ["can't", "they’re", "I'd", "O'Hara", "Dell"]),
        ("п'ять, об’єкт, aujourd'hui", ["п'ять", "об’єкт", "aujourd'hui"]),
        ("tariffs² fell by 5 m²", ["tariffs", "fell", "by", "5", "m²"]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert [text[start:end] for start, end in words_of(text)] == words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Baltic–Nordic talks", ["Baltic–Nordic"]),
        ("The Baltic−Nordic talks", ["Baltic−Nordic"]),
        ("The Baltic‑Nordic talks", ["Baltic‑Nordic"]),
        ("The Baltic—Nordic talks", []),
        ("The Baltic – Nordic talks", []),
        ("The Baltic'te Nordic talks", ["Baltic'te Nordic"]),
    ],
)
def test_dashes_inside_terms(text: str, expected: list[str]) -> None:
    assert found(text, "baltic nordic") == expected


@pytest.mark.parametrize(
    "address",
    [
        "https://island.example/red-line?a=red-line#red-line",
        "http://red-line.example",
        "www.red-line.example",
        "island.example/red-line",
        "red-line@island.example",
        "ftp://island.example/острів/red-line",
    ],
)
@pytest.mark.parametrize("around", ["See {} now", "({})", "{}", "See {}.", "看{}。", "“{}”"])
def test_no_word_is_found_in_an_address(address: str, around: str) -> None:
    assert found(around.format(address), "red line") == []
    assert len(found(f"A red line. {around.format(address)}\nThe red line", "red line")) == 2


@pytest.mark.parametrize(
    "text", ["red line/blue line", "and/or the red line", "@red line", "1/2 red line", "U.S./red line"]
)
def test_a_slash_makes_no_address(text: str) -> None:
    assert found(text, "red line") == ["red line"]


def test_a_table_of_ones_own_draws_one_warning_that_says_what_it_holds() -> None:
    articles = build_table(ARTICLES, [{"article_id": "a", "title": "Cafe\u0301", "text": "The fer\u00adry is great."}])
    with pytest.warns(LettersWarning, match=r"decomposed accents, soft hyphens .* read_articles\(articles\)") as caught:
        annotate_sentiment(articles)
    assert len(caught) == 1 and caught[0].filename == __file__
    mended, _ = read_articles(articles)
    assert mended["title"].tolist() == ["Café"] and mended["text"].tolist() == ["The ferry is great."]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        annotate_sentiment(mended)
        annotate_sentiment(one("Plain “text” – with ½ of its … marks, naïve 日本語 and क्षेत्र."))
