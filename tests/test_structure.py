"""The picture of the package: imports of every kind are seen, circles are found, neighbours are counted."""

from __future__ import annotations

import ast

import pytest

from tests.structure import circles, folder_sizes, imported_names, main, neighbour_imports, package_trees


def trees(**files: str) -> dict[str, ast.Module]:
    """Return a made-up package; two underscores stand for a slash."""
    return {f"mediakit/{name.replace('__', '/')}.py": ast.parse(text) for name, text in files.items()}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("import mediakit.b", ["mediakit.b"]),
        ("from mediakit import b, c", ["mediakit.b", "mediakit.c"]),
        ("from . import b", ["mediakit.b"]),
        ("from .b import c", ["mediakit.b.c"]),
        ("def f():\n    from mediakit.b import c", ["mediakit.b.c"]),
        ("import importlib\nimportlib.import_module('mediakit.b')", ["importlib", "mediakit.b"]),
        ("import_module('.b', __package__)", ["mediakit.b"]),
        ("__import__('mediakit.b')", ["mediakit.b"]),
        ("T = ('b', 'nothing')\nimport_module(f'mediakit.{name}')", ["mediakit.b"]),
        ("T = ('b', 'nothing')\nimport_module('mediakit.' + name)", ["mediakit.b"]),
        ("T = 'mediakit.b'\nimport_module(T)", ["mediakit.b"]),
        ("import_module(f'mediakit.{name}')", ["mediakit.*"]),
        ("import_module(name)", []),
    ],
)
def test_imports_are_seen(text: str, names: list[str]) -> None:
    assert list(imported_names("mediakit/a.py", trees(a=text, b="", c=""))) == names


def test_neighbours_are_rooms_of_one_folder() -> None:
    package = trees(
        a__x="from mediakit.a.y import one, two\nfrom mediakit.b.z import three",
        a__y="import mediakit.a",
        b__z="import json",
    )
    package["mediakit/a/__init__.py"] = ast.parse("def __getattr__(name):\n    from mediakit.a import x")
    assert neighbour_imports(package) == {
        ("mediakit/a/x", "mediakit/a/y"): 2,
        ("mediakit/a", "mediakit/b"): 1,
        ("mediakit/a/y", "mediakit/a/__init__"): 1,
        ("mediakit/a/__init__", "mediakit/a/x"): 1,
    }
    assert circles(neighbour_imports(package)) == [["mediakit/a/__init__", "mediakit/a/x", "mediakit/a/y"]]


def test_circles_are_found_once_each() -> None:
    edges = dict.fromkeys([("a", "b"), ("b", "c"), ("c", "a"), ("d", "a"), ("e", "f"), ("f", "e")], 1)
    assert circles(edges) == [["a", "b", "c"], ["e", "f"]]
    assert circles({("a", "b"): 1, ("a", "c"): 2, ("b", "c"): 1}) == []


def test_the_formats_are_imported_by_their_table() -> None:
    names = set(imported_names("mediakit/read/formats.py", package_trees()))
    assert {"mediakit.read.tables.free_table", "mediakit.read.databases.nexis.nexis_docx"} <= names


def test_what_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    lines = capsys.readouterr().out.splitlines()
    sizes = lines[lines.index("Python files a folder") + 1 :]
    assert [line.split() for line in sizes] == [[str(count), folder] for folder, count in folder_sizes().items()]
    assert any(line.endswith(" mediakit/fetch -> mediakit/transport") for line in lines)
