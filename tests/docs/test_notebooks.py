"""The notebooks run from top to bottom, and their outputs are those committed in kind."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.conftest import ROOT

FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def run(path: Path) -> nbformat.NotebookNode:
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}
    ).execute()
    return notebook


@pytest.fixture(scope="module")
def executed() -> dict[str, nbformat.NotebookNode]:
    with ThreadPoolExecutor(2) as pool:
        return dict(zip([path.name for path in NOTEBOOKS], pool.map(run, NOTEBOOKS), strict=True))


def images(notebook: nbformat.NotebookNode) -> int:
    outputs = [out for cell in notebook.cells if cell.cell_type == "code" for out in cell.outputs]
    assert not [out for out in outputs if out.output_type == "error"]
    return sum("image/png" in out.get("data", {}) for out in outputs)


@pytest.mark.parametrize("name", [path.name for path in NOTEBOOKS])
def test_a_notebook_runs_and_shows_its_charts(name: str, executed: dict[str, nbformat.NotebookNode]) -> None:
    committed = nbformat.read(FOLDER / name, as_version=4)
    assert images(executed[name]) == images(committed) >= 1


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_is_committed_executed_and_calls_public_functions_only(path: Path) -> None:
    code = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    source = "\n".join(cell.source for cell in code)
    assert not re.findall(r"(?:import|from) mediakit\.|mediakit\._", source)
    assert not re.search(r"/(?:home|root|work|tmp)/", str([cell.outputs for cell in code]))
