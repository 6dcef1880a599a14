"""Word files: paragraphs as they stand in word/document.xml, and any DOCX as one plain article."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import IO

from lxml import etree

from mediakit.read.account import Options, Parsed
from mediakit.read.documents.keeping import add_date, keep_article, line_date, note_several
from mediakit.read.documents.paragraphs import Paragraph
from mediakit.read.values.lines import join_paragraphs
from mediakit.read.values.tidying import tidy_line

SIZE_LIMIT = 120_000_000
_LONGEST_TITLE = 300
_DATE_LINES = 4
_MEMBER = "word/document.xml"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BREAKS = {f"{_WORD}br": "\n", f"{_WORD}cr": "\n", f"{_WORD}tab": "\t", f"{_WORD}noBreakHyphen": "-"}


class _Capped(io.RawIOBase):
    """A stream that ends with an error when it gives more than SIZE_LIMIT bytes, as a zip bomb does."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._left = stream, SIZE_LIMIT

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        chunk = self._stream.read(min(size, 1 << 16) if size >= 0 else 1 << 16)
        self._left -= len(chunk)
        if self._left < 0:
            raise OverflowError(f"unpacks to more than {SIZE_LIMIT:,} bytes")
        return chunk


def _paragraph(element: etree._Element, bookmark: str) -> Paragraph:
    pieces: list[str] = []
    bold = False
    for node in element.iter(f"{_WORD}t", f"{_WORD}b", *_BREAKS):
        if node.tag == f"{_WORD}t":
            pieces.append(node.text or "")
        elif node.tag == f"{_WORD}b":
            bold = node.get(f"{_WORD}val") not in ("0", "false", "off")
        else:
            pieces.append(_BREAKS[str(node.tag)])
    text = "".join(pieces)
    properties = element.find(f"{_WORD}pPr")
    if properties is None or not text.strip():
        return Paragraph(text, bookmark=bookmark)
    level = properties.find(f"{_WORD}outlineLvl")
    style = properties.find(f"{_WORD}pStyle")
    headline = (level is not None and level.get(f"{_WORD}val") == "0") or (
        style is not None and (style.get(f"{_WORD}val") or "").lower() in ("heading1", "title", "titel", "titre")
    )
    kept = properties.find(f"{_WORD}keepNext") is not None
    return Paragraph(text, headline, kept and bold and not headline and len(text.split()) <= 4, bookmark)


def walk_paragraphs(data: bytes) -> Iterator[Paragraph]:
    """Yield the paragraphs of a Word file one by one; raises an exception where the file is damaged."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(_MEMBER) as member:
        options = {"resolve_entities": False, "no_network": True, "huge_tree": False, "load_dtd": False}
        bookmark, tags = "", (f"{_WORD}p", f"{_WORD}bookmarkStart")
        for _, element in etree.iterparse(_Capped(member), events=("end",), tag=tags, **options):
            if element.tag != tags[0]:
                bookmark = bookmark or element.get(f"{_WORD}name") or ""
                continue
            yield _paragraph(element, bookmark)
            bookmark = ""
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


def word_paragraphs(data: bytes) -> tuple[list[Paragraph], str]:
    """Return the paragraphs of a Word file, and what stopped the reading (empty when nothing did).

    Parameters
    ----------
    data : bytes
        The whole file.

    Returns
    -------
    tuple of list of Paragraph and str
        All paragraphs up to the first damage, and the damage.

    Examples
    --------
    >>> word_paragraphs(b"PK no zip")
    ([], 'File is not a zip file')
    """
    found: list[Paragraph] = []
    try:
        for paragraph in walk_paragraphs(data):
            found.append(paragraph)
    except Exception as error:
        return found, tidy_line(str(error)) or "cut short"
    return found, ""


def recognise_docx(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file is a Word file, and by what; ``head`` is the whole file."""
    if not head.startswith(b"PK") or _MEMBER.encode() not in head:
        return 0.0, ""
    return 0.5, f"a zip archive with {_MEMBER}"


def keep_plain(parsed: Parsed, lines: Iterable[str], options: Options, *, damage: str = "") -> None:
    """Keep paragraphs as one article: the first is the headline, a date below it the date, the rest the text."""
    lines = [line for line in map(tidy_line, lines) if line]
    if not lines:
        parsed.lose("unreadable_file", f"no text in the file ({damage or 'it is empty'})", index=0)
        return
    note_several(parsed, "\n\n".join(lines), parsed.seen)
    title = lines.pop(0) if len(lines[0]) <= _LONGEST_TITLE else ""
    date = next((line for line in lines[:_DATE_LINES] if line_date(line, options).precision in ("minute", "day")), "")
    record = {"title": title, "text": join_paragraphs(line for line in lines if line != date)}
    add_date(parsed, record, date, options)
    keep_article(parsed, record)
    if damage:
        parsed.note("malformed_document", "the file is damaged; read up to the damage", index=0, value=damage)


def parse_docx(data: bytes, options: Options) -> Parsed:
    """Read any Word file as one article."""
    parsed = Parsed()
    paragraphs, damage = word_paragraphs(data)
    keep_plain(parsed, [paragraph.text for paragraph in paragraphs], options, damage=damage)
    return parsed
