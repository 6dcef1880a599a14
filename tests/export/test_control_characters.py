"""Tables given by hand may hold any character: pictures, tables and pages stay files that every program reads."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest
from lxml import etree

from mediakit.charts.corpus import plot_corpus
from mediakit.export.figure import export_figure
from mediakit.export.markup import escaped
from mediakit.export.table_files import csv_bytes

HOSTILE = "".join(chr(code) for code in (*range(9), 11, 12, *range(14, 32), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF))


@pytest.mark.filterwarnings("ignore:Glyph")
def test_a_chart_of_hostile_names_is_valid_xml(tmp_path: Path) -> None:
    table = pd.DataFrame({"outlet": [f"A{HOSTILE}B", "<C>&"], "period": ["2022-05-01"] * 2, "n_articles": [12, 3]})
    svg, numbers = export_figure(plot_corpus(table, title=f"Rain{HOSTILE}"), tmp_path / "a", formats=["svg"])
    words = "".join(map(str, etree.fromstring(svg.read_bytes()).itertext()))
    assert "Rain\ufffd" in words and "<C>&" in words
    assert not set(HOSTILE) & set(svg.read_text("utf-8") + numbers.read_text("utf-8"))


def test_a_table_holds_no_control_characters_and_keeps_its_line_ends() -> None:
    data = csv_bytes(pd.DataFrame({f"a{HOSTILE}": [f"x{HOSTILE}", "two\tparts\nlines", f"{HOSTILE}=1+1"]}))
    text = data.decode("utf-8-sig")
    assert not set(HOSTILE) & set(text)
    cells = pd.read_csv(io.StringIO(text)).iloc[:, 0]
    assert cells[1] == "two\tparts\nlines" and cells[0] == "x" + "\ufffd" * len(HOSTILE)
    assert not cells[2].startswith("=")


def test_a_page_shows_them_as_signs() -> None:
    assert escaped(f"a{HOSTILE}b") == f"a{chr(0xFFFD) * len(HOSTILE)}b"
