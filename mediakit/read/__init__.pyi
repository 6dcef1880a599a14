# made by `make docs`; changes by hand are lost
from collections.abc import Mapping
from typing import Any

from mediakit.read.articles import read_articles as read_articles
from mediakit.read.assemble import ReadResult
from mediakit.read.sniffing import sniff as sniff

def read_csv(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: table with any delimiter and any column names."""

def read_tsv(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: table separated by tabs."""

def read_xlsx(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: spreadsheet (Excel, OpenDocument)."""

def read_parquet(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: Parquet table."""

def read_json(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: JSON: list, wrapped list, one article, dict of dicts, columns."""

def read_jsonl(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: JSON, one record a line."""

def read_guardian(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: The Guardian's Open Platform, search results."""

def read_nyt(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: New York Times Article Search."""

def read_newsapi(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: NewsAPI.org articles."""

def read_mediacloud(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: Media Cloud story, story list or sentences."""

def read_webz(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: Webz.io news posts."""

def read_news_please(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: news-please article."""

def read_gdelt_doc(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: GDELT DOC 2.0 article list, JSON."""

def read_gdelt_csv(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: GDELT DOC 2.0 article list, CSV."""

def read_gdelt_gkg(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: GDELT Global Knowledge Graph 2.1."""

def read_text(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: one article as plain text."""

def read_nexis_docx(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: Nexis Uni, Word export."""

def read_nexis_txt(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: LexisNexis, text export; Nexis Uni saved as text."""

def read_nexis_html(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: LexisNexis, HTML export."""

def read_factiva_html(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: Factiva, HTML export."""

def read_factiva_rtf(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: Factiva, RTF export."""

def read_factiva_txt(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: Factiva, saved as text."""

def read_factiva_xml(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: Factiva, XML export."""

def read_proquest_html(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: ProQuest, HTML export."""

def read_proquest_eml(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: ProQuest, e-mail export."""

def read_proquest_txt(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: ProQuest, text export."""

def read_europresse_html(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: Europresse, HTML export."""

def read_ris(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: RIS, references with abstracts."""

def read_newsbank_txt(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: NewsBank, text export."""

def read_retriever_txt(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: Retriever (Mediearkivet, Atekst), text export."""

def read_bibtex(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: BibTeX and BibLaTeX, references with abstracts."""

def read_docx(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: any other Word document, as one article."""

def read_odt(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: OpenDocument text, as one article."""

def read_epub(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: EPUB book, one article a page."""

def read_pdf(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: PDF."""

def read_markdown(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: Markdown with a front matter in YAML or TOML."""

def read_captions(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: captions of a broadcast (SubRip, WebVTT)."""

def read_mail(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: mail or box of mails, one article a mail."""

def read_apa_rtf(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: APA OnlineManager, RTF export."""

def read_rtf(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: rich text: one article or a Nexis export."""

def read_defacto_html(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: APA DeFacto, printout."""

def read_integrum_html(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: Integrum, HTML export."""

def read_mediargus_txt(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: Mediargus / GoPress, text export."""

def read_html_page(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: saved web page."""

def read_html_table(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: table in HTML or in the XML of Excel 2003."""

def read_nitf(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: NITF, the XML of agencies and archives."""

def read_newsml(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: NewsML-G2 and NewsML 1."""

def read_tei(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: TEI, the XML of digitised newspapers."""

def read_rss_atom(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: RSS or Atom feed."""

def read_json_feed(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: JSON Feed."""

def read_sitemap(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: sitemap, with or without news entries."""

def read_warc(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> ReadResult:
    """Read this format: web archive, of pages (WARC) or of their texts (WET)."""
