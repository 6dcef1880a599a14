"""Articles in their parts: title, standfirst and text, each with the words and sentences of its own.

A headline and a standfirst are a sentence each. Offsets count the characters of the part, sentences are numbered
through the whole article.
"""

from __future__ import annotations

import re
import sys
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import FrameType
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mediakit.errors import OptionError
from mediakit.languages import code_of, languages_of
from mediakit.lazy import lazy
from mediakit.tables import ARTICLES, PARTS, SENTENCES, check_table
from mediakit.text.blocks import Block, Sentences, column_texts, read_blocks

_WORD = re.compile(r"[^\W_]")
Codes = NDArray[Any]


class LettersWarning(UserWarning):
    """Texts that mediakit did not read hold letters in a form that reading would have changed."""


@dataclass(frozen=True)
class PartBlock:
    """A block of texts that are the same part of some articles.

    ``part`` is a place in PARTS, ``first`` the index of the first text's article, and ``before`` the number of
    sentences that each article has in the parts before this one.
    """

    part: int
    first: int
    block: Block
    before: Codes

    @lazy
    def sentences(self) -> Sentences:
        """The sentences of the block; a headline or standfirst with a word in it is one."""
        return self.block.sentences if PARTS[self.part] == "text" else _whole(self.block.texts)

    @property
    def numbers(self) -> Codes:
        """Position of each sentence in its article, from 0."""
        return self.sentences.number + self.before[self.sentences.text]

    def sentence_at(self, text: Codes, start: Codes) -> Codes:
        """Return the index of the sentence that holds each character of a text, -1 outside any."""
        sentences = self.sentences
        if not len(sentences.text):
            return np.full(len(text), -1, dtype=np.int64)
        width = max(int(sentences.end.max(initial=0)), int(start.max(initial=0))) + 1
        places = sentences.text.astype(np.int64) * width + sentences.start
        index = np.searchsorted(places, text * width + start, "right") - 1
        at = np.maximum(index, 0)
        inside = (index >= 0) & (sentences.text[at] == text) & (start < sentences.end[at])
        return np.where(inside, at, -1)


def _whole(texts: Sequence[str]) -> Sentences:
    rows = [i for i, text in enumerate(texts) if _WORD.search(text)]
    start = [len(texts[i]) - len(texts[i].lstrip()) for i in rows]
    end = [len(texts[i].rstrip()) for i in rows]
    return Sentences(*(np.array(column, dtype=np.int32) for column in (rows, start, end)))


def check_parts(parts: str | Sequence[str]) -> tuple[str, ...]:
    """Return the parts that are named, in the order of an article.

    Examples
    --------
    >>> check_parts("text"), check_parts(["text", "title"])
    (('text',), ('title', 'text'))
    """
    named = (parts,) if isinstance(parts, str) else tuple(parts) if isinstance(parts, Iterable) else (parts,)
    unknown = [part for part in named if part not in PARTS]
    if unknown or not named:
        listed = ", ".join(map(repr, PARTS))
        got = ", ".join(map(repr, unknown)) or "none"
        raise OptionError(
            f"parts must be some of {listed}, got {got}", next_step='Write parts="text" for the text alone.'
        )
    return tuple(part for part in PARTS if part in named)


def known_language(articles: pd.DataFrame, language: str) -> NDArray[np.bool_]:
    """Return which articles a list of this language can read: all that are not known to be in another one.

    Examples
    --------
    >>> articles = pd.DataFrame({"outlet": "", "text": "", "language": ["en-GB", "DE", ""]})
    >>> known_language(articles, "en").tolist()
    [True, False, True]
    """
    own = code_of(language)
    if not own:
        return np.ones(len(articles), dtype=bool)
    code = languages_of(articles).code
    return np.asarray((code == "") | (code == own))


def read_parts(
    articles: pd.DataFrame, parts: str | Sequence[str] = PARTS, *, language: str = ""
) -> Iterator[PartBlock]:
    """Yield the parts of all articles in blocks, part after part; the texts of a part are read as they stand.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES; a part whose column is missing is passed over.
    parts : str or list of str
        Some of "title", "standfirst" and "text".
    language : str
        ISO 639-1 code of what the texts are read for: articles known to be in another language are read as empty.

    Raises
    ------
    OptionError, TableError
        For an unknown part, or a table that is not ARTICLES.

    Warns
    -----
    LettersWarning
        When texts hold decomposed accents, ligatures or the like, which reading would have changed.
    """
    chosen = check_parts(parts)
    check_table(articles, ARTICLES)
    known = known_language(articles, language)
    before = np.zeros(len(articles), dtype=np.int64)
    faults: set[str] = set()
    for name in chosen:
        if name not in articles.columns:
            continue
        texts = column_texts(articles[name])
        if not known.all():
            texts = [text if reads else "" for text, reads in zip(texts, known.tolist(), strict=True)]
        count = np.zeros(len(articles), dtype=np.int64)
        for first, block in read_blocks(texts):
            stretch = slice(first, first + len(block.texts))
            faults |= block.faults
            found = PartBlock(PARTS.index(name), first, block, before[stretch])
            yield found
            count[stretch] = np.bincount(found.sentences.text, minlength=len(block.texts))
        before = before + count
    if faults:
        _warn_of_letters(faults)


def _warn_of_letters(faults: set[str]) -> None:
    """Warn at the line that called mediakit, so that one call warns once."""
    level = 1
    frame: FrameType | None = sys._getframe(0)
    while frame is not None and frame.f_globals.get("__name__", "").partition(".")[0] == "mediakit":
        level, frame = level + 1, frame.f_back
    warnings.warn(
        f"The texts hold {', '.join(sorted(faults))}, which reading them with mediakit would have changed: "
        "words of terms are found in spite of it, tone words and copies of a text may not be. "
        "This mends the table: articles, problems = read_articles(articles).",
        LettersWarning,
        stacklevel=level,
    )


def split_sentences(articles: pd.DataFrame, *, parts: str | Sequence[str] = PARTS) -> pd.DataFrame:
    """Return the sentences of every article with their offsets.

    A sentence ends at a token with final punctuation unless it is an abbreviation or a lower-case word
    follows, and at every line break. A list of English abbreviations decides (see resources/abbreviations.toml);
    how well, on public gold data, is pinned in tests/eval. A title and a standfirst are one sentence each.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES.
    parts : str or list of str
        Which of "title", "standfirst" and "text" to split; by default all three.

    Returns
    -------
    DataFrame
        SENTENCES, in the order of the articles; offsets are characters of the part, half open.

    Raises
    ------
    TableError
        If articles is not an ARTICLES table.

    Examples
    --------
    >>> from mediakit.tables import ARTICLES, build_table
    >>> text = "Gen. Holm left at 9 a.m. today. Nobody saw."
    >>> articles = build_table(ARTICLES, [{"article_id": "a", "title": "Holm leaves", "text": text}])
    >>> split_sentences(articles)[["part", "start", "end"]].values.tolist()
    [['title', 0, 11], ['text', 0, 31], ['text', 32, 43]]
    """
    found: list[tuple[Codes, ...]] = [(np.zeros(0, dtype=np.int64),) * 5]
    for read in read_parts(articles, parts):
        part = np.full(len(read.sentences.text), read.part)
        found.append(
            (read.sentences.text + np.int64(read.first), read.numbers, read.sentences.start, read.sentences.end, part)
        )
    article, number, start, end, part = (np.concatenate(column) for column in zip(*found, strict=True))
    order = by_article(article)
    ids = articles["article_id"].astype(object).to_numpy()
    columns = {
        "article_id": pd.Series(ids[article[order]], dtype="str"),
        "sentence_id": number[order].astype(np.int32),
        "start": start[order].astype(np.int32),
        "end": end[order].astype(np.int32),
        "part": part_column(part[order].astype(np.int8)),
    }
    return pd.DataFrame({name: columns[name] for name in SENTENCES.names})


def by_article(article: Codes) -> Codes | slice:
    """Return the order that puts rows of the parts, found one part after the other, together by article."""
    ordered = bool((np.diff(article) >= 0).all())
    return slice(None) if ordered else np.argsort(article, kind="stable")


def part_column(codes: Codes) -> pd.Categorical:
    """Return places in PARTS as a column of their names."""
    return pd.Categorical.from_codes(codes, categories=pd.Index(PARTS, dtype=object))
