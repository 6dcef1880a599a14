"""Nexis Word exports: headline, outlet, date, copyright and labels, then Body, closing sections, End of Document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cache
from itertools import islice

from mediakit.read.account import Options, Parsed
from mediakit.read.databases.nexis.nexis_articles import Draft, keep_draft
from mediakit.read.databases.nexis.nexis_labels import LABELS, has_label, is_stub, split_label
from mediakit.read.databases.printed_labels import label_key, label_table
from mediakit.read.documents.docx import walk_paragraphs, word_paragraphs
from mediakit.read.documents.keeping import compare_count, line_date
from mediakit.read.documents.paragraphs import Paragraph
from mediakit.read.values.data_files import read_data
from mediakit.read.values.dates import fold
from mediakit.read.values.lines import cut_correction, is_rights
from mediakit.read.values.tidying import tidy_line

_START = re.compile(r"Bookmark_\d{1,7}")
_BOOKMARK_NUMBER = re.compile(r"_\d{1,7}$")
_LONGEST_END = 40
_ANNOUNCED = re.compile(r"([^\W\d_]{2,14})\s?[(（](\d{1,6})[)）]")
_LONGEST_STUB = 3
_SECTIONS = ("body", "graphic", "correction", "notes", "bio")
_COVER_LINES, _COVER_MARKS, _LONGEST_COVER = 12, 2, 1000


@cache
def _headings(kind: str) -> frozenset[str]:
    return frozenset(label_key(heading) for heading in read_data(LABELS)["headings"][kind])


def is_end(text: str) -> bool:
    """Return whether a line is the one that ends an article."""
    return 0 < len(text) < 2 * _LONGEST_END and label_key(text) in _headings("end")


def is_body(line: str) -> bool:
    """Return whether a line is the heading above the text of an article."""
    return len(line) < 2 * _LONGEST_END and _field(Paragraph(line)) == "body"


def is_cover(lines: Iterable[str]) -> bool:
    """Return whether a text begins as the cover page, which tells who exported what.

    Examples
    --------
    >>> is_cover(["User Name: somebody", "Job Number: 12", "Documents (2)"]), is_cover(["Town council meets"])
    (True, False)
    """
    cover = read_data(LABELS)["cover"]
    labels = frozenset(map(label_key, cover["labels"]))
    first = list(islice(filter(None, (tidy_line(line[:_LONGEST_COVER]) for line in lines)), _COVER_LINES))
    marks = sum(label_key(re.split("[:：]", line, maxsplit=1)[0]) in labels for line in first)
    return marks + any(_count(line) is not None for line in first) >= _COVER_MARKS


def _count(line: str) -> int | None:
    """Return the number of a line such as ``Documents (25)``."""
    found = _ANNOUNCED.fullmatch(line)
    words = {fold(word) for word in read_data(LABELS)["cover"]["announced"]}
    return int(found[2]) if found and fold(found[1]) in words else None


def is_start(paragraph: Paragraph) -> bool:
    """Return whether Nexis marked a paragraph as the beginning of an article, as it does in every language."""
    return bool(paragraph.bookmark) and _START.fullmatch(paragraph.bookmark) is not None


def recognise_nexis_docx(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file is a Nexis Word export, and by what; ``head`` is the whole file."""
    if not head.startswith(b"PK") or b"word/document.xml" not in head:
        return 0.0, ""
    first: list[str] = []
    with suppress(Exception):
        for paragraph in walk_paragraphs(head):
            text = tidy_line(paragraph.text)
            first += [text] if len(first) < _COVER_LINES and text else []
            if is_start(paragraph) or is_end(text):
                return 0.98, f"the bookmark {paragraph.bookmark!r}" if is_start(paragraph) else f"the line {text!r}"
    return (0.9, "the labels of a cover page") if is_cover(first) else (0.0, "")


def split_articles(paragraphs: Sequence[Paragraph]) -> tuple[list[list[Paragraph]], int | None]:
    """Return the paragraphs of each article, and the number of articles the cover page announces.

    An article begins at its bookmark and ends at its end line; one of the two is enough. The cover
    page, with the exporter's name and search terms, stands before the first headline and is left out.
    """
    articles: list[list[Paragraph]] = []
    current: list[Paragraph] = []
    announced, begun, ended = None, False, False
    for paragraph in [*paragraphs, Paragraph("", bookmark="Bookmark_0")]:
        end, start = is_end(paragraph.text), is_start(paragraph)
        if (end or start) and not begun and not articles:
            announced, current = _cut_cover(current)
        if end or (start and current and (begun or _has_body(current) or (articles and _is_cut(current)))):
            articles.append(current)
        if end or start:
            current, begun, ended = [], start, ended or end
        if paragraph.text.strip() and not end:
            current.append(paragraph)
    return (articles if ended else _cut_common_end(articles)), announced


def _has_body(paragraphs: Sequence[Paragraph]) -> bool:
    return any(_field(paragraph) == "body" for paragraph in paragraphs)


def _is_cut(paragraphs: Sequence[Paragraph]) -> bool:
    """Return whether these are the first lines of an article whose file breaks off: a date and a label."""
    lines = [tidy_line(paragraph.text) for paragraph in paragraphs]
    labelled = any(split_label(line, capitals=False) for line in lines)
    return labelled and not is_cover(lines) and any(line_date(line, Options()).published for line in lines)


def _cut_common_end(articles: list[list[Paragraph]]) -> list[list[Paragraph]]:
    """Cut the last line where all articles end with the same short one: an end line in an unknown language."""
    last = {tidy_line(article[-1].text) for article in articles if article}
    if len(articles) < 2 or len(last) != 1 or len(min(last)) >= _LONGEST_END:
        return articles
    return [article[:-1] for article in articles]


def _cut_cover(paragraphs: list[Paragraph]) -> tuple[int | None, list[Paragraph]]:
    counts = ((n, _count(tidy_line(paragraph.text))) for n, paragraph in enumerate(paragraphs))
    at, count = next(((n, found) for n, found in counts if found is not None), (0, None))
    first = next((n for n in range(at, len(paragraphs)) if paragraphs[n].is_headline), None)
    if first is None:
        covered = count is not None or is_cover(paragraph.text for paragraph in paragraphs)
        first = _first_line(paragraphs, at + 1) if covered else 0
    return count, paragraphs[first:]


def _first_line(paragraphs: Sequence[Paragraph], start: int) -> int:
    """Return where the first article begins when no headline is marked: two lines above its date or copyright."""
    body = next((n for n in range(start, len(paragraphs)) if _field(paragraphs[n]) == "body"), len(paragraphs))
    lines = [tidy_line(paragraph.text) for paragraph in paragraphs[start:body]]
    dated = [at for at, line in enumerate(lines) if line_date(line, Options()).precision in ("minute", "day")]
    rights = [at for at, line in enumerate(lines) if is_rights(line)]
    anchor = (dated or rights or [len(lines)])[-1]
    return start + max(anchor - 2, 0)


def _field(paragraph: Paragraph, plain: tuple[str, ...] = ("body",)) -> str:
    """Return the field that a paragraph opens as a section of its own; ``plain`` ones need no mark as a heading."""
    text = tidy_line(paragraph.text)
    if not text or len(text) > _LONGEST_END or text.endswith((":", "：")):
        return ""
    table = label_table(LABELS)
    known = table.get(label_key(text), "")
    marked = table.get(label_key(_BOOKMARK_NUMBER.sub("", paragraph.bookmark)), "") if paragraph.bookmark else ""
    if paragraph.is_section or marked:
        return marked or known or "category"
    return known if known in plain and not text.isupper() and text[0] == text[0].upper() else ""


def _sections(paragraphs: Sequence[Paragraph]) -> list[tuple[int, str]]:
    """Return where the sections of an article begin; a heading of no known name has labels after it, or is text."""
    found: list[tuple[int, str]] = []
    plain = ("body",) if any(p.is_section for p in paragraphs) else ("body", "graphic", "correction")
    for at, paragraph in enumerate(paragraphs):
        name = _field(paragraph, plain)
        following = tidy_line(paragraphs[at + 1].text) if at + 1 < len(paragraphs) else ""
        if name == "body" and any(earlier == "body" for _, earlier in found):
            continue
        if name not in _SECTIONS and found and not has_label(following):
            continue
        if name:
            found.append((at, name))
    return found


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
        elif line.startswith(("http://", "https://")):
            draft.add("url", line)
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
    sections = _sections(paragraphs)
    names = dict(sections)
    body_at = next((at for at, name in sections if name == "body"), sections[0][0] if sections else len(paragraphs))
    _read_top(list(paragraphs[:body_at]), draft, options)
    closing = _closing_labels(paragraphs)
    bounds = [body_at, *(at for at, _ in sections if at > body_at), closing]
    for start, end in zip(bounds, [*bounds[1:], len(paragraphs)], strict=True):
        lines = [tidy_line(paragraph.text) for paragraph in paragraphs[start + (start < closing) : end]]
        name = names.get(start, "")
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
    """Return where the closing run of label lines, with its heading and the load date in it, begins."""
    at = len(paragraphs)
    while at and (found := split_label(tidy_line(paragraphs[at - 1].text), capitals=False)) and found[0] != "body":
        at -= 1
    heading = label_table(LABELS).get(label_key(paragraphs[at - 1].text)) if 0 < at < len(paragraphs) else ""
    return at - 1 if heading == "category" else at


def keep_paragraphs(parsed: Parsed, paragraphs: Sequence[Paragraph], options: Options) -> None:
    """Keep the articles of a Word or RTF export; a list of titles beside single files holds none."""
    articles, announced = split_articles(paragraphs)
    if not articles and is_cover(paragraph.text for paragraph in paragraphs):
        parsed.lose("not_an_article", "a cover page of Nexis that lists titles and holds no article", index=0)
        return
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
