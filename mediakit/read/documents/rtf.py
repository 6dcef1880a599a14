"""RTF files: our own small reader of the markup."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice

from mediakit.read.documents.paragraphs import Paragraph
from mediakit.read.values.data_files import read_data

SIZE_LIMIT = 40_000_000
_MOST_TOKENS = 5_000_000
_DEEPEST = 1000
_LONGEST_HEAD = 200_000
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+", re.DOTALL
)
_SKIPPED = frozenset(
    b"fonttbl colortbl stylesheet info pict header headerl headerr headerf footer footerl footerr footerf footnote "
    b"object themedata colorschememapping datastore latentstyles listtable listoverridetable rsidtbl generator "
    b"xmlnstbl fldinst bkmkstart bkmkend shpinst nonshppict operator author title subject keywords doccomm".split()
)
_BREAKS = {b"par": "\n", b"sect": "\n", b"page": "\n", b"line": "\v", b"row": "\n", b"cell": "\t", b"tab": "\t"}
_NO_BREAKS = str.maketrans("\n\v\r", "   ")
_SEPARATORS = {0x2028: "\v", 0x2029: "\n"}
_SIGNS = {
    b"emdash": "—",
    b"endash": "–",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
    b"bullet": "•",
    b"emspace": " ",
    b"enspace": " ",
    b"qmspace": " ",
}
_ESCAPED = {b"~": "\u00a0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}", b"\n": "\n", b"\r": "\n"}
_CODEPAGE = re.compile(rb"\\ansicpg(\d{3,5})")
_FONT = re.compile(rb"\{\\f(\d{1,5})(?:\\[a-z]{1,20}-?\d{0,6} ?){0,8}?\\fcharset(\d{1,3})")
_DEFAULT_FONT = re.compile(rb"\\deff(\d{1,5})")


@dataclass
class _State:
    font: int
    skipped: bool = False
    names_bookmark: bool = False
    bold: bool = False
    fallback: int = 1


@dataclass
class _Page:
    codec: str
    fonts: Mapping[int, str]
    done: list[Paragraph] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    pending: bytearray = field(default_factory=bytearray)
    bold_signs: list[int] = field(default_factory=lambda: [0])
    centred: bool = False
    bookmark: str = ""

    def write(self, text: str, bold: bool) -> None:
        """Add text; a line feed ends the paragraph."""
        self.flush()
        while "\n" in text:
            before, _, text = text.partition("\n")
            self.pieces.append(before)
            self.end()
        self.pieces.append(text)
        first, *lines = text.split("\v")
        self.bold_signs[-1] += len(first.strip()) if bold else 0
        self.bold_signs += [len(line.strip()) if bold else 0 for line in lines]

    def flush(self) -> None:
        """Decode what was written as hexadecimal bytes, which may make one sign together."""
        if self.pending:
            self.pieces.append(bytes(self.pending).decode(self.codec, "replace").translate(_NO_BREAKS))
            self.pending.clear()

    def use(self, font: int, own: str) -> None:
        """Decode what follows as the character set of a font says, or as the file's own."""
        codec = self.fonts.get(font, own)
        if codec != self.codec:
            self.flush()
            self.codec = codec

    def end(self) -> None:
        """Close the paragraph; empty ones are left out."""
        self.flush()
        lines = "".join(self.pieces).split("\v")
        if any(line.strip() for line in lines):
            signs = [*self.bold_signs, *[0] * len(lines)]
            bold_lines = tuple(sign > len(line.strip()) / 2 for sign, line in zip(signs, lines, strict=False))
            text = "\n".join(lines)
            bold = sum(signs) > len(text.strip()) / 2
            self.done.append(
                Paragraph(text, bookmark=self.bookmark, centred=self.centred, bold=bold, bold_lines=bold_lines)
            )
            self.bookmark = ""
        self.pieces.clear()
        self.bold_signs = [0]


def _codec(data: bytes, encoding: str | None) -> str:
    found = _CODEPAGE.search(data[:2000])
    name = encoding or (f"cp{found[1].decode()}" if found else "cp1252")
    try:
        codecs.lookup(name)
    except LookupError:
        return "cp1252"
    return name


def _fonts(data: bytes) -> dict[int, str]:
    """Return the code pages of the fonts that have one of their own."""
    known = read_data("documents/rtf")["charsets"]
    found = ((int(font[1]), known.get(font[2].decode())) for font in _FONT.finditer(data[:_LONGEST_HEAD]))
    return {font: codec for font, codec in found if codec}


def _raw_text(raw: bytes, codec: str) -> str:
    """Decode bytes that stand in the file as they are, which the standard does not allow and which are often UTF-8."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode(codec, "replace")


def rtf_paragraphs(data: bytes, *, encoding: str | None = None) -> list[Paragraph]:
    r"""Return the paragraphs of an RTF file; fonts, pictures, headers and fields are left out.

    Parameters
    ----------
    data : bytes
        The whole file; more than 40 million bytes are not read.
    encoding : str, optional
        The encoding of its letters; None takes the one the file states.

    Examples
    --------
    >>> rtf_paragraphs(rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}One {\b two}\par caf\'e9 \u8211? x\par}")[1].text
    'café – x'
    """
    own = _codec(data, encoding)
    page = _Page(own, {} if encoding else _fonts(data))
    first = _DEFAULT_FONT.search(data[:2000])
    default = int(first[1]) if first else 0
    page.use(default, own)
    stack = [_State(default)]
    skip_signs = 0
    for token in islice(_TOKEN.finditer(data[:SIZE_LIMIT]), _MOST_TOKENS):
        word, number, hexadecimal, escaped, brace, raw = token.groups()
        state = stack[-1]
        if brace == b"{" and len(stack) < _DEEPEST:
            stack.append(replace(state))
        elif brace == b"}":
            if len(stack) > 1:
                stack.pop()
                page.use(stack[-1].font, own)
        elif word in (b"f", b"plain") and not state.skipped:
            state.font = int(number) if word == b"f" and number else default
            state.bold = state.bold and word == b"f"
            page.use(state.font, own)
        elif word is not None:
            skip_signs = _control(word, number, state, page)
        elif state.skipped:
            if state.names_bookmark and raw and not page.bookmark:
                page.bookmark = raw.decode("ascii", "replace").strip()
        elif escaped == b"*":
            state.skipped = True
        elif skip_signs and (hexadecimal or raw):
            taken = 1 if hexadecimal else min(skip_signs, len(raw))
            skip_signs -= taken
            if raw and len(raw) > taken:
                page.write(_raw_text(raw[taken:], page.codec), state.bold)
        elif hexadecimal:
            page.pending.extend(bytes.fromhex(hexadecimal.decode()))
        elif escaped:
            page.write(_ESCAPED.get(escaped, ""), state.bold)
        elif raw:
            page.write(_raw_text(raw, page.codec), state.bold)
    page.end()
    return page.done


@lru_cache(maxsize=1)
def rtf_opening(head: bytes) -> list[Paragraph]:
    """Return the paragraphs of the beginning of an RTF file, by which several formats are recognised."""
    return rtf_paragraphs(head)


def _control(word: bytes, number: bytes | None, state: _State, page: _Page) -> int:
    """Follow one control word; return how many signs after it stand for readers that know no Unicode."""
    value = int(number) if number else 0
    if word in _SKIPPED:
        state.skipped, state.names_bookmark = True, word == b"bkmkstart"
    elif word == b"uc":
        state.fallback = max(0, min(value, 9))
    elif state.skipped:
        return 0
    elif word == b"u" and number:
        code = value + 65536 if value < 0 else value
        page.write(_SEPARATORS.get(code, chr(code)) if 0 < code < 0x110000 else "", state.bold)
        return state.fallback
    elif word in _BREAKS:
        page.write(_BREAKS[word], state.bold)
    elif word in _SIGNS:
        page.write(_SIGNS[word], state.bold)
    elif word == b"b":
        state.bold = number != b"0"
    elif word in (b"pard", b"ql", b"qj", b"qr", b"qc"):
        page.centred = word == b"qc"
    return 0
