"""Which column of a free table is which: by its name, checked against what it holds."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from mediakit.errors import OptionError, SourceError
from mediakit.read.tables.profiles import Profile, profile, times_of
from mediakit.read.values.data_files import read_data
from mediakit.read.values.dates import fold
from mediakit.read.values.missing import is_missing

_LONG = 40
LONGEST_NAME = 200
_MOST_LISTED = 30
_MOST_CONSIDERED = 10_000
_HEADER_WITHIN = 15
_LONGEST_HEADING = 100
_WIDEST = 2000
_PART = re.compile(r"[A-Z]+(?![a-zß-ÿ])|[A-ZÀ-ÞА-Я]?[a-zß-ÿа-яё]+|[^\W\d_]+")
_MOST_PARTS = 8
_NOT_WORD = re.compile(r"[\W_]+")
_IN_SMALL = bytes(range(256)).lower()
_NO_WORD_SIGNS = bytes(code for code in range(128) if not chr(code).isalnum())
_TARGETS = (
    "url", "published", "text", "title", "outlet", "language", "byline", "section", "standfirst", "dateline",
    "word_count_stated", "time", "file",
)  # fmt: skip
ALLOWED = (*_TARGETS[:-1], "date", "flags", "truncated")


@dataclass(frozen=True)
class Choice:
    """The columns chosen: ``sources`` maps names of ARTICLES to names of the table's columns.

    ``collected`` says that the date is one of collection, not of publication, ``partial`` that the texts are pieces.
    """

    sources: dict[str, str]
    collected: bool = False
    partial: bool = False


def squash(name: str) -> str:
    """Return a column name without case, accents, spaces and punctuation.

    Examples
    --------
    >>> squash("Publish Date")
    'publishdate'
    """
    name = str(name)[:LONGEST_NAME]
    if name.isascii():  # the same at a fraction of the time, as each cell of a possible header is asked
        return name.encode("ascii").translate(_IN_SMALL, _NO_WORD_SIGNS).decode("ascii")
    return _NOT_WORD.sub("", fold(name))


@cache
def _ranks() -> dict[str, dict[str, int]]:
    names = read_data("tables/columns")["names"]
    ranks = {target: {squash(n): at for at, n in reversed(list(enumerate(found)))} for target, found in names.items()}
    ranks["collected"] = {squash(n): at for at, n in enumerate(read_data("tables/columns")["collected"]["names"])}
    return ranks


@cache
def known_names() -> dict[str, str]:
    """Return what each known name means, the names as squash() writes them.

    It is the target where the name ranks highest, of equals the first by the alphabet.

    Examples
    --------
    >>> known_names()["headline"]
    'title'
    """
    ranked = ((rank, target, name) for target in _TARGETS for name, rank in _ranks().get(target, {}).items())
    return {name: target for _, target, name in sorted(ranked, reverse=True)}


def target_of(name: str) -> str:
    """Return the column of ARTICLES that a field of this name means, or nothing.

    Examples
    --------
    >>> target_of("Заголовок"), target_of("colour")
    ('title', '')
    """
    return known_names().get(squash(name), "")


def header_place(rows: Sequence[Sequence[Any]], wanted: Collection[str] = ()) -> int | None:
    """Return which of the first rows of a table names its columns, or None when no row shows it.

    It is the first one with two known names or with all the wanted ones, if the rows above are not like it;
    else the first one that is filled, if what stands above is a single cell of a table of three columns or more.

    Examples
    --------
    >>> header_place([["Report", ""], ["Title", "Text"], ["A", "B"]]), header_place([["a", "b"], ["A", "B"]])
    (1, None)
    """
    seen: list[tuple[int, int]] = []
    for at, row in enumerate(rows[:_HEADER_WITHIN]):
        cells = [cell.strip() if isinstance(cell, str) else cell for cell in row[:_WIDEST] if not is_missing(cell)]
        if wanted and set(wanted) <= set(map(str, cells)):
            return at
        targets = {target_of(cell) for cell in cells if isinstance(cell, str)} - {""}
        named = all(isinstance(c, str) and len(c) <= _LONGEST_HEADING and not c.isdigit() for c in cells)
        if named and len(targets) >= 2 and all(filled < len(cells) or not known for filled, known in seen):
            return at
        seen.append((len(cells), len(targets)))
    if not seen or seen[0][0] > 1 or seen[0][1]:
        return None
    width = len(rows[0])
    return next((at for at, (n, _) in enumerate(seen) if len(rows[at]) == width > 2 and 2 * n > width), None)


def _fits(target: str, column: Profile) -> bool:
    """Return whether the content allows the column to be what its name says."""
    if not column.filled:
        return False
    checks = {
        "url": column.address >= 0.5,
        "published": column.dated >= 0.4 or (column.number >= 0.9 and column.words <= 1),
        "collected": column.dated >= 0.4,
        "text": column.address < 0.5 and column.dated < 0.5 and column.number < 0.5,
        "title": column.address < 0.5 and column.dated < 0.5 and column.words < 2 * _LONG,
        "outlet": column.dated < 0.5 and column.number < 0.5 and column.words < 12 and column.structure < 0.5,
        "language": column.words <= 4 and column.address < 0.5 and column.number < 0.5,
        "byline": column.words < _LONG and column.dated < 0.5,
        "section": column.words < _LONG and column.address < 0.5 and column.number < 0.5 and column.structure < 0.5,
        "standfirst": column.address < 0.5 and column.dated < 0.5 and column.number < 0.5,
        "word_count_stated": column.number >= 0.5,
        "time": column.words <= 3,
        "file": column.words <= 4 and column.number < 0.5,
    }
    return checks.get(target, True)


def _name_scores(name: str) -> dict[str, float]:
    """Return, by target, 2 for a known name, 1.5 where only the last part of a dotted name is; less for rarer names."""
    whole, last = squash(name), squash(str(name)[-LONGEST_NAME:].rsplit(".", 1)[-1])
    scores = {target: 1.5 - ranks[last] / 200 for target, ranks in _ranks().items() if last in ranks}
    scores |= {target: 2 - ranks[whole] / 200 for target, ranks in _ranks().items() if whole in ranks}
    return scores or _scores_of_parts(str(name)[:LONGEST_NAME])


def _scores_of_parts(name: str) -> dict[str, float]:
    """Return low scores for a name of several words of which the last, or the first before "of", are a known name."""
    words = [fold(word) for word in _PART.findall(name)][:_MOST_PARTS]
    rules = read_data("tables/columns")["parts"]
    if len(words) < 2 or set(words) & set(rules["never"]):
        return {}
    linked = next((at for at, word in enumerate(words) if at and word in rules["linking"]), 0)
    pieces = ["".join(words[:linked])] if linked else ["".join(words[at:]) for at in range(1, len(words))]
    for piece in pieces:
        found = {target: 1.0 - ranks[piece] / 200 for target, ranks in _ranks().items() if piece in ranks}
        if "published" in found and set(words) & set(rules["collected"]):
            found = {"collected": found["published"]}
        if found:
            return found
    return {}


def _content_score(target: str, name: str, column: Profile, known: Mapping[str, float]) -> float:
    """Return a small score for a column of unknown name whose content speaks for itself."""
    if target == "url" and column.address >= 0.9:
        separate = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", str(name)[:LONGEST_NAME])
        words = set(re.findall(r"[a-z]+", fold(separate)))
        return 0.0 if words & set(read_data("tables/columns")["words"]["other_address"]) else 0.3
    if target == "published" and column.dated >= 0.9 and column.number < 0.1:
        return 0.0 if "collected" in known else 0.3
    if target == "text" and column.words >= _LONG and column.structure < 0.5:
        return 0.3
    return 0.0


def choose_columns(table: Mapping[str, Any], wanted: Mapping[str, str] | None = None) -> Choice:
    """Return which column of a table is the text, the title, the date and so on.

    Parameters
    ----------
    table : mapping of str to sequence
        The cells of each column.
    wanted : mapping of str to str, optional
        Names of ARTICLES to names of the table's columns; they are taken as they are.

    Returns
    -------
    Choice
        Each column of the table is used at most once; those after the first 10,000 are not considered.

    Raises
    ------
    SourceError
        When a wanted column is not in the table.

    Examples
    --------
    >>> choose_columns({"Headline": ["A", "B"], "day": ["2022-02-24", "2022-02-25"]}).sources
    {'published': 'day', 'title': 'Headline'}
    """
    sources = _wanted(table, wanted)
    considered = islice(table.items(), _MOST_CONSIDERED)
    profiles = {name: profile(values) for name, values in considered if name not in sources.values()}
    known = {name: _name_scores(name) for name in profiles}
    longest = max((p.words for p in profiles.values() if p.structure < 0.5), default=0.0)
    collected = False
    for target in _TARGETS:
        if target in sources:
            continue
        free = {n: p for n, p in profiles.items() if n not in sources.values()}
        scores = {n: _score(target, n, p, longest, known[n]) for n, p in free.items()}
        name = max(scores, key=lambda n: (scores[n], n), default="")
        if target == "published" and (not name or not scores[name]):
            scores = {n: known[n].get("collected", 0.0) * _fits("collected", p) for n, p in profiles.items()}
            name = max(scores, key=lambda n: (scores[n], n), default="")
            collected = bool(name) and scores[name] > 0
        if name and scores[name] > 0:
            sources[target] = name
    if "date" not in (wanted or {}) and "published" not in (wanted or {}):
        _prefer_times(table, sources, profiles, known)
    partial = _stand_in(sources, wanted)
    return Choice({target: sources[target] for target in _TARGETS if target in sources}, collected, partial)


def _prefer_times(
    table: Mapping[str, Any], sources: dict[str, str], profiles: Mapping[str, Profile], known: Mapping[str, Any]
) -> None:
    """Take another column of dates of publication in place of the chosen one where it tells the same days and times."""
    chosen = sources.get("published", "")
    if chosen not in profiles or "time" in sources or times_of(table[chosen])[1]:
        return
    days, _ = times_of(table[chosen])
    for name, column in profiles.items():
        if name in sources.values() or "published" not in known[name] or not _fits("published", column):
            continue
        others, timed = times_of(table[name])
        same = sum(abs((a - b).days) <= 1 for a, b in zip(days, others, strict=True) if a and b)
        if timed and len(days) and same >= 0.9 * sum(map(bool, days)):
            sources["published"] = name
            return


def _stand_in(sources: dict[str, str], wanted: Mapping[str, str] | None) -> bool:
    """Take a column with pieces of the texts for the texts where there is no other; return whether that was done."""
    name = sources.get("standfirst", "")
    if "text" in sources or "standfirst" in (wanted or {}) or squash(name) not in word_set("pieces", "names"):
        return False
    sources["text"] = sources.pop("standfirst")
    return True


def _score(target: str, name: str, column: Profile, longest: float, known: Mapping[str, float]) -> float:
    named = target in known and _fits(target, column)
    score = known[target] if named else _content_score(target, name, column, known)
    if target == "text" and score:
        score += 0.5 * column.words / max(longest, 1.0)
    return score


def _wanted(table: Mapping[str, Any], wanted: Mapping[str, str] | None) -> dict[str, str]:
    sources = {}
    for target, name in (wanted or {}).items():
        if name not in table:
            raise SourceError(
                f"columns={{{target!r}: {name!r}}} names a column that is not there",
                next_step=f"The columns found are: {_listed(list(table))}.",
            )
        sources["published" if target == "date" else target] = name
    return sources


def check_wanted(wanted: Mapping[str, str] | None) -> None:
    """Raise OptionError unless every key of ``columns=`` is a column of ARTICLES that a source can fill."""
    if wanted is None:
        return
    if not isinstance(wanted, Mapping):
        raise OptionError(f"columns must be a dict such as {{'text': 'your column'}}, got {type(wanted).__name__}")
    for target in wanted:
        if target not in ALLOWED:
            listed = ", ".join(ALLOWED)
            raise OptionError(f"columns may name {listed}; got {target!r}. Write it as {{'text': 'your column'}}")


@cache
def word_set(group: str, key: str) -> frozenset[str]:
    """Return the words of a list in the data file of columns, as squash() writes them."""
    return frozenset(map(squash, read_data("tables/columns")[group][key]))


def _listed(names: Sequence[str]) -> str:
    shown = [repr(str(name) if len(str(name)) <= _LONG else f"{str(name)[:_LONG]}…") for name in names[:_MOST_LISTED]]
    return ", ".join(shown) + (f" and {len(names) - len(shown):,} more" if len(names) > len(shown) else "")


def names_to_show(names: Sequence[str]) -> list[str]:
    """Return the names that a message may quote: not those from a first row that seems to tell of the export.

    Examples
    --------
    >>> names_to_show(["id", "label"]), names_to_show(["Report for Ann", "column_2"])
    (['id', 'label'], ['column_2'])
    """
    numbered = [bool(re.fullmatch(r"column_\d+", name)) for name in names]
    labelled = any(name.endswith(":") or "@" in name for name in names)
    told = squash(names[0]) in word_set("private", "labels") | word_set("private", "search") if names else True
    if len(names) > 1 and not (labelled or told or any(numbered)):
        return list(names)
    return [name for name, number in zip(names, numbered, strict=True) if number or target_of(name.rstrip(":"))]


def no_text_column(names: Sequence[str], *, where: str = "") -> SourceError:
    """Return the error for a table in which neither texts nor titles were found."""
    found = _listed(names) or "none"
    return SourceError(
        f"no column holds the texts or the titles of articles; the columns found are {found}",
        where=where,
        next_step='Say which one it is: read_articles(source, columns={"text": "your column"}).',
    )
