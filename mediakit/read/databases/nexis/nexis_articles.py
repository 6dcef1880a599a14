"""What the Nexis layouts share: the grammar of an article made of blocks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import Any

from mediakit.read.account import Options, Parsed
from mediakit.read.databases.nexis.nexis_labels import LABEL, LABELS, is_stub, split_label
from mediakit.read.databases.printed_labels import label_key, label_table
from mediakit.read.documents.keeping import add_date, compare_count, keep_article, line_date
from mediakit.read.documents.paragraphs import Paragraph
from mediakit.read.values.data_files import read_data
from mediakit.read.values.dates import fold
from mediakit.read.values.language_codes import language_code
from mediakit.read.values.lines import cut_correction, is_corrected, is_rights, is_word_count, split_page, stated_words
from mediakit.read.values.tidying import tidy_line

_DISPATCH = re.compile(r"((?:\d(?:ST|ND|RD|TH) )?LEAD(?:ALL)?):\s")
_LONG_FIELDS = ("graphic", "correction", "standfirst", "notes", "bio", "subject", "geographic", "company", "body")
_CLOSING = ("load_date", "language", "publication_type", "journal_code")
_SHORT_LINE = 14
_SHORT_SIGNS = 400
_MOST_UNKNOWN = 12
_PLAIN_FIELDS = ("byline", "section", "dateline", "standfirst", "url")
_HEADER_BLOCKS = 9
_LONGEST_TITLE = 500
_LONGEST_FIELD = 8
_LONGEST_STUB = 4


@dataclass
class Draft:
    """An article while it is read: its fields by name, its paragraphs, what is known of its date."""

    fields: dict[str, str] = field(default_factory=dict)
    paragraphs: list[str] = field(default_factory=list)
    headline: list[str] = field(default_factory=list)
    date_line: str = ""
    corrected: bool = False

    def add(self, name: str, value: str) -> None:
        """Set a field that is not set yet; further subjects, captions and the like are appended."""
        value = tidy_line(value)
        if not value or name in ("ignored", "copyright", "body"):
            return
        present = self.fields.get(name, "")
        if present and name in _LONG_FIELDS:
            self.fields[name] = f"{present}; {value}"
        elif not present:
            self.fields[name] = value


def _unknown_label(block: Paragraph) -> tuple[str, str] | None:
    found = LABEL.match(block.lines[0])
    if found is None or found[1] != found[1].upper():
        return None
    return re.sub(r"\W+", "_", fold(found[1])), block.line.partition(":")[2].strip()


def _labelled(block: Paragraph) -> tuple[str, str] | None:
    found = None if block.centred else split_label(block.lines[0], capitals=True)
    return (found[0], "\n".join([found[1], *block.lines[1:]]).strip()) if found else None


def _without_rights(block: Paragraph) -> Paragraph | None:
    """Return a block of the head without the copyright lines in it, None when nothing is left."""
    kept = tuple(line for line in block.lines if not is_rights(line) and tidy_line(line))
    return Paragraph("\n".join(kept), centred=block.centred) if kept else None


def _is_correction(line: str) -> bool:
    return cut_correction(tidy_line(line)) == ("", True)


def read_head(blocks: Sequence[Paragraph], draft: Draft, options: Options) -> tuple[list[Paragraph], int]:
    """Read outlet, date and what stands around them; return headline blocks and where the rest begins."""
    labels_at = next((at for at, block in enumerate(blocks) if _labelled(block)), len(blocks))
    head = [_without_rights(block) for block in blocks[: min(labels_at, _HEADER_BLOCKS)]]
    any_centred = any(block is not None and block.centred for block in head[:4])
    titles: list[Paragraph] = []
    at = 0
    dated = next(
        (at for at, block in enumerate(head) if block and _date_at(block, any_centred, options) is not None), None
    )
    for at, block in enumerate(head):
        if block is None:
            continue
        if at == dated:
            _take_date(block, draft, options)
        elif _is_correction(block.line):
            draft.corrected = True
        elif block.line.startswith(("http://", "https://", "www.")):
            draft.add("url", "".join(block.lines).replace(" ", ""))
        elif not draft.fields.get("outlet") and (block.centred or not any_centred) and (dated is None or at < dated):
            draft.add("outlet", block.line)
        elif block.centred:
            _take_notice(block, draft)
        elif (dated is not None and at > dated) or (dated is None and titles):
            return titles, at
        else:
            titles.append(block)
    return titles, min(at + 1, len(head)) if head else 0


def _date_at(block: Paragraph, any_centred: bool, options: Options) -> int | None:
    if any_centred and not block.centred:
        return None
    dates = (line_date(tidy_line(line), options).precision for line in block.lines)
    return next((at for at, precision in enumerate(dates) if precision != "none"), None)


def _take_date(block: Paragraph, draft: Draft, options: Options) -> None:
    at = _date_at(block, False, options) or 0
    if at:
        draft.add("outlet", " ".join(block.lines[:at]))
    lines = [line for line in block.lines[at:] if not _is_correction(line)]
    draft.corrected |= len(lines) < len(block.lines) - at
    draft.date_line = tidy_line(" ".join(lines))


def _take_notice(block: Paragraph, draft: Draft) -> None:
    name, colon, value = block.line.partition(":")
    if colon and name.isupper() and label_table(LABELS).get(label_key(name)) == "show":
        draft.add("show", value)


def _is_short(block: Paragraph) -> bool:
    if len(block.line) > _SHORT_SIGNS:
        return False
    words = len(block.line.split())
    return words <= 4 or (words <= _SHORT_LINE and not block.line.endswith((".", "!", "?")))


def find_foot(blocks: Sequence[Paragraph], start: int) -> int:
    """Return where the closing labels and copyright lines begin, walking up from the end."""
    foot, skipped, any_label = len(blocks), 0, False
    for at in range(len(blocks) - 1, start - 1, -1):
        label = _labelled(blocks[at])
        if label is not None:
            if label[0] == "body" or (skipped and label[0] not in _LONG_FIELDS):
                break
            foot, skipped, any_label = at, 0, True
        elif not any_label and not skipped and (blocks[at].centred or is_rights(blocks[at].lines[0])):
            foot = at
        else:
            skipped += 1
            if skipped > _LONGEST_FIELD:
                break
    return foot


def read_article(blocks: Sequence[Paragraph], options: Options, *, unwrap: Callable[[Paragraph], list[str]]) -> Draft:
    """Read one article of the older layouts (text, HTML, RTF).

    Parameters
    ----------
    blocks : sequence of Paragraph
        The stretches of lines between two separators.
    options : Options
        What the caller asked for.
    unwrap : callable
        Makes the paragraphs of the text of one of the body.
    """
    draft = Draft()
    titles, at = read_head(blocks, draft, options)
    labels_at = next((n for n in range(at, len(blocks)) if _labelled(blocks[n])), len(blocks))
    before = list(blocks[at:labels_at])
    if not titles and before and len(before[0].line) <= _LONGEST_TITLE:
        titles = [before.pop(0)]
    if before and is_word_count(before[0].line):
        draft.add("word_count_stated", before.pop(0).line)
    spare: list[Paragraph] = []
    if labels_at < len(blocks) and len(before) <= 2 and all(map(_is_short, before)):
        spare, before = before, []
    body_at = labels_at - len(before) if before else _read_labels(blocks, labels_at, draft)
    _read_headline(titles, draft)
    foot = find_foot(blocks, body_at)
    _read_foot(blocks[foot:], draft)
    body = list(blocks[body_at:foot])
    if spare and body:
        draft.add("byline", " ".join(block.line for block in spare))
    for block in body or spare:
        inner = _labelled(block)
        if inner is not None and inner[0] == "body":
            block = Paragraph(inner[1], centred=block.centred)
        draft.paragraphs.extend(unwrap(block))
    return draft


def _read_labels(blocks: Sequence[Paragraph], at: int, draft: Draft) -> int:
    """Read the labels before the body; return where the body begins."""
    while at < len(blocks):
        label = _labelled(blocks[at])
        if label is None:
            unknown = _unknown_label(blocks[at])
            later = islice(blocks, at + 1, at + 1 + _MOST_UNKNOWN)
            following = next((_labelled(b) for b in later if not _unknown_label(b) or _labelled(b)), None)
            if unknown is None or following is None or following[0] in _CLOSING:
                return at
            draft.add(*unknown)
        elif label[0] == "body":
            return at
        elif not label[1] and label[0] in _LONG_FIELDS and at + 1 < len(blocks) and not _labelled(blocks[at + 1]):
            at += 1
            draft.add(label[0], blocks[at].line)
        elif label[0] == "headline":
            draft.headline = label[1].split("\n")
        else:
            draft.add(*label)
        at += 1
    return at


def _read_foot(blocks: Sequence[Paragraph], draft: Draft) -> None:
    name = ""
    for block in blocks:
        label = _labelled(block)
        if label is not None:
            name = label[0]
            draft.add(*label)
        elif is_rights(block.lines[0]) or block.centred:
            name = ""
        elif name in _LONG_FIELDS:
            draft.add(name, block.line)


def _read_headline(titles: Iterable[Paragraph], draft: Draft) -> None:
    """Take headline and sub-headline; the line break after a semicolon divides them."""
    lines = [line for block in titles for line in block.lines] or draft.headline or [draft.fields.get("title", "")]
    first, broken, second = "\n".join(tidy_line(line) for line in lines).partition(";\n")
    slug = _DISPATCH.match(first)
    draft.fields["title"] = tidy_line(first[slug.end() :] if slug else first)
    if slug:
        draft.add("slug", slug[1])
    if broken:
        draft.add("standfirst", second)


def keep_draft(parsed: Parsed, draft: Draft, options: Options, *, raw: str) -> None:
    """Make a record of a draft and keep it, or account for it as lost."""
    fields = dict(draft.fields)
    title, marked = cut_correction(fields.pop("title", ""))
    if fold(title).strip(" .()[]") in read_data(LABELS)["untitled"]["phrases"]:
        title = ""
    corrected = marked or draft.corrected or "correction" in fields or is_corrected(draft.date_line)
    record: dict[str, Any] = {
        "title": title,
        "outlet": fields.pop("outlet", "").rstrip(". "),
        "text": "\n\n".join(paragraph for paragraph in draft.paragraphs if paragraph.strip()),
        "language": language_code(fields.pop("language", "")),
        "flags": "correction_appended" if corrected else "",
    }
    stated = stated_words(fields.pop("word_count_stated", ""))
    if stated is not None:
        record["word_count_stated"] = stated
    record.update({name: fields.pop(name, "") for name in _PLAIN_FIELDS})
    record["section"], page = split_page(record["section"])
    if page:
        fields.setdefault("page", page)
    load_date = fields.get("load_date", "")
    record.update({f"x_{name}": value for name, value in fields.items()})
    if not (record["outlet"] or record["text"] or draft.date_line):
        message = "a document without outlet, date and text, probably damaged when it was exported; export it again"
        parsed.lose("malformed_document", message, index=parsed.seen, raw=tidy_line(raw[:1000]))
        return
    add_date(parsed, record, draft.date_line, options, load_date="" if corrected else load_date)
    keep_article(parsed, record, raw=raw)


def keep_document(
    parsed: Parsed, blocks: Sequence[Paragraph], options: Options, *, unwrap: Callable[[Paragraph], list[str]], raw: str
) -> None:
    """Read one document of the older layouts and account for it, also when it is only an error notice."""
    if not blocks or (is_stub(" ".join(block.line[:600] for block in blocks[:4])) and len(blocks) <= _LONGEST_STUB):
        message = "Nexis put a notice in place of this article; download the article again"
        parsed.lose("not_an_article", message, index=parsed.seen, raw=tidy_line(raw[:1000]))
        return
    keep_draft(parsed, read_article(blocks, options, unwrap=unwrap), options, raw=raw)


def compare_numbers(parsed: Parsed, found: Sequence[tuple[int, int] | None]) -> None:
    """Compare the numbers of the separator lines, which run over a whole download, with what the file holds."""
    numbers = [pair for pair in found if pair]
    if not numbers or len({total for _, total in numbers}) > 1 or len(numbers) < parsed.seen:
        return
    first, last, total = numbers[0][0], numbers[-1][0], numbers[0][1]
    if any(later[0] <= sooner[0] for sooner, later in pairwise(numbers)):
        return
    compare_count(parsed, last - first + 1, f"the separator lines ({first} to {last} of {total})")
    if (first, last) != (1, total):
        message = f"the file holds the articles {first} to {last} of {total}; the others must be in further files"
        parsed.note("count_mismatch", message, severity="info", value=total)
