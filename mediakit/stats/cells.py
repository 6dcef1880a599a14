"""Every group x measure x label as a cell: its ratio, standard error, degrees of freedom and caveat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mediakit.languages import language_name
from mediakit.measures import OWN_EXPOSURE, Measure
from mediakit.stats.intervals import limits, t_quantiles
from mediakit.stats.ratios import Units
from mediakit.stats.sparse import Scored
from mediakit.stats.sums import SUMS, Part, Sums, add_up, parts_of

MIN_ARTICLES = 10
FEW_ARTICLES = 30
WIDEST = 0.5
"""The widest 95 % interval of a naming choice that is shown, as a part of the possible range."""
Numbers = NDArray[Any]
TOO_WIDE = "95 % interval wider than half of the possible range"
LOST = ("unscored", "foreign", "unsure")
_WHOLE = ("n_articles", "n_stories", "unscored", "foreign", "unsure", "readable")


@dataclass(frozen=True)
class Pairs:
    """Every measure x label: one entry of ``measure``, ``label`` and ``reads`` (its only language, or "") a pair."""

    measure: Sequence[Measure]
    label: Numbers
    reads: Sequence[str]

    def of(self, attribute: str) -> Numbers:
        """Return one attribute of the measure of every pair."""
        return np.array([getattr(measure, attribute) for measure in self.measure], dtype=object)


@dataclass(frozen=True)
class Cells:
    """Sums of every group (rows) and pair (columns), and the parts that they were added up from.

    ``parts`` holds parts with the places of their labels among the pairs.
    """

    pairs: Pairs
    sums: Sums
    parts: Sequence[tuple[Numbers, Part]]


def add_up_cells(scores: Sequence[Scored], units: Units) -> Cells:
    """Return the sums of every group, measure and label.

    Parameters
    ----------
    scores : list of Scored
        From read_scores().
    units : Units
        From count_units().
    """
    measures = [one.measure for one in scores for _ in one.labels]
    labels = np.concatenate([np.zeros(0, dtype=object), *(one.labels for one in scores)])
    parts, first = [], 0
    for one in scores:
        parts += [(first + place, part) for place, part in parts_of(one, units)]
        first += len(one.labels)
    sums = {name: np.zeros((units.n_groups, first)) for name in SUMS}
    for place, part in parts:
        for name, value in add_up(part, units).items():
            sums[name][:, place] = value
    first = 0
    for one in scores:
        for name, articles in _by_language(one).items():
            held = np.bincount(units.group_of[articles & (units.of >= 0)], minlength=units.n_groups)
            sums[name][:, first : first + len(one.labels)] = held[:, None]
        first += len(one.labels)
    return Cells(Pairs(measures, labels, [one.reads for one in scores for _ in one.labels]), sums, parts)


def _by_language(one: Scored) -> dict[str, Numbers]:
    """Return, of a measure that reads one language, which articles it could not read, could, and took to be in it."""
    if one.foreign is None or one.unsure is None:
        return {}
    based = np.isfinite(one.base)
    among = based if based.any() else np.ones(len(based), dtype=bool)
    readable = among & ~one.foreign
    return {"foreign": among & one.foreign, "readable": readable, "unsure": readable & one.unsure & (one.base != 0)}


def ratios_of(pairs: Pairs, sums: Sums) -> dict[str, Numbers]:
    """Return the columns of cells with these sums, arrays of groups by pairs.

    total, exposure, estimate, std_error, df, n_articles, n_stories, unscored; ``foreign``, ``unsure`` and ``readable``
    articles of measures that read one language; ``moving`` (the root of (n - 1) / n);
    and ``spread``, ``chance`` and ``size`` for share_design().
    """
    kind = pairs.of("kind")
    share = kind == "share"
    total, exposure, n = sums["total"], sums["exposure"], sums["n_stories"]
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = total / exposure
        moving = (n - 1) / n
        variance = sums["moved"] * moving
        # What hits that come independently within a story would vary by; its copies repeat them.
        by_chance = np.where(kind == "proportion", ratio * (1 - ratio), np.where(kind == "rate", ratio, 0.0))
        chance = by_chance * sums["repeated"]
        kish = exposure**2 / sums["square"]
        df = 2 * n / (n * sums["fourth"] / sums["second"] ** 2 - (n - 3) / (n - 1))
        df = np.maximum(np.fmin(whole(df), np.floor(kish - 1)), 1)
        effective = np.fmin(ratio * (1 - ratio) / variance + 1, kish)
        size = np.where(share, effective, exposure**2 / sums["repeated"])
        error = np.sqrt(np.fmax(variance, chance / exposure**2))
    return {
        "total": total,
        "exposure": exposure,
        "estimate": ratio,
        "std_error": error,
        "df": np.where(share, np.inf, df),
        "spread": sums["second"],
        "chance": np.nan_to_num(chance),
        "size": size,
        "moving": np.sqrt(np.maximum(np.nan_to_num(moving), 0)),
        **{name: sums[name].astype(np.int64) for name in _WHOLE},
    }


def whole(df: Numbers) -> Numbers:
    """Return degrees of freedom rounded down, but for what the order of a sum may have taken from a whole number.

    Examples
    --------
    >>> whole(np.array([6.9, 7 - 1e-13])).tolist()
    [6.0, 7.0]
    """
    return np.asarray(np.floor(df * (1 + 1e-11)))


def share_design(pairs: Pairs, columns: dict[str, Numbers], spread: Numbers, chance: Numbers) -> None:
    """Divide the sizes of proportions and rates by the design effect: how much more than chance the hits spread.

    ``spread`` and ``chance`` are sums of these columns over the cells that share one effect.
    """
    design = np.maximum(np.divide(spread, chance, out=np.ones(spread.shape), where=chance > 0), 1)
    columns["size"] = columns["size"] / np.where(pairs.of("kind") == "share", 1, design)


def columns_of(cells: Cells, least: int) -> dict[str, Numbers]:
    """Return the columns of cells that are estimated together, with the size for their intervals and their caveats.

    Parameters
    ----------
    cells : Cells
        From add_up_cells().
    least : int
        Stories below which a cell is withheld.
    """
    columns = ratios_of(cells.pairs, cells.sums)
    share_design(cells.pairs, columns, columns["spread"].sum(axis=0), columns["chance"].sum(axis=0))
    return columns | {"caveat": caveats_of(cells.pairs, columns, least)}


def choices_among(pairs: Pairs) -> Numbers:
    """Return which pairs are naming choices: their values are withheld where the interval says next to nothing."""
    return np.array([measure.name in OWN_EXPOSURE for measure in pairs.measure], dtype=bool)


def _too_wide(pairs: Pairs, columns: dict[str, Numbers]) -> Numbers:
    """Return which cells are naming choices whose 95 % interval is too wide, whatever the level asked for."""
    found, own = np.zeros(columns["estimate"].shape, dtype=bool), choices_among(pairs)
    if own.any() and "df" in columns:
        value, error, size, df = (columns[name][:, own] for name in ("estimate", "std_error", "size", "df"))
        kind = np.broadcast_to(pairs.of("kind")[own], value.shape)
        low, high = limits(kind, value, error, size, t_quantiles(0.95, df))
        found[:, own] = ~(high - low <= WIDEST)
    return found


def caveats_of(pairs: Pairs, columns: dict[str, Numbers], least: int) -> Numbers:
    """Return what must be said about every cell, groups outermost; "withheld: ..." where it must not be shown.

    Parameters
    ----------
    pairs : Pairs
        Of the columns.
    columns : dict
        From ratios_of().
    least : int
        Stories below which a cell is withheld.
    """
    shape = columns["estimate"].shape
    kind, exposed = pairs.of("kind"), pairs.of("min_exposure").astype(np.float64)
    value, n, stories = columns["estimate"], columns["n_articles"], columns["n_stories"]
    withheld, thin, wide = stories < least, columns["exposure"] < exposed, _too_wide(pairs, columns)
    none = (columns["foreign"] > 0) & (columns["readable"] == 0)
    flat = (np.isin(kind, ("proportion", "rate")) & (value <= 0)) | ((kind == "proportion") & (value >= 1))
    still = (kind == "mean") & ~(columns["std_error"] > 0)
    few = stories < FEW_ARTICLES
    case = np.select([none, withheld, thin, wide, flat, still, few], [6, 1, 2, 7, 3, 4, 5], 0)
    # The numbers that a cell's caveat names make few different texts; each is written once.
    named = [case, np.where(np.isin(case, (1, 5)), n, 0), np.where(case == 1, stories, 0)]
    named += [columns[name] for name in LOST]
    named.append(np.broadcast_to(pd.factorize(np.array(pairs.reads, dtype=object))[0], shape))
    named.append(np.where(np.isin(case, (2, 7)), np.arange(case.size).reshape(shape), -1))
    code, texts = np.zeros(case.size, dtype=np.int64), []
    for values in named:
        code = pd.factorize(code * (values.max(initial=0) + 2) + values.ravel() + 1)[0]
    first = np.unique(code, return_index=True)[1]
    names = choices_among(pairs)
    for at in first.tolist():
        row, column = divmod(at, max(shape[1], 1))
        shown = columns["foreign"] if case[row, column] == 6 else n
        numbers = shown[row, column], stories[row, column], columns["exposure"][row, column]
        exposure, language = "mentions" if names[column] else "of exposure", language_name(pairs.reads[column])
        text = _caveat(case[row, column], numbers, (least, exposed[column]), exposure, language)
        lost = [int(columns[name][row, column]) for name in LOST]
        if case[row, column] == 6:  # says already how many are in other languages
            lost = [max(lost[0] - lost[1], 0), 0, 0]
        texts.append(with_lost(text, lost, language))
    return np.array(texts, dtype=object)[code].reshape(shape)


def with_lost(caveat: str, lost: Sequence[int], language: str) -> str:
    """Return a caveat that also says how many articles could not be scored, and how many may not be in the language.

    Parameters
    ----------
    caveat : str
        What is said already.
    lost : (int, int, int)
        Articles without exposure, known to be in another language, and of unknown language.
    language : str
        Name of the only language that was read.

    Examples
    --------
    >>> with_lost("few articles: 12", (3, 0, 0), "")
    'few articles: 12; 3 articles could not be scored'
    >>> with_lost("", (5, 4, 1), "English")
    '4 articles not in English are left out; 1 article could not be scored;
     1 article of unknown language read as English'
    """
    unscored, foreign, unsure = lost
    said = [caveat]
    said += [f"{_articles(foreign)} not in {language} {'are' if foreign > 1 else 'is'} left out"] if foreign else []
    said += [f"{_articles(unscored - foreign)} could not be scored"] if unscored > foreign else []
    said += [f"{_articles(unsure)} of unknown language read as {language}"] if unsure else []
    return "; ".join(filter(None, said))


def _articles(n: int) -> str:
    return f"{n} article{'s' if n > 1 else ''}"


def _caveat(case: int, numbers: tuple[int, int, float], needed: tuple[int, float], exposure: str, language: str) -> str:
    """Return the caveat of one cell, without articles that could not be scored."""
    n, stories, exposed = numbers
    return {
        1: f"withheld: {n} articles{f' of {stories} stories' if stories < n else ''}, needs {needed[0]}",
        2: f"withheld: {exposed:g} {exposure}, needs {needed[1]:g}",
        3: "no variation between articles: the interval takes the spread of the other groups",
        4: "no variation between articles: no interval",
        5: f"few articles: {n}",
        7: f"withheld: {exposed:g} {exposure}, {TOO_WIDE}",
        6: f"withheld: none of {n} article{'s' if n > 1 else ''} is in {language}",
    }.get(case, "")


def join_caveats(one: Any, caveat_one: str, two: Any, caveat_two: str) -> str:
    """Return the caveats of both groups as one, withheld if either is.

    Examples
    --------
    >>> join_caveats("A", "few articles: 12", "B", "withheld: 3 articles, needs 10")
    'withheld: B: 3 articles, needs 10'
    """
    both = [(str(name), caveat) for name, caveat in ((one, caveat_one), (two, caveat_two)) if caveat]
    withheld = [(name, caveat.removeprefix("withheld: ")) for name, caveat in both if caveat.startswith("withheld")]
    listed = "; ".join(f"{name}: {caveat}" for name, caveat in withheld or both)
    return f"withheld: {listed}" if withheld else listed
