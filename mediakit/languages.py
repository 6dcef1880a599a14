"""The language of an article: what its source says, unless its words clearly say another.

A script that belongs to one language tells it by itself. All else is told by words that one language has more often
than others, most of them function words, from ``resources/languages.toml``; a word that several languages share counts
for each of them by that much less. A sample of each article is looked at, and what was told is kept.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple
from unicodedata import normalize

import numpy as np
import pandas as pd
from numpy.typing import NDArray

FLAG = "language_told"
LEAST_WORDS = 20
_LEAST_IN_SCRIPT = 5
_SURE_WORDS = 40
_BEGINNING, _END = 600, 400
_MOST_KEPT, _TAKEN = 1 << 20, 1024
# What the words of a language must be among those of a text in the Latin script: a part of all; worth so much (a word
# that no other language has is worth 1) or a large part, for what near languages share is worth little; and so many
# times as much as those of English. Those of English, whose list is the longest, must lead the others by more.
_LEAST_SHARE, _LEAST_WORTH, _LARGE_SHARE, _LEAD, _LEAD_OF_ENGLISH = 0.06, 1.5, 0.25, 1.5, 3.0
# The least part of all words that must be in the text's script.
_ONE_SCRIPT = 0.65

_PLAIN = re.compile("[a-z]+")
_PUNCTUATION = re.compile(
    "[\u00a0-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00be\u2000-\u206f\u20a0-\u20cf\u3000-\u303f]+"
)
# Vowel signs and other marks belong to their words, which Python's letters leave out.
_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0dff\u0e30-\u0fff\u1000-\u109f\u1780-\u17ff"
_ANY = re.compile(rf"(?:[^\W\d_]|[{_MARKS}])+")
_KANA = re.compile("[\u3041-\u30ff]")
# Where scripts begin, each named by the language that it is taken for when its words do not say another.
_BEGINS = [
    (0x0, "en"), (0x370, "el"), (0x400, "ru"), (0x530, "hy"), (0x590, "he"), (0x600, "ar"), (0x700, ""), (0x750, "ar"),
    (0x780, "dv"), (0x7C0, ""), (0x860, "ar"), (0x900, "hi"), (0x980, "bn"), (0xA00, "pa"), (0xA80, "gu"),
    (0xB00, "or"), (0xB80, "ta"), (0xC00, "te"), (0xC80, "kn"), (0xD00, "ml"), (0xD80, "si"), (0xE00, "th"),
    (0xE80, "lo"), (0xF00, "bo"), (0x1000, "my"), (0x10A0, "ka"), (0x1100, "ko"), (0x1200, "am"), (0x13A0, ""),
    (0x1780, "km"), (0x1800, ""), (0x1C90, "ka"), (0x1CC0, ""), (0x1D00, "en"), (0x1F00, "el"), (0x2000, ""),
    (0x2C60, "en"), (0x2C80, ""), (0x3040, "ja"), (0x3100, "zh"), (0x3130, "ko"), (0x3190, ""), (0x31F0, "ja"),
    (0x3200, ""), (0x3400, "zh"), (0xA000, ""), (0xA640, "ru"), (0xA6A0, ""), (0xAC00, "ko"), (0xD7B0, ""),
    (0xF900, "zh"), (0xFB00, "en"), (0xFB13, "hy"), (0xFB1D, "he"), (0xFB50, "ar"), (0xFE00, ""), (0xFE70, "ar"),
    (0xFF21, "en"), (0xFF66, "ja"), (0xFFA0, "ko"), (0xFFE0, ""), (0x20000, "zh"),
]  # fmt: skip
_STARTS = [start for start, _ in _BEGINS]
# Scripts without spaces between words: letters that make about one word.
_LETTERS_A_WORD = {"zh": 2, "ja": 2, "th": 4, "lo": 4, "km": 4, "my": 4}
_CODE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9-]+)?", re.IGNORECASE)
# Codes by which sources say that they do not know, and older or narrower codes of languages that are known here.
_UNKNOWN = frozenset({"und", "mul", "mis", "zxx"})
_SAME = {"eng": "en", "nb": "no", "nn": "no", "nob": "no", "nno": "no", "iw": "he", "in": "id", "fil": "tl", "bs": "hr"}
_MAIN, _LEAST_OF_OUTLET = 0.8, 2
_CASELESS = "he yi ar fa ur ps ckb ug sd hi mr ne bn as pa gu or ta te kn ml si dv th lo bo my ka km am ti zh ja ko"
WITHOUT_CAPITALS = frozenset(_CASELESS.split())
Booleans = NDArray[np.bool_]


class Told(NamedTuple):
    """What the words of a text tell: the ISO 639-1 code or "", and whether they tell it beyond doubt."""

    language: str
    sure: bool


class Languages(NamedTuple):
    """The language of every article: ISO 639-1 codes, "" where not known.

    ``unsure`` marks articles with words whose language is not known, ``contradicted`` those whose source says another
    language than their words.
    """

    code: NDArray[Any]
    unsure: Booleans
    contradicted: Booleans


class _Lists(NamedTuple):
    """English names of languages by code, the row of every word and letter, and rows x languages: what it counts."""

    names: Mapping[str, str]
    rows: Mapping[str, int]
    worth: NDArray[np.float32]


@cache
def _lists() -> _Lists:
    about = tomllib.loads(files("mediakit.resources").joinpath("languages.toml").read_text("utf-8"))
    # Single letters are words, too: a letter as a sign of its own is kept apart by a line break before it.
    signs = [
        {*said.get("words", "").split(), *("\n" + letter for letter in said.get("letters", "").split())}
        for said in about.values()
    ]
    rows = {sign: row for row, sign in enumerate(sorted(set().union(*signs)), start=1)}
    worth = np.zeros((len(rows) + 1, len(about)), dtype=np.float32)
    for column, own in enumerate(signs):
        # A letter within a word says less than a word, and so does a word of one letter, which may be an initial.
        weak = [sign[0] == "\n" or (len(sign) == 1 and sign.isascii()) for sign in own]
        worth[[rows[sign] for sign in own], column] = np.where(weak, 0.5, 1.0)
    worth /= np.maximum((worth > 0).sum(axis=1), 1)[:, None]
    return _Lists({code: said["name"] for code, said in about.items()}, rows, worth)


def language_name(code: str) -> str:
    """Return the English name of a language, or its code where it is not listed.

    Examples
    --------
    >>> language_name("de"), language_name("tlh")
    ('German', 'tlh')
    """
    return _lists().names.get(code, code)


def code_of(said: str) -> str:
    """Return the code of a language as it is said, with or without a region; "" for what is no code.

    Examples
    --------
    >>> code_of(" en-GB"), code_of("nb"), code_of("und"), code_of("Klingon")
    ('en', 'no', '', '')
    """
    match = _CODE.fullmatch(said.strip())
    code = match[1].lower() if match else ""
    return "" if code in _UNKNOWN else _SAME.get(code, code)


def tell_language(text: str) -> Told:
    """Return the language that the words of a text tell; under 20 words, or 5 in another script, they tell none.

    Examples
    --------
    >>> tell_language("Der Hafen war am Dienstag geschlossen, weil die Fähre nicht fahren konnte und das Wetter sich "
    ...               "nach dem Sturm nur langsam besserte.").language
    'de'
    >>> tell_language("Guten Morgen").language
    ''
    """
    sizes, words = _by_script(_PUNCTUATION.sub(" ", text).lower())
    if sizes["ja"] > 0.1 * sizes["zh"]:
        sizes["ja"] += sizes.pop("zh", 0)  # Japanese writes Chinese characters among its own
    else:
        sizes["zh"] += sizes.pop("ja", 0)
    script, size = max(sizes.items(), key=lambda item: item[1])
    least = LEAST_WORDS if script in ("en", "") else _LEAST_IN_SCRIPT
    if not script or size < least or size < _ONE_SCRIPT * sum(sizes.values()):
        return Told("", False)
    lists = _lists()
    signs = lists.worth[[*filter(None, map(lists.rows.get, words[script]))]]
    codes, scores = list(lists.names), signs.sum(axis=0)
    best = int(scores.argmax())
    if script != "en":
        return Told(codes[best] if scores[best] > 0 else script, size >= LEAST_WORDS)
    english = codes.index("en")
    rival = float(scores[english] if best != english else np.delete(scores, english).max())
    hits, lead = np.count_nonzero(signs[:, best]), float(scores[best]) / max(rival, 1e-9)
    few = hits < max(3, _LEAST_SHARE * size) or (scores[best] < _LEAST_WORTH and hits < _LARGE_SHARE * size)
    if few or lead < (_LEAD_OF_ENGLISH if best == english else _LEAD):
        return Told("", False)
    sure = size >= _SURE_WORDS and hits >= 2 * _LEAST_SHARE * size and lead >= _LEAD_OF_ENGLISH
    return Told(codes[best], bool(sure))


def _by_script(text: str) -> tuple[Counter[str], defaultdict[str, list[str]]]:
    """Return how many words a text has in each script, and those words with the letters that tell a language."""
    sizes: Counter[str] = Counter()
    words: defaultdict[str, list[str]] = defaultdict(list)
    if text.isascii():
        words["en"] = _PLAIN.findall(text)
        sizes["en"] = len(words["en"])
        return sizes, words
    for word in _ANY.findall(normalize("NFC", text)):
        script = "en" if word.isascii() else _BEGINS[bisect_right(_STARTS, ord(word[0])) - 1][1]
        if script == "zh" and _KANA.search(word):
            script = "ja"
        sizes[script] += max(1, len(word) // _LETTERS_A_WORD.get(script, len(word)))
        words[script].append(word)
        if not word.isascii():
            words[script] += ["\n" + letter for letter in set(word)]
    return sizes, words


# What was told of each sample, by its hash: measures on the same articles ask again and again.
_kept: dict[int, Told] = {}


def _tell_kept(sample: str) -> Told:
    key = hash(sample)
    told = _kept.get(key)
    if told is None:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        told = _kept[key] = tell_language(sample)
    return told


def _samples(articles: pd.DataFrame) -> Iterator[str]:
    """Yield title, standfirst, and beginning and end of the text of every article."""
    columns = [articles[name] for name in ("title", "standfirst", "text") if name in articles.columns]
    for low in range(0, len(articles), _TAKEN):  # all texts as strings would take as much memory again
        parts = [column.iloc[low : low + _TAKEN].astype(object).tolist() for column in columns]
        for row in zip(*parts, strict=True):
            yield "\n".join([text[:_BEGINNING] + text[max(_BEGINNING, len(text) - _END) :] for text in row if text])


def _stated(articles: pd.DataFrame) -> NDArray[Any]:
    """Return the language that the source states of every article, "" where it is no code or says nothing."""
    if "language" not in articles.columns:
        return np.full(len(articles), "", dtype=object)
    place, said = pd.factorize(articles["language"].astype(object).fillna(""))
    return np.array([*map(code_of, map(str, said)), ""], dtype=object)[place]


def languages_of(articles: pd.DataFrame) -> Languages:
    """Return the language of every article.

    The source's word for it holds, unless 40 words or more clearly say English where it says another language, or
    another where it says English. Where it says nothing the words of the article do; where these cannot, it is what
    four in five articles of the outlet are in, if that is known of two or more. What fill_languages() wrote is taken as
    it stands.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES; a column ``language`` and ``standfirst`` may be missing.

    Examples
    --------
    >>> articles = pd.DataFrame({"outlet": "A", "title": "", "text": ["Nein.", "Yes."], "language": ["de-AT", ""]})
    >>> languages_of(articles).code.tolist(), languages_of(articles).unsure.tolist()
    (['de', ''], [False, True])
    """
    code = _stated(articles)
    spoken, contradicted = np.zeros((2, len(articles)), dtype=bool)
    open_rows = np.flatnonzero(~_settled(articles, code))
    for row, sample in zip(open_rows.tolist(), _samples(articles.iloc[open_rows]), strict=True):
        told, stated = _tell_kept(sample), code[row]
        spoken[row] = bool(sample.strip())
        contradicted[row] = told.sure and stated != "" and (stated == "en") != (told.language == "en")
        if contradicted[row] or not stated:
            code[row] = told.language
    if (code == "").any():
        code = np.where(code == "", _main_languages(articles, code), code)
    return Languages(code, (code == "") & spoken, contradicted)


def _settled(articles: pd.DataFrame, code: NDArray[Any]) -> Booleans:
    """Return which articles have a language that fill_languages() wrote, or that somebody has corrected since."""
    if "flags" not in articles.columns:
        return np.zeros(len(articles), dtype=bool)
    place, flags = pd.factorize(articles["flags"].astype(object))
    marked = np.array([*(FLAG in str(said).split() for said in flags), False], dtype=bool)
    return np.asarray(marked[place] & (code != ""))


def _main_languages(articles: pd.DataFrame, code: NDArray[Any]) -> NDArray[Any]:
    """Return the language of every article's outlet, "" where the outlet has no name or no main language."""
    outlet, _ = pd.factorize(articles["outlet"].astype(object).replace("", None))
    place, names = pd.factorize(code)
    known = (outlet >= 0) & (code != "")
    counts = np.zeros((outlet.max(initial=-1) + 2, len(names)), dtype=np.int64)
    np.add.at(counts, (outlet[known], place[known]), 1)
    total, most = counts.sum(axis=1), counts.max(axis=1)
    main = np.where((most >= _LEAST_OF_OUTLET) & (most >= _MAIN * total), names[counts.argmax(axis=1)], "")
    return np.asarray(main[outlet])
