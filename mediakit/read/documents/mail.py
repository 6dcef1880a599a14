"""Mails and boxes of mails, such as newsletters: one article a mail, with date, sender and subject of its head."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import policy
from email.message import Message
from email.parser import BytesParser
from email.utils import parseaddr
from functools import cache

from lxml.etree import ParserError
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from mediakit.read.account import Options, Parsed
from mediakit.read.documents.keeping import add_date, keep_article
from mediakit.read.values.data_files import read_data
from mediakit.read.values.encodings import decode
from mediakit.read.values.hosts import domain
from mediakit.read.values.language_codes import language_code
from mediakit.read.values.lines import html_lines
from mediakit.read.values.tidying import paragraphs, tidy_line, tidy_text

_START = re.compile(rb"(?:\A|\r?\n\r?\n|\A\r?\n)From [^\r\n]{3,200}\d{4}[^\r\n]{0,40}\r?\n(?=[A-Za-z-]{2,40}:)")
_QUOTED_START = re.compile(rb"^>(>*From )", re.MULTILINE)
_HEAD = re.compile(
    rb"\A\s*(?:From [^\r\n]+\r?\n)?(?:[A-Za-z][A-Za-z0-9-]{1,40}:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2,}"
)
_USUAL = re.compile(rb"^(?:From|Date|Subject|Message-ID|MIME-Version|Received|Return-Path):", re.I | re.M)
_SENT = re.compile(rb"^(?:To|Received|Message-ID|Delivered-To):", re.I | re.M)  # not in what a browser saved as a mail
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_LONGEST_NOTE = 300
_MOST_BEFORE = 30
_FIELDS = {
    "from": "from",
    "von": "from",
    "de": "from",
    "date": "date",
    "sent": "date",
    "datum": "date",
    "gesendet": "date",
}
_FIELDS |= {"envoyé": "date", "subject": "subject", "betreff": "subject", "objet": "subject", "asunto": "subject"}
_FIELDS |= dict.fromkeys(("to", "cc", "an", "à", "para", "reply-to"), "to")
_FIELD = re.compile(rf"^[ \t>*]*({'|'.join(_FIELDS)})[ *]*:[ *]*(.*)$", re.IGNORECASE | re.MULTILINE)
# Three fields below each other, which may be wrapped or have blank lines between them.
_PASSED_ON = re.compile(rf"(?:^[ \t>]*[-_]{{3,}}.*$\n+)?(?:{_FIELD.pattern}\n+(?:[ \t]+\S.*\n+)?){{3,}}", re.I | re.M)
_UNSEEN = ("head", "script", "style")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)
_MOST_MAILS = 100_000


def recognise_mail(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file is a mail or a box of mails, and by what."""
    found = _HEAD.match(head)
    usual = {mark.lower() for mark in _USUAL.findall(found[0])} if found else set()
    saved = found is not None and b"multipart/related" in found[0] and not _SENT.search(found[0])
    if len(usual) < 2 or saved:
        return 0.0, ""
    return (0.9 if len(usual) > 2 or name.lower().endswith((".eml", ".mbox")) else 0.75), "the head of a mail"


def parse_mail(data: bytes, options: Options) -> Parsed:
    """Read one article a mail; who got it, and all other lines of its head, are not kept."""
    parsed = Parsed()
    for mail in _mails(data):
        _add_mail(parsed, mail, options)
        if parsed.seen >= _MOST_MAILS:
            parsed.note("truncated_text", f"the box holds more than {_MOST_MAILS:,} mails; split it", value=_MOST_MAILS)
            break
    if not parsed.seen:
        parsed.lose("empty_text", "the file holds no mail", index=0)
    return parsed


def _mails(data: bytes) -> Iterator[bytes]:
    """Yield the mails of a box; a file that is none is one mail."""
    starts = list(_START.finditer(data)) if data.lstrip().startswith(b"From ") else []
    if not starts:
        yield data.lstrip()
        return
    ends = [start.start() for start in starts[1:]] + [len(data)]
    for start, end in zip(starts, ends, strict=True):
        yield _QUOTED_START.sub(rb"\1", data[start.end() : end])


def _add_mail(parsed: Parsed, data: bytes, options: Options) -> None:
    try:
        mail = BytesParser(policy=policy.default).parsebytes(data)
        text, cut = _body(mail, options)
        title, sender = _header(mail, "subject"), _header(mail, "from")
        recipients = set(
            map(str.lower, _ADDRESS.findall(" ".join(_header(mail, h) for h in ("to", "cc", "delivered-to"))))
        )
    except (LookupError, ValueError, AssertionError, RecursionError, AttributeError, TypeError, IndexError) as error:
        parsed.lose("malformed_document", f"the mail is damaged: {type(error).__name__}: {error}", index=parsed.seen)
        return
    text, inner = _without_head(text)
    title, sender = inner.get("subject") or title, inner.get("from") or sender
    name, address = parseaddr(sender)
    record: dict[str, object] = {
        "title": title,
        "outlet": tidy_line(name) if "@" not in name and name.strip() else domain(address.rpartition("@")[2]),
        "language": language_code(_header(mail, "content-language")),
        "text": _without_notes(text, recipients),
    }
    if cut:
        record["truncated"] = True
        parsed.note("truncated_text", "the mail breaks off", index=parsed.seen)
    add_date(parsed, record, inner.get("date") or _header(mail, "date"), options)
    keep_article(parsed, record)


def _header(mail: Message, name: str) -> str:
    """Return one line of the head, decoded; also where it breaks the rules."""
    try:
        value = str(mail[name] or "")
    except Exception:  # the parser of heads raises errors of many kinds at what breaks its rules
        value = next((str(v) for k, v in mail.raw_items() if k.lower() == name), "")
    return tidy_line(value.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


def _body(mail: Message, options: Options) -> tuple[str, bool]:
    """Return the text of a mail: the plain part, or the HTML one where that says more; attachments are left out."""
    found: dict[str, list[str]] = {"text/plain": [], "text/html": []}
    for part in mail.walk():
        kind = part.get_content_type()
        if kind in found and part.get_content_disposition() != "attachment":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and content.strip():
                charset = part.get_content_charset() or ""
                found[kind].append(decode(content, declared=charset, encoding=options.encoding).text)
    cut = any(type(fault).__name__ == "CloseBoundaryNotFoundDefect" for part in mail.walk() for fault in part.defects)
    plain = "\n\n".join(paragraphs(tidy_text(_SIGNATURE.split(text, maxsplit=1)[0])) for text in found["text/plain"])
    rich = "\n\n".join(_html_text(text) for text in found["text/html"])
    return (rich if len(rich.split()) > 1.5 * len(plain.split()) else plain), cut


def _html_text(text: str) -> str:
    try:
        tree = document_fromstring(text, parser=HTMLParser(no_network=True, huge_tree=False, recover=True))
    except (ParserError, ValueError):
        return ""
    for element in list(tree.iter()):
        unseen = element.tag in _UNSEEN or _HIDDEN.search(element.get("style") or "")
        if unseen and isinstance(element, HtmlElement) and element.getparent() is not None:
            element.drop_tree()
    return "\n\n".join(html_lines(tree, blocks=True))


@cache
def _to_reader() -> re.Pattern[str]:
    return re.compile("|".join(read_data("documents/mail")["to_reader"]["patterns"]), re.IGNORECASE)


def _without_head(text: str) -> tuple[str, dict[str, str]]:
    """Return the text of a mail without the head of one that it passes on, and what counts of that head.

    Only a head at the beginning tells of the whole mail; one further down belongs to what is quoted.
    """
    found = _PASSED_ON.search(text)
    if found is None:
        return text, {}
    fields = {_FIELDS[field[1].lower()]: field[2] for field in _FIELD.finditer(found[0])}
    leads = len(text[: found.start()].split()) <= _MOST_BEFORE
    rest = text[found.end() :] if leads else text[: found.start()] + "\n\n" + text[found.end() :]
    return rest.strip(), fields if leads else {}


def _without_notes(text: str, recipients: set[str]) -> str:
    """Return a text without the lines that speak to the reader, and without the reader's address."""
    kept = []
    for block in text.split("\n\n"):
        lines = [line for line in block.split("\n") if len(line) > _LONGEST_NOTE or not _to_reader().search(line)]
        lines = [_ADDRESS.sub(lambda found: "" if found[0].lower() in recipients else found[0], line) for line in lines]
        kept += ["\n".join(lines)] if any(line.strip() for line in lines) else []
    return "\n\n".join(kept)
