"""What every reader hands over: records, problems, and how many records the source held."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mediakit.errors import MissingExtraError, OptionError, SourceError
from mediakit.read.values.tidying import encodable
from mediakit.transport.addresses import without_login

if TYPE_CHECKING:
    import pandas as pd

RAW_LENGTH = 300
_MESSAGE_LENGTH = 1000
_END_LENGTH = 200


def shorten(message: str) -> str:
    """Return a message of at most 1,000 characters; its end, which says what to do, is kept.

    Examples
    --------
    >>> shorten("the columns are " + "a, " * 1000 + "z. Pass columns=.")[-20:]
    'a, z. Pass columns=.'
    """
    if len(message) <= _MESSAGE_LENGTH:
        return message
    return f"{message[: _MESSAGE_LENGTH - _END_LENGTH]} … {message[-_END_LENGTH + 3 :]}"


def _kept(text: str) -> str:
    return encodable(without_login(text))


@dataclass(frozen=True)
class Options:
    """What the caller of read_articles() asked for; every reader takes the same."""

    columns: Mapping[str, str] | None = None
    timezone: str | None = None
    dayfirst: bool | None = None
    encoding: str | None = None
    allow_private: bool = False


@dataclass
class Account:
    """The problems of one source, and how many records it announced or showed.

    ``seen`` is the number of articles plus the number of problems with severity "error".
    """

    problems: list[dict[str, Any]] = field(default_factory=list, kw_only=True)
    seen: int = field(default=0, kw_only=True)

    def note(
        self,
        code: str,
        message: str,
        *,
        severity: str = "warning",
        index: int | None = None,
        value: object = "",
        raw: object = "",
    ) -> None:
        """Add a row to the problems: what was expected, what came, what to do next."""
        self.problems.append(
            {
                "source_index": index,
                "severity": severity,
                "code": code,
                "message": _kept(shorten(message)),
                "value": _kept(str(value)[:RAW_LENGTH]),
                "raw": _kept(str(raw)[:RAW_LENGTH]),
            }
        )

    def lose(self, code: str, message: str, *, index: int | None = None, value: object = "", raw: object = "") -> None:
        """Account for one record that could not become an article."""
        self.seen += 1
        self.note(code, message, severity="error", index=index, value=value, raw=raw)


@dataclass
class Parsed(Account):
    """The result of a reader that makes one record at a time.

    ``records`` are dicts with the keys of ARTICLES (``published`` as a datetime or None, further source
    fields under ``x_`` names); each has its ``source_index``.
    """

    records: list[dict[str, Any]] = field(default_factory=list)

    def keep(self, record: dict[str, Any]) -> None:
        """Account for one record that became an article."""
        self.seen += 1
        record.setdefault("source_index", self.seen - 1)
        self.records.append(record)


@dataclass
class ParsedTable(Account):
    """The result of a reader that makes whole columns: a frame with columns of ARTICLES and ``x_`` columns."""

    frame: pd.DataFrame


def attempt(parse: Callable[[], Account], format: str, *, value: str, meant: bool = False) -> Account:
    """Return what a reader finds; whatever the content does to it becomes one lost record, not an exception.

    Parameters
    ----------
    parse : callable
        Reads the content.
    format : str
        Name of the format.
    value : str
        What the content is of: a file or an address.
    meant : bool
        Whether the caller named this very content, and it is of this format without doubt: then a table
        without a column of texts is the caller's matter, and an error.
    """
    failed = Parsed()
    try:
        account = parse()
        if not account.seen:
            account.lose("empty_text", "no record was found in the file", value=value)
        return account
    except MissingExtraError as error:
        failed.lose("unsupported_format", str(error), value=value)
    except OptionError:
        raise
    except SourceError as error:
        if meant:
            raise
        failed.lose("not_an_article", str(error), value=value)
    except Exception as error:
        # Every package that unpacks or parses has errors of its own, of which many are children of Exception alone.
        message = f"the file breaks the rules of its format ({format}): {type(error).__name__}: {error}"
        failed.lose("malformed_document", message, value=value)
    return failed
