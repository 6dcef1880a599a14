"""A measure that an interrupt or a lack of memory breaks off, at any line, leaves nothing wrong behind."""

from __future__ import annotations

import random
import weakref
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import NoReturn

import pytest

import mediakit
from mediakit.text.blocks import read_blocks
from tests.conftest import some_slow
from tests.text.moments import (
    MEASURES,
    OWN,
    Place,
    at_line,
    differs,
    distinct_lines,
    forget,
    forget_lists,
    lines_run,
    snippets,
    undisturbed,
)

# 200 in all: most where most is kept from one measure to the next, few where one measure takes long.
N_MOMENTS = {
    "few frames": 44,
    "few entities": 16,
    "sentiment": 28,
    "frames": 12,
    "sentences": 28,
    "naming": 12,
    "coverage": 8,
    "frame spans": 16,
    "entity spans": 12,
    "naming spans": 8,
    "sentence tone": 10,
    "stories": 2,
    "findings": 2,
    "word shift": 2,
}
SLOW = {"few frames", "sentiment", "frames", "sentences", "naming", "entity spans"}


def strike(kind: type[BaseException]) -> NoReturn:
    raise kind


def draw_moments(lines: Sequence[Place], n_moments: int) -> list[int]:
    """Return random moments: half at any line of the code that grows, each as likely, half at any moment at all."""
    draw, growing = random.Random(n_moments), distinct_lines(lines)
    moments = [draw.choice(draw.choice(growing)) for _ in range(n_moments // 2)]
    return moments + [draw.randrange(len(lines)) for _ in range(n_moments - len(moments))]


@pytest.mark.parametrize("measure", some_slow(N_MOMENTS, SLOW))
def test_what_follows_an_interrupted_measure_is_right(measure: str) -> None:
    measured, (known, fresh) = MEASURES[measure], snippets()
    wanted = [undisturbed(measure, articles) for articles in (fresh, known)]
    forget()
    measured(known)
    moments = draw_moments(lines_run(partial(measured, fresh)), N_MOMENTS[measure])
    wrong = []
    for number, moment in enumerate(moments):
        forget()
        measured(known)
        kind = (KeyboardInterrupt, MemoryError)[number % 2]
        with suppress(kind), at_line(moment, partial(strike, kind)):
            measured(fresh)
        wrong += [moment] * any(map(differs, map(measured, (fresh, known)), wanted))
    assert not wrong


def test_what_follows_an_interrupted_first_use_is_right() -> None:
    articles = snippets()[0]
    wanted = mediakit.score_sentiment(articles)
    forget_lists()
    first_uses = distinct_lines(lines_run(lambda: mediakit.score_sentiment(articles), OWN), OWN)
    wrong = []
    for moments in random.Random(1).sample(first_uses, 2):
        forget_lists()
        with suppress(KeyboardInterrupt), at_line(moments[0], partial(strike, KeyboardInterrupt), OWN):
            mediakit.score_sentiment(articles)
        wrong += moments[:1] * differs(mediakit.score_sentiment(articles), wanted)
    assert not wrong


def test_an_interrupt_does_not_hold_the_texts_read_before() -> None:
    known, fresh = (articles["text"].tolist() for articles in snippets())
    forget()
    lines = lines_run(lambda: list(read_blocks(fresh)))
    moment = next(number for number, (file, _) in enumerate(lines) if file.endswith("vocabulary.py"))
    forget()
    ((_, block),) = read_blocks(known)
    kept = weakref.ref(block)
    del block
    assert kept() is not None
    with pytest.raises(MemoryError) as caught, at_line(moment, partial(strike, MemoryError)):
        list(read_blocks(fresh))
    assert kept() is None and caught.traceback
