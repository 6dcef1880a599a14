"""The chart font: Open Sans, semi-condensed, cut once into the user's cache and registered by file."""

from __future__ import annotations

import hashlib
import logging
import os
import sys
import tempfile
from functools import cache
from importlib import metadata, resources
from io import BytesIO
from pathlib import Path

from matplotlib import font_manager

FAMILY = "Open Sans SemiCondensed"
FALLBACK = "DejaVu Sans"
WEIGHTS = {400: "Regular", 600: "SemiBold"}
_WIDTH = 87.5
_PACKAGE = "fontpkg-open-sans"
_KEPT = {"hinting": False, "layout_features": ["kern", "mark", "mkmk", "ccmp", "locl"]}
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


def _cut_file(weight: int) -> Path:
    """Return the kept cut, made anew when the package or the recipe has changed."""
    recipe = hashlib.blake2b(repr((_WIDTH, _RANGES, _KEPT)).encode(), digest_size=4).hexdigest()
    name = f"OpenSansSemiCondensed-{metadata.version(_PACKAGE)}-{recipe}-{weight}.ttf"
    try:
        kept = cache_folder() / name
        if kept.is_file():
            return kept
    except (OSError, RuntimeError):
        pass
    data = cut(weight)
    try:
        return _store(cache_folder(), name, data)
    except (OSError, RuntimeError):
        return _store(Path(_own_folder().name), name, data)


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
def web_font(weight: int, characters: str) -> bytes:
    """Return a WOFF file of one cut that holds only the given characters; empty when the font is not there."""
    if not register():
        return b""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    font = TTFont(_cut_file(weight), recalcTimestamp=False)
    cutter = subset.Subsetter(subset.Options(recalc_timestamp=False, hinting=False, layout_features=["kern"]))
    cutter.populate(text=characters)
    cutter.subset(font)
    font.flavor = "woff"
    held = BytesIO()
    font.save(held)
    return held.getvalue()
