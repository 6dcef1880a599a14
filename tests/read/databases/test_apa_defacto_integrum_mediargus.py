"""APA, DeFacto, Integrum and Mediargus: the samples' counts and first articles."""

from __future__ import annotations

import pytest

from mediakit.read import read_articles
from mediakit.read.account import Options
from mediakit.read.databases.apa import parse_apa_rtf, recognise_apa_rtf
from mediakit.read.databases.defacto import parse_defacto_html, recognise_defacto_html
from mediakit.read.databases.integrum import parse_integrum_html, recognise_integrum_html
from mediakit.read.databases.mediargus import parse_mediargus_txt, recognise_mediargus_txt
from tests.read.press_helpers import Parse, check_account, check_clean, check_garbage, codes, sample

SAMPLES: list[tuple[str, str, Parse, int]] = [
    ("apa_rtf", "online_utf8_in_cp1252_rtf.rtf", parse_apa_rtf, 38),
    ("defacto_html", "defacto_ausdruck1.htm", parse_defacto_html, 21),
    ("integrum_html", "moscow_27art_ru.html", parse_integrum_html, 27),
    ("mediargus_txt", "mediargus_head_cp1252.txt", parse_mediargus_txt, 100),
]


@pytest.mark.parametrize(("folder", "name", "parse", "count"), SAMPLES)
def test_samples_have_all_their_articles(folder: str, name: str, parse: Parse, count: int) -> None:
    parsed = parse(sample(folder, name), Options())
    check_account(parsed)
    check_clean(parsed)
    assert len(parsed.records) == count
    assert all(record["published"] is not None for record in parsed.records)
    assert all(record["outlet"] for record in parsed.records)


@pytest.mark.parametrize(("folder", "name", "parse", "count"), SAMPLES)
def test_garbage_keeps_the_account(folder: str, name: str, parse: Parse, count: int) -> None:
    check_garbage(parse, folder, name)


def test_each_is_recognised_by_its_own_function_only() -> None:
    recognisers = [recognise_apa_rtf, recognise_defacto_html, recognise_integrum_html, recognise_mediargus_txt]
    for at, (folder, name, _, _) in enumerate(SAMPLES):
        data = sample(folder, name)[:65536]
        text = data.decode("cp1251" if folder == "integrum_html" else "cp1252", "replace")
        assert [recognise(data, text, name)[0] > 0.5 for recognise in recognisers] == [n == at for n in range(4)]


def test_apa() -> None:
    parsed = parse_apa_rtf(sample(*SAMPLES[0][:2]), Options())
    first = parsed.records[0]
    assert (first["outlet"], first["title"]) == ("Kurier.at", "Doskozil: Nein zu Superministerium")
    assert f"{first['published']:%Y-%m-%d %H:%M}" == "2017-12-28 10:36"
    assert first["flags"] == "date_found"
    assert "hält" in first["text"]
    assert not any("____" in record["text"] for record in parsed.records)
    assert "date_disagrees" in codes(parsed)


def test_defacto() -> None:
    first, second = parse_defacto_html(sample(*SAMPLES[1][:2]), Options()).records[:2]
    assert (first["outlet"], first["title"]) == (
        "Der Standard",
        "SP und VP könnten dritte Partei für Koalition brauchen",
    )
    assert (first["section"], first["x_page"]) == ("SEITE 1", "1")
    assert f"{first['published']:%Y-%m-%d}" == "2013-04-02"
    assert (second["outlet"], second["title"], second["x_page"]) == (
        "Wiener Zeitung",
        "Politique autrichienne als Vorbild",
        "3",
    )


def test_integrum() -> None:
    parsed = parse_integrum_html(sample(*SAMPLES[2][:2]), Options())
    first = parsed.records[0]
    assert (first["outlet"], first["title"]) == ("Московские новости", "КОРИЧНЕВАЯ ВОЛНА ИЗ КРАСНОЙ СТРАНЫ")
    assert (first["section"], first["x_issue"]) == ("ЭПИЦЕНТР", "6")
    assert f"{first['published']:%Y-%m-%d}" == "1994-02-09"
    assert "count_mismatch" not in codes(parsed)


def test_mediargus() -> None:
    parsed = parse_mediargus_txt(sample(*SAMPLES[3][:2]), Options())
    first = parsed.records[0]
    assert (first["outlet"], first["title"]) == ("De Morgen", "Het compromis is springlevend")
    assert f"{first['published']:%Y-%m-%d}" == "2011-11-30"
    assert (first["x_page"], first["word_count_stated"]) == ("23", 853)
    assert abs(len(first["text"].split()) - 853) < 0.12 * 853
    cut = [record for record in parsed.records if record["truncated"]]
    assert len(cut) == codes(parsed).count("truncated_text") == 92


@pytest.mark.parametrize(
    ("head", "section", "date"),
    [
        ('"Tagblatt" Nr. 91/13 vom 02.04.2013   Seite: 4\\line Ressort: Politik', "Politik", "2013-04-02 00:00"),
        ('"Tagblatt" Morgenausgabe vom 02.04.2013', "Morgenausgabe", "2013-04-02 00:00"),
        ('"Tagblatt.at" gefunden am 02.04.2013 10:36 Uhr', "", "2013-04-02 10:36"),
        ("Tagblatt vom 02.04.2013 18.05 Uhr", "", "2013-04-02 18:05"),
        ("Tagblatt vom 02.Apr 2013", "", "2013-04-02 00:00"),
    ],
)
@pytest.mark.parametrize("ruled", [True, False])
def test_apa_heads(head: str, section: str, date: str, ruled: bool) -> None:
    article = f"{head}\\par {{\\b Der Rat tagt}}\\par Er tagte am Montag.\\par Gespeicherter Anhang: PRIVATE.pdf\\par "
    rule = "_" * 67 + "\\par " if ruled else ""
    data = f"{{\\rtf1\\ansi\\ansicpg1252 {article}{rule}{article}}}".encode()
    assert recognise_apa_rtf(data, "", "")[0] > 0.9
    parsed = parse_apa_rtf(data, Options())
    check_account(parsed)
    assert len(parsed.records) == 2
    for record in parsed.records:
        assert (str(record["outlet"]).removesuffix(".at"), record["title"]) == ("Tagblatt", "Der Rat tagt")
        assert (record["section"], f"{record['published']:%Y-%m-%d %H:%M}") == (section, date)
        assert record["text"] == "Er tagte am Montag."
    assert "PRIVATE" not in str(parsed)


def test_a_printout_of_defacto_without_quotation_marks() -> None:
    entry = (
        '<div class="eintrag"><pre>Tagblatt Nr. 77 vom 03.04.2013                                  Seite: 3\n'
        "Ressort: Ausland</pre><h3>Der Rat tagt</h3><p>Er tagte am Montag.</p></div>"
    )
    page = f"<html><head><title>DeFacto Campus</title></head><body>{entry}{entry}</body></html>"
    parsed = parse_defacto_html(page.encode(), Options())
    check_account(parsed)
    record = parsed.records[1]
    assert (record["outlet"], record["section"], record["x_page"]) == ("Tagblatt", "Ausland", "3")
    assert f"{record['published']:%Y-%m-%d}" == "2013-04-03"


def test_a_sentence_with_a_date_is_no_head() -> None:
    data = b"{\\rtf1\\ansi {\\b Der Rat tagt}\\par Der Beschluss vom 02.04.2013 gilt, sagte sie.\\par Er tagte.}"
    assert recognise_apa_rtf(data, "", "")[0] == 0


LINED = (
    '"The Daily Example" vom 02.04.2013                    Seite: 1{end}Ressort: Lokal{end}{end}{{\\b Der Rat{end}'
    "tagt wieder}}{end}{end}   Die Sitzung dauerte so lange, dass am Ende{end}kaum jemand blieb.{end}"
    "   Quelle: niemand.{end}   Morgen geht es weiter.\\par {{\\b Quelle:}}\\cell "
    '"The Daily Example" vom 02.04.2013   Seite: 1{end}Ressort: Lokal\\cell\\row '
    "{{\\b Dauerhafte Adresse des Dokuments:}} https://example.org/1\\par\\page "
)


@pytest.mark.parametrize("end", ["\\line ", "\\uc0\\u8232 "])
def test_apa_articles_broken_into_lines(end: str) -> None:
    article = LINED.format(end=end)
    data = f"{{\\rtf1\\ansi\\ansicpg1252 {article}{article}}}".encode()
    parsed = parse_apa_rtf(data, Options())
    assert [record["title"] for record in parsed.records] == ["Der Rat tagt wieder"] * 2
    record = parsed.records[0]
    assert (record["outlet"], record["section"], record["x_page"]) == ("The Daily Example", "Lokal", "1")
    assert record["text"].split("\n\n") == [
        "Die Sitzung dauerte so lange, dass am Ende kaum jemand blieb.",
        "Quelle: niemand.",
        "Morgen geht es weiter.",
    ]


def test_apa_behind_long_tables_of_fonts_and_styles() -> None:
    fonts = "".join(f"{{\\f{at}\\fswiss\\fcharset0 A Name of a Font {at};}}" for at in range(3_000))
    data = f"{{\\rtf1\\ansi{{\\fonttbl{fonts}}}{LINED.format(end=chr(92) + 'line ')}}}".encode()
    assert len(data) > 100_000
    articles, problems = read_articles(data)
    assert articles["title"].tolist() == ["Der Rat tagt wieder"]
    assert articles["source_format"].tolist() == ["apa_rtf"]
    assert problems.empty


@pytest.mark.parametrize("rule", ["_" * 32 + "\\line ", "\\line "])
def test_apa_articles_in_one_paragraph(rule: str) -> None:
    head = '"The Daily Example" vom 0{n}.04.2013   Seite: {n}\\line '
    article = head + "{{\\b Titel {n}}}\\line Der Rat tagt.\\'0aLange.\\line "
    text = rule.join(article.format(n=n) for n in (1, 2))
    articles, problems = read_articles(f"{{\\rtf1\\ansi\\ansicpg1252 {text}\\par}}".encode())
    assert articles["title"].tolist() == ["Titel 1", "Titel 2"]
    assert articles["published"].dt.day.tolist() == [1, 2]
    assert articles["text"].tolist() == ["Der Rat tagt. Lange."] * 2
    assert problems.empty


ENTRIES = ((1, ", p. 12, 9w."), (2, ", p. 12-13."), (3, ""))


def test_entries_of_mediargus_without_words() -> None:
    entries = (
        f"{n}. Titel {n}\n\nHet Voorbeeld/Gent, vrijdag {n} maart 2013{rest}\n\nTeaser\n\n\n" for n, rest in ENTRIES
    )
    articles, _ = read_articles("".join(entries).encode())
    assert articles["title"].tolist() == ["Titel 1", "Titel 2", "Titel 3"]
    assert articles["x_page"].tolist() == ["12", "12-13", ""]
