from __future__ import annotations

from io import BytesIO

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from numpy.typing import NDArray
from PIL import Image

from mediakit.charts.corpus import plot_corpus
from mediakit.charts.coverage import plot_coverage
from mediakit.charts.drawing.layout import chart_style
from mediakit.charts.frames import plot_frames
from mediakit.charts.trend import plot_trend
from mediakit.export.figure import render_png
from mediakit.export.png import encode_png
from tests.charts import estimates as made
from tests.conftest import some_slow

FRAMES = ("Security", "Costs", "Democracy", "Escalation", "Neutrality")


def corpus() -> pd.DataFrame:
    periods = pd.date_range("2021-01-01", periods=14, freq="MS")
    rows = [
        (name, period, 7 * i % 23)
        for i, (name, period) in enumerate(pd.MultiIndex.from_product([made.names(6), periods]))
    ]
    return pd.DataFrame(rows, columns=["outlet", "period", "n_articles"])


CHARTS = {
    "frames": lambda **given: plot_frames(made.by_outlet(12, measure="frame_salience", labels=FRAMES), **given),
    "coverage": lambda **given: plot_coverage(
        made.over_time(40), events=made.events(("2022-02-24", "Invasion")), **given
    ),
    "trend": lambda **given: plot_trend(made.over_time(20, outlets=made.names(5)), **given),
    "corpus": lambda **given: plot_corpus(corpus(), **given),
}


def opened(png: bytes) -> tuple[str, NDArray[np.int_]]:
    """Return the mode of a PNG and its red, green, blue and opacity."""
    with Image.open(BytesIO(png)) as picture:
        return picture.mode, np.asarray(picture.convert("RGBA")).astype(int)


def drawn(ax: Axes, dpi: int) -> NDArray[np.int_]:
    """Return what matplotlib's own PNG shows."""
    held = BytesIO()
    with chart_style():
        ax.figure.savefig(held, format="png", dpi=dpi)
    return opened(held.getvalue())[1]


@pytest.mark.parametrize("width", some_slow(made.WIDTHS, ["web"]))
@pytest.mark.parametrize("name", CHARTS)
def test_white_and_areas_stay_and_no_edge_moves_visibly(name: str, width: str) -> None:
    ax = CHARTS[name](width=width)
    before = drawn(ax, 200)
    mode, after = opened(render_png(ax, dpi=200))
    assert mode == "P" and after.shape == before.shape
    moved = np.abs(after - before).max(axis=2)
    assert moved.max() <= 8
    assert moved[(before == 255).all(axis=2)].max() == 0
    alike = [(before[1:, 1:] == other).all(axis=2) for other in (before[:-1, 1:], before[1:, :-1], before[:-1, :-1])]
    areas = np.logical_and.reduce(alike)
    assert areas.mean() > 0.8 and (moved[1:, 1:][areas] > 0).mean() < 1e-4


def picture(red: object, green: object, blue: object) -> NDArray[np.uint8]:
    """Return 256 by 256 pixels of these values of the channels."""
    return np.stack(np.broadcast_arrays(red, green, blue, np.full((256, 256), 255)), -1).astype(np.uint8)


RAMP = np.arange(256)


@pytest.mark.parametrize(
    "pixels",
    [picture(RAMP, RAMP[:, None], RAMP ^ RAMP[:, None]), picture(RAMP, RAMP[:, None], 90)],
    ids=["too many colours", "shading"],
)
def test_pictures_that_are_no_charts_are_written_as_they_are(pixels: NDArray[np.uint8]) -> None:
    assert np.array_equal(opened(encode_png(pixels, dpi=300, facts={}))[1], pixels)


def test_ground_that_shows_through_stays_so() -> None:
    pixels = np.full((30, 40, 4), 255, np.uint8)
    pixels[:10] = (20, 40, 60, 128)
    assert np.array_equal(opened(encode_png(pixels, dpi=300, facts={}))[1], pixels)


def test_palette_holds_every_colour_there_is_room_for() -> None:
    pixels = picture(RAMP, 255, 255).repeat(2, axis=1)
    mode, after = opened(encode_png(pixels, dpi=300, facts={}))
    assert mode == "P" and np.array_equal(after, pixels)


def test_thin_line_of_its_own_colour_keeps_it() -> None:
    pixels = picture(255, 255, 255)
    pixels[40:70, 100:102] = (222, 180, 176, 255)
    pixels[40:70, [99, 102]] = (246, 233, 231, 255)
    _, after = opened(encode_png(pixels, dpi=300, facts={}))
    assert np.array_equal(after[:, 100:102], pixels[:, 100:102]) and tuple(after[50, 99]) == (238, 238, 238, 255)


def test_notes_and_size_in_print_are_in_the_file() -> None:
    facts = {"Title": "Київ & Co", "Description": "Dots."}
    with Image.open(BytesIO(encode_png(np.zeros((9, 7, 4), np.uint8), dpi=300, facts=facts))) as picture:
        assert {key: picture.info[key] for key in facts} == facts
        assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.1)
