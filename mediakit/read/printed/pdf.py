"""PDF: clippings and prints of pages, and the exports of databases that have a reader for their text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from mediakit.read.account import Account, Options, Parsed
from mediakit.read.databases.factiva.factiva_txt import parse_factiva_txt, recognise_factiva_txt
from mediakit.read.databases.newsbank import parse_newsbank_txt, recognise_newsbank_txt
from mediakit.read.databases.nexis.nexis_txt import parse_nexis_txt, recognise_nexis_txt
from mediakit.read.databases.proquest_txt import parse_proquest_txt, recognise_proquest_txt
from mediakit.read.databases.retriever import parse_retriever_txt, recognise_retriever_txt
from mediakit.read.documents.plain_text import parse_text
from mediakit.read.printed.pdf_lines import LockedError, body_size, read_pages
from mediakit.read.printed.pdf_order import in_order
from mediakit.read.printed.pdf_paragraphs import Paragraph, paragraphs
from mediakit.read.values.dates import find_date
from mediakit.read.values.language_codes import language_code
from mediakit.read.values.signs import has_date

_HEADLINE = 1.2
_LEAST_BODY = 25
_LONGEST_HEADLINE = 40
_ADDRESS = ("http://", "https://")
_EXPORTS: tuple[tuple[Callable[..., tuple[float, str]], Callable[..., Account]], ...] = (
    (recognise_nexis_txt, parse_nexis_txt),
    (recognise_factiva_txt, parse_factiva_txt),
    (recognise_proquest_txt, parse_proquest_txt),
    (recognise_newsbank_txt, parse_newsbank_txt),
    (recognise_retriever_txt, parse_retriever_txt),
)


def recognise_pdf(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file is a PDF, and by what."""
    return (0.97, "the mark of a PDF") if b"%PDF-" in head[:1024] else (0.0, "")


def parse_pdf(data: bytes, options: Options, name: str = "") -> Account:
    """Read a PDF: an export of a database as that, any other as one article or as many as have headline and date."""
    parsed = Parsed()
    try:
        pages, facts, damage = read_pages(data)
    except LockedError:
        message = "the PDF opens with a password only. Open it in a viewer and print it as PDF again"
        parsed.lose("unreadable_file", message, index=0)
        return parsed
    ordered, apart = in_order(pages)
    found = paragraphs(ordered)
    if not found:
        _lose_textless(parsed, len(pages), damage)
        return parsed
    account = _as_export(found, options)
    if account is None:
        account = _as_articles(found, apart, facts, replace(options, encoding=None), name)
    if damage:
        account.note("malformed_document", "the PDF is damaged; read up to the damage", value=damage)
    return account


def _lose_textless(parsed: Parsed, pages: int, damage: str) -> None:
    if damage:
        parsed.lose("malformed_document", "the PDF is damaged; open it in a viewer and save it again", value=damage)
        return
    message = "the PDF holds pictures of pages and no text. Have the text recognised (OCR), or save it as .txt"
    parsed.lose("empty_text", message, index=0, value=f"{pages} pages")


def _as_export(found: Sequence[Paragraph], options: Options) -> Account | None:
    """Return the articles of an export of a database, None when the pages are of no known one."""
    text = "\n\n".join("\n".join(line.text for line in paragraph.lines) for paragraph in found)
    joined = "\n\n".join(paragraph.text for paragraph in found)
    for recognise, parse in _EXPORTS:
        for form in (joined, text):
            if recognise(form[:65_536].encode(), form[:65_536], "")[0] >= 0.9:
                return parse(form.encode(), replace(options, encoding=None))
    return None


def _as_articles(
    found: Sequence[Paragraph], apart: Sequence[str], facts: dict[str, str], options: Options, name: str
) -> Parsed:
    """Return the articles of pages; several only where each headline has a date below it, else they are warned of."""
    parsed = Parsed()
    heads = _headlines(found)
    dated = [at for at in heads if any(has_date(p.text) for p in found[at + 1 : at + 4])]
    starts = (heads if dated == heads else heads[:1]) or [0]
    for start, end in zip(starts, [*starts[1:], len(found)], strict=True):
        before = found[:start] if start == starts[0] else []
        blocks = [paragraph.text for paragraph in (*found[start : start + 1], *before, *found[start + 1 : end])]
        _add_article(parsed, blocks, apart, facts, options, name)
    if len(starts) < len(heads):
        message = (
            f"the PDF was read as one article, but {len(heads)} headlines in it are set in the same size; "
            "if these are several articles, save each as a file of its own"
        )
        parsed.note("several_articles", message, index=0, value=found[heads[1]].text)
    return parsed


def _headlines(found: Sequence[Paragraph]) -> list[int]:
    """Return the places of the paragraphs in the largest letters that have a text below them."""
    size = body_size([line for paragraph in found for line in paragraph.lines])
    large = [
        at for at, p in enumerate(found) if p.size >= _HEADLINE * size and 1 < len(p.text.split()) <= _LONGEST_HEADLINE
    ]
    largest = max((found[at].size for at in large), default=0.0)
    places = [at for at in large if found[at].size >= 0.95 * largest]
    ends = [*places[1:], len(found)][: len(places)]
    words = [sum(len(p.text.split()) for p in found[at + 1 : end]) for at, end in zip(places, ends, strict=True)]
    return [at for at, count in zip(places, words, strict=True) if count >= _LEAST_BODY]


def _add_article(
    parsed: Parsed, blocks: list[str], apart: Sequence[str], facts: dict[str, str], options: Options, name: str
) -> None:
    """Keep one article as a text with its headline first; heads and feet of the pages fill in date and address."""
    part = parse_text("\n\n".join(blocks).encode(), options, name)
    for problem in part.problems:
        index = None if problem["source_index"] is None else parsed.seen
        parsed.problems.append({**problem, "source_index": index})
    parsed.seen += part.seen - len(part.records)
    for record in part.records:
        record.pop("source_index", None)
        head = next((line for line in apart if find_date(line)), "")
        if record.get("published") is None and head and not head.startswith(_ADDRESS):
            date = find_date(head, dayfirst=options.dayfirst, timezone=options.timezone)
            if date is not None:
                stated = {"published": date.date.published, "date_precision": date.date.precision, "date_text": head}
                record |= stated
                parsed.note(
                    "date_found_in_page", "the date is that in the head of the page", index=parsed.seen, value=head
                )
        record.setdefault("url", next((line for line in apart if line.startswith(_ADDRESS)), ""))
        record["language"] = record.get("language") or language_code(facts.get("Lang", ""))
        parsed.keep(record)
