"""Stretches of words as arrays, and what NEAR, PRE, SENT, PARA and their NOT forms make of two sets of them.

Words are numbered through all texts that are looked at together, sentences and paragraphs too. A stretch has a first
and a last word, lies in one sentence, and knows the hits of terms that it is made of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[Any]
_FAR = np.int64(1) << 60


@dataclass(frozen=True)
class Spans:
    """Stretches in order of their first word, the longer before the shorter.

    ``hits`` has a row a stretch: the hits that NEAR and PRE joined to it, by their index, -1 where there are fewer
    than columns. ``beside`` has those that SENT and PARA found besides.
    """

    first: Ints
    last: Ints
    sentence: Ints
    hits: Ints
    beside: Ints

    def __len__(self) -> int:
        return len(self.first)

    def take(self, rows: Ints) -> Spans:
        """Return some of the stretches."""
        return Spans(*(getattr(self, field.name)[rows] for field in fields(self)))

    def ordered(self) -> Spans:
        """Return the stretches in their order; of equal ones the order is kept."""
        return self.take(np.lexsort((-self.last, self.first)))


@dataclass(frozen=True)
class Ends:
    """First and last word of every hit; a last entry stands for no hit (index -1) and touches nothing."""

    first: Ints
    last: Ints


def spans_of_hits(ends: Ends, sentence: Ints, rows: Ints) -> Spans:
    """Return hits as stretches; of hits on the same words the first is kept."""
    first, last = ends.first[rows], ends.last[rows]
    fresh = np.append(True, (np.diff(first) != 0) | (np.diff(last) != 0))[: len(rows)]
    rows, none = rows[fresh], np.zeros((int(fresh.sum()), 0), dtype=np.int64)
    return Spans(first[fresh], last[fresh], sentence[rows], rows[:, None], none)


def join_all(parts: Sequence[Spans]) -> Spans:
    """Return the stretches of several sets as one set."""
    if len(parts) == 1:
        return parts[0]
    columns = [np.concatenate([getattr(part, name) for part in parts]) for name in ("first", "last", "sentence")]
    wide = [_stack([getattr(part, name) for part in parts]) for name in ("hits", "beside")]
    return Spans(*columns, *wide).ordered()


def _stack(tables: Sequence[Ints]) -> Ints:
    width = max(table.shape[1] for table in tables)
    return np.concatenate(
        [np.pad(table, ((0, 0), (0, width - table.shape[1])), constant_values=-1) for table in tables]
    )


def join_near(left: Spans, right: Spans, ends: Ends, n: int, *, ordered: bool = False) -> Spans:
    """Return each stretch joined with the nearest of the others that has at most n words between.

    Parameters
    ----------
    left, right : Spans
        The two operands.
    ends : Ends
        The words of the hits.
    n : int
        Most words between.
    ordered : bool
        Whether the other must come after (PRE).
    """
    row, gap = nearest(left, right, left.sentence, right.sentence, ends, ordered=ordered)
    kept = np.flatnonzero((row >= 0) & (gap <= n))
    a, b = left.take(kept), right.take(row[kept])
    return Spans(
        np.minimum(a.first, b.first),
        np.maximum(a.last, b.last),
        a.sentence,
        np.hstack((a.hits, b.hits)),
        np.hstack((a.beside, b.beside)),
    ).ordered()


def keep_within(left: Spans, right: Spans, ends: Ends, place: Ints) -> Spans:
    """Return the stretches that have one of the others in their sentence or paragraph, with what was found.

    ``place`` is the number of the sentence or paragraph for each sentence.
    """
    row, _ = nearest(left, right, place[left.sentence], place[right.sentence], ends)
    kept = np.flatnonzero(row >= 0)
    a, b = left.take(kept), right.take(row[kept])
    return Spans(a.first, a.last, a.sentence, a.hits, np.hstack((a.beside, b.hits, b.beside)))


def drop_within(left: Spans, right: Spans, place: Ints) -> Spans:
    """Return the stretches that have none of the others in their sentence or paragraph."""
    marked = np.zeros(int(place.max(initial=0)) + 1, dtype=bool)
    marked[place[right.sentence]] = True
    return left.take(np.flatnonzero(~marked[place[left.sentence]]))


def drop_near(left: Spans, right: Spans, n: int, *, ordered: bool = False) -> Spans:
    """Return the stretches that have none of the others within n words; one that overlaps is within (but see PRE)."""
    after, gap_after = _following(left, right, left.sentence, right.sentence)
    near = (after >= 0) & (gap_after <= n)
    if not ordered:
        before, gap_before = _preceding(left, right, left.sentence, right.sentence)
        near |= (before >= 0) & (gap_before <= n)
        begun = np.searchsorted(right.first, left.last, "right")
        ended = np.searchsorted(np.sort(right.last), left.first, "left")
        near |= begun > ended
    return left.take(np.flatnonzero(~near))


def nearest(
    left: Spans, right: Spans, left_place: Ints, right_place: Ints, ends: Ends, *, ordered: bool = False
) -> tuple[Ints, Ints]:
    """Return for each stretch the row of the nearest other one in the same place that shares no word, and the gap.

    The gap is the number of words between, 0 where the two interlock; the row is -1 where there is none. Of
    several that are equally near the one that begins first counts, then the longest.
    """
    if not len(right):
        return np.full(len(left), -1), np.full(len(left), _FAR)
    row, gap = _following(left, right, left_place, right_place)
    if ordered:
        return row, gap
    others = [_preceding(left, right, left_place, right_place)]
    if left.hits.shape[1] + right.hits.shape[1] > 2:
        inside = _interlocked(left, right, ends)
        others.append((inside, np.where(inside >= 0, 0, _FAR)))
    for other, distance in others:
        better = (other >= 0) & ((distance < gap) | ((distance == gap) & (other < row)))
        row, gap = np.where(better, other, row), np.where(better, distance, gap)
    return row, gap


def _following(left: Spans, right: Spans, left_place: Ints, right_place: Ints) -> tuple[Ints, Ints]:
    """Return the next one that begins after each stretch, and the words between."""
    if not len(right):
        return np.full(len(left), -1), np.full(len(left), _FAR)
    row = np.searchsorted(right.first, left.last, "right")
    at = np.minimum(row, len(right) - 1)
    # Places are whole runs of words: if the nearest lies in another one, so does every further one.
    good = (row < len(right)) & (right_place[at] == left_place)
    return np.where(good, at, -1), np.where(good, right.first[at] - left.last - 1, _FAR)


def _preceding(left: Spans, right: Spans, left_place: Ints, right_place: Ints) -> tuple[Ints, Ints]:
    """Return the last one that ends before each stretch, and the words between."""
    if not len(right):
        return np.full(len(left), -1), np.full(len(left), _FAR)
    by_end = np.lexsort((np.arange(len(right), 0, -1), right.last))
    row = np.searchsorted(right.last[by_end], left.first, "left") - 1
    at = by_end[np.maximum(row, 0)]
    good = (row >= 0) & (right_place[at] == left_place)
    return np.where(good, at, -1), np.where(good, left.first - right.last[at] - 1, _FAR)


def _interlocked(left: Spans, right: Spans, ends: Ends) -> Ints:
    """Return the first of the others that overlaps each stretch without a word in common; only joined ones can."""
    found = np.full(len(left), -1)
    row = np.searchsorted(np.maximum.accumulate(right.last), left.first, "left")
    stop = np.searchsorted(right.first, left.last, "right")
    left_rows = np.flatnonzero(row < stop)
    row = row[left_rows]
    while len(left_rows):
        fits = right.last[row] >= left.first[left_rows]
        for one in left.hits.T:
            for other in right.hits.T:
                a, b = one[left_rows], other[row]
                fits &= (ends.first[a] > ends.last[b]) | (ends.first[b] > ends.last[a])
        found[left_rows[fits]] = row[fits]
        row = row + 1
        more = ~fits & (row < stop[left_rows])
        left_rows, row = left_rows[more], row[more]
    return found
