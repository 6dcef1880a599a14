"""Differences between groups in the periods that they share: what compare_groups() does with ``within``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mediakit.stats.cells import LOST, MIN_ARTICLES, TOO_WIDE, WIDEST, Pairs, caveats_of, choices_among, join_caveats
from mediakit.stats.own_periods import Contrast, Pieces, contrast_in_periods
from mediakit.stats.ratios import Units
from mediakit.stats.shared_periods import LEAST_PERIODS, LEAST_USED, days_of_units
from mediakit.stats.sparse import Scored
from mediakit.stats.strata import put_in_periods, strata_of

Numbers = NDArray[Any]
# Below this part of a group's articles in periods that others share, the caveat says so.
_SAID = 0.8


def differences_within(
    scores: Sequence[Scored],
    articles: pd.DataFrame,
    units: Units,
    sides: Sequence[tuple[int, int | None]],
    names: tuple[Sequence[str], Sequence[str]],
    within: str,
    level: float,
) -> tuple[Pairs, dict[str, Numbers]]:
    """Return measures and labels, and columns with one entry a pair of groups, measure and label.

    Parameters
    ----------
    scores, articles, units
        From read_scores(); ARTICLES; from count_units().
    sides : list of (group, reference)
        Groups that are compared; all others where the reference is None.
    names : (list of str, list of str)
        What both are called.
    within : str
        One of PERIODS, or "auto", which is chosen for each measure by itself.
    level : float
        Confidence level.
    """
    pairs: list[tuple[Any, Any, str]] = []
    # One entry a label: the contrasts of all pairs of groups, the part of the articles used, and the period.
    found: list[tuple[list[Contrast], list[float], str]] = []
    days = days_of_units(articles, units)
    for one in scores:
        whole = strata_of([one], units)
        tables, every, _ = put_in_periods(whole, days, within)
        by_label: dict[Any, tuple[list[Contrast], list[float], str]] = {}
        for strata, before in zip(tables, whole, strict=True):
            pieces, counts = Pieces(strata), np.bincount(before.group, before.count, units.n_groups)
            masks = [(strata.group == group, _reference(strata.group, group, other)) for group, other in sides]
            for at, label in enumerate(strata.labels):
                made = [contrast_in_periods(strata, at, own, others, pieces) for own, others in masks]
                used = [
                    contrast.articles[0] / max(counts[group], 1)
                    for contrast, (group, _) in zip(made, sides, strict=True)
                ]
                by_label[label] = made, used, every
        for label in one.labels:
            pairs.append((one.measure, label, one.reads))
            found.append(by_label[label])
    made_pairs = Pairs(
        [measure for measure, *_ in pairs],
        np.array([label for _, label, _ in pairs], dtype=object),
        [reads for *_, reads in pairs],
    )
    return made_pairs, _columns(made_pairs, found, names, level)


def _reference(groups: Numbers, group: int, other: int | None) -> Numbers:
    return np.asarray(groups != group if other is None else groups == other)


def _columns(
    pairs: Pairs,
    found: Sequence[tuple[list[Contrast], list[float], str]],
    names: tuple[Sequence[str], Sequence[str]],
    level: float,
) -> dict[str, Numbers]:
    """Return one entry a pair of groups and label, pairs of groups outermost."""
    shape = (len(names[0]), len(found))
    rows = [[contrasts[row] for contrasts, _, _ in found] for row in range(shape[0])]
    flat = [contrast for row in rows for contrast in row]
    ends = [contrast.interval(level) for contrast in flat]
    caveats = [_caveats(pairs, rows, side) for side in (0, 1)]
    used = np.array([parts for _, parts, _ in found]).T.ravel()
    every = np.tile(np.array([name for _, _, name in found], dtype=object), shape[0])
    named = [np.repeat(np.array(side, dtype=object), shape[1]) for side in names]
    joined = [
        _with_use(join_caveats(*texts), contrast, part, period)
        for *texts, contrast, part, period in zip(
            named[0], caveats[0], named[1], caveats[1], flat, used.tolist(), every, strict=True
        )
    ]
    choice = np.tile(choices_among(pairs), shape[0])
    joined = [
        _too_wide(text, contrast) if chosen else text
        for text, contrast, chosen in zip(joined, flat, choice, strict=True)
    ]
    hidden = np.array([text.startswith("withheld") for text in joined], dtype=bool)
    columns = {
        "estimate": [contrast.difference for contrast in flat],
        "std_error": [contrast.std_error for contrast in flat],
        "conf_low": [low for low, _ in ends],
        "conf_high": [high for _, high in ends],
        "p_value": [contrast.p_value() for contrast in flat],
        "value": np.where(hidden, np.nan, [contrast.own for contrast in flat]),
        "reference_value": np.where(hidden, np.nan, [contrast.others for contrast in flat]),
        "n_articles": [sum(contrast.articles) for contrast in flat],
        "n_stories": [contrast.n_stories for contrast in flat],
    }
    made: dict[str, Any] = {name: np.asarray(values) for name, values in columns.items()}
    return made | {"caveat": np.array(joined, dtype=object), "within": pd.Categorical(every)}


def _caveats(pairs: Pairs, rows: Sequence[Sequence[Contrast]], side: int) -> Numbers:
    """Return what must be said about one side of every difference, as of any other value."""

    def of(values: Any) -> Numbers:
        return np.array([[values(contrast) for contrast in row] for row in rows]).reshape(len(rows), -1)

    columns = {
        # No word of values that do not vary: these intervals have a way of their own with them.
        "estimate": of(lambda contrast: np.nan),
        "std_error": of(lambda contrast: contrast.std_error),
        "exposure": of(lambda contrast: (contrast.own_sums, contrast.other_sums)[side][1]),
        "n_articles": of(lambda contrast: contrast.articles[side]),
        "n_stories": of(lambda contrast: (contrast.n_own, contrast.n_others)[side]),
        # Articles in periods of one side alone are left out anyway; those that could not be read are not told apart.
        **{name: of(lambda contrast: 0) for name in (*LOST, "readable")},
    }
    return caveats_of(pairs, columns, MIN_ARTICLES).ravel()


def _too_wide(caveat: str, found: Contrast) -> str:
    """Return the caveat of a difference between naming choices, withheld where its interval says next to nothing."""
    low, high = found.interval(0.95)
    # A difference of shares goes from -1 to 1.
    if caveat.startswith("withheld") or high - low <= 2 * WIDEST:
        return caveat
    return f"withheld: {TOO_WIDE}"


def _with_use(caveat: str, found: Contrast, used: float, every: str) -> str:
    """Return a caveat that says how many of a group's articles are in periods that both sides have."""
    n = len(found.periods)
    if used < LEAST_USED or n < LEAST_PERIODS:
        return f"withheld: {n} {every}{'' if n == 1 else 's'} with articles of both, {used:.0%} of the group's articles"
    if used < _SAID and not caveat.startswith("withheld"):
        return "; ".join(filter(None, (caveat, f"{used:.0%} of the group's articles are in {every}s that both have")))
    return caveat
