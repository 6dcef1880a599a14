"""The workbook beside a report: what stands on which sheet."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from mediakit.export.html import Report
from mediakit.recipes import Measured


def sheets_of(report: Report, tables: Mapping[str, pd.DataFrame], measured: Measured) -> dict[str, pd.DataFrame]:
    """Return the sheets of the workbook by name: statements, the tables given, methods.

    Parameters
    ----------
    report : Report
        The page, whose methods are written down.
    tables : mapping of str to DataFrame
        The numbers behind each figure, and lists of passages, in the order of the sheets.
    measured : Measured
        Has the statements and the findings.
    """
    return {"Statements": measured.statements, **tables, "Methods": _methods(report, measured.findings)}


def _methods(report: Report, findings: pd.DataFrame) -> pd.DataFrame:
    """Return all that explains the numbers, a row each: under which heading, about what, and what is said."""
    found = findings[["severity", "outlet", "message"]].itertuples(index=False)
    rows = [
        ("Report", "title", report.title),
        ("Report", "articles", report.facts),
        *(("Report", "author", name) for name in [report.author] if name),
        *(("Summary", "", text) for text, _ in report.summary),
        *(("To read the numbers", "", text) for text in report.notes),
        *(("Methods", "", text) for text in report.methods),
        *(("Limits", "", text) for text in report.limits),
        *(("Findings", f"{severity}: {outlet}".removesuffix(": "), text) for severity, outlet, text in found),
        *(("Provenance", name, text) for name, text in report.provenance),
        *(("References", "", text) for text in report.references),
    ]
    return pd.DataFrame(rows, columns=["part", "about", "text"])
