"""Factiva RTF exports in both layouts: a table of two-letter codes, or lines without labels."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence
from itertools import islice, takewhile

from mediakit.read.account import Options, Parsed
from mediakit.read.databases.factiva.factiva_articles import (
    LISTED,
    Article,
    accession_number,
    join_date,
    keep_articles,
    read_source,
)
from mediakit.read.documents.keeping import line_date
from mediakit.read.documents.paragraphs import Paragraph
from mediakit.read.documents.rtf import rtf_opening, rtf_paragraphs
from mediakit.read.values.data_files import read_data
from mediakit.read.values.dates import fold
from mediakit.read.values.lines import is_rights, is_word_count, join_paragraphs
from mediakit.read.values.tidying import tidy_line

_FIELD = re.compile(r"\s*([A-Z]{2,3})\s*\t(.*)", re.DOTALL)
_BODY = ("LP", "TD")
_MOST_AROUND_TITLE = 3
_MOST_FIELDS = 12
_LONGEST_FIELD = 80
_SENTENCE_ENDS = tuple('.!?…"”’»。！？؟।')


def recognise_factiva_rtf(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file is an RTF export of Factiva, and by what."""
    if not head.lstrip().startswith(b"{\\rtf"):
        return 0.0, ""
    lines = [tidy_line(paragraph.text) for paragraph in rtf_opening(head)]
    number = next((line for line in lines if accession_number(line) or _is_number_field(line)), "")
    if number:
        return 0.95, f"the line {number!r}"
    counted = [at for at, line in enumerate(lines) if is_word_count(line)]
    if any(line_date(following, Options()).published for at in counted for following in lines[at + 1 : at + 2]):
        return 0.8, "a number of words with a date below it"
    return 0.0, ""


def _is_number_field(line: str) -> bool:
    return line.startswith("AN ") and bool(accession_number(line[3:].strip()))


def _field(paragraph: Paragraph) -> tuple[str, str] | None:
    """Return code and value of a table row that begins a field."""
    found = _FIELD.fullmatch(paragraph.text)
    known = read_data("databases/factiva_labels")
    return (found[1], found[2]) if found and found[1] in (*known["codes"], *known["ignored"]["codes"], *_BODY) else None


def split_documents(paragraphs: Sequence[Paragraph]) -> list[list[Paragraph]]:
    """Return the paragraphs of each article, which ends with its accession number.

    What stands after the last one, the search with its terms, is left out.
    """
    documents: list[list[Paragraph]] = []
    current: list[Paragraph] = []
    for paragraph in paragraphs:
        field = _field(paragraph)
        current.append(paragraph)
        if accession_number(tidy_line(field[1] if field and field[0] == "AN" else paragraph.text)):
            documents.append(current)
            current = []
    return [*documents, current] if _is_cut_article(current) else documents


def _is_cut_article(paragraphs: Sequence[Paragraph]) -> bool:
    """Return whether what stands after the last number is an article that a damaged file breaks off."""
    coded = any(field and field[0] == "HD" for field in map(_field, paragraphs))
    return coded or any(is_word_count(tidy_line(paragraph.text)) for paragraph in paragraphs)


def _read_coded(document: Sequence[Paragraph]) -> Article:
    """Read the layout whose rows begin with a code; a paragraph without one goes on with the field before it."""
    known = read_data("databases/factiva_labels")
    values: dict[str, list[str]] = {}
    code = ""
    for paragraph in document:
        field = _field(paragraph)
        code, text = field or (code, paragraph.text)
        values.setdefault(code, []).append(tidy_line(text))
    article = Article(text=join_paragraphs(line for code in _BODY for line in values.get(code, ())))
    for code, lines in values.items():
        if code in known["codes"]:
            article.add(known["codes"][code], " ".join(lines))
    article.fields["accession"] = accession_number(article.fields.get("accession", ""))
    article.date = join_date(article.fields)
    article.fields.pop("date", "")
    article.fields.pop("time", "")
    return article


def _read_lines(document: Sequence[Paragraph], options: Options, closing: Container[str]) -> Article:
    """Read the layout without labels: the word count and the date after it are the anchors.

    Among the ``closing`` lines, with which several articles end, is the publisher.
    """
    lines = [tidy_line(paragraph.text) for paragraph in document]
    article = Article()
    article.add("accession", accession_number(lines[-1]))
    lines = lines[:-1] if "accession" in article.fields else lines
    dates = [bool(line_date(line, options).published) for line in lines]
    counted = next((at for at, line in enumerate(lines) if is_word_count(line) and any(dates[at + 1 : at + 3])), None)
    start = counted + 1 if counted is not None else 1
    dated = next((at for at in range(start, len(lines)) if dates[at]), None)
    _read_top(document[: start - 1 if counted is not None else dated or start], article)
    article.add("word_count_stated", lines[counted] if counted is not None else "")
    start = start if dated is None else dated
    start += read_source(_source_lines(lines[start:]), article, dated=dated is not None)
    body = lines[start:]
    rights = body.pop(0) if body and is_rights(body[0]) else ""
    owners = f"{rights} {article.fields.get('outlet', '')}"
    if "accession" in article.fields and len(body) > 1 and (body[-1] in closing or _names_one_of(body[-1], owners)):
        article.add("publisher", body.pop())
    article.text = join_paragraphs(body)
    return article


def _is_name(line: str) -> bool:
    """Return whether a line can be the name of the publisher, which stands above the accession number."""
    return len(line) <= _LONGEST_FIELD and not line.endswith(_SENTENCE_ENDS)


def _names_one_of(line: str, owners: str) -> bool:
    """Return whether at least half of a short line's words name the outlet or the holder of the rights."""
    words = set(re.findall(r"\w{3,}", fold(line)))
    return _is_name(line) and 2 * len(words & set(re.findall(r"\w{3,}", fold(owners)))) >= max(1, len(words))


def _closing_lines(documents: Sequence[Sequence[Paragraph]]) -> set[str]:
    """Return the short lines that stand above the accession number of several articles."""
    lines = (tidy_line(document[-2].text) for document in documents if len(document) > 1)
    return {line for line, count in Counter(lines).items() if count > 1 and _is_name(line)}


def _source_lines(lines: Sequence[str]) -> list[str]:
    """Return the lines from the date on that can be fields: short ones, up to the copyright."""
    short = takewhile(lambda line: len(line) <= _LONGEST_FIELD and not is_rights(line), lines)
    return list(islice(short, _MOST_FIELDS))


def _read_top(paragraphs: Sequence[Paragraph], article: Article) -> None:
    """Read section, headline and byline. A list of contents before them is left out.

    The headline is bold, or else it has a list number, stands above the byline, or is the longest line.
    """
    lines = [tidy_line(paragraph.text) for paragraph in paragraphs]
    marked = (
        [at for at, paragraph in enumerate(paragraphs) if paragraph.bold]
        or [at for at, line in enumerate(lines) if LISTED.match(line)]
        or [at - 1 for at, line in enumerate(lines) if at and _is_byline(line)]
    )
    near = range(max(0, len(lines) - _MOST_AROUND_TITLE), len(lines))
    title = marked[-1] if marked else max(near, key=lambda at: len(lines[at]), default=0)
    article.add("title", lines[title] if lines else "")
    article.add("section", "; ".join(lines[:title]) if title <= _MOST_AROUND_TITLE else "")
    article.add("byline", "; ".join(lines[title + 1 :]))


def _is_byline(line: str) -> bool:
    """Return whether a line is ``By`` in some language with names, most of whose words have a capital."""
    opening, *names = line.split()
    capitals = sum(not name[0].islower() for name in names)
    return fold(opening) in read_data("databases/factiva_labels")["byline"]["openings"] and 2 * capitals > len(names)


def keep_documents(parsed: Parsed, paragraphs: Sequence[Paragraph], options: Options) -> None:
    """Keep the articles of an export in either layout."""
    articles = []
    documents = split_documents(paragraphs)
    closing = _closing_lines(documents)
    for document in documents:
        coded = any(field and field[0] == "HD" for field in map(_field, document))
        article = _read_coded(document) if coded else _read_lines(document, options, closing)
        article.raw = " ".join(tidy_line(paragraph.text) for paragraph in document[-8:])[:1000]
        articles.append(article)
    if not articles:
        parsed.lose("unreadable_file", "no article was found in this Factiva file; export it again", index=0)
    keep_articles(parsed, articles, options)


def parse_factiva_rtf(data: bytes, options: Options) -> Parsed:
    """Read an RTF export of Factiva."""
    parsed = Parsed()
    keep_documents(parsed, rtf_paragraphs(data, encoding=options.encoding), options)
    return parsed
