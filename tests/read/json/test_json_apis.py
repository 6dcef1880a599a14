"""Answers of news APIs beyond their samples: single articles, blocks, errors, and the messages of GDELT."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mediakit.read import read_articles
from mediakit.read.account import Options
from mediakit.read.json.apis import parse_answers

GUARDIAN = {
    "id": "world/2022/jan/01/council",
    "sectionName": "World news",
    "webPublicationDate": "2022-01-01T10:36:00Z",
    "webTitle": "Council meets",
    "webUrl": "https://guardian.example/world/2022/jan/01/council",
}
BLOCKS = [{"id": "1", "bodyHtml": "<p>The council met.</p>"}, {"id": "2", "bodyTextSummary": "It adjourned."}]
TAGS = [
    {"id": "profile/ann", "type": "contributor", "webTitle": "Ann Example"},
    {"id": "world/councils", "type": "keyword", "webTitle": "Councils"},
]
NYT = {
    "web_url": "https://times.example/2024/01/01/council.html",
    "abstract": "In short.",
    "lead_paragraph": "The council met on Monday.",
    "headline": {"main": "Council Meets", "print_headline": ""},
    "pub_date": "2024-01-01T10:36:00+0000",
    "byline": {"original": "By Ann Example"},
    "multimedia": {"caption": "The hall", "default": {"url": "x.jpg", "height": 400}, "thumbnail": {"url": "y.jpg"}},
    "word_count": 1005,
}
MEDIA_CLOUD = {
    "id": "1a",
    "indexed_date": "2023-12-01 10:11:12.123456",
    "language": "en",
    "media_name": "daily.example",
    "media_url": "daily.example",
    "publish_date": "2023-11-30",
    "title": "Council meets",
    "url": "https://daily.example/1",
}


def read(value: Any) -> tuple[Any, Any]:
    return read_articles(json.dumps(value).encode())


def test_guardian_article_with_blocks_and_contributors() -> None:
    content = {**GUARDIAN, "blocks": {"body": BLOCKS, "totalBodyBlocks": 2}, "tags": TAGS}
    articles, problems = read({"response": {"status": "ok", "total": 1, "content": content}})
    record = articles.iloc[0]
    assert (len(articles), record["title"], record["byline"]) == (1, "Council meets", "Ann Example")
    assert record["text"] == "The council met.\n\nIt adjourned."
    assert not problems["severity"].eq("error").any()


def test_guardian_article_with_fields() -> None:
    fields = {"body": "<p>The council met.</p><p>It adjourned.</p>", "byline": "Ann Example and Bob Other"}
    articles, _ = read({"response": {"status": "ok", "content": {**GUARDIAN, "fields": fields, "tags": TAGS}}})
    assert articles["text"].tolist() == ["The council met.\n\nIt adjourned."]
    assert articles["byline"].tolist() == ["Ann Example and Bob Other"]


@pytest.mark.parametrize("meta", [{"meta": {"hits": 2}}, {"metadata": {"hits": 8000}}])
def test_nyt_archive_and_newer_answers(meta: dict[str, Any]) -> None:
    articles, problems = read({"status": "OK", "response": {"docs": [NYT, {**NYT, "multimedia": []}], **meta}})
    assert articles["title"].tolist() == ["Council Meets"] * 2
    assert articles["truncated"].all()
    assert articles["word_count_stated"].tolist() == [1005, 1005]
    assert not problems["severity"].eq("error").any()


@pytest.mark.parametrize("wrapped", [False, True])
def test_media_cloud_of_today(wrapped: bool) -> None:
    stories = [MEDIA_CLOUD, {**MEDIA_CLOUD, "id": "2b", "text": "The council met. It adjourned."}]
    articles, _ = read({"stories": stories, "pagination_token": "x"} if wrapped else stories)
    assert articles["outlet"].tolist() == ["daily.example"] * 2
    assert [f"{day:%Y-%m-%d}" for day in articles["published"]] == ["2023-11-30"] * 2
    assert articles["text"].tolist() == ["", "The council met. It adjourned."]


def test_sentences_of_an_older_media_cloud_story() -> None:
    rows = [{"sentence": "It adjourned.", "sentence_number": 1}, {"sentence": "The council met.", "sentence_number": 0}]
    story = {"stories_id": 1, "title": "Council meets", "publish_date": "2018-11-24 04:05:00", "story_sentences": rows}
    articles, _ = read([story])
    assert articles["text"].tolist() == ["The council met. It adjourned."]
    assert articles["title"].tolist() == ["Council meets"]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"status": "error", "code": "apiKeyInvalid", "message": "Your key is invalid."}, "Your key is invalid."),
        ({"response": {"status": "error", "message": "It could not be found."}}, "It could not be found."),
        ({"fault": {"faultstring": "Invalid key", "detail": {"errorcode": "x"}}}, "Invalid key"),
        ({"error": {"code": "usage_limit_reached", "message": "Used up."}}, "Used up."),
        ({"status": "error", "results": {"message": "No such key", "code": "x"}}, "No such key"),
        ({"message": "Unauthorized"}, "Unauthorized"),
        ({"errors": ["No query"]}, "No query"),
    ],
)
def test_errors_are_problems_and_no_articles(answer: Any, said: str) -> None:
    articles, problems = read(answer)
    assert len(articles) == 0
    assert problems[["severity", "value"]].to_numpy().tolist() == [["error", said]]


def test_a_text_called_message_is_a_text() -> None:
    articles, _ = read({"message": "The council met on Monday and talked for long. " * 12})
    assert len(articles) == 1


def test_a_message_about_too_many_requests_is_named() -> None:
    _, problems = read({"status": "error", "code": "rateLimited", "message": "You have made too many requests."})
    assert problems["code"].tolist() == ["throttled"]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("Please limit requests to one every 5 seconds.", "throttled"),
        ("The specified phrase is too short.", "malformed_document"),
        ("{ }\n", "silent_empty"),
        ('{"status": "ok", "totalResults": 0, "articles": []}', "silent_empty"),
        ('{"response": {"docs": [], "meta": {"hits": 0}}}', "silent_empty"),
    ],
)
def test_messages_of_gdelt_and_empty_answers(answer: str, code: str) -> None:
    articles, problems = read_articles(answer.encode())
    assert len(articles) == 0
    assert problems["code"].tolist() == [code]


def test_sections_of_a_body_are_its_text() -> None:
    body = {"summary": ["In short."], "sections": [{"headline": ["Then"], "paragraphs": ["One.", "Two."]}]}
    record = {"title": "Council meets", "publishing_date": "2022-01-01T10:36:00+01:00", "body": body}
    assert read([record])[0]["text"].tolist() == ["Then\n\nOne.\n\nTwo."]
    assert read([{**record, "plaintext": "One. Two."}])[0]["text"].tolist() == ["One. Two."]


NEWSAPI = {
    "source": {"id": None, "name": "Daily X"},
    "title": "Council meets",
    "description": "In short.",
    "url": "https://x.example/1",
    "urlToImage": None,
    "publishedAt": "2022-09-28T04:18:00Z",
    "content": "It adjourned.",
}
PAGES = {
    "guardian": {"response": {"status": "ok", "total": 2, "results": [GUARDIAN]}},
    "nyt": {"status": "OK", "response": {"docs": [NYT], "meta": {"hits": 2}}},
    "newsapi": {"status": "ok", "totalResults": 1, "articles": [NEWSAPI]},
    "mediacloud": {"stories": [MEDIA_CLOUD], "pagination_token": "x"},
}


@pytest.mark.parametrize("api", PAGES)
def test_a_list_of_answers_is_read_as_its_answers(api: str) -> None:
    articles, problems = read([PAGES[api], PAGES[api]])
    single, _ = read(PAGES[api])
    further = ["article_id", "source_index"]
    assert (
        articles.drop(columns=further).iloc[1].astype(str).tolist()
        == single.drop(columns=further).iloc[0].astype(str).tolist()
    )
    assert len(articles) == 2 and not problems["severity"].eq("error").any()
    account = parse_answers([PAGES[api], PAGES[api]], Options())
    assert account is not None and account.seen == len(account.frame) == 2
    assert parse_answers([NEWSAPI, NEWSAPI], Options()) is None


def test_answers_of_several_apis_keep_their_maps() -> None:
    articles, problems = read([PAGES["guardian"], PAGES["nyt"], PAGES["newsapi"]])
    assert articles["outlet"].tolist() == ["The Guardian", "The New York Times", "Daily X"]
    assert articles["truncated"].tolist() == [False, True, False]
    assert not problems["severity"].eq("error").any()


def test_an_error_among_answers_is_one_error() -> None:
    failed = {"status": "error", "code": "rateLimited", "message": "Too much."}
    for value in ([PAGES["newsapi"], failed, {}, {"articles": []}], {"pages": [PAGES["newsapi"], failed]}):
        articles, problems = read(value)
        assert articles["title"].tolist() == ["Council meets"]
        assert problems["severity"].eq("error").sum() == 1 and "Too much." in str(problems["message"].tolist())


def test_removed_articles_are_errors() -> None:
    gone = {**NEWSAPI, **dict.fromkeys(("title", "description", "content"), "[Removed]")}
    articles, problems = read({"status": "ok", "totalResults": 3, "articles": [gone, NEWSAPI, gone]})
    assert articles["source_index"].tolist() == [1]
    lost = problems[problems["severity"] == "error"]
    assert lost["code"].tolist() == ["not_an_article"] * 2 and lost["source_index"].tolist() == [0, 2]
    assert len(read({"status": "ok", "totalResults": 1, "articles": [gone]})[0]) == 0
