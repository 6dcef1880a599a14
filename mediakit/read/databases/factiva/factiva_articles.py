"""What the Factiva layouts share: list numbers before headlines, and how a record is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mediakit.read.account import Options, Parsed
from mediakit.read.documents.keeping import add_date, keep_article
from mediakit.read.values.language_codes import language_code
from mediakit.read.values.lines import cut_correction, is_rights, stated_words
from mediakit.read.values.tidying import tidy_line

ARTICLE_FIELDS = ("byline", "section", "outlet", "standfirst", "url")
LISTED = re.compile(r"(\d{1,5})[).]\s+(?=\S)")
_ACCESSION = re.compile(r"\D{0,24}?\s?([A-Za-z][A-Za-z0-9]{3,9}\d{8}[0-9a-z]{8,10})")
_DIGITS = b"0" * 8
# Digits, what may be part of one beyond ASCII, and the signs that tidying takes from between them.
_DIGIT_LIKE = bytes(
    48 if 48 <= code < 58 or code > 126 or (code < 32 and code not in b"\t\n\r") else 32 for code in range(256)
)
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?(?:\s?[A-Z]{2,4})?")
_CODE = re.compile(r"[A-Z0-9]{2,10}")
_PAGE = re.compile(r"[A-Z]{0,3}-?\d{1,4}(?:\s?[,;-]\s?[A-Z]{0,3}-?\d{1,4}){0,9}")
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
    found = [LISTED.match(article.fields.get("title", "")) for article in articles]
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


def may_hold_number(text: str) -> bool:
    """Return False for a text in which no number of a document can stand, not even once its lines are tidy.

    Examples
    --------
    >>> may_hold_number("Document DEXA000020181007eea70003p"), may_hold_number("Founded 2018-10-07")
    (True, False)
    """
    return "&" in text or _DIGITS in text.encode("utf-8", "surrogatepass").translate(_DIGIT_LIKE)


def accession_number(line: str) -> str:
    """Return the number of a line such as ``Document DEXA000020181007eea70003p``, nothing for any other line."""
    found = _ACCESSION.fullmatch(line)
    return found[1] if found else ""


def read_source(lines: Sequence[str], article: Article, *, dated: bool) -> int:
    """Read the lines from the date on: date, time, outlet, code, edition, page, language; return how many these are."""
    rest = list(lines)
    if dated and rest:
        article.date = rest.pop(0)
    if dated and rest and _CLOCK.fullmatch(rest[0]):
        article.date = f"{article.date} {rest.pop(0)}"
    if rest and not is_rights(rest[0]):
        article.add("outlet", rest.pop(0))
    if rest and _CODE.fullmatch(rest[0]):
        article.add("source_code", rest.pop(0))
    while rest and not is_rights(rest[0]):
        line = rest.pop(0)
        code = language_code(line)
        if len(code) == 2 and code.islower() and not line.isdigit():
            article.add("language", code)
            break
        article.add("page" if _PAGE.fullmatch(line) else "edition", line)
    return len(lines) - len(rest)


def join_date(fields: Mapping[str, str]) -> str:
    """Return the printed date with its time, when there is one."""
    return tidy_line(f"{fields.get('date', '')} {fields.get('time', '')}")
