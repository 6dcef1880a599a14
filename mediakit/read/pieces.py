"""One piece of a source, read as the format it has."""

from __future__ import annotations

from mediakit.read.account import Account, Options, Parsed, attempt
from mediakit.read.assemble import Source
from mediakit.read.formats import Format, format_named
from mediakit.read.json.apis import parse_answers
from mediakit.read.sniffing import recognise
from mediakit.read.sources import Piece
from mediakit.read.tables.free_table import parse_frame
from mediakit.read.values.file_names import is_documentation

_SURE = 0.5


def read_piece(piece: Piece, entry: Format | None, options: Options) -> Source:
    """Return what one piece of a source holds, read as ``entry`` or else as the format it seems to have."""
    if piece.table is not None:
        answers = parse_answers(piece.table, options) if isinstance(piece.table, list) else None
        return Source(piece.name, "table", answers or parse_frame(piece.table, options))
    parsed = Parsed()
    if piece.fault:
        parsed.lose("unreadable_file", piece.fault, value=piece.name)
        return Source(piece.name, "", parsed)
    left_out = piece.left_out
    if not piece.alone and is_documentation(piece.name):
        left_out = "its name says that this file describes the others: left out. To read it, pass its own path"
    if left_out:
        parsed.note("not_an_article", left_out, severity="info", value=piece.name)
        return Source(piece.name, "", parsed)
    sure = True
    if entry is None:
        guess = recognise(piece.data, piece.inner_name)
        entry = format_named(guess.format) if guess.format else None
        if entry is None:
            blank = not piece.data or piece.data.isspace()
            told = blank or not guess.evidence.endswith("fits")
            hint = "" if told else '. If you know the format, name it: format="csv", for example'
            message = guess.evidence + hint
            parsed.lose("empty_text" if blank else "unsupported_format", message, value=piece.name)
            return Source(piece.name, "", parsed)
        sure = guess.confidence >= _SURE or options.columns is not None
    account = _parse(entry, piece, options, meant=sure and piece.alone)
    if piece.warning:
        account.note("malformed_document", f"{piece.warning}; everything before that was read", value=piece.name)
    return Source(piece.name, entry.name, account)


def _parse(entry: Format, piece: Piece, options: Options, *, meant: bool) -> Account:
    def parse() -> Account:
        content = piece.path if piece.path and entry.streamed else piece.whole()
        account: Account = entry.parse(content, options, *([piece.inner_name] if entry.named else []))
        return account

    return attempt(parse, entry.name, value=piece.name, meant=meant)
