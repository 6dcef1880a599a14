"""From the lines of columns to paragraphs, over the ends of columns and pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from mediakit.read.printed.pdf_lines import Line, body_size
from mediakit.read.values.signs import SENTENCE_END
from mediakit.read.values.tidying import tidy_line

_OTHER_SIZE = 1.08
_LARGEST_STEP = 1.45
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BROKEN = re.compile(r"([^\W\d_]+)-$")
_TAIL = re.compile(r"[^\W\d_]+")


@dataclass
class Paragraph:
    """The lines of one paragraph."""

    lines: list[Line] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text on one line; hyphens at the ends of lines stay, with a space behind them."""
        return tidy_line(" ".join(line.text for line in self.lines))

    @property
    def size(self) -> float:
        """Size of its letters."""
        return median(line.size for line in self.lines)

    @property
    def bold(self) -> bool:
        """Whether all its lines are bold."""
        return all(line.bold for line in self.lines)


def paragraphs(pages: Iterable[Sequence[Sequence[Line]]]) -> list[Paragraph]:
    """Return the paragraphs of the columns of all pages.

    A paragraph ends where the first word of the next line would have had room, before a gap, an indent or
    letters of another size; at the end of a column, where a sentence ends.
    """
    found: list[Paragraph] = []
    for column in (column for page in pages for column in page):
        left, right = _edges(column)
        leading = _leading(column)
        for at, line in enumerate(column):
            before = found[-1].lines[-1] if found else None
            if before is None:
                goes_on = False
            elif at == 0:
                goes_on = (
                    _same_size(before, line)
                    and not SENTENCE_END.search(before.text)
                    and not _is_headed(found[-1], line)
                )
            elif _is_large(line, column):
                goes_on = _same_size(before, line) and before.bottom - line.bottom <= _LARGEST_STEP * line.size
            else:
                goes_on = _goes_on(before, line, left, right, leading)
            if goes_on:
                found[-1].lines.append(line)
            else:
                found.append(Paragraph([line]))
    _join_halves(found)
    return found


def _is_large(line: Line, column: Sequence[Line]) -> bool:
    """Return whether a line is of a headline, which breaks where it likes, so that its distance alone counts."""
    return line.size > _OTHER_SIZE * body_size(column)


def _join_halves(found: Sequence[Paragraph]) -> None:
    """Join words broken at the ends of lines; with their hyphen where the document has them so within a line.

    Where both halves are words of the document themselves, hyphen and space stay, for the words of all texts to decide.
    """
    lines = [line for paragraph in found for line in paragraph.lines]
    words = {word for line in lines for word in _WORD.findall(line.text.lower().rstrip("-"))[1:-1]}
    for paragraph in found:
        for at in range(len(paragraph.lines) - 1):
            line, following = paragraph.lines[at : at + 2]
            head, tail = _BROKEN.search(line.text), _TAIL.match(following.text)
            if head is None or tail is None or not tail[0].islower():
                continue
            if f"{head[1]}-{tail[0]}".lower() in words:
                paragraph.lines[at] = replace(line, text=line.text + tail[0])
                paragraph.lines[at + 1] = replace(following, text=following.text[tail.end() :])
            elif not {head[1].lower(), tail[0]} <= words:
                paragraph.lines[at] = replace(line, text=f"{line.text[:-1]}\u00ad")


def _edges(column: Sequence[Line]) -> tuple[float, float]:
    """Return where the lines of a column begin and end at most."""
    return min(line.left for line in column), max(line.right for line in column)


def _leading(column: Sequence[Line]) -> float:
    """Return the usual distance between lines."""
    steps = [a.bottom - b.bottom for a, b in pairwise(column) if _same_size(a, b)]
    return sorted(steps)[len(steps) // 3] if steps else 0.0


def _same_size(a: Line, b: Line) -> bool:
    return max(a.size, b.size) <= _OTHER_SIZE * min(a.size, b.size)


def _is_headed(paragraph: Paragraph, line: Line) -> bool:
    """Return whether a short bold paragraph stands before a line that is not bold."""
    return paragraph.bold and not line.bold


def _goes_on(before: Line, line: Line, left: float, right: float, leading: float) -> bool:
    """Return whether a line goes on with the paragraph of the one above it."""
    if not _same_size(before, line) or before.bold != line.bold:
        return False
    if leading and before.bottom - line.bottom > 1.3 * leading:
        return False
    if _BROKEN.search(before.text) and line.text[:1].islower():
        return True
    letter = (line.right - line.left) / max(1, len(line.text))
    if line.left - before.left > 1.2 * letter and line.left - left < 6 * letter and before.left - left < letter:
        return False
    word = line.text.split(" ", 1)[0]
    width = (len(word) + 1) * letter
    return before.right + width > right - 0.5 * letter or (before.bold and line.bold) or before.left - left > 4 * letter
