"""Texts that a source or a program has cut, or that stand for a text which is not there."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from mediakit.read.account import Account
from mediakit.read.values.data_files import read_data
from mediakit.read.values.signs import SENTENCE_END
from mediakit.read.values.text_columns import Array, whole_array

Marks = npt.NDArray[np.bool_]
# The most that a cell of Excel holds, and an old one; that columns of databases hold; the last two in bytes.
_CELL = (32_767, 32_759)
_FIELDS = (255, 256, 500, 512, 1000, 1024, 2000, 2048, 4000, 8000, 65_535, 65_536)
_LONGEST_NOTICE = 250
_SAME_FROM = 3
_SHORTEST_SAME = 12


def at_limit(cells: Array) -> Marks:
    """Return which texts, as they stand in the file, end where a cell or a field can hold no more.

    One text of just the size of Excel's cells is enough; of the sizes of fields of databases there must be two that
    do not end a sentence, and none may be longer.
    """
    sizes = _lengths(cells)
    found: Marks = np.isin(sizes, _CELL)
    longest = int(sizes.max()) if len(sizes) else 0
    reached = sizes == longest
    if longest in _FIELDS and reached.sum() > 1:
        array = cells.filter(pa.array(reached)).to_pylist()
        if not any(SENTENCE_END.search(text.rstrip()) for text in array):
            found |= reached
    return found


def _lengths(cells: Array) -> npt.NDArray[np.int64]:
    """Return the lengths of texts in units of UTF-16, in which Excel counts, as far as they may matter."""
    sizes: npt.NDArray[np.int64] = np.asarray(pc.utf8_length(cells)).astype(np.int64)
    near = np.flatnonzero((sizes > _CELL[1] - 2_000) & (sizes < _CELL[0]))
    for at in near.tolist():
        sizes[at] = len(cells[at].as_py().encode("utf-16-le", "replace")) // 2
    return sizes


@cache
def _notices() -> re.Pattern[str]:
    return re.compile(
        "|".join(f"(?:{p.removeprefix('(?i)')})" for p in read_data("tables/columns")["notices"]["patterns"]), re.I
    )


def notices(texts: Array) -> Marks:
    """Return which texts are nothing but a notice that the text is sold or not there.

    Examples
    --------
    >>> notices(pa.array(["ONLY AVAILABLE IN PAID PLANS", "The ferry is only available in summer plans."])).tolist()
    [True, False]
    """
    sizes = np.asarray(pc.binary_length(texts))
    short = np.flatnonzero((sizes > 0) & (sizes < _LONGEST_NOTICE))
    found = np.zeros(len(texts), dtype=bool)
    coded = (
        texts.take(pa.array(short)).combine_chunks()
        if isinstance(texts, pa.ChunkedArray)
        else texts.take(pa.array(short))
    )
    for at, text in zip(short.tolist(), coded.to_pylist(), strict=True):
        found[at] = _notices().match(text) is not None
    return found


def note_same(texts: Array, titles: Array, account: Account) -> None:
    """Report a text that most articles share although their titles differ, as a wall of a site or a failed page."""
    if len(texts) < _SAME_FROM:
        return
    if 2 * pc.mode(pc.binary_length(texts))[0]["count"].as_py() <= len(texts):
        return
    counts = pc.value_counts(whole_array(texts))
    most = max(counts.to_pylist(), key=lambda entry: entry["counts"] if len(entry["values"]) >= _SHORTEST_SAME else 0)
    text, count = most["values"], most["counts"]
    if count < _SAME_FROM or 2 * count <= len(texts) or len(text) < _SHORTEST_SAME:
        return
    same = np.asarray(pc.equal(whole_array(texts), text))
    if len(set(whole_array(titles).filter(pa.array(same)).to_pylist())) < 2:
        return
    message = (
        f"{count:,} of {len(texts):,} articles with different titles have the same text; it may be a notice of the "
        "source, or what a site shows in place of its pages"
    )
    account.note("duplicate", message, value=count, raw=text)


def without(texts: Array, marked: Any) -> Array:
    """Return texts of which the marked ones are empty."""
    return pc.if_else(pa.array(marked), "", texts) if marked.any() else texts
