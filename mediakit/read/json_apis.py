"""Answers of news APIs and of news-please, each by its map in resources/read/apis.toml."""

from __future__ import annotations

from collections.abc import Callable

from mediakit.read.assemble import reader
from mediakit.read.data import read_data
from mediakit.read.json_records import parse_json, recognise_by_marks
from mediakit.read.record import Account, Options
from mediakit.read.tidying import tidy_line

_LONGEST_MESSAGE = 400


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
    if "".join(text.split()) == "{}":
        return 0.7, "an empty answer"
    message = tidy_line(text[:200])
    if message.lower().startswith(tuple(read_data("api_errors")["gdelt"])) and len(text) <= _LONGEST_MESSAGE:
        return 0.9, f"the message of GDELT {message[:60]!r}"
    return recognise_by_marks("gdelt_doc", text)


parse_guardian, recognise_guardian = _parser("guardian"), _recogniser("guardian")
parse_nyt, recognise_nyt = _parser("nyt"), _recogniser("nyt")
parse_newsapi, recognise_newsapi = _parser("newsapi"), _recogniser("newsapi")
parse_mediacloud, recognise_mediacloud = _parser("mediacloud"), _recogniser("mediacloud")
parse_webz, recognise_webz = _parser("webz"), _recogniser("webz")
parse_news_please, recognise_news_please = _parser("news_please"), _recogniser("news_please")
parse_gdelt_doc = _parser("gdelt_doc")

read_guardian = reader("guardian", parse_guardian)
read_nyt = reader("nyt", parse_nyt)
read_newsapi = reader("newsapi", parse_newsapi)
read_mediacloud = reader("mediacloud", parse_mediacloud)
read_webz = reader("webz", parse_webz)
read_news_please = reader("news_please", parse_news_please)
read_gdelt_doc = reader("gdelt_doc", parse_gdelt_doc)
