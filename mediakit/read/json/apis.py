"""Answers of news APIs and of news-please, each by its map in resources/read/json/apis.toml."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from mediakit.read.account import Account, Options, ParsedTable
from mediakit.read.json.records import KEY, fill_from, parse_json
from mediakit.read.json.shapes import find_inside, is_record
from mediakit.read.tables.free_table import new_table
from mediakit.read.values.data_files import read_data
from mediakit.read.values.tidying import tidy_line

_LONGEST_MESSAGE = 400


def parse_answers(answers: Sequence[Any], options: Options) -> ParsedTable | None:
    """Return the articles of answers that are already Python objects; None where these are records themselves."""
    account = new_table()
    if not any(isinstance(a, dict) and not is_record(a) and find_inside(a, Account()) for a in answers):
        return None
    fill_from([list(answers)], "", options, account, "")
    return account


def recognise_by_marks(api: str, text: str) -> tuple[float, str]:
    """Return how sure it is that a JSON text is an answer of that API, by its keys."""
    marks = read_data("json/apis")[api]["marks"]
    if all(mark in text for mark in marks) and set(marks) <= set(KEY.findall(text)):
        return 0.9, "JSON with the fields " + ", ".join(marks)
    return 0.0, ""


def _parser(api: str) -> Callable[[bytes, Options], Account]:
    def parse(data: bytes, options: Options) -> Account:
        return parse_json(data, options, api)

    parse.__doc__ = f"Read an answer with the map of {api}."
    return parse


def _recogniser(api: str) -> Callable[[bytes, str, str], tuple[float, str]]:
    def recognise(head: bytes, text: str, name: str) -> tuple[float, str]:
        return recognise_by_marks(api, text)

    recognise.__doc__ = f"Return how sure it is that this is an answer of {api}, and why."
    return recognise


def recognise_gdelt_doc(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how sure it is that this is an answer of GDELT, also one of its messages, and why."""
    if text.count("{") == 1 and "".join(text.split()) == "{}":
        return 0.7, "an empty answer"
    message = tidy_line(text[:200]) if len(text) <= _LONGEST_MESSAGE else ""
    if message.lower().startswith(tuple(read_data("json/api_errors")["gdelt"])):
        return 0.9, f"the message of GDELT {message[:60]!r}"
    return recognise_by_marks("gdelt_doc", text)


parse_guardian, recognise_guardian = _parser("guardian"), _recogniser("guardian")
parse_nyt, recognise_nyt = _parser("nyt"), _recogniser("nyt")
parse_newsapi, recognise_newsapi = _parser("newsapi"), _recogniser("newsapi")
parse_mediacloud, recognise_mediacloud = _parser("mediacloud"), _recogniser("mediacloud")
parse_webz, recognise_webz = _parser("webz"), _recogniser("webz")
parse_news_please, recognise_news_please = _parser("news_please"), _recogniser("news_please")
parse_gdelt_doc = _parser("gdelt_doc")
