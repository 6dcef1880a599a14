"""Every measure on parts of the sample corpus, and a way to act at a chosen line of code while one is running."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import pandas as pd
import pytest

import mediakit
from mediakit.text import blocks

PACKAGE = Path(mediakit.__file__).parent
GROWING = tuple(str(PACKAGE / f"{name}.py") for name in ("text/blocks", "text/vocabulary", "text/hashing", "lexicon"))
OWN = (str(PACKAGE),)
EVERYTHING = tuple(str(Path(package.__file__ or "").parent) for package in (mediakit, np, pd))

Act = Callable[[], object]
Place = tuple[str, int]

# One object each, which all threads and all moments share.
TOPIC = mediakit.load_topic("nato-enlargement")
FRAMES = TOPIC.frame_lexicon
FEW = mediakit.Lexicon(
    "few", [mediakit.Term(t, t[:1]) for t in ("nato", "open door", "sec*", "gas price*", "*ing the")]
)
NAMES = mediakit.load_aliases().query("canonical in ['NATO', 'Kyiv', 'Moscow', 'Finland', 'European Union']")
TONE = replace(mediakit.load_lexicon("news"), name="own")

MEASURES: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "frames": lambda articles: mediakit.score_frames(articles, FRAMES),
    "few frames": lambda articles: mediakit.score_frames(articles, FEW),
    "entities": mediakit.score_entities,
    "few entities": lambda articles: mediakit.score_entities(articles, aliases=NAMES),
    "naming": lambda articles: mediakit.score_naming(articles, TOPIC),
    "sentiment": lambda articles: mediakit.score_sentiment(articles, lexicon=TONE),
    "coverage": lambda articles: mediakit.score_coverage(articles, TOPIC),
    "frame spans": lambda articles: mediakit.annotate_frames(articles, FEW),
    "entity spans": lambda articles: mediakit.annotate_entities(articles, aliases=NAMES),
    "naming spans": lambda articles: mediakit.annotate_naming(articles, TOPIC),
    "sentence tone": lambda articles: mediakit.annotate_sentiment(articles, lexicon=TONE),
    "sentences": mediakit.split_sentences,
    "findings": mediakit.check_corpus,
    "stories": mediakit.group_stories,
    "word shift": lambda articles: mediakit.word_shift(articles, by="x_half", lexicon=TONE),
    "wildcards": lambda articles: mediakit.expand_wildcards(articles, FEW),
}


@cache
def parts() -> list[pd.DataFrame]:
    """Return parts of the sample corpus, each with articles of every outlet and words that the others lack."""
    articles = mediakit.read_corpus(PACKAGE.parent / "data" / "sample").articles
    articles["x_half"] = np.where(np.arange(len(articles)) // 8 % 2, "odd", "even")
    return [articles[n::8].reset_index(drop=True) for n in range(4)]


@cache
def snippets() -> list[pd.DataFrame]:
    """Return two small tables of articles whose words are hardly the same."""
    return [part[:4].assign(text=part["text"][:4].str[:500]) for part in parts()[:2]]


def forget() -> None:
    """Drop every word found so far, in all threads."""
    blocks._CACHE = blocks._Cache()


def forget_lists() -> None:
    """Drop every list and lexicon that was read from a file of mediakit's own, too."""
    forget()
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "mediakit":
            for value in list(vars(module).values()):
                getattr(value, "cache_clear", int)()


def undisturbed(measure: str, articles: pd.DataFrame) -> pd.DataFrame:
    """Return what one thread measures when nothing else happens and nothing is known before."""
    forget()
    return MEASURES[measure](articles)


def differs(found: pd.DataFrame, wanted: pd.DataFrame) -> bool:
    """Return whether two tables differ in anything, the last bit of a number included."""
    return not (found.equals(wanted) and found.dtypes.equals(wanted.dtypes))


def _is_below(folders: tuple[str, ...], file: str) -> bool:
    return file.startswith(folders)


@contextmanager
def _watched(files: tuple[str, ...], see: Callable[[FrameType], None]) -> Iterator[None]:
    """Call a function before each line of these files, or files below these folders, that this thread runs."""
    watched = cache(partial(_is_below, files))

    def inside(frame: FrameType, event: str, _: Any) -> Any:
        if event == "line":
            see(frame)
        return inside

    before = sys.gettrace()
    sys.settrace(lambda frame, *_: inside if watched(frame.f_code.co_filename) else None)
    try:
        yield
    finally:
        sys.settrace(before)


def lines_run(act: Act, files: tuple[str, ...] = EVERYTHING) -> list[Place]:
    """Return file and number of every line that an action runs, in order."""
    lines: list[Place] = []
    with _watched(files, lambda frame: lines.append((frame.f_code.co_filename, frame.f_lineno))):
        act()
    return lines


def distinct_lines(lines: Sequence[Place], files: tuple[str, ...] = GROWING) -> list[list[int]]:
    """Return, for each line of these files, all moments at which it is run."""
    moments = defaultdict(list)
    for moment, place in enumerate(lines):
        if place[0].startswith(files):
            moments[place].append(moment)
    return [moments[place] for place in sorted(moments)]


@contextmanager
def at_line(moment: int, act: Act, files: tuple[str, ...] = EVERYTHING) -> Iterator[None]:
    """Do something when this thread comes to the line of that number, counted as `lines_run` counts them."""
    n_lines = 0

    def see(_: FrameType) -> None:
        nonlocal n_lines
        n_lines += 1
        if n_lines == moment + 1:
            act()

    with _watched(files, see):
        yield
    if n_lines <= moment:
        pytest.fail(f"line {moment} was never reached, only {n_lines} were run")
