"""JSON and JSON Lines: records of any shape, mapped by name and content or by the map of a known API."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from mediakit.read.assemble import reader
from mediakit.read.columns import Choice, choose_columns, is_missing, target_of
from mediakit.read.data import read_data
from mediakit.read.encodings import decode
from mediakit.read.fields import build_articles, note_truncated
from mediakit.read.json_shapes import (
    Record,
    find_records,
    flatten,
    inner_lists,
    is_record,
    load_documents,
    section_text,
    sentence_text,
)
from mediakit.read.record import Account, Options, ParsedTable
from mediakit.read.table import new_table, records_to_columns

_SENTENCES = {"story_sentences": "sentences"}
# Where blocks or sections stand in a record, and the name of the text made of them.
_SECTIONS = {"blocks.body": "blocks.body", "body.sections": "plaintext"}
_KEY = re.compile(r'"([^"\\\n]{1,60})"\s*:')
_LONGEST_ERROR = 60
_THROTTLED = re.compile(r"limit requests|too many requests|rate limit", re.IGNORECASE)


def recognise_jsonl(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how sure it is that each line is one JSON record, and why."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines or not lines[0].lstrip().startswith("{"):
        return 0.0, ""
    suffix = name.lower().endswith((".jsonl", ".ndjson"))
    whole = lines[:-1] if len(text) > 60_000 and len(lines) > 1 else lines
    good = sum(line.rstrip().endswith("}") and line.lstrip().startswith("{") for line in whole)
    if (len(lines) > 1 or suffix) and good >= 0.5 * len(whole):
        return 0.85 if suffix else 0.75, f"{good} of the first {len(whole)} lines are JSON records"
    return 0.5 * suffix, "the name of a JSON Lines file" if suffix else ""


def recognise_json(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how sure it is that this is a JSON document with articles, and why."""
    keys = list(dict.fromkeys(_KEY.findall(text)))
    known = [key for key in keys if target_of(key)]
    if known:
        return 0.6, "JSON with the fields " + ", ".join(known[:6])
    return (0.4, "JSON, by its name") if name.lower().endswith(".json") else (0.25, "starts like JSON")


def recognise_by_marks(api: str, text: str) -> tuple[float, str]:
    """Return how sure it is that a JSON text is an answer of that API, by its keys."""
    marks = read_data("apis")[api]["marks"]
    found = set(_KEY.findall(text))
    if all(mark in found for mark in marks):
        return 0.9, "JSON with the fields " + ", ".join(marks)
    return 0.0, ""


def parse_jsonl(data: bytes, options: Options) -> Account:
    """Read one record a line; a broken line is one lost record, reported with its number."""
    account = new_table()
    text = _decoded(data, options, account)
    records: list[Any] = []
    positions: list[int] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line or line.isspace():
            continue
        position = len(positions) + account.seen
        try:
            records.append(json.loads(line, strict=False))
            positions.append(position)
        except (json.JSONDecodeError, RecursionError) as error:
            message = f"line {number} is not a JSON record: {error}"
            account.lose("malformed_document", message, index=position, value=f"line {number}", raw=line[:300])
    if not records and not account.problems:
        account.lose("empty_text", "the file has no lines")
    _fill(records, positions, options, account)
    return account


def parse_json(data: bytes, options: Options, api: str = "") -> Account:
    """Read a JSON document of any shape; ``api`` names a map to be used."""
    account = new_table()
    text = _decoded(data, options, account)
    if "".join(text.split()) in ("{}", "[]", "null", ""):
        account.lose("silent_empty", "the answer is empty: no article and no reason", raw=text)
        return account
    if not text.lstrip().startswith(("{", "[")):
        code = "throttled" if _THROTTLED.search(text[:2000]) else "malformed_document"
        account.lose(code, "expected JSON, got a message", value=text.strip()[:200], raw=text)
        return account
    records: list[Any] = []
    documents = load_documents(text, account)
    for document in documents:
        said = error_of(document)
        if said:
            code = "throttled" if _THROTTLED.search(said) else "not_an_article"
            account.lose(code, f"the answer is an error and holds no articles: {said}", value=said, raw=text)
            continue
        records += single_record(document, api) or find_records(document)
        if isinstance(document, dict) and not api:
            api = _api_of(document)
        _compare_total(document, api, len(records), account)
    if not records and not account.seen and all(map(_holds_empty_list, documents)):
        account.lose("silent_empty", "the answer is a list without articles: nothing was found for the query", raw=text)
    elif not records and not account.seen:
        message = "JSON without records that have a text or a title; pass columns= if they have other names"
        account.lose("not_an_article", message, raw=text)
    lost = sorted(p["source_index"] for p in account.problems if p["source_index"] is not None)
    _fill(records, _positions(len(records), set(lost)), options, account, api=api)
    return account


def _holds_empty_list(document: Any) -> bool:
    """Return whether the only lists of an answer are empty ones."""
    lists = list(inner_lists({"": document}))
    return bool(lists) and not any(lists)


def error_of(document: Any) -> str:
    """Return what an answer says in place of articles, nothing when it says nothing of that kind.

    Examples
    --------
    >>> error_of({"status": "error", "message": "Your key is invalid."}), error_of({"title": "A"})
    ('Your key is invalid.', '')
    """
    while isinstance(document, dict) and len(document) == 1 and isinstance(next(iter(document.values())), dict):
        document = next(iter(document.values()))
    known = read_data("api_errors")
    if not isinstance(document, dict) or not document or not {str(k).lower() for k in document} <= set(known["keys"]):
        return ""
    said = next((document[key] for key in known["messages"] if document.get(key)), "")
    said = said[0] if isinstance(said, list) else said
    said = said.get("message", "") if isinstance(said, dict) else said
    return said if isinstance(said, str) and len(said.split()) <= _LONGEST_ERROR else ""


def single_record(document: Any, api: str) -> list[Any]:
    """Return the one record of an answer that is about a single article, which may hold lists of its own."""
    marks = read_data("apis").get(api, {}).get("marks", [])
    while marks and isinstance(document, dict):
        if document.keys() >= set(marks):
            return [document]
        document = next((held for held in document.values() if isinstance(held, dict)), None)
    return []


def _positions(count: int, lost: set[int]) -> list[int]:
    return [at for at in range(count + len(lost)) if at not in lost][:count]


def _decoded(data: bytes, options: Options, account: Account) -> str:
    decoded = decode(data, encoding=options.encoding)
    if decoded.guessed:
        message = f"JSON should be UTF-8; read as {decoded.codec}. Pass encoding= if letters look wrong"
        account.note("encoding_guessed", message, severity="info", value=decoded.codec)
    return decoded.text


def _fill(
    records: Sequence[Any], positions: list[int], options: Options, account: ParsedTable, *, api: str = ""
) -> None:
    """Map the records to columns, and give each its position in the file."""
    kept, kept_positions = [], []
    for record, position in zip(records, positions, strict=True):
        if isinstance(record, dict):
            kept.append(_with_sections(flatten(_with_sentences(record))))
            kept_positions.append(position)
        else:
            message = f"expected a JSON record, got {type(record).__name__}"
            account.lose("not_an_article", message, index=position, raw=record)
    if not kept:
        return
    before = len(account.problems)
    api = api or _api_of(kept[0])
    if api and options.columns is None:
        _build_from_map(kept, api, options, account)
    else:
        table = records_to_columns(kept)
        build_articles(table, choose_columns(table, options.columns), options, account)
    account.frame["source_index"] = [kept_positions[at] for at in account.frame["source_index"]]
    for problem in account.problems[before:]:
        if problem["source_index"] is not None:
            problem["source_index"] = kept_positions[problem["source_index"]]


def _with_sentences(record: Record) -> Record:
    """Return a record whose list of sentences has become its text, a first one without full stop its title."""
    record = {_SENTENCES.get(key, key): value for key, value in record.items()}
    text = sentence_text(record.get("sentences"))
    if not text or is_record({k: v for k, v in record.items() if k != "sentences"}, with_text=True):
        return record
    rest = {k: v for k, v in record.items() if k != "sentences"}
    first = sentence_text(record["sentences"][:1])
    if (
        "title" in rest
        or len(first) > 200
        or first.endswith((".", "!", "?", ".”", '."'))
        or len(record["sentences"]) < 2
    ):
        return {**rest, "text": text}
    return {**rest, "title": first, "text": text.removeprefix(first).strip()}


def _with_sections(record: Record) -> Record:
    """Return a flat record in which a list of blocks or sections has become a text."""
    texts = {name: section_text(record.get(place)) for place, name in _SECTIONS.items()}
    return record | {name: text for name, text in texts.items() if text and not isinstance(record.get(name), str)}


def _api_of(record: Mapping[str, Any]) -> str:
    """Return the API whose keys a record has, or nothing."""
    keys = {str(key).split(".", 1)[0] for key in record}
    return next((api for api, entry in read_data("apis").items() if keys.issuperset(entry["marks"])), "")


def _compare_total(document: Any, api: str, count: int, account: Account) -> None:
    path = read_data("apis").get(api, {}).get("total", "")
    total = document
    for part in path.split(".") if path else []:
        total = total.get(part) if isinstance(total, dict) else None
    if path and isinstance(total, int) and total != count:
        message = f"the answer says that there are {total} articles and delivers {count}: it is one page of several"
        account.note("count_mismatch", message, severity="info", value=total)


def _build_from_map(records: list[Record], api: str, options: Options, account: ParsedTable) -> None:
    entry = read_data("apis")[api]
    table = records_to_columns(records)
    mapped: dict[str, Sequence[Any]] = {}
    used: set[str] = set()
    for target, names in entry["columns"].items():
        present = [name for name in names if name in table]
        if present:
            mapped[target] = [_first_filled([table[name][at] for name in present]) for at in range(len(records))]
            used.update(present)
    if "outlet" in entry:
        mapped["outlet"] = [
            v if not is_missing(v) else entry["outlet"] for v in mapped.get("outlet", [None] * len(records))
        ]
    if "contributors" in entry:
        named = [_contributors(tags) for tags in table.get(entry["contributors"], [None] * len(records))]
        held = mapped.get("byline", [None] * len(records))
        mapped["byline"] = [names if is_missing(value) else value for names, value in zip(named, held, strict=True)]
    if entry.get("outlet_after_title"):
        mapped["title"] = [_without_outlet(t, o) for t, o in zip(mapped["title"], mapped["outlet"], strict=True)]
    notice = entry.get("no_text", "")
    unavailable = [bool(notice) and str(t).startswith(notice) for t in mapped.get("text", [])]
    if any(unavailable):
        mapped["text"] = ["" if gone else t for t, gone in zip(mapped["text"], unavailable, strict=True)]
    targets = {name: name for name in mapped}
    further = {name: values for name, values in table.items() if name not in used}
    mapped |= {(f"x_{name}" if name in targets else name): values for name, values in further.items()}
    build_articles(mapped, Choice(targets, bool(entry.get("collected"))), options, account)
    _mark_partial(account, entry, unavailable)


def _mark_partial(account: ParsedTable, entry: Mapping[str, Any], unavailable: list[bool]) -> None:
    frame = account.frame
    if entry.get("partial_text"):
        frame["truncated"] = (frame["text"] != "").to_numpy()
    elif any(unavailable):
        frame["truncated"] = [
            bool(t) or unavailable[at] for t, at in zip(frame["truncated"], frame["source_index"], strict=True)
        ]
    else:
        return
    note_truncated(account, int(frame["truncated"].sum()), len(frame))


def _contributors(tags: Any) -> str:
    """Return the names of those among the tags of an article that wrote it."""
    people = [tag for tag in tags if isinstance(tag, dict)] if isinstance(tags, list) else []
    return ", ".join(str(tag.get("webTitle") or "") for tag in people if tag.get("type") == "contributor")


def _first_filled(values: list[Any]) -> Any:
    return next((value for value in values if not is_missing(value) and value != []), None)


def _without_outlet(title: Any, outlet: Any) -> Any:
    """Cut `` - Outlet`` off the end of a title."""
    if isinstance(title, str) and isinstance(outlet, str) and outlet:
        return re.sub(rf"\s+[-–—|]\s+{re.escape(outlet)}\s*$", "", title, flags=re.IGNORECASE)
    return title


read_json = reader("json", parse_json)
read_jsonl = reader("jsonl", parse_jsonl)
