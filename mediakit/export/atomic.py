"""Files that appear whole or not at all."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from pathlib import Path

from mediakit.errors import SourceError

_ATTEMPTS = 100
_ENDING = ".part"


def write_whole(path: Path, data: bytes, *, what: str) -> Path:
    """Write a file under another name first and rename it, so that no reader ever sees half of it.

    What a run that was killed left of the same file is removed first. Where several runs write a file at once, each
    writes all of it, and the last one stays.

    Parameters
    ----------
    path : Path
        Where to write; missing folders are made, a file of that name is replaced.
    data : bytes
        The whole content.
    what : str
        What is written, for the message when it fails.

    Returns
    -------
    Path
        The path given.

    Raises
    ------
    SourceError
        When the folder cannot be written; a file that was there stays as it was.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_whole(Path(folder, "new", "note.txt"), b"Rain.", what="the note").read_bytes()
    b'Rain.'
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        remove_drafts(path)
        # Another run that writes this file may have taken the draft for one that was left: it is written again.
        for _ in range(_ATTEMPTS - 1):
            with contextlib.suppress(FileNotFoundError):
                _write(path, data)
                return path
        _write(path, data)
    except OSError as error:
        raise SourceError(
            f"cannot write {what}: {error.strerror or error}",
            where=str(path),
            next_step="Choose a folder that can be written and has room.",
        ) from error
    return path


def remove_drafts(path: Path) -> None:
    """Remove what runs that were killed while they wrote a file have left beside it.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for name in (".a.csv.x3_b9k2q.part", ".a.csv.notes.part", "a.csv"):
    ...         _ = Path(folder, name).write_bytes(b"1")
    ...     remove_drafts(Path(folder, "a.csv"))
    ...     sorted(os.listdir(folder))
    ['.a.csv.notes.part', 'a.csv']
    """
    draft = re.compile(rf"\.{re.escape(path.name)}\.[a-z0-9_]{{8}}{re.escape(_ENDING)}")
    with contextlib.suppress(OSError):
        for name in os.listdir(path.parent):
            if draft.fullmatch(name):
                with contextlib.suppress(OSError):  # another run was quicker, or has it open
                    os.unlink(path.parent / name)


def _write(path: Path, data: bytes) -> None:
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=_ENDING)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        os.chmod(draft, 0o644)
        os.replace(draft, path)
    except BaseException:  # an interrupt leaves nothing behind either
        Path(draft).unlink(missing_ok=True)
        raise
