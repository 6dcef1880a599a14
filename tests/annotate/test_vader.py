"""What the scorer promises besides equality: slices, masks, borders, errors."""

from __future__ import annotations

import pickle
import sys
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from benchmarks.fuzz_strings import fuzz_strings
from mediakit.annotate.sentiment import SaturationWarning, polarity_scores
from mediakit.annotate.tone import load_lexicon
from mediakit.errors import LexiconError, OptionError, TableError
from mediakit.vader.cutting import Block, bytes_of, classes_of, spell_emoji
from mediakit.vader.rules import KELVIN, WIDE_SPACES, emoji_names
from mediakit.vader.scorer import Scorer, Scores, vader_scorer

FILLER = ["Nothing of note was said in the room."] * 300
MASKS = ["open door", "special military operation", "no man's land", "the united nations"]
VALENCES = {"open": 1.0, "door": -0.5, "special": 1.7, "operation": 0.4, "no": -1.2, "united": 1.8, "good": 1.9}


def rows(scores: Scores) -> list[tuple[float, ...]]:
    return list(zip(*(column.tolist() for column in scores[:5]), strict=True))


def test_white_space_outside_ascii_is_complete() -> None:
    assert {chr(point) for point in range(128, sys.maxunicode + 1) if chr(point).isspace()} == set(WIDE_SPACES)


def test_one_character_folds_to_ascii() -> None:
    folding = {chr(point) for point in range(128, sys.maxunicode + 1) if chr(point).lower().isascii()}
    assert folding == {KELVIN}
    assert (KELVIN.lower(), KELVIN.isupper()) == ("k", True)


def test_no_name_of_an_emoji_holds_an_emoji_or_outer_space() -> None:
    names = emoji_names()
    assert all(names.keys().isdisjoint(name) and name == f" {name.strip()}" for name in names.values())


def test_emoji_are_spelt_out_and_borders_follow() -> None:
    texts = ["😁é", "a😁😁 b", "", "\u212a😁"]
    name = emoji_names()["😁"]
    for between in ("", "😁"):
        end = np.cumsum([len((text + between).encode()) for text in texts]) - len(between.encode())
        start = np.array([0, *(end[:-1] + len(between.encode()))])
        spelt, _ = spell_emoji(Block(bytes_of(between.join(texts)), start, end), classes_of(""))
        got = [spelt.read(low, high) for low, high in zip(spelt.start, spelt.end, strict=True)]
        assert got == [f"{name}é", f"a{name}{name} b", "", f"K{name}"]


@pytest.mark.parametrize("extra", [[], FILLER])
def test_texts_without_words_score_zero(extra: list[str]) -> None:
    scores = vader_scorer().score(["", " \n\t", "\u3000\xa0", *extra])
    assert rows(scores)[:3] == [(0.0, 0.0, 0.0, 0.0, 0)] * 3


def test_no_texts_give_empty_columns() -> None:
    scores = vader_scorer().score([])
    assert [len(column) for column in scores[:5]] == [0] * 5
    assert vader_scorer().score(pa.array([], pa.string())).hits.dtype == np.int32


def test_lone_surrogates_controls_and_border_characters_are_scored() -> None:
    texts = ["good \ud800 bad", "\x00 good\x00", "good\x1ebad \x1e", "\x07good", *FILLER]
    scorer = vader_scorer()
    assert rows(scorer.score(texts)) == [scorer._exact.score(text)[:5] for text in texts]


def test_texts_without_a_space_between_them_stay_apart() -> None:
    rng = np.random.default_rng(0)
    pieces = [
        "no",
        "good",
        "n'",
        "'t",
        "t",
        "!!!",
        "...",
        "GREAT",
        "😁",
        "“great",
        "bad”",
        "",
        "kind of",
        " ",
        "\x1e",
        "но",
    ]
    texts = ["".join(rng.choice(pieces, size)) for size in rng.integers(0, 4, 4_000)]
    scorer = vader_scorer()
    wanted = [scorer._exact.score(text)[:5] for text in texts]
    assert rows(scorer.score(texts)) == wanted == rows(scorer.score(pa.array(texts)))


def test_few_short_texts_take_the_plain_road() -> None:
    assert vader_scorer().score(["good", "bad"]).n_exact == 2
    assert vader_scorer().score(["good", *FILLER]).n_exact == 0


def test_hits_count_words_with_a_valence() -> None:
    texts = ["Good, very good and bad.", "a kind of door", "kind", "no good", *FILLER]
    assert vader_scorer().score(texts).hits[:4].tolist() == [3, 0, 1, 2]


def test_long_runs_of_punctuation_are_stripped() -> None:
    texts = ["-" * 5_000 + "good" + "!" * 5_000, "." * 9_000, "((((((((((ok))))))))))", *FILLER]
    scorer = vader_scorer()
    assert rows(scorer.score(texts)) == [scorer._exact.score(text)[:5] for text in texts]


@pytest.mark.parametrize("extra", [[], FILLER])
def test_masked_words_count_as_words_outside_the_table(extra: list[str]) -> None:
    scorer = Scorer(VALENCES, MASKS)
    texts = ["An Open Door, they said.", "The door was open.", "a special military, operation", "no man's land: good"]
    texts += extra
    bare = ["An Shut Gate, they said.", "The door was open.", "a common military, procedure"]
    bare_rows = rows(Scorer(VALENCES).score([*bare, *extra]))[:3]
    assert rows(scorer.score(texts))[:3] == bare_rows
    assert scorer.score(texts).hits[:4].tolist() == [0, 2, 0, 1]


def test_masks_give_the_same_on_both_roads() -> None:
    rng = np.random.default_rng(0)
    words = ["open", "door", "Open", "door,", "special", "military", "operation.", "no", "man's", "land", "the"]
    words += ["united", "UNITED", "nations", "good", "not", "very", "so", "but", "never", "“united", "of", "least"]
    texts = [" ".join(rng.choice(words, size)) for size in rng.integers(1, 18, 5_000)]
    scorer = Scorer(VALENCES, MASKS)
    assert rows(scorer.score(texts)) == [scorer._exact.score(text)[:5] for text in texts]


@pytest.mark.parametrize("overlap", [False, True])
def test_slices_score_as_the_strings_they_cut(overlap: bool) -> None:
    rng = np.random.default_rng(0)
    parts = fuzz_strings(4_000, seed=2)
    texts = [" ".join(parts[at : at + 20]) for at in range(0, 4_000, 20)]
    article, start, end = [], [], []
    for number, text in enumerate(texts):
        cuts = np.unique(rng.integers(0, len(text) + 1, 24))
        for low, high in pairwise(cuts):
            if rng.random() < 0.9:
                article.append(number)
                start.append(low)
                end.append(high if overlap else max(low, high - rng.integers(1, 6)))
    wanted = vader_scorer().score([texts[one][low:high] for one, low, high in zip(article, start, end, strict=True)])
    scores = vader_scorer().score_slices(texts, np.array(article), np.array(start), np.array(end))
    assert rows(scores) == rows(wanted)


def test_no_slices_give_empty_columns() -> None:
    none = np.array([], dtype=int)
    assert len(vader_scorer().score_slices(["Good."], none, none, none).compound) == 0


def test_tables_of_scores_share_nothing() -> None:
    first, second = polarity_scores(["good"]), polarity_scores(["good"])
    first.columns.name = "measure"
    first.loc[0, "neg"] = 9.0
    assert second.columns.name is None
    assert polarity_scores(["good"]).equals(second)


def test_long_texts_draw_a_warning_from_lists_and_columns() -> None:
    texts = ["good " * 500, "bad"]
    for given in (texts, pa.array(texts)):
        with pytest.warns(SaturationWarning, match="1 of 2"):
            polarity_scores(given)


def test_columns_of_every_arrow_type_are_scored() -> None:
    texts = ["Good.", "Bad.", "", "Good."] * 30
    wanted = polarity_scores(texts)
    strings = pa.array(texts)
    views = strings.cast(pa.string_view()) if hasattr(pa, "string_view") else strings
    coded = pa.DictionaryArray.from_arrays(pa.array([0, 1, 2, 0] * 30), views[:3])
    kinds = strings, views, strings.cast(pa.large_string()), strings.dictionary_encode(), coded
    for given in (*kinds, pc.run_end_encode(strings), pa.chunked_array([strings]), strings[:2], coded[:2]):
        assert polarity_scores(given).equals(wanted[: len(given)])
    assert polarity_scores(pa.chunked_array([], pa.string())).shape == (0, 4)


@pytest.mark.parametrize("count", [2, 200])
def test_columns_of_something_else_are_refused(count: int) -> None:
    for given in (pa.array([1, 2] * count), pa.array([True] * count), pa.array([1] * count).dictionary_encode()):
        with pytest.raises(TableError, match="expected strings"):
            polarity_scores(given)
        with pytest.raises(TableError, match="expected strings"):
            vader_scorer().score(given)
    unknown = pa.DictionaryArray.from_arrays(pa.array([0, 1] * count), pa.array(["Good.", None]))
    with pytest.raises(TableError, match=f"{count} nulls"):
        vader_scorer().score(unknown)


def test_a_text_of_many_bytes_and_fewer_characters() -> None:
    text = "好 good " + "好" * 350_000
    for given in ([text], [text, "bad"], pa.array(["bad"] * 90 + [text])):
        scores = vader_scorer().score(given)
        assert sorted(scores.compound.tolist())[-1] == 0.4404


def test_a_single_string_is_no_list_of_texts() -> None:
    with pytest.raises(OptionError, match=r"polarity_scores\(\[text\]\)"):
        polarity_scores("Good.")


def test_a_used_lexicon_travels_without_its_scorer() -> None:
    lexicon = load_lexicon("news")
    scores = lexicon.scorer.score(["Not good."])
    sent = pickle.loads(pickle.dumps(lexicon))
    assert (sent, "scorer" in vars(sent)) == (lexicon, False)
    assert rows(sent.scorer.score(["Not good."])) == rows(scores)


def test_texts_and_tables_are_left_alone() -> None:
    texts, table = ["Good 😁", *FILLER], dict(VALENCES)
    kept = (list(texts), dict(table))
    Scorer(table, MASKS).score(texts)
    assert (texts, table) == kept


def test_nulls_are_refused() -> None:
    with pytest.raises(TableError, match="1 nulls"):
        vader_scorer().score(pa.array(["good", None]))


@pytest.mark.parametrize("valence", [float("nan"), float("inf")])
def test_valences_must_be_finite(valence: float) -> None:
    with pytest.raises(LexiconError, match="'odd'"):
        Scorer({"odd": valence})
