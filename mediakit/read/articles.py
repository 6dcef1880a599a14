"""From any source to ARTICLES and PROBLEMS: each file is recognised, and read by the reader of its format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from mediakit.errors import check_option

if TYPE_CHECKING:
    from collections.abc import Callable

    from mediakit.read.account import Options
    from mediakit.read.assemble import ReadResult, Source
    from mediakit.read.formats import Format


def read_articles(
    source: Any,
    *,
    format: str | None = None,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Return the articles of a source and everything about it that could not be taken at face value.

    Parameters
    ----------
    source : path, folder, glob, archive, URL, bytes, open file, DataFrame, list of dicts, list of paths
        Folders are read with all their folders, addresses are fetched; the format of each file is
        recognised (see sniff()).
    format : str, optional
        Name of a format, when the guess is wrong.
    columns : dict, optional
        For tables and JSON: names of ARTICLES to names of the source, such as ``{"text": "body_clean"}``.
    timezone : str, optional
        Zone of times printed without one, such as ``Europe/London``. Without it they stay as printed.
    dayfirst : bool, optional
        Order of ``03/04/2022``; without it each column decides by its own unmistakable dates.
    encoding : str, optional
        Encoding of text files, when the guess is wrong.
    allow_private : bool
        Whether addresses on this machine and in private or reserved networks are fetched.

    Returns
    -------
    ReadResult
        ARTICLES and PROBLEMS: ``articles, problems = read_articles(...)``. For every file, the records it held
        are the articles plus the problems of severity "error".

    Raises
    ------
    SourceError
        When there is no such source, the folder is empty, or a table named by the caller has no
        column of texts or titles.
    OptionError
        When an option has a value that is not allowed.

    Examples
    --------
    >>> read_articles([{"title": "A", "text": "One two.", "date": "2022-02-24", "outlet": "X"}])
    1 article from 1 file; all dated, everything parsed
    """
    from mediakit.read.assemble import assemble

    entry = _format(format)
    options = _options(columns, timezone, dayfirst, encoding, allow_private)
    return assemble(_read_pieces(source, entry, options))


def _format(name: str | None) -> Format | None:
    from mediakit.read.formats import FORMATS, format_named

    if name is None:
        return None
    check_option("format", name, tuple(entry.name for entry in FORMATS))
    return format_named(name)


def _options(
    columns: Mapping[str, str] | None,
    timezone: str | None,
    dayfirst: bool | None,
    encoding: str | None,
    allow_private: bool = False,
) -> Options:
    from mediakit.read.account import Options
    from mediakit.read.tables.column_choice import check_wanted
    from mediakit.read.values.clock import find_zone
    from mediakit.read.values.encodings import decode

    check_wanted(columns)
    check_option("dayfirst", dayfirst, (None, True, False))
    check_option("allow_private", allow_private, (True, False))
    if timezone is not None:
        find_zone(timezone)
    if encoding is not None:
        decode(b"", encoding=encoding)
    return Options(columns, timezone, dayfirst, encoding, allow_private)


def _read_pieces(source: Any, entry: Format | None, options: Options) -> Iterator[Source]:
    from mediakit.read.pieces import read_piece
    from mediakit.read.sources import expand

    client, met = None, set()
    for piece in expand(source):
        if not piece.address:
            yield read_piece(piece, entry, options)
        elif piece.name not in met:
            from mediakit.read.remote import new_client, read_address

            client = client or new_client(options)
            met.add(piece.name)
            yield from read_address(client, piece.name, entry, options)


@cache
def reader_of(name: str) -> Callable[..., ReadResult]:
    """Return the public function that reads one format; it takes what read_articles() takes, without ``format``."""

    def read(
        source: Any,
        *,
        columns: Mapping[str, str] | None = None,
        timezone: str | None = None,
        dayfirst: bool | None = None,
        encoding: str | None = None,
        allow_private: bool = False,
    ) -> ReadResult:
        return read_articles(
            source,
            format=name,
            columns=columns,
            timezone=timezone,
            dayfirst=dayfirst,
            encoding=encoding,
            allow_private=allow_private,
        )

    read.__name__ = read.__qualname__ = f"read_{name}"
    read.__doc__ = (
        f"Return the articles and problems of a source in the format ``{name}``; "
        "the options are those of read_articles()."
    )
    return read
