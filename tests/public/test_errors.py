"""A message says what was expected, where, and what to do next, and can be caught by kind."""

from __future__ import annotations

import pytest

from mediakit import errors
from mediakit.errors import (
    LexiconError,
    MediakitError,
    MissingExtraError,
    OptionError,
    QueryError,
    SourceError,
    TableError,
    TopicError,
    check_option,
)

KINDS = [LexiconError, MissingExtraError, OptionError, QueryError, SourceError, TableError, TopicError]


@pytest.mark.parametrize("kind", [MediakitError, *KINDS])
def test_a_message_holds_what_where_and_the_next_step(kind: type[MediakitError]) -> None:
    error = kind("expected a date, got 'soon'", where="row 3 of news.csv", next_step="Write it as 2022-05-09.")
    assert str(error) == "expected a date, got 'soon' (in row 3 of news.csv). Write it as 2022-05-09."
    assert (error.what, error.where) == ("expected a date, got 'soon'", "row 3 of news.csv")
    assert error.next_step == "Write it as 2022-05-09."


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({}, "it broke."),
        ({"where": "a.csv"}, "it broke (in a.csv)."),
        ({"next_step": "Mend it."}, "it broke. Mend it."),
    ],
)
@pytest.mark.parametrize("what", ["it broke", "it broke."])
def test_parts_that_are_not_given_leave_no_trace(what: str, parts: dict[str, str], message: str) -> None:
    assert str(MediakitError(what, **parts)) == message


def test_every_kind_is_a_mediakit_error_and_none_is_left_untested() -> None:
    defined = {item for item in vars(errors).values() if isinstance(item, type) and issubclass(item, MediakitError)}
    assert defined == {MediakitError, *KINDS}


def test_options_and_extras_are_caught_as_python_users_expect() -> None:
    with pytest.raises(ValueError, match="broke"):
        raise OptionError("it broke")
    with pytest.raises(ImportError, match="broke"):
        raise MissingExtraError("it broke")


def test_a_missing_extra_names_task_package_and_the_command_that_installs_it() -> None:
    message = str(MissingExtraError.of("warcio", extra="warc", task="reading web archives"))
    for part in ("reading web archives", "'warcio'", "not installed", 'pip install "mediakit[warc]"'):
        assert part in message


def test_an_option_that_is_not_allowed_names_itself_the_choices_and_what_came() -> None:
    check_option("every", "week", ("day", "week"))
    with pytest.raises(OptionError) as caught:
        check_option("every", 7, ("day", "week"))
    for part in ("every", "'day', 'week'", "got 7"):
        assert part in str(caught.value)
