from __future__ import annotations

import os
from pathlib import Path
from xml.etree import ElementTree

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.image import imread
from PIL import Image

from mediakit.charts.comparison import plot_comparison
from mediakit.charts.coverage import plot_coverage
from mediakit.charts.record import alt_text, chart_title
from mediakit.errors import OptionError, SourceError
from mediakit.export.figure import export_figure
from tests.charts import estimates as made

SVG = "{http://www.w3.org/2000/svg}"


def test_same_chart_same_bytes_and_settings_stay(tmp_path: Path) -> None:
    settings = mpl.rcParams.copy()
    written = []
    for name in ("one", "two"):
        ax = plot_coverage(made.over_time(20), events=made.events(("2022-02-24", "Invasion")))
        files = export_figure(ax, tmp_path / name / "share", formats=["png", "svg", "pdf"])
        written.append([file.read_bytes() for file in files])
        assert [file.name for file in files] == ["share.png", "share.svg", "share.pdf", "share.csv"]
        assert sorted(p.name for p in (tmp_path / name).iterdir()) == sorted(file.name for file in files)
    assert written[0] == written[1] and mpl.rcParams == settings


def test_png_has_its_size_title_and_alternative_text(tmp_path: Path) -> None:
    ax = plot_comparison(made.by_outlet(["Київ & Co", "Daily Lantern"]), width="a4-column")
    (file, _) = export_figure(ax, tmp_path / "share.png")
    with Image.open(file) as picture:
        assert picture.width == pytest.approx(8 / 2.54 * 300, abs=1)
        assert picture.info["Title"] == chart_title(ax) and picture.info["Description"] == alt_text(ax)
    assert imread(file)[..., 3].min() == 1, "the background is white, not transparent"


def test_svg_keeps_text_and_carries_title_description_and_font(tmp_path: Path) -> None:
    ax = plot_comparison(made.by_outlet(["Київ <&> Co", "Daily Lantern"]))
    (file, _) = export_figure(ax, tmp_path / "share", formats=["svg"])
    root = ElementTree.parse(file).getroot()
    assert root.get("role") == "img"
    title, text = (root.find(SVG + name) for name in ("title", "desc"))
    assert title is not None and text is not None
    assert (title.text, text.text) == (chart_title(ax), alt_text(ax))
    assert root.get("aria-labelledby") == f"{title.get('id')} {text.get('id')}"
    words = ["".join(t.itertext()) for t in root.iter(SVG + "text")]
    assert "Київ <&> Co" in words and chart_title(ax) in words
    fonts = "".join(s.text or "" for s in root.iter(SVG + "style"))
    assert fonts.count("@font-face") == 2 and "data:font/woff;base64," in fonts
    assert len(list(root.iter(SVG + "title"))) == 1


def test_csv_is_the_plotted_table_or_the_one_given(tmp_path: Path) -> None:
    table = made.by_outlet(["Daily Lantern", "Київ"], values=[0.1, 0.3])
    ax = plot_comparison(table)
    file = export_figure(ax, tmp_path / "a.v2", formats=["svg"])[-1]
    assert file.name == "a.v2.csv" and file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert pd.read_csv(file)["outlet"].tolist() == ["Київ", "Daily Lantern"]
    file = export_figure(ax, tmp_path / "b.svg", table=table[["outlet", "estimate"]])[-1]
    assert pd.read_csv(file).columns.tolist() == ["outlet", "estimate"]


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "share.svg").write_text("old")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(SourceError, match="cannot write the figure: Permission denied"):
        export_figure(plot_comparison(made.by_outlet(2)), tmp_path / "share.svg")
    assert [p.name for p in tmp_path.iterdir()] == ["share.svg"] and (tmp_path / "share.svg").read_text() == "old"


def test_faults_say_what_is_expected(tmp_path: Path) -> None:
    ax = plot_comparison(made.by_outlet(2))
    with pytest.raises(OptionError, match="formats must be some of 'png', 'svg', 'pdf'"):
        export_figure(ax, tmp_path / "x", formats=["gif"])
    with pytest.raises(OptionError, match="must be a list"):
        export_figure(ax, tmp_path / "x", formats="png")
    with pytest.raises(OptionError, match="mediakit plot function"):
        export_figure(plt.figure().add_subplot(), tmp_path / "x")
    (tmp_path / "file").write_text("")
    with pytest.raises(SourceError, match="cannot write the figure"):
        export_figure(ax, tmp_path / "file" / "x", formats=["svg"])
