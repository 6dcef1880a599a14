"""Sentences on groups that differ from the others: every number comes from a row of STATEMENTS."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from mediakit.measures import OWN_EXPOSURE
from mediakit.printing import Style, count, say_dates
from mediakit.statements.called import Row, Words, difference_of, join_words

FEW_MENTIONS = 20
FEW_STORIES = 20
_LATE = 0.8


def say_differences(rows: pd.DataFrame, words: Words) -> Iterator[tuple[list[Any], str]]:
    """Yield sentences on groups that differ, each with the rows that it is made of.

    Parameters
    ----------
    rows : DataFrame
        Rows of STATEMENTS of one figure and measure that are named.
    words : Words
        How things are called.
    """
    rows = rows.sort_values("score", ascending=False, kind="stable")
    measure, one_label = str(rows["measure"].iloc[0]), rows["label"].nunique() == 1
    if measure == "coverage" or measure == "tone":
        say = _of_room if measure == "coverage" else _of_tone
        parts: Any = rows.groupby(rows["estimate"] > 0, sort=False)
    else:
        say = _of_choices if measure in OWN_EXPOSURE else _of_frames if measure in _FRAMES else _of_any
        # A measure of the user's own with one label is told for all groups at once, like coverage.
        parts = rows.groupby(rows["estimate"] > 0 if one_label and say is _of_any else "group", sort=False)
    for _, own in parts:
        yield list(own.index), say(own, words)


_FRAMES = ("frame_salience", "frame_presence")


def _caution(rows: pd.DataFrame) -> str:
    """Return what must be known of a contrast: of how many articles it is, and whether one period makes it."""
    notes: list[str] = []
    alone = rows["group"].nunique() == 1
    used = float(rows["used"].min())
    if used < _LATE:
        notes.append(f"{'' if alone else 'at least '}{100 * used:.0f}% of the articles could be compared")
    if (rows["stories"] < FEW_STORIES).any():
        notes.append(f"{'' if alone else 'partly '}on few articles, {count(rows['stories'].min())}")
    hinges = rows.loc[rows["mostly_in"].notna()]
    for row in hinges.to_dict("records") if alone else ():
        notes.append(f"mostly in the {row['within']} from {say_dates(row['mostly_in'], row['mostly_in'])}")
    return "".join(f"; {note}" for note in notes)


def _of_room(rows: pd.DataFrame, words: Words) -> str:
    """Return one sentence on all groups that give the topic more room, or less."""
    first, *further = rows.to_dict("records")
    style = words.style(first)
    more = "more" if first["estimate"] > 0 else "less"
    said = (
        f"{first['group']} gives {words.title} {more} room: {style.text(first['own'])} of its articles, against "
        f"{style.text(first['others'])} at {words.others(first['within'])} (difference {difference_of(first, style)})"
    )
    if further:
        told = [f"{row['group']} ({_against(row, words.style(row))})" for row in further]
        said += f"; so {'does' if len(told) == 1 else 'do'} {join_words(told)}"
    return f"{said}{_caution(rows)}."


def _against(row: Row, style: Style) -> str:
    return f"{style.text(row['own'])} against {style.text(row['others'])}, {difference_of(row, style)}"


def _of_tone(rows: pd.DataFrame, words: Words) -> str:
    more = rows["estimate"].iloc[0] > 0
    style = words.style(*rows.to_dict("records"))
    told = [
        f"{row['group']} ({style.text(row['own'])}, the others {style.text(row['others'])}; difference "
        f"{difference_of(row, style)})"
        for row in rows.to_dict("records")
    ]
    within = words.others(rows["within"].iloc[0])
    return (
        f"The words of {join_words(told)} are {'less gloomy' if more else 'gloomier'} than those of {within}; "
        f"tone is not opinion{_caution(rows)}."
    )


def _of_frames(rows: pd.DataFrame, words: Words) -> str:
    """Return a sentence on the frames of one group; the first is told in full, further ones in brackets."""
    first, *further = rows.to_dict("records")
    whole = "sentences" if first["measure"] == "frame_salience" else "articles"
    style = words.style(first)
    said = (
        f"{first['group']} uses words of “{words.label(first['label'])}” in {_more(first)} {whole} on the topic: "
        f"{style.text(first['own'])}, against {style.text(first['others'])} at {words.others(first['within'])} "
        f"(difference {difference_of(first, style)})"
    )
    told = [f"of “{words.label(row['label'])}” in {_more(row)} ({_against(row, words.style(row))})" for row in further]
    return f"{said}{f', {join_words(told)}' if told else ''}{_caution(rows)}."


def _more(row: Row) -> str:
    return "more" if row["estimate"] > 0 else "fewer"


def _of_any(rows: pd.DataFrame, words: Words) -> str:
    """Return a sentence on a measure of the user's own."""
    about = words.measures[str(rows["measure"].iloc[0])]
    one_label = rows["label"].nunique() == 1
    told = []
    for row in rows.to_dict("records"):
        key = row["group"] if one_label else f"“{words.label(row['label'])}”"
        told.append(f"{key} ({_against(row, words.style(row))})")
    within = words.others(rows["within"].iloc[0])
    if one_label:
        what = about.title(rows["label"].iloc[0], words.names)
        side = "higher" if rows["estimate"].iloc[0] > 0 else "lower"
        return f"{what} is {side} than at {within} for {join_words(told)}{_caution(rows)}."
    return f"{about.each()}: {rows['group'].iloc[0]} differs from {within} for {join_words(told)}{_caution(rows)}."


def _of_choices(rows: pd.DataFrame, words: Words) -> str:
    told = []
    for key, own in rows.groupby(rows["label"].str.partition(": ")[0], sort=False):
        parts = [_variant(row, words) for row in own.to_dict("records")]
        told.append(f"{words.choices.get(str(key), str(key))}: {', '.join(parts)}")
    within = words.others(rows["within"].iloc[0])
    return f"{rows['group'].iloc[0]} chooses other words than {within}. {'. '.join(told)}{_caution(rows)}."


def _variant(row: Row, words: Words) -> str:
    word = f"“{words.label(str(row['label']))}”"
    total, exposure, others, others_exposure = (
        float(row[name]) for name in ("total", "exposure", "others_total", "others_exposure")
    )
    amount = "all" if total == exposure else "none" if not total else count(total)
    if min(exposure, others_exposure) < FEW_MENTIONS:
        return (
            f"{word} in {amount} of {count(exposure)} mentions, the others in {count(others)} of "
            f"{count(others_exposure)}"
        )
    style = words.style(row)
    own = (
        f"{style.text(row['own'])} of {count(exposure)}" if amount == count(total) else f"{amount} of {count(exposure)}"
    )
    return (
        f"{word} in {own} mentions, the others in {style.text(row['others'])} of theirs ({difference_of(row, style)})"
    )
