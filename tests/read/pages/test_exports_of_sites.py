"""Exports of WordPress, feeds of monitors, copies of archive.today, archives of texts."""

from __future__ import annotations

import pytest

from mediakit.read import read_articles

STORY = "The council voted for the ferry on Monday, by nine votes to two, and everybody in the hall was glad about it."
ITEM = (
    "<item><title>{title}</title><link>https://post.example/?p={n}</link>"
    "<pubDate>Tue, 02 May 2023 15:20:00 +0000</pubDate>"
    "<content:encoded><![CDATA[<!-- wp:paragraph --><p>It stays {n}.</p>[caption id='x']A PRIVATE ship[/caption]"
    "[gallery ids='1']]]></content:encoded><wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>"
    "<wp:comment><wp:comment_author_email>PRIVATE@x.example</wp:comment_author_email></wp:comment></item>"
)
ITEMS = (
    ("Ferry", "publish", "post"),
    ("Draft", "draft", "post"),
    ("Photo", "inherit", "attachment"),
    ("Imprint", "publish", "page"),
    ("Train", "publish", "post"),
)


def test_drafts_pages_and_attachments_of_wordpress_are_set_aside() -> None:
    items = "".join(ITEM.format(n=n, title=t, status=s, kind=k) for n, (t, s, k) in enumerate(ITEMS))
    spaces = "".join(
        f' xmlns:{name}="http://{address}"'
        for name, address in (
            ("content", "purl.org/rss/1.0/modules/content/"),
            ("wp", "wordpress.org/export/1.2/"),
        )
    )
    feed = f"<rss version='2.0'{spaces}><channel><title>Island Post</title>{items}</channel></rss>"
    articles, problems = read_articles(feed.encode())
    assert articles["title"].tolist() == ["Ferry", "Train"] and articles["text"].tolist() == [
        "It stays 0.",
        "It stays 4.",
    ]
    assert problems.loc[problems["severity"] == "error", "code"].tolist() == ["not_an_article"] * 3
    assert "PRIVATE" not in str(articles.to_dict()) + str(problems.to_dict())


def test_the_language_that_a_monitor_states_for_each_item() -> None:
    item = "<item><title>A{0}</title><description>B</description><iso:language>{0}</iso:language></item>"
    items = item.format("en") + item.format("sv")
    feed = f"<rss version='2.0' xmlns:iso='http://www.iso.org/3166'><channel>{items}</channel></rss>"
    assert read_articles(feed.encode()).articles["language"].tolist() == ["en", "sv"]


@pytest.mark.parametrize("host", ["archive.ph", "archive.today", "archive.is"])
@pytest.mark.parametrize("stamp", ["2025.01.20-091100", "20250120091100"])
def test_a_copy_of_archive_today_counts_as_the_page_itself(host: str, stamp: str) -> None:
    own = "https://post.example/news/2023/05/02/ferry"
    page = (
        f"<html><head><title>Ferry stays</title><meta property='og:site_name' content='{host}'>"
        f"<meta property='og:url' content='https://{host}/Xa1'><link rel='canonical' href='https://{host}/{stamp}/{own}'>"
        "<meta property='article:published_time' content='2025-01-20T09:11:00Z'></head><body>"
        "<div id='HEADER'><table><tr>"
        f"<td>archive.today webpage capture</td><td>Saved from <input value='{own}'></td><td>20 Jan 2025 09:11:00"
        "</td></tr></table></div><div id='CONTENT'><article><h1>Ferry stays</h1><p>2 May 2023</p>"
        f"<p>{STORY}</p><p>{STORY}</p></article></div></body></html>"
    )
    row = read_articles(page.encode()).articles.iloc[0]
    assert (row["url"], row["outlet"], f"{row['published']:%Y-%m-%d}") == (own, "post.example", "2023-05-02")
    assert "archive" not in row["text"] and "Saved from" not in row["text"]


def test_texts_of_pages_in_an_archive() -> None:
    def record(text: str, address: str, kind: str = "conversion") -> bytes:
        body = text.encode()
        head = (
            f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2023-05-02T10:00:00Z\r\n"
            "WARC-Record-ID: <urn:uuid:0>\r\nWARC-Identified-Content-Language: swe,eng\r\nContent-Type: text/plain\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body + b"\r\n\r\n"

    data = (
        record("x", "", "warcinfo")
        + record(f"Färjan går\n{STORY}", "https://post.example/1")
        + record("", "https://b.example")
    )
    articles, problems = read_articles(data)
    assert articles[["title", "text", "outlet", "language"]].values.tolist() == [
        ["Färjan går", STORY, "post.example", "sv"]
    ]
    assert articles["published"].isna().all() and problems["severity"].eq("error").sum() == 1
