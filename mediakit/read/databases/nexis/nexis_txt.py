"""Nexis text: the older layout (``3 of 25 DOCUMENTS``, labels in capitals), and the newer one saved as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from mediakit.read.account import Options, Parsed
from mediakit.read.databases.nexis.nexis_articles import compare_numbers, keep_document
from mediakit.read.databases.nexis.nexis_docx import is_body, is_end, keep_paragraphs
from mediakit.read.databases.nexis.nexis_labels import may_hold_separator, request_at, separator, split_label
from mediakit.read.documents.keeping import line_date
from mediakit.read.documents.opening import read_text
from mediakit.read.documents.paragraphs import Paragraph
from mediakit.read.documents.wrapped_lines import unwrap_lines
from mediakit.read.values.lines import is_rights
from mediakit.read.values.tidying import tidy_line

_PAGE_WIDTH = 80
_OFF_CENTRE = 6
_REAL_BREAK = 20
_TELLING = 3
_END = "End of Document"
_MARKUP = re.compile(r"<(?:html|!doctype|\?xml|body|div)\b", re.IGNORECASE)


def _is_centred(line: str) -> bool:
    """Return whether a line is set in the middle of a page of 80 signs."""
    indent = len(line) - len(line.lstrip())
    length = len(line.strip())
    return indent >= 2 and abs((_PAGE_WIDTH - length) / 2 - indent) <= _OFF_CENTRE


def make_blocks(lines: Iterable[str]) -> list[Paragraph]:
    """Return the stretches of lines between blank lines; a stretch is centred when its last line is."""
    blocks: list[Paragraph] = []
    current: list[str] = []
    for line in [*lines, ""]:
        if tidy_line(line):
            current.append(line.replace("\u00a0", " ").rstrip())
        elif current:
            blocks.append(Paragraph("\n".join(current), centred=_is_centred(current[-1])))
            current = []
    return blocks


def unwrap(block: Paragraph) -> list[str]:
    r"""Return the one paragraph of a block, with lines joined that were broken at the page width only.

    Examples
    --------
    >>> unwrap(Paragraph("A line that goes on for as long as the page is wide, up to the very last\nsign."))
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
    line = next((line for line in lines if separator(line)), "") if may_hold_separator(text) else ""
    if line:
        return 0.95, f"the line {tidy_line(line)!r}"
    colons = text.count(":") + text.count("：")
    if (colons or "&" in text) and _is_newer(lines):  # a colon may be written as &#58;
        return 0.95, "articles in the layout of Nexis Uni"
    if colons < _TELLING:
        return 0.0, ""
    labels = {found[0] for found in (split_label(line, capitals=True) for line in lines) if found}
    if len(labels & {"word_count_stated", "load_date", "language", "publication_type", "journal_code"}) >= _TELLING:
        return 0.9, "labels of Nexis in capitals"
    return 0.0, ""


def _is_newer(lines: Sequence[str]) -> bool:
    """Return whether the heading of a body stands below a label and a date, and above an end line or a load date."""
    body = next((at for at, line in enumerate(lines) if is_body(line)), 0)
    above = [tidy_line(line) for line in lines[:body]]
    return (
        any(split_label(line, capitals=False) for line in above)
        and any(is_rights(line) or line_date(line, Options()).published for line in above)
        and any(is_end(tidy_line(line)) or _is_load_date(line) for line in lines[body:])
    )


def _is_load_date(line: str) -> bool:
    name, value = split_label(line, capitals=False) or ("", "")
    return name == "load_date" and bool(line_date(value, Options()).published)


def _stands_alone(line: str) -> bool:
    return bool(split_label(line, capitals=False)) or is_end(line) or is_body(line) or is_rights(line)


def _with_ends(lines: Sequence[str]) -> list[str]:
    """Return the lines with an end line after the load date of articles that have none before the next body."""
    bodies = [at for at, line in enumerate(lines) if is_body(line)]
    cuts = set()
    for start, stop in pairwise(bodies):
        between = range(start, stop)
        if not any(is_end(tidy_line(lines[at])) for at in between):
            cuts.update([at for at in between if _is_load_date(lines[at])][-1:])
    return [part for at, line in enumerate(lines) for part in ((line, _END) if at in cuts else (line,))]


def parse_nexis_txt(data: bytes, options: Options) -> Parsed:
    """Read a Nexis text export, or a Word export of Nexis Uni that was saved as text."""
    parsed = Parsed()
    lines = read_text(parsed, data, options).splitlines()
    if not any(map(separator, lines)) and _is_newer(lines):
        keep_paragraphs(parsed, [Paragraph(line) for line in unwrap_lines(_with_ends(lines), _stands_alone)], options)
        return parsed
    documents = split_documents(lines)
    for _, part in documents:
        keep_document(parsed, make_blocks(part), options, unwrap=unwrap, raw="\n".join(part[:60]))
    compare_numbers(parsed, [numbers for numbers, _ in documents])
    return parsed
