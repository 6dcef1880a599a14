"""However a command ends, it says so in one line: interrupts, full disks, closed pipes, terminals of few letters."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mediakit import cli

COMMAND = [sys.executable, "-m", "mediakit"]
FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="this system has no device that is always full")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    rows = [
        {
            "title": f"Búsqueda №{i}",
            "text": f"Łódź asked to join NATO, part {i}.",
            "date": "2022-05-09",
            "outlet": "Ö→Ø",
        }
        for i in range(12)
    ]
    path = tmp_path / "articles.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return path


def run(*words: str | Path, **options: Any) -> subprocess.CompletedProcess[bytes]:
    given: dict[str, Any] = {
        "stdout": subprocess.PIPE,
        "stderr": subprocess.PIPE,
        "check": False,
        "timeout": 120,
    } | options
    return subprocess.run([*COMMAND, *map(str, words)], **given)


def test_ctrl_c_is_one_line_and_130(
    source: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("mediakit.recipes.read_corpus", interrupted)
    assert cli.main(["check", str(source)]) == 130
    assert capsys.readouterr().err.splitlines() == ["mediakit: stopped by Ctrl-C. Run it again to have all files."]


def test_a_signal_while_a_source_is_read_ends_the_process() -> None:
    script = """
import signal, sys
from types import SimpleNamespace
from mediakit.cli import main
# A process that was started in the background ignores the signal until it says otherwise.
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.stdin = SimpleNamespace(buffer=SimpleNamespace(read=lambda: signal.raise_signal(signal.SIGINT)))
sys.exit(main(["check", "-"]))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False, timeout=120)
    assert done.returncode == 130 and not done.stdout
    assert len(done.stderr.splitlines()) == 1 and done.stderr.startswith(b"mediakit: stopped")


@needs_full
@pytest.mark.parametrize("words", [["topics"], ["check"], ["read", "--out", "-"], ["search", "NATO"]])
def test_a_full_disk_behind_the_standard_output_is_one_line(source: Path, words: list[str]) -> None:
    given = [words[0], str(source), *words[1:]] if words[0] in ("check", "read", "search") else words
    with FULL.open("wb") as full:
        done = run(*given, stdout=full)
    *_, last = done.stderr.decode().splitlines()
    assert done.returncode == 2 and b"Traceback" not in done.stderr and b"Exception" not in done.stderr
    assert last == "mediakit: cannot go on: No space left on device. See that it is there and has room."


@needs_full
def test_a_full_disk_behind_the_messages_is_no_traceback(source: Path) -> None:
    with FULL.open("wb") as full:
        assert run("check", source, stderr=full).returncode == 2
        assert run("check", source.with_name("missing.csv"), stderr=full).returncode == 2


def test_a_reader_that_has_seen_enough_is_no_error(source: Path) -> None:
    for words in (["topics"], ["search", source, "NATO"]):
        reading, writing = os.pipe()
        os.close(reading)
        try:
            done = run(*words, stdout=writing)
        finally:
            os.close(writing)
        assert done.returncode == 0 and b"Traceback" not in done.stderr and b"Broken" not in done.stderr


def test_a_terminal_of_few_letters_shows_the_others_as_numbers(source: Path) -> None:
    few = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
    done = run("search", source, "NATO", env=few)
    assert done.returncode == 0 and b"\\u0141\\xf3d\\u017a asked to join" in done.stdout
    assert b"Traceback" not in done.stderr
    done = run("search", source, "ŁÓDŹ NEAR/", env=few)
    assert done.returncode == 2 and b"NEAR needs" in done.stderr and b"Traceback" not in done.stderr
    assert run("read", source, "--out", source.with_name("é→.csv"), env=few).returncode == 0


@needs_full
def test_a_file_that_is_always_full_is_one_line(source: Path) -> None:
    done = run("read", source, "--out", source.with_name("missing") / ".." / "all.csv")
    assert done.returncode == 0
    done = run("report", source, "--topic", "nato-enlargement", "--out", FULL)
    assert done.returncode == 2 and done.stderr.startswith(b"mediakit: expected a folder to write to")


def test_no_name_steers_the_terminal(tmp_path: Path) -> None:
    table = tmp_path / "a\x1b[31m.csv"
    table.write_text("colour\nred\n", "utf-8")
    done = run("read", tmp_path, "--format", "table", "--out", table)
    assert done.returncode == 2 and "a\ufffd[31m.csv" in done.stderr.decode() and b"\x1b" not in done.stderr
