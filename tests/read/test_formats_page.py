"""The page of formats is made from the code."""

from __future__ import annotations

from pathlib import Path

import mediakit
from mediakit.read.formats import FORMATS

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "formats.md"
START, END = "<!-- made from mediakit/read/formats.py -->\n", "<!-- end -->"


def made() -> str:
    """Return the table of formats as Markdown."""
    rows = [
        f"| `{f.name}` | {f.describe} | {' '.join(f.suffixes)} | `read_{f.name}` | {f.extra and f'`{f.extra}`'} |"
        for f in FORMATS
    ]
    return "\n".join(["| format | what it is | usual endings | reader | extra |", "|---|---|---|---|---|", *rows, ""])


def test_the_page_lists_every_format() -> None:
    page = PAGE.read_text("utf-8")
    assert page[page.index(START) + len(START) : page.index(END)] == made()


def test_every_format_has_its_reader_among_the_public_names() -> None:
    assert all(callable(getattr(mediakit, f"read_{f.name}")) for f in FORMATS)
