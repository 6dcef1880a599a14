"""Codes from every kind of file find the same sentence, and what is not found is told."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from mediakit.codes.agreement import agreement
from mediakit.codes.code_files import read_codes
from mediakit.errors import MediakitError, SourceError
from mediakit.tables import ARTICLES, SCORES, SPANS, build_table, check_table
from tests.read.fuzz_samples import workbook

TEXT = "Heating is dear this winter. Snow fell on Monday. Talks go on, said the mayor."
ROWS = [
    {"article_id": "a1", "title": "A cold week", "text": TEXT},
    {"article_id": "a2", "title": "Buses", "text": "The bus was late. The bus was late."},
]
QUOTE = "dear this winter"
START, END = TEXT.index(QUOTE), TEXT.index(QUOTE) + len(QUOTE)


@pytest.fixture
def articles() -> pd.DataFrame:
    return build_table(ARTICLES, ROWS)


def label_studio() -> str:
    value = {"start": START, "end": END, "text": QUOTE, "labels": ["cost"]}
    note = {"completed_by": {"email": "ann"}, "result": [{"type": "labels", "value": value}]}
    return json.dumps([{"id": 7, "data": {"article_id": "a1", "text": TEXT}, "annotations": [note]}])


def webanno() -> str:
    head = [
        "#FORMAT=WebAnno TSV 3.3",
        "#T_SP=custom.Frame|frame|sure",
        "#T_RL=custom.Link|kind|BT_custom.Frame",
        "",
        "",
    ]
    at, lines = 0, ["#Text=" + TEXT.split(". ")[0]]
    for number, word in enumerate(["Heating", "is", "dear", "this", "winter"], 1):
        start = TEXT.index(word, at)
        at = start + len(word)
        marked = word in QUOTE.split()
        lines.append(
            f"1-{number}\t{start}-{at}\t{word}\t{'cost[1]' if marked else '_'}\t{'*[1]' if marked else '_'}\t_\t_\t"
        )
    return "\n".join(head + lines)


def sheet(rows: list[dict[str, object]], sep: str = ",") -> str:
    return pd.DataFrame(rows).to_csv(index=False, sep=sep)


FILES = {
    "long.csv": sheet([{"article_id": "a1", "sentence_id": 1, "label": "cost", "coder": "ann"}]),
    "wide.csv": sheet([{"article_id": "a1", "sentence_id": 1, "cost": 1, "war": 0}], ";"),
    "maxqda.csv": sheet([{"Document name": "A cold week", "Code": "cost", "Segment": QUOTE, "Created by": "ann"}]),
    "nvivo.tsv": sheet([{"Code": "cost", "File Name": "x", "Document": "a1.docx", "Coded Text": QUOTE}], "\t"),
    "atlas.csv": sheet([{"Document": "A cold week", "Quotation Content": QUOTE, "Codes": "cost"}]),
    "model.jsonl": json.dumps({"article_id": "a1", "sentence_id": 1, "labels": ["cost"], "score": 0.8}) + "\n",
    "studio.json": label_studio(),
    "doccano.jsonl": json.dumps({"id": 3, "meta": {"article_id": "a1"}, "text": TEXT, "label": [[START, END, "cost"]]}),
    "entities.jsonl": json.dumps(
        {"text": TEXT, "entities": [{"start_offset": START, "end_offset": END, "label": "cost"}]}
    ),
    "piece.jsonl": json.dumps({"article_id": "a1", "text": "Heating is dear this winter.", "label": ["cost"]}),
    "a1.tsv": webanno(),
}


@pytest.mark.parametrize("name", FILES)
def test_every_form_finds_the_sentence(name: str, tmp_path: Path, articles: pd.DataFrame) -> None:
    path = tmp_path / name
    path.write_text(FILES[name], "utf-8")
    codes = read_codes(path, articles, layer="mine")
    check_table(codes.spans, SPANS)
    assert codes.problems.empty, codes.problems["message"].tolist()
    assert codes.spans[["article_id", "label", "layer"]].to_numpy().tolist() == [["a1", "cost", "mine"]]
    # The headline is sentence 0.
    assert codes.spans["sentence_id"].tolist() == [1]
    start, end = codes.spans.loc[0, ["start", "end"]]
    assert QUOTE in TEXT[start:end]


def test_spreadsheets_are_read(tmp_path: Path, articles: pd.DataFrame) -> None:
    path = tmp_path / "sheet.xlsx"
    rows = [["article_id", "sentence_id", "label"], ["a1", 1, "cost; war"], ["a1", 2, ""]]
    path.write_bytes(workbook(rows))
    codes = read_codes(path, articles)
    assert codes.spans["label"].tolist() == ["cost", "war"]
    assert codes.units["sentence_id"].tolist() == [1, 2]


def test_projects_are_read(tmp_path: Path, articles: pd.DataFrame) -> None:
    project = (
        '<?xml version="1.0"?><Project xmlns="urn:QDA-XML:project:1.0"><Users><User guid="u" name="ann"/></Users>'
        '<CodeBook><Codes><Code guid="t" name="top"><Code guid="c" name="cost"/></Code></Codes></CodeBook><Sources>'
        '<TextSource guid="s" name="A cold week" plainTextPath="internal://s.txt">'
        f'<PlainTextSelection guid="p" startPosition="{START}" endPosition="{END}" creatingUser="u">'
        '<Coding guid="k"><CodeRef targetGUID="c"/></Coding></PlainTextSelection></TextSource></Sources></Project>'
    )
    path = tmp_path / "project.qdpx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", project)
        archive.writestr("sources/s.txt", TEXT)
    codes = read_codes(path, articles)
    assert codes.spans[["label", "coder", "start", "end", "sentence_id"]].to_numpy().tolist() == [
        ["cost", "ann", START, END, 1]
    ]
    # Who marks stretches of a document has read all its sentences.
    assert codes.units["sentence_id"].tolist() == [0, 1, 2, 3]


def test_what_is_not_found_is_told_and_not_guessed(tmp_path: Path, articles: pd.DataFrame) -> None:
    rows = [
        {"document": "a9", "quote": "", "code": "cost"},
        {"document": "a1", "quote": "words that are not there", "code": "cost"},
        {"document": "a2", "quote": "The bus was late.", "code": "late"},
        {"document": "a1", "quote": QUOTE, "code": "cost"},
    ]
    (tmp_path / "codes.csv").write_text(sheet(rows), "utf-8")
    codes = read_codes(tmp_path / "codes.csv", articles)
    assert codes.problems["code"].tolist() == ["article_not_found", "segment_not_found", "segment_not_found"]
    assert len(codes.spans) == 1


def test_codes_of_articles_and_scores(tmp_path: Path, articles: pd.DataFrame) -> None:
    rows = [{"article_id": "a1", "label": "cost; war"}, {"article_id": "a2", "label": "none"}]
    (tmp_path / "codes.csv").write_text(sheet(rows), "utf-8")
    codes = read_codes(tmp_path / "codes.csv", articles)
    assert codes.spans["sentence_id"].tolist() == [-1, -1]
    check_table(codes.scores, SCORES)
    assert codes.scores[["article_id", "total", "exposure"]].to_numpy().tolist() == [
        ["a1", 0.0, 1.0],
        ["a1", 1.0, 1.0],
        ["a1", 1.0, 1.0],
        ["a2", 0.0, 1.0],
    ]


def test_ratings_go_into_agreement(tmp_path: Path, articles: pd.DataFrame) -> None:
    rows = [
        {"article_id": "a1", "sentence_id": s, "coder": c, "label": label}
        for c, given in (("ann", ["cost", "", "cost"]), ("bob", ["cost", "", ""]))
        for s, label in enumerate(given)
    ]
    (tmp_path / "codes.csv").write_text(sheet(rows), "utf-8")
    found = agreement(read_codes(tmp_path / "codes.csv", articles).ratings, label="label").iloc[0]
    assert (found["n_units"], found["n_coders"]) == (3, 2)
    assert found["percent"] == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", "colour,size\nred,1\n", "names the article"),
        ("a.csv", "article_id,label\n", "at least one row"),
        ("a.jsonl", '{"article_id": "a1", "label": "x"}\n{oops\n', "line 2 is no JSON"),
        ("a.json", "[1, 2]", "list of records"),
        ("a.qdpx", "no archive", "REFI-QDA"),
        ("a.xlsx", "no workbook", "spreadsheet cannot be read"),
    ],
)
def test_faults_of_files_are_named(
    name: str, content: str, message: str, tmp_path: Path, articles: pd.DataFrame
) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    with pytest.raises(SourceError, match=message):
        read_codes(tmp_path / name, articles)
    with pytest.raises(MediakitError, match="cannot read"):
        read_codes(tmp_path / "missing.csv", articles)
