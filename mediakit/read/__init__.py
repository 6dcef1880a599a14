"""Reading: any export an analyst has becomes ARTICLES, and whatever was not read stands in PROBLEMS.

``read_articles`` recognises the format by itself; every format also has a reader of its own, such as ``read_csv``.
Each is loaded on first use.
"""

from __future__ import annotations

from typing import Any

from mediakit.read.formats import FORMATS

__all__ = sorted(["read_articles", "sniff", *(f"read_{entry.name}" for entry in FORMATS)])


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from mediakit.read import articles, sniffing

    if name == "sniff":
        return sniffing.sniff
    return articles.read_articles if name == "read_articles" else articles.reader_of(name.removeprefix("read_"))


def __dir__() -> list[str]:
    return [*globals(), *__all__]
