"""One sentence on what was looked for and not found, with the size that would have shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from mediakit.printing import PERCENT_KINDS
from mediakit.statements.called import Words, join_words

# Of the possible range: a difference that would have to be larger is one that could not have been found.
_HALF = 0.5


def say_not_found(statements: pd.DataFrame, words: Words, figures: Mapping[str, str], times: Sequence[str]) -> str:
    """Return what was looked for and not found; empty where something was found in all figures, or nothing was tested.

    Parameters
    ----------
    statements : DataFrame
        STATEMENTS of a whole report, or of one figure.
    words : Words
        How things are called.
    figures : dict
        What each figure in which groups are compared is about, such as {"tone": "tone"}; only these are told of.
    times : list of str
        The periods in which peaks were looked for and none was named, such as ["week"]; empty where none was looked
        for or one was named.
    """
    tested = statements[statements["kind"] == "difference"]
    found, missed, thin = False, [], []
    for figure, name in figures.items():
        own = tested[tested["figure"] == figure]
        if not len(own):
            thin.append(name)
        elif own["named"].any():
            found = True
        elif size := size_said(own, words):
            missed.append((name, size))
        else:
            thin.append(name)
    said = []
    if missed:
        (name, size), *further = missed
        more = "".join(f", nor in {other} ({larger})" for other, larger in further)
        said.append(f"In {name} no {words.group} differs clearly ({size} or more would probably have shown){more}.")
    if thin and (missed or found or len(tested)):
        said.append(f"There are too few articles to compare {words.group}s in {join_words(thin)}.")
    elif thin:
        said.append(f"There are too few articles to compare {words.group}s.")
    if times:
        said.append(f"No {join_words(list(times))} stands out.")
    return " ".join(said)


def size_said(rows: pd.DataFrame, words: Words) -> str:
    """Return the difference that would probably have shown; empty where it is more than half of what is possible.

    Parameters
    ----------
    rows : DataFrame
        Rows of STATEMENTS of one figure.
    words : Words
        How things are called.
    """
    about, size = words.measures[str(rows["measure"].iloc[0])], float(rows["detectable"].median())
    most = 1.0 if about.kind in PERCENT_KINDS else 2.0 if about.name == "tone" else float("inf")
    if not size < _HALF * most:
        return ""
    if about.kind in PERCENT_KINDS:
        return f"{100 * size:.0f} points" if size >= 0.095 else f"{100 * size:.1f} points"
    return f"{size:.2f}"
