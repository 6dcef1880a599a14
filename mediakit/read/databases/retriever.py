"""Text exports of Retriever (Mediearkivet, Atekst, Infomedia of the same form): articles between ruled lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mediakit.read.account import Options, Parsed
from mediakit.read.documents.keeping import add_date, compare_count, keep_article
from mediakit.read.documents.opening import read_text
from mediakit.read.values.lines import join_paragraphs
from mediakit.read.values.tidying import strip_markup, tidy_line

_RULE = re.compile(r"\s*[=_-]{20,}\s*$")
_SOURCE = re.compile(
    r"([^>\d].{0,118}?), (\d{4}-\d{2}-\d{2}(?: \d{1,2}[:.]\d{2})?|\d{1,2}\.\d{1,2}\.\d{4}(?: \d{1,2}[:.]\d{2})?)\s*$"
)
_LISTED = re.compile(r"\s*(?:>|\d+[.)])\s.+, (?:\d{4}-\d{2}-\d{2}|\d{1,2}\.\d{1,2}\.\d{4})")
_PAGE = re.compile(r"(?:Sida|Sidan|Side|Sivu|Page|Seite|Pag(?:ina)?\.?) (\S{1,12}(?: ?[-–,] ?\S{1,6})?)\s*$", re.I)
_KIND = re.compile(r"(?:Publicerat|Publisert|Publiceret|Offentliggjort|Julkaistu|Published)\b.{0,60}$", re.I)
_LINK = re.compile(r"(?:Se|Läs|Les|Læs|Lue|Read|Vis|Katso)\b.{0,60}?(https?://\S+)\s*$|\s*(https?://\S+)\s*$", re.I)
_RIGHTS = re.compile(r"\s*(?:©|\(c\)|Copyright\b|Alla artiklar är skyddade|Alle artikler er beskyttet)", re.I)
_SECTION = re.compile(r"(?:Seksjon|Sektion|Sektion:|Avdelning|Del)[: ]+(.{2,60})$", re.I)


def recognise_retriever_txt(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file is a text export of Retriever, and by what."""
    lines = text.splitlines()[:2000]
    sources = [at for at, line in enumerate(lines) if _SOURCE.match(line) and not _LISTED.match(line)]
    marked = sum(any(_KIND.match(line) or _PAGE.match(line) for line in lines[at + 1 : at + 4]) for at in sources)
    if marked and any(_RULE.match(line) for line in lines):
        return 0.95, f"the line {tidy_line(lines[sources[0]])!r} and ruled lines"
    printed = any(_KIND.match(line) for at in sources for line in lines[at + 1 : at + 4])
    return (0.8, "lines with outlet, date and kind of publication") if marked > 1 or printed else (0.0, "")


def parse_retriever_txt(data: bytes, options: Options) -> Parsed:
    """Read a text export of Retriever; the cover, with the name of the one who exported it and a list, is left out."""
    parsed = Parsed()
    lines = read_text(parsed, data, options).splitlines()
    listed = sum(bool(_LISTED.match(line)) for line in lines)
    for title, source, body in _articles(lines):
        _add_article(parsed, title, source, body, options)
    if not parsed.seen:
        parsed.lose("unreadable_file", "no article of Retriever was found in this file; export it again", index=0)
    else:
        compare_count(parsed, listed or None, "the list at the beginning")
    return parsed


def _articles(lines: Sequence[str]) -> Iterator[tuple[str, re.Match[str], list[str]]]:
    """Yield title, line with outlet and date, and the lines below it, of each article."""
    starts = [
        at
        for at, line in enumerate(lines)
        if (at and _SOURCE.match(line) and not _LISTED.match(line) and _is_start(lines, at))
    ]
    for start, following in zip(starts, [*starts[1:], len(lines)], strict=True):
        source = _SOURCE.match(lines[start])
        title = _title(lines, start)
        end = following - len(_title(lines, following)) if following < len(lines) else following
        if source:
            yield tidy_line(" ".join(title)), source, list(lines[start + 1 : end])


def _is_start(lines: Sequence[str], at: int) -> bool:
    told = any(_KIND.match(line) or _PAGE.match(line) for line in lines[at + 1 : at + 4])
    return told or any(_RULE.match(line) for line in lines[max(0, at - 4) : at])


def _title(lines: Sequence[str], at: int) -> list[str]:
    """Return the filled lines right above a line with outlet and date."""
    first = at
    while first and lines[first - 1].strip() and not _RULE.match(lines[first - 1]) and at - first < 4:
        first -= 1
    return list(lines[first:at])


def _add_article(parsed: Parsed, title: str, source: re.Match[str], lines: list[str], options: Options) -> None:
    record: dict[str, object] = {"title": title, "outlet": tidy_line(source[1])}
    kept: list[str] = []
    heading = True
    for line in lines:
        page, link, section = _PAGE.match(line), _LINK.match(line), _SECTION.match(line)
        if _RULE.match(line) or _RIGHTS.match(line):
            continue
        heading &= not kept
        if heading and page:
            record["x_page"] = page[1]
        elif heading and _KIND.match(line):
            record["x_published_in"] = tidy_line(line).rstrip(".").rpartition(" ")[2]
        elif heading and section:
            record["section"] = tidy_line(section[1])
        elif link:
            record["url"] = link[1] or link[2]
        else:
            kept.append(line)
    blocks = "\n".join(strip_markup(line) for line in kept).split("\n\n")
    record["text"] = join_paragraphs(block.replace("\n", " ") for block in blocks)
    add_date(parsed, record, source[2], options)
    keep_article(parsed, record)
