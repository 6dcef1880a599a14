"""How a command reads: its source, the options for it, and what it says of what it read."""

from __future__ import annotations

import argparse
import io
import sys
import warnings
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from mediakit.errors import MediakitError
from mediakit.printing import showable

if TYPE_CHECKING:
    import pandas as pd

    from mediakit.read.assemble import ReadResult

Command = Callable[[argparse.Namespace], None]
STREAM = "-"
_MOST_NOTES = 5
SOURCE = "a file, a folder, a glob in quotation marks, an address, or - for the standard input"


class _StandardInput(io.BytesIO):
    name = "standard input"


def add_command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, run: Command, text: str
) -> argparse.ArgumentParser:
    """Return the parser of a new command."""
    parser = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
    parser.set_defaults(run=run)
    return parser


def add_source(parser: argparse.ArgumentParser) -> None:
    """Add the source, and the options that say how it is read."""
    parser.add_argument("source", metavar="SOURCE", help=SOURCE)
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


def add_separator(parser: argparse.ArgumentParser) -> None:
    """Add the option that says what stands between the cells of CSV."""
    parser.add_argument(
        "--separator",
        choices=(",", ";"),
        default=",",
        help="between the cells of CSV; ';' in quotation marks where spreadsheets write 0,5: decimals get a comma then",
    )


def save_table(table: pd.DataFrame, file: Path, options: argparse.Namespace) -> None:
    """Write a table to a file, and print its name, and what the file could not hold."""
    from mediakit.export.table_files import export_table

    with warnings_as_lines():
        print(export_table(table, file, separator=options.separator))


def print_table(table: pd.DataFrame, options: argparse.Namespace) -> None:
    """Write a table to the standard output as CSV, without the mark of byte order that spreadsheets need."""
    from mediakit.export.table_files import csv_bytes

    sys.stdout.buffer.write(csv_bytes(table, options.separator).removeprefix(BOM_UTF8))
    sys.stdout.flush()


@contextmanager
def warnings_as_lines(about: str = "") -> Iterator[None]:
    """Print warnings to the standard error, a line each, after these words."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", UserWarning)
        yield
    for warning in told:
        print(showable(f"{about}{warning.message}"), file=sys.stderr)


def reading_options(options: argparse.Namespace) -> dict[str, Any]:
    """Return the options of a command as those of read_articles()."""
    pairs = [pair.partition("=") for pair in options.column]
    wrong = [name for name, sign, _ in pairs if not sign]
    if wrong:
        raise MediakitError(
            f"--column expects NAME=SOURCE, got {wrong[0]!r}", next_step="Write for example --column text=body."
        )
    given = {"format": options.format, "encoding": options.encoding, "timezone": options.timezone}
    return {**given, "columns": {name: source for name, _, source in pairs} or None}


def with_outlets(articles: pd.DataFrame, options: argparse.Namespace) -> pd.DataFrame:
    """Return the articles with their outlets as the table of outlets wants them, and print what does not fit it."""
    if options.outlets is None:
        return articles
    from mediakit.clean.outlets import rename_outlets

    with warnings_as_lines("outlets: "):
        return rename_outlets(articles, options.outlets)


def given_source(options: argparse.Namespace) -> Any:
    """Return the source that a command is given; the standard input is read."""
    return _StandardInput(sys.stdin.buffer.read()) if options.source == STREAM else options.source


def told(result: ReadResult) -> ReadResult:
    """Say what was read, and what was left out of it."""
    problems = result.problems
    print(result, file=sys.stderr)
    left_out = problems[(problems["severity"] == "info") & (problems["code"] == "not_an_article")]
    for file, message in left_out[["source_file", "message"]].head(_MOST_NOTES).itertuples(index=False):
        print(showable(f"{file}: {message}"), file=sys.stderr)
    if len(left_out) > _MOST_NOTES:
        print(f"and {len(left_out) - _MOST_NOTES:,} more notes like these", file=sys.stderr)
    return result


def files_read(options: argparse.Namespace) -> Iterator[Path | IO[Any]]:
    """Yield the files that a command reads, which nothing may be written over."""
    from mediakit.read.finding import find_files, is_address

    if options.source == STREAM:
        yield sys.stdin
    elif not is_address(options.source):
        yield from (path for path, _ in find_files(options.source).files)
    yield from (
        Path(getattr(options, name)) for name in ("topic", "lexicon", "outlets") if getattr(options, name, None)
    )
