"""Tidy text: plain line ends and spaces, paragraphs, hard-wrapped lines, markup inside table cells."""

from __future__ import annotations

import html
import re

from mediakit.text.letters import INVISIBLE, compose

_PLAIN = dict.fromkeys(map(chr, (0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)), " ")
_PLAIN |= dict.fromkeys("\r\x0b\x0c\x85\u2028", "\n") | {"\u2029": "\n\n"}
_ODD = re.compile(f"[{''.join(_PLAIN)}{INVISIBLE.pattern[1:]}")
# A word broken at the end of a line: by a soft hyphen or by the signs that stand for one in scanned texts.
_SOFT_BREAK = re.compile(r"(?<=[^\W\d_])\u00ad[^\S\n]*\n?[^\S\n]*(?=[^\W\d_])")
_LINE_HYPHEN = re.compile(r"(?<=[^\W\d_])[\u00ad\u00ac\u2010](?=\s|\Z)")
_BLANK_LINES = re.compile(r"\n{3,}")
_ENTITY = re.compile(r"&(?:#\d{2,6}|#[xX][0-9a-fA-F]{2,5}|[a-zA-Z]{2,8});")
_MOST_CODED = 3
_COMMON_SIGNS = "’‘“”–—…\u00a0"
_GAP = re.compile(r"[ \t]{2,}|\t")
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|li|ul|ol|h[1-6]|blockquote|section|article|table|tr|figure|figcaption)\b[^<>]*>", re.I
)
_BREAK_TAG = re.compile(r"<br\s?/?>", re.I)
_UNSEEN = re.compile(r"<(script|style|noscript)\b[^<>]*>[^<]*</\1>", re.I)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--[^<>]*-->")
_MARKUP = re.compile(r"</(?:p|div|a|em|strong|b|i|li|h\d|span|figure)>|<br\s?/?>|<p>", re.I)
_LONGEST_WRAPPED_LINE = 100
_SENTENCE_END = (".", "!", "?", ":", ".”", '."', "!”", "?”", "。", "»")


def encodable(text: str) -> str:
    r"""Return a text in which halves of a character, which no file can hold, have become question marks.

    Examples
    --------
    >>> encodable("a\ud800"), encodable("ä")
    ('a?', 'ä')
    """
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def tidy_text(text: str) -> str:
    r"""Return a text with plain line ends and spaces, none at the ends of lines, at most one blank line.

    Letters get their usual form: accents on them, ligatures and full-width letters plain, soft hyphens gone.

    Examples
    --------
    >>> tidy_text("One.\u00a0 \r\n\r\n\r\nTwo. ")
    'One.\n\nTwo.'
    """
    text = _tidy_letters(text).replace("\u00a0", " ")
    if not text.replace("\n", "").isprintable():
        text = _ODD.sub(lambda found: _PLAIN.get(found[0], ""), text.replace("\r\n", "\n"))
        text = compose(text)  # once more: what was not seen may have stood between a letter and its accent
    if "  " in text or "\t" in text:
        text = _GAP.sub(" ", text)
    if " \n" in text:
        text = text.replace(" \n", "\n")
    if "\n\n\n" in text:
        text = _BLANK_LINES.sub("\n\n", text)
    return text.strip()


def without_common_signs(text: str) -> str:
    """Return a text in which the commonest signs beyond ASCII are spaces; many an English one is ASCII then.

    Examples
    --------
    >>> without_common_signs("“It’s”")
    ' It s '
    """
    if not text.isascii():
        for sign in _COMMON_SIGNS:
            text = text.replace(sign, " ")
    return text


def _tidy_letters(text: str) -> str:
    """Return a text with composed letters, and plain hyphens at the ends of lines."""
    if text.isascii():
        return text
    if "\u00ad" in text or "\u00ac" in text or "\u2010" in text:
        text = _LINE_HYPHEN.sub("-", _SOFT_BREAK.sub("", text))
    return compose(text)


def plain_entities(text: str) -> str:
    """Return a text with characters in place of entities of HTML, also of those that were coded twice.

    Examples
    --------
    >>> plain_entities("Fish &amp;amp; chips, AT&T")
    'Fish & chips, AT&T'
    """
    for _ in range(_MOST_CODED):
        if not _ENTITY.search(text):
            break
        text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    return text


def tidy_line(text: str) -> str:
    r"""Return a text on one line with single spaces; entities of HTML become characters.

    Examples
    --------
    >>> tidy_line(" The\n\u00a0Times &#8211; AT&amp;T")
    'The Times – AT&T'
    """
    if "&" in text:
        text = plain_entities(text)
    if not text.isascii() or not text.isprintable():
        # Composed once more: what is not seen may have stood between a letter and its accent.
        text = compose(INVISIBLE.sub("", _tidy_letters(text)))
    return " ".join(text.split())


def paragraphs(text: str) -> str:
    r"""Return a tidy text with one empty line between paragraphs and hard-wrapped lines joined.

    Lines count as hard-wrapped when nearly all of them are about as long as the longest, none is
    longer than 100 characters, and most do not end a sentence.

    Examples
    --------
    >>> paragraphs("One.\nTwo.")
    'One.\n\nTwo.'
    """
    if "\n" not in text:
        return text
    blocks = [[line.strip() for line in block.split("\n")] for block in text.split("\n\n")]
    inner = [line for block in blocks for line in block[:-1]]
    if not inner:
        return text
    width = max(len(line) for block in blocks for line in block)
    if _is_wrapped(inner, width):
        return "\n\n".join(part for block in blocks for part in _join(block, width))
    blocks = [_rejoin(block) for block in blocks]
    if len(blocks) == 1:
        return "\n\n".join(blocks[0])
    return "\n\n".join("\n".join(block) for block in blocks)


def _rejoin(lines: list[str]) -> list[str]:
    """Join a line that ends in the middle of a word with the next."""
    found = lines[:1]
    for line in lines[1:]:
        if found[-1][-1:] == "-" and found[-1][-2:-1].isalpha() and line[:1].islower():
            found[-1] += f" {line}"
        else:
            found.append(line)
    return found


def _is_wrapped(inner: list[str], width: int) -> bool:
    if len(inner) < 2 or not 30 <= width <= _LONGEST_WRAPPED_LINE:
        return False
    full = sum(len(line) >= 0.7 * width for line in inner)
    ends = sum(line.endswith(_SENTENCE_END) for line in inner)
    return full >= 0.8 * len(inner) and ends <= 0.5 * len(inner)


def _join(lines: list[str], width: int) -> list[str]:
    """Join wrapped lines; a short line that ends a sentence ends the paragraph."""
    found: list[str] = []
    current: list[str] = []
    for line in lines:
        current.append(line)
        if len(line) < 0.7 * width and line.endswith(_SENTENCE_END):
            found.append(" ".join(current))
            current = []
    return [*found, " ".join(current)] if current else found


def has_markup(text: str) -> bool:
    """Return whether a text holds HTML tags.

    Examples
    --------
    >>> has_markup("<p>One.</p>"), has_markup("a < b")
    (True, False)
    """
    return "<" in text and _MARKUP.search(text) is not None


def strip_markup(text: str) -> str:
    r"""Return the plain text of a piece of HTML: blocks become paragraphs, entities characters.

    Examples
    --------
    >>> strip_markup("<p>Fish &amp; chips</p><p>Tea<br>Milk</p>")
    'Fish & chips\n\nTea\nMilk'
    """
    if "<" in text:
        text = _BREAK_TAG.sub("\n", _BLOCK_TAG.sub("\n\n", _UNSEEN.sub("", text)))
        text = _TAG.sub("", text)
    return tidy_text(plain_entities(html.unescape(text)))
