"""The files that set mediakit up agree with each other."""

from __future__ import annotations

import ast
import importlib
import re
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LOCK_TEXT = (ROOT / "uv.lock").read_text("utf-8")
PUBLIC_HOSTS = {"pypi.org", "files.pythonhosted.org"}
CONDA_NAMES = {"matplotlib": "matplotlib-base", "tzdata": "python-tzdata"}
PIP_ONLY = {"fontpkg-open-sans"}
VERB = re.compile(r"^([a-z0-9-]+):.*## ", re.MULTILINE)
MAKE = re.compile(r"(?:`|^\s*(?:\$ )?)make (?:[A-Z_]+=\S+ )*([a-z0-9-]+)(?=`|\s*(?:#.*)?$)", re.MULTILINE)


def declared() -> set[Requirement]:
    """Return all requirements of the project, those of its extras among them, without its own name."""
    extras = PROJECT["optional-dependencies"]
    listed = [*PROJECT["dependencies"], *(line for lines in extras.values() for line in lines)]
    return {wanted for line in listed if (wanted := Requirement(line)).name != PROJECT["name"]}


def bounds(requirements: set[Requirement]) -> dict[str, str]:
    """Return the version bounds by normal name."""
    return {canonicalize_name(r.name): str(r.specifier) for r in requirements}


def test_lock_names_public_hosts_only() -> None:
    hosts = {urlsplit(url).hostname for url in re.findall(r'[a-z+]+://[^"\s]+', LOCK_TEXT)}
    assert hosts == PUBLIC_HOSTS
    assert "file:" not in LOCK_TEXT


def test_lock_is_of_this_pyproject() -> None:
    packages = tomllib.loads(LOCK_TEXT)["package"]
    wanted = next(p for p in packages if p["name"] == PROJECT["name"])["metadata"]["requires-dist"]
    locked = {entry["name"]: entry.get("specifier", "") for entry in wanted if entry["name"] != PROJECT["name"]}
    assert locked == bounds(declared()), "run `.venv/bin/uv lock`"


def test_all_means_every_extra() -> None:
    extras = set(PROJECT["optional-dependencies"]) - {"all"}
    (everything,) = PROJECT["optional-dependencies"]["all"]
    assert Requirement(everything).extras == extras


def test_environment_yml_asks_for_the_same_packages_in_the_same_versions() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    assert environment["channels"] == ["conda-forge"]
    conda = {Requirement(line) for line in environment["dependencies"] if isinstance(line, str)}
    (pip,) = (line["pip"] for line in environment["dependencies"] if isinstance(line, dict))
    assert pip[-1] == "--editable ."
    expected = bounds(declared())
    assert bounds({Requirement(line) for line in pip[:-1]}) == {name: expected.pop(name) for name in PIP_ONLY}
    expected = {CONDA_NAMES.get(name, name): wanted for name, wanted in expected.items()}
    assert bounds(conda) == expected | {"python": PROJECT["requires-python"], "pip": ""}


def test_one_version_everywhere() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    newest = re.search(r"^## (\d\S*)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert newest is not None
    assert citation["version"] == newest[1] == PROJECT["version"]
    assert citation["license"] == PROJECT["license"]


@pytest.mark.parametrize(
    "page", ["README.md", "CONTRIBUTING.md", *sorted(p.relative_to(ROOT).as_posix() for p in ROOT.glob("docs/*.md"))]
)
def test_documented_commands_exist(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    unknown = set(MAKE.findall(text)) - set(VERB.findall((ROOT / "Makefile").read_text("utf-8")))
    assert not unknown, f"not in the Makefile: {sorted(unknown)}"
    extras = {name for group in re.findall(r"mediakit\[([a-z,]+)\]", text) for name in group.split(",")}
    assert extras <= set(PROJECT["optional-dependencies"])


def test_readme_begins_with_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "make demo" in readme
    assert "make test" in readme


@pytest.mark.parametrize("file", sorted((ROOT / "benchmarks").glob("*.py")), ids=lambda path: path.stem)
def test_benchmarks_find_what_they_take_from_mediakit(file: Path) -> None:
    # They run with packages that only they need, so nothing else would notice that a name has gone.
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and str(node.module).split(".")[0] == "mediakit":
            module = importlib.import_module(str(node.module))
            for alias in node.names:
                assert hasattr(module, alias.name) or importlib.import_module(f"{node.module}.{alias.name}")
