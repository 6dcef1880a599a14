"""The table of formats: how each is recognised, and which function reads it."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any


@dataclass(frozen=True)
class Format:
    """One format: its name, usual suffixes, what it is, the kinds of content it can stand in, its module.

    ``kinds`` are among zip, binary, markup, json, rtf, mail and plain. The module holds ``parse_<name>``
    and ``recognise_<name>``; it is imported on first use. ``named`` says that parsing takes the file name,
    ``streamed`` that a large file may be given as its path, ``bounded`` that the module holds ``most_<name>`` too.
    """

    name: str
    suffixes: tuple[str, ...]
    describe: str
    kinds: tuple[str, ...]
    module: str
    named: bool = False
    streamed: bool = False
    extra: str = ""
    bounded: bool = False

    @property
    def parse(self) -> Callable[..., Any]:
        """The function that reads the bytes of one file."""
        return _load(self.module, f"parse_{self.name}")

    @property
    def recognise(self) -> Callable[[bytes, str, str], tuple[float, str]]:
        """The function that returns a confidence from 0 to 1 and its evidence."""
        return _load(self.module, f"recognise_{self.name}")

    @property
    def most(self) -> Callable[[str, str], float]:
        """The function of a bounded format that returns the highest confidence possible, at little cost."""
        return _load(self.module, f"most_{self.name}")


@cache
def _load(module: str, name: str) -> Callable[..., Any]:
    function: Callable[..., Any] = getattr(importlib.import_module(f"mediakit.read.{module}"), name)
    return function


_MARKED = ("markup",)
_PLAIN = ("plain",)

FORMATS: tuple[Format, ...] = (
    Format(
        "csv",
        (".csv", ".txt", ".psv"),
        "table with any delimiter and any column names",
        _PLAIN,
        "tables.free_table",
        streamed=True,
        bounded=True,
    ),
    Format(
        "tsv", (".tsv", ".tab"), "table separated by tabs", _PLAIN, "tables.free_table", streamed=True, bounded=True
    ),
    Format(
        "xlsx",
        (".xlsx", ".xlsm", ".xls", ".ods"),
        "spreadsheet (Excel, OpenDocument)",
        ("zip", "binary"),
        "tables.free_table",
        extra="excel",
    ),
    Format("parquet", (".parquet",), "Parquet table", ("binary",), "tables.parquet"),
    Format(
        "json", (".json",), "JSON: list, wrapped list, one article, dict of dicts, columns", ("json",), "json.records"
    ),
    Format("jsonl", (".jsonl", ".ndjson"), "JSON, one record a line", ("json",), "json.records"),
    Format("guardian", (".json",), "The Guardian's Open Platform, search results", ("json",), "json.apis"),
    Format("nyt", (".json",), "New York Times Article Search", ("json",), "json.apis"),
    Format("newsapi", (".json",), "NewsAPI.org articles", ("json",), "json.apis"),
    Format("mediacloud", (".json",), "Media Cloud story, story list or sentences", ("json",), "json.apis"),
    Format("webz", (".json",), "Webz.io news posts", ("json",), "json.apis"),
    Format("news_please", (".json",), "news-please article", ("json",), "json.apis"),
    Format("gdelt_doc", (".json",), "GDELT DOC 2.0 article list, JSON", ("json", "plain"), "json.apis"),
    Format("gdelt_csv", (".csv",), "GDELT DOC 2.0 article list, CSV", _PLAIN, "tables.gdelt_files"),
    Format("gdelt_gkg", (".tsv", ".csv"), "GDELT Global Knowledge Graph 2.1", _PLAIN, "tables.gdelt_files"),
    Format(
        "text",
        (".txt", ".md"),
        "one article as plain text",
        ("plain", "json", "mail"),
        "documents.plain_text",
        named=True,
    ),
    Format("nexis_docx", (".docx",), "Nexis Uni, Word export", ("zip",), "databases.nexis.nexis_docx"),
    Format(
        "nexis_txt", (".txt",), "LexisNexis, text export; Nexis Uni saved as text", _PLAIN, "databases.nexis.nexis_txt"
    ),
    Format("nexis_html", (".html", ".htm"), "LexisNexis, HTML export", _MARKED, "databases.nexis.nexis_html"),
    Format("factiva_html", (".html", ".htm"), "Factiva, HTML export", _MARKED, "databases.factiva.factiva_html"),
    Format("factiva_rtf", (".rtf",), "Factiva, RTF export", ("rtf",), "databases.factiva.factiva_rtf"),
    Format("factiva_txt", (".txt",), "Factiva, saved as text", _PLAIN, "databases.factiva.factiva_txt"),
    Format("factiva_xml", (".xml",), "Factiva, XML export", _MARKED, "databases.factiva.factiva_xml"),
    Format("proquest_html", (".html",), "ProQuest, HTML export", _MARKED, "databases.proquest"),
    Format("proquest_eml", (".eml",), "ProQuest, e-mail export", ("mail", "plain"), "databases.proquest"),
    Format("proquest_txt", (".txt",), "ProQuest, text export", _PLAIN, "databases.proquest_txt"),
    Format("europresse_html", (".html",), "Europresse, HTML export", _MARKED, "databases.europresse"),
    Format("ris", (".ris", ".txt"), "RIS, references with abstracts", _PLAIN, "databases.ris"),
    Format("newsbank_txt", (".txt",), "NewsBank, text export", _PLAIN, "databases.newsbank"),
    Format("retriever_txt", (".txt",), "Retriever (Mediearkivet, Atekst), text export", _PLAIN, "databases.retriever"),
    Format("bibtex", (".bib",), "BibTeX and BibLaTeX, references with abstracts", _PLAIN, "databases.bibtex"),
    Format("docx", (".docx",), "any other Word document, as one article", ("zip",), "documents.docx"),
    Format("odt", (".odt",), "OpenDocument text, as one article", ("zip",), "documents.epub"),
    Format("epub", (".epub",), "EPUB book, one article a page", ("zip",), "documents.epub"),
    Format("pdf", (".pdf",), "PDF", ("binary",), "printed.pdf", named=True, extra="pdf"),
    Format("markdown", (".md",), "Markdown with a front matter in YAML or TOML", _PLAIN, "documents.front_matter"),
    Format(
        "captions",
        (".srt", ".vtt"),
        "captions of a broadcast (SubRip, WebVTT)",
        _PLAIN,
        "documents.captions",
        named=True,
    ),
    Format("mail", (".eml", ".mbox"), "mail or box of mails, one article a mail", ("mail", "plain"), "documents.mail"),
    Format("apa_rtf", (".rtf",), "APA OnlineManager, RTF export", ("rtf",), "databases.apa"),
    Format(
        "rtf", (".rtf",), "rich text: one article or a Nexis export", ("rtf",), "databases.nexis.nexis_rtf", named=True
    ),
    Format("defacto_html", (".htm", ".html"), "APA DeFacto, printout", _MARKED, "databases.defacto"),
    Format("integrum_html", (".html", ".htm"), "Integrum, HTML export", _MARKED, "databases.integrum"),
    Format("mediargus_txt", (".txt",), "Mediargus / GoPress, text export", _PLAIN, "databases.mediargus"),
    Format(
        "html_page",
        (".html", ".htm", ".mhtml", ".mht"),
        "saved web page",
        ("markup", "mail"),
        "pages.web_page",
        named=True,
        extra="html",
    ),
    Format("html_table", (".xls", ".html"), "table in HTML or in the XML of Excel 2003", _MARKED, "pages.html_tables"),
    Format("nitf", (".xml",), "NITF, the XML of agencies and archives", _MARKED, "standards.nitf"),
    Format("newsml", (".xml",), "NewsML-G2 and NewsML 1", _MARKED, "standards.newsml"),
    Format("tei", (".xml",), "TEI, the XML of digitised newspapers", _MARKED, "standards.tei"),
    Format("rss_atom", (".xml", ".rss", ".atom"), "RSS or Atom feed", _MARKED, "pages.feed_files", extra="feeds"),
    Format("json_feed", (".json",), "JSON Feed", ("json",), "pages.feed_files"),
    Format("sitemap", (".xml",), "sitemap, with or without news entries", _MARKED, "pages.feed_files"),
    Format(
        "warc",
        (".warc", ".wet"),
        "web archive, of pages (WARC) or of their texts (WET)",
        ("binary", "plain", "mail"),
        "pages.warc",
        extra="warc",
    ),
)


def format_named(name: str) -> Format | None:
    """Return the format of that name, or None.

    Examples
    --------
    >>> format_named("csv").suffixes
    ('.csv', '.txt', '.psv')
    """
    return next((entry for entry in FORMATS if entry.name == name), None)
