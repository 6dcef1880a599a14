"""Texts that JSON keeps in pieces: sentences, blocks, and sections with headings."""

from __future__ import annotations

from typing import Any

_SENTENCE_KEYS = ("sentence", "content", "text")
_ORDER_KEYS = ("sentence_number", "position_in_article", "position", "index", "order", "number")
# Where blocks or sections stand in a record, and the name of the text made of them.
_SECTIONS = {"blocks.body": "blocks.body", "body.sections": "plaintext"}


def sentence_text(value: Any) -> str:
    """Return the text of a list of sentence dicts, in their order; nothing for anything else.

    Examples
    --------
    >>> sentence_text([{"sentence": "Two.", "position": 1}, {"sentence": "One.", "position": 0}])
    'One. Two.'
    """
    if not (isinstance(value, list) and value and all(isinstance(v, dict) for v in value)):
        return ""
    key = next((k for k in _SENTENCE_KEYS if isinstance(value[0].get(k), str)), "")
    if not key:
        return ""
    order = next((k for k in _ORDER_KEYS if all(isinstance(v.get(k), (int, float)) for v in value)), "")
    rows = sorted(value, key=lambda v: v[order]) if order else value
    return " ".join(str(row.get(key) or "").strip() for row in rows).strip()


def section_text(value: Any) -> str:
    r"""Return the text of a list of blocks with HTML, or of sections with headings and paragraphs; nothing for others.

    Examples
    --------
    >>> section_text([{"headline": ["Then"], "paragraphs": ["One.", "Two."]}])
    'Then\n\nOne.\n\nTwo.'
    """
    pieces: list[Any] = []
    for section in value if isinstance(value, list) else []:
        if isinstance(section, dict) and isinstance(section.get("paragraphs"), list):
            heading = section.get("headline")
            pieces += [*(heading if isinstance(heading, list) else [heading]), *section["paragraphs"]]
        elif isinstance(section, dict):
            pieces.append(section.get("bodyHtml") or section.get("bodyTextSummary"))
    return "\n\n".join(piece for piece in pieces if isinstance(piece, str) and piece.strip())


def with_sections(record: dict[str, Any]) -> dict[str, Any]:
    """Return a flat record in which a list of blocks or sections has become a text."""
    texts = {name: section_text(record[place]) for place, name in _SECTIONS.items() if place in record}
    made = {name: text for name, text in texts.items() if text and not isinstance(record.get(name), str)}
    return record | made if made else record
