"""From what the readers found to the tables ARTICLES and PROBLEMS."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from mediakit.ids import ID_LENGTH, digest_ids, number_repeated
from mediakit.read.account import Account, Parsed, ParsedTable
from mediakit.read.values.broken_words import mend_words
from mediakit.read.values.mangled import LEAST, mend_letters, mend_text
from mediakit.read.values.text_columns import chunks_of, content, to_series
from mediakit.read.values.tidying import encodable, tidy_line, tidy_text
from mediakit.read.width import TOO_WIDE, join_frames, narrow_records
from mediakit.tables import ARTICLES, PROBLEMS, build_table
from mediakit.transport.addresses import LOGIN

_READ = tuple(name for name in ARTICLES.names if name != "story_id")
_TEXT = pd.Series([], dtype="str").dtype
_WRITTEN = ("text", "title", "standfirst", "byline", "outlet", "section")
_ONE_LINE = ("outlet", "title", "byline", "url", "section", "language", "dateline", "date_text", "flags")


class ReadResult(NamedTuple):
    """What was read and what could not be taken at face value: ``articles, problems = result``."""

    articles: pd.DataFrame
    problems: pd.DataFrame

    def __repr__(self) -> str:
        return summarise(self.articles, self.problems)

    def _repr_html_(self) -> str:
        table = self.articles.head(5).to_html(max_cols=8)
        return f"<p>{html.escape(summarise(self.articles, self.problems))}</p>{table}"


class Source(NamedTuple):
    """One file (or table) that was read: its name, the format it was read as, and what it held."""

    file: str
    format: str
    parsed: Account


def summarise(articles: pd.DataFrame, problems: pd.DataFrame) -> str:
    """Return one line about what was read.

    Examples
    --------
    >>> from mediakit.tables import PROBLEMS, empty
    >>> summarise(empty(ARTICLES), empty(PROBLEMS))
    '0 articles from 0 files; everything parsed'
    """
    lost = int((problems["severity"] == "error").sum())
    undated = int(articles["published"].isna().sum())
    left_out = (problems["severity"] == "info") & (problems["code"] == "not_an_article")
    files = len(set(articles["source_file"]) | set(problems.loc[~left_out, "source_file"]))
    found = f"{_plural(len(articles), 'article')} from {_plural(files, 'file')}"
    dated = [f"{undated:,} without date" if undated else "all dated"] if len(articles) else []
    read = f"{_plural(lost, 'document')} not parsed" if lost else "everything parsed"
    return f"{found}; {', '.join([*dated, read])}"


def _plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def assemble(sources: Iterable[Source]) -> ReadResult:
    """Return the tables of all sources, in their order.

    Parameters
    ----------
    sources : iterable of Source
        What each file held.

    Returns
    -------
    ReadResult
        ARTICLES with every column of the contract that readers fill, further columns after them,
        and PROBLEMS. For every source, records seen = articles + problems of severity "error".
    """
    frames: list[pd.DataFrame] = []
    records: list[dict[str, Any]] = []
    problems: list[dict[str, Any]] = []
    lost: Counter[str] = Counter()
    for source in sources:
        _check_records(source.parsed)
        problems += [{**problem, "source_file": source.file} for problem in source.parsed.problems]
        origin = {"source_file": source.file, "source_format": source.format}
        if isinstance(source.parsed, ParsedTable):
            frames += [_record_frame(records, lost)] if records else []
            frames.append(source.parsed.frame.assign(**origin))
            records = []
        elif isinstance(source.parsed, Parsed):
            records += [_encodable(record) | origin for record in source.parsed.records]
    frames = [frame for frame in frames if len(frame)]
    if records or not frames:
        frames.append(_record_frame(records, lost))
    joined, narrowed = join_frames(frames)
    for at, count in narrowed.items():
        lost[str(frames[at]["source_file"].iloc[0])] += count
    told = _mend_letters(joined) + _mend_words(joined)
    articles = _complete(joined)
    rows = build_table(PROBLEMS, problems + _losses(lost) + told + _repetitions(articles))
    return ReadResult(articles, rows[PROBLEMS.names])


def _encodable(record: Mapping[str, Any]) -> dict[str, Any]:
    return {name: encodable(value) if isinstance(value, str) else value for name, value in record.items()}


def _record_frame(records: list[dict[str, Any]], lost: Counter[str]) -> pd.DataFrame:
    kept, narrowed = narrow_records(records)
    for at, count in narrowed.items():
        lost[records[at]["source_file"]] += count
    frame = build_table(ARTICLES, kept).drop(columns=["article_id", "story_id"])
    frame["text"] = pd.Series([tidy_text(v) for v in frame["text"]], dtype="str")
    frame["standfirst"] = pd.Series([tidy_text(v) for v in frame["standfirst"]], dtype="str")
    for name in _ONE_LINE:
        frame[name] = pd.Series([tidy_line(v) for v in frame[name]], dtype="str")
    return frame


def _mend_letters(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Repair letters that were mangled before the texts were saved; return one row for each file that had some."""
    found: dict[str, tuple[int, list[str]]] = {}
    for name in _WRITTEN:
        mended = mend_letters(_strings(frame[name]), 1 if found else LEAST) if name in frame else None
        if mended is None or not mended.rows:
            continue
        frame[name] = to_series(mended.texts).set_axis(frame.index)
        for file, count in Counter(frame["source_file"].iloc[mended.rows]).items():
            told = found.get(str(file), (0, []))
            found[str(file)] = told[0] + count, told[1] + mended.examples
    return [{"source_file": file, **_told_letters(*told)} for file, told in found.items()]


def _told_letters(count: int, examples: list[str]) -> dict[str, str]:
    some = ", ".join(f"{piece} to {mend_text(piece)[0]}" for piece in list(dict.fromkeys(examples))[:5])
    message = (
        f"letters in {_plural(count, 'text')} were mangled before the file was saved, UTF-8 taken for Windows-1252, "
        f"and are repaired: {some}. The file is as it was; writing them as UTF-8 and reading that as Windows-1252 "
        "undoes it"
    )
    return {"severity": "warning", "code": "mangled_letters", "message": message, "value": str(count)}


def _mend_words(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Join words broken at the ends of lines in the texts of a frame; return one row for each file that had some."""
    mended = mend_words(_strings(frame["text"]))
    if not mended.joined:
        return []
    frame["text"] = to_series(mended.texts).set_axis(frame.index)
    words: dict[str, list[str]] = {}
    for row, joined in mended.joined.items():
        words.setdefault(str(frame["source_file"].iloc[row]), []).extend(joined)
    return [{"source_file": file, **_told_joined(joined)} for file, joined in words.items()]


def _told_joined(words: list[str]) -> dict[str, str]:
    some = ", ".join(dict.fromkeys(words[:5]))
    message = (
        f"{_plural(len(words), 'word')} broken at the end of a line joined again, because the joined form is known: "
    )
    return {"severity": "info", "code": "joined_words", "message": message + some, "value": str(len(words))}


def _check_records(parsed: Account) -> None:
    """Report records without date or text that the reader itself has not reported."""
    reported = {(problem["code"], problem["source_index"]) for problem in parsed.problems}
    if isinstance(parsed, ParsedTable):
        if not len(parsed.frame):
            return
        undated = parsed.frame.loc[parsed.frame["published"].isna(), "source_index"].tolist()
        textless = parsed.frame.loc[parsed.frame["text"] == "", "source_index"].tolist()
        count = len(parsed.frame)
    elif isinstance(parsed, Parsed):
        undated = [r["source_index"] for r in parsed.records if r.get("published") is None]
        textless = [r["source_index"] for r in parsed.records if not r.get("text")]
        count = len(parsed.records)
    else:
        return
    _note_each(parsed, "no_date", "no date was found", undated, count, reported)
    _note_each(parsed, "empty_text", "the article has a title but no text", textless, count, reported)


def _note_each(
    parsed: Account, code: str, message: str, indices: list[int], count: int, reported: set[tuple[str, Any]]
) -> None:
    if (code, None) in reported:
        return
    open_ones = [index for index in indices if (code, index) not in reported]
    if len(open_ones) == count > 1:
        parsed.note(code, f"{message} in any of the {count:,} articles", value=count)
        return
    for index in open_ones:
        parsed.note(code, message, index=int(index))


def _complete(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with the columns of ARTICLES in order and kind, further columns after them, and ids."""
    columns: dict[str, Any] = {}
    for name in _READ:
        columns[name] = _filled(frame, name)
    stated = columns["date_precision"].mask(columns["date_precision"] == "", "none").astype("str")
    columns["date_precision"] = _day_precision(columns["published"], stated, columns["source_file"])
    further = sorted(name for name in frame.columns if name not in columns)
    columns |= {name: _plain(frame[name]) for name in further}
    columns |= {name: _without_logins(columns[name]) for name in ("url", *further)}
    found = pd.DataFrame(columns, index=pd.RangeIndex(len(frame)))
    found["article_id"] = pd.Series(article_ids(found), dtype="str")
    return found


def _filled(frame: pd.DataFrame, name: str) -> Any:
    kind = ARTICLES[name].kind
    if name not in frame.columns:
        return _unknown(kind, len(frame))
    values = frame[name]
    if kind == "str":
        filled = values.fillna("") if values.hasnans else values
        is_text = isinstance(filled.dtype, pd.StringDtype) and filled.dtype == _TEXT
        return filled if is_text else filled.astype("str")
    if kind == "bool":
        return values if values.dtype == bool else pd.Series([v is True or v is np.True_ for v in values], dtype=bool)
    if kind == "int?":
        return values.astype("Int64")
    return values.dt.as_unit("us")


def _unknown(kind: str, n: int) -> Any:
    if kind == "bool":
        return np.zeros(n, dtype=bool)
    return pd.array(np.full(n, np.nan), dtype="Int64") if kind == "int?" else pd.Series([""] * n, dtype="str")


def _plain(values: pd.Series) -> pd.Series:
    """Return a further column without missing values in text."""
    if pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values):
        return values
    if isinstance(values.dtype, pd.StringDtype) and not values.hasnans:
        return values
    return pd.Series(["" if v is None or v != v else str(v) for v in values], dtype="str")


def _without_logins(values: pd.Series) -> pd.Series:
    """Return a column in which no address says who logs in."""
    if pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values):
        return values
    cells = _strings(values)
    if not pc.any(pc.match_substring_regex(cells, LOGIN)).as_py():
        return values
    return pd.Series(pc.replace_substring_regex(cells, LOGIN, r"\1").to_pylist(), dtype="str")


def _day_precision(published: pd.Series, precision: pd.Series, files: pd.Series) -> pd.Series:
    """Call times days where every time of a file with several articles is midnight: such times are dates."""
    timed = (precision == "minute").to_numpy(dtype=bool)
    midnight = (published.dt.floor("D") == published).to_numpy(dtype=bool)
    file, names = pd.factorize(files)
    n_timed, n_midnight = (np.bincount(file[rows], minlength=len(names)) for rows in (timed, timed & midnight))
    dates_only = timed & ((n_timed > 2) & (n_timed == n_midnight))[file]
    return precision.mask(dates_only, "day").astype("str") if dates_only.any() else precision


def article_ids(articles: pd.DataFrame) -> list[str]:
    """Return the ids that hash_articles() gives, without making a string of every text again."""
    times = pa.array(articles["published"].dt.tz_localize(None).to_numpy().astype("datetime64[s]"))
    published = pc.replace_substring(pc.fill_null(times.cast(pa.large_string()), "NaT"), " ", "T")
    columns = _strings(articles["outlet"]), published, _strings(articles["title"])
    heads = pc.binary_join_element_wise(*columns, *_strings(["", "\x1f"])).cast(pa.large_binary()).to_pylist()
    texts = chain.from_iterable(map(_views, chunks_of(_strings(articles["text"]))))
    return number_repeated(digest_ids(heads, texts))


def _views(array: Any) -> Iterator[memoryview]:
    """Return the bytes of each cell."""
    data, offsets = content(array)
    bounds = offsets.tolist()
    return map(data.data.__getitem__, map(slice, bounds[:-1], bounds[1:]))


def _strings(values: Any) -> Any:
    return pa.array(values, type=pa.large_string())


def _losses(lost: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return one row for each file of which columns are left out."""
    told = {"severity": "warning", "code": "unknown_column", "message": TOO_WIDE}
    return [{"source_file": file, "value": str(count), **told} for file, count in lost.items()]


def _repetitions(articles: pd.DataFrame) -> list[dict[str, Any]]:
    """Return one row for each file that repeats articles exactly."""
    again = np.flatnonzero(articles["article_id"].str.len() > ID_LENGTH)
    if not len(again):
        return []
    places = pd.DataFrame({name: articles[name].take(again) for name in ("source_file", "source_index")})
    rows = []
    for file, group in places.groupby("source_file", sort=False):
        count = _plural(len(group), "article")
        message = f"{count} with the outlet, date, title and text of another; the ids end in -2, -3 …"
        first = int(group["source_index"].iloc[0])
        rows.append(
            {
                "source_file": file,
                "source_index": first,
                "severity": "info",
                "code": "duplicate",
                "message": message,
                "value": str(len(group)),
            }
        )
    return rows
