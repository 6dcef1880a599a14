"""The contracts of the tables that travel along the road: columns, kinds, units and meaning.

Every stop of mediakit is a plain DataFrame that can be saved, opened in a spreadsheet and checked.
Text columns hold strings only: what is not known is the empty string, never a missing value.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd

from mediakit.contract import Column, Table, find_faults
from mediakit.errors import TableError
from mediakit.word_tables import WORD_TABLES

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


def _optional(name: str, kind: str, meaning: str, least: float = -math.inf) -> Column:
    return Column(name, kind, meaning, required=False, least=least)


# Which part of an article: offsets count the characters of that part.
PARTS = ("title", "standfirst", "text")
# What a user's own measure must say of itself; the columns travel with its scores and estimates (see measures.py).
_DESCRIPTION = (
    _optional("kind", "category?", "share, proportion, rate or mean; decides the interval"),
    _optional("phrase", "category?", "the measure as a noun phrase, {label} where the label goes"),
    _optional("meaning", "category?", "numerator / denominator in words"),
    _optional("validity", "category?", "how far it measures what it says"),
)


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
        _optional("flags", "str", "space-separated marks such as correction_appended or language_told"),
        _optional("story_id", "str", "the same for copies of one story"),
        _optional("source_file", "str", "file the row came from"),
        _optional("source_format", "str", "format it was read as"),
        _optional("source_index", "int?", "position in that file, from 0"),
    ),
    key=("article_id",),
    made_by="read_articles() or read_corpus()",
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
    made_by="read_articles() or read_corpus()",
)

SENTENCES = Table(
    "SENTENCES",
    "a sentence",
    (
        Column("article_id", "str", "article"),
        Column("sentence_id", "int", "position in the article, from 0, title and standfirst first", least=0),
        Column("start", "int", "first character in its part of the article", least=0),
        Column("end", "int", "one past the last character", least=0),
        _optional("part", "category", "title, standfirst or text (which it is without this column)"),
    ),
    key=("article_id", "sentence_id"),
    made_by="split_sentences()",
)

SPANS = Table(
    "SPANS",
    "a marked stretch part[start:end] of an article",
    (
        Column("article_id", "str", "article"),
        Column("start", "int", "first character in its part of the article", least=0),
        Column("end", "int", "one past the last character", least=0),
        Column("layer", "category", "who marked it, such as frames or sentiment:news"),
        Column("label", "category", "what it was marked as"),
        _optional("part", "category", "title, standfirst or text (which it is without this column)"),
        _optional("value", "float?", "a number that belongs to it, such as a compound score"),
        _optional("sentence_id", "int", "sentence of the article, -1 outside any", least=-1),
        _optional("voice", "category?", "whose words: own, quoted or indirect, where that was told apart"),
    ),
    made_by="annotate_*()",
)

SCORES = Table(
    "SCORES",
    "article x measure x label, without zeros",
    (
        Column("article_id", "str", "article"),
        Column("measure", "category", "what was measured"),
        Column(
            "label",
            "category?",
            "what it was measured for; empty where a row carries an article's exposure",
        ),
        Column("total", "float", "numerator"),
        Column("exposure", "float", "denominator; total / exposure is the score", least=0),
        *_DESCRIPTION,
        _optional("unit", "category?", "unit of total / exposure"),
        _optional("min_exposure", "float?", "exposure below which an estimate is withheld", least=0),
        _optional("reads", "category?", "ISO 639-1 code of the only language that was read; missing where any is"),
    ),
    key=("article_id", "measure", "label"),
    made_by="score_*()",
)

_UNCERTAIN = (
    Column("estimate", "float?", "the value; missing where withheld"),
    Column("std_error", "float?", "standard error over articles", least=0),
    Column("conf_low", "float?", "lower end of the interval"),
    Column("conf_high", "float?", "upper end of the interval"),
)

ESTIMATES = Table(
    "ESTIMATES",
    "group x measure x label",
    (
        Column("measure", "str", "what was measured"),
        Column("label", "str", "what it was measured for"),
        *_UNCERTAIN,
        Column("n_articles", "int", "articles behind it", least=0),
        Column("n_stories", "int", "stories behind it, copies counted once", least=0),
        Column("total", "float", "sum of totals"),
        Column("exposure", "float", "sum of exposures", least=0),
        Column("unit", "str", "unit of estimate"),
        Column("method", "str", "how the interval was made"),
        _optional("p_value", "float?", "of the value, where one was asked for", least=0),
        _optional("p_adjusted", "float?", "after Benjamini-Hochberg over the table", least=0),
        _optional("caveat", "str?", "what the reader must know before quoting it"),
        *_DESCRIPTION,
    ),
    made_by="estimate() or trend()",
)

CONTRASTS = Table(
    "CONTRASTS",
    "group x reference x measure x label",
    (
        Column("group", "str", "the group whose value is compared"),
        Column("reference", "str", "the group it is compared with; 'rest' is all other articles"),
        Column("by", "str", "the column of the articles that makes the groups"),
        Column("measure", "str", "what was measured"),
        Column("label", "str", "what it was measured for"),
        Column("estimate", "float?", "the group's value minus the reference's; missing where withheld"),
        *_UNCERTAIN[1:],
        Column("p_value", "float?", "1 less the level at which the interval would touch 0", least=0),
        Column("p_adjusted", "float?", "after Benjamini-Hochberg over the table", least=0),
        Column("n_articles", "int", "articles of both sides, each counted once", least=0),
        Column("n_stories", "int", "stories of both sides, each counted once", least=0),
        Column("unit", "str", "unit of estimate"),
        Column("method", "str", "how the interval was made"),
        Column("caveat", "str?", "what the reader must know before quoting it"),
        _optional("within", "category?", "the period in which both sides are compared, where they are"),
        _optional("value", "float?", "the group's value in the periods that both sides have"),
        _optional("reference_value", "float?", "the reference's value there, weighted as the group's exposure"),
        _optional("stands_out", "category?", "yes or no: whether it does so beyond chance; see seek_statements()"),
        *_DESCRIPTION,
    ),
    key=("by", "group", "reference", "measure", "label"),
    made_by="compare_groups()",
)

TABLES = (ARTICLES, PROBLEMS, SENTENCES, SPANS, SCORES, ESTIMATES, CONTRASTS, *WORD_TABLES)
_SHORTEST_NAMES = 3


def _not_a_table(got: Any, table: Table, source: str) -> TableError:
    what = f"expected a {table.name} table (a pandas DataFrame), got "
    if isinstance(got, tuple) and len(got) == 2 and all(isinstance(part, pd.DataFrame) for part in got):
        return TableError(
            what + "the pair of articles and problems",
            where=source,
            next_step="Take it apart first: articles, problems = read_corpus(...).",
        )
    if isinstance(got, str) or hasattr(got, "__fspath__"):
        return TableError(
            what + f"the text {str(got)[:80]!r}",
            where=source,
            next_step="If it names a file or folder, read it first: articles, problems = read_corpus(...).",
        )
    return TableError(what + type(got).__name__, where=source, next_step=f"Such a table comes from {table.made_by}.")


def check_columns(frame: pd.DataFrame, table: Table, *, source: str = "") -> pd.DataFrame:
    """Return the frame unchanged if every column keeps the contract; its key is not looked at (see check_table)."""
    return _refuse(frame, table, source, find_faults(_frame(frame, table, source), table))


def _frame(frame: Any, table: Table, source: str) -> pd.DataFrame:
    if not isinstance(frame, pd.DataFrame):
        raise _not_a_table(frame, table, source)
    return frame


def _refuse(frame: pd.DataFrame, table: Table, source: str, faults: Sequence[str]) -> pd.DataFrame:
    """Return the frame if it has no faults, else raise one error that names them all."""
    if faults:
        raise TableError(
            f"this is not a {table.name} table (one row = {table.row}): " + "; ".join(faults),
            where=source,
            next_step=_way_back(frame, table),
        )
    return frame


def _way_back(frame: pd.DataFrame, table: Table) -> str:
    """Return what to do about a frame that is not the table it should be."""
    if all(column.name in frame.columns for column in table.columns if column.required):
        return f"Mend the columns named here, or take the table as {table.made_by} returns it."
    for other in TABLES:
        needed = [column.name for column in other.columns if column.required]
        if other is not table and len(needed) > _SHORTEST_NAMES and set(needed) <= set(frame.columns):
            return f"It looks like {other.name}; {table.name} come from {table.made_by}."
    if table is ARTICLES:
        return (
            "Read a table of your own with: articles, problems = read_articles(table), "
            "and columns={'text': ...} where names are not recognised."
        )
    return f"Such a table comes from {table.made_by}."


def check_table(frame: pd.DataFrame, table: Table, *, source: str = "") -> pd.DataFrame:
    """Return the frame unchanged if it keeps the contract, else raise one error that names every fault.

    Parameters
    ----------
    frame : DataFrame
        The table to check; columns beyond the contract pass through.
    table : Table
        One of the contracts of this module, such as ARTICLES or SCORES.
    source : str
        Named in the message.

    Raises
    ------
    TableError
        With every missing column, wrong kind of value, number out of range and broken key.

    Examples
    --------
    >>> check_table(empty(SPANS), SPANS).shape
    (0, 9)
    """
    faults = find_faults(_frame(frame, table, source), table)
    key = [name for name in table.key if name in frame.columns]
    twice = frame.duplicated(subset=key).to_numpy() if key else np.zeros(0, dtype=bool)
    if twice.any():
        first = ", ".join(repr(value) for value in frame.loc[twice, key].iloc[0])
        what = f"column '{key[0]}' must be unique" if len(key) == 1 else f"no two rows may share {', '.join(key)}"
        faults.append(f"{what}, but {first} is there twice: {table.name.lower()}.drop_duplicates({key}) keeps one")
    return _refuse(frame, table, source, faults)


def _column(values: Sequence[Any], kind: str) -> Any:
    if kind.startswith("category"):
        return (
            pd.Categorical(pd.Series(list(values), dtype=object))
            if len(values)
            else pd.Categorical([], categories=pd.Index([], dtype=object))
        )
    if kind.startswith("str"):
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
    given = dict.fromkeys(key for row in rows for key in row)
    further = [key for key in given if key not in table.names]
    # What a measure says of itself, a part or a voice stands there only where a record has it.
    built = [c for c in table.columns if c.required or c.name in given or not rows or not c.kind.startswith("cat")]
    data = {c.name: _column([row.get(c.name) for row in rows], c.kind) for c in built}
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
