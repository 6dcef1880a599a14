"""The folder of a report: a manifest says which files belong to it, and those of the run before don't stay."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path

from mediakit.export.atomic import remove_drafts, write_whole
from mediakit.manifest import MANIFEST, digest, read_manifest, write_manifest


def open_folder(folder: Path, planned: Iterable[str]) -> dict[str, str]:
    """Note in the manifest what is about to be written, and return the digests of the run before by name.

    A run that breaks off leaves files that the manifest knows of, so that they are never read as articles. Drafts that
    such a run left are removed.

    Raises
    ------
    SourceError
        When the folder cannot be written.
    """
    before: dict[str, str] = {}
    with contextlib.suppress(OSError):
        before = read_manifest((folder / MANIFEST).read_bytes())
    known = dict.fromkeys(planned, "") | before
    write_whole(folder / MANIFEST, write_manifest(known), what="the manifest")
    for name in known:
        remove_drafts(folder / name)
    return before


def close_folder(folder: Path, before: dict[str, str], written: Iterable[Path]) -> Path:
    """Remove what the run before wrote and this one did not, and write the manifest; return its path.

    A file that was changed since stays, and stays in the manifest.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as name:
    ...     folder = Path(name)
    ...     for file in ("old.csv", "kept.csv", "new.csv"):
    ...         _ = (folder / file).write_bytes(b"1")
    ...     before = {"old.csv": digest(b"1"), "kept.csv": digest(b"2")}
    ...     _ = close_folder(folder, before, [folder / "new.csv"])
    ...     sorted(path.name for path in folder.iterdir()), list(read_manifest((folder / MANIFEST).read_bytes()))
    (['kept.csv', 'mediakit-report.json', 'new.csv'], ['kept.csv', 'new.csv'])
    """
    now = {path.relative_to(folder).as_posix(): digest(path.read_bytes()) for path in written}
    for name in before.keys() - now.keys():
        file = folder / name
        if file.is_file() and not _removed(file, before[name], folder):
            now[name] = before[name]
    return write_whole(folder / MANIFEST, write_manifest(now), what="the manifest")


def _removed(file: Path, told: str, folder: Path) -> bool:
    """Remove a file that is as the manifest says, with the folders that it leaves empty; return whether it is gone."""
    try:
        if digest(file.read_bytes()) != told:
            return False
        file.unlink()
    except OSError:
        return False
    for parent in file.relative_to(folder).parents[:-1]:
        with contextlib.suppress(OSError):  # not empty
            (folder / parent).rmdir()
    return True
