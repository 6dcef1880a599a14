"""Published values, and what must hold of any interval."""

from __future__ import annotations

import numpy as np
import pytest

from mediakit.stats.intervals import adjust_p_values, limits, t_quantiles, t_tail, wilson_interval

# The p-values of the example in Benjamini and Hochberg (1995).
FIFTEEN = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
    0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000,
]  # fmt: skip


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (5, 10, 0.2366, 0.7634),
    ],
)
def test_wilson_examples_of_newcombe(hits: int, n: int, low: float, high: float) -> None:
    found = wilson_interval([hits / n], [n])
    assert [round(float(end[0]), 4) for end in found] == [low, high]
    mirrored = wilson_interval([1 - hits / n], [n])
    assert float(mirrored[0][0]) == pytest.approx(1 - float(found[1][0]))


def test_benjamini_hochberg_rejects_four_where_bonferroni_rejects_three() -> None:
    adjusted = adjust_p_values(FIFTEEN)
    assert (adjusted <= 0.05).sum() == 4
    assert (np.array(FIFTEEN) * 15 <= 0.05).sum() == 3
    assert adjusted[:4].round(6).tolist() == [0.0015, 0.003, 0.0095, 0.035625]
    assert adjusted[4] == pytest.approx(0.0603)


def test_adjusting_keeps_order_and_missing_values() -> None:
    p = np.array([0.2, np.nan, 0.01, 0.01, np.nan, 1.0])
    adjusted = adjust_p_values(p)
    assert np.isnan(adjusted).tolist() == np.isnan(p).tolist()
    assert adjusted[2] == adjusted[3] == 0.02
    assert (adjusted[~np.isnan(p)] >= p[~np.isnan(p)]).all()
    assert adjust_p_values([]).tolist() == []
    shuffled = np.random.default_rng(4).permutation(len(p))
    np.testing.assert_array_equal(adjust_p_values(p[shuffled]), adjusted[shuffled])


@pytest.mark.parametrize(
    ("level", "df", "expected"),
    [
        (0.95, 1, 12.706),
        (0.95, 2, 4.303),
        (0.95, 3, 3.182),
        (0.95, 5, 2.571),
        (0.95, 9, 2.262),
        (0.95, 29, 2.045),
        (0.95, 120, 1.980),
        (0.95, np.inf, 1.960),
        (0.99, 1, 63.657),
        (0.99, 10, 3.169),
        (0.90, 4, 2.132),
        (0.50, 7, 0.711),
    ],
)
def test_t_quantiles_of_the_printed_tables(level: float, df: float, expected: float) -> None:
    assert float(t_quantiles(level, [df])[0]) == pytest.approx(expected, abs=0.0006)


def test_tail_is_the_inverse_of_the_quantile() -> None:
    df = np.append(np.arange(1, 400), [999.5, 9_999, 10_000, 1e9, np.inf])
    for level in (0.5, 0.95, 0.999):
        np.testing.assert_allclose(t_tail(t_quantiles(level, df), df), 1 - level, rtol=1e-6)


def test_tail_at_the_ends() -> None:
    assert t_tail([0.0, 1.0], [3, 1]).round(12).tolist() == [1.0, 0.5]
    assert t_tail([np.inf], [3])[0] == 0
    assert np.isnan(t_tail([np.nan], [3])[0])
    assert t_tail([], []).shape == t_quantiles(0.95, []).shape == (0,)
    assert np.isinf(t_quantiles(0.95, [0, np.nan])).all()


@pytest.mark.parametrize("kind", ["share", "proportion", "rate", "mean"])
def test_limits_enclose_the_value_and_widen(kind: str) -> None:
    value = np.array([0.0, 0.001, 0.3, 0.999, 1.0])
    error = np.where((value == 0) | (value == 1), 0.0, 0.05)
    kinds, size = np.full(5, kind, dtype=object), np.full(5, 40.0)
    inner, outer = (limits(kinds, value, error, size, np.full(5, t)) for t in (1.0, 2.0))
    assert (inner[0] <= value).all() and (value <= inner[1]).all()
    assert (outer[0] <= inner[0]).all() and (inner[1] <= outer[1]).all()
    if kind in ("share", "proportion"):
        assert (outer[0] >= 0).all() and (outer[1] <= 1).all()
    if kind == "rate":
        assert (outer[0] >= 0).all()


def test_limits_of_a_proportion_mirror() -> None:
    value, kinds = np.array([0.0, 0.02, 0.4]), np.full(3, "proportion", dtype=object)
    rest = (np.array([0.0, 0.03, 0.05]), np.full(3, 25.0), np.full(3, 2.1))
    low, high = limits(kinds, value, *rest)
    other_low, other_high = limits(kinds, 1 - value, *rest)
    np.testing.assert_allclose(low, 1 - other_high, atol=1e-12)
    np.testing.assert_allclose(high, 1 - other_low, atol=1e-12)
