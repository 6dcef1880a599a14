"""Made-up STATEMENTS, and the words for them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from mediakit.phrases import wordings_of
from mediakit.statements.called import Words
from mediakit.statements.tested import STATEMENTS
from mediakit.tables import build_table

EVENTS = pd.DataFrame({"date": pd.to_datetime(["2022-05-12", "2020-01-01"], utc=True), "label": ["Bids", "Long ago"]})


def words(**more: Any) -> Words:
    names = ["coverage", "tone", "frame_salience", "naming", "reach"]
    table = pd.DataFrame({"measure": names, "unit": "share of articles"})
    table["kind"] = ["share", "mean", "proportion", "proportion", "share"]
    table["phrase"] = [None, None, None, None, "Share of articles that reach {label}"]
    called = {"names": {"law": "Law and order", "capital: Kiev": "Kiev", "capital: Kyiv": "Kyiv"}}
    given = {"measures": wordings_of(table), "choices": {"capital": "The capital"}, "topic": "rain", "title": "Rain"}
    return Words(**(called | given | {"events": EVENTS} | more))


def difference(group: str, own: float, others: float, **more: Any) -> dict[str, Any]:
    """Return a row that says so of a group, 30 of whose stories were compared."""
    sizes = {
        "articles": 40,
        "stories": 30,
        "total": 12.0,
        "exposure": 40.0,
        "others_total": 9.0,
        "others_exposure": 90.0,
    }
    row = {"kind": "difference", "figure": "coverage_by_outlet", "measure": "coverage", "label": "rain", "group": group}
    ends = {"estimate": own - others, "low": own - others - 0.031, "high": own - others + 0.034}
    rest = {"named": True, "score": abs(own - others), "used": 0.9, "within": "week", "detectable": 0.08, "p": 0.001}
    return row | sizes | ends | rest | {"own": own, "others": others} | more


def window(start: str, end: str, own: float, others: float, **more: Any) -> dict[str, Any]:
    """Return a row that says so of some weeks."""
    row = {"kind": "peak", "figure": "coverage", "measure": "coverage", "label": "rain", "own": own, "others": others}
    days = {"start": pd.Timestamp(start, tz="UTC"), "end": pd.Timestamp(end, tz="UTC")}
    rest = {"estimate": own - others, "named": True, "score": abs(own - others), "within": "week", "exposure": 163.0}
    return row | days | rest | more


def statements(*rows: dict[str, Any]) -> pd.DataFrame:
    counted = dict.fromkeys(("articles", "stories", "line"), 0)
    return build_table(STATEMENTS, [counted | row for row in rows])
