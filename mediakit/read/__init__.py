"""Reading: any export an analyst has becomes ARTICLES, and whatever was not read stands in PROBLEMS.

``read_articles`` recognises the format by itself; every format also has a reader of its own, such as ``read_csv``.
Each is loaded on first use.
"""

from __future__ import annotations

import importlib
from typing import Any

from mediakit.read.formats import FORMATS

_HOME = {"read_articles": "articles", "sniff": "sniffing"} | {f"read_{entry.name}": entry.module for entry in FORMATS}
__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]
