"""The command line: one command a verb, each a call of the library."""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mediakit import __version__
from mediakit.errors import MediakitError

if TYPE_CHECKING:
    import pandas as pd

Command = Callable[[argparse.Namespace], None]


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
    except BrokenPipeError:
        return 0
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
    read = _add(commands, "read", _read, "articles of any export as one table, and what could not be read")
    _source(read)
    read.add_argument(
        "--out",
        required=True,
        type=Path,
        metavar="FILE",
        help="a .parquet, .csv or .jsonl file; problems go to FILE.problems.csv",
    )
    _source(_add(commands, "check", _check, "what to know about a corpus before any chart"))
    sniff = _add(commands, "sniff", _sniff, "which format a file is taken for, and why")
    sniff.add_argument("source", metavar="SOURCE", help="a file, a folder or a glob in quotation marks")
    _add(commands, "topics", _topics, "names of the topics that come with mediakit")
    return parser


def _add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, run: Command, text: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
    parser.set_defaults(run=run)
    return parser


def _source(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="SOURCE", help="a file, a folder, a glob in quotation marks, or an address")
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


def _report(options: argparse.Namespace) -> None:
    from mediakit.recipes import read_corpus
    from mediakit.report import write_report
    from mediakit.topics import Topic, load_topic

    topic = Topic.from_terms(options.terms) if options.terms is not None else load_topic(options.topic)
    result = read_corpus(options.source, **_reading(options))
    print(result, file=sys.stderr)
    articles = _with_outlets(result.articles, options)
    for path in write_report(articles, topic, options.out, problems=result.problems):
        print(path)


def _read(options: argparse.Namespace) -> None:
    from mediakit.export.table_files import write_table
    from mediakit.read import read_articles

    result = read_articles(options.source, **_reading(options))
    print(result, file=sys.stderr)
    print(write_table(_with_outlets(result.articles, options), options.out))
    print(write_table(result.problems, options.out.with_name(options.out.name + ".problems.csv")))


def _check(options: argparse.Namespace) -> None:
    from mediakit.clean.findings import check_corpus
    from mediakit.recipes import read_corpus

    result = read_corpus(options.source, **_reading(options))
    print(result, file=sys.stderr)
    found = check_corpus(_with_outlets(result.articles, options))
    for severity, message in zip(found["severity"], found["message"], strict=True):
        print(f"{severity}: {message}")
    if not len(found):
        print("nothing found")


def _sniff(options: argparse.Namespace) -> None:
    from mediakit.read import sniff

    print("\n".join(map(str, sniff(options.source))))


def _topics(options: argparse.Namespace) -> None:
    from mediakit.topics import list_topics

    print("\n".join(list_topics()))
