"""Lines that were broken at the width of a page, joined again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil

from mediakit.read.values.tidying import tidy_line

_LONGEST_WRAPPED = 120
_LEAST_FULL = 0.25


def unwrap_lines(lines: Sequence[str], stands_alone: Callable[[str], bool]) -> list[str]:
    """Return the filled lines, those that were broken at the page width as one.

    Lines count as broken when a good part of the breaks between them stands where the next word would
    have gone beyond the usual longest line. A line that ``stands_alone`` goes on with none above it.

    Examples
    --------
    >>> lines = ["Title", "", "A line that goes on for as long as the page is wide, up to the very last", "sign."]
    >>> unwrap_lines(lines, str.isupper)
    ['Title', 'A line that goes on for as long as the page is wide, up to the very last sign.']
    """
    tidy = [tidy_line(line) for line in lines]
    if 2 * sum(line.endswith(" ") for line in lines) > sum(map(bool, tidy)):  # filled up to the width of a page
        lines = [line.rstrip(" ") for line in lines]
    sizes = sorted(len(line) for line, filled in zip(lines, tidy, strict=True) if filled)
    width = sizes[ceil(0.95 * (len(sizes) - 1))] if sizes else 0
    breaks = [at for at in range(1, len(tidy)) if tidy[at - 1] and tidy[at]]
    full = {at for at in breaks if _is_full(lines[at - 1], lines[at], width) and not stands_alone(tidy[at])}
    wrapped = width <= _LONGEST_WRAPPED and len(full) >= _LEAST_FULL * len(breaks)
    found: list[str] = []
    for at, line in enumerate(tidy):
        if wrapped and at in full:
            found[-1] += f" {line}"
        elif line:
            found.append(line)
    return found


def _is_full(line: str, following: str, width: int) -> bool:
    indent = len(following) - len(following.lstrip())
    word = following[indent:].split(" ", 1)[0]
    return len(line) > width / 2 and len(line) + 1 + indent + len(word) > width
