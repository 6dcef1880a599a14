"""From any source to ARTICLES and PROBLEMS: each file is recognised, and read by the reader of its format."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mediakit.errors import MissingExtraError, OptionError, SourceError, check_option

if TYPE_CHECKING:
    from mediakit.read.assemble import ReadResult, Source
    from mediakit.read.formats import Format
    from mediakit.read.record import Account, Options
    from mediakit.read.sources import Piece

_SURE = 0.5


def read_articles(
    source: Any,
    *,
    format: str | None = None,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
) -> ReadResult:
    """Return the articles of a source and everything about it that could not be taken at face value.

    Parameters
    ----------
    source : path, folder, glob, zip or gz archive, URL, bytes, open file, DataFrame, list of dicts, list of paths
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
    options = _options(columns, timezone, dayfirst, encoding)
    return assemble(_read_pieces(source, entry, options))


def _format(name: str | None) -> Format | None:
    from mediakit.read.formats import FORMATS, format_named

    if name is None:
        return None
    check_option("format", name, tuple(entry.name for entry in FORMATS))
    return format_named(name)


def _options(
    columns: Mapping[str, str] | None, timezone: str | None, dayfirst: bool | None, encoding: str | None
) -> Options:
    from mediakit.read.clock import find_zone
    from mediakit.read.columns import check_wanted
    from mediakit.read.encodings import decode
    from mediakit.read.record import Options

    check_wanted(columns)
    check_option("dayfirst", dayfirst, (None, True, False))
    if timezone is not None:
        find_zone(timezone)
    if encoding is not None:
        decode(b"", encoding=encoding)
    return Options(columns, timezone, dayfirst, encoding)


def _read_pieces(source: Any, entry: Format | None, options: Options) -> Iterator[Source]:
    from mediakit.read.sources import expand

    client, met = None, set()
    for piece in expand(source):
        if not piece.address:
            yield read_piece(piece, entry, options)
        elif piece.name not in met:
            # Fetching stands above reading, so it is looked up only when an address is read.
            files = importlib.import_module("mediakit.fetch.files")
            client = client or files.new_client()
            met.add(piece.name)
            yield from files.read_address(client, piece.name, entry, options)


def read_piece(piece: Piece, entry: Format | None, options: Options) -> Source:
    """Return what one piece of a source holds, read as ``entry`` or else as the format it seems to have."""
    from mediakit.read.assemble import Source
    from mediakit.read.json_apis import parse_answers
    from mediakit.read.names import is_documentation
    from mediakit.read.record import Parsed
    from mediakit.read.sniffing import recognise
    from mediakit.read.table import parse_frame

    if piece.table is not None:
        answers = parse_answers(piece.table, options) if isinstance(piece.table, list) else None
        return Source(piece.name, "table", answers or parse_frame(piece.table, options))
    parsed = Parsed()
    if piece.fault:
        parsed.lose("unreadable_file", piece.fault, value=piece.name)
        return Source(piece.name, "", parsed)
    if not piece.alone and is_documentation(piece.name):
        message = "by its name the file describes the others; it was left out. Pass its own path to read it"
        parsed.note("not_an_article", message, severity="info", value=piece.name)
        return Source(piece.name, "", parsed)
    sure = True
    if entry is None:
        guess = recognise(piece.data, piece.inner_name)
        entry = _format(guess.format) if guess.format else None
        if entry is None:
            blank = not piece.data or piece.data.isspace()
            message = guess.evidence if blank else f"{guess.evidence}. If you know its format, pass format="
            parsed.lose("empty_text" if blank else "unsupported_format", message, value=piece.name)
            return Source(piece.name, "", parsed)
        sure = guess.confidence >= _SURE or options.columns is not None
    account = _parse(entry, piece, options, meant=sure and piece.alone)
    if piece.warning:
        account.note("malformed_document", f"{piece.warning}; what came before was read", value=piece.name)
    return Source(piece.name, entry.name, account)


def _parse(entry: Format, piece: Piece, options: Options, *, meant: bool) -> Account:
    """Read one file; whatever its content does to a reader becomes one lost record, not an exception.

    ``meant`` says that the caller named this very file and that it is of this format without doubt:
    then a table without a column of texts is the caller's matter, and an error.
    """
    from mediakit.read.record import BAD_CONTENT, Parsed

    failed = Parsed()
    try:
        content = piece.path if piece.path and entry.streamed else piece.whole()
        account: Account = entry.parse(content, options, *([piece.inner_name] if entry.named else []))
        if not account.seen:
            account.lose("empty_text", "no record was found in the file", value=piece.name)
        return account
    except MissingExtraError as error:
        failed.lose("unsupported_format", str(error), value=piece.name)
    except OptionError:
        raise
    except SourceError as error:
        if meant:
            raise
        failed.lose("not_an_article", str(error), value=piece.name)
    except BAD_CONTENT as error:
        message = f"the file breaks the rules of its format ({entry.name}): {type(error).__name__}: {error}"
        failed.lose("malformed_document", message, value=piece.name)
    return failed
