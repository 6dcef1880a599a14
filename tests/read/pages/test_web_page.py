"""Saved web pages: text, headline, date and the rest, of pages made by hand and of the samples."""

from __future__ import annotations

import base64
import gzip
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mediakit.read import read_articles, sniff
from mediakit.read.account import Options, Parsed
from mediakit.read.pages.web_page import Origin, add_page, parse_html_page, recognise_html_page
from tests.conftest import evaluation_data
from tests.read.press_helpers import check_account, codes, errors

PARAGRAPHS = [
    "The council met on Tuesday to discuss the repair of the old bridge over the river, which was closed in May.",
    "Members heard from three engineers, who said that the work would take at least eight months and cost two million.",
    "A decision is expected at the next session, when the treasurer will present the budget for the coming year.",
]
LONG = "The council of the town on the river"
LINKED_DATA = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Council discusses bridge",
    "datePublished": "2022-03-01T08:30:00+02:00",
    "dateModified": "2022-03-02T09:00:00+02:00",
    "author": [{"@type": "Person", "name": "Ann Example"}, {"@type": "Person", "name": "By Bo Sample"}],
    "publisher": {"@type": "Organization", "name": "The River Post"},
    "articleSection": "Local",
}


def page(
    *,
    head: str = "",
    body: str = "",
    data: Any = LINKED_DATA,
    h1: str = "Council discusses bridge",
    lang: str = "en-GB",
) -> bytes:
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>' if data else ""
    text = body or "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8">{head}{script}</head>'
        f"<body><nav><a href='/'>Home</a></nav><article><h1>{h1}</h1>{text}</article></body></html>"
    ).encode()


def read(data: bytes, origin: Origin | None = None) -> tuple[dict[str, Any], Parsed]:
    parsed = Parsed()
    add_page(parsed, data, Options(), origin or Origin("https://riverpost.example/news/bridge"))
    check_account(parsed)
    return (parsed.records or [{}])[0], parsed


def test_a_page_becomes_an_article_with_all_that_it_states() -> None:
    record, parsed = read(page())
    assert record["title"] == "Council discusses bridge"
    assert record["text"] == "\n\n".join(PARAGRAPHS)
    assert record["published"] == datetime(2022, 3, 1, 6, 30, tzinfo=UTC)
    assert (record["date_precision"], record["date_text"]) == ("minute", "2022-03-01T08:30:00+02:00")
    assert record["x_modified"] == "2022-03-02T07:00:00+00:00"
    assert record["byline"] == "Ann Example, Bo Sample"
    assert (record["outlet"], record["section"], record["language"]) == ("The River Post", "Local", "en")
    assert record["url"] == "https://riverpost.example/news/bridge"
    assert codes(parsed) == []


def test_meta_elements_stand_in_for_json_ld() -> None:
    head = (
        '<meta property="og:title" content="Council discusses bridge | The River Post">'
        '<meta property="og:site_name" content="The River Post">'
        '<meta property="article:published_time" content="2022-03-01T08:30:00Z">'
        '<meta name="author" content="Ann Example">'
        '<link rel="canonical" href="/news/1"><title>Council discusses bridge - The River Post</title>'
    )
    record, _ = read(page(head=head, data=None))
    assert record["title"] == "Council discusses bridge"
    assert record["published"] == datetime(2022, 3, 1, 8, 30, tzinfo=UTC)
    assert (record["outlet"], record["byline"]) == ("The River Post", "Ann Example")
    assert record["url"] == "https://riverpost.example/news/1"


@pytest.mark.parametrize(
    ("linked", "og", "h1", "title", "elected"),
    [
        ("Short form", "The long form of it", "The long form of it", "Short form | Post", "Short form"),
        ("", "One - Two", "One - Two", "One - Two - Post", "One - Two"),
        ("", "Bridge closed | Post", "Bridge closed", "Bridge closed | Post", "Bridge closed"),
        ("Bridge closed for ...", "Bridge closed for eight months", "", "", "Bridge closed for eight months"),
        ("A &quot;bridge&quot; too far", 'A "bridge" too far', "", "", 'A "bridge" too far'),
        ("", "", "News", "Bridge closed for months - News", "Bridge closed for months"),
        ("", "Bridge closed for months", "News", "Bridge closed for months - News", "Bridge closed for months"),
        ("A &amp;quot;bridge&amp;quot; too far", "", "", "", 'A "bridge" too far'),
        ("", "", "<span class='kicker'>Traffic</span><span>Bridge closed</span>", "Bridge closed", "Bridge closed"),
        ("", "", "<span class='kicker'>Traffic</span><span>Bridge closed</span>", "", "Bridge closed"),
        ("", "Traffic: Bridge closed", "<b class='kicker'>Traffic: </b>Bridge closed", "", "Traffic: Bridge closed"),
        ("", "", "Bridge closed<br>for months", "", "Bridge closed for months"),
        ("", "", "<span class='sr-only'>Exclusive:</span> Bridge closed", "", "Bridge closed"),
        ("", "", "Bridge clo<i>sed</i>", "", "Bridge closed"),
        ("", "", "<a href='/'>The Council and its Bridges</a>", "Bridge closed", "Bridge closed"),
        ("", "", "Search", "Bridge closed for eight months", "Bridge closed for eight months"),
        ("", "", "", "Bridge closed for eight months - River Post", "Bridge closed for eight months"),
        ("", "", "", "The River Post | Bridge closed for eight months", "Bridge closed for eight months"),
        ("", "", "", "Bridge closed for eight months | Local | River Post", "Bridge closed for eight months"),
        ("", "", "BRIDGE CLOSED FOR MONTHS", "Bridge closed for months", "Bridge closed for months"),
        (f"{LONG} closes the old bri", f"{LONG} closes the old bridge", "", "", f"{LONG} closes the old bridge"),
        (
            "",
            "",
            "<span class='section-name'>Bridge closed for months</span> <b>5</b>",
            "",
            "Bridge closed for months 5",
        ),
        ("", "", "橋を八か月閉鎖", "橋を八か月閉鎖｜リバーポスト", "橋を八か月閉鎖"),
        ("", "", "", "大桥关闭八个月-River Post", "大桥关闭八个月"),
        ("", "橋を八か月閉鎖：川新聞", "橋を八か月閉鎖", "", "橋を八か月閉鎖"),
    ],
)
def test_the_headline_is_elected(linked: str, og: str, h1: str, title: str, elected: str) -> None:
    head = f"<meta property='og:title' content='{og}'>" if og else ""
    head += f"<title>{title}</title>" if title else ""
    record, _ = read(page(head=head, h1=h1, data=LINKED_DATA | {"headline": linked}))
    assert record["title"] == elected


def test_a_lesser_heading_tells_the_headline_from_the_name_of_the_site() -> None:
    body = "<h2>Bridge closed for months</h2>" + "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    head = "<title>Bridge closed for months - Notes of a traveller</title>"
    assert read(page(head=head, h1="", data=None, body=body))[0]["title"] == "Bridge closed for months"


def test_other_places_state_the_headline_where_the_usual_ones_do_not() -> None:
    head = '<meta name="twitter:title" content="Bridge closed for months">'
    assert read(page(head=head, h1="", data=None))[0]["title"] == "Bridge closed for months"


def test_the_article_that_names_this_page_is_told_from_related_ones() -> None:
    related = LINKED_DATA | {"headline": "Mayor resigns", "url": "https://riverpost.example/news/mayor"}
    own = LINKED_DATA | {
        "headline": "Bridge closed",
        "mainEntityOfPage": {"@id": "http://www.riverpost.example/news/1/"},
    }
    head = '<link rel="canonical" href="https://riverpost.example/news/1">'
    assert read(page(head=head, h1="", data=[related, own]))[0]["title"] == "Bridge closed"


def test_the_name_of_the_site_is_no_part_of_the_headline() -> None:
    head = '<meta property="og:site_name" content="River Post"><title>Bridge closed | River Post</title>'
    assert read(page(head=head, h1="", data=None))[0]["title"] == "Bridge closed"


def test_an_agency_that_is_stated_as_publisher_is_not_the_outlet() -> None:
    linked = LINKED_DATA | {"publisher": {"name": "World Press Agency"}}
    record, _ = read(page(head='<meta property="og:site_name" content="River Post">', data=linked))
    assert record["outlet"] == "River Post"


@pytest.mark.parametrize(
    "broken",
    [
        '{"@type": "NewsArticle", "headline": "Bridge", "datePublished": "2022-03-01T08:30:00+02:00",}',
        '{"@type": "NewsArticle", "headline": "Bridge",\n "datePublished": "2022-03-01T08:30:00+02:00", "x": }',
        r'{"@type": "NewsArticle", "headline": "A \B bridge", "datePublished": "2022-03-01T08:30:00+02:00"}',
        '{"@type": "WebSite", "name": "Post"} {"@type": "NewsArticle", "datePublished": "2022-03-01T08:30:00+02:00"}',
        '[{"@type": "WebSite", "x": "a "b" c"}, {"@type": "Article", "datePublished": "2022-03-01T08:30:00+02:00"}]',
        "<!-- {&quot;@type&quot;: &quot;Article&quot;, &quot;datePublished&quot;: &quot;2022-03-01T06:30Z&quot;} -->",
        '[{"@graph": [{"@type": ["Thing", "ReportageNewsArticle"], "datePublished": "2022-03-01T08:30:00+02:00"}]}]',
    ],
)
def test_broken_and_nested_json_ld_still_states_its_date(broken: str) -> None:
    head = f'<script type="application/ld+json">{broken}</script>'
    assert read(page(head=head, data=None))[0]["published"] == datetime(2022, 3, 1, 6, 30, tzinfo=UTC)


def test_quotation_marks_that_nobody_escaped_stay_in_the_headline() -> None:
    broken = '{"@type": "NewsArticle", "headline": "The "old" bridge", "datePublished": "2022-03-01T08:30:00+02:00"}'
    record, _ = read(page(head=f'<script type="application/ld+json">{broken}</script>', data=None, h1=""))
    assert record["title"] == 'The "old" bridge'


def test_dates_of_other_articles_on_the_page_are_not_taken() -> None:
    linked = [
        {"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "datePublished": "2019-01-01T00:00:00Z"}]},
        {"@type": "WebPage", "datePublished": "2022-03-01T08:30:00Z"},
    ]
    assert read(page(data=linked))[0]["published"] == datetime(2022, 3, 1, 8, 30, tzinfo=UTC)


def test_a_day_is_made_exact_by_a_time_of_the_same_day() -> None:
    head = '<meta property="article:published_time" content="2022-03-01T08:30:00Z">'
    record, _ = read(page(head=head, data=LINKED_DATA | {"datePublished": "2022-03-01"}))
    assert (record["published"], record["date_precision"]) == (datetime(2022, 3, 1, 8, 30, tzinfo=UTC), "minute")


def test_a_date_after_the_page_was_seen_is_a_problem() -> None:
    seen = datetime(2022, 2, 1, tzinfo=UTC)
    record, parsed = read(page(), Origin("https://riverpost.example/a", seen=seen))
    assert record["published"] is None
    assert "date_in_future" in codes(parsed)
    record, parsed = read(page(), Origin(seen=datetime(2022, 3, 1, 6, tzinfo=UTC)))
    assert record["published"] is not None and "date_in_future" not in codes(parsed)


def test_the_date_of_a_video_counts_only_where_no_other_is_stated() -> None:
    video = {"@type": "VideoObject", "uploadDate": "2021-05-01T08:30:00Z"}
    record, parsed = read(page(data=[video, LINKED_DATA]))
    assert record["published"] == datetime(2022, 3, 1, 6, 30, tzinfo=UTC) and codes(parsed) == []
    assert read(page(data=video))[0]["published"] == datetime(2021, 5, 1, 8, 30, tzinfo=UTC)


def test_a_page_changed_long_after_publication_keeps_both_dates() -> None:
    record, parsed = read(page(data=LINKED_DATA | {"dateModified": "2026-03-02T09:00:00Z"}))
    assert record["published"].year == 2022 and record["x_modified"].startswith("2026-03-02")
    assert [(p["code"], p["severity"]) for p in parsed.problems] == [("date_disagrees", "info")]


def test_the_address_states_the_day_where_the_page_does_not() -> None:
    record, _ = read(page(data=None), Origin("https://riverpost.example/2021/nov/18/bridge"))
    assert (record["published"], record["date_precision"]) == (datetime(2021, 11, 18, tzinfo=UTC), "day")


def test_a_day_found_elsewhere_on_the_page_is_marked() -> None:
    body = "<p class='date'>Published on 5 June 2020</p>" + "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    record, parsed = read(page(data=None, body=body))
    assert record["published"] == datetime(2020, 6, 5, tzinfo=UTC)
    assert "date_found_in_page" in codes(parsed)


@pytest.mark.parametrize(
    ("body", "day"),
    [
        ("<time datetime='2020-06-05T10:00:00Z'>3 hours ago</time>", "2020-06-05"),
        ("<span property='dc:date' content='2020-06-05T00:00:00+02:00'>Friday</span>", "2020-06-05"),
        ("<time class='updated'>8 June 2020</time><time class='published updated'>5 June 2020</time>", "2020-06-05"),
        ("<time class='updated'>5 June 2020</time>", "2020-06-05"),
        ("<p class='date'>الجمعة ٥ يونيو ٢٠٢٠</p>", "2020-06-05"),
        ("<p class='date'>5 जनवरी 2020</p>", "2020-01-05"),
        ("<p class='date'>2020. 6. 5. 오후 3:10</p>", "2020-06-05"),
        ('<script>window.page = {"publishedAt": "2020-06-05T10:00:00Z"}</script>', "2020-06-05"),
        ('<script>let page = "{\\"publishDate\\":\\"2020-06-05\\"}"</script>', "2020-06-05"),
    ],
)
def test_dates_outside_the_head_are_found(body: str, day: str) -> None:
    body += "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    assert f"{read(page(data=None, body=body))[0]['published']:%Y-%m-%d}" == day


def test_a_date_above_the_heading_is_less_trusted_than_one_below() -> None:
    html = (
        "<html><body><div id='date'>Monday 8 June 2020</div><h1>Bridge closed</h1><p class='date'>5 June 2020</p>"
        + "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    )
    assert read(html.encode())[0]["published"] == datetime(2020, 6, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stated", "moment", "precision"),
    [
        ("2022-03-01T08:30+02", "2022-03-01T06:30", "minute"),
        ("2022-03-01T08:30:00+0200", "2022-03-01T06:30", "minute"),
        ("2022-03-01T08:30:00+02:00[Europe/Berlin]", "2022-03-01T06:30", "minute"),
        ("Tue Mar 01 2022 08:30:00 GMT+0200 (Eastern European Standard Time)", "2022-03-01T06:30", "minute"),
        ("2022/03/01T08:30:00+02:00", "2022-03-01T06:30", "minute"),
        ("20220301T0830+0200", "2022-03-01T06:30", "minute"),
        ("2022-03-01T06:30:00-0000Z", "2022-03-01T06:30", "minute"),
        ("2022-03-01 08:30:00.0", "2022-03-01T08:30", "minute"),
        ("1646116200000", "2022-03-01T06:30", "minute"),
        ("2022-03-01T00:00:00+02:00", "2022-03-01T00:00", "day"),
        ("20220301", "2022-03-01T00:00", "day"),
    ],
)
def test_stamps_are_read_in_all_their_forms(stated: str, moment: str, precision: str) -> None:
    record, _ = read(page(data=LINKED_DATA | {"datePublished": stated}))
    assert (f"{record['published']:%Y-%m-%dT%H:%M}", record["date_precision"]) == (moment, precision)


@pytest.mark.parametrize("unset", ["", "0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "null"])
def test_a_stamp_that_was_never_set_is_no_date(unset: str) -> None:
    head = '<meta name="parsely-pub-date" content="2022-03-01T08:30:00Z">'
    record, _ = read(page(head=head, data=LINKED_DATA | {"datePublished": unset}))
    assert record["published"] == datetime(2022, 3, 1, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(("lang", "month"), [("en-US", 3), ("en-GB", 2)])
def test_the_country_of_its_english_tells_the_order_of_numbers(lang: str, month: int) -> None:
    record, parsed = read(page(lang=lang, data=LINKED_DATA | {"datePublished": "3/2/2022 8:30:00 AM"}))
    assert record["published"].month == month and "ambiguous_day_month" not in codes(parsed)


def test_body_parts_in_several_containers_are_joined() -> None:
    parts = "".join(
        f"<div class='body part'><p>{p} {n}</p><p>{p} again {n}</p></div><div class='ad'>Advertisement</div>"
        for n, p in enumerate(PARAGRAPHS * 2)
    )
    record, _ = read(page(body=parts))
    assert all(f"{p} {n}" in record["text"] for n, p in enumerate(PARAGRAPHS * 2))


def test_lines_that_lead_to_other_articles_are_no_text() -> None:
    body = (
        f"<p>{PARAGRAPHS[0]}</p><p>Read more: <a href='/other'>Another story about bridges</a></p>"
        f"<p>All figures stand in <a href='/report'>the report of the engineers</a>, she said.</p>"
        f"<p>{PARAGRAPHS[1]}</p><p><a href='/third'>Ten bridges you must see</a></p><p>{PARAGRAPHS[2]}</p>"
    )
    text = read(page(body=body))[0]["text"]
    assert "Another story" not in text and "Ten bridges" not in text
    assert "All figures stand in the report of the engineers, she said." in text


def test_quoted_posts_stay_in_the_text() -> None:
    post = "<blockquote class='twitter-tweet'><p>We will fix it, says the mayor herself.</p></blockquote>"
    body = f"<p>{PARAGRAPHS[0]}</p><div class='embed'>{post}</div><p>{PARAGRAPHS[1]}</p><p>{PARAGRAPHS[2]}</p>"
    assert "We will fix it" in read(page(body=body))[0]["text"]


def test_the_text_stated_for_machines_is_used_where_the_page_shows_little() -> None:
    stated = " ".join(PARAGRAPHS * 4)
    record, _ = read(page(body="<div id='root'></div>", data=LINKED_DATA | {"articleBody": stated}))
    assert record["text"] == stated


def test_furniture_outside_the_stated_text_is_cut_off_the_ends() -> None:
    body = "".join(f"<p>{p}</p>" for p in [*PARAGRAPHS, "Write to the newsroom if you know more about this story."])
    record, _ = read(page(body=body, data=LINKED_DATA | {"articleBody": "\n".join(PARAGRAPHS)}))
    assert record["text"] == "\n\n".join(PARAGRAPHS)


def test_a_stated_text_that_was_cut_itself_cuts_nothing() -> None:
    text = [f"{n}. {p}" for n, p in enumerate([*PARAGRAPHS, *PARAGRAPHS, "And so the bridge stays closed."])]
    stated = "\n".join(text[:6])[:-20]
    record, _ = read(page(body="".join(f"<p>{p}</p>" for p in text), data=LINKED_DATA | {"articleBody": stated}))
    assert record["text"] == "\n\n".join(text)


def test_lists_tables_and_line_breaks_keep_their_lines() -> None:
    body = (
        f"<p>{PARAGRAPHS[0]}<br><br>{PARAGRAPHS[1]}</p>"
        f"<ul><li>The first point is costs</li><li>The second is time</li></ul><p>{PARAGRAPHS[2]}</p>"
    )
    text = read(page(body=body))[0]["text"]
    assert f"{PARAGRAPHS[0]}\n\n{PARAGRAPHS[1]}" in text
    assert "The first point is costs\nThe second is time" in text


def test_a_comment_inside_a_paragraph_does_not_end_it() -> None:
    rest = "".join(f"<p>{p}</p>" for p in PARAGRAPHS[1:])
    body = f"<p>{PARAGRAPHS[0]} <!-- note -->And so it <!-- x --><b>goes</b> on.</p>{rest}"
    assert "And so it goes on." in read(page(body=body))[0]["text"]


def test_fewer_words_than_stated_mark_a_cut_text() -> None:
    record, parsed = read(page(data=LINKED_DATA | {"wordCount": "900"}))
    assert record["truncated"] is True and record["word_count_stated"] == 900
    assert "truncated_text" in codes(parsed)


@pytest.mark.parametrize("title", ["Just a moment...", "403 Forbidden", "Access Denied", "Page not found | River Post"])
def test_a_refusal_is_no_article(title: str) -> None:
    data = f"<html><head><title>{title}</title></head><body><p>Sorry.</p></body></html>".encode()
    _, parsed = read(data)
    assert [(p["code"], p["severity"]) for p in parsed.problems] == [("not_an_article", "error")]


def test_a_headline_that_begins_like_a_refusal_is_an_article() -> None:
    record, _ = read(page(h1="404 days of war", data=LINKED_DATA | {"headline": "404 days of war"}))
    assert record["title"] == "404 days of war"


def test_a_front_page_is_doubtful() -> None:
    links = "".join(f"<li><a href='/{n}'>Story number {n} about something</a></li>" for n in range(30))
    data = f"<html><head><title>River Post</title></head><body><ul>{links}</ul></body></html>".encode()
    _, parsed = read(data, Origin("https://riverpost.example/"))
    assert "not_an_article" in codes(parsed)


@pytest.mark.parametrize("data", [b"", b"   ", b"<html></html>", b"<html><body><script>x</script></body></html>"])
def test_a_page_without_content_is_accounted_for(data: bytes) -> None:
    _, parsed = read(data)
    assert parsed.seen == 1 and len(errors(parsed)) == 1


@pytest.mark.parametrize("codec", ["utf-8", "cp1251", "utf-16"])
def test_encodings_are_decoded(codec: str) -> None:
    text = "Совет обсудил ремонт старого моста через реку, который закрыт с мая этого года из-за трещин в опорах."
    head = f'<meta charset="{codec}"><title>Мост</title>'
    html = f'<html lang="ru"><head>{head}</head><body><p>{text}</p><p>{text} Да.</p></body></html>'
    record, _ = read(html.encode(codec))
    assert text in record["text"] and record["title"] == "Мост" and record["language"] == "ru"


def test_the_encoding_that_the_server_states_counts() -> None:
    html = "<html><head><title>Brücke</title></head><body><p>Größe</p></body></html>".encode("cp1252")
    assert read(html, Origin(charset="windows-1252"))[0]["title"] == "Brücke"


def test_the_address_from_which_a_browser_saved_the_page_is_kept() -> None:
    saved = b"<!-- saved from url=(0042)https://riverpost.example/news/bridge?x=1 -->\n" + page()
    assert read(saved, Origin())[0]["url"] == "https://riverpost.example/news/bridge?x=1"


def archived() -> bytes:
    start = "https://web.archive.org/web/20220305101500"
    toolbar = (
        "<!-- BEGIN WAYBACK TOOLBAR INSERT --><div id='wm-ipp-base'><h1>9 captures</h1><span class='date'>5 Mar 2009"
    )
    body = f"{toolbar}</span></div><!-- END WAYBACK TOOLBAR INSERT --><h1>Bridge closed</h1>"
    body += f"<a href='{start}/https://elsewhere.example/a'>Elsewhere</a>" + "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    head = f'<title>Bridge closed</title><link rel="canonical" href="{start}/https://riverpost.example/news/bridge">'
    head += f"<script src='{start}js_/https://riverpost.example/a.js'></script>"
    return f"<html><head>{head}</head><body>{body}</body></html>".encode()


def test_the_copy_of_an_archive_is_read_as_the_page_itself() -> None:
    record, parsed = read(archived(), Origin())
    assert record["url"] == "https://riverpost.example/news/bridge"
    assert (record["title"], record["text"]) == ("Bridge closed", "\n\n".join(PARAGRAPHS))
    assert record["published"] is None
    late = page(
        head="<!-- FILE ARCHIVED ON 10:15:00 Mar 05, 2022 -->", data=LINKED_DATA | {"datePublished": "2022-03-09"}
    )
    _, parsed = read(late, Origin("https://web.archive.org/web/20220305101500/https://riverpost.example/a"))
    assert "date_in_future" in codes(parsed)


def test_a_page_that_links_to_an_archive_is_no_copy_of_one() -> None:
    link = "<a href='https://web.archive.org/web/20120305101500/https://riverpost.example/old'>an old page</a>"
    record, parsed = read(page(body="".join(f"<p>{p} See {link}.</p>" for p in PARAGRAPHS)))
    assert record["published"] is not None and "date_in_future" not in codes(parsed)


@pytest.mark.parametrize(
    "address",
    [
        "https://web.archive.org/web/20220305101500/https://riverpost.example/news/1",
        "https://archive.ph/20220305101500/https://riverpost.example/news/1",
        "https://www.google.com/amp/s/riverpost.example/news/1",
        "https://riverpost-example.cdn.ampproject.org/c/s/riverpost.example/news/1",
        "https://webcache.googleusercontent.com/search?q=cache:AbCdEfGhIjK:https://riverpost.example/news/1+bridge&hl=en",
        "https://riverpost.example/news/1",
    ],
)
def test_addresses_of_copies_lead_to_the_page_itself(address: str) -> None:
    record, _ = read(page(data=None), Origin(address))
    assert (record["url"], record["outlet"]) == ("https://riverpost.example/news/1", "riverpost.example")


def saved_mail() -> bytes:
    head = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://riverpost.example/news/1\r\nSubject: Bridge\r\n"
        "Date: Sat, 5 Mar 2022 10:15:00 -0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
        '\ttype="text/html";\r\n\tboundary="----Boundary----"\r\n\r\n\r\n------Boundary----\r\n'
        "Content-Type: text/html\r\n"
        "Content-Transfer-Encoding: base64\r\nContent-Location: https://riverpost.example/news/1\r\n\r\n"
    )
    image = "\r\n------Boundary----\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n"
    html = page(h1="Brücke closed", data=LINKED_DATA | {"headline": "Brücke closed"})
    return head.encode() + base64.encodebytes(html) + image.encode() + b"------Boundary------\r\n"


def test_a_page_that_a_browser_saved_as_one_file_is_read() -> None:
    guess = sniff(saved_mail())[0]
    articles, problems = read_articles(saved_mail())
    assert guess.format == "html_page" and problems.empty
    article = articles.iloc[0]
    assert (article["title"], article["url"]) == ("Brücke closed", "https://riverpost.example/news/1")
    assert article["text"] == "\n\n".join(PARAGRAPHS)


def test_a_broken_mail_of_a_browser_is_accounted_for() -> None:
    parsed = parse_html_page(saved_mail()[:420], Options())
    check_account(parsed)
    assert parsed.seen == 1 and len(errors(parsed)) == 1


@pytest.mark.parametrize(("free", "noted"), [(False, True), ("False", True), (True, False), (None, False)])
def test_a_page_for_subscribers_says_so(free: object, noted: bool) -> None:
    _, parsed = read(page(data=LINKED_DATA | {"isAccessibleForFree": free}))
    assert [(p["code"], p["severity"]) for p in parsed.problems] == [("truncated_text", "info")] * noted


def test_a_printed_description_is_the_standfirst_and_another_is_kept_beside() -> None:
    linked = LINKED_DATA | {"description": "Engineers ask for eight months"}
    body = "<h2 class='sub'>Engineers ask for eight months</h2>" + "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    record, _ = read(page(body=body, data=linked))
    assert "Engineers ask" in record["text"] or record["standfirst"] == "Engineers ask for eight months"
    assert read(page(data=linked))[0]["x_description"] == "Engineers ask for eight months"


@pytest.mark.parametrize(
    "data",
    [
        b"<html><body>" + b"<div>" * 50_000 + b"text",
        b"<html><body>" + b"<table><tr><td>a</td></tr></table>" * 5_000,
        b"<html><body><p>" + b"word " * 500_000,
        b'<html><script type="application/ld+json">' + b"[" * 50_000 + b"</script><p>Some text here</p>",
        b'<html><body class="' + b"a " * 500_000 + b'"><p>Some text here</p>',
        b"<html><head><title>" + b"a - " * 20_000 + b"</title><body><p>Some text here</p>",
    ],
    ids=["nesting", "tables", "line", "json", "attribute", "title"],
)
def test_hostile_pages_take_no_long_time(data: bytes) -> None:
    started = datetime.now(UTC)
    parsed = parse_html_page(data, Options())
    check_account(parsed)
    assert datetime.now(UTC) - started < timedelta(seconds=10)


def test_embedded_images_do_not_count_as_page() -> None:
    image = "data:image/png;base64," + "A" * 25_000_000
    record, parsed = read(page(body="".join(f"<p>{p}</p>" for p in PARAGRAPHS) + f'<img src="{image}">'))
    assert record["text"] == "\n\n".join(PARAGRAPHS) and codes(parsed) == []


def test_pages_are_recognised() -> None:
    assert sniff(page())[0].format == "html_page"
    assert recognise_html_page(b"", "<rss version='2.0'></rss>", "")[0] == 0
    articles, problems = read_articles(page())
    assert len(articles) == 1 and articles["source_format"].tolist() == ["html_page"] and problems.empty


def expected_pages() -> list[dict[str, Any]]:
    path = evaluation_data("samples", "html_pages", "expected.json")
    values: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
    return values


def plain(text: str) -> str:
    return " ".join(text.split())


def test_samples_have_the_right_days_titles_and_texts() -> None:
    days = titles = texts = 0
    pages = expected_pages()
    for entry in pages:
        data = gzip.decompress(evaluation_data("samples", "html_pages", entry["file"]).read_bytes())
        record, _ = read(data, Origin(entry["url"]))
        days += record["published"].date() == datetime.fromisoformat(entry["publishing_date"]).astimezone(UTC).date()
        titles += plain(record["title"]) == plain(entry["title"])
        text = plain(record["text"])
        texts += plain(entry["first_paragraph"])[:60] in text and plain(entry["last_paragraph"])[-60:] in text
    assert days >= 0.97 * len(pages)
    assert titles >= 0.85 * len(pages)
    assert texts >= 0.97 * len(pages)


@pytest.mark.parametrize("count", ["²", "9" * 5000, "-1", "1e9", "0"])
def test_a_number_of_words_that_is_none_costs_no_page(count: str) -> None:
    article, _ = read(page(data=LINKED_DATA | {"wordCount": count}))
    assert "word_count_stated" not in article and article["title"] == "Council discusses bridge"
