"""What mediakit itself wrote into a folder: it is told of, and not read again as articles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from mediakit.manifest import MANIFEST, read_manifest
from mediakit.read.values.file_names import is_documentation
from mediakit.tables import PROBLEMS

PROBLEMS_ENDING = ".problems.csv"
"""What ``mediakit read`` puts behind the name of a table, for the problems that belong to it."""
_HEAD, _MOST = 1000, 10_000_000
Look = Callable[[str, int], bytes]


def set_apart(names: Sequence[str], beside: Iterable[str], look: Look) -> tuple[list[str], dict[str, str]]:
    """Return the names to be read, and what is told of the others, by the name of the file that gives them away.

    A table that ``mediakit read`` wrote is left out where there is something else to read, which it may be made of.

    Parameters
    ----------
    names : list of str
        Files of one folder or archive, relative to it.
    beside : iterable of str
        These, and whatever else stands in their folders.
    look : callable
        Returns the first bytes of a file, at most so many, or none if it cannot be opened.

    Examples
    --------
    >>> heads = {"all.csv": b"", "all.csv.problems.csv": ",".join(PROBLEMS.names).encode()}
    >>> set_apart([*heads, "b.csv"], heads, lambda name, most: heads[name][:most])[0]
    ['b.csv']
    """
    known = set(beside)
    told: dict[str, str] = {}
    reports = {name: _listed(name, look) for name in known if name.rpartition("/")[2] == MANIFEST}
    kept = [name for name in names if name not in reports]
    for manifest, own in sorted(reports.items()):
        count, kept = len(kept), [name for name in kept if name not in own]
        count -= len(kept)
        if count:
            files = "1 file" if count == 1 else f"{count:,} files"
            told[manifest] = f"{files} that mediakit report wrote: left out. To read one, pass its own path"
    about = {name: name.removesuffix(PROBLEMS_ENDING) for name in known if _is_problems(name, known, look)}
    tables = set(about.values())
    more = any(name not in about and name not in tables and not is_documentation(name) for name in kept)
    for name in kept:
        if name in about:
            told[name] = f"mediakit read wrote it about {about[name]}: left out"
        elif name in tables and more:
            told[name] = "mediakit read wrote it, and there is more to read: left out. To read it, pass its own path"
    return [name for name in kept if name not in told], told


def _listed(manifest: str, look: Look) -> set[str]:
    folder = manifest.removesuffix(MANIFEST)
    return {folder + name for name in read_manifest(look(manifest, _MOST))}


def _is_problems(name: str, known: set[str], look: Look) -> bool:
    if not name.endswith(PROBLEMS_ENDING) or name.removesuffix(PROBLEMS_ENDING) not in known:
        return False
    columns = look(name, _HEAD).decode("utf-8", "replace").partition("\n")[0]
    return all(column in columns for column in PROBLEMS.names)
