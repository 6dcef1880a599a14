"""Nexis Word exports: the samples' expected values, and the traps of the layout in small files."""

from __future__ import annotations

import time

import pytest

from mediakit.read import read_articles
from mediakit.read.account import Options
from mediakit.read.databases.nexis.nexis_docx import parse_nexis_docx, recognise_nexis_docx
from mediakit.read.documents.docx import parse_docx, recognise_docx
from tests.read.press_helpers import (
    check_account,
    check_clean,
    check_garbage,
    check_golden,
    codes,
    errors,
    expected,
    sample,
    share_of_right_length,
    word_file,
    zipped,
)

FOLDER = "nexis_docx"
FILES = (
    "guardian_2art_nocover.docx",
    "guardian_62art_corrections.docx",
    "lexisnexistools_sample_10art.docx",
    "nyt_100art_cover.docx",
)
ARTICLE: list[str | tuple[str, str]] = [
    ("Town council meets again", "headline"),
    "The Daily Example",
    "May 2, 2002, Thursday,, FINAL EDITION",
    "\nCopyright 2002 Example Press All Rights Reserved",
    "Section:\u00a0NEWS; Pg. 4",
    "Length:\u00a07 words",
    "Byline:\u00a0 Ann Example",
    "Highlight: The council met.",
    ("Body", "section"),
    "The council met on Wednesday.",
    "It adjourned.",
    ("Graphic", "section"),
    "PHOTO: The council.",
    ("Classification", "section"),
    "Language: ENGLISH",
    "Subject: COUNCILS (90%)",
    "Load-Date: June 1, 2005",
    "\nEnd of Document",
]


@pytest.mark.parametrize("name", FILES)
def test_samples_give_their_expected_values(name: str) -> None:
    data = sample(FOLDER, name)
    assert recognise_nexis_docx(data, "", name)[0] > 0.9
    check_golden(parse_nexis_docx(data, Options()), expected(FOLDER)[name])


def test_load_date_is_never_the_publication_date_of_a_sample() -> None:
    for name in FILES:
        parsed = parse_nexis_docx(sample(FOLDER, name), Options())
        assert "load_date_used" not in codes(parsed)


def test_lengths_agree_in_real_files() -> None:
    for name in FILES:
        if "lexisnexistools" not in name:
            assert share_of_right_length(parse_nexis_docx(sample(FOLDER, name), Options())) >= 0.9


def test_corrections_without_printed_date_stay_undated_and_are_flagged() -> None:
    parsed = parse_nexis_docx(sample(FOLDER, "guardian_62art_corrections.docx"), Options())
    undated = [at for at, record in enumerate(parsed.records) if record["published"] is None]
    assert undated == [13, 41, 52]
    assert all(parsed.records[at]["flags"] == "correction_appended" for at in undated)
    assert parsed.records[52]["title"] == "Weatherwatch"
    assert "Correction" not in parsed.records[52]["text"].split("\n")


def test_fields_of_an_article() -> None:
    record = parse_nexis_docx(word_file(ARTICLE), Options()).records[0]
    assert record["title"] == "Town council meets again"
    assert record["outlet"] == "The Daily Example"
    assert f"{record['published']:%Y-%m-%d}" == "2002-05-02"
    assert record["date_text"] == "May 2, 2002, Thursday,, FINAL EDITION"
    assert (record["section"], record["x_page"]) == ("NEWS", "4")
    assert record["byline"] == "Ann Example"
    assert record["standfirst"] == "The council met."
    assert record["word_count_stated"] == 7
    assert record["text"] == "The council met on Wednesday.\n\nIt adjourned."
    assert record["language"] == "en"
    assert record["x_graphic"] == "The council."
    assert record["x_load_date"] == "June 1, 2005"


def test_cover_page_is_dropped_and_its_count_compared() -> None:
    cover: list[str | tuple[str, str]] = [
        "User Name: Somebody Private",
        "Job Number: 12345",
        "Documents (3)",
        "1. Town council meets again",
        "Client/Matter: -None-",
        "Search Terms: council",
    ]
    parsed = parse_nexis_docx(word_file([*cover, *ARTICLE, *ARTICLE]), Options())
    assert [record["title"] for record in parsed.records] == ["Town council meets again"] * 2
    assert codes(parsed) == ["count_mismatch"]
    check_clean(parsed)


def test_a_cover_in_an_unknown_language_is_dropped_too() -> None:
    parsed = parse_nexis_docx(word_file(["Gebruikersnaam: Somebody Private", "Stukken 1", *ARTICLE]), Options())
    assert parsed.records[0]["title"] == "Town council meets again"
    assert "Private" not in str(parsed)


def test_correction_with_printed_date_keeps_that_date() -> None:
    lines = list(ARTICLE)
    lines[0] = ("Town council meets again - Correction Appended", "headline")
    lines.insert(3, "\nCorrection Appended")
    lines[-3:-3] = [("Correction", "section"), "It met on Tuesday.", "Correction-Date: May 9, 2002"]
    record = parse_nexis_docx(word_file(lines), Options()).records[0]
    assert record["title"] == "Town council meets again"
    assert f"{record['published']:%Y-%m-%d}" == "2002-05-02"
    assert record["flags"] == "correction_appended"
    assert record["x_correction"] == "It met on Tuesday."
    assert "Tuesday" not in record["text"]


def test_load_date_is_a_reported_last_resort() -> None:
    lines = [line for line in ARTICLE if "FINAL EDITION" not in str(line)]
    parsed = parse_nexis_docx(word_file(lines), Options())
    assert f"{parsed.records[0]['published']:%Y-%m-%d}" == "2005-06-01"
    assert codes(parsed) == ["load_date_used"]


def test_a_date_or_number_in_the_headline_is_not_the_date() -> None:
    for headline in ("Covid-19, part 1", "Diary for 3 March 2001", "2000 um 4,5"):
        record = parse_nexis_docx(word_file([(headline, "headline"), *ARTICLE[1:]]), Options()).records[0]
        assert record["title"] == headline
        assert f"{record['published']:%Y-%m-%d}" == "2002-05-02"


def test_interface_in_german() -> None:
    lines: list[str | tuple[str, str]] = [
        ("Der Rat tagt wieder", "headline"),
        "Das Tagblatt",
        "Donnerstag 2. Mai 2002",
        "Copyright 2002 Verlag Alle Rechte vorbehalten",
        "Rubrik: LOKALES; S. 4",
        "Länge: 4 Wörter",
        "Autor: Anna Beispiel",
        ("Body", "section"),
        "Der Rat tagte gestern.",
        "Sprache: GERMAN; DEUTSCH",
        "Update: 3. Mai 2002",
        "Ende des Dokuments",
    ]
    parsed = parse_nexis_docx(word_file(lines), Options())
    record = parsed.records[0]
    assert (record["section"], record["byline"], record["language"]) == ("LOKALES", "Anna Beispiel", "de")
    assert record["text"] == "Der Rat tagte gestern."
    assert record["word_count_stated"] == 4
    assert f"{record['published']:%Y-%m-%d}" == "2002-05-02"


FOREIGN = {
    "fr": (
        ["Nom d'utilisateur: Somebody Private", "Documents (2)", "1. Town council meets again"],
        "mercredi 5 juin 2019",
        ["Rubrique: LOCAL; p. 4", "Longueur: 7 mots", "Auteur: Anne Exemple"],
        ("Texte intégral", "Classification"),
        ["Langue: FRENCH; FRANÇAIS", "Date de chargement: 9 juin 2019", "Fin du document"],
    ),
    "pt": (
        ["Nome de usuário: Somebody Private", "Documentos (2)"],
        "quarta-feira, 5 de junho de 2019",
        ["Seção: LOCAL; p. 4", "Tamanho: 7 palavras", "Autor: Anne Exemple"],
        ("Corpo", "Classificação"),
        ["Idioma: PORTUGUESE; PORTUGUÊS", "Data de carregamento: 9 de junho de 2019", "Fim do documento"],
    ),
    "zh": (
        ["用户名: Somebody Private", "文档 (2)", "1. Town council meets again"],
        "2019 年 6 月 5 日 星期三",
        ["版块: LOCAL; p. 4", "长度: 7 字", "作者: Anne Exemple"],
        ("正文", "分类"),
        ["语言: CHINESE; 中文", "加载日期: 2019 年 6 月 9 日", "文档结束"],
    ),
    "unknown": (
        ["Nom d'usuari: Somebody Private", "Documents 2"],
        "June 5, 2019 Wednesday",
        ["Section: LOCAL; p. 4", "Length: 7 words", "Byline: Anne Exemple"],
        ("Cos", "Classificació"),
        ["Llengua: x", "Data de la cosa: 9 juny 2019", "Final del document"],
    ),
}


@pytest.mark.parametrize("interface", FOREIGN)
@pytest.mark.parametrize("marked", [True, False])
def test_interfaces(interface: str, marked: bool) -> None:
    if interface == "unknown" and not marked:
        return
    cover, date, labels, (body, classification), foot = FOREIGN[interface]
    lines: list[str | tuple[str, str]] = list(cover)
    for number in (1, 2):
        lines += [("", f"#Bookmark_{number}")] if marked else []
        lines += [("Town council meets again", "headline"), "The Daily Example", date, "Copyright 2019 Example Press"]
        lines += [*labels, (body, "section"), "The council met on Wednesday.", "It adjourned."]
        lines += [(classification, "section"), *foot]
    data = word_file(lines)
    assert recognise_nexis_docx(data, "", "")[0] > 0.9
    parsed = parse_nexis_docx(data, Options())
    check_account(parsed)
    assert codes(parsed) == []
    assert "Private" not in str(parsed)
    for record in parsed.records:
        assert (record["title"], record["outlet"]) == ("Town council meets again", "The Daily Example")
        assert (record["section"], record["byline"]) == ("LOCAL; p. 4", "Anne Exemple")
        assert record["text"] == "The council met on Wednesday.\n\nIt adjourned."
        assert f"{record['published']:%Y-%m-%d}" == "2019-06-05"
        assert record["word_count_stated"] == 7


def test_a_file_that_lost_its_headings_is_read_by_its_words() -> None:
    lines = [line if isinstance(line, str) else line[0] for line in ARTICLE]
    record = parse_nexis_docx(word_file([*lines, *lines]), Options()).records[1]
    assert record["text"] == "The council met on Wednesday.\n\nIt adjourned."
    assert (record["x_subject"], record["x_graphic"]) == ("COUNCILS (90%)", "The council.")


def test_sub_headings_stay_in_the_text() -> None:
    lines = list(ARTICLE)
    lines[9:9] = [("What happened", "section"), ("Text", "section")]
    lines[12:12] = [("People", "section"), "They went home."]
    record = parse_nexis_docx(word_file(lines), Options()).records[0]
    headings = ["What happened", "Text", "The council met on Wednesday.", "People", "They went home.", "It adjourned."]
    assert record["text"].split("\n\n") == headings


@pytest.mark.parametrize("notice", ["Correction Appended", "Clarification Appended", "Editors' Note Appended"])
def test_a_notice_inside_the_date_line_is_a_flag(notice: str) -> None:
    lines = list(ARTICLE)
    lines[2] = f"May 2, 2002 Thursday {notice} Late Edition - Final"
    record = parse_nexis_docx(word_file(lines), Options()).records[0]
    assert (f"{record['published']:%Y-%m-%d}", record["flags"]) == ("2002-05-02", "correction_appended")


def test_notices_of_rights_end_no_text() -> None:
    lines = list(ARTICLE)
    lines[11:11] = ["All Rights Reserved", "Copyright 2002 Example Press, distributed by Example Feeds"]
    assert parse_nexis_docx(word_file(lines), Options()).records[0]["text"].endswith("It adjourned.")


@pytest.mark.parametrize("labels", [("User Name", "Job Number"), ("Benutzername", "Auftragsnummer")])
def test_a_list_of_titles_beside_single_files_is_no_article(labels: tuple[str, str]) -> None:
    lines = [f"{labels[0]}: Somebody Private", "Date and Time: June 5, 2019", f"{labels[1]}: 12345"]
    lines += ["Documents (2)", "1. Town council meets again", "Search Terms: private", "2. Another headline"]
    word = read_articles(word_file(lines))
    rich = read_articles(("{\\rtf1\\ansi " + "".join(f"{line}\\par " for line in lines) + "}").encode())
    for articles, problems in (word, rich):
        assert len(articles) == 0
        assert problems["code"].tolist() == ["not_an_article"]
        assert "rivate" not in str(problems.to_dict())


def test_abstract_inside_the_body_is_the_standfirst() -> None:
    lines = list(ARTICLE)
    lines[9:11] = ["ABSTRACT", "In short.", "FULL TEXT", "The council met on Wednesday."]
    record = parse_nexis_docx(word_file([line for line in lines if "Highlight" not in str(line)]), Options()).records[0]
    assert record["standfirst"] == "In short."
    assert record["text"] == "The council met on Wednesday."


def test_other_word_files_are_one_plain_article() -> None:
    data = sample(FOLDER, "not_nexis.docx")
    assert recognise_nexis_docx(data, "", "")[0] == 0
    assert recognise_docx(data, "", "")[0] > 0
    parsed = parse_docx(data, Options())
    assert [record["title"] for record in parsed.records] == ["LexisNexis Uni Test"]
    assert "empty_text" in codes(parsed)
    own = parse_docx(word_file(["A headline", "3 March 2001", "One.", "Two."]), Options()).records[0]
    assert (own["title"], own["text"], own["date_precision"]) == ("A headline", "One.\n\nTwo.", "day")


def test_a_zip_bomb_is_a_problem() -> None:
    bomb = zipped({"word/document.xml": b"<a>" + b" " * 200_000_000})
    start = time.process_time()
    parsed = parse_nexis_docx(bomb, Options())
    assert [problem["code"] for problem in errors(parsed)] == ["unreadable_file"]
    assert time.process_time() - start < 10


def test_entities_are_not_followed() -> None:
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xml = (
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        f'<w:document xmlns:w="{name}"><w:body><w:p><w:r><w:t>Title &x;</w:t></w:r></w:p></w:body></w:document>'
    )
    parsed = parse_docx(zipped({"word/document.xml": xml.encode()}), Options())
    check_account(parsed)
    assert "root:" not in str(parsed.records)


def test_garbage_keeps_the_account() -> None:
    check_garbage(parse_nexis_docx, FOLDER, "guardian_2art_nocover.docx")
    check_garbage(parse_docx, FOLDER, "guardian_2art_nocover.docx")
