"""JSON and JSON Lines: records of any shape, mapped by name and content or by the map of a known API."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mediakit.errors import SourceError
from mediakit.read.account import Account, Options, ParsedTable
from mediakit.read.json.shapes import (
    Record,
    api_of,
    error_of,
    find_groups,
    find_inside,
    flatten,
    holds_empty_list,
    is_record,
    text_keys,
)
from mediakit.read.json.text_pieces import sentence_text, with_runs, with_sections
from mediakit.read.tables.article_columns import note_truncated
from mediakit.read.tables.column_choice import Choice, choose_columns, target_of
from mediakit.read.tables.free_table import build_kept, new_table, records_to_columns
from mediakit.read.values.data_files import read_data
from mediakit.read.values.encodings import decode
from mediakit.read.values.missing import is_missing
from mediakit.read.width import TOO_WIDE, join_frames

_SENTENCES = {"story_sentences": "sentences"}
KEY = re.compile(r'"([^"\\\n]{1,60})"\s*:')
_MAX_RESTARTS = 500
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu]|$)')
_NEXT_RECORD = re.compile(r"\}\s*,?\s*(?=\{\s*\")")
_THROTTLED = re.compile(r"limit requests|too many requests|rate limit", re.IGNORECASE)


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
            account.note("malformed_document", f"the JSON has invalid escapes, which were kept as they are: {first}")
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
    message = f"the JSON breaks off or is damaged in line {line}: {getattr(error, 'msg', 'nested too deeply')}"
    account.lose("malformed_document", message, index=index, value=f"line {line}", raw=text[at : at + 300])


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
    keys = list(dict.fromkeys(KEY.findall(text)))
    known = [key for key in keys if target_of(key)]
    if known:
        return 0.6, "JSON with the fields " + ", ".join(known[:6])
    return (0.4, "JSON, by its name") if name.lower().endswith(".json") else (0.25, "starts like JSON")


def parse_jsonl(data: bytes, options: Options) -> Account:
    """Read one record a line; a broken line is one lost record, reported with its number."""
    account = new_table()
    text = _decoded(data, options, account)
    records: list[Any] = []
    positions, groups = list[int](), list[int]()
    for number, line in enumerate(text.split("\n"), start=1):
        if not line or line.isspace():
            continue
        position = len(positions) + account.seen
        try:
            value = json.loads(line, strict=False)
        except (json.JSONDecodeError, RecursionError) as error:
            message = f"line {number} is not a JSON record: {error}"
            account.lose("malformed_document", message, index=position, value=f"line {number}", raw=line[:300])
            continue
        inside = find_inside(value, account) if isinstance(value, dict) else []
        for group in inside or ((value,),):
            groups += [len(records) + 1 if inside else 0] * len(group)
            positions += range(len(positions) + account.seen, len(positions) + account.seen + len(group))
            records += group
    if not records and not account.problems:
        account.lose("empty_text", "the file has no lines")
    _fill(records, groups, positions, options, account)
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
    fill_from(load_documents(text, account), text, options, account, api)
    return account


def fill_from(documents: list[Any], text: str, options: Options, account: ParsedTable, api: str) -> None:
    """Find the records in documents and fill the account with them."""
    records: list[Any] = []
    groups, stated = list[int](), set[int]()
    for document in documents:
        if said := error_of(document):
            code = "throttled" if _THROTTLED.search(said) else "not_an_article"
            account.lose(code, f"the answer is an error and holds no articles: {said}", value=said, raw=text)
            continue
        found = find_groups(document, account)
        if not found and len(documents) > 1 and document not in ({}, []) and not holds_empty_list(document):
            found = [[document]]
        for group in found:
            groups += [0 if group[0] is document else len(records) + 1] * len(group)
            records += group
        shown = api_of(next((r for group in found for r in group if isinstance(r, dict)), {}), api) or api
        stated |= _totals(document if isinstance(document, list) else [document], shown)
    if stated and sum(stated) != len(records):
        message = f"the answer announces {sum(stated)} articles and holds {len(records)}; fetch its other pages, too"
        account.note("count_mismatch", message, severity="info", value=sum(stated))
    if not records and not account.seen and all(map(holds_empty_list, documents)):
        account.lose("silent_empty", "the answer is a list without articles: nothing was found for the query", raw=text)
    elif not records and not account.seen:
        message = "JSON without records that have a text or a title; pass columns= if they have other names"
        account.lose("not_an_article", message, raw=text)
    lost = sorted(p["source_index"] for p in account.problems if p["source_index"] is not None)
    _fill(records, groups, _positions(len(records), set(lost)), options, account, api=api)


def _positions(count: int, lost: set[int]) -> list[int]:
    return [at for at in range(count + len(lost)) if at not in lost][:count]


def _decoded(data: bytes, options: Options, account: Account) -> str:
    decoded = decode(data, encoding=options.encoding)
    if decoded.guessed:
        message = f"JSON should be UTF-8; read as {decoded.codec}. Pass encoding= if letters look wrong"
        account.note("encoding_guessed", message, severity="info", value=decoded.codec)
    return decoded.text


def _fill(
    records: Sequence[Any],
    groups: Sequence[int],
    positions: Sequence[int],
    options: Options,
    account: ParsedTable,
    api: str = "",
) -> None:
    """Map the records to columns, those of one shape together, and give each its position in the file."""
    kept: dict[int, list[tuple[int, Record]]] = defaultdict(list)
    for record, group, position in zip(records, groups, positions, strict=True):
        if isinstance(record, dict):
            flat = with_sections(flatten(_with_sentences(with_runs(record))))
            kept[group].append((position, flat))
        else:
            said = f"expected a JSON record, got {type(record).__name__}"
            account.lose("not_an_article", said, index=position, raw=record)
    shapes: dict[tuple[str, frozenset[str]], list[tuple[int, Record]]] = {}
    for rows in kept.values():
        known = api_of(rows[0][1], api) or api
        named = frozenset() if known or len(kept) == 1 else text_keys([record for _, record in rows])
        shapes.setdefault(("", frozenset()) if options.columns is not None else (known, named), []).extend(rows)
    parts = []
    for (known, _), rows in shapes.items():
        part, rows = new_table(), _without_removed(rows, known, account)
        try:
            if rows:
                _fill_part(rows, known, options, part)
        except SourceError as error:
            if len(shapes) == 1:
                raise
            part = new_table()
            for position, record in rows:
                part.lose("not_an_article", str(error), index=position, raw=record)
        account.problems += part.problems
        account.seen += part.seen
        parts += [part.frame] if len(part.frame.columns) else []
    if parts:
        joined, lost = join_frames([p for p in parts if len(p)] or parts[:1])
        account.frame = joined.sort_values("source_index", ignore_index=True) if len(parts) > 1 else joined
        if lost:
            account.note("unknown_column", TOO_WIDE, value=sum(lost.values()))


def _fill_part(rows: Sequence[tuple[int, Record]], api: str, options: Options, part: ParsedTable) -> None:
    table = records_to_columns((record for _, record in rows), part)
    if options.columns is None:
        _set_numbers_apart(table)
    if api:
        _build_from_map(table, api, options, part)
    else:
        build_kept(table, choose_columns(table, options.columns), options, part)
    part.frame["source_index"] = [rows[at][0] for at in part.frame["source_index"]]
    for problem in part.problems:
        if problem["source_index"] is not None:
            problem["source_index"] = rows[problem["source_index"]][0]


def _without_removed(rows: list[tuple[int, Record]], api: str, account: Account) -> list[tuple[int, Record]]:
    """Lose the records in which the API has put a mark in place of an article that is gone."""
    entry = read_data("json/apis").get(api, {})
    if not (mark := entry.get("removed")):
        return rows
    kept, message = [], f"the source has removed this article and delivers {mark!r} in its place"
    names = [n for target in ("title", "text", "standfirst") for n in entry["columns"].get(target, [])]
    for position, record in rows:
        if {record[n] for n in names if isinstance(record.get(n), str) and record[n]} == {mark}:
            account.lose("not_an_article", message, index=position, value=mark, raw=record)
        else:
            kept.append((position, record))
    return kept


def _set_numbers_apart(table: dict[str, Any]) -> None:
    """Move the numbers that refer to authors out of the columns with the names of authors."""
    for name in [name for name in table if target_of(name) == "byline"]:
        cells = table[name]
        numbers = [c if _is_reference(c) else None for c in cells]
        if any(n is not None for n in numbers):
            table[name] = [None if n is not None else c for c, n in zip(cells, numbers, strict=True)]
            table.setdefault(f"{name}_id", numbers)


def _is_reference(cell: Any) -> bool:
    if isinstance(cell, list):
        return bool(cell) and all(map(_is_reference, cell))
    return (isinstance(cell, int) and not isinstance(cell, bool)) or (isinstance(cell, str) and cell.strip().isdigit())


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


def _totals(answers: Sequence[Any], api: str) -> set[int]:
    """Return how many articles there are by what answers say; pages of one query say the same."""
    path, found = read_data("json/apis").get(api, {}).get("total", ""), set()
    for total in answers if path else []:
        for part in path.split("."):
            total = total.get(part) if isinstance(total, dict) else None
        if isinstance(total, int):
            found.add(total)
    return found


def _build_from_map(table: Mapping[str, Sequence[Any]], api: str, options: Options, account: ParsedTable) -> None:
    entry = read_data("json/apis")[api]
    n = len(next(iter(table.values())))
    mapped: dict[str, Sequence[Any]] = {}
    used: set[str] = set()
    for target, names in entry["columns"].items():
        present = [name for name in names if name in table]
        if present:
            mapped[target] = [_first_filled([table[name][at] for name in present]) for at in range(n)]
            used.update(present)
    if "outlet" in entry:
        mapped["outlet"] = [v if not is_missing(v) else entry["outlet"] for v in mapped.get("outlet", [None] * n)]
    if "contributors" in entry:
        named = [_contributors(tags) for tags in table.get(entry["contributors"], [None] * n)]
        held = mapped.get("byline", [None] * n)
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
    build_kept(mapped, Choice(targets, bool(entry.get("collected"))), options, account)
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
