"""Where the records stand in a JSON document, whatever its shape."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mediakit.read.columns import target_of
from mediakit.read.record import Account

_MAX_DEPTH = 5
_MAX_RESTARTS = 500
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu]|$)')
_NEXT_RECORD = re.compile(r"\}\s*,?\s*(?=\{\s*\")")
_SENTENCE_KEYS = ("sentence", "content", "text")
_ORDER_KEYS = ("sentence_number", "position_in_article", "position", "index", "order", "number")
Record = dict[str, Any]


def load_documents(text: str, account: Account) -> list[Any]:
    """Return the values of a JSON text: one document, several after each other, or what is left of a broken one.

    Every place at which the text breaks is one lost record.

    Examples
    --------
    >>> load_documents('{"a": 1} {"a": 2}', Account())
    [{'a': 1}, {'a': 2}]
    """
    text = text.lstrip("\ufeff \t\r\n").rstrip()
    try:
        return [json.loads(text, strict=False)]
    except json.JSONDecodeError as error:
        first = error
    except RecursionError:
        account.lose("malformed_document", "the JSON is nested too deeply to be a list of articles")
        return []
    if "escape" in first.msg:
        try:
            found = [json.loads(_BAD_ESCAPE.sub(r"\\\\", text), strict=False)]
            account.note("malformed_document", f"the JSON holds invalid escapes, read as they stand: {first}")
            return found
        except (json.JSONDecodeError, RecursionError):
            pass
    return list(_scan(text, account))


def _scan(text: str, account: Account) -> Iterator[Any]:
    """Yield the records of a broken text one by one, and go on after each break."""
    decoder = json.JSONDecoder(strict=False)
    at, done = _first_record(text), 0
    for _ in range(_MAX_RESTARTS):
        while at < len(text):
            at += len(text[at : at + 1000]) - len(text[at : at + 1000].lstrip(" \t\r\n,"))
            if at >= len(text) or text[at] in "]}":
                at += 1
                continue
            try:
                value, at = decoder.raw_decode(text, at)
            except (json.JSONDecodeError, RecursionError) as error:
                _lose_at(text, at, error, account, index=done)
                done += 1
                break
            done += 1
            yield value
        if at >= len(text):
            return
        following = _NEXT_RECORD.search(text, at + 1)
        if following is None:
            return
        at = following.end()
    account.note("malformed_document", f"after {_MAX_RESTARTS} breaks the rest of the JSON was not read")


def _first_record(text: str) -> int:
    """Return where the first record starts: the text itself, or the first brace inside its outermost list."""
    if text.startswith("{"):
        try:
            json.JSONDecoder(strict=False).raw_decode(text)
            return 0
        except (json.JSONDecodeError, RecursionError):
            inner = re.search(r"\[\s*(?=\{)", text)
            return inner.end() if inner and inner.start() < 5000 else 0
    inner = re.match(r"\[\s*", text)
    return inner.end() if inner else 0


def _lose_at(text: str, at: int, error: Exception, account: Account, *, index: int) -> None:
    where = at + (error.pos - at if isinstance(error, json.JSONDecodeError) else 0)
    line = text.count("\n", 0, where) + 1
    message = f"the JSON breaks in line {line}: {getattr(error, 'msg', 'nested too deeply')}"
    account.lose("malformed_document", message, index=index, value=f"line {line}", raw=text[at : at + 300])


def find_records(value: Any) -> list[Any]:
    """Return the records of a document, as far as they can be articles; an empty list when none can.

    A record is a dict with a text or a title; it may stand alone, in a list, in a list inside a dict,
    in a dict by its id, in columns, or as a list of its sentences.

    Examples
    --------
    >>> find_records({"status": "ok", "items": [{"title": "A"}]})
    [{'title': 'A'}]
    """
    if isinstance(value, list):
        return _from_list(value)
    if not isinstance(value, dict):
        return []
    if columns := _from_columns(value):
        return columns
    if is_record(value, with_text=True):
        return [value]
    found = _from_sentences(value) or _from_inner_list(value) or _from_inner_dicts(value)
    return found or ([value] if is_record(value) else [])


def is_record(value: Any, *, with_text: bool = False) -> bool:
    """Return whether a value is a dict with a text (or else a title) of its own.

    Examples
    --------
    >>> is_record({"headline": {"main": "A"}}), is_record({"count": 3})
    (True, False)
    """
    if not isinstance(value, dict):
        return False
    targets = ("text",) if with_text else ("text", "title")
    for key, held in value.items():
        if isinstance(held, dict) and not with_text:
            if any(target_of(f"{key}.{inner}") in targets for inner in held):
                return True
        elif isinstance(held, str) and held:
            if target_of(key) in targets or str(key).endswith("_text"):
                return True
        elif isinstance(held, list) and held and target_of(key) == "text" and not isinstance(held[0], dict):
            return True
    return bool(sentence_text(value.get("sentences")))


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


def _from_list(values: list[Any]) -> list[Any]:
    if values and all(isinstance(v, str) for v in values):
        return [{"text": v} for v in values]
    if values and all(isinstance(v, list) for v in values):
        names = values[0]
        if all(isinstance(n, str) for n in names) and sum(bool(target_of(n)) for n in names) > 1:
            return [dict(zip(names, row, strict=False)) for row in values[1:]]
        return []
    if not any(isinstance(v, dict) for v in values):
        return []
    records = [v["_source"] if isinstance(v, dict) and isinstance(v.get("_source"), dict) else v for v in values]
    return records if any(is_record(r) for r in records) else []


def _from_columns(value: Mapping[str, Any]) -> list[Record]:
    """Read ``{"title": [...], "text": [...]}`` and the column-wise forms that pandas writes."""
    if isinstance(value.get("columns"), list) and isinstance(value.get("data"), list):
        names = [str(n) for n in value["columns"]]
        return [dict(zip(names, row, strict=False)) if isinstance(row, list) else row for row in value["data"]]
    known = [key for key in value if target_of(key) in ("text", "title")]
    lists = [value[key] for key in value if isinstance(value[key], list)]
    if not known or (isinstance(value[known[0]], list) and len({len(v) for v in lists}) > 1) or len(value) < 2:
        return []
    held = value[known[0]]
    if isinstance(held, list) and len(held) > 0 and not isinstance(held[0], (dict, list)):
        columns = {k: v for k, v in value.items() if isinstance(v, list) and len(v) == len(held)}
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    if isinstance(held, dict) and held and all(str(k).isdigit() for k in held):
        by_row = {k: v for k, v in value.items() if isinstance(v, dict)}
        rows = dict.fromkeys(row for column in by_row.values() for row in column)
        return [{name: column.get(row) for name, column in by_row.items()} for row in rows]
    return []


def _from_inner_list(value: Mapping[str, Any]) -> list[Any]:
    """Return the list inside a dict with most records."""
    best: list[Any] = []
    for inner in inner_lists(value):
        found = _from_list(inner) if inner and isinstance(inner[0], dict) else []
        if len(found) > len(best):
            best = found
    return best


def inner_lists(value: Mapping[str, Any], depth: int = 0) -> Iterable[list[Any]]:
    """Yield the lists that stand in a dict or in the dicts inside it."""
    for held in value.values():
        if isinstance(held, list):
            yield held
        elif isinstance(held, dict) and depth < _MAX_DEPTH:
            yield from inner_lists(held, depth + 1)


def _from_inner_dicts(value: Mapping[str, Any]) -> list[Record]:
    """Read ``{"id 1": {...}, "id 2": {...}}``."""
    held = list(value.values())
    if held and all(isinstance(v, dict) for v in held) and sum(map(is_record, held)) > len(held) / 2:
        return [{"key": key, **record} for key, record in value.items()]
    return []


def _from_sentences(value: Mapping[str, Any]) -> list[Record]:
    """Read ``{"id 1": [{"sentence": ...}, ...], ...}``: the sentences of each article in a list."""
    held = list(value.values())
    if not held or not all(isinstance(rows, list) and rows and isinstance(rows[0], dict) for rows in held):
        return []
    numbered = all(
        "sentence" in rows[0] or any(k.startswith(("sentence_", "position")) for k in rows[0]) for rows in held
    )
    if not numbered or not all(map(sentence_text, held)):
        return []
    return [{"key": key, **_shared(rows), "text": sentence_text(rows)} for key, rows in value.items()]


def _shared(rows: list[Record]) -> Record:
    """Return the fields that are the same in all sentences of an article."""
    return {
        k: v for k, v in rows[0].items() if all(row.get(k) == v for row in rows) and not isinstance(v, (dict, list))
    }


def flatten(record: Mapping[str, Any], prefix: str = "", depth: int = 0) -> Record:
    """Return a record without inner dicts: their fields get dotted names; sentence lists become the text.

    Examples
    --------
    >>> flatten({"headline": {"main": "A"}, "n": 1})
    {'headline.main': 'A', 'n': 1}
    """
    flat: Record = {}
    for key, value in record.items():
        name = f"{prefix}{key}"
        while isinstance(value, dict) and len(value) == 1 and str(next(iter(value))).startswith("$"):
            value = next(iter(value.values()))  # a type that MongoDB spells out, such as {"$date": {"$numberLong": …}}
        if isinstance(value, dict) and value and depth < _MAX_DEPTH:
            flat |= flatten(value, f"{name}.", depth + 1)
        else:
            flat[name] = value
    return flat
