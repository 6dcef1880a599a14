"""Damaged inputs for the readers: each is made again from the name of its sample and its number."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from random import Random
from typing import Any

from mediakit.read.formats import FORMATS
from tests.read.fuzz_samples import samples, zipped

Mutator = Callable[[bytes, Random], bytes]
_WINDOW = 40_000
_LONGEST = 2_000_000
_CODECS = (
    "utf-16", "utf-16-le", "utf-8-sig", "utf-32", "latin-1", "cp1252", "koi8-r", "cp1251", "iso2022_jp", "shift_jis",
    "gb18030", "euc_kr", "utf-7", "cp037",
)  # fmt: skip
_TOKENS = (
    b" ", b"\n", b"\r", b"\t", b"\0", b"<", b"<b>", b"<div>", b"</p>", b"<p a=b>", b"<!--", b"<![CDATA[", b"&amp;",
    b"&#", b"(", b"[", b"{", b"}", b'"', b"'", b"\\", b"\\u8", b"\\'e4", b"{\\b ", b"=", b",", b";", b"|", b"-", b"_",
    b"0", b"9", b"a", b"A ", b". ", b"...", b"'=", b"\xc2\xa0", b"\xe2\x80\x8b", b"\xff", b"http://a.", b"2022-01-01 ",
    b"12 May 2022, ", b"1 of 1 DOCUMENTS\n", b"LENGTH: ", b"End of Document\n", b"\x1b$B", b"<td>", b"[+1 chars]",
    b'{"a":', b"[[", b"\\ud800", b"<table><tr><td>", b"\n\n", b" - ", b"von ", b"<text>", b"<!DOCTYPE a [",
)  # fmt: skip
_SNIPPETS = (
    b"=cmd|' /C calc'!A0", b"@SUM(1+1)*cmd", b"NaN", b"Infinity", b"-1e999", b"1e308", b"null", b"\\ud800", b"\\u0000",
    b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x80\xae", b"\xef\xbf\xbe", b"&nbsp;", b"&#x110000;", b"&#0;", b"&x;",
    b"]]>", b"--><!--", b"<script>", b"</html><html>", b'"\n"', b'""', b"\r\r\n", b"\x1a", b"\x85",
    b"../../etc/passwd", b"http://[", b"http://a:99999/", b"sep=", b"\\", b"{", b"0000-00-00", b"9999-12-31T23:59:60Z",
    b"2022-02-30", b"-0001-01-01", b"31/02/2022 25:61", b"<?xml version='1.0' encoding='utf-99'?>",
    b"<meta charset='bogus'>",
)  # fmt: skip
_YEARS = (b"0000", b"0001", b"1677", b"1899", b"1969", b"2262", b"2263", b"9999", b"99999", b"-2022")
_DELIMITERS = (b",", b";", b"\t", b"|", b"\x01", b" ", b"||", b":")
_NAMES = (
    "a/b.html",
    "a\\b.csv",
    "C:\\x.txt",
    "/etc/x.json",
    "../../x.xml",
    "x",
    ".csv",
    "ä\u202e.docx",
    "n" * 250 + ".txt",
)


@dataclass(frozen=True)
class Case:
    """One input: what to read, with which options, how it came about."""

    source: Any
    options: dict[str, Any]
    story: str


def flip_bits(data: bytes, rng: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 3, 30, 1 + len(data) // 100))):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def cut_out(data: bytes, rng: Random) -> bytes:
    start, end = _stretch(data, rng)
    return data[:start] + data[end:]


def cut_end(data: bytes, rng: Random) -> bytes:
    return data[: rng.randrange(len(data))]


def cut_start(data: bytes, rng: Random) -> bytes:
    return data[rng.randrange(len(data)) :]


def double(data: bytes, rng: Random) -> bytes:
    start, end = _stretch(data, rng)
    return data[:end] + data[start:end] * rng.choice((1, 1, 2, 10)) + data[end:]


def grow(data: bytes, rng: Random) -> bytes:
    """Repeat everything, as in a file with very many records."""
    return data * (1 + rng.choice((10_000, 100_000, _LONGEST)) // len(data))


def swap(data: bytes, rng: Random) -> bytes:
    a, b, c = sorted(rng.randrange(len(data) + 1) for _ in range(3))
    return data[:a] + data[b:c] + data[a:b] + data[c:]


def insert_nulls(data: bytes, rng: Random) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + b"\0" * rng.choice((1, 2, 50, 5000)) + data[at:]


def insert_noise(data: bytes, rng: Random) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + rng.randbytes(rng.choice((1, 20, 2000))) + data[at:]


def insert_snippets(data: bytes, rng: Random) -> bytes:
    for _ in range(rng.choice((1, 5, 20))):
        at = rng.randrange(len(data))
        data = data[:at] + rng.choice(_SNIPPETS) + data[at:]
    return data


def replace_words(data: bytes, rng: Random) -> bytes:
    """Put odd content where words or numbers stand, so that what is around them stays whole."""
    share, snippet = rng.choice((0.01, 0.1, 0.5)), rng.choice((*_SNIPPETS, *_TOKENS, *_YEARS))
    return re.sub(rb"[a-zA-Z]{4,}|\d+", lambda m: snippet if rng.random() < share else m[0], data)


def repeat_token(data: bytes, rng: Random) -> bytes:
    """Repeat one token so often that whatever is not linear shows."""
    start = rng.randrange(len(data))
    token = rng.choice((*_TOKENS, *_TOKENS, data[start : start + rng.choice((2, 10, 40))] or b"x"))
    at = rng.randrange(len(data))
    return data[:at] + token * (rng.choice((300, 20_000, 200_000, 1_000_000)) // len(token)) + data[at:]


def recode(data: bytes, rng: Random) -> bytes:
    return data.decode("utf-8", "replace").encode(rng.choice(_CODECS), "replace")


def mix_encodings(data: bytes, rng: Random) -> bytes:
    start, end = _stretch(data, rng)
    return data[:start] + recode(data[start:end], rng) + data[end:]


def declare_wrongly(data: bytes, rng: Random) -> bytes:
    codec = rng.choice((*_CODECS, "utf-8", "bogus", "rot13", "base64", "idna", "punycode", "")).encode()
    return re.sub(rb"""((?:encoding|charset)\s*=\s*["']?)[\w-]+""", lambda m: m[1] + codec, data)


def change_line_ends(data: bytes, rng: Random) -> bytes:
    plain = data.replace(b"\r\n", b"\n")
    return plain.replace(b"\n", rng.choice((b"\r\n", b"\r", b"\n\r", b"\r\r\n", b"", b"\x0b", b"\xe2\x80\xa8")))


def drop_attributes(data: bytes, rng: Random) -> bytes:
    share = rng.choice((0.1, 0.5, 1.0))
    return re.sub(rb"""\s[\w:-]{1,40}=(?:"[^"]*"|'[^']*')""", lambda m: b"" if rng.random() < share else m[0], data)


def unbalance_tags(data: bytes, rng: Random) -> bytes:
    share = rng.choice((0.05, 0.3, 1.0))
    pattern, other = rng.choice(
        ((rb"</[^<>]{1,60}>", b""), (rb"<[a-zA-Z][^<>]{0,300}>", b""), (rb">", b""), (rb"<", b"<<"))
    )
    return re.sub(pattern, lambda m: other if rng.random() < share else m[0], data)


def nest_tags(data: bytes, rng: Random) -> bytes:
    """Open a tag of the input again and again."""
    tags = re.findall(rb"<[a-zA-Z][^<>/]{0,100}>", data) or [b"<div>"]
    at = rng.randrange(len(data))
    return data[:at] + rng.choice(tags) * rng.choice((50, 300, 5000)) + data[at:]


def extreme_dates(data: bytes, rng: Random) -> bytes:
    share = rng.choice((0.2, 1.0))
    year = rng.choice(_YEARS)
    return re.sub(rb"(?:19|20)\d\d", lambda m: year if rng.random() < share else m[0], data)


def huge_numbers(data: bytes, rng: Random) -> bytes:
    share = rng.choice((0.02, 0.3))
    number = rng.choice((b"9" * 12, b"9" * 30, b"9" * 400, b"9" * 5000, b"-1", b"0", b"1e400", b"4294967296"))
    return re.sub(rb"\d+", lambda m: number if rng.random() < share else m[0], data)


def double_columns(data: bytes, rng: Random) -> bytes:
    delimiter, times = _delimiter(data), rng.choice((2, 2, 4, 200, 3000))
    lines, size = [], 0
    for line in data.split(b"\n"):
        lines.append(delimiter.join([line] * min(times, 1 + _LONGEST // (len(line) + 1))))
        size += len(lines[-1])
        if size > _LONGEST:
            break
    return b"\n".join(lines)


def change_delimiter(data: bytes, rng: Random) -> bytes:
    return data.replace(_delimiter(data), rng.choice(_DELIMITERS))


def shuffle_lines(data: bytes, rng: Random) -> bytes:
    lines = data.split(b"\n")
    rng.shuffle(lines)
    return b"\n".join(lines)


def join_lines(data: bytes, rng: Random) -> bytes:
    share = rng.choice((0.1, 0.9))
    return re.sub(rb"\n", lambda m: b" " if rng.random() < share else m[0], data)


def change_values(data: bytes, rng: Random) -> bytes:
    """Put values of another kind where JSON has strings."""
    other = rng.choice(
        (b"null", b"[]", b"{}", b"1e400", b"true", b'[{"a": [1]}]', b'""', b'"\\ud800"', b"-99999999999999")
    )
    share = rng.choice((0.05, 0.4))
    return re.sub(rb'(:\s*)"[^"\\]*"', lambda m: m[1] + other if rng.random() < share else m[0], data)


MUTATORS: tuple[Mutator, ...] = (
    flip_bits, cut_out, cut_end, cut_start, double, grow, swap, insert_nulls, insert_noise, insert_snippets,
    replace_words, repeat_token, recode, mix_encodings, declare_wrongly, change_line_ends, drop_attributes,
    unbalance_tags, nest_tags, extreme_dates, huge_numbers, double_columns, change_delimiter, shuffle_lines,
    join_lines, change_values,
)  # fmt: skip


def _stretch(data: bytes, rng: Random) -> tuple[int, int]:
    start = rng.randrange(len(data))
    return start, start + rng.choice((1, 10, 200, len(data)))


def _delimiter(data: bytes) -> bytes:
    return max((b",", b";", b"\t", b"|"), key=data[:5000].count)


def mutate(data: bytes, rng: Random) -> tuple[bytes, list[str]]:
    """Return the bytes after one to four mutations, inside the packing where there is one, and their names."""
    if data.startswith(b"PK") and rng.random() < 0.85:
        return _mutate_member(data, rng)
    if data.startswith(b"\x1f\x8b") and rng.random() < 0.85:
        inner, story = mutate(gzip.decompress(data), rng)
        return gzip.compress(inner, 1, mtime=0), ["gz", *story]
    story = []
    if len(data) > 2 * _WINDOW and rng.random() < 0.8:
        start = rng.randrange(len(data) - _WINDOW)
        data = data[:4000] + data[start : start + _WINDOW] + data[-1000:]
        story.append("window")
    for mutator in rng.choices(MUTATORS, k=rng.choice((1, 1, 2, 4))):
        if data:
            data = mutator(data, rng)[:_LONGEST]
            story.append(mutator.__name__)
    return data, story


def _mutate_member(data: bytes, rng: Random) -> tuple[bytes, list[str]]:
    """Change one file of an office document and pack it again, so that the damage reaches the parser."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    parts = [name for name in members if name.endswith(".xml") and members[name]]
    chosen = (
        rng.choices(parts, weights=[len(members[name]) for name in parts])[0]
        if rng.random() < 0.8
        else rng.choice(parts)
    )
    members[chosen], story = mutate(members[chosen], rng)
    return zipped(members), [chosen, *story]


def named(data: bytes, name: str) -> io.BytesIO:
    """Return an open file of that name."""
    stream = io.BytesIO(data)
    stream.name = name
    return stream


def _packed(name: str, data: bytes, whole: bytes, rng: Random) -> tuple[Any, str]:
    """Return the input in the shape in which it is handed over."""
    way = rng.choice(
        ("bytes", "open file", "open file", "open file", "other name", "zip", "gz", "zip in zip", "cut zip", "folder")
    )
    if way == "bytes":
        return data, way
    if way == "other name":
        return named(data, rng.choice(_NAMES)), way
    if way == "gz":
        return gzip.compress(data, 1, mtime=0), way
    if way == "folder":
        return {name: data, "whole " + name: whole[:_WINDOW], rng.choice(("README.md", ".x", "empty.txt")): b""}, way
    if way in ("zip", "zip in zip", "cut zip"):
        archive = zipped({name: data, rng.choice(_NAMES): whole[:_WINDOW]})
        if way == "zip in zip":
            archive = zipped({"inner.zip": archive, "x.txt.gz": gzip.compress(data[:_WINDOW], 1, mtime=0)})
        return (flip_bits(archive, rng)[: rng.randrange(len(archive))] if way == "cut zip" else archive), way
    return named(data, name), way


def _options(rng: Random) -> dict[str, Any]:
    options: dict[str, Any] = {}
    if rng.random() < 0.15:
        options["format"] = rng.choice(FORMATS).name
    if rng.random() < 0.1:
        options["timezone"] = rng.choice(("Europe/Kyiv", "Pacific/Auckland", "America/Los_Angeles", "UTC"))
    if rng.random() < 0.1:
        options["dayfirst"] = rng.random() < 0.5
    if rng.random() < 0.05:
        options["encoding"] = rng.choice(("utf-8", "utf-16", "cp1251", "iso2022_jp", "ascii"))
    return options


def make_case(name: str, number: int, folder: str) -> Case:
    """Return the damaged input of that number; what has to lie in a folder is written to it."""
    data, rng = samples()[name], Random(f"{name}:{number}")
    changed, story = mutate(data, rng)
    source, way = _packed(PurePosixPath(name).name, changed, data, rng)
    if isinstance(source, dict):
        for file, content in source.items():
            Path(folder, file).write_bytes(content)
        source = folder
    options = _options(rng)
    return Case(source, options, f"{name}:{number} ({', '.join(story)}; {way}; {options or 'no options'})")
