"""Pictures as PNG files, with a palette where nobody would see the difference."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.PngImagePlugin import PngInfo

# Sixteen even levels of a channel, black and white among them, so that no value moves by more than eight.
_STEP = 17
_AREA = 0.001
# Edges took up at most 0.09 of the charts measured. Where rare colours fill more, they are a shading, and steps show.
_EDGES = 0.25


def encode_png(pixels: NDArray[np.uint8], *, dpi: int, facts: Mapping[str, str]) -> bytes:
    """Return a picture as a PNG file; the same picture gives the same bytes.

    White and every colour of at least a thousandth of the picture stay exact. Rarer ones, which smooth the edges of
    letters and lines, may move by up to 8 of 255. A picture is written as it is when it then still has over
    256 colours, when the rare ones fill over a quarter of it, or when its ground shows through.

    Parameters
    ----------
    pixels : array of uint8, shape (height, width, 4)
        Red, green, blue and opacity.
    dpi : int
        Dots an inch, for programs that print it.
    facts : mapping of str to str
        Notes such as the title, by PNG keyword.

    Examples
    --------
    >>> white = np.full((40, 50, 4), 255, np.uint8)
    >>> with Image.open(BytesIO(encode_png(white, dpi=300, facts={"Title": "Rain"}))) as picture:
    ...     picture.size, picture.mode, picture.info["Title"]
    ((50, 40), 'P', 'Rain')
    """
    notes, held = PngInfo(), BytesIO()
    for key, value in facts.items():
        notes.add_text(key, value)
    picture = _paletted(pixels) or Image.fromarray(pixels)
    picture.save(held, format="png", dpi=(dpi, dpi), pnginfo=notes)
    return held.getvalue()


def _paletted(pixels: NDArray[np.uint8]) -> Image.Image | None:
    """Return the picture with a palette, or nothing where 256 entries are too few."""
    # Four bytes read as one number; a chart is made of runs of one colour, so only the first pixel of each is sorted.
    colours = np.ascontiguousarray(pixels).view(np.uint32).ravel()
    starts = np.flatnonzero(np.append(True, colours[1:] != colours[:-1]))
    lengths = np.diff(starts, append=len(colours))
    distinct, which = np.unique(colours[starts], return_inverse=True)
    channels = distinct.view(np.uint8).reshape(-1, 4).astype(np.intp)
    areas = np.bincount(which, weights=lengths)
    exact = areas >= _AREA * len(colours)
    rounded = (channels + _STEP // 2) // _STEP * _STEP
    near = np.where(exact[:, None], channels, rounded)
    entries, place = np.unique(near[:, 0] << 16 | near[:, 1] << 8 | near[:, 2], return_inverse=True)
    if len(entries) > 256 or areas[~exact].sum() > _EDGES * len(colours) or channels[:, 3].min() < 255:
        return None
    indices = np.repeat(place.astype(np.uint8)[which], lengths)
    picture = Image.fromarray(indices.reshape(pixels.shape[:2]))
    picture.putpalette((entries[:, None] >> (16, 8, 0) & 255).ravel().tolist())
    return picture
