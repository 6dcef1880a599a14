"""Data files of the readers: field maps, names of months, words of page furniture."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def read_data(name: str) -> dict[str, Any]:
    """Return one data file of the readers, such as ``values/dates``.

    Examples
    --------
    >>> sorted(read_data("values/dates"))
    ['months', 'places', 'weekdays', 'words', 'zones']
    """
    return tomllib.loads(files("mediakit").joinpath("resources", "read", f"{name}.toml").read_text("utf-8"))
