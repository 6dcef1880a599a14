"""The docs say what the code does: pages made from it are fresh, links lead somewhere, examples run as printed."""

from __future__ import annotations

import importlib.util
import inspect
import json
import re
import warnings
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit

import pytest

import mediakit
from mediakit.measures import KINDS, MEASURES
from mediakit.tables import TABLES
from mediakit.transport import client
from mediakit.transport.cache import Answer
from tests.conftest import ROOT, some_slow
from tests.docs.pages import run_page
from tests.read.pages import test_feed_files, test_web_page


def _load_build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_build", ROOT / "docs" / "build.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


BUILD = _load_build()
PAGES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("docs/*.md"))
LINK = re.compile(r"\]\(([^)\s]+)\)")
# Functions that take or hand on a table of any kind.
ANY_TABLE = {"check_table", "export_figure", "export_table", "plotted_table", "show"}


@pytest.mark.parametrize("page", BUILD.PAGES)
def test_a_page_made_from_the_code_is_fresh(page: str) -> None:
    assert (ROOT / page).read_text("utf-8") == BUILD.PAGES[page](), "run `make docs`"


@pytest.mark.parametrize("name", [n for n in mediakit.__all__ if inspect.isfunction(getattr(mediakit, n))])
def test_a_public_function_says_its_tables(name: str) -> None:
    function = getattr(mediakit, name)
    assert BUILD.summary(function).endswith("."), "the docstring must begin with a sentence"
    parameters = set(inspect.signature(function).parameters)
    assert set(BUILD.parameters(function)) == parameters or len(parameters) <= 1, "describe every parameter"
    if name not in ANY_TABLE:
        vague = [given for given in BUILD.taken(function) if given.endswith(": a table")]
        assert not vague, "name the table's contract, or its columns"
        assert BUILD.given(function) not in ("`DataFrame`", "`ReadResult`"), "name the table's contract, or its columns"


def _anchors(page: Path) -> set[str]:
    """Return the anchors that GitHub makes of the headings of a page."""
    heads = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", *PAGES])
def test_links_lead_somewhere(page: str) -> None:
    for link in LINK.findall((ROOT / page).read_text("utf-8")):
        path, _, anchor = link.partition("#")
        if urlsplit(link).scheme:
            continue
        target = (ROOT / page).parent / path if path else ROOT / page
        assert target.exists(), link
        assert not anchor or anchor in _anchors(target), link


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text("utf-8")
    assert {f"docs/{link.partition('#')[0]}" for link in LINK.findall(index)} >= set(PAGES) - {"docs/README.md"}


def test_the_glossary_names_what_tables_hold() -> None:
    rows = re.findall(
        r"^\| (.*?) \| (.*) \| (.*?) \|$", (ROOT / "docs" / "glossary.md").read_text("utf-8"), re.MULTILINE
    )
    terms = [term.lower() for term, _, _ in rows[1:]]
    assert terms == sorted(terms)
    assert not [meaning for _, meaning, _ in rows if len(re.findall(r"\. (?=[A-Z])", meaning)) > 1], (
        "two sentences at most"
    )
    columns = {column.name for table in TABLES for column in table.columns}
    told = {
        word for name in mediakit.__all__ for word in re.findall(r"``(\w+)``", getattr(mediakit, name).__doc__ or "")
    }
    known = columns | set(MEASURES) | set(KINDS) | set(mediakit.__all__) | told
    used = {word for _, _, place in rows for word in re.findall(r"`(\w+)(?:\(\))?`", place)}
    assert sorted(used - known) == []


GUARDIAN = {
    "response": {"status": "ok", "total": 1, "pages": 1, "currentPage": 1, "results": [{"webTitle": "Ferry returns"}]}
}
GDELT = {"articles": [{"url": "https://news.example/1", "title": "Ferry returns", "seendate": "20230502T100000Z"}]}


def answer(url: str) -> Answer:
    """Return what a made-up web answers at an address."""
    parts = urlsplit(url)
    if parts.path in ("/robots.txt", "/gone"):
        return Answer(url, 404, code="not_fetched", fault="the server answers with status 404")
    bodies = {
        "/feed.xml": test_feed_files.RSS.format(test_feed_files.ITEM).encode(),
        "/export.csv": b"title,text,date\nFerry returns,The ferry sails again.,2023-05-02\n",
        "/search": json.dumps(GUARDIAN).encode(),
        "/api/v2/doc/doc": json.dumps(GDELT).encode(),
    }
    return Answer(
        url, 200, "text/html", "utf-8", "2023-05-03T10:00:00+00:00", body=bodies.get(parts.path, test_web_page.page())
    )


WITH_EXAMPLES = [page for page in PAGES if re.search("^```(python|sh)$", (ROOT / page).read_text("utf-8"), re.M)]


@pytest.mark.parametrize("page", some_slow(WITH_EXAMPLES, ["docs/command-line.md"]))
def test_the_examples_of_a_page_run(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GUARDIAN_API_KEY", "made-up")
    monkeypatch.setattr(client.Client, "_once", lambda self, url, secret, busy=None: answer(url))
    monkeypatch.setattr(client.Client, "_pause", lambda self, host: None)
    (tmp_path / "data").symlink_to(ROOT / "data")
    with warnings.catch_warnings():
        warnings.simplefilter("error", FutureWarning)
        assert run_page((ROOT / page).read_text("utf-8"), tmp_path)
