"""The notebooks run from top to bottom, and what they show now is what is saved in them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.conftest import ROOT
from tests.docs.notebooks import NOTEBOOKS, code_cells, difference, execute, outputs_as_text, text_of_page

ALL = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
TABLE = "<table><tr><th>outlet<th></tr><tr>\n<td>A &amp; B</td>\n<td>1</td></tr></table>"
Output = dict[str, Any]


def committed(path: Path) -> dict[str, Any]:
    """Return a notebook as it is in the project."""
    return json.loads(path.read_text("utf-8"))


def outputs_of(path: Path) -> list[Output]:
    return [out for cell in code_cells(committed(path)) for out in cell["outputs"]]


@pytest.mark.slow
@ALL
def test_a_notebook_shows_what_is_saved_in_it(path: Path) -> None:
    found = difference(committed(path), execute(path))
    assert not found, f"{path.name} shows something else when it is run; `make notebooks` saves it:\n{found}"


@ALL
def test_a_notebook_is_committed_executed_and_calls_documented_functions_only(path: Path) -> None:
    code = code_cells(committed(path))
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    source = "\n".join("".join(cell["source"]) for cell in code)
    assert not re.findall(r"import mediakit\.|mediakit\._", source)
    # What is not in the top of the package may be used only if a page for readers says how it is called.
    pages = "\n".join(page.read_text("utf-8") for page in (ROOT / "docs").glob("*.md"))
    for room, name in re.findall(r"from (mediakit\.\S+) import (\w+)", source):
        assert f"`{room}.{name}(" in pages
    assert not re.search(r"/(?:home|root|work|tmp)/", str(outputs_of(path)))


@ALL
def test_a_number_in_the_prose_is_one_that_the_notebook_shows(path: Path) -> None:
    shown = set(re.findall(r"[0-9]+", "\n".join(outputs_as_text(committed(path)))))
    prose = "\n".join("".join(c["source"]) for c in committed(path)["cells"] if c["cell_type"] == "markdown")
    # Links name files, code is no claim, and an author with a year is a reference.
    told = re.sub(r"\[[^]]*\]\([^)]*\)|`[^`]*`|\([A-Z]\w+ \d{4}\)", "", prose)
    assert set(re.findall(r"[0-9]{2,}", told)) <= shown


@ALL
def test_every_picture_of_a_notebook_has_its_alternative_text(path: Path) -> None:
    pictures = [out for out in outputs_of(path) if "image/png" in out.get("data", {})]
    assert pictures
    for picture in pictures:
        alt = picture["metadata"]["image/png"]["alt"]
        assert len(alt) > 40 and "Figure without" not in alt
        assert text_of_page("".join(picture["data"]["text/html"])) == f"[picture: {' '.join(alt.split())}]"


@ALL
def test_a_notebook_holds_no_progress_no_warnings_and_no_tables_of_pandas(path: Path) -> None:
    outputs = outputs_of(path)
    assert [out["name"] for out in outputs if out["output_type"] == "stream" and out["name"] == "stderr"] == []
    written = "".join("".join(out["text"]) for out in outputs if out["output_type"] == "stream")
    assert "\r" not in written and "█" not in written
    assert not [out for out in outputs if 'class="dataframe"' in "".join(out.get("data", {}).get("text/html", ""))]


def notebook_of(source: str, *outputs: Output) -> dict[str, Any]:
    return {"cells": [{"cell_type": "code", "source": [source, "\nmore()"], "outputs": list(outputs)}]}


def stream(text: str, name: str = "stdout") -> Output:
    return {"output_type": "stream", "name": name, "text": text.splitlines(keepends=True)}


def display(**data: Any) -> Output:
    return {"output_type": "display_data", "data": {key.replace("_", "/"): value for key, value in data.items()}}


@pytest.mark.parametrize(
    ("output", "lines"),
    [
        (stream("a\nb\n"), ["a", "b"]),
        (stream("warned\n", "stderr"), []),
        (stream("1/7\r2/7\r7/7 done\n"), ["7/7 done"]),
        (stream("<Topic at 0x7f9a3c0d1e50> in 12.34 s, 3 ms\n"), ["<Topic at 0x…> in … s, … ms"]),
        (stream("142 stories in 12 months\n"), ["142 stories in 12 months"]),
        (display(text_plain="142"), ["142"]),
        (display(text_plain=["two\n", "lines"]), ["two", "lines"]),
        (display(text_html=[TABLE], text_plain="left out"), ["outlet", "A & B | 1 |"]),
        (display(image_png="iVBOR", text_plain="<Figure>"), ["[picture: <Figure>]"]),
        (display(image_png="iVBOR") | {"metadata": {"image/png": {"alt": "Dots."}}}, ["[picture: Dots.]"]),
        ({"output_type": "error", "ename": "KeyError", "evalue": "'x'", "traceback": ["…"]}, ["KeyError: 'x'"]),
    ],
)
def test_an_output_as_text(output: Output, lines: list[str]) -> None:
    assert outputs_as_text(notebook_of("show(x)", output)) == ["", "[1] show(x)", *lines]


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<style>td {color: red}</style><p>One\n  line</p>of<br>text", "One line\nof\ntext"),
        ('<img alt="Dots &amp; bars" src="data:image/png;base64,iVBOR">', "[picture: Dots & bars]"),
        ("<img src='x.png'>", "[picture: without alternative text]"),
    ],
)
def test_the_text_of_a_page(page: str, text: str) -> None:
    assert text_of_page(page) == text


def test_a_difference_is_told_with_the_cell_that_shows_it() -> None:
    saved, run = notebook_of("show(x)", stream("100 articles\n")), notebook_of("show(x)", stream("142 articles\n"))
    assert difference(saved, saved) == ""
    assert difference(saved, run).splitlines() == [
        "--- saved",
        "+++ run now",
        "@@ -1,3 +1,3 @@",
        " ",
        " [1] show(x)",
        "-100 articles",
        "+142 articles",
    ]


@pytest.mark.slow
def test_a_notebook_is_run_in_its_own_folder_and_a_stale_one_is_found(tmp_path: Path) -> None:
    new = nbformat.v4
    cells = [new.new_code_cell("from pathlib import Path\nn = 6"), new.new_code_cell("print(7 * n, Path.cwd().name)")]
    path = tmp_path / "stale.ipynb"
    nbformat.write(new.new_notebook(cells=cells), path)
    found = difference(committed(path), execute(path)).splitlines()
    assert found[-1] == f"+42 {tmp_path.name}"
