"""Pages that are a list of articles, such as the hits of a search, and no article."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.html import HtmlElement

from mediakit.read.values.dates import find_date
from mediakit.read.values.tidying import tidy_line

_LEAST_ROWS = 3
_SHARE = 0.5
_LONGEST_ROW = 1_000
_MOST_ROWS = 500


def count_hits(tree: HtmlElement) -> int:
    """Return how many rows of a page hold a date and a link, where these rows are half of the page or more; else 0.

    Examples
    --------
    >>> from lxml.html import fromstring
    >>> row = "<tr><td>5 March 2024</td><td><a href='/{0}'>Council meets again</a></td></tr>"
    >>> count_hits(fromstring("<table>" + row * 4 + "</table>"))
    4
    """
    rows = list(_rows(tree))
    if len(rows) < _LEAST_ROWS or sum(map(len, rows)) < _SHARE * len(_visible(tree)):
        return 0
    return len(rows)


def _rows(tree: HtmlElement) -> Iterator[str]:
    """Yield the texts of the innermost rows of tables and lists that have a date and a link."""
    seen = 0
    for row in tree.iter("tr", "li"):
        if row.find(".//tr") is not None or row.find(".//a[@href]") is None:
            continue
        seen += 1
        text = _visible(row)
        if seen <= _MOST_ROWS and len(text) <= _LONGEST_ROW and any(c.isdigit() for c in text) and find_date(text):
            yield text


def _visible(element: HtmlElement) -> str:
    """Return the text of an element, with a space between the texts of those inside it."""
    pieces = element.xpath(".//text()[not(ancestor::script or ancestor::style or ancestor::head)]")
    return tidy_line(" ".join(map(str, pieces)))
