"""Names of languages, as sources write them, to ISO 639-1 codes."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from mediakit.read.values.data_files import read_data


@cache
def _codes() -> dict[str, str]:
    data = read_data("values/languages")
    return {name: code for code, names in data.items() for name in [code, *names.split("|")]}


@lru_cache(maxsize=4096)
def language_code(name: str) -> str:
    """Return the ISO 639-1 code of a language given by name or code; an unknown one as it came.

    Examples
    --------
    >>> language_code("Hungarian"), language_code("en-GB"), language_code("Klingon")
    ('hu', 'en', 'Klingon')
    """
    plain = name.strip().lower()
    codes = _codes()
    if plain in codes:
        return codes[plain]
    first = re.split(r"[-_;,/ (（]", plain, maxsplit=1)[0]
    return codes.get(first, name.strip())
