"""The order in which the lines of a page are read: head and foot set apart, one column after the other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from mediakit.read.printed.pdf_lines import Line, Page, body_size
from mediakit.read.values.dates import parse_date
from mediakit.read.values.signs import SENTENCE_END

_MARGIN = 0.12
_LEAST_LINES = 3
_LEAST_GUTTER = 4.0
_MOST_ACROSS = 0.4
_LONGEST_HEAD = 160
_NUMBER = re.compile(
    r"\W*(?:(?:page|p\.|seite|sida|side|página|pagina|стр\.?|с\.)\s*)?[A-Z]?\d{1,4}(?:\s*(?:of|/|von|de|av|af|из|з)\s*\d{1,4})?\W*",
    re.I,
)
_ADDRESS = re.compile(r"(?:https?://|www\.|file://)\S+")
_CLOCK = re.compile(r",?\s*\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?$")


def in_order(pages: Sequence[Page]) -> tuple[list[list[list[Line]]], list[str]]:
    """Return the columns of each page, with their lines from top to bottom, and the heads and feet left out."""
    size = body_size([line for page in pages for line in page.lines])
    repeated = _repeated(pages)
    found, apart = [], list[str]()
    for page in pages:
        beside = {line for line in page.lines if _key(line) in repeated and _is_margin(line, page)}
        beside |= _furniture([line for line in page.lines if line not in beside], page, size)
        apart += [line.text for line in page.lines if line in beside and not _is_stamp(line)]
        found.append(columns([line for line in page.lines if line not in beside]))
    return found, list(dict.fromkeys(apart))


def _key(line: Line) -> str:
    return re.sub(r"\d+", "#", " ".join(line.text.split()))


def _is_margin(line: Line, page: Page) -> bool:
    return line.bottom > (1 - _MARGIN) * page.height or line.top < _MARGIN * page.height


def _repeated(pages: Sequence[Page]) -> set[str]:
    """Return the lines in the margins that stand on two pages and on a third of all."""
    counts: Counter[str] = Counter()
    for page in pages:
        counts.update({_key(line) for line in page.lines if _is_margin(line, page)})
    return {key for key, count in counts.items() if count > 1 and count >= len(pages) / 3}


def _furniture(lines: Sequence[Line], page: Page, size: float) -> set[Line]:
    """Return head and foot of a page: in the margin numbers, addresses and times, and what stands clear of all else."""
    found: set[Line] = set()
    for side in (sorted(lines, key=lambda line: -line.top), sorted(lines, key=lambda line: line.bottom)):
        row: list[Line] = []
        for line in side:
            if not _is_margin(line, page) or line in found:
                break
            if row and min(row[-1].top, line.top) - max(row[-1].bottom, line.bottom) <= 0:
                break
            row.append(line)
        rest = [line for line in side if line not in row]
        if row and (all(map(_is_technical, row)) or any(map(_is_technical, row)) or _stands_clear(row, rest, size)):
            found.update(row if _is_small(row, size) else [line for line in row if _is_technical(line)])
    return found


def _is_small(row: Sequence[Line], size: float) -> bool:
    return all(line.size <= 1.15 * size and len(line.text) <= _LONGEST_HEAD for line in row)


def _is_technical(line: Line) -> bool:
    text = line.text.strip()
    return bool(_NUMBER.fullmatch(text) or _ADDRESS.fullmatch(text)) or _is_stamp(line)


def _is_stamp(line: Line) -> bool:
    """Return whether a line is a date with a time and nothing else: when a browser printed the page."""
    text = line.text.strip()
    day = _CLOCK.sub("", text)
    return day != text and parse_date(day).published is not None


def _stands_clear(row: Sequence[Line], rest: Sequence[Line], size: float) -> bool:
    """Return whether short lines in a margin have a wide gap to what is next, and are no sentence."""
    if not rest or any(SENTENCE_END.search(line.text) for line in row):
        return False
    gap = min(max(line.bottom - other.top, other.bottom - line.top) for line in row for other in rest[:3])
    larger = any(other.size > 1.15 * size for other in rest[:2])
    return gap > (0.8 if larger else 1.5) * max(line.height for line in row)


def columns(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the stretches of lines in the order of reading.

    Lines that go across a gutter, such as headlines over all columns, part the page into bands; in each band
    the columns follow each other from left to right.

    Examples
    --------
    >>> left = [Line(f"l{n}", 0, 90 - 10 * n, 40, 98 - 10 * n, 9) for n in range(4)]
    >>> right = [Line(f"r{n}", 50, 90 - 10 * n, 90, 98 - 10 * n, 9) for n in range(4)]
    >>> [[line.text for line in column] for column in columns([*right, *left])]
    [['l0', 'l1', 'l2', 'l3'], ['r0', 'r1', 'r2', 'r3']]
    """
    ordered = sorted(lines, key=lambda line: (-line.top, line.left))
    gutter = _gutter(ordered)
    if gutter is None:
        return [_by_rows(ordered)] if ordered else []
    found: list[list[Line]] = []
    band: list[Line] = []
    for line in ordered:
        if line.left < gutter < line.right:
            found += _band(band, gutter)
            band = []
            if found and found[-1] and found[-1][-1].left < gutter < found[-1][-1].right:
                found[-1].append(line)
            else:
                found.append([line])
        else:
            band.append(line)
    return [column for column in [*found, *_band(band, gutter)] if column]


def _band(lines: Sequence[Line], gutter: float) -> list[list[Line]]:
    left = [line for line in lines if line.right <= gutter]
    right = [line for line in lines if line.left >= gutter]
    return [*(columns(left) if left else []), *(columns(right) if right else [])]


def _gutter(lines: Sequence[Line]) -> float | None:
    """Return the middle of the stretch that fewest lines cross, if there are lines side by side on both sides of it."""
    edges = sorted({line.left for line in lines})
    best: tuple[float, float] | None = None
    for edge in edges:
        right = [line for line in lines if line.left >= edge - 0.5]
        left = [line for line in lines if line.right < edge - _LEAST_GUTTER]
        across = len(lines) - len(left) - len(right)
        if min(len(left), len(right)) < _LEAST_LINES or across > _MOST_ACROSS * len(lines):
            continue
        if _side_by_side(left, right) < _LEAST_LINES:
            continue
        middle = (edge + max(line.right for line in left)) / 2
        if best is None or across < best[0]:
            best = (across, middle)
    return None if best is None else best[1]


def _side_by_side(left: Sequence[Line], right: Sequence[Line]) -> int:
    """Return how many lines on the right stand beside one on the left."""
    spans = [(line.bottom, line.top) for line in left]
    return sum(any(low < (line.bottom + line.top) / 2 < high for low, high in spans) for line in right)


def _by_rows(lines: Sequence[Line]) -> list[Line]:
    """Return lines from top to bottom; pieces that stand on one row become one line."""
    rows: list[Line] = []
    for line in lines:
        above = rows[-1] if rows else None
        if above and min(above.top, line.top) - max(above.bottom, line.bottom) > 0.6 * min(above.height, line.height):
            first, second = sorted((above, line), key=lambda piece: piece.left)
            rows[-1] = Line(
                f"{first.text} {second.text}",
                first.left,
                min(above.bottom, line.bottom),
                max(above.right, line.right),
                max(above.top, line.top),
                max(above.size, line.size),
                above.bold and line.bold,
            )
        else:
            rows.append(line)
    return rows
