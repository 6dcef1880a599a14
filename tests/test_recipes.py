"""Where the progress of a long measurement may appear."""

from __future__ import annotations

import io
import sys
from typing import Any

import pytest
from tqdm import tqdm

from mediakit import recipes


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("stream", "shown"), [(Terminal(), True), (io.StringIO(), False)])
def test_progress_is_shown_on_a_terminal_only(
    stream: io.StringIO, shown: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # Without its delay, because steps that take no time are not shown at all.
    def at_once(**options: Any) -> Any:
        return tqdm(**options | {"delay": 0, "mininterval": 0})

    monkeypatch.setattr(recipes, "tqdm", at_once)
    monkeypatch.setattr(sys, "stderr", stream)
    with recipes.show_progress(2) as step:
        step("measuring tone")
        step("counting names")
    assert ("measuring tone" in stream.getvalue()) is shown
    assert shown or not stream.getvalue()
    assert not capsys.readouterr().out, "a notebook saves what is printed"
