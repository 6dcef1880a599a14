"""A paragraph with its style: what the readers of Word files, RTF, HTML and set text hand to the grammars above."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from mediakit.read.values.tidying import tidy_line


@dataclass(frozen=True)
class Paragraph:
    r"""One paragraph with its line breaks, and with what its file shows of its style; most show only a part.

    A headline has an outline level or the style of one, a section name is kept with what follows. ``bookmark``
    names a bookmark inside or right before the paragraph, ``centred`` ones are the head and foot of an article.
    ``bold`` says that most of its signs are, ``bold_lines`` says so by line.

    Examples
    --------
    >>> paragraph = Paragraph("River\nPost ", centred=True)
    >>> paragraph.lines, paragraph.line
    (('River', 'Post '), 'River Post')
    """

    text: str
    is_headline: bool = False
    is_section: bool = False
    bookmark: str = ""
    centred: bool = False
    bold: bool = False
    bold_lines: tuple[bool, ...] = ()

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines as they stand in the file."""
        return tuple(self.text.split("\n"))

    @cached_property
    def line(self) -> str:
        """All lines on one tidy line."""
        return tidy_line(self.text)
