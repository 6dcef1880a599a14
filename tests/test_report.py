"""The report on the sample corpus: its numbers are those of the tables, and its page stands alone."""

from __future__ import annotations

import base64
import re
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from lxml import html
from python_calamine import CalamineWorkbook

from mediakit.choices import Choices
from mediakit.errors import OptionError
from mediakit.manifest import MANIFEST, digest, read_manifest
from mediakit.measures import Measure
from mediakit.recipes import measure_topic, read_corpus
from mediakit.report import write_report
from mediakit.tables import ALL_OUTLETS, ESTIMATES, SHIELDED, check_table
from mediakit.topics import load_topic


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    articles, problems = read_corpus(Path(__file__).resolve().parent.parent / "data" / "sample")
    target = tmp_path_factory.mktemp("report")
    write_report(articles, load_topic("nato-enlargement"), target, problems=problems)
    return target


def test_the_page_asks_for_nothing_outside_and_every_figure_has_words(folder: Path) -> None:
    page = html.parse(str(folder / "report.html"))
    sources = [value for element in page.iter() for name, value in element.attrib.items() if name in ("src", "srcset")]
    assert sources and all(value.startswith("data:image/png;base64,") for value in sources)
    images = page.findall(".//img")
    assert len(images) >= 7 and all(len(image.get("alt", "")) > 40 for image in images)
    assert not page.findall(".//script")
    assert all(link.get("href").startswith("data:") for link in page.findall(".//link"))


def test_the_numbers_of_the_summary_are_those_of_the_tables(folder: Path) -> None:
    page = html.parse(str(folder / "report.html")).getroot().text_content()
    table = pd.read_csv(folder / "tables" / "coverage_by_outlet.csv", encoding="utf-8-sig")
    row = table[(table["label"] == "nato-enlargement") & (table["outlet"] == ALL_OUTLETS)].iloc[0]
    said = f"{row['total']:.0f} of {row['exposure']:.0f} articles by 6 outlets are on NATO enlargement: "
    said += f"{100 * row['estimate']:.0f}%"
    assert said in re.sub(r"\s+", " ", page)


def test_every_figure_leaves_with_its_numbers(folder: Path) -> None:
    stems = {path.stem for path in (folder / "figures").glob("*.png")}
    assert {"coverage", "coverage_by_outlet", "frames", "naming", "tone", "entities", "corpus"} <= stems
    for stem in stems:
        assert (folder / "figures" / f"{stem}.svg").is_file()
        assert len(pd.read_csv(folder / "figures" / f"{stem}.csv", encoding="utf-8-sig"))


def test_the_page_shows_the_pictures_that_lie_beside_it(folder: Path) -> None:
    shown = [image.get("src").partition(",")[2] for image in html.parse(str(folder / "report.html")).findall(".//img")]
    pictures = {path.read_bytes() for path in (folder / "figures").glob("*.png")}
    assert {base64.b64decode(data) for data in shown} == pictures and len(shown) == len(pictures)


def test_the_workbook_holds_the_numbers_behind_every_figure(folder: Path) -> None:
    book = CalamineWorkbook.from_path(folder / "report.xlsx")
    figures = {path.stem for path in (folder / "figures").glob("*.csv")}
    passages = {path.stem for path in (folder / "tables").glob("evidence_*.csv")}
    assert book.sheet_names[0] == "Statements" and book.sheet_names[-1] == "Methods"
    assert set(book.sheet_names) == {"Statements", "Methods"} | figures | passages and len(passages) >= 4
    sources = [folder / "figures" / f"{name}.csv" for name in figures]
    sources += [folder / "tables" / f"{name}.csv" for name in passages | {"statements"}]
    for source in sources:
        name = "Statements" if source.stem == "statements" else source.stem
        names, *rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        table = pd.read_csv(source, encoding="utf-8-sig", dtype=str, keep_default_na=False)
        assert names == list(table.columns) and len(rows) == len(table)
        for line, texts in zip(rows, table.itertuples(index=False), strict=True):
            assert all(map(same, line, texts)), (name, line, texts)


def same(cell: object, text: str) -> bool:
    """Return whether a cell of a workbook holds what a CSV file says."""
    if isinstance(cell, bool | str):
        return str(cell) == re.sub(SHIELDED, r"\1", text)
    return float(text) == cell if isinstance(cell, float) else text.startswith(str(cell))


def test_the_workbook_says_how_the_numbers_came_about(folder: Path) -> None:
    _, *rows = CalamineWorkbook.from_path(folder / "report.xlsx").get_sheet_by_name("Methods").to_python()
    parts = {part: [text for own, _, text in rows if own == part] for part, _, _ in rows}
    assert {"Report", "Summary", "Methods", "Limits", "Provenance", "References"} <= parts.keys()
    page = re.sub(r"\s+", " ", html.parse(str(folder / "report.html")).getroot().text_content())
    assert all(text in page for text in [*parts["Methods"], *map(str, parts["Provenance"])])


def test_the_workbook_belongs_to_the_report_and_is_the_same_each_time(tmp_path: Path) -> None:
    articles, topic = few(date="2022-05-09"), load_topic("nato-enlargement")
    first = write_report(articles, topic, tmp_path / "one")[1]
    assert first.name == "report.xlsx"
    assert write_report(articles, topic, tmp_path / "two")[1].read_bytes() == first.read_bytes()
    _, *rows = CalamineWorkbook.from_path(first).get_sheet_by_name("Methods").to_python()
    findings = pd.read_csv(tmp_path / "one" / "tables" / "findings.csv", encoding="utf-8-sig")
    assert len(findings) and [text for part, _, text in rows if part == "Findings"] == findings["message"].tolist()
    listed = read_manifest((tmp_path / "one" / MANIFEST).read_bytes())
    assert listed["report.xlsx"] == digest(first.read_bytes())


def test_without_the_package_for_workbooks_a_report_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles, topic = few(date="2022-05-09"), load_topic("nato-enlargement")
    write_report(articles, topic, tmp_path)
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.warns(UserWarning, match=r'^report.xlsx: not written.*pip install "mediakit\[excel\]"$') as told:
        paths = write_report(articles, topic, tmp_path)
    assert len(told) == 1 and "report.xlsx" not in {path.name for path in paths}
    assert (tmp_path / "report.html").is_file() and not (tmp_path / "report.xlsx").exists()


def test_texts_stay_out_of_the_tables(folder: Path) -> None:
    assert "text" not in pd.read_csv(folder / "tables" / "articles.csv", encoding="utf-8-sig").columns


def test_row_order_does_not_change_what_is_measured(sample_folder: Path) -> None:
    articles, _ = read_corpus(sample_folder)
    topic = load_topic("nato-enlargement")
    one, two = measure_topic(articles, topic), measure_topic(articles.sample(frac=1, random_state=3), topic)
    for name in ("coverage_by_outlet", "frames", "tone"):
        keys = ["measure", "label", "outlet"]
        tables = [check_table(m.tables[name], ESTIMATES).sort_values(keys, ignore_index=True) for m in (one, two)]
        pd.testing.assert_frame_equal(*tables)


def few(**facts: object) -> pd.DataFrame:
    """Return articles of two outlets on the topic."""
    rows = [
        {"title": f"Bid {i}", "outlet": "AB"[i % 2], "text": f"Finland joins NATO, part {i}. Kyiv waits.", **facts}
        for i in range(24)
    ]
    return read_corpus(rows).articles


def test_a_topic_without_events_and_a_corpus_without_dates_have_a_report(tmp_path: Path) -> None:
    bare = replace(load_topic("nato-enlargement"), events=(), strands=(), frames={}, naming=(), actors=())
    dated = write_report(few(date="2022-05-09"), bare, tmp_path / "bare")
    assert dated[0].is_file() and (tmp_path / "bare" / "figures" / "coverage.png").is_file()
    undated = write_report(few(), load_topic("nato-enlargement"), tmp_path / "undated")
    assert "none" in html.parse(str(undated[0])).getroot().text_content()
    assert not (tmp_path / "undated" / "figures" / "coverage.png").exists()


def own_measure(articles: pd.DataFrame) -> pd.DataFrame:
    measure = Measure(name="waiting", kind="share", unit="share of articles", phrase="Share of articles that wait")
    return measure.score(articles[["article_id"]].assign(total=[float(i % 3 == 0) for i in range(24)], exposure=1.0))


def test_a_measure_of_ones_own_gets_a_section_and_a_line_in_methods(tmp_path: Path) -> None:
    articles = few(date="2022-05-09")
    write_report(articles, load_topic("nato-enlargement"), tmp_path, scores=[own_measure(articles)])
    page = re.sub(r"\s+", " ", html.parse(str(tmp_path / "report.html")).getroot().text_content())
    assert "Share of articles that wait" in page
    assert "waiting: share of articles. Wilson interval. Validity: not validated." in page
    table = pd.read_csv(tmp_path / "tables" / "waiting.csv", encoding="utf-8-sig")
    assert table.set_index("outlet")["estimate"].round(4).to_dict() == {"A": 0.3333, "B": 0.3333, ALL_OUTLETS: 0.3333}
    assert (tmp_path / "figures" / "waiting.png").is_file()
    with pytest.raises(OptionError, match="Give the measure another name"):
        measure_topic(articles, load_topic("nato-enlargement"), scores=[own_measure(articles)] * 2)


def test_choices_go_through_the_whole_report(tmp_path: Path) -> None:
    articles = few(date="2022-05-09")
    articles["desk"] = [f"desk {i % 4 // 2}" for i in range(24)]
    choices = Choices(by="desk", level=0.9, parts="text", lexicon="vader", left_out=["B"])
    write_report(articles, load_topic("nato-enlargement"), tmp_path, choices=choices)
    page = re.sub(r"\s+", " ", html.parse(str(tmp_path / "report.html")).getroot().text_content())
    for said in (
        "12 of 12 articles by 1 outlet",
        "outlets left out: B",
        "with the lexicon vader",
        "hold at 90 %",
        "parts counted",
    ):
        assert said in page
    table = pd.read_csv(tmp_path / "tables" / "tone.csv", encoding="utf-8-sig")
    assert set(table["desk"]) == {"desk 0", "desk 1", ALL_OUTLETS} and set(table["label"]) == {"vader"}
    assert table["method"].str.endswith("90 %").all()
    assert table.loc[table["desk"] == ALL_OUTLETS, "n_articles"].eq(12).all()


def test_figure_table_and_sentence_hold_the_same_numbers(folder: Path) -> None:
    page = re.sub(r"\s+", " ", html.parse(str(folder / "report.html")).getroot().text_content())
    statements = pd.read_csv(folder / "tables" / "statements.csv", encoding="utf-8-sig").fillna({"text": ""})
    told = statements[(statements["line"] > 0) & (statements["kind"] == "difference")]
    assert len(told) >= 4
    for figure, rows in told.groupby("figure"):
        drawn = pd.read_csv(folder / "figures" / f"{figure}_differences.csv", encoding="utf-8-sig")
        for row in rows.to_dict("records"):
            [dot] = drawn[(drawn["group"] == row["group"]) & (drawn["label"] == row["label"])].to_dict("records")
            assert dot["stands_out"] == "yes"
            for name, column in (
                ("value", "own"),
                ("reference_value", "others"),
                ("conf_low", "low"),
                ("estimate", "estimate"),
            ):
                assert dot[name] == pytest.approx(row[column], abs=1e-12)
            # The link to the figure stands before the last full stop.
            assert row["text"].removesuffix(".") in page
            assert (
                f"{100 * row['own']:.0f}%" in row["text"]
                or f"{100 * row['own']:.1f}%" in row["text"]
                or (f"{row['total']:.0f} of {row['exposure']:.0f}" in row["text"] or "all of" in row["text"])
            )
    named = statements[statements["named"]]
    assert (named["text"] != "").all() and (statements.loc[~statements["named"], "text"] == "").all()
