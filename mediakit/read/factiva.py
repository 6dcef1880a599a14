"""What the Factiva layouts share: list numbers before headlines, and how a record is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from mediakit.read.languages import language_code
from mediakit.read.press import add_date, cut_correction, keep_article, stated_words
from mediakit.read.record import Options, Parsed
from mediakit.read.tidying import tidy_line

ARTICLE_FIELDS = ("byline", "section", "outlet", "standfirst", "url")
_LISTED = re.compile(r"(\d{1,5})[).]\s+(?=\S)")
_SOFT_RETURN = re.compile(r"&?softReturn;")


@dataclass
class Article:
    """One article while it is read: its fields, its text and its printed date."""

    fields: dict[str, str] = field(default_factory=dict)
    text: str = ""
    date: str = ""
    raw: str = ""

    def add(self, name: str, value: str) -> None:
        """Set a field, or append to it when it is there already."""
        value = tidy_line(_SOFT_RETURN.sub(" ", value))
        if value:
            present = self.fields.get(name, "")
            self.fields[name] = f"{present}; {value}" if present else value


def cut_list_numbers(articles: list[Article]) -> None:
    """Cut the numbers that some exports put before headlines, only when they count through the whole file.

    Examples
    --------
    >>> two = [Article({"title": "1) One"}), Article({"title": "2) Two"})]
    >>> cut_list_numbers(two)
    >>> [article.fields["title"] for article in two]
    ['One', 'Two']
    """
    found = [_LISTED.match(article.fields.get("title", "")) for article in articles]
    numbers = [int(match[1]) for match in found if match]
    if len(numbers) < 2 or len(numbers) < len(articles):
        return
    if numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return
    for article, match in zip(articles, found, strict=True):
        if match:
            article.fields["title"] = article.fields["title"][match.end() :]
            article.fields["list_number"] = match[1]


def keep_articles(parsed: Parsed, articles: list[Article], options: Options) -> None:
    """Keep all articles of one file."""
    cut_list_numbers(articles)
    for article in articles:
        fields = dict(article.fields)
        title, corrected = cut_correction(fields.pop("title", ""))
        record: dict[str, object] = {
            "title": title,
            "text": article.text,
            "language": language_code(fields.pop("language", "")),
            "flags": "correction_appended" if corrected else "",
        }
        stated = stated_words(fields.pop("word_count_stated", ""))
        if stated is not None:
            record["word_count_stated"] = stated
        record.update({name: fields.pop(name, "") for name in ARTICLE_FIELDS})
        record.update({f"x_{name}": value for name, value in fields.items()})
        if article.date or record["text"] or title:
            add_date(parsed, record, article.date, options)
        keep_article(parsed, record, raw=article.raw)


def join_date(fields: Mapping[str, str]) -> str:
    """Return the printed date with its time, when there is one."""
    return tidy_line(f"{fields.get('date', '')} {fields.get('time', '')}")
