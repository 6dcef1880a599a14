"""Shared fixtures. The evaluation data is read from where MEDIAKIT_EVALUATION_DATA points, never copied."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

import matplotlib
import pytest
from hypothesis import settings

matplotlib.use("Agg")
FUZZ_RUNS = int(os.environ.get("MEDIAKIT_FUZZ_RUNS", "0"))
if FUZZ_RUNS:
    settings.register_profile("fuzz", max_examples=FUZZ_RUNS, deadline=None)
    settings.load_profile("fuzz")
ROOT = Path(__file__).resolve().parent.parent


def evaluation_data(*parts: str) -> Path:
    """Return a path below the evaluation data, or skip the test when it is not there."""
    folder = Path(os.environ.get("MEDIAKIT_EVALUATION_DATA", ROOT.parent / "shared"))
    path = folder.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"evaluation data not found: {path.name} (set MEDIAKIT_EVALUATION_DATA to its folder)")
    return path


def some_slow(values: Iterable[Any], slow: Collection[Any]) -> list[Any]:
    """Return values for ``parametrize``, some of which only ``make test-all`` runs; tuples are several arguments.

    What is slow must be there, and something that is not, so that whatever is tested is tested quickly, too.
    """
    values = list(values)
    assert set(slow) < set(values), f"slow: {slow}, of {values}"
    several = [value if isinstance(value, tuple) else (value,) for value in values]
    marks = [[pytest.mark.slow] if value in slow else [] for value in values]
    return [pytest.param(*value, marks=mark) for value, mark in zip(several, marks, strict=True)]


@pytest.fixture
def sample_folder() -> Path:
    """Folder of the sample corpus."""
    return ROOT / "data" / "sample"


@pytest.fixture(autouse=True)
def no_figures_of_others() -> Iterator[None]:
    """Close what examples and tests before this one drew: matplotlib warns of many open figures."""
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
    yield
