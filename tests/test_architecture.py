"""The shape of the package: who may import whom, who owns a heavy package, and how long code may get."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

from tests.structure import circles, folder_sizes, imported_names, neighbour_imports, package_trees

PACKAGE = Path(__file__).resolve().parent.parent / "mediakit"
TREES = package_trees()
FILES = {file.removeprefix("mediakit/"): tree for file, tree in TREES.items()}
# The dotted name of everything a file imports, also by import_module() and __import__().
IMPORTS = {file: tuple(imported_names(f"mediakit/{file}", TREES)) for file in FILES}
MOST_FILES = 20
LADDER = (
    "resources errors ids lazy manifest dates",
    "languages",
    "contract",
    "word_tables",
    "tables",
    "measures",
    "printing stats",
    "phrases",
    "text",
    "lexicon vader",
    "wordlists query",
    "topics",
    "transport",
    "read clean annotate",
    "fetch",
    "score choices charts",
    "words codes",
    "export prose statements",
    "recipes",
    "report",
    "commands",
    "cli",
    "__main__",
)
# The rooms inside read, from the bottom up; a document may hold fields named as in a table.
READ_LADDER = (
    "values width",
    "own_files",
    "finding",
    "sources",
    "account",
    "assemble tables",
    "json documents",
    "pages databases standards",
    "printed",
    "formats",
    "sniffing",
    "pieces",
    "remote",
    "articles",
    "__init__",
)
RANK = {room: rank for rank, rooms in enumerate(LADDER) for room in rooms.split()}
CHARTS_MAY_IMPORT = {"dates", "phrases", "printing", "tables", "word_tables", "errors", "resources"}
# Rooms that may import a heavy package, and there in one file only; charts and export share matplotlib.
OWNERS = {
    "feedparser": "read",
    "matplotlib": "charts export",
    "nltk": "text",
    "pdfminer": "read",
    "python_calamine": "read",
    "trafilatura": "read",
    "vaderSentiment": "vader",
    "warcio": "read",
    "xlsxwriter": "export",
    "yaml": "wordlists",
}


# Names that several rooms give to a file, because it is about the same thing in each of them.
SHARED_NAMES = {
    "coverage.py": "the measure, and its chart",
    "differences.py": "differences between groups as they are tested, and their chart",
    "entities.py": "the spans of one measure, its scores, and its chart",
    "frames.py": "the spans of one measure, its scores, and its chart",
    "naming.py": "the spans of one measure, its scores, and its chart",
    "sentiment.py": "the spans of one measure, and its scores",
}

# Modules that only POSIX systems have, and modules that start processes.
POSIX = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}
STARTERS = {"multiprocessing", "subprocess"}


def room_of(file: str) -> str:
    return file.split("/")[0].removesuffix(".py")


def functions() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef, int]]:
    """Yield file, function and its length in lines without the docstring."""
    for file, tree in FILES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[0] if ast.get_docstring(node) is not None else None
                docstring = (body.end_lineno or 0) - body.lineno + 1 if body else 0
                yield file, node, (node.end_lineno or 0) - node.lineno + 1 - docstring


def test_every_room_has_its_place_on_the_ladder() -> None:
    unknown = {room_of(file) for file in FILES} - RANK.keys() - {"__init__"}
    assert not unknown, f"add {sorted(unknown)} to LADDER in {Path(__file__).name}, above all that they import"
    folders = {Path(file).parent.as_posix() for file in FILES}
    bare = [folder for folder in folders if not (PACKAGE / folder / "__init__.py").exists()]
    assert not bare, f"these folders lack an __init__.py: {bare}"


def test_imports_point_down_the_ladder() -> None:
    faults = []
    for file in FILES.keys() - {"__init__.py"}:
        here = room_of(file)
        for name in IMPORTS[file]:
            there = name.split(".")[1] if name.startswith("mediakit.") and "__" not in name else ""
            upward = RANK.get(there, len(LADDER)) >= RANK.get(here, -1)
            if there and there != here and (upward or (here == "charts" and there not in CHARTS_MAY_IMPORT)):
                faults.append(f"{file} imports {name}")
    assert not faults, "these imports do not point down the ladder:\n" + "\n".join(sorted(faults))


def test_imports_inside_read_point_down_its_own_ladder() -> None:
    rank = {f"mediakit/read/{room}": rank for rank, rooms in enumerate(READ_LADDER) for room in rooms.split()}
    edges = [edge for edge in neighbour_imports(TREES) if Path(edge[0]).parent == Path("mediakit/read")]
    assert {room for edge in edges for room in edge} == rank.keys()
    faults = [f"{here} imports {there}" for here, there in sorted(edges) if rank[there] >= rank[here]]
    assert not faults, "these imports do not point down the ladder of read:\n" + "\n".join(faults)


def test_no_dynamic_import_hides_what_it_imports() -> None:
    hidden = [
        f"{file} imports {name}"
        for file in FILES
        for name in IMPORTS[file]
        if name.startswith("mediakit.") and "*" in name
    ]
    assert not hidden, f"no text in these files names the module: {hidden}"


def test_neighbours_do_not_import_each_other_in_circles() -> None:
    found = circles(neighbour_imports(TREES))
    assert not found, f"each of these groups of rooms can reach itself: {found}"


def test_folders_stay_small() -> None:
    crowded = {folder for folder, count in folder_sizes().items() if count > MOST_FILES}
    assert not crowded, f"cut these folders into rooms of at most {MOST_FILES} files: {crowded}"


def test_a_file_name_means_one_thing() -> None:
    counts = Counter(Path(file).name for file in FILES)
    shared = {name for name, count in counts.items() if count > 1} - {"__init__.py"}
    assert shared == SHARED_NAMES.keys(), "say in SHARED_NAMES why files share a name, or name them for what they hold"


def test_heavy_packages_have_one_owner() -> None:
    for package, rooms in OWNERS.items():
        found = sorted(file for file in FILES if package in {name.split(".")[0] for name in IMPORTS[file]})
        outside = [file for file in found if room_of(file) not in rooms.split()]
        assert not outside, f"{package} belongs to {rooms}, and is imported in {outside}"
        assert package == "matplotlib" or len(found) <= 1, f"{package} belongs to one file, not to {found}"


def test_nothing_needs_one_system() -> None:
    unwanted = POSIX | STARTERS
    found = [f"{file} imports {name}" for file in FILES for name in IMPORTS[file] if name.split(".")[0] in unwanted]
    found += [file for file, tree in FILES.items() for node in ast.walk(tree) if "fork" in getattr(node, "attr", "")]
    assert not found, f"these need a POSIX system, or start processes: {found}"


def test_code_stays_short() -> None:
    files = {file: len((PACKAGE / file).read_text("utf-8").splitlines()) for file in FILES}
    lengths = [lines for _, _, lines in functions()]
    long = [f"{file} has {lines} lines" for file, lines in files.items() if lines > 400]
    long += [f"{file}: {node.name} has {lines} lines" for file, node, lines in functions() if lines > 80]
    assert not long, long
    assert median(lengths) <= 12
    assert quantiles(lengths, n=10)[-1] <= 40


def test_public_functions_take_few_parameters() -> None:
    many = []
    for file, node, _ in functions():
        names = [a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
        if not node.name.startswith("_") and len([name for name in names if name not in ("self", "cls")]) > 8:
            many.append(f"{file}: {node.name} takes {len(names)}")
    assert not many, many
