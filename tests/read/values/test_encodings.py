"""Encodings: the ladder, and that it never fails."""

from __future__ import annotations

import os
import re

import pytest

from mediakit.errors import OptionError
from mediakit.read.values.encodings import decode
from tests.conftest import evaluation_data

TEXTS = {
    "french": "Où est l’élève ? Un cœur à l’œuvre, naïveté et français.",
    "german": "Die Straße führt über die Brücke, sagte der Präsident für Österreich.",
    "polish": "Zażółć gęślą jaźń. Prezydent powiedział, że Polska będzie wspierać Ukrainę.",
    "icelandic": "Forsætisráðherra sagði að þjóðin ætti það skilið, eftir því sem þörf krefur.",
    "russian": "Президент заявил, что НАТО не будет расширяться на восток.",
    "ukrainian": "Президент заявив, що Україна її хоче вступити до НАТО, є підстави ґрунтовні.",
    "greek": "Ο πρωθυπουργός είπε ότι η χώρα θα στηρίξει την Ουκρανία στη συμμαχία.",
    "turkish": "Cumhurbaşkanı açıklama yaptı, çünkü ığdır üyeliğine ilişkin değişiklik var.",
    "arabic": "قال الرئيس إن حلف الناتو لن يتوسع شرقا في المستقبل القريب",
    "japanese": "大統領は北大西洋条約機構の拡大について述べた。これはテストです。",
    "english": "He said “no” – it’s only £5, or a naïve guess.",
}
CODECS = {
    "french": ("cp1252", "utf-8"),
    "german": ("cp1252",),
    "icelandic": ("cp1252",),
    "english": ("cp1252", "utf-16", "utf-8-sig"),
    "polish": ("cp1250", "iso8859_2"),
    "russian": ("cp1251", "koi8_r", "cp866", "utf-16-le"),
    "ukrainian": ("cp1251",),
    "greek": ("cp1253",),
    "turkish": ("cp1254",),
    "arabic": ("cp1256",),
    "japanese": ("iso2022_jp", "shift_jis", "euc_jp"),
}
CASES = [(language, codec) for language, codecs in CODECS.items() for codec in codecs]


@pytest.mark.parametrize(("language", "codec"), CASES)
def test_undeclared_encodings_are_recognised(language: str, codec: str) -> None:
    assert decode(TEXTS[language].encode(codec)).text == TEXTS[language]


def test_stray_bytes_in_utf8_are_windows_letters() -> None:
    data = "Œuvre, élève, façade, où, déjà vu".encode() + b" \xa3" + b"5"
    found = decode(data)
    assert found.text.endswith(" £5") and found.text.startswith("Œuvre")
    assert found.guessed


def test_a_declared_encoding_counts_only_if_the_bytes_allow_it() -> None:
    assert decode("Łódź".encode("cp1250"), declared="windows-1250").text == "Łódź"
    assert not decode("Łódź".encode("cp1250"), declared="windows-1250").guessed
    wrong = decode("déjà".encode(), declared="iso-8859-1")
    assert (wrong.text, wrong.declared_wrong) == ("déjà", True)
    assert decode(b"\x93caf\xe9\x94", declared="ISO-8859-1").text == "“café”"
    assert decode("déjà".encode(), declared="no-such-codec").text == "déjà"


def test_the_caller_s_encoding_wins() -> None:
    assert decode("Привет".encode("koi8_r"), encoding="koi8-r").text == "Привет"
    with pytest.raises(OptionError, match="encoding must be"):
        decode(b"", encoding="utf-99")


@pytest.mark.parametrize("data", [b"", b"\xff", b"\x00", b"\xff\xfe", b"\x1b$B", bytes(range(256)), os.urandom(5000)])
def test_nothing_fails(data: bytes) -> None:
    assert isinstance(decode(data).text, str)


def test_every_sample_decodes_to_the_words_of_its_twin() -> None:
    folder = evaluation_data("samples", "encodings")
    compared = 0
    for file in sorted(folder.glob("UDHR_*.txt")):
        twin = folder / f"{file.name.rsplit('_', 1)[0]}_UTF-8.txt"
        if "English" in file.name or not twin.exists():
            continue
        words = re.findall(r"\w+", decode(file.read_bytes()).text)
        assert words == re.findall(r"\w+", twin.read_bytes().decode("utf-8-sig")), file.name
        compared += 1
    assert compared >= 4
    for file in folder.glob("*English*.txt"):
        assert "\ufffd" not in decode(file.read_bytes()).text
