"""Captions of broadcasts (SubRip, WebVTT, SubViewer): a transcript without times; lines that roll counted once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape

from mediakit.read.account import Account, Options, Parsed
from mediakit.read.documents.keeping import keep_article
from mediakit.read.documents.opening import read_text
from mediakit.read.values.file_names import facts_of_name, folders_of_name
from mediakit.read.values.tidying import tidy_line

_TIMES = re.compile(r"\s*(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}\s*(?:-->|,)\s*(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}.*$")
_VOICE = re.compile(r"<v(?:\.[\w.]+)?\s+([^<>]{1,60})>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,60}>|<\d{1,2}:[\d:.]{4,12}>|\{\\[^{}]{0,60}\}")
_SOUND = re.compile(r"\[\s?[^\[\]]{1,60}\s?\]|\(\s?[A-Z][A-Z ]{2,40}\s?\)|[♪♫]+[^♪♫\n]{0,200}[♪♫]+|[♪♫]+")
_TURN = re.compile(r"^(?:>>+|[-–—](?=\s?[^\W\d_]))\s*")
_SPEAKER = re.compile(r"^([^\W\d_][\w .'’-]{1,40}):\s+(?=\S)")
_NOTES = ("NOTE", "STYLE", "REGION", "WEBVTT", "X-TIMESTAMP-MAP", "Kind:", "Language:")
_MOST_ROLLED = 4


def recognise_captions(head: bytes, text: str, name: str) -> tuple[float, str]:
    """Return how surely a file holds captions, and by what."""
    if text.lstrip("\ufeff").startswith("WEBVTT"):
        return 0.97, "the line WEBVTT"
    lines = [line for line in text[:4000].splitlines() if line.strip()]
    times = sum(bool(_TIMES.match(line)) for line in lines)
    return (0.95, "times with arrows between them") if times and any(map(_TIMES.match, lines[:3])) else (0.0, "")


def parse_captions(data: bytes, options: Options, name: str = "") -> Account:
    """Read the captions of one broadcast as one article; the names of file and folders say what it was."""
    parsed = Parsed()
    lines = read_text(parsed, data, options).lstrip("\ufeff").splitlines()
    turns = _turns(_spoken(_cues(lines)))
    text = "\n\n".join(turns)
    facts, folders = facts_of_name(name), folders_of_name(name)
    title = re.sub(r"[_\s]+", " ", facts.rest if facts else _stem(name)).strip(" -")
    record: dict[str, object] = {
        "title": title if text else "",
        "text": text,
        "outlet": folders[-1] if folders else "",
        "language": _language(lines) or (facts.language if facts else ""),
        "x_speakers": "; ".join(dict.fromkeys(found[1] for turn in turns if (found := _SPEAKER.match(turn)))),
    }
    if facts:
        date = facts.date
        record |= {"published": date.published, "date_precision": date.precision, "date_text": facts.date_text}
    keep_article(parsed, record)
    return parsed


def _stem(name: str) -> str:
    stem = name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
    return re.sub(r"[._](?:[a-z]{2,3}|[a-z]{2}-[A-Za-z]{2,4})$", "", stem)


def _language(lines: Sequence[str]) -> str:
    found = next((line for line in lines[:6] if line.startswith("Language:")), "")
    return found.partition(":")[2].strip()[:2].lower()


def _cues(lines: Sequence[str]) -> Iterator[list[str]]:
    """Yield the lines of each cue: those between a line with times and the next blank one."""
    cue: list[str] | None = None
    for line in lines:
        if _TIMES.match(line):
            if cue:
                # What stands right above the times without a blank line is the number of the cue.
                yield cue[:-1] if cue[-1].strip().isdigit() else cue
            cue = []
        elif cue is not None and not line.strip():
            yield cue
            cue = None
        elif cue is not None and not line.startswith(_NOTES):
            cue.append(line)
    if cue:
        yield cue


def _spoken(cues: Iterator[list[str]]) -> Iterator[str]:
    """Yield the spoken lines; those that a cue repeats from the ones before it, as captions that roll do, once."""
    shown: list[str] = []
    for cue in cues:
        lines = [tidy_line(unescape(_TAG.sub("", _VOICE.sub(r">> \1: ", line)))) for line in cue]
        lines = [line for line in lines if line]
        overlap = next((n for n in range(min(len(lines), len(shown)), 0, -1) if shown[-n:] == lines[:n]), 0)
        fresh = lines[overlap:]
        if fresh and shown and not overlap and fresh[0] != shown[-1] and fresh[0].startswith(shown[-1]):
            # The line grows word by word.
            fresh[0] = fresh[0][len(shown[-1]) :].lstrip()
        yield from (line for line in fresh if line)
        shown = [*shown, *lines[overlap:]][-_MOST_ROLLED:]


def _turns(lines: Iterator[str]) -> list[str]:
    """Return what each speaker says as one paragraph; sounds are left out, signs of a new speaker are its beginning."""
    turns: list[str] = []
    for line in lines:
        line = tidy_line(_SOUND.sub(" ", line))
        for piece in re.split(r"(?=>>)", line):
            turn = _TURN.match(piece)
            piece = piece[turn.end() :].strip() if turn else piece.strip()
            if not piece:
                turns += [""] if turn else []
            elif turn or not turns:
                turns.append(piece)
            else:
                turns[-1] = f"{turns[-1]} {piece}".strip()
    return [turn for turn in turns if turn]
