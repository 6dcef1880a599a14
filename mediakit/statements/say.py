"""From STATEMENTS to sentences: those of the summary, and those beside each figure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from mediakit.measures import DESCRIPTION, measures_of
from mediakit.statements.called import Words
from mediakit.statements.of_groups import say_differences
from mediakit.statements.of_times import say_times
from mediakit.statements.summary_lines import choose_lines
from mediakit.statements.tested import n_figures


def put_in_words(statements: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return the statements with the lines of the summary, and the sentence in which each named row stands.

    Parameters
    ----------
    statements : DataFrame
        STATEMENTS from seek_statements().
    words : Words
        How things are called.
    """
    chosen = choose_lines(statements)
    text = pd.Series("", index=chosen.index, dtype=object)
    named = chosen[chosen["named"]]
    for _, rows in named.groupby(["line", "figure", "measure", named["kind"] == "difference"], sort=False):
        for index, sentence in _sentences(rows, words):
            text[index] = sentence
    return chosen.assign(text=text.astype("str"))


def _sentences(rows: pd.DataFrame, words: Words) -> Iterator[tuple[list[Any], str]]:
    say = say_differences if rows["kind"].iloc[0] == "difference" else say_times
    return say(rows, words)


def summary_of(statements: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the sentences of the summary in their order, each with the figure that it is about."""
    rows = statements[statements["line"] > 0].sort_values("line", kind="stable").drop_duplicates("line")
    return list(zip(rows["text"].astype(str), rows["figure"].astype(str), strict=True))


def texts_of(statements: pd.DataFrame, figure: str) -> list[str]:
    """Return all sentences on a figure, those of the summary first, then by score."""
    rows = statements[(statements["figure"] == figure) & statements["named"]]
    rows = rows.assign(_later=(rows["line"] == 0), _size=-rows["score"])
    return list(dict.fromkeys(rows.sort_values(["_later", "line", "_size"], kind="stable")["text"].astype(str)))


def contrasts_of(rows: pd.DataFrame, by: str, described: pd.DataFrame, statements: pd.DataFrame) -> pd.DataFrame:
    """Return tested differences as CONTRASTS, so that a chart shows the numbers of the sentences.

    Parameters
    ----------
    rows : DataFrame
        Rows of STATEMENTS of kind difference.
    by : str
        The column that makes the groups.
    described : DataFrame
        SCORES or ESTIMATES that say what their measures mean, where these are not mediakit's own.
    statements : DataFrame
        All STATEMENTS of the report, for the number of figures that share its level.

    Returns
    -------
    DataFrame
        CONTRASTS against "rest" with the column ``stands_out``; ``p_adjusted`` is over all that the report tested.
    """
    about = measures_of(described)
    found = [about[str(name)] for name in rows["measure"]]
    others = rows["left_out"].astype(object)
    columns: dict[str, Any] = {
        "group": rows["group"],
        "reference": "rest",
        "by": by,
        "measure": rows["measure"],
        "label": rows["label"],
        "estimate": rows["estimate"],
        "std_error": float("nan"),
        "conf_low": rows["low"],
        "conf_high": rows["high"],
        "p_value": float("nan"),
        "p_adjusted": rows["p"],
        "n_articles": rows["articles"],
        "n_stories": rows["stories"],
        "unit": [one.unit for one in found],
        "method": "jackknife over stories within periods, 95 %",
        "caveat": ("compared without " + others).where(others != "", ""),
        "within": pd.Categorical(rows["within"].astype(object)),
        "value": rows["own"],
        "reference_value": rows["others"],
        "stands_out": pd.Categorical(np.where(rows["named"], "yes", "no"), categories=["no", "yes"]),
    }
    columns |= {name: [getattr(one, name) for one in found] for name in DESCRIPTION}
    texts = ("reference", "by", "method", "unit", "caveat")
    made = pd.DataFrame(columns, index=rows.index).astype(dict.fromkeys(texts, "str")).reset_index(drop=True)
    made["p_adjusted"] = (made["p_adjusted"] * n_figures(statements)).clip(upper=1.0)
    return made
