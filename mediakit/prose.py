"""Plain sentences made from estimates: every number comes from a table, and no word claims more than it shows.

Numbers are printed as the chart of the same table prints them. Where the chart is given other rows than the sentence,
hand the sentence its style: ``style_of(rows of the chart)``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from mediakit.phrases import Wording, only_measure, style_of, wordings_of
from mediakit.printing import Style, say_dates
from mediakit.tables import ALL_OUTLETS

Row = Mapping[Any, Any] | pd.Series


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


def shown(table: pd.DataFrame, *, measure: str, label: str | None = None) -> pd.DataFrame:
    """Return the rows of a measure that are not withheld, largest first."""
    rows = table[(table["measure"] == measure) & table["estimate"].notna()]
    rows = rows if label is None else rows[rows["label"] == label]
    return rows.sort_values("estimate", ascending=False, kind="stable")


def say_range(rows: pd.DataFrame, column: str, style: Style | None = None, *, at: str = "at") -> str:
    """Return the highest and the lowest group with their values, from rows sorted by value.

    Examples
    --------
    >>> rows = pd.DataFrame({"measure": ["coverage"] * 2, "outlet": ["A", "B"], "estimate": [0.4, 0.1]})
    >>> rows = rows.assign(conf_low=[0.3, 0.05], conf_high=[0.5, 0.2])
    >>> say_range(rows, "outlet")
    'from 40% (30–50) at A to 10% (5–20) at B'
    """
    style = style or style_of(rows)
    ends = [f"{say_value(row, style)} {at} {row[column]}" for row in (rows.iloc[0], rows.iloc[-1])]
    return ends[0] if len(rows) == 1 else f"from {ends[0]} to {ends[1]}"


def say_measure(table: pd.DataFrame) -> str:
    """Return how the first measure of a table is made, how its intervals are, and how far it can be trusted.

    Examples
    --------
    >>> say_measure(pd.DataFrame({"measure": ["coverage"], "method": ["Wilson interval, 95 %"]}))
    "Articles on the topic / articles; intervals: Wilson interval, 95 %. Validity: depends on the topic's query, ..."
    """
    about = wordings_of(table.iloc[:1])[str(table["measure"].iloc[0])]
    method = next((str(method) for method in table["method"] if method), "")
    return (
        about.made
        + (f"; intervals: {method}." if method else ".")
        + (f" Validity: {about.validity}." if about.validity else "")
    )


def _told(rows: pd.DataFrame, measure: str, style: Style | None) -> tuple[pd.DataFrame, Wording, Style]:
    """Return the rows of one measure that are not withheld, largest first, the measure in words, and its style."""
    name = measure or only_measure(rows)
    own = rows[rows["measure"] == name]
    if not len(own):
        return own, Wording(name, name), Style.of("", [])
    return shown(own, measure=name), wordings_of(own)[name], style or style_of(own)


def _size(row: Row, about: Wording, style: Style) -> str:
    """Return a value with its interval and what it rests on."""
    articles = int(row["n_articles"])
    return f"{say_value(row, style)} {about.behind(articles, float(row.get('exposure', articles)))}"


def _largest(told: pd.DataFrame, about: Wording, style: Style) -> str:
    top = told.iloc[0]
    first, last = pd.Timestamp(top["period"]), pd.Timestamp(top["period_end"])
    return f"largest {'on' if first == last else 'in'} {say_dates(first, last)}, {_size(top, about, style)}."


def say_peak(
    rows: pd.DataFrame, *, names: Mapping[str, str] | None = None, measure: str = "", style: Style | None = None
) -> list[str]:
    """Return the period with the largest value, from ESTIMATES by period.

    Parameters
    ----------
    rows : DataFrame
        ESTIMATES of one label with period and period_end, as the chart is given them.
    names : mapping, optional
        How labels are written.
    measure : str
        Needed where the table holds several.
    style : Style, optional
        How the chart beside the sentence prints, where it is given other rows.
    """
    told, about, style = _told(rows, measure, style)
    return [f"{about.title(told['label'].iloc[0], names)}: {_largest(told, about, style)}"] if len(told) else []


def say_strands(rows: pd.DataFrame, *, measure: str = "", style: Style | None = None) -> list[str]:
    """Return the peak of every strand, from ESTIMATES by period with a column ``strand``; see say_peak()."""
    told, about, style = _told(rows, measure, style)
    return [f"{key}: {_largest(own, about, style)}" for key, own in _in_order(told, rows, "strand")]


def _in_order(told: pd.DataFrame, rows: pd.DataFrame, column: str) -> list[tuple[Any, pd.DataFrame]]:
    """Return the told rows of each value of a column, in the order in which the values stand in the whole table."""
    parts = [(key, told[told[column] == key]) for key in rows[column].unique()]
    return [(key, own) for key, own in parts if len(own)]


def whole_of(by: str) -> str:
    """Return what a group column's groups are together, in a sentence.

    Examples
    --------
    >>> whole_of("outlet"), whole_of("section")
    ('all outlets', 'all articles')
    """
    return "all outlets" if by == "outlet" else "all articles"


def say_outlets(
    rows: pd.DataFrame, opening: str, *, measure: str = "", style: Style | None = None, by: str = "outlet"
) -> list[str]:
    """Return the range over outlets, or the groups of another column, and the value of the whole; see say_peak()."""
    told, _, style = _told(rows, measure, style)
    groups, whole = told[told[by] != ALL_OUTLETS], told[told[by] == ALL_OUTLETS]
    verb = "is" if len(groups) == 1 else "ranges"
    said = [f"{opening} {verb} {say_range(groups, by, style)}."] if len(groups) else []
    return said + ([f"Over {whole_of(by)} it is {say_value(whole.iloc[0], style)}."] if len(whole) else [])


def say_frames(
    rows: pd.DataFrame,
    names: Mapping[str, str],
    *,
    measure: str = "",
    style: Style | None = None,
    by: str = "outlet",
) -> list[str]:
    """Return the most and the least frequent frame over all groups; see say_peak()."""
    told, about, style = _told(rows, measure, style)
    told = told[told[by] == ALL_OUTLETS]
    if not len(told):
        return []
    named = told.assign(label=[names.get(label, label) for label in told["label"]])
    return [f"{about.each('frame')}, over {whole_of(by)}: {say_range(named, 'label', style, at='for')}."]


def say_naming(
    rows: pd.DataFrame,
    choices: Mapping[str, str],
    names: Mapping[str, str],
    *,
    measure: str = "",
    style: Style | None = None,
    by: str = "outlet",
) -> list[str]:
    """Return, for every choice, its most printed variant and the range over groups; see say_peak()."""
    (told, about, style), said = _told(rows, measure, style), []
    for key, title in choices.items():
        own = told[told["label"].str.startswith(f"{key}: ")]
        whole = own[own[by] == ALL_OUTLETS].head(1)
        for row in whole.to_dict("records"):
            groups = own[(own["label"] == row["label"]) & (own[by] != ALL_OUTLETS)]
            spread = f", {say_range(groups, by, style)}" if len(groups) > 1 else ""
            word = f"“{names.get(row['label'], row['label'])}”"
            verb = f"{word} makes up" if style.percent else f"{word}, the highest:"
            said.append(f"{title}: {verb} {_size(row, about, style)}{spread}.")
    return said


def say_entities(rows: pd.DataFrame, *, measure: str = "", style: Style | None = None) -> list[str]:
    """Return the four entities with the largest values; see say_peak()."""
    told, about, style = _told(rows, measure, style)
    listed = ", ".join(f"{row['label']} {say_value(row, style)}" for row in told.head(4).to_dict("records"))
    return [f"{about.each('entity')}, largest first: {listed}."] if listed else []
