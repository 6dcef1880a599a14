"""The command line: one command a verb, each a call of the library."""

from __future__ import annotations

import argparse
import io
import os
import shutil
import sys
import warnings
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from mediakit import __version__
from mediakit.errors import MediakitError

if TYPE_CHECKING:
    import pandas as pd

    from mediakit.choices import Choices
    from mediakit.read.assemble import ReadResult

Command = Callable[[argparse.Namespace], None]
_STREAM = "-"
_MOST_NOTES = 5
_MOST_LINES = 100
_SOURCE = "a file, a folder, a glob in quotation marks, an address, or - for the standard input"


class _StandardInput(io.BytesIO):
    name = "standard input"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return 0, or 2 after an error with a message that says what to do.

    Parameters
    ----------
    arguments : sequence of str, optional
        Words of the command line; those of the process without it.

    Examples
    --------
    >>> main(["topics"])
    energy-prices
    ...
    0
    """
    options = make_parser().parse_args(arguments)
    command: Command = options.run
    try:
        command(options)
    except MediakitError as error:
        print(f"mediakit: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # whoever reads the output has seen enough; nothing is left to be written at the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands and options."""
    parser = argparse.ArgumentParser(prog="mediakit", description="Measure and compare news coverage.")
    parser.add_argument("--version", action="version", version=f"mediakit {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    report = _add(commands, "report", _report, "charts, tables and one report.html on a topic")
    _source(report)
    about = report.add_mutually_exclusive_group(required=True)
    about.add_argument("--topic", metavar="NAME|FILE", help="a topic's name (see 'mediakit topics') or its .toml file")
    about.add_argument(
        "--terms", metavar="QUERY", help="a query instead, such as 'NATO NEAR/8 (expan* | join*)' (docs/queries.md)"
    )
    report.add_argument("--out", required=True, type=Path, metavar="DIR", help="folder to write to")
    _choosing(report)
    read = _add(commands, "read", _read, "articles of any export as one table, and what could not be read")
    _source(read)
    read.add_argument(
        "--out",
        required=True,
        type=Path,
        metavar="FILE",
        help="a .parquet, .csv or .jsonl file, with problems in FILE.problems.csv; or - for CSV on the standard output",
    )
    find = _add(commands, "search", _search, "where words stand, with what is around them")
    _source(find)
    find.add_argument(
        "query",
        metavar="QUERY",
        help="what to look for, such as 'ceasefire*' or 'NATO NEAR/8 expan*' (docs/queries.md)",
    )
    find.add_argument(
        "--sort", default="articles", metavar="ORDER", help="articles (as they stand), published, left, hit or right"
    )
    find.add_argument(
        "--out",
        metavar="FILE",
        help="all rows with their sentences as a .csv, .jsonl or .parquet file; or - for CSV on the standard output; "
        f"without it the first {_MOST_LINES} are printed",
    )
    _source(_add(commands, "check", _check, "what to know about a corpus before any chart"))
    sniff = _add(commands, "sniff", _sniff, "which format a file is taken for, and why")
    sniff.add_argument("source", metavar="SOURCE", help=_SOURCE)
    _words(commands)
    _add(commands, "topics", _topics, "names of the topics that come with mediakit")
    return parser


def _add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, run: Command, text: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
    parser.set_defaults(run=run)
    return parser


def _words(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands that count, compare and collect words; each prints its table, or writes it to a file."""
    words = _add(commands, "words", _top_words, "the most frequent words, without words of grammar")
    keyness = _add(commands, "keyness", _keyness, "which words set groups of articles apart")
    near = _add(commands, "collocates", _collocates, "which words stand near a word")
    for parser in (words, keyness, near):
        _source(parser)
        parser.add_argument("--out", type=Path, metavar="FILE", help="a .csv, .parquet or .jsonl file for the table")
        parser.add_argument("--chart", type=Path, metavar="FILE", help="a .png, .svg or .pdf file for the chart")
    words.add_argument("--by", metavar="COLUMN", help="column of the articles that makes the groups, such as outlet")
    words.add_argument("--every", metavar="PERIOD", help="day, week, month, quarter or year")
    words.add_argument("--top", type=int, default=20, help="how many words of each group and period; 20 without it")
    keyness.add_argument("--by", metavar="COLUMN", required=True, help="column of the articles that makes the groups")
    keyness.add_argument(
        "--reference", default="rest", metavar="GROUP", help="the group to compare with; without it all others"
    )
    for parser in (words, keyness):
        parser.add_argument("--group", help="show this group alone")
        parser.add_argument(
            "--runs", type=int, default=1, metavar="N", help="count runs of 2 or 3 words instead of words"
        )
    near.add_argument("node", metavar="WORD", help="a word or several; * stands for any letters")
    near.add_argument("--window", default="5", metavar="N|sentence", help="words to either side, or the whole sentence")


def _source(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="SOURCE", help=_SOURCE)
    parser.add_argument("--format", help="name of the format, when it is not recognised")
    parser.add_argument("--encoding", help="encoding of text files, when it is not recognised")
    parser.add_argument("--timezone", help="zone of times printed without one, such as Europe/London")
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="NAME=SOURCE",
        help="which column holds what, such as text=body; may be repeated",
    )
    parser.add_argument(
        "--outlets",
        metavar="FILE",
        help="a table that renames and merges outlets: outlet,name and columns to add, such as country",
    )


def _choosing(parser: argparse.ArgumentParser) -> None:
    """Add the options that make Choices; each has the name of its field, and is absent where it is not given."""
    add = parser.add_argument_group("choices", argument_default=argparse.SUPPRESS).add_argument
    add("--leave-out", dest="left_out", action="append", metavar="OUTLET", help="leave an outlet out; may be repeated")
    add(
        "--keep",
        action="append",
        metavar="FLAW",
        help="keep what a report leaves out by itself: repeated_passages, lost_capitals or collection_days; "
        "may be repeated",
    )
    add("--from", dest="first", metavar="DAY", help="first day of the articles to measure, such as 2022-02-24")
    add("--to", dest="last", metavar="DAY", help="last day of the articles to measure")
    add("--every", metavar="PERIOD", help="day, week, month, quarter or year; M for month and so on")
    add("--by", metavar="COLUMN", help="column of the articles that makes the groups, instead of the outlet")
    add(
        "--parts",
        type=lambda words: [word.strip() for word in words.split(",")],
        metavar="PARTS",
        help="what counts of title,standfirst,text; with commas between",
    )
    add("--lexicon", metavar="NAME|FILE", help="tone lexicon: news, vader, or a file of words and valences")
    add("--level", type=float, help="level of the intervals, such as 0.9; 0.95 without it")
    add("--title", help="title of the report")
    add("--author", help="who wrote the report")


def _choices(options: argparse.Namespace) -> Choices:
    from mediakit.choices import Choices

    given = {name: value for name, value in vars(options).items() if name in Choices.__dataclass_fields__}
    days = getattr(options, "first", None), getattr(options, "last", None)
    return Choices(**given, dates=None if days == (None, None) else days)


def _reading(options: argparse.Namespace) -> dict[str, Any]:
    pairs = [pair.partition("=") for pair in options.column]
    wrong = [name for name, sign, _ in pairs if not sign]
    if wrong:
        raise MediakitError(
            f"--column expects NAME=SOURCE, got {wrong[0]!r}", next_step="Write for example --column text=body."
        )
    given = {"format": options.format, "encoding": options.encoding, "timezone": options.timezone}
    return {**given, "columns": {name: source for name, _, source in pairs} or None}


def _with_outlets(articles: pd.DataFrame, options: argparse.Namespace) -> pd.DataFrame:
    """Return the articles with their outlets as the table of outlets wants them, and print what does not fit it."""
    if options.outlets is None:
        return articles
    from mediakit.clean.outlets import rename_outlets

    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        articles = rename_outlets(articles, options.outlets)
    for warning in told:
        print(f"outlets: {warning.message}", file=sys.stderr)
    return articles


def _given(options: argparse.Namespace) -> Any:
    return _StandardInput(sys.stdin.buffer.read()) if options.source == _STREAM else options.source


def _told(result: ReadResult) -> ReadResult:
    """Say what was read, and what was left out of it."""
    problems = result.problems
    print(result, file=sys.stderr)
    left_out = problems[(problems["severity"] == "info") & (problems["code"] == "not_an_article")]
    for file, message in left_out[["source_file", "message"]].head(_MOST_NOTES).itertuples(index=False):
        print(f"{file}: {message}", file=sys.stderr)
    if len(left_out) > _MOST_NOTES:
        print(f"and {len(left_out) - _MOST_NOTES:,} more notes like these", file=sys.stderr)
    return result


def _read_from(options: argparse.Namespace) -> Iterator[Path | IO[Any]]:
    """Yield the files that a command reads, which nothing may be written over."""
    from mediakit.read.finding import find_files, is_address

    if options.source == _STREAM:
        yield sys.stdin
    elif not is_address(options.source):
        yield from (path for path, _ in find_files(options.source).files)
    yield from (
        Path(getattr(options, name)) for name in ("topic", "lexicon", "outlets") if getattr(options, name, None)
    )


def _report(options: argparse.Namespace) -> None:
    from mediakit.export.guard import keep_from_report
    from mediakit.recipes import read_corpus
    from mediakit.report import write_report
    from mediakit.topics import Topic, load_topic

    topic = Topic.from_terms(options.terms) if options.terms is not None else load_topic(options.topic)
    choices, reading = _choices(options), _reading(options)
    other = options.out.parent / (f"{options.out.stem}-report" if options.out.name else "report")
    advice = f"Write to another folder, such as --out {other}."
    keep_from_report(_read_from(options), options.out, next_step=advice)
    result = _told(read_corpus(_given(options), **reading))
    articles = _with_outlets(result.articles, options)
    for path in write_report(articles, topic, options.out, choices=choices, problems=result.problems):
        print(path)


def _read(options: argparse.Namespace) -> None:
    from mediakit.export.guard import keep_from_files
    from mediakit.export.table_files import check_ending, csv_bytes, write_table
    from mediakit.read import read_articles
    from mediakit.read.own_files import PROBLEMS_ENDING

    out, reading = options.out, _reading(options)
    if str(out) == _STREAM:
        keep_from_files(_read_from(options), [sys.stdout], next_step="Send the output to another file.")
        result = _told(read_articles(_given(options), **reading))
        if len(result.problems):
            print(f"rows of problems not shown: {len(result.problems):,}; --out FILE writes them", file=sys.stderr)
        sys.stdout.buffer.write(csv_bytes(_with_outlets(result.articles, options)).removeprefix(BOM_UTF8))
        sys.stdout.flush()
        return
    check_ending(out)
    problems = out.with_name(out.name + PROBLEMS_ENDING)
    other = out.with_name(f"{out.stem}-read{out.suffix}")
    keep_from_files(_read_from(options), [out, problems], next_step=f"Write to another file, such as --out {other}.")
    result = _told(read_articles(_given(options), **reading))
    print(write_table(_with_outlets(result.articles, options), out))
    print(write_table(result.problems, problems))


def _search(options: argparse.Namespace) -> None:
    from mediakit.export.guard import keep_from_files
    from mediakit.export.table_files import check_ending, csv_bytes, write_table
    from mediakit.query.parse import parse_query
    from mediakit.recipes import read_corpus
    from mediakit.words.search import search
    from mediakit.words.terminal_lines import context_lines

    reading, out = _reading(options), options.out
    parse_query(options.query)  # a mistake is told before anything is read
    if out == _STREAM:
        keep_from_files(_read_from(options), [sys.stdout], next_step="Send the output to another file.")
    elif out is not None:
        check_ending(Path(out))
        keep_from_files(_read_from(options), [Path(out)], next_step="Write to another file.")
    articles = _with_outlets(_told(read_corpus(_given(options), **reading)).articles, options)
    found = search(articles, options.query, sort=options.sort)
    print(f"{len(found):,} places in {found['article_id'].nunique():,} of {len(articles):,} articles", file=sys.stderr)
    if out == _STREAM:
        sys.stdout.buffer.write(csv_bytes(found).removeprefix(BOM_UTF8))
        sys.stdout.flush()
    elif out is not None:
        print(write_table(found, out))
    else:
        width = shutil.get_terminal_size().columns
        for line in context_lines(found.head(_MOST_LINES), width):
            print(line)
        if len(found) > _MOST_LINES:
            print(f"and {len(found) - _MOST_LINES:,} more; --out FILE writes all", file=sys.stderr)


def _check(options: argparse.Namespace) -> None:
    from mediakit.clean.findings import check_corpus
    from mediakit.recipes import read_corpus

    result = _told(read_corpus(_given(options), **_reading(options)))
    found = check_corpus(_with_outlets(result.articles, options))
    for severity, message in zip(found["severity"], found["message"], strict=True):
        print(f"{severity}: {message}")
    if not len(found):
        print("nothing found")


def _sniff(options: argparse.Namespace) -> None:
    from mediakit.read import sniff

    print("\n".join(map(str, sniff(_given(options)))))


def _topics(options: argparse.Namespace) -> None:
    from mediakit.topics import list_topics

    print("\n".join(list_topics()))


def _top_words(options: argparse.Namespace) -> None:
    from mediakit.charts.ranked_words import plot_words
    from mediakit.words.counts import top_words

    chosen = {"by": options.by, "every": options.every, "n": options.runs, "top": options.top}
    _show(options, lambda articles: top_words(articles, **chosen), plot_words)


def _keyness(options: argparse.Namespace) -> None:
    from mediakit.charts.keyness import plot_keyness
    from mediakit.words.comparing import compare_words

    chosen = {"by": options.by, "reference": options.reference, "n": options.runs}
    _show(options, lambda articles: compare_words(articles, **chosen), plot_keyness)


def _collocates(options: argparse.Namespace) -> None:
    from mediakit.charts.ranked_words import plot_collocates
    from mediakit.words.collocation import collocates

    window = int(options.window) if options.window.isdecimal() else options.window
    _show(options, lambda articles: collocates(articles, options.node, window=window), plot_collocates)


def _show(
    options: argparse.Namespace, make: Callable[[pd.DataFrame], pd.DataFrame], draw: Callable[[pd.DataFrame], Any]
) -> None:
    """Print a table about the words of a corpus, or write it and its chart to the files that are named."""
    from mediakit.export.figure import export_figure
    from mediakit.export.guard import keep_from_files
    from mediakit.export.table_files import check_ending, csv_bytes, write_table
    from mediakit.recipes import read_corpus

    files: list[Path | IO[Any]] = [file for file in (options.out, options.chart) if file is not None]
    numbers = options.chart.with_suffix(".csv") if options.chart is not None else None
    if numbers is not None and numbers == options.out:
        raise MediakitError(f"the numbers of the chart go to {numbers}, too", next_step="Give --out another name.")
    written = [*files, *([numbers] if numbers is not None else [])] or [sys.stdout]
    keep_from_files(_read_from(options), written, next_step="Write to another file.")
    if options.out is not None:
        check_ending(options.out)
    articles = _with_outlets(_told(read_corpus(_given(options), **_reading(options))).articles, options)
    table = _one_group(make(articles), options)
    if options.out is not None:
        print(write_table(table, options.out))
    if options.chart is not None:
        print("\n".join(str(path) for path in export_figure(draw(table), options.chart)))
    if not files:
        sys.stdout.buffer.write(csv_bytes(table).removeprefix(BOM_UTF8))
        sys.stdout.flush()


def _one_group(table: pd.DataFrame, options: argparse.Namespace) -> pd.DataFrame:
    """Return the rows of the group that is asked for, or all; a chart needs one."""
    if "group" not in table.columns:
        return table
    known = table["group"].cat.categories.tolist()
    listed = f"Groups are {', '.join(known[:12])}{' ...' if len(known) > 12 else ''}."
    if options.group is not None and options.group not in known:
        raise MediakitError(f"there is no group {options.group!r}", next_step=listed)
    if options.group is None and options.chart is not None and len(known) > 1:
        raise MediakitError(f"a chart shows one group, and there are {len(known)}", next_step=f"Add --group. {listed}")
    return table if options.group is None else table[table["group"] == options.group].reset_index(drop=True)
