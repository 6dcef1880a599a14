"""Values, names and measures in words: every number comes from a table, printed as its chart prints it.

Numbers are printed as the chart of the same table prints them. Where the chart is given other rows than the sentence,
hand the sentence its style: ``style_of(rows of the chart)``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from mediakit.phrases import style_of, wordings_of
from mediakit.printing import Style, plural

Row = Mapping[Any, Any] | pd.Series
_NAMES = 4


def say_value(row: Row, style: Style | None = None) -> str:
    """Return an estimate with its interval, such as ``45% (40–51)``; printed for itself where no style is handed.

    Examples
    --------
    >>> say_value({"measure": "coverage", "estimate": 0.449, "conf_low": 0.402, "conf_high": 0.508})
    '45% (40–51)'
    >>> say_value({"measure": "tone", "estimate": -0.05, "conf_low": -0.08, "conf_high": 0.02})
    '−0.05 (−0.08 to +0.02)'
    """
    style = style or style_of(pd.DataFrame([dict(row)]))
    return style.with_interval(*(float(row[name]) for name in ("estimate", "conf_low", "conf_high")))


def say_measure(table: pd.DataFrame) -> str:
    """Return how the first measure of a table is made, what its intervals are, and how far it can be trusted.

    Examples
    --------
    >>> say_measure(pd.DataFrame({"measure": ["coverage"], "method": ["Wilson interval, 95 %"]}))
    "Articles on the topic / articles, with 95 % interval. Validity: depends on the topic's query, ..."
    """
    about = wordings_of(table.iloc[:1])[str(table["measure"].iloc[0])]
    level = next((str(method).rpartition(", ")[2] for method in table["method"] if method), "")
    interval = f", with {level} interval" if level.endswith("%") else ""
    return f"{about.made}{interval}." + (f" Validity: {about.validity}." if about.validity else "")


def say_names(rows: pd.DataFrame, leader: str) -> list[str]:
    """Return the four names with the largest shares; who leads is said only where it leads beyond chance.

    Parameters
    ----------
    rows : DataFrame
        ESTIMATES of one measure for the whole, as the chart beside the sentence is given them.
    leader : str
        From leads_beyond_chance().

    Examples
    --------
    >>> rows = pd.DataFrame({"measure": "entity_presence", "label": ["Finland", "Sweden"], "estimate": [0.5, 0.4]})
    >>> rows = rows.assign(conf_low=[0.4, 0.3], conf_high=[0.6, 0.5], n_articles=100)
    >>> say_names(rows, "Finland")
    ['Finland is named in more articles than any other: 50% (40–60) of 100; then Sweden 40% (30–50).']
    >>> say_names(rows, "")
    ['Most often named, of 100 articles: Finland 50% (40–60), Sweden 40% (30–50).']
    """
    known = rows[rows["estimate"].notna()].sort_values("estimate", ascending=False, kind="stable")
    told = known.head(_NAMES)
    if not len(told):
        return []
    style, n = style_of(rows), plural(int(told["n_articles"].max()), "article")
    values = [say_value(row, style) for row in told.to_dict("records")]
    listed = [f"{label} {value}" for label, value in zip(told["label"], values, strict=True)]
    if leader and str(told["label"].iloc[0]) == leader and len(listed) > 1:
        rest = f"; then {', '.join(listed[1:])}"
        return [f"{leader} is named in more articles than any other: {values[0]} of {n.split()[0]}{rest}."]
    return [f"Most often named, of {n}: {', '.join(listed)}."]
