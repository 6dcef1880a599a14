"""Which words stand in the articles of each group and period, and how often."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mediakit.errors import TableError
from mediakit.stats.periods import PERIODS, Every, check_every, ends_of
from mediakit.stats.ratios import check_one_column, group_articles, stories_of, texts_of_groups
from mediakit.tables import PARTS
from mediakit.word_tables import WORD_COUNTS
from mediakit.words.counting import Counted, check_counting, count_terms
from mediakit.words.stop_words import OF_ARTICLES, stop_words_of

Numbers = NDArray[Any]


@dataclass(frozen=True)
class _Groups:
    """The group of every article, -1 for those without a period, and a table with a row for each group and period."""

    code: Numbers
    table: pd.DataFrame


def count_words(
    articles: pd.DataFrame,
    *,
    by: str | None = None,
    every: Every | None = None,
    n: int = 1,
    parts: str | Sequence[str] = PARTS,
    least: int = 1,
) -> pd.DataFrame:
    """Return how often every word stands in the articles of each group and period.

    Capital and small letters are the same ("US" counts as "us"), and a possessive 's is no part of a word. Counts are
    of these articles, without an interval: score_words() makes scores of chosen words, which estimate(), trend() and
    compare_groups() take.

    Parameters
    ----------
    articles : DataFrame
        ARTICLES.
    by : str, optional
        Column of articles that makes the groups, such as "outlet", without missing values.
    every : {"day", "week", "month", "quarter", "year"}, optional
        Count in calendar periods (UTC); articles without a date are left out.
    n : {1, 2, 3}
        1 counts words, 2 or 3 runs of so many words with no punctuation between them.
    parts : str or list of str
        Which of "title", "standfirst" and "text" count; by default all three.
    least : int
        Leave out words that fewer articles have, of all groups together.

    Returns
    -------
    DataFrame
        WORD_COUNTS: by group and period, the most frequent word first; words that a group does not use have no row.
        With ``every`` there are the columns ``period`` and ``period_end`` (first and last day), as trend() has them.

    Raises
    ------
    TableError, OptionError
        For a table or an option that breaks the rules, and for periods when no article has a date.

    Examples
    --------
    >>> from mediakit.tables import ARTICLES, build_table
    >>> texts = {"A": "Rain, rain and wind.", "B": "No rain today."}
    >>> rows = [{"article_id": name, "outlet": name, "text": text} for name, text in texts.items()]
    >>> counts = count_words(build_table(ARTICLES, rows), by="outlet")
    >>> counts[["group", "word", "count", "rate"]].head(2).values.tolist()
    [['A', 'rain', 2, 500.0], ['A', 'and', 1, 250.0]]
    """
    return _table(articles, _groups_of(articles, by, every), count_terms(articles, n=n, parts=parts, least=least), by)


def top_words(
    articles: pd.DataFrame,
    *,
    by: str | None = None,
    every: Every | None = None,
    n: int = 1,
    parts: str | Sequence[str] = PARTS,
    top: int = 20,
    stop_words: str | Iterable[str] = OF_ARTICLES,
) -> pd.DataFrame:
    """Return the most frequent words of each group and period, without words of grammar.

    Words without a letter and single letters are left out as well, and runs of words that begin or end with a word of
    grammar.

    Parameters
    ----------
    articles, by, every, n, parts
        See count_words().
    top : int
        How many words of each group and period, at least 1; ties in the order of the alphabet.
    stop_words : str or list of str
        "articles" leaves out the stop words of the languages that the articles are in, as far as there are lists (see
        load_stop_words()); "en" and the like those of one language; a list of words just these, and ``()`` none.

    Returns
    -------
    DataFrame
        WORD_COUNTS with the column ``rank``. Rates are over all words, stop words included.

    Raises
    ------
    TableError, OptionError
        For a table or an option that breaks the rules, and for periods when no article has a date.

    Examples
    --------
    >>> from mediakit.tables import ARTICLES, build_table
    >>> rows = [{"article_id": "a", "text": "The talks on the harbour went on, and the harbour stayed shut."}]
    >>> top_words(build_table(ARTICLES, rows), top=2)[["rank", "word", "count"]].values.tolist()
    [[1, 'harbour', 2], [2, 'shut', 1]]
    """
    check_counting(n, top, "top")
    groups = _groups_of(articles, by, every)
    counted = count_terms(articles, n=n, parts=parts)
    stops = stop_words_of(stop_words, articles)
    kept = np.array([_says_something(term, stops) for term in counted.terms], dtype=bool)
    rows = kept[counted.term]
    some = Counted(
        counted.terms, counted.article[rows], counted.term[rows], counted.count[rows], counted.size, counted.n_terms
    )
    table = _table(articles, groups, some, by)
    stretch = [name for name in ("group", "period") if name in table.columns]
    rank = table.groupby(stretch, sort=False, observed=True).cumcount().to_numpy() + 1
    chosen = table.assign(rank=rank)[rank <= top].reset_index(drop=True)
    return chosen.assign(word=chosen["word"].cat.remove_unused_categories())


def _says_something(term: str, stops: frozenset[str]) -> bool:
    first, *_, last = words = [*term.split(" "), term.rpartition(" ")[2]]
    return not {first, last} & stops and all(len(word) > 1 and any(map(str.isalpha, word)) for word in words)


def _groups_of(articles: pd.DataFrame, by: str | None, every: Every | None) -> _Groups:
    """Return the groups of the articles, each in all periods in which it has articles."""
    columns: dict[str, Any] = {}
    if by is not None:
        check_one_column(articles, by)
        code, groups = group_articles(articles, [by])
        names = texts_of_groups(groups[by].astype(object).tolist(), by)
        columns["group"] = pd.Categorical.from_codes(code, categories=pd.Index(names, dtype=object))
    else:
        columns["group"] = pd.Categorical([""] * len(articles), categories=pd.Index([""], dtype=object))
    kept = np.ones(len(articles), dtype=bool)
    if every is not None:
        freq = PERIODS[check_every(every)]
        kept = articles["published"].notna().to_numpy()
        if not kept.any():
            raise TableError(
                "expected articles with a date, got none",
                next_step="Read a source with dates, or leave `every` out.",
            )
        periods = pd.PeriodIndex(articles["published"].dt.tz_localize(None).dt.to_period(freq))
        columns["period"], columns["period_end"] = ends_of(periods)
    table = pd.DataFrame(columns)
    code = np.full(len(articles), -1)
    grouped = table[kept].groupby([name for name in table.columns if name != "period_end"], sort=True, observed=True)
    code[kept] = grouped.ngroup().to_numpy()
    first = np.unique(code[kept], return_index=True)[1]
    return _Groups(code, table[kept].iloc[first].reset_index(drop=True))


def _table(articles: pd.DataFrame, groups: _Groups, counted: Counted, by: str | None) -> pd.DataFrame:
    """Return WORD_COUNTS."""
    n_groups, n_terms = len(groups.table), len(counted.terms)
    home = groups.code[counted.article]
    rows = np.flatnonzero(home >= 0)
    key = home[rows] * n_terms + counted.term[rows]
    cell, where, n_articles = np.unique(key, return_inverse=True, return_counts=True)
    count = np.bincount(where, counted.count[rows], len(cell)).astype(np.int64)
    story = pd.factorize(stories_of(articles))[0]
    n_stories = n_articles
    if len(story) and story.max() + 1 < len(story):
        width = int(story.max()) + 1
        n_stories = np.bincount(np.unique(where * width + story[counted.article[rows]]) // width, minlength=len(cell))
    group, term = cell // max(n_terms, 1), cell % max(n_terms, 1)
    words = np.bincount(groups.code[groups.code >= 0], counted.size[groups.code >= 0], n_groups).astype(np.int64)
    order = np.lexsort((term, -count, group))
    group, term, count = group[order], term[order], count[order]
    found: dict[str, Any] = {str(name): groups.table[name].take(group).reset_index(drop=True) for name in groups.table}
    found |= {
        "by": pd.Categorical.from_codes(np.zeros(len(order), dtype=np.int8), categories=pd.Index([by or ""])),
        "word": pd.Categorical.from_codes(term, categories=pd.Index(counted.terms, dtype=object)),
        "count": count,
        "rate": 1000 * count / np.maximum(words[group], 1),
        "n_articles": n_articles[order],
        "n_stories": n_stories[order],
        "n_words": words[group],
    }
    names = dict.fromkeys(["group", "by", *groups.table.columns, *WORD_COUNTS.names])
    return pd.DataFrame({str(name): found[str(name)] for name in names if name in found})
