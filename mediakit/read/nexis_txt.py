"""Nexis text: the older layout (``3 of 25 DOCUMENTS``, labels in capitals), and the newer one saved as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from mediakit.read.assemble import reader
from mediakit.read.docx import Paragraph
from mediakit.read.nexis import Block, compare_numbers, keep_document
from mediakit.read.nexis_docx import is_body, is_end, keep_paragraphs
from mediakit.read.nexis_labels import request_at, separator, split_label
from mediakit.read.press import read_text
from mediakit.read.record import Options, Parsed
from mediakit.read.tidying import tidy_line

_PAGE_WIDTH = 80
_OFF_CENTRE = 6
_REAL_BREAK = 20
_LONGEST_WRAPPED = 120
_MARKUP = re.compile(r"<(?:html|!doctype|\?xml|body|div)\b", re.IGNORECASE)


def _is_centred(line: str) -> bool:
    """Return whether a line is set in the middle of a page of 80 signs."""
    indent = len(line) - len(line.lstrip())
    length = len(line.strip())
    return indent >= 2 and abs((_PAGE_WIDTH - length) / 2 - indent) <= _OFF_CENTRE


def make_blocks(lines: Iterable[str]) -> list[Block]:
    """Return the stretches of lines between blank lines; a stretch is centred when its last line is."""
    blocks: list[Block] = []
    current: list[str] = []
    for line in [*lines, ""]:
        if tidy_line(line):
            current.append(line.replace("\u00a0", " ").rstrip())
        elif current:
            blocks.append(Block(tuple(current), _is_centred(current[-1])))
            current = []
    return blocks


def unwrap(block: Block) -> list[str]:
    """Return the one paragraph of a block, with lines joined that were broken at the page width only.

    Examples
    --------
    >>> unwrap(Block(("A line that goes on for as long as the page is wide, up to the very last", "sign.")))
    ['A line that goes on for as long as the page is wide, up to the very last sign.']
    """
    text = ""
    previous = ""
    for line in block.lines:
        word = line.split(maxsplit=1)[0] if line.split() else ""
        wrapped = len(previous) + 1 + len(word) > _PAGE_WIDTH - _REAL_BREAK
        text += ("" if not text else " " if wrapped else "\n") + tidy_line(line)
        previous = line
    return [text]


def split_documents(lines: Sequence[str]) -> list[tuple[tuple[int, int] | None, list[str]]]:
    """Return the documents of a file, each with number and total of its separator line.

    What stands before the first separator and after the last article, the request with names and
    search terms, is left out. A file without any separator is one document that begins with its
    first centred line.
    """
    documents: list[tuple[tuple[int, int] | None, list[str]]] = []
    for line in lines:
        numbers = separator(line)
        if numbers is not None:
            documents.append((numbers, []))
        elif documents:
            documents[-1][1].append(line)
    if not documents:
        start = next((at for at, line in enumerate(lines) if _is_centred(line)), 0)
        documents.append((None, list(lines[start:])))
    last = documents[-1][1]
    del last[request_at(last) :]
    return documents


def recognise_nexis_txt(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file is a Nexis text export, and by what."""
    if head.startswith((b"PK", b"{\\rtf")) or _MARKUP.search(text[:2000]):
        return 0.0, ""
    lines = text.splitlines()
    line = next((line for line in lines if separator(line)), "")
    if line:
        return 0.95, f"the line {tidy_line(line)!r}"
    if _is_newer(lines):
        return 0.95, "articles in the layout of Nexis Uni"
    labels = {found[0] for found in (split_label(line, capitals=True) for line in lines) if found}
    if len(labels & {"word_count_stated", "load_date", "language", "publication_type", "journal_code"}) >= 3:
        return 0.9, "labels of Nexis in capitals"
    return 0.0, ""


def _is_newer(lines: Sequence[str]) -> bool:
    """Return whether the heading of a body stands below labels and above a load date or an end line."""
    body = next((at for at, line in enumerate(lines) if is_body(line)), 0)
    above = {found[0] for found in (split_label(line, capitals=False) for line in lines[:body]) if found}
    below = (is_end(tidy_line(line)) or (split_label(line, capitals=False) or [""])[0] == "load_date" for line in lines)
    return bool(above) and any(below)


def unwrap_lines(lines: Sequence[str]) -> list[str]:
    """Return the filled lines, those that were broken at the page width as one.

    Examples
    --------
    >>> unwrap_lines(["Title", "", "A line that goes on for as long as the page is wide, up to the very last", "sign."])
    ['Title', 'A line that goes on for as long as the page is wide, up to the very last sign.']
    """
    if max(map(len, lines), default=0) > _LONGEST_WRAPPED:
        return [line for line in lines if line.strip()]
    return [line for block in make_blocks(lines) for line in unwrap(block)[0].split("\n")]


def parse_nexis_txt(data: bytes, options: Options) -> Parsed:
    """Read a Nexis text export, or a Word export of Nexis Uni that was saved as text."""
    parsed = Parsed()
    lines = read_text(parsed, data, options).splitlines()
    if not any(map(separator, lines)) and _is_newer(lines):
        keep_paragraphs(parsed, [Paragraph(line) for line in unwrap_lines(lines)], options)
        return parsed
    documents = split_documents(lines)
    for _, part in documents:
        keep_document(parsed, make_blocks(part), options, unwrap=unwrap, raw="\n".join(part[:60]))
    compare_numbers(parsed, [numbers for numbers, _ in documents])
    return parsed


read_nexis_txt = reader("nexis_txt", parse_nexis_txt)
