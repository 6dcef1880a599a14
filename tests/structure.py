"""What the package looks like from above: who imports whom between neighbours, circles, files a folder.

``python -m tests.structure`` prints it.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
Trees = Mapping[str, ast.Module]
Edges = Mapping[tuple[str, str], int]


def package_trees() -> dict[str, ast.Module]:
    """Return the syntax tree of every file of the package, by its path from the root of the project."""
    paths = sorted((ROOT / "mediakit").rglob("*.py"))
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8")) for path in paths}


def module_name(file: str) -> str:
    """Return the dotted name of a file: ``a.b`` for both ``a/b.py`` and ``a/b/__init__.py``."""
    return ".".join(PurePosixPath(file).with_suffix("").parts).removesuffix(".__init__")


def imported_names(file: str, trees: Trees) -> Iterator[str]:
    """Yield the dotted name of everything a file imports, by a statement or by import_module() and __import__().

    Relative names are made absolute. A dynamic import with a variable part imports whichever modules of the
    package the texts in the file make of it; one that no text fits is yielded with a star in it.
    """
    package = PurePosixPath(file).parent.parts
    for node in ast.walk(trees[file]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = [*package[: len(package) + 1 - node.level], node.module] if node.level else [node.module]
            yield from (".".join([*filter(None, base), alias.name]) for alias in node.names)
        elif isinstance(node, ast.Call) and _called(node) in ("import_module", "__import__") and node.args:
            before, after = _fixed_parts(node.args[0], package)
            if after is None:
                yield before
            else:
                modules = {module_name(other) for other in trees}
                found = sorted({f"{before}{text}{after}" for text in _texts(trees[file])} & modules)
                yield from found or ([f"{before}*{after}"] if before else [])


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _fixed_parts(name: ast.expr, package: tuple[str, ...]) -> tuple[str, str | None]:
    """Return what stands before and after the variable part of a module's name; None after one without any."""
    parts = name.values if isinstance(name, ast.JoinedStr) else [name]
    if isinstance(name, ast.BinOp):
        parts = [name.left, name.right]
    fixed = [str(part.value) if isinstance(part, ast.Constant) else None for part in parts]
    before, after = fixed[0] or "", fixed[-1] or ""
    if before.startswith("."):
        level = len(before) - len(before.lstrip("."))
        before = ".".join([*package[: len(package) + 1 - level], before.lstrip(".")])
    return (before, None) if len(fixed) == 1 and fixed[0] is not None else (before, after)


def _texts(tree: ast.Module) -> set[str]:
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def neighbour_imports(trees: Trees) -> dict[tuple[str, str], int]:
    """Return how often files of one room import from another room of the same folder, by the pair of rooms.

    A room is a folder or a file. The face of a folder, ``__init__``, is one of its rooms, but for the face of
    the whole package, which names everything and imports it when it is asked for.
    """
    files = {module_name(file): file for file in trees}
    counts: Counter[tuple[str, str]] = Counter()
    for file in trees:
        for name in imported_names(file, trees):
            while name and name not in files:
                name = name.rpartition(".")[0]
            pair = _rooms(file, files[name]) if name else None
            if pair and pair[0] != pair[1] and not {"mediakit/__init__"} & set(pair):
                counts[pair] += 1
    return dict(counts)


def _rooms(here: str, there: str) -> tuple[str, str]:
    """Return the rooms of two files in the last folder that they share."""
    ours, theirs = (PurePosixPath(file).with_suffix("").parts for file in (here, there))
    shared = next((at for at, pair in enumerate(zip(ours, theirs, strict=False)) if pair[0] != pair[1]), len(ours) - 1)
    return "/".join(ours[: shared + 1]), "/".join(theirs[: shared + 1])


def circles(edges: Edges) -> list[list[str]]:
    """Return the rooms that can be reached from each other, each group once, in alphabetical order."""
    nearest: dict[str, set[str]] = {}
    for here, there in edges:
        nearest.setdefault(here, set()).add(there)
    reached = {room: _reachable(room, nearest) for room in nearest}
    groups = {frozenset(other for other in reached[room] if room in reached.get(other, ())) for room in reached}
    return sorted(sorted(group) for group in groups if group)


def _reachable(room: str, nearest: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    ahead = list(nearest.get(room, ()))
    while ahead:
        other = ahead.pop()
        if other not in found:
            found.add(other)
            ahead.extend(nearest.get(other, ()))
    return found


def folder_sizes() -> dict[str, int]:
    """Return the number of Python files that stand in each folder of the package and of the tests."""
    paths = [path for top in ("mediakit", "tests") for path in (ROOT / top).rglob("*.py")]
    return dict(sorted(Counter(path.parent.relative_to(ROOT).as_posix() for path in paths).items()))


def room_sizes() -> dict[str, int]:
    """Return the number of Python files of each room of the package; all those of a folder are one room."""
    paths = (PurePosixPath(file) for file in package_trees())
    return dict(Counter("/".join(path.with_suffix("").parts[:2]) for path in paths))


def main() -> None:
    """Print edges, circles and sizes."""
    edges = neighbour_imports(package_trees())
    print("imports between neighbours")
    for (here, there), count in sorted(edges.items()):
        print(f"{count:5} {here} -> {there}")
    print("circles")
    for group in circles(edges) or [["none"]]:
        print("     ", ", ".join(group))
    print("Python files a folder")
    for folder, count in folder_sizes().items():
        print(f"{count:5} {folder}")


if __name__ == "__main__":
    main()
