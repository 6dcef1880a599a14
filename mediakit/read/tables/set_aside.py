"""Columns and rows of a table that are no article's: searches of a user, totals, headers that come back, drafts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from mediakit.read.tables.column_choice import squash, word_set
from mediakit.read.tables.profiles import is_date
from mediakit.read.values.data_files import read_data
from mediakit.read.values.missing import is_missing
from mediakit.read.values.text_columns import cells_where

Rows = dict[int, str]


def private_columns(names: Sequence[str]) -> list[str]:
    """Return the columns in which monitors keep what their user searches for.

    Examples
    --------
    >>> private_columns(["Title", "Input Name", "Keywords"]), private_columns(["Title", "Keywords"])
    (['Input Name', 'Keywords'], [])
    """
    plain = {name: squash(name) for name in names}
    monitor, search = word_set("private", "monitor"), word_set("private", "search")
    beside = word_set("private", "beside") if monitor & set(plain.values()) else frozenset()
    return [name for name in names if plain[name] in monitor | search | beside]


def is_total(row: Mapping[str, Any], sources: Mapping[str, str]) -> bool:
    """Return whether the last row of a table holds totals: it begins with such a word and has no article.

    Examples
    --------
    >>> is_total({"Day": "Total:", "Title": 60, "Text": ""}, {"title": "Title", "text": "Text"})
    True
    """
    filled = {name: str(value).strip() for name, value in row.items() if not is_missing(value)}
    first = next(iter(filled), "")
    said = re.fullmatch(
        r"([^\W\d_]+(?:[ -][^\W\d_]+){0,3})\s*(?:[:=]\s*(?:\d[\d\s.,]*(?:[^\W\d_]+)?)?)?", filled.get(first, "")
    )
    if said is None:
        return False
    words, counted = said[1].split(), any(c.isdigit() for c in said[0])
    starts = (words[:end] for end in range(1 if counted else len(words), len(words) + 1))
    if not any(squash("".join(start)) in word_set("words", "total") for start in starts):
        return False
    if any(sources.get(target) in filled for target in ("text", "url")):
        return False
    others = [filled.get(sources.get(t, ""), "") for t in ("title", "published") if sources.get(t) != first]
    return all(re.fullmatch(r"[\d\s.,%]{0,20}", cell) for cell in others) and not is_date(others[-1] if others else "")


def rows_aside(table: Mapping[str, Any], sources: Mapping[str, str]) -> Rows:
    """Return why rows are no articles, by their places: the names of the columns again, drafts, attachments.

    Examples
    --------
    >>> table = {"title": ["A", "title"], "text": ["B", "text"]}
    >>> rows_aside(table, {"title": "title", "text": "text"})
    {1: 'the row repeats the names of the columns'}
    """
    again = _repeated_headers(table, sources)
    return dict.fromkeys(again, "the row repeats the names of the columns") | _unpublished(table)


def _repeated_headers(table: Mapping[str, Any], sources: Mapping[str, str]) -> list[int]:
    names = [sources[target] for target in ("text", "title", "published", "outlet", "url") if target in sources][:2]
    if len(names) < 2:
        return []
    places = [set(cells_where(table[name], {name})) for name in names]
    return sorted(set.intersection(*places))


def _unpublished(table: Mapping[str, Any]) -> Rows:
    found: Rows = {}
    for name, values in table.items():
        marks = read_data("tables/columns")["aside"].get(squash(name.rpartition(".")[2]), [])
        if marks:
            for at in cells_where(values, set(marks)):
                found[at] = f"its {name} says that it is no article"
    return found


def without_rows(table: Mapping[str, Any], rows: Rows) -> dict[str, Any]:
    """Return a table without some of its rows."""
    kept = np.ones(len(next(iter(table.values()))), dtype=bool)
    kept[list(rows)] = False
    places = np.flatnonzero(kept)
    return {
        name: values.take(places) if hasattr(values, "take") else [values[at] for at in places.tolist()]
        for name, values in table.items()
    }
