"""GDELT: article lists and the knowledge graph."""

from __future__ import annotations

import pandas as pd

from mediakit.read import read_articles
from tests.conftest import evaluation_data


def test_the_article_list_as_csv_flags_its_dates() -> None:
    data = "\ufeffURL,MobileURL,Date,Title\nhttps://www.a.example/x,,2022-01-01 10:15:00,A title\n"
    data += "https://b.example/y,,2022-01-02 11:00:00,B title\n"
    articles, problems = read_articles(data.encode())
    assert articles["outlet"].tolist() == ["a.example", "b.example"]
    assert articles["title"].tolist() == ["A title", "B title"]
    assert articles["published"].iloc[0] == pd.Timestamp("2022-01-01 10:15", tz="UTC")
    assert articles["flags"].tolist() == ["collection_date"] * 2
    assert "load_date_used" in set(problems["code"])


def test_a_row_of_another_width_is_lost_and_counted() -> None:
    whole = (
        "20220101000000-0\t20220101000000\t1\ta.example\thttps://a.example/x"
        + "\t" * 10
        + "\t-1.5,2,3.5,5,1,0,120"
        + "\t" * 11
    )
    titled = whole.removesuffix("\t") + "\t<PAGE_TITLE>Fish &amp; chips</PAGE_TITLE>"
    assert len(whole.split("\t")) == len(titled.split("\t")) == 27
    articles, problems = read_articles("\n".join([whole, "broken\trow", titled.replace("-0\t", "-1\t", 1)]).encode())
    assert articles["title"].tolist() == ["", "Fish & chips"]
    assert articles["x_tone"].tolist() == [-1.5, -1.5]
    assert articles["word_count_stated"].tolist() == [120, 120]
    assert (problems["severity"] == "error").sum() == 1


def test_a_heading_and_a_broken_first_row_hide_no_knowledge_graph() -> None:
    row = "20220101000000-0\t20220101000000\t1\ta.example\thttps://a.example/x" + "\t" * 22
    heading = "\t".join(["GKGRECORDID", "DATE", *(f"field_{n}" for n in range(3, 28))])
    for first, lost in ((heading, 0), ("broken\trow", 1)):
        articles, problems = read_articles(f"{first}\n{row}\n".encode())
        assert articles["source_format"].tolist() == ["gdelt_gkg"]
        assert (problems["severity"] == "error").sum() == lost


def test_the_sample() -> None:
    articles, problems = read_articles(evaluation_data("samples", "gdelt_gkg", "gkg21_english_50rows.tsv"))
    assert len(articles) == 50
    assert not (problems["severity"] == "error").any()
    first = articles.iloc[0]
    assert (first["outlet"], first["word_count_stated"]) == ("ign.com", 152)
    assert first["published"] == pd.Timestamp("2017-07-01 23:45", tz="UTC")
    assert abs(first["x_tone"] + 0.57471264367816) < 1e-12
    assert first["x_persons"] == "Bandai Namco;Miranda Sanchez"
    assert {"load_date_used", "empty_text"} <= set(problems["code"])
