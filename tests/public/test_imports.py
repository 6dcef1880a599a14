"""Importing mediakit is light, and the whole library imports without network and without nltk's data."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

HEAVY = ("dask", "feedparser", "lxml", "matplotlib", "nltk", "numpy", "pandas", "pyarrow", "trafilatura")
IMPORT_ALL = """
import importlib, pkgutil, socket
import nltk.data

def refuse(*args, **kwargs):
    raise AssertionError("the import reached for the network")

socket.socket.connect = socket.getaddrinfo = refuse
nltk.data.path[:] = [{folder!r}]
import mediakit
for module in pkgutil.walk_packages(mediakit.__path__, "mediakit."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
for name in mediakit.__all__:
    getattr(mediakit, name)
"""


def run_python(code: str, **settings: str) -> str:
    """Return what a fresh interpreter prints, failing with its traceback."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=os.environ | settings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_import_mediakit_loads_no_heavy_package() -> None:
    loaded = run_python(f"import sys, mediakit; print(*[name for name in {HEAVY} if name in sys.modules])")
    assert loaded.split() == []


def test_the_whole_library_imports_offline_without_nltk_data(tmp_path: Path) -> None:
    run_python(IMPORT_ALL.format(folder=str(tmp_path)), NLTK_DATA=str(tmp_path))


def test_public_names_are_not_hidden_by_modules() -> None:
    modules = "{m.name for m in pkgutil.iter_modules(mediakit.__path__)}"
    code = f"import pkgutil, mediakit; print(*{modules} & set(mediakit.__all__))"
    assert run_python(code).split() == []
