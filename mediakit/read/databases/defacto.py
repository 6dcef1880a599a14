"""Printouts of APA DeFacto (Austria)."""

from __future__ import annotations

import re

from mediakit.read.account import Options, Parsed
from mediakit.read.databases.apa_heads import read_head
from mediakit.read.databases.day_first import day_first
from mediakit.read.documents.keeping import add_date, keep_article
from mediakit.read.documents.opening import read_html
from mediakit.read.values.lines import html_lines, join_paragraphs
from mediakit.read.values.tidying import tidy_line


def recognise_defacto_html(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file is a printout of APA DeFacto, and by what."""
    if re.search(r"<title>\s*DeFacto", text) or (re.search(r"class=\"eintrag\"", text) and "Ressort:" in text):
        return 0.97, "the title or the entries of DeFacto"
    return 0.0, ""


def parse_defacto_html(data: bytes, options: Options) -> Parsed:
    """Read a printout of APA DeFacto: entries with a head line, a headline, a lead and paragraphs."""
    parsed, options = Parsed(), day_first(options)
    root = read_html(parsed, data, options)
    entries = [] if root is None else [e for e in root.iter("div") if "eintrag" in (e.get("class") or "").split()]
    for entry in entries:
        head = next(("".join(pre.itertext()).strip().split("\n") for pre in entry.iter("pre")), [""])
        record, date = read_head(head, options)
        record["title"] = tidy_line(" ".join(" ".join(html_lines(h)) for h in list(entry.iter("h3"))[:1]))
        record["text"] = join_paragraphs(" ".join(html_lines(p)) for p in entry.iter("p"))
        record["standfirst"] = tidy_line(" ".join(child.tail or "" for child in entry if child.tag in ("pre", "h3")))
        add_date(parsed, record, date, options)
        keep_article(parsed, record, raw=tidy_line(" ".join(entry.itertext()))[:1000])
    if not parsed.seen:
        parsed.lose("unreadable_file", "no entry was found in this DeFacto printout; save it again", index=0)
    return parsed
