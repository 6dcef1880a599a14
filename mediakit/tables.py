"""The contracts of the tables that travel along the road: columns, kinds, units and meaning.

Every stop of mediakit is a plain DataFrame that can be saved, opened in a spreadsheet and checked.
Text columns hold strings only: what is not known is the empty string, never a missing value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd

from mediakit.errors import TableError
from mediakit.interning import digest_ids

ALL_OUTLETS = "All outlets"
# What begins a formula, in narrow, wide and small letters, and what a spreadsheet strips or does not show before it.
# The letters themselves stand in the pattern: Python and Arrow have no escape in common.
_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b"
_UNSEEN = "\0- \x7f-\xa0\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u1680\u17b4\u17b5"
_UNSEEN += "\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0"
_UNSEEN += "\ufff0-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
_UNSEEN += "\U000e0000-\U000e0fff"
# An apostrophe more before what begins like a formula, apostrophes before it included: so it can be taken off again.
_BEGINNING = rf"'*(?:[\t\r\n]|[{_UNSEEN}]*[{_SIGNS}])"
_FORMULA = re.compile(_BEGINNING)
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)*(?:[eE][+-]?[0-9]+)?")
SHIELDED = f"^'({_BEGINNING})"


@dataclass(frozen=True)
class Column:
    """One column of a table contract: name, kind of value, meaning, and whether it must be there.

    ``kind`` is one of ``str``, ``category``, ``int``, ``int?`` (missing values allowed), ``float``,
    ``float?``, ``bool`` and ``time`` (UTC, NaT allowed).
    """

    name: str
    kind: str
    meaning: str
    required: bool = True


@dataclass(frozen=True)
class Table:
    """A table contract: what one row is, and its columns in order."""

    name: str
    row: str
    columns: tuple[Column, ...]
    unique: str = ""

    def __getitem__(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> list[str]:
        """Names of all columns, in order."""
        return [column.name for column in self.columns]


def _optional(name: str, kind: str, meaning: str) -> Column:
    return Column(name, kind, meaning, required=False)


ARTICLES = Table(
    "ARTICLES",
    "an article",
    (
        Column("article_id", "str", "stable hash of outlet, date, title and text"),
        Column("outlet", "str", "who published it; empty when not known"),
        Column("published", "time", "publication time in UTC; a date alone is midnight of the outlet's own day"),
        Column("title", "str", "headline"),
        Column("text", "str", "body, paragraphs separated by line breaks"),
        _optional("standfirst", "str", "sub-headline"),
        _optional("byline", "str", "author line as printed"),
        _optional("url", "str", "address"),
        _optional("section", "str", "section or rubric"),
        _optional("language", "str", "ISO 639-1 code where known, else as found"),
        _optional("dateline", "str", "place and agency before the first sentence"),
        _optional("date_text", "str", "the date as found"),
        _optional("date_precision", "str", "minute, day, month, year or none"),
        _optional("word_count_stated", "int?", "words, as the source states them"),
        _optional("truncated", "bool", "True when the source delivered only a part of the text"),
        _optional("flags", "str", "space-separated marks such as correction_appended"),
        _optional("story_id", "str", "the same for copies of one story"),
        _optional("source_file", "str", "file the row came from"),
        _optional("source_format", "str", "format it was read as"),
        _optional("source_index", "int?", "position in that file, from 0"),
    ),
    unique="article_id",
)

PROBLEMS = Table(
    "PROBLEMS",
    "something a reader could not take at face value",
    (
        Column("source_file", "str", "file concerned"),
        Column("source_index", "int?", "position in that file, from 0"),
        Column("severity", "str", "error (a record was lost), warning or info"),
        Column("code", "str", "short name of the problem"),
        Column("message", "str", "what was expected, what came, what to do"),
        Column("value", "str", "the value concerned"),
        Column("raw", "str", "first 300 characters of the record"),
    ),
)

SENTENCES = Table(
    "SENTENCES",
    "a sentence",
    (
        Column("article_id", "str", "article"),
        Column("sentence_id", "int", "position in the article, from 0"),
        Column("start", "int", "first character of the article's text"),
        Column("end", "int", "one past the last character"),
    ),
)

SPANS = Table(
    "SPANS",
    "a marked stretch text[start:end] of an article",
    (
        Column("article_id", "str", "article"),
        Column("start", "int", "first character of the article's text"),
        Column("end", "int", "one past the last character"),
        Column("layer", "category", "who marked it, such as frames or sentiment:news"),
        Column("label", "category", "what it was marked as"),
        _optional("value", "float?", "a number that belongs to it, such as a compound score"),
        _optional("sentence_id", "int", "sentence of the article, -1 outside any"),
    ),
)

SCORES = Table(
    "SCORES",
    "article x measure x label, zeros included",
    (
        Column("article_id", "str", "article"),
        Column("measure", "category", "what was measured, a name in MEASURES"),
        Column("label", "category", "what it was measured for"),
        Column("total", "float", "numerator"),
        Column("exposure", "float", "denominator; total / exposure is the score"),
    ),
)

ESTIMATES = Table(
    "ESTIMATES",
    "group x measure x label",
    (
        Column("measure", "str", "what was measured"),
        Column("label", "str", "what it was measured for"),
        Column("estimate", "float?", "the group's value; missing where withheld"),
        Column("std_error", "float?", "standard error over articles"),
        Column("conf_low", "float?", "lower end of the interval"),
        Column("conf_high", "float?", "upper end of the interval"),
        Column("n_articles", "int", "articles behind it"),
        Column("n_stories", "int", "stories behind it, copies counted once"),
        Column("total", "float", "sum of totals"),
        Column("exposure", "float", "sum of exposures"),
        Column("unit", "str", "unit of estimate"),
        Column("method", "str", "how the interval was made"),
        _optional("p_value", "float?", "of the difference, where one was asked for"),
        _optional("p_adjusted", "float?", "after Benjamini-Hochberg over the table"),
        _optional("caveat", "str", "what the reader must know before quoting it"),
    ),
)


@dataclass(frozen=True)
class Measure:
    """What a measure means: its unit, its statistical kind, the smallest sample shown, and its validity.

    ``kind`` decides the interval: ``share`` (0 or 1 an article), ``proportion`` (a ratio from 0 to 1),
    ``rate`` (a ratio from 0 up) or ``mean`` (may be negative). An estimate on fewer than ten stories,
    or on less exposure than ``min_exposure``, is withheld.
    """

    unit: str
    kind: str
    meaning: str
    validity: str
    min_exposure: float = 0


_VOCABULARY = "measures vocabulary; not validated unless the topic's frame says so"
_TONE = "agreement with human ratings in docs/tone.md; tone is not stance"
_ALIASES = "depends on the alias table"
MEASURES: dict[str, Measure] = {
    "coverage": Measure(
        "share of articles", "share", "articles on the topic / articles", "depends on the topic's query; not validated"
    ),
    "tone": Measure(
        "mean sentence compound, -1 to 1",
        "mean",
        "sum of sentence compounds / sentences",
        _TONE,
    ),
    "negative_share": Measure(
        "share of sentences", "proportion", "sentences with compound <= -0.05 / sentences", _TONE
    ),
    "positive_share": Measure("share of sentences", "proportion", "sentences with compound >= 0.05 / sentences", _TONE),
    "lexicon_coverage": Measure(
        "share of sentences",
        "proportion",
        "sentences with a tone word / sentences",
        "describes the lexicon, not the article",
    ),
    "frame_presence": Measure("share of articles", "share", "articles with two or more hits / articles", _VOCABULARY),
    "frame_salience": Measure("share of sentences", "proportion", "sentences with a hit / sentences", _VOCABULARY),
    "naming": Measure(
        "share of mentions",
        "proportion",
        "mentions of a variant / mentions of all its variants",
        "counts of printed words",
        20,
    ),
    "naming_quoted": Measure(
        "share of mentions", "proportion", "mentions in quotation marks / mentions", "counts of printed words", 20
    ),
    "entity_presence": Measure("share of articles", "share", "articles that name it / articles", _ALIASES),
    "entity_rate": Measure("mentions per 1,000 words", "rate", "mentions / thousand words", _ALIASES),
}


def _fits(values: pd.Series, kind: str) -> bool:
    if kind in ("str", "category"):
        if isinstance(values.dtype, pd.StringDtype):
            return not values.isna().any()
        if isinstance(values.dtype, pd.CategoricalDtype):
            used = values.cat.remove_unused_categories().cat.categories
            return not values.isna().any() and _fits(used.to_series(), "str")
        return bool(len(values) == 0 or pd.api.types.infer_dtype(values, skipna=False) == "string")
    if kind == "time":
        return isinstance(values.dtype, pd.DatetimeTZDtype) and str(values.dt.tz) == "UTC"
    if kind == "bool":
        return bool(pd.api.types.is_bool_dtype(values)) and not values.isna().any()
    if kind.startswith("int"):
        return bool(pd.api.types.is_integer_dtype(values)) and (kind == "int?" or not values.isna().any())
    return bool(pd.api.types.is_numeric_dtype(values)) and (kind == "float?" or not values.isna().any())


def check_table(frame: pd.DataFrame, table: Table, *, source: str = "") -> pd.DataFrame:
    """Return the frame unchanged if it keeps the contract, else raise one error that names every fault.

    Parameters
    ----------
    frame : DataFrame
        The table to check; columns beyond the contract pass through.
    table : Table
        ARTICLES, PROBLEMS, SENTENCES, SPANS, SCORES or ESTIMATES.
    source : str
        Named in the message.

    Raises
    ------
    TableError
        With every missing column, wrong kind of value and broken key.

    Examples
    --------
    >>> check_table(empty(SPANS), SPANS).shape
    (0, 7)
    """
    if not isinstance(frame, pd.DataFrame):
        raise TableError(
            f"expected a {table.name} table (a pandas DataFrame), got {type(frame).__name__}", where=source
        )
    faults = [
        f"column '{c.name}' is missing ({c.meaning})"
        for c in table.columns
        if c.required and c.name not in frame.columns
    ]
    faults += [
        f"column '{c.name}' should hold {c.kind}, but is {frame[c.name].dtype}"
        for c in table.columns
        if c.name in frame.columns and not _fits(frame[c.name], c.kind)
    ]
    if table.unique in frame.columns and frame[table.unique].duplicated().any():
        twice = frame.loc[frame[table.unique].duplicated(), table.unique].iloc[0]
        faults.append(f"column '{table.unique}' must be unique, but {twice!r} stands twice")
    if {"start", "end"} <= set(frame.columns) and not faults:
        start, end = frame["start"].to_numpy(), frame["end"].to_numpy()
        if (start < 0).any() or (end < start).any():
            faults.append("columns 'start' and 'end' must be 0 <= start <= end")
    if faults:
        raise TableError(
            f"this is not a {table.name} table (one row = {table.row}): " + "; ".join(faults),
            where=source,
            next_step="Read articles with read_articles(), or rename and convert the columns named here.",
        )
    return frame


def _column(values: Sequence[Any], kind: str) -> Any:
    if kind == "category":
        return (
            pd.Categorical(pd.Series(list(values), dtype=object))
            if len(values)
            else pd.Categorical([], categories=pd.Index([], dtype=object))
        )
    if kind == "str":
        return pd.Series(["" if v is None or v is pd.NA or v != v else str(v) for v in values], dtype="str")
    if kind == "time":
        return moments(values)
    if kind == "bool":
        return np.array([bool(v) if v is not None else False for v in values], dtype=bool)
    if kind == "int?":
        return pd.array([pd.NA if v is None or v is pd.NA or v != v else int(v) for v in values], dtype="Int64")
    if kind == "int":
        return np.asarray(values, dtype=np.int32)
    return np.asarray([np.nan if v is None else v for v in values], dtype=np.float64)


def moments(values: Sequence[Any]) -> pd.Series:
    """Return times as a column of moments in UTC, in microseconds; None and NaT are not known.

    Examples
    --------
    >>> moments([datetime(2500, 1, 1, tzinfo=UTC), None]).dt.year.tolist()
    [2500.0, nan]
    """
    known = [None if value is pd.NaT else value for value in values]
    if all(value is None or (isinstance(value, datetime) and value.tzinfo is not None) for value in known):
        # pandas before 3 makes nanoseconds of datetimes, which end in the year 2262.
        bare = [value and value.astimezone(UTC).replace(tzinfo=None) for value in known]
        return pd.Series(np.array(bare, dtype="datetime64[us]")).dt.tz_localize("UTC")
    times = pd.Series(pd.to_datetime(pd.Series(known, dtype=object), utc=True))
    return times.dt.as_unit("us")


def build_table(table: Table, rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Return a table with the contract's columns and kinds from records; further keys become further columns.

    Examples
    --------
    >>> build_table(SENTENCES, [{"article_id": "a", "sentence_id": 0, "start": 0, "end": 5}]).shape
    (1, 4)
    """
    rows = list(rows)
    further = list(dict.fromkeys(key for row in rows for key in row if key not in table.names))
    data = {c.name: _column([row.get(c.name) for row in rows], c.kind) for c in table.columns}
    data |= {key: [row.get(key) for row in rows] for key in further}
    return pd.DataFrame(data, index=pd.RangeIndex(len(rows)))


def empty(table: Table) -> pd.DataFrame:
    """Return a table without rows, with the contract's columns and kinds."""
    return build_table(table, [])


def shield_cell(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: such a text gets an apostrophe before it, a number none.

    Examples
    --------
    >>> shield_cell("=HYPERLINK(1)"), shield_cell(" @SUM(1)"), shield_cell("-2.5"), shield_cell("Plain")
    ("'=HYPERLINK(1)", "' @SUM(1)", '-2.5', 'Plain')
    """
    return "'" + text if _FORMULA.match(text) and not _PLAIN_NUMBER.fullmatch(text) else text


def hash_articles(
    outlet: Sequence[str], published: Sequence[Any], title: Sequence[str], text: Sequence[str]
) -> list[str]:
    """Return one stable 16-digit id an article; an exact repetition gets ``-2``, ``-3`` and so on.

    Examples
    --------
    >>> hash_articles(["A", "A"], ["2022-02-24", "2022-02-24"], ["T", "T"], ["x", "x"])[1].endswith("-2")
    True
    """
    heads = ("\x1f".join((*map(str, parts), "")) for parts in zip(outlet, published, title, strict=True))
    encoded = ((str(part).encode("utf-8", "surrogatepass") for part in parts) for parts in (heads, text))
    return number_repeated(digest_ids(*encoded))


def number_repeated(ids: list[str]) -> list[str]:
    """Return ids of which those that came before are followed by their count.

    Examples
    --------
    >>> number_repeated(["a", "b", "a"])
    ['a', 'b', 'a-2']
    """
    if len(set(ids)) == len(ids):
        return ids
    seen: dict[str, int] = {}
    numbered = []
    for name in ids:
        seen[name] = seen.get(name, 0) + 1
        numbered.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return numbered
