from __future__ import annotations

import pytest
from matplotlib.patches import Rectangle

from mediakit.charts.drawing.palette import contrast
from mediakit.charts.frames import plot_frames
from mediakit.charts.record import alt_text
from mediakit.errors import TableError
from tests.charts import estimates as made

FRAMES = ("deterrence", "open_door", "escalation")


def test_each_cell_holds_its_number_and_withheld_ones_a_hatch() -> None:
    table = made.by_outlet(6, measure="frame_presence", labels=FRAMES)
    ax = plot_frames(table)
    cells = [p for p in ax.patches if p.get_gid() == "cell"]
    hatched = [p for p in ax.patches if p.get_gid() == "withheld"]
    assert len(cells) == table["estimate"].notna().sum() == len(ax.texts) and len(hatched) == 3
    assert sorted(t.get_text() for t in ax.texts) == sorted(f"{v * 100:.1f}" for v in table["estimate"].dropna())
    assert all(p.get_hatch() for p in hatched)
    assert "Withheld: 3 of 18 cells." in alt_text(ax)


def test_rows_by_articles_columns_by_value_whole_last() -> None:
    rows = [
        made.row("frame_presence", f, v, n, outlet=o)
        for o, n in (("A1", 50), ("B2", 90), ("All outlets", 140))
        for f, v in zip(FRAMES, (0.1, 0.3, 0.2), strict=True)
    ]
    ax = plot_frames(made.table(rows), names={"open_door": "Door"})
    words = made.written(ax)
    assert [w for w in words if w in ("A1", "B2", "All outlets")] == ["B2", "A1", "All outlets"]
    assert [w for w in words if w in ("Door", "Escalation", "Deterrence")] == ["Door", "Escalation", "Deterrence"]
    assert [t.get_text() for t in ax.texts][:3] == ["30", "20", "10"]
    assert {"50", "90", "140"} <= set(words)


def test_numbers_can_be_read_on_every_shade() -> None:
    ax = plot_frames(made.by_outlet(13, measure="frame_presence", labels=FRAMES))
    cells = [p for p in ax.patches if isinstance(p, Rectangle) and p.get_gid() == "cell"]
    for cell, text in zip(cells, ax.texts, strict=True):
        assert (
            contrast(
                "#{:02X}{:02X}{:02X}".format(*(round(255 * c) for c in cell.get_facecolor()[:3])), text.get_color()
            )
            >= 4.5
        )


def test_two_measures_are_refused() -> None:
    both = made.by_outlet(2, measure="frame_presence").to_dict("records") + made.by_outlet(
        2, measure="frame_salience"
    ).to_dict("records")
    with pytest.raises(TableError, match="one measure, got frame_presence, frame_salience"):
        plot_frames(made.table(both))
