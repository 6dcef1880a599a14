"""Guessing the format of a file, with the evidence, so that a wrong guess can be argued with."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from mediakit.read.documents.opening import root_name
from mediakit.read.formats import FORMATS, Format
from mediakit.read.sources import Piece, expand
from mediakit.read.values.encodings import decode
from mediakit.read.values.foreign import foreign_binary, foreign_root, foreign_text
from mediakit.transport.addresses import shown_address

_HEAD = 65_536
_RTF_HEAD = 1_000_000  # tables of fonts and styles may be long
LEAST_CONFIDENCE = 0.2
LAST_RESORT = "text"
_CONTROLS = bytes((*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20)))
_MAIL = re.compile(
    r"(?:^|\n)(?:From|Subject|Received|MIME-Version|Content-Type|Return-Path|Delivered-To):[ \t]\S", re.I
)
_BLANK_LINE = re.compile(r"\r?\n[ \t]*\r?\n")
_BINARY_STARTS = (b"PAR1", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x80\x02", b"7z\xbc")


@dataclass(frozen=True)
class Sniffed:
    """A guess about one file: format, confidence from 0 to 1, evidence, and the next best guesses.

    Examples
    --------
    >>> print(Sniffed("a.csv", "csv", 0.9, "two columns", (("text", 0.3),)))
    a.csv: csv, confidence 0.90 (two columns); next best: text 0.30
    """

    file: str
    format: str
    confidence: float
    evidence: str
    others: tuple[tuple[str, float], ...] = ()

    def __str__(self) -> str:
        others = ", ".join(f"{name} {confidence:.2f}" for name, confidence in self.others)
        found = f"{self.format}, confidence {self.confidence:.2f}" if self.format else "no known format"
        return f"{self.file}: {found} ({self.evidence})" + (f"; next best: {others}" if others else "")


def sniff(source: Any) -> list[Sniffed]:
    r"""Return, for each file of a source, which format it seems to have, how sure that is, and why.

    Parameters
    ----------
    source : path, folder, glob, archive, bytes or open file
        What would be passed to read_articles().

    Returns
    -------
    list of Sniffed
        One entry for each file; the format is empty when none fits.

    Examples
    --------
    >>> sniff(b"title;text;date\nA;One two.;2022-02-24\nB;Three four.;2022-02-25\n")[0].format
    'csv'
    """
    return [_sniff_piece(piece) for piece in expand(source)]


def _sniff_piece(piece: Piece) -> Sniffed:
    if piece.table is not None:
        return Sniffed(piece.name, "table", 1.0, "a table in memory")
    if piece.address:
        return Sniffed(shown_address(piece.name), "", 0.0, "a web address; read_articles() fetches what is there")
    if piece.fault or piece.left_out:
        return Sniffed(piece.name, "", 0.0, piece.fault or piece.left_out)
    return replace(recognise(piece.data, piece.inner_name, others=True), file=piece.name)


def recognise(data: bytes, name: str, *, others: bool = False) -> Sniffed:
    r"""Return the format of one file's bytes; with ``others`` also the next best guesses, which takes longer.

    Examples
    --------
    >>> recognise(b"\x00\x01\x02 not a text \x00", "x.txt").format
    ''
    """
    if not data or data.isspace():
        return Sniffed(name, "", 0.0, "the file is empty")
    kind, text = kind_of(data)
    head = data if data.startswith(b"PK") else data[: _RTF_HEAD if kind == "rtf" else _HEAD]
    guesses: list[tuple[float, int, str]] = []
    surest = 0.0
    for place, entry in _asked(kind):
        if not others and entry.bounded and entry.most(text, name) < surest:
            continue
        confidence, evidence = _recognise_as(entry, head, text, name)
        guesses.append((confidence, -place, evidence))
        surest = max(surest, confidence)
    guesses.sort(reverse=True)
    unknown = not guesses or guesses[0][0] < LEAST_CONFIDENCE
    if unknown or FORMATS[-guesses[0][1]].name == LAST_RESORT:
        foreign = _foreign(kind, data, text)
        if foreign or unknown:
            return Sniffed(name, "", 0.0, foreign or f"{kind} content that no known format fits")
    confidence, at, evidence = guesses[0]
    further = tuple(
        (FORMATS[-at].name, confidence) for confidence, at, _ in guesses[1:4] if confidence >= LEAST_CONFIDENCE
    )
    return Sniffed(name, FORMATS[-at].name, confidence, evidence, further if others else ())


def _foreign(kind: str, data: bytes, text: str) -> str:
    """Return what content is that no reader takes, or only the one of last resort, if that has a name."""
    if kind == "binary":
        return foreign_binary(data)
    root = root_name(text) if kind == "markup" else ""
    return foreign_root(root) if root else foreign_text(text) if kind in ("plain", "mail") else ""


@cache
def _asked(kind: str) -> list[tuple[int, Format]]:
    """Return the formats that a kind of content may be, each with its place in the table; the bounded ones last.

    So what these have to beat is known when their turn comes. Of equally sure ones the first in the table counts.
    """
    return sorted(((at, e) for at, e in enumerate(FORMATS) if kind in e.kinds), key=lambda asked: asked[1].bounded)


def _recognise_as(entry: Format, head: bytes, text: str, name: str) -> tuple[float, str]:
    try:
        return entry.recognise(head, text, name)
    except Exception as error:
        return 0.0, f"content that {entry.name} cannot judge: {error}"


def kind_of(data: bytes) -> tuple[str, str]:
    """Return the kind of content and the decoded beginning ("" for binary content).

    Examples
    --------
    >>> kind_of(b"<html><body>")[0], kind_of(b'{"a": 1}')[0], kind_of(b"A title")[0]
    ('markup', 'json', 'plain')
    """
    head = data[:_HEAD]
    if head.startswith(b"PK"):
        return "zip", ""
    if head.startswith(_BINARY_STARTS):
        return "binary", ""
    text = decode(head).text
    if _unreadable(text[:20_000]) > max(2, len(text[:20_000]) // 100):
        return "binary", ""
    start = text.lstrip()[:400]
    if start.startswith("{\\rtf"):
        return "rtf", text
    if start.startswith("<"):
        return "markup", text
    if start[:1] in ("{", "["):
        return "json", text
    first = _BLANK_LINE.split(text.lstrip()[:4000], maxsplit=1)[0]
    return ("mail" if len(_MAIL.findall(first)) >= 2 else "plain"), text


def _unreadable(text: str) -> int:
    """Return how many characters are controls that no text has, or stand for what could not be decoded."""
    data = text.encode("utf-8", "surrogatepass")
    return len(data) - len(data.translate(None, _CONTROLS)) + text.count("\ufffd")
