"""What is damaged on purpose: one small invented file of every format, and the evaluation data where it is there."""

from __future__ import annotations

import io
import json
import os
import struct
import zipfile
from functools import cache
from pathlib import Path

import pandas as pd

from tests.conftest import ROOT
from tests.read.databases import (
    test_bibtex,
    test_europresse,
    test_factiva,
    test_factiva_rtf,
    test_factiva_txt,
    test_newsbank_retriever,
    test_nexis_html,
    test_nexis_txt,
    test_proquest,
    test_ris,
)
from tests.read.documents import test_books, test_captions, test_front_matter, test_mail, test_rtf
from tests.read.pages import test_feed_files, test_html_tables, test_warc, test_web_page
from tests.read.press_helpers import word_file
from tests.read.printed import test_pdf
from tests.read.printed.pages import pdf
from tests.read.standards import test_news_xml

ROWS = [
    {
        "title": f"Bridge number {n} opens",
        "text": f"The mayor cut ribbon {n}.\n\nShe said it was \u201clong overdue\u201d, and left; nobody stayed.",
        "date": f"2022-03-{n:02}T08:30:00+02:00",
        "source": "River Post",
        "url": f"https://post.example/2022/03/{n:02}/bridge-{n}",
        "words": 14 + n,
    }
    for n in range(1, 9)
]
_SHEET = (
    '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>{}</sheetData></worksheet>"
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ODS = "urn:oasis:names:tc:opendocument:xmlns:"


@cache
def samples() -> dict[str, bytes]:
    """Return the content of every sample by its folder and name."""
    found = {f"made_{name.split('.')[0]}/{name}": data for name, data in made().items()}
    folder = Path(os.environ.get("MEDIAKIT_EVALUATION_DATA", ROOT.parent / "shared"), "samples")
    paths = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != "ORIGIN.md" and p.stat().st_size)
    return found | {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def made() -> dict[str, bytes]:
    """Return one small file of every format, named after it."""
    frame = pd.DataFrame(ROWS)
    parquet = io.BytesIO()
    frame.to_parquet(parquet, index=False)
    return {
        "csv.csv": frame.to_csv(index=False).encode(),
        "tsv.tsv": frame.to_csv(index=False, sep="\t").encode(),
        "xlsx.xlsx": workbook([list(ROWS[0]), *([*row.values()] for row in ROWS)]),
        "ods.ods": open_document([list(ROWS[0]), *([*row.values()] for row in ROWS)]),
        "xls.xls": old_workbook([list(ROWS[0]), *([*row.values()] for row in ROWS)]),
        "parquet.parquet": parquet.getvalue(),
        **_json_files(),
        "gdelt_csv.csv": b"URL,MobileURL,Date,Title\nhttps://post.example/1,,2022-03-01 08:30:00,Bridge opens\n" * 3,
        "gdelt_gkg.tsv": "\n".join("\t".join([f"20220301083000-{n}", *["a,1;b,2"] * 26]) for n in range(5)).encode(),
        "text.txt": b"Bridge opens\n\nnews 08-Jul-2023 World News\n\nA ribbon cut\n\nThe mayor came.\n\nRelated Post\n",
        **_press_files(),
        **_other_files(),
        "html_page.html": test_web_page.page(),
        "rss_atom.xml": test_feed_files.RSS.format(test_feed_files.ITEM * 3).encode(),
        "atom.atom": test_feed_files.ATOM.encode(),
        "sitemap.xml": test_feed_files.NEWS.encode(),
        "warc.warc": test_warc.record(test_web_page.page()) * 2,
    }


def _other_files() -> dict[str, bytes]:
    pages = {"a1.xhtml": test_books.page("Ferry stays"), "a2.xhtml": test_books.page("Train late")}
    return {
        "newsbank_txt.txt": test_newsbank_retriever.NEWSBANK.format(title="Ferry stays", n=1).encode() * 2,
        "retriever_txt.txt": test_newsbank_retriever.RETRIEVER.encode(),
        "bibtex.bib": test_bibtex.BIB.encode(),
        "odt.odt": test_books.odt("<text:h>Ferry stays</text:h><text:p>The council voted for it.</text:p>"),
        "epub.epub": test_books.epub(pages),
        "pdf.pdf": pdf([test_pdf.halves(test_pdf.FERRY, 700)]),
        "markdown.md": test_front_matter.CLIP.encode(),
        "captions.srt": test_captions.SRT.encode(),
        "mail.mbox": test_mail.box(test_mail.PLAIN, test_mail.HTML),
        "html_table.xls": test_html_tables.TABLE.encode(),
        "nitf.xml": test_news_xml.NITF.encode(),
        "newsml.xml": test_news_xml.NEWSML.encode(),
        "tei.xml": test_news_xml.TEI.encode(),
    }


def _json_files() -> dict[str, bytes]:
    story = ROWS[0]
    answers: dict[str, object] = {
        "json": {"status": "ok", "results": ROWS},
        "guardian": {
            "response": {
                "total": 1,
                "results": [
                    {
                        "webTitle": "A",
                        "webUrl": story["url"],
                        "webPublicationDate": story["date"],
                        "fields": {"body": "<p>B</p>"},
                    }
                ],
            }
        },
        "nyt": {
            "response": {
                "meta": {"hits": 1},
                "docs": [
                    {
                        "web_url": story["url"],
                        "pub_date": story["date"],
                        "headline": {"main": "A"},
                        "byline": [],
                        "abstract": "B",
                    }
                ],
            }
        },
        "newsapi": {
            "totalResults": 2,
            "articles": [
                {
                    "title": "A - X",
                    "content": "B [+12 chars]",
                    "publishedAt": story["date"],
                    "urlToImage": None,
                    "source": {"id": None, "name": "X"},
                }
            ],
        },
        "mediacloud": [{"stories_id": 1, "publish_date": "2022-03-01 08:30:00", "title": "A", "story_text": "B c."}],
        "webz": {
            "totalResults": 1,
            "posts": [
                {
                    "thread": {"site": "a.example"},
                    "ord_in_thread": 0,
                    "published": story["date"],
                    "title": "A",
                    "text": "B",
                }
            ],
        },
        "news_please": {
            "date_publish": "2022-03-01 08:30:00",
            "maintext": "B c.",
            "source_domain": "a.example",
            "title": "A",
        },
        "gdelt_doc": {
            "articles": [
                {
                    "url": story["url"],
                    "title": "A",
                    "seendate": "20220301T083000Z",
                    "domain": "a.example",
                    "language": "English",
                    "sourcecountry": "Sweden",
                }
            ]
        },
        "json_feed": {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "River Post",
            "items": [
                {
                    "id": "1",
                    "url": story["url"],
                    "title": "A",
                    "content_html": "<p>B</p>",
                    "date_published": story["date"],
                }
            ],
        },
    }
    lines = "\n".join(json.dumps(row) for row in ROWS)
    return {f"{name}.json": json.dumps(answer).encode() for name, answer in answers.items()} | {
        "jsonl.jsonl": lines.encode()
    }


def _press_files() -> dict[str, bytes]:
    story = (
        "The Daily Example",
        "May 2, 2022 Monday",
        "Copyright 2022 Example Press",
        "Section: NEWS",
        "Length: 4 words",
    )
    word = [
        ("Bridge opens", "headline"),
        *story,
        ("Body", "section"),
        "The mayor came. Nobody stayed.",
        "End of Document",
    ]
    europresse = test_europresse.NEW.format(header="Ville, mardi 14 mars 2006, p. 16") * 2 + test_europresse.OLD
    mail = b"From: a@proquest.com\r\nSubject: ProQuest\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n"
    head = '"Kurier" vom 02.04.2022   Seite: 1'
    return {
        "nexis_docx.docx": word_file(word * 3),
        "nexis_txt.txt": test_nexis_txt.export(*[test_nexis_txt.article()] * 3, head="Download request\n"),
        "nexis_html.html": test_nexis_html.page(3, 3),
        "factiva_html.html": test_factiva.page(
            test_factiva.article(), test_factiva.article(lang="de", words="5 Wörter")
        ),
        "factiva_rtf.rtf": test_factiva_rtf.rtf(test_factiva_rtf.coded(), test_factiva_rtf.coded()),
        "factiva_txt.txt": "".join(test_factiva_txt.LINES.format(number=at) for at in (1, 2, 3)).encode(),
        "factiva_xml.xml": _factiva_xml(),
        "proquest_html.html": b"<html><body>" + test_proquest.document() * 2 + b"</body></html>",
        "proquest_eml.eml": mail + test_proquest.document() * 2,
        "proquest_txt.txt": (test_proquest.TEXT.format(number=7) * 2 + test_proquest.NOTICE).encode(),
        "ris.ris": (test_ris.RECORD.format(date="2019/06/05/") * 3).encode(),
        "europresse_html.html": f"<html><body>{europresse}</body></html>".encode(),
        "docx.docx": word_file(["Bridge opens", "1 March 2022", "The mayor came."]),
        "apa_rtf.rtf": test_rtf.rtf(
            f"{head}\\par Ressort: Chronik\\par {{\\b Titel}}\\par Text.\\par {'_' * 30}\\par " * 2
        ),
        "rtf.rtf": test_rtf.rtf("Bridge opens\\par 1 March 2022\\par The mayor cam\\'e9 \\u8211? today.\\par"),
        "defacto_html.html": (
            f'<html><title>DeFacto</title><div class="eintrag"><pre>{head}\nRessort: A</pre><h3>Titel</h3>'
            "Vor<p>Text.</p></div>"
        ).encode(),
        "integrum_html.html": (
            "<html><table><tr><td>^ДТ: 01.03.2022<br>^ИС: Газета</td></tr></table><h3>Мост</h3>"
            "<pre>   Мост\nоткрыт.</pre>"
        ).encode("cp1251"),
        "mediargus_txt.txt": (
            "1. De brug\nDe Krant, wo 02 mrt 2022, p. 3, 12w.\nDe brug is open.\n\n\n"
            "02-03-2022, p. 3\nDe brug\nDe brug is open.\n"
        ).encode("cp1252"),
    }


def _factiva_xml() -> bytes:
    article = (
        "<article><headline><paragraph>Bridge opens</paragraph></headline><publicationDate><date>2022-03-01</date>"
        "</publicationDate><wordCount>4</wordCount><sourceName>River Post</sourceName><leadParagraph><paragraph>"
        "The mayor came.</paragraph></leadParagraph></article>"
    )
    entries = f"<ppsArticle>{article}</ppsArticle>" * 2
    found = f'<ppsArticleResultSet count="2">{entries}</ppsArticleResultSet>'
    return f"<PPSResponse><ppsArticleResponse>{found}</ppsArticleResponse></PPSResponse>".encode()


def workbook(rows: list[list[object]], *, cells: str = "") -> bytes:
    """Return an XLSX file of one sheet; ``cells`` is further XML of rows."""
    sheet = "".join(f'<row r="{at}">{"".join(map(_cell, row))}</row>' for at, row in enumerate(rows, 1))
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = (
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/>'
    )
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="{}" Target="{}"/></Relationships>'
    )
    return zipped(
        {
            "[Content_Types].xml": (
                '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
                f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{parts}</Types>'
            ).encode(),
            "_rels/.rels": relation.format(f"{_OFFICE}/officeDocument", "xl/workbook.xml").encode(),
            "xl/workbook.xml": (
                f'<workbook xmlns="{main}" xmlns:r="{_OFFICE}"><sheets>'
                '<sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>'
            ).encode(),
            "xl/_rels/workbook.xml.rels": relation.format(f"{_OFFICE}/worksheet", "worksheets/sheet1.xml").encode(),
            "xl/worksheets/sheet1.xml": _SHEET.format(sheet + cells).encode(),
        }
    )


def zipped(members: dict[str, bytes]) -> bytes:
    """Return a zip archive of fixed date; the mark of OpenDocument stays readable, as its rules want."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compresslevel=1) as archive:
        for name, data in members.items():
            packing = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, (2022, 1, 1, 0, 0, 0)), data, packing)
    return stream.getvalue()


def old_workbook(rows: list[list[object]]) -> bytes:
    """Return an XLS file of one sheet of texts."""
    start = struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0)
    cells = b"".join(
        old_record(0x204, struct.pack("<HHHHB", y, x, 0, len(str(value)), 1) + str(value).encode("utf-16-le"))
        for y, row in enumerate(rows)
        for x, value in enumerate(row)
    )
    head = old_record(0x809, start)
    place = len(head) + 4 + 9 + 4
    book = head + old_record(0x85, struct.pack("<IHBB", place, 0, 1, 0) + b"A") + old_record(0x0A, b"")
    book += old_record(0x809, start[:2] + b"\x10" + start[3:]) + cells + old_record(0x0A, b"")
    return compound(book)


def old_record(kind: int, content: bytes) -> bytes:
    """Return a record of an XLS file."""
    return struct.pack("<HH", kind, len(content)) + content


def compound(stream: bytes) -> bytes:
    """Return an old Office file: the head, the tables of sectors, a directory, and one stream after them."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    count, tables = len(stream) // 512, 1
    while 128 * tables < tables + 1 + count:
        tables += 1
    first = tables + 1
    table = [*[0xFFFFFFFD] * tables, 0xFFFFFFFE, *range(first + 1, first + count), 0xFFFFFFFE]
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0), _entry("Workbook", 2, first, len(stream)), bytes(256)]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, tables, tables, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", *range(tables), *[0xFFFFFFFF] * (109 - tables))
    return head + struct.pack(f"<{len(table)}I", *table).ljust(512 * tables, b"\xff") + b"".join(entries) + stream


def _entry(name: str, kind: int, start: int, length: int) -> bytes:
    coded = name.encode("utf-16-le")
    links = struct.pack("<HBBIII", len(coded) + 2, kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, 1 if kind == 5 else 0xFFFFFFFF)
    return coded.ljust(64, b"\0") + links + bytes(36) + struct.pack("<III", start, length, 0)


def _cell(value: object) -> str:
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>'
    return f"<c><v>{value}</v></c>"


def open_document(rows: list[list[object]]) -> bytes:
    """Return an ODS file of one sheet of texts."""
    cells = (
        "".join(f'<table:table-cell office:value-type="string"><text:p>{v}</text:p></table:table-cell>' for v in row)
        for row in rows
    )
    names = " ".join(f'xmlns:{name}="{_ODS}{name}:1.0"' for name in ("office", "table", "text"))
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{_ODS}manifest:1.0"><manifest:file-entry manifest:full-path="/" '
        f'manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return zipped(
        {
            "mimetype": kind.encode(),
            "META-INF/manifest.xml": manifest.encode(),
            "content.xml": (
                f'<office:document-content {names}><office:body><office:spreadsheet><table:table table:name="A">{body}'
                "</table:table></office:spreadsheet></office:body></office:document-content>"
            ).encode(),
        }
    )
