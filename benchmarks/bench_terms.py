"""Terms: frames beside compiled regular expressions, aliases beside pyahocorasick, on the same texts."""

from __future__ import annotations

from collections import Counter

import ahocorasick

from benchmarks.corpus import load_articles, make_aliases, make_frames, to_pattern
from benchmarks.timing import Row, compare, forget, measure
from mediakit.lexicon import Lexicon, Term, lexicon_of
from mediakit.text.blocks import read_blocks
from tests.plain_matcher import plain_find

PEER_TEXTS = 150
CHECKED_TEXTS = 20


def run(rounds: int = 12) -> list[Row]:
    """Return one row a task."""
    texts = [article["text"] for article in load_articles()]
    return [*_frames(texts, rounds), _aliases(texts, rounds)]


def _frames(texts: list[str], rounds: int) -> list[Row]:
    lists = {name: {"terms": terms} for name, terms in make_frames(texts).items()}
    patterns = [to_pattern(kinds["terms"]) for kinds in lists.values()]
    some = texts[:: max(1, len(texts) // PEER_TEXTS)]
    scale = sum(map(len, texts)) / sum(map(len, some))
    _check_counts(lexicon_of("frames", lists), some[:CHECKED_TEXTS])

    def cold() -> None:
        forget()
        for _ in lexicon_of("frames", lists).find(texts):
            pass

    def peer() -> None:
        for text in some:
            small = text.lower()
            for pattern in patterns:
                pattern.findall(small)

    size = f"15 frames of 100 terms, {len(texts):,} texts"
    task = "frames, against 15 compiled alternations of `re`"
    times = measure({"ours": cold, "peer": peer}, rounds=rounds)
    rows = [compare(f"{task}, from text", size, times["ours"], times["peer"], scale=scale)]
    shared = lexicon_of("frames", lists)
    blocks = [block for _, block in read_blocks(texts)]
    times = measure({"ours": lambda: [shared.find_in(block) for block in blocks], "peer": peer}, rounds=rounds)
    return [*rows, compare(f"{task}, on tokens already found", size, times["ours"], times["peer"], scale=scale)]


def _check_counts(lexicon: Lexicon, texts: list[str]) -> None:
    """Raise an AssertionError unless every term is found as often as by the slow definition."""
    ours: Counter[int] = Counter()
    for _, found in lexicon.find(texts, overlap="all"):
        ours.update(found.term.tolist())
    slow = Counter(match[-1] for match in plain_find(texts, lexicon.terms, "all"))
    if ours != slow:
        raise AssertionError(f"terms found differ from the slow definition: {ours - slow}, {slow - ours}")


def _aliases(texts: list[str], rounds: int) -> Row:
    names = make_aliases(texts)
    automaton = ahocorasick.Automaton()
    for name in names:
        automaton.add_word(name, len(name))
    automaton.make_automaton()
    lexicon = Lexicon("aliases", [Term(name, name, case_sensitive=True) for name in names])
    blocks = [block for _, block in read_blocks(texts)]

    def ours() -> int:
        return sum(len(lexicon.find_in(block, overlap="none").term) for block in blocks)

    def peer() -> int:
        found = 0
        for text in texts:
            last = len(text) - 1
            for end, length in automaton.iter_long(text):
                start = end - length
                left = start < 0 or not text[start].isalnum()
                found += left and (end == last or not text[end + 1].isalnum())
        return found

    both = ours(), peer()
    if abs(both[0] - both[1]) > 0.05 * both[1]:
        raise AssertionError(f"the two tools did not do the same task: {both[0]} and {both[1]} names found")
    times = measure({"ours": ours, "peer": peer}, rounds=rounds)
    size = f"{len(names):,} aliases, {len(texts):,} texts"
    return compare(
        "aliases on tokens already found, against pyahocorasick with a look at the letters around",
        size,
        times["ours"],
        times["peer"],
    )
