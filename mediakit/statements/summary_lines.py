"""Which statements stand in the summary, in which lines and in which order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from mediakit.measures import OWN_EXPOSURE

MOST_FINDINGS, MOST_OF_A_GROUP, MOST_IN_WORDS, MOST_ON_TIMES, MOST_IN_A_LINE = 5, 2, 2, 2, 3
IN_WORDS = {"frame_salience", "frame_presence", *OWN_EXPOSURE}


@dataclass(frozen=True)
class _Line:
    """Rows of STATEMENTS that one sentence tells of, whom it is about, and where it belongs in the order."""

    rank: int
    score: float
    about: str
    rows: list[Any]


def choose_lines(statements: pd.DataFrame) -> pd.DataFrame:
    """Return the statements with the lines of the summary, numbered from 1.

    What may be said of one group in one figure is one line; all groups that differ in coverage, or in tone, are one
    line, and so are all windows of one label; a line tells of at most three rows. First come the two largest contrasts
    of words and frames, then a change and windows that stand out, then who gives room, then tone, then further
    contrasts of words: at most five lines, two of a group, and two on times.

    Parameters
    ----------
    statements : DataFrame
        STATEMENTS.

    Returns
    -------
    DataFrame
        STATEMENTS with numbers in the column ``line``.

    Examples
    --------
    >>> row = {"kind": "difference", "named": True, "line": 0, "start": pd.NaT, "end": pd.NaT}
    >>> tone = row | {"figure": "tone", "measure": "tone", "label": "news", "group": "A", "score": 0.9}
    >>> naming = row | {"figure": "naming", "measure": "naming", "label": "capital: Kiev", "group": "B", "score": 0.5}
    >>> choose_lines(pd.DataFrame([tone, naming]))["line"].tolist()
    [2, 1]
    """
    named = statements[statements["named"]]
    lines = sorted([*_of_groups(named), *_of_times(named)], key=lambda line: (line.rank, -line.score))
    in_words = [line for line in lines if line.rank == 0]
    on_times = [line for line in lines if line.rank == 1][:MOST_ON_TIMES]
    others = [line for line in lines if line.rank > 1]
    said: list[_Line] = []
    for line in (*in_words[:MOST_IN_WORDS], *on_times, *others, *in_words[MOST_IN_WORDS:]):
        often = sum(line.about == one.about for one in said) >= MOST_OF_A_GROUP
        if len(said) < MOST_FINDINGS and not (line.about and often):
            said.append(line)
    number = pd.Series(0, index=statements.index)
    for place, line in enumerate(said, start=1):
        number[line.rows] = place
    return statements.assign(line=number)


def _of_groups(named: pd.DataFrame) -> Iterator[_Line]:
    """Yield what may be said of groups: frames and words of each group apart, else all groups together."""
    rows = named[named["kind"] == "difference"].sort_values("score", ascending=False, kind="stable")
    for (_, measure), own in rows.groupby(["figure", "measure"], sort=False):
        if measure in IN_WORDS or own["label"].nunique() > 1:
            for group, part in own.groupby("group", sort=False):
                yield _line(0 if measure in IN_WORDS else 2, str(group), part)
        else:
            # Those above and those below the others are told of apart: two sentences, two lines.
            for _, part in own.groupby(own["estimate"] > 0, sort=False) if "estimate" in own else [(True, own)]:
                yield _line(3 if measure == "tone" else 2, "", part)


def _line(rank: int, about: str, rows: pd.DataFrame) -> _Line:
    told = rows.head(MOST_IN_A_LINE)
    return _Line(rank, float(told["score"].max()), about, list(told.index))


def _of_times(named: pd.DataFrame) -> Iterator[_Line]:
    """Yield a change, and windows that stand out: of those in the same days, which may be of several labels, one."""
    rows = named[named["kind"] != "difference"].sort_values("score", ascending=False, kind="stable")
    kept: list[Any] = []
    for at, row in rows.iterrows():
        same = rows.loc[kept]
        near = same[(same["kind"] == row["kind"]) & (same["start"] <= row["end"]) & (same["end"] >= row["start"])]
        if not len(near):
            kept.append(at)
    shown = rows.loc[kept]
    for (kind, _, _), own in shown.groupby(["kind", "figure", "label"], sort=False):
        told = own.head(MOST_IN_A_LINE)
        # What comes later is read against the change of level.
        yield _Line(1, float(told["score"].max()) + (10 if kind == "change" else 0), "", list(told.index))
