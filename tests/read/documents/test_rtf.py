"""RTF: markup, encodings, Nexis exports in RTF, hostile files."""

from __future__ import annotations

import time

from mediakit.read.account import Options
from mediakit.read.databases.nexis.nexis_rtf import parse_rtf, recognise_rtf
from mediakit.read.documents.rtf import rtf_paragraphs
from tests.read.press_helpers import check_account, check_garbage, codes


def rtf(body: str, head: str = "\\ansi\\ansicpg1252") -> bytes:
    return ("{\\rtf1" + head + "{\\fonttbl{\\f0 Arial;}}{\\info{\\author SOMEBODY PRIVATE}}" + body + "}").encode()


def texts(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in rtf_paragraphs(data)]


def test_markup_becomes_paragraphs() -> None:
    data = rtf("{\\b Bold\\b0  plain}\\par Second\\line line\\tab x\\par{\\*\\shppict hidden}{\\pict 0102}Third")
    assert texts(data) == ["Bold plain", "Second\nline\tx", "Third"]
    assert [paragraph.bold for paragraph in rtf_paragraphs(rtf("{\\b Headline}\\par Text"))] == [True, False]
    assert [paragraph.centred for paragraph in rtf_paragraphs(rtf("\\pard\\qc One\\par\\pard Two"))] == [True, False]


def test_letters_in_every_spelling() -> None:
    assert texts(rtf("caf\\'e9 \\u8211? \\u1055\\'cf \\endash\\~\\{x\\}")) == ["café – П –\u00a0{x}"]
    assert texts(rtf("Grüße")) == ["Grüße"]
    assert texts(rtf("\\'cf\\'f0\\'e8\\'e2\\'e5\\'f2", head="\\ansi\\ansicpg1251")) == ["Привет"]
    assert texts(rtf("\\'93\\'fa\\'96\\'7b", head="\\ansi\\ansicpg932")) == ["日本"]
    assert texts(rtf("\\uc2\\u8211??x\\u-3913?y")) == ["–x" + chr(65536 - 3913)] or texts(rtf("\\uc0\\u8211 x")) == [
        "–x"
    ]


def test_letters_follow_the_character_set_of_their_font() -> None:
    fonts = "{\\fonttbl{\\f0\\fswiss\\fcharset0 Arial;}{\\f1\\fnil\\fprq2\\fcharset204{\\*\\panose 02}Arial Cyr;}"
    fonts += "{\\f2\\fcharset238 Arial CE;}}"
    body = "caf\\'e9 {\\f1 \\'cf\\'f0\\'e8} caf\\'e9 \\f2 \\'b3\\'f3d\\'9f\\plain  \\'f3"
    assert texts(("{\\rtf1\\ansi\\ansicpg1252\\deff0" + fonts + body + "}").encode()) == ["café При café łódź ó"]
    default = "{\\rtf1\\ansi\\ansicpg1252\\deff1" + fonts + "\\'cf\\'f0\\'e8 {\\f0 \\'e9}}"
    assert texts(default.encode()) == ["При é"]
    assert rtf_paragraphs(default.encode(), encoding="cp1252")[0].text == "Ïðè é"


def test_any_rtf_is_one_article() -> None:
    data = rtf("Town council meets\\par 2 May 2002\\par The council met.\\par It adjourned.")
    assert recognise_rtf(data, "", "")[0] > 0
    record = parse_rtf(data, Options()).records[0]
    assert (record["title"], record["text"]) == ("Town council meets", "The council met.\n\nIt adjourned.")
    assert "PRIVATE" not in str(record)


def test_older_nexis_layout() -> None:
    one = (
        "\\pard\\qc {n} of 2 DOCUMENTS\\par\\par The Daily Example\\par\\par May 2, 2002 Thursday\\par\\par"
        "\\pard {\\b Town council meets}\\par\\par {\\b LENGTH:} 3 words\\par\\par The council met.\\par\\par "
        "LOAD-DATE: June 1, 2005\\par\\par\\pard\\qc Copyright 2002 Example Press\\par"
    )
    request = "\\pard Time of Request: June 7, 2019\\par Send To: PRIVATE\\par "
    parsed = parse_rtf(rtf(one.replace("{n}", "1") + one.replace("{n}", "2") + request), Options())
    assert "PRIVATE" not in str(parsed)
    check_account(parsed)
    assert codes(parsed) == []
    assert [record["outlet"] for record in parsed.records] == ["The Daily Example"] * 2
    record = parsed.records[1]
    assert (record["title"], record["text"]) == ("Town council meets", "The council met.")
    assert f"{record['published']:%Y-%m-%d}" == "2002-05-02"


def test_newer_nexis_layout() -> None:
    body = (
        "User Name: SOMEBODY PRIVATE\\par Documents (1)\\par 1. Town council meets\\par "
        "Client/Matter: -None-\\par\\page "
        "{\\b Town council meets}\\par The Daily Example\\par May 2, 2002 Thursday\\par "
        "Copyright 2002 Example Press\\par {\\b Section:} News\\par {\\b Length:} 3 words\\par {\\b Body}\\par "
        "The council met.\\par {\\b Classification}\\par {\\b Language:} ENGLISH\\par "
        "{\\b Load-Date:} June 1, 2005\\par "
        "End of Document\\par"
    )
    parsed = parse_rtf(rtf(body), Options())
    check_account(parsed)
    record = parsed.records[0]
    assert (record["title"], record["outlet"], record["text"]) == (
        "Town council meets",
        "The Daily Example",
        "The council met.",
    )
    assert f"{record['published']:%Y-%m-%d}" == "2002-05-02"
    assert "PRIVATE" not in str(parsed)


def test_newer_nexis_layout_in_an_unknown_language_is_cut_at_its_bookmarks() -> None:
    one = (
        "{\\*\\bkmkstart Bookmark_%d}{\\*\\bkmkend Bookmark_%d}\\par {\\b Town council meets}\\par "
        "The Daily Example\\par May 2, 2002 Thursday\\par Copyright 2002 Example Press\\par {\\b Length:} 9 words\\par "
        "{\\*\\bkmkstart Body}{\\b Cos}\\par The council met.\\par {\\b What happened}\\par It was long.\\par "
        "{\\b Klass}\\par {\\b Sprak:} ENGLISH\\par Final del document\\par "
    )
    parsed = parse_rtf(rtf("Usuari: PRIVATE\\par " + one % (1, 1) + one % (2, 2)), Options())
    check_account(parsed)
    assert [record["title"] for record in parsed.records] == ["Town council meets"] * 2
    assert [record["text"] for record in parsed.records] == ["The council met.\n\nWhat happened\n\nIt was long."] * 2
    assert "PRIVATE" not in str(parsed)


def test_hostile_files_end_soon() -> None:
    start = time.process_time()
    for data in (b"{" * 2_000_000, b"{\\rtf1" + b"\\par" * 500_000, b"{\\rtf1 \\u99999999999 \\'zz \\bin100000 x}"):
        check_account(parse_rtf(data, Options()))
    assert time.process_time() - start < 10


def test_garbage_keeps_the_account() -> None:
    check_garbage(parse_rtf, "apa_rtf", "online_utf8_in_cp1252_rtf.rtf")
