"""Every format says which extra it needs and has its reader; the page of formats lists every code of a problem."""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import mediakit
from mediakit.read import read_articles
from mediakit.read.formats import FORMATS, Format
from tests.read.fuzz_samples import made as made_files

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "formats.md"
PACKAGE = Path(mediakit.__file__).parent
# What a broken connection is called until the last attempt; then it is not_fetched.
INTERNAL = {"connection"}
EXTRAS = (
    "trafilatura",
    "feedparser",
    "python_calamine",
    "warcio",
    "warcio.archiveiterator",
    "pdfminer",
    "pdfminer.high_level",
)


@pytest.mark.parametrize("entry", [f for f in FORMATS if f.extra], ids=lambda entry: entry.name)
def test_an_extra_is_named_where_it_is_needed(entry: Format, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in EXTRAS:
        monkeypatch.setitem(sys.modules, module, None)
    sample = next(data for name, data in made_files().items() if name.startswith(entry.name))
    articles, problems = read_articles(sample, format=entry.name)
    assert len(articles) == 0 and f"mediakit[{entry.extra}]" in problems["message"].iloc[0]


def test_no_other_format_needs_an_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in EXTRAS:
        monkeypatch.setitem(sys.modules, module, None)
    files = made_files()
    for entry in (f for f in FORMATS if not f.extra):
        sample = next(data for name, data in files.items() if name.startswith(f"{entry.name}."))
        assert len(read_articles(sample, format=entry.name).articles), entry.name


def test_every_format_has_its_reader_in_mediakit_read() -> None:
    names = {f"read_{f.name}" for f in FORMATS}
    assert names < set(mediakit.read.__all__) < set(dir(mediakit.read))
    assert all(getattr(mediakit.read, name).__name__ == name for name in names)
    assert not names & set(mediakit.__all__)
    options = [p for p in inspect.signature(read_articles).parameters.values() if p.name != "format"]
    assert [*inspect.signature(mediakit.read.read_csv).parameters.values()] == options


def test_the_former_names_of_readers_go_on_with_a_warning() -> None:
    with pytest.warns(FutureWarning, match=r"read_tsv is now called mediakit\.read\.read_tsv") as caught:
        assert mediakit.read_tsv is mediakit.read.read_tsv
    assert caught[0].filename == __file__
    with pytest.raises(AttributeError, match="'mediakit' has no attribute 'read_nothing'"):
        _ = mediakit.read_nothing


def codes_in(node: ast.AST) -> Iterator[ast.AST | None]:
    """Yield the expressions that make the code of a problem."""
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        place = {"note": 0, "lose": 0, "_note_each": 1}.get(name, len(node.args))
        yield from node.args[place : place + 1]
        yield from (keyword.value for keyword in node.keywords if keyword.arg == "code")
    elif isinstance(node, ast.Dict):
        keys = (key.value if isinstance(key, ast.Constant) else None for key in node.keys)
        yield from (value for key, value in zip(keys, node.values, strict=True) if key == "code")
    elif isinstance(node, ast.Assign) and any(getattr(target, "id", "") == "code" for target in node.targets):
        yield node.value


def test_the_page_lists_every_code_of_a_problem_and_no_other() -> None:
    emitted: set[str] = set()
    for path in (*PACKAGE.glob("read/**/*.py"), *PACKAGE.glob("fetch/*.py"), *PACKAGE.glob("transport/*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            for found in codes_in(node):
                parts = (found.body, found.orelse) if isinstance(found, ast.IfExp) else (found,)
                emitted |= {str(p.value) for p in parts if isinstance(p, ast.Constant) and p.value}
    account = PAGE.read_text("utf-8").split("## The account\n")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in account.splitlines() if line.startswith("| `")]
    assert sorted(re.findall(r"`(\w+)`", " ".join(rows))) == sorted(emitted - INTERNAL)
