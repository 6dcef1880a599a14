"""Markdown with a front matter in YAML or TOML, as clippers and site generators write it."""

from __future__ import annotations

import re
from typing import Any

from mediakit.read.account import Account, Options
from mediakit.read.documents.opening import read_text
from mediakit.read.tables.free_table import new_table, read_columns
from mediakit.read.values.tidying import paragraphs, strip_markup, tidy_line, tidy_text

_FRONT = re.compile(r"\A\ufeff?\s*(---|\+\+\+)[ \t]*\n(.*?)\n(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"([^\W\d_][\w .-]{0,40}?)[\"']?\s*[:=](?:\s+(.*)|\s*)$")
_ITEM = re.compile(r"\s*-\s+(.*)$")
_WIKI = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^()]*(?:\([^()]*\)[^()]*)*\)|!\[\[[^\]]*\]\]")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*(?:\([^()]*\)[^()\s]*)*(?:\s+\"[^\"]*\")?\)")
_FOOTNOTE = re.compile(r"^\[\^?[^\]]{1,40}\]:.*$|\[\^[^\]]{1,40}\]", re.MULTILINE)
_HEADING = re.compile(r"^[ \t]{0,3}#{1,6}[ \t]+(.*?)[ \t#]*$", re.MULTILINE)
_QUOTE = re.compile(r"^(?:[ \t]{0,3}>[ \t]?)+", re.MULTILINE)
_RULE = re.compile(r"^[ \t]{0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$", re.MULTILINE)
_STRONG = re.compile(r"(\*{1,3}|_{1,3}|~~|==|`+)(?=\S)(.+?)(?<=\S)\1(?!\w)")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!>~-])")
_MOST_FIELDS = 200


def recognise_markdown(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file is Markdown with a front matter, and by what."""
    found = _FRONT.match(text.replace("\r\n", "\n"))
    fields = front_fields(found[2]) if found else {}
    return (0.9, "a front matter with " + ", ".join(list(fields)[:4])) if len(fields) > 1 else (0.0, "")


def parse_markdown(data: bytes, options: Options) -> Account:
    """Read one article: its fields from the front matter, its text without the marks of Markdown."""
    account = new_table()
    text = read_text(account, data, options).replace("\r\n", "\n")
    found = _FRONT.match(text)
    fields: dict[str, Any] = front_fields(found[2]) if found else {}
    body = plain_text(text[found.end() :] if found else text)
    title, _, rest = body.partition("\n\n")
    heading = _HEADING.match((text[found.end() :] if found else text).lstrip())
    if heading and rest and (plain_text(heading[1]) == title):
        fields.setdefault("title", title)
        body = rest if fields["title"] == title else body
    fields = {name: value for name, value in fields.items() if name.lower() not in ("text", "body", "content")}
    made = read_columns({**{name: [value] for name, value in fields.items()}, "text": [body]}, options)
    made.problems[:0] = account.problems
    return made


def front_fields(front: str) -> dict[str, Any]:
    r"""Return the fields of a front matter: lines of name and value, lists, and texts over several lines.

    Examples
    --------
    >>> front_fields('title: "Ferry back"\nauthor:\n  - "[[Ann Example]]"\ntags: [a, b]')
    {'title': 'Ferry back', 'author': 'Ann Example', 'tags': 'a, b'}
    """
    fields: dict[str, list[str]] = {}
    name = ""
    for line in front.split("\n"):
        field, item = _FIELD.match(line), _ITEM.match(line)
        if item and name:
            fields[name].append(_value(item[1]))
        elif field and not line[:1].isspace() and len(fields) < _MOST_FIELDS:
            name = tidy_line(field[1])
            value = (field[2] or "").strip()
            fields[name] = [] if value in ("", "|", ">", "|-", ">-") else [_value(value)]
        elif name and line[:1].isspace() and line.strip() and not line.lstrip().startswith("#"):
            fields[name] = [" ".join([*fields[name], _value(line.strip())])]
    return {name: ", ".join(filter(None, values)) for name, values in fields.items()}


def _value(text: str) -> str:
    text = text.strip()
    if text[:1] == "[" and text[-1:] == "]" and not text.startswith("[["):
        return ", ".join(filter(None, (_value(part) for part in text[1:-1].split(","))))
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        text = text[1:-1].replace('\\"', '"').replace("''", "'")
    return tidy_line(_WIKI.sub(r"\1", text))


def plain_text(text: str) -> str:
    r"""Return a text in Markdown without its marks: pictures are left out, links and headings keep their words.

    Examples
    --------
    >>> plain_text("## Relief at the **harbour**\n\n![](a.jpg)\n\nSee [more](https://a.example).")
    'Relief at the harbour\n\nSee more.'
    """
    text = _FOOTNOTE.sub("", _RULE.sub("", _IMAGE.sub("", text)))
    text = _HEADING.sub(r"\n\1\n", _QUOTE.sub("", _WIKI.sub(r"\1", _LINK.sub(r"\1", text))))
    for _ in range(3):
        text = _STRONG.sub(r"\2", text)
    text = _ESCAPE.sub(r"\1", text)
    return paragraphs(tidy_text(strip_markup(text) if "<" in text else text))
