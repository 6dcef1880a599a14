"""Tone lexicons as data: shipped ones by their files, one's own by its path, and the option that takes them all."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

import mediakit
from mediakit import (
    ToneLexicon,
    annotate_sentiment,
    list_lexicons,
    load_lexicon,
    polarity_scores,
    score_sentiment,
    word_shift,
)
from mediakit.errors import LexiconError, OptionError
from mediakit.export.provenance import describe_provenance
from mediakit.tables import ARTICLES, build_table
from mediakit.topics import load_topic
from mediakit.wordlists import source

TEXTS = ["A calm day. A gale left ships stranded.", "A gale. A good day."] * 12
ARTICLE_TABLE = build_table(
    ARTICLES, [{"article_id": str(i), "outlet": "AB"[i % 2], "text": text} for i, text in enumerate(TEXTS)]
)
SHIPPED = ", ".join(map(repr, list_lexicons()))
CALLS: dict[str, Callable[..., pd.DataFrame]] = {
    "polarity_scores": lambda **option: polarity_scores(TEXTS, **option),
    "annotate_sentiment": lambda **option: annotate_sentiment(ARTICLE_TABLE, **option),
    "score_sentiment": lambda **option: score_sentiment(ARTICLE_TABLE, **option),
    "word_shift": lambda **option: word_shift(ARTICLE_TABLE, by="outlet", **option),
}


@pytest.fixture
def harbour(tmp_path: Path) -> Path:
    path = tmp_path / "harbour.tsv"
    path.write_text("word\tvalence\ncalm\t1.5\ngale\t-2\nstranded\t-2.5\ncalm harbour\t0\n", "utf-8")
    return path


def test_shipped_lexicons_say_what_they_are() -> None:
    assert {"news", "vader"} <= set(list_lexicons())
    for name in ("news", "vader"):
        lexicon = load_lexicon(name)
        assert (lexicon.name, lexicon.language, lexicon.licence) == (name, "en", "MIT")
        assert load_lexicon(name) is lexicon
        assert load_lexicon(lexicon) is lexicon


def test_vader_is_the_package_as_it_is() -> None:
    vader = load_lexicon("vader")
    assert vader.valences == SentimentIntensityAnalyzer().lexicon
    assert (vader.version, vader.masks) == (version("vaderSentiment"), ())


def test_news_lies_over_vader() -> None:
    news, vader = load_lexicon("news").valences, load_lexicon("vader").valences
    rows = [line.split("\t") for line in source.open_source("news", "tone").text.splitlines()[1:]]
    words = {row[0]: float(row[1]) for row in rows if " " not in row[0]}
    assert news == {word: value for word, value in (dict(vader) | words).items() if value}
    assert list(load_lexicon("news").masks) == [row[0] for row in rows if " " in row[0]]


def test_a_lexicon_is_one_tsv_and_one_toml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for entry in source.shipped_folder().iterdir():
        (tmp_path / entry.name).write_bytes(entry.read_bytes())
    (tmp_path / "plain.tsv").write_text("good\t1\nbad\t-1\n", "utf-8")
    (tmp_path / "plain.toml").write_text('kind = "tone"\nversion = "2"\nlicence = "CC0"\nlanguage = "de"\n', "utf-8")
    (tmp_path / "words.toml").write_text('kind = "terms"\n', "utf-8")
    monkeypatch.setattr(source, "shipped_folder", lambda: tmp_path)
    assert list_lexicons() == ["news", "plain", "vader"]
    plain = load_lexicon("plain")
    assert (plain.name, plain.version, plain.licence, plain.language) == ("plain", "2", "CC0", "de")
    assert plain.valences == {"good": 1.0, "bad": -1.0}
    assert score_sentiment(ARTICLE_TABLE, lexicon="plain")["label"].unique().tolist() == ["", "plain"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("afinn", f"unknown tone lexicon 'afinn'. Pass one of {SHIPPED}, or the path of a file"),
        ("News", "unknown tone lexicon 'News'; did you mean 'news'?"),
        ("vadre", "unknown tone lexicon 'vadre'; did you mean 'vader'?"),
        ("", "unknown tone lexicon ''"),
        (None, "by its name or its path, got NoneType"),
        (ARTICLE_TABLE, "by its name or its path, got DataFrame"),
    ],
)
def test_an_unknown_name_lists_what_there_is(name: Any, message: str) -> None:
    with pytest.raises(OptionError) as caught:
        load_lexicon(name)
    assert message in str(caught.value)


@pytest.mark.parametrize("mark", ["\t", ",", ";"])
@pytest.mark.parametrize("head", ["", "\ufeff", "word{0}valence{0}reason\n", "# by hand\n\nword{0}valence\n"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_file_of_ones_own(tmp_path: Path, mark: str, head: str, end: str) -> None:
    lines = ["Calm{0}1.5{0}weather", " gale {0}-2", "calm  harbour{0}0", "gale{0}-2", "nothing{0}0"]
    path = tmp_path / "harbour.txt"
    path.write_bytes((head + "\n".join(lines)).format(mark).replace("\n", end).encode())
    lexicon = load_lexicon(path)
    assert (lexicon.valences, lexicon.masks) == ({"calm": 1.5, "gale": -2.0}, ("calm harbour",))
    assert (lexicon.name, lexicon.version, lexicon.licence, lexicon.language) == ("harbour", "1", "not stated", "")
    assert load_lexicon(str(path)) == lexicon


def test_what_is_said_of_a_file_comes_from_its_toml_and_first_from_the_call(harbour: Path) -> None:
    about = 'name = "ports"\nversion = "3"\nlicence = "CC0"\nlanguage = "en"\nauthor = "an office"\n'
    harbour.with_suffix(".toml").write_text(about, "utf-8")
    known = load_lexicon(harbour)
    assert (known.name, known.version, known.licence, known.language) == ("ports", "3", "CC0", "en")
    said = load_lexicon(harbour, name="mine", version="4", licence="CC BY", language="da")
    assert (said.name, said.version, said.licence, said.language) == ("mine", "4", "CC BY", "da")
    assert (said.sha256, said.valences) == (known.sha256, known.valences)
    for ready in ("news", known):
        with pytest.raises(OptionError, match="licence can be said of a file of your own only"):
            load_lexicon(ready, licence="CC0")


def test_a_file_may_lie_over_a_shipped_lexicon(harbour: Path) -> None:
    harbour.write_text("good\t0\ngale\t-2\ncalm harbour\t0\n", "utf-8")
    harbour.with_suffix(".toml").write_text('base = "news"\n', "utf-8")
    news, mine = load_lexicon("news"), load_lexicon(harbour)
    assert mine.valences == {**{word: value for word, value in news.valences.items() if word != "good"}, "gale": -2.0}
    assert list(mine.masks) == [*news.masks, "calm harbour"]
    harbour.with_suffix(".toml").write_text('base = "newz"\n', "utf-8")
    with pytest.raises(LexiconError, match=f"base must be one of {SHIPPED}, got 'newz'"):
        load_lexicon(harbour)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected a tone lexicon, the file is empty"),
        ("# nothing\n", "found only comments"),
        ("word\tvalence\n", "expected words with a valence, found none"),
        ("good 2.5\n", "expected words with a valence, found none"),
        ("word,valence\ngood;2\n", "line 2: 'good;2' has no number"),
        ("word;valence\ngood;2,5\n", "line 2: 'good | 2,5' has no number"),
        ("good\t5\nbad\t-1\n", "line 1: 'good | 5' is out of range"),
        ("good\tnan\nbad\tinf\nfine\t1\n", "line 2: 'bad | inf' has no number"),
        ("word\tvalence\n\t2\n", "line 2: ' | 2' has no word"),
        ("fed up\t-2\n", "line 1: 'fed up | -2' is a phrase with a valence"),
        ("good\t2\nfine\t1\nGood\t-1\n", r"line 3: 'Good \| -1' is listed twice, with different valences"),
        ("abus*\t-2\n", r"line 1: 'abus\* \| -2' has punctuation around it"),
        ("#good\t2\n", r"line 1: '#good \| 2' has punctuation around it"),
        ("good\t2\n" + "bad\n" * 8, "line 6: 'bad' has no number; and 3 more"),
        ("good\t2\nbös\t-2\n".encode("cp1252"), "must be UTF-8, and line 2 is not"),
    ],
)
def test_a_file_that_breaks_the_rules_says_where(tmp_path: Path, text: str | bytes, message: str) -> None:
    path = tmp_path / "mine.tsv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(LexiconError, match=message) as caught:
        load_lexicon(path)
    assert caught.value.where == str(path)


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(LexiconError, match=f"expected the file of a tone lexicon, found none.*one of {SHIPPED}"):
        load_lexicon("mine.tsv")


def test_a_list_has_a_most(harbour: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MOST_ENTRIES", 3)
    with pytest.raises(LexiconError, match="at most 3 entries"):
        load_lexicon(harbour)


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_the_option_takes_a_name_a_path_and_a_lexicon(call: Callable[..., pd.DataFrame], harbour: Path) -> None:
    lexicon = load_lexicon(harbour)
    expected = call(lexicon=lexicon)
    for given in (harbour, str(harbour)):
        pd.testing.assert_frame_equal(call(lexicon=given), expected)
    for name in list_lexicons():
        pd.testing.assert_frame_equal(call(lexicon=name), call(lexicon=load_lexicon(name)))
    assert not call(lexicon="vader").equals(expected)


def test_layer_and_label_are_the_name_of_the_lexicon(harbour: Path) -> None:
    spans = annotate_sentiment(ARTICLE_TABLE, lexicon=load_lexicon(harbour, name="ports"))
    assert spans["layer"].unique().tolist() == ["sentiment:ports"]
    assert score_sentiment(ARTICLE_TABLE, lexicon=harbour)["label"].unique().tolist() == ["", "harbour"]


@pytest.mark.parametrize("name", CALLS)
def test_the_default_is_news_and_vader_where_vader_is_promised(name: str) -> None:
    default = "vader" if name == "polarity_scores" else "news"
    pd.testing.assert_frame_equal(CALLS[name](), CALLS[name](lexicon=default))
    parameters = inspect.signature(getattr(mediakit, name)).parameters
    assert repr(parameters["lexicon"].default) == repr(default)


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_the_former_name_goes_on_with_a_warning(call: Callable[..., pd.DataFrame], harbour: Path) -> None:
    for variant, written in (("vader", "lexicon='vader'"), (load_lexicon(harbour), "lexicon=...")):
        expected = call(lexicon=variant)
        with pytest.warns(FutureWarning, match="variant is now called lexicon") as caught:
            found = call(variant=variant)
        (warning,) = caught
        assert (warning.filename, written in str(warning.message)) == (__file__, True)
        pd.testing.assert_frame_equal(found, expected)


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
@pytest.mark.parametrize("lexicon", ["news", "vader"])
def test_both_names_at_once_are_refused(call: Callable[..., pd.DataFrame], lexicon: str) -> None:
    with pytest.raises(OptionError, match="lexicon and variant, its former name, were both given"):
        call(lexicon=lexicon, variant=lexicon)


def test_former_functions_go_on_with_a_warning(harbour: Path) -> None:
    with pytest.warns(FutureWarning, match="load_tone_lexicon is now called load_lexicon") as caught:
        assert mediakit.load_tone_lexicon("news") is load_lexicon("news")
    assert caught[0].filename == __file__
    with pytest.warns(FutureWarning, match="read_tone_lexicon is now called load_lexicon"):
        mine = mediakit.read_tone_lexicon(harbour, name="mine", licence="CC0")
    assert (mine.name, mine.licence) == ("mine", "CC0")
    assert not {"load_tone_lexicon", "read_tone_lexicon"} & set(mediakit.__all__)


def test_a_lexicon_made_by_hand_needs_no_language() -> None:
    made = ToneLexicon("toy", "1", "CC0", "0" * 64, {"calm": 1.0})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert polarity_scores(["A calm day."], lexicon=made)["compound"].item() > 0
    assert made.language == ""


def test_provenance_names_the_language() -> None:
    told = dict(describe_provenance(ARTICLE_TABLE, load_topic("energy-prices")))["tone lexicon"]
    assert told.startswith("news 1.1, language en, MIT, sha-256 ")
