"""Small PDFs made by hand, in the ways in which three kinds of programs place their words."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import NamedTuple

WIDTH, HEIGHT = 595, 842
_LETTER = 0.6  # of Courier, in which all letters are as wide


class Piece(NamedTuple):
    """A stretch of text at a place on a page, in points from the lower left corner."""

    left: float
    bottom: float
    size: float
    text: str


def column(text: str, left: float, top: float, width: float, size: float = 10) -> list[Piece]:
    """Return a text set in a column: paragraphs are indented, long words may break at hyphens of their own."""
    signs = int(width / (_LETTER * size))
    lines: list[str] = []
    for paragraph in text.split("\n\n"):
        lines += textwrap.wrap(paragraph, signs, initial_indent="  ", break_long_words=False)
    return [
        Piece(left + (len(line) - len(line.lstrip())) * _LETTER * size, top - 1.2 * size * at, size, line.strip())
        for at, line in enumerate(lines)
    ]


def pdf(pages: Sequence[Sequence[Piece]], producer: str = "office", info: str = "") -> bytes:
    """Return a PDF: "office" writes a line at once, "latex" words with gaps instead of spaces, "browser" each word."""
    write = {"office": _line, "latex": _with_gaps, "browser": _words}[producer]
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(pages)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>")
    for at, pieces in enumerate(pages):
        stream = "\n".join(["BT", *(write(piece) for piece in pieces), "ET"]).encode("cp1252")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * at} 0 R >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream))
    objects.append(f"<< {info} >>".encode())
    return _joined(objects)


def _joined(objects: Sequence[bytes]) -> bytes:
    data, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start, size = len(data), len(objects) + 1
    data += b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, table)
    data += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, size - 1, start)
    return bytes(data)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _line(piece: Piece) -> str:
    return f"/F1 {piece.size} Tf 1 0 0 1 {piece.left} {piece.bottom} Tm ({_escaped(piece.text)}) Tj"


def _with_gaps(piece: Piece) -> str:
    words = " -600 ".join(f"({_escaped(word)})" for word in piece.text.split())
    return f"/F1 {piece.size} Tf 1 0 0 1 {piece.left} {piece.bottom} Tm [{words}] TJ"


def _words(piece: Piece) -> str:
    found, left = [], piece.left
    for word in piece.text.split():
        found.append(_line(Piece(left, piece.bottom, piece.size, f"{word} ")))
        left += (len(word) + 1) * _LETTER * piece.size
    return "\n".join(found)
