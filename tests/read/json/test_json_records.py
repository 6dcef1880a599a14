"""JSON: every shape, the maps of the APIs, and broken files."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest

from mediakit.read import read_articles
from tests.conftest import evaluation_data

A = {"title": "T", "text": "Some text here.", "date": "2022-02-24", "source": "X"}
SHAPES: dict[str, tuple[Any, int]] = {
    "list": ([A, {**A, "title": "U"}], 2),
    "wrapped": ({"status": "ok", "data": {"items": [A]}}, 1),
    "one article": (A, 1),
    "by id": ({"a1": A, "a2": {**A, "title": "U"}}, 2),
    "columns": ({"title": ["T", "U"], "text": ["a b", "c"]}, 2),
    "pandas columns": ({"title": {"0": "T", "1": "U"}, "text": {"0": "x", "1": "y"}}, 2),
    "pandas split": ({"columns": ["title", "text"], "index": [0], "data": [["T", "x"]]}, 1),
    "search hits": ({"hits": {"hits": [{"_id": 1, "_source": A}]}}, 1),
    "nested": ([{"headline": {"main": "T"}, "body": {"text": "x y"}}], 1),
    "rows with header": ([["title", "text"], ["T", "x y"]], 1),
    "database dump": ([{**A, "_id": {"$oid": "1"}, "date": {"$date": "2022-02-24T00:00:00Z"}}], 1),
    "sentences": ({"7": [{"sentence": "B.", "sentence_number": 1}, {"sentence": "A.", "sentence_number": 0}]}, 1),
    "sentence list": ({"id": 1, "sentences": [{"content": "Title line"}, {"content": "One."}, {"content": "Two."}]}, 1),
    "strings": (["Some words.", "Other words."], 2),
    "paragraph list": ({"title": "T", "paragraphs": ["One.", "Two."]}, 1),
}


@pytest.mark.parametrize(("value", "count"), SHAPES.values(), ids=SHAPES.keys())
def test_every_shape_gives_its_articles(value: Any, count: int) -> None:
    articles, problems = read_articles(json.dumps(value).encode())
    assert len(articles) == count
    assert not (problems["severity"] == "error").any()
    assert (articles["text"] != "").all()


def test_sentences_are_joined_in_their_order() -> None:
    by_id = read_articles(json.dumps(SHAPES["sentences"][0]).encode()).articles
    assert by_id["text"].tolist() == ["A. B."]
    listed = read_articles(json.dumps(SHAPES["sentence list"][0]).encode()).articles
    assert (listed["title"].iloc[0], listed["text"].iloc[0]) == ("Title line", "One. Two.")


def test_broken_lines_are_lost_one_by_one_with_their_number() -> None:
    lines = [json.dumps(A), '{"title": "bro', json.dumps({**A, "title": "U"}), "[1, 2]", ""]
    articles, problems = read_articles("\n".join(lines).encode())
    assert articles["title"].tolist() == ["T", "U"]
    assert articles["source_index"].tolist() == [0, 2]
    errors = problems[problems["severity"] == "error"]
    assert errors["source_index"].tolist() == [1, 3]
    assert errors["value"].iloc[0] == "line 2"


def test_a_broken_document_gives_what_is_whole() -> None:
    text = json.dumps([A, {**A, "title": "U"}, {**A, "title": "V"}])
    cut, problems = read_articles(text[:-30].encode())
    assert cut["title"].tolist() == ["T", "U"]
    assert problems.loc[problems["severity"] == "error", "source_index"].tolist() == [2]
    middle, problems = read_articles(text.replace('"title": "U"', '"title "U"').encode())
    assert middle["title"].tolist() == ["T", "V"]
    assert (problems["severity"] == "error").sum() == 1
    several = read_articles((json.dumps(A) + "\n\n" + json.dumps({**A, "title": "U"}, indent=1)).encode()).articles
    assert several["title"].tolist() == ["T", "U"]


@pytest.mark.parametrize(
    "data", [b"[" * 50_000, b'{"a":' * 50_000, b'{"title": "' + b"x" * 2_000_000, b"[1, 2, 3]", b'{"a": 1}', b"[[[]]]"]
)
def test_hostile_and_foreign_json_is_one_lost_record(data: bytes) -> None:
    articles, problems = read_articles(data)
    assert len(articles) == 0
    assert (problems["severity"] == "error").sum() >= 1


def test_lone_surrogates_and_control_characters_do_no_harm() -> None:
    articles, _ = read_articles(b'{"title":"a \\ud83d b","text":"x \\udc00 y\\u0000","note":"\\ud800"}')
    assert "".join(articles["text"]).encode().startswith(b"x")


def test_empty_answers_and_messages_are_named() -> None:
    assert read_articles(b"{}").problems["code"].tolist() == ["silent_empty"]
    message = b"Please limit requests to one every 5 seconds or contact us.\n"
    assert read_articles(message).problems["code"].tolist() == ["throttled"]


def test_newsapi_suffix_and_cut_mark() -> None:
    record = {
        "source": {"id": None, "name": "Daily X"},
        "author": None,
        "title": "News today - Daily X",
        "description": "d",
        "url": "https://x.example/a",
    }
    record |= {"urlToImage": "", "publishedAt": "2022-09-28T04:18:00Z", "content": "The beginning… [+120 chars]"}
    other = {**record, "title": "A - B", "content": None}
    articles, problems = read_articles(
        json.dumps({"status": "ok", "totalResults": 9, "articles": [record, other]}).encode()
    )
    assert articles["title"].tolist() == ["News today", "A - B"]
    assert articles["text"].tolist() == ["The beginning", ""]
    assert articles["truncated"].tolist() == [True, False]
    assert articles["standfirst"].tolist() == ["d", "d"]
    assert {"count_mismatch", "truncated_text", "empty_text"} <= set(problems["code"])


@pytest.mark.parametrize(
    ("path", "count", "first"),
    [
        (
            "api_guardian/search_ukraine_news_2020.json",
            10,
            {
                "title": "VAT ruling on Times digital edition could save News UK millions",
                "published": "2020-01-06T18:39:25",
                "section": "Media",
                "outlet": "The Guardian",
            },
        ),
        (
            "api_nyt/articlesearch_v2_2016.json",
            10,
            {
                "title": "Slow to Show",
                "published": "2016-08-12T00:00:00",
                "section": "Opinion",
                "byline": "By BEN STEINBAUER",
                "word_count_stated": 282,
                "truncated": True,
            },
        ),
        (
            "api_newsapi_org/top_headlines_2022.json",
            20,
            {"outlet": "CNBC", "byline": "Jesse Pound", "published": "2022-09-28T04:18:00", "truncated": True},
        ),
        (
            "api_webz/posts_2025.json",
            10,
            {
                "outlet": "9news.com.au",
                "byline": "Daniel Jeffrey",
                "published": "2025-10-24T06:29:00",
                "language": "en",
            },
        ),
        (
            "api_mediacloud/story_27456565.json",
            1,
            {"title": "Comment on Myanmar's new flag and new name by kc", "published": "2010-11-24T04:05:00"},
        ),
        ("api_mediacloud/sentences_by_story_1.json", 1, {"language": "en", "published": "2014-03-01T00:45:10"}),
        ("news_please_json/sample.json", 1, {"outlet": "rt.com", "published": "2017-07-17T17:03:00"}),
        (
            "api_gdelt_doc/artlist_2026_2rec.json",
            2,
            {"outlet": "vg.hu", "language": "hu", "published": "2026-05-18T06:00:00"},
        ),
        ("json_per_article/annotated_articles_list.json", 90, {"published": "2024-04-14T02:00:00", "language": "en"}),
        ("json_per_article/ukraine_bias_article_0.json", 1, {"title": "Russia claims thousands fleeing Ukraine"}),
    ],
)
def test_samples(path: str, count: int, first: dict[str, Any]) -> None:
    articles, problems = read_articles(evaluation_data("samples", *path.split("/")))
    assert len(articles) == count
    assert not (problems["severity"] == "error").any()
    row = articles.iloc[0]
    for name, value in first.items():
        found = row[name].tz_localize(None).isoformat() if isinstance(row[name], pd.Timestamp) else row[name]
        assert found == value, name


def test_newsapi_titles_lose_the_name_of_their_source() -> None:
    path = evaluation_data("samples", "api_newsapi_org", "top_headlines_2022.json")
    raw = json.loads(path.read_text("utf-8"))["articles"]
    articles, problems = read_articles(path)
    suffixed = [a["title"].endswith(f" - {a['source']['name']}") for a in raw]
    assert sum(suffixed) == 14
    assert all(a["title"] != b for a, b, cut in zip(raw, articles["title"], suffixed, strict=True) if cut)
    assert not any(t.endswith(f" - {o}") for t, o in zip(articles["title"], articles["outlet"], strict=True))
    assert problems.loc[problems["code"] == "count_mismatch", "severity"].tolist() == ["info"]
    assert (articles["text"] == "").sum() == 2


def test_half_a_character_costs_no_record() -> None:
    lines = [json.dumps(A), json.dumps({**A, "title": {"\ud800": 1}}), json.dumps({**A, "\ud800": "\udfff"})]
    articles, problems = read_articles("\n".join(lines).encode(), format="jsonl")
    assert len(articles) == 3
    for table in (articles, problems):
        table.to_csv().encode("utf-8")


def test_keys_that_look_alike_are_kept_apart() -> None:
    articles, _ = read_articles([{**A, 1: "a", "1": "b"}])
    assert articles[["x_1", "x_1_2"]].iloc[0].tolist() == ["a", "b"]


def test_a_row_that_is_none_is_a_lost_record() -> None:
    data = {"columns": ["title", "text"], "data": [["A", "B"], None, "C"]}
    articles, problems = read_articles(json.dumps(data).encode())
    assert len(articles) == 1 and (problems["severity"] == "error").sum() == 2


def test_a_row_that_one_column_lacks_is_kept() -> None:
    data = {"title": {"0": "A"}, "text": {"0": "B", "1": "C"}}
    assert read_articles(json.dumps(data).encode()).articles["text"].tolist() == ["B", "C"]


def test_types_that_mongodb_spells_out() -> None:
    record = {"_id": {"$oid": "5"}, "title": "T", "text": "One.", "date": {"$date": {"$numberLong": "1646130900000"}}}
    article = read_articles(json.dumps(record).encode()).articles.iloc[0]
    assert f"{article['published']:%Y-%m-%d %H:%M}" == "2022-03-01 10:35"
    assert article["x__id"] == "5"


def test_posts_of_wordpress() -> None:
    post = {
        "id": 1,
        "date": "2022-03-01T10:35:00",
        "link": "https://example.org/1",
        "title": {"rendered": "A &#8211; B"},
    }
    post |= {"content": {"rendered": "<p>One.</p><p>Two.</p>"}, "excerpt": {"rendered": "<p>In short.</p>"}}
    article = read_articles(json.dumps([post]).encode()).articles.iloc[0]
    assert (article["title"], article["text"], article["standfirst"]) == ("A – B", "One.\n\nTwo.", "In short.")


B, C = {**A, "title": "U"}, {**A, "title": "V"}


@pytest.mark.parametrize(
    "value",
    [
        {"page1": {"status": "ok", "articles": [A, B]}, "page2": {"status": "ok", "articles": [C]}},
        {"2022-03-15": [A, B], "2022-03-16": [C]},
        {"query": "q", "results": {"x": {"articles": [A, B]}, "y": {"articles": [C]}}},
        {"sources": {"X": [A], "Y": [B, C]}},
        [[A, B], [C]],
        [{"day": "2022-03-15", "articles": [A, B]}, {"day": "2022-03-16", "articles": [C]}],
        [{"title": "Monday", "articles": [A, B]}, C],
        {"pages": [{"items": [A]}, {}, {"items": []}, {"items": [B, C]}]},
        {"message": "Success", "articles": [A, B, C], "categories": [{"title": "World"}] * 5},
        {"first": [A, B], "second": [{"headline": "V", "body": "Other names."}]},
    ],
)
def test_all_lists_of_a_document_are_read(value: Any) -> None:
    articles, problems = read_articles(json.dumps(value).encode())
    assert articles["title"].tolist() == ["T", "U", "V"]
    assert articles["source_index"].tolist() == [0, 1, 2]
    assert (articles["text"] != "").all()
    assert not (problems["severity"] == "error").any()


def test_the_key_of_a_list_among_others_is_kept() -> None:
    articles, _ = read_articles(json.dumps({"2022-03-15": [A], "2022-03-16": [B]}).encode())
    assert articles["x_key"].tolist() == ["2022-03-15", "2022-03-16"]


@pytest.mark.parametrize("wrap", [lambda r: r, lambda r: [r], lambda r: {"items": [r]}, lambda r: {"id 1": r}])
@pytest.mark.parametrize("text", ["Some text here.", None])
def test_lists_inside_a_record_are_no_articles(wrap: Any, text: str | None) -> None:
    record = {**A, "text": text, "url": "https://x.example/1", "tags": [{"title": "War"}]}
    record |= {"multimedia": [{"title": "Map", "url": "https://x.example/m"}], "comments": [{"text": "I see."}]}
    record |= {"related": [{"title": "R", "url": "https://x.example/2", "date": "2022-02-25"}]}
    articles, problems = read_articles(json.dumps(wrap(record)).encode())
    assert articles["title"].tolist() == ["T"]
    assert not (problems["severity"] == "error").any()


def test_records_beside_the_articles_are_reported() -> None:
    value = {"articles": [A], "sources": [{"title": "X", "url": "https://x.example"}], "facets": [{"title": "World"}]}
    articles, problems = read_articles(json.dumps(value).encode())
    assert len(articles) == 1
    found = problems.loc[problems["code"] == "not_an_article", ["severity", "value"]]
    assert found.to_numpy().tolist() == [["error", "sources"], ["warning", "facets"]]


def test_lines_that_are_answers_are_read() -> None:
    lines = [json.dumps({"day": 1, "articles": [A, B]}), "broken", json.dumps(C)]
    articles, problems = read_articles("\n".join(lines).encode(), format="jsonl")
    assert articles["source_index"].tolist() == [0, 1, 3]
    assert problems.loc[problems["severity"] == "error", "source_index"].tolist() == [2]


def test_the_number_of_an_author_is_no_name() -> None:
    articles, _ = read_articles(json.dumps([{**A, "author": 3}, {**B, "author": "Ann Example"}]).encode())
    assert articles["byline"].tolist() == ["", "Ann Example"]
    assert articles["x_author_id"].tolist() == ["3", ""]


def test_answers_as_objects_are_read_like_those_in_files() -> None:
    answers = [{"day": day, "articles": [{"title": f"A {day}", "text": "One two."}]} for day in (1, 2)]
    found = read_articles(answers).articles
    assert found["article_id"].tolist() == read_articles(json.dumps(answers).encode()).articles["article_id"].tolist()
    assert found["title"].tolist() == ["A 1", "A 2"]


def test_the_place_of_a_document_in_elasticsearch_is_kept() -> None:
    lines = [json.dumps({"_id": str(n), "_source": {"title": f"A {n}", "text": "One two."}}) for n in (1, 2)]
    articles = read_articles("\n".join(lines).encode()).articles
    assert (articles["title"].tolist(), articles["x__id"].astype(str).tolist()) == (["A 1", "A 2"], ["1", "2"])
