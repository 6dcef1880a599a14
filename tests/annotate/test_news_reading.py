"""How texts of news are read: plain marks, compounds in parts, names passed over, and the same on both roads."""

from __future__ import annotations

import dataclasses
import re
import string
import tomllib
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.fuzz_strings import fuzz_strings
from mediakit import ToneLexicon, annotate_sentiment, load_lexicon, polarity_scores
from mediakit.errors import LexiconError
from mediakit.tables import ARTICLES, build_table
from mediakit.vader.cutting import Block, bytes_of
from mediakit.vader.marks import PLAIN_MARKS, plain_text
from mediakit.vader.plain import plain_block
from mediakit.vader.scorer import Scorer, Scores, vader_scorer

NEWS = load_lexicon("news").scorer
FILLER = ["Nothing of note was said in the room."] * 300
WORDS = [
    "war",
    "War",
    "bad",
    "Bad",
    "good",
    "not",
    "isn't",
    "Crisis",
    "Group",
    "the",
    "of",
    "of",
    "Office",
    "Mr.",
    "Hope",
]
WORDS += [
    "Danes",
    "fire",
    "station",
    "lies",
    "on",
    "war-weary",
    "anti-war",
    "well-meaning",
    "GREAT",
    "but",
    "very",
    "no",
]
GAPS = [" ", " ", " ", " ", ", ", ". ", "--", " -- ", "...", " - ", "-", '" ', ' "', "' ", " '", "! ", "\xa0", "?\n"]
FANCY = {"'": "\u2019", "--": "\u2014", "...": "\u2026"}
texts = st.lists(st.tuples(st.sampled_from(GAPS), st.sampled_from(WORDS)), max_size=14).map(
    lambda pairs: "".join(gap + word for gap, word in pairs)
)


def rows(scores: Scores) -> list[tuple[float, ...]]:
    return list(zip(*(column.tolist() for column in scores[:5]), strict=True))


def tone(text: str) -> float:
    return NEWS.score_one(text)["compound"]


def made_up(count: int) -> list[str]:
    rng = np.random.default_rng(0)
    sizes = rng.integers(0, 14, count)
    return ["".join(rng.choice(GAPS) + rng.choice(WORDS) for _ in range(size)) for size in sizes]


def typeset(text: str) -> str:
    text = re.sub(r'"(\w)', "\u201c\\1", text).replace('"', "\u201d")
    for typed, printed in FANCY.items():
        text = text.replace(typed, printed)
    return text


@given(texts)
def test_typographic_marks_never_change_a_score(text: str) -> None:
    assert NEWS.score_one(text) == NEWS.score_one(typeset(text))


def test_typographic_marks_never_change_a_score_in_a_batch() -> None:
    typed = [*made_up(4_000), *fuzz_strings(4_000, seed=3)]
    printed = [typeset(text) for text in typed]
    assert sum(map(str.__ne__, typed, printed)) > 2_000
    assert rows(NEWS.score(printed)) == rows(NEWS.score(typed))


@pytest.mark.parametrize("marks", ["“”", "„“", "«»", "»«", "‹›", "‟”", "＂＂", "「」"])
def test_quotation_marks_of_all_kinds_read_like_straight_ones(marks: str) -> None:
    assert NEWS.score_one(f"A {marks[0]}terrible{marks[1]} mistake.") == NEWS.score_one('A "terrible" mistake.')


@pytest.mark.parametrize("mark", "’‘‛′ʼ´")
def test_apostrophes_of_all_kinds_negate(mark: str) -> None:
    assert NEWS.score_one(f"It wasn{mark}t good.") == NEWS.score_one("It wasn't good.")
    assert NEWS.score_one(f"‚Good{mark}, she said.") == NEWS.score_one("'Good', she said.")


def test_hyphens_of_all_kinds_join_and_dashes_part() -> None:
    for hyphen in "-‐‑‒–−":
        assert NEWS.score_one(f"A well{hyphen}meaning man.") == NEWS.score_one("A well-meaning man.")
    bare = NEWS.score_one("It was good war broke out.")
    for dash in ("—", "--", " — ", " -- ", " – ", " - ", "―", "…", "...", " ... ", "....", "\u2009—\u2009"):
        assert NEWS.score_one(f"It was good{dash}war broke out.") == bare
    assert NEWS.score_one("A ter\u00adrible mi\u200bstake.") == NEWS.score_one("A terrible mistake.")


def test_offsets_are_those_of_the_text_as_it_is() -> None:
    text = "“It isn’t good”—he said … It was a ‘terrible’ war–weary day."
    spans = annotate_sentiment(build_table(ARTICLES, [{"article_id": "a", "text": text}]))
    cut = [text[start:end] for start, end in zip(spans["start"], spans["end"], strict=True)]
    assert "".join(cut).replace(" ", "") == text.replace(" ", "")
    assert spans["value"].tolist() == polarity_scores(cut, lexicon="news")["compound"].tolist()


def test_a_block_is_made_plain_as_its_texts_are() -> None:
    pieces = ["’", "“", "—", "-", "-", ".", ".", "…", " ", "\xa0", "\xad", "a", "é", "😁", "\u2011", "–", "\n", "\x1c"]
    rng = np.random.default_rng(1)
    texts = ["".join(rng.choice(pieces, size)) for size in rng.integers(0, 9, 3_000)]
    sizes = np.array([len(text.encode()) for text in texts])
    end = sizes.cumsum()
    block = plain_block(Block(bytes_of("".join(texts)), end - sizes, end))
    got = [block.read(low, high) for low, high in zip(block.start, block.end, strict=True)]
    assert got == [plain_text(text) for text in texts]


def test_every_mark_has_one_plain_form() -> None:
    marks = "".join(PLAIN_MARKS.values())
    assert len(set(marks)) == len(marks)
    assert not any(mark.isascii() for mark in marks)


def test_both_roads_read_alike() -> None:
    texts = [*made_up(4_000), *fuzz_strings(4_000, seed=4)]
    scores = NEWS.score(texts)
    assert rows(scores) == [NEWS._exact.score(text)[:5] for text in texts]
    assert scores.n_exact == 0


def test_a_long_text_is_read_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "The war-weary town isn’t good — Crisis Group lies on the river … " * 9_000
    assert rows(NEWS.score([text, *FILLER]))[0] == NEWS._exact.score(text)[:5]


def test_compounds_count_as_their_parts() -> None:
    for compound, parts in (("war-weary", "war weary"), ("blood-stained", "blood stained")):
        assert NEWS.score_one(f"A {compound} town.") == NEWS.score_one(f"A {parts} town.")
    for whole in ("anti-war", "post-war", "crime-free", "fire-fighter", "Covid-19", "D-Day", "tea-time"):
        assert tone(f"The {whole} meeting.") == 0
    assert tone("A well-meaning man.") > 0
    assert NEWS.score_one("A war‑weary town.") == NEWS.score_one("A war-weary town.")


@pytest.mark.parametrize(
    "text",
    [
        "The National Hurricane Center issued bulletin 9.",
        "Officials of the Ministry of Emergency Situations were there.",
        "She moved to Bad Tölz in May.",
        "Bad Tölz is a town.",
        "Grace Karskens spoke.",
        "Crisis Group staff said so.",
        "War Office papers were found.",
        "Devils Creek is a mile long.",
        "The hall belongs to Mr. Savage and Mrs. Best.",
        "The Anti-Corruption Bureau has a new roof.",
        "The Special Tribunal for War Crimes met.",
        "The Committee Against Torture met.",
        "A clerk at the Disaster Relief Fund wrote it.",
    ],
)
def test_names_that_carry_a_tone_word_are_neutral(text: str) -> None:
    assert tone(text) == 0


@pytest.mark.parametrize(
    "text",
    [
        "Angry Danes walked out.",
        "Terrible Russian losses were reported.",
        "Hurricane Oda struck the coast.",
        "He fought in World War II.",
        "Rebels Attack Base in Malm",
        "Bad News for Danes",
        "“Terrible,” Malm said.",
        "Malm said: Terrible Danish losses were found.",
        "The war of the Danes went on.",
        "THE WAR WENT ON.",
        "Danes Hope for Peace in Malm",
        "Corrupt Ministry officials took it.",
    ],
)
def test_what_is_no_name_keeps_its_tone(text: str) -> None:
    assert tone(text) != 0


@pytest.mark.parametrize("extra", [[], FILLER])
@pytest.mark.parametrize(
    "text",
    [
        "The mill lies on the river.",
        "The well lies offshore, and the village lies 9 miles inland.",
        "The answer lies in the ledger.",
        "The fire stations and the bomb disposal units have new roofs.",
        "The war crimes tribunal and the casualty ward are in one street.",
        "The fire brigade's roof is new.",
        "A clerk of the anti-corruption court, a crime lab and an ambulance service.",
    ],
)
def test_institutions_in_small_letters_and_places_are_neutral(text: str, extra: list[str]) -> None:
    assert NEWS.score([text, *extra]).compound[0] == 0


def test_untruths_stay_untruths() -> None:
    for text in (
        "He lies about it.",
        "He told lies.",
        "She caught him lying to the board.",
        "The fire was a war crime.",
    ):
        assert tone(text) < 0


def test_phrases_end_with_the_text() -> None:
    texts = ["He called it lies", "on the river it was.", "war", "office", "A bomb", "disposal unit", *FILLER]
    assert rows(NEWS.score(texts)) == [NEWS._exact.score(text)[:5] for text in texts]
    assert NEWS.score(texts).compound[0] < 0


def test_phrases_of_every_length_are_found_on_both_roads() -> None:
    masks = ["solo", "open door", "door open", "stop the good", "good of the open", "a b good c d"]
    for reading in ("printed", "news"):
        scorer = Scorer({"open": 1.0, "door": -0.5, "good": 1.9, "solo": 2.0, "d": 1.0}, masks, reading)
        rng = np.random.default_rng(2)
        words = ["open", "door", "stop", "the", "good", "of", "a", "b", "c", "d", "solo", "Open", "door,"]
        texts = [" ".join(rng.choice(words, size)) for size in rng.integers(1, 12, 4_000)]
        assert rows(scorer.score(texts)) == [scorer._exact.score(text)[:5] for text in texts]
        assert scorer.score(["Solo, stop the good open door", *FILLER]).hits[0] == 0


def test_vader_reads_as_printed() -> None:
    assert vader_scorer().score_one("It isn’t good.")["compound"] > 0
    assert load_lexicon("vader").reading == "printed"


def test_a_list_reads_as_its_base_unless_it_says_so(tmp_path: Path) -> None:
    path = tmp_path / "mine.tsv"
    path.write_text("gale\t-2\nl’orage\t-2\n", "utf-8")
    assert load_lexicon(path).reading == "printed"
    for about, reading in (('base = "news"', "news"), ('base = "vader"', "printed"), ('reading = "news"', "news")):
        path.with_suffix(".toml").write_text(about, "utf-8")
        assert load_lexicon(path).reading == reading
    scores = polarity_scores(["A “gale”", "a force-nine-gale", "l'orage"], lexicon=path)
    assert (scores["compound"] < 0).all()
    path.with_suffix(".toml").write_text('reading = "plain"', "utf-8")
    with pytest.raises(LexiconError, match="reading must be 'printed' or 'news', got 'plain'"):
        load_lexicon(path)


def test_the_reading_of_a_lexicon_can_be_changed() -> None:
    printed = dataclasses.replace(load_lexicon("news"), reading="printed")
    news, old = (polarity_scores(["It isn’t good."], lexicon=one)["compound"].item() for one in ("news", printed))
    assert news < 0 < old
    assert ToneLexicon("toy", "1", "CC0", "0" * 64, {"calm": 1.0}).reading == "printed"


def test_lists_are_of_plain_words_in_small_letters() -> None:
    text = files("mediakit.resources").joinpath("tone", "news_reading.toml").read_text("utf-8")
    lists = {name: words.split() for part in tomllib.loads(text).values() for name, words in part.items()}
    for name, words in lists.items():
        assert len(set(words)) == len(words), name
        assert all(word == word.lower().strip(string.punctuation) for word in words), name
    assert set(lists["telling"]) <= set(lists["small"])
    assert max(map(len, lists["links"])) <= 3
