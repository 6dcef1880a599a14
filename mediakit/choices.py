"""What an analyst chooses for a whole report, in one place: printed with it, and the same for every measure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from mediakit.annotate.entities import check_aliases
from mediakit.annotate.tone import ToneLexicon, load_lexicon
from mediakit.clean.acting import FLAWS, Flaw
from mediakit.errors import OptionError, SourceError, check_option
from mediakit.stats.periods import Every, check_every
from mediakit.stats.ratios import WEIGHTS, Weights, check_column, check_level
from mediakit.tables import PARTS
from mediakit.text.parts import check_parts

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, kw_only=True, eq=False)
class Choices:
    """What is measured with what, over which articles; every default is what the single functions do.

    Parameters
    ----------
    lexicon : str, Path or ToneLexicon
        Tone lexicon; see load_lexicon().
    aliases : DataFrame, optional
        Table of names; see load_aliases().
    weights : {"all", "stories", "once_per_outlet"}
        How copies of one story count; see estimate().
    level : float
        Confidence level of every interval, above 0 and below 1.
    by : str
        Column of the articles that makes the groups.
    parts : str or list of str
        Which of "title", "standfirst" and "text" count.
    dates : (first, last), optional
        First and last day (UTC) of the articles to measure, both included; either may be None. Articles without a
        date are left out where this is chosen.
    left_out : list of str
        Outlets whose articles are left out.
    every : {"day", "week", "month", "quarter", "year"}, optional
        Periods of what is measured over time, as in trend(); without it, the finest of week, month and quarter that
        most periods have enough articles for.
    keep : list of {"repeated_passages", "lost_capitals", "collection_days"}
        What a report leaves out by itself and shall not: sentences that an outlet prints again and again; outlets whose
        texts have lost their words in capitals; days of collection, where weeks that stand out are looked for.
    title, author : str
        Head of a report, one line each; the title is made from the topic where it is empty.

    Raises
    ------
    OptionError, LexiconError
        For a value that is not allowed.

    Examples
    --------
    >>> choices = Choices(dates=("2022-01-01", "2022-06-30"), left_out=["Wire"])
    >>> choices.describe()
    [('dates', '2022-01-01 to 2022-06-30'), ('outlets left out', 'Wire')]
    """

    lexicon: str | Path | ToneLexicon = "news"
    aliases: pd.DataFrame | None = None
    weights: Weights = "all"
    level: float = 0.95
    by: str = "outlet"
    parts: str | Sequence[str] = PARTS
    dates: tuple[Any, Any] | None = None
    left_out: Sequence[str] = ()
    every: Every | None = None
    keep: Sequence[Flaw] = ()
    title: str = ""
    author: str = ""

    def __post_init__(self) -> None:
        load_lexicon(self.lexicon)
        if self.aliases is not None and not isinstance(self.aliases, pd.DataFrame):
            raise OptionError(
                f"aliases must be a table, got {type(self.aliases).__name__}", next_step="Write load_aliases(path)."
            )
        if self.aliases is not None:
            check_aliases(self.aliases)
        check_option("weights", self.weights, WEIGHTS)
        check_level(self.level)
        object.__setattr__(self, "parts", check_parts(self.parts))
        if isinstance(self.left_out, str) or not isinstance(self.left_out, Iterable):
            raise OptionError(
                f"left_out must be a list of outlets, got {self.left_out!r}",
                next_step=f"Write left_out={[self.left_out] if isinstance(self.left_out, str) else []!r}.",
            )
        object.__setattr__(self, "left_out", tuple(self.left_out))
        if self.every is not None:
            object.__setattr__(self, "every", check_every(self.every))
        flaws = [self.keep] if isinstance(self.keep, str) else list(self.keep)
        for flaw in flaws:
            check_option("keep", flaw, FLAWS)
        object.__setattr__(self, "keep", tuple(flaws))
        for name, line in (("title", self.title), ("author", self.author)):
            if not isinstance(line, str) or len(line.splitlines()) > 1:
                raise OptionError(f"{name} must be a text of one line, got {line!r}")
        first, last = self.days
        if first is not None and last is not None and first > last:
            raise OptionError(f"dates must be the first and the last day, got {first:%Y-%m-%d} after {last:%Y-%m-%d}")

    @property
    def days(self) -> tuple[pd.Timestamp | None, pd.Timestamp | None]:
        """The first and the last day chosen, None where that end is open."""
        if self.dates is None:
            return None, None
        if not isinstance(self.dates, tuple | list) or len(self.dates) != 2:
            raise OptionError(
                f"dates must be a pair of days, got {self.dates!r}",
                next_step="Write dates=('2022-01-01', '2022-12-31'), or None for an open end.",
            )
        first, last = (_day(end) for end in self.dates)
        return first, last

    @property
    def lexicon_name(self) -> str:
        """Name of the tone lexicon."""
        return load_lexicon(self.lexicon).name

    def select(self, articles: pd.DataFrame) -> pd.DataFrame:
        """Return the articles of the chosen days and outlets.

        Raises
        ------
        OptionError
            For an outlet to leave out that no article is by, and a column ``by`` that is not there.
        SourceError
            When no article is left.
        """
        check_column(articles, self.by)
        known = articles["outlet"].astype(object)
        listed = sorted(known.unique())
        for name in self.left_out:
            if name not in listed:
                hint = _near(name, listed)
                raise OptionError(f"no article is by the outlet {name!r}, which is to be left out", next_step=hint)
        kept = ~known.isin(self.left_out).to_numpy()
        first, last = self.days
        day = articles["published"].dt.tz_localize(None).dt.normalize()
        if self.dates is not None:
            kept &= day.notna().to_numpy()
        for end, side in ((first, day.ge), (last, day.le)):
            if end is not None:
                kept &= side(end).to_numpy()
        if not kept.any():
            raise SourceError(
                f"none of {len(articles)} articles is left: {'; '.join(f'{n} {v}' for n, v in self._selection())}",
                next_step="Choose other days or outlets.",
            )
        return articles if kept.all() else articles[kept]

    def _selection(self) -> list[tuple[str, str]]:
        """Return name and value of the choices that say which articles are measured."""
        chosen = []
        if self.dates is not None:
            first, last = (f"{day:%Y-%m-%d}" if day is not None else "" for day in self.days)
            chosen.append(("dates", f"{first or 'the first day'} to {last or 'the last day'}"))
        if self.left_out:
            chosen.append(("outlets left out", ", ".join(self.left_out)))
        return chosen

    def describe(self) -> list[tuple[str, str]]:
        """Return name and value of every choice that is not the default, for methods and provenance."""
        chosen = self._selection()
        if tuple(self.parts) != PARTS:
            chosen.append(("parts counted", ", ".join(self.parts)))
        if self.keep:
            chosen.append(("kept", ", ".join(flaw.replace("_", " ") for flaw in self.keep)))
        for name in ("by", "every", "weights", "level", "title", "author"):
            value = getattr(self, name)
            if value != _DEFAULTS[name]:
                chosen.append((name, f"{value}"))
        if self.aliases is not None:
            chosen.append(("aliases", f"your own table of {len(self.aliases):,} names"))
        return [*chosen, ("lexicon", self.lexicon_name)] if self.lexicon_name != _DEFAULTS["lexicon"] else chosen


def _near(name: str, listed: Sequence[str]) -> str:
    """Return which of the outlets may be meant, whatever their case, or else what outlets there are."""
    written = {outlet.casefold(): outlet for outlet in listed}
    near = [written[key] for key in get_close_matches(str(name).casefold(), written, n=3, cutoff=0.4)]
    if near:
        return f"Did you mean {' or '.join(map(repr, near))}?"
    return f"Outlets are {', '.join(map(repr, listed[:12]))}{' …' if len(listed) > 12 else ''}."


_DEFAULTS = {name: field.default for name, field in Choices.__dataclass_fields__.items()}


def _day(end: Any) -> pd.Timestamp | None:
    if end is None:
        return None
    if (isinstance(end, str) and not _DAY.match(end)) or not isinstance(end, str | date | np.datetime64):
        raise OptionError(f"a day is a date, or written like 2022-02-24, got {end!r}")
    day = pd.to_datetime(end, errors="coerce")
    if not isinstance(day, pd.Timestamp):  # NaT is none
        raise OptionError(f"a day is a date, or written like 2022-02-24, got {end!r}")
    return (day.tz_convert("UTC").tz_localize(None) if day.tzinfo else day).normalize()
