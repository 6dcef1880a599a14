"""Calendar periods, and the many ways in which people name them."""

from __future__ import annotations

from typing import Literal, get_args

from mediakit.errors import OptionError

Every = Literal["day", "week", "month", "quarter", "year"]
EVERY: tuple[Every, ...] = get_args(Every)
PERIODS: dict[Every, str] = {"day": "D", "week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}
"""How pandas calls each period; weeks run from Monday to Sunday."""
# In small letters; those of two or more letters that are no words are pandas' names for the first or last day.
_FRIENDS: dict[Every, str] = {
    "day": "d days daily",
    "week": "w weeks weekly w-sun",
    "month": "m months monthly me ms",
    "quarter": "q quarters quarterly qe qs",
    "year": "y years yearly annual annually a ye ys",
}
_NAMED = {name: every for every in EVERY for name in (every, *_FRIENDS[every].split())}


def check_every(every: object) -> Every:
    """Return the period that is meant: by its name, as "monthly", or by pandas' letter, in any case.

    Raises
    ------
    OptionError
        For anything else.

    Examples
    --------
    >>> [check_every(name) for name in ("week", "M", "Quarterly", "y")]
    ['week', 'month', 'quarter', 'year']
    """
    named = _NAMED.get(every.strip().lower()) if isinstance(every, str) else None
    if named is None:
        raise OptionError(
            f"every must be one of {', '.join(map(repr, EVERY))}, got {every!r}",
            next_step="Their first letters are understood as well, such as 'M'.",
        )
    return named
