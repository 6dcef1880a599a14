"""Plain sentences made from estimates: every number comes from a table, and no word claims more than it shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from mediakit.measures import MEASURES
from mediakit.tables import ALL_OUTLETS


def say_value(row: Mapping[Any, Any] | pd.Series) -> str:
    """Return an estimate with its interval, such as ``45 % (40-51)``.

    Examples
    --------
    >>> say_value({"measure": "coverage", "estimate": 0.449, "conf_low": 0.402, "conf_high": 0.508})
    '45% (40–51)'
    >>> say_value({"measure": "tone", "estimate": -0.05, "conf_low": -0.08, "conf_high": 0.02})
    '−0.05 (−0.08 to 0.02)'
    """
    values = [float(row[name]) for name in ("estimate", "conf_low", "conf_high")]
    if MEASURES[row["measure"]].kind in ("share", "proportion"):
        digits = 1 if values[0] < 0.0095 else 0
        low, high = (f"{100 * v:.{digits}f}" for v in values[1:])
        return f"{100 * values[0]:.{digits}f}% ({low}–{high})"
    one, low, high = (f"{v:.2f}".replace("-", "\u2212").replace("\u22120.00", "0.00") for v in values)
    return f"{one} ({low} to {high})"


def shown(table: pd.DataFrame, *, measure: str, label: str | None = None) -> pd.DataFrame:
    """Return the rows of a measure that are not withheld, largest first."""
    rows = table[(table["measure"] == measure) & table["estimate"].notna()]
    rows = rows if label is None else rows[rows["label"] == label]
    return rows.sort_values("estimate", ascending=False, kind="stable")


def say_range(rows: pd.DataFrame, column: str) -> str:
    """Return the highest and the lowest group with their values, from rows sorted by value.

    Examples
    --------
    >>> rows = pd.DataFrame({"measure": ["coverage"] * 2, "outlet": ["A", "B"], "estimate": [0.4, 0.1]})
    >>> rows = rows.assign(conf_low=[0.3, 0.05], conf_high=[0.5, 0.2])
    >>> say_range(rows, "outlet")
    'from 40% (30–50) at A to 10% (5–20) at B'
    """
    first, last = rows.iloc[0], rows.iloc[-1]
    if len(rows) == 1:
        return f"{say_value(first)} at {first[column]}"
    return f"from {say_value(first)} at {first[column]} to {say_value(last)} at {last[column]}"


def say_dates(first: pd.Timestamp, last: pd.Timestamp) -> str:
    """Return a span of days in words.

    Examples
    --------
    >>> say_dates(pd.Timestamp("2022-05-09"), pd.Timestamp("2022-05-15"))
    '9–15 May 2022'
    """
    end = f"{last.day} {last:%B %Y}"
    if (first.year, first.month) == (last.year, last.month):
        return end if first.day == last.day else f"{first.day}–{end}"
    return f"{first.day} {first:%B}{'' if first.year == last.year else f' {first.year}'} – {end}"


def say_peak(rows: pd.DataFrame) -> list[str]:
    """Return the period with the largest share, from ESTIMATES of coverage by period."""
    told = shown(rows, measure="coverage")
    if not len(told):
        return []
    top = told.iloc[0]
    span = say_dates(top["period"], top["period_end"])
    size = f"{say_value(top)} of {top['n_articles']:,} articles"
    return [f"The share of articles on the topic was largest in {span}: {size}."]


def say_strands(rows: pd.DataFrame) -> list[str]:
    """Return the peak of every strand, from ESTIMATES of coverage by period with a column ``strand``."""
    said = []
    for strand, own in rows.groupby("strand", sort=False):
        told = shown(own, measure="coverage")
        if len(told):
            top = told.iloc[0]
            span = say_dates(top["period"], top["period_end"])
            said.append(f"{strand}: largest in {span}, {say_value(top)} of {top['n_articles']:,} articles.")
    return said


def say_outlets(rows: pd.DataFrame, opening: str, *, measure: str) -> list[str]:
    """Return the range over outlets and the value of the whole."""
    told = shown(rows, measure=measure)
    outlets, whole = told[told["outlet"] != ALL_OUTLETS], told[told["outlet"] == ALL_OUTLETS]
    said = [f"{opening} {say_range(outlets, 'outlet')}."] if len(outlets) else []
    return said + ([f"Over all outlets it is {say_value(whole.iloc[0])}."] if len(whole) else [])


def say_frames(rows: pd.DataFrame, names: Mapping[str, str]) -> list[str]:
    """Return the most and the least frequent frame over all outlets."""
    told = shown(rows[rows["outlet"] == ALL_OUTLETS], measure="frame_salience")
    if not len(told):
        return []
    first, last = told.iloc[0], told.iloc[-1]
    return [
        f"Over all outlets, words of the frame {names[first['label']]} stand in {say_value(first)} of sentences, "
        f"words of {names[last['label']]} in {say_value(last)}.",
        "Frames are lists of terms that can be read in the topic's file; a sentence can hold several.",
    ]


def say_naming(rows: pd.DataFrame, choices: Mapping[str, str], names: Mapping[str, str]) -> list[str]:
    """Return, for every choice, its most printed variant and the range over outlets."""
    told, said = shown(rows, measure="naming"), []
    for key, title in choices.items():
        own = told[told["label"].str.startswith(f"{key}: ")]
        whole = own[own["outlet"] == ALL_OUTLETS].head(1)
        for row in whole.to_dict("records"):
            outlets = own[(own["label"] == row["label"]) & (own["outlet"] != ALL_OUTLETS)]
            spread = f", {say_range(outlets, 'outlet')}" if len(outlets) > 1 else ""
            size = f"{say_value(row)} of {row['exposure']:,.0f} mentions"
            said.append(f"{title}: “{names[row['label']]}” makes up {size}{spread}.")
    return said


def say_entities(rows: pd.DataFrame) -> list[str]:
    """Return the four entities that most articles name."""
    told = shown(rows, measure="entity_presence").head(4)
    listed = ", ".join(f"{row['label']} in {say_value(row)}" for row in told.to_dict("records"))
    return [f"Most often named: {listed} of articles on the topic."] if listed else []
