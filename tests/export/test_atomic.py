"""A file is there whole or not at all, and nothing else is left beside it."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from mediakit.errors import SourceError
from mediakit.export.atomic import write_whole
from mediakit.export.report_folder import open_folder
from mediakit.manifest import MANIFEST

KILLED = """
import os, signal, sys
from pathlib import Path
from mediakit.export import atomic
def kill(*_):
    os.kill(os.getpid(), signal.SIGKILL)
atomic.os.replace = kill
atomic.write_whole(Path(sys.argv[1]), b"new", what="the note")
"""


def test_a_second_run_removes_what_a_killed_one_left(tmp_path: Path) -> None:
    file, other = tmp_path / "a[1].csv", tmp_path / ".a[1].csv.mine.part"
    file.write_bytes(b"old")
    other.write_bytes(b"mine")
    for _ in range(2):
        assert subprocess.run([sys.executable, "-c", KILLED, str(file)], check=False).returncode < 0
        assert file.read_bytes() == b"old" and len(list(tmp_path.iterdir())) == 3
    write_whole(file, b"new", what="the note")
    assert file.read_bytes() == b"new" and set(tmp_path.iterdir()) == {file, other}


def test_drafts_of_files_that_a_report_does_not_write_again_go_as_well(tmp_path: Path) -> None:
    open_folder(tmp_path, ["figures/frames.png"])
    draft = tmp_path / "figures" / ".frames.png.abcd_123.part"
    draft.parent.mkdir()
    draft.write_bytes(b"half")
    open_folder(tmp_path, ["report.html"])
    assert not draft.exists() and [path.name for path in tmp_path.iterdir() if path.is_file()] == [MANIFEST]


@pytest.mark.parametrize("stop", [KeyboardInterrupt, MemoryError])
def test_an_interrupt_leaves_no_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: type) -> None:
    def interrupted(*_: object) -> None:
        raise stop

    file = write_whole(tmp_path / "a.csv", b"old", what="the note")
    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(stop):
        write_whole(file, b"new", what="the note")
    assert list(tmp_path.iterdir()) == [file] and file.read_bytes() == b"old"


def test_runs_that_write_one_file_at_once_lose_nothing(tmp_path: Path) -> None:
    file, failed = tmp_path / "a.csv", []
    contents = [bytes([65 + at]) * 100_000 for at in range(4)]

    def write(data: bytes) -> None:
        try:
            for _ in range(40):
                write_whole(file, data, what="the note")
        except SourceError as error:
            failed.append(error)

    threads = [threading.Thread(target=write, args=[data]) for data in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed and list(tmp_path.iterdir()) == [file] and file.read_bytes() in contents


def test_a_full_disk_is_one_message_and_the_old_file_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write_whole(tmp_path / "a.csv", b"old", what="the note")

    def open_full(handle: int, mode: str) -> object:
        os.close(handle)
        return open("/dev/full", mode)

    monkeypatch.setattr(os, "fdopen", open_full)
    with pytest.raises(SourceError, match=r"cannot write the note: No space left on device .* has room") as caught:
        write_whole(file, b"new", what="the note")
    assert "\n" not in str(caught.value) and list(tmp_path.iterdir()) == [file] and file.read_bytes() == b"old"


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.EPERM])
def test_a_folder_that_may_not_be_written_is_one_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(**_: object) -> None:
        raise OSError(number, os.strerror(number))

    file = write_whole(tmp_path / "a.csv", b"old", what="the note")
    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    with pytest.raises(SourceError, match=f"cannot write the note: {os.strerror(number)}") as caught:
        write_whole(file, b"new", what="the note")
    assert "\n" not in str(caught.value) and list(tmp_path.iterdir()) == [file] and file.read_bytes() == b"old"
