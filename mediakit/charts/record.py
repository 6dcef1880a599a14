"""What a drawn chart says: its title, its alternative text and the table behind it, kept beside the Axes.

Every ``plot_*`` function notes the three for the Axes it returns; the export and the report read them here.
The notes live as long as the Axes do and are not part of a pickled figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import pandas as pd
from matplotlib.axes import Axes

from mediakit.errors import OptionError


@dataclass(frozen=True)
class Chart:
    """Title, alternative text and plotted table of one chart."""

    title: str
    alt: str
    table: pd.DataFrame


_CHARTS: WeakKeyDictionary[Axes, Chart] = WeakKeyDictionary()


def keep(ax: Axes, chart: Chart) -> Axes:
    """Note what a chart says for its Axes, and return the Axes."""
    _CHARTS[ax] = chart
    return ax


def _chart(ax: Axes) -> Chart:
    if not isinstance(ax, Axes) or ax not in _CHARTS:
        raise OptionError(
            f"expected the Axes that a mediakit plot function returned, got {type(ax).__name__} without a record",
            next_step="Pass what plot_coverage(), plot_comparison() and the like returned, in the same session.",
        )
    return _CHARTS[ax]


def has_chart(ax: Axes) -> bool:
    """Return True when the Axes were drawn by a mediakit plot function."""
    return isinstance(ax, Axes) and ax in _CHARTS


def chart_title(ax: Axes) -> str:
    """Return the title of a drawn chart.

    Raises
    ------
    OptionError
        When the Axes were not returned by a mediakit plot function.
    """
    return _chart(ax).title


def alt_text(ax: Axes) -> str:
    """Return the alternative text of a drawn chart: what it shows, its extremes, and what is withheld.

    Raises
    ------
    OptionError
        When the Axes were not returned by a mediakit plot function.
    """
    return _chart(ax).alt


def plotted_table(ax: Axes) -> pd.DataFrame:
    """Return a copy of the table behind a drawn chart, rows in the order they are drawn.

    Raises
    ------
    OptionError
        When the Axes were not returned by a mediakit plot function.
    """
    return _chart(ax).table.copy()
