"""Strings that try to tell a VADER from vaderSentiment: its rule words in random order, case and surroundings."""

from __future__ import annotations

import random
from collections.abc import Callable

from vaderSentiment import vaderSentiment as source

SPACES = "".join(one for one in map(chr, range(0x10000)) if one.isspace())
PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
ODD = "\u200b\u200d\ufe0f\u00ad\u0130\u0131\u212a\u017f\u0149\u03a3\u00df\ufb01\u2019\u2018\u201c\u201d\u2014\u2026"
ODD += "\x00\x01\x07\x1b\x7f"
SCRIPTS = ((0x400, 0x45F), (0x5D0, 0x5EA), (0x620, 0x64A), (0x905, 0x939), (0x4E00, 0x4FFF), (0xAC00, 0xAD00),
           (0x370, 0x3FF), (0x100, 0x17F), (0xE01, 0xE30), (0x1F300, 0x1F9FF), (0x2600, 0x27BF), (0xD800, 0xDFFF),
           (0x80, 0x2FFF), (0x10000, 0x10FFFF))  # fmt: skip
RULES = ["no", "nor", "or", "so", "this", "never", "without", "doubt", "least", "at", "very", "but", "kind", "of"]
RULES += ["sort", "just", "enough", "not", "n't", "don't", "can't", "the"]


def _vocabulary() -> tuple[list[str], list[str], list[str]]:
    analyzer = source.SentimentIntensityAnalyzer()
    special = [*source.BOOSTER_DICT, *source.NEGATE, *source.SPECIAL_CASES, *source.SENTIMENT_LADEN_IDIOMS]
    return list(analyzer.lexicon), special, list(analyzer.emojis)


def fuzz_strings(count: int, *, seed: int = 0) -> list[str]:
    """Return strings made of lexicon and rule words, emoji, odd spaces, digits, scripts, surrogates and noise.

    Parameters
    ----------
    count : int
        Number of strings; some are empty, about one in 2,000 is very long.
    seed : int
        Start of the random numbers.

    Examples
    --------
    >>> len(fuzz_strings(3)), fuzz_strings(3) == fuzz_strings(3)
    (3, True)
    """
    rng = random.Random(seed)
    words = _words(rng)
    return [_string(rng, words) for _ in range(count)]


def _words(rng: random.Random) -> Callable[[str], str]:
    lexicon, special, emoji = _vocabulary()
    common = rng.sample(lexicon, 12)

    def draw(kind: str) -> str:
        if kind == "lexicon":
            return rng.choice(common if rng.random() < 0.4 else lexicon)
        if kind == "rule":
            return rng.choice(RULES if rng.random() < 0.6 else special)
        if kind == "emoji":
            return rng.choice(emoji)
        if kind == "script":
            low, high = rng.choice(SCRIPTS)
            return "".join(chr(rng.randint(low, high)) for _ in range(rng.randint(1, 6)))
        if kind == "odd":
            word = rng.choice(lexicon)
            at = rng.randint(0, len(word))
            return word[:at] + rng.choice(ODD) + word[at + rng.randint(0, 1) :]
        if kind == "digits":
            return str(rng.randint(0, 10 ** rng.randint(1, 12)))
        return "".join(rng.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(rng.randint(1, 22)))

    return draw


def _string(rng: random.Random, draw: Callable[[str], str]) -> str:
    kinds = ["lexicon"] * 5 + ["rule"] * 6 + ["noise"] * rng.choice((1, 4))
    if rng.random() < 0.25:
        kinds += rng.choices(("emoji", "script", "odd", "digits"), k=2)
    length = rng.choice((0, 1, 2, 3, 5, 8, 13, 21)) if rng.random() < 0.9995 else rng.randint(500, 2500)
    plain_space = rng.random() < 0.7
    loud = rng.choice((0.0, 0.0, 0.15, 0.5, 1.0))
    parts = []
    for _ in range(length):
        word = draw(rng.choice(kinds))
        if rng.random() < loud:
            word = rng.choice((word.upper(), word.capitalize(), word.swapcase()))
        parts.append(_dress(rng, word))
        if rng.random() > 0.02:
            parts.append(" " if plain_space else "".join(rng.choices(SPACES, k=rng.choice((1, 1, 2)))))
    return "".join(parts)


def _dress(rng: random.Random, word: str) -> str:
    if rng.random() < 0.2:
        word += "".join(rng.choices(PUNCTUATION if rng.random() < 0.4 else "!?.,", k=rng.randint(1, 5)))
    if rng.random() < 0.08:
        word = "".join(rng.choices(PUNCTUATION, k=rng.randint(1, 3))) + word
    return word
