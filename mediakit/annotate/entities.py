"""Entities: who is named, by an alias table with canonical names."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

import pandas as pd

from mediakit.annotate.hits import Hits, find_terms, spans_of
from mediakit.contract import Column, Table
from mediakit.errors import LexiconError
from mediakit.lexicon import Lexicon, Term
from mediakit.tables import PARTS

ALIASES = Table(
    "ALIASES",
    "a form of a name",
    (
        Column("canonical", "str", "the name that is counted"),
        Column("type", "str", "person, organisation, place and so on"),
        Column("alias", "str", "how it is printed"),
        Column("match", "str", "any case, exact, or never"),
    ),
    made_by="load_aliases()",
)
_COLUMNS = tuple(ALIASES.names)
LANGUAGE = "en"
_KINDS = ("any case", "exact", "never")


def load_aliases(path: str | Path | None = None) -> pd.DataFrame:
    """Return an alias table: the one that comes with mediakit, or your own.

    Parameters
    ----------
    path : str or Path, optional
        A tab- or comma-separated file with the columns canonical, type, alias, match. ``match`` is
        "any case", "exact" (capitals as written) or "never": a longer name that is somebody else and
        keeps its parts from being counted ("Michael Jordan" for Jordan).

    Returns
    -------
    DataFrame
        ALIASES: canonical, type, alias, match.

    Raises
    ------
    LexiconError
        If the file cannot be read, a column or cell is missing, a value of ``match`` is unknown, or one alias stands
        for several names.

    Examples
    --------
    >>> aliases = load_aliases()
    >>> aliases.loc[(aliases["canonical"] == "Kyiv") & (aliases["match"] != "never"), "alias"].tolist()
    ['Kyiv', 'Kiev']
    """
    source = files("mediakit.resources").joinpath("entities", "world.tsv") if path is None else Path(path)
    try:
        with source.open("r", encoding="utf-8-sig") as lines:
            table = pd.read_csv(
                lines,
                sep="\t" if source.name.endswith(".tsv") else ",",
                dtype=str,
                keep_default_na=False,
                comment="#",
            )
    except (OSError, ValueError) as error:
        raise LexiconError(
            f"expected a table of aliases, could not read one: {error}",
            where=str(path),
            next_step="Pass a .tsv or .csv file in UTF-8; see load_aliases().",
        ) from None
    return check_aliases(table, where=source.name)


def check_aliases(table: pd.DataFrame, *, where: str = "") -> pd.DataFrame:
    """Return the alias table unchanged, or raise one error that names its faults."""
    missing = [column for column in _COLUMNS if column not in table.columns]
    if missing:
        raise LexiconError(
            f"an alias table needs the columns {', '.join(_COLUMNS)}; missing: {', '.join(missing)}", where=where
        )
    blank = [c for c in _COLUMNS if not all(isinstance(value, str) and value.strip() for value in table[c])]
    if blank:
        raise LexiconError(f"every cell of an alias table needs text; look at: {', '.join(blank)}", where=where)
    unknown = sorted(set(table["match"]) - set(_KINDS))
    if unknown:
        raise LexiconError(
            f"match must be one of {', '.join(_KINDS)}, got {', '.join(map(repr, unknown))}", where=where
        )
    named = table.loc[table["match"] != "never", ["canonical", "alias"]].drop_duplicates()
    twice = sorted(set(named.loc[named["alias"].duplicated(), "alias"]))
    if twice:
        raise LexiconError(
            f"an alias stands for one name, but these stand for several: {', '.join(map(repr, twice[:5]))}",
            where=where,
            next_step="Keep each with the name that is meant, or use longer aliases.",
        )
    return table


@cache
def _world() -> Lexicon:
    return _lexicon_of(load_aliases())


def _lexicon_of(table: pd.DataFrame) -> Lexicon:
    rows = zip(table["alias"], table["canonical"], table["match"], strict=True)
    return Lexicon("entities", [Term(alias, name, match == "exact", match == "never") for alias, name, match in rows])


def alias_lexicon(aliases: pd.DataFrame | None) -> Lexicon:
    """Return the alias table as a lexicon with the canonical names as labels; None is mediakit's own table."""
    return _world() if aliases is None else _lexicon_of(check_aliases(aliases))


def find_entities(articles: pd.DataFrame, lexicon: Lexicon, parts: str | Sequence[str]) -> Hits:
    """Return every mention; mediakit's own table is read in no article known to be in another language than its own."""
    language = LANGUAGE if lexicon is _world() else ""
    return find_terms(articles, lexicon, overlap="none", parts=parts, language=language)


def annotate_entities(
    articles: pd.DataFrame, *, aliases: pd.DataFrame | None = None, parts: str | Sequence[str] = PARTS
) -> pd.DataFrame:
    """Return every mention of an entity of the alias table.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES.
    aliases : DataFrame, optional
        Columns canonical, type, alias, match; see load_aliases(). Default: the table that comes with mediakit,
        which is not read in articles known to be in another language than English.
    parts : str or list of str
        Which of "title", "standfirst" and "text" count; by default all three.

    Returns
    -------
    DataFrame
        SPANS with layer "entities" and the canonical name as label; the longest name counts, once.

    Examples
    --------
    >>> from mediakit.tables import ARTICLES, build_table
    >>> articles = build_table(ARTICLES, [{"article_id": "a", "text": "Kiev hosted Georgia Tech; Kyiv did not."}])
    >>> annotate_entities(articles)["label"].tolist()
    ['Kyiv', 'Kyiv']
    """
    lexicon = alias_lexicon(aliases)
    return spans_of(find_entities(articles, lexicon, parts), articles, "entities", lexicon.labels)
