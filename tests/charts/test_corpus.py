from __future__ import annotations

import pandas as pd
import pytest

from mediakit.charts.corpus import plot_corpus
from mediakit.charts.record import alt_text, chart_title, plotted_table
from mediakit.errors import TableError

TABLE = pd.DataFrame(
    [("A1", "2022-01-01", 4), ("A1", "2022-02-01", 0), ("B2", "2022-01-01", 9), ("B2", "2022-03-01", 1)],
    columns=["outlet", "period", "n_articles"],
)


def test_one_cell_for_each_count_above_zero() -> None:
    ax = plot_corpus(TABLE)
    assert len([p for p in ax.patches if p.get_gid() == "cell"]) == 3
    assert [t.get_text() for t in ax.texts] == ["9", "1", "4"]
    assert chart_title(ax) == "14 articles by 2 outlets, January–March 2022"
    assert "B2 10; A1 4. Empty cells: 3." in alt_text(ax)
    assert plotted_table(ax)["outlet"].tolist() == ["B2", "B2", "A1", "A1"]


def test_weeks_are_taken_from_their_ends() -> None:
    weeks = TABLE.head(1).assign(period="2022-01-03", period_end="2022-01-09")
    assert "by outlet and week" in alt_text(plot_corpus(weeks))


def test_broken_tables_are_named() -> None:
    with pytest.raises(TableError, match="missing: n_articles"):
        plot_corpus(TABLE.drop(columns="n_articles"))
    with pytest.raises(TableError, match="no rows"):
        plot_corpus(TABLE.head(0))
    with pytest.raises(TableError, match="cannot be read as a date"):
        plot_corpus(TABLE.assign(period="soon"))
    with pytest.raises(TableError, match="two rows for one period"):
        plot_corpus(pd.concat([TABLE, TABLE]))
