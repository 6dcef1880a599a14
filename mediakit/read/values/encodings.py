"""From bytes to text: a ladder that never fails and says how sure it is."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from functools import cache
from typing import NamedTuple

from mediakit.errors import OptionError
from mediakit.read.values.data_files import read_data

_SAMPLE = 100_000
_LEAST_VALID = 0.1
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ESCAPES = ((b"\x1b$)C", "iso2022_kr"), (b"\x1b$", "iso2022_jp_2"), (b"\x1b(J", "iso2022_jp_2"))
_HIGH = re.compile(rb"[\x80-\xff]")
_UTF8_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_MARK_IN_WORD = re.compile(r"(?<=[^\W\d_])[^\w\s\x00-\x7f’‘´·\u2010\u2011\u00ad](?=[^\W\d_])|[\x80-\x9f]")
_CAPITAL_IN_WORD = re.compile(r"(?<=[a-zß-öø-ÿа-яёα-ω])[À-ÖØ-ÞА-ЯЁΑ-Ω]|(?<=[ß-öø-ÿа-яёα-ω])[A-Z]")


class Decoded(NamedTuple):
    """A decoded text, the codec used, and whether it was guessed or the declared one was wrong."""

    text: str
    codec: str
    guessed: bool
    declared_wrong: bool


def decode(data: bytes, *, declared: str = "", encoding: str | None = None) -> Decoded:
    """Return the text of a file, without byte-order mark; undecodable bytes become U+FFFD.

    The ladder: ``encoding`` if given; byte-order mark; ISO-2022 escapes; UTF-16 without mark;
    UTF-8; UTF-8 in some lines and another encoding in the others;
    UTF-8 with a few stray Windows-1252 bytes; the declared encoding if the bytes allow it;
    the single-byte encoding in which the letters beyond a-z fit one language (Windows-1252 first);
    charset-normalizer; Windows-1252.

    Parameters
    ----------
    data : bytes
        The content of the file.
    declared : str
        The encoding that the file itself states (HTML meta, XML declaration, RTF, mail header).
    encoding : str, optional
        The encoding the caller is sure of.

    Raises
    ------
    OptionError
        When Python knows no encoding of the name in ``encoding``.

    Examples
    --------
    >>> decode("Straße".encode("cp1252"))
    Decoded(text='Straße', codec='cp1252', guessed=True, declared_wrong=False)
    """
    if encoding is not None:
        return Decoded(data.decode(_known(encoding), "replace").removeprefix("\ufeff"), encoding, False, False)
    stated = _codec_name(declared)
    codec = _certain(data)
    if codec:
        return Decoded(data.decode(codec, "replace").removeprefix("\ufeff"), codec, False, _differs(stated, codec))
    if data.isascii():
        return Decoded(data.decode("ascii"), "ascii", False, False)
    text = _strict(data, "utf-8")
    if text is not None:
        return Decoded(text, "utf-8", False, _differs(stated, "utf-8"))
    mixed = _mixed(data)
    if mixed:
        return mixed
    if len(_UTF8_LETTER.findall(data)) > 3 * _stray_bytes(data):
        return Decoded(data.decode("utf-8", "mediakit.stray"), "utf-8", True, _differs(stated, "utf-8"))
    text = _strict(data, stated) if stated else None
    if text is not None:
        return Decoded(text, stated, False, False)
    codec = _guess(data)
    return Decoded(data.decode(codec, "replace"), codec, True, bool(stated))


def _known(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        raise OptionError(f"encoding must be a name such as 'utf-8' or 'cp1252', got {encoding!r}") from None


def _codec_name(declared: str) -> str:
    """Return Python's name of a declared encoding; Latin-1 and ASCII mean Windows-1252, as in browsers."""
    try:
        name = codecs.lookup(declared.strip().strip("\"'")).name if declared.strip() else ""
    except (LookupError, ValueError):
        return ""
    return {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}.get(name, name)


def _differs(stated: str, codec: str) -> bool:
    family = codec.removesuffix("-sig")
    return bool(stated) and not stated.replace("_", "-").startswith(family.replace("_", "-"))


def _certain(data: bytes) -> str:
    """Return the codec that a mark, an escape or the null bytes give away, else nothing."""
    for bom, codec in _BOMS:
        if data.startswith(bom):
            return codec
    sample = data[:_SAMPLE]
    for escape, codec in _ESCAPES if b"\x1b" in sample else ():
        if escape in sample and _strict(sample, codec) is not None:
            return codec
    return _unmarked_utf16(sample)


def _unmarked_utf16(sample: bytes) -> str:
    if b"\0" not in sample:
        return ""
    sample = sample[: len(sample) // 2 * 2]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    for codec, nulls, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if nulls > len(sample) // 40 and others * 20 <= nulls:
            text = _strict(sample, codec)
            if text is not None and sum(c < " " and c not in "\t\n\r\f" for c in text) <= len(text) // 100:
                return codec
    return ""


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, LookupError, ValueError):
        return None


def _stray(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("mediakit.stray", _stray)


def _mixed(data: bytes) -> Decoded | None:
    """Return the text of a file of which some lines are UTF-8 and others are not, as when two tables were joined.

    A line in one of the older encodings is hardly ever valid UTF-8, so that a few valid ones say enough.
    """
    lines = data.splitlines(keepends=True)
    high = [at for at, line in enumerate(lines) if not line.isascii()]
    valid = {at for at in high if _strict(lines[at], "utf-8") is not None}
    others = [at for at in high if at not in valid]
    if len(high) < 2 or not others or len(valid) < _LEAST_VALID * len(high):
        return None
    whole = [at for at in others if len(_UTF8_LETTER.findall(lines[at])) <= _stray_bytes(lines[at])]
    if not whole:
        return None
    codec = _guess(b"".join(lines[at] for at in whole))
    decoded = [line.decode("utf-8", "mediakit.stray") for line in lines]
    for at in whole:
        decoded[at] = lines[at].decode(codec, "replace")
    return Decoded("".join(decoded), f"utf-8, and {codec} in {len(whole)} of {len(lines)} lines", True, False)


def _stray_bytes(data: bytes) -> int:
    return len(_HIGH.findall(_UTF8_LETTER.sub(b"", data)))


def _guess(data: bytes) -> str:
    first = _HIGH.search(data)
    start = max(0, first.start() - 1000) if first else 0
    sample = data[start : start + _SAMPLE]
    counts = Counter(sample)
    scores = [(_score(sample, counts, codec), codec) for codec in read_data("values/encodings")["codecs"]]
    scored = [(score, codec) for score, codec in scores if score > 0.9]
    best = max((score for score, _ in scored), default=0.0)
    for score, codec in scored:
        if score >= best - 0.02:
            return str(codec)
    return _foreign(sample)


def _foreign(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    match = from_bytes(sample[:50_000]).best()
    return str(match.encoding) if match is not None else "cp1252"


@cache
def _alphabets(codec: str) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    data = read_data("values/encodings")
    return tuple(
        (frozenset(data["letters"][name]), frozenset(data["common"].get(name, ""))) for name in data["codecs"][codec]
    )


@cache
def _characters(codec: str) -> tuple[str, ...]:
    return tuple(bytes([byte]).decode(codec, "replace") for byte in range(256))


def _score(sample: bytes, counts: Counter[int], codec: str) -> float:
    """Return 0 to 1: how well the letters beyond a-z fit one language written in this encoding."""
    text = _strict(sample, codec)
    if text is None:
        return 0.0
    characters = _characters(codec)
    letters = sum(n for byte, n in counts.items() if characters[byte].isalpha())
    high = {characters[byte]: n for byte, n in counts.items() if characters[byte] > "\x7f"}
    faults = len(_MARK_IN_WORD.findall(text)) + len(_CAPITAL_IN_WORD.findall(text))
    clean = 1 - min(1.0, faults / max(1, sum(high.values())))
    wide: Counter[str] = Counter()
    for character, n in high.items():
        if character.isalpha():
            wide[character.lower()] += n
    if not wide:
        return clean * (0.99 if codec == "cp1252" else 0.92)
    share = wide.total() / letters
    return clean * max(_fit(wide, share, alphabet, common) for alphabet, common in _alphabets(codec))


def _fit(wide: Counter[str], share: float, alphabet: frozenset[str], common: frozenset[str]) -> float:
    inside = sum(n for c, n in wide.items() if c in alphabet) / wide.total()
    if common:
        usual = sum(n for c, n in wide.items() if c in common) / wide.total()
        return inside if share > 0.3 and usual > 0.4 else inside * 0.5
    return inside if share < 0.3 else inside * 0.5
