"""Whatever stands at an address, read as a file of the same content would be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from mediakit.read.account import Options, Parsed, attempt
from mediakit.read.assemble import Source
from mediakit.read.formats import Format
from mediakit.read.pages.web_page import Origin, add_page
from mediakit.read.pieces import read_piece
from mediakit.read.sniffing import kind_of, recognise
from mediakit.read.sources import Piece, unpack
from mediakit.read.values.encodings import decode
from mediakit.transport.addresses import shown_address
from mediakit.transport.cache import Answer
from mediakit.transport.client import Client

MAX_BYTES = 500_000_000
_TEXTS = ("plain", "json", "mail")


def new_client(options: Options) -> Client:
    """Return a client for files, which may be larger than pages."""
    return Client(max_bytes=MAX_BYTES, allow_private=options.allow_private)


def read_address(client: Client, url: str, entry: Format | None, options: Options) -> Iterator[Source]:
    """Yield what stands at an address: one source, or one for each file in an archive.

    Parameters
    ----------
    client : Client
        Fetches it.
    url : str
        The address; it names the sources.
    entry : Format or None
        The format, where the caller of read_articles() said it.
    options : Options
        What the caller of read_articles() asked for.
    """
    answer, parsed = client.get(url), Parsed()
    if lose_fault(parsed, answer):
        yield Source(shown_address(url), "", parsed)
        return
    name = unquote(PurePosixPath(urlsplit(answer.url).path).name).removesuffix(".gz")
    for piece in unpack(name, answer.body, alone=True):
        source = _read(piece, entry, options, answer)
        yield source._replace(file=shown_address(url) + piece.name.removeprefix(name))


def lose_fault(parsed: Parsed, answer: Answer) -> bool:
    """Account for an answer that did not come, and return whether that is so."""
    if answer.fault:
        parsed.lose(answer.code, answer.fault, index=parsed.seen, value=answer.status or answer.url)
    elif not answer.body.strip():
        parsed.lose("silent_empty", "the server sent an empty answer", index=parsed.seen, value=answer.status)
    return bool(answer.fault) or not answer.body.strip()


def _read(piece: Piece, entry: Format | None, options: Options, answer: Answer) -> Source:
    """Read one file; a page is told its address and when it was seen, a text the encoding that the server states."""
    if not piece.alone or piece.fault:
        return read_piece(piece, entry, options)
    if (entry.name if entry else recognise(piece.data, piece.name).format) == "html_page":
        origin = Origin(answer.url, answer.charset, answer.seen_at)
        return Source(
            piece.name, "html_page", attempt(partial(_page, piece, options, origin), "html_page", value=answer.url)
        )
    if options.encoding is None and answer.charset and kind_of(piece.data)[0] in _TEXTS:
        decoded = decode(piece.data, declared=answer.charset)
        if not decoded.guessed and not decoded.codec.startswith(("utf", "ascii")):
            options = replace(options, encoding=decoded.codec)
    return read_piece(piece, entry, options)


def _page(piece: Piece, options: Options, origin: Origin) -> Parsed:
    parsed = Parsed()
    add_page(parsed, piece.data, options, origin)
    return parsed
