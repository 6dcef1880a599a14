"""Sniffing: the format, with its evidence."""

from __future__ import annotations

import random
import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediakit.errors import SourceError
from mediakit.read import read_articles, sniff
from mediakit.read.formats import FORMATS
from mediakit.read.sniffing import recognise
from mediakit.read.sources import expand
from mediakit.read.tables import free_table
from mediakit.read.tables.delimited import guess_dialect
from tests.conftest import ROOT, evaluation_data

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


PARTS = [
    *("Title", "text", "Date", "by", "título", "текст", "正文", "MobileURL", "URL", "sep=;", "\ufeff", "’", "&#49;"),
    *(",", ",", ";", "\t", "|", '"', '"', '""', '\\"', "\\", "\n", "\n", "\r\n", " ", " " * 190, "." * 8),
    *("said the minister", "8 July 2023\n", "3 of 25 DOCUMENTS\n", "LENGTH: 306 words\n", "LANGUAGE: ENGLISH\n"),
    *("Load-Date: May 2, 2020\n", "Body\n", "End of Document\n", "306 words\n", "DEXA000020181007eea70003p\n"),
    *("Document ID: 12\n\n", "URL: http://a.b\n\n", "Full text: b\n\n", "_" * 45 + "\n", "TY  - NEWS\n", "{", "}"),
]
NAMES = st.sampled_from(["a.txt", "a.md", "a", "a.csv", "a.tsv", "a.html"])


def both_ways(data: bytes, name: str) -> list[tuple[str, float, str]]:
    """Return what a file is found to be when no more readers are asked than needed, and when all are."""
    found = [recognise(data, name, others=others) for others in (False, True)]
    return [(guess.format, guess.confidence, guess.evidence) for guess in found]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=14).map("".join), NAMES)
def test_readers_that_are_not_asked_would_not_have_won(text: str, name: str) -> None:
    quick, full = both_ways(text.encode(), name)
    assert quick == full


@pytest.mark.parametrize("folder", ["samples", "cases", "own"])
def test_readers_that_are_not_asked_would_not_have_won_on_samples(folder: str) -> None:
    tops = [ROOT / "data", ROOT / "docs", ROOT / "tests" / "read"] if folder == "own" else [evaluation_data(folder)]
    files = [file for top in tops for file in sorted(top.rglob("*")) if file.is_file()]
    pieces = [piece for file in files if file.stat().st_size < 100_000 for piece in expand(file)]
    assert len(pieces) > 30
    for piece in pieces:
        for name in (piece.inner_name, "a.txt"):
            quick, full = both_ways(piece.data, name)
            assert quick == full, (piece.name, name)


def test_a_running_text_is_not_taken_apart_as_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    guessed: list[str] = []
    monkeypatch.setattr(free_table, "guess_dialect", lambda text: guessed.append(text) or guess_dialect(text))
    lines = 'A headline, of course\n\n8 July 2023\n\n"Yes, no; or | none", said Ann.\n\nA date, a place, a title.\n'
    assert recognise(lines.encode(), "a.txt").format == "text" and not guessed
    assert recognise(b"Title;Text\nA;B c.\nD;E f.\n", "a.txt").format == "csv" and guessed


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_files_does_not_matter(seed: int) -> None:
    contents = [
        "A headline\n\n8 July 2023\n\nA first paragraph, and more.\n",
        "Title;Text\nA;B c.\nD;E f.\n",
        "Title\tText\nA\tB c.\nD\tE f.\n",
        '{"title": "A", "text": "B c."}',
        "<html><body><p>One, two.</p></body></html>",
        '"Title","Te\nxt"\n"A","B c."\n"D","E f."\n',
    ]
    alone = {text: recognise(text.encode(), "a.txt").format for text in contents}
    assert len(set(alone.values())) > 3
    mixed = random.Random(seed).sample(contents * 2, 2 * len(contents))
    with BytesIO() as packed:
        with zipfile.ZipFile(packed, "w") as archive:
            for at, text in enumerate(mixed):
                archive.writestr(f"{at:02}.txt", text)
        articles = read_articles(packed.getvalue()).articles
    found = articles.drop_duplicates("source_file").set_index("source_file")["source_format"]
    assert found.tolist() == [alone[text] for text in mixed]
