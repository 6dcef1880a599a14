"""Where the records stand in a JSON document, whatever its shape."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from mediakit.read.account import Account
from mediakit.read.json.text_pieces import sentence_text
from mediakit.read.tables.column_choice import target_of
from mediakit.read.values.data_files import read_data

_MAX_DEPTH = 5
_DEEPEST = 12
_LONGEST_MESSAGE = 20
_LONGEST_ERROR = 60
# Types that MongoDB spells out, such as {"$date": {"$numberLong": …}}.
_SPELT_OUT = ("$date", "$oid", "$numberLong", "$numberInt", "$numberDouble", "$numberDecimal", "$symbol", "$uuid")
Record = dict[str, Any]
_known_target = lru_cache(maxsize=10_000)(target_of)


def _target(key: object) -> str:
    return _known_target(str(key)[:200])


class Found(NamedTuple):
    """Records that stand together in a list, or one alone, and the key at which they stand.

    The role is "fault" for an item without records among answers, "beside" for what accompanies a single article;
    the label is the key that tells records from those of lists beside theirs.
    """

    records: list[Any]
    key: str = ""
    alone: bool = False
    role: str = ""
    label: str = ""


def find_groups(value: Any, account: Account) -> list[list[Any]]:
    """Return the records of a document, as far as they can be articles, in groups of one place and shape each.

    A record is a dict with a text or a title; it may stand alone, in a list, in a list inside a dict,
    in a dict by its id, in columns, or as a list of its sentences. What stands inside a record is part of it.
    Answers among others that are errors, and records that are not taken for articles, stand in the problems.

    Examples
    --------
    >>> find_groups({"a": [{"title": "A", "text": "B"}], "b": [{"title": "C", "text": "D"}]}, Account())
    [[{'key': 'a', 'title': 'A', 'text': 'B'}], [{'key': 'b', 'title': 'C', 'text': 'D'}]]
    """
    if isinstance(value, list):
        if rows := _from_rows(value):
            return [rows]
        return _chosen(_in_list(value, "", 0), account)
    return _chosen(_in_dict(value, "", 0), account) if isinstance(value, dict) else []


def find_inside(value: Record, account: Account) -> list[list[Any]]:
    """Return the groups of records inside a dict that is an answer with records; nothing for a record itself."""
    holds = any(isinstance(held, (dict, list)) and held for held in value.values())
    if not holds or "_source" in value or _is_full(value):
        return []
    return [] if _is_itself(found := _in_dict(value, "", 0, listed=True), value) else _chosen(found, account)


@lru_cache(maxsize=100)
def _names(keys: tuple[Any, ...]) -> tuple[list[Any], list[Any]]:
    return [key for key in keys if _target(key) == "title"], [key for key in keys if _target(key) == "text"]


def _is_full(record: Record) -> bool:
    """Return, at once, whether a record has a title and a text that are strings of its own."""
    titles, texts = _names(tuple(record))
    for key in titles:
        if record[key] and isinstance(record[key], str):
            return any(record[k] and isinstance(record[k], str) for k in texts)
    return False


def targets_in(record: Record) -> set[str]:
    """Return which columns of ARTICLES the filled fields of a record mean, by their names."""
    found: set[str] = set()
    for key, held in record.items():
        if isinstance(held, dict):
            if any(mark in held for mark in _SPELT_OUT):
                found.add(_target(str(key)))
            inner = {_target(f"{key}.{name}") for name in held}
            found |= inner if not inner >= {"title", "text"} else set()
        elif isinstance(held, str) and held:
            found.add(_target(key) or ("text" if str(key).endswith("_text") else ""))
        elif isinstance(held, list) and held:
            found |= {_target(key)} & {"text"} if not isinstance(held[0], dict) else set()
        elif held and (target := _target(key)) not in ("text", "title"):
            found.add(target)
    return found | ({"text"} if sentence_text(record.get("sentences")) else set())


def is_record(value: Any, *, with_text: bool = False) -> bool:
    """Return whether a value is a dict with a text (or else a title) of its own.

    Examples
    --------
    >>> is_record({"headline": {"main": "A"}}), is_record({"count": 3})
    (True, False)
    """
    return isinstance(value, dict) and bool(targets_in(value) & ({"text"} if with_text else {"text", "title"}))


def api_of(record: Record, likely: str = "") -> str:
    """Return the API whose keys a record has, the likely one if it has those, or nothing."""
    keys = {str(key).split(".", 1)[0] for key in record}
    found = [api for api, entry in read_data("json/apis").items() if keys.issuperset(entry["marks"])]
    return likely if likely in found or not found else found[0]


def _is_article(record: Any) -> bool:
    """Return whether a record has a title, and a text or else an address and a date."""
    if not isinstance(record, dict):
        return False
    if _is_full(record):
        return True
    own = targets_in(record)
    return ("title" in own and ("text" in own or own >= {"url", "published"})) or bool(api_of(record))


def _is_itself(found: list[Found], value: Any) -> bool:
    return len(found) == 1 and found[0].alone and found[0].records[0] is value


def _chosen(found: list[Found], account: Account) -> list[list[Any]]:
    """Return the groups that hold articles; where none is certain, the largest and those like it."""
    for item in (group.records[0] for group in found if group.role == "fault"):
        message = error_of(item) or "it has no record with a text or a title"
        account.lose("not_an_article", f"one of several answers holds no articles: {message}", raw=item)
    left = [group for group in found if group.role == "beside"]
    found = [group for group in found if not group.role]
    models = [group for group in found if any(map(_is_article, group.records))]
    if found and not models:
        models = [max(found, key=lambda group: (not group.alone, len(group.records)))]
    alike = {kind for group in models for kind in _kinds(group)} if len(models) < len(found) else set()
    kept = [group for group in found if not alike or _kinds(group) & alike]
    left += [group for group in found if alike and not _kinds(group) & alike and not group.alone]
    for group in left:
        _leave(group, account)
    if len({group.label for group in kept}) < 2:
        return [group.records for group in kept]
    return [[{"key": g.label, **r} if isinstance(r, dict) else r for r in g.records] for g in kept]


def _kinds(group: Found) -> set[tuple[bool, object]]:
    return {(group.alone, group.key or None), (group.alone, text_keys(group.records))}


def _leave(group: Found, account: Account) -> None:
    """Report a list beside the articles; those of its records that may be articles are lost."""
    likely = [isinstance(r, dict) and targets_in(r) > {"title"} for r in group.records]
    for record in (r for r, is_likely in zip(group.records, likely, strict=True) if is_likely and not group.role):
        message = "this record is in the list of articles but lacks what they have: a text, or an address and a date"
        account.lose("not_an_article", message, value=group.key, raw=record)
    if group.role or not any(likely):
        message = f"{len(group.records)} records in a list beside the articles were not read"
        account.note("not_an_article", message, value=group.key, raw=group.records[:3])


def text_keys(records: list[Any]) -> frozenset[str]:
    """Return the names that the titles and texts of records have."""
    keys = dict.fromkeys(key for record in records if isinstance(record, dict) for key in record)
    return frozenset(str(key) for key in keys if _target(key) in ("title", "text"))


def _in_list(values: list[Any], key: str, depth: int) -> list[Found]:
    """Return the records of a list, and those inside its items that are lists or answers."""
    parts: list[tuple[Any, list[Found], bool]] = []
    if depth >= _DEEPEST or not any(issubclass(kind, (dict, list)) for kind in set(map(type, values))):
        return []
    for item in values:
        inner: list[Found] = []
        if isinstance(item, dict):
            item = item["_source"] if isinstance(item.get("_source"), dict) else item
            inner = _in_dict(item, key, depth + 1, listed=True)
        elif isinstance(item, list):
            inner = _in_list(item, key, depth + 1)
        parts.append((item, inner, _is_itself(inner, item)))
    answers = any(inner and not itself for _, inner, itself in parts)
    single = any(itself and not (answers and error_of(item)) for item, _, itself in parts)
    if not answers:
        return [Found([item for item, _, _ in parts], key)] if single else []
    found: list[Found] = []
    for item, inner, itself in parts:
        if inner and not (itself and error_of(item)):
            found += [Found([item], key)] if itself else inner
        elif (item or single) and not holds_empty_list(item):
            found.append(Found([item], key, role="fault"))
    return found


def holds_empty_list(answer: Any) -> bool:
    """Return whether the only lists of an answer are empty ones."""
    return bool(lists := list(inner_lists({"": answer}))) and not any(lists)


def _in_dict(value: Record, key: str, depth: int, *, listed: bool = False) -> list[Found]:
    """Return a dict as a record, or the records inside it; one in a list is never a table by columns."""
    alone = [Found([value], key, alone=True)]
    if _is_full(value):
        return alone
    own = targets_in(value)
    if own >= {"title", "text"} or depth >= _DEEPEST:
        return alone if own & {"title", "text"} else []
    if api_of(value):
        return alone
    if rows := ([] if listed else _from_columns(value)) or ([] if "text" in own else _from_sentences(value)):
        return [Found(rows, key)]
    inner = _in_children(value, key, depth)
    if own & {"title", "text"} and not (inner and _wraps(value, own, inner, depth)):
        return alone
    return inner


def _wraps(value: Record, own: set[str], inner: list[Found], depth: int) -> bool:
    """Return whether a dict with a title or a text of its own is no article, but wraps those inside it."""
    records = [record for group in inner for record in group.records if isinstance(record, dict)]
    located = bool(own & {"url", "published"})
    if "text" in own:
        longest = max(
            (len(v.split()) for k, v in value.items() if isinstance(v, str) and _target(k) == "text"), default=99
        )
        return not located and longest <= _LONGEST_MESSAGE and any(map(_is_article, records))
    if located:
        return any(targets_in(record) >= {"title", "text"} for record in records)
    return depth == 0 or any(map(_is_article, records))


def _in_children(value: Record, key: str, depth: int) -> list[Found]:
    """Return the records in the dicts and lists that a dict holds."""
    inside: dict[str, list[Found]] = {}
    for name, held in value.items():
        if isinstance(held, dict):
            inside[name] = _in_dict(held, str(name), depth + 1)
        elif isinstance(held, list) and any(isinstance(item, (dict, list)) for item in held):
            inside[name] = _in_list(held, str(name), depth + 1)
    singles = [name for name, found in inside.items() if _is_itself(found, value[name])]
    if len(singles) > len(value) / 2 and all(isinstance(held, dict) for held in value.values()):
        rows = [{"key": name, **value[name]} for name, found in inside.items() if name in singles or not found]
        return [Found(rows, key), *(g for name, found in inside.items() if name not in singles for g in found)]
    if any(api_of(value[name]) for name in singles):
        role = {name: "" if name in singles and api_of(value[name]) else "beside" for name in inside}
        return [g._replace(role=g.role or role[name]) for name, found in inside.items() for g in found]
    branches = sum(map(bool, inside.values()))
    return [
        g._replace(label=g.label or str(name)) if branches > 1 and not g.alone else g
        for name, found in inside.items()
        for g in found
    ]


def error_of(document: Any) -> str:
    """Return what an answer says in place of articles, nothing when it says nothing of that kind.

    Examples
    --------
    >>> error_of({"status": "error", "message": "Your key is invalid."}), error_of({"title": "A"})
    ('Your key is invalid.', '')
    """
    while isinstance(document, dict) and len(document) == 1 and isinstance(next(iter(document.values())), dict):
        document = next(iter(document.values()))
    known = read_data("json/api_errors")
    if not isinstance(document, dict) or not document or not {str(k).lower() for k in document} <= set(known["keys"]):
        return ""
    said = next((document[key] for key in known["messages"] if document.get(key)), "")
    said = said[0] if isinstance(said, list) else said
    said = said.get("message", "") if isinstance(said, dict) else said
    return said if isinstance(said, str) and len(said.split()) <= _LONGEST_ERROR else ""


def _from_rows(values: list[Any]) -> list[Record]:
    """Read a list of texts, or a list of rows of which the first holds the names."""
    if values and all(isinstance(v, str) for v in values):
        return [{"text": v} for v in values]
    if values and all(isinstance(v, list) for v in values):
        names = values[0]
        if all(isinstance(n, str) for n in names) and sum(bool(target_of(n)) for n in names) > 1:
            return [dict(zip(names, row, strict=False)) for row in values[1:]]
    return []


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
        rows: dict[Any, Record] = {}
        for name, column in by_row.items():
            for row, cell in column.items():
                rows.setdefault(row, {})[name] = cell
        return list(rows.values())
    return []


def inner_lists(value: Mapping[str, Any], depth: int = 0) -> Iterable[list[Any]]:
    """Yield the lists that stand in a dict or in the dicts inside it."""
    for held in value.values():
        if isinstance(held, list):
            yield held
        elif isinstance(held, dict) and depth < _MAX_DEPTH:
            yield from inner_lists(held, depth + 1)


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
        while isinstance(value, dict) and len(value) == 1 and next(iter(value)) in _SPELT_OUT:
            value = next(iter(value.values()))
        if isinstance(value, list) and value and isinstance(value[0], dict) and isinstance(value[0].get("href"), str):
            value = {"href": value[0]["href"]}
        if isinstance(value, dict) and value and depth < _MAX_DEPTH:
            flat |= flatten(value, f"{name}.", depth + 1)
        else:
            flat[name] = value
    return flat
