"""The chart font: Open Sans, semi-condensed, cut once into the user's cache and registered by file."""

from __future__ import annotations

import hashlib
import logging
import os
import string
import sys
import tempfile
import unicodedata
import zlib
from collections.abc import Callable
from functools import cache
from importlib import metadata, resources
from io import BytesIO
from pathlib import Path

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font, LoadFlags

FAMILY = "Open Sans SemiCondensed"
FALLBACK = "DejaVu Sans"
WEIGHTS = {400: "Regular", 600: "SemiBold"}
_WIDTH = 87.5
_PACKAGE = "fontpkg-open-sans"
_KEPT = {"hinting": False, "layout_features": ["kern", "mark", "mkmk", "ccmp", "locl"]}
# What charts are written with; and the tables that hold nothing a browser needs once the font is down to these.
_COMMON = string.ascii_letters + string.digits + " \N{NO-BREAK SPACE}.,:;()'\"%-–−—’‘“”·?!&/+=<>…"
_NEEDLESS = ["GDEF", "GPOS", "GSUB", "STAT", "gasp"]
_RANGES = ((0x20, 0x52F), (0x1E00, 0x1FFF), (0x2000, 0x206F), (0x2070, 0x20BF), (0x2100, 0x22FF), (0xFB00, 0xFB04))


def cache_folder() -> Path:
    """Return the folder for files that may be made again: the platform's own, or ``XDG_CACHE_HOME``."""
    chosen = os.environ.get("XDG_CACHE_HOME", "")
    if chosen and Path(chosen).is_absolute():
        return Path(chosen) / "mediakit"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "mediakit" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "mediakit"
    return Path.home() / ".cache" / "mediakit"


def cut(weight: int) -> bytes:
    """Return one static cut of Open Sans at width 87.5 as a TrueType file, the same bytes each time.

    Parameters
    ----------
    weight : int
        400 (Regular) or 600 (SemiBold).
    """
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    file = resources.files("fontpkg_open_sans") / "files" / "OpenSans[wdth,wght].ttf"
    with resources.as_file(file) as path:
        font = TTFont(path, recalcTimestamp=False)
    instancer.instantiateVariableFont(font, {"wdth": _WIDTH, "wght": weight}, inplace=True)
    style = WEIGHTS[weight]
    names = {1: FAMILY, 2: style, 4: f"{FAMILY} {style}", 6: f"OpenSansSemiCondensed-{style}", 16: FAMILY, 17: style}
    for key, value in names.items():
        font["name"].setName(value, key, 3, 1, 0x409)
    options = subset.Options(recalc_timestamp=False, **_KEPT)
    options.name_IDs = ["*"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for first, last in _RANGES for code in range(first, last + 1)])
    cutter.subset(font)
    held = BytesIO()
    font.save(held)
    return held.getvalue()


def _store(folder: Path, name: str, data: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        os.replace(temporary, folder / name)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
    return folder / name


@cache
def _own_folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="mediakit-fonts-")


def _kept(name: str, make: Callable[[], bytes]) -> Path:
    """Return a file of the cache folder, or of a folder of this process where that cannot be written."""
    try:
        kept = cache_folder() / name
        if kept.is_file():
            return kept
    except (OSError, RuntimeError):
        pass
    data = make()
    try:
        return _store(cache_folder(), name, data)
    except (OSError, RuntimeError):
        return _store(Path(_own_folder().name), name, data)


def _name(weight: int, *recipe: object) -> str:
    """Return a file name that changes with the packages that make the file, and with the recipe."""
    makers = metadata.version("fonttools"), zlib.ZLIB_RUNTIME_VERSION
    digest = hashlib.blake2b(repr((_WIDTH, _RANGES, _KEPT, *makers, *recipe)).encode(), digest_size=4).hexdigest()
    return f"OpenSansSemiCondensed-{metadata.version(_PACKAGE)}-{digest}-{weight}"


def _cut_file(weight: int) -> Path:
    return _kept(f"{_name(weight)}.ttf", lambda: cut(weight))


@cache
def register() -> bool:
    """Make the chart font known to matplotlib, once a process; False when only DejaVu Sans can be used.

    The cuts are kept in the cache folder, or in a folder of this process where that cannot be written.
    """
    # DejaVu Sans has no semibold; matplotlib would say so again for every single text.
    logging.getLogger("matplotlib.font_manager").addFilter(_is_news)
    try:
        for weight in WEIGHTS:
            font_manager.fontManager.addfont(str(_cut_file(weight)))
    except Exception:
        return False
    return True


def _is_news(record: logging.LogRecord) -> bool:
    message = record.getMessage()
    return "Failed to find font weight" not in message and not (FAMILY in message and "not found" in message)


@cache
def _code_points() -> frozenset[int]:
    register()
    found: set[int] = set()
    for family in (FAMILY, FALLBACK):
        try:
            path = font_manager.findfont(family, fallback_to_default=False)
        except ValueError:
            continue
        found |= set(font_manager.get_font(path).get_charmap())
    return frozenset(found)


def missing(text: str) -> str:
    """Return the characters of a text that neither chart font holds, each once, in order of appearance.

    Examples
    --------
    >>> missing("Київ, Αθήνα, 北京")
    '北京'
    """
    return "".join(dict.fromkeys(c for c in text if not c.isspace() and ord(c) not in _code_points()))


@cache
def _ruler(weight: int) -> FT2Font | None:
    return FT2Font(str(_cut_file(weight))) if register() else None


@cache
def advance(letter: str, weight: int) -> float | None:
    """Return how far a letter moves the pen, in ems: the chart font has no kerning, so widths are sums of these.

    Parameters
    ----------
    letter : str
        One character.
    weight : int
        400 or 600.

    Returns
    -------
    float or None
        Nothing for letters that the chart font lacks, and for marks that join the letter before them.

    Examples
    --------
    >>> advance("北", 400) is None and advance("\N{COMBINING ACUTE ACCENT}", 400) is None
    True
    """
    font = _ruler(weight)
    if font is None or unicodedata.category(letter)[0] in "MC" or not font.get_char_index(ord(letter)):
        return None
    return font.load_char(ord(letter), flags=LoadFlags.NO_SCALE).horiAdvance / font.units_per_EM


@cache
def web_font(weight: int, characters: str) -> bytes:
    """Return a WOFF file of one cut that holds the common letters and the given characters.

    Most figures ask for common letters only: they share one file, which is kept beside the cut.

    Parameters
    ----------
    weight : int
        400 or 600.
    characters : str
        What is written in that weight, in any order.

    Returns
    -------
    bytes
        Empty when the font is not there.

    Examples
    --------
    >>> web_font(400, "Daily Lantern") == web_font(400, "Kvarken Post")
    True
    """
    if not register():
        return b""
    more = "".join(sorted(set(characters) - set(_COMMON)))
    if more:
        return _subset(weight, _COMMON + more)
    return _kept(f"{_name(weight, _COMMON, _NEEDLESS)}.woff", lambda: _subset(weight, _COMMON)).read_bytes()


def _subset(weight: int, characters: str) -> bytes:
    from fontTools import subset
    from fontTools.ttLib import TTFont

    font = TTFont(_cut_file(weight), recalcTimestamp=False)
    options = subset.Options(recalc_timestamp=False, hinting=False, layout_features=[])
    options.drop_tables += _NEEDLESS
    cutter = subset.Subsetter(options)
    cutter.populate(text=characters)
    cutter.subset(font)
    font.flavor = "woff"
    held = BytesIO()
    font.save(held)
    return held.getvalue()
