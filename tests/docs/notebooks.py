"""Runs the notebooks and says what they show as text: ``python -m tests.docs.notebooks`` runs and saves them all.

Outputs are compared as text, because the bytes of a picture change with versions of matplotlib that draw the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import unified_diff
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat

from tests.conftest import ROOT

FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
_LONGEST_RUN = 300  # seconds a cell
# What differs from run to run: addresses of objects in memory, and times that were measured.
_ADDRESS = re.compile(r"\b0x[0-9a-f]{6,}\b")
_TIMING = re.compile(r"\b\d+(?:\.\d+)?(?= ?(?:ns|µs|ms|s|sec|seconds|minutes)\b)")
_ROW, _CELL = ("tr", "p", "div", "li", "caption"), ("td", "th")


def execute(path: Path) -> nbformat.NotebookNode:
    """Return a notebook run from top to bottom in its own folder, without what changes from run to run."""
    # Imported here: it takes five seconds, which nobody should wait for who runs other tests.
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(path.parent)}}
    NotebookClient(
        notebook, timeout=_LONGEST_RUN, kernel_name="python3", resources=resources, record_timing=False
    ).execute()
    notebook.metadata["language_info"].pop("version", None)
    return notebook


def code_cells(notebook: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the cells of a notebook that are run."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def outputs_as_text(notebook: Mapping[str, Any]) -> list[str]:
    """Return what a notebook shows, line by line: under each cell's first line, its outputs."""
    lines = []
    for number, cell in enumerate(code_cells(notebook), start=1):
        first = "".join(cell["source"]).split("\n", 1)[0]
        lines += ["", f"[{number}] {first}", *(line for out in cell["outputs"] for line in _output(out))]
    return lines


def difference(saved: Mapping[str, Any], run: Mapping[str, Any]) -> str:
    """Return how outputs differ from those saved, as a unified diff; empty where they are the same."""
    both = outputs_as_text(saved), outputs_as_text(run)
    return "\n".join(unified_diff(*both, "saved", "run now", lineterm="", n=4))


def _output(output: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of one output; what is written to stderr is not what a notebook shows."""
    kind = output["output_type"]
    if kind == "error":
        yield f"{output['ename']}: {output['evalue']}"
    elif kind != "stream":
        yield from _lines(_shown(output["data"], output.get("metadata", {})))
    elif output["name"] == "stdout":
        yield from _lines("".join(output["text"]))


def _shown(data: Mapping[str, Any], metadata: Mapping[str, Any]) -> str:
    """Return the text that a reader gets: tables by cells, and of pictures the alternative text."""
    plain = "".join(data.get("text/plain", ""))
    if "text/html" in data:
        return text_of_page("".join(data["text/html"]))
    pictures = [kind for kind in data if kind.startswith("image/")]
    return f"[picture: {metadata.get(pictures[0], {}).get('alt', plain)}]" if pictures else plain


def _lines(text: str) -> Iterator[str]:
    for line in text.rstrip("\n").split("\n"):
        # A carriage return writes over what stood there before.
        last = line.rstrip().rpartition("\r")[2]
        yield _TIMING.sub("…", _ADDRESS.sub("0x…", last))


def text_of_page(page: str) -> str:
    """Return the text of a piece of HTML, a line a row of a table, cells parted by bars."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return "\n".join(line for line in (" ".join(text.split()) for text in "".join(reader.parts).split("\n")) if line)


class _Reader(HTMLParser):
    """Collects the text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden = tag in ("style", "script")
        if tag == "img":
            self.parts.append(f"[picture: {dict(attrs).get('alt') or 'without alternative text'}]")
        elif tag in _ROW or tag == "br":
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden = False
        if tag in _CELL:
            self.parts.append(" | ")
        elif tag in _ROW:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(" ".join(data.split("\n")))


def main() -> None:
    """Run every notebook, and save what it shows now in its place."""
    for path in NOTEBOOKS:
        before = nbformat.read(path, as_version=4)
        notebook = execute(path)
        nbformat.write(notebook, path)
        print(difference(before, notebook) or f"{path.name}: as before")


if __name__ == "__main__":
    main()
