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
# So many squares of four pixels make an area; a dot of five points has over a hundred of them at 200 dpi.
_SQUARES = 16
# Edges take up an eighth of a chart at most. Where such colours fill more, they are a shading, and steps would show.
_EDGES = 0.25


def encode_png(pixels: NDArray[np.uint8], *, dpi: int, facts: Mapping[str, str]) -> bytes:
    """Return a picture as a PNG file; the same picture gives the same bytes.

    White and every colour that fills areas, or lines at least two pixels thick, stay exact. Those that only smooth the
    edges of letters and shapes may move by up to 8 of 255. A picture is written as it is when it then still has
    over 256 colours, when the colours of edges fill over a quarter of it, or when its ground shows through.

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
    """Return the picture with a palette, or nothing where that would show."""
    colours = np.ascontiguousarray(pixels).view(np.uint32)[..., 0]  # four bytes read as one number
    left, above = np.zeros((2, *colours.shape), dtype=bool)
    left[:, 1:] = colours[:, 1:] == colours[:, :-1]
    above[1:] = colours[1:] == colours[:-1]
    # A pixel that ends a square of four equal ones lies in an area; smoothed edges hardly ever make such squares.
    square = left & above
    square[:, 1:] &= above[:, :-1]
    # A chart is made of runs of one colour, so it is enough to sort the first pixel of each.
    starts = np.flatnonzero(~left)
    lengths = np.diff(starts, append=left.size)
    distinct, which = np.unique(colours.ravel()[starts], return_inverse=True)
    squares = np.bincount(which, weights=np.add.reduceat(square.ravel(), starts, dtype=np.intp))
    exact = squares >= _SQUARES
    channels = distinct.view(np.uint8).reshape(-1, 4).astype(np.intp)
    rounded = (channels + _STEP // 2) // _STEP * _STEP
    near = np.where(exact[:, None], channels, rounded)
    entries, place = np.unique(near[:, 0] << 16 | near[:, 1] << 8 | near[:, 2], return_inverse=True)
    on_edges = lengths[~exact[which]].sum()
    if len(entries) > 256 or on_edges > _EDGES * left.size or channels[:, 3].min() < 255:
        return None
    picture = Image.fromarray(np.repeat(place.astype(np.uint8)[which], lengths).reshape(colours.shape))
    picture.putpalette((entries[:, None] >> (16, 8, 0) & 255).ravel().tolist())
    return picture
