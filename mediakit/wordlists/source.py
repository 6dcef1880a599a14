"""A list of words as it lies on disk: shipped or a user's own, its text, its rows, and what is said about it."""

from __future__ import annotations

import csv
import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

from mediakit.errors import LexiconError, OptionError

MOST_BYTES = 64_000_000
"""No list of a million lines comes near it; a corpus named by mistake does."""
MOST_ENTRIES = 1_000_000
_ABOUT = ("name", "kind", "base", "reading", "version", "licence", "language")
_KINDS = {"tone": "tone lexicon", "terms": "term list"}
_LINE = re.compile(r".*\n|.+")
_COMMENT = re.compile(r"#(?:[\s#]|$)")  # "#MeToo" is a word
_SHOWN = 5
Item = TypeVar("Item")


@dataclass(frozen=True)
class Source:
    """The text of a list, where it comes from, and what its TOML file says: name, version, licence, language, base."""

    text: str
    where: str
    about: Mapping[str, str]

    @property
    def suffix(self) -> str:
        """The ending of the file in small letters, such as ".csv"."""
        return Path(self.where).suffix.lower()


@cache
def shipped_folder() -> Traversable:
    """Return the folder of the lists that come with mediakit: one TOML file each, and one TSV file of the same name."""
    return files("mediakit.resources").joinpath("lexicons")


def shipped_names(kind: str) -> list[str]:
    """Return the names of the shipped lists of one kind.

    Examples
    --------
    >>> "news" in shipped_names("tone")
    True
    """
    return [name for name, about in _shipped().items() if about.get("kind") == kind]


def _shipped() -> dict[str, dict[str, str]]:
    """Return what is said about every shipped list, by its name, which is that of its file."""
    return _catalogue(shipped_folder())  # type: ignore[arg-type]  # whatever holds the package can be hashed


@cache
def _catalogue(folder: Traversable) -> dict[str, dict[str, str]]:
    entries = sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda entry: entry.name
    )
    return {entry.name.removesuffix(".toml"): _read_about(entry) for entry in entries}


def open_source(which: str | Path, kind: str) -> Source:
    """Return a shipped list by its name, or the user's own by its path.

    Parameters
    ----------
    which : str or Path
        A shipped name or a path. A string that is not a shipped name is a path where it has an ending or a slash, or
        where such a file lies; a Path is always a path.
    kind : {"tone", "terms"}
        What the list must be.

    Raises
    ------
    OptionError
        For an unknown name, with the names there are, and for something else than a string or a Path.
    LexiconError
        For a file that is missing, too large or not UTF-8, or whose TOML file breaks the rules.
    """
    if not isinstance(which, str | Path):
        raise OptionError(f"a {_KINDS[kind]} is given by its name or its path, got {type(which).__name__}")
    path, names, is_file = Path(which), shipped_names(kind), os.path.isfile(which)  # this one never raises
    if which in names:
        return _open_shipped(str(which))
    if isinstance(which, str) and not (is_file or path.suffix or os.sep in which or "/" in which):
        close = get_close_matches(which.lower(), names, n=1)
        raise OptionError(
            f"unknown {_KINDS[kind]} {which!r}" + (f"; did you mean {close[0]!r}?" if close else ""),
            next_step=_ways_in(kind),
        )
    if not is_file:
        raise LexiconError(
            f"expected the file of a {_KINDS[kind]}, found none", where=str(which), next_step=_ways_in(kind)
        )
    text, beside = _read_text(path), path.with_suffix(".toml")
    if not text.strip():
        raise LexiconError(f"expected a {_KINDS[kind]}, the file is empty", where=str(which), next_step="Fill it.")
    about = _read_about(beside) if beside != path and beside.is_file() else {}
    return Source(text, str(which), {"name": path.stem} | about)


def _open_shipped(name: str) -> Source:
    folder = shipped_folder()
    file = folder.joinpath(f"{name}.tsv")
    text = _read_text(file) if file.is_file() else ""
    return Source(text, file.name, {"name": name} | _shipped()[name])


def _ways_in(kind: str) -> str:
    listed = ", ".join(repr(name) for name in shipped_names(kind))
    return f"Pass {f'one of {listed}, or ' if listed else ''}the path of a file of your own."


def _read_text(file: Traversable) -> str:
    """Return the text of a file in UTF-8, its lines ended by line feeds."""
    try:
        with file.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise LexiconError(f"could not read this file: {error.strerror}", where=str(file)) from None
    if len(data) > MOST_BYTES:
        raise LexiconError(
            f"a list of words has at most {MOST_BYTES // 1_000_000} MB, this file has more",
            where=str(file),
            next_step="Check that it is a list of words and not a corpus.",
        )
    try:
        text = data.decode("utf-8-sig")
        fault = text.find("\0")
    except UnicodeDecodeError as error:
        text, fault = "", error.start
    if fault >= 0:
        line = data.count(b"\n", 0, fault) + 1
        raise LexiconError(
            f"a list of words must be UTF-8, and line {line} is not",
            where=str(file),
            next_step='Save it as UTF-8 (in a spreadsheet: "CSV UTF-8"; in an editor: Save as, encoding UTF-8).',
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _read_about(file: Traversable) -> dict[str, str]:
    """Return what a TOML file says about the list beside it; further keys are for people."""
    try:
        content = tomllib.loads(_read_text(file))
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(
            f"this file about a list of words is not valid TOML: {error}",
            where=str(file),
            next_step="Correct the line named here.",
        ) from None
    about = {key: content[key] for key in _ABOUT if key in content}
    faults = [f"{key} = {value!r}" for key, value in about.items() if not isinstance(value, str)]
    if faults:
        raise LexiconError(
            f"{', '.join(_ABOUT)} must be text, got {', '.join(faults)}",
            where=str(file),
            next_step='Put quotation marks around it, as in version = "1".',
        )
    return about


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """Yield number and text of every line, one at a time: a list of all would take many times the file's memory."""
    yield from enumerate((match[0] for match in _LINE.finditer(text)), start=1)


def limited(entries: Iterable[Item], source: Source) -> Iterator[Item]:
    """Yield the entries of a list, up to a million."""
    for number, entry in enumerate(entries):
        if number == MOST_ENTRIES:
            raise LexiconError(
                f"a list of words has at most {MOST_ENTRIES:,} entries, this one has more",
                where=source.where,
                next_step="Check that it is a list of words and not a corpus; split it if it is.",
            )
        yield entry


def rows_of(source: Source) -> Iterator[tuple[int, list[str]]]:
    """Yield line number and cells of every line that holds something, without comments.

    The first line says what separates the cells: a tab, a semicolon or a comma; only between the last two may
    quotation marks hold a cell together. A comment begins with ``#`` and a space.
    """
    first = next((line for _, line in lines_of(source.text) if line.strip() and not _COMMENT.match(line)), "")
    if not first:
        raise LexiconError("expected a list of words, found only comments", where=source.where, next_step="Fill it.")
    lines = ("" if _COMMENT.match(line) else line for _, line in lines_of(source.text))
    usual = "," if source.suffix in (".csv", ".dicx") else "\t"
    delimiter = next((mark for mark in "\t;," if mark in first), usual)
    quoted: dict[str, Any] = {"quoting": csv.QUOTE_NONE if delimiter == "\t" else csv.QUOTE_MINIMAL}
    reader = csv.reader(lines, delimiter=delimiter, strict=True, **quoted)
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise LexiconError(
            f"line {reader.line_num} cannot be cut into cells: {error}",
            where=source.where,
            next_step="Look for a quotation mark that is never closed.",
        ) from None


def first_few(parts: Sequence[str]) -> str:
    """Return the first five parts and how many more there are.

    Examples
    --------
    >>> first_few(["a", "b", "c", "d", "e", "f", "g"])
    'a; b; c; d; e; and 2 more'
    """
    more = [f"and {len(parts) - _SHOWN:,} more"] if len(parts) > _SHOWN else []
    return "; ".join([*parts[:_SHOWN], *more])


def refuse(faults: Sequence[str], expected: str, source: Source) -> None:
    """Raise LexiconError with the faults of a list, if there are any."""
    if faults:
        raise LexiconError(f"{expected}; {first_few(faults)}", where=source.where, next_step="Correct these lines.")
