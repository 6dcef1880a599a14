"""Texts that JSON keeps in pieces: sentences, blocks, and sections with headings."""

from __future__ import annotations

from typing import Any

_SENTENCE_KEYS = ("sentence", "content", "text")
_ORDER_KEYS = ("sentence_number", "position_in_article", "position", "index", "order", "number")
# Where blocks or sections stand in a record, and the name of the text made of them.
# Of a message: who wrote it, and what repeats its text or its date.
_OF_PERSONS = frozenset(
    (
        "from", "from_id", "actor", "actor_id", "members", "inviter", "via_bot", "reactions", "forwarded_from",
        "saved_from", "author", "contact_information", "text_entities", "date", "date_unixtime", "type",
    )
)  # fmt: skip
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


def run_text(value: Any) -> str:
    """Return a text that is a list of runs, strings and dicts with the style of a string; nothing for any other list.

    Examples
    --------
    >>> run_text([{"type": "bold", "text": "Ferry"}, " is back"]), run_text(["One.", "Two."])
    ('Ferry is back', '')
    """
    if not (isinstance(value, list) and any(isinstance(run, dict) for run in value)):
        return ""
    if not all(
        isinstance(r, str) or (isinstance(r, dict) and "type" in r and isinstance(r.get("text"), str)) for r in value
    ):
        return ""
    return "".join(run if isinstance(run, str) else run["text"] for run in value)


def with_runs(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record with texts in one piece; of a message also its channel, but not who wrote it in a group."""
    if not {"date_unixtime", "text_entities"} <= record.keys():
        return {name: run_text(value) or value for name, value in record.items()}
    by_channel = str(record.get("from_id") or "").startswith("channel") or "from_id" not in record
    kept = {name: value for name, value in record.items() if name not in _OF_PERSONS}
    kept |= {"text": run_text(record.get("text")) or record.get("text"), "date": record["date_unixtime"]}
    if by_channel:
        kept |= {"channel": record.get("from"), "forwarded_from": record.get("forwarded_from")}
    if record.get("type") == "service":
        return kept | {"message_type": "service"}
    return kept | {"title": ""}


def with_sections(record: dict[str, Any]) -> dict[str, Any]:
    """Return a flat record in which a list of blocks or sections has become a text."""
    texts = {name: section_text(record[place]) for place, name in _SECTIONS.items() if place in record}
    made = {name: text for name, text in texts.items() if text and not isinstance(record.get(name), str)}
    return record | made if made else record
