"""The notebooks run from top to bottom, and their outputs are those committed in kind."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

FOLDER = ROOT / "notebooks"
NOTEBOOKS = pytest.mark.parametrize("path", sorted(FOLDER.glob("*.ipynb")), ids=lambda path: path.name)
Cells = list[dict[str, Any]]


def committed(path: Path) -> Cells:
    """Return the code cells of a notebook as it is in the project."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def run(path: Path) -> Cells:
    # Imported here: it takes five seconds, which nobody should wait for who runs other tests.
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(FOLDER)}}
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources=resources).execute()
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def images(cells: Cells) -> int:
    outputs = [out for cell in cells for out in cell["outputs"]]
    assert not [out for out in outputs if out["output_type"] == "error"]
    return sum("image/png" in out.get("data", {}) for out in outputs)


@pytest.mark.slow
@NOTEBOOKS
def test_a_notebook_runs_and_shows_its_charts(path: Path) -> None:
    assert images(run(path)) == images(committed(path)) >= 1


@NOTEBOOKS
def test_a_notebook_is_committed_executed_and_calls_public_functions_only(path: Path) -> None:
    code = committed(path)
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    assert images(code) >= 1
    source = "\n".join("".join(cell["source"]) for cell in code)
    assert not re.findall(r"(?:import|from) mediakit\.|mediakit\._", source)
    assert not re.search(r"/(?:home|root|work|tmp)/", str([cell["outputs"] for cell in code]))
