"""The tables that come out: contract, account, ids, and the one-line summary."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from mediakit.ids import hash_articles
from mediakit.read import read_articles
from mediakit.read.account import Options, Parsed
from mediakit.read.assemble import Source, article_ids, assemble
from mediakit.tables import ARTICLES, PROBLEMS, check_table
from tests.conftest import evaluation_data

LINES = [
    json.dumps({"title": f"T{n}", "text": f"Text {n} ü.", "date": f"2022-02-{n + 1:02}", "outlet": "X"})
    for n in range(9)
]


def parse_stub(data: bytes, options: Options) -> Parsed:
    parsed = Parsed()
    parsed.keep({"title": "A", "text": "b", "x_number": 3})
    parsed.lose("malformed_document", "second record", index=1)
    return parsed


def test_tables_keep_their_contracts_whatever_comes() -> None:
    for source in (LINES[0].encode(), b"\x00\x01", b"", "\n".join(LINES).encode(), [{"title": "only a title"}]):
        articles, problems = read_articles(source)
        check_table(articles, ARTICLES)
        check_table(problems, PROBLEMS)
        assert [c for c in articles.columns if not c.startswith("x_")] == [n for n in ARTICLES.names if n != "story_id"]
        assert problems.columns.tolist() == PROBLEMS.names


def test_half_a_character_in_a_record_harms_no_other() -> None:
    parsed = parse_stub(b"", Options())
    parsed.keep({"title": "cut \ud83d", "text": "b\udc00", "x_note": "\ud800"})
    articles, _ = assemble([Source("a", "stub", parsed)])
    assert len(articles) == 2
    articles.to_csv().encode("utf-8")


def test_records_and_tables_are_joined_in_order() -> None:
    table = read_articles([{"title": "T", "text": "x", "n": 1.5}])
    assert table.articles["x_n"].tolist() == [1.5]
    stub = parse_stub(b"", Options())
    articles, problems = assemble([Source("a", "stub", stub), Source("b", "stub", parse_stub(b"", Options()))])
    assert articles["source_file"].tolist() == ["a", "b"]
    assert articles["article_id"].str.endswith("-2").tolist() == [False, True]
    assert (problems["severity"] == "error").sum() == 2
    assert "duplicate" in set(problems["code"])


def test_ids_are_those_of_hash_articles_and_do_not_depend_on_the_way() -> None:
    articles = read_articles("\n".join(LINES).encode()).articles
    times = articles["published"].dt.strftime("%Y-%m-%dT%H:%M:%S")
    assert articles["article_id"].tolist() == hash_articles(
        articles["outlet"], times, articles["title"], articles["text"]
    )
    assert article_ids(articles) == articles["article_id"].tolist()
    backwards = read_articles("\n".join(LINES[::-1]).encode()).articles
    assert set(backwards["article_id"]) == set(articles["article_id"])


def test_a_saved_table_reads_back_as_itself() -> None:
    articles = read_articles("\n".join(LINES).encode()).articles
    again = read_articles(articles.to_csv(index=False).encode()).articles
    pd.testing.assert_frame_equal(
        again.drop(columns=["source_file", "source_format"]), articles.drop(columns=["source_file", "source_format"])
    )


def test_reading_twice_gives_the_same_bytes() -> None:
    data = "\n".join(LINES).encode()
    assert read_articles(data).articles.to_csv() == read_articles(data).articles.to_csv()


def test_the_summary_says_what_is_missing() -> None:
    result = read_articles(("\n".join(LINES) + '\n{"title": "no date", "text": "x"}\n{broken').encode())
    assert repr(result) == "10 articles from 1 file; 1 without date, 1 document not parsed"
    assert repr(result) in result._repr_html_()
    articles, problems = result
    assert len(articles) == 10 and len(problems) > 0


def test_the_public_reader_of_a_format() -> None:
    import mediakit.read

    read = mediakit.read.read_jsonl
    assert read.__name__ == "read_jsonl" and "jsonl" in (read.__doc__ or "")
    assert len(mediakit.read.read_jsonl(LINES[0].encode()).articles) == 1
    with pytest.raises(AttributeError):
        _ = mediakit.read.read_nothing


def test_problems_of_one_kind_in_all_records_are_one_row() -> None:
    _, problems = read_articles([{"title": "A", "text": "x"}, {"title": "B", "text": "y"}])
    assert problems.loc[problems["code"] == "no_date", "value"].tolist() == ["2"]


@pytest.mark.slow
def test_the_account_balances_on_every_sample() -> None:
    from mediakit.read.articles import _options, _read_pieces

    folder = evaluation_data("samples")
    checked = 0
    for source in _read_pieces(folder, None, _options(None, None, None, None)):
        errors = sum(problem["severity"] == "error" for problem in source.parsed.problems)
        kept = getattr(source.parsed, "records", None)
        kept = source.parsed.frame if kept is None else kept
        assert source.parsed.seen == len(kept) + errors, source.file
        checked += 1
    assert checked > 100


def test_real_articles_keep_their_number() -> None:
    path = evaluation_data("gold", "ukraine_media", "articles.jsonl.gz")
    articles, problems = read_articles(path)
    assert len(articles) == 5489
    assert not (problems["severity"] == "error").any()
    assert articles["published"].notna().all() and (articles["text"] != "").all()
    assert articles["outlet"].nunique() == 14 or articles["outlet"].nunique() > 10


@pytest.mark.parametrize(
    ("cell", "byline"),
    [
        ("['Ann', 'Bob']", "Ann, Bob"),
        (json.dumps(["\U0001f600 Ann", None, "Bob"]), "\U0001f600 Ann, Bob"),
        ("[{[]: 1}]", "[{[]: 1}]"),
        ("[{(1, 2): 1}]", "{(1, 2): 1}"),
    ],
)
def test_lists_of_names_saved_as_text(cell: str, byline: str) -> None:
    data = pd.DataFrame({"title": ["A", "B"], "text": ["One two.", "Three four."], "author": [cell, "Ann"]})
    assert read_articles(data.to_csv(index=False).encode()).articles["byline"].tolist() == [byline, "Ann"]


def test_the_account_of_a_library_is_not_kept() -> None:
    links = {
        "url": "https://a.example/?x=1&amp;accountId=99&region=de&copy=3",
        "FindACopy": "https://b.example/login?url=https%3A%2F%2Fa.example%2F1%3Faccountid%3D99%26x%3D1",
    }
    row = read_articles([{"title": "A", "text": "One two.", **links}]).articles.iloc[0]
    assert row["url"] == "https://a.example/?x=1&region=de&copy=3"
    assert row["x_FindACopy"] == "https://b.example/login?url=https%3A%2F%2Fa.example%2F1%3Fx%3D1"
