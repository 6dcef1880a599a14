"""Shared fixtures. The evaluation data is read from where MEDIAKIT_EVALUATION_DATA points, never copied."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

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
