"""The commands about words: search, words, keyness and collocates."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from mediakit.commands.shared_options import (
    STREAM,
    add_command,
    add_separator,
    add_source,
    files_read,
    given_source,
    print_table,
    reading_options,
    save_table,
    told,
    with_outlets,
)
from mediakit.errors import MediakitError

if TYPE_CHECKING:
    import pandas as pd

_MOST_LINES = 100


def add_word_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands that find, count, compare and collect words; each prints its table, or writes it to a file."""
    find = add_command(commands, "search", _search, "where words stand, with what is around them")
    add_source(find)
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
        help="all rows with their sentences as a .csv, .xlsx, .jsonl or .parquet file; or - for CSV on the standard "
        f"output; without it the first {_MOST_LINES} are printed",
    )
    add_separator(find)
    words = add_command(commands, "words", _top_words, "the most frequent words, without words of grammar")
    keyness = add_command(commands, "keyness", _keyness, "which words set groups of articles apart")
    near = add_command(commands, "collocates", _collocates, "which words stand near a word")
    for parser in (words, keyness, near):
        add_source(parser)
        parser.add_argument(
            "--out", type=Path, metavar="FILE", help="a .csv, .xlsx, .parquet or .jsonl file for the table"
        )
        add_separator(parser)
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


def _search(options: argparse.Namespace) -> None:
    from mediakit.export.guard import keep_from_files
    from mediakit.export.table_files import check_ending
    from mediakit.query.parse import parse_query
    from mediakit.recipes import read_corpus
    from mediakit.words.search import search
    from mediakit.words.terminal_lines import context_lines

    reading, out = reading_options(options), options.out
    parse_query(options.query)  # a mistake is told before anything is read
    if out == STREAM:
        keep_from_files(files_read(options), [sys.stdout], next_step="Send the output to another file.")
    elif out is not None:
        check_ending(Path(out), options.separator)
        keep_from_files(files_read(options), [Path(out)], next_step="Write to another file.")
    articles = with_outlets(told(read_corpus(given_source(options), **reading)).articles, options)
    found = search(articles, options.query, sort=options.sort)
    print(f"{len(found):,} places in {found['article_id'].nunique():,} of {len(articles):,} articles", file=sys.stderr)
    if out == STREAM:
        print_table(found, options)
    elif out is not None:
        save_table(found, Path(out), options)
    else:
        width = shutil.get_terminal_size().columns
        for line in context_lines(found.head(_MOST_LINES), width):
            print(line)
        if len(found) > _MOST_LINES:
            print(f"and {len(found) - _MOST_LINES:,} more; --out FILE writes all", file=sys.stderr)


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
    from mediakit.export.table_files import check_ending
    from mediakit.recipes import read_corpus

    files: list[Path | IO[Any]] = [file for file in (options.out, options.chart) if file is not None]
    numbers = options.chart.with_suffix(".csv") if options.chart is not None else None
    if numbers is not None and numbers == options.out:
        raise MediakitError(f"the numbers of the chart go to {numbers}, too", next_step="Give --out another name.")
    written = [*files, *([numbers] if numbers is not None else [])] or [sys.stdout]
    keep_from_files(files_read(options), written, next_step="Write to another file.")
    if options.out is not None:
        check_ending(options.out, options.separator)
    articles = with_outlets(told(read_corpus(given_source(options), **reading_options(options))).articles, options)
    table = _one_group(make(articles), options)
    if options.out is not None:
        save_table(table, options.out, options)
    if options.chart is not None:
        print("\n".join(str(path) for path in export_figure(draw(table), options.chart)))
    if not files:
        print_table(table, options)


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
