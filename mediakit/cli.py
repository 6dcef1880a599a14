"""The command line: one command a verb, each a call of the library."""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mediakit import __version__
from mediakit.commands.about_words import add_word_commands
from mediakit.commands.shared_options import (
    SOURCE,
    STREAM,
    Command,
    add_command,
    add_separator,
    add_source,
    files_read,
    given_source,
    print_table,
    reading_options,
    save_table,
    told,
    warnings_as_lines,
    with_outlets,
)
from mediakit.errors import MediakitError
from mediakit.printing import showable

if TYPE_CHECKING:
    from mediakit.choices import Choices


INTERRUPTED = 130
"""What a program returns that Ctrl-C ended."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return 0, 130 after Ctrl-C, or 2 after an error with a message that says what to do.

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
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # letters that a terminal cannot show are written as their numbers
            stream.reconfigure(errors="backslashreplace")
    try:
        options = make_parser().parse_args(arguments)
        command: Command = options.run
        command(options)
        sys.stdout.flush()
    except MediakitError as error:
        return _end(f"mediakit: {error}", 2)
    except KeyboardInterrupt:
        return _end("mediakit: stopped by Ctrl-C. Run it again to have all files.", INTERRUPTED)
    except BrokenPipeError:  # whoever reads the output has seen enough
        return _end("", 0)
    except OSError as error:
        where = f" (in {error.filename})" if error.filename else ""
        return _end(f"mediakit: cannot go on: {error.strerror or error}{where}. See that it is there and has room.", 2)
    return 0


def _end(message: str, code: int) -> int:
    """Say why a command ends, where somebody listens, and return its code; nothing is left to be written after it."""
    with contextlib.suppress(OSError):
        if message:
            print(showable(message), file=sys.stderr)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return code


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands and options."""
    parser = argparse.ArgumentParser(prog="mediakit", description="Measure and compare news coverage.")
    parser.add_argument("--version", action="version", version=f"mediakit {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    report = add_command(commands, "report", _report, "charts, tables and one report.html on a topic")
    add_source(report)
    about = report.add_mutually_exclusive_group(required=True)
    about.add_argument("--topic", metavar="NAME|FILE", help="a topic's name (see 'mediakit topics') or its .toml file")
    about.add_argument(
        "--terms", metavar="QUERY", help="a query instead, such as 'NATO NEAR/8 (expan* | join*)' (docs/queries.md)"
    )
    report.add_argument("--out", required=True, type=Path, metavar="DIR", help="folder to write to")
    _choosing(report)
    read = add_command(commands, "read", _read, "articles of any export as one table, and what could not be read")
    add_source(read)
    read.add_argument(
        "--out",
        required=True,
        type=Path,
        metavar="FILE",
        help="a .parquet, .csv, .xlsx or .jsonl file, with problems in FILE.problems.csv; "
        "or - for CSV on the standard output",
    )
    add_separator(read)
    add_source(add_command(commands, "check", _check, "what to know about a corpus before any chart"))
    sniff = add_command(commands, "sniff", _sniff, "which format a file is taken for, and why")
    sniff.add_argument("source", metavar="SOURCE", help=SOURCE)
    add_word_commands(commands)
    add_command(commands, "topics", _topics, "names of the topics that come with mediakit")
    return parser


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


def _report(options: argparse.Namespace) -> None:
    from mediakit.export.guard import keep_from_report
    from mediakit.recipes import read_corpus
    from mediakit.report import write_report
    from mediakit.topics import Topic, load_topic

    topic = Topic.from_terms(options.terms) if options.terms is not None else load_topic(options.topic)
    choices, reading = _choices(options), reading_options(options)
    other = options.out.parent / (f"{options.out.stem}-report" if options.out.name else "report")
    advice = f"Write to another folder, such as --out {other}."
    keep_from_report(files_read(options), options.out, next_step=advice)
    result = told(read_corpus(given_source(options), **reading))
    articles = with_outlets(result.articles, options)
    with warnings_as_lines():
        paths = write_report(articles, topic, options.out, choices=choices, problems=result.problems)
    print("\n".join(map(str, paths)))


def _read(options: argparse.Namespace) -> None:
    from mediakit.export.guard import keep_from_files
    from mediakit.export.table_files import check_ending
    from mediakit.read import read_articles
    from mediakit.read.own_files import PROBLEMS_ENDING

    out, reading = options.out, reading_options(options)
    if str(out) == STREAM:
        keep_from_files(files_read(options), [sys.stdout], next_step="Send the output to another file.")
        result = told(read_articles(given_source(options), **reading))
        if len(result.problems):
            print(f"rows of problems not shown: {len(result.problems):,}; --out FILE writes them", file=sys.stderr)
        print_table(with_outlets(result.articles, options), options)
        return
    check_ending(out, options.separator)
    problems = out.with_name(out.name + PROBLEMS_ENDING)
    other = out.with_name(f"{out.stem}-read{out.suffix}")
    keep_from_files(files_read(options), [out, problems], next_step=f"Write to another file, such as --out {other}.")
    result = told(read_articles(given_source(options), **reading))
    save_table(with_outlets(result.articles, options), out, options)
    save_table(result.problems, problems, options)


def _check(options: argparse.Namespace) -> None:
    from mediakit.clean.findings import check_corpus
    from mediakit.recipes import read_corpus

    result = told(read_corpus(given_source(options), **reading_options(options)))
    found = check_corpus(with_outlets(result.articles, options))
    for severity, message in zip(found["severity"], found["message"], strict=True):
        print(showable(f"{severity}: {message}"))
    if not len(found):
        print("nothing found")


def _sniff(options: argparse.Namespace) -> None:
    from mediakit.read import sniff

    print(showable("\n".join(map(str, sniff(given_source(options))))))


def _topics(options: argparse.Namespace) -> None:
    from mediakit.topics import list_topics

    print("\n".join(list_topics()))
