"""Sniffing: the format, with its evidence."""

from __future__ import annotations

import pytest

from mediakit.errors import SourceError
from mediakit.read import read_articles, sniff
from mediakit.read.formats import FORMATS
from tests.conftest import evaluation_data

SAMPLES = {
    "seed_article/article.txt": "text",
    "table_csv/babe_labels_sg1_semicolon.csv": "csv",
    "table_csv/gdelt_webngrams_reconstructed_pipe.csv": "csv",
    "table_tsv/dail_speeches.tsv": "tsv",
    "table_xlsx/babe_labels_sg1.xlsx": "xlsx",
    "api_guardian/search_ukraine_news_2020.json": "guardian",
    "api_nyt/articlesearch_v2_2016.json": "nyt",
    "api_newsapi_org/top_headlines_2022.json": "newsapi",
    "api_webz/posts_2025.json": "webz",
    "api_gdelt_doc/artlist_2026_2rec.json": "gdelt_doc",
    "api_mediacloud/story_27456565.json": "mediacloud",
    "api_mediacloud/sentences_by_story_1.json": "mediacloud",
    "news_please_json/sample.json": "news_please",
    "gdelt_gkg/gkg21_english_50rows.tsv": "gdelt_gkg",
    "json_per_article/annotated_articles_list.json": "json",
    "encodings/UDHR_Russian_KOI8-R.txt": "text",
    "txt_folder/business/001.txt": "text",
}


@pytest.mark.parametrize(("path", "expected"), SAMPLES.items())
def test_samples_are_recognised(path: str, expected: str) -> None:
    guess = sniff(evaluation_data("samples", *path.split("/")))[0]
    assert guess.format == expected, guess
    assert guess.confidence > 0.4 and guess.evidence


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"title;text;date\nA;x y;2022-01-01\nB;z w;2022-01-02\n", "csv"),
        (b"title\ttext\nA\tx y\nB\tz w\n", "tsv"),
        (b'{"title": "A", "text": "B c"}\n{"title": "D", "text": "E f"}\n', "jsonl"),
        (b'[{"title": "A", "text": "B c"}]', "json"),
        (b"A headline\n\n8 July 2023\n\nA first paragraph of the text.\n", "text"),
        (b"URL,MobileURL,Date,Title\nhttps://a.b/c,,2022-01-01 10:00:00,T\n", "gdelt_csv"),
        (bytes(range(256)) * 100, ""),
        (b"", ""),
    ],
)
def test_content_decides_without_a_name(data: bytes, expected: str) -> None:
    assert sniff(data)[0].format == expected


def test_a_text_that_lists_names_is_no_table() -> None:
    size, names = "- Size: 291 texts, in two parts, and more", "- Columns: id, outlet, date, title, url, text."
    for end in ("- Part: one half, kept together.", "- Part: one, kept, well.\n- And more of it, for good."):
        text = f"# A corpus\n\n{size}\n{names}\n{end}\n"
        assert sniff(text.encode())[0].format == "text"


def test_every_format_has_its_functions_and_a_description() -> None:
    names = [entry.name for entry in FORMATS]
    assert len(names) == len(set(names))
    for entry in FORMATS:
        assert entry.describe and entry.suffixes and entry.kinds
        assert callable(entry.parse) and callable(entry.recognise)


def test_a_wrong_guess_can_be_overruled() -> None:
    data = b"title,text\nA,B c\n"
    assert read_articles(data, format="text").articles["source_format"].tolist() == ["text"]
    assert sniff([{"title": "A"}])[0].format == "table"


@pytest.mark.parametrize("entry", FORMATS, ids=lambda entry: entry.name)
def test_any_reader_takes_any_bytes(entry: object) -> None:
    name = getattr(entry, "name", "")
    for data in (
        b"",
        b"\xff\xfe\x00\x01",
        b"PK\x03\x04",
        b"<html><body><p>x",
        b'{"a": [1, {"b": null}]}',
        b"a,b\n1,2\n",
        b"x" * 5000,
    ):
        try:
            articles, problems = read_articles(data, format=name)
        except SourceError as error:
            assert "columns" in str(error)
            continue
        assert len(articles) + (problems["severity"] == "error").sum() >= 1
        assert articles["article_id"].is_unique
