"""Refuse to write over what is read, before anything is read."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import IO, Any

from mediakit.errors import OptionError
from mediakit.manifest import MANIFEST, WORKBOOK

_IN_FOLDERS = {"figures": (".png", ".svg", ".csv"), "tables": (".csv",)}
Place = Path | IO[Any]


def keep_from_files(sources: Iterable[Place], targets: Sequence[Place], *, next_step: str) -> None:
    """Raise an OptionError if one of the targets is one of the sources, however it is spelled or linked.

    Parameters
    ----------
    sources, targets : list of Path or open file
        What is read, and what would be written.
    next_step : str
        What to write instead.

    Examples
    --------
    >>> from tempfile import NamedTemporaryFile
    >>> with NamedTemporaryFile() as file:
    ...     path = Path(file.name)
    ...     try:
    ...         keep_from_files([path], [path.parent / ".." / path.parent.name / path.name], next_step="Write on.")
    ...     except OptionError as error:
    ...         print(str(error).replace(str(path), "x.csv"))
    x.csv is read here, and nothing is written over a source. Write on.
    """
    states = [state for state in map(_state, targets) if state]
    if states:
        _refuse(sources, lambda place: _is_one_of(place, states), next_step)


def keep_from_report(sources: Iterable[Place], folder: Path, *, next_step: str) -> None:
    """Raise an OptionError if a report in this folder might replace one of the sources, or the folder is a file.

    Examples
    --------
    >>> keep_from_report([Path("exports/a.csv")], Path("out"), next_step="Write to another folder.")
    """
    if folder.exists() and not folder.is_dir():
        raise OptionError(f"expected a folder to write to, got the file {folder}", next_step=next_step)
    states = [state for name in ("report.html", WORKBOOK, MANIFEST) if (state := _state(folder / name))]

    def replaced(place: Place) -> bool:
        if _is_one_of(place, states):
            return True
        found = {place, place.resolve()} if isinstance(place, Path) else set()
        return any(
            path.suffix.lower() in endings and _same(path.parent, folder / name)
            for path in found
            for name, endings in _IN_FOLDERS.items()
        )

    if folder.is_dir():
        _refuse(sources, replaced, next_step)


def _refuse(sources: Iterable[Place], replaced: Callable[[Place], bool], next_step: str) -> None:
    for place in sources:
        if replaced(place):
            name = place if isinstance(place, Path) else place.name
            raise OptionError(f"{name} is read here, and nothing is written over a source", next_step=next_step)


def _is_one_of(place: Place, states: Sequence[os.stat_result]) -> bool:
    state = _state(place)
    return state is not None and any(os.path.samestat(state, other) for other in states)


def _state(place: Place) -> os.stat_result | None:
    """Return what tells a regular file from all others, whatever it is called here; None where there is none."""
    try:
        state = place.stat() if isinstance(place, Path) else os.fstat(place.fileno())
    except (OSError, ValueError):
        return None
    return state if stat.S_ISREG(state.st_mode) else None


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
