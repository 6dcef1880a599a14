"""Signs that a text is more than one article, or something else than an article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise

from mediakit.read.values.data_files import read_data
from mediakit.read.values.dates import find_date, fold
from mediakit.read.values.tidying import tidy_line

_LONGEST = 400_000
_LONGEST_LABEL = 30
_DATELINE_LENGTH, _TITLE_LENGTH = 160, 160
_MOST_AROUND = 9
_LEAST_BODY = 8
_MOST_HEADING = 4
SENTENCE_END = re.compile(r"[.!?…。！？]+[\"'”’»)\]]*$")
_LABEL = re.compile(r"(?:[-*•>#|]\s*)?(?:\*\*)?([^\W\d_][^:：\n]{0,28}?)(?:\*\*)?\s?[:：](?:\*\*)?(?:\s|$)")
_TAGGED = re.compile(r"%([0-9A-Z])\s|([A-Z][A-Z0-9]{1,3}) {0,2}- ")
_NUMBERED = re.compile(
    r"\W{0,3}(?:[^\W\d]{3,12}\.? )?(\d{1,5}) ?(?:of|de|von|van|av|af|di|z|из|з|sur|/) ?(\d{1,5})\b.{0,20}$"
)
_MAIL = re.compile(
    r"(?:>\s?)*(from|to|cc|subject|date|sent|reply-to|von|an|betreff|gesendet|de|à|objet|envoyé)\s?:\s+\S", re.I
)
_ARROW = re.compile(r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,:]\d{1,3})?\s*(?:-{1,2}>|→|⟶|=>)\s*(?:\d{1,2}:)?\d{1,2}:\d{2}")
_ENTRY = re.compile(r"@[A-Za-z]{3,20}\s*[{(]\s*[^\s,{}()]{1,100}\s*,?\s*$|@[A-Za-z]{3,20}\{[^\s,{}]{1,100},\s*\w+\s*=")
_RULE = re.compile(r"\s*(?:([-_=~#*•·+.—–─━═])\s*){3,}$")
_DROPPED = re.compile(r"[A-ZÀ-ÞА-Я][A-ZÀ-ÞА-Я '’.,-]{2,60}(?:\(|, )[^()\n]{2,40}\)? {0,2}[-–—]{1,2} ")
_LINK = re.compile(r"https?://\S{4,}|\bwww\.\S{4,}")


def signs_of_several(text: str) -> list[str]:
    r"""Return what says that a text is not one article, each sign in words; nothing for a plain article.

    Examples
    --------
    >>> signs_of_several("Ferry back\n\nThe ferry sails again, the council of the island said.")
    []
    >>> signs_of_several("1\n00:00:01,000 --> 00:00:04,200\nGood evening.\n\n2\n00:00:05,000 --> 00:00:07,000\nRain.")
    ['2 lines with an arrow between two times, as in captions']
    """
    lines = [tidy_line(line) for line in text[:_LONGEST].splitlines()]
    return [sign for look in _LOOKS if (sign := look(lines))]


def has_date(line: str) -> bool:
    """Return whether a line is one with a date: short, with few words around the date, no sentence.

    Examples
    --------
    >>> has_date("River Post, 8 July 2023"), has_date("The treaty was signed on 8 July 2023.")
    (True, False)
    """
    if len(line) > _DATELINE_LENGTH or not any(c.isdigit() for c in line):
        return False
    found = find_date(line)
    if found is None:
        return False
    around = f"{line[: found.start]} {line[found.end :]}".split()
    words = [word for word in around if any(map(str.isalnum, word))]
    return len(words) <= _MOST_AROUND and not (SENTENCE_END.search(line) and len(words) > 2)


def is_heading(line: str) -> bool:
    """Return whether a line may be a headline: some words, not many, and no sentence.

    Examples
    --------
    >>> is_heading("Ferry back in service"), is_heading("The ferry is back."), is_heading("***")
    (True, False, False)
    """
    if not 1 < len(line) <= _TITLE_LENGTH or not any(map(str.isalpha, line)):
        return False
    return not SENTENCE_END.search(line) or line.endswith(("?", "!"))


def _is_body(line: str) -> bool:
    return (len(line.split()) >= _LEAST_BODY and bool(SENTENCE_END.search(line))) or len(line) > _TITLE_LENGTH


@cache
def _labels() -> frozenset[str]:
    return frozenset(fold(label) for label in read_data("values/signs")["labels"])


def _returning_labels(lines: Sequence[str]) -> str:
    """Labels of the fields of an article that come back: two of them at least, or four of any kind equally often."""
    found = Counter(label for line in lines if (label := _label_of(line)))
    again = {label: count for label, count in found.items() if count > 1}
    known = [label for label in again if label in _labels()]
    tags = Counter(f"{tag[1] or tag[2]}" for line in lines if (tag := _TAGGED.match(line)))
    if sum(count > 1 for count in tags.values()) >= 3:
        return f"lines that begin with the tags {', '.join([t for t, n in tags.items() if n > 1][:4])} come back"
    usual = Counter(again.values()).most_common(1)
    alike = [label for label, count in again.items() if usual and count == usual[0][0]]
    if len(known) >= 2 or (len(alike) >= _MOST_HEADING and known):
        shown = known if len(known) >= 2 else alike
        return f"the labels {', '.join(repr(label) for label in shown[:4])} come back ({again[shown[0]]} times)"
    return ""


def _label_of(line: str) -> str:
    found = _LABEL.match(line)
    return fold(found[1]).strip(" *") if found and len(found[1]) <= _LONGEST_LABEL else ""


def _returning_numbers(lines: Sequence[str]) -> str:
    """Lines such as "2 of 14", one after the other."""
    numbers = [(int(found[1]), int(found[2])) for line in lines if len(line) < 60 and (found := _NUMBERED.match(line))]
    steps = sum(b[0] == a[0] + 1 and b[1] == a[1] for a, b in pairwise(numbers))
    return f"lines that count documents, such as '{numbers[0][0]} of {numbers[0][1]}'" if steps else ""


def _several_datelines(lines: Sequence[str]) -> str:
    """Lines with a date beside a headline, each with a text below it."""
    filled = [plain for line in lines if (plain := line.strip("*_#> "))]
    bodies = [at for at, line in enumerate(filled) if _is_body(line)]
    stretches = zip([-1, *bodies[:-1]], bodies, strict=False)
    heads = [filled[before + 1 : at] for before, at in stretches]
    dated = [head for head in heads if _is_head(head)]
    if len(dated) > 1:
        line = next(line for line in dated[1] if has_date(line))
        return f"{len(dated)} lines with a date below headlines, such as {line[:60]!r}"
    dropped = sum(bool(_DROPPED.match(line)) for line in filled)
    return f"{dropped} paragraphs begin with a place and a date or an agency" if dropped > 1 else ""


def _is_head(head: Sequence[str]) -> bool:
    """Return whether the short lines before a text hold a date and, within the lines beside it, a headline."""
    for at in (at for at, line in enumerate(head) if has_date(line)):
        beside = [*head[max(0, at - 3) : at], *head[at + 1 : at + 2]]
        if any(is_heading(line) and not has_date(line) and len(line.split()) > 1 for line in beside):
            return True
    return False


def _mail_headers(lines: Sequence[str]) -> str:
    """Three different fields of a mail's head below each other."""
    run: set[str] = set()
    for line in lines:
        found = _MAIL.match(line)
        run = run | {found[1].lower()} if found else set()
        if len(run) >= 3:
            return "the head of a mail"
    return ""


def _arrows(lines: Sequence[str]) -> str:
    count = sum(bool(_ARROW.match(line)) for line in lines)
    return f"{count} lines with an arrow between two times, as in captions" if count > 1 else ""


def _entries(lines: Sequence[str]) -> str:
    found = next((line for line in lines if _ENTRY.match(line)), "")
    return f"an entry of a list of references, {found[:40]!r}" if found else ""


def _rules(lines: Sequence[str]) -> str:
    """Rules of dashes and the like, each followed by a headline and a text."""
    filled = [line for line in lines if line]
    places = [at for at, line in enumerate(filled) if (rule := _RULE.match(line)) and len(line) >= 3 and rule[1]]
    if not places:
        return ""
    starts, ends = [at + 1 for at in places], [*places[1:], len(filled)]
    parts = [filled[start:end] for start, end in zip(starts, ends, strict=True)]
    parts = [part for part in (filled[: places[0]], *parts) if part]
    headed = [_begins_article(part) for part in parts]
    enough = len(parts) > 1 and all(headed[:-1]) and sum(headed) > 1
    if enough and (len(parts) > 2 or any(map(has_date, parts[1][:_MOST_HEADING]))):
        return f"{len(places)} rules such as {filled[places[0]][:12]!r} between texts with headlines"
    return ""


def _begins_article(part: Sequence[str]) -> bool:
    heading = len(part) > 1 and is_heading(part[0]) and len(part[0].split()) > 1
    return heading and any(_is_body(line) for line in part[1:])


def _hits(lines: Sequence[str]) -> str:
    """Lines of a table or list, each with a date and a link."""
    rows = [line for line in lines if _LINK.search(line) and (found := find_date(_LINK.sub(" ", line))) and found.date]
    filled = sum(map(bool, lines))
    return f"{len(rows)} lines with a date and a link, as in a list of hits" if 2 < len(rows) >= filled / 4 else ""


_LOOKS: tuple[Callable[[Sequence[str]], str], ...] = (
    _entries,
    _arrows,
    _mail_headers,
    _returning_labels,
    _returning_numbers,
    _rules,
    _several_datelines,
    _hits,
)
