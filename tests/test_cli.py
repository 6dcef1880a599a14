"""The command line as its user meets it: it works, or it says what to do and ends with 2."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

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


def test_articles_off_the_topic_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "rain.jsonl"
    path.write_text(
        "\n".join(json.dumps({"title": f"Rain {i}", "text": "It rained.", "date": "2022-05-09"}) for i in range(3)),
        "utf-8",
    )
    assert "none of 3 articles" in refused(
        capsys, "report", str(path), "--topic", "nato-enlargement", "--out", str(tmp_path / "out")
    )


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


def test_check_sniff_topics_and_columns(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(source)]) == 0
    assert main(["sniff", str(source)]) == 0
    assert ": jsonl, confidence 0." in capsys.readouterr().out
    assert "expects NAME=SOURCE" in refused(capsys, "check", str(source), "--column", "text")


def test_the_command_line_has_help_for_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("report", "read", "check", "sniff", "topics"):
        with pytest.raises(SystemExit) as stop:
            main([command, "--help"])
        assert stop.value.code == 0
        assert "usage: mediakit " + command in capsys.readouterr().out
