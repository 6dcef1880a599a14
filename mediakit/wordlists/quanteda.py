"""Dictionaries of quanteda in YAML: keys that hold terms or further keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mediakit.errors import LexiconError, MissingExtraError
from mediakit.wordlists.source import Source
from mediakit.wordlists.term_list import UNUSED, Entry

_DEEPEST = 100


@dataclass
class _Level:
    """A mapping or a list that is being read: the keys above it, and in a mapping the key whose value comes next."""

    path: tuple[str, ...]
    is_mapping: bool
    key: str | None = None
    is_empty: bool = True


def read_yaml(source: Source) -> Iterator[Entry]:
    """Yield the entries of a quanteda dictionary; nested keys are joined by a slash, an empty key adds nothing.

    The file is read event by event and no object is ever built from it: a word such as ``no`` stays a word, tags do
    nothing, and references, with which a small file can stand for billions of terms, are refused.

    Raises
    ------
    MissingExtraError
        When PyYAML is not installed.
    LexiconError
        For a file that is not YAML, has no keys, has references or is nested more than a hundred levels deep.
    """
    levels: list[_Level] = []
    for event in _events(source):
        kind, line = type(event).__name__, event.start_mark.line + 1
        if kind == "AliasEvent":
            raise _fault(f"line {line} has a reference, *{event.anchor}, which is not followed", source)
        if kind in ("MappingEndEvent", "SequenceEndEvent"):
            level = levels.pop()
            if level.is_empty:
                yield Entry(line, "/".join(level.path), "", reason=UNUSED)
        elif kind in ("MappingStartEvent", "SequenceStartEvent"):
            path = _path_below(levels, line, source)
            if len(levels) == _DEEPEST:
                raise _fault(f"line {line} is nested more than {_DEEPEST} levels deep", source)
            levels.append(_Level(path, kind == "MappingStartEvent"))
        elif kind == "ScalarEvent":
            if levels and levels[-1].is_mapping and levels[-1].key is None:
                levels[-1].key = " ".join(event.value.split())
                continue
            path = _path_below(levels, line, source)
            if not path:
                raise _fault(f"line {line}: {event.value[:80]!r} is not under any key", source)
            yield Entry(line, "/".join(path), event.value)


def _path_below(levels: list[_Level], line: int, source: Source) -> tuple[str, ...]:
    """Return the keys above the value that comes next, and take its key as used."""
    if not levels:
        return ()
    level = levels[-1]
    level.is_empty = False
    if not level.is_mapping:
        return level.path
    if level.key is None:
        raise _fault(f"line {line} has a key that is not text", source)
    path = (*level.path, level.key) if level.key else level.path
    level.key = None
    return path


def _fault(what: str, source: Source) -> LexiconError:
    return LexiconError(
        f"a dictionary in YAML holds keys, and under them terms or further keys; {what}",
        where=source.where,
        next_step="Write it as: key, colon, and below it every term behind a dash.",
    )


def _events(source: Source) -> Iterator[Any]:
    try:
        import yaml
    except ImportError:
        raise MissingExtraError.of("pyyaml", extra="yaml", task="reading dictionaries in YAML") from None
    try:
        # Both give the same events; the one in C is faster, and there where PyYAML was built with libyaml.
        yield from yaml.parse(source.text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = f"line {mark.line + 1}: {getattr(error, 'problem', '')}" if mark else " ".join(str(error).split())
        raise LexiconError(
            f"this file is not valid YAML; {what}",
            where=source.where,
            next_step="Correct the line named here; put terms that hold a colon or another mark in quotation marks.",
        ) from None
