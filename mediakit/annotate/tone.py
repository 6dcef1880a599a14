"""Tone lexicons: VADER's own, the news overlay, or one of yours."""

from __future__ import annotations

import hashlib
import math
import string
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mediakit.errors import LexiconError, OptionError
from mediakit.lazy import lazy
from mediakit.vader.rules import analyzer
from mediakit.vader.scorer import NEWS as NEWS_READING
from mediakit.vader.scorer import PRINTED, Scorer
from mediakit.wordlists.source import Source, limited, open_source, refuse, rows_of, shipped_names

_VADER = "vaderSentiment"


@dataclass(frozen=True)
class ToneLexicon:
    """Words with a valence from -4 (most negative) to 4, and phrases whose words count as neutral.

    ``name``, ``version``, ``licence`` and ``sha256`` go into the provenance of every figure, and so does ``language``,
    a code such as "en", or "" where it is not known. ``reading`` is "printed", as VADER reads words, or "news": marks
    made plain, unknown compounds cut at their hyphens, words inside names passed over.
    """

    name: str
    version: str
    licence: str
    sha256: str
    valences: Mapping[str, float]
    masks: Sequence[str] = ()
    language: str = ""
    reading: str = PRINTED

    @lazy
    def scorer(self) -> Scorer:
        """The scorer of these valences under VADER's rules."""
        return _scorer(self.sha256, tuple(self.valences.items()), tuple(self.masks), self.reading)

    def __getstate__(self) -> dict[str, object]:
        state = dict(vars(self))  # copied in one step: another thread may be about to add its scorer
        state.pop("scorer", None)
        return state


@cache
def _scorer(digest: str, valences: tuple[tuple[str, float], ...], masks: tuple[str, ...], reading: str) -> Scorer:
    return Scorer(dict(valences), masks, reading)


def list_lexicons() -> list[str]:
    """Return the names of the tone lexicons that come with mediakit.

    Examples
    --------
    >>> "news" in list_lexicons()
    True
    """
    return shipped_names("tone")


def load_lexicon(
    which: str | Path | ToneLexicon, *, name: str = "", version: str = "", licence: str = "", language: str = ""
) -> ToneLexicon:
    r"""Return a tone lexicon: one that comes with mediakit, by its name, or one of your own, from its file.

    Parameters
    ----------
    which : str, Path or ToneLexicon
        A name from list_lexicons(): "vader" is vaderSentiment 3.3.2 unchanged (Hutto and Gilbert 2014), "news" the same
        with the overlay for news texts (see docs/tone.md). Or the path of a file in UTF-8, tab-, comma- or
        semicolon-separated: a word and its valence, -4 to 4; a first line of headings, comments (``#`` and a space) and
        further columns are passed over. A phrase of several words must have the valence 0: its words then count as
        neutral where they are found together. A ToneLexicon is returned as it is.
    name, version, licence, language : str, optional
        What to print beside figures that rest on a file of your own; the licence is yours to know. What is not given
        is read from a TOML file of the same name beside it ("mine.toml" for "mine.tsv"), where ``base = "news"`` puts
        the list over a shipped one and ``reading = "news"`` reads texts as that one does. Where that says nothing
        either, the name is that of the file, the version "1", the licence "not stated" and the language "".

    Raises
    ------
    OptionError
        For an unknown name, and for a name or licence of something that has its own.
    LexiconError
        For a file that is missing, empty or not UTF-8; naming the lines that are not a word with a valence, that
        VADER's rules could never find, or that contradict one another.

    Examples
    --------
    >>> load_lexicon("vader").valences["good"]
    1.9
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp(), "mine.tsv")
    >>> _ = path.write_text("good\t2.5\nopen door\t0\n")
    >>> mine = load_lexicon(path, licence="CC0")
    >>> mine.name, mine.licence, mine.masks
    ('mine', 'CC0', ('open door',))
    """
    said = {"name": name, "version": version, "licence": licence, "language": language}
    said = {key: value for key, value in said.items() if value}
    if isinstance(which, ToneLexicon):
        ready = which
    elif isinstance(which, str) and which in list_lexicons():
        ready = _shipped(which)
    else:
        return _lexicon_of(open_source(which, "tone"), said)
    if said:
        raise OptionError(
            f"{', '.join(said)} can be said of a file of your own only, and {ready.name!r} says it itself",
            next_step="Leave it out, or use dataclasses.replace on the lexicon.",
        )
    return ready


@cache
def _shipped(name: str) -> ToneLexicon:
    return _lexicon_of(open_source(name, "tone"), {})


def _lexicon_of(source: Source, said: Mapping[str, str]) -> ToneLexicon:
    """Return the lexicon of a source: its words over those of its base."""
    about = {"version": "1", "licence": "not stated", "language": "", **source.about, **said}
    words, masks = _parse(source) if source.text else ({}, ())
    below, masks_below, reading = _base(about.get("base", ""), source)
    reading = about.get("reading", reading)
    if reading not in (PRINTED, NEWS_READING):
        raise LexiconError(
            f"reading must be {PRINTED!r} or {NEWS_READING!r}, got {reading!r}",
            where=source.where,
            next_step="Correct it.",
        )
    valences = {word: value for word, value in {**below, **words}.items() if value}
    masks = (*masks_below, *masks)
    if not valences and not masks:
        raise LexiconError("expected words with a valence, found none", where=source.where, next_step="Add some.")
    digest = _digest(valences, masks)
    name, version, licence, language = (about[key] for key in ("name", "version", "licence", "language"))
    return ToneLexicon(name, version, licence, digest, valences, masks, language, reading)


def _base(name: str, source: Source) -> tuple[Mapping[str, float], Sequence[str], str]:
    """Return valences, masks and reading of what another lies over: nothing, VADER's package, or a shipped lexicon."""
    if name in ("", _VADER):
        return (dict(analyzer().lexicon) if name else {}), (), PRINTED
    if name not in list_lexicons():
        listed = ", ".join(repr(known) for known in list_lexicons())
        raise LexiconError(f"base must be one of {listed}, got {name!r}", where=source.where, next_step="Correct it.")
    below = _shipped(name)
    return below.valences, below.masks, below.reading


def _parse(source: Source) -> tuple[dict[str, float], tuple[str, ...]]:
    words: dict[str, float] = {}
    faults, first = [], True
    for line, cells in limited(rows_of(source), source):
        term, valence = " ".join(cells[0].lower().split()), _number(cells[1] if len(cells) > 1 else "")
        fault = _fault_of(term, valence)
        if not fault and words.get(term, valence) != valence:
            fault = "is listed twice, with different valences"
        if valence is not None and not fault:
            words[term] = valence  # a zero stays, for it takes the word out of the lexicon below
        elif valence is not None or not first:  # a first line without a number holds headings
            faults.append(f"line {line}: {' | '.join(cells)[:60]!r} {fault}")
        first = False
    refuse(faults, "expected a word and a valence from -4 to 4 (0 for a phrase) on every line", source)
    return {word: value for word, value in words.items() if " " not in word}, tuple(w for w in words if " " in w)


def _fault_of(term: str, valence: float | None) -> str:
    """Return what is wrong with one word or phrase, or nothing."""
    if valence is None:
        return "has no number"
    if not term:
        return "has no word"
    if not -4 <= valence <= 4:
        return "is out of range"
    if " " in term:
        return "is a phrase with a valence" if valence else ""
    bare = term.strip(string.punctuation)  # as VADER takes the words out of a text
    return "has punctuation around it, and so would never be found in a text" if len(bare) > 2 and bare != term else ""


def _number(cell: str) -> float | None:
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _digest(valences: Mapping[str, float], masks: Sequence[str]) -> str:
    lines = [f"{word}\t{value!r}" for word, value in sorted(valences.items())] + sorted(masks)
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


class _Default(str):
    """The name of a default lexicon; its type tells it from the same name written by the caller."""


VADER, NEWS = _Default("vader"), _Default("news")


def lexicon_of_option(lexicon: str | Path | ToneLexicon, variant: str | Path | ToneLexicon | None) -> ToneLexicon:
    """Return the lexicon that an option names, or that ``variant`` names, as the option was called before."""
    if variant is None:
        return load_lexicon(lexicon)
    if not isinstance(lexicon, _Default):
        raise OptionError("lexicon and variant, its former name, were both given", next_step="Leave out variant.")
    written = repr(variant) if isinstance(variant, str) else "..."
    warnings.warn(
        "The option variant is now called lexicon, and the old name will be removed in the next version. "
        f"Write lexicon={written}.",
        FutureWarning,
        stacklevel=3,
    )
    return load_lexicon(variant)
