"""Errors that tell an analyst what was expected, what came, where, and what to do next."""

from __future__ import annotations


class MediakitError(Exception):
    """Any error that mediakit raises on purpose.

    Parameters
    ----------
    what : str
        What went wrong, in one sentence: what was expected and what came.
    where : str, optional
        The file, column, row or setting concerned.
    next_step : str, optional
        What the reader of the message can do about it.

    Examples
    --------
    >>> print(MediakitError("expected a folder, got a file", where="notes.txt", next_step="Pass its folder."))
    expected a folder, got a file (in notes.txt). Pass its folder.
    """

    def __init__(self, what: str, *, where: str = "", next_step: str = "") -> None:
        self.what, self.where, self.next_step = what, where, next_step
        message = what.rstrip(".")
        if where:
            message += f" (in {where})"
        super().__init__(f"{message}. {next_step}".strip())


class SourceError(MediakitError):
    """A source that cannot be read at all: missing, empty, unreadable, of an unknown kind."""


class TableError(MediakitError):
    """A DataFrame that does not keep the contract of its table."""


class TopicError(MediakitError):
    """A topic that is unknown or whose file breaks the rules."""


class QueryError(TopicError):
    """A query that cannot be read; the message ends with the query and a caret under the character concerned."""


class LexiconError(MediakitError):
    """A lexicon, alias or term list that breaks the rules."""


class OptionError(MediakitError, ValueError):
    """An option with a value that is not allowed."""


class MissingExtraError(MediakitError, ImportError):
    """An optional package that is needed here and is not installed.

    Examples
    --------
    >>> print(MissingExtraError.of("trafilatura", extra="html", task="reading saved web pages"))
    reading saved web pages needs the package 'trafilatura', which is not installed. Run: pip install "mediakit[html]"
    """

    @classmethod
    def of(cls, package: str, *, extra: str, task: str) -> MissingExtraError:
        """Return the error for one missing package, with the command that installs it."""
        return cls(
            f"{task} needs the package '{package}', which is not installed",
            next_step=f'Run: pip install "mediakit[{extra}]"',
        )


def check_option(name: str, value: object, allowed: tuple[object, ...]) -> None:
    """Raise OptionError unless value is one of the allowed values.

    Examples
    --------
    >>> check_option("every", "year", ("day", "week"))
    Traceback (most recent call last):
    ...
    mediakit.errors.OptionError: every must be one of 'day', 'week', got 'year'.
    """
    if value not in allowed:
        listed = ", ".join(repr(v) for v in allowed)
        raise OptionError(f"{name} must be one of {listed}, got {value!r}")
