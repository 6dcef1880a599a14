"""Nexis Word exports: headline, outlet, date, copyright and labels, then Body, closing sections, End of Document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from mediakit.read.assemble import reader
from mediakit.read.data import read_data
from mediakit.read.dates import fold
from mediakit.read.docx import DAMAGE, Paragraph, walk_paragraphs, word_paragraphs
from mediakit.read.nexis import LABELS, Draft, is_stub, keep_draft, split_label
from mediakit.read.press import compare_count, cut_correction, is_rights, label_key, label_table, line_date
from mediakit.read.record import Options, Parsed
from mediakit.read.tidying import tidy_line

_ANNOUNCED = re.compile(r"([^\W\d_]{4,14})\s?\((\d{1,6})\)")
_LONGEST_STUB = 3


@cache
def _headings(kind: str) -> frozenset[str]:
    return frozenset(label_key(heading) for heading in read_data(LABELS)["headings"][kind])


def is_end(text: str) -> bool:
    """Return whether a line is the one that ends an article."""
    return len(text) < 40 and label_key(text) in _headings("end")


def recognise_nexis_docx(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file is a Nexis Word export, and by what; ``head`` is the whole file."""
    if not head.startswith(b"PK") or b"word/document.xml" not in head:
        return 0.0, ""
    try:
        end = next((tidy_line(p.text) for p in walk_paragraphs(head) if is_end(tidy_line(p.text))), "")
    except DAMAGE:
        return 0.0, ""
    return (0.98, f"the line {end!r}") if end else (0.0, "")


def split_articles(paragraphs: Sequence[Paragraph]) -> tuple[list[list[Paragraph]], int | None]:
    """Return the paragraphs of each article, and the number of articles the cover page announces.

    An article ends at its end line. The cover page, with the exporter's name and search terms, stands
    before the first headline and is left out.
    """
    articles: list[list[Paragraph]] = []
    current: list[Paragraph] = []
    for paragraph in paragraphs:
        if is_end(tidy_line(paragraph.text)):
            articles.append(current)
            current = []
        elif paragraph.text.strip():
            current.append(paragraph)
    announced = None
    if articles:
        announced, articles[0] = _cut_cover(articles[0])
    if any(_field(paragraph) == "body" for paragraph in current):
        articles.append(current)
    return articles, announced


def _cut_cover(paragraphs: list[Paragraph]) -> tuple[int | None, list[Paragraph]]:
    words = {fold(word) for word in read_data(LABELS)["cover"]["announced"]}
    counts = ((n, _ANNOUNCED.fullmatch(tidy_line(paragraph.text))) for n, paragraph in enumerate(paragraphs))
    at, count = next(((n, found) for n, found in counts if found and fold(found[1]) in words), (0, None))
    first = next((n for n in range(at, len(paragraphs)) if paragraphs[n].is_headline), None)
    if first is None:
        first = _first_line(paragraphs, at + 1) if count else 0
    return int(count[2]) if count else None, paragraphs[first:]


def _first_line(paragraphs: Sequence[Paragraph], start: int) -> int:
    """Return where the first article begins when no headline is marked: two lines above its date or copyright."""
    body = next((n for n in range(start, len(paragraphs)) if _field(paragraphs[n]) == "body"), len(paragraphs))
    lines = [tidy_line(paragraph.text) for paragraph in paragraphs[start:body]]
    dated = [at for at, line in enumerate(lines) if line_date(line, Options()).precision in ("minute", "day")]
    rights = [at for at, line in enumerate(lines) if is_rights(line)]
    anchor = (dated or rights or [len(lines)])[-1]
    return start + max(anchor - 2, 0)


def _field(paragraph: Paragraph) -> str:
    """Return the field that a paragraph opens as a section of its own, such as body or graphic."""
    text = tidy_line(paragraph.text)
    if len(text) > 40 or text.endswith(":"):
        return ""
    known = label_table(LABELS).get(label_key(text), "")
    if paragraph.is_section:
        return known or "category"
    return known if known == "body" and text.istitle() else ""


def _read_top(lines: list[Paragraph], draft: Draft, options: Options) -> None:
    """Read what stands above the body: the copyright line divides headline, outlet and date from the labels."""
    top = [tidy_line(line.text) for line in lines]
    labels_at = next((at for at, line in enumerate(top) if at > 1 and split_label(line, capitals=False)), len(top))
    rights_at = next((at for at, line in enumerate(top[:labels_at]) if at and is_rights(line)), labels_at)
    headlines = sum(1 for line in lines[:rights_at] if line.is_headline) or 1
    draft.fields["title"] = " ".join(top[:headlines])
    between = [line for line in top[headlines:rights_at] if cut_correction(line) != ("", True)]
    draft.corrected = len(between) < rights_at - headlines
    dates = [line_date(line, options).precision in ("minute", "day", "month") for line in between]
    dated = len(dates) - 1 - dates[::-1].index(True) if True in dates else None
    if dated is None:
        loose = [at for at, line in enumerate(between) if at and line_date(line, options, anywhere=True).published]
        dated = loose[-1] if loose else None
    if dated is not None:
        draft.date_line = between.pop(dated)
    if between:
        draft.add("outlet", between[0])
    _read_lines(top[labels_at:], draft)


def _read_lines(lines: Sequence[str], draft: Draft) -> None:
    """Read labels; a line without one goes on with a byline or standfirst before it."""
    name = ""
    for line in lines:
        label = split_label(line, capitals=False)
        if label is not None:
            name = label[0]
            draft.add(*label)
        elif name == "standfirst" and not is_rights(line):
            draft.fields[name] = f"{draft.fields[name]} {line}".strip()


def _read_body(lines: Sequence[str], draft: Draft) -> None:
    """Read the text; an abstract inside it becomes the standfirst."""
    keys = [label_key(line) if len(line) < 40 and line.isupper() else "" for line in lines]
    abstract = next((at for at, key in enumerate(keys[:3]) if key in _headings("abstract")), None)
    full = next((at for at, key in enumerate(keys) if key in _headings("full_text")), None)
    if abstract is not None and full is not None and abstract < full:
        draft.add("standfirst", " ".join(lines[abstract + 1 : full]))
        lines = [*lines[:abstract], *lines[full + 1 :]]
    elif full is not None and full < 2:
        lines = [*lines[:full], *lines[full + 1 :]]
    if lines and re.fullmatch(r"https?://\S+", lines[-1]):
        draft.add("url", lines[-1])
        lines = lines[:-1]
    draft.paragraphs.extend(lines)


def _read_article(paragraphs: Sequence[Paragraph], options: Options) -> Draft:
    draft = Draft()
    sections = [(at, name) for at, name in enumerate(map(_field, paragraphs)) if name]
    body_at = next((at for at, name in sections if name == "body"), sections[0][0] if sections else len(paragraphs))
    _read_top(list(paragraphs[:body_at]), draft, options)
    closing = _closing_labels(paragraphs)
    bounds = [body_at, *(at for at, _ in sections if at > body_at), closing]
    for start, end in zip(bounds, [*bounds[1:], len(paragraphs)], strict=True):
        lines = [tidy_line(paragraph.text) for paragraph in paragraphs[start + (start < closing) : end]]
        name = _field(paragraphs[start]) if start < len(paragraphs) else ""
        if start == body_at and start < closing:
            _read_body(lines, draft)
        elif start >= closing or name in ("", "category"):
            _read_lines(lines, draft)
        elif lines:
            dated = [line for line in lines if split_label(line, capitals=False)]
            _read_lines(dated, draft)
            draft.add(name, "; ".join(line for line in lines if line not in dated))
    return draft


def _closing_labels(paragraphs: Sequence[Paragraph]) -> int:
    """Return where the closing run of label lines, with the load date in it, begins."""
    at = len(paragraphs)
    while at and (found := split_label(tidy_line(paragraphs[at - 1].text), capitals=False)) and found[0] != "body":
        at -= 1
    return at


def keep_paragraphs(parsed: Parsed, paragraphs: Sequence[Paragraph], options: Options) -> None:
    """Keep the articles of a Word or RTF export."""
    articles, announced = split_articles(paragraphs)
    for article in articles:
        raw = " ".join(tidy_line(paragraph.text) for paragraph in article[:20])
        if len(article) <= _LONGEST_STUB and (not article or is_stub(raw)):
            parsed.lose("not_an_article", "Nexis put a notice in place of this article; download it again", raw=raw)
        else:
            keep_draft(parsed, _read_article(article, options), options, raw=raw)
    compare_count(parsed, announced, "the cover page")


def parse_nexis_docx(data: bytes, options: Options) -> Parsed:
    """Read a Nexis Word export."""
    parsed = Parsed()
    paragraphs, damage = word_paragraphs(data)
    keep_paragraphs(parsed, paragraphs, options)
    if not parsed.seen:
        message = f"no article of Nexis was found in the Word file ({damage or 'no end line'}); export it again"
        parsed.lose("unreadable_file", message, index=0)
    elif damage:
        parsed.note("malformed_document", "the Word file is damaged; read up to the damage", value=damage)
    return parsed


read_nexis_docx = reader("nexis_docx", parse_nexis_docx)
