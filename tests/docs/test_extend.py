"""The recipes of docs/extend.md, built in a copy of the project and run there, and what each of them costs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.docs.pages import Block, blocks_of

PAGE = (ROOT / "docs" / "extend.md").read_text("utf-8")
RECIPES = {
    title.split("\n", 1)[0]: [block for block in blocks_of(title) if block.template]
    for title in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]
}
MOST_FILES = {"A topic": 1, "A lexicon": 2, "A measure": 3, "A chart": 3, "A reader": 4}
COPIED = ("mediakit", "tests", "docs")
# What must hold beside the recipes' own tests: the shape of the package, its lists, and examples in docstrings.
ALSO = (
    "tests/test_architecture.py::test_every_room_has_its_place_on_the_ladder",
    "tests/test_architecture.py::test_imports_point_down_the_ladder",
    "tests/test_architecture.py::test_a_file_name_means_one_thing",
    "tests/test_architecture.py::test_code_stays_short",
    "tests/public/test_contracts.py::test_the_walk_passes_every_function_that_returns_a_table",
    "tests/public/test_contracts.py::test_it_keeps_its_contract[score_questions]",
    "tests/read/test_sniffing.py::test_any_reader_takes_any_bytes[wirebox]",
    "tests/read/test_formats_page.py::test_every_format_has_its_reader_in_mediakit_read",
    "tests/read/test_formats_page.py::test_the_page_lists_every_code_of_a_problem_and_no_other",
    "tests/read/test_fuzz.py::test_there_is_a_sample_of_every_format",
    "tests/annotate/test_tone_lexicons.py::test_shipped_lexicons_say_what_they_are",
    "tests/docs/test_docs.py::test_a_page_made_from_the_code_is_fresh",
    "tests/docs/test_docs.py::test_a_public_function_says_its_tables",
    "mediakit/annotate/tone.py",
    "mediakit/cli.py",
    "mediakit/topics/__init__.py",
    "mediakit/wordlists/source.py",
)
SHIPPED = """
import mediakit
topic = mediakit.load_topic("island-ferries")
assert topic.title == "Island ferries" and "island-ferries" in mediakit.list_topics()
harbour = mediakit.load_lexicon("harbour")
assert harbour.valences["gale"] == -2 and "layoffs" in harbour.valences and "harbour" in mediakit.list_lexicons()
assert mediakit.polarity_scores(["A gale."], lexicon="harbour")["compound"].item() < 0
"""


def build(block: Block, root: Path) -> None:
    """Write a new file, or put lines into one that is there."""
    path = root / block.path
    if not block.after:
        assert not path.exists(), f"{block.path} is there already"
        path.write_text(block.code, "utf-8")
        return
    lines = path.read_text("utf-8").splitlines(keepends=True)
    places = [n for n, line in enumerate(lines, 1) if line.strip() == block.after]
    assert len(places) == 1, f"{block.path} has the line {block.after!r} {len(places)} times, and must have it once"
    path.write_text("".join([*lines[: places[0]], block.code, *lines[places[0] :]]), "utf-8")


def run(root: Path, *words: str) -> None:
    """Run Python on the copy, failing with all that it says."""
    settings = os.environ | {"PYTHONPATH": str(root), "MPLBACKEND": "Agg"}
    done = subprocess.run([sys.executable, *words], cwd=root, env=settings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{words[:4]}\n{done.stdout[-6000:]}\n{done.stderr[-3000:]}"


@pytest.mark.parametrize("title", MOST_FILES)
def test_a_recipe_costs_few_files(title: str) -> None:
    assert 1 <= len({block.path for block in RECIPES[title]}) <= MOST_FILES[title]


@pytest.mark.slow
def test_all_recipes_together_are_a_library_that_holds(tmp_path: Path) -> None:
    root = tmp_path / "copy"
    for name in COPIED:
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copy(path, root)
    (root / "data").symlink_to(ROOT / "data")
    blocks = [block for title in MOST_FILES for block in RECIPES[title]]
    for block in blocks:
        build(block, root)
    run(root, "docs/build.py")
    run(root, "-c", SHIPPED)
    code = [block.path for block in blocks if block.path.endswith(".py")]
    made = [path for path in code if path.startswith(("tests/", "mediakit/")) and path != "mediakit/__init__.py"]
    run(root, "-m", "ruff", "check", *code)
    run(root, "-m", "ruff", "format", "--check", *code)
    run(root, "-m", "pytest", "-q", "-p", "no:cacheprovider", *made, *ALSO)
