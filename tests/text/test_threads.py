"""Several threads and processes at once measure what one alone does, with lexicons that they share."""

from __future__ import annotations

import pickle
import sys
import threading
import weakref
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from multiprocessing import get_context
from typing import Any

import pandas as pd
import pytest

import mediakit
from mediakit.text import blocks
from mediakit.text.blocks import Block, read_blocks
from tests.conftest import some_slow
from tests.text.moments import (
    FEW,
    FRAMES,
    GROWING,
    MEASURES,
    TONE,
    TOPIC,
    at_line,
    differs,
    distinct_lines,
    forget,
    forget_lists,
    lines_run,
    parts,
    snippets,
    undisturbed,
)

# Seconds after which threads that should go on are taken to hang, also where many processes share the cores.
WAIT = 120.0


@pytest.fixture
def restless() -> Iterator[None]:
    """Let the threads take turns as often as Python can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("restless")
@pytest.mark.parametrize("n_threads", some_slow([2, 4], [4]))
def test_threads_measure_what_one_does(n_threads: int) -> None:
    wanted = {measure: [undisturbed(measure, part) for part in parts()[:n_threads]] for measure in MEASURES}
    forget_lists()
    # All begin a measure at once, with nothing known.
    begin = threading.Barrier(n_threads, action=forget)

    def work(n: int) -> list[str]:
        wrong = []
        for measure, tables in wanted.items():
            begin.wait(WAIT)
            try:
                wrong += [measure] * differs(MEASURES[measure](parts()[n]), tables[n])
            except Exception as error:
                wrong.append(f"{measure}: {error!r}")
        return wrong

    with ThreadPoolExecutor(n_threads) as pool:
        assert list(pool.map(work, range(n_threads))) == [[]] * n_threads


@pytest.mark.parametrize("measure", ["few entities", "sentiment"])
@pytest.mark.parametrize("same_thread", [False, True])
def test_a_measure_may_begin_while_another_stands_at_any_line(measure: str, same_thread: bool) -> None:
    """Another thread measures in the middle of this one's measure, or this one does, as in a signal handler."""
    measured, (known, fresh), other = MEASURES[measure], snippets(), parts()[2][:3]
    wanted_known, wanted_fresh, wanted_other = (undisturbed(measure, some) for some in (known, fresh, other))
    found: list[pd.DataFrame] = []

    def measure_other() -> None:
        found.append(measured(other))

    def begin() -> None:
        if same_thread:
            return measure_other()
        thread = threading.Thread(target=measure_other, daemon=True)
        thread.start()
        thread.join(WAIT)

    forget()
    measured(known)
    lines = distinct_lines(lines_run(partial(measured, fresh), GROWING))
    for moments in lines[::20]:
        forget()
        measured(known)
        with at_line(moments[len(moments) // 2], begin, GROWING):
            assert not differs(measured(fresh), wanted_fresh)
        assert len(found) == 1 and not differs(found.pop(), wanted_other)
        assert not differs(measured(known), wanted_known)


def measure_part(articles: pd.DataFrame, shared: tuple[Any, ...]) -> list[pd.DataFrame]:
    """Return tables as a process makes them that has been sent articles, lexicons and topic."""
    frames, topic, tone = shared
    return [
        mediakit.score_frames(articles, frames),
        mediakit.score_entities(articles),
        mediakit.score_naming(articles, topic),
        mediakit.score_sentiment(articles, lexicon=tone),
        mediakit.score_coverage(articles, topic),
        mediakit.split_sentences(articles),
        mediakit.check_corpus(articles),
        mediakit.word_shift(articles, by="x_half", lexicon=tone),
    ]


def test_processes_measure_what_one_does() -> None:
    shared = (FRAMES, TOPIC, TONE)
    alone = [measure_part(part, shared) for part in parts()[:2]]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        together = list(pool.map(partial(measure_part, shared=shared), parts()[:2]))
    assert [any(map(differs, *tables)) for tables in zip(together, alone, strict=True)] == [False, False]


@pytest.mark.parametrize("shared", [FEW, TONE, TOPIC], ids=lambda shared: type(shared).__name__)
def test_what_was_used_is_sent_as_it_was_made(shared: Any) -> None:
    made = pickle.loads(pickle.dumps(shared))
    before = pickle.dumps(made)
    if isinstance(made, mediakit.ToneLexicon):
        mediakit.score_sentiment(parts()[0], lexicon=made)
    else:
        mediakit.score_frames(parts()[0], made)
    assert pickle.dumps(made) == before
    assert pickle.loads(before) == made == shared


def test_reading_may_go_on_in_another_thread_or_beside_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mediakit.text.blocks.BLOCK_CHARACTERS", 1_000)
    texts, others = (part["text"].tolist()[:8] for part in parts()[:2])

    def plain(found: tuple[int, Any]) -> list[list[int]]:
        first, matches = found
        return [(matches.text + first).tolist(), matches.start.tolist(), matches.term.tolist()]

    forget()
    alone, beside = ([plain(found) for found in FRAMES.find(some)] for some in (texts, others))
    assert len(alone) > 4 and len(beside) > 4
    forget()
    here = []
    with ThreadPoolExecutor(1) as pool:
        one, two = FRAMES.find(texts), FRAMES.find(others)
        one, two = iter(one), iter(two)
        for number in range(len(alone)):
            here.append(plain(next(one) if number % 2 else pool.submit(next, one).result()))
            if number < len(beside):
                assert plain(next(two)) == beside[number]
    assert here == alone


def keep(texts: list[str]) -> list[weakref.ref[Block]]:
    """Read texts as a measure does; return the blocks without holding them."""
    list(FRAMES.find(texts))
    return [weakref.ref(block) for _, block in read_blocks(texts)]


def size_of(kept: weakref.ref[Block]) -> int:
    """Return the characters of a block, 0 when it is gone."""
    block = kept()
    return sum(map(len, block.texts)) if block else 0


def test_a_thread_that_ended_keeps_nothing() -> None:
    forget()
    with ThreadPoolExecutor(1) as pool:
        kept = pool.submit(keep, parts()[0]["text"].tolist()).result()
        (block,) = [ref() for ref in kept]
        assert block is not None
        vocabulary = weakref.ref(block.vocabulary)
        del block
        assert kept[0]() is not None
    assert kept[0]() is None and vocabulary() is None


def test_a_corpus_that_does_not_fit_is_not_found_anew_by_every_measure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mediakit.text.blocks.BLOCK_CHARACTERS", 1_000)
    texts = [text for part in parts() for text in part["text"].tolist()]
    room = 2 * sum(map(len, texts)) // 3
    monkeypatch.setattr("mediakit.text.blocks._KEPT_CHARACTERS", room)
    forget()
    monkeypatch.setattr("mediakit.text.blocks._ALL_KEPT", weakref.WeakSet())
    keep(texts)
    seen = []
    for _ in range(5):
        before = {id(block) for block in blocks._CACHE._kept._blocks.values()}
        read = [block for _, block in read_blocks(texts)]
        seen.append(sum(id(block) in before for block in read) / len(read))
    assert sum(seen) / len(seen) > 0.3, seen
    assert sum(map(size_of, map(weakref.ref, blocks._CACHE._kept._blocks.values()))) <= room


def test_threads_share_the_room_for_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mediakit.text.blocks.BLOCK_CHARACTERS", 1_000)
    monkeypatch.setattr("mediakit.text.blocks._KEPT_CHARACTERS", 24_000)
    texts = [part["text"].tolist() for part in parts()]
    forget()
    monkeypatch.setattr("mediakit.text.blocks._ALL_KEPT", weakref.WeakSet())  # tests before this one may keep theirs
    assert 12_000 < sum(map(size_of, keep(texts[0]))) <= 24_000
    forget()
    with ExitStack() as pools:
        threads = [pools.enter_context(ThreadPoolExecutor(1)) for _ in texts]
        for _ in range(2):  # a thread learns of those after it when it reads on
            kept = [thread.submit(keep, own).result() for thread, own in zip(threads, texts, strict=True)]
        sizes = [sum(map(size_of, own)) for own in kept]
    assert all(3_000 < size <= 6_000 for size in sizes)
