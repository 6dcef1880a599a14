"""What was found in texts is found again: in a part of them, and where there are more than there is room for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediakit.text import blocks
from mediakit.text.blocks import Block, read_blocks
from mediakit.text.gathering import Found, gather
from mediakit.text.vocabulary import Vocabulary
from tests.moments import forget
from tests.test_text import PIECES

ROOM, BLOCK = 60_000, 6_000
TEXTS = st.lists(st.lists(st.sampled_from([*PIECES, "\0", "a.b", "…"]), max_size=10).map("".join), min_size=1)


@pytest.fixture
def found_in(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that grows by the characters of the texts in which tokens are found, not gathered."""
    sizes: list[int] = []
    find = blocks._find

    def counted(texts: Sequence[str], vocabulary: Vocabulary) -> Found:
        sizes.append(sum(map(len, texts)))
        return find(texts, vocabulary)

    monkeypatch.setattr(blocks, "_find", counted)
    monkeypatch.setattr(blocks, "BLOCK_CHARACTERS", BLOCK)
    monkeypatch.setattr(blocks, "_KEPT_CHARACTERS", ROOM)
    forget()
    return sizes


def corpus(size: float, name: str = "council") -> list[str]:
    """Return texts of 2,000 characters that fill so many times the room there is."""
    return [f"{name} {n}: {'They met again. ' * 130}"[:2000] for n in range(int(size * ROOM / 2000))]


def share_found(texts: list[str], sizes: list[int]) -> float:
    """Return the share of texts in which tokens are found anew when they are read."""
    before = sum(sizes)
    read = [text for _, block in read_blocks(texts) for text in block.texts]
    assert read == texts
    return (sum(sizes) - before) / sum(map(len, texts))


def kept_characters() -> int:
    kept = blocks._CACHE._kept
    assert kept is not None
    return sum(len(text) for some in (kept._found, kept._gathered) for texts in some for text in texts)


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.integers(0, 5), st.data())
def test_what_is_gathered_is_what_would_be_found(texts: list[str], cut: int, data: st.DataObject) -> None:
    vocabulary = Vocabulary()
    sources = [Block(part, vocabulary).found for part in (texts[:cut], texts[cut:])]
    places = [(sources[0], at) for at in range(len(texts[:cut]))]
    places += [(sources[1], at) for at in range(len(texts[cut:]))]
    chosen = data.draw(st.lists(st.integers(0, len(texts) - 1), min_size=1, max_size=8))
    some = [texts[at] for at in chosen]
    gathered = Block(some, vocabulary, gather(some, [places[at] for at in chosen], vocabulary))
    found = Block(some, Vocabulary())
    for part, names in (
        ("words", ("first", "start", "end", "joined", "text")),
        ("sentences", ("text", "start", "end")),
    ):
        for name in names:
            ours, theirs = (getattr(getattr(block, part), name) for block in (gathered, found))
            assert np.array_equal(ours, theirs) and ours.dtype == theirs.dtype
    spelt = [[block.vocabulary.words[at] for at in block.words.word] for block in (gathered, found)]
    assert spelt[0] == spelt[1]


def test_a_part_of_the_texts_is_gathered(found_in: list[int]) -> None:
    texts = corpus(0.5)
    assert share_found(texts, found_in) == 1
    assert share_found(texts, found_in) == 0
    for part in (texts[::3], texts[1::3], texts[::-1], [*texts[:5], *texts[9:]]):
        assert share_found(part, found_in) == 0
    new = ["Here is one more. " * 120, *texts[::2]]
    assert share_found(new, found_in) == pytest.approx(len(new[0]) / sum(map(len, new)))
    assert share_found(texts, found_in) == 0


def test_parts_of_a_corpus_that_fills_the_room_do_not_push_it_out(found_in: list[int]) -> None:
    texts = corpus(1)
    share_found(texts, found_in)
    assert all(share_found(texts[n::7], found_in) == 0 for n in range(7))
    assert share_found(texts, found_in) == 0


@pytest.mark.parametrize("size", [1.25, 1.5, 1.9])
def test_more_texts_than_room_are_found_anew_in_part_only(found_in: list[int], size: float) -> None:
    texts = corpus(size)
    assert share_found(texts, found_in) == 1
    for _ in range(3):
        assert share_found(texts, found_in) <= (size - 1 + BLOCK / ROOM) / size  # a block is kept whole or not at all
        assert kept_characters() <= ROOM


def test_texts_no_longer_asked_for_give_way(found_in: list[int]) -> None:
    share_found(corpus(1.5), found_in)
    share_found(corpus(1.5), found_in)
    others = corpus(0.9, "weather")
    assert [share_found(others, found_in) for _ in range(2)] == [1, 0]
    given_up = corpus(1.5)[:10]
    assert [share_found(given_up, found_in) for _ in range(3)][-1] == 0
    assert kept_characters() <= ROOM
