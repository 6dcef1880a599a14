"""Makes what docs and stubs say of the code from the code: `make docs` writes it, and the tests compare it."""

from __future__ import annotations

import argparse
import importlib
import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import mediakit
from mediakit import cli
from mediakit.contract import Table
from mediakit.measures import MEASURES
from mediakit.read.formats import FORMATS
from mediakit.tables import TABLES
from tests import structure, test_architecture

ROOT = Path(__file__).resolve().parent.parent
MADE = "made by `make docs`; changes by hand are lost"
PUBLIC: dict[str, tuple[str, ...]] = vars(mediakit)["_PUBLIC"]
HOME = {name: f"mediakit.{module}" for module, names in PUBLIC.items() for name in names}
# The verbs in the order of the road. A name belongs to the first verb that lists it, or lists how it begins.
VERBS: dict[str, str] = {
    "Read": "read_ sniff",
    "Fetch": "fetch_",
    "Clean": "clean_ mark_ blank_ fill_languages rename_ group_ check_corpus",
    "Choose topics, lists and options": "load_ list_ match_ select_ expand_ Topic Lexicon Term ToneLexicon Choices",
    "Search and look up": "search evidence show_article",
    "Annotate": "annotate_ split_",
    "Score": "score_ polarity_ Measure",
    "Estimate and compare": "estimate trend compare_ word_ count_ top_ collocates",
    "Draw": "plot_ plotted_ alt_ show",
    "Export": "export_ write_",
    "Answer a whole question": "measure_",
    "Check": "check_ validate_ agreement evaluate_ corrected_ sample_for_",
    "Everything else": "",
}
WIDTH = 100
# Most contracts are in mediakit/tables.py; a function whose table nobody else needs has its contract beside it.
CONTRACTS = {table.name: table for table in TABLES} | {
    thing.name: thing
    for module in sorted(set(HOME.values()))
    for thing in vars(importlib.import_module(module)).values()
    if isinstance(thing, Table)
}
_CONTRACT = re.compile(rf"\b(?:{'|'.join(CONTRACTS)})\b")
_COLUMNS = re.compile(r"\b[Cc]olumns:? (?!beyond)(?P<columns>(?:\([^)]*\)|[^.;(])*)")


def sections(thing: Any) -> dict[str, str]:
    """Return the parts of a docstring in NumPy form by their headings; what comes before has an empty one."""
    parts = re.split(r"^(\w[\w ]*)\n-{3,}\n", inspect.getdoc(thing) or "", flags=re.MULTILINE)
    return {"": parts[0], **dict(zip(parts[1::2], parts[2::2], strict=True))}


def summary(thing: Any) -> str:
    """Return the first paragraph of a docstring as Markdown."""
    return _flat(sections(thing)[""].strip().split("\n\n")[0])


def _flat(text: str) -> str:
    return " ".join(text.replace("``", "`").split())


def parameters(function: Any) -> dict[str, tuple[str, str]]:
    """Return type and description of each parameter.

    "See estimate()" stands for what estimate() says of that parameter, or else of what it returns.
    """
    told: dict[str, tuple[str, str]] = {}
    for block in filter(None, re.split(r"\n(?=\S)", sections(function).get("Parameters", "").strip())):
        head, _, body = block.partition("\n")
        names, _, kind = head.partition(" : ")
        text = _flat(body)
        other = re.match(r"See (\w+)\(\)", text)
        for name in names.replace("*", "").split(", "):
            told[name] = (kind, text)
            if other and other[1] in HOME:
                there = getattr(mediakit, other[1])
                told[name] = parameters(there).get(name, (kind, returned(there)))
    return told


def returned(function: Any) -> str:
    """Return what a docstring says of the value that is returned, without its type."""
    return _flat(sections(function).get("Returns", "").partition("\n")[2])


def table_of(text: str) -> str:
    """Return which tables a description names: by contract, by columns or by who makes it; empty without any."""
    contracts = list(dict.fromkeys(_CONTRACT.findall(text)))
    if contracts:
        return " and ".join(contracts)
    columns, maker = _COLUMNS.search(text), re.search(r"(\w+)\(\)", text)
    if columns:
        return f"a table with {columns['columns']}"
    return f"the table of `{maker[1]}`" if maker and maker[1] in HOME else ""


def taken(function: Any) -> list[str]:
    """Return what goes in: every table, and every other value that must be given."""
    told, found = parameters(function), []
    for name, parameter in inspect.signature(function).parameters.items():
        kind, text = told.get(name, ("", ""))
        needed = parameter.default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD
        if "DataFrame" in str(parameter.annotation):
            found.append(f"`{name}`: {table_of(text) or 'a table'}")
        elif needed:
            found.append(f"`{name}`: {kind or parameter.annotation}")
    return found


def given(function: Any) -> str:
    """Return what comes out: a table, else the type."""
    annotation = str(inspect.signature(function).return_annotation)
    is_table = any(name in annotation for name in ("DataFrame", "ReadResult"))
    return (is_table and table_of(returned(function))) or f"`{annotation.replace('pd.', '')}`"


def call(name: str, thing: Any) -> str:
    """Return how a public name is called, on one line or one parameter a line."""
    empty = inspect.Parameter.empty
    bare = [p.replace(annotation=empty) for p in inspect.signature(thing).parameters.values()]
    parts = list(_written(bare))
    line = f"{name}({', '.join(parts)})"
    return line if len(line) <= WIDTH else f"{name}(\n" + "".join(f"    {part},\n" for part in parts) + ")"


def _written(listed: Sequence[inspect.Parameter]) -> Iterator[str]:
    """Yield parameters as they are written in a signature, with the star before those that need their name."""
    named = [p.kind is inspect.Parameter.KEYWORD_ONLY for p in listed]
    for number, parameter in enumerate(listed):
        if named[number] and not any(named[:number]):
            yield "*"
        typed = parameter.annotation is not parameter.empty
        text = f"{parameter.name}: {parameter.annotation}" if typed else parameter.name
        if parameter.kind is parameter.VAR_KEYWORD:
            text = f"**{text}"
        default = "..." if "factory" in repr(parameter.default) else repr(parameter.default)
        yield text if parameter.default is parameter.empty else text + (" = " if typed else "=") + default


def verb_of(name: str) -> str:
    """Return the verb that a public name belongs to."""
    for verb, marks in VERBS.items():
        if any(name.startswith(mark) if mark.endswith("_") else name == mark for mark in marks.split()):
            return verb
    return list(VERBS)[-1]


def entry(name: str) -> list[str]:
    """Return the lines about one function or class."""
    thing = getattr(mediakit, name)
    lines = [f"### `{name}`", "", "```text", call(name, thing), "```", "", summary(thing), ""]
    if inspect.isfunction(thing):
        lines += [f"- in: {'; '.join(taken(thing)) or 'nothing'}", f"- out: {given(thing)}"]
    return [*lines, f"- module: `{HOME[name]}`", ""]


def reader_entry() -> list[str]:
    """Return the lines about the readers of single formats."""
    listed = ", ".join(f"`read_{name}`" for name in sorted(f.name for f in FORMATS))
    about = "Each takes what `read_articles` takes, without `format`. [formats.md](formats.md) says what each is for."
    ends = ["- in: `source`: a file or anything else that `read_articles` takes", "- out: ARTICLES and PROBLEMS"]
    return ["### The readers of one format", "", about, "", f"{listed}", "", *ends, "- module: `mediakit.read`", ""]


def contract_entry(table: Table) -> list[str]:
    """Return the lines about one contract."""
    key = f" No two rows share {', '.join(f'`{name}`' for name in table.key)}." if table.key else ""
    rows = [f"| `{c.name}` | {c.kind} | {'yes' if c.required else 'no'} | {c.meaning} |" for c in table.columns]
    head = ["| column | kind | needed | meaning |", "|---|---|---|---|"]
    source = f" It comes from {table.made_by}." if table.made_by else ""
    about = f"One row is {table.row}.{source}{key}"
    return [f"### {table.name}", "", about, "", *head, *rows, ""]


def api_page() -> str:
    """Return docs/api.md."""
    things = {name: getattr(mediakit, name) for name in sorted(HOME)}
    errors = [name for name, thing in things.items() if inspect.isclass(thing) and issubclass(thing, Exception)]
    called = [name for name, thing in things.items() if callable(thing) and name not in errors]
    lines = [
        "# Every public name, by verb",
        "",
        f"<!-- {MADE} -->",
        "Write `mediakit.` before each name. `help(mediakit.trend)` prints parameters, units, errors and an example.",
        "Tables in capitals are [described below](#tables). A table that breaks its description is refused, with a",
        "message that names every fault.",
        "",
    ]
    for verb in VERBS:
        found = [name for name in called if verb_of(name) == verb]
        lines += [f"## {verb}", ""] if found else []
        lines += [line for name in found for line in entry(name)]
        lines += reader_entry() if verb == "Read" else []
    lines += ["## Errors", "", *(f"- `{name}`: {summary(things[name])}" for name in errors), ""]
    lines += ["## Tables", "", "A column of a kind with `?` may have missing values.", ""]
    lines += [line for table in CONTRACTS.values() for line in contract_entry(table)]
    lines += ["## Measures", "", "| measure | kind | total / exposure | validity |", "|---|---|---|---|"]
    lines += [f"| `{m.name}` | {m.kind} | {m.meaning} | {m.validity} |" for m in MEASURES.values()]
    return "\n".join([*lines, ""])


def fill(page: str, source: str, lines: Sequence[str]) -> str:
    """Return a page of the docs with the part between its marks made again."""
    start, end = f"<!-- made from {source} -->\n", "<!-- end -->"
    before, rest = (ROOT / page).read_text("utf-8").split(start)
    return before + start + "".join(f"{line}\n" for line in lines) + end + rest.split(end, 1)[1]


def formats_page() -> str:
    """Return docs/formats.md with its table of formats."""
    rows = [
        f"| `{f.name}` | {f.describe} | {' '.join(f.suffixes)} | `read_{f.name}` | {f.extra and f'`{f.extra}`'} |"
        for f in FORMATS
    ]
    head = ["| format | what it is | usual endings | reader | extra |", "|---|---|---|---|---|"]
    return fill("docs/formats.md", "mediakit/read/formats.py", [*head, *rows])


def command_line_page() -> str:
    """Return docs/command-line.md with its commands and their options."""
    (commands,) = (a for a in cli.make_parser()._actions if isinstance(a, argparse._SubParsersAction))
    lines = []
    for name, command in commands.choices.items():
        options = [action for action in command._actions if not isinstance(action, argparse._HelpAction)]
        lines += [f"### mediakit {name}", "", str(command.description), ""]
        lines += ["| option | needed | meaning |", "|---|---|---|", *map(_option, options), ""] if options else []
    return fill("docs/command-line.md", "mediakit/cli.py", lines[:-1])


def architecture_page() -> str:
    """Return docs/architecture.md with its table of rooms: files, what they may import, and what they do."""
    edges = structure.neighbour_imports(structure.package_trees())
    files = structure.room_sizes()
    lines = ["| step | room | files | packages it owns | imports today |", "|---|---|---|---|---|"]
    for step, rooms in enumerate(test_architecture.LADDER, start=1):
        for room in rooms.split():
            used = [there for here, there in edges if here == f"mediakit/{room}" and there.count("/") == 1]
            names = " ".join(f"`{name.removeprefix('mediakit/')}`" for name in sorted(used))
            owned = " ".join(name for name, rooms in test_architecture.OWNERS.items() if room in rooms.split())
            lines.append(f"| {step} | `{room}` | {files[f'mediakit/{room}']} | {owned} | {names} |")
    may = ", ".join(f"`{name}`" for name in sorted(test_architecture.CHARTS_MAY_IMPORT))
    found = len(structure.circles(edges))
    lines += [
        "",
        f"`charts` may import no more than {may}: it computes nothing. Of all neighbours, also inside the",
        f"folders, there are {len(edges)} pairs of which one imports the other, and {found or 'no'} circles.",
    ]
    return fill("docs/architecture.md", "tests/structure.py", lines)


def _option(action: argparse.Action) -> str:
    value = action.metavar or (action.dest.upper() if action.nargs != 0 else "")
    written = " ".join([*action.option_strings[-1:], str(value)]).strip().replace("|", "\\|")
    return f"| `{written}` | {'yes' if action.required else 'no'} | {action.help} |"


def stub() -> str:
    """Return mediakit/__init__.pyi, which tells editors and mypy every public name."""
    ordered = sorted(HOME, key=lambda name: (HOME[name], not name.isupper(), not name[0].isupper(), name))
    lines = [f"from {HOME[name]} import {name} as {name}" for name in ordered]
    return "\n".join([f"# {MADE}", "from mediakit import read as read", *lines, "", "__version__: str", ""])


def read_stub() -> str:
    """Return mediakit/read/__init__.pyi: read_articles, sniff, and a reader for every format."""
    shared = [p for p in inspect.signature(mediakit.read_articles).parameters.values() if p.name != "format"]
    lines = [
        f"# {MADE}",
        "from collections.abc import Mapping",
        "from typing import Any",
        "",
        "from mediakit.read.articles import read_articles as read_articles",
        "from mediakit.read.assemble import ReadResult",
        "from mediakit.read.sniffing import sniff as sniff",
    ]
    for one in FORMATS:
        lines += ["", f"def read_{one.name}(", *(f"    {part}," for part in _written(shared)), ") -> ReadResult:"]
        lines += [f'    """Read this format: {one.describe}."""']
    return "\n".join([*lines, ""])


PAGES: dict[str, Callable[[], str]] = {
    "docs/api.md": api_page,
    "docs/formats.md": formats_page,
    "docs/command-line.md": command_line_page,
    "docs/architecture.md": architecture_page,
    "mediakit/__init__.pyi": stub,
    "mediakit/read/__init__.pyi": read_stub,
}


def main() -> None:
    """Write every page that is not as the code makes it, and print its name."""
    for page, make in PAGES.items():
        path, made = ROOT / page, make()
        if not path.exists() or path.read_text("utf-8") != made:
            path.write_text(made, "utf-8")
            print(page)


if __name__ == "__main__":
    main()
