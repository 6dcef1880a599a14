"""Feeds and sitemaps: of the samples, and small ones with the faults that real ones have."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from mediakit.read import read_articles, sniff
from mediakit.read.account import Options, Parsed
from mediakit.read.pages.captures import redirect_target
from mediakit.read.pages.feed_files import parse_json_feed, parse_rss_atom, parse_sitemap, sitemap_addresses
from tests.conftest import evaluation_data
from tests.read.press_helpers import check_account, codes, errors

ITEM = """<item><title>Bridge closed</title><link>https://post.example/1</link>
<description>Short.</description>
<pubDate>Tue, 01 Mar 2022 08:30:00 +0200</pubDate><dc:creator>Ann Example</dc:creator>
<category>Local</category></item>"""
RSS = (
    '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>River Post</title>'
    "<language>en-gb</language>{}</channel></rss>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>River Post</title><updated>2022-03-02T00:00:00Z</updated>'
    '<entry><title>One</title><link href="https://post.example/1"/><updated>2022-03-01T08:30:00Z</updated></entry>'
    "<entry><title>Two</title><published>2022-02-01T00:00:00Z</published><updated>2022-03-01T08:30:00Z</updated>"
    '<content type="html">&lt;p&gt;Long text.&lt;/p&gt;&lt;p&gt;More.&lt;/p&gt;</content></entry></feed>'
)
NEWS = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">'
    "<url><loc>https://post.example/1</loc><n:news>"
    "<n:publication><n:name>River Post</n:name><n:language>en</n:language>"
    "</n:publication><n:publication_date>2022-03-01T08:30:00+02:00</n:publication_date>"
    "<n:title>A &amp; B</n:title></n:news>"
    "<image><loc>https://post.example/1.jpg</loc><title>Picture</title></image></url>"
    "<url><loc>https://post.example/2</loc><lastmod>2022-03-01</lastmod></url></urlset>"
)

ALERT = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:google.com,2005:reader/user/77/state/com.google/alerts/8</id>'
    '<title>Google Alert - heron</title><link href="https://www.google.com/alerts/feeds/77/8" rel="self"/><entry>'
    "<id>tag:google.com,2013:googlealerts/feed:9</id><title>Bridge closed</title>"
    '<link href="https://www.google.com/url?rct=j&amp;url=https://www.post.example/1%3Fa%3D1%26b%3D2&amp;ct=ga"/>'
    "<published>2022-03-01T08:30:00Z</published></entry><entry><id>x</id></entry></feed>"
)
BING = (
    '<rss xmlns:News="https://www.bing.com/news/search?q=heron&amp;format=rss"><channel><title>heron - BingNews</title>'
    "<link>https://www.bing.com/news/search?q=heron</link><item><title>Bridge closed</title><link>"
    "http://www.bing.com/news/apiclick.aspx?ref=FexRss&amp;url=https%3a%2f%2fpost.example%2f1&amp;c=1</link>"
    "<pubDate>Tue, 01 Mar 2022 08:30:00 GMT</pubDate><News:Source>River Post</News:Source></item></channel></rss>"
)
GOOGLE = (
    '<rss><channel><title>"heron" - Google News</title><link>https://news.google.com/search?q=heron</link>'
    "<item><title>Bridge closed - again - River Post</title><link>https://news.google.com/rss/articles/CB</link>"
    '<source url="https://post.example">River Post</source></item>'
    "<item><title>Ferry - Lake Post</title><link>https://post.example/2</link></item></channel></rss>"
)


def parse(data: str | bytes, reader: Callable[[bytes, Options], Parsed] = parse_rss_atom) -> Parsed:
    parsed = reader(data.encode() if isinstance(data, str) else data, Options())
    check_account(parsed)
    return parsed


@pytest.mark.parametrize(
    ("folder", "name", "format", "articles", "lost"),
    [
        ("feeds", "feed_with_sitemap_namespace.xml", "rss_atom", 2, 0),
        ("feeds", "feed1.atom", "rss_atom", 2, 0),
        ("feeds", "jsonfeed_real.json", "json_feed", 25, 0),
        ("sitemap_news", "google_news_sitemap.xml", "sitemap", 1, 0),
        ("sitemap_news", "sitemap_real.xml", "sitemap", 0, 84),
    ],
)
def test_samples_are_recognised_and_read_whole(folder: str, name: str, format: str, articles: int, lost: int) -> None:
    path = evaluation_data("samples", folder, name)
    assert sniff(path)[0].format == format
    found, problems = read_articles(path)
    assert (len(found), int((problems["severity"] == "error").sum())) == (articles, lost)
    assert found["title"].ne("").all() and found["published"].notna().all()


def test_sample_dates_are_exact() -> None:
    found = read_articles(evaluation_data("samples", "feeds", "feed_with_sitemap_namespace.xml")).articles
    assert found["published"].iloc[0].to_pydatetime() == datetime(2025, 1, 24, 20, 32, 41, tzinfo=UTC)
    found = read_articles(evaluation_data("samples", "feeds", "jsonfeed_real.json")).articles
    assert found["published"].iloc[0].to_pydatetime() == datetime(2021, 10, 29, 14, 26, tzinfo=UTC)
    found = read_articles(evaluation_data("samples", "sitemap_news", "google_news_sitemap.xml")).articles
    assert found["date_precision"].tolist() == ["day"]


def test_an_rss_item_becomes_an_article() -> None:
    parsed = parse(RSS.format(ITEM))
    record = parsed.records[0]
    assert (record["title"], record["text"], record["truncated"]) == ("Bridge closed", "Short.", True)
    assert record["published"] == datetime(2022, 3, 1, 6, 30, tzinfo=UTC)
    assert (record["outlet"], record["byline"], record["section"]) == ("River Post", "Ann Example", "Local")
    assert (record["url"], record["language"]) == ("https://post.example/1", "en")
    assert "truncated_text" in codes(parsed)


def test_the_full_text_of_an_item_comes_before_its_summary() -> None:
    item = ITEM.replace(
        "</item>", "<content:encoded><![CDATA[<p>One.</p><p>Two & three.</p>]]></content:encoded></item>"
    )
    record = parse(RSS.format(item)).records[0]
    assert (record["text"], record["standfirst"], record["truncated"]) == ("One.\n\nTwo & three.", "Short.", False)


def test_captions_of_pictures_do_not_replace_title_and_summary() -> None:
    media = '<m:content url="1.jpg"/><m:title>Picture</m:title><m:description>The bridge</m:description></item>'
    feed = RSS.format(ITEM.replace("</item>", media)).replace("<rss ", '<rss xmlns:m="http://search.yahoo.com/mrss/" ')
    record = parse(feed).records[0]
    assert (record["title"], record["text"]) == ("Bridge closed", "Short.")
    alone = parse(feed.replace("<description>Short.</description>", "")).records[0]
    assert alone["text"] == "The bridge"


def test_an_atom_entry_with_only_a_change_date_is_marked() -> None:
    parsed = parse(ATOM)
    first, second = parsed.records
    assert first["flags"] == "modified_date" and first["published"] == datetime(2022, 3, 1, 8, 30, tzinfo=UTC)
    assert second["published"] == datetime(2022, 2, 1, tzinfo=UTC) and second["x_modified"].startswith("2022-03-01")
    assert second["text"] == "Long text.\n\nMore."
    assert "load_date_used" in codes(parsed)


@pytest.mark.parametrize("codec", ["latin-1", "cp1251", "utf-8"])
def test_encodings_of_feeds(codec: str) -> None:
    title = {"latin-1": "Café fermé", "cp1251": "Мост закрыт", "utf-8": "Größe — Мост"}[codec]
    text = RSS.format(ITEM.replace("Bridge closed", title)).replace("UTF-8", codec)
    assert parse(text.encode(codec)).records[0]["title"] == title


@pytest.mark.parametrize(
    ("broken", "title"),
    [
        (RSS.format(ITEM.replace("Bridge closed", "Tom & Ann < Bo")), "Tom & Ann < Bo"),
        (RSS.format(ITEM.replace("Bridge closed", "Caf&eacute;&nbsp;open")), "Café open"),
        (RSS.format(ITEM)[:-30], "Bridge closed"),
        ("\n\n" + RSS.format(ITEM), "Bridge closed"),
    ],
)
def test_broken_feeds_still_give_their_items(broken: str, title: str) -> None:
    assert parse(broken).records[0]["title"] == title


@pytest.mark.parametrize("reader", [parse_rss_atom, parse_sitemap, parse_json_feed])
@pytest.mark.parametrize("data", ["", RSS.format(""), "<urlset></urlset>", '{"items": []}', "no feed", "\x00\x01"])
def test_nothing_read_is_an_error(data: str, reader: Callable[[bytes, Options], Parsed]) -> None:
    parsed = parse(data, reader)
    assert not parsed.records and len(errors(parsed)) == 1


def test_an_empty_feed_says_so() -> None:
    assert codes(parse(RSS.format(""))) == ["silent_empty"]


def test_an_item_without_title_and_text_is_lost_and_counted() -> None:
    parsed = parse(RSS.format("<item><link>https://post.example/9</link></item>" + ITEM))
    assert (parsed.seen, len(parsed.records), codes(parsed)[0]) == (2, 1, "empty_text")


def test_a_feed_too_long_is_cut_and_every_entry_accounted_for() -> None:
    parsed = parse(RSS.format("<item><title>a</title></item>" * 3_010))
    assert (parsed.seen, len(parsed.records)) == (3_010, 3_000)


def test_entities_are_not_expanded() -> None:
    declared = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    bomb = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY l0 "lol">{declared}<!ENTITY f SYSTEM "file:///etc/hostname">]>'
    started = datetime.now(UTC)
    for root, reader in (("rss", parse_rss_atom), ("urlset", parse_sitemap)):
        parsed = parse(f"{bomb}<{root}><channel><item><title>&l8;&f;</title></item></channel></{root}>", reader)
        assert all(len(record["title"]) < 100 for record in parsed.records)
    assert datetime.now(UTC) - started < timedelta(seconds=10)


def test_news_entries_become_articles_and_other_addresses_problems() -> None:
    parsed = parse(NEWS, parse_sitemap)
    record = parsed.records[0]
    assert (record["title"], record["outlet"], record["language"]) == ("A & B", "River Post", "en")
    assert record["url"] == "https://post.example/1"
    assert record["published"] == datetime(2022, 3, 1, 6, 30, tzinfo=UTC)
    assert [problem["value"] for problem in errors(parsed)] == ["https://post.example/2"]


def test_sitemaps_list_pages_and_further_sitemaps() -> None:
    index = "<sitemapindex><sitemap><loc>https://post.example/s1.xml</loc></sitemap></sitemapindex>"
    assert sitemap_addresses(index.encode()) == ([], ["https://post.example/s1.xml"])
    assert sitemap_addresses(NEWS.encode())[0] == ["https://post.example/1", "https://post.example/2"]
    assert sitemap_addresses(b"<html></html>") == ([], [])


def test_json_feed_items() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "River Post",
        "items": [
            {"id": "1", "title": "One", "content_html": "<p>A</p><p>B</p>", "date_published": "2022-03-01T08:30:00Z"},
            {"id": "2", "summary": "Only this", "authors": [{"name": "Ann"}], "date_modified": "2022-03-01T08:30:00Z"},
            "no item",
            {"id": "3"},
        ],
    }
    parsed = parse(json.dumps(feed), parse_json_feed)
    assert [record["text"] for record in parsed.records] == ["A\n\nB", "Only this"]
    assert parsed.records[1]["byline"] == "Ann" and parsed.records[1]["flags"] == "modified_date"
    assert [problem["code"] for problem in errors(parsed)] == ["malformed_document", "empty_text"]
    assert sniff(json.dumps(feed).encode())[0].format == "json_feed"


def figures(*days: str) -> str:
    return RSS.format("".join(ITEM.replace("Tue, 01 Mar 2022 08:30:00 +0200", f"{day}/2022 14:05") for day in days))


def test_the_order_of_day_and_month_is_decided_for_a_whole_feed() -> None:
    parsed = parse(figures("03/04", "03/25"))
    assert [f"{record['published']:%m-%d}" for record in parsed.records] == ["03-04", "03-25"]
    assert "ambiguous_day_month" not in codes(parsed)


def test_a_feed_that_does_not_tell_the_order_is_reported_once() -> None:
    parsed = parse(figures("03/04", "05/04"))
    assert [f"{record['published']:%m-%d}" for record in parsed.records] == ["04-03", "04-05"]
    found = [problem for problem in parsed.problems if problem["code"] == "ambiguous_day_month"]
    assert [(problem["severity"], problem["value"]) for problem in found] == [("warning", "03/04/2022 14:05")]
    assert "in 2 of 2 dates" in found[0]["message"]
    ordered = parse_rss_atom(figures("03/04", "05/04").encode(), Options(dayfirst=False))
    assert [f"{record['published']:%m-%d}" for record in ordered.records] == ["03-04", "05-04"]
    assert "ambiguous_day_month" not in codes(ordered)


def test_json_feeds_and_sitemaps_decide_the_order_too() -> None:
    items = [{"title": day, "date_published": f"{day}/2022"} for day in ("03/04", "03/25")]
    for count, unclear in ((1, True), (2, False)):
        parsed = parse(json.dumps({"items": items[:count]}), parse_json_feed)
        assert parsed.records[0]["published"] == datetime(2022, 4 if unclear else 3, 3 if unclear else 4, tzinfo=UTC)
        assert ("ambiguous_day_month" in codes(parsed)) == unclear
    parsed = parse(NEWS.replace("2022-03-01T08:30:00+02:00", "03/04/2022"), parse_sitemap)
    assert "ambiguous_day_month" in codes(parsed)


@pytest.mark.parametrize(
    ("feed", "outlet", "url"),
    [
        (ALERT, "post.example", "https://www.post.example/1?a=1&b=2"),
        (BING, "River Post", "https://post.example/1"),
        (BING.replace("<News:Source>River Post</News:Source>", ""), "post.example", "https://post.example/1"),
        (GOOGLE, "River Post", "https://news.google.com/rss/articles/CB"),
    ],
)
def test_the_feed_of_a_search_is_no_outlet_and_its_terms_are_not_kept(feed: str, outlet: str, url: str) -> None:
    parsed = parse(feed)
    record = parsed.records[0]
    assert (record["outlet"], record["url"]) == (outlet, url)
    assert not any(private in str((parsed.records, parsed.problems)) for private in ("heron", "user/77"))


@pytest.mark.parametrize(
    "title",
    [
        "Google Alert - heron",
        "Google Alerts – heron",
        "Alerte Google - heron",
        '"heron" - Google News',
        "heron - BingNews",
    ],
)
def test_titles_of_searches_are_known_without_their_addresses(title: str) -> None:
    assert parse(RSS.format(ITEM).replace("River Post", title)).records[0]["outlet"] == "post.example"
    feed = {"title": title, "items": [{"title": "Bridge closed", "url": "https://post.example/1"}]}
    assert parse(json.dumps(feed), parse_json_feed).records[0]["outlet"] == "post.example"


def test_only_the_name_of_the_own_source_is_cut_off_a_headline() -> None:
    parsed = parse(GOOGLE)
    assert [record["title"] for record in parsed.records] == ["Bridge closed - again", "Ferry - Lake Post"]


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("https://www.google.co.uk/url?q=https://post.example/1&sa=U", "https://post.example/1"),
        ("https://www.google.com/url?q=heron&url=https%3A%2F%2Fpost.example%2F1", "https://post.example/1"),
        ("https://www.google.com/url?q=heron", "https://www.google.com/url?q=heron"),
        ("https://post.example/url?url=https://lake.example/1", "https://post.example/url?url=https://lake.example/1"),
    ],
)
def test_links_through_search_engines(link: str, address: str) -> None:
    assert redirect_target(link) == address


@pytest.mark.parametrize("links", [7, "a", [1], {"href": 1}, None])
def test_a_feed_with_odd_links_is_read(links: object) -> None:
    feed = {
        "links": links,
        "id": {},
        "items": [{"title": "Bridge closed", "url": "https://post.example/1"}],
    }
    assert parse(json.dumps(feed), parse_json_feed).records[0]["outlet"] == "post.example"
