"""Agreement of coders: Krippendorff's alpha with its interval, and percent agreement."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mediakit.contract import Column, Table
from mediakit.errors import OptionError, TableError, check_option
from mediakit.tables import build_table

Floats = NDArray[np.float64]
LEVELS = ("nominal", "ordinal", "interval", "ratio")
_DRAWS = 2000
_RELIABLE, _TENTATIVE = 0.8, 0.667

AGREEMENT = Table(
    "AGREEMENT",
    "a variable",
    (
        Column("label", "str", "the variable that was coded"),
        Column("scale", "str", "nominal, ordinal, interval or ratio"),
        Column("alpha", "float?", "Krippendorff's alpha; missing where all codes are the same"),
        Column("conf_low", "float?", "lower end of its bootstrap interval over units"),
        Column("conf_high", "float?", "upper end of its bootstrap interval over units"),
        Column("percent", "float?", "pairs of codes of one unit that are equal, 0 to 1", least=0),
        Column("n_units", "int", "units coded by two coders or more", least=0),
        Column("n_coders", "int", "coders", least=0),
        Column("n_codes", "int", "codes that can be compared", least=0),
        Column("caveat", "str", "what the reader must know before quoting it"),
    ),
    key=("label",),
    made_by="agreement()",
)


def agreement(
    codes: pd.DataFrame,
    *,
    scale: str = "nominal",
    unit: str = "unit",
    coder: str = "coder",
    label: str | None = None,
    level: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    """Return Krippendorff's alpha and percent agreement of two or more coders.

    Alpha is 1 less the observed disagreement over the one expected by chance; it takes any number of coders, and
    units that some of them left out (Krippendorff 2011, Computing Krippendorff's Alpha-Reliability). By custom codes
    are relied on from .800, and tentative conclusions drawn from .667.

    Parameters
    ----------
    codes : DataFrame
        One row for each code, with the columns unit, coder and value. Missing values were not coded.
    scale : str
        How values differ: "nominal", "ordinal" (by rank), "interval" or "ratio".
    unit, coder : str
        The columns that name the unit and the coder.
    label : str, optional
        A column that names the variable, for a row of the result each.
    level : float
        Confidence level of the interval, from 2,000 samples of units drawn with replacement.
    seed : int
        Of these samples.

    Returns
    -------
    DataFrame
        AGREEMENT, a row for each variable.

    Raises
    ------
    OptionError, TableError
        For an unknown scale, a missing column, a unit that one coder coded twice, values that are no numbers where
        the scale needs them, and ratios of values below 0.

    Examples
    --------
    >>> codes = pd.DataFrame(
    ...     {"unit": [1, 1, 2, 2, 3, 3, 4, 4], "coder": list("abababab"), "value": [0, 0, 1, 1, 0, 1, 0, 0]}
    ... )
    >>> agreement(codes)[["alpha", "percent", "n_units"]].round(3).values.tolist()
    [[0.533, 0.75, 4.0]]
    """
    check_option("scale", scale, LEVELS)
    if not 0 < level < 1:
        raise OptionError(f"level must be above 0 and below 1, got {level!r}")
    wanted = [unit, coder, "value", *([label] if label else [])]
    missing = [name for name in wanted if name not in codes.columns]
    if missing:
        raise TableError(
            f"expected one row for each code with the columns {', '.join(wanted)}, but {', '.join(missing)} is missing",
            where="codes",
            next_step="A sheet with a column for each coder becomes such a table with sheet.melt(id_vars=...).",
        )
    known = codes[codes["value"].notna()]
    twice = known.duplicated(subset=[name for name in wanted if name != "value"])
    if twice.any():
        first = known.loc[twice].iloc[0]
        raise TableError(
            f"coder {first[coder]!s} coded unit {first[unit]!s} more than once",
            where="codes",
            next_step="Keep one code.",
        )
    groups = [(str(name), rows) for name, rows in known.groupby(label, sort=True)] if label else [("", known)]
    return build_table(
        AGREEMENT, [{"label": name} | _row(rows, scale, unit, coder, level, seed) for name, rows in groups]
    )


def _row(rows: pd.DataFrame, scale: str, unit: str, coder: str, level: float, seed: int) -> dict[str, object]:
    counts, values = _counts(rows, scale, unit)
    distance = _DISTANCES[scale](values, counts.sum(axis=0))
    alpha = float(alphas(counts[None], distance)[0])
    low, high = _bootstrap(counts, distance, level, seed)
    pairs = counts.sum(axis=1)
    equal = float((counts * (counts - 1)).sum() / (pairs * (pairs - 1)).sum()) if len(counts) else np.nan
    coders = int(rows[coder].nunique())
    return {
        "scale": scale,
        "alpha": alpha,
        "conf_low": low,
        "conf_high": high,
        "percent": equal,
        "n_units": len(counts),
        "n_coders": coders,
        "n_codes": int(counts.sum()),
        "caveat": _caveat(alpha, low, len(counts)),
    }


def _counts(rows: pd.DataFrame, scale: str, unit: str) -> tuple[Floats, Floats]:
    """Return how many codes each unit (rows) has of each value (columns), and the values as numbers.

    Units with a single code cannot be compared and are left out, and with them values that only they have.
    """
    units = pd.factorize(rows[unit])[0]
    paired = np.bincount(units, minlength=1)[units] > 1 if len(rows) else np.zeros(0, dtype=bool)
    units, given = pd.factorize(rows[unit][paired])[0], rows["value"][paired]
    if scale == "nominal":
        column, found = pd.factorize(given.astype(str))
        values = np.arange(len(found), dtype=np.float64)
    else:
        numbers = pd.to_numeric(given, errors="coerce").to_numpy(dtype=np.float64)
        if np.isnan(numbers).any() or (scale == "ratio" and (numbers < 0).any()):
            bad = given[np.isnan(numbers) | (numbers < 0)].iloc[0]
            raise TableError(
                f"the scale {scale!r} needs {'numbers from 0' if scale == 'ratio' else 'numbers'}, got {bad!r}",
                where="codes, column 'value'",
                next_step="Write numbers for the values, or take scale='nominal'.",
            )
        values, column = np.unique(numbers, return_inverse=True)
    counts = np.zeros((int(units.max(initial=-1)) + 1, len(values)))
    np.add.at(counts, (units, column), 1.0)
    return counts, values


def alphas(counts: Floats, distance: Floats) -> Floats:
    """Return alpha of several tables of counts (tables, units, values), missing where no values differ.

    Examples
    --------
    >>> alphas(np.array([[[2.0, 0.0], [0.0, 2.0]]]), 1 - np.eye(2)).tolist()
    [1.0]
    """
    size = counts.sum(axis=2)
    weight = np.where(size > 1, 1 / np.maximum(size - 1, 1), 0.0)
    # A value is at distance 0 from itself, so a code need not be taken out of its own pairs.
    observed = np.einsum("tuv,vw,tuw,tu->t", counts, distance, counts, weight, optimize=True)
    total = counts.sum(axis=1)
    n = total.sum(axis=1)
    expected = np.einsum("tv,vw,tw->t", total, distance, total) / np.maximum(n - 1, 1)
    return np.where(expected > 0, 1 - observed / np.where(expected > 0, expected, 1.0), np.nan)


def _bootstrap(counts: Floats, distance: Floats, level: float, seed: int) -> tuple[float, float]:
    """Return the middle of alphas of samples of units; ranks and so distances stay those of all units."""
    if len(counts) < 2:
        return np.nan, np.nan
    rng = np.random.default_rng(seed)
    size = counts.sum(axis=1)
    observed = np.einsum("uv,vw,uw->u", counts, distance, counts, optimize=True) / (size - 1)
    # How often each unit is drawn; all sums over units are then products with these numbers.
    drawn = rng.multinomial(len(counts), np.full(len(counts), 1 / len(counts)), size=_DRAWS).astype(np.float64)
    total = drawn @ counts
    expected = np.einsum("tv,tv->t", total @ distance, total) / (total.sum(axis=1) - 1)
    known = expected > 0
    if not known.any():
        return np.nan, np.nan
    found = 1 - (drawn @ observed)[known] / expected[known]
    low, high = np.quantile(found, [0.5 - level / 2, 0.5 + level / 2])
    return float(low), float(high)


def _caveat(alpha: float, low: float, n: int) -> str:
    if not n:
        return "no unit was coded by two coders"
    if np.isnan(alpha):
        return "all codes are the same: there is nothing to agree on, code units that differ"
    if alpha < _TENTATIVE:
        return "below .667: by custom not to be relied on"
    if alpha < _RELIABLE:
        return "below .800: by custom for tentative conclusions only"
    return "the interval goes below .667: code more units" if low < _TENTATIVE else ""


def _nominal(values: Floats, _: Floats) -> Floats:
    return 1.0 - np.eye(len(values))


def _ordinal(_: Floats, counts: Floats) -> Floats:
    # Codes between the middles of two ranks.
    middle = np.cumsum(counts) - counts / 2
    return np.asarray((middle[:, None] - middle[None, :]) ** 2)


def _interval(values: Floats, _: Floats) -> Floats:
    return np.asarray((values[:, None] - values[None, :]) ** 2)


def _ratio(values: Floats, _: Floats) -> Floats:
    total = values[:, None] + values[None, :]
    return np.asarray(((values[:, None] - values[None, :]) / np.where(total > 0, total, 1.0)) ** 2)


_DISTANCES: dict[str, Callable[[Floats, Floats], Floats]] = {
    "nominal": _nominal,
    "ordinal": _ordinal,
    "interval": _interval,
    "ratio": _ratio,
}
