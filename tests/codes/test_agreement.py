"""Agreement: published examples to the printed digits, equal to NLTK's and to a slow definition."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from nltk.metrics.agreement import AnnotationTask

from mediakit.codes.agreement import AGREEMENT, LEVELS, agreement
from mediakit.errors import OptionError, TableError
from mediakit.tables import check_table

# Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, C: a row for each coder, "." was not coded.
FOUR = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]
THREE = [".....34121133.3", "1.213343.......", "..21344.21133.4"]
# The same, A.
TWO = ["0100000000", "1110010010"]


def table(rows: list[str]) -> pd.DataFrame:
    made = [
        {"unit": unit, "coder": str(coder), "value": float(value)}
        for coder, row in enumerate(rows)
        for unit, value in enumerate(row)
        if value != "."
    ]
    return pd.DataFrame(made)


def alpha_of(codes: pd.DataFrame, scale: str) -> float:
    return float(agreement(codes, scale=scale)["alpha"].iloc[0])


def slow_alpha(codes: pd.DataFrame, scale: str) -> float:
    """Return alpha as it is written: the mean distance of codes within units over that of all codes."""
    units = [rows["value"].tolist() for _, rows in codes.groupby("unit")]
    units = [values for values in units if len(values) > 1]
    every = [value for values in units for value in values]

    def distance(a: float, b: float) -> float:
        if scale == "nominal":
            return float(a != b)
        if scale == "ordinal":
            low, high = min(a, b), max(a, b)
            between = sum(low <= value <= high for value in every)
            return (between - (every.count(a) + every.count(b)) / 2) ** 2 if a != b else 0.0
        return (a - b) ** 2 if scale == "interval" else ((a - b) / (a + b)) ** 2 if a + b else 0.0

    inside = sum(sum(distance(a, b) for a, b in permutations(values, 2)) / (len(values) - 1) for values in units)
    across = sum(distance(a, b) for a, b in permutations(every, 2)) / (len(every) - 1)
    return 1 - inside / across


@pytest.mark.parametrize(
    ("rows", "scale", "printed"),
    [
        (FOUR, "nominal", 0.7434),
        (FOUR, "ordinal", 0.8154),
        (FOUR, "interval", 0.8491),
        (FOUR, "ratio", 0.7974),
        (THREE, "nominal", 0.6914),
        (THREE, "interval", 0.8108),
        (TWO, "nominal", 0.0952),
    ],
)
def test_published_examples(rows: list[str], scale: str, printed: float) -> None:
    assert round(alpha_of(table(rows), scale), 4) == printed


@pytest.mark.parametrize("scale", LEVELS)
@pytest.mark.parametrize("seed", range(5))
def test_alpha_is_its_slow_definition(scale: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    codes = pd.DataFrame({"unit": np.repeat(np.arange(20), 3), "coder": np.tile(["a", "b", "c"], 20)})
    codes["value"] = np.clip(np.repeat(rng.integers(0, 5, 20), 3) + rng.integers(-1, 2, 60), 0, None).astype(float)
    codes.loc[rng.random(60) < 0.25, "value"] = np.nan
    assert np.isclose(alpha_of(codes, scale), slow_alpha(codes.dropna(), scale), atol=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_alpha_is_that_of_nltk(seed: int) -> None:
    rng = np.random.default_rng(seed)
    triples = [(c, str(u), rng.choice(["x", "y", "z"])) for u in range(30) for c in "abc"]
    codes = pd.DataFrame(triples, columns=["coder", "unit", "value"])
    assert np.isclose(alpha_of(codes, "nominal"), AnnotationTask(data=triples).alpha())


def test_perfect_agreement_is_one_and_the_same_code_everywhere_is_nothing() -> None:
    same = agreement(table(["0123", "0123"])).iloc[0]
    assert (same["alpha"], same["percent"], same["conf_low"]) == (1.0, 1.0, 1.0)
    flat = agreement(table(["0000", "0000"])).iloc[0]
    assert np.isnan(flat["alpha"])
    assert "nothing to agree on" in flat["caveat"]


def test_units_of_one_coder_count_for_nothing() -> None:
    one, more = agreement(table(TWO)).iloc[0], agreement(table([TWO[0] + "9", TWO[1] + "."])).iloc[0]
    assert one["alpha"] == more["alpha"]
    assert (more["n_units"], more["n_codes"]) == (10, 20)
    assert agreement(table(["01", ".."]))["caveat"].tolist() == ["no unit was coded by two coders"]


def test_the_interval_holds_alpha_and_shrinks_with_units() -> None:
    few, many = agreement(table(FOUR)).iloc[0], agreement(table([row * 8 for row in FOUR])).iloc[0]
    assert few["conf_low"] < few["alpha"] < few["conf_high"]
    assert many["conf_high"] - many["conf_low"] < (few["conf_high"] - few["conf_low"]) / 2
    assert agreement(table(FOUR), seed=1)["conf_low"].iloc[0] != few["conf_low"]


def test_each_variable_has_a_row() -> None:
    codes = pd.concat([table(TWO).assign(label="cost"), table(["0101", "0101"]).assign(label="war")])
    found = agreement(codes, label="label")
    check_table(found, AGREEMENT)
    assert found["label"].tolist() == ["cost", "war"]
    assert found["percent"].tolist() == [0.6, 1.0]


def test_faults_are_named() -> None:
    with pytest.raises(OptionError, match="scale must be one of"):
        agreement(table(TWO), scale="metric")
    with pytest.raises(TableError, match="coder is missing"):
        agreement(table(TWO).drop(columns="coder"))
    with pytest.raises(TableError, match="more than once"):
        agreement(pd.concat([table(TWO), table(TWO)]))
    with pytest.raises(TableError, match="needs numbers, got 'much'"):
        agreement(table(TWO).assign(value="much"), scale="interval")
    with pytest.raises(TableError, match="numbers from 0"):
        agreement(table(TWO).assign(value=-1.0), scale="ratio")
