"""ProQuest text exports: documents between ruled lines, one label a paragraph."""

from __future__ import annotations

import re
from functools import cache

from mediakit.read.account import Options, Parsed
from mediakit.read.databases.printed_labels import label_key
from mediakit.read.databases.proquest import field_of, keep_fields
from mediakit.read.documents.opening import read_text
from mediakit.read.values.data_files import read_data
from mediakit.read.values.lines import join_paragraphs
from mediakit.read.values.tidying import tidy_line

_RULE = re.compile(r"^[^\S\n]*_{40,}[^\S\n]*$", re.MULTILINE)
_BLANK = re.compile(r"\r?\n[ \t]*\r?\n")
_LABEL = re.compile(r"\s*([^\W\d_][^:\n]{1,60}?)\s?:(?:\s|$)")
_BEGINNING = re.compile(r"^[^\S\n]*([^\W\d_][^:\n]{1,60}?)\s?:(?:\s|$)", re.MULTILINE)
_NUMBER = re.compile(r"\s*\w{3,12} \d{1,6} \w{2,4} \d{1,6}[^\S\n]*(?:\n|\Z)")
_NUMBER_LINE = re.compile(r"^(?=\w{3,12} \d{1,6} \w{2,4} \d{1,6}\s*$)", re.MULTILINE)
_TELLING = frozenset(("text", "document", "url", "outlet", "database"))
_ARTICLE = frozenset(("text", "abstract", "document", "url"))
_BEGUN = _ARTICLE | {"byline", "info"}


def recognise_proquest_txt(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file is a text export of ProQuest, and by what."""
    # Fields other than the title come from labels at the beginnings of lines, which most texts have not even two of.
    if text.count(":") < 2 or len(_TELLING & set(map(field_of, _BEGINNING.findall(text)))) < 2:
        return 0.0, ""
    fields = {field for document in _split_documents(text)[:4] for field in _read_fields(document)}
    if "document" in fields and len(_TELLING & fields) >= 3:
        return 0.97, "the number of a document and labels of ProQuest"
    fields = {field for document in _RULE.split(text)[1:4] for field in _read_fields(document)}
    if len(_TELLING & fields) >= 2:
        return 0.95, "ruled lines and labels of ProQuest"
    return 0.0, ""


def _split_documents(text: str) -> list[str]:
    """Return what stands between the ruled lines, in a file without them what stands between the numbers."""
    return _RULE.split(text) if _RULE.search(text) else _NUMBER_LINE.split(text)


@cache
def _ignored() -> frozenset[str]:
    return frozenset(map(label_key, read_data("databases/proquest_labels")["ignored"]["labels"]))


def _split_label(block: str) -> tuple[str, str] | None:
    """Return the field and the value of a paragraph that begins with a label; the field is empty for one left out."""
    found = _LABEL.match(block)
    if found is None:
        return None
    name = field_of(found[1])
    return (name, block[found.end() :]) if name or label_key(found[1]) in _ignored() else None


def _read_fields(document: str) -> dict[str, str]:
    """Return the fields of one document; it begins with the headline, and a text goes on to the next label.

    What stands before the number of the document, a cover, is left out.
    """
    values: dict[str, list[str]] = {}
    name = "title"
    for block in _BLANK.split(document):
        number = _NUMBER.match(block)
        if number is not None and not _BEGUN & set(values):
            values, name, block = {}, "title", block[number.end() :]
        label = _split_label(block)
        if label is not None:
            name, block = label
        elif _NUMBER.fullmatch(block) or tidy_line(block).startswith(("http://", "https://")):
            continue
        begins = label is not None and name not in values
        if block.strip() and (begins or (label is None and (name in ("text", "abstract") or not values))):
            values.setdefault(name, []).append(block)
    return {key: join_paragraphs(blocks) for key, blocks in values.items() if key}


def parse_proquest_txt(data: bytes, options: Options) -> Parsed:
    """Read a text export of ProQuest; what has no label, the notice of rights at the end, is left out."""
    parsed = Parsed()
    text = read_text(parsed, data, options)
    for document in _split_documents(text):
        fields = _read_fields(document)
        if _ARTICLE & set(fields):
            keep_fields(parsed, fields, options)
    if not parsed.seen:
        parsed.lose("unreadable_file", "no document of ProQuest was found in this file; export it again", index=0)
    return parsed
