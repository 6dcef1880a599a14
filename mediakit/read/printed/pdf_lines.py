"""The lines of a PDF with their places and the size of their letters."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from mediakit.errors import MissingExtraError

_MOST_PAGES = 2_000
_MOST_LINES = 2_000
_CID = re.compile(r"\(cid:\d+\)")


@dataclass(frozen=True)
class Line:
    """One line: its text, its edges in points from the lower left corner of the page, and the size of its letters."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    bold: bool = False

    @property
    def height(self) -> float:
        """Height of the line."""
        return self.top - self.bottom


@dataclass(frozen=True)
class Page:
    """The lines of a page, and its height."""

    lines: tuple[Line, ...]
    height: float
    width: float


class LockedError(Exception):
    """A PDF that opens with a password only."""


def read_pages(data: bytes) -> tuple[list[Page], dict[str, str], str]:
    """Return the pages of a PDF, what it says of itself, and what stopped the reading (empty when nothing did).

    Parameters
    ----------
    data : bytes
        The whole file; pages after the first 2,000 are not read.

    Raises
    ------
    MissingExtraError
        When the package that reads PDF is not installed.
    LockedError
        When the file opens with a password only.
    """
    try:
        from pdfminer.high_level import extract_pages
        from pdfminer.layout import LAParams
        from pdfminer.pdfdocument import PDFPasswordIncorrect
    except ImportError:
        raise MissingExtraError.of("pdfminer.six", extra="pdf", task="reading PDF") from None
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # its complaints about damage would fill the screen
    pages: list[Page] = []
    try:
        facts = _facts(data)
        for page in extract_pages(io.BytesIO(data), maxpages=_MOST_PAGES, laparams=LAParams(boxes_flow=None)):
            pages.append(Page(tuple(_lines(page))[:_MOST_LINES], float(page.height), float(page.width)))
    except PDFPasswordIncorrect as error:
        raise LockedError from error
    except Exception as error:  # damaged files raise errors of every kind
        return pages, {}, f"{type(error).__name__}: {error}"[:200]
    return pages, facts, ""


def _facts(data: bytes) -> dict[str, str]:
    """Return title, language and producer that a PDF states."""
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfparser import PDFParser
    from pdfminer.utils import decode_text

    document = PDFDocument(PDFParser(io.BytesIO(data)))
    stated = {
        **{k: v for info in reversed(document.info) for k, v in info.items()},
        "Lang": document.catalog.get("Lang"),
    }
    wanted = ("Title", "Lang", "Producer", "Creator")
    return {name: decode_text(stated[name]) for name in wanted if isinstance(stated.get(name), bytes)}


def _lines(item: Any) -> Iterator[Line]:
    """Yield the lines of a page, also those inside frames, without those that stand upright."""
    from pdfminer.layout import LTContainer, LTTextLine, LTTextLineVertical

    if isinstance(item, LTTextLine):
        line = None if isinstance(item, LTTextLineVertical) else _line(item)
        if line is not None:
            yield line
    elif isinstance(item, LTContainer):
        for part in item:
            yield from _lines(part)


def _line(item: Any) -> Line | None:
    from pdfminer.layout import LTChar

    letters = [letter for letter in item if isinstance(letter, LTChar)]
    text = _CID.sub("", item.get_text()).strip()
    if not letters or not text or not letters[0].upright:
        return None
    size = Counter(round(letter.size, 1) for letter in letters).most_common(1)[0][0]
    bold = sum("bold" in letter.fontname.lower() or "black" in letter.fontname.lower() for letter in letters)
    return Line(text, item.x0, item.y0, item.x1, item.y1, size, bold > len(letters) / 2)


def body_size(lines: Sequence[Line]) -> float:
    """Return the size in which most letters are set."""
    counts: Counter[float] = Counter()
    for line in lines:
        counts[round(line.size * 2) / 2] += len(line.text)
    return counts.most_common(1)[0][0] if counts else 0.0
