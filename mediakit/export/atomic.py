"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from mediakit.errors import SourceError


def write_whole(path: Path, data: bytes, *, what: str) -> Path:
    """Write a file under another name first and rename it, so that no reader ever sees half of it.

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
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
            os.chmod(draft, 0o644)
            os.replace(draft, path)
        except OSError:
            Path(draft).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise SourceError(
            f"cannot write {what}: {error.strerror}",
            where=str(path),
            next_step="Choose a folder that can be written.",
        ) from error
    return path
