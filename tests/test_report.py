"""The report on the sample corpus: its numbers are those of the tables, and its page stands alone."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pandas as pd
import pytest
from lxml import html

from mediakit.recipes import choose_period, measure_topic, read_corpus
from mediakit.report import write_report
from mediakit.tables import ALL_OUTLETS, ESTIMATES, check_table
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
    said = f"{row['total']:.0f} of {row['exposure']:.0f} articles belong to the topic, {100 * row['estimate']:.0f}%"
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


def test_the_period_follows_the_number_of_articles() -> None:
    days = pd.date_range("2022-01-01", periods=360, tz="UTC").to_series()
    assert [choose_period(days), choose_period(days[::20]), choose_period(days[::5])] == ["week", "quarter", "month"]
