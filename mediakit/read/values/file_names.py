"""What the name of an article's file and its folders say: date, country, language, outlet, section."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from mediakit.read.values.data_files import read_data
from mediakit.read.values.dates import Date, parse_date
from mediakit.read.values.language_codes import language_code

_DATE = re.compile(
    r"(?<![^\W_])(?:\d{8}T\d{4,6}Z?|\d{4}[-_.]\d{2}[-_.]\d{2}(?!\d)|\d{14}(?!\d)|(?:1[6-9]|20)\d{6}(?!\d))"
)
_DAY_FIRST = re.compile(r"(?<![^\s_])\d{1,2}[-.]\d{1,2}[-.](?:1[6-9]|20)\d\d(?![^\s_-])")
_FOLDER_DATE = re.compile(r"(?:^|/)((?:1[6-9]|20)\d\d)/(\d{1,2})/(\d{1,2})(?=/)")
_LANGUAGE = re.compile(r"[a-z]{2}")
_COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True)
class NameFacts:
    """The parts of a file name such as ``20220125T090000Z_GB_en_7d01.txt``."""

    date: Date
    date_text: str
    country: str
    language: str
    rest: str


@lru_cache(maxsize=1)  # a file is asked one thing after the other
def _path(name: str) -> PurePosixPath:
    return PurePosixPath(name)


def _date_of(name: str) -> tuple[str, str]:
    """Return the date in a name, of its file or else of its folders, and the rest of the name of the file."""
    stem = _path(name).stem
    for match in _DATE.finditer(stem):
        text = match[0].replace("_", "-").replace(".", "-")
        if parse_date(text).published is not None:
            return text, f"{stem[: match.start()]}_{stem[match.end() :]}"
    turned = _DAY_FIRST.search(stem)
    if turned and (date := parse_date(turned[0])).published and not date.ambiguous:
        return turned[0], f"{stem[: turned.start()]}_{stem[turned.end() :]}"
    folder = _FOLDER_DATE.search(name)
    return ("-".join((folder[1], folder[2].zfill(2), folder[3].zfill(2))), stem) if folder else ("", stem)


def facts_of_name(name: str) -> NameFacts | None:
    """Return what a file name with a date says, or None when there is no date in it and its folders.

    Examples
    --------
    >>> facts = facts_of_name("20220125T090000Z_GB_en_7d01.txt")
    >>> facts.date.precision, facts.country, facts.language, facts.rest
    ('minute', 'GB', 'en', '7d01')
    """
    text, others = _date_of(name)
    date = parse_date(text)
    if date.published is None:
        return None
    country = language = ""
    rest: list[str] = []
    for part in re.split(r"[_\s]+", others.strip("_- .")):
        part = part.strip("-.")
        if not country and _COUNTRY.fullmatch(part):
            country = part
        elif not language and _LANGUAGE.fullmatch(part) and language_code(part) == part and not rest:
            language = part
        elif part:
            rest.append(part)
    return NameFacts(date, text, country, language, "_".join(rest))


def folders_of_name(name: str) -> list[str]:
    """Return the folders of a file that say something: no dates, no archive names.

    Examples
    --------
    >>> folders_of_name("Daily Example/2022/world/001.txt")
    ['Daily Example', 'world']
    """
    folders = _path(name).parts[:-1]
    return [f for f in folders if re.search(r"[^\W\d_]", f) and not f.lower().endswith((".zip", ".gz"))]


def is_documentation(name: str) -> bool:
    """Return whether a file inside a folder describes the folder, by its name, such as ``README.md``.

    Examples
    --------
    >>> is_documentation("corpus/README.md"), is_documentation("corpus/nato.md")
    (True, False)
    """
    path = _path(name)
    words = read_data("values/file_names")
    if path.suffix.lower() not in words["documentation_suffixes"]:
        return False
    stem = path.stem.lower()
    parts = re.split(r"[._-]", stem) if path.suffix.lower() == ".json" else []
    return stem in words["documentation"] or not set(parts).isdisjoint(words["documentation_json"])
