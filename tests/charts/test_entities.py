from __future__ import annotations

import pandas as pd
import pytest

from mediakit.charts.entities import plot_entities
from mediakit.charts.record import alt_text, chart_title, plotted_table
from mediakit.errors import OptionError, TableError
from tests.charts import estimates as made

NAMES = ("Aino Salmi", "Marek Dvorsky", "Ilse Brandt", "Tomas Ek")


def ranks(values: dict[str, tuple[float, ...]], *, n: int = 400) -> pd.DataFrame:
    starts = pd.date_range("2022-01-01", periods=9, freq="QS")
    return made.table(
        made.row("entity_presence", name, v, n, period=starts[i], period_end=starts[i + 1] - pd.Timedelta(1, "D"))
        for name, series in values.items()
        for i, v in enumerate(series)
    )


def test_the_whole_is_ranked_dots() -> None:
    table = made.table(
        made.row("entity_presence", name, v, 500) for name, v in zip(NAMES, (0.1, 0.4, 0.3, 0.2), strict=True)
    )
    ax = plot_entities(table, top=3)
    assert [x for (x,), _ in made.marks(ax, "dot")] == [0.4, 0.3, 0.2]
    assert plotted_table(ax)["label"].tolist() == ["Marek Dvorsky", "Ilse Brandt", "Tomas Ek"]
    assert chart_title(ax).endswith("the 3 highest of 4") and any("(n 500)" in t for t in made.written(ax))
    assert "Largest: Marek Dvorsky 40%" in alt_text(ax)


def test_groups_are_a_grid_of_the_leading_entities() -> None:
    table = made.by_outlet(3, labels=NAMES)
    ax = plot_entities(table, top=2)
    leading = set(table.groupby("label")["total"].sum().nlargest(2).index)
    assert set(plotted_table(ax)["label"]) == leading and len([p for p in ax.patches if p.get_gid() == "cell"]) == 6


def test_periods_are_places_and_close_ones_are_hollow_and_thin() -> None:
    ax = plot_entities(ranks({"Aino Salmi": (0.5, 0.5), "Tomas Ek": (0.21, 0.2), "Ilse Brandt": (0.2, 0.21)}))
    dots = {
        (x, y): line.get_markerfacecolor()
        for line in ax.lines
        if line.get_gid() == "dot"
        for x, y in [(line.get_xdata()[0], line.get_ydata()[0])]
    }
    assert dots[0, 0] != "white" and dots[0, 1] == dots[0, 2] == dots[1, 1] == "white"
    widths = sorted(line.get_linewidth() for line in ax.lines if line.get_gid() == "path")
    assert widths == [1.1, 1.1, 3.0]
    assert "Jan–Mar: Aino Salmi, Tomas Ek, Ilse Brandt; Apr–Jun: Aino Salmi, Ilse Brandt, Tomas Ek." in alt_text(ax)
    assert {"Aino Salmi  50%", "Ilse Brandt  21%", "n 400"} <= set(made.written(ax))


def test_too_many_periods_groups_and_gaps_are_refused() -> None:
    with pytest.raises(TableError, match="at most 8 periods, got 9"):
        plot_entities(made.over_time(9))
    with pytest.raises(TableError, match="one group"):
        plot_entities(made.over_time(3, outlets=made.names(2)))
    with pytest.raises(TableError, match="no value to rank"):
        plot_entities(made.over_time(3, thin=(1,)))


@pytest.mark.parametrize("top", [0, 51, 2.5, True])
def test_top_must_be_a_sensible_number(top: object) -> None:
    with pytest.raises(OptionError, match="top must be a whole number from 1 to 50"):
        plot_entities(made.by_outlet(2), top=top)  # type: ignore[arg-type]
