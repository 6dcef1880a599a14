"""What show() puts below a cell, and what it prints where there is no notebook."""

from __future__ import annotations

import base64
import re
from io import BytesIO
from typing import Any

import IPython
import IPython.display
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.axes import Axes
from PIL import Image

import mediakit
from mediakit.charts.corpus import plot_corpus
from mediakit.export.show import MOST_ROWS

Shown = list[tuple[dict[str, Any], dict[str, Any]]]


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    """Return what a notebook would be given, which is empty at first."""
    kept: Shown = []

    def keep(data: dict[str, Any], *, metadata: dict[str, Any], raw: bool) -> None:
        assert raw
        kept.append((data, metadata))

    monkeypatch.setattr(IPython, "get_ipython", object)
    monkeypatch.setattr(IPython.display, "display", keep)
    return kept


@pytest.fixture
def ax() -> Axes:
    """Return a chart; drawn before a test begins, since pyplot asks for the notebook as well."""
    return plot_corpus(pd.DataFrame({"outlet": ["Ny & Tid"], "period": ["2022-05-01"], "n_articles": [12]}))


def cells(page: str, tag: str = "td") -> list[tuple[str, str]]:
    """Return side and text of every cell."""
    return re.findall(rf'<{tag} style="text-align:(\w+);[^>]*>(.*?)</{tag}>', page)


def test_a_table_has_text_on_the_left_and_numbers_on_the_right(shown: Shown) -> None:
    table = pd.DataFrame({"outlet": ["A <b>"], "n": [1204], "share": [-0.4167], "said": [True]}, index=[17])
    mediakit.show(table)
    ((data, about),) = shown
    assert cells(data["text/html"], "th") == [("left", "outlet"), ("right", "n"), ("right", "share"), ("left", "said")]
    assert cells(data["text/html"]) == [
        ("left", "A &lt;b&gt;"),
        ("right", "1,204"),
        ("right", "−0.42"),
        ("left", "yes"),
    ]
    assert "width:100%" in data["text/html"]
    assert data["text/plain"].splitlines() == ["outlet      n  share  said", "A <b>   1,204  −0.42  yes"]
    assert about == {}


def test_names_stay_on_one_line_and_long_texts_give_way(shown: Shown) -> None:
    mediakit.show(pd.DataFrame({"outlet": ["The Northgate Courier"], "title": ["A ferry for all, and all year round"]}))
    ((data, _),) = shown
    name, title = re.findall(r'<td style="([^"]*)"', data["text/html"])
    assert "nowrap" in name and "nowrap" not in title


def test_a_day_has_no_time_and_a_time_has_no_zone(capsys: pytest.CaptureFixture[str]) -> None:
    day = pd.Timestamp("2022-05-09", tz="UTC")
    mediakit.show(pd.DataFrame({"day": [day, pd.NaT], "time": [day, day + pd.Timedelta(minutes=610)]}))
    assert capsys.readouterr().out.splitlines() == [
        "day         time",
        "2022-05-09  2022-05-09 00:00",
        "            2022-05-09 10:10",
    ]


@pytest.mark.parametrize(
    ("table", "printed"),
    [
        (pd.DataFrame({"n": [5, 6]}, index=[30, 4]), ["n", "5", "6"]),
        (pd.DataFrame({"n": [5]}, index=pd.Index(["B"], name="outlet")), ["outlet  n", "B       5"]),
        (pd.DataFrame({"n": [5]}, index=["mean"]), ["      n", "mean  5"]),
        (
            pd.DataFrame({"n": [5]}, index=pd.MultiIndex.from_tuples([("B", 2)], names=["n", "k"])),
            ["n  k  n", "B  2  5"],
        ),
        (pd.DataFrame([[5]], columns=pd.MultiIndex.from_tuples([("n", "sum")])), ["n sum", "    5"]),
        (pd.DataFrame({"p": [0.00002, 0.5]}), ["    p", "<.001", " .500"]),
        (
            pd.DataFrame({"estimate": [0.0123], "conf_low": [-0.16], "size": [0.0123]}),
            ["estimate  conf_low   size", "    0.01     −0.16  0.012"],
        ),
        (pd.DataFrame({"code": []}, dtype=str), ["code", "no rows"]),
        (pd.DataFrame({"text": ["one\n\ntwo " + "x" * 80]}), ["text", "one two " + "x" * 51 + "…"]),
    ],
)
def test_what_a_table_prints(table: pd.DataFrame, printed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    before = table.copy()
    mediakit.show(table)
    assert capsys.readouterr().out.splitlines() == printed
    pd.testing.assert_frame_equal(table, before)


def test_of_a_long_table_the_first_rows_are_shown_and_the_rest_is_counted(shown: Shown) -> None:
    mediakit.show(pd.DataFrame({"n": range(MOST_ROWS + 1)}))
    mediakit.show(pd.DataFrame({"n": range(MOST_ROWS)}))
    longer, whole = (data for data, _ in shown)
    assert len(cells(longer["text/html"])) == len(cells(whole["text/html"])) == MOST_ROWS
    assert longer["text/html"].endswith("<p>… and 1 more row</p></div>")
    assert longer["text/plain"].splitlines()[-2:] == ["59", "… and 1 more row"]
    assert "<p>" not in whole["text/html"] and whole["text/plain"].endswith("59")


def test_a_chart_has_its_alternative_text_and_twice_the_pixels(ax: Axes, shown: Shown) -> None:
    mediakit.show(ax)
    ((data, about),) = shown
    alt, width = mediakit.alt_text(ax), about["image/png"]["width"]
    with Image.open(BytesIO(base64.b64decode(data["image/png"]))) as picture:
        assert abs(picture.width - 2 * width) <= 1
    assert data["text/plain"] == about["image/png"]["alt"] == alt
    assert (
        f'<img alt="{alt.replace("&", "&amp;")}" src="data:image/png;base64,{data["image/png"]}" width="{width}"'
        in (data["text/html"])
    )
    assert not plt.fignum_exists(ax.figure.number), "a figure that stays open is shown by the notebook once more"


def test_any_figure_is_described_by_what_it_holds(ax: Axes, capsys: pytest.CaptureFixture[str]) -> None:
    plain, (left, _) = plt.subplots(ncols=2)
    for thing in (ax, ax.figure, plain):
        mediakit.show(thing)
    left.set_title("Rain")
    plain.suptitle("Weather.")
    mediakit.show(plain)
    alt = mediakit.alt_text(ax)
    assert capsys.readouterr().out.splitlines() == [alt, alt, "Figure without a title", "Weather. Rain"]
    assert plt.fignum_exists(plain.number), "outside notebooks the figure has not been seen yet"
    plt.close("all")


def test_anything_else_is_refused() -> None:
    with pytest.raises(mediakit.OptionError, match=r"takes a table, a chart or a figure, got list\. Pass a DataFrame"):
        mediakit.show([1])  # type: ignore[arg-type]
