from __future__ import annotations

import math
import re

import pytest
from matplotlib.axes import Axes
from matplotlib.colors import same_color, to_hex
from matplotlib.patches import Rectangle

from mediakit.charts.drawing.palette import lightness
from mediakit.charts.record import alt_text, chart_title, plotted_table
from mediakit.charts.shift import plot_word_shift
from mediakit.tables import ARTICLES, build_table
from mediakit.words.word_shifts import word_shift
from tests.charts import estimates as made


def bars(ax: Axes) -> list[Rectangle]:
    return [p for p in ax.patches if isinstance(p, Rectangle) and p.get_gid() == "bar"]


def test_bars_and_intervals_stand_where_the_table_says() -> None:
    table = made.word_shift(8)
    ax = plot_word_shift(table)
    words = table.iloc[:-1]
    order = words.reindex(words["contribution"].abs().sort_values(ascending=False).index)
    kept = plotted_table(ax)
    assert kept["word"].tolist() == [*order["word"], "(other words)"]
    for bar, value in zip(bars(ax), kept["contribution"], strict=True):
        assert bar.get_x() == min(value, 0) and bar.get_width() == pytest.approx(abs(value))
    ends = [tuple(x) for x, _ in made.marks(ax, "interval")]
    assert ends == list(zip(kept["conf_low"], kept["conf_high"], strict=True))


def test_positive_and_negative_words_differ_in_grey() -> None:
    table = made.word_shift(6).assign(valence=[1.5, -2.0, 3.0, -1.0, 0.5, -0.5, math.nan])
    ax = plot_word_shift(table)
    valences = plotted_table(ax)["valence"].tolist()
    hollow = [same_color(bar.get_facecolor(), "white") for bar in bars(ax)]
    assert hollow == [not value > 0 for value in valences]
    assert [bar.get_hatch() is not None for bar in bars(ax)] == [math.isnan(value) for value in valences]
    filled = [lightness(to_hex(b.get_facecolor())) for b, value in zip(bars(ax), valences, strict=True) if value > 0]
    assert len(filled) == 3 and all(100 - light >= 20 for light in filled)
    assert any("hollow: negative" in text for text in made.written(ax))


def test_the_sum_of_all_words_stands_below_a_rule() -> None:
    table = made.word_shift(6)
    ax = plot_word_shift(table)
    words = made.written(ax)
    total = f"{table['contribution'].sum():+.2f}".replace("-", "−")
    assert {"Sum", "Other words", total} <= set(words)
    assert f"Sum: {total}." in alt_text(ax)


def test_valence_and_both_rates_stand_beside_the_bars_on_a_wide_page() -> None:
    table = made.word_shift(3)
    words = made.written(plot_word_shift(table))
    assert {"Points", "95% interval", "Valence", "Daily Lantern", "Granit Portal"} <= set(words)
    assert {f"{v:+.1f}".replace("-", "−") for v in table["valence"].dropna()} <= set(words)
    narrow = made.written(plot_word_shift(table, width="a4-column"))
    assert "Points" in narrow and not {"Valence", "95% interval", "Daily Lantern"} & set(narrow)
    long = made.written(plot_word_shift(made.word_shift(3, groups=made.LONG[:2])))
    assert {"a", "b"} <= set(long) and f"a: {made.LONG[0]}, b: {made.LONG[1]}." in " ".join(long)


def test_the_title_names_both_groups_and_both_sides_of_zero_are_named() -> None:
    ax = plot_word_shift(made.word_shift(3), names={"Granit Portal": "Portal", "good": "GOOD"})
    assert chart_title(ax) == "Words behind the difference in lexicon tone: Portal minus Daily Lantern"
    assert {"Portal more negative", "Portal more positive", "GOOD"} <= set(made.written(ax))
    assert "lexicon tone knows no negation" in " ".join(made.written(ax))


def test_without_intervals_the_bars_stay_and_the_foot_says_why() -> None:
    ax = plot_word_shift(made.word_shift(3, withheld=True))
    assert len(bars(ax)) == 4 and not made.marks(ax, "interval")
    assert "Throughout: interval withheld: Daily Lantern: 7 articles, needs 10." in made.written(ax)
    assert not any("thin lines" in text for text in made.written(ax))
    assert re.search(r"Most towards negative: “\w+” −[\d.]+ \(\d+ articles\)", alt_text(ax))


def test_what_word_shift_returns_is_drawn() -> None:
    texts = ("A good day, a strong hope.", "A bad war and a great loss.")
    rows = [{"article_id": f"a{i}", "outlet": "AB"[i % 2], "text": texts[i // 2 % 3 == i % 2]} for i in range(60)]
    shift = word_shift(build_table(ARTICLES, rows), by="outlet", top=3)
    ax = plot_word_shift(shift)
    assert plotted_table(ax)["word"].tolist() == shift["word"].tolist()
