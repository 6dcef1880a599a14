"""What is said of a query that can't be read: the fault, what to write instead, and a caret under the character."""

from __future__ import annotations

from mediakit.errors import QueryError

_SHOWN = 72


def query_error(what: str, text: str, at: int, *, where: str = "", next_step: str = "") -> QueryError:
    """Return the error for a fault at one character of a query.

    Examples
    --------
    >>> print(query_error("NEAR needs a number", "oil NEAR gas", 4, next_step="Write NEAR/8."))
    NEAR needs a number. Write NEAR/8.
        oil NEAR gas
            ^
    """
    # Only a stretch around the fault is shown of a long query, so that the caret stands under it on any screen.
    first = max(0, min(at - _SHOWN // 2, len(text) - _SHOWN))
    before, after = "…" if first else "", "…" if first + _SHOWN < len(text) else ""
    line = "".join(c if c.isprintable() else " " for c in text[first : first + _SHOWN])
    caret = " " * (len(before) + at - first) + "^"
    return QueryError(what, where=where, next_step=f"{next_step}\n    {before}{line}{after}\n    {caret}".lstrip(" "))


def shorten(word: str) -> str:
    """Return a word as a message names it: the beginning of a very long one.

    Examples
    --------
    >>> shorten("oil*"), len(shorten("*" * 1000))
    ('oil*', 41)
    """
    return word if len(word) <= 40 else f"{word[:40]}…"


def listed(names: list[str]) -> str:
    """Return names as they are enumerated in a sentence.

    Examples
    --------
    >>> listed(["a", "b", "c"])
    'a, b or c'
    """
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1] if names else "")))
