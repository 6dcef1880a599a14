"""The stubs tell mypy every public name: calls that cannot work are found, and calls that can are not."""

from __future__ import annotations

import re
import subprocess
import sys

from tests.conftest import ROOT

NAME = "tests/public/typed_calls.py"
CALLS = ROOT / NAME


def test_wrong_calls_are_found_and_right_ones_pass() -> None:
    # The configuration is that of `make lint`, so that both share what mypy keeps of its last run: with it this takes
    # some three seconds of processor time, without it half a minute.
    words = [sys.executable, "-m", "mypy", "--no-error-summary", str(CALLS)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    errors = re.findall(rf"^{NAME}:(\d+): error", done.stdout, re.MULTILINE)
    found = set(map(int, errors))
    lines = CALLS.read_text("utf-8").splitlines()
    wrong = {number for number, line in enumerate(lines, 1) if "# wrong: " in line}
    assert found == wrong, done.stdout + done.stderr
    right = [line for line in lines if "mediakit." in line and "import" not in line and "# wrong: " not in line]
    assert len(wrong) == 24 and len(right) >= 20
