"""What the tests of press databases share: the samples' expected values, and small files made by hand."""

from __future__ import annotations

import gzip
import io
import json
import re
import zipfile
from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape

from mediakit.read.account import Options, Parsed
from tests.conftest import evaluation_data

Parse = Callable[[bytes, Options], Parsed]
PRIVATE = ("User Name:", "Job Number", "Search Terms", "Send To:", "Verzenden naar", "accountid=")


def sample(folder: str, name: str) -> bytes:
    """Return the bytes of a sample, unpacked."""
    data = evaluation_data("samples", folder, name).read_bytes()
    return gzip.decompress(data) if name.endswith(".gz") else data


def expected(folder: str) -> dict[str, Any]:
    """Return the expected values of the samples of one folder."""
    values: dict[str, Any] = json.loads(evaluation_data("samples", folder, "expected.json").read_text("utf-8"))
    return values


def errors(parsed: Parsed) -> list[dict[str, Any]]:
    """Return the problems that stand for lost records."""
    return [problem for problem in parsed.problems if problem["severity"] == "error"]


def codes(parsed: Parsed) -> list[str]:
    """Return the codes of all problems."""
    return [problem["code"] for problem in parsed.problems]


def check_account(parsed: Parsed) -> None:
    """Check that records seen are articles kept plus records lost, and that every index is used once."""
    assert parsed.seen == len(parsed.records) + len(errors(parsed))
    indices = [record["source_index"] for record in parsed.records]
    assert len(set(indices)) == len(indices)


def check_clean(parsed: Parsed) -> None:
    """Nothing private and no furniture of the database stands in any field or problem."""
    for record in parsed.records:
        lines = [line.strip() for line in record["text"].split("\n")]
        assert not any(line in ("End of Document", "Classification", "All Rights Reserved") for line in lines)
        assert not any(re.fullmatch(r"(?:Document|Dokument) [A-Za-z]{2,8}0*\d{8}\w+", line) for line in lines)
        assert not any(line.startswith(("Load-Date:", "LOAD-DATE:", "Copyright 20")) for line in lines)
        for value in record.values():
            assert not any(word in str(value) for word in PRIVATE), record["title"]
    for problem in parsed.problems:
        assert not any(word in problem["raw"] for word in PRIVATE)


def check_golden(parsed: Parsed, golden: dict[str, Any]) -> None:
    """Count, dates, titles and outlets are those written down with the samples."""
    check_account(parsed)
    check_clean(parsed)
    assert len(parsed.records) == golden["articles"]
    if "dated" in golden:
        assert sum(record["published"] is not None for record in parsed.records) == golden["dated"]
    if "titled" in golden:
        assert sum(record["title"] != "" for record in parsed.records) == golden["titled"]
    for check in golden.get("check", []):
        record = parsed.records[check["index"]]
        assert plain(record["title"]) == plain(re.sub(r"^\d+\) ", "", check["title"] or ""))
        assert plain(record["outlet"]) == plain(check["outlet"])
        assert f"{record['published']:%Y-%m-%d}" == check["date"]


def plain(text: str) -> str:
    """Return a text without any spaces."""
    return "".join(text.split())


def share_of_right_length(parsed: Parsed) -> float:
    """Return the share of the articles with a stated length whose text has it."""
    stated = sum(record.get("word_count_stated") is not None for record in parsed.records)
    return 1 - codes(parsed).count("length_mismatch") / stated


def word_file(paragraphs: list[str | tuple[str, str]]) -> bytes:
    """Return a Word file; a pair is text and kind: "headline", "section", or "#" and the name of a bookmark."""
    kinds = {
        "headline": '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>',
        "section": "<w:pPr><w:keepNext/></w:pPr>",
        "": "",
    }
    body = []
    for paragraph in paragraphs:
        text, kind = (paragraph, "") if isinstance(paragraph, str) else paragraph
        bold = "<w:rPr><w:b/></w:rPr>" if kind == "section" else ""
        runs = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
        mark = f'<w:bookmarkStart w:id="1" w:name="{kind[1:]}"/>' if kind.startswith("#") else ""
        body.append(f"<w:p>{kinds.get(kind, '')}{mark}<w:r>{bold}{runs}</w:r></w:p>")
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xml = f'<?xml version="1.0"?><w:document xmlns:w="{name}"><w:body>{"".join(body)}</w:body></w:document>'
    return zipped({"word/document.xml": xml.encode()})


def zipped(members: dict[str, bytes]) -> bytes:
    """Return a zip archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def centred(line: str) -> str:
    """Return a line in the middle of a page of 80 signs."""
    return line.center(80).rstrip()


def check_garbage(parse: Parse, folder: str, name: str) -> None:
    """Cut, empty and foreign content neither raises nor breaks the account."""
    data = sample(folder, name)
    pieces = [b"", b"\x00" * 50, b"<html>", b"PK\x03\x04", data[: len(data) // 2], data[:100], data[5000:], data * 2]
    for piece in pieces:
        parsed = parse(piece, Options())
        check_account(parsed)
        assert parsed.seen >= 1
