"""RTF files: the Nexis exports of both layouts that come in them, and any other as one plain article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mediakit.read.account import Options, Parsed
from mediakit.read.databases.nexis.nexis_articles import compare_numbers, keep_document
from mediakit.read.databases.nexis.nexis_docx import is_cover, is_end, is_start, keep_paragraphs
from mediakit.read.databases.nexis.nexis_labels import request_at, separator
from mediakit.read.documents.docx import keep_plain
from mediakit.read.documents.paragraphs import Paragraph
from mediakit.read.documents.rtf import SIZE_LIMIT, rtf_paragraphs
from mediakit.read.values.tidying import tidy_line

_LONGEST_SECTION = 4


def recognise_rtf(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file is rich text, and by what."""
    return (0.5, "the mark {\\rtf") if head.lstrip().startswith(b"{\\rtf") else (0.0, "")


def parse_rtf(data: bytes, options: Options, name: str = "") -> Parsed:
    """Read an RTF file: a Nexis export of either layout, or else one article."""
    parsed = Parsed()
    paragraphs = rtf_paragraphs(data, encoding=options.encoding)
    if len(data) > SIZE_LIMIT:
        parsed.note("truncated_text", f"only the first {SIZE_LIMIT:,} bytes of this file were read", value=len(data))
    if any(separator(paragraph.text) for paragraph in paragraphs):
        _read_old_nexis(parsed, paragraphs, options)
        return parsed
    marked = [replace(p, is_section=p.bold and len(p.text.split()) <= _LONGEST_SECTION) for p in paragraphs]
    if any(is_start(p) or is_end(tidy_line(p.text)) for p in marked) or is_cover(p.text for p in marked):
        keep_paragraphs(parsed, marked, options)
    else:
        keep_plain(parsed, [p.text for p in paragraphs], options)
    return parsed


def _read_old_nexis(parsed: Parsed, paragraphs: Sequence[Paragraph], options: Options) -> None:
    documents: list[tuple[tuple[int, int] | None, list[Paragraph]]] = []
    for paragraph in paragraphs:
        numbers = separator(paragraph.text)
        lines = "\n".join(line for line in paragraph.lines if tidy_line(line))
        if numbers is not None:
            documents.append((numbers, []))
        elif documents and lines:
            documents[-1][1].append(Paragraph(lines, centred=paragraph.centred))
    last = documents[-1][1]
    del last[request_at([block.lines[0] for block in last]) :]
    for _, blocks in documents:
        raw = "\n".join(block.line for block in blocks[:40])
        keep_document(parsed, blocks, options, unwrap=lambda block: ["\n".join(map(tidy_line, block.lines))], raw=raw)
    compare_numbers(parsed, [numbers for numbers, _ in documents])
