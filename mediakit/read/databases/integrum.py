"""Reports of Integrum (Russia): fields with two-letter codes in a table cell, the text in PRE."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from mediakit.read.account import Options, Parsed
from mediakit.read.databases.day_first import day_first
from mediakit.read.documents.keeping import add_date, compare_count, keep_article
from mediakit.read.documents.opening import read_html
from mediakit.read.values.data_files import read_data
from mediakit.read.values.lines import join_paragraphs
from mediakit.read.values.tidying import tidy_line

_FIELD = re.compile(r"\^([А-ЯЁ]{2}):")


def recognise_integrum_html(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file is an HTML report of Integrum, and by what."""
    if _FIELD.search(text):
        return 0.97, "fields such as ^ДТ:"
    if re.search(r"<title>Report \d\d\.\d\d\.\d{4}", text):
        return 0.8, "the title of an Integrum report"
    return 0.0, ""


def _wrapped_paragraphs(lines: Sequence[str]) -> list[str]:
    """Return paragraphs of hard-wrapped lines; an indented or an empty line begins a new one."""
    found: list[list[str]] = [[]]
    for line in lines:
        if not line.strip() or line.startswith("   "):
            found.append([])
        found[-1].append(line)
    return [" ".join(part) for part in found]


def _has_fields(cell: HtmlElement) -> bool:
    return any(_FIELD.search(text or "") for text in [cell.text, *(child.tail for child in cell)])


def _articles(root: HtmlElement) -> list[tuple[HtmlElement, str, str]]:
    """Return the cell with the fields of each article, and the headline and the text that follow it."""
    found: list[tuple[HtmlElement, str, str]] = []
    for element in root.iter("td", "h3", "pre"):
        if element.tag == "td" and _has_fields(element):
            found.append((element, "", ""))
        elif found and element.tag == "h3":
            found[-1] = (found[-1][0], tidy_line("".join(element.itertext())), found[-1][2])
        elif found and element.tag == "pre":
            found[-1] = (*found[-1][:2], f"{found[-1][2]}\n{''.join(element.itertext())}")
    return found


def _fields(cell: HtmlElement) -> dict[str, str]:
    names = read_data("databases/integrum")
    pieces = _FIELD.split("".join(cell.itertext()))
    return {names.get(code, ""): tidy_line(value) for code, value in zip(pieces[1::2], pieces[2::2], strict=True)}


def parse_integrum_html(data: bytes, options: Options) -> Parsed:
    """Read an HTML report of Integrum; the list of titles at its top is the number announced."""
    parsed, options = Parsed(), day_first(options)
    root = read_html(parsed, data, options)
    for cell, title, text in _articles(root) if root is not None else ():
        fields = _fields(cell)
        date = fields.pop("date", "")
        record: dict[str, object] = {name: fields.pop(name, "") for name in ("title", "outlet", "section", "byline")}
        record["byline"] = str(record["byline"]).rstrip(", ")
        record["title"] = record["title"] or title
        record["text"] = join_paragraphs(_wrapped_paragraphs(text.split("\n")))
        record["language"] = "ru"
        record.update({f"x_{name}": value for name, value in fields.items() if name})
        add_date(parsed, record, date, options)
        keep_article(parsed, record, raw=tidy_line("".join(cell.itertext()))[:1000])
    if not parsed.seen:
        parsed.lose("unreadable_file", "no article was found in this Integrum report; export it again", index=0)
    elif root is not None:
        listed = [a for a in root.iter("a") if re.fullmatch(r"#\d{1,6}", a.get("href") or "")]
        compare_count(parsed, len(listed) or None, "the list of titles")
    return parsed
