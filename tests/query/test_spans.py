"""NEAR, PRE, SENT, PARA and their NOT forms on random arrays, held to loops over all pairs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediakit.query.spans import Ends, Spans, drop_near, drop_within, join_all, join_near, keep_within, spans_of_hits

Span = tuple[int, int, int, tuple[int, ...]]
WORDS = 14
SENTENCE = np.array([0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 3, 3, 3])
PARAGRAPH = np.array([0, 0, 1, 2])


@st.composite
def hit_tables(draw: st.DrawFn) -> tuple[Ends, np.ndarray, list[np.ndarray]]:
    """Return the words of some hits, their sentences, and four choices of hits in order."""
    spots = draw(st.lists(st.tuples(st.integers(0, WORDS - 1), st.integers(0, 2)), min_size=1, max_size=14))
    spans = sorted(
        {(a, -(a + more)) for a, more in spots if a + more < WORDS and SENTENCE[a] == SENTENCE[a + more]} or {(0, 0)}
    )
    first, last = np.array([a for a, _ in spans]), np.array([-b for _, b in spans])
    chosen = [np.flatnonzero(draw(st.lists(st.booleans(), min_size=len(spans), max_size=len(spans)))) for _ in range(4)]
    return Ends(np.append(first, 1 << 60), np.append(last, -1)), SENTENCE[first], chosen


def listed(spans: Spans) -> list[Span]:
    rows = zip(spans.first.tolist(), spans.last.tolist(), spans.sentence.tolist(), spans.hits.tolist(), strict=True)
    return [(a, b, s, tuple(sorted(h for h in hits if h >= 0))) for a, b, s, hits in rows]


def words_of(span: Span, ends: Ends) -> set[int]:
    return {w for hit in span[3] for w in range(ends.first[hit], ends.last[hit] + 1)}


def gap(a: Span, b: Span) -> int:
    return max(a[0] - b[1] - 1, b[0] - a[1] - 1, 0)


def plain_nearest(a: Span, others: list[Span], ends: Ends, place: np.ndarray, after: bool) -> Span | None:
    """Return the nearest of the others by looking at each of them."""
    good = [
        (gap(a, b), b[0], -b[1], number, b)
        for number, b in enumerate(others)
        if place[a[2]] == place[b[2]] and not words_of(a, ends) & words_of(b, ends) and (b[0] > a[1] or not after)
    ]
    return min(good)[4] if good else None


def plain_join(left: list[Span], right: list[Span], ends: Ends, n: int, after: bool) -> list[Span]:
    pairs = [(a, plain_nearest(a, right, ends, np.arange(4), after)) for a in left]
    return sorted(
        (min(a[0], b[0]), max(a[1], b[1]), a[2], tuple(sorted({*a[3], *b[3]})))
        for a, b in pairs
        if b is not None and gap(a, b) <= n
    )


@settings(max_examples=300, deadline=None)
@given(hit_tables(), st.integers(0, 4), st.integers(0, 3), st.booleans())
def test_chains_equal_loops_over_all_pairs(
    table: tuple[Ends, np.ndarray, list[np.ndarray]], n: int, m: int, after: bool
) -> None:
    ends, sentence, chosen = table
    a, b, c, d = (spans_of_hits(ends, sentence, rows) for rows in chosen)
    joined, other = join_near(a, b, ends, n, ordered=after), join_near(c, d, ends, m)
    assert sorted(listed(joined)) == plain_join(listed(a), listed(b), ends, n, after)
    # Joined spans on both sides, which may interlock.
    for right in (c, other):
        assert sorted(listed(join_near(joined, right, ends, m))) == plain_join(
            listed(joined), listed(right), ends, m, False
        )
        for place in (np.arange(4), PARAGRAPH):
            within = [s for s in listed(joined) if plain_nearest(s, listed(right), ends, place, False)]
            assert listed(keep_within(joined, right, ends, place)) == within
            there = {place[s[2]] for s in listed(right)}
            assert listed(drop_within(joined, right, place)) == [s for s in listed(joined) if place[s[2]] not in there]
        near: Callable[[Span, Span], bool] = lambda s, t: s[2] == t[2] and gap(s, t) <= m  # noqa: E731
        assert listed(drop_near(joined, right, m)) == [
            s for s in listed(joined) if not any(near(s, t) for t in listed(right))
        ]
        assert listed(drop_near(joined, right, m, ordered=True)) == [
            s for s in listed(joined) if not any(near(s, t) and t[0] > s[1] for t in listed(right))
        ]


@settings(max_examples=100, deadline=None)
@given(hit_tables())
def test_a_union_is_in_order(table: tuple[Ends, np.ndarray, list[np.ndarray]]) -> None:
    ends, sentence, chosen = table
    parts = [spans_of_hits(ends, sentence, rows) for rows in chosen]
    parts.append(join_near(parts[0], parts[1], ends, 3))
    both = listed(join_all(parts))
    assert sorted(both) == sorted(span for part in parts for span in listed(part))
    assert [(a, -b) for a, b, _, _ in both] == sorted((a, -b) for a, b, _, _ in both)


@pytest.mark.parametrize("n", [0, 3])
def test_nothing_is_near_nothing(n: int) -> None:
    ends, none = Ends(np.array([0, 1 << 60]), np.array([0, -1])), np.zeros(0, dtype=np.int64)
    empty, one = (spans_of_hits(ends, np.zeros(1, dtype=np.int64), rows) for rows in (none, np.array([0])))
    for left, right in ((empty, one), (one, empty), (empty, empty)):
        assert len(join_near(left, right, ends, n)) == len(keep_within(left, right, ends, np.zeros(1, int))) == 0
        assert listed(drop_near(left, right, n)) == listed(drop_within(left, right, np.zeros(1, int))) == listed(left)
