"""Whatever stands at an address, read as a file of the same content would be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from mediakit.fetch.cache import Answer
from mediakit.fetch.http import Client
from mediakit.fetch.pages import lose_fault
from mediakit.read.articles import read_piece
from mediakit.read.assemble import Source
from mediakit.read.encodings import decode
from mediakit.read.formats import Format
from mediakit.read.html import Origin, add_page
from mediakit.read.record import Options, Parsed
from mediakit.read.sniffing import kind_of, recognise
from mediakit.read.sources import Piece, unpack

MAX_BYTES = 500_000_000
_TEXTS = ("plain", "json", "mail")


def new_client() -> Client:
    """Return a client for files, which may be larger than pages."""
    return Client(max_bytes=MAX_BYTES)


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
        yield Source(url, "", parsed)
        return
    name = unquote(PurePosixPath(urlsplit(answer.url).path).name).removesuffix(".gz")
    for piece in unpack(name, answer.body, alone=True):
        source = _read(piece, entry, options, answer)
        yield source._replace(file=url + piece.name.removeprefix(name))


def _read(piece: Piece, entry: Format | None, options: Options, answer: Answer) -> Source:
    """Read one file; a page is told its address and when it was seen, a text the encoding that the server states."""
    if not piece.alone or piece.fault:
        return read_piece(piece, entry, options)
    if (entry.name if entry else recognise(piece.data, piece.name).format) == "html_page":
        parsed = Parsed()
        add_page(parsed, piece.data, options, Origin(answer.url, answer.charset, answer.seen_at))
        return Source(piece.name, "html_page", parsed)
    if options.encoding is None and answer.charset and kind_of(piece.data)[0] in _TEXTS:
        decoded = decode(piece.data, declared=answer.charset)
        if not decoded.guessed and not decoded.codec.startswith(("utf", "ascii")):
            options = replace(options, encoding=decoded.codec)
    return read_piece(piece, entry, options)
