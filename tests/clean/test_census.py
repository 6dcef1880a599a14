"""One pass tells the same of a text whatever block it stands in, and whichever vocabulary numbers its words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd
import pytest

from mediakit.clean import census
from mediakit.clean.census import Census, sum_letters, take_census
from mediakit.clean.damage import is_cut, is_mangled
from mediakit.clean.findings import check_corpus
from mediakit.tables import ARTICLES, build_table
from mediakit.text.blocks import Block
from mediakit.text.vocabulary import Vocabulary, words_of

TEXTS = [
    "NATO\u2019s envoy met the U.S. team in \u0130zmir. Nobody said what 2.5 million crowns were for!",
    "",
    "Der Rat und die Stadt: \u201cNein\u201d, sagte der Chef. Das ist die Frage, und das ist nicht neu.",
    "... \u2014 !",
    "Мост закрыт. НАТО не спорит о мосте.",
    "Nobody said what 2.5 million crowns were for. It rained; then NOBODY SAID WHAT 2.5 MILLION CROWNS WERE FOR.",
    "今日の会議",
]


def blocks_alone(texts: Sequence[str]) -> Iterator[tuple[int, Block]]:
    """Yield each text in a block and with a vocabulary of its own, as if another thread had read it."""
    yield from ((i, Block((text,), Vocabulary())) for i, text in enumerate(texts))


def told(found: Census) -> list[object]:
    arrays = (found.words, found.cased, found.capitals, found.mangled, found.cut, *vars(found.sentences).values())
    return [array.tolist() for array in arrays]


def test_words_are_counted_as_one_by_one() -> None:
    found = take_census(TEXTS)
    words = [[text[start:end] for start, end in words_of(text)] for text in TEXTS]
    assert found.words.tolist() == [len(own) for own in words]
    assert found.cased.tolist() == [sum(word.upper() != word.lower() for word in own) for own in words]
    loud = [[word for word in own if len(word) >= 3 and word.isalpha() and word.isupper()] for own in words]
    assert found.capitals.tolist() == [len(own) for own in loud]
    assert loud[0] == ["NATO"] and len(loud[5]) == 7


def test_blocks_and_vocabularies_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    together = take_census(TEXTS)
    monkeypatch.setattr(census, "read_blocks", blocks_alone)
    assert told(take_census(TEXTS)) == told(together)
    assert told(take_census([])) == [[]] * 9


def test_a_passage_repeated_across_blocks_and_vocabularies_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    passage = "This newspaper has reported on Orm\u00e9a\u2019s bridge since the spring of that year."
    forms = [passage, passage.upper(), passage.replace("\u2019", "'"), passage.replace("\u2019", "`")]
    rows = [
        {"article_id": str(i), "outlet": "A", "text": f"Told for the {i}th time. {forms[i % 4]} {'More. ' * i}"}
        for i in range(12)
    ]
    articles = build_table(ARTICLES, rows)
    together = check_corpus(articles)
    monkeypatch.setattr(census, "read_blocks", blocks_alone)
    pd.testing.assert_frame_equal(check_corpus(articles), together)
    repeated = together[together["code"] == "repeated_passage"]
    assert repeated[["n_articles", "value"]].values.tolist() == [[12, passage]]


def test_the_same_letters_in_another_order_are_no_repetition() -> None:
    names = ["Ada", "Bo", "Cy", "Di", "Ed"]
    texts = [f"{' and '.join(names[i:] + names[:i])} met on the bridge at noon." for i in range(5)]
    assert len(set(take_census(texts).sentences.letters.tolist())) == 1
    rows = [{"article_id": str(i), "published": "2022-05-09", "text": text} for i, text in enumerate(texts)]
    assert "repeated_passage" not in set(check_corpus(build_table(ARTICLES, rows))["code"])


def test_every_word_is_judged_once(monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[str] = []

    def judge(word: str, small: str) -> tuple[bool, bool]:
        judged.append(word)
        return mark(word, small)

    mark = census._mark
    texts = [f"The council met. Word{i % 7} fell. " * 200 for i in range(300)]
    monkeypatch.setattr(census, "_mark", judge)
    take_census(texts)
    met = {word for text in texts for word in text.replace(".", "").split()}
    assert sorted(filter(None, judged)) == sorted(met)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["u.s.", "led"], ["us", "led"]),
        (["\u03bf\u03b4\u03bf\u03c2"], ["\u03bf\u03b4\u03bf\u03c3"]),
        (["can't", "2.5"], ["can", "t", "2,5"]),
    ],
)
def test_sums_of_letters_do_not_depend_on_where_words_end(one: list[str], other: list[str]) -> None:
    assert sum_letters(one).sum() == sum_letters(other).sum()
    assert sum_letters([*one, "x"]).sum() != sum_letters(other).sum()


@pytest.mark.parametrize(
    ("end", "cut"),
    [
        ("and then the", True),
        ("and then the ...\n", True),
        ("and then the\u2026  ", True),
        ("and then, \u2013", True),
        ("and then. [+1234 chars]\n\n", True),
        ("and then nothing.", False),
        ("and then \u201cnothing.\u201d", False),
        ("and then NOTHING", False),
        ("and then nothing. [1234]", False),
    ],
)
def test_a_text_that_breaks_off_is_told_by_its_end(end: str, cut: bool) -> None:
    assert is_cut(f"{'The talks went on until the evening. ' * 20}{end}") is cut
    assert not is_cut("and then the")


def test_letters_that_mangled_text_begins_with_are_not_mangled_alone() -> None:
    assert not any(is_mangled(f"a {lead} b") for lead in "\u00c3\u00e2\u00c2\u00d0\u00d1\u0420\u0421")
    assert is_mangled("a \ufffd b")
