"""A query cut into words, lists, operators and brackets; operators of Nexis, Factiva and ProQuest are read as ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from mediakit.query.messages import query_error, shorten
from mediakit.text.vocabulary import DOUBLE_MARKS

MOST_BETWEEN = 100
FUNCTIONS = ("HEADLINE", "LEAD", "COUNT", "SHARE", "CASE")
_QUOTES = '"' + DOUBLE_MARKS
_LIST = re.compile(r"\$\w*")
_AFTER = re.compile(r"\s*\(")
_COMPARE = re.compile(r">=|<=|>|<|=")
# A comma between two digits belongs to the number.
_RUN = re.compile(rf"(?:(?<=\d),(?=\d)|[^\s()\[\]{{}}|&,$<>={_QUOTES}])+")
_WITHIN = re.compile(r"(?:(?P<near>w|near|n)/|near|(?P<pre>pre|p)/|(?P<adj>adj)/?)(?P<n>\d+)", re.IGNORECASE)
_SAME = {"w/s": "SENT", "w/sent": "SENT", "/s": "SENT", "w/p": "PARA", "w/para": "PARA", "/p": "PARA"}
_CALL = re.compile(r"(?P<name>headline|hlead|lead|count|share|case|atleast)/?(?P<n>\d*)", re.IGNORECASE)
_DISTANCE = "Write SENT (in one sentence), PARA (in one paragraph) or NEAR/8 (at most 8 words between)"
_ALL = f"{_DISTANCE}; conditions such as COUNT(...) >= 3 are joined by &."
_NOT_THERE = "Write NOT SENT (not in the sentence) or NOT PARA."
_NUMBER = "Write NEAR/8, at most 8 words between; w/8 also works."
_IN_ORDER = "Write PRE/8: this before that, at most 8 words between."
_REFUSED = {
    "AND": ("AND leaves the distance open", _ALL),
    "ANDNOT": ("ANDNOT leaves the distance open", _NOT_THERE),
    "NEAR": ("NEAR needs a number of words", _NUMBER),
    "PRE": ("PRE needs a number of words", _IN_ORDER),
    "SAME": ("SAME is an operator of other databases", "Write PARA (in one paragraph) or SENT (in one sentence)."),
    "XOR": ("XOR is not an operator here", "Write | for one or the other or both."),
    "WITHIN": ("WITHIN is not an operator here", "Write NEAR/8 or, in that order, PRE/8."),
    "W/SEG": ("w/seg is an operator of other databases", f"{_DISTANCE}."),
}
# Written small and without quotation marks, these may be meant as operators or as words: nothing is guessed.
_UNCLEAR = {
    "and": _ALL,
    "or": "Write | between alternatives.",
    "not": "Write NOT SENT, NOT PARA, NOT NEAR/8 or NOT PRE/8.",
    "andnot": _NOT_THERE,
    "near": _NUMBER,
    "pre": _IN_ORDER,
    "sent": "Write SENT in capitals: in one sentence.",
    "para": "Write PARA in capitals: in one paragraph.",
}


class Token(NamedTuple):
    """A piece of a query: its kind, text and place, and the number that belongs to it (-1 without one).

    Kinds are the signs ``( ) | & compare`` and "word", "quoted", "list", "operator", "NOT", "function" and "end".
    """

    kind: str
    text: str
    at: int
    n: int = -1


Fault = Callable[[str, int, str], Exception]


def cut_query(text: str, where: str = "") -> list[Token]:
    """Return the pieces of a query, "end" the last.

    Raises
    ------
    QueryError
        For an open quotation mark, a sign or an operator that means nothing here.

    Examples
    --------
    >>> [token[:2] for token in cut_query('$oil w/5 "red line*"')]
    [('list', 'oil'), ('operator', 'NEAR'), ('quoted', 'red line*'), ('end', '')]
    """

    def fault(what: str, at: int, next_step: str) -> Exception:
        return query_error(what, text, at, where=where, next_step=next_step)

    return [*_pieces(text, fault), Token("end", "", len(text))]


def _pieces(text: str, fault: Fault) -> Iterator[Token]:
    at = 0
    while at < len(text):
        sign = text[at]
        if sign.isspace():
            at += 1
        elif sign in "()|&,":
            yield Token("|" if sign == "," else sign, sign, at)
            at += 1
        elif sign in _QUOTES:
            end = next((i for i in range(at + 1, len(text)) if text[i] in _QUOTES), -1)
            if end < 0:
                raise fault("this quotation mark is never closed", at, 'Write a second " behind the last word.')
            yield Token("quoted", text[at + 1 : end], at)
            at = end + 1
        elif match := (_LIST.match(text, at) or _COMPARE.match(text, at)):
            if match[0] == "$":
                raise fault("$ needs the name of a list", at, "Write for example $growth, with the list in [lists].")
            yield Token("list" if sign == "$" else "compare", match[0].removeprefix("$"), at)
            at = match.end()
        elif sign in "[]{}":
            raise fault(f"{sign} is no sign of a query", at, "Write round brackets.")
        else:
            run = _RUN.match(text, at)
            end = run.end() if run else at + 1
            yield _run(text[at:end], at, _AFTER.match(text, end), fault)
            at = end


def _run(run: str, at: int, bracket: re.Match[str] | None, fault: Fault) -> Token:
    """Return what a run of signs is, given the bracket behind it: an operator, a function or a word."""
    match = _WITHIN.fullmatch(run)
    if match:
        n = _number(match["n"], at, fault)
        return Token("operator", "PRE" if match["pre"] or match["adj"] else "NEAR", at, n)
    if run.upper() == "ADJ":
        return Token("operator", "PRE", at, 0)
    if run.lower() in _SAME or run in ("SENT", "PARA"):
        return Token("operator", _SAME.get(run.lower(), run), at)
    if re.fullmatch(r"/\d+", run):
        return Token("operator", "NEAR", at, _number(run[1:], at, fault))
    if run in ("NOT", "OR"):
        return Token("|" if run == "OR" else "NOT", run, at)
    refused = _REFUSED.get(run if "/" not in run else run.upper())
    if refused:
        raise fault(refused[0], at, refused[1])
    if run.lower() in _UNCLEAR:
        step = f'{_UNCLEAR[run.lower()]} If the word is meant, put it in quotation marks: "{run}".'
        raise fault(f"'{run}' may be an operator or a word", at, step)
    match, called = _CALL.fullmatch(run), bracket is not None and bracket[0] == "("
    if match and (called or run.rstrip("/0123456789") in FUNCTIONS):
        return _call(match, at, bracket is not None, fault)
    _check_word(run, at, called, fault)
    return Token("word", run, at)


def _number(digits: str, at: int, fault: Fault) -> int:
    # Digits are counted first: a number of thousands of them takes long to read.
    if len(digits) > 4 or int(digits) > MOST_BETWEEN:
        raise fault(
            f"at most {MOST_BETWEEN} words may stand between", at, "Write SENT: anywhere in one sentence, or PARA."
        )
    return int(digits)


def _call(match: re.Match[str], at: int, called: bool, fault: Fault) -> Token:
    name = match["name"].upper()
    if not called:
        raise fault(f"{name} needs brackets", at, f"Write {name}{'/4' if name == 'LEAD' else ''}(...).")
    if name in ("LEAD", "ATLEAST") and not match["n"]:
        meaning = "LEAD/4(...): the first 4 sentences after the title" if name == "LEAD" else "COUNT(...) >= 3"
        raise fault(f"{name} needs a number", at, f"Write {meaning}.")
    if match["n"] and name not in ("LEAD", "ATLEAST"):
        raise fault(f"{name} takes no number", at, f"Write {name}(...).")
    if len(match["n"]) > 6 or match["n"].strip("0") == "" != match["n"]:
        raise fault(f"{name} needs a number from 1 to 999999", at, f"Write {name}4(...)." if name != "LEAD" else "")
    return Token("function", name, at, int(match["n"] or -1))


def _check_word(run: str, at: int, called: bool, fault: Fault) -> None:
    """Refuse what stands where a word should and is none."""
    if run[0] in "'`‘‚‹":
        raise fault("single quotation marks mean nothing here", at, f'Write double ones: "{run.strip(chr(39))}".')
    if not any(c.isalnum() for c in run) and run.strip("*"):
        raise fault(
            f"'{shorten(run)}' is no word", at, 'Write words, $lists and "phrases", joined by |, NEAR/n, SENT or PARA.'
        )
    if run[0] in "-+~#@^!%/\\":
        raise fault(
            f"'{shorten(run)}' is no word and no operator here", at, 'Put it in quotation marks if it is a word: "...".'
        )
    if "!" in run:
        raise fault("! does not cut a word short here", at + run.index("!"), f"Write {run.partition('!')[0]}*.")
    name = run.partition("/")[0].upper()
    if name != run.upper() and name in ("NEAR", "PRE"):
        raise fault(_REFUSED[name][0], at, _REFUSED[name][1])
    if "/" in run or ":" in run:
        raise fault(
            f"'{shorten(run)}' is no operator here",
            at,
            f'If it is a word, put it in quotation marks: "{shorten(run)}". Operators are NEAR/n, SENT and PARA.',
        )
    if called:
        raise fault(
            f"'{shorten(run)}(' is no function here",
            at,
            f"Functions are {', '.join(FUNCTIONS[:-1])} and {FUNCTIONS[-1]}; between words write |, NEAR/8 or SENT.",
        )
