from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from mediakit.charts.drawing import fonts
from mediakit.charts.drawing.typeset import width_of


def test_cuts_are_static_named_and_the_same_each_time() -> None:
    data = fonts.cut(600)
    font = TTFont(BytesIO(data))
    assert "fvar" not in font and font["OS/2"].usWeightClass == 600
    assert font["name"].getDebugName(16) == fonts.FAMILY
    assert {ord("Ж"), ord("ї"), ord("Ω"), ord("ğ"), ord("–"), ord("“")} <= set(font.getBestCmap())
    assert data == fonts.cut(600) and len(data) < 110_000


@pytest.mark.parametrize("blocked", [False, True])
def test_cuts_are_kept_in_the_cache_or_in_a_folder_of_the_process(tmp_path: Path, blocked: bool) -> None:
    folder = tmp_path / "cache"
    if blocked:
        folder.write_text("a file where the folder should be")
    code = (
        "from mediakit.charts.drawing import fonts; from matplotlib import font_manager as fm; assert fonts.register();"
        "print(fm.findfont(fm.FontProperties(family=fonts.FAMILY, weight=600), fallback_to_default=False))"
    )
    environment = {"XDG_CACHE_HOME": str(folder), "MPLCONFIGDIR": str(tmp_path), "PATH": ""}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert (Path(folder) / "mediakit" in Path(done.stdout.strip()).parents) is not blocked
    assert "-600.ttf" in done.stdout


def test_without_the_package_charts_fall_back(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['fontpkg_open_sans'] = None; from tests.charts import estimates as made;"
        "from mediakit.charts.comparison import plot_comparison; from mediakit.charts.drawing import fonts;"
        "made.check_layout(plot_comparison(made.by_outlet(4), width='a4-column')); print(fonts.register())"
    )
    environment = {"XDG_CACHE_HOME": str(tmp_path), "MPLCONFIGDIR": str(tmp_path), "PATH": "", "MPLBACKEND": "agg"}
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True, cwd=root
    )
    assert done.stdout.strip() == "False" and "findfont" not in done.stderr


def test_web_font_holds_what_was_asked_and_little_else() -> None:
    data = fonts.web_font(400, "Wöchentlich")
    font = TTFont(BytesIO(data))
    assert {ord(c) for c in "Wöchentlich"} <= set(font.getBestCmap()) and len(data) < 8000
    assert "GPOS" not in font and ord("Ж") not in font.getBestCmap()


def test_common_web_font_is_shared_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    common = fonts.web_font(600, "Daily Lantern, 2022–2023: 45%")
    assert fonts.web_font(600, "Kvarken Post") == common and len(common) < 7500
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    fonts.web_font.cache_clear()
    assert fonts.web_font(600, "Kvarken Post") == common
    assert [p.read_bytes() for p in tmp_path.rglob("*.woff")] == [common]


@pytest.mark.parametrize("weight", fonts.WEIGHTS)
@pytest.mark.parametrize(
    "line",
    [
        "Share of articles that name it at least once, 45% (40–51)",
        "AVATAR To Yes W.A. fi ffl “Ta.”",
        "Вечірній вісник, Εφημερίδα, žluťoučký",
        "e\N{COMBINING ACUTE ACCENT}te\N{COMBINING ACUTE ACCENT}, soft\N{SOFT HYPHEN}ly",
        "العربية and עברית",
        " a  b ",
        "",
    ],
)
def test_widths_are_those_that_freetype_lays_out(line: str, weight: int) -> None:
    style = FontProperties(family=[fonts.FAMILY, fonts.FALLBACK], size=8, weight=weight)
    laid_out = TextToPath().get_text_width_height_descent(line, style, False)[0] if line else 0
    # One per cent is added on purpose, so that nothing that just fits is cut in print.
    assert width_of(line, 8, weight) == pytest.approx(1.01 * laid_out, rel=0.001)
