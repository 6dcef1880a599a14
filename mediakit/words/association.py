"""How strongly two things go together in a fourfold table, and how much more often one group uses a word than another.

All functions take plain arrays. Those of words standing together have NLTK's definitions, and its values.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[Any]


def _fourfold(both: Floats, one: Floats, other: Floats, total: Floats) -> Floats:
    """Return twice the sum of observed * ln(observed / expected) over the four cells of each table."""
    sides = (one, total - one), (other, total - other)
    cells = {(0, 0): both, (0, 1): one - both, (1, 0): other - both, (1, 1): total - one - other + both}
    result = np.zeros(np.broadcast_shapes(*(np.shape(x) for x in (both, one, other, total))))
    for (row, column), seen in cells.items():
        expected = sides[0][row] * sides[1][column] / total
        known = (seen > 0) & (expected > 0)
        result += np.where(known, seen * np.log(np.where(known, seen, 1) / np.where(known, expected, 1)), 0.0)
    # What is zero may come out a rounding error below it.
    return np.maximum(2 * result, 0.0)


def log_likelihood(count: ArrayLike, size: ArrayLike, other: ArrayLike, other_size: ArrayLike) -> Floats:
    """Return G2 of a word in two bodies of text: all four cells of word or not, this text or that.

    Examples
    --------
    >>> log_likelihood([120, 12], [50000, 900], [40, 12], [61000, 900]).round(6).tolist()
    [59.430712, 0.0]
    """
    count, size, other, other_size = (np.asarray(x, dtype=np.float64) for x in (count, size, other, other_size))
    return _fourfold(count, size, count + other, size + other_size)


def log_odds(
    count: ArrayLike, size: ArrayLike, other: ArrayLike, other_size: ArrayLike, prior: ArrayLike, prior_size: float
) -> tuple[Floats, Floats]:
    """Return the difference in log odds with a Dirichlet prior, and the same over its standard error.

    Parameters
    ----------
    count, other : array of int
        Uses of each word on either side.
    size, other_size : array of int
        Words on either side.
    prior : array of float
        Pseudo-counts of each word, above 0.
    prior_size : float
        Sum of the pseudo-counts of all words.

    Examples
    --------
    >>> delta, z = log_odds([1], [9], [0], [9], [0.05], 0.55)
    >>> round(float(z[0]), 4)
    0.6894
    """
    count, other, prior = (np.asarray(x, dtype=np.float64) for x in (count, other, prior))
    size, other_size = np.asarray(size, dtype=np.float64), np.asarray(other_size, dtype=np.float64)
    one, two = count + prior, other + prior
    delta = np.log(one / (size + prior_size - one)) - np.log(two / (other_size + prior_size - two))
    return delta, delta / np.sqrt(1 / one + 1 / two)


def associations(both: ArrayLike, one: ArrayLike, other: ArrayLike, total: ArrayLike) -> dict[str, Floats]:
    """Return measures of how strongly two things go together, as NLTK's BigramAssocMeasures has them.

    Parameters
    ----------
    both, one, other, total : array of float
        How often both are there, one is, the other is, and out of how many; ``both`` above 0.

    Returns
    -------
    dict of str to array of float
        expected, npmi (pmi over the most it can be: 1 where one never stands without the other), pmi (in bits),
        likelihood_ratio, t_score.

    Examples
    --------
    >>> {name: round(float(values[0]), 3) for name, values in associations([8], [20], [30], [1000]).items()}
    {'expected': 0.6, 'npmi': 0.536, 'pmi': 3.737, 'likelihood_ratio': 32.015, 't_score': 2.616}
    """
    both, one, other, total = np.broadcast_arrays(*(np.asarray(x, dtype=np.float64) for x in (both, one, other, total)))
    expected = one * other / total
    pmi = np.log2(both / expected)
    with np.errstate(divide="ignore", invalid="ignore"):
        npmi = np.where(both < total, pmi / -np.log2(both / total), 1.0)
    return {
        "expected": expected,
        "npmi": npmi,
        "pmi": pmi,
        "likelihood_ratio": _fourfold(both, one, other, total),
        "t_score": (both - expected) / np.sqrt(both),
    }
