"""What a table says of its measures, in the words that charts and sentences print."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from mediakit.errors import TableError
from mediakit.measures import measure_of, measures_of
from mediakit.printing import PERCENT_KINDS, Style, count

# Where the label goes, with its quotation marks; and with the noun before them: the frame “{label}”.
_LABEL = re.compile(r"[“\"'‘«]\{label\}[”\"'’»]|\{label\}")
_SLOT = re.compile(rf"(?:\bthe (?P<noun>\w+) (?=[“\"'‘«]))?(?:{_LABEL.pattern})")
_HEADS = {"share": "Share", "proportion": "Share", "mean": "Mean", "rate": "Rate"}


@dataclass(frozen=True)
class Wording:
    """One measure in words; of a measure that nobody described only name and unit are known.

    Parameters
    ----------
    name, unit, kind, phrase, meaning, validity : str
        As in Measure; empty where not known.
    """

    name: str
    unit: str
    kind: str = ""
    phrase: str = ""
    meaning: str = ""
    validity: str = ""

    @property
    def head(self) -> str:
        """The head of a column of values."""
        return _HEADS.get(self.kind, "Value")

    @property
    def made(self) -> str:
        """How the measure is made, one sentence without its full stop."""
        return _capital(self.meaning or self.unit)

    def title(self, label: str, names: Mapping[str, str] | None = None) -> str:
        """Return what is measured for a label as a noun phrase that can start a title.

        Examples
        --------
        >>> Wording("reach", "share of articles", "share", "share of articles that reach {label}").title("NATO")
        'Share of articles that reach NATO'
        >>> Wording("reach", "median readers").title("NATO")
        'NATO: median readers'
        """
        if not _LABEL.search(self.phrase) and (self.phrase or label in ("", self.name)):
            return _capital(self.phrase or self.unit)
        return self.filled(["the topic" if label in ("", "topic") else display(label, names)])

    def filled(self, words: Sequence[str]) -> str:
        """Return what is measured for some labels, written as they are, as a noun phrase.

        Examples
        --------
        >>> Wording("said", "share", "share", "Share of mentions that say “{label}”").filled(["Kiev", "Kyiv"])
        'Share of mentions that say “Kiev” and “Kyiv”'
        """
        slot = _LABEL.search(self.phrase)
        if not slot:
            told = " and ".join(words)
            return f"{_capital(self.phrase)}: {told}" if self.phrase else f"{told}: {self.unit}"
        told = " and ".join(slot[0].replace("{label}", word) for word in words)
        return _capital(self.phrase[: slot.start()] + told + self.phrase[slot.end() :])

    def each(self, noun: str = "") -> str:
        """Return what is measured for several labels, each of them a ``noun``, as a noun phrase.

        Examples
        --------
        >>> Wording("frames", "share", "share", "Share of articles with the frame “{label}”").each()
        'Share of articles with each frame'
        >>> Wording("names", "share", "share", "Share of articles that name {label}").each("entity")
        'Share of articles that name each entity'
        """
        slot = _SLOT.search(self.phrase)
        of_each = f"each {noun}" if noun else "each of these"
        if not slot:
            return f"{_capital(self.phrase or self.unit)} for {of_each}"
        of_each = f"each {slot['noun']}" if slot["noun"] else of_each
        return _capital(self.phrase[: slot.start()] + of_each + self.phrase[slot.end() :])

    def behind(self, n_articles: int, exposure: float) -> str:
        """Return what a value rests on, to be said after it.

        Examples
        --------
        >>> Wording("seen", "share of articles", "share").behind(1001, 1001)
        'of 1,001 articles'
        >>> Wording("said", "share", "proportion", "", "clauses in the passive / clauses").behind(40, 2345)
        'of 2,345 clauses'
        >>> Wording("tone", "mean compound", "mean").behind(40, 2345)
        'in 40 articles'
        """
        whole = self.meaning.partition(" / ")[2]
        if self.kind == "proportion" and whole:
            return f"of {count(exposure)} {whole}"
        articles = f"{count(n_articles)} article{'' if n_articles == 1 else 's'}"
        return f"{'of' if self.kind in PERCENT_KINDS else 'in'} {articles}"


def wordings_of(table: pd.DataFrame) -> dict[str, Wording]:
    """Return the measures of a table of estimates or contrasts in words, by name.

    The words are the table's own (columns kind, phrase, meaning, validity and unit); mediakit's measures need none.

    Raises
    ------
    TableError
        For a measure that is described in two ways.

    Examples
    --------
    >>> table = pd.DataFrame({"measure": ["tone", "reach"], "unit": ["mean", "median readers"]})
    >>> {name: wording.kind for name, wording in wordings_of(table).items()}
    {'tone': 'mean', 'reach': ''}
    """
    names = [str(name) for name in table["measure"].unique()]
    described = {name for name in names if measure_of(name, {})}
    if "kind" in table:
        # A kind that was lost on the way through a file comes back as an empty text.
        kind = table["kind"].astype(object)
        table = table.assign(kind=kind.where(kind.notna() & (kind != "")))
        described |= set(table.loc[table["kind"].notna(), "measure"])
    known = measures_of(table[table["measure"].isin(described)])
    found = {}
    for name in names:
        if name in known:
            m = known[name]
            found[name] = Wording(name, m.unit, m.kind, m.phrase, m.meaning or m.unit, m.validity)
        else:
            units = table.loc[table["measure"] == name, "unit"] if "unit" in table else pd.Series(dtype=object)
            found[name] = Wording(name, str(units.iloc[0]) if len(units) and pd.notna(units.iloc[0]) else name)
    return found


def only_measure(table: pd.DataFrame) -> str:
    """Return the name of the measure of a table; empty for a table without rows.

    Raises
    ------
    TableError
        When there are several.
    """
    names = [str(name) for name in table["measure"].unique()]
    if len(names) > 1:
        raise TableError(
            f"expected one measure, got {', '.join(names)}", next_step=f"Say which one: measure={names[0]!r}."
        )
    return names[0] if names else ""


def style_of(table: pd.DataFrame, measure: str = "") -> Style:
    """Return how the values of a measure are printed, wherever this table is drawn or spoken of.

    Parameters
    ----------
    table : DataFrame
        ESTIMATES: the very rows that the chart is given.
    measure : str
        Needed where the table holds several.

    Raises
    ------
    TableError
        When the table holds several measures and none is named.

    Examples
    --------
    >>> table = pd.DataFrame({"measure": "coverage", "estimate": [0.45, 0.08]})
    >>> style_of(table).text(0.45)
    '45.0%'
    """
    name = measure or only_measure(table)
    rows = table[table["measure"] == name]
    return Style.of(wordings_of(rows)[name].kind if len(rows) else "", rows["estimate"].tolist())


def display(name: str, names: Mapping[str, str] | None) -> str:
    """Return how a group or label is written; a key such as ``open_door`` becomes words.

    Examples
    --------
    >>> display("open_door", None), display("a", {"a": "Daily Lantern"})
    ('Open door', 'Daily Lantern')
    """
    if names and name in names:
        return names[name]
    if name and name.replace("_", "").replace("-", "").isalnum() and name.islower() and ("_" in name or "-" in name):
        return _capital(name.replace("_", " ").replace("-", " "))
    return name


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
