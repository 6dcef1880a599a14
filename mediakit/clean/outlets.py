"""Outlets under the names that an analyst wants, and what is known of them as columns to group by."""

from __future__ import annotations

import re
import warnings
from collections import defaultdict
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from unicodedata import normalize

import pandas as pd

from mediakit.errors import SourceError, TableError
from mediakit.tables import ARTICLES, check_table

_DOMAIN = re.compile(r"(?:www\.)?([\w-]+(?:\.[\w-]+)*?)\.(?:(?:com?|org|net|gov|ac|edu)(?:\.[a-z]{2})?|[a-z]{2,4})")
_LISTED = 8


class OutletsWarning(UserWarning):
    """Outlets of the articles and rows of a table of outlets that have nothing to do with each other."""


def rename_outlets(articles: pd.DataFrame, table: str | Path | pd.DataFrame) -> pd.DataFrame:
    """Return the articles with their outlets renamed and merged by a table, whose further columns are added.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES.
    table : path or DataFrame
        Columns outlet (as the articles have it), name (what it shall be called; where that is empty or missing the
        outlet keeps its name), and any further ones, such as country, type or owner; a row for each outlet. A file is
        .csv or .tsv in UTF-8, with commas, semicolons or tabs. Outlets that get the same name become one.

    Returns
    -------
    DataFrame
        ARTICLES with the further columns, of text: ``estimate(scores, articles, by="country")`` groups by them. They
        are empty for outlets that are not in the table. Articles keep their ids.

    Warns
    -----
    OutletsWarning
        Naming the outlets that are not in the table, and the rows of the table that no article is by. An outlet that
        bears a name of the table already counts as known, so that calling it again changes nothing.

    Raises
    ------
    SourceError
        For a file that cannot be read.
    TableError
        For a table without the column ``outlet``, with an outlet twice, or with a column that ARTICLES have themselves.

    Examples
    --------
    >>> from mediakit.tables import build_table
    >>> rows = [{"article_id": "1", "outlet": "the courier"}, {"article_id": "2", "outlet": "The Courier"}]
    >>> table = pd.DataFrame({"outlet": ["the courier", "The Courier"], "name": "The Courier", "country": "Norland"})
    >>> rename_outlets(build_table(ARTICLES, rows), table)[["outlet", "country"]].values.tolist()
    [['The Courier', 'Norland'], ['The Courier', 'Norland']]
    """
    check_table(articles, ARTICLES)
    where = "the table of outlets" if isinstance(table, pd.DataFrame) else str(table)
    rows = _checked(table if isinstance(table, pd.DataFrame) else _read(Path(table)), where)
    printed = articles["outlet"].astype(object)
    tidy = {outlet: " ".join(outlet.split()) for outlet in printed.unique()}
    by_outlet = {row["outlet"]: row for row in rows}
    by_name = {row["name"]: row for row in reversed(rows)}
    found = {outlet: by_outlet.get(key) or by_name.get(key) for outlet, key in tidy.items()}
    _tell(found, rows, where)
    columns = [column for column in rows[0] if column not in ("outlet", "name")] if rows else []
    made = {"outlet": printed.map({outlet: row["name"] if row else outlet for outlet, row in found.items()})}
    for column in columns:
        known = printed.map({outlet: row[column] for outlet, row in found.items() if row})
        made[column] = known.fillna(articles[column].astype(object) if column in articles.columns else "")
    return articles.assign(**{column: values.astype("str") for column, values in made.items()})


def _read(path: Path) -> pd.DataFrame:
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise SourceError(
            f"could not read the table of outlets: {reason}",
            where=str(path),
            next_step='Pass a .csv file in UTF-8 (in a spreadsheet: save as "CSV UTF-8").',
        ) from None
    heading = text.partition("\n")[0]
    separator = max(",;\t", key=heading.count)
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return pd.read_csv(lines, sep=separator, dtype=str, keep_default_na=False, skipinitialspace=True)
    except ValueError as error:
        raise SourceError(
            f"expected a table of outlets, could not read one: {error}",
            where=str(path),
            next_step="Write outlet,name,country as the first line, and a line for each outlet below it.",
        ) from None


def _checked(table: pd.DataFrame, where: str) -> list[dict[str, str]]:
    """Return the rows of a table of outlets as text, or raise an error that names its faults."""
    table = table.rename(columns=lambda column: str(column).strip())
    small = {column: column.lower() for column in table.columns if column.lower() in ("outlet", "name")}
    table = table.rename(columns=small)
    if "outlet" not in table.columns:
        raise TableError(
            f"a table of outlets needs the column 'outlet', got {', '.join(map(repr, table.columns)) or 'none'}",
            where=where,
            next_step="Call the column with the outlets as the articles have them 'outlet', and what they shall be "
            "called 'name'.",
        )
    taken = [column for column in table.columns if column in ARTICLES.names and column != "outlet"]
    twice = [*table.columns[table.columns.duplicated()]]
    if taken or twice:
        raise TableError(
            f"a table of outlets cannot have the column {(taken or twice)[0]!r}"
            + (", which articles have themselves" if taken else " twice"),
            where=where,
            next_step="Rename or drop it.",
        )
    rows = []
    for record in table.to_dict("records"):
        row = {str(column): "" if pd.isna(value) else " ".join(str(value).split()) for column, value in record.items()}
        row["name"] = row.get("name") or row["outlet"]
        if row["outlet"]:
            rows.append(row)
    outlets = pd.Series([row["outlet"] for row in rows], dtype=object)
    repeated = sorted(set(outlets[outlets.duplicated()]))
    if repeated:
        raise TableError(
            f"an outlet has one row, but these have several: {_listed(repeated)}",
            where=where,
            next_step="Keep one row for each.",
        )
    return rows


def _tell(found: dict[str, dict[str, str] | None], rows: list[dict[str, str]], where: str) -> None:
    """Warn of outlets that are not in the table, and of rows that no article is by."""
    unknown = sorted(outlet for outlet, row in found.items() if not row)
    used = {id(row) for row in found.values()} | {id(row) for row in rows if row["name"] in found}
    unused = [row["outlet"] for row in rows if id(row) not in used]
    said = []
    if unknown:
        said.append(f"{len(unknown)} of {len(found)} outlets are not in {where}: {_listed(unknown, unused)}")
    if unused:
        said.append(f"no article is by {len(unused)} of the {len(rows)} outlets in {where}: {_listed(unused)}")
    if said:
        warnings.warn("; ".join(said) + ".", OutletsWarning, stacklevel=3)


def _listed(names: list[str], near: Iterable[str] = ()) -> str:
    """Return the first names, each with the one it may be meant to be."""
    shown = []
    for name in names[:_LISTED]:
        close = [other for other in near if outlet_key(other) == outlet_key(name)]
        close = close or get_close_matches(name, list(near), n=1, cutoff=0.8)
        shown.append(f"{name!r}" + (f" (did you mean {close[0]!r}?)" if close else ""))
    return ", ".join(shown) + (f" and {len(names) - _LISTED} more" if len(names) > _LISTED else "")


def outlet_key(name: str) -> str:
    """Return what names of one outlet have in common: letters and digits, without "the" or what an address adds.

    Examples
    --------
    >>> outlet_key("The Northgate Courier"), outlet_key("www.northgate-courier.com"), outlet_key("the N. Courier")
    ('northgatecourier', 'northgatecourier', 'ncourier')
    """
    plain = "".join(sign for sign in normalize("NFKD", name.strip().casefold()) if not "\u0300" <= sign <= "\u036f")
    address = _DOMAIN.fullmatch(re.sub(r"^https?://|/$", "", plain))
    plain = address[1] if address else re.sub(r"^the\s+|,\s*the$", "", plain)
    return "".join(filter(str.isalnum, plain)) or name


def near_equal(outlets: Iterable[str]) -> list[list[str]]:
    """Return the names that look like one outlet, in groups of two or more.

    Examples
    --------
    >>> near_equal(["the courier", "Harbour Post", "The Courier"])
    [['The Courier', 'the courier']]
    """
    groups = defaultdict(list)
    for name in sorted(set(outlets)):
        groups[outlet_key(name)].append(name)
    return [names for names in groups.values() if len(names) > 1]
