"""One article as plain text: headline, line with the date, standfirst, body; and what file names say."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from mediakit.read.account import Options, Parsed
from mediakit.read.documents.keeping import note_several
from mediakit.read.tables.column_choice import target_of
from mediakit.read.values.data_files import read_data
from mediakit.read.values.dates import Date, find_date, parse_date
from mediakit.read.values.encodings import decode
from mediakit.read.values.file_names import facts_of_name, folders_of_name
from mediakit.read.values.language_codes import language_code
from mediakit.read.values.signs import SENTENCE_END as _SENTENCE_END
from mediakit.read.values.signs import has_date, is_heading
from mediakit.read.values.tidying import paragraphs, tidy_line, tidy_text

_TITLE_LENGTH, _STANDFIRST_LENGTH, _DATELINE_LENGTH = 250, 300, 160
_HEAD = 20_000
_HEADER_BLOCKS = 7
_HEADER_FIELDS = 40
_FIELD = re.compile(r"([^\W\d_][\w .-]{1,30}):[ \t]+(\S.*)")
_BYLINE = re.compile(r"(?:By|Von|Par|Por|Di|Door|Av|Af|Autor|Автор|Текст)[: ]\s?[^\W\d_][^\d]{2,80}$", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S{3,500}")
_DIGIT = re.compile("[0-9]")
_BETWEEN_FACTS = re.compile(r"\s+[|–—-]\s+|\s*[·•‧∙⋅]\s*")
_PAGE = re.compile(
    r"(?:(?:Page|Pages|Pg\.?|p\.|pp\.|Seite|S\.|Sida|Side|Página)\s?)?([A-Z]{0,2}\d{1,3}(?:[-–]\d{1,3})?)", re.I
)
_MAIL_ADDRESS = re.compile(r"\S{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_AROUND_DATE = re.compile(r"^[\s,;:|•·/()\[\]–—-]+|[\s,;:|•·/()\[\]–—-]+$")


def recognise_text(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how sure it is that this is one article as plain text, and why."""
    blocks = _blocks_of_head(text[:_HEAD])
    if not blocks:
        return 0.0, ""
    blocks = _split_first(blocks)
    suffix = name.lower().endswith((".txt", ".md", ".text"))
    if text.lstrip()[:1] in "{[" and not suffix:
        return 0.0, ""
    if any(_dateline(block) for block in blocks[1:_HEADER_BLOCKS]):
        return 0.7, "a headline and a line with a date"
    if not suffix and len(text.split()) < 5:
        return 0.1, "a few words"
    return (0.5, "plain text, by its name") if suffix else (0.3, "plain text")


def _blocks(text: str) -> list[str]:
    """Return the paragraphs of a text, with hard-wrapped lines joined."""
    return list(_blocks_of_head(text)) if len(text) <= _HEAD else _split_blocks(text)


@lru_cache(maxsize=1)
def _blocks_of_head(text: str) -> list[str]:
    """Return the paragraphs of the beginning of a text: what is recognised and then read needs them twice."""
    return _split_blocks(text)


def _split_blocks(text: str) -> list[str]:
    head, rest = _take_head(tidy_text(text))
    return [*head, *(block.strip() for block in paragraphs(rest).split("\n\n") if block.strip())]


def _take_head(text: str) -> tuple[list[str], str]:
    """Take headline and line with a date, and what stands between them, off a text whose lines may be wrapped."""
    first, _, rest = text.partition("\n\n")
    lines = first.split("\n")
    if len(lines) < 2 or not rest or not is_heading(lines[0]) or has_date(lines[0]):
        return [], text
    at = next((at for at, line in enumerate(lines[1:_HEADER_BLOCKS], start=1) if _dateline(line.strip())), 0)
    return ([line.strip() for line in lines[: at + 1]], "\n".join([*lines[at + 1 :], "", rest])) if at else ([], text)


def _split_first(blocks: list[str]) -> list[str]:
    """Return the blocks with the lines of the first one each for itself, when its first line is no sentence."""
    lines = blocks[0].split("\n")
    if len(lines) < 2 or len(lines[0]) > _TITLE_LENGTH or _SENTENCE_END.search(lines[0]):
        return blocks
    return [line for line in lines if line] + blocks[1:]


def parse_text(data: bytes, options: Options, name: str = "") -> Parsed:
    """Read one article; the file and folder names fill in what the text does not say."""
    parsed = Parsed()
    decoded = decode(data, encoding=options.encoding)
    if decoded.guessed:
        message = f"the file does not say its encoding; read as {decoded.codec}. Pass encoding= if letters look wrong"
        parsed.note("encoding_guessed", message, severity="info", index=0, value=decoded.codec)
    blocks = _blocks(decoded.text)
    if not blocks:
        parsed.lose("empty_text", "the file has no text", index=0)
        return parsed
    note_several(parsed, decoded.text)
    record, rest = _header_fields(blocks, options)
    if not record:
        record, rest = _header_blocks(*_take_address(_split_first(blocks)), options)
    _add_name(record, name)
    record["text"] = "\n\n".join(rest)
    if not record["text"] and not record.get("title"):
        parsed.lose("empty_text", "the file has no text", index=0)
        return parsed
    if record.pop("ambiguous", False):
        message = "day and month could be the other way round; the day was read first. Pass dayfirst="
        parsed.note("ambiguous_day_month", message, index=0, value=record.get("date_text", ""))
    parsed.keep(record)
    return parsed


def _header_fields(blocks: list[str], options: Options) -> tuple[dict[str, Any], list[str]]:
    """Read a header of the form ``Title: …``, ``Date: …``, one field a line; nothing when there is none."""
    record: dict[str, Any] = {}
    start = 0
    for block in blocks[:_HEADER_FIELDS]:
        lines = [line for line in block.split("\n")[:_HEADER_FIELDS] if line.strip("- ")]
        fields = [found for line in lines if (found := _FIELD.fullmatch(line))]
        if len(fields) < len(lines) or (lines and not any(target_of(field[1]) for field in fields)):
            break
        for field in fields:
            _add_field(record, field[1], tidy_line(field[2]).strip("\"'"), options)
        start += 1
    if len(record) < 2 or not (record.get("title") or record.get("date_text")):
        return {}, blocks
    if not record.get("title") and len(blocks) > start + 1 and _is_title(blocks[start], dated=True):
        record["title"] = blocks[start]
        start += 1
    return record, blocks[start:]


def _add_field(record: dict[str, Any], label: str, value: str, options: Options) -> None:
    target = target_of(label)
    if target == "published":
        _add_date(record, parse_date(value, dayfirst=options.dayfirst, timezone=options.timezone), value)
    elif target == "language":
        record["language"] = language_code(value)
    elif target == "word_count_stated":
        record[target] = int(value) if value.isdecimal() and len(value) < 9 else None
    elif target and target not in ("time", "file"):
        record[target] = value
    elif label.strip().lower() not in read_data("documents/text")["private"]:
        record[f"x_{label.strip().lower()}"] = value


def _add_date(record: dict[str, Any], date: Date, text: str) -> None:
    record |= {"published": date.published, "date_precision": date.precision, "date_text": text}
    if date.ambiguous:
        record["ambiguous"] = True


def _take_address(blocks: list[str]) -> tuple[list[str], dict[str, Any]]:
    """Take an address that stands alone among the first lines off them."""
    at = next((n for n, block in enumerate(blocks[:_HEADER_BLOCKS]) if _ADDRESS.fullmatch(block)), None)
    if at is None or len(blocks) < 2:
        return blocks, {}
    return blocks[:at] + blocks[at + 1 :], {"url": blocks[at]}


def _header_blocks(blocks: list[str], record: dict[str, Any], options: Options) -> tuple[dict[str, Any], list[str]]:
    """Take headline, line with the date, byline and standfirst off the beginning."""
    dated = next((at for at, block in enumerate(blocks[:_HEADER_BLOCKS]) if at and _dateline(block)), 0)
    rest = list(blocks)
    if _is_title(rest[0], dated=bool(dated)) and len(rest) > 1:
        record["title"] = rest.pop(0).lstrip("#* ").rstrip("* ")
        if len(rest) > 1 and rest[0].casefold() == record["title"].casefold():
            rest.pop(0)
            dated -= dated > 1
    if dated:
        at = dated - ("title" in record)
        record |= _dateline_parts(rest[at], options)
        before, rest = rest[:at], rest[at + 1 :]
        rest = [*(_take_lines(before, record) if record.get("title") else before), *rest]
    if rest and len(rest) > 1 and not record.get("byline") and _BYLINE.match(rest[0]) and len(rest[0].split()) <= 12:
        record["byline"] = rest.pop(0)
    if dated and len(rest) > 1 and not record.get("standfirst") and _is_standfirst(rest[0]):
        record["standfirst"] = rest.pop(0)
    return record, rest


def _take_lines(before: list[str], record: dict[str, Any]) -> list[str]:
    """Take byline and standfirst from the blocks between headline and date; return what is neither."""
    left = []
    for block in before:
        if _BYLINE.match(block) and len(block.split()) <= 12:
            record.setdefault("byline", block)
        elif len(block) <= _STANDFIRST_LENGTH and "standfirst" not in record:
            record["standfirst"] = block
        else:
            left.append(block)
    return left


def _is_title(block: str, *, dated: bool) -> bool:
    if len(block) > _TITLE_LENGTH or "\n" in block:
        return False
    return not _SENTENCE_END.search(block) or block.endswith(("?", "!")) or (dated and len(block) <= 150)


def _is_standfirst(block: str) -> bool:
    return len(block) < 200 and "\n" not in block and not _SENTENCE_END.search(block)


@lru_cache(maxsize=2 * _HEADER_BLOCKS)  # for the same reason as above
def _dateline(block: str) -> bool:
    """Return whether a block is a line with a date."""
    return "\n" not in block and _has_digit(block) and (has_date(block) or len(_facts(block)) > 2)


def _facts(block: str) -> list[str]:
    """Return the parts of a line that tells outlet, date, page and author, one after the other, if one is a date."""
    parts = [part.strip() for part in _BETWEEN_FACTS.split(block)] if len(block) <= _DATELINE_LENGTH else []
    days = [at for at, part in enumerate(parts) if parse_date(part).precision in ("minute", "day")]
    return parts if len(days) == 1 else []


def _has_digit(block: str) -> bool:
    return bool(_DIGIT.search(block)) or (not block.isascii() and any(c.isdigit() for c in block))


def _dateline_parts(block: str, options: Options) -> dict[str, Any]:
    """Split a line such as ``news 08-Jul-2023 World News`` into kind, date and section."""
    if len(facts := _facts(block)) > 2:
        return _record_of_facts(facts, block, options)
    found = find_date(block, dayfirst=options.dayfirst, timezone=options.timezone)
    if found is None:
        return {}
    record: dict[str, Any] = {}
    _add_date(record, found.date, block)
    before = _AROUND_DATE.sub("", block[: found.start])
    after = _AROUND_DATE.sub("", block[found.end :])
    for part in (before, after):
        if part and _BYLINE.match(part):
            record["byline"] = part
        elif part and part is after:
            record["section"] = part
        elif part and part.casefold() not in read_data("documents/text")["date_labels"]:
            record["x_kind"] = part
    return record


def _record_of_facts(facts: list[str], block: str, options: Options) -> dict[str, Any]:
    """Return the fields of a line such as ``The Post · 5 Mar 2024 · B1 · By Ann Example ann@post.example``."""
    record: dict[str, Any] = {}
    for fact in facts:
        fact = tidy_line(_MAIL_ADDRESS.sub("", fact))
        date = parse_date(fact, dayfirst=options.dayfirst, timezone=options.timezone)
        page = _PAGE.fullmatch(fact)
        if date.published is not None:
            _add_date(record, date, tidy_line(_MAIL_ADDRESS.sub("", block)))
        elif page:
            record["x_page"] = page[1]
        elif _BYLINE.match(fact):
            record["byline"] = fact
        elif fact:
            record.setdefault("section" if "outlet" in record else "outlet", fact)
    return record


def _add_name(record: dict[str, Any], name: str) -> None:
    facts = facts_of_name(name)
    if facts is not None:
        if record.get("published") is None:
            _add_date(record, facts.date, facts.date_text)
        record.setdefault("language", facts.language)
        record |= {key: value for key, value in (("x_country", facts.country), ("x_id", facts.rest)) if value}
    folders = folders_of_name(name)
    if not folders:
        return
    if record.get("section"):
        record.setdefault("outlet", folders[-1])
        return
    record["section"] = folders[-1]
    if len(folders) > 1:
        record.setdefault("outlet", folders[-2])
