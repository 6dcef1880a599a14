"""EPUB books and OpenDocument texts."""

from __future__ import annotations

import io
import zipfile

from mediakit.read import read_articles
from tests.read.press_helpers import zipped

STORY = "The council voted for the ferry on Monday, by nine votes to two, and everybody in the hall was glad about it."
_CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)


def page(*articles: str) -> str:
    body = "".join(f"<h1><span>{title}</span></h1><p>{STORY}</p><p>It leaves on Friday.</p>" for title in articles)
    return (
        f'<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>'
    )


def epub(pages: dict[str, str], title: str = "Island Weekly, 2 May 2023", date: str = "2023-05-02") -> bytes:
    items = "".join(
        f'<item id="i{n}" href="{name}" media-type="application/xhtml+xml"/>' for n, name in enumerate(pages)
    )
    spine = "".join(f'<itemref idref="i{n}"/>' for n in range(len(pages)))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title><dc:language>en</dc:language><dc:date>{date}</dc:date></metadata>"
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    members = {"mimetype": "application/epub+zip", "META-INF/container.xml": _CONTAINER, "OEBPS/content.opf": package}
    members |= {f"OEBPS/{name}": content for name, content in pages.items()}
    return stored({name: content.encode() for name, content in members.items()})


def stored(members: dict[str, bytes]) -> bytes:
    """Return an archive that begins with its type, as the rules of such files have it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def odt(body: str) -> bytes:
    office, text = ("urn:oasis:names:tc:opendocument:xmlns:" + part for part in ("office:1.0", "text:1.0"))
    content = (
        f'<office:document-content xmlns:office="{office}" xmlns:text="{text}"><office:body><office:text>{body}'
        "</office:text></office:body></office:document-content>"
    )
    return stored({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": content.encode()})


def test_one_article_a_page_and_no_cover() -> None:
    pages = {
        "cover.xhtml": page("Cover"),
        "a1.xhtml": page("Ferry stays"),
        "a2.xhtml": page("Train late", "Herring back"),
    }
    articles, problems = read_articles(epub(pages))
    assert articles["title"].tolist() == ["Ferry stays", "Train late", "Herring back"]
    assert articles["outlet"].unique().tolist() == ["Island Weekly"] and articles["language"].unique().tolist() == [
        "en"
    ]
    assert articles["published"].dt.strftime("%Y-%m-%d").unique().tolist() == ["2023-05-02"]
    assert articles["text"].iloc[0] == f"{STORY}\n\nIt leaves on Friday."
    assert problems["severity"].tolist() == ["info"]


def test_a_book_with_a_missing_page_is_accounted_for() -> None:
    data = epub({"a1.xhtml": page("Ferry stays"), "a2.xhtml": page("Train late")})
    broken = data.replace(b"OEBPS/a2.xhtml", b"OEBPS/b2.xhtml")
    articles, problems = read_articles(broken)
    assert len(articles) == 1 and problems["severity"].tolist() == ["error"]
    _, problems = read_articles(zipped({"mimetype": b"application/epub+zip"}))
    assert problems["severity"].eq("error").any()


def test_an_open_document_is_one_article() -> None:
    body = (
        "<text:sequence-decls/><text:h>Ferry stays</text:h><text:p>2 May 2023</text:p><text:tracked-changes>"
        "<text:p>gone"
        '</text:p></text:tracked-changes><text:p>The council<text:s text:c="2"/>voted <text:span>for</text:span> it.'
        "<text:note><text:p>a note</text:p></text:note></text:p><text:list><text:list-item><text:p>It leaves.</text:p>"
        "</text:list-item></text:list>"
    )
    row = read_articles(odt(body)).articles.iloc[0]
    assert (row["source_format"], row["title"], f"{row['published']:%Y-%m-%d}") == ("odt", "Ferry stays", "2023-05-02")
    assert row["text"] == "The council voted for it.\n\nIt leaves."
