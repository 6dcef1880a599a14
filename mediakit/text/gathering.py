"""What was found in texts, gathered for some of them in any order, so that a part of a corpus is not read anew."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mediakit.text.vocabulary import Vocabulary

Ints = NDArray[np.int32]


class Found(NamedTuple):
    """Runs and gaps of texts that stand in a row, each between two line ends.

    ``run`` and ``gap`` are rows of the vocabulary; the gaps stand around the runs, one more of them. ``place`` are the
    characters at which gaps and runs begin by turns, and where the last gap ends; ``begin`` those at which the texts
    begin, and one more.
    """

    run: Ints
    gap: Ints
    place: Ints
    begin: NDArray[np.int64]

    def first_runs(self) -> NDArray[np.int64]:
        """Return the first run of each text, and the number of runs."""
        return np.searchsorted(self.place[1:-1:2], self.begin)


def begins_of(texts: Sequence[str]) -> NDArray[np.int64]:
    """Return the characters at which texts between line ends begin, and where the one after them would.

    Examples
    --------
    >>> begins_of(["One.", "Two."]).tolist()
    [1, 6, 11]
    """
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    begin: NDArray[np.int64] = 1 + np.concatenate(([0], np.cumsum(lengths + 1)))
    return begin


def gather(texts: Sequence[str], places: Sequence[tuple[Found, int]], vocabulary: Vocabulary) -> Found:
    """Return what would be found in texts, of each of which it is known where it was found before.

    Parameters
    ----------
    texts : sequence of str
        The texts, in the order in which they are to stand.
    places : sequence of (Found, int)
        For each text what was found in some texts, with this vocabulary, and which of these it is.
    vocabulary : Vocabulary
        Gets the gaps between texts that have not stood beside each other yet.
    """
    begin = begins_of(texts)
    sources = {id(found): found for found, _ in places}
    firsts = {key: found.first_runs().tolist() for key, found in sources.items()}
    taken = [(found, *firsts[id(found)][at : at + 2]) for found, at in places]
    ends = list(accumulate((high - low for _, low, high in taken), initial=0))
    run, gap = np.zeros(ends[-1], dtype=np.int32), np.zeros(ends[-1] + 1, dtype=np.int32)
    place = np.zeros(2 * ends[-1] + 2, dtype=np.int32)
    place[-1] = begin[-1]
    moves = (begin[:-1] - [found.begin[at] for found, at in places]).tolist()
    for (found, low, high), start, end, move in zip(taken, ends, ends[1:], moves, strict=False):
        run[start:end], gap[start:end] = found.run[low:high], found.gap[low:high]
        np.add(found.place[1 + 2 * low : 1 + 2 * high], move, out=place[1 + 2 * start : 1 + 2 * end])
    spots = [start for start, end in pairwise(ends) if start < end]
    gap[[*spots, -1]] = _outer_gaps(texts, begin, ends, place, vocabulary)
    return Found(run, gap, place, begin)


def _outer_gaps(
    texts: Sequence[str], begin: NDArray[np.int64], ends: Sequence[int], place: Ints, vocabulary: Vocabulary
) -> Ints:
    """Return the gap before the first run of each text that has one, and the gap after the last run of all."""
    parts, gap = [], "\n"
    for text, origin, start, end in zip(texts, begin.tolist(), ends, ends[1:], strict=False):
        if start == end:
            gap += text + "\n"
            continue
        first, second, last = (place.item(at) for at in (1 + 2 * start, 2 + 2 * start, 2 * end))
        parts += [gap + text[: first - origin], text[first - origin : second - origin]]
        gap = text[last - origin :] + "\n"
    # The vocabulary takes gaps and runs by turns; one run of each text is enough, and known to it.
    data = [part.encode("utf-8", "replace") for part in (*parts, gap)]
    borders = np.concatenate(([0], np.cumsum([len(part) for part in data]))).astype(np.int64)
    return vocabulary.rows(b"".join(data), borders)[1]
