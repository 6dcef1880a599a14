"""Tone lexicons: VADER's own, the news overlay, or one of yours."""

from __future__ import annotations

import csv
import hashlib
import io
import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from mediakit.annotate.vader import Scorer
from mediakit.annotate.vader_rules import analyzer
from mediakit.errors import LexiconError, OptionError
from mediakit.lazy import lazy

VARIANTS = ("vader", "news")


@dataclass(frozen=True)
class ToneLexicon:
    """Words with a valence from -4 (most negative) to 4, and phrases whose words count as neutral.

    ``name``, ``version``, ``licence`` and ``sha256`` go into the provenance of every figure.
    """

    name: str
    version: str
    licence: str
    sha256: str
    valences: Mapping[str, float]
    masks: Sequence[str] = ()

    @lazy
    def scorer(self) -> Scorer:
        """The scorer of these valences under VADER's rules."""
        return _scorer(self.sha256, tuple(self.valences.items()), tuple(self.masks))

    def __getstate__(self) -> dict[str, object]:
        state = dict(vars(self))  # copied in one step: another thread may be about to add its scorer
        state.pop("scorer", None)
        return state


@cache
def _scorer(digest: str, valences: tuple[tuple[str, float], ...], masks: tuple[str, ...]) -> Scorer:
    return Scorer(dict(valences), masks)


def load_tone_lexicon(variant: str | ToneLexicon) -> ToneLexicon:
    """Return the tone lexicon of a variant.

    Parameters
    ----------
    variant : {"vader", "news"} or ToneLexicon
        "vader" is vaderSentiment 3.3.2 unchanged (Hutto and Gilbert 2014), "news" the same with the overlay
        for news texts (see docs/tone.md); a ToneLexicon is returned as it is.

    Examples
    --------
    >>> load_tone_lexicon("vader").valences["good"]
    1.9
    """
    if isinstance(variant, ToneLexicon):
        return variant
    if variant not in VARIANTS:
        raise OptionError(f"variant must be one of 'vader', 'news' or a ToneLexicon, got {variant!r}")
    return _vader() if variant == "vader" else _news()


@cache
def _vader() -> ToneLexicon:
    valences = dict(analyzer().lexicon)
    return ToneLexicon("vader", "3.3.2", "MIT", _digest(valences, ()), valences)


@cache
def _news() -> ToneLexicon:
    folder = files("mediakit.resources").joinpath("lexicons")
    about = tomllib.loads(folder.joinpath("news.toml").read_text("utf-8"))
    words, masks = _parse(folder.joinpath("news.tsv").read_text("utf-8"), "news.tsv")
    valences = {word: value for word, value in {**_vader().valences, **words}.items() if value}
    return ToneLexicon("news", about["version"], about["licence"], _digest(valences, masks), valences, masks)


def read_tone_lexicon(path: str | Path, *, name: str, licence: str, version: str = "1") -> ToneLexicon:
    r"""Return a tone lexicon from your own two-column file.

    Parameters
    ----------
    path : str or Path
        Tab-, comma- or semicolon-separated: a word and its valence, -4 to 4; a first line of headings and
        further columns are passed over. A phrase of several words must have the valence 0: its words then
        count as neutral where they stand together.
    name, licence, version : str
        What to print beside figures; the licence is yours to know.

    Raises
    ------
    LexiconError
        Naming the lines that are no word with a valence.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp(), "mine.tsv")
    >>> _ = path.write_text("good\t2.5\nopen door\t0\n")
    >>> read_tone_lexicon(path, name="mine", licence="CC0").masks
    ('open door',)
    """
    file = Path(path)
    if not file.is_file():
        raise LexiconError(
            "expected a lexicon file, found none",
            where=str(path),
            next_step="Pass a file of two columns: word, valence.",
        )
    words, masks = _parse(file.read_text("utf-8-sig"), file.name)
    words = {word: value for word, value in words.items() if value}
    return ToneLexicon(name, version, licence, _digest(words, masks), words, masks)


def _parse(source: str, where: str) -> tuple[dict[str, float], tuple[str, ...]]:
    first = source.partition("\n")[0]
    delimiter = next((d for d in "\t;," if d in first), "\t")
    words: dict[str, float] = {}
    masks, faults = [], []
    for number, row in enumerate(csv.reader(io.StringIO(source), delimiter=delimiter, quoting=csv.QUOTE_NONE), start=1):
        if not any(cell.strip() for cell in row) or row[0].startswith("#"):
            continue
        term, valence = row[0].strip().lower(), _number(row[1] if len(row) > 1 else "")
        if valence is None or not -4 <= valence <= 4 or (" " in term and valence):
            if number > 1:
                faults.append(f"line {number}: {delimiter.join(row)[:60]!r}")
        elif " " in term:
            masks.append(term)
        else:
            words[term] = valence  # a zero stays, for it takes the word out of the lexicon below
    if faults or not (words or masks):
        raise LexiconError(
            "expected a word and a valence from -4 to 4 (0 for a phrase) on every line; "
            + ("; ".join(faults[:5]) or "found none"),
            where=where,
            next_step="Correct these lines.",
        )
    return words, tuple(masks)


def _number(cell: str) -> float | None:
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _digest(valences: Mapping[str, float], masks: Sequence[str]) -> str:
    lines = [f"{word}\t{value!r}" for word, value in sorted(valences.items())] + sorted(masks)
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()
