"""Letters mangled before the file was saved, rows of two encodings, entities coded twice."""

from __future__ import annotations

import pytest

from mediakit.read import read_articles
from mediakit.read.values.encodings import decode
from mediakit.read.values.mangled import mend_text

SOUND = "“It’s over,” she said – at the café in Köln, for €5."


def mangled(text: str) -> str:
    return "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in text.encode())


@pytest.mark.parametrize("text", [SOUND, "Привет, мир", "Žluťoučký kůň", "Ça déjà vu", "Ελλάδα σήμερα"])
def test_what_was_mangled_is_repaired_and_can_be_undone(text: str) -> None:
    repaired, pieces = mend_text(mangled(text))
    assert repaired == text and pieces
    assert mangled(repaired) == mangled(text)


@pytest.mark.parametrize("text", [SOUND, "Viel Spaß“ sagt er", "Ärger über Öl", "SÃO PAULO", "À »la carte«", "Â"])
def test_sound_texts_stay(text: str) -> None:
    assert mend_text(text) == (text, [])


def test_the_repair_is_told_once_a_file() -> None:
    rows = [{"title": mangled("Café"), "text": mangled(SOUND)}, {"title": "Sound", "text": "The “ferry” – it stays."}]
    articles, problems = read_articles(rows)
    assert articles["text"].tolist() == [SOUND, "The “ferry” – it stays."] and articles["title"].iloc[0] == "Café"
    told = problems[problems["code"] == "mangled_letters"]
    assert told["severity"].tolist() == ["warning"] and told["value"].tolist() == ["2"]


def test_one_odd_pair_of_letters_is_left_alone() -> None:
    articles, problems = read_articles([{"title": "A", "text": "They print Ã© where é belongs."}])
    assert "Ã©" in articles["text"].iloc[0] and "mangled_letters" not in set(problems["code"])


@pytest.mark.parametrize("codec", ["cp1252", "latin-1"])
def test_lines_of_two_encodings_are_read_each_by_its_own(codec: str) -> None:
    lines = ["text\n", "Die Fähre fährt für Öl.\n", "Die Gäste müssen früh aufstehen, größtenteils.\n", "Für Käse.\n"]
    for other in (1, 2, 3):
        data = b"".join(line.encode(codec if at == other else "utf-8") for at, line in enumerate(lines))
        found = decode(data)
        assert found.text == "".join(lines) and found.guessed and "1 of 4 lines" in found.codec


@pytest.mark.parametrize(
    ("text", "codec"), [("Привет, мир\nещё строка\n" * 9, "cp1251"), ("こんにちは\n世界\n" * 9, "shift_jis")]
)
def test_one_encoding_stays_one(text: str, codec: str) -> None:
    assert decode(text.encode(codec)).text == text


def test_entities_coded_twice_become_signs() -> None:
    row = {"title": "Ferry &amp;amp; bus", "text": "It wasn&amp;#8217;t AT&T, but Fish &amp; Chips &lt;here&gt;."}
    articles, _ = read_articles([row])
    assert articles["title"].tolist() == ["Ferry & bus"]
    assert articles["text"].tolist() == ["It wasn’t AT&T, but Fish & Chips <here>."]
