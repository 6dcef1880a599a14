"""The command line as its user meets it: it works, or it says what to do and ends with 2."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from lxml import html
from python_calamine import CalamineWorkbook

from mediakit.cli import main

ROWS = [
    {
        "title": f"Bid {i}",
        "text": f"Finland asked to join NATO. Minister {i} welcomed it.",
        "date": "2022-05-09",
        "outlet": "Kvarken Post",
    }
    for i in range(12)
]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "articles.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in ROWS), "utf-8")
    return path


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(words) == 2
    printed = capsys.readouterr()
    *_, message = printed.err.splitlines()
    assert message.startswith("mediakit: ") and "Traceback" not in printed.err
    return message


def test_report_writes_a_page_charts_and_tables(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["report", str(source), "--topic", "nato-enlargement", "--out", str(out)]) == 0
    listed = capsys.readouterr().out.split()
    assert listed[0] == str(out / "report.html")
    assert all(Path(path).is_file() for path in listed)
    assert {path.name for path in (out / "figures").glob("coverage_by_outlet*")} == {
        f"coverage_by_outlet.{kind}" for kind in ("csv", "png", "svg")
    }


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--topic", "cricket"], "unknown topic 'cricket'"),
        (["--topic", "missing.toml"], "expected a topic file"),
    ],
)
def test_an_unknown_topic_is_refused(
    words: list[str], said: str, source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    message = refused(capsys, "report", str(source), *words, "--out", str(tmp_path / "out"))
    assert said in message and "nato-enlargement" in message
    assert not (tmp_path / "out").exists()


def test_sources_without_articles_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = ["--topic", "nato-enlargement", "--out", str(tmp_path / "out")]
    empty = tmp_path / "empty"
    empty.mkdir()
    for path in (empty, tmp_path / "nowhere", tmp_path / "nothing*.csv"):
        message = refused(capsys, "report", str(path), *report)
        assert path.name in message
    nothing = tmp_path / "zero.csv"
    nothing.write_bytes(b"")
    refused(capsys, "report", str(nothing), *report)


def test_a_table_without_text_names_its_columns_and_the_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "table.csv"
    path.write_text("id;when\n1;2022-05-09\n2;2022-05-10\n", "utf-8")
    message = refused(capsys, "report", str(path), "--topic", "nato-enlargement", "--out", str(tmp_path / "out"))
    assert "when" in message and "text" in message


def test_articles_off_the_topic_have_a_report_that_says_so(tmp_path: Path) -> None:
    path = tmp_path / "rain.jsonl"
    path.write_text(
        "\n".join(json.dumps({"title": f"Rain {i}", "text": "It rained.", "date": "2022-05-09"}) for i in range(3)),
        "utf-8",
    )
    assert main(["report", str(path), "--topic", "nato-enlargement", "--out", str(tmp_path / "out")]) == 0
    assert "None of 3 articles is on NATO enlargement" in (tmp_path / "out" / "report.html").read_text("utf-8")


def test_read_writes_articles_and_problems_whatever_is_broken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "mixed"
    folder.mkdir()
    (folder / "good.jsonl").write_text("\n".join(json.dumps(row) for row in ROWS[:3]) + "\n{broken\n", "utf-8")
    (folder / "noise.bin").write_bytes(bytes(range(256)) * 4)
    out = tmp_path / "articles.csv"
    assert main(["read", str(folder), "--out", str(out)]) == 0
    assert len(pd.read_csv(out, encoding="utf-8-sig")) == 3
    problems = pd.read_csv(tmp_path / "articles.csv.problems.csv", encoding="utf-8-sig")
    assert {"good.jsonl", "noise.bin"} <= set(problems.loc[problems["severity"] == "error", "source_file"])


def texts_of(page: Path) -> str:
    return " ".join(html.parse(str(page)).getroot().text_content().split())


def test_choices_are_those_of_the_functions(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    later = [row | {"date": "2023-06-01", "outlet": outlet} for row in ROWS for outlet in ("Wire", "Ö Tid")]
    source.write_text("\n".join(json.dumps(row) for row in [*ROWS, *later]), "utf-8")
    words = "--leave-out Wire --from 2022-05-09 --to 2023-12-31 --every Y --by outlet --parts title,text"
    words += " --lexicon vader --level 0.9 --title Bids --author Me"
    out = tmp_path / "out"
    report = ["report", str(source), "--topic", "nato-enlargement", "--out", str(out)]
    assert main([*report, *words.split(), "--leave-out", "Ö Tid"]) == 0
    page = texts_of(out / "report.html")
    for said in ("Bids By Me", "Wire, Ö Tid", "2022-05-09 to 2023-12-31", "every: year", "parts counted: title, text"):
        assert said in page
    for said in ("level: 0.9", "lexicon: vader", "by year", "hold at 90 %"):
        assert said in page
    table = pd.read_csv(out / "tables" / "coverage.csv", encoding="utf-8-sig")
    assert set(table["period"]) == {"2022-01-01"} and set(table["n_articles"]) == {12}
    assert "Did you mean 'Wire'?" in refused(capsys, *report, "--leave-out", "wires")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--level", "95"], "level=0.95"),
        (["--every", "fortnight"], "'month'"),
        (["--from", "soon"], "2022-02-24"),
        (["--from", "2022-03-01", "--to", "2022-02-01"], "2022-03-01 after 2022-02-01"),
        (["--parts", "lead"], "'standfirst'"),
        (["--lexicon", "happy"], "happy"),
    ],
)
def test_a_choice_is_refused_before_anything_is_read(
    words: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = ["report", str(tmp_path / "nowhere.csv"), "--topic", "nato-enlargement", "--out", str(tmp_path / "out")]
    assert said in refused(capsys, *report, *words)


def test_read_refuses_an_ending_before_it_reads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    message = refused(capsys, "read", str(tmp_path / "nowhere.csv"), "--out", str(tmp_path / "a.xls"))
    assert "'.xls'" in message and "a.csv" in message


def test_streams_go_in_and_out(
    source: Path, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    piped = SimpleNamespace(buffer=io.BytesIO(source.read_bytes()), fileno=io.BytesIO().fileno)
    monkeypatch.setattr(sys, "stdin", piped)
    assert main(["read", "-", "--out", "-"]) == 0
    written = capsysbinary.readouterr()
    table = pd.read_csv(io.BytesIO(written.out), encoding="utf-8")
    assert next(iter(table)) == "article_id" and set(table["source_file"]) == {"standard input"} and len(table) == 12
    assert written.err.startswith(b"12 articles from 1 file")
    piped.buffer = io.BytesIO(written.out)
    assert main(["sniff", "-"]) == 0
    assert capsysbinary.readouterr().out.startswith(b"standard input: csv")
    piped.buffer = io.BytesIO(b"")
    assert main(["check", "-"]) == 2
    assert b"(in standard input)" in capsysbinary.readouterr().err


def test_no_source_is_written_over(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = source.read_bytes()
    (tmp_path / "link.jsonl").symlink_to(source)
    os.link(source, tmp_path / "hard.jsonl")
    spelled = tmp_path / "sub" / ".." / source.name
    (tmp_path / "sub").mkdir()
    for out in (source, tmp_path / "link.jsonl", tmp_path / "hard.jsonl", spelled):
        for given in (source, tmp_path, tmp_path / "*.jsonl"):
            assert "nothing is written over a source" in refused(capsys, "read", str(given), "--out", str(out))
    problems = tmp_path / "new.csv.problems.csv"
    problems.write_text("title,text\nA,One two.\n", "utf-8")
    message = refused(capsys, "read", str(problems), "--out", str(tmp_path / "new.csv"))
    assert "new-read.csv" in message
    assert source.read_bytes() == before and not (tmp_path / "new.csv").exists()


def test_standard_streams_of_one_file_are_refused(
    source: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with source.open("ab") as stream:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(fileno=stream.fileno, name="<stdin>"))
        assert "nothing is written over" in refused(capsys, "read", "-", "--out", str(source.with_suffix(".jsonl")))


def test_a_report_replaces_none_of_its_sources(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("report.html", "report.xlsx", "tables/wire.csv", "figures/wire.svg"):
        place = tmp_path / "out" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"title,text\nBid,Finland joins NATO.\n")
        for given in (place, tmp_path):
            report = ["report", str(given), "--topic", "nato-enlargement", "--out"]
            message = refused(capsys, *report, str(tmp_path / "out"))
            assert "nothing is written over a source" in message and "out-report" in message
        place.unlink()
    assert "expected a folder" in refused(capsys, *report, str(source))


def test_a_second_run_reads_what_the_first_read(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for out in (tmp_path, tmp_path / "out"):
        assert main(["report", str(tmp_path), "--topic", "nato-enlargement", "--out", str(out)]) == 0
        assert capsys.readouterr().err.startswith("12 articles from 1 file;")
    for _ in range(2):
        assert main(["read", str(tmp_path), "--out", str(tmp_path / "all.csv")]) == 0
        assert capsys.readouterr().err.startswith("12 articles from 1 file;")


def test_check_sniff_topics_and_columns(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(source)]) == 0
    assert main(["sniff", str(source)]) == 0
    assert ": jsonl, confidence 0." in capsys.readouterr().out
    assert "expects NAME=SOURCE" in refused(capsys, "check", str(source), "--column", "text")


def test_words_are_counted_compared_and_collected(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [row | {"outlet": "AB"[i % 2], "text": row["text"] + " Rain." * (i % 2)} for i, row in enumerate(ROWS * 2)]
    source.write_text("\n".join(json.dumps(row | {"title": f"Bid {i}"}) for i, row in enumerate(rows)), "utf-8")
    assert main(["words", str(source), "--by", "outlet", "--top", "2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("group,by,word,count") and [line.split(",")[0] for line in lines[1:]] == list("AABB")
    out, chart = tmp_path / "keyness.csv", tmp_path / "chart.png"
    assert main(["keyness", str(source), "--by", "outlet", "--out", str(out), "--chart", str(chart)]) == 0
    assert capsys.readouterr().out.split() == [str(out), str(chart), str(chart.with_suffix(".csv"))]
    assert pd.read_csv(out).set_index("word").loc["rain", "log_ratio"] < 0 and chart.is_file()
    assert main(["collocates", str(source), "NATO", "--window", "sentence"]) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("NATO,")


def test_words_refuse_what_one_chart_cannot_show(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [row | {"outlet": "AB"[i % 2]} for i, row in enumerate(ROWS)]
    source.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    chart = ["--chart", str(tmp_path / "a.png")]
    assert "Add --group. Groups are A, B." in refused(capsys, "words", str(source), "--by", "outlet", *chart)
    assert "there is no group 'C'" in refused(capsys, "words", str(source), "--by", "outlet", "--group", "C")
    same = ["--out", str(tmp_path / "a.csv"), *chart]
    assert "Give --out another name." in refused(capsys, "words", str(source), *same)
    assert "nothing is written over a source" in refused(capsys, "words", str(source), "--out", str(source))
    assert "window must be" in refused(capsys, "collocates", str(source), "NATO", "--window", "page")


def test_the_command_line_has_help_for_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("report", "read", "check", "sniff", "topics"):
        with pytest.raises(SystemExit) as stop:
            main([command, "--help"])
        assert stop.value.code == 0
        assert "usage: mediakit " + command in capsys.readouterr().out


def test_search_prints_words_below_each_other(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", str(source), "join* | Minister"]) == 0
    printed = capsys.readouterr()
    lines = printed.out.splitlines()
    assert len(lines) == 24 and "24 places in 12 of 12 articles" in printed.err
    assert len({line.index("join") for line in lines[0::2]} | {line.index("Minister") for line in lines[1::2]}) == 1
    assert lines[0].startswith("2022-05-09  Kvarken Post  ")


def test_search_writes_all_with_their_sentences(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "found.csv"
    assert main(["search", str(source), "join*", "--sort", "right", "--out", str(out)]) == 0
    table = pd.read_csv(out, encoding="utf-8-sig")
    assert table["sentence"].unique().tolist() == ["Finland asked to join NATO."]
    capsys.readouterr()
    assert main(["search", str(source), "join*", "--out", "-"]) == 0
    piped = pd.read_csv(io.StringIO(capsys.readouterr().out))
    assert piped.columns.tolist() == table.columns.tolist() and len(piped) == len(table) == 12


def test_search_tells_how_many_more_there_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "oil.jsonl"
    path.write_text(json.dumps(ROWS[0] | {"text": "Oil, " * 130 + "\u001b[31m gas."}), "utf-8")
    assert main(["search", str(path), "oil"]) == 0
    printed = capsys.readouterr()
    assert len(printed.out.splitlines()) == 100 and "and 30 more; --out FILE writes all" in printed.err
    assert main(["search", str(path), "gas"]) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_a_search_that_cannot_be_is_refused(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", str(source), "NATO NEAR join"]) == 2
    printed = capsys.readouterr()
    assert "NEAR needs a number of words" in printed.err and not printed.out
    assert ".csv, .jsonl, .parquet or .xlsx" in refused(capsys, "search", str(source), "join", "--out", "found.txt")
    assert "nothing is written over a source" in refused(capsys, "search", str(source), "join", "--out", str(source))
    assert "sort" in refused(capsys, "search", str(source), "join", "--sort", "outlet")


@pytest.mark.parametrize(
    "words", [["read"], ["search"], ["words"], ["keyness"], ["collocates"]], ids=lambda words: words[0]
)
def test_tables_go_to_workbooks_and_to_csv_with_semicolons(words: list[str], tmp_path: Path) -> None:
    source = tmp_path / "articles.jsonl"
    rows = [row | {"outlet": "AB"[at % 2], "title": f"Bid {at % 2}"} for at, row in enumerate(ROWS * 2)]
    source.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    further = {"search": ["NATO"], "collocates": ["NATO"], "keyness": ["--by", "outlet"]}.get(words[0], [])
    book, table = tmp_path / "out" / "table.xlsx", tmp_path / "out" / "table.csv"
    assert main([*words, str(source), *further, "--out", str(book)]) == 0
    assert main([*words, str(source), *further, "--out", str(table), "--separator", ";"]) == 0
    names, *rows = CalamineWorkbook.from_path(book).get_sheet_by_name("table").to_python(skip_empty_area=False)
    plain = pd.read_csv(table, sep=";", decimal=",", encoding="utf-8-sig")
    assert names == list(plain.columns) and len(rows) == len(plain)
    sheet = pd.DataFrame(rows, columns=names)
    for column in plain.select_dtypes("number"):
        assert pd.to_numeric(sheet[column]).to_numpy() == pytest.approx(plain[column].to_numpy(), nan_ok=True)


def test_a_workbook_says_what_it_could_not_hold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = tmp_path / "long.jsonl", tmp_path / "long.xlsx"
    path.write_text(json.dumps(ROWS[0] | {"text": "Rain fell. " * 4000}), "utf-8")
    assert main(["read", str(path), "--out", str(out)]) == 0
    assert "long.xlsx: 1 text was cut" in capsys.readouterr().err
    assert "has none" in refused(capsys, "read", str(path), "--out", str(out), "--separator", ";")
