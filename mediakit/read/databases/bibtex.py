"""BibTeX and BibLaTeX: references of reference managers, of which the abstract is the only text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from mediakit.read.account import Options, Parsed
from mediakit.read.documents.keeping import add_date, keep_article
from mediakit.read.documents.opening import read_text
from mediakit.read.values.data_files import read_data
from mediakit.read.values.language_codes import language_code
from mediakit.read.values.tidying import tidy_line, tidy_text

_ENTRY = re.compile(r"@\s*([A-Za-z]{2,30})\s*([{(])")
_BEGINNING = re.compile(r"\A\ufeff?(?:\s|%[^\n]*\n)*@\s*[A-Za-z]{2,30}\s*[{(]")
_NAME = re.compile(r"\s*([A-Za-z][\w:+./-]{0,60})\s*=\s*")
_ASIDE = frozenset(("comment", "preamble", "string", "xdata", "set"))
_COMMAND = re.compile(r"\\(?:textit|textbf|emph|textrm|textsc|texttt|mkbibquote|enquote|url|href\{[^{}]*\})\s*(?=\{)")
_ACCENT = re.compile(r"\{?\\([`'^\"~=.]|[uvHckrdbtoO](?![A-Za-z]))\s*\{?\s*(\\?[A-Za-z])\s*\}?\}?")
_SIGN = re.compile(r"\\([a-zA-Z]{1,16})(?:\{\}|\s+|(?![a-zA-Z]))")
_MOST_DEEP = 200_000


def recognise_bibtex(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file is in BibTeX, and by what."""
    found = _BEGINNING.match(text[:20_000])
    return (0.95, f"an entry {tidy_line(found[0])[-30:]!r}") if found and "=" in text else (0.0, "")


def parse_bibtex(data: bytes, options: Options) -> Parsed:
    """Read the entries of a BibTeX file; they hold abstracts at most, which are a part of the text."""
    parsed = Parsed()
    strings: dict[str, str] = {}
    for kind, content in _entries(read_text(parsed, data, options)):
        key, fields = _fields(content, strings)
        if kind == "string":
            strings |= fields
        elif kind not in _ASIDE:
            _add_entry(parsed, kind, key, {name: plain(value) for name, value in fields.items()}, options)
    if not parsed.seen:
        parsed.lose("unreadable_file", "no entry was found in this BibTeX file", index=0)
    return parsed


def _entries(text: str) -> Iterator[tuple[str, str]]:
    """Yield kind and content of each entry; one that is never closed goes on to the next."""
    at = 0
    while found := _ENTRY.search(text, at):
        end = _closing(text, found.end())
        following = _ENTRY.search(text, found.end())
        stop = end if end >= 0 else following.start() if following else len(text)
        yield found[1].lower(), text[found.end() : stop]
        at = stop


def _closing(text: str, start: int) -> int:
    """Return where the brace before ``start`` is closed, -1 where it is not."""
    depth = 1
    for mark in re.finditer(r"\\.|[{}]", text[start : start + _MOST_DEEP], re.DOTALL):
        depth += {"{": 1, "}": -1}.get(mark[0], 0)
        if not depth:
            return start + mark.start()
    return -1


def _fields(content: str, strings: dict[str, str]) -> tuple[str, dict[str, str]]:
    """Return the key of an entry and its fields, as they stand in the file."""
    key, comma, _ = content.partition(",")
    at = len(key) + 1 if comma and "=" not in key else 0
    found: dict[str, str] = {}
    while name := _NAME.match(content, at):
        value, at = _value(content, name.end(), strings)
        found.setdefault(name[1].lower(), value)
        at = next((n for n in range(at, len(content)) if content[n] not in ", \t\r\n"), len(content))
    return (tidy_line(key) if comma else ""), found


def _value(content: str, at: int, strings: dict[str, str]) -> tuple[str, int]:
    """Return a value and where it ends: in braces, in quotation marks, a number or a name, joined by number signs."""
    parts: list[str] = []
    while at < len(content):
        if content[at] == "{":
            end = _closing(content, at + 1)
            end = len(content) if end < 0 else end
            parts.append(content[at + 1 : end])
        elif content[at] == '"':
            quoted = re.compile(r'(?:\{[^{}]*\}|\\.|[^"\\{}])*', re.DOTALL).match(content, at + 1)
            end = quoted.end() if quoted else len(content)
            parts.append(content[at + 1 : end])
        else:
            bare = re.compile(r"[^\s,#{}\"]*").match(content, at)
            word = bare[0] if bare else ""
            parts.append(strings.get(word.lower(), word))
            end = at + len(word) - 1
        at = end + 1
        joined = re.compile(r"\s*#\s*").match(content, at)
        if joined is None:
            break
        at = joined.end()
    return "".join(parts), max(at, 1)


@cache
def _accents() -> dict[str, str]:
    marks: dict[str, str] = read_data("databases/bibtex")["accents"]
    return marks


def plain(text: str) -> str:
    r"""Return a text without the commands and braces of LaTeX.

    Examples
    --------
    >>> plain(r"{K{\"o}ln} \& \emph{Malm\"{o}} --- 5\,\%")
    'Köln & Malmö — 5 %'
    """
    text = _COMMAND.sub("", text)
    text = _ACCENT.sub(lambda found: found[2].lstrip("\\") + _accents().get(found[1], ""), text)
    signs = read_data("databases/bibtex")["signs"]
    text = _SIGN.sub(lambda found: signs.get(found[1], found[0]), text)
    text = re.sub(r"\\[,;:! ]|(?<!\\)~", " ", text)
    text = text.replace("---", "—").replace("--", "–").replace("``", "“").replace("''", "”")
    return tidy_text(re.sub(r"\\([&%$#_{}])", r"\1", re.sub(r"(?<!\\)[{}]", "", text)))


def _add_entry(parsed: Parsed, kind: str, key: str, fields: dict[str, str], options: Options) -> None:
    known = read_data("databases/bibtex")["fields"]
    found = {name: next((fields[f] for f in names if fields.get(f)), "") for name, names in known.items()}
    record: dict[str, object] = {
        name: tidy_line(value) for name, value in found.items() if name not in ("text", "date")
    }
    record |= {"text": found["text"], "language": language_code(found["language"]), "x_type": kind, "x_key": key}
    record["truncated"] = bool(found["text"])
    if found["text"]:
        parsed.note("truncated_text", "only the abstract is there", index=parsed.seen, raw=found["title"])
    record["byline"] = re.sub(r"\s+and\s+", "; ", tidy_line(found["byline"]))
    add_date(parsed, record, found["date"] or _date(fields), options)
    keep_article(parsed, record, raw=key)


def _date(fields: dict[str, str]) -> str:
    """Return the date that year, month and day state."""
    year, month, day = (fields.get(name, "").strip() for name in ("year", "month", "day"))
    if not month or not year:
        return year
    if month.isdigit():
        return f"{year}-{month.zfill(2)}" + (f"-{day.zfill(2)}" if day.isdigit() else "")
    return f"{day} {month} {year}".strip()
