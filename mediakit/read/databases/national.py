"""National press databases: APA and DeFacto (Austria), Integrum (Russia), Mediargus (Belgium)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from typing import NamedTuple

from lxml.html import HtmlElement

from mediakit.read.account import Options, Parsed
from mediakit.read.documents.keeping import (
    add_date,
    compare_count,
    html_lines,
    join_paragraphs,
    keep_article,
    read_html,
    read_text,
    stated_words,
)
from mediakit.read.documents.rtf import RtfParagraph, rtf_opening, rtf_paragraphs
from mediakit.read.values.data_files import read_data
from mediakit.read.values.dates import FoundDate, find_date
from mediakit.read.values.tidying import tidy_line

_APA_HEAD = re.compile(
    r"\s*[\"„»](?P<quoted>[^\"“«]{1,120})[\"“«]\s{0,20}(?:Nr\.?\s?\S{1,20}\s{1,20})?(?P<issue>[^\"\d\n]{1,60}?\s)?"
    r"(?P<kind>vom|gefunden am|gesendet am|erschienen am)\s"
)
_APA_PLAIN_HEAD = re.compile(
    r"\s*(?P<quoted>[^\W\d_][^\"\n]{1,60}?)\s(?:Nr\.?\s?\S{1,20}\s{1,20})?(?P<kind>vom)\s"
    r"(?=\d{2}\.\s?(?:\d{2}\.|[^\W\d_]{3}\s)\d{4}(?:\s\d{2}[.:]\d{2}(?:\sUhr)?)?(?:\s{1,80}Seite.{0,40})?\s*(?:\n|$))"
)
_APA_PAGE = re.compile(r"Seite:?\s{0,9}(\S{1,20})")
_APA_SECTION = re.compile(r"Ressort:\s{0,9}(.{1,200})")
_APA_PRINT = re.compile(r"Print-Ausgabe,\s?(\d{1,2}\.\d{1,2}\.\d{4})")
_APA_INDENT = "   "
_RULE = re.compile(r"\s*_{20,}\s*")
_DISAGREEING_DAYS = 31
_INTEGRUM_FIELD = re.compile(r"\^([А-ЯЁ]{2}):")
_MEDIARGUS_ITEM = re.compile(r"\??(\d{1,5})\. (.+)")
_MEDIARGUS_SOURCE = re.compile(
    r"(.{1,120}?), (\S{2,20} \d{1,2} \S{3,20} \d{4})(?:, p\. ?([^\s,]{1,20}?))?(?:, (\d{1,7})w)?\.?\s*"
)
_MEDIARGUS_BODY = re.compile(r"\s*(\d{2})-(\d{2})-(\d{4})(?:, p\. ?(\S{1,20}))?\s*")


def _dayfirst(options: Options) -> Options:
    return options if options.dayfirst is not None else replace(options, dayfirst=True)


# Austria: one head line for both the RTF export of APA and the printout of DeFacto


def recognise_apa_rtf(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file is an RTF export of APA, and by what."""
    if not head.lstrip().startswith(b"{\\rtf"):
        return 0.0, ""
    line = next((p.text for p in rtf_opening(head)[:60] if _head_of(p.text)), "")
    return (0.95, f"the line {tidy_line(line)[:80]!r}") if line else (0.0, "")


def recognise_defacto_html(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file is a printout of APA DeFacto, and by what."""
    if re.search(r"<title>\s*DeFacto", text) or (re.search(r"class=\"eintrag\"", text) and "Ressort:" in text):
        return 0.97, "the title or the entries of DeFacto"
    return 0.0, ""


def _head_of(line: str) -> re.Match[str] | None:
    """Return the match of a head line, with the outlet between quotation marks or without them."""
    return _APA_HEAD.match(line) or _APA_PLAIN_HEAD.match(line)


def _apa_head(lines: Sequence[str], options: Options) -> tuple[dict[str, object], str]:
    """Read outlet, page, section and date of a head such as ``"Kurier" vom 02.04.2013   Seite: 1``."""
    found = _head_of(lines[0])
    if found is None:
        return {}, ""
    rest = lines[0][found.end() :]
    page = _APA_PAGE.search(rest)
    section = next((match for match in map(_APA_SECTION.match, lines[1:]) if match), None)
    record: dict[str, object] = {
        "outlet": tidy_line(found["quoted"]),
        "section": tidy_line(section[1] if section else found.groupdict().get("issue") or ""),
        "x_page": page[1] if page else "",
        "flags": "date_found" if found["kind"].startswith("gefunden") else "",
        "language": "de",
    }
    date = _find(rest, options)
    return record, rest[date.start : date.end] if date else ""


def _find(line: str, options: Options) -> FoundDate | None:
    return find_date(line, dayfirst=options.dayfirst, timezone=options.timezone)


def _apa_documents(paragraphs: Sequence[RtfParagraph]) -> list[list[RtfParagraph]]:
    """Return the paragraphs of each article: between ruled lines, or from one head line to the next without any."""
    parts = [part for paragraph in paragraphs for part in _parts(paragraph)]
    ruled = any(_RULE.fullmatch(part.text) for part in parts)
    documents: list[list[RtfParagraph]] = [[]]
    for paragraph in parts:
        if _RULE.fullmatch(paragraph.text):
            documents.append([])
        elif not ruled and _head_of(paragraph.text) and any(_head_of(earlier.text) for earlier in documents[-1]):
            documents.append([paragraph])
        elif tidy_line(paragraph.text):
            documents[-1].append(paragraph)
    return [document for document in documents if document]


def _parts(paragraph: RtfParagraph) -> Iterator[RtfParagraph]:
    """Yield a paragraph in pieces, where ruled lines and head lines stand inside it."""
    lines = paragraph.text.split("\n")
    cuts = {at for at, line in enumerate(lines) if _RULE.fullmatch(line) or (at and _head_of(line))}
    cuts |= {at + 1 for at in cuts if _RULE.fullmatch(lines[at])}
    for start, stop in pairwise(sorted({0, *cuts, len(lines)})):
        bold = paragraph.bold_lines[start:stop]
        yield replace(paragraph, text="\n".join(lines[start:stop]), bold_lines=bold)


def _is_apa_notice(text: str) -> bool:
    """Return whether what is said of the whole document begins here, such as its source once more."""
    line, names = tidy_line(text), read_data("databases/national_labels")["apa"]
    source = next((line.removeprefix(label) for label in names["sources"] if line.startswith(label)), "")
    return line.startswith(tuple(names["notices"])) or bool(source and _head_of(source))


class _Line(NamedTuple):
    text: str
    bold: bool
    begins: bool  # a paragraph


def _apa_lines(document: Sequence[RtfParagraph]) -> list[_Line]:
    """Return the filled lines of a document."""
    found: list[_Line] = []
    for paragraph in document:
        begins = True
        for line, bold in zip(paragraph.text.split("\n"), paragraph.bold_lines, strict=True):
            begins |= not tidy_line(line) or line.startswith(_APA_INDENT)
            if tidy_line(line):
                found.append(_Line(line, bold, begins))
                begins = False
    return found


def _join_lines(lines: Sequence[_Line]) -> str:
    joined: list[str] = []
    for line in lines:
        if line.begins or not joined:
            joined.append(line.text)
        else:
            joined[-1] += f" {line.text}"
    return join_paragraphs(joined)


def _headline_of(body: Sequence[_Line]) -> tuple[int, int]:
    """Return where the headline begins and ends: the first bold lines, or else the first line."""
    first = next((at for at, line in enumerate(body) if line.bold), 0)
    rest = range(first + 1, len(body))
    return first, next((at for at in rest if body[at].begins or not body[at].bold), len(body))


def parse_apa_rtf(data: bytes, options: Options) -> Parsed:
    """Read an RTF export of APA: articles between ruled lines, each with a head line and a bold headline."""
    parsed, options = Parsed(), _dayfirst(options)
    for document in _apa_documents(rtf_paragraphs(data, encoding=options.encoding)):
        raw = tidy_line(" ".join(p.text for p in document[:10]))[:1000]
        lines = _apa_lines(document)
        start = next((at for at, line in enumerate(lines) if _head_of(line.text)), None)
        if start is None:
            parsed.lose("malformed_document", "no head line with outlet and date was found; export it again", raw=raw)
            continue
        record, date = _apa_head([line.text for line in lines[start : start + 4]], options)
        body = list(takewhile(lambda line: not _is_apa_notice(line.text), lines[start + 1 :]))
        body = [line for line in body if not _APA_SECTION.match(line.text)]
        first, after = _headline_of(body)
        record["title"] = tidy_line(" ".join(line.text for line in body[first:after]))
        record["x_kicker"] = tidy_line(" ".join(line.text for line in body[:first]))
        record["text"] = _join_lines(body[after:])
        add_date(parsed, record, date, options)
        _compare_print_date(parsed, record, options)
        keep_article(parsed, record, raw=raw)
    if not parsed.seen:
        parsed.lose("unreadable_file", "no article was found in this RTF file", index=0)
    return parsed


def _compare_print_date(parsed: Parsed, record: dict[str, object], options: Options) -> None:
    """Report an article that names a printed issue far from the day on which it was found on the web."""
    printed = _APA_PRINT.search(str(record["text"])[-400:])
    found = _find(printed[1], options) if printed else None
    published = record["published"]
    if printed is None or found is None or found.date.published is None or published is None:
        return
    if abs((found.date.published - published).days) > _DISAGREEING_DAYS:  # type: ignore[operator]
        message = f"the head says {record['date_text']}, the text names the printed issue of {printed[1]}"
        parsed.note("date_disagrees", message, index=parsed.seen, value=printed[1], raw=record["title"])


def parse_defacto_html(data: bytes, options: Options) -> Parsed:
    """Read a printout of APA DeFacto: entries with a head line, a headline, a lead and paragraphs."""
    parsed, options = Parsed(), _dayfirst(options)
    root = read_html(parsed, data, options)
    entries = [] if root is None else [e for e in root.iter("div") if "eintrag" in (e.get("class") or "").split()]
    for entry in entries:
        head = next(("".join(pre.itertext()).strip().split("\n") for pre in entry.iter("pre")), [""])
        record, date = _apa_head(head, options)
        record["title"] = tidy_line(" ".join(" ".join(html_lines(h)) for h in list(entry.iter("h3"))[:1]))
        record["text"] = join_paragraphs(" ".join(html_lines(p)) for p in entry.iter("p"))
        record["standfirst"] = tidy_line(" ".join(child.tail or "" for child in entry if child.tag in ("pre", "h3")))
        add_date(parsed, record, date, options)
        keep_article(parsed, record, raw=tidy_line(" ".join(entry.itertext()))[:1000])
    if not parsed.seen:
        parsed.lose("unreadable_file", "no entry was found in this DeFacto printout; save it again", index=0)
    return parsed


# Russia: fields with two-letter codes in a table cell, the text in PRE


def recognise_integrum_html(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file is an HTML report of Integrum, and by what."""
    if _INTEGRUM_FIELD.search(text):
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
    return any(_INTEGRUM_FIELD.search(text or "") for text in [cell.text, *(child.tail for child in cell)])


def _integrum_articles(root: HtmlElement) -> list[tuple[HtmlElement, str, str]]:
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


def _integrum_fields(cell: HtmlElement) -> dict[str, str]:
    names = read_data("databases/national_labels")["integrum"]
    pieces = _INTEGRUM_FIELD.split("".join(cell.itertext()))
    return {names.get(code, ""): tidy_line(value) for code, value in zip(pieces[1::2], pieces[2::2], strict=True)}


def parse_integrum_html(data: bytes, options: Options) -> Parsed:
    """Read an HTML report of Integrum; the list of titles at its top is the number announced."""
    parsed, options = Parsed(), _dayfirst(options)
    root = read_html(parsed, data, options)
    for cell, title, text in _integrum_articles(root) if root is not None else ():
        fields = _integrum_fields(cell)
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


# Belgium: a numbered list of titles, then the texts in the same order


@dataclass(frozen=True)
class _Item:
    number: int
    title: str
    outlet: str
    date: str
    page: str
    words: int
    teaser: str


def recognise_mediargus_txt(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file is a text export of Mediargus, and by what."""
    found = next((line for line in text.splitlines()[:12] if _MEDIARGUS_SOURCE.fullmatch(line)), "")
    return (0.95, f"the line {tidy_line(found)!r}") if found else (0.0, "")


def _mediargus_items(lines: Sequence[str]) -> Iterator[_Item]:
    """Yield the entries of the numbered list: title, source line, teaser."""
    for at, line in enumerate(lines):
        source = _MEDIARGUS_SOURCE.fullmatch(line)
        above = next((n for n in range(at - 1, max(at - 6, -1), -1) if _MEDIARGUS_ITEM.match(lines[n])), None)
        if source is None or above is None:
            continue
        number = _MEDIARGUS_ITEM.match(lines[above])
        title = " ".join([number[2] if number else "", *lines[above + 1 : at]])
        below = next((text for text in lines[at + 1 : at + 4] if text.strip()), "")
        teaser = "" if _MEDIARGUS_ITEM.match(below) else below
        words = stated_words(source[4] or "") or 0
        yield _Item(
            int(number[1]) if number else 0, tidy_line(title), source[1], source[2], source[3] or "", words, teaser
        )


def _mediargus_bodies(lines: Sequence[str]) -> list[tuple[str, str, list[str]]]:
    """Return date, page and paragraphs of each text; a text begins with its date and page."""
    bodies: list[tuple[str, str, list[str]]] = []
    for line in lines:
        begins = _MEDIARGUS_BODY.fullmatch(line)
        if begins is not None:
            bodies.append((f"{begins[3]}-{begins[2]}-{begins[1]}", begins[4] or "", []))
        elif bodies and line.strip():
            bodies[-1][2].append(tidy_line(line))
    return bodies


def _mediargus_text(item: _Item, paragraphs: list[str]) -> tuple[str, str]:
    """Return region and text of an article, without its headline and the owner's line at its end."""
    at = next((n for n, line in enumerate(paragraphs[:4]) if line == item.title), None)
    region = "; ".join(paragraphs[:at]) if at else ""
    kept = paragraphs if at is None else paragraphs[at + 1 :]
    return region, join_paragraphs(line for line in kept if not line.startswith("©"))


def parse_mediargus_txt(data: bytes, options: Options) -> Parsed:
    """Read a text export of Mediargus: the list gives the fields, the part after it the texts."""
    parsed, options = Parsed(), _dayfirst(options)
    lines = read_text(parsed, data, options).splitlines()
    bodies = _mediargus_bodies(lines)
    position = 0
    for item in _mediargus_items(lines):
        date = _find(item.date, options)
        day = f"{date.date.published:%Y-%m-%d}" if date and date.date.published else ""
        nearby = range(position, min(position + 4, len(bodies)))
        match = next((at for at in nearby if bodies[at][:2] == (day, item.page)), None)
        region, text = _mediargus_text(item, bodies[match][2]) if match is not None else ("", item.teaser)
        position = match + 1 if match is not None else position
        placeholder = item.title in read_data("databases/national_labels")["mediargus"]["untitled"]
        record: dict[str, object] = {
            "title": "" if placeholder and text else item.title,
            "outlet": item.outlet,
            "text": tidy_line(text) if match is None else text,
            "word_count_stated": item.words,
            "language": "nl",
            "truncated": match is None,
            "x_page": item.page,
            "x_region": region,
        }
        if match is None:
            message = "the file holds no text for this entry of its list; only the teaser was read"
            parsed.note("truncated_text", message, index=parsed.seen, raw=item.title)
        add_date(parsed, record, item.date, options)
        keep_article(parsed, record, raw=item.title)
    if not parsed.seen:
        parsed.lose("unreadable_file", "no numbered list of articles was found in this file", index=0)
    return parsed
