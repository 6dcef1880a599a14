"""The words that make two groups of articles differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mediakit.annotate.tone import NEWS, ToneLexicon, lexicon_of_option
from mediakit.errors import OptionError
from mediakit.lexicon import Lexicon, Term
from mediakit.measures import Measure
from mediakit.stats.cells import add_up_cells
from mediakit.stats.contrasts import difference_of_two
from mediakit.stats.ratios import check_column, count_units, texts_of_groups
from mediakit.stats.sparse import Scored
from mediakit.tables import ARTICLES, PARTS, check_table
from mediakit.text.blocks import Block
from mediakit.text.parts import read_parts
from mediakit.text.vocabulary import words_of
from mediakit.word_tables import WORD_SHIFT

OTHER_WORDS = "(other words)"
Numbers = NDArray[Any]
_WORD = Measure(name="word", kind="rate", unit="per 100 words", phrase="Rate of “{label}”")
_WORDS = Measure(name="words", kind="mean", unit="valence points per 100 words", phrase="Other words")


def word_shift(
    articles: pd.DataFrame,
    *,
    by: str,
    groups: Sequence[Any] | None = None,
    lexicon: str | Path | ToneLexicon = NEWS,
    top: int = 30,
    parts: str | Sequence[str] = PARTS,
    variant: str | Path | ToneLexicon | None = None,
) -> pd.DataFrame:
    """Return the words that carry the difference in lexicon tone between two groups of articles.

    Lexicon tone is the sum of the valences of a group's words per 100 words. A word contributes its valence
    times the difference of its rates, so that the contributions add up to the difference in lexicon tone:
    the word shift of Dodds and others (2011, PLoS ONE 6, e26752), in the general form of Gallagher and
    others (2021, EPJ Data Science 10) with the lexicon's neutral point 0 as reference. Lexicon tone knows
    no negation and no emphasis; it explains a difference in tone, and does not replace it.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES. With ``story_id`` copies of one story are not taken as independent.
    by : str
        Column of articles that makes the groups, such as "outlet".
    groups : two values of that column, optional
        The groups a and b; may be left out when the column has just two values.
    lexicon : str, Path or ToneLexicon
        A name, a file or a lexicon as load_lexicon() takes it; words inside one of its neutral phrases are not counted.
    top : int
        How many words to list, at least 1: those that contribute most either way.
    parts : str or list of str
        Which of "title", "standfirst" and "text" count; by default all three.
    variant : optional
        Former name of ``lexicon``; it will be removed in the next version.

    Returns
    -------
    DataFrame
        WORD_SHIFT: one row for each word, largest contribution first, and a last row "(other words)" for the rest of
        the lexicon. So ``contribution`` sums to the difference b minus a. Intervals are missing below ten articles.

    Raises
    ------
    TableError, OptionError
        For a table or an option that breaks the rules.

    Examples
    --------
    >>> from mediakit.tables import ARTICLES, build_table
    >>> texts = {"A": "A good day.", "B": "A bad day."}
    >>> rows = [{"article_id": str(i), "outlet": "AB"[i % 2], "text": texts["AB"[i % 2]]} for i in range(24)]
    >>> shift = word_shift(build_table(ARTICLES, rows), by="outlet", lexicon="vader")
    >>> shift[["word", "valence", "rate_a", "rate_b", "contribution"]].round(1).values.tolist()
    [['bad', -2.5, 0.0, 33.3, -83.3], ['good', 1.9, 33.3, 0.0, -63.3]]
    """
    check_table(articles, ARTICLES)
    check_column(articles, by)
    if not isinstance(top, int) or top < 1:
        raise OptionError(f"top must be a whole number of at least 1, got {top!r}")
    values = articles[by].astype(object)
    one, two = _two_groups(values, groups, by)
    lexicon = lexicon_of_option(lexicon, variant)
    side = np.select([values == one, values == two], [0, 1], -1).astype(np.int64)
    kept = np.flatnonzero(side >= 0)
    counts = _count_words(articles.iloc[kept], lexicon, parts)
    valences = np.array([lexicon.valences[word] for word in counts.names], dtype=np.float64)
    names = texts_of_groups([one, two], by)
    return _shift(articles.iloc[kept], side[kept], counts, valences, (names[0], names[1]), top)


def _two_groups(values: pd.Series, groups: Sequence[Any] | None, by: str) -> list[Any]:
    """Return the two values of a column to compare."""
    known = sorted(values[values.notna()].unique(), key=str)
    wanted = list(known if groups is None else groups)
    if len(wanted) != 2 or wanted[0] == wanted[1] or any(name not in known for name in wanted):
        got = f"{len(known)} values" if groups is None else ", ".join(map(repr, wanted))
        listed = ", ".join(map(repr, known[:12])) + (" ..." if len(known) > 12 else "")
        raise OptionError(
            f"a word shift compares two groups of {by!r}, got {got}",
            next_step=f"Pass groups=(a, b) with two different values of: {listed}.",
        )
    return wanted


@dataclass(frozen=True)
class _Counts:
    """Occurrences of lexicon words: article, word and count of each pair that occurs; words of every article."""

    names: list[str]
    article: Numbers
    word: Numbers
    count: Numbers
    words: Numbers


def _count_words(articles: pd.DataFrame, lexicon: ToneLexicon, parts: str | Sequence[str]) -> _Counts:
    """Return how often every lexicon word stands in every article, neutral phrases left out."""
    names = sorted(lexicon.valences)
    place = {word: code for code, word in enumerate(names)}
    masks = Lexicon(lexicon.name, [Term(mask, "") for mask in lexicon.masks if words_of(mask)])
    lengths = np.array([len(words_of(term.text)) for term in masks.terms], dtype=np.int64)
    words, keys = np.zeros(len(articles), dtype=np.int64), []
    for read in read_parts(articles, parts, language=lexicon.language):
        first, block = read.first, read.block
        words[first : first + len(block.texts)] += np.diff(block.words.first)
        code = np.array([place.get(word.lower(), -1) for word in block.vocabulary.words], dtype=np.int64)
        found = code[block.words.word]
        found[_masked(block, masks, lengths)] = -1
        at = np.flatnonzero(found >= 0)
        keys.append((block.words.text[at].astype(np.int64) + first) * len(names) + found[at])
    key, count = np.unique(np.concatenate(keys or [np.zeros(0, dtype=np.int64)]), return_counts=True)
    return _Counts(names, key // max(len(names), 1), key % max(len(names), 1), count, words)


def _masked(block: Block, masks: Lexicon, lengths: Numbers) -> Numbers:
    """Return the places of the words inside neutral phrases."""
    if not len(lengths):
        return np.zeros(0, dtype=np.int64)
    found = masks.find_in(block, overlap="all")
    size = lengths[found.term]
    inner = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    return np.asarray(np.repeat(found.word, size) + inner)


def _shift(
    articles: pd.DataFrame, side: Numbers, counts: _Counts, valences: Numbers, pair: tuple[Any, Any], top: int
) -> pd.DataFrame:
    """Return the table of contributions."""
    n_words = len(counts.names)
    home = side[counts.article] * n_words + counts.word
    total = np.bincount(home, counts.count, 2 * n_words).reshape(2, n_words)
    present = np.bincount(home, minlength=2 * n_words).reshape(2, n_words)
    length = np.bincount(side, counts.words, 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = 100 * total / length[:, None]
    contribution = (rate[1] - rate[0]) * valences
    known = np.flatnonzero(total.sum(0))
    order = known[np.argsort(-np.abs(contribution[known]), kind="stable")]
    shown, rest = order[:top], order[top:]
    table = pd.DataFrame(
        {
            "word": np.array(counts.names, dtype=object)[shown],
            "valence": valences[shown],
            "contribution": contribution[shown],
            **{f"rate_{name}": rate[i, shown] for i, name in enumerate("ab")},
            **{f"count_{name}": total[i, shown].astype(np.int64) for i, name in enumerate("ab")},
            **{f"n_articles_{name}": present[i, shown] for i, name in enumerate("ab")},
        }
    )
    if len(rest):
        distinct = np.unique(counts.article[np.isin(counts.word, rest)])
        row = {"word": OTHER_WORDS, "valence": np.nan, "contribution": contribution[rest].sum()}
        row |= {f"rate_{name}": rate[i, rest].sum() for i, name in enumerate("ab")}
        row |= {f"count_{name}": int(total[i, rest].sum()) for i, name in enumerate("ab")}
        row |= {f"n_articles_{name}": int((side[distinct] == i).sum()) for i, name in enumerate("ab")}
        table = pd.concat([table, pd.DataFrame([row])], ignore_index=True)
    ends = _intervals(articles, side, counts, valences, shown, len(rest) > 0)
    table = table.assign(group_a=pair[0], group_b=pair[1], **ends)
    kinds = {
        column.name: {"str": "str", "int": "int64"}.get(column.kind.rstrip("?"), "float64")
        for column in WORD_SHIFT.columns
    }
    return table[WORD_SHIFT.names].astype(kinds)


def _intervals(
    articles: pd.DataFrame, side: Numbers, counts: _Counts, valences: Numbers, shown: Numbers, rest: bool
) -> dict[str, Any]:
    """Return conf_low, conf_high and caveat of every contribution, and of the other words together."""
    base = counts.words / 100
    column = np.full(len(counts.names), -1)
    column[shown] = np.arange(len(shown))
    label = column[counts.word]
    rows = np.flatnonzero(label >= 0)
    article, names = counts.article[rows], np.array(counts.names, dtype=object)[shown]
    none = np.zeros(len(names), dtype=bool)
    total: Numbers = counts.count[rows].astype(np.float64)
    scores = [Scored(_WORD, names, base, article, label[rows], total, base[article], none)]
    if rest:
        points = counts.count * valences[counts.word] * (label < 0)
        total = np.bincount(counts.article, points, len(articles))
        article = np.flatnonzero(total)
        one = np.array([OTHER_WORDS], dtype=object), base, article, np.zeros(len(article), dtype=np.int64)
        scores.append(Scored(_WORDS, *one, total[article], base[article], np.zeros(1, dtype=bool)))
    units = count_units(articles, side, 2)
    found = difference_of_two(add_up_cells(scores, units), units, ("a", "b"), 0.95)
    factor = np.append(valences[shown], [1.0] * rest)
    ends = np.sort(np.stack([found["conf_low"] * factor, found["conf_high"] * factor]), axis=0)
    withheld = np.array([caveat.startswith("withheld") for caveat in found["caveat"]], dtype=bool)
    ends[:, withheld] = np.nan
    return {"conf_low": ends[0], "conf_high": ends[1], "caveat": found["caveat"]}
