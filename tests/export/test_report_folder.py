"""A report's folder holds the files of the last run, and whatever its owner put or changed there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mediakit.errors import SourceError
from mediakit.export.report_folder import open_folder
from mediakit.manifest import MANIFEST, digest, read_manifest
from mediakit.recipes import read_corpus
from mediakit.report import write_report
from mediakit.topics import load_topic


def test_what_the_run_before_left_goes_and_what_was_changed_or_added_stays(tmp_path: Path) -> None:
    rows = [
        {
            "title": f"Bid {i}",
            "date": "2022-05-09",
            "outlet": "AB"[i % 2],
            "text": f"Finland joins NATO to meet the threat, part {i}. It grows.",
        }
        for i in range(24)
    ]
    articles, topic, out = read_corpus(rows).articles, load_topic("nato-enlargement"), tmp_path / "out"
    written = write_report(articles, topic, out)
    listed = read_manifest((out / MANIFEST).read_bytes())
    assert listed == {path.relative_to(out).as_posix(): digest(path.read_bytes()) for path in written[:-1]}
    assert written[-1] == out / MANIFEST and "figures/frames.png" in listed
    (out / "tables" / "frames.csv").write_text("mine now", "utf-8")
    (out / "figures" / "notes.txt").write_text("mine", "utf-8")
    write_report(articles, replace(topic, frames={}), out)
    left = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert not {name for name in left if name.startswith("figures/frames")}
    after = read_manifest((out / MANIFEST).read_bytes())
    assert left == {*after, MANIFEST, "figures/notes.txt"} and after["tables/frames.csv"] == listed["tables/frames.csv"]


def test_a_run_that_breaks_off_leaves_no_file_that_the_manifest_does_not_know(tmp_path: Path) -> None:
    assert open_folder(tmp_path, ["report.html"]) == {}
    assert open_folder(tmp_path, ["tables/tone.csv"]) == {"report.html": ""}
    assert read_manifest((tmp_path / MANIFEST).read_bytes()) == {"report.html": "", "tables/tone.csv": ""}


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(SourceError, match="cannot write the manifest"):
        open_folder(tmp_path / "file", [])
