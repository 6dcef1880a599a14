"""What a topic file may hold: its keys, and every fault of a file that breaks the rules."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

_LIST_NAME = re.compile(r"\$[^\W\d]\w*")
LISTS = ("terms", "case_sensitive", "exclude")
DAYS = ("valid_from", "valid_to")
DEGREES = ("mentioned", "treated", "main")
_NEEDED = ("name", "title", "description")
KEYS = (
    *_NEEDED,
    "query",
    "language",
    "lists",
    "degrees",
    "frames",
    "naming",
    "actors",
    "events",
    "strands",
    "validity",
)
SHAPE: dict[str, dict[str, tuple[str, ...]]] = {
    "frames": {
        "needs": ("title", "definition", "validity"),
        "may": ("terms", "rules", "case_sensitive", "exclude", "include_rule", "exclude_rule", "examples"),
    },
    "naming": {"needs": ("key", "title", "variants"), "may": ("note", *DAYS)},
    "variants": {"needs": ("key", "label", "description", "terms"), "may": ("case_sensitive", "exclude", *DAYS)},
    "actors": {"needs": ("name", "type"), "may": ("terms", "case_sensitive", "exclude")},
    "strands": {"needs": ("title",), "may": ("terms", "rule", "case_sensitive", "exclude")},
    "events": {"needs": ("date", "title", "source"), "may": ("label",)},
    "validity": {
        "needs": ("set", "coder", "n", "positives", "precision", "precision_interval", "recall", "recall_interval"),
        "may": (),
    },
}


def faults_of(content: Mapping[str, Any]) -> list[str]:
    """Return every fault of a topic file, in the order of its parts."""
    faults = [f"'{key}' is missing" for key in _NEEDED if not content.get(key)]
    if not content.get("query") and not _table(content, "degrees", []).get("treated"):
        faults.append("'query' is missing")
    texts = (*_NEEDED, "language")
    faults += [f"'{key}' must be text" for key in texts if not isinstance(content.get(key, ""), str)]
    faults += [f"unknown key '{key}'" for key in content if key not in (*KEYS, "version")]
    for number, group in enumerate(_tables(content, "query", faults), 1):
        faults += _check_lists(group, f"query {number}")
        if not (group.get("terms") or group.get("case_sensitive")):
            faults.append(f"query {number}: 'terms' is missing")
    frames = content.get("frames", {})
    if not isinstance(frames, dict) or not all(isinstance(frame, dict) for frame in frames.values()):
        faults.append("'frames' must be tables such as [frames.open_door]")
        frames = {}
    for key, frame in frames.items():
        faults += _check_entry(frame, "frames", f"frame '{key}'")
        faults += _check_rules(frame, "rules", f"frame '{key}'")
    for degree, query in _table(content, "degrees", faults).items():
        if degree not in DEGREES or not isinstance(query, str):
            faults.append(f"degree '{degree}': degrees are {', '.join(DEGREES)}, each with a query as text")
    for degree, said in _table(content, "validity", faults).items():
        if degree not in DEGREES or not isinstance(said, dict):
            faults.append(f"validity '{degree}': degrees are {', '.join(DEGREES)}, each with a table")
        else:
            faults += _check_entry(said, "validity", f"validity '{degree}'")
    _table(content, "lists", faults)
    faults += _naming_faults(_tables(content, "naming", faults))
    for kind, name in (("actors", "name"), ("strands", "title"), ("events", "title")):
        entries = _tables(content, kind, faults)
        for entry in entries:
            faults += _check_entry(entry, kind, f"{kind[:-1]} '{entry.get(name)}'")
        if kind != "events":
            faults += _twice([entry.get(name) for entry in entries], f"{kind[:-1]} {{}}")
    for strand in _tables(content, "strands", []):
        faults += _check_rules(strand, "rule", f"strand '{strand.get('title')}'")
    return faults + [
        f"event '{event.get('title')}': date must be a TOML date such as 2022-06-29, got {event.get('date')!r}"
        for event in _tables(content, "events", [])
        if type(event.get("date")) is not date
    ]


def _naming_faults(choices: Sequence[Mapping[str, Any]]) -> list[str]:
    faults = _twice([choice.get("key") for choice in choices], "naming {}")
    for choice in choices:
        name = f"naming '{choice.get('key')}'"
        faults += _check_entry(choice, "naming", name) + _check_days(choice, name)
        if ": " in str(choice.get("key")):
            faults.append(f"{name}: a key must not hold a colon and a space")
        variants = _tables(choice, "variants", faults)
        faults += _twice([variant.get("key") for variant in variants], f"{name}: variant {{}}")
        for variant in variants:
            own = f"variant '{variant.get('key')}'"
            faults += _check_entry(variant, "variants", own) + _check_days(variant, own)
    return faults


def _check_days(entry: Mapping[str, Any], name: str) -> list[str]:
    """Return what is wrong with the first and last day of a choice or a variant."""
    days = {key: entry[key] for key in DAYS if key in entry}
    faults = [
        f"{name}: {key} must be a TOML date such as 2022-06-29, got {day!r}"
        for key, day in days.items()
        if type(day) is not date
    ]
    if not faults and len(days) == len(DAYS) and days["valid_to"] < days["valid_from"]:
        faults.append(f"{name}: valid_to {days['valid_to']} is before valid_from {days['valid_from']}")
    return faults


def _tables(content: Mapping[str, Any], key: str, faults: list[str]) -> Sequence[Mapping[str, Any]]:
    """Return the tables under a key; anything else there is added to the faults and nothing is returned."""
    entries = content.get(key, [])
    if isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries):
        return entries
    faults.append(f"'{key}' must be a list of tables such as [[{key}]]")
    return []


def _table(content: Mapping[str, Any], key: str, faults: list[str]) -> Mapping[str, Any]:
    """Return the table under a key; anything else there is added to the faults and nothing is returned."""
    entries = content.get(key, {})
    if isinstance(entries, dict):
        return entries
    faults.append(f"'{key}' must be a table such as [{key}]")
    return {}


def _twice(names: Sequence[Any], what: str) -> list[str]:
    repeated = dict.fromkeys(str(name) for i, name in enumerate(names) if name in names[:i])
    return [what.format(f"'{name}'") + " is there twice" for name in repeated]


def _check_entry(entry: Mapping[str, Any], kind: str, name: str) -> list[str]:
    needs, may = SHAPE[kind]["needs"], SHAPE[kind]["may"]
    faults = [f"{name}: '{key}' is missing" for key in needs if not entry.get(key)]
    faults += [f"{name}: unknown key '{key}'" for key in entry if key not in (*needs, *may)]
    return faults + _check_lists({k: v for k, v in entry.items() if k in LISTS}, name)


def _check_lists(group: Mapping[str, Any], name: str) -> list[str]:
    faults = [f"{name}: unknown key '{key}'" for key in group if key not in LISTS]
    for key, terms in group.items():
        if key in LISTS and not (isinstance(terms, list) and all(isinstance(t, str) for t in terms)):
            faults.append(f"{name}: '{key}' must be a list of terms")
        elif key in LISTS:
            # Among plain terms it would be the word alone.
            named = [term for term in terms if _LIST_NAME.fullmatch(term)]
            faults += [f"{name}: '{term}' names a list: lists stand in a rule, not among terms" for term in named]
    return faults


def _check_rules(entry: Mapping[str, Any], key: str, name: str) -> list[str]:
    """Return what is wrong with the queries of a frame (a list) or a strand (a text), which may stand for its terms."""
    given = entry.get(key)
    if not given:
        return [] if entry.get("terms") else [f"{name}: 'terms' is missing, and so is '{key}'"]
    if key == "rule" and isinstance(given, str):
        return []
    if key == "rules" and isinstance(given, list) and all(isinstance(rule, str) for rule in given):
        return []
    return [f"{name}: '{key}' must be {'a query as text' if key == 'rule' else 'a list of queries as text'}"]
