"""The code blocks of the docs: which of them are examples, which are files to save, which are templates."""

from __future__ import annotations

import contextlib
import doctest
import io
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mediakit import cli

_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SAVE = re.compile(r"Save this as\s+`([\w./]+)`")
_NEW = re.compile(r"New file\s+`([\w./]+)`:\s*\Z")
_LINE = re.compile(r"[Ii]n\s+`([\w./]+)`,\s+after\s+the\s+line\s+`([^`]+)`:\s*\Z")
_SHOWN = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@dataclass(frozen=True)
class Block:
    """One fenced block of a page.

    ``path`` is the file it is saved as or belongs to; ``after`` the line of that file that it follows, where it is a
    part of one; ``template`` says that it belongs to the library and is no example; ``printed`` is what the page says
    that it prints.
    """

    language: str
    code: str
    path: str = ""
    after: str = ""
    template: bool = False
    printed: str | None = None


def blocks_of(text: str) -> Iterator[Block]:
    """Yield the blocks of a page in order; one of the language text is what the block right before it prints."""
    found, end = list(_FENCE.finditer(text)), 0
    for number, match in enumerate(found):
        before, end = text[end : match.start()], match.end()
        language, code = match.groups()
        after = found[number + 1] if number + 1 < len(found) else None
        is_output = after is not None and after[1] == "text" and not text[end : after.start()].strip()
        printed = after[2] if after is not None and is_output else None
        saved, new, line = _SAVE.search(before.split("\n## ")[-1]), _NEW.search(before), _LINE.search(before)
        if new:
            yield Block(language, code, new[1], template=True)
        elif line:
            yield Block(language, code, line[1], line[2], template=True)
        elif language in ("python", "sh"):
            yield Block(language, code, printed=printed)
        elif saved:
            yield Block(language, code, saved[1])


def run_page(text: str, folder: Path) -> int:
    """Run the examples of a page in order, and return how many there were; what they print is as the page says."""
    names: dict[str, object] = {}
    ran = 0
    for block in blocks_of(text):
        if block.template:
            continue
        if block.path:
            (folder / block.path).write_text(block.code, "utf-8")
            continue
        ran += 1
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            if block.language == "python":
                exec(compile(block.code, f"example {ran}", "exec"), names)
            else:
                _run_commands(block.code)
        if block.printed is not None:
            right = doctest.OutputChecker().check_output(block.printed, output.getvalue(), _SHOWN)
            assert right, f"{block.code}prints\n{output.getvalue()}"
    return ran


def _run_commands(code: str) -> None:
    for line in code.splitlines():
        program, *words = shlex.split(line)
        with contextlib.redirect_stderr(io.StringIO()):
            assert (program, cli.main(words)) == ("mediakit", 0), line
